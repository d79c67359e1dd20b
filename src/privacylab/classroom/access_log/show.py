"""Shows the log of accesses on a terminal, or as plain data."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from privacylab.classroom.access_log.log import Access, Head
from privacylab.terminal import Terminal
from privacylab.text import one_line

LATEST = 40  # entries in the table; --json has all


def show_log(found: Sequence[Access], head: Head, console: Terminal) -> None:
    """Show the latest accesses, and the head to give to someone else."""
    if not found:
        console.print("No access is logged yet.")
        return
    if len(found) > LATEST:
        console.print(f"The latest {LATEST} of {len(found):,} entries; --json has all of them.")
    table = Table("when (UTC)", "who", "what", "module", "about", box=SIMPLE_HEAD, pad_edge=False)
    for one in found[-LATEST:]:
        when = one.at.replace("T", " ").rstrip("Z")
        table.add_row(when, *map(one_line, (one.who, one.did, one.module, one.about)))
    console.print(table)
    console.print(f"Head: {head}", soft_wrap=True)
    console.print("Give the head to a colleague today; with it, they can check the log later:")
    console.print("  privacylab log verify --head HEAD")


def as_json(found: Sequence[Access], head: Head) -> dict[str, Any]:
    """Return the same as plain data."""
    return {"head": str(head), "entries": [asdict(one) for one in found]}
