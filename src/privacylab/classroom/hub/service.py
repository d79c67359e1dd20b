"""A hub's hand-in service: learners send zips with their token, and see what is theirs.

Only the hub says who a learner is. No address, header, form or file names one, so there is no way
to claim another's name. Zips are accepted with a token in the Authorization header, never with a
cookie, so another site's page can't send one.
"""

import asyncio
import json
import logging
import secrets
from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jupyterhub.services.auth import HubOAuth, HubOAuthCallbackHandler, HubOAuthenticated
from tornado import web
from tornado.http1connection import HTTP1Connection

from privacylab.classroom.hub import storage
from privacylab.classroom.hub.folders import FEEDBACK, RECEIPTS
from privacylab.classroom.hub.page import own_page
from privacylab.classroom.senders import is_learner
from privacylab.grading import Course

log = logging.getLogger("privacylab.hub")
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# It shows what a learner's code has printed, so it gets no origin and runs no scripts
FEEDBACK_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
NOT_FRAMED = "; frame-ancestors 'none'"
SAID = {
    403: "You may not see this: log in to the hub, and open the page from its Services menu.",
    404: "There is nothing of yours at this address.",
    405: "This address is for reading only.",
}
NOT_KNOWN = (
    "The hub doesn't recognize your token: stop your server, start it again, and hand in again."
)
NOT_KEPT = "The server could not keep your zip: tell your instructor, and hand in again later."
MOST_READ = 2 * storage.MOST_SENT  # bytes of a zip that is too large
NAME = r"\w[\w-]*"
ENTRY = r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z_\w+"


class FreshHubOAuth(HubOAuth):
    """Asks the hub at each request: by default, a token stays valid for minutes after a logout."""

    def user_for_token(
        self, token: str, use_cache: bool = True, session_id: str = "", *, sync: bool = True
    ) -> Any:
        return super().user_for_token(token, use_cache=False, session_id=session_id, sync=sync)


class LearnersHandler(HubOAuthenticated, web.RequestHandler):
    """Gets the user from the hub, and reports errors in a sentence."""

    hub_auth_class = FreshHubOAuth

    def initialize(self, course: Course, key: Ed25519PrivateKey) -> None:
        self.course, self.key = course, key

    def set_default_headers(self) -> None:
        for name, value in HEADERS.items():
            self.set_header(name, value)
        self.set_header("Content-Security-Policy", PAGE_POLICY + NOT_FRAMED)

    async def prepare(self) -> None:
        await self.hub_auth.get_user(self, sync=False)  # kept for this request

    def check_hub_user(self, model: dict[str, Any]) -> dict[str, Any] | None:
        """Return the hub's user, if a person who may use this service. Raises UserNotAllowed."""
        found: dict[str, Any] | None = super().check_hub_user(model)
        return found if found and found["kind"] == "user" else None

    @property
    def learner(self) -> str:
        """Return the hub's name for the user. Raises HTTPError for a name no folder can have."""
        name: str = self.current_user["name"]
        if not is_learner(name):
            raise web.HTTPError(404)
        return name

    def send_file(self, path: Path, kind: str) -> None:
        """Send one of the learner's files; the address patterns keep its path in the folder."""
        if path.is_symlink() or not path.is_file():
            raise web.HTTPError(404)
        self.set_header("Content-Type", kind)
        self.finish(path.read_bytes())

    def refuse(self, status: int, sentence: str) -> None:
        """Answer with a sentence that says what to do."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"message": sentence}))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        self.refuse(status_code, SAID.get(status_code, f"The service answers: {self._reason}."))


class OverviewHandler(LearnersHandler):
    """The page that shows what a learner has handed in, with receipts and feedback."""

    @web.authenticated
    def get(self) -> None:
        self.finish(own_page(self.course, self.learner))


class ReceiptHandler(LearnersHandler):
    """One of the learner's own receipts, or its signature."""

    @web.authenticated
    def get(self, name: str) -> None:
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.send_file(self.course.home / RECEIPTS / self.learner / name, "application/json")


