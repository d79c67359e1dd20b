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
    """Return a company with empty stores of these names, all in one in-memory database.

    keys  profile_id → {kind of key: [keys]}, for its identity map

    Like every company, it has a clock (which starts at 31 August 2023), a journal, backups and
    faults. It has no accounts, registry, keys, models or processors. Building it takes a quarter of
    a millisecond.
    """
    company = Company("murmur-tiny", TODAY)
    company.identity = IdentityMap(company._db, company.faults, keys or {})
    database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    company._end.callback(database.close)
    for name in stores:
        company.connect(RowStore(name, database))
    company.remember(keys or {})
    return company
