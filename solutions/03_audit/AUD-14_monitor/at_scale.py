"""The monitor of AUD-14 over ten million accesses: by rolling windows, and row by row."""

import re
from typing import Any

import pandas as pd

Flags = dict[str, dict[str, Any]]
REASONS = ("customers", "dwell", "colleague", "role ended")
SENSITIVE = ("bedroom", "bathroom", "nursery", "shower", "spy cam")


def fast(log: pd.DataFrame, people: pd.DataFrame, rules: dict[str, Any]) -> Flags:
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


def slow(log: pd.DataFrame, people: pd.DataFrame, rules: dict[str, Any]) -> Flags:
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
