"""Measures the memory of a lab in use: one lesson and five exercises, with all cells run.

    python benchmarks/memory.py

Each process counts with its proportional share of shared memory (PSS), so the sum is what the
machine would get back without the lab. The browser isn't included. There is no comparable lab, so
the limit is MOST. It needs Linux, Chromium (.ci/install) and the dev tools.
"""

import collections
import shutil
import tempfile
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from press_to_report import make_course, serve, solve
from privacylab.catalog import load_catalog

MODULE = "02_retention"
LESSON = "course/02_retention/02_lesson.ipynb"
EXERCISES = 5  # the first ones of the module
MOST = 1200  # MB: the limit set in issue 17
LONGEST = 900_000  # milliseconds for all cells of a page; the lesson builds a company's stores
# a cell that is queued or running shows a star
ALL_RUN = """() => [...document.querySelectorAll('.jp-InputArea-prompt')]
  .every(prompt => !prompt.textContent.includes('*'))"""
# the first word found in the command of a process, or of its nearest ancestor, gives its kind
KINDS = {
    "privacylab.jupyter.holder_process": "grader",
    "ipykernel_launcher": "kernel",
    "jupyterlab": "server",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        course = make_course(Path(folder) / "lab")
        module = load_catalog(course).modules[MODULE]
        exercises = [solve(course, one.id) for one in module.exercises[:EXERCISES]]
        with serve(course) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page()
            show("JupyterLab is open", opened(page, address, ""))
            show("lesson run", run_all(page, address, LESSON))
            for number, path in enumerate(exercises, start=1):
                run_all(page, address, path)
                page.get_by_role("button", name="Grade", exact=True).click()
                status = page.locator(".pl-Panel [role=status]", has_text="Graded: ")
                status.wait_for(timeout=LONGEST)
                show(f"exercises run: {number}", address)
            browser.close()


def opened(page: Page, address: str, path: str) -> str:
    page.goto(f"{address}/lab/tree/{path}?token=secret" if path else f"{address}/lab?token=secret")
    page.locator("#jp-main-dock-panel").wait_for(timeout=LONGEST)
    return address


def run_all(page: Page, address: str, path: str) -> str:
    """Open a page in another tab, run all its cells, and wait for the last one."""
    opened(page, address, path)
    page.get_by_text("| Idle").wait_for(timeout=LONGEST)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(ALL_RUN, timeout=LONGEST)
    return address


def show(what: str, address: str) -> None:
    """Print the memory of the lab at this address, by kind of process, in MB."""
    sizes = sizes_of(server_at(address))
    total = sum(sum(one) for one in sizes.values())
    kinds = (
        f"{kind} {sum(one):.0f}" + (f" ({len(one)} processes)" if len(one) > 1 else "")
        for kind, one in sorted(sizes.items())
    )
    print(f"{what:30}{total:6.0f} MB: {', '.join(kinds)}", flush=True)


def server_at(address: str) -> psutil.Process:
    port = int(address.rpartition(":")[2])
    return next(
        one
        for one in psutil.Process().children()
        if any(it.laddr.port == port for it in one.net_connections("tcp"))
    )


def sizes_of(server: psutil.Process) -> dict[str, list[float]]:
    """Return the PSS of each of a lab's processes in MB, by kind."""
    sizes = collections.defaultdict(list)
    for process in (server, *server.children(recursive=True)):
        try:
            kind = next(
                (one for one in map(kind_of, (process, *process.parents())) if one), "other"
            )
            sizes[kind].append(process.memory_full_info().pss / 2**20)
        except psutil.NoSuchProcess:
            continue
    return sizes


def kind_of(process: psutil.Process) -> str:
    command = process.cmdline()
    return next((kind for word, kind in KINDS.items() if word in command), "")


if __name__ == "__main__":
    main()
