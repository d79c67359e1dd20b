"""The words about a class that the terminal and the page share."""

from collections.abc import Sequence
from datetime import datetime

from privacylab.classroom.overview.model import (
    ClassOverview,
    ClassRow,
    ExerciseOverview,
    LearnerExercise,
    RegradeChange,
)
from privacylab.grading.grader import AGAIN, CHANGED, NEW

TO_GRADE = {
    NEW: "not graded yet",
    CHANGED: "changed since it was graded",
    AGAIN: "to be graded again",
}
COUNTED = (  # what is counted in a class, in the order shown
    ("submitted", "submitted"),
    ("graded", "graded"),
    ("to_grade", "to be graded"),
    ("to_grade_again", "to be graded again"),
    ("could_not_be_graded", "could not be graded"),
    ("need_a_person", "to grade by hand"),
    ("late", "late"),
    ("nothing_received", "sent nothing"),
)
ALWAYS = ("submitted", "graded")  # said even if there are none


def counted(overview: ClassOverview) -> list[tuple[str, int]]:
    """Return how many learners there are of each kind."""
    counts = overview.counts
    return [(words, counts[key]) for key, words in COUNTED if counts[key] or key in ALWAYS]


def needs(row: ClassRow) -> list[str]:
    """Return what a learner needs from the instructor, the most urgent first.

    If everything needs regrading, that is said once for the class and not here.
    """
    found = ["could not be graded"] if row.problem else []
    if row.to_grade and row.to_grade != AGAIN:
        found.append(TO_GRADE[row.to_grade])
    if row.needs_person:
        essays = [_by_hand(one) for one in row.exercises if one.needs_person]
        found.append(f"grade by hand: {', '.join(essays)}")
    if row.late:
        found.append(row.late.words)
    return found


def _by_hand(one: LearnerExercise) -> str:
    """Return an exercise that needs manual grading, and how far its two graders are."""
    if one.graders_differ:
        rows = f"{one.graders_differ} row{'s' * (one.graders_differ != 1)}"
        return f"{one.exercise} (two graders differ on {rows})"
    return f"{one.exercise} (waits for a second grader)" if one.graders_done == 1 else one.exercise


def urgent_first(rows: Sequence[ClassRow]) -> list[ClassRow]:
    """Return the rows of learners who need something; what blocks a grade comes first."""

    def urgency(row: ClassRow) -> tuple[bool, ...]:
        return not row.problem, not row.to_grade, not row.needs_person

    return sorted((row for row in rows if needs(row)), key=urgency)


def status(row: ClassRow) -> str:
    """Return what to say beside a learner's points."""
    if not row.received and row.score is None and not row.problem:
        return "sent nothing"
    said = needs(row) or ([TO_GRADE[AGAIN]] if row.to_grade == AGAIN else [])
    return "; ".join(said)


def how_it_went(one: ExerciseOverview) -> str:
    """Return one line about an exercise."""
    if not one.begun:
        return "no graded learner has begun it"
    said = [f"{one.begun:,} began it", f"{one.attempts:,} version{'s' * (one.attempts != 1)}"]
    if one.median is not None:
        said.append(f"median {one.median:g} of {one.points:g}")
        said.append(f"{one.full_marks:,} with full marks")
    if one.needs_person:
        said.append(f"{one.needs_person:,} to grade by hand")
    return ", ".join(said)


def regraded(changes: Sequence[RegradeChange]) -> str:
    """Return what regrading changed, in one sentence without its full stop."""
    up = sum(one.after > one.before for one in changes)
    last = datetime.fromisoformat(max(one.at for one in changes))
    scores = f"{len(changes):,} score{'s' * (len(changes) != 1)}"
    return (
        f"Grading the same files again changed {scores} ({up:,} up, {len(changes) - up:,} down), "
        f"the last on {last.day} {last:%b %Y}"
    )


def change(one: RegradeChange) -> str:
    """Return what a regrade changed for one learner, to follow the learner's name."""
    said = [f"{one.before:g} → {one.after:g}"]
    for words, checks in (("now failing", one.failing), ("no longer failing", one.passing)):
        if checks:
            said.append(f"{words}: {'; '.join(checks)}")
    return ", ".join(said)
