"""A whole exercise without a mouse: from the home page to the next exercise."""

import os

import pytest
from exercise_page import (
    HEAD,
    HURRIED,
    NOTEBOOK,
    RIGHT,
    copy_course,
    wait_for_status,
    watched_page,
)

FOCUSED = "document.activeElement"


@pytest.fixture(scope="module")
def lab(browser, root, tmp_path_factory, serve):
    with serve(copy_course(root, tmp_path_factory.mktemp("alone") / "lab")) as address:
        yield address


@pytest.fixture
def page(browser, lab):
    page = watched_page(browser, lab)
    page.goto(f"{lab}/lab?token=secret&reset", timeout=180_000)
    page.locator(".pl-Home h1").wait_for(timeout=180_000)
    yield page
    page.close()


def tab_to(page, name, most=60):
    """Press Tab until what has the focus is named so; it must show that it has it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(
            f"{FOCUSED}.getAttribute('aria-label') || {FOCUSED}.closest('label')?.innerText || "
            f"{FOCUSED}.innerText || ''"
        )
        if name in said:
            style = f"getComputedStyle({FOCUSED})"
            line, width = page.evaluate(f"[{style}.outlineStyle, {style}.outlineWidth]")
            assert line != "none" and width != "0px", f"{said!r} does not show its focus"
            picture(page, f"focus on {name}")
            return
    raise AssertionError(f"Tab does not lead to {name!r}")


def picture(page, name):
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{os.environ['SCREENSHOTS']}/{name.replace('/', ' ')}.png")


def write(page, answer):
    """In the cell that is selected."""
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(HEAD + answer)


def grade(page, words):
    page.keyboard.press("Control+Shift+Enter")
    wait_for_status(page, words)


def has_focus(page, where):
    page.wait_for_function(f"{FOCUSED}.matches({where!r}) || {FOCUSED}.closest({where!r})")


def test_one_exercise_from_the_home_page_to_the_next_exercise(page):
    tab_to(page, "Mark as read: Lesson 00")
    page.keyboard.press("Space")
    page.locator(".pl-next-card", has_text="ST-01").wait_for(timeout=20_000)
    page.keyboard.press("Alt+Shift+H")
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    page.locator(".jp-Cell.jp-mod-active", has_text="def decide(").wait_for(timeout=180_000)
    page.get_by_text("| Idle").wait_for(timeout=180_000)
    has_focus(page, ".jp-Notebook")
    write(page, HURRIED)
    grade(page, "Graded: 0.5 of 2 points")

    page.keyboard.press("Alt+Shift+R")
    has_focus(page, "#privacylab-report")
    picture(page, "focus on the panel")
    tab_to(page, "Open hint 1 of 3")
    for rung in (1, 2, 3):
        page.keyboard.press("Enter")
        page.locator(".pl-rung", has_text=f"hint {rung} of 3").wait_for(timeout=5_000)
        has_focus(page, ".pl-hints")
    page.keyboard.press("Escape")  # back to the notebook
    has_focus(page, ".jp-Notebook")
    page.keyboard.press("Alt+Shift+R")
    tab_to(page, "Go to your answer")
    page.keyboard.press("Enter")
    page.locator(".jp-Cell.jp-mod-active", has_text="def decide(").wait_for()
    has_focus(page, ".jp-Notebook")
    write(page, RIGHT)
    grade(page, "Graded: 2 of 2 points")
    page.keyboard.press("Alt+Shift+R")
    for name, shown in (
        ("See the reference answer", ".pl-diff .pl-added"),
        ("How others got it wrong", ".pl-counterfeits button"),
    ):
        tab_to(page, name)
        page.keyboard.press("Enter")
        page.locator(f".pl-Panel {shown}").first.wait_for()
    grade(page, "Graded: 2 of 2 points")  # and the focus stays in the panel
    page.wait_for_function("!document.querySelector('.pl-diff')")
    has_focus(page, "#privacylab-report")
    tab_to(page, "Next exercise: ")
    exercise = page.evaluate(f"{FOCUSED}.innerText").removeprefix("Next exercise: ")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=exercise).first.wait_for(timeout=180_000)
    page.get_by_text("| Idle").wait_for(timeout=180_000)
    has_focus(page, ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook")
    assert page.errors == []


def test_the_mark_at_a_cell_is_on_the_way_of_the_tab_key(page, lab):
    page.goto(f"{lab}/lab/tree/{NOTEBOOK}?reset")
    page.get_by_text("| Idle").wait_for(timeout=180_000)
    page.locator(".jp-Cell").first.click()
    tab_to(page, "show it in the report")
    page.keyboard.press("Enter")
    has_focus(page, "#privacylab-report .pl-toggle")
    page.keyboard.press("Escape")
    has_focus(page, ".jp-Notebook")
