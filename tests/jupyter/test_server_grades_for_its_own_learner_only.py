"""The requests of Check and Grade: who may make them, about which files, and what they answer."""

import http.cookiejar
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from one_exercise import NOTEBOOK, RIGHT, solve
from tornado.web import HTTPError

from privacylab.jupyter.server_extension import find_notebook


@pytest.fixture(scope="module")
def server(alone, tmp_path_factory):
    """The address of a Jupyter server in the course's folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    command = [sys.executable, "-m", "jupyter_server", f"--ServerApp.port={port}"]
    command += ["--ServerApp.open_browser=False", "--ServerApp.allow_root=True"]
    command += [f"--ServerApp.root_dir={alone}", "--ServerApp.ip=127.0.0.1"]
    environment = {**os.environ, "JUPYTER_TOKEN": "secret", "HOME": str(home)}
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=alone, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{address}/api", timeout=2)
            break
        except OSError:
            said = (home / "log").read_text()
            assert process.poll() is None and time.monotonic() < deadline, said
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(20)


def post(server, body, headers=None, opener=None):
    """The status, and the lines, that a request gets."""
    head = {"Authorization": "token secret"} if headers is None else headers
    sent = urllib.request.Request(
        f"{server}/privacylab/report", json.dumps(body).encode(), head, method="POST"
    )
    try:
        with (opener or urllib.request.build_opener()).open(sent, timeout=120) as answer:
            return answer.status, [json.loads(line) for line in answer.read().splitlines()]
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_a_grade_is_streamed_line_by_line_and_ends_in_a_report(server, alone):
    solve(alone, RIGHT)
    status, lines = post(server, {"path": NOTEBOOK, "action": "last"})
    assert (status, lines[-1]) == (200, {"report": None})
    status, lines = post(server, {"path": NOTEBOOK, "action": "grade"})
    assert status == 200
    assert {"state": "running", "seconds": 0} in lines
    report = lines[-1]["report"]
    assert (report["exercise"], report["score"], report["points"]) == ("ST-01", 2, 2)
    assert report["following"]["path"].startswith("assignments/01_cases/")
    assert (alone / report["folder"] / report["following"]["path"]).is_file()
    _, lines = post(server, {"path": NOTEBOOK, "action": "last"})
    last = lines[-1]["report"]
    assert (last["score"], last["changed"]) == (2, False)
    solve(alone, RIGHT + "\n")
    _, lines = post(server, {"path": NOTEBOOK, "action": "last"})
    assert lines[-1]["report"]["changed"] is True


def test_nothing_a_learner_returns_can_be_obeyed_or_become_html(server, alone):
    evil = "    return '<img src=x onerror=alert(1)>\\x1b[31m\\u202e'\n"
    solve(alone, evil)
    _, lines = post(server, {"path": NOTEBOOK, "action": "check"})
    said = json.dumps(lines[-1], ensure_ascii=False)
    assert "<img src=x onerror=alert(1)>" in said  # as text; the panel sets it as text
    assert "\x1b" not in said and "\u202e" not in said


def test_without_the_token_nothing_is_graded(server):
    status, _ = post(server, {"path": NOTEBOOK, "action": "grade"}, headers={})
    assert status == 403


def test_a_foreign_page_cannot_use_the_learners_cookie(server):
    opener = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    opener.open(f"{server}/login?token=secret&next=/api/status", timeout=20)
    status, said = post(server, {"path": NOTEBOOK, "action": "grade"}, headers={}, opener=opener)
    assert status == 403 and "_xsrf" in said


@pytest.mark.parametrize("body", [[], {}, {"path": 3}, {"path": NOTEBOOK, "action": "erase"}])
def test_a_request_that_asks_for_nothing_known_is_refused(server, body):
    assert post(server, body)[0] == 400


def test_a_path_outside_the_course_is_refused_with_a_sentence(server):
    status, said = post(server, {"path": "../../elsewhere.ipynb", "action": "grade"})
    assert status == 403
    assert json.loads(said)["message"].endswith("is not a notebook in the course's folder.")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("../outside.ipynb", 403),
        ("link.ipynb", 403),
        ("/etc/passwd", 403),
        (".hidden/one.ipynb", 403),
        ("course/course.toml", 403),
        ("assignments/gone.ipynb", 404),
        ("assignments", 403),
        ("a\0b.ipynb", 404),
        ("a" * 5000 + ".ipynb", 404),
    ],
)
def test_only_a_notebook_in_the_course_is_found(tmp_path, path, status):
    top = tmp_path / "lab"
    (top / "course").mkdir(parents=True)
    (top / ".hidden").mkdir()
    for name in ("course/course.toml", ".hidden/one.ipynb", "../outside.ipynb", "one.ipynb"):
        (top / name).write_text("{}")
    (top / "link.ipynb").symlink_to(tmp_path / "outside.ipynb")
    with pytest.raises(HTTPError) as refused:
        find_notebook(top, path)
    assert refused.value.status_code == status
    assert find_notebook(top, "one.ipynb") == (top.resolve(), top.resolve() / "one.ipynb")


def test_a_server_that_shows_a_part_of_the_course_finds_the_course(tmp_path):
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "course.toml").write_text("")
    (tmp_path / "assignments").mkdir()
    (tmp_path / "assignments" / "one.ipynb").write_text("{}")
    found = find_notebook(tmp_path / "assignments", "one.ipynb")
    assert found == (tmp_path.resolve(), tmp_path.resolve() / "assignments" / "one.ipynb")


def test_a_notebook_beside_the_course_is_refused(tmp_path):
    (tmp_path / "one.ipynb").write_text("{}")
    with pytest.raises(HTTPError, match="move it to assignments/"):
        find_notebook(tmp_path, "one.ipynb")
