"""Where a hub's service is set, hand-in sends the zip there; whatever happens, the zip is kept."""

import base64
import io
import json
import zipfile

import httpx
import pytest
import tiny_course as tiny
from nbformat.v4 import writes_json

from privacylab.classroom.handing_in import pack, sending
from privacylab.classroom.handing_in.receipt import RECEIPT, HandInReceipt
from privacylab.classroom.handing_in.screen import show_hand_in
from privacylab.classroom.received import ClassroomError
from privacylab.terminal import Terminal

AT = "2026-11-02 12:00:00 UTC"
HUB = "https://hub.uni.example/services/hand-in/"


@pytest.fixture
def learner(home, monkeypatch):
    """A learner's home on a hub, in which RET-02 is right."""
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    monkeypatch.setenv(sending.TOKEN, "secret")
    monkeypatch.setenv(sending.URL, HUB)
    folder = home.home / "assignments" / tiny.MODULE
    folder.mkdir(parents=True)
    for task, sent in tiny.notebooks(home, {"RET-02": tiny.right("RET-02")}).items():
        (folder / f"{tiny.name_of(task)}.ipynb").write_text(writes_json(sent))
    return home


@pytest.fixture
def hub(monkeypatch):
    """A function that makes the hub answer as another function says; its value lists requests."""
    real, asked = httpx.Client, []

    def answer(function):
        def handle(request):
            request.read()
            asked.append(request)
            return function(request)

        def client(**settings):
            assert settings["trust_env"] is False
            return real(transport=httpx.MockTransport(handle))

        monkeypatch.setattr(sending.httpx, "Client", client)
        return asked

    return answer


def hand_in(learner):
    return pack.hand_in(learner, learner.module(tiny.MODULE))


def not_sent(learner):
    """Why it was not sent. The zip is kept all the same, and no receipt."""
    with pytest.raises(ClassroomError) as why:
        hand_in(learner)
    (zip,) = (learner.home / "handed-in").iterdir()
    said = str(why.value)
    assert said.startswith(f"It is packed as handed-in/{zip.name}, but was not handed in: ")
    assert said.endswith(".") and "\n" not in said
    return said


def signed(request, **changed):
    """What the service answers: the receipt of what was packed, with a time of its own."""
    with zipfile.ZipFile(io.BytesIO(request.content)) as archive:
        facts = json.loads(archive.read(RECEIPT))
    receipt = HandInReceipt(**{**facts, "at": AT, **changed}).as_json().decode()
    signature = base64.b64encode(b"signature").decode()
    return httpx.Response(201, json={"receipt": receipt, "signature": signature})


def test_the_zip_is_sent_with_the_token_and_the_signed_receipt_is_kept(learner, hub, capsys):
    asked = hub(signed)
    found = hand_in(learner)
    (request,) = asked
    assert str(request.url) == f"{HUB}hand-in/{tiny.MODULE}"
    assert request.headers["Authorization"] == "token secret"
    receipt = found.zip.with_suffix(".receipt.json")
    assert json.loads(receipt.read_bytes())["at"] == found.sent == AT
    assert found.zip.with_suffix(".receipt.json.sig").read_bytes() == b"signature"
    show_hand_in(found, "to Canvas", Terminal(width=100))
    said = capsys.readouterr().out
    assert f"The hub received it at {AT}" in said and receipt.name in said
    assert "Nothing has been sent" not in said and "Canvas" not in said


def test_a_receipt_of_other_files_is_none(learner, hub):
    hub(lambda request: signed(request, files={}))
    assert "the hub's receipt is not for these files" in not_sent(learner)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            httpx.Response(413, json={"message": "The zip is larger than 256 MB: clear."}),
            "MB: clear.",
        ),
        (httpx.Response(403, json={"message": "\x1b[2Jcleared"}), "\\x1b[2Jcleared."),
        (httpx.Response(502, text="<h1>Bad gateway</h1>"), "the hub answered 502: tell your"),
        (httpx.Response(302, headers={"Location": "https://evil.example"}), "the hub answered 302"),
        (httpx.Response(201, json=["no receipt"]), "the hub's receipt is not for these files"),
        (
            httpx.Response(201, json={"receipt": "{}", "signature": "*"}),
            "is not for these files",
        ),
        (httpx.ConnectTimeout("late"), "the hub did not answer in time: hand in again later"),
        (httpx.ConnectError("refused"), "the hub cannot be reached: hand in again later"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_goes_wrong_is_one_sentence(learner, hub, answer, says):
    def respond(request):
        if isinstance(answer, Exception):
            raise answer
        return answer

    hub(respond)
    assert says in not_sent(learner)


@pytest.mark.parametrize(
    "url",
    [
        "http://hub.uni.example/services/hand-in/",
        "https://user:word@hub.uni.example/",
        "https://hub.uni.example/?to=x",
        "ftp://127.0.0.1/",
        "https://",
        "https://hub.uni.example:no",
        "hub.uni.example",
    ],
)
def test_a_token_goes_to_no_address_that_is_not_safe(learner, hub, monkeypatch, url):
    asked = hub(signed)
    monkeypatch.setenv(sending.URL, url)
    assert "must be an https:// address" in not_sent(learner)
    assert asked == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://[::1]:1/x", "http://localhost"])
def test_this_machine_needs_no_encryption(learner, hub, monkeypatch, url):
    hub(signed)
    monkeypatch.setenv(sending.URL, url)
    assert hand_in(learner).sent


def test_without_a_token_nothing_is_sent(learner, hub, monkeypatch):
    asked = hub(signed)
    monkeypatch.delenv(sending.TOKEN)
    assert "hand in from your server on the hub" in not_sent(learner)
    assert asked == []


def test_without_a_service_nothing_is_sent(learner, hub, monkeypatch):
    asked = hub(signed)
    monkeypatch.delenv(sending.URL)
    assert hand_in(learner).sent == "" and asked == []
