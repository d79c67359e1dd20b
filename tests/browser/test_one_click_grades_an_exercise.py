"""From an answer to its report by one click, and from the report back to the cell."""

import os

import pytest
from exercise_page import (
    HURRIED,
    NOTEBOOK,
    RIGHT,
    copy_course,
    open_exercise,
    press,
    report_of,
    wait_for_status,
    write,
)


@pytest.fixture(scope="module")
def course(root, tmp_path_factory):
    return copy_course(root, tmp_path_factory.mktemp("alone"))


@pytest.fixture(scope="module")
def lab(browser, course, serve):
    with serve(course) as address:
        yield address


@pytest.fixture
def page(browser, lab):
    page = open_exercise(browser, lab)
    yield page
    page.close()


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
    following = report_of(page).get_by_role("button", name="Next exercise: ")
    title = following.inner_text().removeprefix("Next exercise: ")
    following.click()
    page.get_by_role("heading", name=title).wait_for(timeout=30_000)
    exercise = title.split(" ")[0]
    report_of(page).get_by_role("heading", name=f"Report of {exercise}").wait_for(timeout=10_000)
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
