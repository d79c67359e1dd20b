"""A lake of Parquet files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import fsspec
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from privacylab.companies.stores.base import COLUMNS, ITEM, Holding, Item, Row, Store, as_items
from privacylab.companies.stores.filesystem import pack, scratch_folder, unpack


class LakeStore(Store):
    """Hive-partitioned folders of Parquet files (pyarrow).

    folder    the lake's folder, as a path or an fsspec URL
    holdings  the kinds of items; each has its own folder in the lake
    """

    def __init__(self, name: str, folder: str, holdings: Sequence[Holding]):
        super().__init__(name)
        self.files, self._folder = fsspec.url_to_fs(folder)
        self._holdings = list(holdings)

    def dataset(self, table: str) -> ds.Dataset:
        """Return one of the lake's folders as a pyarrow dataset."""
        return ds.dataset(
            f"{self._folder}/{table}", format="parquet", partitioning="hive", filesystem=self.files
        )

    def _items(self) -> pd.DataFrame:
        parts = [self._listing(one, rows) for one, _, rows in self._files()]
        if not parts:
            return super()._items()
        return pa.concat_tables(parts, promote_options="permissive").to_pandas().astype("str")

    def _rows(self) -> list[Row]:
        return [
            tuple(row.values())
            for one, _, rows in self._files()
            for row in self._listing(one, rows).to_pylist()
        ]

    def _files(self) -> Iterator[tuple[Holding, str, pq.ParquetFile]]:
        """Yield each existing file: its holding, its path, and the file."""
        for one in self._holdings:
            for path in self.files.find(f"{self._folder}/{one.table}"):
                with self.files.open(path, "rb") as file, pq.ParquetFile(file) as rows:
                    yield one, path, rows

    def _listing(self, one: Holding, rows: pq.ParquetFile) -> pa.Table:
        """Return a file's rows with the columns of scan()."""
        columns = {part: one.column(part) for part in COLUMNS}
        found = rows.read([column for column in columns.values() if column])
        return pa.table(
            {
                part: found.column(column)
                if column
                else pa.repeat(pa.scalar(getattr(one, part), pa.large_string()), len(found))
                for part, column in columns.items()
            }
        )

    def _select(self, part: str, values: Sequence[str]) -> list[Item]:
        found: list[Item] = []
        for one, _, file in self._files():
            wanted = _hits(file, one.column(part), values)
            if wanted is None:
                continue
            columns = {name: one.column(name) for name in ITEM}
            rows = file.read([name for name in columns.values() if name]).filter(wanted)
            found += as_items(
                [row[column] if column else getattr(one, name) for name, column in columns.items()]
                for row in rows.to_pylist()
            )
        return found

    def _content(self, item_id: str) -> str | None:
        for one, _, file in self._files():
            wanted = _hits(file, one.content and one.item_id, [item_id])
            if wanted is not None:
                return file.read([one.content]).filter(wanted).column(0)[0].as_py()
        return None

    def _remove(self, item_ids: Sequence[str]) -> int:
        """Rewrite each file that holds one of these items: Parquet files can't be changed."""
        removed = 0
        for one, path, file in self._files():
            wanted = _hits(file, one.item_id, item_ids)
            if wanted is None:
                continue
            kept = file.read().filter(pc.invert(wanted))
            removed += pc.sum(wanted).as_py()
            if len(kept):
                self._replace(path, kept)
            else:
                self.files.rm_file(path)
        return removed

    def _replace(self, path: str, rows: pa.Table) -> None:
        """Replace a file by way of a second one, so a crash leaves the old or the new, not half."""
        aside = f"{path}.new"
        with self.files.open(aside, "wb") as file:
            pq.write_table(rows, file)
        self.files.mv(aside, path)

    def _write(self, item: Item) -> None:
        fitting = [one for one in self._holdings if one.category == item["category"]]
        if not fitting:
            raise ValueError(f"The store {self.name!r} has no folder for {item['category']!r}.")
        self._remove([item["item_id"]])
        self._append(fitting[0], [item])

    def fill(self, items: Sequence[Item]) -> None:
        """Write many new items at once, in one file per folder and year."""
        for one in self._holdings:
            ours = [item for item in items if item["category"] == one.category]
            for year in {item["made_on"].year for item in ours}:
                self._append(one, [item for item in ours if item["made_on"].year == year])

    def _append(self, holding: Holding, items: Sequence[Item]) -> None:
        """Add a file with items of one year to their folder."""
        year = items[0]["made_on"].year
        folder = f"{self._folder}/{holding.table}/year={year}"
        self.files.makedirs(folder, exist_ok=True)
        rows = pa.Table.from_pylist([holding.row(item, dates=True) for item in items])
        with self.files.open(f"{folder}/{items[0]['item_id']}.parquet", "wb") as file:
            pq.write_table(rows, file)

    def _snapshot(self) -> bytes:
        return pack(self.files, self._folder)

    def _load_snapshot(self, image: bytes) -> None:
        unpack(self.files, self._folder, image)

    @contextmanager
    def _scratch_copy(self) -> Iterator[Store]:
        with scratch_folder() as url:
            yield LakeStore(self.name, url, self._holdings)


def _hits(
    file: pq.ParquetFile, column: str | None, values: Sequence[str]
) -> pa.ChunkedArray | None:
    """Return a mask of the rows with one of the values in that column, or None if there are none.

    Reads only that column.
    """
    if not column:
        return None
    held = file.read([column]).column(0)
    hits = pc.is_in(held, value_set=pa.array(list(values), held.type))
    return hits if pc.any(hits).as_py() else None
