"""The result of grading a submission, and of each of its exercises.

Both are read from a notebook that ran. The words come from what the checks reported, the scores
from the gradebook alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring.cells import Role, name_of, role, task_of
from privacylab.catalog import Module
from privacylab.checks import COLOUR, MIME, SIGN, Outcome
from privacylab.grading.course import Course

PASSED, PARTLY, FAILED = "passed", "partly passed", "failed"
CRASHED, NOT_ATTEMPTED, STOPPED = "crashed", "not attempted", "stopped"
BY_PERSON, WAITING = "graded by a person", "needs manual grading"
LOOKS = {  # sign and colour: an exercise looks as a check of the same outcome does
    **{str(outcome): (SIGN[outcome], COLOUR[outcome]) for outcome in Outcome},
    PARTLY: ("◐", COLOUR[Outcome.FAILED]),
    STOPPED: (SIGN[Outcome.CRASHED], COLOUR[Outcome.CRASHED]),
    BY_PERSON: (SIGN[Outcome.PASSED], COLOUR[Outcome.PASSED]),
    WAITING: (SIGN[Outcome.NOT_ATTEMPTED], COLOUR[Outcome.NOT_ATTEMPTED]),
}
WHY_STOPPED = {
    "RanTooLong": "the code took too long, or printed too much: look for a loop that never ends",
    "StoppedPython": "the code ended Python itself: look for exit(), or for memory that runs out",
    "InvalidReply": "what the code handed back could not be read",
    "NoScore": "the test ended without a score",
}


@dataclass(frozen=True)
class CheckLine:
    """One check, as a learner may see it; hint is the rung of its ladder to look at, if any."""

    title: str
    requirement: str
    outcome: Outcome
    hidden: bool
    hint: int | None
    detail: tuple[str, ...]


@dataclass(frozen=True)
class Failure:
    """What there is to fix: a public check, or the hidden checks of one requirement together."""

    title: str
    first: CheckLine


@dataclass(frozen=True)
class ExerciseGrade:
    """One exercise of a submission; outcome is a word, summary a sentence without its full stop."""

    id: str
    title: str
    points: float
    score: float
    outcome: str
    summary: str
    checks: tuple[CheckLine, ...] = ()

    @property
    def failing(self) -> tuple[CheckLine, ...]:
        """The checks that did not pass, in their order."""
        return tuple(check for check in self.checks if check.outcome is not Outcome.PASSED)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What there is to fix in what was attempted, public checks first."""
        failing = [one for one in self.failing if one.outcome is not Outcome.NOT_ATTEMPTED]
        public = [Failure(one.title, one) for one in failing if not one.hidden]
        hidden: dict[str, list[CheckLine]] = {}
        for one in failing:
            if one.hidden:
                hidden.setdefault(one.requirement, []).append(one)
        return *public, *(Failure(_count(same), same[0]) for same in hidden.values())

    def passing(self, *, hidden: bool) -> str:
        """How many of its public or of its hidden checks pass; nothing where none has run."""
        return _passing(self.checks, hidden) if self.checks else ""


@dataclass(frozen=True)
class SubmissionResult:
    """The result of one submission. If it could not be graded, reason says why; else it is "".

    score and points are the gradebook's; feedback is the page that was written.
    """

    learner: str
    module: str
    feedback: Path
    reason: str = ""
    exercises: tuple[ExerciseGrade, ...] = ()
    score: float = 0.0
    points: float = 0.0
    late_penalty: float = 0.0
    repaired: tuple[str, ...] = ()
    untouched: bool = False
    isolation: str = ""


def read_result(
    course: Course,
    module: Module,
    learner: str,
    notebook: NotebookNode,
    scores: Mapping[str, float],
    comments: Mapping[str, str | None],
    late_penalty: float = 0.0,
) -> SubmissionResult:
    """Read a notebook that ran, with what the gradebook says of its cells, by name.

    The scores and the comments are put into the notebook, where nbgrader's GetGrades puts them.
    """
    points = 0.0
    for cell in filter(role, notebook.cells):
        mark = cell.metadata.nbgrader
        if role(cell) is Role.ANSWER:
            mark.comment = comments.get(name_of(cell))
        if mark.grade:
            mark.score = scores[name_of(cell)]
            points += mark.points
    notes = notebook.metadata.get("privacylab", {})
    return SubmissionResult(
        learner,
        module.id,
        course.feedback(learner, module.id),
        exercises=read_exercises(notebook, module),
        score=sum(scores.values()) - late_penalty,
        points=points,
        late_penalty=late_penalty,
        repaired=tuple(notes.get("repaired", ())),
        untouched=notes.get("untouched", False),
        isolation=notes.get("isolation", ""),
    )


