"""Two access monitors, by rolling windows and row by row, run over up to ten million accesses.

Both are the monitor of the exercise AUD-14. A batch holds all accesses of some people, so that no
window is in two batches.
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from privacylab.lab.answers import Answers
from privacylab.lab.display import scale
from privacylab.lab.display.html import Fragment, table
from privacylab.lab.display.picture import Picture
from privacylab.lab.display.scale import BATCH, TEN_MILLION, Workload

Flags = dict[str, dict[str, Any]]
RULES = {"windows": [(1, 5), (90, 20)], "seconds_a_day": 3600}
REASONS = ("customers", "dwell", "colleague", "role ended")
SENSITIVE = ("bedroom", "bathroom", "nursery", "shower", "spy cam")
LABELS = (
    "Front door",
    "Garden",
    " master  BEDROOM",
    "Garage",
    "Hallway 2",
    "Bedford St",
    "nursery",
)
FIRST, DAYS = pd.Timestamp("2022-06-01", tz="UTC"), 450
EACH = 5_000  # accesses of one person
SPREAD, MET = 120, 3  # of each batch: the person who looks at so many, and the one with a colleague


def at_once(log: pd.DataFrame, people: pd.DataFrame, rules: dict[str, Any]) -> Flags:
    """The monitor without a loop over rows: what the others are measured against.

    What has a valid basis is left out before anything is sorted: that is nearly all of it.
    """
    without = log[~log["valid"]].sort_values("occurred_at")
    without["customer"] = pd.factorize(without["customer_id"])[0].astype(float)
    met = _colleagues(log, people)
    found = {
        "customers": set[str]().union(
            *(_over(without, "customer", "nunique", *window) for window in rules["windows"])
        ),
        "dwell": _over(without, "seconds", "sum", 1, rules["seconds_a_day"]),
        "colleague": set(met["person_id"]),
        "role ended": _out_of_role(log, people),
    }
    seen = pd.concat([without, met])[["person_id", "label"]].drop_duplicates()
    high = set(seen.loc[seen["label"].map(_is_sensitive), "person_id"])
    lookups = met.dropna(subset="lookup").groupby("person_id")["lookup"].agg(set)
    return {
        name: {
            "reasons": [reason for reason in REASONS if name in found[reason]],
            "priority": ("normal", "high")[name in high],
            "lookups": sorted(lookups.get(name, [])),
        }
        for name in set().union(*found.values())
    }


def _over(rows: pd.DataFrame, column: str, how: str, days: int, most: int) -> set[str]:
    """The people who are over a limit in some window that ends with one of their accesses."""
    windows = rows.groupby("person_id").rolling(f"{days}D", on="occurred_at")[column]
    peaks: pd.Series = windows.agg(how).groupby("person_id").max()  # type: ignore[assignment]
    return set(peaks.index[peaks > most])


def _colleagues(log: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The accesses to the customer account of a colleague."""
    owners = people[["customer_id", "person_id"]].dropna().rename(columns={"person_id": "owner"})
    met = log[log["customer_id"].isin(owners["customer_id"])].merge(owners, on="customer_id")
    return met[met["person_id"] != met["owner"]]


def _out_of_role(log: pd.DataFrame, people: pd.DataFrame) -> set[str]:
    ends = log.groupby("person_id")["occurred_at"].agg(["min", "max"])
    held = ends.join(people.set_index("person_id")[["started_at", "ended_at"]])
    inside = (held["started_at"] <= held["min"]) & ~(held["ended_at"] <= held["max"])
    return set(held.index[~inside])


def _is_sensitive(label: str) -> bool:
    words = f" {' '.join(re.findall('[a-z]+', label.lower()))} "
    return any(f" {name} " in words for name in SENSITIVE)


def row_by_row(log: pd.DataFrame, people: pd.DataFrame, rules: dict[str, Any]) -> Flags:
    """Who saw too many customers, as people often write it first: for each access, look back."""
    flagged: Flags = {}
    for _, row in log.iterrows():
        name, now = row["person_id"], row["occurred_at"]
        own = log[(log["person_id"] == name) & ~log["valid"] & (log["occurred_at"] <= now)]
        for days, most in rules["windows"]:
            window = own[own["occurred_at"] > now - pd.Timedelta(days=days)]
            if window["customer_id"].nunique() > most:
                flagged[name] = {"reasons": ["customers"]}
    return flagged


