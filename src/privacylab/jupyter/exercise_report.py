"""What the panel beside an exercise shows: plain data, made from what the grader found.

The panel shows all of it as text. Anything that a learner controls, such as return values and file
names, has no character that could mislead a reader or act on a page.
"""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from privacylab.catalog import Exercise, Module, load_catalog
from privacylab.catalog.exercises import is_bundle
from privacylab.checks import Outcome
from privacylab.checks.report import public_checks
from privacylab.classroom.handing_in.pack import HandIn
from privacylab.grading import Course, last_own
from privacylab.grading.course import ME
from privacylab.grading.gradebook.scores import OwnScore
from privacylab.grading.own.state import FULL, GRADED, HANDED_IN, NOT_BEGUN
from privacylab.grading.result import model as words
from privacylab.grading.result.model import (
    BestAttempt,
    CheckLine,
    ExerciseGrade,
    StepGrade,
    SubmissionResult,
)
from privacylab.grading.result.read import check_line, outcome_of
from privacylab.grading.submission.read import RUN
from privacylab.text import one_line, visible

LONGEST = 4_000  # characters of one text
CHECKS_PASS = "public checks pass"  # as the home page says it
PART = {"outcome": CHECKS_PASS, "sign": "◕"}  # it must not look like full marks
PACKED = {"outcome": "packed", "sign": "✓"}  # an essay: it has no checks
# the words for a whole exercise, as on the home page and in `privacylab progress`
WORDS = {
    words.PASSED: FULL,
    words.NOT_ATTEMPTED: NOT_BEGUN,
    words.NOT_SUBMITTED: NOT_BEGUN,
    words.WAITING: HANDED_IN,
    words.BY_PERSON: GRADED,
}
FIX = "Fix its cell, and press the button again: until then, its checks can't run."
# what to do about a public check, and about a hidden one
DO_PUBLIC = {
    Outcome.FAILED: "Compare what came back with what was expected, and change `{step}`.",
    Outcome.CRASHED: "Your code ended in this error: run its cell and the test, and fix `{step}`.",
    Outcome.NOT_ATTEMPTED: "Write `{step}`: there is nothing to check yet.",
    Outcome.SKIPPED: "Do what it needs first, save that notebook, and press the button again.",
}
DO_HIDDEN = {
    Outcome.FAILED: "Read the prompt again, then open a hint.",
    Outcome.CRASHED: "It ended in an error: read the prompt again, then open a hint.",
    Outcome.NOT_ATTEMPTED: DO_PUBLIC[Outcome.NOT_ATTEMPTED],
    Outcome.SKIPPED: DO_PUBLIC[Outcome.SKIPPED],
}


def report_of_grade(root: Path, exercise: Exercise, graded: SubmissionResult) -> dict[str, Any]:
    """The report of one graded exercise."""
    (grade,) = graded.exercises
    notes = [f"Repaired: {line}" for line in graded.repaired]
    if grade.set_aside:
        notes.append(grade.set_aside)
    if graded.isolation == "none":
        notes.append("It ran without isolation: privacylab doctor says why.")
    warning = ""
    if graded.reason:
        warning = (
            f"This attempt could not be graded ({graded.attempted}): {for_buttons(graded.reason)} "
            "What follows is the report of the last attempt that could be graded."
        )
    better = grade.better
    done = grade.full_marks or grade.outcome in (words.BY_PERSON, words.WAITING)
    return {
        **_head("grade", exercise, grade.graded_at),
        **_look(grade.outcome),
        "word": WORDS.get(grade.outcome, grade.outcome),
        "summary": _text(f"{_capital(grade.summary)}."),
        "score": grade.score,
        "points": grade.points,
        "best": _best(better),
        "gallery": grade.full_marks and not exercise.essay,
        "stretch": exercise.stretch if grade.full_marks else "",
        "warning": _text(warning),
        "notes": [_text(note) for note in notes],
        "next": _next(exercise, grade),
        "done": done,
        "following": _following(root, exercise) if done else None,
        "steps": [_graded_step(exercise, step) for step in grade.steps],
        "hints": _hints(root, exercise),
    }


def for_buttons(said: str) -> str:
    """A terminal's message, reworded for people who have buttons."""
    said = re.sub(r"run: privacylab check \S+", "press Check.", said)
    return said.replace(RUN, "press the button again")