def read_exercises(notebook: NotebookNode, module: Module) -> tuple[ExerciseGrade, ...]:
    """Every graded cell of a notebook; each carries its score, as nbgrader's GetGrades puts it."""
    titles = {exercise.id: exercise.title for exercise in module.exercises}
    errors = {task_of(cell): _error(cell) for cell in notebook.cells if role(cell) is Role.ANSWER}
    return tuple(
        _read(cell, titles, errors.get(task_of(cell), ""))
        for cell in notebook.cells
        if role(cell) and cell.metadata.nbgrader.grade
    )


def _error(cell: NotebookNode) -> str:
    """The name of the error that ended a cell, or nothing."""
    errors = [output for output in cell.get("outputs", ()) if output.output_type == "error"]
    return errors[0].ename if errors else ""


def _read(cell: NotebookNode, titles: dict[str, str], answer_error: str) -> ExerciseGrade:
    mark, task = cell.metadata.nbgrader, task_of(cell)
    score = mark.get("score")
    head = (task, titles.get(task, "Essay"), float(mark.points), float(score or 0))
    if role(cell) is not Role.TEST:
        return ExerciseGrade(*head, WAITING if not score else BY_PERSON, "an answer in words")
    stopped = _error(cell)
    if stopped:
        why = WHY_STOPPED.get(stopped, f"the test ended early: {stopped}")
        return ExerciseGrade(*head, STOPPED, why)
    checks = read_checks(cell)
    outcome = _outcome(checks)
    if outcome == NOT_ATTEMPTED and answer_error:
        # it was written, and nothing of it could be called
        why = WHY_STOPPED.get(answer_error, f"its cell ended in a {answer_error}")
        return ExerciseGrade(*head, CRASHED, why, checks)
    return ExerciseGrade(*head, outcome, _summary(checks), checks)


def read_checks(cell: NotebookNode) -> tuple[CheckLine, ...]:
    """The checks that a test cell reported; none where it reported none that can be read."""
    for output in reversed(cell.outputs):
        data = output.get("data", {}).get(MIME)
        if data is not None:
            try:
                return tuple(_check(entry) for entry in data["checks"])
            except (KeyError, TypeError, ValueError):
                return ()
    return ()


def _check(entry: dict[str, Any]) -> CheckLine:
    requirement, outcome = str(entry["requirement"]), Outcome(entry["outcome"])
    return CheckLine(
        str(entry["title"]),
        requirement,
        outcome,
        bool(entry["hidden"]),
        None if entry["hint"] is None else int(entry["hint"]),
        tuple(str(line) for line in entry["detail"]),
    )


def _outcome(checks: tuple[CheckLine, ...]) -> str:
    found = {check.outcome for check in checks} - {Outcome.SKIPPED}
    if found == {Outcome.PASSED} and all(check.outcome is Outcome.PASSED for check in checks):
        return PASSED
    if Outcome.PASSED in found:
        return PARTLY
    if found == {Outcome.NOT_ATTEMPTED}:
        return NOT_ATTEMPTED
    return CRASHED if Outcome.CRASHED in found else FAILED


def _summary(checks: tuple[CheckLine, ...]) -> str:
    return f"{_passing(checks, False)} public and {_passing(checks, True)} hidden checks pass"


def _passing(checks: tuple[CheckLine, ...], hidden: bool) -> str:
    kind = [check for check in checks if check.hidden is hidden]
    return f"{sum(check.outcome is Outcome.PASSED for check in kind)} of {len(kind)}"


def _count(same: list[CheckLine]) -> str:
    return f"{len(same)} hidden check{'s' if len(same) > 1 else ''} of {same[0].requirement}"
