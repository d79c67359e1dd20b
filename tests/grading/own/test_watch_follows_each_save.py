"""privacylab watch, in a process of its own, beside an editor that saves."""

import functools
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
import tiny_course as tiny
from nbformat.v4 import writes_json

from privacylab.grading import Course

COMMAND = (sys.executable, "-m", "privacylab.cli", "watch")


@pytest.fixture(scope="module")
def own(course, tmp_path_factory) -> Course:
    """A copy of the tiny course with its empty notebooks."""
    copy = tmp_path_factory.mktemp("watched")
    shutil.copytree(course.root / "course", copy / "course")
    shutil.copytree(course.root / "solutions", copy / "solutions")
    own = Course(copy, copy)
    for task in tiny.TASKS:
        save(own, task)
    return own


@pytest.fixture
def begin(own):
    """Start privacylab watch; what still runs at the end of the test is ended."""
    started = []

    def start(name: str, **where):
        listens = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # in a job, too
        command = [*COMMAND, name]
        started.append(subprocess.Popen(command, cwd=own.root, preexec_fn=listens, **where))
        return started[-1]

    yield start
    for process in started:
        process.kill()


def save(own: Course, task: str, answer: str | None = None) -> None:
    path = own.root / "assignments" / tiny.MODULE / f"{tiny.name_of(task)}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(writes_json(tiny.notebook(own, task, answer)))


def wait_for(read, words: str) -> str:
    deadline = time.monotonic() + 120
    while words not in read():
        assert time.monotonic() < deadline, f"{words!r} was not said: {read()!r}"
        time.sleep(0.2)
    return read()


def test_it_follows_each_save_to_the_end_of_the_module(own, begin, tmp_path):
    log = tmp_path / "log"
    with log.open("w") as out:
        process = begin(tiny.MODULE, stdout=out, stderr=out)
    said = wait_for(log.read_text, "Press Ctrl-C to stop.")
    assert said.startswith("RET-02 · Twice, for RET-02  The public check does not pass.\n")
    assert "○ not attempted" in said and "\x1b" not in said
    save(own, "RET-02", "def ret_02(x):\n    return 5")
    assert "✗ failed" in wait_for(log.read_text, "came back")
    save(own, "RET-02", tiny.right("RET-02"))
    wait_for(log.read_text, "✓ RET-02: all public checks pass.")
    wait_for(log.read_text, "RET-01 · Twice, for RET-01  The public check does not")
    save(own, "RET-08", tiny.right("RET-08"))  # not the one that was shown
    wait_for(log.read_text, "✓ RET-08: all public checks pass.")
    save(own, "RET-01", tiny.right("RET-01"))
    wait_for(log.read_text, "All watched exercises pass their public checks.")
    assert process.wait(60) == 0


def test_a_terminal_is_cleared_and_ctrl_c_ends_it_in_one_line(own, begin):
    save(own, "RET-02")
    ours, theirs = pty.openpty()
    process = begin("RET-02", stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = ""

    def read() -> str:
        nonlocal said
        with suppress(OSError):  # once the command has ended
            if select.select([ours], [], [], 0)[0]:
                said += os.read(ours, 65536).decode(errors="replace")
        return said

    wait_for(read, "to stop.")
    assert "\x1b[2J" in said
    process.send_signal(signal.SIGINT)
    wait_for(read, "Stopped watching.")
    assert process.wait(60) == 0
    assert "Traceback" not in said
    os.close(ours)


def test_a_damaged_notebook_is_one_sentence_and_is_checked_again_once_it_is_whole(
    own, begin, tmp_path
):
    path = Path(own.root / "assignments" / tiny.MODULE / f"{tiny.name_of('RET-02')}.ipynb")
    path.write_text("<<<<<<< HEAD")
    log = tmp_path / "log"
    with log.open("w") as out:
        process = begin("RET-02", stdout=out, stderr=out)
    assert "is not a notebook" in wait_for(log.read_text, "Press Ctrl-C to stop.")
    save(own, "RET-02", tiny.right("RET-02"))
    assert process.wait(60) == 0
    assert "All watched exercises pass" in log.read_text()
