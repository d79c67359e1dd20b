"""Writes due dates and late penalties to nbgrader's own columns.

class.toml sets both. If it does not, a due date or extension that nbgrader was given stays, and
nbgrader's plugin decides the penalty, as in AssignLatePenalties.
"""

from datetime import UTC
from typing import Any

from privacylab.catalog import Module
from privacylab.grading.class_file import read_class
from privacylab.grading.course import ME, Course
from privacylab.grading.gradebook.stamps import ALL, find_written, save_written
from privacylab.grading.marking import read_config
from privacylab.grading.quiet import silent_log


class Lateness:
    """The due dates and the late policy of a module, for one run over it."""

    def __init__(self, course: Course, module: Module):
        from nbgrader.preprocessors import AssignLatePenalties

        self._module, self._settings = module, read_class(course)
        self._steps = AssignLatePenalties(config=read_config(course), log=silent_log())
        self._steps.init_plugin()

    def set_due(self, gradebook: Any, assignment: Any) -> None:
        """Write when the module is due, in UTC and without a time zone, as nbgrader does."""
        due = self._settings.due.get(self._module.id)
        wanted = due.astimezone(UTC).replace(tzinfo=None) if due else None
        self._follow(gradebook, assignment, "duedate", wanted)

    def assign(self, gradebook: Any, submission: Any) -> None:
        """Write a learner's extension and each notebook's penalty; scores must be flushed."""
        learner = submission.student_id
        due = self._settings.due.get(self._module.id)
        own = self._settings.due_for(self._module.id, learner)
        wanted = own.astimezone(UTC) - due.astimezone(UTC) if own and due else None
        self._follow(gradebook, submission, "extension", wanted or None, learner)
        late = submission.total_seconds_late
        for submitted in submission.notebooks:
            penalty = None
            if late > 0:
                gradebook.db.refresh(submitted, ["score"])  # the database computes it
                penalty = self._penalty(submitted, learner, late)
            submitted.late_submission_penalty = penalty
        gradebook.db.flush()

    def _penalty(self, submitted: Any, learner: str, late: float) -> float | None:
        policy = self._settings.late
        if policy and learner == ME:  # your own work gets no penalty
            return None
        if policy:
            return float(submitted.score) * policy.percent(late) / 100 or None
        plugin = self._steps.plugin_inst
        penalty = plugin.late_submission_penalty(learner, submitted.score, late)
        if penalty is None:
            return None
        return float(self._steps._check_late_penalty(submitted, penalty))

    def _follow(
        self, gradebook: Any, row: Any, column: str, wanted: Any, learner: str = ALL
    ) -> None:
        """Write what class.toml says; if it no longer says anything, undo what it had us write."""
        there, before = getattr(row, column), find_written(gradebook, self._module, learner)
        is_ours = bool(before) and str(there) == before
        if there != wanted and (wanted is not None or is_ours):
            setattr(row, column, wanted)
        now = "" if wanted is None else str(wanted)
        if now != before:
            save_written(gradebook, self._module, learner, now)
