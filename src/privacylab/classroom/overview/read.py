"""Reads what is recorded about a class. Nothing is graded."""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from privacylab.catalog import Catalog, Exercise, Module, load_catalog
from privacylab.classroom.overview.model import (
    NOT_GRADED,
    CheckCount,
    ClassOverview,
    ClassRow,
    ExerciseOverview,
    HintCount,
    LateBy,
    LearnerExercise,
    RegradeChange,
)
from privacylab.classroom.receipts import Known, known_people, read_receipt
from privacylab.classroom.received import ClassroomError
from privacylab.grading import Course
from privacylab.grading.class_file import read_class as read_settings
from privacylab.grading.course import ME
from privacylab.grading.gradebook.database import is_registered, open_gradebook
from privacylab.grading.gradebook.outcomes import TestedExercise, find_outcomes
from privacylab.grading.gradebook.rubric import TwoGraders, find_two_graders
from privacylab.grading.gradebook.stamps import find_all_marks
from privacylab.grading.grader import AGAIN, left_to_grade
from privacylab.grading.quiet import quiet
from privacylab.grading.result.model import (
    BY_PERSON,
    FAILED,
    NOT_SUBMITTED,
    PARTLY,
    PASSED,
    WAITING,
    FailedAttempt,
)
from privacylab.grading.submission.names import has_controls, name_problem

MOST = 5  # checks, and hints, shown for an exercise


def read_class(course: Course, module_id: str = "") -> list[ClassOverview]:
    """Return the modules with submissions, or only the module with that id.

    Raises GradingError for an unknown module, ClassroomError if nothing was submitted.
    """
    catalog = load_catalog(course.root)
    wanted = [course.module(module_id)] if module_id else catalog.modules.values()
    people = known_people(course).values()
    everyone = {*course.learners(), *(one.learner for one in people)} - {ME}
    names = {one.learner: one for one in people}
    found = [_read_module(course, catalog, one, everyone, names) for one in wanted if one.exercises]
    found = [one for one in found if one.counts["submitted"]]
    if not found:
        of = f" for {module_id}" if module_id else ""
        raise ClassroomError(
            f"No submissions found{of}: collect them from your LMS with privacylab collect FILE, "
            "or put each learner's notebooks into submitted/<learner>/<module>/"
        )
    return found


def _read_module(
    course: Course,
    catalog: Catalog,
    module: Module,
    everyone: set[str],
    names: Mapping[str, Known],
) -> ClassOverview:
    left = left_to_grade(course, module.id)
    book = _Book(course, module)
    rows = []
    for learner in sorted(everyone | book.known):
        receipt = read_receipt(course, learner, module.id)
        earlier = Counter(one.file for one in receipt.earlier)
        marks = book.marks.get(learner, {})
        problem, at = "; ".join(one.reason for one in marks.values()), ""
        if marks:
            at = max(one.at for one in marks.values())
        if has_controls(learner):
            problem = name_problem(learner)
        scores = book.scores.get(learner, {})
        tested = book.tested.get(learner, {})
        exercises = tuple(
            _exercise(one, scores.get(one.name), tested.get(one.id), earlier[f"{one.name}.ipynb"])
            for one in module.exercises
        )
        graders = book.graders.get(learner, {})
        exercises = tuple(_with_graders(one, graders.get(one.exercise)) for one in exercises)
        given = [one.score for one in exercises if one.score is not None]
        late = book.late.get(learner, LateBy())
        rows.append(
            ClassRow(
                learner,
                names[learner].name if learner in names else "",
                learner in left,
                "" if problem else left.get(learner, ""),
                problem,
                at,
                tuple(one.exercise for one in exercises if one.needs_person),
                LateBy(late.seconds, late.penalty, receipt.late),
                round(sum(given), 2) if given else None,
                exercises,
            )
        )
    overviews = tuple(_overview(catalog, one, rows, book) for one in module.exercises)
    totals = [one.score for one in rows if one.score is not None and one.begun]
    return ClassOverview(
        module.id,
        module.title,
        float(module.points),
        tuple(rows),
        overviews,
        _counts(rows),
        round(statistics.median(totals), 2) if totals else None,
    )


def _counts(rows: Sequence[ClassRow]) -> dict[str, int]:
    """Return how many learners have each status; a learner can be in more than one count."""
    return {
        "learners": len(rows),
        "submitted": sum(one.received for one in rows),
        "graded": sum(one.score is not None for one in rows),
        "to_grade": sum(bool(one.to_grade) and one.to_grade != AGAIN for one in rows),
        "to_grade_again": sum(one.to_grade == AGAIN for one in rows),
        "could_not_be_graded": sum(bool(one.problem) for one in rows),
        "need_a_person": sum(bool(one.needs_person) for one in rows),
        "late": sum(bool(one.late) for one in rows),
        "nothing_received": sum(not one.received for one in rows),
    }


