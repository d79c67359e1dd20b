"""The course as a path: each lesson and exercise, the learner's progress, and what has changed.

It is made from the catalog, the notebooks on disk and the gradebook, without nbgrader, so that the
home page appears at once. var/progress.json has what these don't: which pages were read, and what
the points were on an earlier day.
"""

import json
import threading
from datetime import date
from pathlib import Path
from typing import Any

from privacylab.catalog import Catalog, Exercise, Module, Track
from privacylab.catalog.tracks import TrackStep
from privacylab.files import write_json
from privacylab.grading import Course, GradingError
from privacylab.grading.class_file import ClassFileError, ClassSettings, read_class
from privacylab.grading.course import ME
from privacylab.grading.gradebook.scores import OwnScore, own_scores
from privacylab.grading.own.state import READ, TO_READ, state_of

KEPT = "var/progress.json"
DAYS = ("before", "latest")  # the last two days on which someone looked at the points
_one_writer = threading.Lock()


def course_path(course: Course, catalog: Catalog, today: date) -> dict[str, Any]:
    """The tracks with their sections, every step by its key, what has changed, and notes."""
    notes: list[str] = []
    try:
        scores = own_scores(course)
    except GradingError as error:
        scores = {}
        notes.append(str(error))
    kept, problem = _read_kept(course.home)
    notes += [problem] if problem else []
    try:
        settings, wrong = read_class(course), []
    except ClassFileError as error:
        settings, wrong = ClassSettings(), [str(error)]
    steps: dict[str, dict[str, Any]] = {}
    tracks = []
    for track in catalog.tracks.values():
        for part in track.parts:
            for step in part.steps:
                steps.setdefault(_key(step), _step(course, catalog, step, kept["read"], scores))
        tracks.append(
            {
                "id": track.id,
                "title": track.title,
                "about": f"{track.for_whom} {track.how}",
                "sections": _sections(track, catalog, settings),
            }
        )
    # don't write over a file that can't be read
    since, changes = ("", []) if notes else _changes(course.home, catalog, kept, scores, today)
    return {
        "title": catalog.title,
        "tracks": tracks,
        "steps": steps,
        "since": since,
        "changes": changes,
        "notes": [*notes, *wrong],
    }


def mark_read(home: Path, catalog: Catalog, page: str, read: bool, today: date) -> None:
    """Record whether a page was read. Raises KeyError if the page is not a step."""
    pages = {
        _key(step)
        for track in catalog.tracks.values()
        for part in track.parts
        for step in part.steps
        if not step.exercise
    }
    if page not in pages:
        raise KeyError(page)
    with _one_writer:
        kept, _ = _read_kept(home)
        kept["read"].pop(page, None)
        if read:
            kept["read"][page] = today.isoformat()
        write_json(home / KEPT, kept)


def _sections(track: Track, catalog: Catalog, settings: ClassSettings) -> list[dict[str, Any]]:
    """A track's parts with the keys of their steps. A track's only part is split at its lessons.

    due says when each module is due whose last exercise is in the part.
    """
    sections: list[dict[str, Any]] = []
    for part in track.parts:
        sections.append({"title": part.title, "steps": []})
        for step in part.steps:
            module = _lesson_of(step, catalog)
            if module and len(track.parts) == 1:
                if not sections[-1]["steps"]:
                    sections.pop()
                sections.append({"title": _titled(module), "steps": []})
            sections[-1]["steps"].append(_key(step))
    for section in sections:
        section["due"] = ", ".join(
            f"due {when}" if section["title"] == _titled(one) else f"{_number(one)} due {when}"
            for one in catalog.modules.values()
            if (when := settings.due_words(one.id, ME)) and one.exercises[-1].id in section["steps"]
        )
    return sections


def _key(step: TrackStep) -> str:
    return step.exercise.id if step.exercise else f"course/{step.link}"


def _lesson_of(step: TrackStep, catalog: Catalog) -> Module | None:
    """The module whose lesson a step is, if it is one."""
    return next((one for one in catalog.modules.values() if one.lesson == step.link), None)


def _titled(module: Module) -> str:
    return f"{_number(module)} · {module.title}"


def _number(module: Module) -> str:
    return module.id.split("_")[0]


def _step(
    course: Course,
    catalog: Catalog,
    step: TrackStep,
    read: dict[str, str],
    scores: dict[str, OwnScore],
) -> dict[str, Any]:
    if step.exercise:
        found = catalog.exercise(step.exercise.id)
        assert found
        return _exercise(course, *found, scores.get(step.exercise.name))
    key = _key(step)
    path, _, section = key.partition("#")
    module = _lesson_of(step, catalog)
    return {
        "kind": "lesson" if module else "page",
        "title": "Lesson" if module else step.title,
        "module": _titled(module) if module else "",
        "path": path,
        "section": section,
        "minutes": step.minutes,
        "state": READ if key in read else TO_READ,
        "done": key in read,
    }


def _exercise(
    course: Course, module: Module, exercise: Exercise, graded: OwnScore | None
) -> dict[str, Any]:
    path = course.assignment(module.id, exercise)
    own = state_of(course, module, exercise, graded)
    filled = own.filled
    return {
        "kind": "exercise",
        "id": exercise.id,
        "title": exercise.title,
        "path": path.relative_to(course.assignments.parent).as_posix(),
        "minutes": exercise.minutes,
        "points": exercise.points,
        "essay": exercise.essay,
        "state": own.word,
        "done": own.done,
        "score": own.score,
        "written": len(filled.written) if filled else 0,
        "functions": len(filled.written) + len(filled.open) if filled else 0,
        "changed": own.changed,
        "saved": path.stat().st_mtime if filled and filled.touched else 0,
        "cell": own.cell,
    }


def _changes(
    home: Path, catalog: Catalog, kept: dict[str, Any], scores: dict[str, OwnScore], today: date
) -> tuple[str, list[str]]:
    """The last earlier day on which the learner looked at the points, and what has changed since.

    The points are saved at the first look each day, and again when they change.
    """
    now = {name: one.most for name, one in scores.items() if not one.waits}
    day, latest = today.isoformat(), kept["latest"]
    if (now or latest["scores"]) and (latest["day"] != day or latest["scores"] != now):
        with _one_writer:
            kept, _ = _read_kept(home)
            if kept["latest"]["day"] not in ("", day):
                kept["before"] = kept["latest"]
            kept["latest"] = {"day": day, "scores": now}
            write_json(home / KEPT, kept)
    before = kept["before"]
    if not before["day"]:
        return "", []
    said = []
    for module in catalog.modules.values():
        for one in module.exercises:
            old, new = before["scores"].get(one.name), now.get(one.name)
            if new is not None and old != new:
                first = f"{old:g} → " if old is not None else ""
                said.append(f"{one.id}: {first}{new:g} of {one.points} points")
    return str(before["day"]), said


def _read_kept(home: Path) -> tuple[dict[str, Any], str]:
    """What var/progress.json has, and a sentence if it can't be read."""
    kept: dict[str, Any] = {"read": {}}
    kept |= {name: {"day": "", "scores": {}} for name in DAYS}
    try:
        found = json.loads((home / KEPT).read_text(encoding="utf-8"))
        for day, scores in ((found[name]["day"], found[name]["scores"]) for name in DAYS):
            date.fromisoformat(day or "2000-01-01")
            sum(scores.values())
        if not isinstance(found["read"], dict):
            raise ValueError
        return {name: found[name] for name in kept}, ""
    except FileNotFoundError:
        return kept, ""
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return kept, f"{KEPT} cannot be read, so no page counts as read: delete it."
