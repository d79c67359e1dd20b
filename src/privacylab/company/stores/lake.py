"""A lake of Parquet files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import fsspec
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from privacylab.company.stores.base import COLUMNS, ITEM, Holding, Item, Store, as_items
from privacylab.company.stores.files import pack, scratch, unpack


class LakeStore(Store):
    """Folders of Parquet files, by pyarrow, each partitioned in the hive way.

    folder    where they lie, as a path or a URL of fsspec's
    holdings  a folder in it holds the items of each
    """

    def __init__(self, name: str, folder: str, holdings: Sequence[Holding]):
        super().__init__(name)
        self.files, self._folder = fsspec.url_to_fs(folder)
        self._holdings = list(holdings)

    def dataset(self, table: str) -> ds.Dataset:
        """One folder of the lake, as a pyarrow dataset."""
        return ds.dataset(
            f"{self._folder}/{table}", format="parquet", partitioning="hive", filesystem=self.files
        )

    def _items(self) -> pd.DataFrame:
        parts = [
            self.dataset(one.table).to_table(columns=_shown(one, COLUMNS))
            for one in self._filled()
        ]
        if not parts:
            return pd.DataFrame(columns=COLUMNS, dtype="str")
        items = pa.concat_tables(parts, promote_options="permissive").to_pandas()
        return items.astype("str")

    def _filled(self) -> list[Holding]:
        """The holdings whose folder has a file."""
        return [one for one in self._holdings if self.files.find(f"{self._folder}/{one.table}")]

    def _select(self, part: str, values: Sequence[str]) -> list[Item]:
        found: list[Item] = []
        for one in self._filled():
            column = one.column(part)
            if column:
                rows = self.dataset(one.table).to_table(
                    columns=_shown(one, ITEM), filter=ds.field(column).isin(list(values))
                )
                found += as_items(list(row.values()) for row in rows.to_pylist())
        return found

    def _content(self, item_id: str) -> str | None:
        for one in self._filled():
            if one.content:
                wanted = ds.field(one.item_id) == item_id
                rows = self.dataset(one.table).to_table(columns=[one.content], filter=wanted)
                if len(rows):
                    return rows.column(0)[0].as_py()
        return None

    def _remove(self, item_ids: Sequence[str]) -> int:
        """Parquet files cannot be changed: each that holds a row of these is written anew."""
        removed = 0
        for one in self._filled():
            wanted = ds.field(one.item_id).isin(list(item_ids))
            for file in self.dataset(one.table).get_fragments():
                gone = file.count_rows(filter=wanted)
                if not gone:
                    continue
                kept = file.to_table(filter=~wanted)
                if len(kept):
                    self._replace(file.path, kept)
                else:
                    self.files.rm_file(file.path)
                removed += gone
        return removed

    def _replace(self, path: str, rows: pa.Table) -> None:
        """Aside first: a process that dies here leaves the old file or the new one, not half."""
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
        """Write many new items at once: a file for each folder and year."""
        for one in self._holdings:
            ours = [item for item in items if item["category"] == one.category]
            for year in {item["made_on"].year for item in ours}:
                self._append(one, [item for item in ours if item["made_on"].year == year])

    def _append(self, holding: Holding, items: Sequence[Item]) -> None:
        """Write items of one year as one more file of their folder."""
        year = items[0]["made_on"].year
        folder = f"{self._folder}/{holding.table}/year={year}"
        self.files.makedirs(folder, exist_ok=True)
        rows = pa.Table.from_pylist([holding.row(item, dates=True) for item in items])
        with self.files.open(f"{folder}/{items[0]['item_id']}.parquet", "wb") as file:
            pq.write_table(rows, file)

    def _freeze(self) -> bytes:
        return pack(self.files, self._folder)

    def _thaw(self, frozen: bytes) -> None:
        unpack(self.files, self._folder, frozen)

    @contextmanager
    def _twin(self) -> Iterator[Store]:
        with scratch() as url:
            yield LakeStore(self.name, url, self._holdings)


def _shown(one: Holding, parts: Sequence[str]) -> dict[str, ds.Expression]:
    """The parts of an item, as columns of a scan."""
    shown = {}
    for part in parts:
        column = one.column(part)
        word = getattr(one, part) if column is None else None
        shown[part] = ds.field(column) if column else pc.scalar(pa.scalar(word, pa.large_string()))
    return shown
