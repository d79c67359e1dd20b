"""Murmur's data, from a seed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from privacylab.company.murmur.audio import with_audio, write_audio
from privacylab.company.murmur.erase import delete_recordings, make_requests, make_transcripts
from privacylab.company.murmur.people import make_devices, make_households, make_profiles
from privacylab.company.murmur.places import make_locations
from privacylab.company.murmur.plant import plant_edges
from privacylab.company.murmur.reference import make_holds, reference_tables
from privacylab.company.murmur.schema import TABLES
from privacylab.company.murmur.times import DAY
from privacylab.company.murmur.use import make_events, make_recordings, make_sessions
from privacylab.company.schema import MISSING
from privacylab.company.writer import write_block

SEED = 20230831
SOUND = 100  # the stream of chance for sound files, beyond those for tables

Progress = Callable[[int, int], None]


def write_company(folder: Path, scale: int, seed: int, progress: Progress | None) -> None:
    """Write Murmur's tables and sound files into an empty folder, one block after another.

    scale     how many blocks; each has 320 households and more than 100,000 recordings
    progress  is called with the blocks done and the blocks in all
    """
    for block in range(scale):
        tables = make_block(seed, block)
        if block == 0:
            tables |= reference_tables(np.random.default_rng(seed))
        with ThreadPoolExecutor(2) as writers:  # most of the time goes to compression
            list(writers.map(partial(_write, folder, block), tables.items()))
        write_audio(np.random.default_rng([seed, block, SOUND]), folder, tables["recordings"])
        if progress:
            progress(block + 1, scale)


def _write(folder: Path, block: int, table: tuple[str, pd.DataFrame]) -> None:
    name, rows = table
    write_block(folder, TABLES[name], rows, first=block == 0)


def make_block(seed: int, block: int) -> dict[str, pd.DataFrame]:
    """One block of every table that grows, with ids, days and instants as numbers.

    A block depends on the seed and its own number alone.
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

    def with_ids(frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with the ids of the rows of profiles and devices that it points to."""
        if "profile" in frame:
            frame = frame.assign(profile_id=profile_id[frame["profile"]])
        if "device" in frame:
            ids = np.where(frame["device"] < 0, MISSING, device_id[frame["device"]])
            frame = frame.assign(device_id=ids)
        return frame

    return {
        "households": homes,
        "profiles": profiles[profiles["fate"] != "erased"],
        "devices": devices,
        "use_events": with_ids(events),
        "recordings": with_audio(next(streams), with_ids(kept)),
        "transcripts": with_ids(transcripts),
        "locations": with_ids(locations),
        "deletions": with_ids(deletions),
        "deletion_requests": with_ids(
            requests.assign(
                household_id=profiles["household_id"].to_numpy()[requests["profile"]],
                requested_by=profile_id[requests["requested_by"]],
            )
        ),
        "holds": with_ids(holds),
    }
