"""Stores: where a company keeps personal data. Each has the parts that a real one has, embedded.

Whatever lies inside, `scan()` answers one question in one form: which items does this store hold,
and whose are they?
"""

import weakref
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Self

import fsspec
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import sqlalchemy as sa

COLUMNS = ["item_id", "key", "content_type", "made_from"]


class StoreUnavailable(ConnectionError):
    """The store does not answer."""


class Store:
    """A place that holds personal data. Each kind of store lists its items in its own way."""

    def __init__(self, name: str):
        self.name = name
        self._down = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}{', down' if self._down else ''}>"

    def scan(self) -> pd.DataFrame:
        """Everything that the store holds now, one row an item.

        Columns, all of dtype str:
        item_id       the item; a copy of it in another store has the same id
        key           whose it is: a profile_id, or a device_id
        content_type  its media type, such as "audio/wav"
        made_from     the item_id of the recording that it was derived from; missing where none

        Raises StoreUnavailable while the store is down.
        """
        if self._down:
            raise StoreUnavailable(f"The store {self.name!r} does not answer.")
        return self._items()

    def take_down(self) -> None:
        """Stop answering, until bring_up()."""
        self._down = True

    def bring_up(self) -> None:
        """Answer again."""
        self._down = False

    def _items(self) -> pd.DataFrame:
        raise NotImplementedError


class TableStore(Store):
    """A relational database, by SQLAlchemy: SQLite, PostgreSQL or another, by its URL.

    url     such as "sqlite:///main.db"
    listing the SQL query that lists the items, with the columns of scan() in their order

    The engine is open to other queries: pd.read_sql("select ...", store.engine).
    """

    def __init__(self, name: str, url: str, listing: str):
        super().__init__(name)
        # A database in memory lives in its one connection; a file is opened for each query.
        pool = sa.StaticPool if url == "sqlite://" else sa.NullPool
        self.engine = sa.create_engine(url, poolclass=pool)
        self._listing = listing
        weakref.finalize(self, self.engine.dispose)

    @classmethod
    def in_memory(cls, name: str, frame: pd.DataFrame) -> Self:
        """A small SQLite database that holds the rows of frame, which has the columns of scan()."""
        store = cls(name, "sqlite://", f"SELECT {', '.join(COLUMNS)} FROM items")
        values = frame[COLUMNS].astype(object)
        rows = values.where(values.notna(), None).itertuples(index=False, name=None)
        with store.engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE TABLE items ({', '.join(COLUMNS)})")
            if len(frame):
                connection.exec_driver_sql("INSERT INTO items VALUES (?, ?, ?, ?)", list(rows))
        return store

    def _items(self) -> pd.DataFrame:
        with self.engine.connect() as connection:
            rows = [tuple(row) for row in connection.exec_driver_sql(self._listing)]
        return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


class SearchStore(TableStore):
    """A full-text index of what was said, by SQLite FTS5.

    The index is the table `spoken`, with the column `text`.
    """

    def find(self, words: str) -> pd.DataFrame:
        """The rows whose text holds all the words, best first: what a search would still show.

        Raises StoreUnavailable while the store is down.
        """
        if self._down:
            raise StoreUnavailable(f"The store {self.name!r} does not answer.")
        query = " ".join(f'"{word}"' for word in words.replace('"', " ").split()) or '""'
        found = "SELECT * FROM spoken WHERE spoken MATCH ? ORDER BY rank, rowid"
        with self.engine.connect() as connection:
            result = connection.exec_driver_sql(found, (query,))
            return pd.DataFrame(result.fetchall(), columns=list(result.keys()), dtype="str")


class ObjectStore(Store):
    """A folder of sound files, or a bucket, by fsspec: file:///somewhere, s3://somewhere.

    Files lie at <date>/<profile_id>/<recording_id>.wav.
    """

    def __init__(self, name: str, url: str):
        super().__init__(name)
        self.files, self._folder = fsspec.url_to_fs(url)

    def _items(self) -> pd.DataFrame:
        paths = [PurePosixPath(path) for path in self.files.find(self._folder)]
        rows = [(path.stem, path.parent.name, "audio/wav", None) for path in paths]
        return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


class LakeStore(Store):
    """Folders of Parquet files, by pyarrow, each partitioned in the hive way.

    holdings  by folder name, what the columns of scan() are there: the name of a column of the
              files; for content_type, the media type itself
    """

    def __init__(self, name: str, folder: str, holdings: Mapping[str, Mapping[str, str]]):
        super().__init__(name)
        self._folder = folder
        self._holdings = holdings

    def dataset(self, table: str) -> ds.Dataset:
        """One folder of the lake, as a pyarrow dataset."""
        return ds.dataset(f"{self._folder}/{table}", format="parquet", partitioning="hive")

    def _items(self) -> pd.DataFrame:
        nothing = pc.scalar(pa.scalar(None, pa.large_string()))
        parts = []
        for table, columns in self._holdings.items():
            shown = {
                name: ds.field(columns[name]) if name in columns else nothing for name in COLUMNS
            }
            shown["content_type"] = pc.scalar(columns["content_type"])
            parts.append(self.dataset(table).to_table(columns=shown))
        items = pa.concat_tables(parts, promote_options="permissive").to_pandas()
        return items.astype("str")