class _Book:
    """What the gradebook says about a module, by learner; empty if it doesn't know the module."""

    def __init__(self, course: Course, module: Module):
        self.known: set[str] = set()
        self.late: dict[str, LateBy] = {}
        self.scores: dict[str, dict[str, _Score]] = {}
        self.marks: dict[str, dict[str, FailedAttempt]] = {}
        self.tested: dict[str, dict[str, TestedExercise]] = {}
        self.graders: dict[str, dict[str, TwoGraders]] = {}
        with quiet():
            if not is_registered(course, module):
                return
            with open_gradebook(course) as gradebook:
                self._read(gradebook, module)
                if read_settings(course).grading.second_grader:
                    self.graders = find_two_graders(gradebook, course, module)
        for found in (self.late, self.scores, self.marks, self.tested):
            found.pop(ME, None)

    def _read(self, gradebook: Any, module: Module) -> None:
        from nbgrader.api import (
            BaseCell,
            Grade,
            Notebook,
            Student,
            SubmittedAssignment,
            SubmittedNotebook,
        )

        self.marks = find_all_marks(gradebook, module)
        self.tested = find_outcomes(gradebook, module)
        self.known = {one.id for one in gradebook.db.query(Student.id)} - {ME}
        assignment = gradebook.find_assignment(module.id)
        # plain columns: nbgrader's objects compute each score in a query of its own
        query = gradebook.db.query
        sent = query(
            SubmittedAssignment.id,
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
        ).filter_by(assignment_id=assignment.id)
        learners = {one.id: one.student_id for one in sent}
        penalties: dict[str, float] = {}
        notebooks = {}
        for one in (
            query(
                SubmittedNotebook.id,
                SubmittedNotebook.assignment_id,
                SubmittedNotebook.late_submission_penalty,
                Notebook.name,
            )
            .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
            .filter(Notebook.assignment_id == assignment.id)
        ):
            learner = learners[one.assignment_id]
            notebooks[one.id] = learner, one.name
            penalties[learner] = penalties.get(learner, 0.0) + (one.late_submission_penalty or 0.0)
        for one in sent:
            due = assignment.duedate and assignment.duedate + (one.extension or timedelta())
            seconds = (one.timestamp - due).total_seconds() if due and one.timestamp else 0.0
            penalty = penalties.get(one.student_id, 0.0)
            self.late[one.student_id] = LateBy(max(0.0, seconds), penalty)
        cells = (
            query(
                Grade.notebook_id,
                Grade.auto_score,
                Grade.manual_score,
                Grade.extra_credit,
                Grade.needs_manual_grade,
            )
            .join(BaseCell, Grade.cell_id == BaseCell.id)
            .join(Notebook, BaseCell.notebook_id == Notebook.id)
        )
        for one in cells.filter(Notebook.assignment_id == assignment.id):
            learner, name = notebooks[one.notebook_id]
            self.scores.setdefault(learner, {}).setdefault(name, _Score()).add(one)


class _Score:
    """The points of one exercise, added up from its cells."""

    def __init__(self) -> None:
        self.points, self.graded, self.by_person, self.needs_person = 0.0, False, False, False

    def add(self, grade: Any) -> None:
        given = grade.auto_score if grade.manual_score is None else grade.manual_score
        self.points += (given or 0.0) + (grade.extra_credit or 0.0)
        self.graded |= given is not None
        self.by_person |= grade.manual_score is not None
        self.needs_person |= bool(grade.needs_manual_grade)


def _exercise(
    exercise: Exercise, score: _Score | None, tested: TestedExercise | None, earlier: int
) -> LearnerExercise:
    most = float(exercise.points)
    if score is None:
        return LearnerExercise(exercise.id, NOT_GRADED, None, most)
    given = round(score.points, 2) if score.graded else None
    if exercise.essay:
        outcome = WAITING if score.needs_person else BY_PERSON if score.by_person else NOT_SUBMITTED
    elif tested:
        outcome = tested.outcome
    elif given is None:
        outcome = NOT_GRADED
    else:
        outcome = PASSED if given >= most else PARTLY if given else FAILED
    versions = len(tested.versions) if tested else 0
    versions = max(versions, earlier + bool(versions or given or earlier))
    return LearnerExercise(exercise.id, outcome, given, most, score.needs_person, versions)


def _with_graders(one: LearnerExercise, graders: TwoGraders | None) -> LearnerExercise:
    if not graders:
        return one
    return replace(one, graders_done=graders.done, graders_differ=graders.differ)


def _overview(
    catalog: Catalog, exercise: Exercise, rows: Sequence[ClassRow], book: _Book
) -> ExerciseOverview:
    every = [(row, one) for row in rows for one in row.exercises if one.exercise == exercise.id]
    begun = [(row, one) for row, one in every if one.versions]
    scores = [one.score for _, one in begun if one.score is not None]
    tested = {
        learner: one[exercise.id] for learner, one in book.tested.items() if exercise.id in one
    }
    checks: Counter[tuple[str, str, str, bool]] = Counter()
    hints: Counter[tuple[str, int]] = Counter()
    for one in tested.values():
        checks.update({(c.step, c.sentence, c.requirement, c.hidden) for c in one.failed})
        hints.update({(c.requirement, c.hint) for c in one.failed if c.hint})
    changes = [
        RegradeChange(learner, last.at, last.before, last.after, last.failing, last.passing)
        for learner, one in sorted(tested.items())
        for last in one.changes[-1:]
    ]
    return ExerciseOverview(
        exercise.id,
        exercise.title,
        float(exercise.points),
        exercise.essay,
        len(begun),
        sum(one.versions for _, one in begun),
        round(statistics.median(scores), 2) if scores else None,
        sum(score >= exercise.points for score in scores),
        sum(one.needs_person for _, one in every),
        0 if exercise.essay else sum(row.learner not in tested for row, _ in begun),
        tuple(CheckCount(count, *check) for check, count in _most(checks)),
        tuple(
            HintCount(count, name, rung, catalog.hints[name][rung - 1])
            for (name, rung), count in _most(hints)
            if name in catalog.hints
        ),
        tuple(changes),
    )


def _most(counted: Counter[Any]) -> list[tuple[Any, int]]:
    """Return the most frequent ones; equally frequent ones are always in the same order."""
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:MOST]
