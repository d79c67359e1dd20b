"""Grading with nbgrader: read a submission, repair it, run it, and record and report its result.

Only Course, GradingError and own_course are imported with the package. Everything else brings in
pandas and nbgrader, so it is imported on first use, which keeps the command line fast.
"""

import importlib
from typing import TYPE_CHECKING, Any

from privacylab.grading.course import Course, GradingError, own_course

if TYPE_CHECKING:
    from privacylab.grading.check import check_notebook
    from privacylab.grading.grader import grade_class, grade_own, last_of_class, last_own, prepare
    from privacylab.grading.result.model import CheckLine, ExerciseGrade, SubmissionResult
    from privacylab.grading.workers import Workers
    from privacylab.sandbox.pool.forkserver import start_forkserver

__all__ = [
    "CheckLine",
    "Course",
    "ExerciseGrade",
    "GradingError",
    "SubmissionResult",
    "Workers",
    "check_notebook",
    "grade_class",
    "grade_own",
    "last_of_class",
    "last_own",
    "own_course",
    "prepare",
    "start_forkserver",
]
_HOMES = {
    "CheckLine": "privacylab.grading.result.model",
    "ExerciseGrade": "privacylab.grading.result.model",
    "SubmissionResult": "privacylab.grading.result.model",
    "Workers": "privacylab.grading.workers",
    "check_notebook": "privacylab.grading.check",
    "grade_class": "privacylab.grading.grader",
    "grade_own": "privacylab.grading.grader",
    "last_of_class": "privacylab.grading.grader",
    "last_own": "privacylab.grading.grader",
    "prepare": "privacylab.grading.grader",
    "start_forkserver": "privacylab.sandbox.pool.forkserver",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
