"""A map of a company's stores: what flows where, and what is left of one person in each."""

from typing import NamedTuple

from matplotlib.patches import Rectangle

from privacylab.lab.display.charts import BLUE, GRAY, RED, box, plain_figure
from privacylab.lab.display.picture import Picture, show
from privacylab.lab.display.words import count

WIDE, HIGH = 0.96, 0.78  # of a box
# Each box's center, in boxes from the left and from the bottom, and the key its data is filed by.
PLACES = {
    "queue": (0.8, 3.2, "in flight"),
    "main": (2.1, 4.3, "by profile"),
    "audio": (2.1, 3.2, "by profile"),
    "places": (2.1, 2.1, "by device"),
    "sessions": (2.1, 1.0, "by session"),
    "replica": (3.4, 4.3, "by profile"),
    "archive": (3.4, 3.2, "encrypted"),
    "search": (3.4, 2.1, "by profile"),
    "lake": (3.4, 1.0, "Parquet files"),
    "backups": (4.7, 4.3, "every night"),
    "cache": (4.7, 2.1, "30 days"),
    "lexicon": (4.7, 1.0, "another company"),
    "identity": (0.8, 1.0, "who is who"),
}
FLOWS = [
    ("queue", "main"),
    ("queue", "audio"),
    ("queue", "places"),
    ("queue", "sessions"),
    ("main", "replica"),
    ("audio", "archive"),
    ("audio", "search"),
    ("search", "lake"),
    ("search", "cache"),
    ("search", "lexicon"),
    ("replica", "backups"),
]


class Remains(NamedTuple):
    """How many items of a person a place holds, and whether the company has registered it."""

    place: str
    items: int
    registered: bool


def store_map(remains: list[Remains], name: str) -> Picture:
    """Draw the map for a person with this name. Raises KeyError for a place that is not on it."""
    fig, axes = plain_figure(9.2, 5.4)
    axes.set_axis_off()
    axes.set_xlim(0.2, 5.3)
    axes.set_ylim(0.25, 5.15)
    for start, end in FLOWS:
        (x, y, _), (to_x, to_y, _) = PLACES[start], PLACES[end]
        straight = x == to_x
        axes.annotate(
            "",
            (to_x - (0 if straight else 0.5), to_y + (0.42 if straight else 0)),
            (x + (0 if straight else 0.5), y - (0.42 if straight else 0)),
            arrowprops={"arrowstyle": "->", "color": GRAY, "linewidth": 1.1},
        )
    for place, items, registered in remains:
        _box(axes, place, items, registered)
    _legend(axes)
    axes.set_title(f"What is left of {name}, and where")
    left = [one for one in remains if one.items]
    unseen = [one.place for one in left if not one.registered]
    found = "; ".join(
        f"{one.place} {one.items:,}{'' if one.registered else ' (in no registry)'}" for one in left
    )
    gone = ", ".join(one.place for one in remains if not one.items) or "none"
    return show(
        fig,
        f"Map of {len(remains)} places where the company keeps data; arrows show where data "
        f"flows. Data about {name} is left in {len(left)} of them: {found or 'none'}. "
        f"Nothing is left in: {gone}.",
        f"{count(sum(one.items for one in left), 'item')} left in {len(left)} of {len(remains)} "
        f"places; {len(unseen)} of these are in no registry.",
    )


def _box(axes, place: str, items: int, registered: bool) -> None:  # type: ignore[no-untyped-def]
    x, y, filed = PLACES[place]
    color = RED if items else BLUE
    said = f"✗ {count(items, 'item')}" if items else "✓ nothing left"
    colors = (color, "#fbe6d9" if items else "white")
    box(axes, (x, y), (WIDE, HIGH), (place, filed, said), colors, dashed=not registered)


def _legend(axes) -> None:  # type: ignore[no-untyped-def]
    marks = [
        (0.5, RED, "#fbe6d9", "-", "something is left"),
        (2.0, BLUE, "white", "-", "nothing is left"),
        (3.3, GRAY, "white", (0, (2, 1.5)), "dashed line: in no registry"),
    ]
    for x, edge, face, line, words in marks:
        axes.add_patch(
            Rectangle(
                (x, 0.32), 0.16, 0.14, edgecolor=edge, facecolor=face, linestyle=line, linewidth=1.6
            )
        )
        axes.text(x + 0.22, 0.39, words, va="center", fontsize=9.5)
