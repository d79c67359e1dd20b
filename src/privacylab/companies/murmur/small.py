"""A small Murmur with all its parts: a few families and tens of items, for tests and exercises."""

from dataclasses import replace

import sqlalchemy as sa

from privacylab.companies.murmur import layout
from privacylab.companies.murmur.families import make_families
from privacylab.companies.simulation.company import Company
from privacylab.companies.simulation.keys import KeyService
from privacylab.companies.simulation.models import Models
from privacylab.companies.simulation.people import Accounts, IdentityMap
from privacylab.companies.simulation.processor import Processor, ProcessorSystem
from privacylab.companies.simulation.registry import Holds, Registry
from privacylab.companies.stores import (
    ArchiveStore,
    CacheStore,
    LakeStore,
    ObjectStore,
    QueueStore,
    ReplicaStore,
    SearchStore,
    Store,
    TableStore,
)

# The small company's lake is keyed by a pseudonym; the sample's is keyed by profile_id.
LAKE = (
    replace(layout.TRANSCRIPTS, key="subject_hash"),
    replace(layout.USE_EVENTS, key="subject_hash", made_from="recording_id"),
)


def small_world(
    seed: int = 0,
    *,
    households: int = 2,
    children: int = 2,
    escrow: bool = False,
    shared_key: bool = False,
    ack: str = "prompt",
    lag: int = 1,
    database: str = "sqlite://",
) -> Company:
    """Return a small in-memory company, the same for the same seed. Today is 31 August 2023.

    households  how many; each has a parent, another adult who isn't a parent, and children
    children    how many per household
    escrow      whether the key service keeps an escrowed copy of each key
    shared_key  whether the archive has one key per household, instead of one per child
    ack         how the processor behaves: "prompt"; "late", after three days; "silent", never
                acknowledges; "down", answers 503; "lies", says done but keeps everything
    lag         days until the replica has copied a change
    database    the relational stores' database: in-memory SQLite, or a PostgreSQL URL
    """
    company = Company("murmur-small", layout.TODAY)
    made = make_families(seed, households, children, shared_key)
    db, faults = company._db, company.faults
    company.accounts = Accounts(db, faults, made.people, made.parents)
    company.identity = IdentityMap(db, faults, made.keys)
    company.registry = Registry(db, faults, layout.REGISTRY)
    company.holds = Holds(db, faults, [])
    company.models = Models(db, faults, made.artifacts, made.lineage)
    company.keys = KeyService(db, faults, escrow)
    for key_id, owners in made.data_keys.items():
        company.keys.make(key_id, owners)
    for store in _stores(company, database, lag):
        company.connect(store)
        store.fill(made.items.get(store.name, ()))
    queue = company.stores["queue"]
    assert isinstance(queue, QueueStore)
    for name, item, day in made.messages:
        queue.publish(name, item, day)
    company.faults.happened.clear()
    company.add_processor(
        Processor("lexicon", ProcessorSystem(made.outside, ack, company.clock), faults)
    )
    company.remember(made.keys)
    return company


def _stores(company: Company, database: str, lag: int) -> list[Store]:
    clock = company.clock
    main = TableStore("main", _schema(database, "main"), layout.MAIN)
    places = TableStore("places", _schema(database, "places"), [layout.PLACES])
    sessions = TableStore("sessions", _schema(database, "sessions"), [layout.SESSIONS])
    search = SearchStore("search", "sqlite://")
    replica = ReplicaStore("replica", _schema(database, "replica"), layout.MAIN, main, clock, lag)
    for store in (main, replica, places, sessions, search):
        store.create()
    return [
        main,
        replica,
        ObjectStore("audio", company._folder()),
        search,
        LakeStore("lake", company._folder(), LAKE),
        places,
        sessions,
        CacheStore("cache", clock, layout.CACHE_DAYS),
        QueueStore("queue", clock, company._stores),
        ArchiveStore("archive", company._folder(), company.keys),
    ]


def _schema(database: str, store: str) -> str:
    """Return the URL of a store's own SQLite database, or of its schema in PostgreSQL."""
    if database == "sqlite://":
        return database
    engine = sa.create_engine(database)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {store} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {store}")
    engine.dispose()
    url = sa.make_url(database).update_query_dict({"options": f"-csearch_path={store}"})
    return url.render_as_string(hide_password=False)
