"""Stores: where a company keeps personal data. Each has the parts that a real one has, embedded.

Whatever lies inside, `scan()` answers one question in one form: which items does this store hold,
and whose are they?
"""

from privacylab.company.faults import Crashed, ReadOnly, StoreUnavailable
from privacylab.company.stores.base import COLUMNS, ITEM, Holding, Item, Store
from privacylab.company.stores.cache import CacheStore
from privacylab.company.stores.lake import LakeStore
from privacylab.company.stores.objects import ArchiveStore, ObjectStore
from privacylab.company.stores.queue import QueueStore
from privacylab.company.stores.replica import ReplicaStore
from privacylab.company.stores.rows import RowStore
from privacylab.company.stores.search import SearchStore
from privacylab.company.stores.table import TableStore

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
