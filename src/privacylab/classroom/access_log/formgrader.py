"""Logs what is viewed and changed in formgrader; what can't be logged is refused."""

import re
from typing import Any
from urllib.parse import unquote

from privacylab.classroom.access_log.log import EVERYONE, record
from privacylab.classroom.received import ClassroomError
from privacylab.grading import Course

VIEWED, CHANGED = "viewed in formgrader", "changed in formgrader"
# (method, path, what the access is); a group in the path is a learner, a module, or the id of
# something in the gradebook, which leads to both
RULES = (
    ("GET", r"submissions/(?P<notebook>[^/]+)/?", VIEWED),
    ("GET", r"api/submissions/(?P<module>[^/]+)", VIEWED),
    ("GET", r"api/submitted_notebooks/(?P<module>[^/]+)/[^/]+", VIEWED),
    ("GET", r"api/submission/(?P<module>[^/]+)/(?P<learner>[^/]+)", VIEWED),
    ("GET", r"api/students", VIEWED),
    ("GET", r"api/student_submissions/(?P<learner>[^/]+)", VIEWED),
    ("GET", r"api/student_notebook_submissions/(?P<learner>[^/]+)/(?P<module>[^/]+)", VIEWED),
    ("POST", r"api/submission/(?P<module>[^/]+)/(?P<learner>[^/]+)/autograde", CHANGED),
    ("PUT", r"api/grade/(?P<grade>[^/]+)", CHANGED),
    ("PUT", r"api/comment/(?P<comment>[^/]+)", CHANGED),
    ("PUT", r"rubric/(?P<notebook>[^/]+)", CHANGED),  # the lab's own, below /privacylab/
)


def log_formgrader(course: Course) -> None:
    """Make formgrader log each access before it answers."""
    from nbgrader.server_extensions.formgrader.base import BaseHandler
    from tornado import web

    prepare = BaseHandler.prepare

    async def logged(self: Any, *words: Any, **named: Any) -> Any:
        await prepare(self, *words, **named)
        if self.current_user is None:
            return  # the request is refused, or redirected to the login
        try:
            log_request(course, self)
        except ClassroomError as error:
            raise web.HTTPError(503, str(error)) from None

    BaseHandler.prepare = logged


def log_request(course: Course, handler: Any) -> None:
    """Log a request that shows or changes grades. Raises ClassroomError."""
    below = re.search(r"/(?:formgrader|privacylab(?=/rubric/))/(.*)", handler.request.path)
    path = below[1] if below else ""
    for method, pattern, did in RULES:
        found = re.fullmatch(pattern, path)
        if found and method == handler.request.method:
            words = {name: unquote(one) for name, one in found.groupdict().items()}
            learner, module = _whose(handler.gradebook, words)
            record(course, did, module, learner)
            return


def _whose(gradebook: Any, words: dict[str, str]) -> tuple[str, str]:
    """Return the learner and the module that a request is about."""
    from nbgrader.api import MissingEntry

    find = {
        "notebook": gradebook.find_submission_notebook_by_id,
        "grade": lambda one: gradebook.find_grade_by_id(one).notebook,
        "comment": lambda one: gradebook.find_comment_by_id(one).notebook,
    }
    for name, finder in find.items():
        if name in words:
            try:
                submission = finder(words[name]).assignment
            except MissingEntry:
                return EVERYONE, ""  # formgrader answers that there is none
            return submission.student.id, submission.assignment.name
    return words.get("learner", EVERYONE), words.get("module", "")
