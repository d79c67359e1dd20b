"""The running company: its stores, built from its data on first use, and its clock."""

import hashlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from privacylab.catalog import find_root
from privacylab.companies.clock import Clock
from privacylab.companies.murmur import TABLES, holdings, table
from privacylab.companies.stores import LakeStore, ObjectStore, SearchStore, Store, TableStore
from privacylab.companies.stores.search import COLUMNS, SCHEMA

MURMUR_TODAY = pd.Timestamp("2023-08-31")
# The replica has copied no deletion since then.
REPLICA_STUCK = pd.Timestamp("2023-03-06T02:10", tz="UTC")
# The lake is filled once a month, and the last time was then.
LAKE_FILLED = pd.Timestamp("2023-08-01")


@dataclass(frozen=True)
class World:
    """A company as it runs.

    stores        every store that is connected, by name
    registry      the names of the stores that the company has registered
    device_owner  the profile_id that each device belongs to, by device_id
    """

    stores: dict[str, Store]
    registry: list[str]
    device_owner: dict[str, str]
    clock: Clock

    @property
    def today(self) -> pd.Timestamp:
        """The calendar date, by the company's clock."""
        return self.clock.today


def open_murmur(data: Path | None = None, var: Path | None = None) -> World:
    """Murmur, running. The first call builds its stores, which takes some seconds.

    data  the folder of its tables: datasets/murmur by default
    var   the folder for the stores: var/murmur by default. Data that change get stores anew.
    """
    data = data or find_root() / "datasets" / "murmur"
    place = built_stores(data, var)
    devices = table("devices", data)
    stores = (
        TableStore("main", f"sqlite:///{place}/main.db", [holdings.RECORDINGS, holdings.PROFILES]),
        TableStore("replica", f"sqlite:///{place}/replica.db", [holdings.RECORDINGS]),
        ObjectStore("audio", (place / "audio").as_uri()),
        SearchStore("search", f"sqlite:///{place}/search.db"),
        LakeStore("lake", str(place / "lake"), holdings.LAKE),
        TableStore("places", f"sqlite:///{place}/places.db", [holdings.PLACES]),
    )
    return World(
        stores={store.name: store for store in stores},
        registry=table("stores", data)["store"].tolist(),
        device_owner=dict(zip(devices["device_id"], devices["profile_id"], strict=True)),
        clock=Clock(MURMUR_TODAY),
    )


def built_stores(data: Path, var: Path | None = None) -> Path:
    """The folder of Murmur's stores; they are built where they are not there yet."""
    var = var or find_root() / "var" / "murmur"
    place = var / _digest(data)
    if not place.exists():
        _build(data, place)
    return place


def _digest(data: Path) -> str:
    """What the stores are made of: the tables, and the way in which this module fills them."""
    made_of = hashlib.sha256(Path(__file__).read_bytes() + "".join(SCHEMA).encode())
    for described in TABLES.values():
        made_of.update((data / described.file).read_bytes())
    return made_of.hexdigest()[:16]


def _build(data: Path, place: Path) -> None:
    """Fill the stores aside, and put them in place at once: a killed build leaves no half."""
    place.parent.mkdir(parents=True, exist_ok=True)
    for left in place.parent.glob(".building-*"):
        if time.time() - left.stat().st_mtime > 3600:  # its builder was killed
            shutil.rmtree(left, ignore_errors=True)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=place.parent))
    try:
        _fill(data, building)
        building.rename(place)
    except OSError:
        if not place.exists():  # else another process was faster, and its stores are the same
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
    """Make a table of the frame, whose first column is its primary key."""
    first, *others = frame.columns
    database.execute(f"CREATE TABLE {name} ({first} PRIMARY KEY, {', '.join(others)})")
    _insert(database, name, frame)


def _insert(database: sqlite3.Connection, name: str, frame: pd.DataFrame) -> None:
    """Write the rows; dates and instants as ISO 8601 text, as SQLite has no type for them."""
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
