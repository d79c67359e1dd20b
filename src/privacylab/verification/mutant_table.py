"""Shows which mutants were killed: as a table for people, and as data for programs."""

import textwrap
from dataclasses import asdict
from typing import Any

from rich.table import Table

from privacylab.terminal import Terminal
from privacylab.verification.survivors import Tally


def show(module: str, tallies: tuple[Tally, ...], console: Terminal) -> None:
    """Print how many of a module's mutants were killed, and each survivor without a reason."""
    columns = ("exercise", "mutants", "killed", "explained", "unexplained", "kill rate")
    table = Table(*columns, title=f"{module}: mutants of the reference answers")
    for one in tallies:
        counts = (one.mutants, one.killed, one.explained, len(one.survivors))
        share = f"{one.share:.1%} (of all {one.killed / max(one.mutants, 1):.1%})"
        table.add_row(one.exercise, *map(str, counts), share)
    console.print(table)
    for one in tallies:
        for survivor in one.survivors:
            console.print(f"{one.exercise}, line {survivor.line}:")
            for sign, lines in (("-", survivor.before), ("+", survivor.after)):
                shown = textwrap.indent(lines, f"  {sign} ", lambda line: True)
                console.print(shown, soft_wrap=True)
        for problem in one.problems:
            console.print(f"✗ {problem}")


def as_json(module: str, tallies: tuple[Tally, ...]) -> dict[str, Any]:
    """Return the same as plain data."""
    exercises = [{**asdict(one), "share": one.share, "problems": one.problems} for one in tallies]
    return {"module": module, "exercises": exercises}
