"""A class as an instructor sees it, as data. Its field names are the keys of `class --json`."""

from dataclasses import dataclass, field

NOT_GRADED = "not graded"


@dataclass(frozen=True)
class LearnerExercise:
    """One learner's exercise; outcome is a word, and score is None if there is none.

    For an essay that two people grade, graders_done says how many of them have graded every row,
    and graders_differ on how many rows they still disagree.
    """

    exercise: str
    outcome: str
    score: float | None
    points: float
    needs_person: bool = False
    versions: int = 0
    graders_done: int = 0
    graders_differ: int = 0


@dataclass(frozen=True)
class LateBy:
    """How late a submission was: in seconds after nbgrader's due date, or as the LMS marked it."""

    seconds: float = 0.0
    penalty: float = 0.0
    marked_by_lms: bool = False

    def __bool__(self) -> bool:
        return bool(self.seconds or self.penalty or self.marked_by_lms)

    @property
    def words(self) -> str:
        """Return, for example, "late by 2 days, −10 points"."""
        if not self:
            return ""
        size, unit = next(
            ((self.seconds / each, name) for each, name in UNITS if self.seconds >= each), (0, "")
        )
        by = f" by {size:.0f} {unit}{'s' if round(size) != 1 else ''}" if unit else ""
        marked = ", according to the LMS" if self.marked_by_lms and not self.seconds else ""
        minus = f", −{round(self.penalty, 2):g} points" if self.penalty else ""
        return f"late{by}{marked}{minus}"


UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


@dataclass(frozen=True)
class ClassRow:
    """One learner in a module.

    received      whether anything was submitted
    to_grade      why the submission needs grading, as a word of grading/grader.py, or ""
    problem       why the latest attempt could not be graded, or ""; problem_at is when
    needs_person  the exercises that still need manual grading
    score         the points before the penalty for being late, or None
    """

    learner: str
    name: str
    received: bool
    to_grade: str
    problem: str
    problem_at: str
    needs_person: tuple[str, ...]
    late: LateBy
    score: float | None
    exercises: tuple[LearnerExercise, ...]

    @property
    def begun(self) -> bool:
        """Return whether anything was filled in, as far as it was graded."""
        return any(one.versions for one in self.exercises)


@dataclass(frozen=True)
class CheckCount:
    """How many learners fail a check."""

    learners: int
    step: str
    sentence: str
    requirement: str
    hidden: bool


@dataclass(frozen=True)
class HintCount:
    """How many learners' failed checks point to a hint; text is the hint."""

    learners: int
    requirement: str
    hint: int
    text: str


@dataclass(frozen=True)
class RegradeChange:
    """What the last regrade of the same files changed for a learner; at is in ISO 8601."""

    learner: str
    at: str
    before: float
    after: float
    failing: tuple[str, ...]
    passing: tuple[str, ...]


@dataclass(frozen=True)
class ExerciseOverview:
    """How an exercise went.

    begun       how many learners have filled something in and are graded
    attempts    how many versions they sent, as far as those were graded or collected
    median      of their scores, or None
    full_marks  how many have all points
    unrecorded  how many are graded, but by an earlier version of the lab: their checks are unknown
    failed      the checks that fail most often, at most MOST of them
    hints       the hints that failed checks point to most often
    changes     what regrading changed
    """

    exercise: str
    title: str
    points: float
    essay: bool
    begun: int
    attempts: int
    median: float | None
    full_marks: int
    needs_person: int
    unrecorded: int
    failed: tuple[CheckCount, ...]
    hints: tuple[HintCount, ...]
    changes: tuple[RegradeChange, ...]


@dataclass(frozen=True)
class ClassOverview:
    """How the class is doing in a module."""

    module: str
    title: str
    points: float
    learners: tuple[ClassRow, ...] = ()
    exercises: tuple[ExerciseOverview, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    median: float | None = None
