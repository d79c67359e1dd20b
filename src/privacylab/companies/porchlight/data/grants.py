"""Generates permission grants and their reviews, and alerts and how they were closed."""

from itertools import cycle, islice

import numpy as np
import pandas as pd

from privacylab.companies.data.schema import MISSING
from privacylab.companies.data.times import DAY, day, instant
from privacylab.companies.porchlight.data.key_dates import FIRST_DAY, TODAY

NEEDED = 600  # grants in force per block
UNNEEDED = 600
REVOKED = 90
IDS = 1_500  # ids of grants reserved per block
ALERTS = 30
FUNCTIONS = {
    "support": ("view", "stream", "query"),
    "engineer": ("view", "query"),
    "fraud": ("view", "query", "download", "export"),
    "legal": ("view", "query", "download", "export", "share"),
    "safety": ("view", "stream", "share"),
    "research": ("view", "query"),
    "service": ("view", "download"),
}
EVERYTHING = ("view", "stream", "query", "download", "export", "share")
REASONS = {
    "support": "support desk",
    "engineer": "finds faults in cameras",
    "fraud": "looks into stolen accounts",
    "legal": "answers courts",
    "safety": "emergencies",
    "research": "labels clips of those who agreed",
    "service": "restores clips",
}
CLOSINGS = ("manager", "good", "portion", "open", "oneself", "good", "portion", "chief")
A_YEAR_AGO = day("2022-08-31")  # a review on that day still counts, one the day before doesn't


def job_functions() -> pd.DataFrame:
    """Return the permissions that each job needs."""
    rows = [(role, permission) for role, needs in FUNCTIONS.items() for permission in needs]
    return pd.DataFrame(rows, columns=["role", "permission"])


def make_grants(
    rng: np.random.Generator, block: int, people: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return grants and their reviews; people are rows. Half of the grants in force are needed."""
    here = ((people["ended_on"] == MISSING) | (people["ended_on"] > TODAY)).to_numpy()
    role = people["role"].to_numpy(object)
    fitting: list[tuple[int, str]] = []
    other: list[tuple[int, str]] = []
    for person in range(len(people)):
        for permission in EVERYTHING:
            fits = here[person] and permission in FUNCTIONS.get(role[person], ())
            (fitting if fits else other).append((person, permission))
    fitting = [fitting[row] for row in rng.permutation(len(fitting))]
    other = [other[row] for row in rng.permutation(len(other))]
    badly_reviewed = len(fitting) - NEEDED
    extra = other[: UNNEEDED - badly_reviewed]
    old = other[len(extra) : len(extra) + REVOKED]

    grants = pd.DataFrame(fitting + extra + old, columns=["person", "permission"])
    state = np.repeat(
        ["good", "bad", "extra", "old"], [NEEDED, badly_reviewed, len(extra), len(old)]
    )
    started = people["started_at"].to_numpy()[grants["person"]] // DAY
    granted = np.maximum(started, day("2021-01-04")) + rng.integers(0, 20, len(grants))
    revoked = rng.integers(np.maximum(granted + 5, FIRST_DAY), TODAY)
    grants["granted_on"] = granted
    grants["revoked_on"] = np.where(state == "old", revoked, MISSING)
    grants["state"] = state
    grants = grants.sample(frac=1, random_state=rng).reset_index(drop=True)
    grants.insert(0, "grant_id", block * IDS + np.arange(len(grants)))
    return grants, _reviews(rng, grants, people)


def _reviews(rng: np.random.Generator, grants: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return the managers' reviews. For unneeded grants, many are missing or worthless."""
    role, manager = people["role"].to_numpy(object), people["manager"].to_numpy()
    wrong = cycle(("none", "too old", "oneself", "refused", "no reason"))
    rows: list[tuple] = []
    columns = (grants[name].to_numpy() for name in ("person", "granted_on", "state"))
    for grant, (person, granted, state) in enumerate(zip(*columns, strict=True)):
        reviewer, reason = max(manager[person], 0), REASONS.get(role[person], "as before")
        if reviewer == person:
            reviewer = 1  # someone else reviews the chief's own grant
        on = int(rng.integers(max(granted, A_YEAR_AGO), TODAY))
        if rng.random() < 0.08 and granted < A_YEAR_AGO:
            on = A_YEAR_AGO
        how = {"good": "good", "extra": "good", "old": "none"}.get(state) or next(wrong)
        if state == "extra" and rng.random() < 0.5:
            how = "none"
        before = on - int(rng.integers(300, 420))
        if how not in ("none", "too old") and rng.random() < 0.4 and granted < before:
            rows.append((grant, reviewer, before, True, reason))
        if how == "too old":
            on = A_YEAR_AGO - int(rng.choice([1, 1, 30, 120]))
        if how == "oneself":
            reviewer = person
        if how != "none":
            needed = how != "refused"
            why = None if how in ("refused", "no reason") else reason
            rows.append((grant, reviewer, on, needed, why))
    reviews = pd.DataFrame(
        rows, columns=["grant", "reviewer", "reviewed_on", "needed", "justification"]
    )
    return reviews.sort_values(["reviewed_on", "grant"], ignore_index=True)


def make_alerts(
    rng: np.random.Generator, block: int, people: pd.DataFrame, accesses: pd.DataFrame, viewer: int
) -> pd.DataFrame:
    """Return alerts about busy people, the viewer and a lead, and how each alert was closed."""
    beginning = FIRST_DAY * DAY
    manager = people["manager"].to_numpy()
    security = np.flatnonzero(people["role"] == "security")
    counts = accesses["person"].value_counts()
    counts = counts[(counts.index < len(people)) & (counts.index != viewer)]
    lead = int(counts.index[counts.index.isin(manager)][0])
    below = int(np.flatnonzero(manager == lead)[0])
    busy = [int(person) for person in counts.index[:60] if person != lead][: ALERTS - 2]
    whom = [viewer, lead, *rng.permutation(busy)]
    how = ["viewer", "below", *islice(cycle(CLOSINGS), ALERTS - 2)]
    rows = []
    for person, kind in zip(whom, how, strict=True):
        raised = int(rng.integers(instant("2022-09-01T00:00"), instant("2023-08-01T00:00")))
        closed = raised + int(rng.integers(3_600, 20 * DAY))
        row = {
            "person": int(person),
            "raised_at": raised,
            "raised_by": "a daily count of views",
            "closer": int(rng.choice(security)),
            "closed_at": closed,
            "reviewed_from": beginning,
            "reviewed_until": closed,
            "verdict": str(rng.choice(["normal", "normal", "work as planned", "cleared"])),
        }
        changes: dict[str, dict] = {
            "manager": {"closer": int(manager[person])},
            "chief": {"closer": 0},
            "oneself": {"closer": int(person)},
            "below": {"closer": below},
            "portion": {"reviewed_from": closed - 7 * DAY},
            "open": dict.fromkeys(("closed_at", "reviewed_from", "reviewed_until"), MISSING)
            | {"closer": -1, "verdict": None},
            "viewer": {
                "raised_at": instant("2023-04-04T09:30"),
                "raised_by": "a colleague",
                "closer": int(manager[viewer]),
                "closed_at": instant("2023-04-06T15:10"),
                "reviewed_from": instant("2023-03-28T00:00"),
                "reviewed_until": instant("2023-04-06T15:10"),
                "verdict": "normal for an engineer",
            },
        }
        rows.append(row | changes.get(kind, {}))
    alerts = pd.DataFrame(rows).sort_values("raised_at", ignore_index=True)
    alerts.insert(0, "alert_id", block * ALERTS + np.arange(ALERTS))
    return alerts
