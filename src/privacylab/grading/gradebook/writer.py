"""Writes results to the gradebook: one writer for a whole run.

A submission's scores and the digest of its inputs are written in one transaction, after its files.
So an interrupted run can resume: a submission whose digest is recorded is graded, and no other is.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

from nbformat import NotebookNode
from nbformat.v4 import reads_json

from privacylab.catalog import Module
from privacylab.grading.course import Course
from privacylab.grading.feedback.page import write_page, write_refusal
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
        (notebook,) = assignment.notebooks
        cells = [*notebook.grade_cells, *notebook.solution_cells]
        self._names = {cell.id: cell.name for cell in cells}

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
            and (reason or course.autograded(learner, module.id).is_file())
        }

    def write(self, marked: Marked) -> SubmissionResult:
        """Write a submission's marks and its page; a person's scores and comments stay."""
        with quiet(), self._one_transaction():
            if marked.notebook is None:
                return self._refuse(marked)
            submitted = self._submit(marked.learner)
            for grade in submitted.grades:
                grade.auto_score = marked.scores[self._names[grade.cell_id]]
                by_hand = grade.manual_score is not None or grade.auto_score is None
                grade.needs_manual_grade = by_hand
            for comment in submitted.comments:
                comment.auto_comment = marked.comments[self._names[comment.cell_id]]
            self._gradebook.db.flush()
            self._assign_penalty(submitted)
            stamp(self._gradebook, self._module, marked.learner, marked.digest)
            graded = self._graded(marked.learner, marked.notebook, submitted)
            write_page(graded, self._course, self._module, marked.notebook)
            return graded

    def read(self, learner: str) -> SubmissionResult:
        """The result of a submission that an earlier run has graded."""
        _, reason = find_stamps(self._gradebook, self._module).get(learner, ("", ""))
        page = self._course.feedback(learner, self._module.id)
        if reason:
            return SubmissionResult(
                learner, self._module.id, page, reason=reason, points=self._points
            )
        path = self._course.autograded(learner, self._module.id)
        notebook = reads_json(path.read_text(encoding="utf-8"))
        name = self._module.id
        submitted = self._gradebook.find_submission_notebook(name, name, learner)
        graded = self._graded(learner, notebook, submitted)
        self._gradebook.db.expunge_all()
        return graded

    def _refuse(self, marked: Marked) -> SubmissionResult:
        """Nothing of an earlier run may stand for a submission that cannot be graded."""
        from nbgrader.api import MissingEntry

        course, module, learner = self._course, self._module, marked.learner
        self._gradebook.update_or_create_student(learner)
        with suppress(MissingEntry):
            self._gradebook.remove_submission(module.id, learner)
        shutil.rmtree(course.autograded(learner, module.id).parent, ignore_errors=True)
        stamp(self._gradebook, module, learner, marked.digest, marked.reason)
        page = write_refusal(course, learner, module, marked.reason)
        return SubmissionResult(learner, module.id, page, reason=marked.reason, points=self._points)

    def _submit(self, learner: str) -> Any:
        from nbgrader.utils import parse_utc

        path = self._course.submitted(learner, self._module.id).with_name("timestamp.txt")
        text = path.read_text(encoding="utf-8").strip() if path.exists() else ""
        when = {"timestamp": parse_utc(text)} if text else {}
        self._gradebook.update_or_create_student(learner)
        found = self._gradebook.update_or_create_submission(self._module.id, learner, **when)
        (submitted,) = found.notebooks
        return submitted

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

    def _graded(self, learner: str, notebook: NotebookNode, submitted: Any) -> SubmissionResult:
        """Put the gradebook's scores and comments into a notebook, and read it."""
        from nbgrader.api import Comment, Grade

        def of(kind: Any) -> Any:  # read anew: the database computes scores and comments
            rows = self._gradebook.db.query(kind).populate_existing()
            return rows.filter(kind.notebook_id == submitted.id)

        scores = {self._names[one.cell_id]: one.score for one in of(Grade)}
        comments = {self._names[one.cell_id]: one.comment for one in of(Comment)}
        penalty = submitted.late_submission_penalty or 0.0
        return read_result(self._course, self._module, learner, notebook, scores, comments, penalty)

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
