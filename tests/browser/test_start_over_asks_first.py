"""Start This Exercise Over, from the command palette."""

import pytest
from exercise_page import NOTEBOOK, RIGHT, copy_course, open_exercise, press, report_of, write


@pytest.fixture
def course(root, tmp_path):
    return copy_course(root, tmp_path / "alone")


def choose(page, button):
    page.keyboard.press("Control+Shift+C")
    page.keyboard.insert_text("Start This Exercise Over")
    page.get_by_text("Start This Exercise Over…").last.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("What it holds now is kept").wait_for()
    dialog.get_by_role("button", name=button, exact=True).click()


def test_it_asks_then_empties_the_notebook_and_keeps_what_was_in_it(browser, course, serve):
    with serve(course) as lab:
        page = open_exercise(browser, lab)
        press(page, "Check", "Checked")
        write(page, RIGHT)
        answer = page.locator(".jp-Cell", has_text="def decide").first
        choose(page, "Cancel")
        assert "raise NotImplementedError" not in answer.inner_text()
        choose(page, "Start Over")
        page.locator(".jp-Cell", has_text="raise NotImplementedError").first.wait_for(
            timeout=180_000
        )
        assert report_of(page).is_visible() and page.afar == [] and page.errors == []
        page.close()
    assert "raise NotImplementedError" in (course / NOTEBOOK).read_text()
    kept = [path.read_text() for path in (course / "var" / "kept" / "ST-01").iterdir()]
    assert any('return \\"hold\\"' in text for text in kept)
