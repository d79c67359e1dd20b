"""Wrong clocks on ordinary data: on a given day, in how many profiles does a mistake show?"""

from collections.abc import Callable

import pandas as pd

from privacylab.companies import murmur
from privacylab.lab.display.html import Fragment, table
from privacylab.lab.display.words import day
from privacylab.lab.retention.child_profiles import MONTHS, last_uses

TODAY = pd.Timestamp("2023-08-31")
YEAR = pd.date_range("2023-01-01", "2023-12-31")
Ends = Callable[[pd.DataFrame], pd.Series]


def _after(days: int) -> Ends:
    return lambda children: children["last_on"] + pd.Timedelta(days=days)


def _runs_over(children: pd.DataFrame) -> pd.Series:
    first = (children["last_on"].dt.to_period("M") + MONTHS).dt.to_timestamp()
    return first + pd.to_timedelta(children["last_on"].dt.day - 1, unit="D")


CLOCKS: dict[str, Ends] = {
    "counts 540 days": _after(540),
    "counts 548 days": _after(548),
    "starts a day late": lambda children: children["complete_on"] + pd.Timedelta(days=1),
    "lets the 31st run over into the next month": _runs_over,
}


def ordinary_days() -> Fragment:
    """Return a table that shows for how many of Murmur's profiles each wrong clock visibly errs."""
    children = last_uses(murmur.table("profiles"), murmur.table("use_events"))
    rows = []
    for name, ends in CLOCKS.items():
        right, wrong = children["complete_on"], ends(children)
        seen = [int(((right <= one) != (wrong <= one)).sum()) for one in [TODAY, *YEAR]]
        on_some = sum(number > 0 for number in seen[1:])
        rows.append([name, f"{seen[0]} of {len(children)}", f"{on_some} of {len(YEAR)}"])
    header = [
        "a clock that …",
        f"profiles that show it on {day(TODAY)}",
        "days of 2023 on which any profile shows it",
    ]
    return table(header, rows)
