"""Whatever goes wrong between an answer and its report is a sentence, and nothing is lost."""

import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil
from exercise_page import (
    HEAD,
    HURRIED,
    NOTEBOOK,
    RIGHT,
    copy_course,
    open_exercise,
    press,
    write,
)

# a disk of 48 MB with a copy of the course; then again an ordinary user, as which jails start
ON_A_SMALL_DISK = """
mount -t tmpfs -o size=48m small "$2" && cp -r "$1/." "$2" && cd "$2" && shift 2 &&
HOME=$PWD exec unshare --user --map-user=1000 --map-group=1000 "$@"
"""
ENDLESS = "    while True:\n        pass\n"


def error_of(page):
    return page.locator(".pl-error").inner_text()


def answer_in(path):
    cells = json.loads(path.read_text())["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["id"] == "ST-01-decide")


def server(lab):
    """The process of the lab at that address."""
    port = f"--ServerApp.port={lab.rpartition(':')[2]}"
    return running(psutil.Process().children(), port)


def grader(lab):
    """The process that grades for the lab at that address."""
    return running(server(lab).children(), "privacylab.jupyter.holder_process")


def running(processes, word):
    """The one whose command line has that word; another may have ended just now."""
    found = []
    for one in processes:
        with suppress(psutil.NoSuchProcess):  # a zombie is one, too
            found += [one] if word in one.cmdline() else []
    (only,) = found
    return only


def dismiss_dialogs(page):
    """Close JupyterLab's own messages, which may lie over the buttons."""
    page.add_locator_handler(
        page.locator(".jp-Dialog"),
        lambda dialog: dialog.get_by_role("button").last.click(),
        no_wait_after=True,  # there can be a second one below the first
    )


def type_in(page, words, text):
    """Replace what is in the first code cell that has these words."""
    page.locator(".jp-CodeCell .cm-content", has_text=words).first.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


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
        page.get_by_text("Not saved, so nothing was run").wait_for()
        assert (course / NOTEBOOK).read_text() == other + "\n"
        assert "while True" in page.locator(".jp-Notebook").inner_text()

        # and then "Overwrite"; the answer never ends, and the grader is killed
        page.get_by_role("button", name="Grade", exact=True).click()
        page.get_by_role("button", name="Overwrite").click()
        page.get_by_text("Grading … 1 s.").wait_for(timeout=180_000)
        os.kill(grader(lab).pid, signal.SIGKILL)
        page.get_by_text("stopped while it was working").wait_for()
        assert answer_in(course / NOTEBOOK) == HEAD + ENDLESS
        write(page, RIGHT)
        press(page, "Grade", "Graded: 2 of 2 points")
        assert error_of(page) == ""

    dismiss_dialogs(page)  # the server has ended
    page.get_by_role("button", name="Grade", exact=True).click()
    page.get_by_text("The lab’s server does not answer").wait_for(timeout=180_000)
    assert "2 of 2 points" in page.locator(".pl-report").inner_text()  # the last report stays
    page.close()


def test_two_tabs_of_one_notebook_and_a_kernel_that_hangs(browser, root, tmp_path, serve):
    course = copy_course(root, tmp_path / "lab")
    with serve(course) as lab:
        first, second = open_exercise(browser, lab), open_exercise(browser, lab)
        # the kernel is busy for as long as it runs; what is graded is the file
        type_in(first, "# Look", "while True:\n    pass")
        first.keyboard.press("Shift+Enter")
        first.get_by_text("| Busy").wait_for()
        press(first, "Check", "Checked: 0 of 2 public checks pass")
        write(first, RIGHT)
        press(first, "Grade", "Graded: 2 of 2 points")

        # the other tab has an older text, and asks before it writes over the newer one
        type_in(second, "def decide", HEAD + HURRIED)
        second.get_by_role("button", name="Grade", exact=True).click()
        second.get_by_role("button", name="Cancel").click()
        second.get_by_text("Not saved, so nothing was run").wait_for()
        assert answer_in(course / NOTEBOOK) == HEAD + RIGHT
        assert "today > due_on" in second.locator(".jp-Notebook").inner_text()
        second.get_by_role("button", name="Grade", exact=True).click()
        second.get_by_role("button", name="Revert").click()
        second.locator(".cm-content", has_text="today >= due_on").wait_for()
        press(second, "Grade", "Graded: 2 of 2 points")
        second.close()
        first.close()


def test_a_full_disk_at_saving_is_a_sentence_and_the_file_stays_whole(
    browser, root, tmp_path, serve
):
    course, small = copy_course(root, tmp_path / "lab"), tmp_path / "small"
    small.mkdir()
    within = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", ON_A_SMALL_DISK]
    with serve(course, within=[*within, "sh", str(course), str(small)]) as lab:
        disk = Path(f"/proc/{server(lab).pid}/root{small}")  # as the server sees it
        page = open_exercise(browser, lab)
        press(page, "Check", "Checked: 0 of 2 public checks pass")
        before = (disk / NOTEBOOK).read_bytes()
        write(page, RIGHT)
        with (disk / "filler").open("wb") as file:
            free = os.statvfs(disk)
            os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize)
        page.get_by_role("button", name="Grade", exact=True).click()
        page.get_by_text("The disk is full, so your notebook was not saved").wait_for()
        assert (disk / NOTEBOOK).read_bytes() == before
        assert "today >= due_on" in page.locator(".jp-Notebook").inner_text()
        dismiss_dialogs(page)  # JupyterLab's own says it, too

        (disk / "filler").unlink()
        press(page, "Grade", "Graded: 2 of 2 points")
        assert answer_in(disk / NOTEBOOK) == HEAD + RIGHT
        page.close()
