"""What became of each exercise, read from a graded notebook.

The words come from what the checks said, the scores from the gradebook alone.
"""

from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from privacylab.catalog import Module
from privacylab.checks import MIME, Outcome
from privacylab.grading.cells import Role, role, task_of

PASSED, PARTLY, FAILED = "passed", "partly passed", "failed"
CRASHED, NOT_ATTEMPTED, STOPPED = "crashed", "not attempted", "stopped"
BY_PERSON, WAITING = "graded by a person", "waits for a person"
WHY_STOPPED = {
    "RanTooLong": "your code took too long, or printed too much: look for a loop that never ends",
    "StoppedPython": "your code ended Python itself: look for exit(), or for memory that runs out",
    "BrokeTheWire": "what your code handed back could not be read",
    "NoScore": "the test ended without a score",
}


@dataclass(frozen=True)
class CheckLine:
    """One check, as a learner may see it; hint is what to run for help, or nothing."""

    title: str
    requirement: str
    outcome: Outcome
    hidden: bool
    hint: str
    detail: tuple[str, ...]


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
    def hint(self) -> str:
        """The hint of the first check that failed and has one."""
        return next((check.hint for check in self.failing if check.hint), "")


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
        why = WHY_STOPPED.get(answer_error, f"your cell ended in a {answer_error}")
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
    helps = entry["hint"] is not None and outcome in (Outcome.FAILED, Outcome.CRASHED)
    return CheckLine(
        str(entry["title"]),
        requirement,
        outcome,
        bool(entry["hidden"]),
        f'hint("{requirement}", {int(entry["hint"])})' if helps else "",
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
    def of(hidden: bool) -> str:
        kind = [check for check in checks if check.hidden is hidden]
        return f"{sum(check.outcome is Outcome.PASSED for check in kind)} of {len(kind)}"

    return f"{of(False)} public and {of(True)} hidden checks pass"
