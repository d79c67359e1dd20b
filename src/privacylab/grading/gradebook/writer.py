"""Writes results to the gradebook: one writer for a whole run.

A submission's scores and the digests of everything they depend on are written in one transaction.
Then its pages and its notebooks are moved into place, the notebooks last. So an interrupted run can
resume: if a notebook is not the one that the gradebook knows, the submission is graded again.

A failure deletes nothing. It adds a mark to the existing grade.
"""

import functools
import logging
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Self

from nbformat import NotebookNode

from privacylab.catalog import Exercise, Module
from privacylab.grading.course import ME, Course
from privacylab.grading.digest import digest_of, digest_of_rules
from privacylab.grading.gradebook.autograded import AutogradedNotebooks, Notebooks
from privacylab.grading.gradebook.by_hand import MISSING, keep_by_text, put_for_texts
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.gradebook.late import Lateness
from privacylab.grading.gradebook.outcomes import keep_outcomes
from privacylab.grading.gradebook.pages import StagedPages, is_whole
from privacylab.grading.gradebook.recorded import (
    find_graded,
    keep_best,
    read_grades,
    score_essays,
    texts_in,
    with_marks,
)
from privacylab.grading.gradebook.stamps import (
    WHOLE,
    Attempt,
    clear_marks,
    find_attempt,
    find_attempts,
    find_marks,
    new_mark,
    save_attempt,
    set_mark,
)
from privacylab.grading.marking import Marked, why_it_failed
from privacylab.grading.quiet import quiet
from privacylab.grading.result.model import SubmissionResult

UNFINISHED = (
    "nbgrader autograde did not finish, and its output says why: run it again, or run "
    "privacylab grade."
)
log = logging.getLogger("privacylab.grading")


