"""The database of a company's own administration, and what its parts have in common."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from privacylab.company.faults import Faults
from privacylab.company.stores.table import open_engine


class Operations:
    """A small SQLite database in memory: accounts, keys, holds, the journal."""

    def __init__(self) -> None:
        self._engine = open_engine("sqlite://")

    def table(self, name: str, columns: str, rows: Iterable[Mapping[str, Any]] = ()) -> None:
        """Make a table, and fill it."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE TABLE {name} ({columns})")
        for_names = ", ".join(f":{column.split()[0]}" for column in columns.split(", "))
        self.do(f"INSERT INTO {name} VALUES ({for_names})", list(rows))

    def rows(self, query: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """What a query finds."""
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(_text(query), values).mappings()]

    def do(self, order: str, values: Mapping[str, Any] | list | None = None) -> int:
        """Change something; how many rows it was."""
        if values == []:
            return 0
        with self._engine.begin() as connection:
            return connection.execute(_text(order), values).rowcount

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()


_TEXTS: dict[str, sa.TextClause] = {}


def _text(query: str) -> sa.TextClause:
    return _TEXTS.setdefault(query, sa.text(query))


class Part:
    """A part of the company's administration. Its name is that of its faults."""

    def __init__(self, name: str, operations: Operations, faults: Faults):
        self.name = name
        self._db, self._faults = operations, faults

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def answer(count: int) -> dict:
    """What a service says: 404 where it knew nothing of what it was asked to change."""
    return {"status": 200 if count else 404, "count": count}
