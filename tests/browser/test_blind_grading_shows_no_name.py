"""With `blind = true`, no page of formgrader on the way to a score names a learner."""

import json
import os
import re
from contextlib import contextmanager

import essay_course as essay
import pytest
import tiny_course as tiny
from rubric_page import give, saved

from privacylab.classroom.access_log.formgrader import CHANGED, VIEWED
from privacylab.classroom.access_log.log import accesses, person
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.gradebook.rubric import Essay, find_graders, find_rows, keep_own_rows
from privacylab.grading.gradebook.stamps import find_attempt

FIRST, SECOND = essay.ROWS
LEARNERS = {
    "amundsen-77": ("Roald", "Qvigstad", "gjoa@example.org"),
    "zenobia-12": (None, None, None),
}
NAMES = [word for learner, names in LEARNERS.items() for word in (learner, *names) if word]
NOTEBOOK = tiny.name_of(essay.ESSAY)


@pytest.fixture(scope="module")
def home(essays):
    """Two more learners' essays, one of whom nbgrader knows by name and mail."""
    for learner, (first, last, mail) in LEARNERS.items():
        essay.send(essays, learner, "Dear Dana, the sentence is not true yet.\n\n" * 12)
        path = tiny.path_of(essays, learner, essay.ESSAY)
        notebook = json.loads(path.read_text())
        notebook["metadata"]["authors"] = [{"name": learner}]
        notebook["metadata"]["title"] = learner
        notebook["cells"][0]["metadata"]["tags"] = [learner]
        path.write_text(json.dumps(notebook))
        essay.grade(essays, learner)
        with open_gradebook(essays) as gradebook:
            gradebook.update_or_create_student(
                learner, first_name=first, last_name=last, email=mail
            )
    return essays


@pytest.fixture(scope="module")
def server(formgrader, home):
    return formgrader


@pytest.fixture(scope="module")
def numbers(home):
    """nbgrader's ids of the essays, by learner."""
    with open_gradebook(home) as gradebook:
        sent = gradebook.notebook_submissions(NOTEBOOK, tiny.MODULE)
        return {one.student.id: one.id for one in sent if one.student.id in LEARNERS}


