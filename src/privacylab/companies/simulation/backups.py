"""Nightly backups, and restoring them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import fsspec

from privacylab.companies.simulation.clock import Clock
from privacylab.companies.simulation.faults import Faults
from privacylab.companies.stores import Item, Store
from privacylab.companies.stores.base import as_day
from privacylab.companies.stores.filesystem import write_file

Replay = Callable[[list[str]], Any]


class Backups:
    """One backup file per store and night, in a folder of their own.

    folder  an fsspec URL
    stores  the connected stores, by name
    """

    name = "backups"

    def __init__(self, folder: str, stores: Mapping[str, Store], clock: Clock, faults: Faults):
        self._files, self._folder = fsspec.url_to_fs(folder)
        self._stores, self._clock, self._faults = stores, clock, faults
        self._taken: dict[str, dict] = {}

    def __repr__(self) -> str:
        return f"<Backups of {len(self._taken)} nights>"

    def take(self) -> str:
        """Back up each store that answers. Returns the backup_id, such as "b-2023-08-31"."""
        with self._faults.effect(self.name, "take"):
            backup_id = f"b-{self._clock.today:%Y-%m-%d}"
            saved = []
            for name, store in self._stores.items():
                if store.backed_up and not self._faults.has(name, "down"):
                    write_file(self._files, self._path(backup_id, name), store._snapshot())
                    saved.append(name)
            self._taken[backup_id] = {"taken_on": self._clock.today, "stores": saved}
            return backup_id

    def kept(self) -> list[dict]:
        """Return the backups that still exist: backup_id, taken_on, stores.

        Raises StoreUnavailable.
        """
        self._faults.asked(self.name)
        return [
            {"backup_id": backup_id, "taken_on": as_day(one["taken_on"]), "stores": one["stores"]}
            for backup_id, one in self._taken.items()
        ]

    def restore(
        self, backup_id: str, replay: Replay | None = None, stores: Sequence[str] | None = None
    ) -> list[str]:
        """Restore stores to their state of that night; returns their names.

        replay  called with these names before the stores serve again. During this call, lookup(),
                read() and find() raise StoreUnavailable, but inspect(), scan() and delete() work.
        stores  only these; by default, all stores in the backup

        Raises KeyError for an unknown backup, StoreUnavailable, Crashed.
        """
        with self._faults.effect(self.name, "restore", [backup_id]):
            names = [
                name
                for name in self._taken[backup_id]["stores"]
                if stores is None or name in stores
            ]
            for name in names:
                store = self._stores[name]
                store._serves = False
                store._load_snapshot(self._files.cat_file(self._path(backup_id, name)))
                store._hidden.clear()
        if replay is not None:
            replay(names)
        for name in names:
            self._stores[name]._serves = True
        return names

    def expire(self, backup_id: str) -> dict:
        """Delete a backup; 404 if it doesn't exist. Raises StoreUnavailable, Crashed."""
        with self._faults.effect(self.name, "expire", [backup_id]):
            found = self._taken.pop(backup_id, None)
            for name in found["stores"] if found else ():
                self._files.rm_file(self._path(backup_id, name))
            return {"status": 200 if found else 404, "count": len(found["stores"]) if found else 0}

    def inspect(self, backup_id: str, keys: Sequence[str]) -> list[Item]:
        """Return the items under these keys in a backup, each with its "store".

        Raises KeyError, StoreUnavailable.
        """
        self._faults.asked(self.name)
        return self._look(backup_id, keys)

    def _look(self, backup_id: str, keys: Sequence[str] | None = None) -> list[Item]:
        """Return a backup's items under these keys, or all its items."""
        found = []
        for name in self._taken[backup_id]["stores"]:
            with self._stores[name]._scratch_copy() as copy:
                copy._load_snapshot(self._files.cat_file(self._path(backup_id, name)))
                asked = {key for _, key, *_ in copy._rows()} if keys is None else keys
                found += [item | {"store": name} for item in copy._select("key", list(asked))]
        return found

    def _path(self, backup_id: str, store: str) -> str:
        return f"{self._folder}/{backup_id}/{store}"
