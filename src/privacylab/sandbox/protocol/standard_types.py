"""Types that cross as the values from which they can be rebuilt, with one row for each type.

NumPy's numbers and times cross as the name of their type and their bytes. Only exact types are
here: for subclasses, see subclasses.py.
"""

import array
import base64
import collections
import datetime as dt
import fractions
import pathlib
import re
import types
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from privacylab.sandbox.protocol.framing import ProtocolError, TooLarge
from privacylab.sandbox.protocol.timezones import read_zone, write_zone

# all except text, which has too many invalid bytes, and types that hold objects or fields
DTYPE = re.compile(
    r"[<>|=][biufcSmM][1-9]\d{0,6}(\[(\d{1,6})?(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?"
)
MAPPINGS = (dict, collections.OrderedDict, collections.Counter, collections.defaultdict)
NATIVE = "?bBhHiIlLqQfd"  # formats of memory that a cast can restore
LONGEST_INTEGER = 1 << 16  # bits of a fraction's parts: reducing a fraction takes quadratic time
MOST_DIMENSIONS = 8
ENDS = (int, float, pd.Timestamp, pd.Timedelta, np.int64, np.float64)  # of an interval
# A function that returns `int` returns that very class. No other class crosses.
PLAIN = (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, object)
CLASSES: dict[str, type] = {kind.__name__: kind for kind in (*PLAIN, type(None))}


@dataclass(frozen=True)
class Row:
    """How a type crosses.

    take   returns its parts, which are values themselves
    parts  the exact types that a part may have; empty if any value will do
    make   makes the object from the parts that arrived
    """

    tag: str
    kind: type
    take: Callable[[Any], Iterable[Any]]
    parts: tuple[type, ...]
    make: Callable[..., Any]

    def read(self, values: list[Any]) -> Any:
        """Make the object. Raises ProtocolError for a part of another type."""
        if self.parts and not {type(value) for value in values} <= {*self.parts}:
            raise ProtocolError(f"a {self.kind.__name__} has a part of another type")
        return self.make(*values)


def _mapping(value: types.MappingProxyType[Any, Any]) -> list[Any]:
    copy = value.copy()
    return [copy if type(copy) in MAPPINGS else dict(value)]


def _memory(value: memoryview) -> list[Any]:
    content = value.tobytes() if value.readonly else bytearray(value.tobytes())
    if value.format not in NATIVE or not 0 < value.ndim <= MOST_DIMENSIONS:
        return [content, "B", [len(content)]]
    return [content, value.format, list(value.shape or ())]


def _read_memory(content: Any, form: str, shape: list[int]) -> memoryview:
    if len(shape) > MOST_DIMENSIONS:
        raise ProtocolError("a memoryview has too many dimensions")
    view = memoryview(content)
    return view.cast(form, shape) if content else view  # type: ignore[call-overload]


def _fraction(value: fractions.Fraction) -> list[int]:
    parts = [value.numerator, value.denominator]
    if any(part.bit_length() > LONGEST_INTEGER for part in parts):
        raise TooLarge("The fraction is too long to be handed over.")
    return parts


def _read_fraction(over: int, under: int) -> fractions.Fraction:
    if max(over.bit_length(), under.bit_length()) > LONGEST_INTEGER:
        raise ProtocolError("a fraction is too long")
    return fractions.Fraction(over, under)


def _class(value: type) -> list[str]:
    return [value.__name__]


def _views(plain: type, tag: str) -> list[Row]:
    """Return rows for the three views of a dict, or of an OrderedDict."""
    some: Any = plain()
    return [
        Row(f"{tag}keys", type(some.keys()), list, (), lambda *keys: plain.fromkeys(keys).keys()),  # type: ignore[attr-defined]
        Row(
            f"{tag}values",
            type(some.values()),
            list,
            (),
            lambda *values: plain(enumerate(values)).values(),
        ),
        Row(f"{tag}items", type(some.items()), list, (tuple,), lambda *all: plain(all).items()),
    ]


