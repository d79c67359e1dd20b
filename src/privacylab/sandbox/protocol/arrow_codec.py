"""Data frames, series, indexes and arrays: their columns as one Arrow IPC stream.

Only Arrow's plain column types are accepted, without metadata and without nesting; the pandas types
are restored from our own description. A column of Python objects crosses value by value, and so
does a short one: for the few rows that most tests use, a stream costs ten times as much.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa

# pandas-stubs does not know this public module
from pandas.api.internals import create_dataframe_from_blocks  # type: ignore[import-not-found]

from privacylab.sandbox.protocol import standard_types
from privacylab.sandbox.protocol.arrow_stream import MOST_ROWS, read_stream
from privacylab.sandbox.protocol.framing import MOST_BYTES, ProtocolError, TooLarge
from privacylab.sandbox.protocol.timezones import read_zone, write_zone

TAGS = {"frame", "series", "index", "array", "column"}
NUMBER = re.compile(r"bool|u?int(8|16|32|64)|float(32|64)")
MOMENT = re.compile(r"(datetime64|timedelta64)\[(s|ms|us|ns)\]")
MASKED = re.compile(r"boolean|U?Int(8|16|32|64)|Float(32|64)")
LARGE_TEXT = pa.large_string()
TEXT = {"str": pd.StringDtype(na_value=np.nan), "string": pd.StringDtype()}
# Columns whose values cross as scalars, one by one
BOXED = re.compile(
    r"period\[[\w-]{1,20}\]|interval\[[\w\[\], /]{1,60}\]|Sparse\[[\w, .]{1,40}\]"
    r"|[\w\[\], ]{1,40}\[pyarrow\]"
)
FEW, SHORT = 100, 1 << 14  # rows, and bytes, of a column that crosses value by value
INDEXES = (
    pd.Index,
    pd.RangeIndex,
    pd.DatetimeIndex,
    pd.TimedeltaIndex,
    pd.CategoricalIndex,
    pd.MultiIndex,
    pd.PeriodIndex,
    pd.IntervalIndex,
)


class ValueEncoder(Protocol):
    """What a table needs from the codec that writes it: its names and objects are values, too."""

    def value(self, value: Any, depth: int = 0) -> Any: ...
    def all(self, values: Collection[Any], depth: int) -> list[Any]: ...
    def blob(self, content: bytes) -> int: ...


class ValueDecoder(Protocol):
    """What a table needs from the codec that reads it."""

    def value(self, data: Any, depth: int = 0) -> Any: ...
    def all(self, parts: list[Any], depth: int) -> list[Any]: ...
    def blob(self, number: Any) -> bytes: ...


def is_table(value: Any) -> bool:
    kind = type(value)
    return kind in (pd.DataFrame, pd.Series, np.ndarray, *INDEXES) or issubclass(
        kind, pd.api.extensions.ExtensionArray
    )


def write(value: Any, to: ValueEncoder, depth: int) -> list[Any]:
    columns = _ColumnWriter(to, depth)
    kind = type(value)
    if kind is pd.DataFrame:
        # items() makes a series of each column, which costs ten times as much
        described = [columns.add(column) for column in value._iter_column_arrays()]
        head = ["frame", _index(value.columns, columns), _index(value.index, columns), described]
    elif kind is pd.Series:
        name = to.value(value.name, depth)
        head = ["series", name, _index(value.index, columns), columns.add(value.array)]
    elif kind is np.ndarray:
        flat = value.ravel()
        head = ["array", list(value.shape), columns.add(flat), str(flat.dtype)]
    elif isinstance(value, pd.api.extensions.ExtensionArray):
        head = ["column", columns.add(value)]
    else:
        head = ["index", _index(value, columns)]
    return [*head, columns.close()]


def read(tag: str, parts: list[Any], source: ValueDecoder, depth: int) -> Any:
    *head, blob = parts
    columns = _ColumnReader(source, blob, depth)
    try:
        if tag == "frame":
            names, index, described = head
            return _frame(
                _read_index(names, columns),
                _read_index(index, columns),
                [columns.take(one) for one in described],
            )
        if tag == "series":
            name, index, described = head
            values = columns.take(described)
            made = pd.Series(values, index=_read_index(index, columns), dtype=values.dtype)
            made.name = source.value(name, depth)
            return made
        if tag == "array":
            shape, described, dtype = head
            if not all(type(size) is int and size >= 0 for size in shape):
                raise ProtocolError("an array has an impossible shape")
            flat = np.asarray(columns.take(described))
            if re.fullmatch(r"<U\d{1,4}", dtype):
                if 4 * int(dtype[2:]) * len(flat) > MOST_BYTES:
                    raise ProtocolError("an array of text is too large")
                flat = flat.astype(dtype)
            return flat.reshape(shape)
        if tag == "column":
            found = columns.take(head[0])
            return _as_extension(found) if isinstance(found, np.ndarray) else found
        return _read_index(head[0], columns)
    except pa.ArrowException:
        raise ProtocolError("a table cannot be read") from None


class _ColumnWriter:
    """Writes columns: numbers and text to Arrow, objects one by one."""

    def __init__(self, to: ValueEncoder, depth: int):
        self._to, self._depth = to, depth
        self._arrays: list[pa.Array] = []

    def add(self, values: Any) -> list[Any]:
        form = _form(values.dtype)
        if form == "category":
            codes, categories = self.add(np.asarray(values.codes)), values.dtype.categories
            return [form, codes, _index(categories, self), bool(values.dtype.ordered)]
        if form == "zoned":
            naive = np.asarray(values, dtype=f"datetime64[{values.dtype.unit}]")
            return [form, self.add(naive), write_zone(values.dtype.tz)]
        if form == "objects":
            return [form, *self.all(values.tolist())]
        if form == "boxed":
            return [form, str(values.dtype), *self.all(list(values))]
        if form == "bytes":
            flat = np.asarray(values)
            return [form, flat.dtype.str, self._to.blob(flat.tobytes())]
        if form in TEXT:
            array = _whole(pa.array(values))
            if _is_short(array):
                return [form, self.all(array.to_pylist())]
            return self._stream(form, array.cast(LARGE_TEXT))
        if MASKED.fullmatch(form):
            return self._stream(form, pa.array(values))
        flat = np.asarray(values)
        if _is_short(flat):
            return [form, self.all((flat if form[-1] != "]" else flat.view("int64")).tolist())]
        return self._stream(form, pa.array(flat, from_pandas=False))

    def all(self, values: list[Any]) -> list[Any]:
        return self._to.all(values, self._depth)

    def value(self, value: Any) -> Any:
        return self._to.value(value, self._depth)

    def _stream(self, name: str, array: pa.Array) -> list[Any]:
        if len(array) > MOST_ROWS:
            raise TooLarge(f"The table is too long to be handed over ({len(array)} rows).")
        self._arrays.append(array)
        return [name, len(self._arrays) - 1]

    def close(self) -> list[list[int]]:
        """Write the columns, one stream for each length that occurs."""
        lengths = sorted({len(array) for array in self._arrays})
        blobs: list[int] = []
        places = [-1] * len(self._arrays)
        for length in lengths:
            group = [n for n, array in enumerate(self._arrays) if len(array) == length]
            for place, number in enumerate(group):
                places[number] = len(blobs) << 16 | place
            sink = pa.BufferOutputStream()
            batch = pa.record_batch([self._arrays[n] for n in group], list(map(str, group)))
            if batch.nbytes > MOST_BYTES:
                raise TooLarge(f"The table is too large to be handed over ({batch.nbytes} bytes).")
            with pa.ipc.new_stream(sink, batch.schema) as stream:
                stream.write_batch(batch)
            blobs.append(self._to.blob(sink.getvalue().to_pybytes()))
        return [blobs, places]


class _ColumnReader:
    """Reads columns."""

    def __init__(self, source: ValueDecoder, groups: Any, depth: int):
        self._source, self._depth = source, depth
        blobs, places = groups
        batches = [read_stream(source.blob(number)) for number in blobs]
        self._arrays: list[pa.Array | None] = [
            batches[place >> 16].column(place & 0xFFFF) for place in places
        ]

    def value(self, data: Any) -> Any:
        return self._source.value(data, self._depth)

    def take(self, described: list[Any]) -> Any:
        kind, *rest = described
        if kind == "objects":
            made = np.empty(len(rest), dtype=object)
            for place, part in enumerate(self.all(rest)):
                made[place] = part
            return made
        if kind == "boxed":
            name, *values = rest
            if not BOXED.fullmatch(name):
                raise ProtocolError("a column has an unknown type")
            return pd.array(self.all(values), dtype=name)
        if kind == "bytes":
            return standard_types.read_bytes(rest[0], self._source.blob(rest[1]))
        if kind == "category":
            codes, categories, ordered = rest
            return pd.Categorical.from_codes(
                self.take(codes), _read_index(categories, self), ordered=ordered is True
            )
        if kind == "zoned":
            naive, zone = rest
            times = pd.DatetimeIndex(self.take(naive)).tz_localize("UTC")
            return times.tz_convert(read_zone(zone)).array
        (part,) = rest
        if type(part) is list:
            return _from_values(kind, self.all(part))
        return _from_arrow(kind, self._array(part))

    def all(self, parts: list[Any]) -> list[Any]:
        return self._source.all(parts, self._depth)

    def _array(self, number: Any) -> pa.Array:
        """Return a column, only once: one named a million times would be made a million times."""
        if type(number) is not int or not 0 <= number < len(self._arrays):
            raise ProtocolError("a column is missing")
        array, self._arrays[number] = self._arrays[number], None
        if array is None:
            raise ProtocolError("a column is named twice")
        return array


@lru_cache(maxsize=512)
def _form(dtype: Any) -> str:
    """Return the form in which a column of this type crosses. Raises TooLarge."""
    name = str(dtype)
    if isinstance(dtype, pd.CategoricalDtype):
        return "category"
    if isinstance(dtype, pd.DatetimeTZDtype):
        return "zoned"
    if isinstance(dtype, pd.StringDtype):
        return "str" if isinstance(dtype.na_value, float) else "string"
    if name == "object" or name.startswith("<U"):
        return "objects"
    if any(form.fullmatch(name) for form in (NUMBER, MOMENT, MASKED)):
        return name
    if BOXED.fullmatch(name) and pd.api.types.pandas_dtype(name) == dtype:
        return "boxed"
    own = getattr(dtype, "numpy_dtype", dtype)
    if isinstance(own, np.dtype) and standard_types.is_plain(own):
        return "bytes"
    raise TooLarge(f"A column of the type {name} cannot be handed over.")


def _as_extension(values: np.ndarray[Any, Any]) -> Any:
    """Return a NumPy array as the pandas array that the other side had."""
    return pd.array(values) if values.dtype.kind in "mM" else pd.arrays.NumpyExtensionArray(values)


def _is_short(column: Any) -> bool:
    return len(column) <= FEW and column.nbytes <= SHORT


def _whole(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _index(index: pd.Index, columns: _ColumnWriter) -> list[Any]:
    names = [columns.value(name) for name in index.names]
    if type(index) is pd.RangeIndex:
        return ["range", names[0], index.start, index.stop, index.step]
    if type(index) is pd.MultiIndex:
        levels = [columns.add(index.get_level_values(n).array) for n in range(index.nlevels)]
        return ["multi", names, levels]
    return ["plain", names[0], columns.add(index.array)]


def _read_index(data: list[Any], columns: _ColumnReader) -> pd.Index:
    kind, names, *rest = data
    if kind == "range":
        start, stop, step = rest
        if len(range(start, stop, step)) > MOST_ROWS:
            raise ProtocolError("an index is too long")
        return pd.RangeIndex(start, stop, step, name=columns.value(names))
    if kind == "multi":
        levels = [columns.take(level) for level in rest[0]]
        return pd.MultiIndex.from_arrays(levels, names=[columns.value(name) for name in names])
    if kind == "plain":
        values = columns.take(rest[0])
        return pd.Index(values, dtype=values.dtype, name=columns.value(names))
    raise ProtocolError("an index has an unknown form")


def _from_values(kind: str, values: list[Any]) -> Any:
    """Return a column of few rows, which crossed value by value."""
    if kind in TEXT:
        _all_are({str, type(None)}, values)
        return _text(kind, pa.array(values, LARGE_TEXT))
    if NUMBER.fullmatch(kind):
        _all_are({bool if kind == "bool" else float if kind[0] == "f" else int}, values)
        return np.array(values, dtype=kind)
    if MOMENT.fullmatch(kind):
        _all_are({int}, values)
        return np.array(values, dtype="int64").view(kind)
    raise ProtocolError("a column has an unknown type")


def _from_arrow(kind: str, array: pa.Array) -> Any:
    if kind in TEXT:
        return _text(kind, array)
    if MASKED.fullmatch(kind):
        return pd.array(array.to_pylist(), dtype=kind)
    if not NUMBER.fullmatch(kind) and not MOMENT.fullmatch(kind):
        raise ProtocolError("a column has an unknown type")
    if array.type != pa.from_numpy_dtype(kind):
        raise ProtocolError("a column is not of the type that it is said to have")
    if array.null_count and NUMBER.fullmatch(kind):
        raise ProtocolError("a column of numbers has gaps")
    return np.array(array.to_numpy(zero_copy_only=False), dtype=kind)


def _text(kind: str, array: pa.Array) -> Any:
    return TEXT[kind].__from_arrow__(array)  # type: ignore[attr-defined]


def _all_are(kinds: set[type], values: list[Any]) -> None:
    if not set(map(type, values)) <= kinds:
        raise ProtocolError("a column is not of the type that it is said to have")


def _frame(names: pd.Index, index: pd.Index, columns: list[Any]) -> pd.DataFrame:
    if len(names) != len(columns) or any(len(column) != len(index) for column in columns):
        raise ProtocolError("the columns of a table do not fit together")
    blocks = [
        (column.reshape(1, -1) if isinstance(column, np.ndarray) else column, np.array([place]))
        for place, column in enumerate(columns)
    ]
    return create_dataframe_from_blocks(blocks, index=index, columns=names)
