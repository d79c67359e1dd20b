"""The timeline of both cases: every dated fact, as a picture with a slider, and as a table."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from html import escape

import ipywidgets as widgets

from privacylab.catalog import Fact, load_catalog
from privacylab.catalog.model import CONFIDENCE
from privacylab.lab.display.html import TEXT, Fragment, table
from privacylab.lab.display.play import Play
from privacylab.lab.display.words import day

NAMES = {"amazon": "Alexa", "ring": "Ring"}
COLOR = {"amazon": "#0072b2", "ring": "#d55e00"}  # Okabe and Ito's; each part has a title
FIRST, LAST = 2017, 2024  # years on the axis, from the start of the first to the end of the last
WIDTH, LEFT, ROW, HEAD = 900, 70, 15, 26
MONTH = (WIDTH - LEFT) / (12 * (LAST - FIRST + 1))


@dataclass(frozen=True)
class Moment:
    """A fact with its first and its last day; they are the same if the source names a day.

    sure  the earliest day on which a span may have ended; last is the latest
    """

    fact: Fact
    first: date
    sure: date
    last: date

    @property
    def alleged(self) -> bool:
        """Whether it is an allegation of the government's complaint."""
        return self.fact.text.startswith("The complaint")

    @property
    def when(self) -> str:
        """The date in words, as precise as the source gives it."""
        parts = (self.fact.date or "").split("/")
        return " to ".join(_in_words(part) for part in parts)


def moments() -> list[Moment]:
    """The dated facts of the catalog: the Alexa case, then Ring, each from the earliest."""
    dated = []
    for fact in load_catalog().facts.values():
        if fact.date:
            begins, _, ends = fact.date.partition("/")
            first, last = _days(begins)
            dated.append(Moment(fact, first, *(_days(ends) if ends else (last, last))))
    return sorted(dated, key=lambda one: (one.fact.case, one.first, one.last))


class Timeline(Play):
    """Show the dated facts as a picture, a slider from fact to fact with its text, and a table.

    With the keyboard: Tab to the slider, then the arrows.
    """

    def __init__(self, shown: list[Moment]):
        self._moments = shown
        self._slider = widgets.SelectionSlider(
            options=[(one.fact.id, number) for number, one in enumerate(shown)],
            description="fact",
            layout=widgets.Layout(width="100%", max_width="48em"),
        )
        self._picture, self._words = widgets.HTML(), widgets.HTML()
        self._slider.observe(self._redraw, "value")
        self._redraw()
        listed = (
            "<details><summary>The same as a table</summary>"
            f'<div tabindex="0" style="max-height:30em;overflow:auto">{_table(shown).html}</div>'
            "</details>"
        )
        super().__init__([self._slider, self._picture, self._words, widgets.HTML(listed)])

    def _redraw(self, _: object = None) -> None:
        one = self._moments[self._slider.value]
        self._picture.value = _draw(self._moments, one)
        self._words.value = (
            f'<p aria-live="polite" style="{TEXT};min-height:6em"><strong>'
            f"{NAMES[one.fact.case]}, {one.when}.</strong> {escape(one.fact.text)} "
            f"<em>{one.fact.id}: {CONFIDENCE[one.fact.confidence]}.</em></p>"
        )

    def __repr__(self) -> str:
        return str(_table(self._moments))


def case_timeline() -> Timeline:
    """Show every dated fact of both cases on one timeline. Make this call the last in its cell."""
    return Timeline(moments())