@pytest.fixture
def page(browser, server):
    """A page that remembers what formgrader answered, with addresses and headers."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.answers, page.errors = [], []

    def remember(route):
        answer = route.fetch(max_redirects=0)
        page.answers.append(f"{answer.url} {answer.headers} {answer.text()}")
        route.fulfill(response=answer)

    page.route(re.compile(r"/formgrader/(?!static/)|/privacylab/"), remember)
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(f"{server}/login?token=secret")
    yield page
    page.unroute_all(behavior="ignoreErrors")
    assert page.errors == []
    page.close()


@contextmanager
def settings(home, text):
    file = home.home / "class.toml"
    file.write_text(text)
    try:
        yield
    finally:
        file.unlink()


def said(page):
    """All that formgrader has answered since this was last asked, and the page as it is now."""
    whole = "\n".join([*page.answers, page.url, page.title(), page.content()])
    assert page.answers
    page.answers.clear()
    return whole


def named(page):
    """The names of learners that are in it."""
    whole = said(page)
    return [name for name in NAMES if name in whole]


def shot(page, name):
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{os.environ['SCREENSHOTS']}/{name}.png")


def open_essay(page, server, number):
    page.goto(f"{server}/formgrader/submissions/{number}/")
    page.get_by_label(FIRST).wait_for()
    saved(page)


def open_list(page, server):
    page.goto(f"{server}/formgrader/gradebook/{tiny.MODULE}/{NOTEBOOK}")
    page.get_by_role("link", name="Submission #2").wait_for()


def test_without_the_setting_the_pages_name_learners_so_this_test_can_see_them(
    page, server, numbers
):
    open_list(page, server)
    assert {"amundsen-77", "Roald", "Qvigstad", "zenobia-12"} <= set(named(page))
    open_essay(page, server, numbers["amundsen-77"])
    assert {"amundsen-77", "Roald", "Qvigstad"} <= set(named(page))


def test_no_page_on_the_way_to_a_score_names_a_learner(page, server, home, numbers):
    with settings(home, "[grading]\nblind = true\n"):
        for place in ("manage_assignments", "gradebook", f"gradebook/{tiny.MODULE}"):
            page.goto(f"{server}/formgrader/{place}")
            page.wait_for_load_state("networkidle")
            assert named(page) == [], place
        open_list(page, server)
        page.get_by_role("button", name="Show All Names").click()
        assert page.get_by_text("Name hidden: blind grading").count() == 3  # ann's, too
        shot(page, "blind-list")
        assert named(page) == []
        order = page.locator("tr a.name-hidden").evaluate_all(
            "links => links.map(link => [link.textContent, link.href.split('/').pop()])"
        )
        ids = [one for _, one in sorted(order)]
        assert ids == sorted(ids) and len(ids) == 3  # ids are drawn at random
        for number in numbers.values():
            open_essay(page, server, number)
            page.get_by_label("Score").fill("3")
            page.get_by_label("Comment").fill("Well argued.")
            page.get_by_label(FIRST).fill("1")
            page.keyboard.press("Tab")
            with page.expect_response(lambda got: got.url.endswith("/flag")):
                page.keyboard.press("Control+Shift+F")
            saved(page)
            assert page.locator(".live-notebook").inner_text().strip().startswith("Submission #")
            assert page.locator(".live-notebook a, .name-shown").count() == 0
            assert named(page) == []
        shot(page, "blind-essay")
    assert accesses(home, "zenobia-12")[-1].did == CHANGED  # the log is not blind


@pytest.mark.parametrize("place", ["next", "prev", "pictures", "no.png", f"{NOTEBOOK}.ipynb"])
def test_nor_does_what_lies_beside_a_submission(page, server, home, numbers, place):
    with settings(home, "[grading]\nblind = true\n"):
        for learner, number in numbers.items():
            (home.autograded(learner, tiny.MODULE) / "pictures").mkdir(exist_ok=True)
            url = f"{server}/formgrader/submissions/{number}/{place}"
            got = page.request.get(url, max_redirects=0)
            assert got.status in (302, 403, 404)
            whole = f"{got.headers} {got.text()}"
            assert [name for name in NAMES if name in whole] == []


def test_nor_a_submission_whose_notebook_is_gone(page, server, home, numbers):
    gone = home.autograded("zenobia-12", tiny.MODULE) / f"{NOTEBOOK}.ipynb"
    aside = gone.with_suffix(".aside")
    gone.rename(aside)
    try:
        with settings(home, "[grading]\nblind = true\n"):
            page.goto(f"{server}/formgrader/submissions/{numbers['zenobia-12']}/")
            assert named(page) == []
    finally:
        aside.rename(gone)


def test_a_class_toml_that_cannot_be_read_hides_all_of_it(page, server, home, numbers):
    with settings(home, "[grading]\nblind = yes\n"):
        page.goto(f"{server}/formgrader/submissions/{numbers['zenobia-12']}/")
        assert "class.toml cannot be read" in page.inner_text("body")
        assert named(page) == []


def test_two_people_grade_without_seeing_each_other_s_rows(page, server, home, numbers):
    module, exercise = home.module(tiny.MODULE), tiny.exercise(home, essay.ESSAY)
    essay.by_hand(home, None, None, None, learner="zenobia-12")

    def in_book(do, *more):
        with open_gradebook(home) as gradebook:
            attempt = find_attempt(gradebook, module, "zenobia-12")
            found = do(Essay(gradebook, home, module, exercise, attempt), *more)
            gradebook.db.commit()
        return found

    with settings(home, "[grading]\nblind = true\nsecond_grader = true\n"):
        in_book(keep_own_rows, {FIRST: 2, SECOND: 1.5}, "dora")
        page.answers.clear()
        open_essay(page, server, numbers["zenobia-12"])
        assert page.get_by_label("Score").is_hidden() and page.get_by_label("Comment").is_hidden()
        give(page, FIRST, "0.5")
        shot(page, "second-own")
        assert "dora" not in said(page)
        give(page, SECOND, "1.5")
        page.get_by_text("The graders differ on 1 row").wait_for()
        assert in_book(find_graders)[person()] == {FIRST: 0.5, SECOND: 1.5}
        last = accesses(home)[-3:]
        assert {(one.did, one.who, one.about) for one in last if one.did == CHANGED} == {
            (CHANGED, person(), "zenobia-12")
        }
        assert VIEWED in [one.did for one in last]
        page.get_by_text("dora gave 2").wait_for()
        assert page.get_by_label(SECOND).get_attribute("readonly") is not None
        assert page.get_by_label("Score").input_value() == ""
        shot(page, "second-both")
        give(page, FIRST, "2")
        page.get_by_text("The rows add up to the score").wait_for()
        assert essay.row(home, "zenobia-12")["manual_score"] == 3.5
        assert in_book(find_rows) == {FIRST: 2, SECOND: 1.5}
        shot(page, "second-settled")
        assert named(page) == []


def test_a_page_from_before_both_were_done_settles_nothing(page, server, home, numbers):
    url = f"{server}/privacylab/rubric/{numbers['zenobia-12']}"
    ask = (
        "([url, body]) => fetch(url, {method: 'PUT', body: JSON.stringify(body),"
        " headers: {'X-XSRFToken': document.cookie.match(/_xsrf=([^;]*)/)[1]}})"
        ".then(async got => [got.status, await got.text()])"
    )
    with settings(home, "[grading]\nsecond_grader = true\n"):
        open_essay(page, server, numbers["zenobia-12"])
        text = page.evaluate("url => fetch(url).then(got => got.json()).then(got => got.text)", url)
        body = {"text": text, "stage": "own", "points": {FIRST: 0, SECOND: 0}}
        status, answer = page.evaluate(ask, [url, body])
        assert (status, "reload this page" in answer) == (409, True)
