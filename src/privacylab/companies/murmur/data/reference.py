"""Murmur's small tables, written by people, which don't grow with the number of families."""

import numpy as np
import pandas as pd

from privacylab.companies.data.schema import MISSING
from privacylab.companies.data.times import day
from privacylab.companies.murmur.data.key_dates import TODAY
from privacylab.companies.murmur.data.people import ADULT_NAMES

POLICY = [
    (
        *("profile", "main", "greet the person by name"),
        *("families share a speaker", "as long as needed", "Accounts"),
    ),
    ("recording", "main", "answer the request", "the service itself", None, "Voice"),
    ("recording", "main", "play it back to the family", "a promised feature", "365", "Apps"),
    ("recording", "replica", "failover", "service during an outage", "indefinite", "Platform"),
    ("recording", "audio", "answer the request", "the service itself", "30", "Voice"),
    ("recording", "audio", "improve recognition", "fewer errors", "365", "Recognition"),
    ("transcript", "search", "let families search", None, "indefinite", "Search"),
    ("use event", "lake", None, "count the active families", "2 years", "Statistics"),
    ("recording", "tape archive", "disaster recovery", "a promise to insurers", "3650", "Platform"),
]
INVENTORY = [
    ("recording", "main", "application/json", "profile_id"),
    ("profile", "main", "application/json", "profile_id"),
    ("recording", "replica", "application/json", "profile_id"),
    ("recording", "audio", "audio/wav", "profile_id"),
    ("transcript", "search", "text/plain", "profile_id"),
    ("transcript", "lake", "text/plain", "profile_id"),
    ("use event", "lake", "application/json", "profile_id"),
    ("location", "places", "application/geo+json", "device_id"),
]
NOTICES = [
    (
        *("recording", "Children's privacy at Murmur"),
        "We keep your child's voice recordings for 90 days, so that you can listen to them. Then "
        "they are deleted.",
        *("2020-03-02", 90),
    ),
    (
        *("transcript", "Children's privacy at Murmur"),
        "When you delete a recording, we delete what was understood from it too.",
        *("2020-03-02", 0),
    ),
    (
        *("location", "Your places"),
        "You can delete where your devices have been at any time. We keep it for 30 days at most.",
        *("2019-06-17", 30),
    ),
    (
        *("profile", "Family accounts"),
        "A profile stays until you remove it. You can remove it in the app, on our web site, by "
        "voice, or by calling our service.",
        *("2019-01-02", None),
    ),
    (
        *("use event", "How we count"),
        "We keep a note of when Murmur was used for 180 days.",
        *("2021-09-20", 180),
    ),
]
STORES = [
    ("main", "relational database", "Platform", "2018-11-05"),
    ("replica", "relational database", "Platform", "2018-11-05"),
    ("audio", "object store", "Voice", "2018-11-12"),
    ("search", "full-text index", "Search", "2019-05-20"),
    ("lake", "Parquet files", "Statistics", "2019-08-26"),
]
ROLES = {  # job: how many people, how many of them can open voice data, how many need to
    "engineer": (80, 52, 18),
    "recognition": (34, 30, 22),
    "support": (60, 30, 18),
    "marketing": (26, 6, 0),
    "operations": (28, 2, 2),
    "legal": (12, 0, 0),
}


def reference_tables(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables policy, inventory, notices, stores and staff, with days as numbers."""
    notices = pd.DataFrame(
        NOTICES, columns=["category", "title", "text", "published_on", "published_days"]
    )
    notices["published_days"] = notices["published_days"].fillna(MISSING).astype("int64")
    notices.insert(0, "notice_id", np.arange(len(notices)))
    stores = pd.DataFrame(STORES, columns=["store", "kind", "owner", "registered_on"])
    return {
        "policy": pd.DataFrame(
            POLICY,
            columns=["category", "store", "purpose", "business_need", "keep_days", "owner"],
        ),
        "inventory": pd.DataFrame(
            INVENTORY, columns=["category", "store", "content_type", "keyed_by"]
        ),
        "notices": notices.assign(published_on=notices["published_on"].map(day)),
        "stores": stores.assign(registered_on=stores["registered_on"].map(day)),
        "staff": _staff(rng),
    }


def _staff(rng: np.random.Generator) -> pd.DataFrame:
    parts = []
    for role, (people, access, need) in ROLES.items():
        number = np.arange(people)
        parts.append(
            pd.DataFrame(
                {"role": role, "voice_access": number < access, "voice_needed": number < need}
            )
        )
    staff = pd.concat(parts).sample(frac=1, random_state=rng).reset_index(drop=True)
    count = len(staff)
    contractor = (staff["role"] == "support") & (rng.random(count) < 0.5)
    started = rng.integers(day("2018-06-01"), TODAY - 60, count)
    left = np.where(rng.random(count) < 0.12, rng.integers(started + 30, TODAY), MISSING)
    return staff.assign(
        staff_id=np.arange(count),
        display_name=rng.choice(ADULT_NAMES.split(), count),
        employer=np.where(contractor, "Helping Hand Services", "Murmur"),
        started_on=started,
        left_on=left,
    )


def make_holds(
    rng: np.random.Generator, block: int, profiles: pd.DataFrame, recordings: pd.DataFrame
) -> pd.DataFrame:
    """Return legal holds on some weeks or months of some people's data. A third are released."""
    existing = recordings[(profiles["fate"] != "erased").to_numpy()[recordings["profile"]]]
    held = existing.iloc[np.sort(rng.choice(len(existing), 6, replace=False))]
    start = held["recorded_on"].to_numpy() - rng.integers(5, 40, 6)
    end = held["recorded_on"].to_numpy() + rng.integers(5, 60, 6)
    placed = np.minimum(end + rng.integers(10, 200, 6), TODAY - 30)
    released = np.where(np.arange(6) % 3 == 2, np.minimum(placed + 120, TODAY), MISSING)
    return pd.DataFrame(
        {
            "hold_id": block * 6 + np.arange(6),
            "matter": rng.choice(["custody case", "warranty claim", "injury claim"], 6),
            "profile": held["profile"].to_numpy(),
            "category": ["recording", "transcript", "location"] * 2,
            "from_on": start,
            "to_on": np.minimum(end, placed),
            "placed_on": placed,
            "released_on": released,
        }
    )