def _draw(shown: list[Moment], chosen: Moment) -> str:
    rows, y = [], 0.0
    for case, name in NAMES.items():
        ours = [one for one in shown if one.fact.case == case]
        rows.append(f'<text x="0" y="{y + 16:g}" font-weight="bold">{name}</text>')
        y += HEAD
        for one in ours:
            rows.append(_mark(one, y + ROW / 2, one is chosen))
            y += ROW
    bottom = y + 6
    years = "".join(
        f'<path d="M{_at(date(year, 1, 1)):.1f} 0V{bottom:g}" stroke="currentColor" '
        f'opacity=".2"/><text x="{_at(date(year, 7, 2)):.1f}" y="{bottom + 18:g}" '
        f'text-anchor="middle">{year}</text>'
        for year in range(FIRST, LAST + 1)
    )
    alt = (
        f"Timeline, {FIRST} to {LAST}: {len(shown)} dated facts, one per line, Alexa above "
        "Ring. The allegations date from 2017 to early 2022; complaints and orders follow in "
        f"2023. Selected: {chosen.fact.id}, {chosen.when}. The table below has the same content."
    )
    return (
        f'<svg role="img" aria-label="{escape(alt)}" viewBox="0 0 {WIDTH} {bottom + 26:g}" '
        'style="width:100%;max-width:56em;height:auto" fill="currentColor" font-size="13">'
        f"{years}{''.join(rows)}</svg><div>{_legend()}</div>"
    )


def _mark(one: Moment, y: float, chosen: bool) -> str:
    x, end = _at(one.first), _at(one.last)
    color = COLOR[one.fact.case]
    fill = f'fill="{"none" if one.alleged else color}" stroke="{color}" stroke-width="2"'
    if one.first == one.last:
        shape = f'<path d="M{x:.1f} {y - 6:g}l6 6-6 6-6-6z" {fill}/>'
    else:
        sure = max(_at(one.sure), x + 5)
        shape = f'<rect x="{x:.1f}" y="{y - 4:g}" width="{sure - x:.1f}" height="8" rx="2" {fill}/>'
        if end > sure:
            shape += f'<path d="M{sure:.1f} {y:g}H{end:.1f}" stroke-dasharray="4 4" {fill}/>'
    band = (
        f'<rect x="{LEFT}" y="{y - ROW / 2:g}" width="{WIDTH - LEFT}" height="{ROW}" '
        'fill="currentColor" opacity=".15"/>'
        if chosen
        else ""
    )
    weight = ' font-weight="bold"' if chosen else ""
    words = escape(f"{one.fact.id}, {one.when}: {one.fact.text}")
    # the wide transparent rectangle is the mouse's target
    return (
        f'{band}<g><title>{words}</title><rect x="0" y="{y - ROW / 2:g}" width="{WIDTH}" '
        f'height="{ROW}" fill="transparent"/><text x="16" y="{y + 4:g}" font-size="11"{weight}>'
        f"{one.fact.id}</text>{shape}</g>"
    )


def _legend() -> str:
    def sample(fill: str, words: str) -> str:
        return (
            '<span style="white-space:nowrap;margin-right:1.2em"><svg width="26" height="12" '
            f'viewBox="0 0 26 12" aria-hidden="true"><rect x="2" y="2" width="22" height="8" '
            f'rx="2" fill="{fill}" stroke="currentColor" stroke-width="2"/></svg> {words}</span>'
        )

    return (
        sample("none", "alleged by a complaint")
        + sample("currentColor", "from another source")
        + '<span style="white-space:nowrap">◆ a day, ▬ a month, a year or a span, '
        "┄ ended at some point here</span>"
    )


def _table(shown: list[Moment]) -> Fragment:
    rows = [
        (
            escape(one.when),
            NAMES[one.fact.case],
            one.fact.id,
            "alleged" if one.alleged else "other source",
            escape(one.fact.text),
        )
        for one in sorted(shown, key=lambda one: (one.first, one.last))
    ]
    return table(["when", "case", "fact", "what it is", "in words"], rows)


def _at(when: date) -> float:
    """The position of a day on the axis."""
    months = (when.year - FIRST) * 12 + when.month - 1
    return LEFT + MONTH * (months + (when.day - 1) / monthrange(when.year, when.month)[1])


def _days(text: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day in ISO 8601."""
    year, month, on = (*map(int, text.split("-")), 0, 0)[:3]
    if on:
        return date(year, month, on), date(year, month, on)
    last = month or 12
    return date(year, month or 1, 1), date(year, last, monthrange(year, last)[1])


def _in_words(text: str) -> str:
    first, last = _days(text)
    if first == last:
        return day(first)
    return f"{first:%B %Y}" if first.month == last.month else f"{first.year}"
