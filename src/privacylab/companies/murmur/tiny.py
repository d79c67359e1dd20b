"""A minimal company with stores only: tests run hundreds of deletions, each in a new one."""

import sqlite3
from collections.abc import Mapping, Sequence

from privacylab.companies.murmur.layout import TODAY
from privacylab.companies.simulation.company import Company
from privacylab.companies.simulation.people import IdentityMap
from privacylab.companies.stores import RowStore


def tiny_world(
    stores: Sequence[str], keys: Mapping[str, Mapping[str, Sequence[str]]] | None = None
) -> Company:
    """A company with empty stores of these names, all in one database in memory.

    keys  profile_id → {kind of key: [keys]}, for its identity map

    It has a clock, which begins at 31 August 2023, a journal, backups and faults, as every company;
    it has no accounts, registry, keys, models or processors. It takes a quarter of a millisecond.
    """
    company = Company("murmur-tiny", TODAY)
    company.identity = IdentityMap(company._db, company.faults, keys or {})
    database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    company._end.callback(database.close)
    for name in stores:
        company.connect(RowStore(name, database))
    company.remember(keys or {})
    return company
