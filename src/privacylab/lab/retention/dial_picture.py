"""The dial's picture: profiles by the day of their last use, near the 18-month line.

It is drawn as SVG, not by matplotlib: the slider redraws it many times a second, and its lines and
letters take the colors of the theme.
"""

from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import NamedTuple

import pandas as pd

from privacylab.lab.display.words import day

AROUND = 16  # days before and after the line
STEP, ROW, RADIUS, LEFT, TALLEST = 24, 17, 6.5, 40, 8
WIDTH, BASE = LEFT + STEP * (2 * AROUND + 1), ROW * TALLEST + 24


class Mark(NamedTuple):
    """A kind of profile: its shape around (0, 0), its color (Okabe and Ito's), its label."""

    shape: str
    color: str
    words: str


DOT = f'<circle r="{RADIUS}"'
MARKS = {
    "both": Mark(DOT, "#0072b2", "due by both rules"),
    "too soon": Mark('<path d="M0-7.5 7 6H-7z"', "#d55e00", "due by days only: too soon"),
    "too late": Mark('<path d="M0-8 8 0 0 8-8 0z"', "#cc79a7", "due by months only: too late"),
    "neither": Mark(DOT, "none", "due by neither"),
}


def boundary(last_uses: Mapping[str, pd.Series], as_of: pd.Timestamp, summary: str) -> str:
    """Draw the picture as HTML: for each kind of MARKS, the day of the last use of each profile.

    summary  what it shows, in words, for people who can't see it
    """
    line = _last_due(as_of)
    first = line - pd.Timedelta(days=AROUND)
    marks = [
        _at(kind, column, row)
        for kind, dates in last_uses.items()
        for column, number in Counter((dates - first).dt.days).items()
        if column in range(2 * AROUND + 1)
        for row in range(min(number, TALLEST))
    ]
    ticks = [
        _text(number, BASE + 20, f"{date.day} {date:%b %Y}")
        for number, date in enumerate(pd.date_range(first, periods=2 * AROUND + 1))
        if date.day in (1, 8, 15, 22) and 1 < number < 2 * AROUND - 1
    ]
    x = LEFT + STEP * (AROUND + 1)
    legend = "".join(
        f'<span style="white-space:nowrap;margin-right:1.2em"><svg width="18" height="18" '
        f'viewBox="-9 -9 18 18" style="vertical-align:-.2em" aria-hidden="true">{_shape(kind)}'
        f"</svg> {mark.words}</span>"
        for kind, mark in MARKS.items()
    )
    return (
        f'<svg role="img" aria-label="Marks of profiles by the day of their last use. '
        f'{escape(summary)}" viewBox="0 0 {WIDTH} {BASE + 48}" '
        'style="width:100%;max-width:56em;height:auto" fill="currentColor" font-size="15">'
        f'<path d="M{LEFT} {BASE}H{WIDTH}" stroke="currentColor"/>'
        f'<path d="M{x} 4V{BASE}" stroke="currentColor" stroke-width="2" stroke-dasharray="6 5"/>'
        f'<text x="{x - 10}" y="16" text-anchor="end">← 18 calendar months on {day(as_of)}</text>'
        f"{''.join(ticks)}{_text(AROUND, BASE + 42, 'day of the child’s last use')}"
        f"{''.join(marks)}</svg><div>{legend}</div>"
    )


def _at(kind: str, column: int, row: int) -> str:
    x, y = LEFT + STEP * (column + 0.5), BASE - ROW * (row + 0.5) - 1
    return f'<g transform="translate({x:g} {y:g})">{_shape(kind)}</g>'


def _shape(kind: str) -> str:
    mark = MARKS[kind]
    stroke = "currentColor" if mark.color == "none" else mark.color
    return f'{mark.shape} fill="{mark.color}" stroke="{stroke}"/>'


def _text(column: float, y: float, text: str) -> str:
    x = LEFT + STEP * (column + 0.5)
    return f'<text x="{x:g}" y="{y:g}" text-anchor="middle">{text}</text>'


def _last_due(as_of: pd.Timestamp) -> pd.Timestamp:
    """The latest last use that is 18 calendar months old on as_of."""
    days = pd.date_range(as_of - pd.Timedelta(days=560), as_of - pd.Timedelta(days=530))
    return days[days + pd.DateOffset(months=18) <= as_of].max()
