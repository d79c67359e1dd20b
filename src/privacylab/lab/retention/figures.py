"""The figures of module 02_retention: what Murmur holds, against what it promised."""

from collections.abc import Collection
from typing import Any

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from privacylab.companies.murmur.open_stores import MurmurStores
from privacylab.lab.display.charts import BLUE, GRAY, ORANGE, RED, legend, plain_figure
from privacylab.lab.display.picture import Picture, show
from privacylab.lab.display.words import count, day
from privacylab.lab.retention.child_profiles import MONTHS, last_uses

# What counts as use, in the words of the buttons, with what each event's actor may be.
ANY, PEOPLE, CHILD, ROW = "any event", "child or parent", "only the child", "updated_at"
COUNTED: dict[str, tuple[str, ...]] = {
    ROW: (),
    ANY: ("child", "adult", "staff", "system"),
    PEOPLE: ("child", "adult"),
    CHILD: ("child",),
}
DRAWN = 60  # profiles, one per line


def still_stored(
    profiles: pd.DataFrame,
    events: pd.DataFrame,
    recordings: pd.DataFrame,
    as_of: pd.Timestamp,
    line: int = MONTHS,
) -> Picture:
    """Plot months since each child's last use against the number of recordings still held.

    line  where to draw the line, in calendar months
    """
    children = last_uses(profiles, events)
    children = children[children["was_child"]]
    months = _months(children["last_on"], as_of)
    held = recordings["profile_id"].value_counts().reindex(children.index, fill_value=0)
    silent = children["last_on"] + pd.DateOffset(months=line) <= as_of

    fig, axes = plain_figure(8.4, 4.3)
    kinds = [
        (~silent, "o", BLUE, f"less than {line} months ({(~silent).sum()})"),
        (silent, "^", RED, f"{line} months or more ({silent.sum()})"),
    ]
    for here, marker, color, label in kinds:
        axes.scatter(
            months[here],
            held[here],
            s=26,
            marker=marker,
            c=color,
            alpha=0.75,
            label=label,
            linewidths=0,
        )
    axes.axvline(line, color="black", linewidth=1.2, linestyle="--")
    axes.set_yscale("symlog", linthresh=1)
    axes.set_ylim(-0.2, held.max() * 3)
    axes.set_xlim(left=-1)
    axes.set_yticks([0, 1, 10, 100, 1000], ["0", "1", "10", "100", "1,000"])
    axes.set_xlabel("months since the child's last use")
    axes.set_ylabel("recordings still held")
    axes.set_title(f"Children who last used Murmur {line} months ago or earlier: {silent.sum()}")
    legend(fig, *axes.get_legend_handles_labels())

    finding = (
        f"{count(silent.sum(), 'child', 'children')} of {len(children)} have not used Murmur for "
        f"{count(line, 'month')} or more; {count(held[silent].sum(), 'recording')} of theirs are "
        "still held"
    )
    return show(
        fig,
        f"Scatter plot, one mark for each child profile: months since the child's last use (0 to "
        f"{months.max():.0f}) against recordings still held (0 to {held.max():,}), with a line at "
        f"{count(line, 'month')}. {finding}.",
        f"{finding}.",
    )


