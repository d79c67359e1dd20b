"""Shows the kept copies of an exercise, and how to restore one."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from privacylab.catalog import load_catalog
from privacylab.grading.course import Course
from privacylab.grading.feedback.report import from_here
from privacylab.grading.own.kept import MOST, Kept, folder_of
from privacylab.terminal import Terminal


def show_kept(course: Course, exercise_id: str, kept: Sequence[Kept], console: Terminal) -> None:
    """Print the kept copies of an exercise as a table, and what to do next."""
    if not kept:
        console.print(
            f"There are no copies of {exercise_id} yet: each Grade keeps one. For the empty "
            f"exercise, run: privacylab reset {exercise_id}",
            soft_wrap=True,
        )
        return
    found = load_catalog(course.root).exercise(exercise_id)
    total = f" of {found[1].points:g}" if found else ""
    table = Table("number", "kept on", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("points", justify="right")
    for number, one in enumerate(kept, 1):
        points = "not graded" if one.points is None else f"{one.points:g}{total}"
        table.add_row(str(number), f"{one.at.astimezone():%d %b %Y, %H:%M:%S}", points)
    console.print(table)
    console.print(
        f"They are in {from_here(folder_of(course, exercise_id))}, without outputs: at most {MOST} "
        "per exercise, and the oldest is deleted first.",
        soft_wrap=True,
    )
    console.print(
        f"To restore one, run: privacylab restore {exercise_id} 1. It keeps your current notebook.",
        soft_wrap=True,
    )
