"""Keeps a person's scores and comments with the text that they were given for.

A person scores and comments in formgrader, which writes to nbgrader's own columns. Whenever we look
at the gradebook, anything that changed there since we last wrote was given for the text that has
been in autograded/ since then, so we store it with that text. When the text changes, what was given
for the old one is set aside: it stays visible, does not count, and comes back with its text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from privacylab.grading.gradebook.stamps import by_hand_table

ASIDE = "For the version of "  # how the sentence about an earlier version begins
UNKNOWN, EMPTY, MISSING = "unknown", "empty", "missing"  # instead of a text's digest
NO_RESPONSE = "No response."  # nbgrader's own comment
Names = Mapping[str, str]


@dataclass(frozen=True)
class Given:
    """What a person gave for one text of one step; dated is the day of that version."""

    score: float | None
    extra: float | None
    comment: str
    dated: str = ""
    given: str = ""

    @property
    def all(self) -> tuple[float | None, float | None, str]:
        return self.score, self.extra, self.comment

    @property
    def has_points(self) -> bool:
        return self.score is not None or bool(self.extra)

    @property
    def sentence(self) -> str:
        """The sentence shown about it while another version is there."""
        # in its own paragraph, because it is Markdown and can begin with a list
        said = f":\n\n{self.comment}" if self.comment else ""
        if not self.has_points:
            return f"{ASIDE}{self.dated}, a person wrote{said}"
        points = f"{self.score or 0:g}" + (f" + {self.extra:g}" if self.extra else "")
        return (
            f"{ASIDE}{self.dated}, a person gave {points} points, which do not count until a "
            f"person has graded the current version{said or '.'}"
        )


NOTHING = Given(None, None, "")


@dataclass(frozen=True)
class _Step:
    """A step's rows in the gradebook: the grade of its test, or of an essay, and its comment."""

    name: str
    text: str
    grade: Any = None
    comment: Any = None

    def read(self) -> Given:
        score = self.grade.manual_score if self.grade else None
        extra = self.grade.extra_credit if self.grade else None
        return Given(score, extra, (self.comment.manual_comment if self.comment else "") or "")

    def write(self, given: Given) -> None:
        if self.grade:
            self.grade.manual_score, self.grade.extra_credit = given.score, given.extra
        if self.comment:
            self.comment.manual_comment = given.comment or None


def keep_by_text(
    gradebook: Any, submission: Any, names: Names, texts: Mapping[str, str], dated: str
) -> None:
    """Store what a person has given since we last looked.

    names are the cells' names, by nbgrader's id; texts the digests of what is in autograded/, by
    notebook. Everything in this module is written in the gradebook's current transaction.
    """
    kept = _kept(gradebook, submission)
    table = by_hand_table()
    for step in _steps(submission, names, texts):
        now = step.read()
        if now.all == kept.get((step.name, step.text), NOTHING).all:
            continue
        key = {"submission": submission.id, "step": step.name, "text": step.text}
        gradebook.db.execute(table.delete().filter_by(**key))
        if now.all != NOTHING.all:
            facts = {
                "score": "" if now.score is None else repr(float(now.score)),
                "extra": "" if now.extra is None else repr(float(now.extra)),
                "comment": now.comment,
                "dated": dated,
                "given": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}",
            }
            gradebook.db.execute(table.insert().values(**key, **facts))


def put_for_texts(gradebook: Any, submission: Any, names: Names, texts: Mapping[str, str]) -> None:
    """Write what a person gave for these texts, and flag what still needs manual grading.

    The scores from the tests are there already.
    """
    kept = _kept(gradebook, submission)
    for step in _steps(submission, names, texts):
        step.write(kept.get((step.name, step.text), NOTHING))
        aside = _aside(kept, step)
        if step.grade:
            grade = step.grade
            ungraded = grade.auto_score is None and grade.manual_score is None
            again = aside is not None and aside.has_points and step.text != MISSING
            grade.needs_manual_grade = ungraded or again
    say_what_is_aside(gradebook, submission, names, texts)


def say_what_is_aside(
    gradebook: Any, submission: Any, names: Names, texts: Mapping[str, str]
) -> dict[str, str]:
    """Return, by step, the sentence about what an earlier version got; formgrader shows it, too."""
    kept = _kept(gradebook, submission)
    said = {}
    for step in _steps(submission, names, texts):
        aside = _aside(kept, step)
        if aside:
            said[step.name] = aside.sentence
        if step.comment is None:
            continue
        comment = step.comment
        stale = (comment.auto_comment or "").startswith(ASIDE)
        if aside and comment.auto_comment != aside.sentence:
            comment.auto_comment = aside.sentence
        elif stale and not aside:
            comment.auto_comment = NO_RESPONSE if step.text == EMPTY else None
    return said


def _aside(kept: Mapping[tuple[str, str], Given], step: _Step) -> Given | None:
    """Return what was given for a text other than the current one and has not been replaced."""
    now = kept.get((step.name, step.text), NOTHING)
    if now.has_points:
        return None
    others = [one for (name, text), one in kept.items() if name == step.name and text != step.text]
    if now.comment:
        others = [one for one in others if one.has_points]
    return max(others, key=lambda one: one.given, default=None)


def _kept(gradebook: Any, submission: Any) -> dict[tuple[str, str], Given]:
    rows = gradebook.db.execute(by_hand_table().select().filter_by(submission=submission.id))

    def number(text: str) -> float | None:
        return float(text) if text else None

    return {
        (row.step, row.text): Given(
            number(row.score), number(row.extra), row.comment, row.dated, row.given
        )
        for row in rows
    }


def _steps(submission: Any, names: Names, texts: Mapping[str, str]) -> Iterator[_Step]:
    for submitted in submission.notebooks:
        grades = {names[one.cell_id].removesuffix("-test"): one for one in submitted.grades}
        comments = {names[one.cell_id]: one for one in submitted.comments}
        text = texts.get(submitted.name, UNKNOWN)
        for name in sorted({*grades, *comments}):
            yield _Step(name, text, grades.get(name), comments.get(name))