class GradebookWriter:
    """The gradebook of a course, open for one run over a module."""

    def __init__(self, course: Course, module: Module, gradebook: Any):
        self._course, self._module, self._gradebook = course, module, gradebook
        self._late = Lateness(course, module)
        assignment = gradebook.find_assignment(module.id)
        self._late.set_due(gradebook, assignment)
        gradebook.db.commit()
        self._assignment_id = assignment.id
        self._points = float(assignment.max_score)
        self._names = {
            cell.id: cell.name
            for notebook in assignment.notebooks
            for cell in (*notebook.grade_cells, *notebook.solution_cells)
        }
        self._cells = set(self._names.values())
        self._autograded = AutogradedNotebooks(course, module)

    @classmethod
    @contextmanager
    def open(cls, course: Course, module: Module) -> Iterator[Self]:
        """Open the gradebook, in which the module must be registered."""
        with quiet(), open_gradebook(course) as gradebook:
            yield cls(course, module, gradebook)

    def standing(self) -> dict[str, str]:
        """Return, by learner, the digest of what was sent, for attempts that need no repeat.

        For these, everything else that the grade depends on is unchanged, and all results are
        there: the submission in the gradebook, its notebooks and its pages.
        """
        from nbgrader.api import SubmittedAssignment as Sent

        rows = self._gradebook.db.query(Sent.id).filter_by(assignment_id=self._assignment_id)
        there = {row.id for row in rows}
        return {
            learner: attempt.sent
            for learner, attempt in find_attempts(self._gradebook, self._module).items()
            if attempt.sent
            and (not attempt.submission or attempt.submission in there)
            and attempt.rests == self._rules
            and is_whole(self._course.feedback(learner, self._module.id))
            and (self._is_complete(attempt) or self._is_marked(learner))
        }

    def _is_marked(self, learner: str) -> bool:
        return WHOLE in find_marks(self._gradebook, self._module, learner)

    def _is_complete(self, attempt: Attempt) -> bool:
        return bool(attempt.submission) and all(
            self._autograded.digest(attempt.learner, one) == attempt.files[one.name]
            and is_whole(self._course.feedback(attempt.learner, self._module.id, one))
            for one in self._module.exercises
            if one.name in attempt.files
        )

    @functools.cached_property
    def _rules(self) -> str:
        """The digest of what a grade depends on, besides what was sent and when it was due.

        A new due date needs no second run: read() subtracts the current late penalty.
        """
        return digest_of_rules(self._course, self._module)

    def write(self, marked: Marked) -> SubmissionResult:
        """Write a submission's marks and pages; a person's scores and comments stay.

        If that fails for any reason, only a mark that says why is written.
        """
        with quiet():
            try:
                return self._refuse(marked) if marked.reason else self._grade(marked)
            except Exception as error:
                log.exception("The grade of %r could not be written", marked.learner)
                reason = why_it_failed(error)
                failed = replace(marked, digest="", reason=reason, grader_failed=True)
            finally:
                self._autograded.discard_new(marked.learner)
            try:
                return self._refuse(failed)
            except Exception:  # such as a full disk, to which no mark can be written either
                log.exception("The failure of %r could not be written", marked.learner)
                return self._failed(failed)

    def _grade(self, marked: Marked) -> SubmissionResult:
        module, learner = self._module, marked.learner
        with self._pages() as pages:
            with self._one_transaction():
                attempt, _ = self._look(learner)
                submission = self._submit(marked)
                self._write_scores(submission, marked)
                texts = {one.name: MISSING for one in marked.missing}
                texts |= texts_in(self._course, module, marked.notebooks)
                attempt = self._settle(attempt, submission, attempt.texts | texts)
                files = self._autograded.new_digests(learner, marked.notebooks)
                if marked.only:
                    attempt = replace(attempt, sent="", files=attempt.files | files)
                else:
                    attempt = replace(attempt, sent=marked.digest, rests=self._rules, files=files)
                self._clear_marks(learner, marked.only)
                notebooks = {**self._stored(attempt, marked.notebooks), **marked.notebooks}
                graded = self._result(attempt, submission, notebooks)
                if learner == ME:
                    graded = keep_best(self._gradebook, module, graded)
                what = graded, submission, marked.digest, texts
                ran = (*marked.notebooks, *marked.missing)
                keep_outcomes(self._gradebook, self._course, ran, *what)
                shown = pages.write(graded, notebooks, marked.notebooks, attempt.shown)
                save_attempt(self._gradebook, replace(attempt, shown=shown))
            pages.replace()
        for exercise in marked.missing:
            self._course.feedback(learner, module.id, exercise).unlink(missing_ok=True)
        self._autograded.move_into_place(learner)
        return graded

    def _clear_marks(self, learner: str, only: Exercise | None) -> None:
        """Clear the marks of what has now been graded: everything, or one exercise."""
        book, module = self._gradebook, self._module
        ids = [one.id for one in module.exercises]
        if only:  # a mark on the whole submission still applies to the others
            whole = find_marks(book, module, learner).get(WHOLE)
            if whole:
                for other in ids:
                    set_mark(book, module, learner, other, whole)
            ids = [only.id]
        clear_marks(book, module, learner, [WHOLE, *ids])

    def _settle(self, attempt: Attempt, submission: Any, texts: dict[str, str]) -> Attempt:
        """After the tests' scores, add those of essays, what a person gave, and late penalties."""
        score_essays(submission, self._module, texts)
        put_for_texts(self._gradebook, submission, self._names, texts)
        self._gradebook.db.flush()
        self._late.assign(self._gradebook, submission)
        dated = _day(submission.timestamp)
        return replace(attempt, submission=submission.id, texts=texts, dated=dated)

    def _write_scores(self, submission: Any, marked: Marked) -> None:
        ran = {exercise.name for exercise in marked.notebooks}
        missing = {exercise.name for exercise in marked.missing}
        for submitted in submission.notebooks:
            for grade in submitted.grades:
                if submitted.name in ran:
                    grade.auto_score = marked.scores[self._names[grade.cell_id]]
                elif submitted.name in missing:  # no points, as with nbgrader
                    grade.auto_score = 0
            for comment in submitted.comments:
                if submitted.name in ran:
                    comment.auto_comment = marked.comments[self._names[comment.cell_id]]

    def _refuse(self, marked: Marked) -> SubmissionResult:
        """Mark that the latest attempt could not be graded; everything that is there stays."""
        module, learner, only = self._module, marked.learner, marked.only
        with self._pages() as pages:
            with self._one_transaction():
                self._gradebook.update_or_create_student(learner)
                attempt, submission = self._look(learner)
                exercise = only.id if only else WHOLE
                set_mark(self._gradebook, module, learner, exercise, new_mark(marked.reason))
                attempt = replace(attempt, sent="")
                if not only:  # the same files need not be read again
                    attempt = replace(attempt, sent=marked.digest, rests=self._rules)
                graded = None
                if submission:
                    graded, attempt = self._refreshed(attempt, submission, pages)
                save_attempt(self._gradebook, attempt)
            pages.replace()
        if graded is None or (only and only.name not in attempt.files):
            return self._refuse_first(marked)
        return replace(graded, grader_failed=marked.grader_failed)

    def _refuse_first(self, marked: Marked) -> SubmissionResult:
        """Write a page that only says why; there is no grade of an earlier attempt."""
        from privacylab.grading.feedback.page import write_refusal

        with suppress(OSError):  # standing() finds that there is no page
            write_refusal(self._course, marked.learner, self._module, marked.reason, marked.only)
        return self._without_grade(marked)

    def _without_grade(self, marked: Marked) -> SubmissionResult:
        module, only = self._module, marked.only
        return SubmissionResult(
            marked.learner,
            module.id,
            self._course.feedback(marked.learner, module.id, only),
            reason=marked.reason,
            points=float(only.points) if only else self._points,
            grader_failed=marked.grader_failed,
        )

    def _failed(self, failed: Marked) -> SubmissionResult:
        """Return the result of a failure that cannot even be recorded, such as on a full disk."""
        try:
            found = self.read(failed.learner)
        except Exception:
            found = None
        only = failed.only
        if not found or (only and only.id not in {one.id for one in found.exercises}):
            return self._without_grade(failed)
        marks = {only.id if only else WHOLE: new_mark(failed.reason)}
        return replace(with_marks(found, marks), grader_failed=True)

    def read(self, learner: str) -> SubmissionResult | None:
        """Return the result of the last attempt; None if there is none, or nothing of it is left.

        Pages that differ from the gradebook are rewritten. Exercises whose notebook is gone are
        left out, except those whose latest attempt could not be graded.
        """
        with quiet(), self._pages() as pages, self._one_transaction():
            known, submission = self._look(learner)
            if submission is None:
                marks = find_marks(self._gradebook, self._module, learner)
                return (
                    with_marks(self._without_grade(Marked(learner, "")), marks) if marks else None
                )
            graded, attempt = self._refreshed(known, submission, pages)
            if attempt != known:
                save_attempt(self._gradebook, attempt)
            pages.replace()
            there = {one.id for one in self._stored(attempt)}
            expected = {one.id for one in self._module.exercises if one.name in attempt.files}
            left = tuple(
                one
                for one in graded.exercises
                if one.reason or one.id in there or (attempt.files and one.id not in expected)
            )
            return replace(graded, exercises=left) if left else None

    def _refreshed(
        self, attempt: Attempt, submission: Any, pages: StagedPages
    ) -> tuple[SubmissionResult, Attempt]:
        """Return the result from the gradebook as it is now, and rewrite pages that differ from it.

        Late penalties are computed again, because dates, the policy and points can have changed.
        """
        self._late.assign(self._gradebook, submission)
        notebooks = self._stored(attempt)
        graded = self._result(attempt, submission, notebooks)
        reasons = {one.id: one.reason for one in graded.exercises}
        gone = [one for one in self._module.exercises if one not in notebooks]
        if any(one.name in attempt.files and not reasons[one.id] for one in gone):
            return graded, attempt  # it must be graded again
        page = functools.partial(self._course.feedback, attempt.learner, self._module.id)
        shells = {
            one: NotebookNode(cells=[]) for one in gone if reasons[one.id] and page(one).is_file()
        }
        try:
            shown = pages.write(graded, {**notebooks, **shells}, {}, attempt.shown)
        except OSError:  # the next run writes them
            log.exception("The pages of %r could not be written", attempt.learner)
            return graded, attempt
        return graded, replace(attempt, shown=shown)

    def begin(self, learner: str, reason: str) -> None:
        """Mark a submission as not graded yet, before nbgrader itself grades it.

        reason says why it cannot be graded at all, or is "".
        """
        with quiet():
            if reason or is_whole(self._course.feedback(learner, self._module.id)):
                self._refuse(Marked(learner, "", reason or UNFINISHED))
                return
            with self._one_transaction():
                self._gradebook.update_or_create_student(learner)
                attempt, _ = self._look(learner)
                set_mark(self._gradebook, self._module, learner, WHOLE, new_mark(UNFINISHED))
                save_attempt(self._gradebook, replace(attempt, sent=""))

    def finish(self, learner: str) -> None:
        """Record what nbgrader knows nothing about, after it has graded a submission itself."""
        module = self._module
        with quiet(), self._pages() as pages, self._one_transaction():
            submission = self._gradebook.find_submission(module.id, learner)
            attempt = find_attempt(self._gradebook, module, learner)
            notebooks = self._autograded.read(learner)
            texts = {one.name: MISSING for one in module.exercises}
            texts |= texts_in(self._course, module, notebooks)
            attempt = self._settle(attempt, submission, texts)
            attempt = replace(attempt, sent="", files=self._autograded.digests(learner, notebooks))
            self._clear_marks(learner, None)
            graded = self._result(attempt, submission, notebooks)
            what = graded, submission, digest_of(self._course, module, learner), texts
            keep_outcomes(self._gradebook, self._course, module.exercises, *what)
            if is_whole(self._course.feedback(learner, module.id)):
                _, attempt = self._refreshed(attempt, submission, pages)
            save_attempt(self._gradebook, attempt)
            pages.replace()

    def _look(self, learner: str) -> tuple[Attempt, Any]:
        """Return what is known about a learner's attempts, and nbgrader's submission if graded.

        Also stores what a person has given since we last looked.
        """
        known = find_attempt(self._gradebook, self._module, learner)
        submission = find_graded(self._gradebook, self._module, learner, known)
        if submission is None:
            return Attempt(self._module.id, learner), None
        if known.submission != submission.id:
            # it was graded by nbgrader alone, or by a version of the lab that recorded none of this
            texts = texts_in(self._course, self._module, self._autograded.read(learner))
            dated = _day(submission.timestamp)
            known = Attempt(self._module.id, learner, "", "", submission.id, {}, texts, dated)
        keep_by_text(self._gradebook, submission, self._names, known.texts, known.dated)
        return known, submission

    def _stored(self, attempt: Attempt, but: Container[Exercise] = ()) -> Notebooks:
        """Return the notebooks in autograded/ that belong to the grade in the gradebook."""
        return self._autograded.read_known(attempt.learner, attempt.files, self._cells, but)

    def _pages(self) -> StagedPages:
        return StagedPages(self._course, self._module)

    def _submit(self, marked: Marked) -> Any:
        from nbgrader.utils import parse_utc

        when = {"timestamp": parse_utc(marked.timestamp)} if marked.timestamp else {}
        self._gradebook.update_or_create_student(marked.learner)
        return self._gradebook.update_or_create_submission(self._module.id, marked.learner, **when)

    def _result(self, attempt: Attempt, submission: Any, notebooks: Notebooks) -> SubmissionResult:
        book, course, module = self._gradebook, self._course, self._module
        return read_grades(book, course, module, attempt, submission, self._names, notebooks)

    @contextmanager
    def _one_transaction(self) -> Iterator[None]:
        """Commit all of one submission at once; nbgrader alone would commit after every step."""
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


def _day(timestamp: datetime | None) -> str:
    day = timestamp or datetime.now(UTC)
    return f"{day.day} {day:%b %Y}"