ROWS = [
    *_views(dict, ""),
    *_views(collections.OrderedDict, "ordered "),
    *(
        Row(f"abstract {kind.__name__}", kind, lambda value: [value._mapping], (), kind)
        for kind in (
            collections.abc.KeysView,
            collections.abc.ValuesView,
            collections.abc.ItemsView,
        )
    ),
    Row("chain", collections.ChainMap, lambda value: value.maps, (), collections.ChainMap),
    Row("mapping", types.MappingProxyType, _mapping, MAPPINGS, types.MappingProxyType),
    Row("user dict", collections.UserDict, lambda v: [dict(v.data)], (dict,), collections.UserDict),
    Row("user list", collections.UserList, lambda v: [list(v.data)], (list,), collections.UserList),
    Row(
        "user text",
        collections.UserString,
        lambda value: [str.__str__(value.data)],
        (str,),
        collections.UserString,
    ),
    Row(
        "deque",
        collections.deque,
        lambda value: [list(value), value.maxlen],
        (list, int, type(None)),
        collections.deque,
    ),
    Row("bytearray", bytearray, lambda value: [bytes(value)], (bytes,), bytearray),
    Row("memory", memoryview, _memory, (bytes, bytearray, str, list), _read_memory),
    Row("packed", array.array, lambda v: [v.typecode, v.tobytes()], (str, bytes), array.array),
    Row("fraction", fractions.Fraction, _fraction, (int,), _read_fraction),
    Row("slice", slice, lambda v: [v.start, v.stop, v.step], (), slice),
    Row("uuid", uuid.UUID, lambda v: [v.int], (int,), lambda number: uuid.UUID(int=number)),
    Row(
        "namespace",
        types.SimpleNamespace,
        lambda value: [dict(vars(value))],
        (dict,),
        lambda names: types.SimpleNamespace(**names),
    ),
    *(
        Row(kind.__name__, kind, lambda value: [str(value)], (str,), kind)
        for kind in (pathlib.PurePosixPath, pathlib.PureWindowsPath, pathlib.PosixPath)
    ),
    *(
        Row(kind.__name__, kind, lambda value: [write_zone(value)], (), read_zone)
        for kind in (dt.timezone, ZoneInfo)
    ),
    Row("...", type(...), lambda value: [], (), lambda: ...),
    Row("not implemented", type(NotImplemented), lambda value: [], (), lambda: NotImplemented),
    Row("class", type, _class, (str,), CLASSES.__getitem__),
    Row(
        "period",
        pd.Period,
        lambda value: [value.ordinal, value.freqstr],
        (int, str),
        lambda number, step: pd.Period(ordinal=number, freq=step),
    ),
    Row(
        "interval",
        pd.Interval,
        lambda value: [value.left, value.right, value.closed],
        (*ENDS, str),
        pd.Interval,
    ),
]
BY_KIND = {row.kind: row for row in ROWS}
BY_TAG = {row.tag: row for row in ROWS}


def row_of(value: Any) -> Row | None:
    """Return the row of a value's exact type."""
    row = BY_KIND.get(type(value))
    if row is not None and row.kind is type and CLASSES.get(value.__name__) is not value:
        return None
    return row


def is_plain(dtype: np.dtype[Any]) -> bool:
    """Whether values of this type can be rebuilt from their bytes."""
    return DTYPE.fullmatch(dtype.str) is not None


def write_scalar(value: np.generic) -> list[Any] | None:
    """Return a NumPy number, time or bytes as data; None for another type."""
    if not is_plain(value.dtype):
        return None
    return ["scalar", value.dtype.str, base64.b64encode(value.tobytes()).decode()]


def read_scalar(name: str, text: str) -> Any:
    (value,) = read_bytes(name, base64.b64decode(text, validate=True))
    return value


def read_bytes(name: str, content: bytes) -> Any:
    """Return the array that these bytes represent. Raises ProtocolError."""
    dtype = read_dtype(name)
    if not is_plain(dtype):
        raise ProtocolError("values of that type are not their bytes")
    values = np.frombuffer(content, dtype).copy()
    if dtype.kind == "b" and values.view("uint8").max(initial=0) > 1:
        raise ProtocolError("a truth value is neither true nor false")
    return values


def write_dtype(dtype: np.dtype[Any]) -> list[Any] | None:
    return ["dtype", dtype.str] if is_plain(dtype) or dtype.kind in "OU" else None


def read_dtype(name: str) -> np.dtype[Any]:
    if not (DTYPE.fullmatch(name) or name == "|O" or re.fullmatch(r"[<>]U\d{1,7}", name)):
        raise ProtocolError("a type of NumPy is not known")
    return np.dtype(name)
