"""What the panel beside an exercise shows: plain data, made from what the grader found.

All of it is text for the panel to show as text. What a learner chose (what their code returned, how
their files are called) has no character that an eye or a page would obey.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from privacylab.catalog import Exercise, Module, load_catalog
from privacylab.checks import Outcome
from privacylab.grading import Course, last_own
from privacylab.grading.course import ME
from privacylab.grading.result import model as words
from privacylab.grading.result.model import CheckLine, ExerciseGrade, StepGrade, SubmissionResult
from privacylab.grading.result.read import check_line, outcome_of
from privacylab.text import one_line, visible

LONGEST = 4_000  # characters of one text
# what to do about a public check, and about a hidden one
DO_PUBLIC = {
    Outcome.FAILED: "Compare what came back with what was expected, and change {step}.",
    Outcome.CRASHED: "Your code ended in this error: run its cell and the test, and fix {step}.",
    Outcome.NOT_ATTEMPTED: "Write {step}: its cell still says YOUR CODE HERE.",
    Outcome.SKIPPED: "Do what it needs first, save that notebook, and press the button again.",
}
DO_HIDDEN = {
    Outcome.FAILED: "Read the prompt of {step} again, then open a hint.",
    Outcome.CRASHED: "{step} ended in an error here: read its prompt again, then open a hint.",
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
            f"This attempt could not be graded ({graded.attempted}): {graded.reason} "
            "What follows is the report of the last attempt that could be graded."
        )
    return {
        **_head("grade", exercise),
        **_look(grade.outcome),
        "summary": _text(f"{_capital(grade.summary)}."),
        "score": grade.score,
        "points": grade.points,
        "warning": _text(warning),
        "notes": [_text(note) for note in notes],
        "next": _next(exercise, grade),
        "following": _following(root, exercise) if grade.outcome == words.PASSED else None,
        "steps": [_graded_step(exercise, step) for step in grade.steps],
        "hints": _hints(root, exercise),
    }


def last_report(
    course: Course, module: Module, exercise: Exercise, notebook: Path
) -> dict[str, Any] | None:
    """The report of one's own last grade of an exercise, or None.

    "changed" says whether the notebook says something else by now.
    """
    sent = course.submitted(ME, module.id) / f"{exercise.name}.ipynb"
    page = course.feedback(ME, module.id, exercise)
    graded = last_own(course, module.id) if sent.is_file() and page.is_file() else None
    if not graded or not graded.has_grade:
        return None
    made = datetime.fromtimestamp(page.stat().st_mtime).astimezone()
    return {
        **report_of_grade(course.root, exercise, graded.only(exercise, page)),
        "made": made.isoformat(timespec="seconds"),
        "changed": _sources(sent) != _sources(notebook),
    }


def _sources(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_bytes())["cells"]
    return ["".join(cell["source"]) for cell in cells]


def report_of_checks(
    root: Path, exercise: Exercise, reports: list[dict[str, Any]]
) -> dict[str, Any]:
    """The report of the public checks, as check_notebook returns what each test says."""
    steps = [_checked_step(exercise, one) for one in reports]
    every = [check for step in steps for check in step["checks"]]
    passed = sum(check["outcome"] == Outcome.PASSED for check in every)
    whole = bool(every) and passed == len(every) and all(step["checks"] for step in steps)
    outcome = words.PASSED if whole else words.PARTLY if passed else words.FAILED
    if steps and all(step["outcome"] == words.NOT_ATTEMPTED for step in steps):
        outcome = words.NOT_ATTEMPTED
    return {
        **_head("check", exercise),
        **_look(outcome),
        "summary": f"{passed} of {len(every)} public checks pass. Grade runs the hidden ones, too.",
        "score": None,
        "points": float(exercise.points),
        "warning": "",
        "notes": [],
        "next": _after_check(outcome),
        "following": None,
        "steps": steps,
        "hints": _hints(root, exercise),
    }


def _head(kind: str, exercise: Exercise) -> dict[str, Any]:
    made = datetime.now().astimezone()
    return {
        "kind": kind,
        "exercise": exercise.id,
        "title": exercise.title,
        "made": made.isoformat(timespec="seconds"),
    }


def _graded_step(exercise: Exercise, step: StepGrade) -> dict[str, Any]:
    return {
        **_place(exercise, step.name),
        **_look(step.outcome),
        "score": step.score,
        "points": step.points,
        "summary": _text(f"{_capital(step.summary)}."),
        "notice": _text(step.notice),
        "checks": [_check(one) for one in step.checks],
    }


def _checked_step(exercise: Exercise, report: dict[str, Any]) -> dict[str, Any]:
    step = str(report["step"])
    lines = [check_line(one, step) for one in report["checks"]]
    outcome = outcome_of(lines) if lines else words.STOPPED
    return {
        **_place(exercise, step),
        **_look(outcome),
        "score": None,
        "points": None,
        "summary": _text(_capital(str(report["summary"]))),
        "notice": _text(str(report["notice"])),
        "checks": [_check(one) for one in lines],
    }


def _check(check: CheckLine) -> dict[str, Any]:
    do = (DO_HIDDEN if check.hidden else DO_PUBLIC).get(check.outcome, "")
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
    return "Fix what did not pass, and press Grade again. You can grade as often as you like."


def _after_check(outcome: str) -> str:
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
