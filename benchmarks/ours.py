"""Grades a class by us: `python benchmarks/ours.py ROOT HOME MODULE JOBS`."""

import sys
from pathlib import Path

from privacylab.grading import Course, Workers, start_forkserver

if __name__ == "__main__":
    root, home, module, jobs = sys.argv[1:]
    start_forkserver()  # as the command line does
    from privacylab.grading import grade_class

    graded = grade_class(Course(Path(root), Path(home)), module, workers=Workers(int(jobs)))
    sys.exit("\n".join({one.reason for one in graded if one.reason}) or 0)
