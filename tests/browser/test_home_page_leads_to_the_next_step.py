"""The home page shows what is done and leads to what is next; links lead to a cell."""

import json

import pytest
from exercise_page import (
    HURRIED,
    NOTEBOOK,
    RIGHT,
    copy_course,
    picture,
    press,
    report_of,
    watched_page,
    write,
)

from privacylab.catalog import load_catalog

AUD = "assignments/03_audit/AUD-11_grounds_for_access.ipynb"


@pytest.fixture(scope="module")
def course(root, tmp_path_factory):
    return copy_course(root, tmp_path_factory.mktemp("alone") / "lab")


@pytest.fixture(scope="module")
def lab(course, serve):
    """The course's lab after the restart in the story, which starts the first one."""
    with serve(course) as address:
        yield address


@pytest.fixture
def open_page(browser):
    pages = []

    def open_(lab, path):
        page = watched_page(browser, lab)
        pages.append(page)
        page.goto(f"{lab}/{path}")
        return page

    yield open_
    for page in pages:
        page.close()


def home_of(page):
    home = page.get_by_role("region", name="Home: the course and your progress")
    home.get_by_role("heading", level=1).wait_for(timeout=180_000)
    return home


def row_of(place, name):
    return place.locator(".pl-path-row", has_text=name)


def active_cell(page):
    return page.locator(".jp-Notebook:visible .jp-Cell.jp-mod-active").inner_text()


def is_there_again(page):
    """What the story has done is shown: the track, the lesson, and the exercise."""
    home = home_of(page)
    home.locator(".pl-totals", has_text="2 of ").wait_for(timeout=180_000)
    assert home.get_by_label("University").is_checked()
    week = home.locator(".pl-path-section", has_text="Week 1")
    if week.get_attribute("open") is None:
        week.locator("summary").click()
    assert "full marks, 2 of 2 points" in row_of(home, "ST-01").inner_text()
    assert home.get_by_label("Mark as read: Lesson 00 · Start here").is_checked()
    # the next step is the lesson of the next module
    assert "Lesson 01 · The two cases" in home.locator(".pl-next-card").inner_text()


def a_slider_changes_its_figure(page):
    """In the open lesson 01, run the cell with the timeline, and go to its next fact."""
    page.get_by_text("| Idle").wait_for(timeout=180_000)
    page.locator(".jp-CodeCell", has_text="case_timeline()").first.click()
    page.keyboard.press("Shift+Enter")
    figure = page.get_by_role("img", name="Timeline, 2017 to 2024")
    figure.wait_for(timeout=180_000)
    before = figure.get_attribute("aria-label")
    page.get_by_role("slider").first.press("ArrowRight")
    page.wait_for_function(
        "before => ![...document.querySelectorAll('svg[role=img]')]"
        ".some(one => one.getAttribute('aria-label') === before)",
        arg=before,
    )
    assert figure.get_attribute("aria-label") != before


def a_wrong_answer_is_found_and_fixed(page):
    """In the open ST-01: Check, Grade, the failure's cell, a hint, the fix, and full marks."""
    report = report_of(page)
    write(page, HURRIED)
    press(page, "Grade", "Graded: 0.5 of 2 points")
    report.get_by_role("button", name="Open hint 1 of 3: the idea").first.click()
    report.get_by_text("A record that is due on Thursday").wait_for()
    report.get_by_role("button", name="Go to your answer").first.click()
    assert "def decide(" in active_cell(page)
    picture(page, "failed")
    write(page, RIGHT)
    press(page, "Check", "Checked: 2 of 2 public checks pass.")
    picture(page, "public-checks-pass")
    assert "full marks" not in report.inner_text()
    assert "public checks pass" in report.locator(".pl-points").inner_text()
    assert report.get_by_role("button", name="See the reference answer").count() == 0
    press(page, "Grade", "Graded: 2 of 2 points")
    assert "full marks" in report.locator(".pl-points").inner_text()
    picture(page, "full-marks")
    press(page, "Check", "Checked: 2 of 2 public checks pass.")  # hides nothing that was open
    report.get_by_role("button", name="See the reference answer").click()
    report.locator(".pl-diff .pl-added").first.wait_for(timeout=180_000)
    report.get_by_role("button", name="How others got it wrong").click()
    report.get_by_text("wrong answers, as changes to the reference").wait_for()
    assert "Best grade: 2 of 2" in report.inner_text()
    assert "passed" not in page.locator(".pl-mark").inner_text()  # it would look like full marks
    picture(page, "gallery")


