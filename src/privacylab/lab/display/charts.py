"""Plain charts, and the colors that all of them use."""

from collections.abc import Iterable

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

# Okabe and Ito's colors, which color-blind readers can tell apart; marks and words differ too.
BLUE, ORANGE, RED, GRAY = "#0072B2", "#E69F00", "#D55E00", "#767676"


def plain_figure(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure (in inches) with one plain pair of axes; pyplot would keep the figure open."""
    fig = Figure(figsize=(width, height), layout="constrained")
    axes = fig.subplots()
    _plain(axes)
    return fig, axes


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)


def box(
    axes: Axes,
    middle: tuple[float, float],
    size: tuple[float, float],
    lines: tuple[str, str, str],
    colors: tuple[str, str],
    dashed: bool,
) -> None:
    """Draw a map's box: its name, what it is, and its state. colors: the edge, the background."""
    (x, y), (wide, high), (edge, ground) = middle, size, colors
    axes.add_patch(
        FancyBboxPatch(
            (x - wide / 2, y - high / 2),
            wide,
            high,
            boxstyle="round,pad=0.02",
            linewidth=2,
            edgecolor=edge,
            facecolor=ground,
            linestyle=(0, (2.5, 1.5)) if dashed else "-",
        )
    )
    name, about, state = lines
    axes.text(x, y + 0.2, name, ha="center", va="center", weight="bold")
    axes.text(x, y, about, ha="center", va="center", fontsize=8.5)
    axes.text(x, y - 0.2, state, ha="center", va="center", fontsize=9.5)


def legend(fig: Figure, handles: Iterable[Artist], labels: Iterable[str]) -> None:
    fig.legend(list(handles), list(labels), loc="outside lower center", ncols=3, frameon=False)
