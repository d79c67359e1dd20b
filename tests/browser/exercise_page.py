"""An exercise in JupyterLab, as these tests use it: its buttons, its report, its answer's cell."""

import os
import shutil

NOTEBOOK = "assignments/00_start/ST-01_keep_delete_or_hold.ipynb"
HEAD = "def decide(due_on, held, today):\n"
HURRIED = '    if today > due_on:\n        return "delete"\n    return "hold" if held else "keep"\n'
RIGHT = '    if held:\n        return "hold"\n    return "delete" if today >= due_on else "keep"\n'


def copy_course(root, copy):
    """A copy of the course as a person who learns alone has it."""
    for folder in ("course", "assignments", "datasets", "solutions"):
        shutil.copytree(root / folder, copy / folder)
    shutil.copy(root / "nbgrader_config.py", copy)
    return copy


def watched_page(browser, lab):
    """A page that remembers what it called elsewhere, and its own errors."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    here = (lab, lab.replace("http", "ws"), "data:", "blob:")
    page.afar, page.errors = [], []
    page.on("request", lambda sent: sent.url.startswith(here) or page.afar.append(sent.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    return page


def open_exercise(browser, lab):
    page = watched_page(browser, lab)
    page.goto(f"{lab}/lab/tree/{NOTEBOOK}?token=secret&reset")
    page.get_by_text("| Idle").wait_for(timeout=180_000)
    return page


def report_of(page):
    return page.get_by_role("region", name="Report of the exercise")


def press(page, name, words):
    """Press a button of the toolbar, and wait until the status says these words."""
    page.get_by_role("button", name=name, exact=True).click()
    wait_for_status(page, words)


def wait_for_status(page, words):
    page.locator(".pl-Panel [role=status]", has_text=words).wait_for(timeout=180_000)


def write(page, answer):
    """Follow the report to the answer's cell, and write another answer there."""
    way = report_of(page).get_by_role("button", name="Go to your answer")
    if not way.count():  # the step has passed, and is closed
        report_of(page).locator("h3 .pl-toggle").first.click()
    way.first.click()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(HEAD + answer)


def picture(page, name):
    """Keep how the page looks, where a folder for pictures is named."""
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{os.environ['SCREENSHOTS']}/{name}.png")
