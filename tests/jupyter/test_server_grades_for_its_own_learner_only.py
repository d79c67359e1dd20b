"""The requests of Check and Grade: who may make them, about which files, and what they answer."""

import http.cookiejar
import json
import time
import urllib.request

import pytest
from one_exercise import NOTEBOOK, RIGHT, post, served, solve
from tornado.web import HTTPError

from privacylab.jupyter.course_progress import course_in
from privacylab.jupyter.server_extension import find_notebook


@pytest.fixture(scope="module")
def server(alone, tmp_path_factory):
    """The address of a Jupyter server in the course's folder."""
    with served(alone, tmp_path_factory.mktemp("home")) as address:
        yield address


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


def test_the_path_is_given_at_once_and_starts_no_grader(server, alone):
    status, (path,) = post(server, None, to="progress")
    assert (status, path["folder"], path["notes"]) == (200, ".", [])
    assert (alone / path["folder"] / path["steps"]["ST-01"]["path"]).is_file()
    began = time.monotonic()
    post(server, None, to="progress")
    assert time.monotonic() - began < 2  # 20 ms of CPU; this machine may be busy
    page = {"page": "course/00_start/00_lesson.ipynb", "read": True}
    _, (marked,) = post(server, page, to="progress")
    assert marked["steps"][page["page"]]["state"] == "read"
    _, (marked,) = post(server, page | {"read": False}, to="progress")
    assert marked["steps"][page["page"]]["state"] == "to read"


def test_the_path_is_for_its_own_learner_only(server):
    page = {"page": "course/00_start/00_lesson.ipynb", "read": True}
    for body in (None, page):
        assert post(server, body, headers={}, to="progress")[0] == 403
    opener = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    opener.open(f"{server}/login?token=secret&next=/api/status", timeout=20)
    status, said = post(server, page, headers={}, opener=opener, to="progress")
    assert status == 403 and "_xsrf" in said
    for wrong in ([], {}, {"page": 3, "read": True}, page | {"read": "yes"}):
        assert post(server, wrong, to="progress")[0] == 400
    for other in ("submitted/ada/00_start", "../../elsewhere", "ST-01"):
        status, said = post(server, {"page": other, "read": True}, to="progress")
        assert status == 404
        assert json.loads(said)["message"] == f"{other} is not a page of the course."


def test_a_server_that_shows_no_course_or_a_part_of_one_says_so(tmp_path, root):
    for top in (tmp_path, root / "course"):
        with pytest.raises(HTTPError, match="This server shows no course") as refused:
            course_in(top)
        assert refused.value.status_code == 404
    assert course_in(root).root == root


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


def test_starting_over_empties_an_exercise_in_assignments_and_nothing_else(server, alone):
    solve(alone, RIGHT)
    lesson = "course/00_start/00_lesson.ipynb"
    before = (alone / lesson).read_bytes()
    status, said = post(server, {"path": lesson}, to="start-over")
    assert status == 409 and "is not in assignments/" in said
    assert (alone / lesson).read_bytes() == before
    status, said = post(server, {"path": NOTEBOOK}, {}, to="start-over")
    assert status == 403 and "NotImplementedError" not in (alone / NOTEBOOK).read_text()
    status, said = post(server, {"path": NOTEBOOK}, to="start-over")
    assert (status, said) == (200, [{}])
    assert "raise NotImplementedError()" in (alone / NOTEBOOK).read_text()
    (kept,) = (alone / "var" / "kept" / "ST-01").iterdir()
    assert "NotImplementedError" not in kept.read_text()
