"""What a learner sees in JupyterLab, in a real browser."""

import json
import shutil

import nbformat
import pytest
from exercise_page import watched_page

NOTEBOOK = "assignments/02_retention/RET-02_inactivity_clock.ipynb"


@pytest.fixture(scope="module")
def course(root, tmp_path_factory):
    """A copy of what a learner has, with RET-02 solved in part: is_inactive is one day late."""
    copy = tmp_path_factory.mktemp("clone")
    for folder in ("course", "assignments", "datasets"):
        shutil.copytree(root / folder, copy / folder)
    path = copy / NOTEBOOK
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if cell["id"] == "RET-02-is_inactive":
            stub = "# YOUR CODE HERE\n    raise NotImplementedError()"
            late = "inactive_from = last_use + pd.DateOffset(months=18, days=1)"
            text = "".join(cell["source"])
            assert stub in text
            cell["source"] = text.replace(stub, late, 1).splitlines(keepends=True)
    path.write_text(json.dumps(notebook))
    return copy


@pytest.fixture(scope="module")
def lab(browser, course, serve):
    with serve(course) as address:
        yield address


@pytest.fixture
def page(browser, lab):
    """A page that remembers every address outside this machine that it was asked to call."""
    page = watched_page(browser, lab)
    yield page
    page.close()


def open_page(page, lab, path):
    page.goto(f"{lab}/lab/tree/{path}?token=secret&reset")
    page.get_by_text("| Idle").wait_for(timeout=180_000)


def test_the_first_page_is_the_courses_home_and_nothing_asks_for_news(page, lab):
    page.goto(f"{lab}/?token=secret")
    page.get_by_role("heading", name="Privacy Engineering Lab").wait_for(timeout=180_000)
    assert page.locator(".lm-DockPanel-tabBar .lm-TabBar-tabLabel").all_inner_texts() == ["Home"]
    page.wait_for_timeout(2000)
    assert page.get_by_text("official Jupyter news").count() == 0
    assert page.afar == []


def test_a_learner_runs_the_cells_and_reads_why_a_public_check_failed(page, lab):
    open_page(page, lab, NOTEBOOK)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    report = page.locator(".privacylab-report", has_text="RET-02 · is_inactive").first
    report.wait_for(timeout=180_000)
    text = report.inner_text()
    assert "failed" in text
    assert 'is_inactive(day("2021-12-15"), day("2023-06-15"))' in text
    assert "came back:  False" in text and "expected:   True" in text
    assert "hidden checks run at grading" in text
    later = page.locator(".privacylab-report", has_text="last_child_use").first
    later.wait_for()
    assert "not attempted" in later.inner_text()
    assert page.afar == []


def test_the_merkle_path_breaks_under_the_keyboard_when_a_byte_is_changed(page, lab, course):
    source = "from privacylab.lab import merkle_path\nmerkle_path([b'view'] * 7)"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [nbformat.v4.new_code_cell(source)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), course / "widget.ipynb")
    open_page(page, lab, "widget.ipynb")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    words = page.locator("[aria-live=polite]", has_text="Entry 4 is unchanged")
    words.wait_for(timeout=180_000)
    page.get_by_role("button", name="one byte of the entry").press("Enter")
    page.get_by_text("Byte 0 of entry 4 is changed").wait_for()
    page.get_by_role("slider").last.press("ArrowRight")
    page.get_by_text("Byte 1 of entry 4 is changed").wait_for()
    picture = page.get_by_role("img", name="4 of 4 hashes on the way up differ")
    assert picture.get_by_text("✗").count() == 4
    assert picture.get_by_text("≠ anchor").is_visible()
    assert page.afar == []
