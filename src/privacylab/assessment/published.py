"""The published systems that a learner's procedure assesses in ASR-14's public tests.

They know every child's items in advance, so they don't need to search.
"""

from collections.abc import Iterable
from typing import Any

from privacylab.assessment.bench import Candidate
from privacylab.assessment.deletion import ITEMS, KEYS, deletion_doors
from privacylab.companies import StoreUnavailable


def _ids_of(child: str) -> list[str]:
    number = list(KEYS).index(child) + 1
    return [one["item_id"] for one in ITEMS if one["item_id"].endswith(f"-{number}")]


def _clean(company: Any, names: Iterable[str], keys: list[str], ids: list[str]) -> list[str]:
    """Purge a child's items; return the stores that still have some, or that don't answer."""
    left = []
    for name in names:
        store = company.stores[name]
        try:
            store.purge(ids + [row["item_id"] for row in store.inspect(keys)])
            if store.inspect(keys) or store.derived(ids):
                left.append(name)
        except StoreUnavailable:
            left.append(name)
    return left


def _erase(company: Any, child: str, request_id: str) -> list[str]:
    keys, ids = [one for kind in KEYS[child].values() for one in kind], _ids_of(child)
    entry = {"event": "blocked", "request_id": request_id, "keys": keys, "item_ids": ids}
    company.journal.append(entry)
    return _clean(company, company.stores, keys, ids)


def _admit(entries: list[dict], message: dict) -> bool:
    dead = {one for entry in entries for one in entry["keys"] + entry["item_ids"]}
    return not dead & {message["item"][part] for part in ("item_id", "key", "made_from")}


def _replay(company: Any, names: list[str]) -> list[str]:
    left = set[str]()
    for entry in company.journal.entries():
        left |= set(_clean(company, names, entry["keys"], entry["item_ids"]))
    return sorted(left)


def _says_done(company: Any, child: str, request_id: str) -> list[str]:
    _erase(company, child, request_id)
    return []


def _serves_at_once(company: Any, names: list[str]) -> list[str]:
    return []


DELETIONS = [
    Candidate(
        "SaysDone",
        frozenset({"DEL-13", "DEL-23"}),
        lambda: deletion_doors(_says_done, _admit, _replay),
    ),
    Candidate(
        "ServesAtOnce",
        frozenset({"DEL-07"}),
        lambda: deletion_doors(_erase, _admit, _serves_at_once),
    ),
    Candidate("honest", frozenset(), lambda: deletion_doors(_erase, _admit, _replay)),
]
