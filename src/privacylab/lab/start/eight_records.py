"""Eight of Murmur's records: keep, delete or hold?"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from privacylab.companies import murmur
from privacylab.lab.display.prediction import Predictions, Question, predict
from privacylab.lab.display.words import day

ANSWERS = ("keep", "delete", "hold")
TODAY = pd.Timestamp("2023-08-31")


def eight_records() -> Predictions:
    """Ask which of eight records Murmur must keep, delete or hold, given what it has promised."""
    return predict(*(Question(ask, ANSWERS, right, because) for ask, right, because in _records()))


def _records() -> Iterator[tuple[str, str, str]]:
    """Yield the question about each record, the right answer, and the reason."""
    recordings = murmur.table("recordings")
    transcripts = murmur.table("transcripts")
    promised = murmur.table("notices").set_index("category")["published_days"].dropna().astype(int)
    kept, noted = promised["recording"], promised["use event"]
    holds = murmur.table("holds")

    profiles = murmur.table("profiles").set_index("profile_id")
    spoken_by = recordings["profile_id"].map(profiles["kind"])
    new = recordings[spoken_by == "child"].iloc[-1]
    yield (
        f"A child's recording from {day(new.recorded_on)} ({new.recording_id}).",
        "keep",
        f"The promise is {kept} days, and only a few have passed.",
    )
    on_time = recordings[recordings["recorded_on"] + pd.Timedelta(days=kept) == TODAY].iloc[0]
    yield (
        f"A recording from {day(on_time.recorded_on)} ({on_time.recording_id}): {kept} days ago.",
        "delete",
        "It is due today, and data is deleted on its due day, not on the day after.",
    )
    hold = holds[(holds["category"] == "recording") & holds["released_on"].isna()].iloc[-1]
    theirs = recordings[recordings["profile_id"] == hold.profile_id]
    named = theirs[theirs["recorded_on"].between(hold.from_on, hold.to_on)].iloc[0]
    yield (
        f"A recording from {day(named.recorded_on)} ({named.recording_id}). A hold for an "
        f"{hold.matter} names this profile's recordings from {_span(hold)}.",
        "hold",
        "It is long overdue, but someone may need it as evidence. A hold overrides the due day.",
    )
    after = theirs[theirs["recorded_on"] > hold.to_on].iloc[0]
    yield (
        f"The same profile's recording from {day(after.recorded_on)} ({after.recording_id}).",
        "delete",
        f"The hold covers recordings up to {day(hold.to_on)}, and the {kept} days are over. A hold "
        "covers what it names and nothing else.",
    )
    deleted = murmur.table("deletions").set_index("recording_id")
    orphan = transcripts[transcripts["recording_id"].isin(deleted.index)].iloc[-1]
    yield (
        f"A transcript ({orphan.transcript_id}) from {day(orphan.created_on)}. A parent deleted "
        f"its recording on {day(deleted.loc[orphan.recording_id, 'deleted_at'])}.",
        "delete",
        "Murmur promised: when you delete a recording, we delete what was understood from it too. "
        "The complaint against Amazon alleges that exactly this did not happen (F-A8).",
    )
    text = holds[(holds["category"] == "transcript") & holds["released_on"].isna()].iloc[-1]
    spoken = transcripts[
        (transcripts["profile_id"] == text.profile_id)
        & transcripts["created_on"].between(text.from_on, text.to_on)
    ].iloc[0]
    yield (
        f"A transcript from {day(spoken.created_on)} ({spoken.transcript_id}). A hold for a "
        f"{text.matter} names this profile's transcripts from {_span(text)}.",
        "hold",
        "No one may delete it, and no one may use it for anything else.",
    )
    over = holds[(holds["category"] == "location") & (holds["released_on"] == TODAY)].iloc[-1]
    devices = murmur.table("devices")
    home = profiles.loc[over.profile_id, "household_id"]
    own = devices.loc[devices["household_id"] == home, "device_id"]
    places = murmur.table("locations")
    seen = places["located_at"].dt.tz_localize(None).between(over.from_on, over.to_on)
    place = places[places["device_id"].isin(own) & seen].iloc[0]
    yield (
        f"A location of a family's device from {day(place.located_at)} ({place.location_id}). A "
        f"hold for a {over.matter} kept it, and was released today.",
        "delete",
        "The hold is over, and a record that became due in the meantime is deleted at once.",
    )
    events = murmur.table("use_events")
    tomorrow = events[events["used_on"] + pd.Timedelta(days=noted - 1) == TODAY].iloc[0]
    yield (
        f"A note that Murmur was used on {day(tomorrow.used_on)}: {noted - 1} days ago. Such notes "
        f"are kept for {noted} days.",
        "keep",
        "It is due tomorrow, not today. Deleting too soon is a mistake, too.",
    )


def _span(hold: Any) -> str:
    return f"{day(hold.from_on)} to {day(hold.to_on)}"
