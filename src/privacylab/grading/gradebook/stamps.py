"""Our own tables in nbgrader's gradebook, so that both are written in one transaction.

privacylab_attempt  what the last good grade of a submission depends on
privacylab_mark     why the latest attempt could not be graded; it deletes nothing
privacylab_best     the best of your own attempts at an exercise: a worse one does not hide it
privacylab_by_hand  what a person gave, by the text that it was given for: see by_hand.py
privacylab_rows     what each row of an essay's rubric got, by the essay's text: see rubric.py
privacylab_due      a due date or extension that class.toml had us write, to be able to undo it
privacylab_outcome  the test results of an exercise when it was last graded: see outcomes.py
"""

import functools
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from privacylab.catalog import Module
from privacylab.grading.result.model import BestAttempt, FailedAttempt

JSON = ("files", "texts", "shown")
WHOLE = ""  # the exercise of a mark on the whole submission
ALL = ""  # the learner of a due date for the whole class


@dataclass(frozen=True)
class Attempt:
    """What is known about a learner's latest attempt, and the last one that was graded.

    sent        the digest of what was sent in the latest attempt; "" if it must be tried again
    rests       the digest of everything else that its grade depends on
    submission  nbgrader's id of the submission that holds the last good grade, or ""
    files       by notebook, the digest of its file in autograded/ that belongs to that grade
    texts       by notebook, the digest of what the learner had written in it
    dated       the day of that version, such as "3 May 2026"
    shown       by page, the digest of what the gradebook said when it was written
    """

    module: str
    learner: str
    sent: str = ""
    rests: str = ""
    submission: str = ""
    files: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    dated: str = ""
    shown: dict[str, str] = field(default_factory=dict)


def create_tables(gradebook: Any) -> None:
    """Create missing tables, and delete rows about learners and submissions nbgrader deleted."""
    from nbgrader.api import Student, SubmittedAssignment
    from sqlalchemy import select, text
    from sqlalchemy.schema import CreateTable

    tables = [_attempts(), _marks(), _bests(), _dues()]
    tables += [by_hand_table(), outcome_table(), rubric_table()]
    for table in tables:
        with gradebook.engine.begin() as connection:  # another process may create it, too
            connection.execute(CreateTable(table, if_not_exists=True))
    orphans = (
        (by_hand_table(), by_hand_table().c.submission.not_in(select(SubmittedAssignment.id))),
        (_attempts(), _attempts().c.learner.not_in(select(Student.id))),
        (_marks(), _marks().c.learner.not_in(select(Student.id))),
        (_bests(), _bests().c.learner.not_in(select(Student.id))),
        (_dues(), _dues().c.learner.not_in(select(Student.id)) & (_dues().c.learner != ALL)),
        (outcome_table(), outcome_table().c.learner.not_in(select(Student.id))),
        (rubric_table(), rubric_table().c.learner.not_in(select(Student.id))),
    )
    for table, gone in orphans:
        if gradebook.db.execute(table.select().where(gone).limit(1)).first():
            gradebook.db.execute(table.delete().where(gone))
    gradebook.db.execute(text("DROP TABLE IF EXISTS privacylab_stamp"))  # of an earlier version
    gradebook.db.commit()


def find_attempts(gradebook: Any, module: Module) -> dict[str, Attempt]:
    """Return the attempts at a module, by learner."""
    rows = gradebook.db.execute(_attempts().select().filter_by(module=module.id))
    return {row.learner: _attempt(row) for row in rows}


def find_attempt(gradebook: Any, module: Module, learner: str) -> Attempt:
    """Return the attempt of one learner; an empty one if nothing is known."""
    key = {"module": module.id, "learner": learner}
    row = gradebook.db.execute(_attempts().select().filter_by(**key)).first()
    return _attempt(row) if row else Attempt(module.id, learner)


def save_attempt(gradebook: Any, attempt: Attempt) -> None:
    """Write what is known about an attempt, in the gradebook's current transaction."""
    key = {"module": attempt.module, "learner": attempt.learner}
    gradebook.db.execute(_attempts().delete().filter_by(**key))
    row = asdict(attempt)
    row |= {name: json.dumps(row[name]) for name in JSON}
    gradebook.db.execute(_attempts().insert().values(**row))


def find_marks(gradebook: Any, module: Module, learner: str) -> dict[str, FailedAttempt]:
    """Return, by exercise or WHOLE, why the latest attempt at it could not be graded."""
    key = {"module": module.id, "learner": learner}
    rows = gradebook.db.execute(_marks().select().filter_by(**key))
    return {row.exercise: FailedAttempt(row.reason, row.at) for row in rows}


