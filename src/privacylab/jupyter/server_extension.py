"""The server's side of the buttons Check and Grade: one streamed request, and the way to it."""

import json
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.extension.application import ExtensionApp
from tornado import web
from tornado.iostream import StreamClosedError
from traitlets import Integer

from privacylab.catalog import CatalogError, find_root
from privacylab.jupyter.holder import Holder
from privacylab.text import one_line

ACTIONS = ("check", "grade", "last")


class ReportServer(ExtensionApp):
    """Adds the requests of Check and Grade to a Jupyter server."""

    name = "privacylab"
    time_limit = Integer(300, help="Seconds that one Check or Grade may take.").tag(config=True)

    def initialize_settings(self) -> None:
        self.holders: dict[Path, Holder] = {}
        self.settings["privacylab_holder"] = self.holder

    def initialize_handlers(self) -> None:
        self.handlers.append((r"/privacylab/report", ReportHandler))

    def holder(self, root: Path) -> Holder:
        """What grades the exercises of the course at root; it starts when it is asked."""
        return self.holders.setdefault(root, Holder(root, self.time_limit))

    async def stop_extension(self) -> None:
        """End what was started, as the server ends."""
        for holder in self.holders.values():
            await holder.stop()


class ReportHandler(APIHandler):
    """Checks or grades a notebook as it is on disk, and streams what happens as JSON lines.

    Each line is one of {"state": …}, {"report": …} and {"error": …}; one of the latter two is last.
    """

    auth_resource = "contents"

    @property
    def top(self) -> Path:
        """The folder that the server shows."""
        return Path(self.settings["server_root_dir"]).expanduser().resolve()

    def notebook(self) -> tuple[Holder, Path]:
        """The notebook that the request names, and what grades it. Raises HTTPError."""
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
            raise web.HTTPError(400, "The request must be to check or to grade.")
        self.set_header("Content-Type", "application/x-ndjson")
        gone = False
        async for said in holder.ask(action, notebook):
            if said.get("report"):
                said["report"]["folder"] = self._folder(holder.root)
            # who has closed the page still gets the grade, so what is running runs to its end
            gone = gone or not await self._send(said)
        if not gone:
            await self.finish(set_content_type="application/x-ndjson")

    def _folder(self, root: Path) -> str | None:
        """The course's folder as the browser names it; None where the server shows a part of it."""
        if root.is_relative_to(self.top):
            return root.relative_to(self.top).as_posix()
        return None

    async def _send(self, said: dict[str, Any]) -> bool:
        try:
            self.write(json.dumps(said) + "\n")
            await self.flush()
        except StreamClosedError:
            return False
        return True


def find_notebook(top: Path, path: str) -> tuple[Path, Path]:
    """A notebook by its path in the server's folder, with the course around it. Raises HTTPError.

    A path that leads out of the server's folder or of the course, by dots or by a link, is refused.
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
        root = find_root(file.parent)
    except CatalogError:
        root = top.parent / "nowhere"
    if not file.is_relative_to(root):
        raise web.HTTPError(
            403,
            f"{shown} is not in the course's folder: move it to assignments/.",
        )
    return root, file


def _missing(path: str) -> str:
    return f"{path} is not on the disk any more: save it with File → Save Notebook As."
