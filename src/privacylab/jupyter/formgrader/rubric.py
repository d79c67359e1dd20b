"""The rows of an essay's rubric, as formgrader's page loads and saves them.

It is a handler like nbgrader's own, so its changes are in the access log, too.

If two people grade each essay, a page has a stage: OWN, in which graders see only their own rows;
OTHERS, for a third person while two are grading; and BOTH, which shows the rows of both, so that
someone can settle the differences. Without a second grader, the stage is ONE.
"""

from typing import Any

from jupyter_server.auth.decorator import authorized
from nbgrader.api import MissingEntry
from nbgrader.server_extensions.formgrader.base import BaseApiHandler
from tornado import web

from privacylab.authoring import AuthorError
from privacylab.classroom.access_log.log import person
from privacylab.grading import Course
from privacylab.grading.class_file import read_class
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.gradebook.rubric import (
    Essay,
    RubricError,
    are_done,
    find_graders,
    find_rows,
    keep_own_rows,
    keep_rows,
    settle_rows,
    total,
)
from privacylab.grading.gradebook.stamps import find_attempt

ONE, OWN, OTHERS, BOTH = "one", "own", "others", "both"


class RubricHandler(BaseApiHandler):
    """Serves the rubric of a submission's notebook, which has no rows if it isn't an essay."""

    auth_resource = "contents"

    @property
    def course(self) -> Course:
        found: Course = self.settings["privacylab_class"]
        return found

    @web.authenticated
    @authorized
    def get(self, submission_id: str) -> None:
        with open_gradebook(self.course) as gradebook:
            self.finish(self._rubric(self._find(gradebook, submission_id)))

    @web.authenticated
    @authorized
    def put(self, submission_id: str) -> None:
        """Save the points by row from {"text": …, "stage": …, "points": {…}}.

        text is the version that was graded, and stage is the page's: points that were typed in
        another stage mean something else.
        """
        body = self.get_json_body()
        points = body.get("points") if isinstance(body, dict) else None
        if not isinstance(points, dict):
            return self._refuse(400, "The request has no points.")
        with open_gradebook(self.course) as gradebook:
            essay = self._find(gradebook, submission_id)
            if body.get("text") != essay.text:
                return self._refuse(
                    409, "Another version of the essay has come in since: reload this page."
                )
            stage = self._stage(essay)
            if body.get("stage") != stage:
                return self._refuse(
                    409, "Someone else has graded this essay since: reload this page."
                )
            try:
                if stage == ONE:
                    keep_rows(essay, points)
                elif stage == BOTH:
                    settle_rows(essay, points)
                else:
                    keep_own_rows(essay, points, person())
            except RubricError as error:
                return self._refuse(400, str(error))
            gradebook.db.commit()
            self.finish(self._rubric(essay))
        return None

    def _find(self, gradebook: Any, submission_id: str) -> Essay:
        """The essay that was submitted. Raises HTTPError."""
        try:
            found = gradebook.find_submission_notebook_by_id(submission_id)
            module = self.course.module(found.assignment.assignment.name)
        except (MissingEntry, ValueError):
            raise web.HTTPError(404, "There is no such submission.") from None
        exercise = module.exercise(found.name)
        if exercise is None:
            raise web.HTTPError(404, "The course no longer has this exercise.")
        attempt = find_attempt(gradebook, module, found.student.id)
        return Essay(gradebook, self.course, module, exercise, attempt)

    def _stage(self, essay: Essay) -> str:
        if not read_class(essay.course).grading.second_grader:
            return ONE
        graders = find_graders(essay)
        if are_done(essay, graders):
            return BOTH
        return OTHERS if len(graders) > 1 and person() not in graders else OWN

    def _rubric(self, essay: Essay) -> dict[str, Any]:
        head = {
            "cell": f"{essay.exercise.id}-essay",
            "text": essay.text,
            "blind": self.blind,
        }
        try:
            rubric = essay.rubric
        except AuthorError:  # the grading command says which rule the text breaks
            rubric = ()
        if not rubric:
            return {**head, "rows": [], "stage": ONE, "total": None}
        stage, given, graders = self._stage(essay), find_rows(essay), find_graders(essay)
        seen = graders if stage == BOTH else {}
        if stage in (OWN, OTHERS):
            given = graders.get(person(), {})
        rows = [
            {
                "name": row.name,
                "levels": row.levels,
                "points": row.points,
                "given": given.get(row.name),
                "gave": {name: each[row.name] for name, each in seen.items()},
            }
            for row in rubric
        ]
        counts = stage in (ONE, BOTH)
        return {
            **head,
            "rows": rows,
            "stage": stage,
            "total": total(essay, given) if counts else None,
        }

    def _refuse(self, status: int, sentence: str) -> None:
        self.set_status(status)
        self.finish({"message": sentence})
