"""Grades a class: `python benchmarks/ours.py ROOT HOME MODULE JOBS`."""

import inspect
import sys
from pathlib import Path

from privacylab.grading import Course, grade_class

if __name__ == "__main__":
    root, home, module, jobs = sys.argv[1:]
    takes_jobs = "jobs" in inspect.signature(grade_class).parameters
    graded = grade_class(
        Course(Path(root), Path(home)), module, **({"jobs": int(jobs)} if takes_jobs else {})
    )
    reasons = {one.reason for one in graded if one.reason}
    sys.exit("\n".join(reasons) or 0)
