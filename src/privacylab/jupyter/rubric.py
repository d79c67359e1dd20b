"""The rows of an essay's rubric, as formgrader's page loads and saves them.

It is a handler like nbgrader's own, so that the access log has its changes, too.
"""

from typing import Any

from jupyter_server.auth.decorator import authorized
from nbgrader.api import MissingEntry
from nbgrader.server_extensions.formgrader.base import BaseApiHandler
from tornado import web

from privacylab.authoring import AuthorError
from privacylab.catalog import Exercise, Module
from privacylab.grading import Course
from privacylab.grading.cells import own_cells
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.gradebook.rubric import (
    RubricError,
    find_rows,
    keep_rows,
    text_of,
    total,
)
from privacylab.grading.gradebook.stamps import Attempt, find_attempt


class RubricHandler(BaseApiHandler):
    """Answers with the rubric of a submission's notebook; that of other notebooks has no rows."""

    auth_resource = "contents"

    @property
    def course(self) -> Course:
        found: Course = self.settings["privacylab_class"]
        return found

    @web.authenticated
    @authorized
    def get(self, submission_id: str) -> None:
        with open_gradebook(self.course) as gradebook:
            module, exercise, attempt = self._find(gradebook, submission_id)
            self.finish(self._rubric(gradebook, module, exercise, attempt))

    @web.authenticated
    @authorized
    def put(self, submission_id: str) -> None:
        """Keep the points by row in {"text": …, "points": {…}}; text is the version graded."""
        body = self.get_json_body()
        points = body.get("points") if isinstance(body, dict) else None
        if not isinstance(points, dict):
            return self._refuse(400, "The request has no points.")
        with open_gradebook(self.course) as gradebook:
            module, exercise, attempt = self._find(gradebook, submission_id)
            if body.get("text") != text_of(attempt, exercise):
                return self._refuse(
                    409, "Another version of the essay has come in since: reload this page."
                )
            try:
                keep_rows(gradebook, self.course, module, exercise, attempt, points)
            except RubricError as error:
                return self._refuse(400, str(error))
            gradebook.db.commit()
            self.finish(self._rubric(gradebook, module, exercise, attempt))
        return None

    def _find(self, gradebook: Any, submission_id: str) -> tuple[Module, Exercise, Attempt]:
        """What a submission is of. Raises HTTPError."""
        try:
            found = gradebook.find_submission_notebook_by_id(submission_id)
            module = self.course.module(found.assignment.assignment.name)
        except (MissingEntry, ValueError):
            raise web.HTTPError(404, "There is no such submission.") from None
        exercise = module.exercise(found.name)
        if exercise is None:
            raise web.HTTPError(404, "The course no longer has this exercise.")
        return module, exercise, find_attempt(gradebook, module, found.student.id)

    def _rubric(
        self, gradebook: Any, module: Module, exercise: Exercise, attempt: Attempt
    ) -> dict[str, Any]:
        try:
            rubric = own_cells(self.course.root, module, exercise).rubric
        except AuthorError:  # the command that grades says which rule the text breaks
            rubric = ()
        given = find_rows(gradebook, self.course, module, exercise, attempt) if rubric else {}
        rows = [
            {
                "name": row.name,
                "levels": row.levels,
                "points": row.points,
                "given": given.get(row.name),
            }
            for row in rubric
        ]
        return {
            "cell": f"{exercise.id}-essay",
            "text": text_of(attempt, exercise),
            "rows": rows,
            "total": total(self.course, module, exercise, given) if rubric else None,
        }

    def _refuse(self, status: int, sentence: str) -> None:
        self.set_status(status)
        self.finish({"message": sentence})
