"""What an instructor sees in formgrader, in a real browser that tells whom it calls."""

import json
import os
import shutil
import time
import urllib.request
from pathlib import Path

import pytest

from privacylab.classroom.access_log.formgrader import VIEWED
from privacylab.classroom.access_log.log import accesses
from privacylab.grading import Course, grade_class
from privacylab.grading.gradebook.database import open_gradebook

MODULE, FILE = "02_retention", "RET-02_inactivity_clock.ipynb"
ESSAY = "The chance is $x^2$, and\n\n$$\\sum_{i=1}^n \\frac{1}{i}$$\n\nis $a < b$."
HOSTILE = "eve<img src=http://evil.example onerror=EVIL()>"


@pytest.fixture(scope="module")
def home(root, tmp_path_factory) -> Path:
    """A course with two graded submissions; the name of one learner is an attack."""
    copy = tmp_path_factory.mktemp("class")
    for folder in ("course", "assignments", "datasets", "solutions"):
        shutil.copytree(root / folder, copy / folder)
    shutil.copy(root / "nbgrader_config.py", copy)
    notebook = json.loads((root / "assignments" / MODULE / FILE).read_text())
    notebook["cells"].append(
        {"cell_type": "markdown", "id": "formula", "metadata": {}, "source": ESSAY}
    )
    for learner in ("ada", HOSTILE):
        sent = copy / "submitted" / learner.replace("/", "|") / MODULE
        sent.mkdir(parents=True)
        (sent / FILE).write_text(json.dumps(notebook))
    graded = grade_class(Course(copy, copy), MODULE)
    assert not any(one.reason for one in graded if one.learner == "ada")
    return copy


@pytest.fixture(scope="module")
def server(browser, home, serve):
    with serve(home, "--instructor") as address:
        yield address


@pytest.fixture
def page(browser, server):
    """A page that remembers every address outside this server that it was asked to call."""
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.afar, page.errors = [], []
    page.on("request", lambda sent: sent.url.startswith((server, "data:")) or _note(page, sent))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    page.close()


def _note(page, sent) -> None:
    page.afar.append(sent.url)


def submissions(home: Path) -> dict[str, str]:
    """The ids under which formgrader shows RET-02's notebooks, by learner."""
    with open_gradebook(Course(home, home)) as gradebook:
        found = gradebook.notebook_submissions(FILE.removesuffix(".ipynb"), MODULE)
        return {one.student.id: one.id for one in found}


def test_a_submission_shows_its_formulas_and_calls_nobody(page, server, home):
    for learner, number in submissions(home).items():
        page.goto(f"{server}/formgrader/submissions/{number}/?token=secret")
        formula = page.locator("math", has_text="x").first
        formula.wait_for()
        time.sleep(1)
        assert page.locator("math").count() == 3
        exponent = page.locator("math msup mn").first.bounding_box()
        base = page.locator("math msup mi").first.bounding_box()
        assert exponent["y"] < base["y"]  # it is drawn
        assert page.afar == [], learner
        assert page.errors == [], learner
        chosen = page.evaluate("document.activeElement.className")
        assert "tabbable" in chosen  # formgrader's own script has run to its end
        if os.environ.get("SCREENSHOTS"):
            page.locator("math").first.scroll_into_view_if_needed()
            page.screenshot(path=f"{os.environ['SCREENSHOTS']}/formgrader-{len(learner)}.png")


@pytest.mark.parametrize(
    "place", ["gradebook", f"gradebook/{MODULE}", "manage_assignments", "manage_students"]
)
def test_the_other_pages_of_formgrader_call_nobody(page, server, place):
    page.goto(f"{server}/formgrader/{place}?token=secret")
    page.wait_for_selector("table")
    time.sleep(1)
    assert page.afar == []


def test_a_name_in_an_address_runs_nothing(page, server):
    page.goto(f"{server}/formgrader/gradebook?token=secret")
    attack = urllib.request.pathname2url('x";document.title="EVIL";"')
    page.goto(f"{server}/formgrader/manage_students/{attack}")
    page.wait_for_selector("table")
    assert page.title() != "EVIL"


def test_the_feedback_page_draws_its_formulas_and_calls_nobody(page, home):
    feedback = home / "feedback" / "ada" / MODULE / FILE.replace(".ipynb", ".html")
    page.goto(feedback.as_uri())
    page.locator("details").evaluate_all("all => all.forEach(it => (it.open = true))")
    page.locator("math").first.wait_for()
    assert page.locator("math").count() == 3
    exponent = page.locator("math msup mn").first.bounding_box()
    assert exponent["y"] < page.locator("math msup mi").first.bounding_box()["y"]
    assert page.afar == [feedback.as_uri()]
    assert page.errors == []
    if os.environ.get("SCREENSHOTS"):
        page.locator("math").first.scroll_into_view_if_needed()
        page.screenshot(path=f"{os.environ['SCREENSHOTS']}/feedback.png")


def test_each_view_is_logged_and_one_that_cannot_be_logged_is_refused(page, server, home):
    address = f"{server}/formgrader/submissions/{submissions(home)['ada']}/?token=secret"
    assert page.goto(address).status == 200
    last = accesses(Course(home, home))[-1]
    assert (last.did, last.module, last.about) == (VIEWED, MODULE, "ada")
    log = home / "access_log"
    log.rename(home / "aside")
    log.write_text("in the way")
    try:
        assert page.goto(address).status == 503
        assert "can't be logged" in page.inner_text("body")
    finally:
        log.unlink()
        (home / "aside").rename(log)
