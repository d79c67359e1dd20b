"""The process that grades for JupyterLab: everything is loaded once, then it serves requests.

Each request is a line of JSON on standard input, [action, notebook], and each reply is a line of
JSON on standard output. The process ends when its input does.
"""

import contextlib
import json
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

from privacylab.errors import LabError
from privacylab.text import one_line

log = logging.getLogger("privacylab.jupyter")


def main() -> None:
    """Serve the course in the folder that the only argument names."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not look like a reply
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that child processes end, too
    logging.basicConfig(level=logging.WARNING, format="privacylab: %(message)s")
    root = Path(sys.argv[1])
    load(root)
    _reply(replies, "ready")
    for line in sys.stdin:
        action, notebook = json.loads(line)
        _reply(replies, answer(root, action, Path(notebook)))


def load(root: Path) -> None:
    """Load what grading needs. Child processes are started before this one has threads."""
    from privacylab.catalog import load_catalog
    from privacylab.grading import limited, own_course, start_forkserver

    start_forkserver()  # it starts while the rest is loaded
    import privacylab.grading.grader
    import privacylab.grading.nbgrader_plugin  # noqa: F401
    from privacylab.grading.marking import read_config

    limited.start()
    load_catalog(root)
    read_config(own_course(start=root))


def answer(root: Path, action: str, notebook: Path) -> dict[str, Any]:
    """{"report": …} or {"gallery": …}, or {"error": …} with a sentence that says what to do."""
    from privacylab.grading.marking import why_it_failed
    from privacylab.jupyter.exercise_report import for_buttons

    try:
        if action == "gallery":
            return {"gallery": _gallery(root, notebook)}
        return {"report": _report(root, action, notebook)}
    except LabError as error:
        said = str(error)
    except Exception as error:  # whatever it is, the next request must be served
        log.exception("%s could not be graded", one_line(notebook.name))
        said = why_it_failed(error)
    return {"error": one_line(for_buttons(said))}


def _report(root: Path, action: str, notebook: Path) -> dict[str, Any] | None:
    from privacylab.authoring import NoSolutions
    from privacylab.grading import check_notebook, grade_own, own_course, prepare
    from privacylab.grading.cells import own_cells
    from privacylab.grading.gradebook.scores import own_scores
    from privacylab.grading.submission.read import RUN, exercise_in, read_notebook
    from privacylab.jupyter.exercise_report import last_report, report_of_checks, report_of_grade

    module, exercise = exercise_in(read_notebook(notebook, notebook.name, RUN), root)
    course = own_course(start=root)
    if action == "last":
        with contextlib.suppress(NoSolutions):  # public checks run without them
            for one in module.with_earlier(exercise):
                own_cells(root, module, one)
            prepare(course, module.id)  # which takes seconds the first time
            return last_report(course, module, exercise, notebook)
        return None
    if action == "check":
        reports, graded = check_notebook(root, notebook), None
        with contextlib.suppress(LabError):  # a broken gradebook must not stop the public checks
            graded = own_scores(course).get(exercise.name)
        return report_of_checks(root, exercise, reports, graded)
    if course.is_bundle:
        return _hand_in(course, module, exercise, notebook)
    result = grade_own(course, module.id, exercise, notebook)
    if result.reason and not result.has_grade:
        raise LabError(result.reason)
    return report_of_grade(root, exercise, result)


def _hand_in(course: Any, module: Any, exercise: Any, notebook: Path) -> dict[str, Any]:
    """Where only the instructor has the hidden checks, the second button hands in the module."""
    from privacylab.catalog import load_catalog
    from privacylab.classroom.handing_in.pack import hand_in
    from privacylab.grading import check_notebook
    from privacylab.jupyter.exercise_report import report_of_hand_in

    packed = hand_in(course, module)
    reports = packed.reports.get(exercise.id, [])
    own = course.assignment(module.id, exercise)
    if not exercise.essay and (not reports or notebook.resolve() != own.resolve()):
        # nothing in it was filled in, or it is a copy in another folder
        reports = check_notebook(course.root, notebook)
    upload = load_catalog(course.root).upload
    return report_of_hand_in(course, exercise, reports, packed, upload)


def _gallery(root: Path, notebook: Path) -> dict[str, Any]:
    from privacylab.grading import own_course
    from privacylab.grading.submission.read import RUN, exercise_in, read_notebook
    from privacylab.jupyter.gallery import gallery

    sent = read_notebook(notebook, notebook.name, RUN)
    module, exercise = exercise_in(sent, root)
    return gallery(own_course(start=root), module, exercise, sent)


def _reply(replies: Any, said: Any) -> None:
    print(json.dumps(said), file=replies, flush=True)


if __name__ == "__main__":
    main()
