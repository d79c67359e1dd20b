"""A running company: its stores and administration, sharing one clock and one set of faults."""

import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack

import pandas as pd

from privacylab.companies.simulation.backups import Backups, Replay
from privacylab.companies.simulation.clock import Clock
from privacylab.companies.simulation.faults import Faults, StoreUnavailable
from privacylab.companies.simulation.keys import KeyService
from privacylab.companies.simulation.models import Models
from privacylab.companies.simulation.operations import Operations
from privacylab.companies.simulation.people import Accounts, IdentityMap
from privacylab.companies.simulation.processor import Processor
from privacylab.companies.simulation.registry import Holds, Journal, Registry
from privacylab.companies.stores import Item, QueueStore, ReplicaStore, Store
from privacylab.companies.stores.filesystem import drop_later, new_memory_folder


class Company:
    """A running company.

    clock       .today, and .move_to(day)
    registry    the registered stores, and which key each uses
    accounts    people, and who is whose parent
    identity    the keys of each person's data
    holds       legal holds
    keys        data keys, for encrypted data
    models      data sets and models, and their lineage
    backups     nightly backups
    processors  outside the company, by name
    journal     the deletion workflow's own memory
    faults      what goes wrong

    The functions that build a company add the parts: small_world(), run_murmur(), and others.
    """

    # set once and never replaced, so a jail that was given a company asks for each only once
    _parts_ = frozenset(
        ("clock", "registry", "accounts", "identity", "holds")
        + ("keys", "models", "backups", "journal")
    )
    accounts: Accounts
    identity: IdentityMap
    registry: Registry
    holds: Holds
    keys: KeyService
    models: Models

    def __init__(self, name: str, today: pd.Timestamp):
        self.name = name
        self.clock, self.faults = Clock(today), Faults()
        self.processors: dict[str, Processor] = {}
        self._stores: dict[str, Store] = {}
        self._db = Operations()
        self._end = ExitStack()
        self._end.callback(self._db.close)
        self.journal = Journal(self._db, self.faults)
        folder = self._folder()
        self.backups = Backups(folder, self._stores, self.clock, self.faults)
        self._owners: dict[str, str] = {}
        weakref.finalize(self, self._end.close)

    def __repr__(self) -> str:
        return f"<Company {self.name!r}, {len(self._stores)} stores, {self.clock.today:%Y-%m-%d}>"

    @property
    def stores(self) -> dict[str, Store]:
        """The currently connected stores, by name."""
        return dict(self._stores)

    def connected(self) -> list[str]:
        """Return the names of everything that holds personal data, registered or not."""
        return [*self._stores, "identity", "backups", *self.processors]

    def connect(self, store: Store) -> None:
        """Connect another store, without registering it."""
        store._faults = self.faults
        self._stores[store.name] = store

    def add_processor(self, processor: Processor) -> None:
        """Connect a processor, without registering it."""
        self.processors[processor.name] = processor
        self._end.callback(processor.close)

    def upload(self, after: int, store: str, item: Item, in_flight: bool = False) -> None:
        """Let an item arrive in a store after the next `after` effects; 0 means now.

        It is rejected if its key is in a "blocked" entry of the journal, unless in_flight: then it
        was already on its way when that entry was written, and arrives anyway.
        """

        def arrive() -> None:
            if in_flight or item["key"] not in self.journal.blocked():
                self._stores[store]._write(item)

        self.faults.happen(after, arrive)

    def remember(self, keys: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """Record whose key each is, as the identity map has it at the start. Only for census()."""
        for owner, kinds in keys.items():
            self._owners |= dict.fromkeys((key for some in kinds.values() for key in some), owner)

    def restart(self) -> None:
        """Run again after a crash. A store whose restore was interrupted stays unavailable."""
        self.faults.restart()

    def night(
        self, accept: Callable[[dict], bool] | None = None, replay: Replay | None = None
    ) -> list[str]:
        """Move the clock to the next day, and run the nightly jobs. Returns what they did as text.

        accept  called before a late message enters its store; see QueueStore.deliver
        replay  called before a restored store serves; see Backups.restore

        The replica applies the changes that are due, late messages arrive, a store with the fault
        "reverts" is restored from the last backup, and a backup is taken. Raises Crashed.
        """
        self.clock.move_to(self.clock.today + pd.Timedelta(days=1))
        done = []
        for name, store in self._stores.items():
            try:
                if isinstance(store, ReplicaStore):
                    done.append(f"{name} copied {store.catch_up()['count']}")
                elif isinstance(store, QueueStore):
                    done.append(f"{name} delivered {len(store.deliver(accept))}")
            except StoreUnavailable:
                done.append(f"{name} was down")
        try:
            for name in self._stores:
                saved = [one for one in self.backups.kept() if name in one["stores"]]
                if saved and self.faults.has(name, "reverts"):
                    self.backups.restore(saved[-1]["backup_id"], replay, [name])
                    done.append(f"{name} was restored from {saved[-1]['backup_id']}")
            done.append(f"backup {self.backups.take()}")
        except StoreUnavailable:
            done.append("backups were down")
        return done

    def close(self) -> None:
        """Release all databases and folders."""
        self._end.close()

    def _folder(self) -> str:
        """Return the URL of a new in-memory folder, deleted when the company is closed."""
        url = new_memory_folder()
        self._end.callback(drop_later, url)
        return url
