"""Records the test results of each exercise of a class when it was last graded.

The notebooks in autograded/ have them, too, but reading a thousand notebooks takes minutes, and
they do not have the sentences of hidden checks. This is for an instructor's overview: no grade
depends on it. It is not kept for your own work.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from privacylab.catalog import Exercise, Module
from privacylab.checks import Outcome
from privacylab.grading.cells import OwnCells, own_cells
from privacylab.grading.course import ME, Course
from privacylab.grading.gradebook.by_hand import EMPTY, MISSING
from privacylab.grading.gradebook.stamps import outcome_table
from privacylab.grading.result.model import ExerciseGrade, SubmissionResult


@dataclass(frozen=True)
class FailedCheck:
    """A check that failed or crashed; hint is the rung that the learner is referred to."""

    step: str
    sentence: str
    requirement: str
    hidden: bool
    hint: int | None


@dataclass(frozen=True)
class ScoreChange:
    """What grading the same files again has changed.

    at is the time in ISO 8601; before and after are points from the tests. failing and passing are
    the sentences of the checks that newly fail, or no longer fail.
    """

    at: str
    before: float
    after: float
    failing: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()


@dataclass(frozen=True)
class TestedExercise:
    """What is known about the grading of one learner's exercise.

    sent      the digest of the submission that was graded
    score     the points from the tests, even if a person gave others instead
    outcome   the word for it
    failed    the checks that failed
    versions  the digests of all versions of its text that were graded, without repeats
    changes   what grading the current files again has changed
    """

    sent: str
    score: float
    outcome: str
    failed: tuple[FailedCheck, ...] = ()
    versions: tuple[str, ...] = ()
    changes: tuple[ScoreChange, ...] = ()

    def after(self, before: "TestedExercise | None") -> "TestedExercise":
        """Return the same, with what is kept from the previous grading."""
        if before is None:
            return self
        versions = tuple(dict.fromkeys((*before.versions, *self.versions)))
        changes = before.changes if self.sent == before.sent else ()
        if self.sent == before.sent and self.score != before.score:
            now, then = ([one.sentence for one in each.failed] for each in (self, before))
            change = ScoreChange(
                datetime.now(UTC).isoformat(timespec="seconds"),
                before.score,
                self.score,
                tuple(one for one in now if one not in then),
                tuple(one for one in then if one not in now),
            )
            changes = (*changes, change)
        return TestedExercise(self.sent, self.score, self.outcome, self.failed, versions, changes)


def keep_outcomes(
    gradebook: Any,
    course: Course,
    ran: Iterable[Exercise],
    graded: SubmissionResult,
    submission: Any,
    sent: str,
    texts: Mapping[str, str],
) -> None:
    """Write the test results of the exercises that ran, in the current transaction.

    submission is nbgrader's; sent is the digest of what was sent; texts holds the digest of what
    the learner wrote, by notebook.
    """
    if graded.learner == ME:
        return
    module = course.module(graded.module)
    known = find_outcomes(gradebook, module, graded.learner).get(graded.learner, {})
    scores = {
        one.name: round(sum(grade.auto_score or 0.0 for grade in one.grades), 2)
        for one in submission.notebooks
    }
    grades = {one.id: one for one in graded.exercises}
    for exercise in ran:
        grade = grades[exercise.id]
        text = texts.get(exercise.name, MISSING)
        found = TestedExercise(
            sent,
            scores.get(exercise.name, 0.0),
            grade.outcome,
            tuple(_failed(grade, own_cells(course.root, module, exercise))),
            () if text in (EMPTY, MISSING) else (text,),
        ).after(known.get(grade.id))
        key = {"module": module.id, "learner": graded.learner, "exercise": grade.id}
        gradebook.db.execute(outcome_table().delete().filter_by(**key))
        facts = json.dumps(asdict(found), ensure_ascii=False)
        gradebook.db.execute(outcome_table().insert().values(**key, facts=facts))


def _failed(grade: ExerciseGrade, own: OwnCells) -> Iterator[FailedCheck]:
    """Yield the checks that failed; a test that ended early did not reach its last ones."""
    for step in grade.steps:
        for check, spec in zip(step.checks, own.checks.get(step.name, ()), strict=False):
            if check.outcome in (Outcome.FAILED, Outcome.CRASHED):
                yield FailedCheck(
                    step.name, spec.sentence, check.requirement, check.hidden, check.hint
                )


def find_outcomes(
    gradebook: Any, module: Module, learner: str | None = None
) -> dict[str, dict[str, TestedExercise]]:
    """Return the test results of one learner, or of all, by learner and exercise."""
    key = {"module": module.id} | ({"learner": learner} if learner else {})
    found: dict[str, dict[str, TestedExercise]] = {}
    for row in gradebook.db.execute(outcome_table().select().filter_by(**key)):
        facts = json.loads(row.facts)
        facts["failed"] = tuple(FailedCheck(**one) for one in facts["failed"])
        facts["changes"] = tuple(ScoreChange(**one) for one in facts["changes"])
        facts["versions"] = tuple(facts["versions"])
        found.setdefault(row.learner, {})[row.exercise] = TestedExercise(**facts)
    return found
