"""The result of grading a submission, and of each of its exercises, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from privacylab.catalog import Exercise
from privacylab.checks import COLOUR, SIGN, Outcome

PASSED, PARTLY, FAILED = "passed", "partly passed", "failed"
CRASHED, NOT_ATTEMPTED, STOPPED = "crashed", "not attempted", "stopped"
BY_PERSON, WAITING = "graded by a person", "needs manual grading"
NOT_SUBMITTED = "not submitted"  # an essay that is empty
LOOKS = {  # sign and color: an exercise looks like a check with the same outcome
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
    "InvalidReply": "what the code returned could not be read",
    "NoScore": "the test ended without a score",
}


@dataclass(frozen=True)
class CheckLine:
    """One check, as a learner may see it; hint is the rung of the hint ladder to read, if any.

    step is the function or class that it tests.
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
    """Something to fix: a public check, or the hidden checks of one requirement together."""

    title: str
    first: CheckLine


@dataclass(frozen=True)
class StepGrade:
    """One step of an exercise; outcome is a word, summary a sentence without its period.

    notice is a sentence about its function if that is missing.
    """

    name: str
    points: float
    score: float
    outcome: str
    summary: str
    checks: tuple[CheckLine, ...] = ()
    notice: str = ""

    @property
    def passed(self) -> tuple[CheckLine, ...]:
        return tuple(check for check in self.checks if check.outcome is Outcome.PASSED)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What needs fixing in it, public checks first."""
        return _failures(self.checks)


@dataclass(frozen=True)
class BestAttempt:
    """The best score of your own attempts at an exercise; at is when, in ISO 8601."""

    score: float
    points: float
    at: str

    @property
    def full(self) -> bool:
        """Whether it has full points."""
        return self.score >= self.points

    def beats(self, score: float, points: float) -> bool:
        """Whether it is a larger share of its points than another one."""
        return self.score * points > score * self.points


@dataclass(frozen=True)
class RowGrade:
    """What a person gave a row of an essay's rubric, and the most points it can get."""

    name: str
    score: float
    points: float


@dataclass(frozen=True)
class ExerciseGrade:
    """One exercise of a submission; outcome is a word, summary a sentence without its period.

    An essay, or an exercise that was not submitted, has no steps. needs_person says that something
    in it still needs manual grading; set_aside, what a person gave for another version of it. If
    the latest attempt could not be graded, reason says why, and the grade is from an earlier one.
    graded_at is when the notebook ran, in ISO 8601, or "". best is only known for your own work.
    rubric holds the rows that add up to an essay's score, if a person filled them in.
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
    graded_at: str = ""
    best: BestAttempt | None = None
    rubric: tuple[RowGrade, ...] = ()

    @property
    def mark(self) -> str:
        """What is said beside a grade whose latest attempt could not be graded, or nothing."""
        return _mark(self.reason)

    @property
    def better(self) -> BestAttempt | None:
        """An earlier attempt that was better than this one, if there is one."""
        best = self.best
        return best if best and best.beats(self.score, self.points) else None

    @property
    def full_marks(self) -> bool:
        """Whether every check passes, or did so in an earlier attempt."""
        return self.outcome == PASSED or (self.best is not None and self.best.full)

    @property
    def checks(self) -> tuple[CheckLine, ...]:
        """The checks of all its steps."""
        return tuple(check for step in self.steps for check in step.checks)

    @property
    def notices(self) -> tuple[str, ...]:
        """What to say first: a sentence for each function that is missing."""
        return tuple(step.notice for step in self.steps if step.notice)

    @property
    def failing(self) -> tuple[CheckLine, ...]:
        """The checks that did not pass, in order."""
        return tuple(check for check in self.checks if check.outcome is not Outcome.PASSED)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What needs fixing in what was attempted, public checks first."""
        return _failures(self.checks)

    def passing(self, *, hidden: bool) -> str:
        """Say how many of its public or hidden checks pass; "" if none has run."""
        return passing(self.checks, hidden) if self.checks else ""


@dataclass(frozen=True)
class FailedAttempt:
    """Why an attempt could not be graded, and when that was."""

    reason: str
    at: str

    @property
    def mark(self) -> str:
        """What is said beside the grade of the earlier attempts."""
        return _mark(self.reason)


@dataclass(frozen=True)
class RecordedGrades:
    """What the gradebook holds for one submission, by the names of the cells.

    by_hand    the cells that a person has scored
    ungraded   those that neither a test nor a person has scored
    waiting    those that formgrader lists as needing manual grading
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
    exercises and score are then from the last attempt that could: none and 0 if there is none.
    grader_failed says that the submission was not at fault. score and points are the gradebook's;
    feedback is the page that was written. If class.toml has a due date, due says it in words, and
    late says how late the submission was and what that costs, such as "2 days late: −20%".
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
    due: str = ""
    late: str = ""

    @property
    def untouched(self) -> bool:
        """Whether nothing was filled in in any of its notebooks."""
        return all(one.untouched for one in self.exercises)

    @property
    def has_grade(self) -> bool:
        """Whether there is a grade, from this attempt or an earlier one."""
        return bool(self.exercises)

    @property
    def needs_person(self) -> bool:
        """Whether something in it still needs manual grading."""
        return any(one.needs_person for one in self.exercises)

    @property
    def mark(self) -> str:
        """What is said beside a grade whose latest attempt could not be graded, or nothing."""
        return _mark(self.reason)

    def only(self, exercise: Exercise, feedback: Path) -> "SubmissionResult":
        """Return the same for one exercise alone; feedback is its page."""
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


def passing(checks: Sequence[CheckLine], hidden: bool) -> str:
    kind = [check for check in checks if check.hidden is hidden]
    return f"{sum(check.outcome is Outcome.PASSED for check in kind)} of {len(kind)}"


def _failures(checks: Sequence[CheckLine]) -> tuple[Failure, ...]:
    """Return what needs fixing in what was attempted, with hidden checks by requirement."""
    done = (Outcome.PASSED, Outcome.NOT_ATTEMPTED)
    failing = [one for one in checks if one.outcome not in done]
    public = [Failure(one.title, one) for one in failing if not one.hidden]
    hidden: dict[str, list[CheckLine]] = {}
    for one in failing:
        if one.hidden:
            hidden.setdefault(one.requirement, []).append(one)
    return *public, *(Failure(_count(same), same[0]) for same in hidden.values())


def _mark(reason: str) -> str:
    return f"{FAILED_ATTEMPT}: {reason}" if reason else ""


def _count(same: list[CheckLine]) -> str:
    return f"{len(same)} hidden check{'s' if len(same) > 1 else ''} of {same[0].requirement}"
