"""A queue of uploads on their way to a store."""

from collections.abc import Callable, Mapping

import pandas as pd

from privacylab.companies.simulation.clock import Clock
from privacylab.companies.simulation.faults import StoreUnavailable
from privacylab.companies.stores.base import ITEM, Item, Store, as_day
from privacylab.companies.stores.sql import COLUMNS_OF_ITEMS, ITEMS, TableStore

COLUMNS_OF_MESSAGES = ["message_id", "deliver_on", "store", *COLUMNS_OF_ITEMS]
Accept = Callable[[dict], bool]


class QueueStore(TableStore):
    """Messages in a SQLite table, each with one item and its destination store.

    stores  the destination stores, by name
    """

    backed_up = False

    def __init__(self, name: str, clock: Clock, stores: Mapping[str, Store]):
        super().__init__(name, "sqlite://", [ITEMS])
        self._clock, self._stores, self._published = clock, stores, 0
        with self.engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE TABLE items ({', '.join(COLUMNS_OF_MESSAGES)})")

    def publish(self, store: str, item: Item, deliver_on: pd.Timestamp) -> dict:
        """Send an item to a store; it arrives on that day. Raises StoreUnavailable."""
        with self._faults.effect(self.name, "publish", [item["item_id"]]):
            self._published += 1
            row = [f"m-{self._published:06}", f"{deliver_on:%Y-%m-%d}", store]
            values = ITEMS.row(item)
            marks = ", ".join("?" * len(COLUMNS_OF_MESSAGES))
            with self.engine.begin() as connection:
                connection.exec_driver_sql(
                    f"INSERT INTO items VALUES ({marks})",
                    (*row, *(values[name] for name in COLUMNS_OF_ITEMS)),
                )
            return {"status": 202, "count": 1}

    def pending(self) -> list[dict]:
        """Return the undelivered messages: message_id, deliver_on, store, item.

        Raises StoreUnavailable.
        """
        self._faults.asked(self.name)
        return [message for message, _ in self._messages()]

    def deliver(self, accept: Accept | None = None) -> list[str]:
        """Deliver the messages that are due, in order; return the item_ids that arrived.

        accept  called first with each message, as in pending(); returning False drops the message

        A message whose store doesn't answer stays queued. Raises StoreUnavailable, Crashed.
        """
        self._faults.asked(self.name)
        arrived = []
        for message, content in self._messages():
            if message["deliver_on"] > self._clock.today:
                continue
            item = message["item"]
            if accept is None or accept(message):
                try:
                    self._stores[message["store"]].put(item | {"content": content})
                except StoreUnavailable:
                    continue
                arrived.append(item["item_id"])
            with self.engine.begin() as connection:
                connection.exec_driver_sql(
                    "DELETE FROM items WHERE message_id = ?", (message["message_id"],)
                )
        return arrived

    def _messages(self) -> list[tuple[dict, str | bytes]]:
        with self.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT * FROM items ORDER BY message_id").mappings()
            return [
                (
                    {
                        "message_id": row["message_id"],
                        "deliver_on": as_day(row["deliver_on"]),
                        "store": row["store"],
                        "item": {name: row[name] for name in ITEM}
                        | {"made_on": as_day(row["made_on"])},
                    },
                    row["content"],
                )
                for row in rows
            ]
