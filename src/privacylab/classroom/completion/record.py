"""What a record of completion says, and who gets one.

It is based on the latest grades of submitted work, by the course as it is now, never on grades that
a learner made. It holds the name that it is given, and scores only if they are asked for. It is in
feedback/<learner>/, so `about` finds it and `erase` deletes it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from privacylab.catalog import Module, Track, load_catalog
from privacylab.classroom.received import ClassroomError
from privacylab.grading import Course, last_of_class
from privacylab.grading.digest import digest_of_rules
from privacylab.grading.result.model import ExerciseGrade

KIND = "privacylab completion 1"  # so that nothing else signed with the key passes for one


@dataclass(frozen=True)
class Completion:
    """The statement that someone completed a track.

    passing  the minimum for each exercise, in percent of its points
    day      the day on which it was signed, in ISO 8601
    digest   SHA-256 of what the exercises were graded by: texts, hidden tests, data and the lab
    key      the fingerprint of the key that it is signed with
    scores   points by exercise, if they were asked for
    """

    name: str
    track: str
    course: str
    exercises: tuple[str, ...]
    passing: int
    day: str
    lab: str
    digest: str
    key: str
    scores: dict[str, str] | None = None

    def as_bytes(self) -> bytes:
        """Return the content of the file that is signed."""
        facts = {name: fact for name, fact in asdict(self).items() if fact is not None}
        text = json.dumps({"kind": KIND, **facts}, indent=1, ensure_ascii=False)
        return f"{text}\n".encode()

    def __str__(self) -> str:
        """Return one sentence."""
        share = "full marks" if self.passing == 100 else f"at least {self.passing}% of its points"
        return (
            f"{self.name} completed the track {self.track} of {self.course} "
            f"({', '.join(self.exercises)}, each with {share}), signed on {self.day}."
        )


def read_completion(content: bytes) -> Completion:
    """Return the record in a file. Raises ValueError if there is none."""
    facts: dict[str, Any] = json.loads(content)
    if not isinstance(facts, dict) or facts.pop("kind", None) != KIND:
        raise ValueError("another kind of file")
    try:
        return Completion(**facts | {"exercises": tuple(facts["exercises"])})
    except (KeyError, TypeError):
        raise ValueError("fields are missing, or unknown") from None


def completion_of(
    course: Course, learner: str, track: Track, name: str, passing: int, scores: bool, key: str
) -> Completion:
    """Return a learner's record. Raises ClassroomError if an exercise is not complete."""
    modules = _modules_of(course, track)
    grades: dict[str, ExerciseGrade] = {}
    for module in modules:
        results = last_of_class(course, module.id)
        result = results.get(learner)
        if learner in results and result is None:
            raise ClassroomError(
                f"{learner}'s {module.id}, or the course, has changed since it was graded. Run: "
                f"privacylab grade {module.id} --all"
            )
        if result and result.has_grade:
            grades |= {one.id: one for one in result.exercises}
    for exercise in track.exercises:
        _must_be_complete(learner, exercise.id, grades.get(exercise.id), passing)
    ids = [one.id for one in track.exercises]
    return Completion(
        name=name,
        track=track.title,
        course=load_catalog(course.root).title,
        exercises=tuple(ids),
        passing=passing,
        day=date.today().isoformat(),
        lab=version("privacylab"),
        digest=_digest(course, modules),
        key=key,
        scores={one: f"{grades[one].score:g} of {grades[one].points:g}" for one in ids}
        if scores
        else None,
    )


def place_of(course: Course, learner: str, track: Track) -> Path:
    """Return where a learner's record is written."""
    return course.home / "feedback" / learner / f"{track.id}.completion.json"


def _must_be_complete(
    learner: str, exercise: str, grade: ExerciseGrade | None, passing: int
) -> None:
    if grade is None:
        why = "it was not handed in, or could not be graded"
    elif grade.needs_person:
        why = "it needs manual grading"
    elif grade.score * 100 < passing * grade.points:
        why = f"it has {grade.score:g} of {grade.points:g} points"
    else:
        return
    raise ClassroomError(f"{learner} has not completed {exercise}: {why}. Nothing was signed.")


def _modules_of(course: Course, track: Track) -> list[Module]:
    wanted = {one.id for one in track.exercises}
    modules = load_catalog(course.root).modules.values()
    return [one for one in modules if wanted & {exercise.id for exercise in one.exercises}]


def _digest(course: Course, modules: list[Module]) -> str:
    rules = "\0".join(digest_of_rules(course, one) for one in modules)
    return hashlib.sha256(rules.encode()).hexdigest()
