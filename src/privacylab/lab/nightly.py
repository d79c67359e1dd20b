"""The nightly report: over Murmur, as a picture, and over ten million items.

What is measured is CPU time and memory of this process, over the same batches for both, one after
the other: on a busy machine both are slower, and their ratio stays.
"""

import gc
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import ipywidgets as widgets
import numpy as np
import pandas as pd
from IPython.display import display

from privacylab.company import murmur
from privacylab.lab.children import day
from privacylab.lab.figures import BLUE, GREY, ORANGE, RED, legend, plain_figure
from privacylab.lab.html import Fragment, table
from privacylab.lab.measure import Cost, measure
from privacylab.lab.picture import Picture, show

Report = Callable[[pd.DataFrame, pd.DataFrame, pd.Timestamp], pd.DataFrame]
PAIR = ["category", "store"]
COUNTS = ["items", "held", "no_rule", "overdue"]
BATCH = 1_000_000  # items that are in memory at once: about 50 MB of them
SLOWEST = 5  # times the CPU time of grouped(): the budget
LARGEST = 1_000  # MB beyond a batch that a report may need: the other half of the budget
# First tries, so that nobody waits for hours: of so many items, at most so many times as long.
TRIES = ((2_000, 100), (200_000, 2 * SLOWEST))
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


