"""The deletion ladder: one MLflow call after another, and what each place still has."""

from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from privacylab.lab.display.charts import BLUE, GRAY, RED, plain_figure
from privacylab.lab.display.picture import Picture, show
from privacylab.lab.models.mlflow_recording import controls, counts, ladder, recording

GAP = 0.35  # of a cell, before the controls
LEFT, NOTHING = "#fbe6d9", "white"


def deletion_ladder() -> Picture:
    """Show what is left of one model in each place, after each of MLflow's delete calls."""
    steps = ladder()
    calls = ["before", *(step["call"] for step in steps[1:])]
    places, checks = [*counts(steps[0])], [*controls(steps[0])]
    fig, axes = plain_figure(11.2, 6.0)
    axes.set_axis_off()
    width = len(places) + GAP + len(checks)
    axes.set_xlim(-2.6, width)
    axes.set_ylim(len(steps) + 0.15, -1.75)
    for number, (call, step) in enumerate(zip(calls, steps, strict=True)):
        axes.text(-0.15, number + 0.5, call, ha="right", va="center", family="monospace")
        for column, left in enumerate(counts(step).values()):
            _cell(axes, column, number, left, RED if left else BLUE, LEFT if left else NOTHING)
        for column, left in enumerate(controls(step).values()):
            _cell(axes, len(places) + GAP + column, number, left, GRAY, NOTHING)
    for column, place in enumerate(places):
        _heading(axes, column, place)
    for column, check in enumerate(checks):
        _heading(axes, len(places) + GAP + column, check)
    middle = len(places) + GAP + len(checks) / 2
    axes.text(middle, -1.7, "controls", ha="center", va="center", weight="bold")
    title = "What each call leaves of one model"
    axes.text(len(places) / 2, -1.7, title, ha="center", va="center", weight="bold")
    about, after = recording(), counts(steps[-1])
    kept = [place for place, left in after.items() if left]
    return show(
        fig,
        f"Table of {len(calls) - 1} calls, made one after the other, against {len(places)} places. "
        f"{_told(calls, steps)} At the end something is left in: {_listed(after, kept)}. "
        "The controls don't change: a copy that someone downloaded loads after every call, another "
        "team's model does, too, and a word that was never written is never found.",
        f"Measured in MLflow {about['mlflow']} on {about['measured_on']}, with SQLite "
        f"{about['sqlite']} (secure_delete off) and a local folder. ✗: how many are left; ✓: none. "
        "Words in the bytes: of 18 marked words, those found in the database's file.",
    )


def _cell(axes: Axes, x: float, y: int, left: int, edge: str, face: str) -> None:
    box = Rectangle((x + 0.04, y + 0.06), 0.92, 0.88, edgecolor=edge, facecolor=face, linewidth=1.3)
    axes.add_patch(box)
    said = (f"✗ {left}" if left else "✓ 0") if edge != GRAY else "loads" if left else "absent"
    size = 9.5 if edge != GRAY else 8.5
    axes.text(x + 0.5, y + 0.5, said, ha="center", va="center", fontsize=size)


def _heading(axes: Axes, x: float, words: str) -> None:
    axes.text(x + 0.5, -0.1, fill(words, 11), ha="center", va="bottom", fontsize=8)


def _told(calls: list[str], steps: list[dict]) -> str:
    """Say after which call each place is empty."""
    places, empty = counts(steps[0]), []
    for place in places:
        first = next((n for n, step in enumerate(steps) if not counts(step)[place]), None)
        if first is not None:
            empty.append(f"{place} after call {first}, {calls[first]}")
    return f"The places are empty: {'; '.join(empty)}."


def _listed(after: dict[str, int], kept: list[str]) -> str:
    return ", ".join(f"{place} ({after[place]})" for place in kept)
