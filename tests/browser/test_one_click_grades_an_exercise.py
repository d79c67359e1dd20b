"""From an answer to its report by one click, and from the report back to the cell."""

import json

import pytest
from exercise_page import (
    HURRIED,
    NOTEBOOK,
    RIGHT,
    copy_course,
    open_exercise,
    picture,
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
    assert "failed: hidden check" in said or "hidden checks of" in said
    report_of(page).get_by_role("button", name="passed: 1 check").click()
    assert "passed: a hold keeps a record that is not due yet" in report_of(page).inner_text()
    assert HURRIED.splitlines()[0].strip() in (course / NOTEBOOK).read_text()  # it was saved

    hints = report_of(page).get_by_role("button", name="Open hint 1 of 3: the idea")
    hints.first.click()
    assert "A record that is due on Thursday" in report_of(page).inner_text()
    assert "16 CFR 312.10: a company" not in report_of(page).inner_text()
    report_of(page).get_by_role("button", name="Open hint 2 of 3").first.click()
    assert "16 CFR 312.10: a company" in report_of(page).inner_text()

    report_of(page).get_by_role("button", name="Show all").first.click()
    assert report_of(page).get_by_role("button", name="Show less").count() == 1
    report_of(page).get_by_role("button", name="Go to the test").click()
    assert 'Checks("ST-01", "decide"' in active_cell(page)
    write(page, RIGHT)
    press(page, "Grade", "Graded: 2 of 2 points")
    picture(page, "full-marks")
    said = report_of(page).inner_text()
    assert "Every check passes." in said and "3 more checks pass than the last time." in said
    assert (course / "feedback" / "me" / "00_start").is_dir()
    report_of(page).get_by_role("button", name="See the reference answer").click()
    added = report_of(page).locator(".pl-diff .pl-added")
    added.first.wait_for(timeout=20_000)
    assert added.first.inner_text().startswith("+ ")
    report_of(page).get_by_role("button", name="How others got it wrong").click()
    report_of(page).get_by_text("wrong answers, as changes to the reference").wait_for()
    counterfeit = report_of(page).locator(".pl-counterfeits button").first
    assert counterfeit.get_attribute("aria-expanded") == "false"
    counterfeit.click()
    report_of(page).get_by_text("It breaks ST-0").first.wait_for()
    report_of(page).get_by_role("button", name="One more question").click()
    report_of(page).get_by_text("agree on what a day is?").wait_for()
    picture(page, "gallery")
    following = report_of(page).get_by_role("button", name="Next exercise: ")
    title = following.inner_text().removeprefix("Next exercise: ")
    following.click()
    page.get_by_role("heading", name=title).wait_for()
    exercise = title.split(" ")[0]
    report_of(page).get_by_role("heading", name=f"Report of {exercise}").wait_for()
    assert page.afar == [] and page.errors == []


def test_what_was_open_is_open_again_and_kernels_of_full_marks_close_when_asked(page, lab):
    open_report(page)
    write(page, RIGHT)
    press(page, "Grade", "Graded: 2 of 2 points")
    report_of(page).get_by_role("button", name="See the reference answer").click()
    report_of(page).locator(".pl-diff .pl-added").first.wait_for(timeout=20_000)
    report_of(page).get_by_role("button", name="Next exercise: ").click()
    page.get_by_text("No report yet.").wait_for()
    page.get_by_text("| Idle").wait_for(timeout=180_000)
    page.get_by_role("tab", name="ST-01").click()
    assert report_of(page).locator(".pl-diff .pl-added").count() > 0

    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Close the Kernels of Exercises with Full Marks").click()
    page.get_by_text("No Kernel").first.wait_for(timeout=20_000)
    press(page, "Grade", "Graded: 2 of 2 points")  # which needs no kernel
    left = json.loads(page.request.get(f"{lab}/api/sessions?token=secret").text())
    assert not [one["path"] for one in left if one["path"] == NOTEBOOK] and left
    assert page.afar == [] and page.errors == []


def test_the_keyboard_grades_and_reaches_the_report(page):
    page.locator(".jp-Cell").first.click()
    tooltip = page.locator(".pl-grade[title], .pl-grade [title]").first.get_attribute("title")
    assert tooltip.endswith("(Ctrl+Shift+Enter)")
    page.keyboard.press("Control+Shift+Enter")
    wait_for_status(page, "Graded: ")
    page.keyboard.press("Alt+Shift+R")
    assert page.evaluate("document.activeElement.id") == "privacylab-report"
    assert page.afar == [] and page.errors == []


def test_other_pages_have_no_such_buttons_and_learners_no_instructors_menu(page, lab):
    page.goto(f"{lab}/lab/tree/course/00_start/00_lesson.ipynb?token=secret&reset")
    page.get_by_text("| Idle").wait_for(timeout=180_000)
    page.wait_for_timeout(500)
    assert page.get_by_role("button", name="Grade", exact=True).count() == 0
    assert page.get_by_role("menuitem", name="Nbgrader").count() == 0
    assert page.get_by_role("button", name="Validate").count() == 0


def test_the_last_report_is_there_again_after_the_page_is_reloaded(page, lab):
    press(page, "Grade", "Graded: ")
    points = page.locator(".pl-points").inner_text()
    page.goto(f"{lab}/lab/tree/{NOTEBOOK}?token=secret&reset")
    page.get_by_text("| Idle").wait_for(timeout=180_000)
    page.keyboard.press("Alt+Shift+R")
    report_of(page).get_by_text("Graded at").wait_for(timeout=180_000)
    assert page.locator(".pl-points").inner_text() == points
    assert page.locator(".pl-changed").inner_text() == ""


def mark(page):
    """The mark at the answer's cell, by the name that a screen reader says."""
    return page.locator(".jp-Cell").get_by_role("button", name="show it in the report")


def test_a_mark_at_the_cell_survives_a_reload_says_when_it_is_old_and_leads_to_the_panel(
    page, lab, course
):
    open_report(page)
    write(page, RIGHT)
    press(page, "Grade", "Graded: 2 of 2 points")
    assert mark(page).inner_text().split() == ["✓", "passed"]
    page.goto(f"{lab}/lab/tree/{NOTEBOOK}?token=secret&reset")
    mark(page).wait_for(timeout=180_000)
    assert mark(page).get_attribute("aria-label") == "passed: decide, show it in the report"
    page.locator(".jp-Cell").last.scroll_into_view_if_needed()
    page.locator(".jp-Cell").first.scroll_into_view_if_needed()
    assert mark(page).count() == 1

    mark(page).focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.className === 'pl-toggle'")
    assert "decide" in page.evaluate("document.activeElement.textContent")
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"

    write(page, HURRIED)
    page.locator(".pl-mark", has_text="passed · out of date").wait_for(timeout=5_000)
    picture(page, "out-of-date")
    write(page, RIGHT)
    page.locator(".pl-mark[aria-label^='passed: decide']").wait_for(timeout=5_000)

    page.locator(".jp-Cell", has=page.locator(".pl-mark")).click()
    page.keyboard.press("Escape")
    for key in ("x", "z"):  # cut, and undo: JupyterLab makes the cell anew
        page.keyboard.press(key)
        page.wait_for_timeout(300)
    page.locator(".pl-mark[aria-label^='passed: decide']").wait_for(timeout=5_000)
    page.keyboard.press("Control+S")
    page.wait_for_timeout(1_000)
    saved = (course / NOTEBOOK).read_text()
    assert "pl-mark" not in saved and "show it in the report" not in saved
    assert page.errors == []


def test_a_worse_attempt_shows_the_latest_and_the_best(page):
    open_report(page)
    write(page, RIGHT)
    press(page, "Grade", "Graded: 2 of 2 points")
    write(page, HURRIED)
    press(page, "Grade", "Graded: 0.5 of 2 points")
    picture(page, "worse")
    points = page.locator(".pl-points").inner_text()
    assert points.startswith("Latest: 0.5 of 2 · ")
    assert "Best grade: 2 of 2, " in report_of(page).inner_text()
    assert mark(page).inner_text().split() == ["◐", "1", "of", "4", "checks"]
    report_of(page).get_by_role("button", name="See the reference answer").click()
    report_of(page).locator(".pl-diff .pl-added").first.wait_for(timeout=20_000)


def test_the_report_of_a_failure_fits_one_screen_and_its_headings_are_in_order(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    open_report(page)
    write(page, HURRIED)
    press(page, "Grade", "Graded: 0.5 of 2 points")
    panel = page.locator("#privacylab-report")
    picture(page, "one-screen")
    height, room = panel.evaluate("it => [it.scrollHeight, it.clientHeight]")
    assert height <= room
    levels = panel.evaluate("it => [...it.querySelectorAll('h2, h3, h4')].map(h => h.tagName)")
    assert levels[0] == "H2" and set(levels[1:]) == {"H3"}


def open_report(page):
    """Grade what is there, and open the step in its report."""
    press(page, "Grade", "Graded: ")
    toggle = report_of(page).locator("h3 .pl-toggle", has_text="decide")
    toggle.wait_for(timeout=180_000)
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
