"""Stores what a person gave each row of an essay's rubric, with the text it was given for.

The essay's score is nbgrader's, and it alone counts. The rows explain it as long as they add up to
it: a person can also type a score without them.

With second_grader in class.toml, two people grade each essay. The rows of each are kept beside
those that count. Once both have graded every row, the rows on which they agree count, and someone
settles the others. Until then there is no score.
"""

import functools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from privacylab.authoring.rubric import RubricRow
from privacylab.catalog import Exercise, Module
from privacylab.errors import LabError
from privacylab.grading.cells import own_cells
from privacylab.grading.course import Course
from privacylab.grading.gradebook.by_hand import UNKNOWN
from privacylab.grading.gradebook.stamps import Attempt, find_attempts, rubric_table
from privacylab.grading.result.model import RowGrade

COUNTS = ""  # instead of a grader's name: the rows that count
Rows = dict[str, float]  # points, by the name of a row


class RubricError(LabError):
    """Points can't be saved: one sentence says why, and what to do."""


@dataclass(frozen=True)
class TwoGraders:
    """How far the two graders of an essay have come.

    done    how many of them have graded every row
    differ  how many rows they disagree on and no one has settled; 0 until both are done
    """

    done: int
    differ: int


@dataclass(frozen=True)
class Essay:
    """The version of an essay that is in autograded/ now, in an open gradebook."""

    gradebook: Any
    course: Course
    module: Module
    exercise: Exercise
    attempt: Attempt

    @property
    def text(self) -> str:
        """The digest of what the learner wrote."""
        return self.attempt.texts.get(self.exercise.name, UNKNOWN)

    @functools.cached_property
    def rubric(self) -> tuple[RubricRow, ...]:
        """The rows in the course's current text. Raises AuthorError."""
        return own_cells(self.course.root, self.module, self.exercise).rubric

    @property
    def most(self) -> dict[str, float]:
        """The most points that each row takes."""
        return {one.name: one.points for one in self.rubric}

    @property
    def key(self) -> dict[str, str]:
        """The key of its rows in the table."""
        return {
            "module": self.module.id,
            "learner": self.attempt.learner,
            "exercise": self.exercise.id,
            "text": self.text,
        }


def find_rows(essay: Essay) -> Rows:
    """Return the points that count for this version of the essay, by row, if they still fit."""
    return _find(essay).get(COUNTS, {})


def find_graders(essay: Essay) -> dict[str, Rows]:
    """Return the rows of each of the two graders, by the grader's name."""
    found = _find(essay)
    return {name: rows for name, rows in sorted(found.items()) if name != COUNTS and rows}


def keep_rows(essay: Essay, points: Mapping[str, Any], grader: str = COUNTS) -> None:
    """Save what a person gave, in the current transaction; None is a row without points.

    Raises RubricError, and then saves nothing.
    """
    most = essay.most
    given = {name: value for name, value in points.items() if value is not None}
    for name, value in given.items():
        if name not in most:
            raise RubricError(f"The rubric has changed, and has no row {name!r}: reload this page.")
        number = isinstance(value, int | float) and math.isfinite(value)
        if not number or not 0 <= value <= most[name]:
            raise RubricError(f"“{name}” takes a number from 0 to {most[name]:g}.")
    key = {**essay.key, "grader": grader}
    essay.gradebook.db.execute(rubric_table().delete().filter_by(**key))
    if given:
        facts = json.dumps(given, ensure_ascii=False)
        essay.gradebook.db.execute(rubric_table().insert().values(**key, points=facts))


def keep_own_rows(essay: Essay, points: Mapping[str, Any], grader: str) -> None:
    """Save what one of the two graders gave, while they can't see each other's rows.

    Once both are done, the rows on which they agree count, and are the score if they agree on all.
    Raises RubricError.
    """
    others = find_graders(essay).keys() - {grader}
    if len(others) > 1:
        raise RubricError(f"{' and '.join(sorted(others))} are grading this essay already.")
    keep_rows(essay, points, grader)
    both = find_graders(essay)
    if are_done(essay, both):
        rows = agreed(both)
        keep_rows(essay, rows)
        exercise = essay.exercise
        cell = f"{exercise.id}-essay", exercise.name, essay.module.id, essay.attempt.learner
        grade = essay.gradebook.find_grade(*cell)
        grade.manual_score = total(essay, rows)
        grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None


def settle_rows(essay: Essay, points: Mapping[str, Any]) -> None:
    """Save what someone gave the rows on which the two graders differ. Raises RubricError."""
    keep_rows(essay, {**points, **agreed(find_graders(essay))})


def are_done(essay: Essay, graders: Mapping[str, Rows]) -> bool:
    """Whether both graders have graded every row."""
    rows = essay.most.keys()
    return len(graders) > 1 and all(given.keys() == rows for given in graders.values())


def agreed(graders: Mapping[str, Rows]) -> Rows:
    """Return the rows to which both graders gave the same points; both must be done."""
    first, second = graders.values()
    return {name: points for name, points in first.items() if second[name] == points}


def find_two_graders(
    gradebook: Any, course: Course, module: Module
) -> dict[str, dict[str, TwoGraders]]:
    """Return how far the graders of each learner's essays are, by learner and exercise."""
    given: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in gradebook.db.execute(rubric_table().select().filter_by(module=module.id)):
        version = row.learner, row.exercise, row.text
        given.setdefault(version, {})[row.grader] = json.loads(row.points)
    attempts = find_attempts(gradebook, module)
    found: dict[str, dict[str, TwoGraders]] = {}
    for exercise in (one for one in module.exercises if one.essay):
        for learner, attempt in attempts.items():
            essay = Essay(gradebook, course, module, exercise, attempt)
            most, every = essay.most, given.get((learner, exercise.id, essay.text), {})
            fitting = {name: _fitting(rows, most) for name, rows in every.items()}
            counts = fitting.pop(COUNTS, {})
            done = sum(rows.keys() == most.keys() for rows in fitting.values())
            differ = len(most.keys() - counts.keys()) if done > 1 else 0
            found.setdefault(learner, {})[exercise.id] = TwoGraders(done, differ)
    return found


def total(essay: Essay, points: Mapping[str, float]) -> float | None:
    """Return the sum of the rows, or None if one has no points yet."""
    if not essay.rubric or any(row.name not in points for row in essay.rubric):
        return None
    return round(sum(points[row.name] for row in essay.rubric), 2)


def rows_of_score(essay: Essay, submission: Any) -> tuple[RowGrade, ...]:
    """Return the rows that add up to an essay's score; none if a person gave another score."""
    given = find_rows(essay) if essay.rubric else {}
    scores = [
        grade.manual_score
        for one in submission.notebooks
        if one.name == essay.exercise.name
        for grade in one.grades
    ]
    if not given or scores != [total(essay, given)]:
        return ()
    return tuple(RowGrade(row.name, given[row.name], row.points) for row in essay.rubric)


def _find(essay: Essay) -> dict[str, Rows]:
    most = essay.most
    found = essay.gradebook.db.execute(rubric_table().select().filter_by(**essay.key))
    return {row.grader: _fitting(json.loads(row.points), most) for row in found}


def _fitting(points: Mapping[str, float], most: Mapping[str, float]) -> Rows:
    """Return the points that fit the current rubric, in its order."""
    return {name: points[name] for name in most if name in points and points[name] <= most[name]}
