"""A company in memory, for tests that run one deletion hundreds of times.

It has the names and the answers of a running company, and what a test needs of its faults. Nothing
here is a sample of how to build a store: the running company has real ones.
"""

from collections.abc import Callable
from typing import Any

import pandas as pd

from privacylab.company.stores import StoreUnavailable

Item = dict[str, Any]
Answer = dict[str, int]
FIRST_DAY = pd.Timestamp("2023-08-31")


class Crashed(Exception):
    """The process died. Every call raises this until the company is restarted."""


class _Clock:
    def __init__(self) -> None:
        self.today = FIRST_DAY


class _Faults:
    """When the process dies and what arrives meanwhile, counted in effects.

    happened  each effect so far, as (what, where, of which items): ("purge", "audio", ["r-1"])
    """

    def __init__(self, company: "Double"):
        self._company = company
        self._crash_at: int | None = None
        self._uploads: list[tuple[int, str, Item, bool]] = []
        self._dead = False
        self.happened: list[tuple[str, str, list[str]]] = []

    def crash(self, after: int) -> None:
        """Die when that many more effects have taken place, before the answer comes back."""
        self._crash_at = len(self.happened) + after

    def upload(self, after: int, store: str, item: Item, in_flight: bool = False) -> None:
        """That item arrives then; it is refused where its key is blocked, unless in flight."""
        self._uploads.append((len(self.happened) + after, store, item, in_flight))
        self._arrive()

    def alive(self) -> None:
        """Raises Crashed once the process has died."""
        if self._crash_at is not None and len(self.happened) >= self._crash_at:
            self._dead = True
        if self._dead:
            raise Crashed("The process died here. The company runs on.")

    def effect(self, what: str, where: str, of: list[str]) -> None:
        """Note an effect that has taken place. Raises Crashed where the process dies of it."""
        self.happened.append((what, where, of))
        self._arrive()
        self.alive()

    def restart(self) -> None:
        self._dead, self._crash_at = False, None

    def _arrive(self) -> None:
        due = [one for one in self._uploads if one[0] <= len(self.happened)]
        self._uploads = [one for one in self._uploads if one not in due]
        for _, store, item, in_flight in due:
            if in_flight or item["key"] not in self._company.journal.blocked():
                self._company.stores[store].receive(item)


class DoubleStore:
    """A store: rows by item_id. mode says how it behaves when it is asked to delete.

    mode  "honest" · "keeps": says 200 and does nothing · "hides": marks what is deleted, and
          purges well · "half": does every second one · "down": answers nothing
    """

    def __init__(self, name: str, faults: _Faults):
        self.name = name
        self.mode = "honest"
        self._faults = faults
        self._rows: dict[str, Item] = {}
        self._hidden: set[str] = set()

    def __repr__(self) -> str:
        return f"<store {self.name!r}>"

    def lookup(self, keys: list[str]) -> list[Item]:
        """What the interface shows of these keys. Raises StoreUnavailable."""
        return [row for row in self.inspect(keys) if row["item_id"] not in self._hidden]

    def inspect(self, keys: list[str]) -> list[Item]:
        """What really lies there of these keys. Raises StoreUnavailable."""
        self._answer()
        return [dict(row) for row in self._rows.values() if row["key"] in keys]

    def derived(self, item_ids: list[str]) -> list[Item]:
        """What was made from these items, under whatever key. Raises StoreUnavailable."""
        self._answer()
        return [dict(row) for row in self._rows.values() if row["made_from"] in item_ids]

    def delete(self, item_ids: list[str]) -> Answer:
        """Delete, as the interface offers it; some only mark. Raises StoreUnavailable."""
        if self.mode != "hides":
            return self._remove("delete", item_ids)
        self._answer()
        self._hidden |= set(item_ids) & set(self._rows)
        return self._said("delete", item_ids)

    def purge(self, item_ids: list[str]) -> Answer:
        """Destroy, also what is only marked. Raises StoreUnavailable."""
        return self._remove("purge", item_ids)

    def receive(self, item: Item) -> None:
        """An item arrives."""
        self._rows[item["item_id"]] = dict(item)
        self._hidden.discard(item["item_id"])

    def rows(self) -> list[Item]:
        """Everything that is retrievable here, whoever asks: the truth, for tests alone."""
        return [dict(row) for row in self._rows.values()]

    def load(self, rows: list[Item]) -> None:
        """Put everything back as it was in a backup."""
        self._rows, self._hidden = {}, set()
        for row in rows:
            self.receive(row)

    def _answer(self) -> None:
        self._faults.alive()
        if self.mode == "down":
            raise StoreUnavailable(f"The store {self.name!r} does not answer.")

    def _remove(self, what: str, item_ids: list[str]) -> Answer:
        self._answer()
        known = [item_id for item_id in item_ids if item_id in self._rows]
        gone = {"keeps": [], "half": known[1::2]}.get(self.mode, known)
        for item_id in gone:
            del self._rows[item_id]
            self._hidden.discard(item_id)
        return self._said(what, item_ids)

    def _said(self, what: str, item_ids: list[str]) -> Answer:
        self._faults.effect(what, self.name, item_ids)
        return {"status": 200, "count": len(item_ids)}


