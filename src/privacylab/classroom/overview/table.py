"""Shows a class on a terminal."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from privacylab.classroom.overview.model import ClassOverview, ClassRow, ExerciseOverview
from privacylab.classroom.overview.words import (
    change,
    counted,
    how_it_went,
    needs,
    regraded,
    status,
    urgent_first,
)
from privacylab.classroom.report import MOST_SHOWN
from privacylab.grading.result.model import LOOKS
from privacylab.terminal import Terminal, bold
from privacylab.text import one_line

WIDEST = 100  # columns
ROOMY = 100  # columns; from here on, there is room for what each learner needs
MOST_NAMED = 3  # learners whose scores a regrade changed


def show_modules(overviews: Sequence[ClassOverview], console: Terminal) -> None:
    """Show one line for each module."""
    table = Table("module", "learners", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("median", justify="right")
    for one in overviews:
        told = ", ".join(f"{count:,} {words}" for words, count in counted(one))
        median = "–" if one.median is None else f"{one.median:g} of {one.points:g}"
        table.add_row(one.module, told, median)
    console.print(table)
    console.print(bold("Next"))
    for one in overviews:
        console.print(f"  privacylab class {one.module}", soft_wrap=True)


def show_class(overview: ClassOverview, everybody: bool, console: Terminal) -> None:
    """Show how the class is doing in a module, who needs something, and how each exercise went."""
    console.print(bold(f"{overview.module} · {overview.title}"))
    told = ", ".join(f"{count:,} {words}" for words, count in counted(overview))
    console.print(f"{overview.counts['learners']:,} learners: {told}.")
    if overview.median is not None:
        console.print(
            f"Median of those who began: {overview.median:g} of {overview.points:g} points."
        )
    rows = list(overview.learners) if everybody else urgent_first(overview.learners)
    shown = rows if everybody else rows[:MOST_SHOWN]
    if shown:
        console.print(bold("\nEveryone" if everybody else "\nWho needs something"))
        _show_rows(overview, shown, console)
    if len(rows) > len(shown):
        console.print(f"and {len(rows) - len(shown):,} more: --all lists them")
    refused = [row for row in shown if row.problem]
    if refused:
        console.print(bold("\nCould not be graded"))
    for row in refused:
        when = f" ({row.problem_at})" if row.problem_at else ""
        _below(f"{one_line(row.learner)}: {one_line(row.problem)}{when}", console)
    console.print(bold("\nHow the exercises went"))
    for one in overview.exercises:
        _show_exercise(one, console)
    _show_next(overview, console)


def _show_rows(overview: ClassOverview, rows: Sequence[ClassRow], console: Terminal) -> None:
    ids = [one.exercise for one in overview.exercises]
    # as in `grade --all`, the common prefix of all ids is in the corner
    shared = os.path.commonprefix(ids)
    prefix = shared[: shared.rfind("-") + 1]
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(f"{prefix}\nlearner", min_width=8, max_width=22, overflow="fold")
    for one in overview.exercises:
        head = f"{one.exercise.removeprefix(prefix)}\nof {one.points:g}"
        table.add_column(head, no_wrap=True)
    table.add_column(f"points\nof {overview.points:g}", justify="right", no_wrap=True)
    roomy = console.width >= ROOMY
    if roomy:
        table.add_column("\nwhat it needs", overflow="fold")
    for row in rows:
        cells = [
            "–" if one.score is None else f"{LOOKS[one.outcome][0]} {round(one.score, 1):g}"
            for one in row.exercises
        ]
        points = "–" if row.score is None else f"{round(row.score - row.late.penalty, 2):g}"
        needs = [one_line(status(row))] if roomy else []
        table.add_row(one_line(row.learner), *cells, points, *needs)
    console.print(table, width=min(console.width, WIDEST))
    seen = {one.outcome for row in rows for one in row.exercises if one.score is not None}
    console.print("   ".join(f"{sign} {word}" for word, (sign, _) in LOOKS.items() if word in seen))
    if not roomy:
        for row in rows:
            _below(f"{one_line(row.learner)}: {one_line(status(row))}", console)


def _show_exercise(one: ExerciseOverview, console: Terminal) -> None:
    console.print(Text.assemble(bold(f"{one.exercise} {one.title}"), f": {how_it_went(one)}"))
    if one.failed:
        table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
        table.add_column(justify="right", width=6)
        table.add_column(no_wrap=True)
        table.add_column()
        for check in one.failed:
            kind = "hidden" if check.hidden else "public"
            told = f"{check.sentence} ({check.step}, {check.requirement})"
            table.add_row(f"{check.learners:,}", kind, one_line(told))
        console.print("  Most often failed, by how many learners:")
        console.print(table, width=min(console.width, WIDEST))
    for hint in one.hints[:1]:
        _below(
            f"Hint most often pointed to, by failed checks of {_learners(hint.learners)}: "
            f"privacylab hint {hint.requirement} {hint.hint}",
            console,
        )
    if one.unrecorded:
        _below(
            f"The checks of {_learners(one.unrecorded)} are not known: an earlier version of the "
            "lab graded them.",
            console,
        )
    if one.changes:
        _below(f"{regraded(one.changes)}:", console)
        for each in one.changes[:MOST_NAMED]:
            _below(f"  {one_line(each.learner)} {one_line(change(each))}", console)
        if len(one.changes) > MOST_NAMED:
            _below(f"  and {len(one.changes) - MOST_NAMED:,} more: --html lists them", console)


def _below(text: str, console: Terminal) -> None:
    console.print(Padding(text, (0, 0, 0, 2), expand=False), width=min(console.width, WIDEST))


def _learners(count: int) -> str:
    return f"{count:,} learner{'s' * (count != 1)}"


def _show_next(overview: ClassOverview, console: Terminal) -> None:
    counts, told = overview.counts, []
    if counts["to_grade_again"]:
        console.print(
            "\nThe course, the lab or the class seed has changed since these grades: "
            "grade the class again.",
            soft_wrap=True,
        )
    if counts["to_grade"] or counts["to_grade_again"]:
        told.append(f"privacylab grade {overview.module} --all")
    if counts["need_a_person"]:
        told.append("privacylab lab --instructor, menu Nbgrader → Formgrader")
    told.append(f"privacylab class {overview.module} --html")
    console.print(bold("\nNext"))
    for line in told:
        console.print(f"  {line}", soft_wrap=True)


def as_json(overviews: Sequence[ClassOverview]) -> dict[str, Any]:
    """Return the same as plain data; needs is what the terminal says about a learner."""
    modules = [asdict(one) for one in overviews]
    for facts, one in zip(modules, overviews, strict=True):
        for row, learner in zip(facts["learners"], one.learners, strict=True):
            row["needs"] = needs(learner)
    return {"modules": modules}