def last_report(
    course: Course, module: Module, exercise: Exercise, notebook: Path
) -> dict[str, Any] | None:
    """The report of the learner's last grade of an exercise, or None.

    "changed" says whether the notebook has changed since then, "stale" which of its steps have.
    """
    sent = course.submitted(ME, module.id) / f"{exercise.name}.ipynb"
    page = course.feedback(ME, module.id, exercise)
    graded = last_own(course, module.id) if sent.is_file() and page.is_file() else None
    if not graded or not graded.has_grade:
        return None
    report = report_of_grade(course.root, exercise, graded.only(exercise, page))
    then, now = _sources(sent), _sources(notebook)
    # if so, what was graded is an earlier version than what was sent
    refused = bool(report["warning"])
    stale = [
        step["name"]
        for step in report["steps"]
        if refused
        or any(then.get(step[cell]) != now.get(step[cell]) for cell in ("answer", "test"))
    ]
    return {**report, "changed": refused or then != now, "stale": stale}


def _sources(notebook: Path) -> dict[str, str]:
    """Each cell's source, by nbgrader's name for the cell, or else its id."""
    cells = json.loads(notebook.read_bytes())["cells"]
    return {
        cell["metadata"].get("nbgrader", {}).get("grade_id") or cell.get("id", str(place)): "".join(
            cell["source"]
        )
        for place, cell in enumerate(cells)
    }


def report_of_hand_in(
    course: Course,
    exercise: Exercise,
    reports: list[dict[str, Any]],
    packed: HandIn,
    upload: str,
) -> dict[str, Any]:
    """The report of the public checks, with the zip that was packed, and what it lacks."""
    report = report_of_checks(course.root, exercise, reports, None)
    if exercise.essay:
        report |= {**PACKED, "word": PACKED["outcome"], "summary": "A person grades your essay."}
    zip = one_line(packed.zip.relative_to(course.home).as_posix())
    where = one_line(upload.rstrip(".")) or "where your instructor has told you"
    lines = [*packed.missing, *packed.left_out]
    notes = [packed.due] if packed.due else []
    notes += [f"Missing or left out: {_text(line)}" for line in lines]
    module = packed.receipt.module
    if packed.sent:
        done = f"{module} is handed in. The hub received it at {packed.sent}."
        notes.append("Your receipt, signed by the hub, is in handed-in/, beside the zip.")
    else:
        done = f"{module} is packed: {zip}. Nothing has been sent yet: upload it {where}."
        notes.append(
            "handed-in/ is in the file browser at the left. Right-click the zip to download it."
        )
    return {**report, "next": done, "notes": notes}


def report_of_checks(
    root: Path, exercise: Exercise, reports: list[dict[str, Any]], graded: OwnScore | None
) -> dict[str, Any]:
    """The report of the public checks. reports are those of check_notebook, one for each test.

    graded is the exercise's score in the gradebook: what opens at full marks stays open.
    """
    steps = [_checked_step(exercise, one) for one in reports]
    every = [check for step in steps for check in step["checks"]]
    passed = sum(check["outcome"] == Outcome.PASSED for check in every)
    whole = bool(every) and passed == len(every) and all(step["checks"] for step in steps)
    outcome = words.PASSED if whole else words.PARTLY if passed else words.FAILED
    ends = {step["outcome"] for step in steps}
    if ends == {words.NOT_ATTEMPTED}:
        outcome = words.NOT_ATTEMPTED
    elif not passed and words.CRASHED in ends:
        outcome = words.CRASHED
    best = graded.best if graded else None
    full = best is not None and best.full
    return {
        **_head("check", exercise),
        **_look(outcome),
        **(PART if whole else {}),
        "word": CHECKS_PASS if whole else WORDS.get(outcome, outcome),
        "summary": f"{public_checks(passed, len(every))}.",
        "score": None,
        "points": float(exercise.points),
        "best": _best(best),
        "gallery": full and (root / "solutions").is_dir(),
        "stretch": exercise.stretch if full else "",
        "warning": "",
        "notes": [],
        "next": _after_check(outcome, is_bundle(root)),
        "done": full,
        "following": _following(root, exercise) if full else None,
        "steps": steps,
        "hints": _hints(root, exercise),
    }


def _best(attempt: BestAttempt | None) -> dict[str, Any] | None:
    if attempt is None:
        return None
    return {"score": attempt.score, "points": attempt.points, "made": attempt.at}


