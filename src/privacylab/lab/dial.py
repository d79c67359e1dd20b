"""The inactivity dial: move the day, and see on which profiles two rules part."""

from base64 import b64encode
from dataclasses import dataclass
from html import escape

import ipywidgets as widgets
import pandas as pd
from matplotlib.dates import DateFormatter, DayLocator
from matplotlib.figure import Figure

from privacylab.lab.children import count, day, last_uses
from privacylab.lab.html import table
from privacylab.lab.show import draw

FIRST, LAST = pd.Timestamp("2023-06-01"), pd.Timestamp("2023-10-31")
RULES = {"540 days (18 × 30)": 540, "548 days (1.5 × 365.25)": 548}
AROUND = pd.Timedelta(days=16)  # what the picture shows before and after the boundary
DPI = 110


@dataclass(frozen=True)
class Comparison:
    """Which children's profiles are due on a day, by 18 calendar months and by a number of days.

    Each field holds rows of last_uses(), with days_on, the day that completes the days, added.
    """

    by_months: pd.DataFrame
    too_soon: pd.DataFrame
    too_late: pd.DataFrame
    neither: pd.DataFrame

    @property
    def parted(self) -> pd.DataFrame:
        """The profiles on which the rules part."""
        return pd.concat([self.too_soon, self.too_late])

    @property
    def by_days(self) -> int:
        """How many are due by the rule that counts days."""
        return len(self.by_months) - len(self.too_late) + len(self.too_soon)


def compare(children: pd.DataFrame, as_of: pd.Timestamp, days: int) -> Comparison:
    """Hold the rule that counts days against the calendar, on the day as_of."""
    children = children.assign(days_on=children["last_on"] + pd.Timedelta(days=days))
    right, other = children["complete_on"] <= as_of, children["days_on"] <= as_of
    return Comparison(
        children[right], children[other & ~right], children[right & ~other],
        children[~right & ~other],
    )  # fmt: skip


def inactivity_dial(
    profiles: pd.DataFrame, events: pd.DataFrame, today: pd.Timestamp
) -> widgets.VBox:
    """A slider for the day, two rules to compare, a picture of the boundary, and who is affected.

    With the keyboard: Tab to the slider, then the arrows move by a day.
    """
    children = last_uses(profiles, events).query("was_child")
    picture = _Boundary(children)
    slider = widgets.SelectionSlider(
        options=[(day(date), date) for date in pd.date_range(FIRST, LAST)],
        value=today,
        description="as of",
        layout=widgets.Layout(width="100%", max_width="48em"),
    )
    rule = widgets.ToggleButtons(options=RULES, description="compare", style={"button_width": "13em"})
    shown = widgets.HTML()

    def redraw(_: object = None) -> None:
        found = compare(children, slider.value, rule.value)
        summary = describe(found, slider.value, rule.value)
        shown.value = picture.as_html(found, slider.value, rule.value, summary) + _list(found)

    slider.observe(redraw, "value")
    rule.observe(redraw, "value")
    redraw()
    return widgets.VBox([slider, rule, shown])


def describe(found: Comparison, as_of: pd.Timestamp, days: int) -> str:
    """What the dial shows, in words."""
    wrong = [
        f"{count(len(rows), 'profile')} too {word}"
        for rows, word in ((found.too_soon, "soon"), (found.too_late, "late"))
        if len(rows)
    ]
    ends = f"that is {' and '.join(wrong)}" if wrong else "the same ones"
    return (
        f"On {day(as_of)}, {count(len(found.by_months), 'profile')} are due by 18 calendar months. "
        f"By {days} days, {found.by_days} are: {ends}."
    )


def _list(found: Comparison) -> str:
    rows = [
        (
            f"{escape(row.display_name)} ({row.Index})",
            day(row.last_on),
            day(row.days_on),
            day(row.complete_on),
            count(abs((row.complete_on - row.days_on).days), "day")
            + (" too soon" if row.days_on < row.complete_on else " too late"),
        )
        for row in found.parted.itertuples()
    ]
    if not rows:
        return "<p>On this day the two rules agree on every profile.</p>"
    header = ["profile", "last use", "due by days", "due by months", "the days are"]
    listed = table(header, rows).html
    return f'<div tabindex="0" style="max-height:17em;overflow-y:auto">{listed}</div>'


class _Boundary:
    """The picture: a mark for each profile over the day of its last use, near the boundary.

    The figure is made once; a redraw only moves its marks, so that it keeps up with the slider.
    """

    def __init__(self, children: pd.DataFrame):
        self._height = children.groupby("last_on").cumcount() + 1
        self._figure = Figure(figsize=(8.4, 3.1))
        self._figure.subplots_adjust(left=0.075, right=0.985, top=0.89, bottom=0.34)
        self._axes = axes = self._figure.subplots()
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_ylim(0.3, max(self._height.max(), 5) + 0.7)
        axes.set_ylabel("profiles")
        axes.set_xlabel("day of the child's last use")
        axes.xaxis.set_major_locator(DayLocator(bymonthday=[1, 5, 10, 15, 20, 25]))
        axes.xaxis.set_major_formatter(DateFormatter("%-d %b %y"))
        style = {"linestyle": "", "markersize": 8}
        self._marks = {
            "by_months": axes.plot([], [], marker="o", color="#0072B2", **style)[0],
            "too_soon": axes.plot([], [], marker="^", color="#D55E00", **style)[0],
            "too_late": axes.plot([], [], marker="s", color="#CC79A7", **style)[0],
            "neither": axes.plot(
                [], [], marker="o", color="#767676", markerfacecolor="none", **style
            )[0],
        }
        labels = ["due by both", "due by days only: too soon", "by months only: days are too late",
                  "due by neither"]  # fmt: skip
        self._figure.legend(
            self._marks.values(), labels, loc="lower center", ncols=4, frameon=False, fontsize=9,
            handletextpad=0.2, columnspacing=1.2,
        )  # fmt: skip
        self._line = axes.axvline(0, color="black", linewidth=1.2, linestyle="--")

    def as_html(self, found: Comparison, as_of: pd.Timestamp, days: int, summary: str) -> str:
        both = found.by_months.drop(found.too_late.index)
        for name, rows in (
            ("by_months", both),
            ("too_soon", found.too_soon),
            ("too_late", found.too_late),
            ("neither", found.neither),
        ):
            self._marks[name].set_data(rows["last_on"], self._height[rows.index])
        boundary = _last_due(as_of) + pd.Timedelta(hours=12)
        self._line.set_xdata([boundary, boundary])
        self._axes.set_xlim(boundary - AROUND, boundary + AROUND)
        self._axes.set_title(
            f"As of {day(as_of)}: due is what stands left of the line, by 18 calendar months",
            fontsize=11,
        )
        data = b64encode(draw(self._figure, DPI)).decode()
        return (
            f'<img alt="Marks of profiles over the day of their last use. {escape(summary)}" '
            f'src="data:image/png;base64,{data}" '
            f'style="width:100%;max-width:56em;height:auto;background:#fff">'
            f'<p aria-live="polite"><strong>{escape(summary)}</strong></p>'
        )


def _last_due(as_of: pd.Timestamp) -> pd.Timestamp:
    """The latest last use that is 18 calendar months old on as_of."""
    days = pd.date_range(as_of - pd.Timedelta(days=560), as_of - pd.Timedelta(days=530))
    return days[days + pd.DateOffset(months=18) <= as_of].max()
