"""The figures of module 03_audit: who looked at Porchlight, when, at what, by which door."""

import numpy as np
import pandas as pd

from privacylab.lab.display.charts import BLUE, GRAY, ORANGE, RED, legend, plain_figure
from privacylab.lab.display.picture import Picture, show
from privacylab.lab.display.words import day

KINDS = {"employee": ("-", BLUE), "contractor": ("--", RED), "service": (":", GRAY)}
WINDOWS = {"1 hour": "1h", "1 day": "1D", "1 week": "7D", "30 days": "30D", "90 days": "90D"}
STATES = {
    "by somebody else, at most 12 months ago": (BLUE, ""),
    "by the person": (ORANGE, "..."),
    "more than 12 months ago": (GRAY, ""),
    "never": (RED, "///"),
}


def reach(accesses: pd.DataFrame, people: pd.DataFrame) -> Picture:
    """The most customers that each person looked at in a window, against the window's length."""
    rows = accesses[["person_id", "occurred_at", "customer_id"]].sort_values("occurred_at")
    rows = rows.assign(customer=pd.factorize(rows["customer_id"])[0].astype(float))
    grouped = rows.groupby("person_id")
    peaks = {
        name: grouped.rolling(window, on="occurred_at")["customer"].nunique()
        for name, window in WINDOWS.items()
    }
    most = pd.DataFrame({name: peak.groupby("person_id").max() for name, peak in peaks.items()})
    most["15 months"] = grouped["customer"].nunique()
    kinds = people.set_index("person_id")["kind"].reindex(most.index, fill_value="employee")
    fig, axes = plain_figure(8.4, 4.6)
    for kind, (dashes, color) in KINDS.items():
        theirs = most[kinds == kind].to_numpy().T
        axes.plot(most.columns, theirs, dashes, color=color, alpha=0.45, linewidth=1)
        axes.plot([], [], dashes, color=color, label=f"{kind} ({theirs.shape[1]})")
    axes.set_yscale("log")
    axes.set_yticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
    axes.minorticks_off()
    axes.set_xlabel("length of the window")
    axes.set_ylabel("most customers in one window")
    axes.set_title("Who looked at how many customers? One line a person")
    legend(fig, *axes.get_legend_handles_labels())
    middle, top = most.median(), most.max()
    said = [
        f"{name}: half of the people at most {half:.0f}, the highest {highest:,.0f}"
        for name, half, highest in zip(most, middle, top, strict=True)
    ]
    return show(
        fig,
        f"Lines of {len(most)} people: the most distinct customers in any window, against the "
        f"window's length, on a logarithmic axis. {'; '.join(said)}. The lines fan out as the "
        "window grows, and those who are on top in a day are not all on top in 90 days.",
        "Each line rises from the busiest hour of a person to all that is in the log. Nothing here "
        "says who had a reason.",
    )


def hours(accesses: pd.DataFrame, people: pd.DataFrame) -> Picture:
    """The share of accesses in each hour of the day, by kind of account."""
    hour = accesses["occurred_at"].dt.hour
    kinds = accesses["person_id"].map(people.set_index("person_id")["kind"]).fillna("employee")
    shares = pd.crosstab(hour, kinds, normalize="columns").reindex(range(24), fill_value=0)
    fig, axes = plain_figure(8.4, 3.6)
    there = [kind for kind in KINDS if kind in shares]
    for kind in there:
        dashes, color = KINDS[kind]
        share = [*shares[kind], shares[kind].iloc[-1]]
        axes.step(range(25), share, dashes, where="post", color=color, label=kind, linewidth=2)
    axes.set_xticks(range(0, 25, 3), [f"{hour % 24:02}:00" for hour in range(0, 25, 3)])
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_xlabel("hour of the day, in UTC")
    axes.set_ylabel("share of the accesses")
    axes.set_title("When do they look?")
    legend(fig, *axes.get_legend_handles_labels())
    around = hour.isin([23, 0]).groupby(kinds).mean()
    said = [
        f"{kind}: most at {shares[kind].idxmax():02}:00, {around[kind]:.1%} between 23:00 and 01:00"
        for kind in there
    ]
    return show(
        fig,
        f"Stepped lines, the share of accesses by hour of the day in UTC. {'; '.join(said)}.",
        "Midnight UTC is nobody's midnight: a day that ends there ends in somebody's shift.",
    )


def spellings(accesses: pd.DataFrame, letters: str, most: int = 16) -> Picture:
    """The labels that hold these letters, as their owners typed them, by number of accesses."""
    labels = accesses["label"].value_counts()
    found = labels[labels.index.str.contains(letters, case=False, regex=False)]
    rows = found.head(most)[::-1]
    fig, axes = plain_figure(8.4, 4.8)
    axes.barh(range(len(rows)), rows, color=BLUE, height=0.65)
    typed = [f"“{label.replace(' ', '·')}”" for label in rows.index]
    axes.set_yticks(range(len(rows)), typed, family="monospace", fontsize=9)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_xlabel("accesses")
    axes.set_ylabel("label, as typed (· is a blank)")
    axes.set_title(f"Labels that hold the letters “{letters}”")
    said = [f'"{label}" {number:,}' for label, number in rows[::-1].items()]
    return show(
        fig,
        f"Bars of the accesses to cameras by label, the {len(rows)} most frequent that hold the "
        f"letters {letters}: {', '.join(said)}.",
        f"{len(found)} spellings hold these letters. Not all of them are a place to sleep.",
    )