def batches(rows: int) -> Iterator[tuple[pd.DataFrame, pd.DataFrame, dict[str, Any]]]:
    """So many accesses in all, made from a seed, with the people; some people's in each batch."""
    number = -(-rows // EACH)
    names = pd.array([f"p-{person:05}" for person in range(number)])
    own = pd.array([f"c-{person:07}" for person in range(number)])
    ended = pd.Series(pd.NaT, range(number), dtype="datetime64[us, UTC]")
    ended[7::500] = FIRST + pd.Timedelta(days=DAYS - 30)
    people = pd.DataFrame(
        {"person_id": names, "customer_id": own, "started_at": FIRST, "ended_at": ended}
    )
    for first in range(0, rows, BATCH):
        size = min(BATCH, rows - first)
        yield _accesses(first, size, people), people, RULES


def _accesses(first: int, size: int, people: pd.DataFrame) -> pd.DataFrame:
    rng = np.random.default_rng([3, first])
    who = first // EACH + rng.permutation(size) // EACH
    seconds = FIRST.value // 10**9 + rng.integers(0, DAYS * 86_400, size)
    customers = rng.integers(10**6, 2 * 10**6, size)
    valid = rng.random(size) > 0.002
    theirs = np.flatnonzero(who == who.min())  # one of them looks at many customers, spread thinly
    valid[theirs[::20]] = False
    lookups = np.full(size, None, dtype=object)
    for one in np.flatnonzero(who == who.max())[:MET]:  # and one looks up a colleague
        customers[one], lookups[one] = first // EACH, "eve@porchlight.example"
    return pd.DataFrame(
        {
            "person_id": people["person_id"].array.take(who),
            "occurred_at": pd.Series(seconds.astype("datetime64[s]")).dt.tz_localize("UTC"),
            "customer_id": pd.Series(customers).map("c-{:07}".format),
            "label": pd.array(LABELS).take(rng.integers(0, len(LABELS), size)),
            "seconds": rng.integers(5, 60, size),
            "valid": valid,
            "lookup": pd.array(lookups, dtype="str"),
        }
    )


def _whole(parts: list[Flags]) -> Flags:
    return {name: flag for part in parts for name, flag in part.items()}


WORKLOAD = Workload(
    "accesses", "sorted and rolled", at_once, batches, _whole, lambda one, two: one == two
)


def run_at_scale(monitor: Callable[..., Any], rows: int = TEN_MILLION) -> Fragment:
    """Run a monitor and at_once() over so many accesses, a million at a time."""
    return scale.run_at_scale(WORKLOAD, monitor, rows)


def race(monitor: Callable[..., Any]) -> Picture:
    """CPU seconds against accesses: row by row, at once, and a monitor of yours where written."""
    return scale.race(
        WORKLOAD, row_by_row, monitor, "The same monitor, two ways, up to ten million"
    )


def watch_porchlight(mine: Answers, tables: Callable[[str], pd.DataFrame]) -> Fragment:
    """Whom a learner's monitor flags at Porchlight; their basis_problems says what is valid.

    tables  porchlight.table, or another function that gives a table by its name
    """
    header = ["person", "job", "reasons", "priority", "typed to find a colleague"]
    accesses, people = tables("accesses"), tables("people")
    try:
        wrong = mine.basis_problems(accesses, tables("tickets"), tables("consents"))
        valid = ~accesses["event_id"].map(wrong).astype(bool)
        flagged = mine.monitor(accesses.assign(valid=valid), people, RULES)
        roles = people.set_index("person_id")["role"]
        rows = [
            (
                escape(name),
                escape(roles.get(name, "unknown")),
                *(escape(", ".join(flag["reasons"])), escape(flag["priority"])),
                escape(", ".join(flag["lookups"])),
            )
            for name, flag in sorted(flagged.items())
        ]
    except NotImplementedError as missing:
        said = f"○ {missing} Write it, save that notebook (Ctrl + S), and run this again."
        return table(["your monitor"], [(escape(said),)])
    except Exception as stop:
        said = f"✗ It stops with {type(stop).__name__}: {stop}"
        return table(["your monitor"], [(escape(said),)])
    share = f"{(~valid).mean():.1%} of {len(accesses):,} accesses had no valid basis."
    return table(header, rows, share)
