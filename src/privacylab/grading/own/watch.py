"""Checks an exercise each time its notebook is saved, as rustlings does for Rust.

It polls the files' dates twice a second: that needs no library, and works in every file system,
even where file events do not (network folders, containers).
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from privacylab.catalog import Exercise, Module
from privacylab.errors import LabError
from privacylab.grading.check import check_notebook
from privacylab.grading.course import Course
from privacylab.grading.feedback.report import from_here, passes, show_first_left
from privacylab.grading.submission.read import RUN
from privacylab.terminal import Terminal

PAUSE = 0.5  # seconds between two looks at the files


def watch(course: Course, watched: Sequence[tuple[Module, Exercise]], console: Terminal) -> None:
    """Check the first exercise left, and each exercise that is saved, until all of them pass."""
    files = {one: course.assignment(module.id, one) for module, one in watched}
    modules = {one: module for module, one in watched}
    saves, left = _saves(files), list(files)
    current, said = left[0], list[str]()
    while True:
        passed = _show(course, current, files[current], said, console)
        if passed and current in left:
            place = left.index(current)
            left.remove(current)
            then = course.after_checks(modules[current], current.id)
            said = [f"✓ {current.id}: all public checks pass. Next: {then}"]
            if left:
                current = left[place % len(left)]
                continue
        if not left:
            console.print("All watched exercises pass their public checks.")
            return
        current = next(saves)
        said = []
        if current not in left:
            left.append(current)
            left.sort(key=list(files).index)


def _show(
    course: Course, exercise: Exercise, notebook: Path, said: Sequence[str], console: Terminal
) -> bool:
    """Check a notebook, and show what is left in it; return whether all its checks pass."""
    try:
        reports = check_notebook(course.root, notebook)
    except LabError as reason:
        reports, problem = [], str(reason).replace(RUN, "save it again")
    if console.is_terminal:
        console.clear()
    for line in said:
        console.print(line, soft_wrap=True)
    if not reports:
        console.print(f"{exercise.id}: {problem}")
    elif passes(reports):
        return True
    else:
        show_first_left(reports, exercise.title, console)
    console.print(
        f"Work in {from_here(notebook)}: it is checked again each time you save it. "
        "Press Ctrl-C to stop.",
        soft_wrap=True,
    )
    return False


def _saves(files: dict[Exercise, Path]) -> Iterator[Exercise]:
    """Yield each exercise when its notebook is saved."""
    before = {one: _date(path) for one, path in files.items()}
    while True:
        for one, path in files.items():
            date = _date(path)
            if date and date != before[one]:
                before[one] = date
                yield one
        time.sleep(PAUSE)


def _date(path: Path) -> tuple[int, int] | None:
    """Return what changes with each save; None while the file is missing."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