def reviewed(grants: pd.DataFrame, reviews: pd.DataFrame, as_of: pd.Timestamp) -> Picture:
    """The grants in force by permission, and how the last review of each was."""
    in_force = grants[(grants["granted_on"] <= as_of) & ~(grants["revoked_on"] <= as_of)]
    last = reviews.sort_values("reviewed_on").drop_duplicates("grant_id", keep="last")
    rows = in_force.merge(last, how="left", on="grant_id")
    old = rows["reviewed_on"] + pd.DateOffset(months=12) < as_of
    state = np.select(
        [rows["reviewed_on"].isna(), old, rows["reviewer_id"] == rows["person_id"]],
        ["never", "more than 12 months ago", "by the person"],
        "by somebody else, at most 12 months ago",
    )
    counts = pd.crosstab(rows["permission"], state).reindex(columns=list(STATES), fill_value=0)
    counts = counts.loc[counts.sum(axis=1).sort_values().index]
    fig, axes = plain_figure(8.4, 3.6)
    left = np.zeros(len(counts))
    for word, (color, hatch) in STATES.items():
        axes.barh(
            range(len(counts)),
            counts[word],
            left=left,
            color=color,
            hatch=hatch,
            edgecolor="white",
            height=0.65,
            label=word,
        )
        left += counts[word].to_numpy()
    axes.set_yticks(range(len(counts)), counts.index)
    axes.set_xlabel("grants in force")
    axes.set_ylabel("permission")
    axes.set_title(f"{len(rows):,} grants in force on {day(as_of)}, by their last review")
    fig.legend(loc="outside lower center", ncols=2, frameon=False)
    said = [f"{word}: {counts[word].sum():,}" for word in STATES]
    return show(
        fig,
        f"Stacked bars, one for each permission, of {len(rows):,} grants in force, by their last "
        f"review. {'; '.join(said)}.",
        "Last reviewed when, and by whom? Whether the job needs the grant, no bar says.",
    )


def doors(attempts: pd.DataFrame) -> Picture:
    """Log-in attempts by six hours, with success and without, one panel a portal."""
    portals = sorted(attempts["portal"].unique())
    at = attempts["occurred_at"].dt.floor("6h")
    counts = attempts.groupby(["portal", "success", at]).size()
    every = pd.date_range(at.min(), at.max(), freq="6h")
    fig, axes = plain_figure(8.4, 4.8)
    axes.remove()
    panels = fig.subplots(len(portals), sharex=True, sharey=True)
    said = []
    for panel, portal in zip(panels, portals, strict=True):
        panel.spines[["top", "right"]].set_visible(False)
        for success, (dashes, color, word) in {
            True: ("-", BLUE, "succeeded"),
            False: ("--", RED, "failed"),
        }.items():
            line = counts[portal][success].reindex(every, fill_value=0)
            panel.plot(line.index, line, dashes, color=color, label=word)
            said.append(f"{portal} {word} {line.sum():,}, at most {line.max():,} in six hours")
        panel.set_title(portal, loc="left", fontsize=10)
        panel.yaxis.set_major_formatter("{x:,.0f}")
    panels[-1].set_xlabel("August 2023, in UTC")
    panels[-1].set_xticks(every[::12])
    panels[-1].xaxis.set_major_formatter(lambda x, _: f"{pd.Timestamp(x, unit='D').day}")
    fig.supylabel("attempts in six hours", fontsize=10)
    fig.suptitle("Log-in attempts, by portal")
    legend(fig, *panels[0].get_legend_handles_labels())
    return show(
        fig,
        f"One panel a portal: log-in attempts in six hours over three weeks. {'; '.join(said)}.",
        "The three panels have the same scale. Who watches only the web site sees one of them.",
    )


def history(accesses: pd.DataFrame, person_id: str) -> Picture:
    """All accesses of one person: the date, the hour of the day, and whether a ticket was named."""
    rows = accesses[accesses["person_id"] == person_id]
    at, named = rows["occurred_at"], rows["ticket_id"].notna()
    hour = at.dt.hour + at.dt.minute / 60
    fig, axes = plain_figure(8.4, 3.8)
    for which, marker, color, word in (
        (named, "o", BLUE, "a ticket was named"),
        (~named, "^", RED, "no ticket was named"),
    ):
        axes.scatter(
            at[which],
            hour[which],
            s=9,
            marker=marker,
            c=color,
            linewidths=0,
            label=f"{word} ({which.sum():,})",
        )
    axes.set_ylim(24, 0)
    axes.set_yticks(range(0, 25, 6), [f"{hour:02}:00" for hour in range(0, 25, 6)])
    axes.set_ylabel("hour of the day, in UTC")
    axes.set_xlabel("date")
    axes.set_title(f"The whole history of {person_id}")
    fig.legend(loc="outside lower center", ncols=2, frameon=False, markerscale=3)
    return show(
        fig,
        f"Scatter plot of {len(rows):,} accesses of {person_id}, by date from {day(at.min())} to "
        f"{day(at.max())} and by hour of the day in UTC. {named.sum():,} name a ticket and "
        f"{(~named).sum():,} do not; {rows['customer_id'].nunique():,} customers are concerned.",
        f"{len(rows):,} accesses to {rows['customer_id'].nunique():,} customers.",
    )
