"""Generates Murmur's data from a seed."""

import numpy as np
import pandas as pd

from privacylab.companies.data.ids import with_ids
from privacylab.companies.data.times import DAY
from privacylab.companies.murmur.data.audio import SOUND, with_audio
from privacylab.companies.murmur.data.deletions import (
    delete_recordings,
    make_requests,
    make_transcripts,
)
from privacylab.companies.murmur.data.edge_cases import plant_edges
from privacylab.companies.murmur.data.locations import make_locations
from privacylab.companies.murmur.data.people import make_devices, make_households, make_profiles
from privacylab.companies.murmur.data.reference import make_holds, reference_tables
from privacylab.companies.murmur.data.usage import make_events, make_recordings, make_sessions


def make_block(seed: int, block: int) -> dict[str, pd.DataFrame]:
    """Return one block of every table that grows, with ids, days and instants as numbers.

    A block depends only on the seed and its own number. Tables that don't grow come with block 0.
    """
    streams = (np.random.default_rng([seed, block, part]) for part in range(SOUND))
    homes = make_households(next(streams), block)
    profiles = make_profiles(next(streams), block, homes)
    plant_edges(next(streams), profiles)
    devices = make_devices(next(streams), block, homes, profiles)
    sessions = make_sessions(next(streams), homes, profiles, devices)
    recordings = make_recordings(next(streams), block, profiles, sessions)
    events = make_events(next(streams), block, homes, profiles, sessions)
    requests = make_requests(next(streams), block, profiles)
    deletions = delete_recordings(next(streams), profiles, recordings, requests)
    transcripts = make_transcripts(next(streams), block, recordings, deletions)
    locations = make_locations(next(streams), block, homes, profiles, devices)
    holds = make_holds(next(streams), block, profiles, recordings)
    kept = recordings[~recordings["recording_id"].isin(deletions["recording_id"])]

    profiles["interactions"] = np.bincount(sessions["profile"], minlength=len(profiles))
    written = events.groupby("profile")["received_at"].max().reindex(profiles.index)
    profiles["updated_at"] = written.fillna(profiles["created_on"] * DAY)

    profile_id, device_id = profiles["profile_id"].to_numpy(), devices["device_id"].to_numpy()

    def named(frame: pd.DataFrame) -> pd.DataFrame:
        return with_ids(frame, profile=profile_id, device=device_id)

    tables = {
        "households": homes,
        "profiles": profiles[profiles["fate"] != "erased"],
        "devices": devices,
        "use_events": named(events),
        "recordings": with_audio(next(streams), named(kept)),
        "transcripts": named(transcripts),
        "locations": named(locations),
        "deletions": named(deletions),
        "deletion_requests": named(
            requests.assign(
                household_id=profiles["household_id"].to_numpy()[requests["profile"]],
                requested_by=profile_id[requests["requested_by"]],
            )
        ),
        "holds": named(holds),
    }
    if block == 0:
        tables |= reference_tables(np.random.default_rng(seed))
    return tables
