"""The database of a company's own administration, and what its parts have in common."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from privacylab.companies.simulation.faults import Faults


class Operations:
    """A small SQLite database in memory: accounts, keys, holds, the journal."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA secure_delete = ON")

    def table(self, name: str, columns: str, rows: Iterable[Mapping[str, Any]] = ()) -> None:
        """Make a table, and fill it."""
        self._connection.execute(f"CREATE TABLE {name} ({columns})")
        names = ", ".join(f":{column.split()[0]}" for column in columns.split(", "))
        self._connection.executemany(f"INSERT INTO {name} VALUES ({names})", rows)

    def rows(self, query: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """What a query finds."""
        return [dict(row) for row in self._connection.execute(query, values or {})]

    def do(self, order: str, values: Mapping[str, Any] | None = None) -> int:
        """Execute a change and commit it; returns the number of rows it changed."""
        return self._connection.execute(order, values or {}).rowcount

    def close(self) -> None:
        """Let the database go."""
        self._connection.close()


class AdminService:
    """A part of the company's administration. Its name is that of its faults."""

    def __init__(self, name: str, operations: Operations, faults: Faults):
        self.name = name
        self._db, self._faults = operations, faults

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def answer(count: int) -> dict:
    """What a service says: 404 where it knew nothing of what it was asked to change."""
    return {"status": 200 if count else 404, "count": count}