def test_the_whole_story_from_home_to_full_marks_and_over_a_restart(
    course, open_page, serve, request
):
    track = load_catalog(course).tracks["self-paced"]
    count = sum(len(part.steps) for part in track.parts)
    hours, minutes = divmod(track.minutes, 60)
    with serve(course) as lab:
        page = open_page(lab, "?token=secret")
        home = home_of(page)
        left = f"{hours} h {minutes} min" if minutes else f"{hours} h"
        assert f"0 of {count} steps done, {left} left" in home.inner_text()
        assert "not begun" in row_of(home, "ST-01").inner_text()
        start = home.get_by_role("link", name="Start")
        assert start.get_attribute("href").endswith("/lab/tree/course/00_start/00_lesson.ipynb")
        home.get_by_label("University").check()
        home.get_by_label("Mark as read: Lesson 00 · Start here").check()
        page.get_by_role("status").get_by_text("1 of ").first.wait_for()

        row_of(home, "Lesson 01").get_by_role("link").click()
        a_slider_changes_its_figure(page)

        page.keyboard.press("Alt+Shift+H")
        home.get_by_role("link", name="Continue").click()
        page.locator(".jp-Cell.jp-mod-active", has_text="def decide(").wait_for(timeout=180_000)
        side = page.get_by_role("navigation", name="The course")
        assert "ST-01" in side.locator("[aria-current=page]").inner_text()
        press(page, "Check", "Checked: 0 of 2 public checks pass")
        picture(page, "not-begun")
        a_wrong_answer_is_found_and_fixed(page)
        row_of(side, "ST-01").get_by_text("full marks").wait_for()

        # next in the track is a lesson, next in the modules an exercise
        report_of(page).get_by_role("button", name="Next: Lesson 01 · The two cases").click()
        page.locator(".lm-mod-current[title*='01_cases/01_lesson.ipynb']").first.wait_for()
        page.keyboard.press("Alt+Shift+H")
        is_there_again(page)
        page.wait_for_timeout(2000)  # JupyterLab saves its tabs after a second
        assert page.afar == [] and page.errors == []
        page.close()
    page = open_page(request.getfixturevalue("lab"), "?token=secret")  # the same course's next one
    is_there_again(page)
    assert page.afar == [] and page.errors == []


def answer_as_done(route):
    """In place of the grader: the exercise has full marks, and RET-05 is next in its module."""
    body = route.request.post_data_json
    exercise = body["path"].rpartition("/")[2].partition("_")[0]
    report = {
        **{"kind": "grade", "exercise": exercise, "title": "", "made": "2026-05-04T10:00:00+00:00"},
        **{"outcome": "passed", "word": "full marks", "sign": "✓", "summary": "", "next": ""},
        **{"score": 8, "points": 8, "best": None, "gallery": False, "stretch": "", "warning": ""},
        **{"done": True, "following": {"title": "RET-05 · Next door", "path": NOTEBOOK}},
        **{"notes": [], "steps": [], "hints": {}, "folder": "", "stale": [], "changed": False},
    }
    route.fulfill(body=json.dumps({"report": report}) + "\n", content_type="application/x-ndjson")


