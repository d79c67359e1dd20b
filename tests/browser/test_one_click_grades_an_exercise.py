"""From an answer to its report by one click, and from the report back to the cell."""

import os
import shutil

import pytest

NOTEBOOK = "assignments/00_start/ST-01_keep_delete_or_hold.ipynb"
HEAD = "def decide(due_on, held, today):\n"
HURRIED = '    if today > due_on:\n        return "delete"\n    return "hold" if held else "keep"\n'
RIGHT = '    if held:\n        return "hold"\n    return "delete" if today >= due_on else "keep"\n'


@pytest.fixture(scope="module")
def course(root, tmp_path_factory):
    """A copy of the course as a person who learns alone has it."""
    copy = tmp_path_factory.mktemp("alone")
    for folder in ("course", "assignments", "datasets", "solutions"):
        shutil.copytree(root / folder, copy / folder)
    shutil.copy(root / "nbgrader_config.py", copy)
    return copy


@pytest.fixture(scope="module")
def lab(browser, course, serve):
    with serve(course) as address:
        yield address


@pytest.fixture
def page(browser, lab):
    """The exercise, in a page that remembers what it called elsewhere, and its own errors."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    here = (lab, lab.replace("http", "ws"), "data:", "blob:")
    page.afar, page.errors = [], []
    page.on("request", lambda sent: sent.url.startswith(here) or page.afar.append(sent.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(f"{lab}/lab/tree/{NOTEBOOK}?token=secret&reset")
    page.get_by_text("| Idle").wait_for(timeout=60_000)
    yield page
    page.close()


def report_of(page):
    return page.get_by_role("region", name="Report of the exercise")


def press(page, name, words):
    """Press a button of the toolbar, and wait until the status says these words."""
    page.get_by_role("button", name=name, exact=True).click()
    wait_for_status(page, words)


def wait_for_status(page, words):
    page.locator(".pl-Panel [role=status]", has_text=words).wait_for(timeout=60_000)


def write(page, answer):
    """Follow the report to the answer's cell, and write another answer there."""
    report_of(page).get_by_role("button", name="Go to your answer").click()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(HEAD + answer)


def active_cell(page):
    return page.locator(".jp-Cell.jp-mod-active").inner_text()


def picture(page, name):
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{os.environ['SCREENSHOTS']}/{name}.png")


def test_a_wrong_answer_is_graded_found_and_fixed_without_leaving_the_page(page, course):
    press(page, "Check", "Checked: 0 of 2 public checks pass")
    assert "not attempted" in report_of(page).inner_text()
    write(page, HURRIED)
    page.get_by_text("You have changed the notebook since this report.").wait_for(timeout=5_000)
    press(page, "Grade", "Graded: 0.5 of 2 points")
    picture(page, "failed")
    said = report_of(page).inner_text()
    assert "failed: a record is kept on the day before" in said
    assert "came back:" in said and "expected:" in said
    assert "passed: a hold keeps a record that is not due yet" in said
    assert "passed: hidden check" in said or "failed: hidden check" in said
    assert HURRIED.splitlines()[0].strip() in (course / NOTEBOOK).read_text()  # it was saved

    hints = report_of(page).get_by_role("button", name="Open hint 1 of 3: the idea")
    hints.first.click()
    assert "A record that is due on Thursday" in report_of(page).inner_text()
    assert "16 CFR 312.10: a company" not in report_of(page).inner_text()
    report_of(page).get_by_role("button", name="Open hint 2 of 3").first.click()
    assert "16 CFR 312.10: a company" in report_of(page).inner_text()

    report_of(page).get_by_role("button", name="Go to the test").click()
    assert 'Checks("ST-01", "decide"' in active_cell(page)
    write(page, RIGHT)
    press(page, "Grade", "Graded: 2 of 2 points")
    picture(page, "full-marks")
    said = report_of(page).inner_text()
    assert "Every check passes." in said and "3 more checks pass than the last time." in said
    assert (course / "feedback" / "me" / "00_start").is_dir()
    report_of(page).get_by_role("button", name="Next exercise: CLK-01").click()
    page.get_by_role("heading", name="CLK-01 ·").wait_for(timeout=30_000)
    report_of(page).get_by_text("No report yet").wait_for(timeout=10_000)
    assert page.afar == [] and page.errors == []


def test_the_keyboard_grades_and_reaches_the_report(page):
    page.locator(".jp-Cell").first.click()
    page.keyboard.press("Control+Shift+Enter")
    wait_for_status(page, "Graded: ")
    page.keyboard.press("Alt+Shift+R")
    assert page.evaluate("document.activeElement.id") == "privacylab-report"
    assert page.afar == [] and page.errors == []


def test_other_pages_have_no_such_buttons_and_learners_no_instructors_menu(page, lab):
    page.goto(f"{lab}/lab/tree/course/00_start/lesson.ipynb?token=secret&reset")
    page.get_by_text("| Idle").wait_for(timeout=60_000)
    page.wait_for_timeout(500)
    assert page.get_by_role("button", name="Grade", exact=True).count() == 0
    assert page.get_by_role("menuitem", name="Nbgrader").count() == 0
    assert page.get_by_role("button", name="Validate").count() == 0


def test_the_last_report_is_there_again_after_the_page_is_reloaded(page, lab):
    press(page, "Grade", "Graded: ")
    points = page.locator(".pl-points").inner_text()
    page.goto(f"{lab}/lab/tree/{NOTEBOOK}?token=secret&reset")
    page.get_by_text("| Idle").wait_for(timeout=60_000)
    page.keyboard.press("Alt+Shift+R")
    report_of(page).get_by_text("Graded at").wait_for(timeout=60_000)
    assert page.locator(".pl-points").inner_text() == points
    assert page.locator(".pl-changed").inner_text() == ""