def who_touched(
    profiles: pd.DataFrame, events: pd.DataFrame, as_of: pd.Timestamp, counted: str = ANY
) -> Picture:
    """Show what touched a sample of profiles, and which are inactive if that counts as use.

    counted  what counts as use: ROW, ANY, PEOPLE or CHILD
    """
    children = last_uses(profiles, events)
    children = children[children["was_child"]]
    touches = events[events["profile_id"].isin(children.index)]
    if counted == ROW:
        written = profiles.set_index("profile_id")["updated_at"].reindex(children.index)
        uses = pd.DataFrame({"profile_id": children.index, "used_on": _days(written).to_numpy()})
    else:
        uses = touches.loc[touches["actor"].isin(COUNTED[counted]), ["profile_id", "used_on"]]
    last = uses.groupby("profile_id")["used_on"].max().reindex(children.index)
    inactive = last + pd.DateOffset(months=MONTHS) <= as_of
    sample = children.index[:: max(len(children) // DRAWN, 1)]
    line = pd.Series(range(len(sample)), index=sample)

    fig, axes = plain_figure(8.4, 4.8)
    for rows, marker, size, color, label in (
        (touches, "|", 14, GRAY, "touched in any way"),
        (uses, "o", 7, BLUE, f"counts as use: {counted}"),
    ):
        rows = rows[rows["profile_id"].isin(sample)]
        axes.scatter(
            rows["used_on"],
            rows["profile_id"].map(line),
            marker=marker,
            s=size,
            color=color,
            linewidths=0.9 if marker == "|" else 0,
            label=label,
        )
    found = sample[inactive[sample].to_numpy()]
    at = pd.Series(as_of + pd.Timedelta(days=25), index=found)
    axes.scatter(at, line[found], marker="<", s=22, color=RED, label="inactive by this rule")
    limit: Any = as_of - pd.DateOffset(months=MONTHS)
    axes.axvline(limit, color="black", linewidth=1.2, linestyle="--")
    axes.annotate(
        "18 months ago",
        (limit, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(5, 2),
        textcoords="offset points",
        va="bottom",
    )
    axes.invert_yaxis()
    axes.set_yticks([])
    axes.set_ylabel(f"{len(sample)} child profiles, one per line")
    axes.set_xlabel(f"date, up to {day(as_of)}")
    axes.set_title(f"If this counts as use: {counted}", pad=18)
    legend(fig, *axes.get_legend_handles_labels())
    finding = (
        f"If {counted!r} counts as use, {inactive.sum()} of {len(children)} child profiles have "
        "been unused for 18 months"
    )
    return show(
        fig,
        f"One line for each of {len(sample)} child profiles, over the years: gray strokes where "
        "anything touched the profile, blue dots where that counts as use, and a red triangle at "
        f"the right end of each line that is then inactive ({len(found)}). {finding}.",
        f"{finding}. The picture shows a sample of {len(sample)}.",
    )


def promises(
    notices: pd.DataFrame, held_since: dict[str, pd.Series], as_of: pd.Timestamp, days: int
) -> Picture:
    """Show how old Murmur's data is, against what it published and against another limit.

    held_since  by category, the day on which each item was collected
    days        the other limit
    """
    published = notices.set_index("category")["published_days"]
    fig, axes = plain_figure(8.4, 3.2)
    sentences, labels = [], []
    for row, (category, since) in enumerate(held_since.items()):
        ages = (as_of - since).dt.days
        low, high = ages.quantile([0.25, 0.75])
        promised = int(published[category])
        older = (ages > days).mean()
        axes.hlines(row, ages.min(), ages.max(), color=BLUE, linewidth=1.5)
        axes.hlines(row, low, high, color=BLUE, linewidth=11, alpha=0.6)
        axes.plot(promised, row, marker="D", markersize=9, color=RED, markeredgecolor="white")
        labels.append(f"{category}s\npromised: {promised} days")
        axes.annotate(
            f"{older:.0%} are older than {count(days, 'day')}",
            (ages.max(), row),
            xytext=(0, 9),
            textcoords="offset points",
            ha="right",
        )
        sentences.append(
            f"{category}s: promised {promised} days, held up to {ages.max():,} days, "
            f"{older:.0%} older than {count(days, 'day')}"
        )
    axes.axvline(days, color="black", linewidth=1.2, linestyle="--")
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.set_ylim(len(labels) - 0.5, -0.6)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_xlabel("age of what is held, in days")
    axes.set_title("What Murmur published, and what it holds")
    marks = {
        "youngest to oldest": Line2D([], [], color=BLUE, linewidth=1.5),
        "middle half": Line2D([], [], color=BLUE, linewidth=9, alpha=0.6),
        "the published promise": Line2D([], [], color=RED, marker="D", linestyle="", markersize=8),
        "the limit you chose": Line2D([], [], color="black", linewidth=1.2, linestyle="--"),
    }
    legend(fig, marks.values(), marks)
    return show(
        fig,
        "Bars of the age of what is held, in days, with a diamond at the number of days that "
        f"Murmur published and a line at {count(days, 'day')}. {'; '.join(sentences)}.",
        f"If the limit were {count(days, 'day')}, everything right of the line would be overdue.",
    )


def left_behind(world: MurmurStores, erased: Collection[str]) -> Picture:
    """Show how many items of these profiles each store still holds, under any key."""
    rows = []
    for name, store in world.stores.items():
        held = store.scan()["key"]
        owner = held.where(~held.isin(list(world.device_owner)), held.map(world.device_owner))
        theirs = owner[owner.isin(list(erased))]
        rows.append((name, len(theirs), theirs.nunique(), name in world.registry))

    fig, axes = plain_figure(8.4, 3.2)
    for row, (_, number, people, registered) in enumerate(rows):
        axes.barh(
            row,
            number,
            height=0.62,
            color=BLUE if registered else ORANGE,
            hatch="" if registered else "///",
            edgecolor="white",
        )
        what = f"{count(number, 'item')} of {people} profiles" if number else "nothing"
        axes.annotate(what, (number, row), xytext=(5, 0), textcoords="offset points", va="center")
    axes.set_yticks(range(len(rows)), [name for name, *_ in rows])
    axes.invert_yaxis()
    axes.set_xlim(0, max(number for _, number, *_ in rows) * 1.35)
    axes.set_xlabel("items still held")
    axes.set_ylabel("store")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_title(f"{len(erased)} profiles whose family was told that everything is deleted")
    bars = {
        "registered store": Patch(facecolor=BLUE),
        "store in no registry": Patch(facecolor=ORANGE, hatch="///", edgecolor="white"),
    }
    legend(fig, bars.values(), bars)
    found = "; ".join(
        f"{name}{'' if registered else ' (in no registry)'}: {number:,} of {people} profiles"
        for name, number, people, registered in rows
    )
    return show(
        fig,
        f"Bar chart, one bar for each store: items still held of {len(erased)} profiles whose "
        f"deletion Murmur reported as done. {found}.",
        "One bar for each store. A check that looks only in "
        f"{' and '.join(name for name, number, *_ in rows if not number)} finds nothing wrong.",
    )


def _months(dates: pd.Series, as_of: pd.Timestamp) -> pd.Series:
    """Calendar months from each date to as_of, with a fraction: for drawing, not for deciding."""
    whole = (as_of.year - dates.dt.year) * 12 + as_of.month - dates.dt.month
    return whole + (as_of.day - dates.dt.day) / 31


def _days(instants: pd.Series) -> pd.Series:
    """The day of each instant in UTC."""
    return instants.dt.tz_convert("UTC").dt.tz_localize(None).dt.normalize()
