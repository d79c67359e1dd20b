"""Whatever goes wrong between an answer and its report is a sentence, and nothing is lost."""

import json
import os
import signal
import time

import psutil
from exercise_page import HEAD, NOTEBOOK, RIGHT, copy_course, open_exercise, press, write

ENDLESS = "    while True:\n        pass\n"


def error_of(page):
    return page.locator(".pl-error").inner_text()


def answer_in(path):
    cells = json.loads(path.read_text())["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["id"] == "ST-01-decide")


def grader(server_port):
    """The process that grades for the server at that port."""
    (found,) = (
        process
        for process in psutil.process_iter(["cmdline"])
        if "privacylab.jupyter.holder_process" in (process.info["cmdline"] or [])
        and f"--ServerApp.port={server_port}" in process.parent().cmdline()
    )
    return found


def test_a_conflict_a_killed_grader_and_a_server_that_is_gone(browser, root, tmp_path, serve):
    course = copy_course(root, tmp_path / "lab")
    with serve(course) as lab:
        page = open_exercise(browser, lab)
        press(page, "Check", "Checked: ")

        # another program has saved the file meanwhile: the learner is asked, and says "Cancel"
        write(page, ENDLESS)
        other = (course / NOTEBOOK).read_text()
        (course / NOTEBOOK).write_text(other + "\n")
        later = time.time() + 5
        os.utime(course / NOTEBOOK, (later, later))
        page.get_by_role("button", name="Grade", exact=True).click()
        page.get_by_role("button", name="Cancel").click()
        page.get_by_text("Not saved, so nothing was run").wait_for(timeout=10_000)
        assert (course / NOTEBOOK).read_text() == other + "\n"
        assert "while True" in page.locator(".jp-Notebook").inner_text()

        # and then "Overwrite"; the answer never ends, and the grader is killed
        page.get_by_role("button", name="Grade", exact=True).click()
        page.get_by_role("button", name="Overwrite").click()
        page.get_by_text("Grading … 1 s.").wait_for(timeout=60_000)
        os.kill(grader(lab.rpartition(":")[2]).pid, signal.SIGKILL)
        page.get_by_text("was ended while it was at work").wait_for(timeout=30_000)
        assert answer_in(course / NOTEBOOK) == HEAD + ENDLESS
        write(page, RIGHT)
        press(page, "Grade", "Graded: 2 of 2 points")
        assert error_of(page) == ""

    # the server has ended; JupyterLab's own message about that may lie over the button
    page.add_locator_handler(
        page.locator(".jp-Dialog"), lambda dialog: dialog.get_by_role("button").last.click()
    )
    page.get_by_role("button", name="Grade", exact=True).click()
    page.get_by_text("The lab’s server does not answer").wait_for(timeout=60_000)
    assert "2 of 2 points" in page.locator(".pl-report").inner_text()  # the last report stays
    page.close()
