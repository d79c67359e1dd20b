"""The figures of module 03_audit: who looked at what, and who reviewed their grants."""

from html import escape

import ipywidgets as widgets
import numpy as np
import pandas as pd

from privacylab.lab.display.charts import BLUE, GRAY, ORANGE, RED, legend, plain_figure
from privacylab.lab.display.picture import Picture, show
from privacylab.lab.display.play import Play
from privacylab.lab.display.words import count, day

KINDS = ("employee", "contractor", "service")
WINDOWS = {"1 day": "1D", "30 days": "30D", "90 days": "90D"}
STATES = {
    "in the last 12 months, by someone else": (BLUE, ""),
    "in the last 12 months, by the same person": (ORANGE, "..."),
    "more than 12 months ago": (GRAY, ""),
    "never": (RED, "///"),
}


def threshold(accesses: pd.DataFrame, people: pd.DataFrame, follow: str = "p-000131") -> Play:
    """Choose a window and a limit, and see whom "more than this many customers" flags.

    Shows the most customers that each person looked at in any such window, and says whether the
    person `follow` is flagged. With the keyboard: Tab to a control, then the arrows.
    """
    most = most_customers(accesses)
    kinds = people.set_index("person_id")["kind"].reindex(most.index, fill_value="employee")
    window = widgets.ToggleButtons(
        options=list(WINDOWS), value="90 days", description="window", tooltip="length of the window"
    )
    limit = widgets.IntSlider(
        value=20,
        min=1,
        max=150,
        description="more than",
        tooltip="number of customers above which a person is flagged",
        layout=widgets.Layout(width="100%", max_width="40em"),
    )
    shown = widgets.HTML()

    def redraw(_: object = None) -> None:
        counts = most[window.value].sort_values(ascending=False)
        summary = describe(counts, kinds, window.value, limit.value, follow)
        picture = _flagged(counts, window.value, limit.value, follow, summary)
        shown.value = (
            f'{picture.as_html()}<p aria-live="polite"><strong>{escape(summary)}</strong></p>'
        )

    window.observe(redraw, "value")
    limit.observe(redraw, "value")
    redraw()
    return Play([window, limit, shown])


def most_customers(accesses: pd.DataFrame) -> pd.DataFrame:
    """The most distinct customers that each person looked at in any window of each length."""
    rows = accesses[["person_id", "occurred_at", "customer_id"]].sort_values("occurred_at")
    rows = rows.assign(customer=pd.factorize(rows["customer_id"])[0].astype(float))
    grouped = rows.groupby("person_id")
    peaks = {
        name: grouped.rolling(length, on="occurred_at")["customer"].nunique()
        for name, length in WINDOWS.items()
    }
    return pd.DataFrame({name: peak.groupby("person_id").max() for name, peak in peaks.items()})


def describe(counts: pd.Series, kinds: pd.Series, window: str, limit: int, follow: str) -> str:
    """Whom the limit flags, in words."""
    flagged = counts[counts > limit].index
    each = kinds.loc[flagged].value_counts()
    by_kind = ", ".join(count(each.get(kind, 0), kind) for kind in KINDS)
    seen = counts.get(follow)
    own = ""
    if seen is not None:
        verb = "is flagged" if seen > limit else "is not flagged"
        own = f" {follow} {verb}, with {count(int(seen), 'customer')}."
    return (
        f"More than {count(limit, 'customer')} in {window} flags {len(flagged)} of {len(counts)} "
        f"people: {by_kind}.{own}"
    )


def _flagged(counts: pd.Series, window: str, limit: int, follow: str, summary: str) -> Picture:
    """Draw one mark for each person, from the most customers to the fewest, and the limit."""
    fig, axes = plain_figure(8.4, 3.8)
    place = np.arange(1, len(counts) + 1)
    above = counts.to_numpy() > limit
    for which, marker, color, word in (
        (above, "^", RED, "flagged"),
        (~above, "o", BLUE, "not flagged"),
    ):
        axes.scatter(place[which], counts[which], s=14, marker=marker, c=color, label=word)
    axes.axhline(limit, color=GRAY, linestyle="--", linewidth=1)
    if follow in counts.index:
        at = (int(place[counts.index == follow][0]), counts[follow])
        axes.annotate(
            follow, at, (18, 18), textcoords="offset points", arrowprops={"arrowstyle": "-"}
        )
    axes.set_yscale("log")
    axes.set_yticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
    axes.minorticks_off()
    axes.set_xlabel("people, from the most customers to the fewest")
    axes.set_ylabel(f"most customers in {window}")
    legend(fig, *axes.get_legend_handles_labels())
    return show(fig, f"One mark for each person, on a logarithmic axis. {summary}")


def spellings(accesses: pd.DataFrame, letters: str, most: int = 16) -> Picture:
    """Show the labels with these letters, as their owners typed them, by number of accesses."""
    labels = accesses["label"].value_counts()
    found = labels[labels.index.str.contains(letters, case=False, regex=False)]
    rows = found.head(most)[::-1]
    fig, axes = plain_figure(8.4, 4.8)
    axes.barh(range(len(rows)), rows, color=BLUE, height=0.65)
    typed = [f"“{label.replace(' ', '·')}”" for label in rows.index]
    axes.set_yticks(range(len(rows)), typed, family="monospace", fontsize=9)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_xlabel("accesses")
    axes.set_ylabel("label, as typed (· is a space)")
    axes.set_title(f"Labels that contain the letters “{letters}”")
    said = [f'"{label}" {number:,}' for label, number in rows[::-1].items()]
    return show(
        fig,
        f"Bars of the accesses to cameras by label, the {len(rows)} most frequent that contain the "
        f"letters {letters}: {', '.join(said)}.",
        f"{len(found)} spellings contain these letters. Which of them name a place to sleep?",
    )


def reviewed(grants: pd.DataFrame, reviews: pd.DataFrame, as_of: pd.Timestamp) -> Picture:
    """Show the grants in force by permission, and when and by whom each was last reviewed."""
    in_force = grants.query("granted_on <= @as_of and not revoked_on <= @as_of")
    last = reviews.sort_values("reviewed_on").drop_duplicates("grant_id", keep="last")
    rows = in_force.merge(last, how="left", on="grant_id")
    old = rows["reviewed_on"] + pd.DateOffset(months=12) < as_of
    state = np.select(
        [rows["reviewed_on"].isna(), old, rows["reviewer_id"] == rows["person_id"]],
        ["never", "more than 12 months ago", "in the last 12 months, by the same person"],
        "in the last 12 months, by someone else",
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
        "Each bar counts grants. Its parts say when and by whom they were last reviewed.",
    )


def history(accesses: pd.DataFrame, person_id: str) -> Picture:
    """Show one person's accesses: the date, the hour of the day, and whether a ticket was named."""
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
        f"{(~named).sum():,} do not. They reach "
        f"{count(rows['customer_id'].nunique(), 'customer')}.",
        f"{len(rows):,} accesses. Which of them would you ask about first?",
    )
