"""The result of grading a submission, and of each of its exercises.

Both are read from a notebook that ran. The words come from what the checks reported, the scores
from the gradebook alone.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring.cells import Role, exercise_of, name_of, role, step_of
from privacylab.catalog import Exercise, Module
from privacylab.checks import COLOUR, MIME, SIGN, Outcome
from privacylab.grading.course import Course

PASSED, PARTLY, FAILED = "passed", "partly passed", "failed"
CRASHED, NOT_ATTEMPTED, STOPPED = "crashed", "not attempted", "stopped"
BY_PERSON, WAITING = "graded by a person", "needs manual grading"
NOT_SUBMITTED = "not submitted"  # an essay that is empty
LOOKS = {  # sign and colour: an exercise looks as a check of the same outcome does
    **{str(outcome): (SIGN[outcome], COLOUR[outcome]) for outcome in Outcome},
    PARTLY: ("◐", COLOUR[Outcome.FAILED]),
    STOPPED: (SIGN[Outcome.CRASHED], COLOUR[Outcome.CRASHED]),
    BY_PERSON: (SIGN[Outcome.PASSED], COLOUR[Outcome.PASSED]),
    WAITING: (SIGN[Outcome.NOT_ATTEMPTED], COLOUR[Outcome.NOT_ATTEMPTED]),
    NOT_SUBMITTED: (SIGN[Outcome.NOT_ATTEMPTED], COLOUR[Outcome.NOT_ATTEMPTED]),
}
FAILED_ATTEMPT = "latest attempt could not be graded"
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
    """One step of an exercise; outcome is a word, summary a sentence without its full stop."""

    name: str
    points: float
    score: float
    outcome: str
    summary: str
    checks: tuple[CheckLine, ...] = ()


@dataclass(frozen=True)
class ExerciseGrade:
    """One exercise of a submission; outcome is a word, summary a sentence without its full stop.

    An essay, and an exercise that was not submitted, has no steps. needs_person says that a person
    is still to grade something in it; set_aside what a person gave for another version of it. If
    the latest attempt could not be graded, reason says why, and the grade is of an earlier one.
    """

    id: str
    title: str
    points: float
    score: float
    outcome: str
    summary: str
    steps: tuple[StepGrade, ...] = ()
    untouched: bool = False
    needs_person: bool = False
    set_aside: str = ""
    reason: str = ""
    attempted: str = ""

    @property
    def mark(self) -> str:
        """What stands beside a grade whose latest attempt could not be graded, or nothing."""
        return f"{FAILED_ATTEMPT}: {self.reason}" if self.reason else ""

    @property
    def checks(self) -> tuple[CheckLine, ...]:
        """The checks of all its steps."""
        return tuple(check for step in self.steps for check in step.checks)

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
class FailedAttempt:
    """Why an attempt could not be graded, and when that was."""

    reason: str
    at: str


@dataclass(frozen=True)
class RecordedGrades:
    """What the gradebook says of one submission, by the names of the cells.

    by_hand    the cells that a person has scored
    ungraded   those that neither a test nor a person has scored
    waiting    those that formgrader lists as waiting for a person
    set_aside  by step, the sentence about what a person gave for another version
    """

    scores: Mapping[str, float] = field(default_factory=dict)
    comments: Mapping[str, str | None] = field(default_factory=dict)
    by_hand: frozenset[str] = frozenset()
    ungraded: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()
    set_aside: Mapping[str, str] = field(default_factory=dict)
    late_penalty: float = 0.0


@dataclass(frozen=True)
class SubmissionResult:
    """The result of one submission.

    If the latest attempt could not be graded, reason says why and attempted when; else they are "".
    exercises and score are then those of the last attempt that could: none and 0 where there is
    none. grader_failed says that the submission was not at fault. score and points are the
    gradebook's; feedback is the page that was written.
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
    attempted: str = ""
    grader_failed: bool = False

    @property
    def untouched(self) -> bool:
        """Whether nobody has worked in any of its notebooks."""
        return all(one.untouched for one in self.exercises)

    @property
    def has_grade(self) -> bool:
        """Whether there is a grade, of this attempt or of an earlier one."""
        return bool(self.exercises)

    @property
    def needs_person(self) -> bool:
        """Whether a person is still to grade something in it."""
        return any(one.needs_person for one in self.exercises)

    @property
    def mark(self) -> str:
        """What stands beside a grade whose latest attempt could not be graded, or nothing."""
        return f"{FAILED_ATTEMPT}: {self.reason}" if self.reason else ""

    def only(self, exercise: Exercise, feedback: Path) -> "SubmissionResult":
        """The same for one exercise alone; feedback is its page."""
        (grade,) = (one for one in self.exercises if one.id == exercise.id)
        return replace(
            self,
            feedback=feedback,
            exercises=(grade,),
            reason=grade.reason,
            attempted=grade.attempted,
            score=grade.score,
            points=grade.points,
            repaired=tuple(one for one in self.repaired if one.startswith(f"{exercise.id}: ")),
        )


