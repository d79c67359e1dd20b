"""What a company has recorded: its stores, its legal holds, and a journal of what was done."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from privacylab.companies.simulation.faults import Faults
from privacylab.companies.simulation.operations import AdminService, Operations, answer
from privacylab.companies.stores.base import as_day

ENTRY = ["store", "kind", "owner", "keyed_by", "handler"]
HOLD = [
    "hold_id",
    "matter",
    "profile_id",
    "category",
    "from_on",
    "to_on",
    "placed_on",
    "released_on",
]
DAYS = HOLD[4:]


class Registry(AdminService):
    """The registered stores: what each is, which key it uses, and how it deletes."""

    def __init__(
        self, operations: Operations, faults: Faults, entries: Sequence[Mapping[str, Any]]
    ):
        super().__init__("registry", operations, faults)
        operations.table("registry", ", ".join(ENTRY), entries)

    def entries(self) -> list[dict]:
        """Return the registered stores: store, kind, owner, keyed_by, handler (None if missing).

        Raises StoreUnavailable.
        """
        self._faults.asked(self.name)
        return self._db.rows("SELECT * FROM registry ORDER BY rowid")

    def add(self, entry: Mapping[str, Any]) -> dict:
        """Register a store, replacing any entry with the same name."""
        with self._faults.effect(self.name, "add", [entry["store"]]):
            row = {name: entry.get(name) for name in ENTRY}
            self._db.do("DELETE FROM registry WHERE store = :store", row)
            names = ", ".join(f":{name}" for name in ENTRY)
            self._db.do(f"INSERT INTO registry VALUES ({names})", row)
            return {"status": 201, "count": 1}

    def remove(self, store: str) -> dict:
        """Remove a store's entry; the store itself stays."""
        with self._faults.effect(self.name, "remove", [store]):
            order = "DELETE FROM registry WHERE store = :store"
            return answer(self._db.do(order, {"store": store}))


class Holds(AdminService):
    """Legal holds: which person's data, of which category and days, must be kept for a dispute."""

    def __init__(self, operations: Operations, faults: Faults, holds: Sequence[Mapping[str, Any]]):
        super().__init__("holds", operations, faults)
        operations.table("holds", ", ".join(HOLD), [_as_row(hold) for hold in holds])

    def of(self, profile_id: str) -> list[dict]:
        """Return a person's holds: hold_id, matter, profile_id, category, and the days from_on,
        to_on, placed_on, released_on (NaT: still in force). Raises StoreUnavailable.
        """
        self._faults.asked(self.name)
        found = self._db.rows(
            "SELECT * FROM holds WHERE profile_id = :profile ORDER BY hold_id",
            {"profile": profile_id},
        )
        return [hold | {day: as_day(hold[day]) or pd.NaT for day in DAYS} for hold in found]

    def place(self, hold: Mapping[str, Any]) -> dict:
        """Place a hold, a dict with the keys that of() returns."""
        with self._faults.effect(self.name, "place", [hold["hold_id"]]):
            names = ", ".join(f":{name}" for name in HOLD)
            self._db.do(f"INSERT INTO holds VALUES ({names})", _as_row(hold))
            return {"status": 201, "count": 1}

    def release(self, hold_id: str, released_on: pd.Timestamp) -> dict:
        """End a hold on that day."""
        with self._faults.effect(self.name, "release", [hold_id]):
            order = "UPDATE holds SET released_on = :day WHERE hold_id = :hold"
            values = {"hold": hold_id, "day": f"{released_on:%Y-%m-%d}"}
            return answer(self._db.do(order, values))


def _as_row(hold: Mapping[str, Any]) -> dict[str, Any]:
    days = {day: as_day(hold.get(day)) for day in DAYS}
    return {name: hold.get(name) for name in HOLD} | {
        name: None if day is None else f"{day:%Y-%m-%d}" for name, day in days.items()
    }


class Journal(AdminService):
    """The workflow's own memory, which survives a crash. Don't store anyone's content in it."""

    def __init__(self, operations: Operations, faults: Faults):
        super().__init__("journal", operations, faults)
        operations.table("journal", "number INTEGER PRIMARY KEY, entry")

    def append(self, entry: dict) -> int:
        """Append an entry permanently, a dict of JSON types. Returns its number, counted from 1.

        Raises StoreUnavailable, Crashed, TypeError for a value that isn't a JSON type.
        """
        with self._faults.effect(self.name, "append", [str(entry.get("event"))]):
            text = json.dumps(entry)
            self._db.do("INSERT INTO journal (entry) VALUES (:entry)", {"entry": text})
            return self._db.rows("SELECT max(number) AS number FROM journal")[0]["number"]

    def entries(self) -> list[dict]:
        """Return all entries, in order. Raises StoreUnavailable."""
        self._faults.asked(self.name)
        return self._read()

    def blocked(self) -> set[str]:
        """Return the keys of all {"event": "blocked", "keys": [...]} entries, closed to uploads."""
        return {
            key
            for entry in self._read()
            if entry.get("event") == "blocked"
            for key in entry["keys"]
        }

    def _read(self) -> list[dict]:
        rows = self._db.rows("SELECT entry FROM journal ORDER BY number")
        return [json.loads(row["entry"]) for row in rows]
