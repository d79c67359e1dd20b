"""A relational database, through SQLAlchemy."""

import sqlite3
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from typing import Any, Self

import pandas as pd
import sqlalchemy as sa

from privacylab.companies.stores.base import ITEM, Holding, Item, Row, Store, as_items

ITEMS = Holding("items", "item_id", "key", None, None, "made_from", "made_on", "content")
COLUMNS_OF_ITEMS = [*ITEM, "content"]
Follower = Callable[[str, Any], None]  # called with "delete" and ids, or with "put" and an item


class TableStore(Store):
    """A relational database (SQLite, PostgreSQL, or any other), through SQLAlchemy.

    url       such as "sqlite:///main.db"
    holdings  the existing tables that hold items

    You can run your own queries on its engine: pd.read_sql("select ...", store.engine).
    """

    def __init__(self, name: str, url: str, holdings: Sequence[Holding]):
        super().__init__(name)
        self.engine = open_engine(url)
        self.followers: list[Follower] = []
        self._holdings = tuple(holdings)
        weakref.finalize(self, self.engine.dispose)

    @classmethod
    def in_memory(cls, name: str, frame: pd.DataFrame) -> Self:
        """Return a small SQLite database with the rows of frame, which has the columns of scan().

        The frame may also have an item's other columns: category, made_on, content.
        """
        store = cls(name, "sqlite://", [ITEMS])
        values = frame.reindex(columns=COLUMNS_OF_ITEMS).astype(object)
        rows = values.where(values.notna(), None).itertuples(index=False, name=None)
        with store.engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE TABLE items ({', '.join(COLUMNS_OF_ITEMS)})")
            if len(frame):
                marks = ", ".join("?" * len(COLUMNS_OF_ITEMS))
                connection.exec_driver_sql(f"INSERT INTO items VALUES ({marks})", list(rows))
        return store

    def create(self) -> None:
        """Create the tables of its holdings, with the columns that items need."""
        with self.engine.begin() as connection:
            for order in self._tables():
                connection.exec_driver_sql(order)

    def _tables(self) -> list[str]:
        orders = []
        for one in self._holdings:
            columns = ", ".join(f"{column.name} TEXT" for column in _table(one).c)
            orders.append(f"CREATE TABLE {one.table} ({columns}, PRIMARY KEY ({one.item_id}))")
        return orders

    def fill(self, items: Sequence[Item]) -> None:
        """Write many new items at once, as if they had been there from the beginning."""
        with self.engine.begin() as connection:
            for one in self._holdings:
                rows = [one.row(item) for item in items if item["category"] == one.category]
                if rows:
                    connection.execute(_insertion(one), rows)

    def _rows(self) -> list[Row]:
        with self.engine.connect() as connection:
            found = connection.execute(_query(self._holdings, ""))
            return [(item_id, key, kind, source) for item_id, key, kind, source, *_ in found]

    def _select(self, part: str, values: Sequence[str]) -> list[Item]:
        with self.engine.connect() as connection:
            return as_items(
                connection.execute(_query(self._holdings, part), {"values": list(values)})
            )

    def _content(self, item_id: str) -> str | None:
        with self.engine.connect() as connection:
            for one in self._holdings:
                if one.content:
                    table = _table(one)
                    found = sa.select(table.c[one.content]).where(table.c[one.item_id] == item_id)
                    for (content,) in connection.execute(found):
                        return content
        return None

    def _remove(self, item_ids: Sequence[str]) -> int:
        with self.engine.begin() as connection:
            removed = sum(
                connection.execute(_deletion(one), {"values": list(item_ids)}).rowcount
                for one in self._holdings
            )
        self._tell("delete", list(item_ids))
        return removed

    def _write(self, item: Item) -> None:
        fitting = [one for one in self._holdings if one.category in (None, item["category"])]
        if not fitting:
            raise ValueError(f"The store {self.name!r} has no table for {item['category']!r}.")
        with self.engine.begin() as connection:
            connection.execute(_deletion(fitting[0]), {"values": [item["item_id"]]})
            connection.execute(_insertion(fitting[0]), fitting[0].row(item))
        self._tell("put", item)

    def _tell(self, what: str, change: Any) -> None:
        for follower in self.followers:
            follower(what, change)

    def _snapshot(self) -> bytes:
        """Return a SQLite image, whatever the database, so any store of this kind can load it."""
        with self.engine.connect() as connection:
            raw = connection.connection.driver_connection
            if isinstance(raw, sqlite3.Connection):
                return raw.serialize()
            image = sqlite3.connect(":memory:")
            for one in self._holdings:
                found = connection.exec_driver_sql(f"SELECT * FROM {one.table}")
                names = list(found.keys())
                image.execute(f"CREATE TABLE {one.table} ({', '.join(names)})")
                marks = ", ".join("?" * len(names))
                image.executemany(f"INSERT INTO {one.table} VALUES ({marks})", map(tuple, found))
            image.commit()
            return image.serialize()

    def _load_snapshot(self, packed: bytes) -> None:
        image = sqlite3.connect(":memory:")
        image.deserialize(packed)
        with closing(image), self.engine.begin() as connection:
            raw = connection.connection.driver_connection
            if isinstance(raw, sqlite3.Connection):
                image.backup(raw)
                return
            for one in self._holdings:
                found = image.execute(f"SELECT * FROM {one.table}")
                table = sa.table(one.table, *(sa.column(name) for name, *_ in found.description))
                connection.execute(sa.delete(table))
                rows = [dict(zip(table.c.keys(), row, strict=True)) for row in found]
                if rows:
                    connection.execute(sa.insert(table), rows)

    @contextmanager
    def _scratch_copy(self) -> Iterator[Store]:
        scratch = TableStore(self.name, "sqlite://", self._holdings)
        yield scratch
        scratch.engine.dispose()


