"""The result of grading a submission, and of each of its exercises.

Both are read from a notebook that ran. The words come from what the checks reported, the scores
from the gradebook alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring.cells import Role, name_of, role, step_of
from privacylab.catalog import Exercise, Module
from privacylab.checks import COLOUR, MIME, SIGN, Outcome, missing_function
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
    """One check, as a learner may see it; hint is the rung of its ladder to look at, if any.

    step is the function or class that it is about.
    """

    step: str
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
class StepGrade:
    """One step of an exercise; outcome is a word, summary a sentence without its full stop.

    notice is a sentence about its function, where that is not there.
    """

    name: str
    points: float
    score: float
    outcome: str
    summary: str
    checks: tuple[CheckLine, ...] = ()
    notice: str = ""


@dataclass(frozen=True)
class ExerciseGrade:
    """One exercise of a submission; outcome is a word, summary a sentence without its full stop.

    An essay, and an exercise that was not submitted, has no steps.
    """

    id: str
    title: str
    points: float
    score: float
    outcome: str
    summary: str
    steps: tuple[StepGrade, ...] = ()
    untouched: bool = False

    @property
    def checks(self) -> tuple[CheckLine, ...]:
        """The checks of all its steps."""
        return tuple(check for step in self.steps for check in step.checks)

    @property
    def notices(self) -> tuple[str, ...]:
        """What is to be said first: of each function that is not there, a sentence."""
        return tuple(step.notice for step in self.steps if step.notice)

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
    isolation: str = ""

    @property
    def untouched(self) -> bool:
        """Whether nobody has worked in any of its notebooks."""
        return all(one.untouched for one in self.exercises)

    def only(self, exercise: Exercise, feedback: Path) -> "SubmissionResult":
        """The same for one exercise alone; feedback is its page."""
        (grade,) = (one for one in self.exercises if one.id == exercise.id)
        return replace(
            self,
            feedback=feedback,
            exercises=(grade,),
            score=grade.score,
            points=grade.points,
            repaired=tuple(one for one in self.repaired if one.startswith(f"{exercise.id}: ")),
        )


def read_result(
    course: Course,
    module: Module,
    learner: str,
    notebooks: Mapping[Exercise, NotebookNode],
    scores: Mapping[str, float],
    comments: Mapping[str, str | None],
    late_penalty: float = 0.0,
) -> SubmissionResult:
    """Read the notebooks that ran, with what the gradebook says of their cells, by name.

    The scores and the comments are put into the notebooks, where nbgrader's GetGrades puts them.
    """
    for cell in (cell for one in notebooks.values() for cell in one.cells if role(cell)):
        mark = cell.metadata.nbgrader
        if role(cell) is Role.ANSWER:
            mark.comment = comments.get(name_of(cell))
        if mark.grade:
            mark.score = scores[name_of(cell)]
    notes = [one.metadata.get("privacylab", {}) for one in notebooks.values()]
    return SubmissionResult(
        learner,
        module.id,
        course.feedback(learner, module.id),
        exercises=tuple(read_exercise(one, notebooks.get(one)) for one in module.exercises),
        score=round(sum(scores.values()) - late_penalty, 2),
        points=module.points,
        late_penalty=late_penalty,
        repaired=tuple(line for one in notes for line in one.get("repaired", ())),
        isolation=notes[0].get("isolation", "") if notes else "",
    )


def read_exercise(exercise: Exercise, notebook: NotebookNode | None) -> ExerciseGrade:
    """The grade of an exercise from its notebook, whose cells carry scores; None: not sent."""
    head = exercise.id, exercise.title, float(exercise.points)
    if notebook is None:
        why = "its notebook was not submitted"
        return ExerciseGrade(*head, 0.0, NOT_ATTEMPTED, why, untouched=True)
    untouched = notebook.metadata.get("privacylab", {}).get("untouched", False)
    graded = [cell for cell in notebook.cells if role(cell) and cell.metadata.nbgrader.grade]
    score = round(sum(float(cell.metadata.nbgrader.get("score") or 0) for cell in graded), 2)
    if exercise.essay:
        outcome = BY_PERSON if score else WAITING
        return ExerciseGrade(*head, score, outcome, "an answer in words", untouched=untouched)
    errors = answer_errors(notebook)
    steps = tuple(_read_step(cell, exercise.id, errors.get(_step(cell), "")) for cell in graded)
    checks = [check for step in steps for check in step.checks]
    outcomes = {step.outcome for step in steps}
    outcome = outcomes.pop() if len(outcomes) == 1 else _outcome_of_steps(outcomes, checks)
    ended = [
        f"{step.name}: {step.summary}" for step in steps if step.summary != _summary(step.checks)
    ]
    told = [_summary(checks)] if checks else []
    summary = steps[0].summary if len(steps) == 1 else "; ".join([*told, *ended])
    return ExerciseGrade(*head, score, outcome, summary, steps, untouched)


def _outcome_of_steps(outcomes: set[str], checks: Sequence[CheckLine]) -> str:
    """The word for an exercise whose steps came out differently."""
    if any(check.outcome is Outcome.PASSED for check in checks):
        return PARTLY
    if outcomes <= {NOT_ATTEMPTED, str(Outcome.SKIPPED)}:
        return NOT_ATTEMPTED
    for word in (STOPPED, CRASHED):
        if word in outcomes:
            return word
    return FAILED


def _step(cell: NotebookNode) -> str:
    return step_of(name_of(cell))


def answer_errors(notebook: NotebookNode) -> dict[str, str]:
    """By step, the name of the error that ended its answer, or nothing."""
    return {_step(cell): _error(cell) for cell in notebook.cells if role(cell) is Role.ANSWER}


def _error(cell: NotebookNode) -> str:
    """The name of the error that ended a cell, or nothing."""
    errors = [output for output in cell.get("outputs", ()) if output.output_type == "error"]
    return errors[0].ename if errors else ""


def _read_step(cell: NotebookNode, exercise: str, answer_error: str) -> StepGrade:
    """A step from its test cell; answer_error is the name of the error that ended its answer."""
    mark = cell.metadata.nbgrader
    head = _step(cell), float(mark.points), float(mark.get("score") or 0)
    stopped = _error(cell)
    if stopped:
        why = WHY_STOPPED.get(stopped, f"the test ended early: {stopped}")
        return StepGrade(*head, STOPPED, why)
    checks, said = read_checks(cell), _report(cell).get("notice") or ""
    notice = missing_notice(str(said), exercise, head[0], answer_error)
    outcome = _outcome(checks)
    if outcome == NOT_ATTEMPTED and answer_error:
        # it was written, and nothing of it could be called
        why = WHY_STOPPED.get(answer_error, f"its cell ended in a {answer_error}")
        return StepGrade(*head, CRASHED, why, checks, "" if answer_error in WHY_STOPPED else notice)
    return StepGrade(*head, outcome, _summary(checks), checks, notice)


def missing_notice(said: str, exercise: str, step: str, answer_error: str) -> str:
    """What the test said of a function that is not there; or why, where its cell has failed."""
    if not said or not answer_error or "is not defined" not in said:
        return said
    if answer_error in WHY_STOPPED:
        return f"{exercise}: `{step}` is not defined: {WHY_STOPPED[answer_error]}."
    return missing_function.after_error(exercise, step, answer_error)


def read_checks(cell: NotebookNode) -> tuple[CheckLine, ...]:
    """The checks that a test cell reported; none where it reported none that can be read."""
    try:
        return tuple(_check(entry, _step(cell)) for entry in _report(cell).get("checks", ()))
    except (KeyError, TypeError, ValueError):
        return ()


def _report(cell: NotebookNode) -> dict[str, Any]:
    """What a test cell reported, as plain data; empty where it did not."""
    for output in reversed(cell.outputs):
        data = output.get("data", {}).get(MIME)
        if data is not None:
            return dict(data) if isinstance(data, dict) else {}
    return {}


def _check(entry: dict[str, Any], step: str) -> CheckLine:
    requirement, outcome = str(entry["requirement"]), Outcome(entry["outcome"])
    return CheckLine(
        step,
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
    if checks and not found:
        return str(Outcome.SKIPPED)
    return CRASHED if Outcome.CRASHED in found else FAILED


def _summary(checks: Sequence[CheckLine]) -> str:
    return f"{_passing(checks, False)} public and {_passing(checks, True)} hidden checks pass"


def _passing(checks: Sequence[CheckLine], hidden: bool) -> str:
    kind = [check for check in checks if check.hidden is hidden]
    return f"{sum(check.outcome is Outcome.PASSED for check in kind)} of {len(kind)}"


def _count(same: list[CheckLine]) -> str:
    return f"{len(same)} hidden check{'s' if len(same) > 1 else ''} of {same[0].requirement}"
