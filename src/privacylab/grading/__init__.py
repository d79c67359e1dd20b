"""Grading by nbgrader's pipeline: intake, setting right, running, the gradebook, the feedback.

Only Course and GradingError come at once. The rest brings pandas and nbgrader with it, and comes
when it is asked for, so that the command line starts fast.
"""

import importlib
from typing import TYPE_CHECKING, Any

from privacylab.grading.course import Course, GradingError

if TYPE_CHECKING:
    from privacylab.grading.check import check_notebook
    from privacylab.grading.workers import Crew
    from privacylab.grading.grader import grade_class, grade_own, last_own, prepare
    from privacylab.grading.result import Graded
    from privacylab.grading.result import CheckLine, ExerciseGrade
    from privacylab.sandbox.pool.forkserver import warm_up

__all__ = [
    "CheckLine",
    "Course",
    "Crew",
    "ExerciseGrade",
    "Graded",
    "GradingError",
    "check_notebook",
    "grade_class",
    "grade_own",
    "last_own",
    "prepare",
    "warm_up",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    homes = {"CheckLine": "outcome", "ExerciseGrade": "outcome", "check_notebook": "check",
             "Crew": "crew", "Graded": "graded", "warm_up": "sandbox.warm"}  # fmt: skip
    home = homes.get(name, "engine")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
