"""A database replica that lags a number of days behind its source."""

import json
from collections.abc import Sequence
from typing import NoReturn

import pandas as pd
import sqlalchemy as sa

from privacylab.companies.simulation.clock import Clock
from privacylab.companies.simulation.faults import ReadOnly
from privacylab.companies.stores.base import Holding, Item, as_day
from privacylab.companies.stores.sql import TableStore

_RELAY = sa.text("INSERT INTO relay VALUES (:p, :due, :what, :body)")


class ReplicaStore(TableStore):
    """A copy of a database that only changes by replication from its source.

    source  the database that it follows
    lag     days until a change arrives here

    The table `relay` holds the changes that have not arrived yet.
    """

    backed_up = False

    def __init__(
        self,
        name: str,
        url: str,
        holdings: Sequence[Holding],
        source: TableStore,
        clock: Clock,
        lag: int,
    ):
        super().__init__(name, url, holdings)
        self._clock, self._lag = clock, lag
        with self.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE IF EXISTS relay")
            connection.exec_driver_sql(
                "CREATE TABLE relay (position INTEGER PRIMARY KEY, due TEXT, what TEXT, body TEXT)"
            )
        self._source = source
        source.followers.append(self._ship)
        self._shipped = 0

    def delete(self, item_ids: Sequence[str]) -> dict:
        """Raises ReadOnly: delete in the source database, and wait for replication."""
        return self._refuse()

    def purge(self, item_ids: Sequence[str]) -> dict:
        """Raises ReadOnly, like delete()."""
        return self._refuse()

    def put(self, item: Item) -> dict:
        """Raises ReadOnly: write to the source database."""
        return self._refuse()

    def _refuse(self) -> NoReturn:
        self._faults.asked(self.name)
        raise ReadOnly(f"The store {self.name!r} only changes by replication.")

    def catch_up(self) -> dict:
        """Apply the changes that are due by the clock; the answer counts them.

        Raises StoreUnavailable while the store is down.
        """
        self._faults.asked(self.name)
        today = f"{self._clock.today:%Y-%m-%d}"
        stuck = self._faults.has(self.name, "stuck")
        done = []
        with self.engine.connect() as connection:
            due = connection.exec_driver_sql(
                f"SELECT position, what, body FROM relay WHERE due <= '{today}' ORDER BY position"
            ).fetchall()
        for position, what, body in due:
            if what == "put":
                item = json.loads(body)
                self._write(item | {"made_on": as_day(item["made_on"])})
            elif stuck:
                continue
            else:
                self._remove(json.loads(body))
            done.append(position)
        with self.engine.begin() as connection:
            for position in done:
                connection.exec_driver_sql(f"DELETE FROM relay WHERE position = {position}")
        return {"status": 200, "count": len(done)}

    def resync(self) -> dict:
        """Compare with the source database, and drop the items that it no longer has.

        A replica that was stuck, or was set up from an old copy, has missed earlier deletions. The
        answer counts the dropped items. Raises StoreUnavailable while either database is down.
        """
        self._faults.asked(self.name)
        self._faults.asked(self._source.name)
        there = {item_id for item_id, *_ in self._source._rows()}
        gone = [item_id for item_id, *_ in self._rows() if item_id not in there]
        return {"status": 200, "count": self._remove(gone)}

    def _ship(self, what: str, change: Item | list[str]) -> None:
        self._shipped += 1
        due = self._clock.today + pd.Timedelta(days=self._lag)
        body = json.dumps(change, default=str)
        with self.engine.begin() as connection:
            connection.execute(
                _RELAY, {"p": self._shipped, "due": f"{due:%Y-%m-%d}", "what": what, "body": body}
            )
        if not self._lag:
            self.catch_up()