def open_engine(url: str) -> sa.Engine:
    """Return an engine. SQLite overwrites deleted data in its file instead of just unlinking it."""
    if url == "sqlite://":
        return _in_memory()
    # SQLite reopens its file for each query, so that nothing is left open.
    engine = sa.create_engine(url, poolclass=sa.NullPool if url.startswith("sqlite") else None)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _overwrite)
    return engine


def _overwrite(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA secure_delete = ON")


@cache
def _memory() -> tuple[sa.Engine, dict]:
    """Return the engine whose dialect all in-memory databases share, and their statement cache."""
    engine = sa.create_engine("sqlite://")
    engine.connect().close()  # initializes the dialect
    return engine, {}


def _in_memory() -> sa.Engine:
    """Return the engine of a new in-memory database, which exists in its only connection.

    create_engine would give each database its own dialect and compile every statement again, which
    takes ten milliseconds for a company in a test.
    """
    first, statements = _memory()

    def connect() -> Any:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        _overwrite(connection, None)
        return connection

    engine = sa.Engine(sa.StaticPool(connect), first.dialect, first.url)
    engine.update_execution_options(compiled_cache=statements)
    return engine


@cache
def _table(one: Holding) -> sa.TableClause:
    names = dict.fromkeys(one.column(part) for part in COLUMNS_OF_ITEMS)
    return sa.table(one.table, *(sa.column(name, sa.Text) for name in names if name))


@cache
def _insertion(one: Holding) -> sa.Insert:
    return sa.insert(_table(one))


@cache
def _query(holdings: tuple[Holding, ...], part: str) -> sa.CompoundSelect:
    """Return one query for the items whose part is one of :values, or for all if part is ""."""
    return sa.union_all(*(_listing(one, part) for one in holdings))


def _listing(one: Holding, part: str) -> sa.Select:
    table = _table(one)
    shown = []
    for name in ITEM:
        column = one.column(name)
        word = getattr(one, name) if column is None else None
        shown.append(sa.cast(table.c[column] if column else sa.literal(word), sa.Text).label(name))
    listing = sa.select(*shown)
    if not part:
        return listing
    column = one.column(part)
    if column is None:
        return listing.where(sa.false())
    return listing.where(table.c[column].in_(sa.bindparam("values", expanding=True)))


@cache
def _deletion(one: Holding) -> sa.Delete:
    table = _table(one)
    return sa.delete(table).where(table.c[one.item_id].in_(sa.bindparam("values", expanding=True)))