def test_next_exercise_follows_the_track_that_was_chosen_to_the_first_answer(lab, open_page):
    page = open_page(lab, "lab?token=secret&reset")
    page.route("**/privacylab/report*", answer_as_done)
    home = home_of(page)
    home.get_by_label("Self-paced").check()
    home.get_by_label("Onboarding").check()
    row_of(home, "RET-02").get_by_role("link").click()
    page.get_by_role("button", name="Grade", exact=True).click(timeout=180_000)
    for follows, function in (("RET-08", "def "), ("AUD-11", "def basis_problems")):
        onward = page.get_by_role("button", name=f"Next exercise: {follows}")
        onward.click(timeout=180_000)
        page.locator(f".lm-mod-current[title*='{follows}_']").first.wait_for(timeout=180_000)
        page.locator(".jp-Notebook:visible .jp-mod-active", has_text=function).wait_for()
        assert "YOUR CODE HERE" in active_cell(page)
    onward = page.get_by_role("button", name="Next: Four patches")
    assert page.locator(".jp-Notebook:visible .cm-lineWrapping").count()  # none scrolls sideways
    onward.click(timeout=180_000)
    page.locator(".lm-mod-current[title*='onboarding.ipynb']").first.wait_for(timeout=180_000)
    side = page.get_by_role("navigation", name="The course")
    for step in ("Four patches", "Before you start"):  # two parts of one page
        row_of(side, step).get_by_role("link").click()
        side.locator("[aria-current=page]", has_text=step).wait_for()
        assert side.locator("[aria-current=page]").count() == 1
    page.keyboard.press("Alt+Shift+H")
    home.get_by_label("University").check()
    page.locator(".lm-TabBar-tabLabel", has_text="AUD-11").click()
    page.get_by_role("button", name="Next exercise: AUD-20").wait_for()
    assert onward.count() == 0
    assert page.afar == [] and page.errors == []


def test_links_lead_to_a_cell_and_the_keyboard_to_every_step(course, lab, open_page):
    links = {
        "cell": f"{AUD}#cell-id=AUD-11-basis_problems",
        "gone": f"{NOTEBOOK}#cell-id=nowhere",
        "section": "course/onboarding.ipynb#Four-patches",
    }
    text = " ".join(f"[{name}]({path})" for name, path in links.items())
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": text}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (course / "links.ipynb").write_text(json.dumps(notebook))
    page = open_page(lab, f"lab/tree/{AUD}?token=secret#cell-id=AUD-11-basis_problems")
    page.locator(".jp-mod-active", has_text="def basis_problems").wait_for(timeout=180_000)
    page.goto(f"{lab}/lab/tree/links.ipynb?reset")
    for name in links:
        page.locator(".lm-TabBar-tabLabel", has_text="links.ipynb").click(timeout=180_000)
        page.get_by_role("link", name=name, exact=True).click(timeout=180_000)
        if name == "cell":
            page.locator(".jp-mod-active", has_text="def basis_problems").wait_for()
        if name == "gone":
            page.get_by_text("has no cell “nowhere” any more").first.wait_for()
        if name == "section":
            page.locator(".jp-mod-active", has_text="Four patches").wait_for()

    page.goto(f"{lab}/lab?reset")
    home = home_of(page)
    levels = [
        int(one.evaluate("one => one.tagName[1]")) for one in home.locator("h1, h2, h3, h4").all()
    ]
    assert levels[0] == 1 and set(levels[1:]) == {2}
    home.get_by_label("Self-paced").check()
    home.locator("summary", has_text="04 ·").wait_for()
    page.keyboard.press("Alt+Shift+H")
    page.keyboard.press("Tab")  # from the page to its first link
    assert page.evaluate("document.activeElement.innerText") in ("Start", "Continue")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").startswith("04 ·"):
            break
    page.keyboard.press("Enter")  # opens the section
    for _ in range(3):
        page.keyboard.press("Tab")  # its lesson, the lesson's tick, its first exercise
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="DEL-08 · Who may ask").wait_for()
    assert page.afar == [] and page.errors == []
