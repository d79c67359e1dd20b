"""Blind grading: with `blind = true` in class.toml, the grading pages name no learner.

These are the list of a notebook's submissions, a submission's page, and what both request from
formgrader. The administration pages (Manage Submissions, Manage Students) are about people, so they
name them. docs/class.md says which page does what.
"""

import json
import re
from typing import Any

from privacylab.grading import Course
from privacylab.grading.class_file import ClassFileError, read_class

HIDDEN = "Name hidden: blind grading"
GRADING = re.compile(
    r"/formgrader/(submissions/|api/(submitted_notebooks?|grades?|comments?)(/|$))"
    r"|/privacylab/rubric/"
)
# what nbgrader says about a learner, in JSON and on its page, and what to say instead
INSTEAD = {"student": HIDDEN, "first_name": None, "last_name": None, "notebook_path": ""}


def blind_formgrader(course: Course) -> None:
    """Make formgrader's grading pages name no learner, if class.toml says so.

    If class.toml can't be read, these pages are refused, because it may say so.
    """
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.server_extensions.formgrader.base import BaseHandler
    from tornado import web

    prepare, write, exporter = BaseHandler.prepare, BaseHandler.write, BaseHandler.exporter.fget
    indices = NbGraderAPI.get_notebook_submission_indices

    async def prepared(self: Any, *words: Any, **named: Any) -> Any:
        await prepare(self, *words, **named)
        path = self.request.path
        try:
            self.blind = bool(GRADING.search(path)) and read_class(course).grading.blind
        except ClassFileError as error:
            raise web.HTTPError(503, str(error)) from None
        if self.blind and path.endswith(".ipynb"):  # a learner's editor may have put a name there
            raise web.HTTPError(403)

    def written(self: Any, chunk: Any) -> None:
        if getattr(self, "blind", False) and "/formgrader/api/" in self.request.path:
            chunk = json.dumps(_without_names(json.loads(chunk)))
        write(self, chunk)

    def numbered(self: Any, assignment_id: str, notebook_id: str) -> dict[str, int]:
        # nbgrader numbers them in the order of grading, which is alphabetical. This is the order of
        # Prev and Next, by ids that are drawn at random.
        known = indices(self, assignment_id, notebook_id)
        return {one: number for number, one in enumerate(sorted(known))}

    BaseHandler.prepare, BaseHandler.write = prepared, written
    BaseHandler.exporter = property(
        lambda self: _BlindExporter(exporter(self)) if self.blind else exporter(self)
    )
    NbGraderAPI.get_notebook_submission_indices = numbered


class _BlindExporter:
    """nbconvert's exporter, which isn't told whose notebook it shows."""

    def __init__(self, exporter: Any) -> None:
        self.exporter = exporter

    def from_filename(self, filename: str, resources: dict[str, Any]) -> Any:
        return self.exporter.from_filename(filename, resources=_without_names(resources))


def _without_names(facts: Any) -> Any:
    """The same list or dict without what names a learner."""
    if isinstance(facts, list):
        return [_without_names(one) for one in facts]
    return {name: INSTEAD.get(name, value) for name, value in facts.items()}
