"""Reads the recorded result of one submission from nbgrader's gradebook."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring.cells import exercise_of
from privacylab.catalog import Exercise, Module
from privacylab.grading.cells import learners_text, own_cells
from privacylab.grading.class_file import read_class
from privacylab.grading.course import ME, Course
from privacylab.grading.gradebook.by_hand import EMPTY, MISSING, say_what_is_aside
from privacylab.grading.gradebook.rubric import Essay, rows_of_score
from privacylab.grading.gradebook.stamps import (
    WHOLE,
    Attempt,
    find_bests,
    find_marks,
    save_best,
)
from privacylab.grading.result.model import (
    BestAttempt,
    FailedAttempt,
    RecordedGrades,
    SubmissionResult,
)
from privacylab.grading.result.read import read_result


def find_graded(gradebook: Any, module: Module, learner: str, known: Attempt) -> Any:
    """Return nbgrader's submission, or None if there is none or nothing in it has been graded."""
    from nbgrader.api import MissingEntry

    try:
        found = gradebook.find_submission(module.id, learner)
    except MissingEntry:
        return None
    if found.id == known.submission:
        return found
    grades = [grade for one in found.notebooks for grade in one.grades]
    scored = any(one.auto_score is not None or one.manual_score is not None for one in grades)
    return found if scored else None


def _read_recorded(
    gradebook: Any, submission: Any, names: Mapping[str, str], texts: Mapping[str, str]
) -> RecordedGrades:
    """Read a submission's grades; texts are the digests of what was graded."""
    from nbgrader.api import Comment, Grade

    ids = [one.id for one in submission.notebooks]

    def of(kind: Any) -> list[Any]:  # read again: the database computes scores and comments
        rows = gradebook.db.query(kind).populate_existing()
        return list(rows.filter(kind.notebook_id.in_(ids)))

    set_aside = say_what_is_aside(gradebook, submission, names, texts)
    gradebook.db.flush()
    grades = {names[one.cell_id]: one for one in of(Grade)}
    return RecordedGrades(
        {name: one.score for name, one in grades.items()},
        {names[one.cell_id]: one.comment for one in of(Comment)},
        frozenset(name for name, one in grades.items() if one.manual_score is not None),
        frozenset(
            name
            for name, one in grades.items()
            if one.manual_score is None and one.auto_score is None
        ),
        frozenset(name for name, one in grades.items() if one.needs_manual_grade),
        set_aside,
        sum(one.late_submission_penalty or 0.0 for one in submission.notebooks),
    )


def read_grades(
    gradebook: Any,
    course: Course,
    module: Module,
    attempt: Attempt,
    submission: Any,
    names: Mapping[str, str],
    notebooks: Mapping[Exercise, NotebookNode],
) -> SubmissionResult:
    """Return the result of a submission: its grades, with the marks of failed attempts.

    notebooks are those that ran, if they are still there; the scores are put into them.
    """
    recorded = _read_recorded(gradebook, submission, names, attempt.texts)
    marks = find_marks(gradebook, module, attempt.learner)
    graded = {exercise_of(name) for name in recorded.scores.keys() - recorded.ungraded}
    lost = {
        one
        for one in module.exercises
        if one not in notebooks
        and (one.name in attempt.files if attempt.files else one.id in graded)
    }
    found = read_result(course, module, attempt.learner, notebooks, recorded, lost)
    rubrics = {
        one.id: rows_of_score(Essay(gradebook, course, module, one, attempt), submission)
        for one in module.exercises
        if one.essay and one in notebooks
    }
    exercises = (replace(one, rubric=rubrics.get(one.id, ())) for one in found.exercises)
    found = replace(found, exercises=tuple(exercises))
    settings = read_class(course)
    if module.id in settings.due and attempt.learner != ME:
        due = settings.due_words(module.id, attempt.learner)
        found = replace(found, due=due, late=settings.late_words(submission.total_seconds_late))
    if attempt.learner == ME:
        bests = find_bests(gradebook, module, ME)
        known = tuple(replace(one, best=bests.get(one.id)) for one in found.exercises)
        found = replace(found, exercises=known)
    return with_marks(found, marks)


def keep_best(gradebook: Any, module: Module, graded: SubmissionResult) -> SubmissionResult:
    """Record the exercises that beat every earlier attempt, and return the result with them."""
    exercises = []
    for one in graded.exercises:
        now, before = BestAttempt(one.score, one.points, one.graded_at), one.best
        if one.steps and one.score and (not before or now.beats(before.score, before.points)):
            save_best(gradebook, module, graded.learner, one.id, now)
            one = replace(one, best=now)
        exercises.append(one)
    return replace(graded, exercises=tuple(exercises))


def with_marks(graded: SubmissionResult, marks: Mapping[str, FailedAttempt]) -> SubmissionResult:
    """Return the result, marking the grades that are from an attempt before the latest one."""
    if not marks:
        return graded
    at = {one.id: marks.get(one.id, marks.get(WHOLE)) for one in graded.exercises}
    return replace(
        graded,
        reason=" ".join(dict.fromkeys(one.reason for _, one in sorted(marks.items()))),
        attempted=max(one.at for one in marks.values()),
        exercises=tuple(
            replace(one, reason=mark.reason, attempted=mark.at) if mark else one
            for one in graded.exercises
            for mark in [at[one.id]]
        ),
    )


def texts_in(
    course: Course, module: Module, notebooks: Mapping[Exercise, NotebookNode]
) -> dict[str, str]:
    """Return, by notebook name, a digest of what the learner wrote in it."""
    found = {}
    for exercise, notebook in notebooks.items():
        own = own_cells(course.root, module, exercise)
        text = learners_text(notebook, own, exercise.essay)
        found[exercise.name] = hashlib.sha256(text.encode()).hexdigest() if text else EMPTY
    return found


def score_essays(submission: Any, module: Module, texts: Mapping[str, str]) -> None:
    """Leave essays ungraded for a person; one that is empty or missing gets no points."""
    essays = {one.name for one in module.exercises if one.essay}
    for submitted in submission.notebooks:
        if submitted.name in essays:
            there = texts.get(submitted.name, MISSING) not in (EMPTY, MISSING)
            for grade in submitted.grades:
                grade.auto_score = None if there else 0
            for comment in submitted.comments:
                comment.auto_comment = None if there else "No response."
