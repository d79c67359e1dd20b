"""What being late costs, as nbgrader's AssignLatePenalties has it."""

from typing import Any

from privacylab.grading.course import Course
from privacylab.grading.marking import read_config
from privacylab.grading.quiet import silent_log


class LatePenalties:
    """The course's own late policy, from nbgrader_config.py."""

    def __init__(self, course: Course):
        from nbgrader.preprocessors import AssignLatePenalties

        self._steps = AssignLatePenalties(config=read_config(course), log=silent_log())
        self._steps.init_plugin()

    def assign(self, gradebook: Any, submission: Any) -> None:
        """Write the penalty of each notebook; its scores must have been flushed."""
        late = submission.total_seconds_late
        for submitted in submission.notebooks:
            submitted.late_submission_penalty = None
            if late <= 0:
                continue
            gradebook.db.refresh(submitted, ["score"])  # the database computes it
            penalty = self._steps.plugin_inst.late_submission_penalty(
                submission.student_id, submitted.score, late
            )
            if penalty is not None:
                checked = self._steps._check_late_penalty(submitted, penalty)
                submitted.late_submission_penalty = checked
        gradebook.db.flush()