class _Journal:
    def __init__(self, faults: _Faults):
        self._faults = faults
        self._entries: list[dict[str, Any]] = []

    def append(self, entry: dict[str, Any]) -> int:
        self._faults.alive()
        self._entries.append(dict(entry))
        self._faults.effect("append", str(entry.get("event")), [])
        return len(self._entries) - 1

    def entries(self) -> list[dict[str, Any]]:
        self._faults.alive()
        return [dict(entry) for entry in self._entries]

    def blocked(self) -> set[str]:
        """The keys of all "blocked" entries."""
        entries = [entry for entry in self._entries if entry.get("event") == "blocked"]
        return {key for entry in entries for key in entry["keys"]}


class _Identity:
    def __init__(self, faults: _Faults, known: dict[str, dict[str, list[str]]]):
        self._faults = faults
        self._known = known

    def keys_of(self, profile_id: str) -> dict[str, list[str]]:
        """{} for a person whom it does not know, or does not know any more."""
        self._faults.alive()
        return {kind: [*keys] for kind, keys in self._known.get(profile_id, {}).items()}

    def forget(self, profile_id: str) -> Answer:
        self._faults.alive()
        self._known.pop(profile_id, None)
        self._faults.effect("forget", "identity", [profile_id])
        return {"status": 200, "count": 1}


class Double:
    """A company in memory. What each part answers is as in a running company.

    stores     by name
    identity   which keys a person's data lie under
    journal    the workflow's own memory; it survives a crash
    clock      .today; night() moves it
    send_late  fills the queue of what is in flight; night() delivers it
    """

    def __init__(self, names: list[str], known: dict[str, dict[str, list[str]]]):
        self.clock = _Clock()
        self.faults = _Faults(self)
        self.stores = {name: DoubleStore(name, self.faults) for name in names}
        self.identity = _Identity(self.faults, known)
        self.journal = _Journal(self.faults)
        self._queue: list[tuple[pd.Timestamp, str, Item]] = []
        self._backup: dict[str, list[Item]] = {}

    def restart(self) -> None:
        """After a crash: everything answers again."""
        self.faults.restart()

    def send_late(self, days: int, store: str, item: Item) -> None:
        """A message that is delivered on the night so many days from now."""
        self._queue.append((self.clock.today + pd.Timedelta(days=days), store, item))

    def night(self, accept: Callable[[Item], bool] | None = None) -> None:
        """One day passes: what is due is delivered, where accept says yes to the message."""
        self.clock.today += pd.Timedelta(days=1)
        due = [one for one in self._queue if one[0] <= self.clock.today]
        self._queue = [one for one in self._queue if one[0] > self.clock.today]
        for day, store, item in due:
            message = {"deliver_on": day, "store": store, "item": dict(item)}
            if accept is None or accept(message):
                self.stores[store].receive(item)

    def back_up(self) -> None:
        """Keep a copy of all stores."""
        self._backup = {name: store.rows() for name, store in self.stores.items()}

    def restore(self, store: str, replay: Callable[[list[str]], object] | None = None) -> None:
        """Put a store back as it was backed up; replay is asked before it serves again."""
        if store in self._backup:
            self.stores[store].load(self._backup[store])
            if replay is not None:
                replay([store])

    def census(self) -> set[tuple[str, str]]:
        """(store, item_id) of everything that is retrievable: the truth, for tests alone."""
        return {(name, row["item_id"]) for name, s in self.stores.items() for row in s.rows()}
