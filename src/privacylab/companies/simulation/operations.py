"""The database of a company's administration, and the base class of its parts."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from privacylab.companies.simulation.faults import Faults


class Operations:
    """A small in-memory SQLite database for accounts, keys, holds, and the journal."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA secure_delete = ON")

    def table(self, name: str, columns: str, rows: Iterable[Mapping[str, Any]] = ()) -> None:
        """Create a table, and fill it."""
        self._connection.execute(f"CREATE TABLE {name} ({columns})")
        names = ", ".join(f":{column.split()[0]}" for column in columns.split(", "))
        self._connection.executemany(f"INSERT INTO {name} VALUES ({names})", rows)

    def rows(self, query: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the rows that a query finds."""
        return [dict(row) for row in self._connection.execute(query, values or {})]

    def do(self, order: str, values: Mapping[str, Any] | None = None) -> int:
        """Execute a change and commit it; returns the number of rows it changed."""
        return self._connection.execute(order, values or {}).rowcount

    def close(self) -> None:
        """Close the database."""
        self._connection.close()


class AdminService:
    """A part of the company's administration. Its faults are set under its name."""

    def __init__(self, name: str, operations: Operations, faults: Faults):
        self.name = name
        self._db, self._faults = operations, faults

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def answer(count: int) -> dict:
    """Return a service's answer: 404 if there was nothing to change."""
    return {"status": 200 if count else 404, "count": count}
