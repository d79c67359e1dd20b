"""Writes results to the gradebook: one writer for a whole run.

A submission's scores and the digest of its inputs are written in one transaction, after its files.
So an interrupted run can resume: a submission whose digest is recorded is graded, and no other is.
"""

import os
import shutil
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from nbformat import NotebookNode
from nbformat.v4 import reads_json

from privacylab.catalog import Exercise, Module
from privacylab.grading.course import Course
from privacylab.grading.feedback.page import write_pages, write_refusal
from privacylab.grading.gradebook.database import find_stamps, open_gradebook, stamp
from privacylab.grading.marking import Marked, read_config
from privacylab.grading.quiet import quiet, silent_log
from privacylab.grading.result import SubmissionResult, read_result


class GradebookWriter:
    """The gradebook of a course, open for one run over a module."""

    def __init__(self, course: Course, module: Module, gradebook: Any):
        from nbgrader.preprocessors import AssignLatePenalties

        self._course, self._module, self._gradebook = course, module, gradebook
        self._late = AssignLatePenalties(config=read_config(course), log=silent_log())
        self._late.init_plugin()
        assignment = gradebook.find_assignment(module.id)
        self._points = float(assignment.max_score)
        self._names = {
            cell.id: cell.name
            for notebook in assignment.notebooks
            for cell in (*notebook.grade_cells, *notebook.solution_cells)
        }

    @classmethod
    @contextmanager
    def open(cls, course: Course, module: Module) -> Iterator[Self]:
        """The gradebook, which must have the module registered."""
        with quiet(), open_gradebook(course) as gradebook:
            yield cls(course, module, gradebook)

    def standing(self) -> dict[str, str]:
        """By learner, the digest of each submission whose grade and files are complete."""
        course, module = self._course, self._module
        return {
            learner: digest
            for learner, (digest, reason) in find_stamps(self._gradebook, module).items()
            if course.feedback(learner, module.id).is_file()
            and (reason or all(path.is_file() for path in self._files(learner)))
        }

    def _files(self, learner: str) -> Iterator[Path]:
        """The files that a graded submission has: for each notebook, what ran and its page."""
        course, module = self._course, self._module
        for exercise in module.exercises:
            name = f"{exercise.name}.ipynb"
            if os.path.isfile(course.submitted(learner, module.id) / name):
                yield course.autograded(learner, module.id) / name
                yield course.feedback(learner, module.id, exercise)

    def write(self, marked: Marked) -> SubmissionResult:
        """Write a submission's marks and its pages; a person's scores and comments stay."""
        with quiet(), self._one_transaction():
            if marked.reason:
                return self._refuse(marked)
            submission = self._submit(marked)
            ran = {exercise.name for exercise in marked.notebooks}
            missing = {exercise.name for exercise in marked.missing}
            for submitted in submission.notebooks:
                if submitted.name in ran:
                    self._write_marks(submitted, marked)
                elif submitted.name in missing:
                    self._write_nothing(submitted)
            self._gradebook.db.flush()
            for submitted in submission.notebooks:
                self._assign_penalty(submitted)
            stamp(self._gradebook, self._module, marked.learner, marked.digest)
            for exercise in marked.missing:
                page = self._course.feedback(marked.learner, self._module.id, exercise)
                page.unlink(missing_ok=True)
            stored = self._stored(marked.learner, marked.notebooks)
            graded = self._result(marked.learner, submission, stored | marked.notebooks)
            write_pages(graded, self._course, self._module, marked.notebooks)
            return graded

    def _write_marks(self, submitted: Any, marked: Marked) -> None:
        for grade in submitted.grades:
            grade.auto_score = marked.scores[self._names[grade.cell_id]]
            by_hand = grade.manual_score is not None or grade.auto_score is None
            grade.needs_manual_grade = by_hand
        for comment in submitted.comments:
            comment.auto_comment = marked.comments[self._names[comment.cell_id]]

    @staticmethod
    def _write_nothing(submitted: Any) -> None:
        """A notebook that was not submitted gives no points, as with nbgrader."""
        for grade in submitted.grades:
            grade.auto_score = 0
            grade.needs_manual_grade = False

    def read(self, learner: str) -> SubmissionResult:
        """The result of a submission that an earlier run has graded."""
        _, reason = find_stamps(self._gradebook, self._module).get(learner, ("", ""))
        page = self._course.feedback(learner, self._module.id)
        if reason:
            return SubmissionResult(
                learner, self._module.id, page, reason=reason, points=self._points
            )
        submission = self._gradebook.find_submission(self._module.id, learner)
        graded = self._result(learner, submission, self._stored(learner))
        self._gradebook.db.expunge_all()
        return graded

    def _stored(self, learner: str, ran: Container[Exercise] = ()) -> dict[Exercise, NotebookNode]:
        """The notebooks in autograded/, but for those that have just run."""
        folder = self._course.autograded(learner, self._module.id)
        files = {one: folder / f"{one.name}.ipynb" for one in self._module.exercises}
        return {
            one: reads_json(path.read_text(encoding="utf-8"))
            for one, path in files.items()
            if one not in ran and path.is_file()
        }

    def _refuse(self, marked: Marked) -> SubmissionResult:
        """Nothing of an earlier run may stand for a submission that cannot be graded."""
        from nbgrader.api import MissingEntry

        course, module, learner = self._course, self._module, marked.learner
        if marked.only and self._stored(learner, {marked.only}):
            return self._refuse_one(marked, marked.only)
        self._gradebook.update_or_create_student(learner)
        with suppress(MissingEntry):
            self._gradebook.remove_submission(module.id, learner)
        shutil.rmtree(course.autograded(learner, module.id), ignore_errors=True)
        stamp(self._gradebook, module, learner, marked.digest, marked.reason)
        page = write_refusal(course, learner, module, marked.reason)
        return SubmissionResult(learner, module.id, page, reason=marked.reason, points=self._points)

    def _refuse_one(self, marked: Marked, exercise: Exercise) -> SubmissionResult:
        """The same for one exercise alone: the results of the others stay."""
        course, module, learner = self._course, self._module, marked.learner
        submission = self._gradebook.find_submission(module.id, learner)
        for submitted in submission.notebooks:
            if submitted.name == exercise.name:
                self._write_nothing(submitted)
        self._gradebook.db.flush()
        file = course.autograded(learner, module.id) / f"{exercise.name}.ipynb"
        file.unlink(missing_ok=True)
        page = write_refusal(course, learner, module, marked.reason, exercise)
        graded = self._result(learner, submission, self._stored(learner))
        write_pages(graded, course, module, {})
        stamp(self._gradebook, module, learner, "")
        points = float(exercise.points)
        return SubmissionResult(learner, module.id, page, reason=marked.reason, points=points)

    def _submit(self, marked: Marked) -> Any:
        from nbgrader.utils import parse_utc

        when = {"timestamp": parse_utc(marked.timestamp)} if marked.timestamp else {}
        self._gradebook.update_or_create_student(marked.learner)
        return self._gradebook.update_or_create_submission(self._module.id, marked.learner, **when)

    def _assign_penalty(self, submitted: Any) -> None:
        """As nbgrader's AssignLatePenalties does."""
        late, sent = self._late, submitted.assignment
        submitted.late_submission_penalty = None
        if sent.total_seconds_late > 0:
            penalty = late.plugin_inst.late_submission_penalty(
                sent.student_id, submitted.score, sent.total_seconds_late
            )
            if penalty is not None:
                submitted.late_submission_penalty = late._check_late_penalty(submitted, penalty)

    def _result(
        self, learner: str, submission: Any, notebooks: dict[Exercise, NotebookNode]
    ) -> SubmissionResult:
        """Put the gradebook's scores and comments into the notebooks, and read them."""
        from nbgrader.api import Comment, Grade

        ids = [one.id for one in submission.notebooks]

        def of(kind: Any) -> Any:  # read anew: the database computes scores and comments
            rows = self._gradebook.db.query(kind).populate_existing()
            return rows.filter(kind.notebook_id.in_(ids))

        scores = {self._names[one.cell_id]: one.score for one in of(Grade)}
        comments = {self._names[one.cell_id]: one.comment for one in of(Comment)}
        penalty = sum(one.late_submission_penalty or 0.0 for one in submission.notebooks)
        return read_result(
            self._course, self._module, learner, notebooks, scores, comments, penalty
        )

    @contextmanager
    def _one_transaction(self) -> Iterator[None]:
        """nbgrader commits after every step; here all of one submission is committed at once."""
        db = self._gradebook.db
        commit, db.commit = db.commit, db.flush
        try:
            yield
            commit()
        except BaseException:
            db.rollback()
            raise
        finally:
            db.commit = commit
            db.expunge_all()  # or memory would grow with the class
