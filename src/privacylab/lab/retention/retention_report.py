"""The nightly report: over Murmur, as a picture, and over ten million items."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from privacylab.companies import murmur
from privacylab.lab.display import scale
from privacylab.lab.display.charts import BLUE, GRAY, ORANGE, RED, legend, plain_figure
from privacylab.lab.display.html import Fragment
from privacylab.lab.display.picture import Picture, show
from privacylab.lab.display.scale import BATCH, TEN_MILLION, Workload
from privacylab.lab.display.words import day

Report = Callable[[pd.DataFrame, pd.DataFrame, pd.Timestamp], pd.DataFrame]
PAIR = ["category", "store"]
COUNTS = ["items", "held", "no_rule", "overdue"]
AS_OF = pd.Timestamp("2023-08-31", tz="UTC")
RULES = pd.DataFrame(
    [
        ("recording", "audio", 90.0),
        ("recording", "audio", 365.0),
        ("recording", "replica", None),
        ("transcript", "search", 30.0),
        ("location", "places", 30.0),
        ("use event", "lake", 180.0),
    ],
    columns=[*PAIR, "keep_days"],
)

OLDEST = pd.Timestamp("2020-01-05 15:34:23", tz="UTC")
# a correct report on murmur_night(): RET-17 shows it before a learner writes one
MURMUR_REPORT = pd.DataFrame(
    [
        ("location", "places", 18_907, 0, 18_907, 0, pd.NaT),
        ("recording", "main", 116_050, 21, 0, 80_250, OLDEST),
        ("transcript", "search", 116_444, 138, 116_306, 0, pd.NaT),
        ("use event", "lake", 48_968, 0, 48_968, 0, pd.NaT),
    ],
    columns=[*PAIR, *COUNTS, "overdue_since"],
)


def murmur_night() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return Murmur's items for a nightly report, and its rules; keep_days in words is NaN.

    Items: item_id, category, store, collected_at, held. A hold that is in force on Murmur's today
    names a profile, a category and a range of days.
    """
    recordings, transcripts = murmur.table("recordings"), murmur.table("transcripts")
    places, devices = murmur.table("locations"), murmur.table("devices")
    places = places.merge(devices[["device_id", "profile_id"]], on="device_id")
    uses = murmur.table("use_events").drop_duplicates("event_id")
    made_at = transcripts["created_on"].dt.tz_localize("UTC")
    parts = [
        _items(recordings, "recording_id", "recording", "main", recordings["recorded_at"]),
        _items(transcripts, "transcript_id", "transcript", "search", made_at),
        _items(places, "location_id", "location", "places", places["located_at"]),
        _items(uses, "event_id", "use event", "lake", uses["occurred_at"]),
    ]
    items = pd.concat(parts, ignore_index=True)
    holds = murmur.table("holds").query("released_on.isna()")
    pairs = items.merge(holds, how="inner", on=["profile_id", "category"])
    date = pairs["collected_at"].dt.tz_localize(None)
    named = (pairs["from_on"] <= date) & (date < pairs["to_on"] + pd.Timedelta(days=1))
    items["held"] = items["item_id"].isin(pairs.loc[named, "item_id"])
    policy = murmur.table("policy")
    digits = policy["keep_days"].where(policy["keep_days"].str.fullmatch("[0-9]+", na=False))
    rules = policy[PAIR].assign(keep_days=pd.to_numeric(digits))
    return items.drop(columns="profile_id"), rules


def _items(
    frame: pd.DataFrame, name: str, category: str, store: str, at: pd.Series
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "item_id": frame[name],
            "profile_id": frame["profile_id"],
            "category": category,
            "store": store,
            "collected_at": at,
        }
    )


def add_up(reports: pd.DataFrame) -> pd.DataFrame:
    """Merge the rows of several reports: add the counts, and keep the earliest instant."""
    how = {**dict.fromkeys(COUNTS, "sum"), "overdue_since": "min"}
    return reports.groupby(PAIR, as_index=False).agg(how)


