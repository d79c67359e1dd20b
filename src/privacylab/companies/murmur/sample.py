"""Murmur's sample data as a running company, on a private copy of its stores."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from privacylab.catalog import find_root
from privacylab.companies.murmur import layout, table
from privacylab.companies.murmur.built_stores import built_stores
from privacylab.companies.simulation.company import Company
from privacylab.companies.simulation.keys import KeyService
from privacylab.companies.simulation.models import Models
from privacylab.companies.simulation.people import PEOPLE, Accounts, IdentityMap
from privacylab.companies.simulation.processor import Processor, ProcessorSystem
from privacylab.companies.simulation.registry import HOLD, Holds, Registry
from privacylab.companies.stores import (
    ArchiveStore,
    CacheStore,
    Item,
    LakeStore,
    ObjectStore,
    QueueStore,
    ReplicaStore,
    SearchStore,
    Store,
    TableStore,
)

LOGGED = pd.Timestamp("2023-06-01")  # the request log begins here
READ = pd.Timestamp("2023-08-25")  # transcripts from this day on are still in the cache
GENERATION = 16  # years that a parent is older than a child, at least
KEYED = {"lake": "profile_id"}
FOUND = {"main": "delete", "audio": "delete", "search": None, "lake": None, "replica": None}


def run_murmur(
    data: Path | None = None, var: Path | None = None, *, as_found: bool = False
) -> Company:
    """Return Murmur as a running company, on a private copy of its stores that is safe to change.

    data      the folder with its tables; datasets/murmur by default
    var       the folder where its stores are built once; var/murmur by default
    as_found  whether to use Murmur's own registry, which lacks stores and handlers, instead of a
              complete one

    In addition to what open_murmur() shows, there are facts and reminders, a request log, a cache,
    a queue, an encrypted archive, a processor, and a model registry.
    """
    data = data or find_root() / "datasets" / "murmur"
    company = Company("Murmur", layout.TODAY)
    place = Path(tempfile.mkdtemp(prefix="murmur-"))
    company._end.callback(shutil.rmtree, place, ignore_errors=True)
    shutil.copytree(built_stores(data, var), place, dirs_exist_ok=True)
    profiles, devices = table("profiles", data), table("devices", data)
    spoken = table("transcripts", data)
    spoken = spoken[spoken["profile_id"].isin(profiles["profile_id"])]
    sessions = _sessions(spoken)
    db, faults = company._db, company.faults
    people = profiles.merge(table("households", data)[["household_id", "country"]])
    children = people.loc[people["kind"] == "child", "profile_id"]
    company.accounts = Accounts(db, faults, _records(people[PEOPLE]), _parents(people))
    keys = _keys(profiles, devices, sessions)
    company.identity = IdentityMap(db, faults, keys)
    company.registry = Registry(db, faults, _registry(as_found))
    company.holds = Holds(db, faults, _records(table("holds", data)[HOLD]))
    voices = spoken[spoken["profile_id"].isin(children)]
    company.models = _models(company, voices)
    company.keys = KeyService(db, faults, escrow=False)
    for child in children:
        company.keys.make(f"key-{child[2:]}", [child])
    stores = _stores(company, place)
    for store in stores:
        company.connect(store)
    _fill_stores(company, spoken, sessions, set(children))
    copies = dict(zip(voices["transcript_id"], "v-" + voices["profile_id"].str[2:], strict=True))
    company.add_processor(
        Processor("lexicon", ProcessorSystem(copies, "late", company.clock), faults)
    )
    company.remember(keys)
    faults.happened.clear()
    return company


def _registry(as_found: bool) -> list[dict]:
    """Return Murmur's own registry or a complete one. The sample's lake is keyed by profile_id."""
    rows = [row | {"keyed_by": KEYED.get(row["store"], row["keyed_by"])} for row in layout.REGISTRY]
    if not as_found:
        return rows
    return [row | {"handler": FOUND[row["store"]]} for row in rows if row["store"] in FOUND]


def _stores(company: Company, place: Path) -> list[Store]:
    def url(name: str) -> str:
        return f"sqlite:///{place}/{name}.db"

    with closing(sqlite3.connect(place / "main.db")) as main_db:
        for one in (layout.FACTS, layout.REMINDERS):
            columns = [one.item_id, one.key, one.made_from, one.made_on, one.content]
            main_db.execute(f"CREATE TABLE {one.table} ({', '.join(map(str, columns))})")
    main = TableStore("main", url("main"), layout.MAIN)
    sessions = TableStore("sessions", url("sessions"), [layout.SESSIONS])
    sessions.create()
    with closing(sqlite3.connect(place / "sessions.db")) as log:
        log.execute("CREATE INDEX logged_in ON sessions (session_id)")
    seen = [layout.RECORDINGS]
    return [
        main,
        ReplicaStore("replica", url("replica"), seen, main, company.clock, 1),
        ObjectStore("audio", (place / "audio").as_uri()),
        SearchStore("search", url("search")),
        LakeStore("lake", str(place / "lake"), layout.LAKE),
        TableStore("places", url("places"), [layout.PLACES]),
        sessions,
        CacheStore("cache", company.clock, layout.CACHE_DAYS),
        QueueStore("queue", company.clock, company._stores),
        ArchiveStore("archive", company._folder(), company.keys),
    ]


def _parents(people: pd.DataFrame) -> list[tuple[str, str]]:
    """Return (parent, child) pairs: in each household, the first two adults who are old enough."""
    adults, children = people[people["kind"] == "adult"], people[people["kind"] == "child"]
    pairs = children.merge(adults, on="household_id", suffixes=("_c", "_a"))
    old_enough = pairs["birth_on_a"] + pd.DateOffset(years=GENERATION) <= pairs["birth_on_c"]
    pairs = pairs[old_enough].groupby("profile_id_c").head(2)
    return list(zip(pairs["profile_id_a"], pairs["profile_id_c"], strict=True))


def _sessions(spoken: pd.DataFrame) -> pd.DataFrame:
    """Return the request log; a session is what one person said on one day."""
    late = spoken[spoken["created_on"] >= LOGGED]
    days = late["created_on"].dt.strftime("%Y%m%d")
    return pd.DataFrame(
        {
            "item_id": "l-" + late["transcript_id"].str[2:],
            "profile_id": late["profile_id"],
            "key": "s-" + late["profile_id"].str[2:] + "-" + days,
            "made_on": late["created_on"],
            "content": "said: " + late["text"],
        }
    )


def _keys(
    profiles: pd.DataFrame, devices: pd.DataFrame, sessions: pd.DataFrame
) -> dict[str, dict[str, list[str]]]:
    """Return the keys of each person's data."""
    owned = devices.groupby("profile_id")["device_id"].agg(list).to_dict()
    logged = sessions.groupby("profile_id")["key"].agg(lambda keys: sorted(set(keys))).to_dict()
    return {
        profile: {
            "profile_id": [profile],
            "device_id": owned.get(profile, []),
            "session_id": logged.get(profile, []),
            "vendor_id": [f"v-{profile[2:]}"],
            "key_id": [f"key-{profile[2:]}"] if kind == "child" else [],
        }
        for profile, kind in zip(profiles["profile_id"], profiles["kind"], strict=True)
    }


