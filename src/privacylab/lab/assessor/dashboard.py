"""A deletion that believes its stores: the first one that an assessor in module 06 sees."""

from contextlib import suppress
from typing import Any

from privacylab.assessment.deletion import deletion_doors
from privacylab.assessment.sealed import System
from privacylab.companies import StoreUnavailable

MOST_CALLS = 300


def dashboard_deletion() -> System:
    """The deletion of a small invented company, as a system under assessment.

    It deletes well on a quiet day. It reports a store as done if that store said so, and as not
    done if it didn't answer.
    """
    return System(deletion_doors(_erase, _admit, _replay), MOST_CALLS)


def _erase(company: Any, child: str, request_id: str) -> list[str]:
    keys: list[str] = sum(company.identity.keys_of(child).values(), [])
    note = {"event": "blocked", "request_id": request_id}
    company.journal.append(note | {"keys": keys})
    stores, ids = company.stores.values(), set[str]()
    for _ in range(len(stores)):  # a chain has at most one link for each store
        for store in stores:
            with suppress(StoreUnavailable):
                rows = [*store.inspect(keys), *store.derived(list(ids))]
                ids |= {row["item_id"] for row in rows}
    done = set[str]()
    for store in stores:
        with suppress(StoreUnavailable):
            if store.purge(list(ids))["status"] == 200:
                done.add(store.name)
    return [name for name in company.stores if name not in done]


def _admit(entries: list[dict], message: dict) -> bool:
    return all(message["item"]["key"] not in entry["keys"] for entry in entries)


def _replay(company: Any, names: list[str]) -> list[str]:
    return []
