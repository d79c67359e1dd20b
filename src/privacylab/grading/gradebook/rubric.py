"""What a person gave each row of an essay's rubric, kept by the text that it was given for.

The essay's score is nbgrader's, and it alone counts. The rows say how it came about, as long as
they add up to it: a person can also type a score without them.

With second_grader in class.toml, two people grade each essay. The rows of each are kept beside
those that count. Once both have graded every row, the rows on which they agree count, and someone
settles the others. Until then there is no score.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from privacylab.catalog import Exercise, Module
from privacylab.errors import LabError
from privacylab.grading.cells import own_cells
from privacylab.grading.course import Course
from privacylab.grading.gradebook.by_hand import UNKNOWN
from privacylab.grading.gradebook.stamps import Attempt, find_attempts, rubric_table
from privacylab.grading.result.model import RowGrade

COUNTS = ""  # in place of a grader's name: the rows that count
Rows = dict[str, float]  # points, by the name of a row


class RubricError(LabError):
    """Points that can't be kept: one sentence says why, and what to do."""


@dataclass(frozen=True)
class TwoGraders:
    """How far the two graders of an essay are.

    done    how many of them have graded every row
    differ  on how many rows they differ that no one has settled; 0 until both are done
    """

    done: int
    differ: int


def text_of(attempt: Attempt, exercise: Exercise) -> str:
    """The digest of the essay that is in autograded/ now."""
    return attempt.texts.get(exercise.name, UNKNOWN)


def find_rows(
    gradebook: Any, course: Course, module: Module, exercise: Exercise, attempt: Attempt
) -> Rows:
    """By row, the points that count for this version of the essay, as far as they fit now."""
    return _find(gradebook, course, module, exercise, attempt).get(COUNTS, {})


def find_graders(
    gradebook: Any, course: Course, module: Module, exercise: Exercise, attempt: Attempt
) -> dict[str, Rows]:
    """The rows of each of the two graders, by the grader's name."""
    found = _find(gradebook, course, module, exercise, attempt)
    return {name: rows for name, rows in sorted(found.items()) if name != COUNTS and rows}


def keep_rows(
    gradebook: Any,
    course: Course,
    module: Module,
    exercise: Exercise,
    attempt: Attempt,
    points: Mapping[str, Any],
    grader: str = COUNTS,
) -> None:
    """Keep what a person gave, in the present transaction; None is a row without points.

    Raises RubricError, and keeps nothing.
    """
    most = _most(course, module, exercise)
    given = {name: value for name, value in points.items() if value is not None}
    for name, value in given.items():
        if name not in most:
            raise RubricError(f"The rubric has changed, and has no row {name!r}: reload this page.")
        number = isinstance(value, int | float) and math.isfinite(value)
        if not number or not 0 <= value <= most[name]:
            raise RubricError(f"“{name}” takes a number from 0 to {most[name]:g}.")
    key = {
        "module": module.id,
        "learner": attempt.learner,
        "exercise": exercise.id,
        "text": text_of(attempt, exercise),
        "grader": grader,
    }
    gradebook.db.execute(rubric_table().delete().filter_by(**key))
    if given:
        facts = json.dumps(given, ensure_ascii=False)
        gradebook.db.execute(rubric_table().insert().values(**key, points=facts))


def keep_own_rows(
    gradebook: Any,
    course: Course,
    module: Module,
    exercise: Exercise,
    attempt: Attempt,
    points: Mapping[str, Any],
    grader: str,
) -> None:
    """Keep what one of the two graders gave, while they don't see each other's rows.

    If both are done with that, the rows on which they agree count from now on, and are the score
    if those are all. Raises RubricError.
    """
    where = gradebook, course, module, exercise, attempt
    others = find_graders(*where).keys() - {grader}
    if len(others) > 1:
        raise RubricError(f"{' and '.join(sorted(others))} are grading this essay already.")
    keep_rows(*where, points, grader)
    both = find_graders(*where)
    if are_done(course, module, exercise, both):
        rows = agreed(both)
        keep_rows(*where, rows)
        cell = (f"{exercise.id}-essay", exercise.name, module.id, attempt.learner)
        grade = gradebook.find_grade(*cell)
        grade.manual_score = total(course, module, exercise, rows)
        grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None


def settle_rows(
    gradebook: Any,
    course: Course,
    module: Module,
    exercise: Exercise,
    attempt: Attempt,
    points: Mapping[str, Any],
) -> None:
    """Keep what someone gave the rows on which the two graders differ. Raises RubricError."""
    where = gradebook, course, module, exercise, attempt
    keep_rows(*where, {**points, **agreed(find_graders(*where))})


def are_done(
    course: Course, module: Module, exercise: Exercise, graders: Mapping[str, Rows]
) -> bool:
    """Whether both graders have graded every row."""
    rows = _most(course, module, exercise).keys()
    return len(graders) > 1 and all(given.keys() == rows for given in graders.values())


def agreed(graders: Mapping[str, Rows]) -> Rows:
    """The rows to which both graders, who are done, gave the same points."""
    first, second = graders.values()
    return {name: points for name, points in first.items() if second[name] == points}


def find_two_graders(
    gradebook: Any, course: Course, module: Module
) -> dict[str, dict[str, TwoGraders]]:
    """How far the graders of each learner's essays are, by learner and exercise."""
    given: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in gradebook.db.execute(rubric_table().select().filter_by(module=module.id)):
        essay = row.learner, row.exercise, row.text
        given.setdefault(essay, {})[row.grader] = json.loads(row.points)
    found: dict[str, dict[str, TwoGraders]] = {}
    for exercise in (one for one in module.exercises if one.essay):
        most = _most(course, module, exercise)
        for learner, attempt in find_attempts(gradebook, module).items():
            every = given.get((learner, exercise.id, text_of(attempt, exercise)), {})
            fitting = {name: _fitting(rows, most) for name, rows in every.items()}
            counts = fitting.pop(COUNTS, {})
            done = sum(rows.keys() == most.keys() for rows in fitting.values())
            differ = len(most.keys() - counts.keys()) if done > 1 else 0
            found.setdefault(learner, {})[exercise.id] = TwoGraders(done, differ)
    return found


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


def _find(
    gradebook: Any, course: Course, module: Module, exercise: Exercise, attempt: Attempt
) -> dict[str, Rows]:
    key = {"module": module.id, "learner": attempt.learner, "exercise": exercise.id}
    query = rubric_table().select().filter_by(**key, text=text_of(attempt, exercise))
    most = _most(course, module, exercise)
    found = gradebook.db.execute(query)
    return {row.grader: _fitting(json.loads(row.points), most) for row in found}


def _most(course: Course, module: Module, exercise: Exercise) -> dict[str, float]:
    """The most points that each row takes."""
    return {one.name: one.points for one in own_cells(course.root, module, exercise).rubric}


def _fitting(points: Mapping[str, float], most: Mapping[str, float]) -> Rows:
    """The points that the present rubric has room for, in its order."""
    return {name: points[name] for name in most if name in points and points[name] <= most[name]}
