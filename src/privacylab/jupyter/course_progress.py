"""The home page's requests: the course as a path, with the learner's states, and "Mark as read"."""

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from privacylab.catalog import Catalog, CatalogError, load_catalog, reload_catalog
from privacylab.grading import Course, GradingError, own_course
from privacylab.jupyter.course_path import KEPT, course_path, mark_read
from privacylab.jupyter.holder import state_of
from privacylab.text import one_line

_read: dict[Path, tuple[int, float]] = {}


class ProgressHandler(APIHandler):
    """GET returns the path; POST {"page": …, "read": true} marks a page, and returns the path, too.

    Both are about the course in the server's folder and its own learner. No request can name
    another.
    """

    auth_resource = "contents"

    @web.authenticated
    @authorized
    async def get(self) -> None:
        await self._answer()

    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.get_json_body()
        page, read = (body.get("page"), body.get("read")) if isinstance(body, dict) else (0, 0)
        if not isinstance(page, str) or not isinstance(read, bool):
            raise web.HTTPError(400, "The request must name a page, and say whether it was read.")
        await self._answer(page, read)

    async def _answer(self, page: str = "", read: bool = False) -> None:
        top = Path(self.settings["server_root_dir"]).expanduser().resolve()
        course = course_in(top)
        found = await asyncio.to_thread(_path_of, course, page, read)
        found["folder"] = course.home.relative_to(top).as_posix()
        self.finish(json.dumps(found))


def course_in(top: Path) -> Course:
    """The course whose learner's folder is in top, the server's folder. Raises HTTPError."""
    try:
        course = own_course(start=top)
    except CatalogError:
        course = None
    except GradingError as error:
        raise web.HTTPError(409, one_line(str(error))) from None
    if not course or not course.home.is_relative_to(top):
        raise web.HTTPError(
            404, "This server shows no course: start the lab in the folder that has your course."
        )
    return course


def _path_of(course: Course, page: str, read: bool) -> dict[str, Any]:
    try:
        catalog = _catalog(course.root)
        if page:
            mark_read(course.home, catalog, page, read, date.today())
        return course_path(course, catalog, date.today())
    except CatalogError as error:
        raise web.HTTPError(409, one_line(f"The course's text is broken: {error}")) from None
    except KeyError:
        raise web.HTTPError(404, f"{one_line(page)} is not a page of the course.") from None
    except OSError as error:
        raise web.HTTPError(
            507, f"{KEPT} cannot be written ({error.strerror}): is the disk full?"
        ) from None


def _catalog(root: Path) -> Catalog:
    """The catalog, read again if the course's texts have changed."""
    state = state_of(root)
    before, _read[root] = _read.get(root), state
    return load_catalog(root) if before in (None, state) else reload_catalog(root)
