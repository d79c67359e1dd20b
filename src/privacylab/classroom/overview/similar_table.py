"""Shows on a terminal whose code is similar."""

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from privacylab.classroom.overview.similar import SharedCode, Similarity
from privacylab.classroom.overview.table import WIDEST
from privacylab.terminal import Terminal, bold
from privacylab.text import one_line

MOST_PAIRS = 20
A_REASON_TO_LOOK = (
    "A pair is a reason to look, not proof: two people can have had the same teacher, or the same "
    "idea."
)


def show_similar(found: Similarity, console: Terminal) -> None:
    """Show the pairs, and what a pair means."""
    console.print(bold(f"{found.module}: {found.compared:,} learners compared"))
    if not found.pairs:
        console.print(
            "No two have much unusual code in common. Names, comments, layout, order and the code "
            "that everyone got don't count."
        )
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False)
    for title in ("learner", "and"):
        table.add_column(title, max_width=26, overflow="fold")
    table.add_column("share of the first's own code / the second's", overflow="fold")
    for pair in found.pairs[:MOST_PAIRS]:
        table.add_row(*map(one_line, pair.learners), ", ".join(map(shares, pair.exercises)))
    console.print(table, width=min(console.width, WIDEST))
    if len(found.pairs) > MOST_PAIRS:
        console.print(f"and {len(found.pairs) - MOST_PAIRS:,} more: --json lists them all")
    console.print("The most unusual pairs come first. " + A_REASON_TO_LOOK)
    console.print(bold("\nNext"))
    console.print(f"  To see both side by side: privacylab similar {found.module} --html")


def shares(one: SharedCode) -> str:
    """Return, for example, "RET-02 96/91%"."""
    first, second = (round(100 * share) for share in one.shares)
    return f"{one.exercise} {first}/{second}%"


def similar_as_json(found: Similarity) -> dict[str, Any]:
    """Return the same as plain data, without the code."""
    return {
        "module": found.module,
        "compared": found.compared,
        "pairs": [
            {
                "learners": list(pair.learners),
                "unusual": round(pair.unusual, 1),
                "exercises": [
                    {
                        "exercise": one.exercise,
                        "shares": [round(share, 3) for share in one.shares],
                        "unusual": round(one.unusual, 1),
                    }
                    for one in pair.exercises
                ],
            }
            for pair in found.pairs
        ],
    }
