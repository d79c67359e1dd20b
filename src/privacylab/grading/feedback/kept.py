"""Shows what is kept of an exercise, and how to bring it back."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from privacylab.catalog import load_catalog
from privacylab.grading.course import Course
from privacylab.grading.feedback.report import from_here
from privacylab.grading.own.kept import MOST, Kept, folder_of
from privacylab.terminal import Terminal


def show_kept(course: Course, exercise_id: str, kept: Sequence[Kept], console: Terminal) -> None:
    """Print what is kept of an exercise as a table, and what to do next."""
    if not kept:
        console.print(
            f"Nothing is kept of {exercise_id} yet: each Grade keeps a copy. For the empty "
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
        "of an exercise, and the oldest goes first.",
        soft_wrap=True,
    )
    console.print(
        f"To bring one back: privacylab restore {exercise_id} 1. What you have now is kept first.",
        soft_wrap=True,
    )
