"""An exercise that was run and saved yesterday, opened in a JupyterLab that has just started."""

import subprocess

import pytest
from exercise_page import copy_course

EXERCISE = "assignments/02_retention/RET-02_inactivity_clock.ipynb"
LESSON = "course/00_start/00_lesson.ipynb"


@pytest.fixture
def course(root, tmp_path):
    """A clone of the course."""
    copy = copy_course(root, tmp_path / "clone")
    ignored = (root / ".gitignore").read_text()
    (copy / ".gitignore").write_text(f"{ignored}/lab.log\n")
    me = ("-c", "user.name=me", "-c", "user.email=me@example.org")
    for words in (("init",), ("add", "."), ("commit", "-m", "as handed out")):
        subprocess.run(["git", *me, *words], cwd=copy, check=True, capture_output=True)
    return copy


def open_page(browser, lab, path):
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.goto(f"{lab}/lab/tree/{path}?token=secret&reset")
    page.get_by_text("| Idle").wait_for(timeout=180_000)
    return page


def run_all(page):
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def save(page):
    page.keyboard.press("Control+S")
    page.wait_for_timeout(2000)


def test_nothing_is_broken_and_git_finds_no_change_in_what_was_read(browser, course, serve):
    with serve(course) as lab:
        page = open_page(browser, lab, EXERCISE)
        page.get_by_role("button", name="Run this cell").first.wait_for(state="attached")
        test = page.locator(".jp-Cell", has_text='Checks("RET-02", "is_inactive"').first
        test.click()
        page.keyboard.press("Shift+Enter")  # before the cells above
        first = page.locator(".privacylab-report", has_text="is not defined yet").first
        first.wait_for(timeout=180_000)
        assert "Run → Run All Above Selected Cell" in first.inner_text()
        run_all(page)
        page.get_by_role("slider").first.wait_for(timeout=180_000)
        summary = page.locator(".privacylab-summary")
        summary.wait_for(timeout=180_000)
        assert "RET-02: 0 of " in summary.inner_text()
        save(page)
        page.close()
        page = open_page(browser, lab, LESSON)
        run_all(page)
        page.locator(".jp-OutputArea-output").first.wait_for(timeout=180_000)
        page.get_by_text("| Idle").wait_for(timeout=180_000)
        save(page)
        page.close()
    words = ["git", "status", "--porcelain"]
    said = subprocess.run(words, cwd=course, check=True, capture_output=True, text=True).stdout
    assert said.split() == ["M", EXERCISE]
    with serve(course) as lab:
        page = open_page(browser, lab, EXERCISE)
        page.get_by_text("Run this cell to play.").first.wait_for(timeout=180_000)
        assert page.get_by_role("slider").count() == 0
        assert page.locator(".jp-OutputArea img, .jp-OutputArea svg[role=img]").count() >= 1
        shown = page.locator(".jp-Notebook").inner_text()
        assert "model not found" not in shown and "Error displaying widget" not in shown
        page.close()
