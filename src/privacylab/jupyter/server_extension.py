"""The server's side of Check, Grade and the home page: the requests, and their addresses."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.extension.application import ExtensionApp
from tornado import web
from tornado.iostream import StreamClosedError
from traitlets import Integer

from privacylab.catalog import CatalogError, find_home, find_root, settle_home
from privacylab.catalog.exercises import is_bundle
from privacylab.jupyter.course_progress import ProgressHandler
from privacylab.jupyter.holder import Holder
from privacylab.jupyter.saving import before_saving
from privacylab.text import one_line

FORMGRADER = "nbgrader.server_extensions.formgrader"
ACTIONS = ("check", "grade", "last", "gallery")


class ReportServer(ExtensionApp):
    """Adds the requests of Check, Grade and the home page to a Jupyter server."""

    name = "privacylab"
    time_limit = Integer(300, help="Seconds that one Check or Grade may take.").tag(config=True)

    def initialize_settings(self) -> None:
        self.holders: dict[Path, Holder] = {}
        self.settings["privacylab_holder"] = self.holder
        assert self.serverapp
        settle_home(Path(self.serverapp.root_dir))
        self.serverapp.contents_manager.register_pre_save_hook(before_saving)
        page = self.serverapp.web_app.settings.setdefault("page_config_data", {})
        page["privacylabHandsIn"] = self._hands_in()
        if self.serverapp.jpserver_extensions.get(FORMGRADER):
            self._set_up_formgrader()

    def initialize_handlers(self) -> None:
        self.handlers.append((r"/privacylab/report", ReportHandler))
        self.handlers.append((r"/privacylab/start-over", StartOverHandler))
        self.handlers.append((r"/privacylab/progress", ProgressHandler))
        if "privacylab_class" in self.settings:  # this is an instructor's lab
            from privacylab.jupyter.formgrader.rubric import RubricHandler

            self.handlers.append((r"/privacylab/rubric/([^/]+)", RubricHandler))

    def _hands_in(self) -> bool:
        """Whether the course that this server shows is a bundle."""
        assert self.serverapp
        with suppress(CatalogError):
            return is_bundle(find_root(Path(self.serverapp.root_dir)))
        return False

    def _set_up_formgrader(self) -> None:
        """Log who looks at points in formgrader, as commands do, and hide names if asked to."""
        from privacylab.classroom.access_log.formgrader import log_formgrader
        from privacylab.grading import Course
        from privacylab.jupyter.formgrader.blind import blind_formgrader

        assert self.serverapp
        top = Path(self.serverapp.root_dir)
        with suppress(CatalogError):
            course = Course(find_root(top), find_home(top))
            log_formgrader(course)
            blind_formgrader(course)
            self.settings["privacylab_class"] = course

    def holder(self, root: Path) -> Holder:
        """The grader of the course at root. It starts at its first request."""
        return self.holders.setdefault(root, Holder(root, self.time_limit))

    async def stop_extension(self) -> None:
        """End the graders when the server ends."""
        for holder in self.holders.values():
            await holder.stop()


class ReportHandler(APIHandler):
    """Checks or grades a notebook as it is on disk, and streams what happens as JSON lines.

    Each line is one of {"state": …}, {"report": …}, {"gallery": …} and {"error": …}. The last line
    is one of the latter three.
    """

    auth_resource = "contents"

    @property
    def top(self) -> Path:
        """The folder that the server shows."""
        return Path(self.settings["server_root_dir"]).expanduser().resolve()

    def notebook(self) -> tuple[Holder, Path]:
        """The grader of the notebook that the request names, and the notebook. Raises HTTPError."""
        body = self.get_json_body()
        path = body.get("path") if isinstance(body, dict) else None
        if not isinstance(path, str):
            raise web.HTTPError(400, "The request names no notebook.")
        root, file = find_notebook(self.top, path)
        return self.settings["privacylab_holder"](root), file

    @web.authenticated
    @authorized
    async def post(self) -> None:
        holder, notebook = self.notebook()
        action = (self.get_json_body() or {}).get("action")
        if action not in ACTIONS:
            raise web.HTTPError(400, f"The request must be one of: {', '.join(ACTIONS)}.")
        self.set_header("Content-Type", "application/x-ndjson")
        gone = False
        async for said in holder.ask(action, notebook):
            if said.get("report"):
                said["report"]["folder"] = self._folder(find_home(holder.root))
            # a learner who has closed the page still gets the grade, so go on to the end
            gone = gone or not await self._send(said)
        if not gone:
            await self.finish(set_content_type="application/x-ndjson")

    def _folder(self, home: Path) -> str | None:
        """The learner's folder as the browser names it; None if the server shows only a part."""
        if home.is_relative_to(self.top):
            return home.relative_to(self.top).as_posix()
        return None

    async def _send(self, said: dict[str, Any]) -> bool:
        try:
            self.write(json.dumps(said) + "\n")
            await self.flush()
        except StreamClosedError:
            return False
        return True


class StartOverHandler(APIHandler):
    """Empties an exercise's notebook in assignments/, and keeps what was in it."""

    auth_resource = "contents"

    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.get_json_body()
        path = body.get("path") if isinstance(body, dict) else None
        if not isinstance(path, str):
            raise web.HTTPError(400, "The request names no notebook.")
        root, file = find_notebook(Path(self.settings["server_root_dir"]).expanduser(), path)
        if not file.is_relative_to(find_home(root) / "assignments"):
            raise web.HTTPError(
                409, f"{one_line(path)} is not in assignments/: start over there, or delete this."
            )
        words = (sys.executable, "-m", "privacylab.cli", "reset", file.stem, "--yes")
        reset = await asyncio.create_subprocess_exec(*words, cwd=root, stdout=PIPE, stderr=PIPE)
        _, errors = await reset.communicate()
        if reset.returncode:
            said = " ".join(errors.decode(errors="replace").split())
            raise web.HTTPError(409, said.removeprefix("privacylab: "))
        await self.finish({})


def find_notebook(top: Path, path: str) -> tuple[Path, Path]:
    """The course, and its notebook at a path in the server's folder. Raises HTTPError.

    A path that leads out of the server's folder or the course, by dots or a link, is refused.
    """
    top, shown = top.resolve(), one_line(path)
    try:
        file = (top / path.lstrip("/")).resolve()
        there = file.is_file()
    except (OSError, RuntimeError, ValueError):  # too long, a circle of links, or a zero byte
        raise web.HTTPError(404, _missing(shown)) from None
    hidden = any(part.startswith(".") for part in Path(path).parts)
    if hidden or not file.is_relative_to(top) or file.suffix != ".ipynb":
        raise web.HTTPError(403, f"{shown} is not a notebook in the course's folder.")
    if not there:
        raise web.HTTPError(404, _missing(shown))
    try:
        root, home = find_root(file.parent), find_home(file.parent)
    except CatalogError:
        root = home = top.parent / "nowhere"
    if not file.is_relative_to(home):
        raise web.HTTPError(
            403,
            f"{shown} is not in the course's folder: move it to assignments/.",
        )
    return root, file


def _missing(path: str) -> str:
    return f"{path} is no longer on the disk: save it with File → Save Notebook As."
