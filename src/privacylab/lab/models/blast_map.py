"""A map of what was made from one deleted recording, and of what each of two orders reaches."""

from typing import NamedTuple

import ipywidgets as widgets
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from privacylab.lab.display.charts import BLUE, GRAY, ORANGE, RED, box, plain_figure
from privacylab.lab.display.picture import Picture, show
from privacylab.lab.display.play import Play, redrawn

COLUMNS = ["collected", "datasets", "models", "copies, descendants", "recipients"]
DELETED = "r-17"
MODES = {"looks ahead (Alexa)": "prospective", "looks back (Ring)": "retroactive"}


class Node(NamedTuple):
    """An artifact on the map: its column and row, and what it is in a few words.

    later  it was made after the deletion was processed
    """

    column: int
    row: int
    about: str
    later: bool = False


# Invented. The weather's row is the control: no order may color it.
NODES = {
    DELETED: Node(0, 2, "recording, deleted"),
    "said": Node(1, 2, "training set"),
    "said-masked": Node(1, 0, "masked copy"),
    "intent-2": Node(2, 1, "trained"),
    "wake-4": Node(2, 2, "trained"),
    "wake-5": Node(2, 3, "trained later", later=True),
    "masked.zip": Node(3, 0, "copy, sent"),
    "wake-4-tuned": Node(3, 1, "tuned on other data", later=True),
    "wake-4-mini": Node(3, 2, "distilled"),
    "wake-4.onnx": Node(3, 3, "export, sent"),
    "research lab": Node(4, 0, "has masked.zip"),
    "speaker maker": Node(4, 3, "has wake-4.onnx"),
    "w-2022": Node(0, 4, "weather records"),
    "weather": Node(1, 4, "training set"),
    "forecast": Node(2, 4, "trained"),
    "forecast-mini": Node(3, 4, "distilled"),
    "weather app": Node(4, 4, "has forecast-mini"),
}
EDGES = [
    (DELETED, "said"),
    ("said", "said-masked"),
    ("said", "wake-4"),
    ("said", "wake-5"),
    ("said-masked", "intent-2"),
    ("said-masked", "masked.zip"),
    ("masked.zip", "research lab"),
    ("wake-4", "wake-4-tuned"),
    ("wake-4", "wake-4-mini"),
    ("wake-4", "wake-4.onnx"),
    ("wake-4.onnx", "speaker maker"),
    ("w-2022", "weather"),
    ("weather", "forecast"),
    ("forecast", "forecast-mini"),
    ("forecast-mini", "weather app"),
]
# For each state: the words, sign, edge color and background of a box.
STATES = {
    "destroy": ("destroy", "✗", RED, "#fbe6d9"),
    "violation": ("violation", "✗", RED, "#fbe6d9"),
    "copy": ("holds a copy", "!", "#CC79A7", "#f8eaf2"),  # Okabe and Ito's, too
    "filter": ("no further use", "!", ORANGE, "#fff3d6"),
    "keep": ("not limited", "✓", BLUE, "#e3f0f8"),
    "not reached": ("not reached", "", GRAY, "white"),
}
WIDE, HIGH = 0.86, 0.7  # of a box
ACROSS, DOWN = 1.12, 0.95  # from column to column, and from row to row
RECIPIENTS = len(COLUMNS) - 1
DATASETS = {"said", "said-masked", "masked.zip"}


def blast_map() -> Play:
    """Buttons for the two kinds of order, and the map of what each reaches."""
    mode = widgets.ToggleButtons(
        options=list(MODES),
        description="the order",
        style={"button_width": "13em", "description_width": "initial"},
    )
    return redrawn(mode, lambda chosen: picture(MODES[chosen]))


