"""One table of a SQLite database that a whole company shares."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from privacylab.company.stores.base import COLUMNS, ITEM, Item, Row, Store, as_items
from privacylab.company.stores.table import COLUMNS_OF_ITEMS, ITEMS

MARKS = ", ".join("?" * len(COLUMNS_OF_ITEMS))


class RowStore(Store):
    """A table of SQLite, asked in plain SQL.

    database  where the table is made; others of the same company may stand in it

    A question costs some microseconds, where SQLAlchemy's costs fifty: for companies that live as
    long as one deletion does.
    """

    def __init__(self, name: str, database: sqlite3.Connection):
        super().__init__(name)
        self._db = database
        self._db.execute(
            f'CREATE TABLE "{name}" ({", ".join(COLUMNS_OF_ITEMS)}, PRIMARY KEY (item_id))'
        )

    def _rows(self) -> list[Row]:
        return self._db.execute(f'SELECT {", ".join(COLUMNS)} FROM "{self.name}"').fetchall()

    def _select(self, part: str, values: Sequence[str]) -> list[Item]:
        query = f'SELECT {", ".join(ITEM)} FROM "{self.name}" WHERE {part} IN ({_marks(values)})'
        return as_items(self._db.execute(query, values))

    def _content(self, item_id: str) -> str | bytes | None:
        query = f'SELECT content FROM "{self.name}" WHERE item_id = ?'
        found = self._db.execute(query, [item_id]).fetchone()
        return found and found[0]

    def _remove(self, item_ids: Sequence[str]) -> int:
        order = f'DELETE FROM "{self.name}" WHERE item_id IN ({_marks(item_ids)})'
        return self._db.execute(order, item_ids).rowcount

    def _write(self, item: Item) -> None:
        row = ITEMS.row(item)
        self._db.execute(
            f'INSERT OR REPLACE INTO "{self.name}" VALUES ({MARKS})',
            [row[name] for name in COLUMNS_OF_ITEMS],
        )

    def _freeze(self) -> bytes:
        return json.dumps(self._db.execute(f'SELECT * FROM "{self.name}"').fetchall()).encode()

    def _thaw(self, frozen: bytes) -> None:
        self._db.execute(f'DELETE FROM "{self.name}"')
        self._db.executemany(f'INSERT INTO "{self.name}" VALUES ({MARKS})', json.loads(frozen))

    @contextmanager
    def _twin(self) -> Iterator[Store]:
        with closing(sqlite3.connect(":memory:")) as database:
            yield RowStore(self.name, database)


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
