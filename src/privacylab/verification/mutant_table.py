"""Shows what became of the mutants: as a table for a person, as data for a program."""

import textwrap
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from privacylab.verification.survivors import Tally


def show(module: str, tallies: tuple[Tally, ...], console: Console) -> None:
    """Print what became of the mutants of a module, and each survivor without a reason."""
    columns = ("exercise", "mutants", "killed", "explained", "unexplained", "killed of the others")
    table = Table(*columns, title=f"{module}: mutants of the reference answers")
    for one in tallies:
        counts = (one.mutants, one.killed, one.explained, len(one.survivors))
        share = f"{one.share:.1%} (of all {one.killed / max(one.mutants, 1):.1%})"
        table.add_row(one.exercise, *map(str, counts), share)
    console.print(table)
    for one in tallies:
        for survivor in one.survivors:
            console.print(f"{one.exercise}, line {survivor.line}:", markup=False, highlight=False)
            for sign, lines in (("-", survivor.before), ("+", survivor.after)):
                shown = textwrap.indent(lines, f"  {sign} ", lambda line: True)
                console.print(shown, markup=False, highlight=False, soft_wrap=True)
        for problem in one.problems:
            console.print(f"✗ {problem}", markup=False)


def as_json(module: str, tallies: tuple[Tally, ...]) -> dict[str, Any]:
    """The same as plain data."""
    exercises = [{**asdict(one), "share": one.share, "problems": one.problems} for one in tallies]
    return {"module": module, "exercises": exercises}