def murmur_night() -> tuple[pd.DataFrame, pd.DataFrame]:
    """What Murmur holds, as items for a nightly report, and its rules with their words as numbers.

    Items: item_id, category, store, collected_at, held. A hold of Murmur's that is in force on its
    today names a profile, a category and a range of days.
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
    pairs = items.merge(holds, on=["profile_id", "category"])
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


def grouped(items: pd.DataFrame, rules: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """The report by one merge and one groupby: what the others are measured against."""
    shortest = rules.groupby(PAIR, as_index=False)["keep_days"].min()
    rows = items.merge(shortest, how="left", on=PAIR)
    due_at = rows["collected_at"] + pd.to_timedelta(rows["keep_days"].astype(float), unit="D")
    free = ~rows["held"]
    rows["overdue"] = free & (due_at <= as_of)
    rows["no_rule"] = free & rows["keep_days"].isna()
    rows["overdue_since"] = due_at.where(rows["overdue"])
    rows["items"] = 1
    return add_up(rows)


def row_by_row(items: pd.DataFrame, rules: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """The report as it is often written first: for each item, look up its rules."""
    counted: dict[tuple[str, str], list[Any]] = {}
    for _, item in items.iterrows():
        pair = (item["category"], item["store"])
        row = counted.setdefault(pair, [0, 0, 0, 0, pd.NaT])
        own = rules[(rules["category"] == pair[0]) & (rules["store"] == pair[1])]
        days = own["keep_days"].min()
        row[0] += 1
        if item["held"]:
            row[1] += 1
        elif pd.isna(days):
            row[2] += 1
        else:
            due_at = item["collected_at"] + pd.Timedelta(days=days)
            if due_at <= as_of:
                row[3] += 1
                row[4] = due_at if pd.isna(row[4]) else min(due_at, row[4])
    rows = [(*pair, *row) for pair, row in counted.items()]
    return pd.DataFrame(rows, columns=[*PAIR, *COUNTS, "overdue_since"])


def add_up(reports: pd.DataFrame) -> pd.DataFrame:
    """One report from the rows of several: sums of the counts, the earliest of the instants."""
    how = {**dict.fromkeys(COUNTS, "sum"), "overdue_since": "min"}
    return reports.groupby(PAIR, as_index=False).agg(how)


def batches(rows: int, size: int = BATCH) -> Iterator[pd.DataFrame]:
    """So many items in all, made from a seed, one batch in memory at a time."""
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


def run_at_scale(report: Report, rows: int = 10_000_000) -> Fragment:
    """Run a nightly_report, and grouped() beside it, over so many items, a million at a time.

    Says what each took, in CPU seconds and in MB of this process, and whether the report is right
    and within the budget. What is not written is left out, and what is much too slow stops after a
    try.
    """
    header = ["who", "items", "CPU seconds", "times as long", "peak memory, MB",
              "within the budget?"]  # fmt: skip
    yours = report if getattr(report, "ready", True) else None
    if yours is not None:
        for number, most in TRIES:
            (few,) = batches(number)
            grouped(few, RULES, AS_OF)  # what is slow once is not counted
            ratio = _run(yours, few)[0].seconds / _run(grouped, few)[0].seconds
            if ratio > most:
                said = "✗ no: stopped after a first try"
                return table(header, [("yours", f"{number:,}", "", f"{ratio:,.0f}", "", said)])
    bar = widgets.IntProgress(max=rows, description=f"{rows:,} items")
    bar.layout.width, bar.style.description_width = "30em", "initial"
    display(bar)
    taken = {"grouped": 0.0, "yours": 0.0}
    peak = {"grouped": 0.0, "yours": 0.0}
    parts: dict[str, list[pd.DataFrame]] = {"grouped": [], "yours": []}
    for batch in batches(rows):
        for who, run in (("grouped", grouped), ("yours", yours)):
            if run is not None:
                gc.collect()  # what one has left behind is not the other's
                cost, found = _run(run, batch)
                taken[who] += cost.seconds
                peak[who] = max(peak[who], cost.memory / 1e6)
                parts[who].append(found)
        bar.value += len(batch)
    shown = [("grouped", f"{rows:,}", f"{taken['grouped']:.1f}", "1", f"{peak['grouped']:,.0f}",
              "")]  # fmt: skip
    if yours is None:
        shown.append(("yours", "", "", "", "", "○ not written yet"))
    else:
        right = _same(*(add_up(pd.concat(one)) for one in parts.values()))
        ratio = taken["yours"] / taken["grouped"]
        said = "✗ its report is another one"
        if right:
            said = "✗ no" if ratio > SLOWEST or peak["yours"] > LARGEST else "✓ yes"
            said += f": at most {SLOWEST} times as long, and {LARGEST:,} MB"
        shown.append(("yours", f"{rows:,}", f"{taken['yours']:.1f}", f"{ratio:.1f}",
                      f"{peak['yours']:,.0f}", said))  # fmt: skip
    size = batch.memory_usage(deep=True).sum() / 1e6
    under = f"One batch at a time: {escape(f'{size:,.0f}')} MB of items, and memory beyond that."
    return table(header, shown, under)


def _run(report: Report, items: pd.DataFrame) -> tuple[Cost, pd.DataFrame]:
    return measure(lambda: report(items, RULES, AS_OF))


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    def rows(report: pd.DataFrame) -> set[tuple[Any, ...]]:
        since = pd.to_datetime(report["overdue_since"], utc=True).map(str)  # NaT too
        return set(zip(*(report[name] for name in [*PAIR, *COUNTS]), since, strict=True))

    return rows(one) == rows(other)


def race(report: Report | None = None) -> Picture:
    """CPU seconds against items: row by row, grouped, and a report of yours where it is written."""
    runs: dict[str, tuple[Report, list[int]]] = {
        "row by row": (row_by_row, [100, 1_000, 2_000]),
        "merged and grouped": (grouped, [100, 1_000, 10_000, 100_000, BATCH]),
    }
    marks = {"row by row": ("^", RED), "merged and grouped": ("o", BLUE), "yours": ("D", ORANGE)}
    if report is not None and getattr(report, "ready", True):
        runs["yours"] = (report, [100, 1_000, 10_000])
    fig, axes = plain_figure(8.4, 4.2)
    sentences = []
    for who, (run, sizes) in runs.items():
        marker, colour = marks[who]
        seconds = [_run(run, next(batches(size)))[0].seconds for size in sizes]
        axes.plot(sizes, seconds, marker=marker, color=colour, label=f"{who}: measured")
        whole = seconds[-1] * 10_000_000 / sizes[-1]
        axes.plot([sizes[-1], 10_000_000], [seconds[-1], whole], color=colour, linestyle=":",
                  label=f"{who}: if it goes on so")  # fmt: skip
        axes.annotate(_span(whole), (10_000_000, whole), xytext=(6, 0), va="center",
                      textcoords="offset points")  # fmt: skip
        sentences.append(f"{who}: {seconds[-1]:.2g} seconds for {sizes[-1]:,} items, so "
                         f"{_span(whole)} for ten million")  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(70, 120_000_000)
    ticks = [10**power for power in range(2, 8)]
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("items")
    axes.set_ylabel("CPU seconds")
    axes.set_title("The same report, two ways, up to ten million items")
    fig.legend(loc="outside lower center", ncols=len(runs), frameon=False)
    return show(
        fig,
        "Line plot on two logarithmic axes: CPU seconds against items. " + "; ".join(sentences)
        + ". The line of the loop rises from the first item on; the other stays flat at first.",
        "Solid: measured here and now. Dotted: as long again for each further item.",
    )  # fmt: skip


def _span(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 6000 else f"{seconds / 3600:.0f} hours"


def morning(report: pd.DataFrame, gaps: dict[tuple[str, str], str], as_of: pd.Timestamp) -> Picture:
    """The night's report as a picture: of each category and store, what may not be there.

    gaps  the word of each broken promise, by (category, store)
    """
    rows = report.sort_values(["overdue", "no_rule"], ascending=False, ignore_index=True)
    bad = rows["overdue"] + rows["no_rule"]
    parts = {
        "overdue": (rows["overdue"], RED, "///"),
        "no rule with an end": (rows["no_rule"], ORANGE, "..."),
        "on hold": (rows["held"], GREY, ""),
        "in time": (rows["items"] - bad - rows["held"], BLUE, ""),
    }
    fig, axes = plain_figure(8.4, 1.6 + 0.75 * len(rows))
    left = np.zeros(len(rows))
    for word, (number, colour, hatch) in parts.items():
        share = (number / rows["items"]).to_numpy(float)
        axes.barh(rows.index, share, left=left, height=0.42, color=colour, hatch=hatch,
                  edgecolor="white", label=word)  # fmt: skip
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
        axes.annotate("; ".join(said), (0, float(place) - 0.24), xytext=(2, 2), va="bottom",  # type: ignore[arg-type]
                      textcoords="offset points", fontsize=9)  # fmt: skip
        sentences.append(f"{pair[0]}s in {pair[1]}: {'; '.join(said)}")
    axes.set_yticks(rows.index, labels)
    axes.set_ylim(len(rows) - 0.6, -0.8)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_xlabel("share of the items that are held")
    axes.set_title(f"The report of {day(as_of)}: what is there, and may it be?")
    legend(fig, *axes.get_legend_handles_labels())
    return show(
        fig,
        "Stacked bars, one for each kind of data in each store: the shares that are overdue, "
        f"without a rule, on hold and in time. {'. '.join(sentences)}.",
        "Above each bar: what to act on. No content, no name and no id is in this report.",
    )