def _models(company: Company, voices: pd.DataFrame) -> Models:
    """Return one data set of children's voices per year, and the models made from them."""
    artifacts: list[tuple[str, str, pd.Timestamp]] = []
    lineage: list[tuple[str, str]] = []
    for year in (2021, 2022):
        name, day = f"said-{year}", pd.Timestamp(year + 1, 1, 15)
        artifacts += [(name, "dataset", day), (f"wake-{year}", "model", day)]
        said = voices.loc[voices["created_on"].dt.year == year, "recording_id"]
        lineage += [(f"wake-{year}", name), *((name, one) for one in said)]
    artifacts.append(("wake-mini", "model", pd.Timestamp("2023-03-01")))
    lineage.append(("wake-mini", "wake-2022"))
    return Models(company._db, company.faults, artifacts, lineage)


def _fill_stores(
    company: Company, spoken: pd.DataFrame, sessions: pd.DataFrame, children: set[str]
) -> None:
    """Add the data that the built stores don't have."""
    stores = company._stores
    facts = spoken[spoken["text"].str.startswith("remember that ")]
    reminders = spoken[spoken["text"].str.startswith(("remind me ", "wake me up "))]
    remembered = [
        *_items(facts, "f", "fact", facts["text"].str.removeprefix("remember that ")),
        *_items(reminders, "n", "reminder", reminders["text"]),
    ]
    stores["main"].fill(remembered)
    logged = sessions.drop(columns="profile_id").assign(
        content_type=layout.JSON, category="session", made_from=None
    )
    stores["sessions"].fill(_records(logged))
    read = spoken[spoken["created_on"] >= READ]
    stores["cache"].fill(_items(read, "t", "transcript", read["text"]))
    audio = stores["audio"]
    voices = [item for item in audio._select("key", sorted(children))]
    stores["archive"].fill([item | {"content": audio.read(item["item_id"])} for item in voices])
    queue = stores["queue"]
    assert isinstance(queue, QueueStore)
    latest = read.drop_duplicates("profile_id", keep="last")
    for number, item in enumerate(_items(latest, "t", "transcript", latest["text"])):
        late = item | {"item_id": f"t-9{number:07}", "made_from": None, "content": "good night"}
        queue.publish("search", late, layout.TODAY + pd.Timedelta(days=1 + number % 3))


def _items(rows: pd.DataFrame, letter: str, category: str, content: pd.Series) -> list[Item]:
    """Return items made from these transcripts, with ids that begin with that letter."""
    made = pd.DataFrame(
        {
            "item_id": f"{letter}-" + rows["transcript_id"].str[2:],
            "key": rows["profile_id"],
            "content_type": "text/plain",
            "category": category,
            "made_from": rows["recording_id"],
            "made_on": rows["created_on"],
            "content": content,
        }
    )
    return _records(made)


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one dict per row."""
    columns = list(rows.columns)
    return [dict(zip(columns, row, strict=True)) for row in rows.itertuples(index=False, name=None)]
