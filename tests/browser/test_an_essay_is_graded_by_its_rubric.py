"""A person grades an essay in formgrader, one box for each row of its rubric."""

import os

import essay_course as essay
import pytest
import tiny_course as tiny
from axe_playwright_python.sync_playwright import Axe
from rubric_page import give, saved

from privacylab.classroom.access_log.formgrader import CHANGED
from privacylab.classroom.access_log.log import accesses
from privacylab.grading.gradebook.database import open_gradebook


@pytest.fixture(scope="module")
def home(essays):
    return essays


@pytest.fixture(scope="module")
def server(formgrader):
    return formgrader


@pytest.fixture
def page(browser, server, home):
    """The page of ann's essay, with no row graded."""
    essay.by_hand(home, None, None, None)
    with open_gradebook(home) as gradebook:
        where = tiny.name_of(essay.ESSAY), tiny.MODULE, "ann"
        number = gradebook.find_submission_notebook(*where).id
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.afar, page.errors = [], []
    page.on(
        "request", lambda sent: sent.url.startswith((server, "data:")) or page.afar.append(sent.url)
    )
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(f"{server}/login?token=secret&next=/formgrader/submissions/{number}/")
    page.get_by_label(essay.ROWS[0]).wait_for()
    saved(page)  # formgrader's own requests, which fill the score
    for row in essay.ROWS:
        give(page, row, "")
    yield page
    assert (page.afar, page.errors) == ([], [])
    page.close()


def test_the_rows_fill_the_score_and_are_there_again_and_on_the_learners_page(page, home):
    first, second = essay.ROWS
    give(page, first, "2")
    assert page.get_by_label("Score").input_value() == ""
    page.get_by_text("1 of 2 rows").wait_for()
    give(page, second, "1.5")
    assert page.get_by_label("Score").input_value() == "3.5"
    assert essay.row(home)["manual_score"] == 3.5
    last = accesses(home)[-2:]
    assert [(one.did, one.module, one.about) for one in last] == [(CHANGED, tiny.MODULE, "ann")] * 2
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{os.environ['SCREENSHOTS']}/rubric.png")
    page.reload()
    page.get_by_label(first).wait_for()
    assert [page.get_by_label(row).input_value() for row in essay.ROWS] == ["2", "1.5"]
    graded = essay.grade(home)
    assert essay.letter_of(graded).score == 3.5
    shown = " ".join(essay.page(home, essay.ESSAY).split())
    assert f'<td>{second}</td><td class="points">1.5 of 2</td>' in shown


def test_points_that_a_row_does_not_have_are_refused_in_a_sentence(page, home):
    first, second = essay.ROWS
    give(page, first, "3")
    said = page.locator(".rubric [role=alert]")
    assert said.inner_text() == f"Not saved. “{first}” takes a number from 0 to 2."
    assert page.get_by_label(first).get_attribute("aria-invalid") == "true"
    give(page, first, "2")
    assert said.inner_text() == ""
    give(page, second, "-1")
    assert "from 0 to 2" in said.inner_text()
    assert essay.row(home)["manual_score"] is None


def test_a_score_without_the_rows_counts_and_the_page_says_so(page, home):
    for row in essay.ROWS:
        give(page, row, "1")
    page.get_by_label("Score").fill("3")
    page.get_by_label("Score").press("Escape")
    page.get_by_text("which is not the score").wait_for()
    assert essay.row(home)["manual_score"] == 3
    assert essay.letter_of(essay.grade(home)).rubric == ()
    page.get_by_role("button", name="Full credit").click()
    page.get_by_text("The rows add up to the score").wait_for()
    assert [page.get_by_label(row).input_value() for row in essay.ROWS] == ["2", "2"]


def test_the_keyboard_reaches_each_row_and_axe_finds_nothing(page):
    page.get_by_label("Score").focus()
    reached = []
    for _ in range(6):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.labels?.[0]?.textContent"))
    assert list(essay.ROWS) == [one for one in reached if one in essay.ROWS]
    found = Axe().run(page, context=".rubric")
    assert [one["id"] for one in found.response["violations"]] == []


def test_the_request_is_refused_without_a_token_or_the_page_s_own_mark(page, server):
    submission = page.evaluate("submission_id")
    ask = (
        "([url, more]) => fetch(url, {method: 'PUT', body: '{}', ...more}).then(got => got.status)"
    )
    url = f"{server}/privacylab/rubric/{submission}"
    assert page.evaluate(ask, [url, {}]) == 403  # no XSRF header
    assert page.evaluate(ask, [url, {"credentials": "omit"}]) in (401, 403)
