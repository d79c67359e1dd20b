"""The process that grades for JupyterLab: everything is loaded once, then it serves requests.

Each request is a line of JSON on standard input, [action, notebook], and each reply is one on
standard output. It ends when its input does.
"""

import contextlib
import json
import logging
import os
import re
import signal
import sys
from pathlib import Path
from typing import Any

from privacylab.errors import LabError
from privacylab.text import one_line

log = logging.getLogger("privacylab.jupyter")


def main() -> None:
    """Serve the course whose folder is the one argument."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no reply
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that what was started is ended
    logging.basicConfig(level=logging.WARNING, format="privacylab: %(message)s")
    root = Path(sys.argv[1])
    load(root)
    _reply(replies, "ready")
    for line in sys.stdin:
        action, notebook = json.loads(line)
        _reply(replies, answer(root, action, Path(notebook)))


def load(root: Path) -> None:
    """Load what grading needs. Processes are started before this one has threads."""
    from privacylab.catalog import load_catalog
    from privacylab.grading import Course, limited, start_forkserver

    start_forkserver()  # while what follows is loaded
    import privacylab.grading.grader
    import privacylab.grading.nbgrader_plugin  # noqa: F401
    from privacylab.grading.marking import read_config

    limited.start()
    load_catalog(root)
    read_config(Course(root, root))


def answer(root: Path, action: str, notebook: Path) -> dict[str, Any]:
    """{"report": …}, or {"error": …} with a sentence that says what to do."""
    from privacylab.grading.marking import why_it_failed
    from privacylab.grading.submission.read import RUN

    try:
        return {"report": _report(root, action, notebook)}
    except LabError as error:
        said = str(error)
    except Exception as error:  # whatever it is, the next request is to be served
        log.exception("%s could not be graded", one_line(notebook.name))
        said = why_it_failed(error)
    # what is said in a terminal, for people who have buttons
    said = re.sub(r"run: privacylab check \S+", "press Check.", said)
    return {"error": one_line(said.replace(RUN, "press the button again"))}


def _report(root: Path, action: str, notebook: Path) -> dict[str, Any] | None:
    from privacylab.authoring import NoSolutions
    from privacylab.grading import Course, check_notebook, grade_own, prepare
    from privacylab.grading.cells import own_cells
    from privacylab.grading.submission.read import RUN, exercise_in, read_notebook
    from privacylab.jupyter.exercise_report import last_report, report_of_checks, report_of_grade

    module, exercise = exercise_in(read_notebook(notebook, notebook.name, RUN), root)
    course = Course(root, root)
    if action == "last":
        with contextlib.suppress(NoSolutions):  # public checks run without them
            for one in module.with_earlier(exercise):
                own_cells(root, module, one)
            prepare(course, module.id)  # which takes seconds the first time
            return last_report(course, module, exercise, notebook)
        return None
    if action == "check":
        return report_of_checks(root, exercise, check_notebook(root, notebook))
    graded = grade_own(course, module.id, exercise, notebook)
    if graded.reason and not graded.has_grade:
        raise LabError(graded.reason)
    return report_of_grade(root, exercise, graded)


def _reply(replies: Any, said: Any) -> None:
    print(json.dumps(said), file=replies, flush=True)


if __name__ == "__main__":
    main()
