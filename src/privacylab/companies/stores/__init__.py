"""Stores, where a company keeps personal data. Each is built on a real engine, embedded.

Whatever the engine, `scan()` answers one question in the same format: which items does this store
hold, and whose are they?
"""

from privacylab.companies.simulation.faults import Crashed, ReadOnly, StoreUnavailable
from privacylab.companies.stores.base import COLUMNS, ITEM, Holding, Item, Store
from privacylab.companies.stores.cache import CacheStore
from privacylab.companies.stores.lake import LakeStore
from privacylab.companies.stores.objects import ArchiveStore, ObjectStore
from privacylab.companies.stores.queue import QueueStore
from privacylab.companies.stores.replica import ReplicaStore
from privacylab.companies.stores.rows import RowStore
from privacylab.companies.stores.search import SearchStore
from privacylab.companies.stores.sql import TableStore

__all__ = [
    "COLUMNS",
    "ITEM",
    "ArchiveStore",
    "CacheStore",
    "Crashed",
    "Holding",
    "Item",
    "LakeStore",
    "ObjectStore",
    "QueueStore",
    "ReadOnly",
    "ReplicaStore",
    "RowStore",
    "SearchStore",
    "Store",
    "StoreUnavailable",
    "TableStore",
]
