"""Murmur's stores: what they are, how each is keyed, and how its rows map to items."""

import pandas as pd

from privacylab.companies.simulation.registry import ENTRY
from privacylab.companies.stores import Holding

TODAY = pd.Timestamp("2023-08-31")
CACHE_DAYS = 30  # how long an item stays in the cache

JSON = "application/json"
PROFILES = Holding(
    table="profiles",
    item_id="profile_id",
    key="profile_id",
    content_type=JSON,
    category="profile",
    made_on="created_on",
    content="display_name",
)
RECORDINGS = Holding(
    "recordings", "recording_id", "profile_id", JSON, "recording", made_on="recorded_on"
)
FACTS = Holding(
    table="facts",
    item_id="fact_id",
    key="profile_id",
    content_type="text/plain",
    category="fact",
    made_from="recording_id",
    made_on="told_on",
    content="text",
)
REMINDERS = Holding(
    table="reminders",
    item_id="reminder_id",
    key="profile_id",
    content_type="text/plain",
    category="reminder",
    made_from="recording_id",
    made_on="made_on",
    content="text",
)
SESSIONS = Holding(
    "sessions", "log_id", "session_id", JSON, "session", made_on="logged_on", content="request"
)
PLACES = Holding(
    table="locations",
    item_id="location_id",
    key="device_id",
    content_type="application/geo+json",
    category="location",
    made_on="located_at",
    content="latitude",
)
TRANSCRIPTS = Holding(
    table="transcripts",
    item_id="transcript_id",
    key="profile_id",
    content_type="text/plain",
    category="transcript",
    made_from="recording_id",
    made_on="created_on",
    content="text",
)
USE_EVENTS = Holding("use_events", "event_id", "profile_id", JSON, "use event", made_on="used_on")
LAKE = (TRANSCRIPTS, USE_EVENTS)
MAIN = (PROFILES, RECORDINGS, FACTS, REMINDERS)
REGISTRY = [
    dict(zip(ENTRY, row, strict=True))
    for row in (
        ("main", "relational database", "Platform", "profile_id", "delete"),
        ("replica", "relational database", "Platform", "profile_id", "replicate"),
        ("audio", "object store", "Voice", "profile_id", "delete"),
        ("search", "full-text index", "Search", "profile_id", "delete"),
        ("lake", "Parquet files", "Statistics", "subject_hash", "delete"),
        ("places", "relational database", "Maps", "device_id", "delete"),
        ("sessions", "relational database", "Platform", "session_id", "delete"),
        ("cache", "cache", "Platform", "profile_id", "delete"),
        ("queue", "queue", "Platform", "profile_id", "delete"),
        ("archive", "encrypted object store", "Voice", "profile_id", "destroy_key"),
        ("backups", "backups", "Platform", "profile_id", "expire"),
        ("lexicon", "processor", "Legal", "vendor_id", "notify"),
        ("identity", "identity map", "Accounts", "profile_id", "forget"),
    )
]
