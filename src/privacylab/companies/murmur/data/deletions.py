"""Generates the families' deletions, and what is left in Murmur's systems."""

import numpy as np
import pandas as pd

from privacylab.companies.data.schema import MISSING
from privacylab.companies.data.times import DAY
from privacylab.companies.murmur.data.key_dates import EXPORTED, TODAY
from privacylab.companies.murmur.data.speech import phrases
from privacylab.companies.murmur.data.usage import ROWS

REQUESTS = 1_000  # ids reserved per block
CHANNELS = {"app": 0.45, "voice": 0.30, "web": 0.20, "service": 0.05}
# These channels delete the recording, but not its transcript in the search index and the lake.
CHANNELS_THAT_FORGET_TEXT = ["app", "voice"]


def make_requests(rng: np.random.Generator, block: int, profiles: pd.DataFrame) -> pd.DataFrame:
    """Return requests to delete all data of a profile: one per erased profile, and a few others.

    The others are still open or were refused.
    """
    fate = profiles["fate"].to_numpy(object)
    first_adult = np.flatnonzero(~profiles["home"].duplicated())
    erased = np.flatnonzero(fate == "erased")
    waiting = rng.permutation(np.flatnonzero(fate == "lively"))[:6]
    profile = np.concatenate([erased, waiting])
    count = len(profile)

    on = profiles["last"].to_numpy()[profile] + 1 + rng.exponential(60, count).astype(np.int64)
    on = np.minimum(on, TODAY - 45)  # so that every request is closed by now, some after 40 days
    on[len(erased) :] = TODAY - rng.integers(3, 25, len(waiting))
    received = on * DAY + rng.integers(0, DAY, count)
    status = np.array(["done"] * len(erased) + ["open"] * 4 + ["refused"] * 2)
    days = np.where(status == "done", rng.integers(1, 40, count), rng.integers(1, 3, count))
    closed = received + days * DAY + rng.integers(0, 3600, count)
    frame = pd.DataFrame(
        {
            "profile": profile,
            "requested_by": first_adult[profiles["home"].to_numpy()[profile]],
            "channel": _channels(rng, count),
            "received_at": received,
            "status": status,
            "closed_at": np.where(status == "open", MISSING, closed),
        }
    ).sort_values("received_at", kind="stable", ignore_index=True)
    frame.insert(0, "request_id", block * REQUESTS + np.arange(count))
    return frame


def _channels(rng: np.random.Generator, count: int) -> np.ndarray:
    return rng.choice(list(CHANNELS), count, p=list(CHANNELS.values()))


def delete_recordings(
    rng: np.random.Generator,
    profiles: pd.DataFrame,
    recordings: pd.DataFrame,
    requests: pd.DataFrame,
) -> pd.DataFrame:
    """Return the recordings deleted from the main database, in the order of deletion.

    Columns: those of recordings, deleted_at, channel, request_id (MISSING if only that recording
    was deleted).
    """
    done = requests[requests["status"] == "done"].set_index("profile")
    profile = recordings["profile"].to_numpy()
    request = done.index.get_indexer(pd.Index(profile))
    asked = request >= 0

    # Some families delete single recordings that they don't want kept.
    careful = rng.random(profiles["home"].max() + 1) < 0.25
    by_hand = careful[profiles["home"].to_numpy()[profile]] & (rng.random(len(profile)) < 0.16)
    later = rng.exponential(20 * DAY, len(profile)).astype(np.int64)
    deleted = np.where(
        asked, done["closed_at"].to_numpy()[request], recordings["recorded_at"] + 60 + later
    )
    frame = recordings.assign(
        deleted_at=deleted,
        channel=np.where(
            asked, done["channel"].to_numpy(object)[request], _channels(rng, len(profile))
        ),
        request_id=np.where(asked, done["request_id"].to_numpy()[request], MISSING),
    )
    gone = asked | (by_hand & (deleted < EXPORTED))
    return frame[gone].sort_values("deleted_at", kind="stable", ignore_index=True)


def make_transcripts(
    rng: np.random.Generator, block: int, recordings: pd.DataFrame, deletions: pd.DataFrame
) -> pd.DataFrame:
    """Return the transcripts that the search index holds, from all recordings ever made.

    Columns: transcript_id, recording_id, profile (row), text, created_on.
    """
    understood = recordings[rng.random(len(recordings)) < 0.955]
    at_night = rng.random(len(understood)) < 0.04
    text_too = deletions[~deletions["channel"].isin(CHANNELS_THAT_FORGET_TEXT)]
    frame = pd.DataFrame(
        {
            "transcript_id": block * ROWS + np.arange(len(understood)),
            "recording_id": understood["recording_id"].to_numpy(),
            "profile": understood["profile"].to_numpy(),
            "phrase": understood["phrase"].to_numpy(),
            "created_on": np.minimum(understood["recorded_on"].to_numpy() + at_night, TODAY),
        }
    )
    frame = frame[~frame["recording_id"].isin(text_too["recording_id"])]
    return frame.assign(text=phrases().texts[frame["phrase"].to_numpy()])
