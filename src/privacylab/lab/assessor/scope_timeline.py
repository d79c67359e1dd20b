"""A timeline of what Porchlight, an invented company, hands over before an assessment."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, MonthLocator, date2num

from privacylab.lab.display.charts import BLUE, GRAY, ORANGE, RED, plain_figure
from privacylab.lab.display.picture import Picture, show
from privacylab.lab.display.words import day as in_words

day = pd.Timestamp
MARGIN = pd.Timedelta(days=75)  # of time before and after the period, in the picture
HIGH = 0.5

START, END = day("2024-03-16"), day("2026-03-15")


def _asset(asset: str, holds: str, since: str, retired_on: str | None = None) -> dict[str, Any]:
    retired = None if retired_on is None else day(retired_on)
    return {"asset": asset, "holds": [holds], "since": day(since), "retired_on": retired}


def _flows(asset: str, holds: str, *days: str) -> list[dict[str, Any]]:
    return [{"asset": asset, "holds": [holds], "day": day(one)} for one in days]


def _change(requirement: str, version: str, since: str) -> dict[str, Any]:
    return {"requirement": requirement, "version": version, "since": day(since)}


INVENTORY = [
    _asset("clip store", "recordings", "2019-05-01"),
    _asset("thumbnail cache", "recordings", "2021-02-01", "2025-09-30"),
    _asset("old clip store", "recordings", "2017-01-10", "2024-01-31"),
    _asset("review tool", "recordings", "2025-06-01"),
    _asset("account database", "accounts", "2018-06-04"),
]
TRAFFIC = [
    *_flows("clip store", "recordings", "2024-05-06", "2024-11-05", "2025-05-12", "2025-11-17"),
    *_flows("thumbnail cache", "recordings", "2024-05-06", "2025-05-12"),
    *_flows("old clip store", "recordings", "2024-11-05"),
    *_flows("account database", "accounts", "2024-11-05", "2025-11-17"),
    *_flows("analytics bucket", "recordings", "2024-11-05", "2025-05-12", "2025-11-17"),
]
CHANGES = [
    _change("AUD-20", "v1", "2019-05-01"),
    _change("AUD-20", "v2", "2024-02-05"),
    _change("AUD-20", "v3", "2025-05-20"),
    _change("AUD-31", "v1", "2020-08-10"),
    _change("AUD-31", "v2", "2026-03-15"),
]
SAFEGUARDS = {"AUD-20": "access gate", "AUD-31": "account security"}
PRIOR = [{"gap": "G-1", "requirement": "AUD-31", "asset": "account database"}]


def scope_timeline() -> Picture:
    """Porchlight's assets, the traffic that its assessors saw, and its safeguards' versions."""
    left, right = START - MARGIN, END + MARGIN
    fig, axes = plain_figure(11, 5.2)
    unlisted = sorted({flow["asset"] for flow in TRAFFIC} - {row["asset"] for row in INVENTORY})
    names = [*(row["asset"] for row in INVENTORY), *unlisted]
    for row in INVENTORY:
        first, last = max(row["since"], left), row["retired_on"] or right
        _bar(axes, names.index(row["asset"]), first, last, BLUE)
        if row["retired_on"]:
            _say(axes, names.index(row["asset"]), last, f"retired {last:%d %b %Y}")
    places = [names.index(flow["asset"]) for flow in TRAFFIC]
    days = [_x(flow["day"]) for flow in TRAFFIC]
    axes.scatter(days, places, marker="D", s=42, color=ORANGE, edgecolor="black", zorder=3)
    labels = [*names]
    for requirement, words in SAFEGUARDS.items():
        labels.append(f"{requirement} {words}")
        _versions(axes, len(labels) - 1, requirement, left, right)
    for gap in PRIOR:
        labels[names.index(gap["asset"])] += f"\n(prior gap {gap['gap']}, {gap['requirement']})"
    axes.axhline(len(names) - 0.5, color=GRAY, linewidth=0.8)
    for edge, outside in ((START, left), (END + pd.Timedelta(days=1), right)):
        axes.axvspan(_x(outside), _x(edge), color=GRAY, alpha=0.25, linewidth=0)
        axes.axvline(_x(edge), color="black", linewidth=1.2)
    axes.set_xlim(_x(left), _x(right))
    axes.set_ylim(len(labels) - 0.4, -0.7)
    axes.set_yticks(range(len(labels)), labels)
    axes.xaxis.set_major_locator(MonthLocator(bymonth=(1, 4, 7, 10)))
    axes.xaxis.set_major_formatter(DateFormatter("%b %Y"))
    axes.tick_params(axis="x", labelsize=8.5)
    axes.set_title(f"The assessment period: {in_words(START)} to {in_words(END)}", fontsize=11)
    return show(
        fig,
        f"Timeline of the assessment period, {in_words(START)} to {in_words(END)}. {_told()}",
        "Blue: in use according to the inventory. Diamonds: days on which the assessors' probe saw "
        "the asset send or receive customers' data. Below the line: which version of a safeguard "
        "was in effect. Gray: outside the period. Porchlight and all of this are invented.",
    )


def _x(day: pd.Timestamp) -> float:
    """Where a day is on the axis."""
    return float(date2num(day))


def _bar(axes: Axes, place: int, first: pd.Timestamp, last: pd.Timestamp, color: str) -> None:
    axes.barh(place, _x(last) - _x(first), left=_x(first), height=HIGH, color=color, alpha=0.55)


def _say(axes: Axes, place: int, at: pd.Timestamp, words: str) -> None:
    axes.text(_x(at + pd.Timedelta(days=6)), place - 0.3, words, fontsize=8, va="center")


def _versions(
    axes: Axes, place: int, requirement: str, left: pd.Timestamp, right: pd.Timestamp
) -> None:
    own = [one for one in CHANGES if one["requirement"] == requirement]
    for number, one in enumerate(own):
        last = own[number + 1]["since"] if number + 1 < len(own) else right
        if last <= left:
            continue
        first = max(one["since"], left)
        _bar(axes, place, first, last, (GRAY, ORANGE, RED)[number % 3])
        axes.text((_x(first) + _x(last)) / 2, place, one["version"], ha="center", va="center")
        if first == END:  # a day is narrower than the line at its end
            words = f"{one['version']} from {END:%d %b %Y}, the last day  "
            axes.text(_x(END), place - 0.38, words, fontsize=8, ha="right", va="center")
        elif first > left:
            words = f"{first:%d %b %Y}"
            axes.text(_x(first), place - 0.38, words, fontsize=8, ha="center", va="center")


def _told() -> str:
    """The picture's records in words."""
    parts = []
    listed = {row["asset"]: row for row in INVENTORY}
    for name in [*listed, *sorted({flow["asset"] for flow in TRAFFIC} - listed.keys())]:
        row = listed.get(name)
        use = "not in the inventory"
        if row:
            until = f", retired on {in_words(row['retired_on'])}" if row["retired_on"] else ""
            use = f"in the inventory since {in_words(row['since'])}{until}"
        seen = [in_words(flow["day"]) for flow in TRAFFIC if flow["asset"] == name]
        parts.append(f"{name}: {use}; traffic on {', '.join(seen) or 'no day'}")
    for requirement, words in SAFEGUARDS.items():
        own = [one for one in CHANGES if one["requirement"] == requirement]
        since = ", ".join(f"{one['version']} from {in_words(one['since'])}" for one in own)
        parts.append(f"{requirement}, {words}: {since}")
    gaps = [f"{gap['gap']} ({gap['requirement']}, {gap['asset']})" for gap in PRIOR]
    return f"{'. '.join(parts)}. Gaps of the prior assessment: {', '.join(gaps)}."
