"""Take the README's and the website's pictures of the lab: the home page, an exercise, its report.

    python docs/pictures/lab_pictures.py docs

It starts `privacylab lab` in a new home, where two modules are graded already. The exercise has the
mistake that the website's front page shows. Nothing is drawn by hand.
"""

import argparse
import contextlib
import io
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, sync_playwright
from terminal_cast import fill, run

from privacylab.authoring import read_exercise
from privacylab.catalog import Exercise, Module, find_root, load_catalog
from privacylab.jupyter.place import own_folders, running_lab
from privacylab.site.front_page import SHOWN, WRONG
from privacylab.verification.answers import reference_of

ROOT = find_root()
CATALOG = load_catalog(ROOT)
DONE = ("00_start", "01_cases")
TRACK = "Self-paced"
WINDOW = {"width": 1200, "height": 1100}  # CSS pixels
SHARP = 1.6  # pixels of a picture for each of them: two, where the README shows it
MARGIN = 12  # CSS pixels right of and below what is shown
PATIENCE = 180_000  # milliseconds, for a busy machine


def take(folder: Path) -> None:
    """Write home.webp and exercise.webp into a folder."""
    module, exercise = CATALOG.exercise(SHOWN) or (None, None)
    assert module and exercise
    with tempfile.TemporaryDirectory() as home:
        run(home, "progress")  # lays out the notebooks
        for name in DONE:
            done = CATALOG.modules[name]
            for one in done.exercises:
                fill(path_of(home, done, one), reference(done, one))
            run(home, f"grade {name}")
        notebook = path_of(home, module, exercise)
        fill(notebook, mistaken(reference(module, exercise)))
        with lab(home) as (address, token), browser() as page:
            page.goto(f"{address}?token={token}")
            read_lessons(page, [*DONE, module.id])
            shoot_exercise(page, exercise, folder / "exercise.webp")
            shoot_home(page, folder / "home.webp")


def path_of(home: str, module: Module, exercise: Exercise) -> Path:
    return Path(home) / "assignments" / module.id / f"{exercise.name}.ipynb"


def reference(module: Module, exercise: Exercise) -> dict[str, str]:
    return reference_of(read_exercise(ROOT, module, exercise))


def mistaken(answer: dict[str, str]) -> dict[str, str]:
    """The answer with the front page's line in its first function."""
    first = next(iter(answer))
    line = WRONG.split("=")[0] + "= .*"
    return answer | {first: re.sub(line, WRONG, answer[first])}


@contextlib.contextmanager
def lab(home: str) -> Iterator[tuple[str, str]]:
    """A learner's lab, by its address and its token."""
    runtime = Path(own_folders(Path(home), instructor=False)["JUPYTER_RUNTIME_DIR"])
    with open(Path(home) / "lab.log", "w") as log:
        server = subprocess.Popen(
            ["privacylab", "lab", "--no-browser"],
            env={**os.environ, "PRIVACYLAB_HOME": home},
            cwd=home,
            stdout=log,
            stderr=log,
        )
    try:
        while not (found := running_lab(runtime)):
            assert server.poll() is None, (Path(home) / "lab.log").read_text()
            time.sleep(0.3)
        yield found
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:  # a request was still at work
            server.kill()
            server.wait()


@contextlib.contextmanager
def browser() -> Iterator[Page]:
    """A window as sharp as a good screen, light, and without animation."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium.new_page(viewport=WINDOW, device_scale_factor=SHARP, reduced_motion="reduce")
        chromium.close()


def read_lessons(page: Page, modules: list[str]) -> None:
    """On the home page, choose the track, and mark the modules' lessons as read."""
    home_of(page).get_by_label(TRACK).check(timeout=PATIENCE)
    for one in modules:
        section = section_of(page, one)
        if section.get_attribute("open") is None:
            section.locator("summary").click()
        section.get_by_label("Mark as read").check()


def shoot_exercise(page: Page, exercise: Exercise, to: Path) -> None:
    home_of(page).locator(".pl-path-row", has_text=exercise.id).get_by_role("link").click()
    page.get_by_text("| Idle").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Grade", exact=True).click()
    page.locator(".pl-Panel [role=status]", has_text="Graded: ").wait_for(timeout=PATIENCE)
    page.keyboard.press("Control+B")  # closes the side panel
    page.locator(".jp-mod-rendered h2", has_text="Step 1").evaluate("one => one.scrollIntoView()")
    keep(page, to, page.locator("#jp-main-dock-panel"), page.locator(".pl-Panel > :last-child"))


def shoot_home(page: Page, to: Path) -> None:
    page.keyboard.press("Alt+Shift+H")
    page.keyboard.press("Control+J")  # closes the report
    opened = home_of(page).locator(".pl-path-section[open] summary")
    while opened.count():
        opened.first.click()  # so that all modules are in the picture
    whole = home_of(page).locator(".pl-course-body")
    keep(page, to, whole, whole)


def home_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Home: the course and your progress")


def section_of(page: Page, module: str) -> Locator:
    title = f"{module[:2]} · {CATALOG.modules[module].title}"
    return home_of(page).locator(".pl-path-section", has_text=title)


def keep(page: Page, to: Path, first: Locator, last: Locator) -> None:
    """Write a picture from the first part's upper left corner to the last one's lower right."""
    page.mouse.move(0, 0)  # away from what would look chosen
    page.wait_for_timeout(2000)  # until the page has drawn what was pressed
    start, end = first.bounding_box(), last.bounding_box()
    assert start and end
    clip = {
        "x": start["x"],
        "y": start["y"] + 2,  # below the line of the tabs
        "width": end["x"] + end["width"] - start["x"] + MARGIN,
        "height": end["y"] + end["height"] - start["y"] + MARGIN - 2,
    }
    Image.open(io.BytesIO(page.screenshot(clip=clip))).save(to, lossless=True, method=6)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    take(parser.parse_args().folder)