def read_result(
    course: Course,
    module: Module,
    learner: str,
    notebooks: Mapping[Exercise, NotebookNode],
    recorded: RecordedGrades,
    lost: Container[Exercise] = (),
) -> SubmissionResult:
    """Read the notebooks that ran, with what the gradebook says of their cells.

    The scores and the comments are put into the notebooks, where nbgrader's GetGrades puts them.
    lost are exercises whose notebook is no longer there: of these only the score is known.
    """
    for cell in (cell for one in notebooks.values() for cell in one.cells if role(cell)):
        mark = cell.metadata.nbgrader
        if role(cell) is Role.ANSWER:
            mark.comment = recorded.comments.get(name_of(cell))
        if mark.grade:
            mark.score = recorded.scores[name_of(cell)]
    notes = [one.metadata.get("privacylab", {}) for one in notebooks.values()]
    grades = {
        one: _from_scores(one, recorded) if one in lost else read_exercise(one, notebooks.get(one))
        for one in module.exercises
    }
    return SubmissionResult(
        learner,
        module.id,
        course.feedback(learner, module.id),
        exercises=tuple(_with_person(one, grade, recorded) for one, grade in grades.items()),
        score=round(sum(recorded.scores.values()) - recorded.late_penalty, 2),
        points=module.points,
        late_penalty=recorded.late_penalty,
        repaired=tuple(line for one in notes for line in one.get("repaired", ())),
        isolation=notes[0].get("isolation", "") if notes else "",
    )


def _from_scores(exercise: Exercise, recorded: RecordedGrades) -> ExerciseGrade:
    """The grade of an exercise whose notebook is lost."""
    head = exercise.id, exercise.title, float(exercise.points)
    own = [score for name, score in recorded.scores.items() if exercise_of(name) == exercise.id]
    score = round(sum(own), 2)
    outcome = PASSED if score >= exercise.points else PARTLY if score else FAILED
    if exercise.essay:
        outcome = NOT_SUBMITTED
    return ExerciseGrade(*head, score, outcome, "graded earlier, and its notebook is gone")


def _with_person(
    exercise: Exercise, grade: ExerciseGrade, recorded: RecordedGrades
) -> ExerciseGrade:
    """The same grade, with what a person gave, or is still to give."""

    def of(names: Iterable[str]) -> list[str]:
        return [name for name in names if exercise_of(name) == exercise.id]

    aside = " ".join(recorded.set_aside[name] for name in of(recorded.set_aside))
    grade = replace(grade, needs_person=bool(of(recorded.waiting)), set_aside=aside)
    if exercise.essay and of(recorded.by_hand):
        return replace(grade, outcome=BY_PERSON, untouched=False)
    if exercise.essay and of(recorded.ungraded):
        return replace(grade, outcome=WAITING, untouched=False)
    return grade


def read_exercise(exercise: Exercise, notebook: NotebookNode | None) -> ExerciseGrade:
    """The grade of an exercise from its notebook, whose cells carry scores; None: not sent."""
    head = exercise.id, exercise.title, float(exercise.points)
    if notebook is None:
        why = "its notebook was not submitted"
        outcome = NOT_SUBMITTED if exercise.essay else NOT_ATTEMPTED
        return ExerciseGrade(*head, 0.0, outcome, why, untouched=True)
    untouched = notebook.metadata.get("privacylab", {}).get("untouched", False)
    graded = [cell for cell in notebook.cells if role(cell) and cell.metadata.nbgrader.grade]
    score = round(sum(float(cell.metadata.nbgrader.get("score") or 0) for cell in graded), 2)
    if exercise.essay:  # the gradebook says whether it waits for a person
        why = "an answer in words"
        return ExerciseGrade(*head, score, NOT_SUBMITTED, why, untouched=untouched)
    errors = {_step(cell): _error(cell) for cell in notebook.cells if role(cell) is Role.ANSWER}
    steps = tuple(_read_step(cell, errors.get(_step(cell), "")) for cell in graded)
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


def _error(cell: NotebookNode) -> str:
    """The name of the error that ended a cell, or nothing."""
    errors = [output for output in cell.get("outputs", ()) if output.output_type == "error"]
    return errors[0].ename if errors else ""


def _read_step(cell: NotebookNode, answer_error: str) -> StepGrade:
    """A step from its test cell; answer_error is the name of the error that ended its answer."""
    mark = cell.metadata.nbgrader
    head = _step(cell), float(mark.points), float(mark.get("score") or 0)
    stopped = _error(cell)
    if stopped:
        why = WHY_STOPPED.get(stopped, f"the test ended early: {stopped}")
        return StepGrade(*head, STOPPED, why)
    checks = read_checks(cell)
    outcome = _outcome(checks)
    if outcome == NOT_ATTEMPTED and answer_error:
        # it was written, and nothing of it could be called
        why = WHY_STOPPED.get(answer_error, f"its cell ended in a {answer_error}")
        return StepGrade(*head, CRASHED, why, checks)
    return StepGrade(*head, outcome, _summary(checks), checks)


def read_checks(cell: NotebookNode) -> tuple[CheckLine, ...]:
    """The checks that a test cell reported; none where it reported none that can be read."""
    for output in reversed(cell.outputs):
        data = output.get("data", {}).get(MIME)
        if data is not None:
            try:
                return tuple(_check(entry, _step(cell)) for entry in data["checks"])
            except (KeyError, TypeError, ValueError):
                return ()
    return ()


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
