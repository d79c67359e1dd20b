"""How the rows of Murmur's stores are items."""

from privacylab.companies.stores import Holding

JSON = "application/json"
PROFILES = Holding(
    "profiles", "profile_id", "profile_id", JSON, "profile",
    made_on="created_on", content="display_name",
)  # fmt: skip
RECORDINGS = Holding(
    "recordings", "recording_id", "profile_id", JSON, "recording", made_on="recorded_on"
)
FACTS = Holding(
    "facts", "fact_id", "profile_id", "text/plain", "fact",
    made_from="recording_id", made_on="told_on", content="text",
)  # fmt: skip
REMINDERS = Holding(
    "reminders", "reminder_id", "profile_id", "text/plain", "reminder",
    made_from="recording_id", made_on="made_on", content="text",
)  # fmt: skip
SESSIONS = Holding(
    "sessions", "log_id", "session_id", JSON, "session", made_on="logged_on", content="request"
)
PLACES = Holding(
    "locations", "location_id", "device_id", "application/geo+json", "location",
    made_on="located_at", content="latitude",
)  # fmt: skip
TRANSCRIPTS = Holding(
    "transcripts", "transcript_id", "profile_id", "text/plain", "transcript",
    made_from="recording_id", made_on="created_on", content="text",
)  # fmt: skip
USE_EVENTS = Holding("use_events", "event_id", "profile_id", JSON, "use event", made_on="used_on")
LAKE = (TRANSCRIPTS, USE_EVENTS)
