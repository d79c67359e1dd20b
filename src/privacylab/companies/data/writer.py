"""Writes tables to files, block by block so that memory doesn't grow, and reads them."""

import gzip
import io
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq

from privacylab.companies.data.schema import ARROW, MISSING, Field, Table


class Writer:
    """Writes tables into a folder, block after block. Leaving its context closes the files.

    Two threads may write at once, if they write to different tables.
    """

    def __init__(self, folder: Path):
        self._folder = folder
        self._begun: set[str] = set()
        self._parquet: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._parquet.values():
            writer.close()

    def write(self, table: Table, frame: pd.DataFrame) -> None:
        """Append the rows of frame to the table's file.

        Columns hold numbers that NumPy can compute with: days and seconds since 1970, and ids as
        numbers. The file of a smaller scale is the beginning of a larger one; for Parquet, this
        applies to the row groups.
        """
        if table.form == "parquet":
            self._write_parquet(table, frame)
            return
        columns = [_as_text(field, frame[field.name]) for field in table.fields]
        rows = pa.table(dict(zip(table.columns, columns, strict=True)))
        first = table.name not in self._begun
        self._begun.add(table.name)
        if table.form == "csv.gz":
            text = io.BytesIO()
            csv.write_csv(rows, text, csv.WriteOptions(include_header=False, quoting_style="none"))
            header = (",".join(table.columns) + "\n").encode() if first else b""
            data = gzip.compress(header + text.getvalue(), 6, mtime=0)
        else:
            data = rows.to_pandas().to_csv(index=False, header=first, lineterminator="\n").encode()
        with open(self._folder / table.file, "ab") as file:
            file.write(data)

    def _write_parquet(self, table: Table, frame: pd.DataFrame) -> None:
        columns = [
            _as_text(field, frame[field.name])
            if field.type == "string"
            else _as_numbers(field, frame[field.name])
            for field in table.fields
        ]
        rows = pa.table(dict(zip(table.columns, columns, strict=True)))
        if table.name not in self._parquet:
            # ids repeat from row to row, which zstd exploits in plain encoding; other columns have
            # few distinct values, so they get a dictionary
            encoding = {
                field.name: "DELTA_BINARY_PACKED" if field.type == "datetime" else "PLAIN"
                for field in table.fields
                if field.letter or field.type == "datetime"
            } | {table.key: "DELTA_BYTE_ARRAY"}
            self._parquet[table.name] = pq.ParquetWriter(
                self._folder / table.file,
                rows.schema,
                compression="zstd",
                compression_level=12,
                use_dictionary=[name for name in table.columns if name not in encoding],
                column_encoding=encoding,
            )
        self._parquet[table.name].write_table(rows, row_group_size=len(rows))


def _as_text(field: Field, column: pd.Series) -> pa.Array:
    """Return the column as the text to write."""
    values = column.to_numpy()
    if field.type == "boolean":
        return pa.array(values.astype(bool)).cast(pa.string())
    if field.type == "string" and not field.letter:
        return pa.array(values, pa.string(), from_pandas=True)
    numbers = values.astype(np.int64)
    missing = numbers == MISSING
    if field.letter:
        digits = pc.utf8_lpad(pa.array(numbers, mask=missing).cast(pa.string()), field.digits, "0")
        return pc.binary_join_element_wise(f"{field.letter}-", digits, "")
    if field.type == "integer":
        return pa.array(numbers, mask=missing).cast(pa.string())
    unit, zone = ("D", "") if field.type == "date" else ("s", "Z")
    times: Any = np.where(missing, 0, numbers).astype(f"datetime64[{unit}]")
    text = pa.array(np.datetime_as_string(times), pa.string(), mask=missing)
    return pc.binary_join_element_wise(text, zone, "")


def _as_numbers(field: Field, column: pd.Series) -> pa.Array:
    """Return the column as an array of its field's Arrow type."""
    if field.type == "boolean":
        return pa.array(column.to_numpy().astype(bool))
    numbers = column.to_numpy().astype(np.int64)
    array = pa.array(numbers, mask=numbers == MISSING)
    return (
        array.cast(pa.int32()).cast(ARROW["date"])
        if field.type == "date"
        else array.cast(ARROW[field.type])
    )


def read_table(folder: Path, table: Table) -> pd.DataFrame:
    """Return the whole table.

    Strings have dtype str, dates are datetime64 at midnight without a zone, instants are datetime64
    in UTC, and integers are int64 (Int64 for optional columns). Raises FileNotFoundError.
    """
    if table.form == "parquet":
        rows = pq.read_table(folder / table.file)
    else:
        rows = csv.read_csv(
            folder / table.file,
            convert_options=csv.ConvertOptions(
                column_types={field.name: ARROW[field.type] for field in table.fields},
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    frame = rows.to_pandas(date_as_object=False)
    for field in table.fields:
        if field.type in ("date", "datetime"):
            frame[field.name] = frame[field.name].dt.as_unit("us")
        elif field.type == "integer" and not field.required:
            frame[field.name] = frame[field.name].astype("Int64")
    return frame