def reached(mode: str) -> dict[str, str]:
    """The state of each artifact under an order that is "prospective" or "retroactive".

    Prospective: what was made before the deletion is not limited, and neither is what was made
    later from such a model alone. A dataset may not be used again. Retroactive: everything that a
    path leads to is reached.
    """
    touched = _made_from(DELETED, EDGES)
    old = [
        name for name, node in NODES.items() if name not in {DELETED, *DATASETS} and not node.later
    ]
    again = _made_from(DELETED, [(source, made) for source, made in EDGES if source not in old])

    def state(name: str, node: Node) -> str:
        if name == DELETED:
            return "filter" if mode == "prospective" else "destroy"
        if name not in touched:
            return "not reached"
        if node.column == RECIPIENTS:
            return "copy"
        if mode == "retroactive":
            return "destroy"
        if name in DATASETS:
            return "filter"
        return "violation" if node.later and name in again else "keep"

    return {name: state(name, node) for name, node in NODES.items()}


def _made_from(start: str, edges: list[tuple[str, str]]) -> set[str]:
    found, new = set[str](), {start}
    while new:
        new = {made for source, made in edges if source in new} - found
        found |= new
    return found


def picture(mode: str) -> Picture:
    """Draw the map under one kind of order. Raises KeyError for an unknown mode."""
    title = {
        "prospective": "An order that looks ahead, as the Alexa order does",
        "retroactive": "An order that looks back, as the Ring order does",
    }[mode]
    states = reached(mode)
    fig, axes = plain_figure(8.8, 5.6)
    axes.set_axis_off()
    axes.set_xlim(-0.55, ACROSS * RECIPIENTS + 0.55)
    axes.set_ylim(-4.9 * DOWN, 0.75)
    for column, words in enumerate(COLUMNS):
        axes.text(column * ACROSS, 0.6, words, ha="center", weight="bold", fontsize=10)
    for source, target in EDGES:
        _arrow(axes, NODES[source], NODES[target], states[target] != "not reached")
    for name, node in NODES.items():
        _box(axes, name, node, states[name])
    _legend(axes, [state for state in STATES if state in states.values()])
    axes.set_title(title)
    groups = {
        words: ", ".join(name for name in NODES if states[name] == state)
        for state, (words, *_) in STATES.items()
        if state in states.values()
    }
    told = "; ".join(f"{words}: {names}" for words, names in groups.items())
    return show(
        fig,
        f"Layered map of what Murmur, an invented company, made from recording {DELETED}: "
        f"{', '.join(COLUMNS)} from left to right, with an arrow from each source to what was "
        f"made from it. {title}. {told}.",
        "Dashed: made after the deletion was processed. That copies and descendants count is our "
        "reading; neither order's words on models name a recipient.",
    )


def _arrow(axes: Axes, source: Node, target: Node, colored: bool) -> None:
    x, y = source.column * ACROSS, -source.row * DOWN
    to_x, to_y = target.column * ACROSS, -target.row * DOWN
    if source.column == target.column:  # up
        start, end = (x, y + HIGH / 2 + 0.05), (to_x, to_y - HIGH / 2 - 0.05)
    else:
        start, end = (x + WIDE / 2 + 0.03, y), (to_x - WIDE / 2 - 0.03, to_y)
    style = {"color": "#333333", "linewidth": 1.4} if colored else {"color": GRAY, "linewidth": 1.0}
    axes.annotate("", end, start, arrowprops={"arrowstyle": "->", **style})


def _box(axes: Axes, name: str, node: Node, state: str) -> None:
    x, y = node.column * ACROSS, -node.row * DOWN
    words, sign, edge, ground = STATES[state]
    lines = (name, node.about, f"{sign} {words}".strip())
    box(axes, (x, y), (WIDE, HIGH), lines, (edge, ground), dashed=node.later)


def _legend(axes: Axes, states: list[str]) -> None:
    for place, state in enumerate(states):
        x, y = place * ACROSS - 0.3, -4.75 * DOWN
        words, _, edge, ground = STATES[state]
        axes.add_patch(
            Rectangle((x, y), 0.12, 0.14, edgecolor=edge, facecolor=ground, linewidth=1.6)
        )
        axes.text(x + 0.17, y + 0.07, words, va="center", fontsize=9.5)
