"""Builds Murmur's stores from its tables on first use, in var/."""

import hashlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from privacylab.catalog import find_home
from privacylab.companies.murmur import TABLES, table
from privacylab.companies.stores.search import COLUMNS, SCHEMA

# The replica has not copied any deletion since then.
REPLICA_STUCK = pd.Timestamp("2023-03-06T02:10", tz="UTC")
# The lake is filled once a month; this was the last time.
LAKE_FILLED = pd.Timestamp("2023-08-01")


def built_stores(data: Path, var: Path | None = None) -> Path:
    """Return the folder of Murmur's stores, after building them if they don't exist yet."""
    var = var or find_home() / "var" / "murmur"
    place = var / _digest(data)
    if not place.exists():
        _build(data, place)
    return place


def _digest(data: Path) -> str:
    """Return a digest of everything the stores depend on: the tables, and this module's code."""
    made_of = hashlib.sha256(Path(__file__).read_bytes() + "".join(SCHEMA).encode())
    for described in TABLES.values():
        made_of.update((data / described.file).read_bytes())
    return made_of.hexdigest()[:16]


def _build(data: Path, place: Path) -> None:
    """Build the stores in a temporary folder, then rename it, so a killed build leaves no half."""
    place.parent.mkdir(parents=True, exist_ok=True)
    for left in place.parent.glob(".building-*"):
        if time.time() - left.stat().st_mtime > 3600:  # its builder was killed
            shutil.rmtree(left, ignore_errors=True)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=place.parent))
    try:
        _fill(data, building)
        building.rename(place)
    except OSError:
        if not place.exists():  # otherwise another process was faster, and built the same stores
            raise
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _fill(data: Path, place: Path) -> None:
    recordings, deletions = table("recordings", data), table("deletions", data)
    with closing(sqlite3.connect(place / "main.db")) as main:
        _load(main, "profiles", table("profiles", data))
        _load(main, "recordings", recordings)
        main.execute("CREATE INDEX spoken_by ON recordings (profile_id)")
    unseen = deletions[deletions["deleted_at"] > REPLICA_STUCK]
    with closing(sqlite3.connect(place / "replica.db")) as replica:
        _load(replica, "recordings", pd.concat([recordings, unseen])[recordings.columns])
        replica.execute("CREATE INDEX spoken_by ON recordings (profile_id)")
    with closing(sqlite3.connect(place / "places.db")) as places:
        _load(places, "locations", table("locations", data))
        places.execute("CREATE INDEX seen_by ON locations (device_id)")
    shutil.copytree(data / "audio", place / "audio")

    transcripts = table("transcripts", data)
    with closing(sqlite3.connect(place / "search.db")) as search:
        for order in SCHEMA:
            search.execute(order)
        numbered = transcripts.reset_index(names="row")
        _insert(search, "transcripts", numbered[["row", *COLUMNS.split(", ")]])
    for name, frame, on in (
        ("transcripts", transcripts, "created_on"),
        ("use_events", table("use_events", data).drop_duplicates("event_id"), "used_on"),
    ):
        filled = frame[frame[on] < LAKE_FILLED]
        pq.write_to_dataset(
            pa.Table.from_pandas(filled.assign(year=filled[on].dt.year), preserve_index=False),
            place / "lake" / name,
            partition_cols=["year"],
        )


def _load(database: sqlite3.Connection, name: str, frame: pd.DataFrame) -> None:
    """Create a table from the frame; the first column is its primary key."""
    first, *others = frame.columns
    database.execute(f"CREATE TABLE {name} ({first} PRIMARY KEY, {', '.join(others)})")
    _insert(database, name, frame)


def _insert(database: sqlite3.Connection, name: str, frame: pd.DataFrame) -> None:
    """Insert the rows; dates and instants become ISO 8601 text, as SQLite has no type for them."""
    columns: list[Iterable] = []
    for column in frame.columns:
        values = frame[column]
        if isinstance(values.dtype, pd.DatetimeTZDtype):
            values = values.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif values.dtype.kind == "M":
            values = values.dt.strftime("%Y-%m-%d")
        columns.append(values.astype(object).where(values.notna(), None))
    marks = ", ".join("?" * len(columns))
    with database:
        database.executemany(f"INSERT INTO {name} VALUES ({marks})", zip(*columns, strict=True))
