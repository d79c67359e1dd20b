"""Tables to CSV and back: in blocks, so that memory does not grow with their number."""

import gzip
import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv

from privacylab.company.schema import ARROW, MISSING, Field, Table


def write_block(folder: Path, table: Table, frame: pd.DataFrame, *, first: bool) -> None:
    """Append the rows of frame to the table's file.

    Columns hold what numpy adds up: days and seconds since 1970, ids as numbers. A compressed file
    is one gzip member a block, so a smaller file is a beginning of a larger one.
    """
    columns = [_as_text(field, frame[field.name]) for field in table.fields]
    rows = pa.table(dict(zip(table.columns, columns, strict=True)))
    if table.bulk:
        text = io.BytesIO()
        csv.write_csv(rows, text, csv.WriteOptions(include_header=False, quoting_style="none"))
        header = (",".join(table.columns) + "\n").encode() if first else b""
        data = gzip.compress(header + text.getvalue(), 6, mtime=0)
    else:
        data = rows.to_pandas().to_csv(index=False, header=first, lineterminator="\n").encode()
    with open(folder / table.file, "ab") as file:
        file.write(data)


def _as_text(field: Field, column: pd.Series) -> pa.Array:
    """The column as it is written."""
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


def read_table(folder: Path, table: Table) -> pd.DataFrame:
    """The whole table.

    Strings are of dtype str, dates datetime64 at midnight without zone, instants datetime64 in UTC,
    integers int64 (Int64 where some are missing). Raises FileNotFoundError.
    """
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
