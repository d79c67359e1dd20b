"""Deletion in a small company, as a system under assessment.

The bench causes the incidents and reads the stores. The code under assessment decides what `delete`
and `restore` return, and what happens to the data.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from privacylab.assessment.sealed import Doors
from privacylab.companies import Company, Crashed, StoreUnavailable, census, tiny_world

Erase = Callable[[Any, str, str], list[str]]
Admit = Callable[[list[dict], dict], bool]
Replay = Callable[[Any, list[str]], list[str]]
Item = Mapping[str, Any]
Keys = Mapping[str, Mapping[str, Sequence[str]]]

KEYS = {
    child: {"profile_id": [f"p-{child}"], "device_id": [f"d-{child}"]}
    for child in ("ada", "ben", "zoe")
}
ITEMS: list[dict[str, Any]] = [
    {"store": store, "item_id": f"{letter}-{number}", "key": key, "made_from": made_from}
    for number, child in enumerate(KEYS, 1)
    for store, letter, key, made_from in [
        ("audio", "r", f"p-{child}", None),
        ("cache", "r", f"p-{child}", None),
        ("lake", "f", "batch-7", f"t-{number}"),
        ("places", "g", f"d-{child}", None),
        ("search", "t", "asr", f"r-{number}"),
    ]
]
WAYS = ("down", "keeps", "hides")


class _DeletionBench:
    """A company that the assessor can restart, and the functions that the assessor may call."""

    def __init__(
        self, erase: Erase, admit: Admit, replay: Replay, keys: Keys, items: Sequence[Item]
    ):
        self._erase, self._admit, self._replay = erase, admit, replay
        self._keys, self._items = keys, items
        self.new()

    def new(self) -> dict:
        """Start over with a fresh company, without incidents; return its keys and items."""
        self.__dict__.pop("_company", None)
        self._crash_after: int | None = None
        return {
            "keys": {child: [*chain(*kinds.values())] for child, kinds in self._keys.items()},
            "items": [dict(one) for one in self._items],
        }

    @cached_property
    def _company(self) -> Company:
        """The company, created on first use because that takes longer than a deletion."""
        company = tiny_world(sorted({one["store"] for one in self._items}), self._keys)
        for one in self._items:
            company.stores[one["store"]].fill([_dated(one, company)])
        company.backups.take()
        return company

    def order(self, what: str, where: str | int) -> None:
        """Order an incident, or the end of one."""
        if what == "crash" and isinstance(where, int):
            self._crash_after = where
            return
        if what not in (*WAYS, "works") or where not in self._company.stores:
            raise ValueError(what, where)
        faults, name = self._company.faults, str(where)
        faults.clear(name)
        if what != "works":
            faults.set(name, what)
        if what == "hides":
            rows = [item_id for store, item_id in self.look() if store == name]
            self._company.stores[name].delete(rows)

    def delete(self, child: str) -> list[str] | str:
        """Run the deletion and restart the company; return its result, or "died" if it crashed."""
        said: list[str] | str
        if self._crash_after is not None:
            self._company.faults.crash(self._crash_after)
        try:
            said = self._erase(self._company, child, f"q-{child}")
        except Crashed:
            said = "died"
        self._crash_after = None
        self._company.restart()
        return said

    def look(self) -> list[tuple[str, str]]:
        """Return each (store, item id) found in the stores themselves."""
        return sorted(row[:2] for row in census(self._company))

    def late(self, store: str, item: Item) -> None:
        """Deliver a late message from a speaker that was offline."""
        whole = _dated(item, self._company)
        message = {"store": store, "item": whole, "deliver_on": whole["made_on"]}
        if self._admit(self._company.journal.entries(), message):
            with contextlib.suppress(StoreUnavailable):  # it stays in the queue
                self._company.stores[store].put(whole)

    def restore(self) -> list[str]:
        """Restore all stores to their initial state; return those that must not serve."""
        company, unfit = self._company, list[str]()
        (backup,) = company.backups.kept()
        company.backups.restore(
            backup["backup_id"], lambda names: unfit.extend(self._replay(company, names))
        )
        return unfit


def _dated(item: Item, company: Company) -> dict:
    return {**item, "made_on": company.clock.today}


def deletion_doors(
    erase: Erase,
    admit: Admit,
    replay: Replay,
    keys: Keys = KEYS,
    items: Sequence[Item] = ITEMS,
) -> Doors:
    """Return the functions that an assessor may call.

    erase   (company, child, request_id): deletes, and returns the stores that aren't done (DEL-01)
    admit   (entries, message): returns whether a late message may enter its store (DEL-06)
    replay  (company, names): cleans restored stores, returns those that must not serve (DEL-07)
    keys    child → {kind of key: [keys]}
    items   dicts with store, item_id, key, made_from
    """
    bench = _DeletionBench(erase, admit, replay, keys, items)
    names = ("new", "order", "delete", "look", "late", "restore")
    return {name: getattr(bench, name) for name in names}
