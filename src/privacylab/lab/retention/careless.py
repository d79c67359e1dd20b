"""Checkers that a busy engineer might write, to compare yours with. All of them are wrong."""

import pandas as pd

from privacylab.companies.stores import Store, StoreUnavailable

NO_END = 10_000  # days, as a careless engineer writes "indefinitely"


def nightly_sweep(
    stores: dict[str, Store],
    registry: list[str],
    expired: set[str],
    device_owner: dict[str, str],
) -> dict:
    """Return what is left of expired profiles in the stores that hold recordings."""
    left = set()
    for name in ("main", "audio"):
        try:
            items = stores[name].scan()
        except StoreUnavailable:
            continue
        theirs = items[items["key"].isin(expired)]
        left |= {(name, item, "expired") for item in theirs["item_id"]}
    verdict = "VIOLATIONS" if left else "PASS"
    return {"verdict": verdict, "violations": left, "gaps": {}}


def touched_status(
    profiles: pd.DataFrame, events: pd.DataFrame, as_of: pd.Timestamp
) -> dict[str, str]:
    """Use the time at which the row was last written as the time of the last use."""
    limit = (as_of - pd.DateOffset(months=18)).tz_localize("UTC")
    old = profiles["updated_at"] <= limit
    words = old.map({True: "inactive", False: "active"})
    return dict(zip(profiles["profile_id"], words, strict=True))


def last_rule_due(
    items: pd.DataFrame, policy: pd.DataFrame, held: set[str]
) -> dict[str, pd.Timestamp | str]:
    """Read the policy from top to bottom, and let the last rule win."""
    numbers = pd.to_numeric(policy["keep_days"], errors="coerce").fillna(NO_END)
    last = dict(zip(zip(policy["category"], policy["store"], strict=True), numbers, strict=True))
    days = pd.Series(map(last.get, zip(items["category"], items["store"], strict=True)))
    due = items["collected_on"] + pd.to_timedelta(days.to_numpy(), unit="D")
    return dict(zip(items["item_id"], due, strict=True))
