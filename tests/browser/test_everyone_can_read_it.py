"""What axe-core finds on the lab's own pages, in light and dark, and at 200% zoom.

One page of JupyterLab has all of them open, run and graded.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from exercise_page import HEAD, NOTEBOOK, RIGHT, copy_course

FAILED = "assignments/02_retention/RET-02_inactivity_clock.ipynb"
LESSON = "course/01_cases/01_lesson.ipynb"
ONBOARDING = "course/onboarding.ipynb"
STUB = "raise NotImplementedError()"
# what is shown and graded: by its name, the label of its tab
PLACES = {
    "home": "Home",
    "a lesson": "01_lesson.ipynb",
    "a failed exercise": "RET-02",
    "full marks and the gallery": "ST-01",
    "onboarding": "onboarding.ipynb",
}
# the lab's own parts of the page: JupyterLab's menus and toolbars are its makers'
FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"
OWN = (
    ".pl-Home",
    ".pl-Course",
    ".pl-Panel",
    f"{FRONT} .jp-MarkdownOutput",
    f"{FRONT} .jp-Cell-outputWrapper",
)
WIDE = {"width": 1400, "height": 900}
ZOOMED = {"width": 700, "height": 450}  # WIDE at 200%
TALL = {"width": 700, "height": 9_000}  # so that axe-core sees the color of what is further down
SCROLLS = ["scrollable-region-focusable"]
NEVER = ("serious", "critical")


@pytest.fixture(scope="module")
def course(root, tmp_path_factory):
    """A copy in which RET-02 is answered wrongly, and ST-01 rightly."""
    copy = copy_course(root, tmp_path_factory.mktemp("clone") / "course")
    answer(copy / FAILED, "RET-02-is_inactive", lambda text: text.replace(STUB, "return False"))
    answer(copy / FAILED, "RET-02-last_child_use", lambda text: text.replace(STUB, "crash()"))
    answer(copy / NOTEBOOK, "ST-01-decide", lambda _: HEAD + RIGHT)
    return copy


def answer(path, name, write):
    notebook = json.loads(path.read_text())
    (cell,) = (one for one in notebook["cells"] if one["id"] == name)
    text = "".join(cell["source"])
    cell["source"] = write(text)
    assert cell["source"] != text
    path.write_text(json.dumps(notebook))


@pytest.fixture(scope="module")
def page(browser, course, serve):
    """All of PLACES, in one page."""
    with serve(course) as lab:
        page = browser.new_page(viewport=WIDE)
        page.goto(f"{lab}/lab?token=secret&reset", timeout=180_000)
        # JupyterLab's body is 0 px high and hides what overflows: axe-core would skip all colors
        page.add_style_tag(content="body { height: 100vh }")
        page.get_by_label("Onboarding").check(timeout=180_000)
        open_step(page, ONBOARDING)
        run_all(page)
        page.get_by_label("Self-paced").evaluate("it => it.click()")
        open_step(page, LESSON)
        run_all(page)
        open_step(page, FAILED)
        run_all(page)
        grade(page, "RET-02", "0 of 6 points")
        hint = page.locator(".pl-Panel").get_by_role("button", name="Open hint 1")
        hint.first.click()
        open_step(page, NOTEBOOK)
        grade(page, "ST-01", "2 of 2 points")
        for tab, shown in (
            ("RET-02", ".privacylab-report:has-text('crashed')"),
            ("RET-02", "[role=slider]"),
            ("01_lesson.ipynb", "[role=slider]"),
            ("01_lesson.ipynb", ".jp-RenderedHTML table"),
            ("onboarding.ipynb", "section:has-text('Not finished yet')"),
        ):
            come_to(page, tab)
            page.locator(f"{FRONT} {shown}").first.wait_for(timeout=180_000)
        yield page
        page.close()


def open_step(page, path):
    link = page.locator(f".pl-Course .pl-path-name[href*='{path}']")
    link.first.evaluate("it => it.click()", timeout=180_000)  # its section may be closed
    name = path.rpartition("/")[2]
    page.locator(".lm-DockPanel .lm-mod-current", has_text=name).wait_for(timeout=180_000)
    page.locator(f"{FRONT} .jp-Cell").first.wait_for(timeout=180_000)
    page.get_by_text("| Idle").wait_for(timeout=180_000)


def run_all(page):
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def grade(page, exercise, points):
    # a key that is pressed while another notebook is still in front grades that one
    title = page.locator(".pl-Panel h2", has_text=exercise)
    title.wait_for(state="attached", timeout=180_000)  # hidden until something is graded
    page.keyboard.press("Control+Shift+Enter")
    page.locator(".pl-points", has_text=points).wait_for(timeout=180_000)


def come_to(page, tab):
    page.set_viewport_size(WIDE)
    page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text=tab).click()


def open_report(page):
    """Open all that is closed in the report, and what opens in there."""
    for shown in (".pl-Panel", ".pl-counterfeits"):
        if page.locator(".pl-Panel .pl-gallery").count():
            page.locator(f".pl-Panel{shown}, .pl-Panel {shown}").first.wait_for(timeout=180_000)
        closed = page.locator(".pl-Panel .pl-toggle[aria-expanded='false']")
        closed.evaluate_all("all => all.forEach(it => it.click())")


@pytest.fixture(params=["Light", "Dark"], scope="module")
def theme(request, page):
    page.set_viewport_size(WIDE)
    page.keyboard.press("Control+Shift+C")
    page.keyboard.insert_text(f"JupyterLab {request.param}")
    of_themes = page.locator(".lm-CommandPalette-itemLabel", has_text="Theme")
    of_themes.filter(has_text=f"JupyterLab {request.param}").first.click()
    name = json.dumps(f"JupyterLab {request.param}")
    page.wait_for_function(f"document.body.dataset.jpThemeName === {name}")
    return request.param


def findings(page, within=(), only=()):
    """What is wrong, and where."""
    here = [[one] for one in within if page.locator(one).count()]
    assert here or not within, "nothing of the lab is on the page"
    options = {"runOnly": only} if only else {}
    found = Axe().run(page, {"include": here} if here else None, options).response
    seen = {one["id"] for one in found["passes"] + found["violations"]}
    assert "color-contrast" in seen or only == SCROLLS, "axe-core looked at no color"
    return [
        (one["id"], node["html"][:200])
        for one in found["violations"]
        if one["impact"] in NEVER or one["id"] == "heading-order"
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("place", PLACES)
def test_there_is_no_serious_finding(page, theme, place):
    come_to(page, PLACES[place])
    open_report(page)
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{os.environ['SCREENSHOTS']}/{place} {theme}.png")
    if theme == "Dark":  # where only the colors differ
        page.set_viewport_size(TALL)
        assert findings(page, OWN, ["color-contrast"]) == []
        return
    page.set_viewport_size(ZOOMED)
    page.wait_for_timeout(1_000)  # what has become wide is found by then
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{os.environ['SCREENSHOTS']}/{place} zoomed.png")
    assert findings(page, OWN, SCROLLS) == []
    page.set_viewport_size(TALL)
    assert findings(page, OWN) == []


def test_the_arrow_keys_scroll_what_is_wide(page):
    come_to(page, "01_lesson.ipynb")
    page.set_viewport_size(ZOOMED)
    wide = page.locator(f"{FRONT} .pl-wide").first
    wide.focus()
    page.keyboard.press("ArrowRight")
    assert wide.evaluate("it => it.scrollLeft") > 0
    page.set_viewport_size({"width": 2400, "height": 900})
    page.wait_for_function(f"!document.querySelector({json.dumps(f'{FRONT} p.pl-wide')})")


@contextmanager
def zoomed(browser, path):
    page = browser.new_page(viewport=ZOOMED)
    page.goto(path.as_uri())
    yield page
    page.close()


def test_a_feedback_page_has_no_serious_finding(browser, course, page):
    (path,) = (course / "feedback").rglob("RET-02*.html")
    with zoomed(browser, path) as page:
        for closed in page.locator("details").all():
            closed.evaluate("it => { it.open = true }")
        assert findings(page) == []


def test_a_certificate_has_no_serious_finding(browser, course, page):
    command = [sys.executable, "-m", "privacylab.cli", "certificate"]
    subprocess.run(command, cwd=course, check=True, capture_output=True)
    (path,) = (course / "feedback").glob("certificate-*.html")
    with zoomed(browser, path) as page:
        assert findings(page) == []
