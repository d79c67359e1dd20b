"""The figures of module 02_retention: what Murmur holds, against what it promised."""

from collections.abc import Collection

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from privacylab.companies.murmur.open_stores import MurmurStores
from privacylab.lab.display.charts import BLUE, GRAY, ORANGE, RED, legend, plain_figure
from privacylab.lab.display.picture import Picture, show
from privacylab.lab.display.words import count, day
from privacylab.lab.retention.child_profiles import (
    IN_USE,
    INACTIVE,
    MONTHS,
    OUT_OF_SCOPE,
    last_uses,
    state,
)

MARK = {IN_USE: ("o", BLUE), INACTIVE: ("^", RED), OUT_OF_SCOPE: ("x", GRAY)}
WORDS = {
    IN_USE: "less than 18 months",
    INACTIVE: "18 months or more",
    OUT_OF_SCOPE: "13 or older at the last use",
}


def still_stored(
    profiles: pd.DataFrame, events: pd.DataFrame, recordings: pd.DataFrame, as_of: pd.Timestamp
) -> Picture:
    """Months since each child's last use, against the number of recordings that are still held."""
    children = last_uses(profiles, events)
    months = _months(children["last_on"], as_of)
    held = recordings["profile_id"].value_counts().reindex(children.index, fill_value=0)
    states = state(children, as_of)

    fig, axes = plain_figure(8.4, 4.3)
    for word, (marker, color) in MARK.items():
        here = states == word
        label = f"{WORDS[word]} ({here.sum()})"
        axes.scatter(
            months[here],
            held[here],
            s=26,
            marker=marker,
            c=color,
            alpha=0.75,
            label=label,
            linewidths=1.2 if marker == "x" else 0,
        )
    axes.axvline(MONTHS, color="black", linewidth=1.2, linestyle="--")
    axes.annotate(
        "18 months",
        (MONTHS, 0.97),
        xycoords=("data", "axes fraction"),
        xytext=(5, 0),
        textcoords="offset points",
        va="top",
    )
    axes.set_yscale("symlog", linthresh=1)
    axes.set_ylim(-0.2, held.max() * 3)
    axes.set_yticks([0, 1, 10, 100, 1000], ["0", "1", "10", "100", "1,000"])
    axes.set_xlabel("months since the child's last use")
    axes.set_ylabel("recordings still held")
    axes.set_title("What a child said stays, whether or not the child comes back")
    legend(fig, *axes.get_legend_handles_labels())

    gone, young = states == INACTIVE, states != OUT_OF_SCOPE
    finding = (
        f"{count(gone.sum(), 'child', 'children')} of {young.sum()} have not used Murmur for 18 "
        f"months or more; {count(held[gone].sum(), 'recording')} of theirs are still held"
    )
    return show(
        fig,
        f"Scatter plot, one mark a child profile: months since the child's last use (0 to "
        f"{months.max():.0f}) against recordings still held (0 to {held.max():,}). {finding}. The "
        "marks do not thin out towards the bottom as the months go by: nothing is deleted when a "
        "child stops.",
        f"One mark a child profile whose last use is known. {finding}.",
    )


def who_touched(profiles: pd.DataFrame, events: pd.DataFrame, as_of: pd.Timestamp) -> Picture:
    """All that touched the inactive profiles: one line a profile, the longest unused on top."""
    children = last_uses(profiles, events)
    inactive = children[state(children, as_of) == INACTIVE]
    touches = events[events["profile_id"].isin(inactive.index)]
    line = touches["profile_id"].map({name: row for row, name in enumerate(inactive.index)})
    own = touches["actor"] == "child"
    last_touch = touches.groupby("profile_id")["used_on"].max()

    fig, axes = plain_figure(8.4, 4.8)
    axes.scatter(
        touches["used_on"][~own],
        line[~own],
        marker="|",
        s=16,
        linewidths=0.9,
        color=RED,
        label="touched by a parent, by staff or by a program",
    )
    axes.scatter(
        touches["used_on"][own], line[own], s=7, color=BLUE, linewidths=0, label="used by the child"
    )
    limit = inactive["last_on"].max()
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
    axes.set_ylabel(f"{len(inactive)} inactive profiles, one a line")
    axes.set_xlabel(f"date, up to {day(as_of)}")
    axes.set_title("The child has left, the row is busy", pad=18)
    legend(fig, *axes.get_legend_handles_labels())
    return show(
        fig,
        f"One line for each of {len(inactive)} profiles that no child has used for 18 months or "
        "more, over the years. On each line the dots of the child's own use end before the "
        "18-month line, while the strokes of parents, staff and programs go on up to "
        f"{day(last_touch.max())}: {(last_touch > limit).sum()} of the profiles were touched in "
        "the last 18 months.",
        "A rule that asks when the row was last touched finds nobody on this page inactive.",
    )


def promises(
    notices: pd.DataFrame, held_since: dict[str, pd.Series], as_of: pd.Timestamp
) -> Picture:
    """How old the data are that Murmur holds, against the days that it published.

    held_since  by category, the day on which each item was collected
    """
    published = notices.set_index("category")["published_days"]
    fig, axes = plain_figure(8.4, 3.2)
    sentences, labels = [], []
    for row, (category, since) in enumerate(held_since.items()):
        ages = (as_of - since).dt.days
        low, high = ages.quantile([0.25, 0.75])
        promised = int(published[category])
        older = (ages > promised).mean()
        axes.hlines(row, ages.min(), ages.max(), color=BLUE, linewidth=1.5)
        axes.hlines(row, low, high, color=BLUE, linewidth=11, alpha=0.6)
        axes.plot(promised, row, marker="D", markersize=9, color=RED, markeredgecolor="white")
        labels.append(f"{category}s\npromised: {promised} days")
        axes.annotate(
            f"{older:.0%} are older than promised",
            (ages.max(), row),
            xytext=(0, 9),
            textcoords="offset points",
            ha="right",
        )
        sentences.append(
            f"{category}s: promised {promised} days, held up to {ages.max():,} days, "
            f"{older:.0%} older than promised"
        )
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
    }
    legend(fig, marks.values(), marks)
    return show(
        fig,
        "Bars of the age of what is held, in days, with a diamond at the number of days that "
        f"Murmur published. {'; '.join(sentences)}.",
        "A diamond is the promise on Murmur's own pages. What lies to its right is overdue.",
    )


def left_behind(world: MurmurStores, erased: Collection[str]) -> Picture:
    """How many items of these profiles each store still holds, under whatever key."""
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
    axes.set_title(f"For {len(erased)} profiles the family was told: all is deleted")
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
        f"Bar chart, one bar a store, of the items still held of {len(erased)} profiles whose "
        f"deletion Murmur reported as done. {found}.",
        "One bar a store. Whoever looks only in "
        f"{' and '.join(name for name, number, *_ in rows if not number)} finds nothing wrong.",
    )


def _months(dates: pd.Series, as_of: pd.Timestamp) -> pd.Series:
    """Calendar months from each date to as_of, with a fraction, to draw and not to decide by."""
    whole = (as_of.year - dates.dt.year) * 12 + as_of.month - dates.dt.month
    return whole + (as_of.day - dates.dt.day) / 31