def find_all_marks(gradebook: Any, module: Module) -> dict[str, dict[str, FailedAttempt]]:
    """Return the same for all learners, by learner."""
    found: dict[str, dict[str, FailedAttempt]] = {}
    for row in gradebook.db.execute(_marks().select().filter_by(module=module.id)):
        found.setdefault(row.learner, {})[row.exercise] = FailedAttempt(row.reason, row.at)
    return found


def new_mark(reason: str) -> FailedAttempt:
    """Return a mark, dated now, for an attempt that could not be graded."""
    return FailedAttempt(reason, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")


def set_mark(
    gradebook: Any, module: Module, learner: str, exercise: str, mark: FailedAttempt
) -> None:
    """Mark that the latest attempt could not be graded, in the current transaction."""
    clear_marks(gradebook, module, learner, [exercise])
    row = {"module": module.id, "learner": learner, "exercise": exercise}
    gradebook.db.execute(_marks().insert().values(**row, reason=mark.reason, at=mark.at))


def clear_marks(gradebook: Any, module: Module, learner: str, exercises: Iterable[str]) -> None:
    """Remove marks of exercises that have been graded since, in the current transaction."""
    for exercise in exercises:
        key = {"module": module.id, "learner": learner, "exercise": exercise}
        gradebook.db.execute(_marks().delete().filter_by(**key))


def find_bests(gradebook: Any, module: Module, learner: str) -> dict[str, BestAttempt]:
    """Return, by exercise, a learner's best attempt."""
    rows = gradebook.db.execute(_bests().select().filter_by(module=module.id, learner=learner))
    return {row.exercise: BestAttempt(float(row.score), float(row.points), row.at) for row in rows}


def save_best(
    gradebook: Any, module: Module, learner: str, exercise: str, best: BestAttempt
) -> None:
    """Replace a best attempt, in the current transaction."""
    key = {"module": module.id, "learner": learner, "exercise": exercise}
    gradebook.db.execute(_bests().delete().filter_by(**key))
    row = {"score": str(best.score), "points": str(best.points), "at": best.at}
    gradebook.db.execute(_bests().insert().values(**key, **row))


def find_written(gradebook: Any, module: Module, learner: str) -> str:
    """Return the due date or extension that class.toml had us write last, or ""."""
    key = {"module": module.id, "learner": learner}
    row = gradebook.db.execute(_dues().select().filter_by(**key)).first()
    return str(row.written) if row else ""


def save_written(gradebook: Any, module: Module, learner: str, written: str) -> None:
    """Remember what was written, in the current transaction; "" means nothing was."""
    key = {"module": module.id, "learner": learner}
    gradebook.db.execute(_dues().delete().filter_by(**key))
    if written:
        gradebook.db.execute(_dues().insert().values(**key, written=written))


def _attempt(row: Any) -> Attempt:
    found: dict[str, Any] = dict(row._mapping)
    found.update({name: json.loads(found[name]) for name in JSON})
    return Attempt(**found)


@functools.cache
def _attempts() -> Any:
    facts = ("sent", "rests", "submission", "files", "texts", "dated", "shown")
    return _table("privacylab_attempt", ("module", "learner"), facts)


@functools.cache
def _marks() -> Any:
    return _table("privacylab_mark", ("module", "learner", "exercise"), ("reason", "at"))


@functools.cache
def _bests() -> Any:
    """Scores and points are numbers as text."""
    facts = ("score", "points", "at")
    return _table("privacylab_best", ("module", "learner", "exercise"), facts)


@functools.cache
def _dues() -> Any:
    return _table("privacylab_due", ("module", "learner"), ("written",))


@functools.cache
def by_hand_table() -> Any:
    """What a person gave; score and extra are numbers as text, or "" if none was given."""
    facts = ("score", "extra", "comment", "dated", "given")
    return _table("privacylab_by_hand", ("submission", "step", "text"), facts)


@functools.cache
def outcome_table() -> Any:
    """The test results; facts is JSON."""
    return _table("privacylab_outcome", ("module", "learner", "exercise"), ("facts",))


@functools.cache
def rubric_table() -> Any:
    """What each row of a rubric got, by grader; points is JSON."""
    keys = ("module", "learner", "exercise", "text", "grader")
    return _table("privacylab_rows", keys, ("points",))


def _table(name: str, keys: Iterable[str], facts: Iterable[str]) -> Any:
    from sqlalchemy import Column, MetaData, String, Table

    columns = [Column(key, String, primary_key=True) for key in keys]
    columns += [Column(fact, String, nullable=False) for fact in facts]
    return Table(name, MetaData(), *columns)
