"""Plain charts, and the colors that all of them use."""

from collections.abc import Iterable

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito's colors, which color-blind readers can tell apart; marks and words differ too.
BLUE, ORANGE, RED, GRAY = "#0072B2", "#E69F00", "#D55E00", "#767676"


def plain_figure(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure (inches) with one plain pair of axes; not pyplot's, which keeps figures open."""
    fig = Figure(figsize=(width, height), layout="constrained")
    axes = fig.subplots()
    _plain(axes)
    return fig, axes


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)


def legend(fig: Figure, handles: Iterable[Artist], labels: Iterable[str]) -> None:
    fig.legend(list(handles), list(labels), loc="outside lower center", ncols=3, frameon=False)
