"""The inactivity dial: move the day, and see for which profiles two rules differ."""

from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from privacylab.lab.display.html import TEXT, table
from privacylab.lab.display.play import Play
from privacylab.lab.display.words import count, day
from privacylab.lab.retention.child_profiles import last_uses
from privacylab.lab.retention.dial_picture import boundary

FIRST, LAST = pd.Timestamp("2023-08-01"), pd.Timestamp("2023-09-30")
RULES = {"540 days (18 × 30)": 540, "548 days (1½ years)": 548}


@dataclass(frozen=True)
class Comparison:
    """Which children's profiles are due on a day, by 18 calendar months and by a number of days.

    Each field holds rows of last_uses(), with days_on added: the day that completes the days.
    """

    both: pd.DataFrame
    too_soon: pd.DataFrame
    too_late: pd.DataFrame
    neither: pd.DataFrame

    @property
    def parted(self) -> pd.DataFrame:
        """The profiles for which the rules differ."""
        return pd.concat([self.too_soon, self.too_late])

    @property
    def by_months(self) -> int:
        """How many are due by 18 calendar months."""
        return len(self.both) + len(self.too_late)

    @property
    def by_days(self) -> int:
        """How many are due by the rule that counts days."""
        return len(self.both) + len(self.too_soon)


def compare(children: pd.DataFrame, as_of: pd.Timestamp, days: int) -> Comparison:
    """Compare the rule that counts days with the calendar, on the day as_of."""
    children = children.assign(days_on=children["last_on"] + pd.Timedelta(days=days))
    months, other = children["complete_on"] <= as_of, children["days_on"] <= as_of
    return Comparison(
        both=children[months & other],
        too_soon=children[other & ~months],
        too_late=children[months & ~other],
        neither=children[~months & ~other],
    )


def describe(found: Comparison, as_of: pd.Timestamp, days: int) -> str:
    """What the dial shows, in words."""
    wrong = [
        f"{len(rows)} too {word}"
        for rows, word in ((found.too_soon, "soon"), (found.too_late, "late"))
        if len(rows)
    ]
    return (
        f"On {day(as_of)}: {count(found.by_months, 'profile')} due by 18 calendar months, "
        f"{found.by_days} by {days} days: {' and '.join(wrong) or 'the same'}."
    )


def inactivity_dial(profiles: pd.DataFrame, events: pd.DataFrame, today: pd.Timestamp) -> Play:
    """A slider for the day, two rules to compare, a picture of the boundary, and who is affected.

    With the keyboard: Tab to the slider, then the arrows move by a day.
    """
    children = last_uses(profiles, events).query("was_child")
    slider = widgets.SelectionSlider(
        options=[(day(date), date) for date in pd.date_range(FIRST, LAST)],
        value=today,
        description="as of",
        layout=widgets.Layout(width="100%", max_width="48em"),
    )
    rule = widgets.ToggleButtons(
        options=RULES, description="compare", style={"button_width": "13em"}
    )
    shown = widgets.HTML()

    def redraw(_: object = None) -> None:
        found = compare(children, slider.value, rule.value)
        marks = {
            "both": found.both["last_on"],
            "too soon": found.too_soon["last_on"],
            "too late": found.too_late["last_on"],
            "neither": found.neither["last_on"],
        }
        summary = describe(found, slider.value, rule.value)
        shown.value = (
            f"{boundary(marks, slider.value, summary)}"
            f'<p aria-live="polite" style="{TEXT}"><strong>{escape(summary)}</strong></p>'
            f"{_list(found)}"
        )

    slider.observe(redraw, "value")
    rule.observe(redraw, "value")
    redraw()
    return Play([slider, rule, shown])


def _list(found: Comparison) -> str:
    if found.parted.empty:
        return "<p>On this day the two rules agree on every profile.</p>"
    profiles: list[Any] = list(found.parted.itertuples())
    rows = [
        (
            f"{escape(row.display_name)} ({row.Index})",
            *(day(date) for date in (row.last_on, row.days_on, row.complete_on)),
            count(abs((row.complete_on - row.days_on).days), "day")
            + (" too soon" if row.days_on < row.complete_on else " too late"),
        )
        for row in profiles
    ]
    header = ["profile", "last use", "due by days", "due by months", "counting days is"]
    listed = table(header, rows).html
    return f'<div tabindex="0" style="max-height:22em;overflow-y:auto">{listed}</div>'
