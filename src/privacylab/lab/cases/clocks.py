"""Runs the clocks of module 01_cases on every day: a hurried colleague's and the learner's."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
from matplotlib.dates import DateFormatter, MonthLocator
from matplotlib.figure import Figure

from privacylab.checks.earlier_exercises import Unfinished
from privacylab.lab.answers import Answers
from privacylab.lab.display.charts import BLUE, RED
from privacylab.lab.display.html import Fragment, table
from privacylab.lab.display.picture import Picture, show
from privacylab.lab.display.words import count, day

RECEIVED = pd.date_range("2023-01-01", "2024-12-31")
HOLIDAYS = [pd.Timestamp(text) for text in ("2023-12-25", "2024-01-01", "2024-07-04")]
Clock = Callable[[pd.Timestamp], pd.Timestamp]


class Race(NamedTuple):
    """One clock in three versions: correct, written in a hurry, and the learner's own."""

    what: str
    right: Clock
    hurried: Clock
    yours: Clock
    requirement: str


def days_off() -> Picture:
    """Show how far "30 days" is off from a calendar month, for each day of receipt in 2023."""
    received = RECEIVED[RECEIVED.year == 2023]
    off = (received + pd.Timedelta(days=30) - (received + pd.DateOffset(months=1))).days
    late, early = off > 0, off < 0
    fig = Figure(figsize=(8.4, 3), layout="constrained")
    axes = fig.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    axes.bar(received[late], off[late], width=1, color=RED, label="too late")
    axes.bar(received[early], off[early], width=1, color=BLUE, label="too early")
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set_yticks([-1, 0, 1, 2])
    axes.xaxis.set_major_locator(MonthLocator())
    axes.xaxis.set_major_formatter(DateFormatter("%b"))
    axes.set_xlabel("day of receipt in 2023")
    axes.set_ylabel("days off")
    axes.set_title("Counting a month as 30 days: how far off is it?")
    fig.legend(loc="outside lower center", ncols=2, frameon=False)
    first, last = received[late].min(), received[late].max()
    finding = (
        f"For {late.sum()} of {len(received)} days of receipt, the due day is too late, by up to "
        f"{off.max()} days ({day(first)} to {day(last)}). For {early.sum()}, it is one day early"
    )
    return show(
        fig,
        "Bar chart with one bar for each day of receipt in 2023: by how many days 30 days differ "
        f"from a calendar month. {finding}.",
        "One bar for each day of receipt. On days without a bar, the two rules agree.",
    )


def attack_clocks(mine: Answers) -> Fragment:
    """Run each clock for every day of two years, and count the days on which it is late or early.

    mine  the functions of 01_cases: add_months, due and acknowledge_by
    """
    races = [
        Race(
            "one month later",
            lambda start: start + pd.DateOffset(months=1),
            lambda start: start + pd.Timedelta(days=30),
            lambda start: mine.add_months(start, 1),
            "CLK-01",
        ),
        Race(
            "GDPR, extended in time",
            lambda start: start + pd.DateOffset(months=3),
            lambda start: start + pd.DateOffset(months=1) + pd.DateOffset(months=2),
            lambda start: mine.due("GDPR", start, start, 30)[0],
            "CLK-02",
        ),
        Race(
            "CCPA, told on day 46: too late to extend",
            lambda start: start + pd.Timedelta(days=45),
            lambda start: start + pd.Timedelta(days=90),
            lambda start: mine.due("CCPA", start, start + pd.Timedelta(days=46), 30)[0],
            "CLK-05",
        ),
        Race(
            "ten business days, three holidays",
            lambda start: start + pd.offsets.CustomBusinessDay(10, holidays=HOLIDAYS),
            lambda start: start + pd.Timedelta(weeks=2),
            lambda start: mine.acknowledge_by(start, list(HOLIDAYS)),
            "CLK-07",
        ),
    ]
    header = ["clock", "in a hurry", "yours", "does yours hold?"]
    return table(header, [(race.what, *_run(race)) for race in races])


def _run(race: Race) -> tuple[str, str, str]:
    right = [race.right(start) for start in RECEIVED]
    hurried = _compare([race.hurried(start) for start in RECEIVED], right)
    wrong = f'✗ it fails: <code>hint("{race.requirement}")</code>'
    try:
        ours = _compare([pd.Timestamp(race.yours(start)) for start in RECEIVED], right)
    except Unfinished:
        return hurried, "not written yet", "○ not yet"
    except Exception as stop:
        return hurried, f"it raises {type(stop).__name__}", wrong
    return hurried, ours, "✓ it holds" if ours == _compare(right, right) else wrong


def _compare(found: list[pd.Timestamp], right: list[pd.Timestamp]) -> str:
    """Say on how many days of receipt a clock is late or early, and name the worst."""
    off = [(one - other).days for one, other in zip(found, right, strict=True)]
    if not any(off):
        return f"right on all {len(off)} days"
    worst, start = max(zip(off, RECEIVED, strict=True), key=lambda pair: abs(pair[0]))
    days = count(abs(worst), "day") + (" late" if worst > 0 else " early")
    return (
        f"late on {sum(one > 0 for one in off)} days, early on {sum(one < 0 for one in off)}; "
        f"at worst {days}, for a request of {day(start)}"
    )