class FeedbackHandler(LearnersHandler):
    """A page of feedback, for the learner it is about."""

    @web.authenticated
    def get(self, module_id: str, page: str) -> None:
        self.set_header("Content-Security-Policy", FEEDBACK_POLICY + NOT_FRAMED)
        folder = self.course.home / FEEDBACK / self.learner
        self.send_file(folder / module_id / f"{page}.html", "text/html; charset=utf-8")


class CallbackHandler(HubOAuthCallbackHandler):
    """Where the hub sends a browser back to, once it knows the user."""

    hub_auth_class = FreshHubOAuth


class KeyHandler(web.RequestHandler):
    """The public key that checks receipts, for anyone."""

    def initialize(self, course: Course, key: Ed25519PrivateKey) -> None:
        self.key = key

    def get(self) -> None:
        self.set_header("Content-Type", "application/x-pem-file")
        self.finish(storage.public_key(self.key))


@web.stream_request_body
class HandInHandler(LearnersHandler):
    """Accepts a module's zip as the body of the request, and answers with a receipt."""

    one_at_a_time = asyncio.Lock()  # looking into a zip takes memory
    arriving: TemporaryDirectory[str] | None = None

    async def prepare(self) -> None:
        """Find out whether to keep what arrives.

        A refused body is still read, and dropped: a client that is still sending when the
        connection closes never gets the answer.
        """
        await super().prepare()
        connection = self.request.connection
        assert isinstance(connection, HTTP1Connection)
        connection.set_max_body_size(MOST_READ)
        declared = int(self.request.headers.get("Content-Length", 0))
        self.received, self.refusal = 0, None
        if not self.current_user or not getattr(self, "_token_authenticated", False):
            self.refusal = storage.NotTaken(403, NOT_KNOWN)
        elif declared > storage.MOST_SENT:
            self.refusal = storage.NotTaken(413, storage.TOO_LARGE)
        else:
            self.arriving = storage.arriving(self.course.home)
            self.arrived = Path(self.arriving.name, "arrived.zip")
            self.arrived.touch()
        if self.refusal and declared > MOST_READ:
            self.refuse(self.refusal.status, self.refusal.sentence)

    def data_received(self, chunk: bytes) -> None:
        self.received += len(chunk)
        if self.arriving and self.received <= storage.MOST_SENT:
            with self.arrived.open("ab") as file:
                file.write(chunk)

    async def post(self, module_id: str) -> None:
        try:
            if self.refusal:
                raise self.refusal
            if self.received > storage.MOST_SENT:
                raise storage.NotTaken(413, storage.TOO_LARGE)
            learner = self.current_user["name"]
            module = storage.may_hand_in(self.course, learner, module_id)
            async with self.one_at_a_time:
                receipt, signature = await asyncio.to_thread(
                    storage.keep, self.course, learner, module, self.arrived, self.key
                )
        except storage.NotTaken as why:
            self.refuse(why.status, why.sentence)
        except OSError as error:
            log.error("a hand-in could not be kept: %s", error.strerror)
            self.refuse(507, NOT_KEPT)
        else:
            self.set_status(201)
            signed = {"receipt": receipt.decode(), "signature": b64encode(signature).decode()}
            self.finish(signed)

    def on_finish(self) -> None:
        self.on_connection_close()

    def on_connection_close(self) -> None:
        if self.arriving:
            self.arriving.cleanup()
            self.arriving = None


def application(course: Course, key: Ed25519PrivateKey, prefix: str) -> web.Application:
    """Return the service below prefix, such as "/services/hand-in/"."""
    own = {"course": course, "key": key}
    return web.Application(
        [
            (prefix, OverviewHandler, own),
            (rf"{prefix}hand-in/([^/]+)", HandInHandler, own),
            (rf"{prefix}receipts/({ENTRY}\.json(?:\.sig)?)", ReceiptHandler, own),
            (rf"{prefix}feedback/({NAME})/({NAME})\.html", FeedbackHandler, own),
            (rf"{prefix}key\.pub", KeyHandler, own),
            (rf"{prefix}oauth_callback", CallbackHandler),
        ],
        cookie_secret=secrets.token_bytes(32),  # sessions end with the service
        log_function=_log_request,
    )


def _log_request(handler: web.RequestHandler) -> None:
    """Log a line without names or addresses: the hub keeps those, and so do the receipts."""
    log.info("%s %s", handler.get_status(), type(handler).__name__)