def _head(kind: str, exercise: Exercise, made: str = "") -> dict[str, Any]:
    """made is when, or "" for now. The report is about the version that was saved then."""
    return {
        "kind": kind,
        "exercise": exercise.id,
        "title": exercise.title,
        "made": made or datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _graded_step(exercise: Exercise, step: StepGrade) -> dict[str, Any]:
    return {
        **_place(exercise, step.name),
        **_look(step.outcome),
        "score": step.score,
        "points": step.points,
        "summary": _text(f"{_capital(step.summary)}."),
        "notice": _text(step.notice),
        "checks": [_check(one, step.outcome, step.notice) for one in step.checks],
    }


def _checked_step(exercise: Exercise, report: dict[str, Any]) -> dict[str, Any]:
    step = str(report["step"])
    lines = [check_line(one, step) for one in report["checks"]]
    outcome, notice = outcome_of(lines) if lines else words.STOPPED, str(report["notice"])
    if outcome == words.NOT_ATTEMPTED and report["crashed"]:
        outcome = words.CRASHED
    return {
        **_place(exercise, step),
        **(PART if outcome == words.PASSED else _look(outcome)),
        "score": None,
        "points": None,
        "summary": _text(_capital(str(report["summary"]))),
        "notice": _text(notice),
        "checks": [_check(one, outcome, notice) for one in lines],
    }


def _check(check: CheckLine, of_step: str, notice: str) -> dict[str, Any]:
    """of_step is the outcome of its step, notice what is said about the step's function."""
    do = (DO_HIDDEN if check.hidden else DO_PUBLIC).get(check.outcome, "")
    if check.outcome is Outcome.NOT_ATTEMPTED and of_step == words.CRASHED:
        do = FIX
    elif notice and not check.detail:
        do = ""  # the notice says what to do
    return {
        "title": _text(check.title),
        **_look(str(check.outcome)),
        "hidden": check.hidden,
        "requirement": check.requirement,
        "hint": check.hint,
        "detail": [_lines(line) for line in check.detail],
        "do": do.format(step=check.step),
    }


def _place(exercise: Exercise, step: str) -> dict[str, str]:
    """A step's name, and the ids of its two cells (tidy() in authoring gives them)."""
    answer = f"{exercise.id}-{step}"
    return {"name": one_line(step), "answer": answer, "test": f"{answer}-test"}


def _look(outcome: str) -> dict[str, str]:
    return {"outcome": outcome, "sign": words.LOOKS[outcome][0]}


def _hints(root: Path, exercise: Exercise) -> dict[str, list[str]]:
    """The ladder of each requirement that the exercise covers."""
    ladders = load_catalog(root).hints
    return {name: list(ladders[name]) for name in exercise.covers if name in ladders}


def _next(exercise: Exercise, grade: ExerciseGrade) -> str:
    if exercise.essay:
        if grade.outcome == words.NOT_SUBMITTED:
            return "Write your answer where it says YOUR ANSWER HERE, and press Grade again."
        return "A person grades it by the rubric in this notebook."
    if grade.untouched:
        return "Write your code where it says YOUR CODE HERE, and press Grade again."
    if grade.outcome == words.PASSED:
        return "Every check passes."
    if grade.full_marks:
        return "An earlier attempt had full marks, so this exercise is done."
    return "Fix what did not pass, and press Grade again. You can grade as often as you like."


def _after_check(outcome: str, hands_in: bool) -> str:
    if outcome == words.PASSED and hands_in:
        return "Once the module is finished, press Hand In: it packs all of its notebooks."
    if outcome == words.PASSED:
        return "Press Grade: it runs the hidden checks, too."
    if outcome == words.NOT_ATTEMPTED:
        return "Write your code where it says YOUR CODE HERE, and press Check again."
    return "Fix what did not pass, and press Check again."


def _following(root: Path, exercise: Exercise) -> dict[str, str] | None:
    """The exercise after this one, and its notebook's path in the course; None after the last."""
    modules = load_catalog(root).modules.values()
    every = [(module, one) for module in modules for one in module.exercises]
    place = next(place for place, (_, one) in enumerate(every) if one.id == exercise.id)
    if place + 1 == len(every):
        return None
    module, one = every[place + 1]
    path = f"assignments/{module.id}/{one.name}.ipynb"
    return {"title": f"{one.id} · {one.title}", "path": path}


def _text(text: str) -> str:
    return _cut(one_line(text))


def _lines(text: str) -> str:
    return _cut(visible(text))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … (cut here)"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") if text else ""