def batches(rows: int, size: int = BATCH) -> Iterator[pd.DataFrame]:
    """Yield this many items in all, made from a seed, one batch at a time."""
    pairs = RULES.drop_duplicates(PAIR)[PAIR]
    start = pd.Timestamp("2019-01-01").value // 10**9
    span = AS_OF.value // 10**9 - start
    for first in range(0, rows, size):
        rng = np.random.default_rng([7, first])
        number = min(size, rows - first)
        which = rng.integers(0, len(pairs), number)
        seconds = pd.Series((start + rng.integers(0, span, number)).astype("datetime64[s]"))
        yield pd.DataFrame(
            {
                "item_id": np.arange(first, first + number),
                "category": pairs["category"].array.take(which),
                "store": pairs["store"].array.take(which),
                "collected_at": seconds.dt.tz_localize("UTC"),
                "held": rng.random(number) < 0.01,
            }
        )


def _batches(rows: int) -> Iterator[tuple[pd.DataFrame, pd.DataFrame, pd.Timestamp]]:
    return ((batch, RULES, AS_OF) for batch in batches(rows))


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    def rows(report: pd.DataFrame) -> set[tuple[Any, ...]]:
        since = pd.to_datetime(report["overdue_since"], utc=True).map(str)  # NaT too
        return set(zip(*(report[name] for name in [*PAIR, *COUNTS]), since, strict=True))

    return rows(one) == rows(other)


WORKLOAD = Workload(
    "RET-17",
    "items",
    "merged and grouped",
    _batches,
    lambda parts: add_up(pd.concat(parts)),
    _same,
)


def run_at_scale(report: Report, rows: int = TEN_MILLION) -> Fragment:
    """Run a nightly_report and the lab's over this many items, a million at a time."""
    return scale.run_at_scale(WORKLOAD, report, rows)


def race(report: Report) -> Picture | Fragment:
    """Plot CPU seconds against items: row by row, grouped, and your report if it is written."""
    return scale.race(WORKLOAD, report, "The same report, up to ten million items")


def morning(report: pd.DataFrame, gaps: dict[tuple[str, str], str], as_of: pd.Timestamp) -> Picture:
    """Draw the night's report: for each category and store, what may not be there.

    gaps  the verdict on each broken promise, by (category, store)
    """
    rows = report.sort_values(["overdue", "no_rule"], ascending=False, ignore_index=True)
    bad = rows["overdue"] + rows["no_rule"]
    parts = {
        "overdue": (rows["overdue"], RED, "///"),
        "no rule with an end": (rows["no_rule"], ORANGE, "..."),
        "on hold": (rows["held"], GRAY, ""),
        "in time": (rows["items"] - bad - rows["held"], BLUE, ""),
    }
    fig, axes = plain_figure(8.4, 1.6 + 0.75 * len(rows))
    left = np.zeros(len(rows))
    for word, (number, color, hatch) in parts.items():
        share = (number / rows["items"]).to_numpy(float)
        axes.barh(
            rows.index,
            share,
            left=left,
            height=0.42,
            color=color,
            hatch=hatch,
            edgecolor="white",
            label=word,
        )
        left += share
    labels, sentences = [], []
    for place, row in rows.iterrows():
        pair = (row["category"], row["store"])
        labels.append(f"{pair[0]}s\nin {pair[1]}")
        said = []
        if row["overdue"]:
            said.append(f"{row['overdue']:,} overdue since {day(row['overdue_since'])}")
        if row["no_rule"]:
            said.append(f"{row['no_rule']:,} without a rule")
        if row["held"]:
            said.append(f"{row['held']:,} on hold")
        said[:1] = [f"of {row['items']:,}: {(said or ['all in time'])[0]}"]
        if pair in gaps:
            said.append(f"promise: {gaps[pair]}")
        axes.annotate(
            "; ".join(said),
            (0, float(place) - 0.24),  # type: ignore[arg-type]
            xytext=(2, 2),
            va="bottom",
            textcoords="offset points",
            fontsize=9,
        )
        sentences.append(f"{pair[0]}s in {pair[1]}: {'; '.join(said)}")
    axes.set_yticks(rows.index, labels)
    axes.set_ylim(len(rows) - 0.6, -0.8)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_xlabel("share of the items that are held")
    axes.set_title(f"The report of {day(as_of)}: what is held, and whether it may be")
    legend(fig, *axes.get_legend_handles_labels())
    return show(
        fig,
        "Stacked bars, one for each kind of data in each store: the shares that are overdue, "
        f"without a rule, on hold and in time. {'. '.join(sentences)}.",
        "Above each bar: what to act on. No content, no name and no id is in this report.",
    )
