"""What a person gave each row of an essay's rubric, kept by the text that it was given for.

The essay's score is nbgrader's, and it alone counts. The rows say how it came about, as long as
they add up to it: a person can also type a score without them.
"""

import json
import math
from collections.abc import Mapping
from typing import Any

from privacylab.catalog import Exercise, Module
from privacylab.errors import LabError
from privacylab.grading.cells import own_cells
from privacylab.grading.course import Course
from privacylab.grading.gradebook.by_hand import UNKNOWN
from privacylab.grading.gradebook.stamps import Attempt, rubric_table
from privacylab.grading.result.model import RowGrade


class RubricError(LabError):
    """Points that a rubric does not have: one sentence says which row, and what it takes."""


def text_of(attempt: Attempt, exercise: Exercise) -> str:
    """The digest of the essay that is in autograded/ now."""
    return attempt.texts.get(exercise.name, UNKNOWN)


def find_rows(
    gradebook: Any, course: Course, module: Module, exercise: Exercise, attempt: Attempt
) -> dict[str, float]:
    """By row, the points that a person gave this version of the essay, as far as they fit now."""
    key = _key(module, exercise, attempt)
    row = gradebook.db.execute(rubric_table().select().filter_by(**key)).first()
    kept = json.loads(row.points) if row else {}
    most = {one.name: one.points for one in own_cells(course.root, module, exercise).rubric}
    return {name: kept[name] for name in most if name in kept and kept[name] <= most[name]}


def keep_rows(
    gradebook: Any,
    course: Course,
    module: Module,
    exercise: Exercise,
    attempt: Attempt,
    points: Mapping[str, Any],
) -> None:
    """Keep what a person gave, in the present transaction; None is a row without points.

    Raises RubricError, and keeps nothing.
    """
    most = {one.name: one.points for one in own_cells(course.root, module, exercise).rubric}
    given = {name: value for name, value in points.items() if value is not None}
    for name, value in given.items():
        if name not in most:
            raise RubricError(f"The rubric has changed, and has no row {name!r}: reload this page.")
        number = isinstance(value, int | float) and math.isfinite(value)
        if not number or not 0 <= value <= most[name]:
            raise RubricError(f"“{name}” takes a number from 0 to {most[name]:g}.")
    key = _key(module, exercise, attempt)
    gradebook.db.execute(rubric_table().delete().filter_by(**key))
    if given:
        facts = json.dumps(given, ensure_ascii=False)
        gradebook.db.execute(rubric_table().insert().values(**key, points=facts))


def total(
    course: Course, module: Module, exercise: Exercise, points: Mapping[str, float]
) -> float | None:
    """What the rows add up to; None where one has no points yet."""
    rubric = own_cells(course.root, module, exercise).rubric
    if not rubric or any(row.name not in points for row in rubric):
        return None
    return round(sum(points[row.name] for row in rubric), 2)


def rows_of_score(
    gradebook: Any,
    course: Course,
    module: Module,
    exercise: Exercise,
    attempt: Attempt,
    submission: Any,
) -> tuple[RowGrade, ...]:
    """The rows that an essay's score is made of; none where a person gave another score."""
    rubric = own_cells(course.root, module, exercise).rubric
    given = find_rows(gradebook, course, module, exercise, attempt) if rubric else {}
    scores = [
        grade.manual_score
        for one in submission.notebooks
        if one.name == exercise.name
        for grade in one.grades
    ]
    if not given or scores != [total(course, module, exercise, given)]:
        return ()
    return tuple(RowGrade(row.name, given[row.name], row.points) for row in rubric)


def _key(module: Module, exercise: Exercise, attempt: Attempt) -> dict[str, str]:
    return {
        "module": module.id,
        "learner": attempt.learner,
        "exercise": exercise.id,
        "text": text_of(attempt, exercise),
    }
