"""Measures how long a learner waits between pressing Grade in a real browser and the report.

    python benchmarks/press_to_report.py                     three exercises, 50 presses each
    python benchmarks/press_to_report.py RET-02 --presses 5  a first look

Pressing Grade saves the notebook, grades it and shows the report. The grader is warm, as it is once
an exercise is open. For comparison, the same run times commands that start cold: our command line,
and on the same notebook nbgrader's `validate` (public checks) and `autograde` (all checks). The
answers are the reference answers. It needs Chromium (.ci/install) and the dev tools.
"""

import argparse
import contextlib
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from privacylab.authoring.cells import Role, name_of, role
from privacylab.catalog import load_catalog
from privacylab.grading.cells import own_cells

REPOSITORY = Path(__file__).parents[1]
EXERCISES = ("ST-01", "RET-02", "DEL-02")  # small, median and large
COLD_RUNS = 5
BIN = Path(sys.executable).parent  # where nbgrader looks for alembic
ENVIRONMENT = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
# the status says "Saving" as soon as Grade is pressed, and "Graded" when the report is there
WATCH = """() => {
  const status = document.querySelector('.pl-Panel [role=status]');
  window.graded = new Promise(done => {
    let pressed = 0;
    new MutationObserver((_, observer) => {
      pressed ||= performance.now();
      if (/^(Graded|No new)/.test(status.textContent)) {
        observer.disconnect();
        requestAnimationFrame(() => done([performance.now() - pressed, status.textContent]));
      }
    }).observe(status, { childList: true, characterData: true, subtree: true });
  });
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercises", nargs="*", default=EXERCISES)
    parser.add_argument("--presses", type=int, default=50)
    wanted = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, ",
        end="",
    )
    print(f"load {os.getloadavg()[0]:.1f}")
    print(f"{'':10}{'press to report':^33}{'cold start (p50)':^40}")
    print(f"{'exercise':10}{'presses':>8}{'p50':>8}{'p95':>8}{'max':>8}", end="")
    print(f"{'ours':>10}{'validate':>12}{'autograde':>12}{'÷ p50':>8}")
    with tempfile.TemporaryDirectory() as folder:
        course = make_course(Path(folder) / "lab")
        with serve(course) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            for name in wanted.exercises:
                path = solve(course, name)
                times = sorted(press(browser.new_page(), address, path, wanted.presses))
                p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
                p50 = statistics.median(times)
                figures = (p50, p95, times[-1])
                print(f"{name:10}{len(times):8}", *(f"{one:6.2f} s" for one in figures), end="")
                module, notebook = Path(path).parent.name, Path(path).stem
                own = ("--student", "me", "--notebook", notebook, "--force")
                ours = from_nothing(course, "privacylab.cli", "grade", name)
                validate = from_nothing(course, "nbgrader", "validate", path)
                autograde = from_nothing(course, "nbgrader", "autograde", module, *own)
                print(f"{ours:8.2f} s{validate:10.2f} s{autograde:10.2f} s", end="")
                print(f"{autograde / p50:7.1f}", flush=True)
            browser.close()


def make_course(course: Path) -> Path:
    for folder in ("course", "assignments", "datasets", "solutions"):
        shutil.copytree(REPOSITORY / folder, course / folder)
    shutil.copy(REPOSITORY / "nbgrader_config.py", course)
    return course


def solve(course: Path, name: str) -> str:
    """Write the reference answer into an exercise's notebook; return the notebook's path."""
    found = load_catalog(course).exercise(name)
    assert found, f"there is no exercise {name}"
    module, exercise = found
    for one in module.with_earlier(exercise):
        solved = own_cells(course, module, one).solved
        right = {name_of(cell): cell.source for cell in solved.cells if role(cell) is Role.ANSWER}
        path = Path("assignments", module.id, f"{one.name}.ipynb")
        notebook = json.loads((course / path).read_text())
        for cell in notebook["cells"]:
            cell["source"] = right.get(cell["id"], cell["source"])
        (course / path).write_text(json.dumps(notebook))
    return path.as_posix()


@contextlib.contextmanager
def serve(course: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "JUPYTER_TOKEN": "secret", "HOME": str(course)}
    command = [sys.executable, "-m", "privacylab.cli", "lab", "--port", str(port), "--no-browser"]
    with (course / "lab.log").open("w") as log:
        server = subprocess.Popen(command, cwd=course, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/api", timeout=2)
                break
            assert server.poll() is None, (course / "lab.log").read_text()
            time.sleep(0.3)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def press(page: Page, address: str, path: str, presses: int) -> list[float]:
    """Press Grade `presses` times; return the seconds to the report (full marks) for each."""
    page.goto(f"{address}/lab/tree/{path}?token=secret&reset")
    page.get_by_text("| Idle").wait_for(timeout=120_000)
    grade = page.get_by_role("button", name="Grade", exact=True)
    seconds = []
    for number in range(presses + 1):
        page.evaluate(WATCH)
        grade.click()
        took, said = waited(page)
        points = said.removeprefix("Graded: ").removesuffix(" points.").split(" of ")
        assert len(points) == 2 and points[0] == points[1], said
        if number:  # the first press also creates the gradebook
            seconds.append(took / 1000)
    page.close()
    return seconds


def waited(page: Page) -> tuple[float, str]:
    found: Any = page.evaluate("window.graded")
    return found[0], found[1]


def from_nothing(course: Path, *command: str) -> float:
    """Return the median seconds that a command takes."""
    seconds = []
    for _ in range(COLD_RUNS):
        began = time.monotonic()
        words = [sys.executable, "-m", *command]
        done = subprocess.run(words, cwd=course, env=ENVIRONMENT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        seconds.append(time.monotonic() - began)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
