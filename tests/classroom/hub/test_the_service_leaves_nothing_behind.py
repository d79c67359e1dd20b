"""A hand-in that the service does not take leaves nothing behind, however it was sent."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
import tiny_course as tiny
from lms_files import notebook, tree, zip_bytes
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from privacylab.classroom.hub import service, storage

LIMIT = 100_000


@pytest.fixture
def answer(home, monkeypatch):
    """A function that sends pieces, with no length said before, and returns the answer."""
    monkeypatch.setattr(storage, "MOST_SENT", LIMIT)
    key = storage.read_key(home.home)

    async def known(handler, sync):
        handler._token_authenticated = True

    ada = {"name": "ada", "kind": "user"}
    monkeypatch.setattr(service.LearnersHandler, "hub_auth", SimpleNamespace(get_user=known))
    monkeypatch.setattr(service.LearnersHandler, "get_current_user", lambda handler: ada)

    async def send(pieces):
        server = HTTPServer(service.application(home, key, "/"), max_body_size=10)
        sockets = bind_sockets(0, "127.0.0.1")
        server.add_sockets(sockets)

        async def produce(write):
            for piece in pieces:
                await write(piece)

        place = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/hand-in/{tiny.MODULE}"
        client = AsyncHTTPClient(force_instance=True)
        try:
            return await client.fetch(
                place, method="POST", body_producer=produce, raise_error=False
            )
        finally:
            client.close()
            server.stop()
            await server.close_all_connections()

    def in_a_thread(pieces):  # in this one, the browser's tests leave a loop that runs
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, send(pieces)).result()

    return in_a_thread


@pytest.mark.parametrize(
    ("pieces", "status", "says"),
    [
        ([bytes(LIMIT), b"more"], 413, "The zip is larger than"),
        ([b"no zip"], 422, "it is not a zip"),
        ([], 422, "it is not a zip"),
    ],
    ids=["too much in pieces", "no zip", "nothing"],
)
def test_what_is_not_taken_leaves_nothing(home, answer, pieces, status, says):
    before = tree(home)
    found = answer(pieces)
    assert found.code == status and says in json.loads(found.body)["message"]
    assert tree(home) == before and not list((home.home / "hub").glob(".arriving*"))


def test_an_unknown_token_hears_why_once_all_is_sent(home, answer, monkeypatch):
    monkeypatch.setattr(service.LearnersHandler, "get_current_user", lambda handler: None)
    before = tree(home)
    found = answer([bytes(LIMIT)])
    assert found.code == 403 and "recognize your token" in str(found.body)
    assert tree(home) == before


def test_what_is_taken_leaves_the_zip_and_its_receipt(home, course, answer):
    content = zip_bytes({f"{tiny.name_of('RET-02')}.ipynb": notebook(course)})
    found = answer([content[:100], content[100:]])
    assert found.code == 201
    (zip,) = (home.home / "hub" / "handed-in" / "ada").iterdir()
    assert zip.read_bytes() == content
    receipt = home.home / "hub" / "receipts" / "ada" / f"{zip.stem}.json"
    assert receipt.read_text() == json.loads(found.body)["receipt"]
    assert not list((home.home / "hub").glob(".arriving*"))


def test_a_disk_that_is_full_is_one_sentence(home, course, answer, monkeypatch):
    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "_sync", full)
    found = answer([zip_bytes({f"{tiny.name_of('RET-02')}.ipynb": notebook(course)})])
    assert found.code == 507 and "tell your instructor" in json.loads(found.body)["message"]
    assert storage.handed_in(home, "ada") == []
