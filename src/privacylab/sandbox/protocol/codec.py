"""Values as data: JSON with a tag for each type, and blobs for what is large.

A value crosses by its exact type, so that what arrives is made by this package alone: no pickle, no
name looked up, no code. Most types have a row in standard_types.py; subclasses.py says what crosses
of a subclass. Everything else is left to `export`.
"""

import base64
import collections
import datetime as dt
import decimal
import math
from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import pandas as pd

from privacylab.sandbox.protocol import (
    arrow_codec,
    class_allowlist,
    standard_types,
    subclasses,
)
from privacylab.sandbox.protocol.framing import MOST_JSON, ProtocolError, TooLarge
from privacylab.sandbox.protocol.proxies import Proxy, whole
from privacylab.sandbox.protocol.timezones import read_zone, write_zone

DEEPEST = 60
MOST_NODES = 2_000_000
SMALL = 1 << 53  # larger whole numbers are written in hexadecimal
MOST_BITS = 1 << 20  # of a whole number: with a larger one, one multiplication takes seconds
MOST_DIGITS = 100_000  # of a decimal, before or after its point: int() would write them all out
Export = Callable[[Any], list[Any]]
Import = Callable[[list[Any]], Any]

LISTS: dict[type, str] = {
    list: "list",
    tuple: "tuple",
    set: "set",
    frozenset: "frozenset",
}
DICTS: dict[type, str] = {
    dict: "dict",
    collections.OrderedDict: "ordered",
    collections.Counter: "counter",
    collections.defaultdict: "default",
}
FACTORIES: dict[str, Any] = {
    one.__name__: one for one in (list, set, dict, int, float, str, bool, tuple)
}


class Encoder:
    """Writes the values of one frame; export writes what is not data."""

    def __init__(self, export: Export):
        self.blobs: list[bytes] = []
        self._export = export
        self._nodes = 0

    def value(self, value: Any, depth: int = 0) -> Any:
        """Raises TooLarge."""
        return self.all([value], depth)[0]

    def all(self, values: Collection[Any], depth: int) -> list[Any]:
        """Write sibling values in one loop: most are text, and a call for each costs more."""
        self._nodes += len(values)
        if depth > DEEPEST:
            raise TooLarge("The value is nested too deeply.")
        if self._nodes > MOST_NODES:
            raise TooLarge("The value has too many parts to be handed over.")
        written = []
        for value in values:
            kind = type(value)
            # refused before time is spent on it
            if (kind is str or kind is bytes) and len(value) > MOST_JSON:
                raise TooLarge(f"The value is too large to be handed over ({len(value)} long).")
            if kind is str or value is None or kind is bool:
                written.append(value)
            elif kind is int:
                written.append(value if -SMALL < value < SMALL else ["int", _hex(value)])
            elif kind is float:
                written.append(value if math.isfinite(value) else ["float", repr(value)])
            elif kind in LISTS:
                written.append([LISTS[kind], *self.all(value, depth + 1)])
            elif kind in DICTS:
                parts = [part for pair in dict.items(value) for part in pair]
                factory = self._factory(value) if kind is collections.defaultdict else []
                written.append([DICTS[kind], *factory, *self.all(parts, depth + 1)])
            elif kind in WRITE:
                written.append(WRITE[kind](value))
            else:
                written.append(self._other(value, kind, depth))
        return written

    def _factory(self, value: Any) -> list[Any]:
        made = value.default_factory
        name = getattr(made, "__name__", "")
        return [name if made is not None and FACTORIES.get(name) is made else self.value(made)]

    def _other(self, value: Any, kind: Any, depth: int) -> Any:
        if issubclass(kind, Proxy):
            return self._export(value)
        if issubclass(kind, np.generic) and kind.__module__ == "numpy":
            return standard_types.write_scalar(value) or self._export(value)
        if issubclass(kind, np.dtype):
            return standard_types.write_dtype(value) or self._export(value)
        if arrow_codec.is_table(value):
            return arrow_codec.write(value, self, depth + 1)
        row = standard_types.row_of(value)
        if row is not None:
            return [row.tag, *self.all([*row.take(value)], depth + 1)]
        path = class_allowlist.data_path(kind)
        if path and class_allowlist.is_enum(kind):
            return ["enum", path, value.name]
        if path:
            return ["record", path, *self.all(class_allowlist.fields_of(value), depth + 1)]
        base = subclasses.base_of(kind)
        if base is None or subclasses.is_live(value):
            return self._export(value)
        return self._subclass(value, kind, subclasses.plain(value, base), depth)

    def _subclass(self, value: Any, kind: Any, plain: Any, depth: int) -> list[Any]:
        fields, more = subclasses.fields_of(kind), subclasses.has_more(value)
        data = self.value(plain, depth + 1)
        if fields:
            data = ["named", kind.__name__, [*fields], data]
            if not more:
                return data
        asked = self._export(value) if more else None
        return ["like", kind.__name__, subclasses.letters(kind), asked, data]

    def blob(self, content: bytes) -> int:
        self.blobs.append(content)
        return len(self.blobs) - 1


class Decoder:
    """Reads the values of one frame; anything that Encoder would not write is a ProtocolError."""

    def __init__(self, blobs: list[bytes], take: Import):
        self.blobs: list[bytes | None] = [*blobs]
        self._take = take
        self._nodes = 0

    def value(self, data: Any, depth: int = 0) -> Any:
        return self.all([data], depth)[0]

    def all(self, parts: list[Any], depth: int) -> list[Any]:
        self._nodes += len(parts)
        if depth > DEEPEST or self._nodes > MOST_NODES:
            raise ProtocolError("a value is nested too deeply, or has too many parts")
        return [part if type(part) is not list else self._read(part, depth) for part in parts]

    def _read(self, data: list[Any], depth: int) -> Any:
        try:
            return self._tagged(data, depth)
        except (ProtocolError, ImportError):  # a failed import is this side's fault
            raise
        except Exception as error:  # pandas, Arrow and zoneinfo have many ways to say no
            raise ProtocolError(f"a value cannot be read ({type(error).__name__})") from None

    def _tagged(self, data: list[Any], depth: int) -> Any:
        tag, *parts = data
        if tag == "list":
            return self.all(parts, depth + 1)
        if tag in _LISTS:
            return _LISTS[tag](self.all(parts, depth + 1))
        if tag in _DICTS:
            factory = self._factory(parts.pop(0)) if tag == "default" else None
            if len(parts) % 2:
                raise ProtocolError("a dict has a key without a value")
            values = self.all(parts, depth + 1)
            one_by_one = iter(values)
            pairs = dict(zip(one_by_one, one_by_one, strict=True))
            if tag == "default":
                return collections.defaultdict(factory, pairs)
            return pairs if tag == "dict" else _DICTS[tag](pairs)
        if tag in READ:
            return READ[tag](*parts)
        if tag == "enum":
            path, name = parts
            return class_allowlist.enum_class(path)[name]
        if tag == "record":
            path, *fields = parts
            return class_allowlist.record(path, self.all(fields, depth + 1))
        if tag in standard_types.BY_TAG:
            return standard_types.BY_TAG[tag].read(self.all(parts, depth + 1))
        if tag in ("named", "like"):
            return self._subclass(tag, parts, depth + 1)
        if tag in arrow_codec.TAGS:
            return arrow_codec.read(tag, parts, self, depth + 1)
        if tag in ("mine", "yours"):
            return self._take(data)
        raise ProtocolError("a value has an unknown tag")

    def _factory(self, data: Any) -> Any:
        factory = FACTORIES[data] if isinstance(data, str) else self.value(data)
        known = factory is None or any(factory is one for one in FACTORIES.values())
        if not known and not isinstance(factory, Proxy):  # never a function of this side
            raise ProtocolError("a dict has an impossible factory")
        return factory

    def _subclass(self, tag: str, parts: list[Any], depth: int) -> Any:
        if tag == "named":
            name, fields, data = parts
            values = self.value(data, depth)
            if type(values) is not tuple or len(values) != len(fields):
                raise ProtocolError("a named tuple has other values than fields")
            return subclasses.named_tuple(name, tuple(fields))._make(values)
        name, letters, asked, data = parts
        value = self.value(data, depth)
        base: type = type(value)
        if asked is None:
            return subclasses.filled(subclasses.class_of(name, base), value)
        return whole(self._take(asked), name, letters, value)

    def blob(self, number: Any) -> bytes:
        """Return a blob, only once: one named a million times would be read a million times."""
        if type(number) is not int or not 0 <= number < len(self.blobs):
            raise ProtocolError("a blob is missing")
        blob, self.blobs[number] = self.blobs[number], None
        if blob is None:
            raise ProtocolError("a blob is named twice")
        return blob


def _hex(number: int) -> str:
    if number.bit_length() > MOST_BITS:
        raise TooLarge("The number has too many digits to be handed over.")
    return hex(number)


def _int(text: str) -> int:
    if len(text) > MOST_BITS // 4 + len("-0x"):
        raise ProtocolError("a number has too many digits")
    number = int(text, 16)
    if abs(number) < SMALL:
        raise ProtocolError("a small number is written like a large one")
    return number


def _write_decimal(value: decimal.Decimal) -> list[Any]:
    if not _is_short(value):
        raise TooLarge("The number has too many digits to be handed over.")
    return ["decimal", str(value)]


def _read_decimal(text: str) -> decimal.Decimal:
    value = decimal.Decimal(text)
    if not _is_short(value):
        raise ProtocolError("a number has too many digits")
    return value


def _is_short(value: decimal.Decimal) -> bool:
    _, digits, exponent = value.as_tuple()
    return len(digits) <= MOST_DIGITS and (
        not isinstance(exponent, int) or abs(exponent) <= MOST_DIGITS
    )


def _float(text: str) -> float:
    return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[text]


def _write_datetime(value: dt.datetime) -> list[Any]:
    naive = value.replace(tzinfo=None, fold=0).isoformat()
    return ["datetime", naive, write_zone(value.tzinfo, value), value.fold]


def _read_datetime(text: str, zone: Any, fold: int) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=read_zone(zone), fold=fold)


def _write_time(value: dt.time) -> list[Any]:
    return ["time", value.replace(tzinfo=None, fold=0).isoformat(), write_zone(value.tzinfo)]


def _read_time(text: str, zone: Any) -> dt.time:
    return dt.time.fromisoformat(text).replace(tzinfo=read_zone(zone))


def _write_timestamp(value: pd.Timestamp) -> list[Any]:
    count = int(value.asm8.astype("int64"))
    return ["timestamp", str(count), value.unit, write_zone(value.tzinfo, value)]


def _read_timestamp(count: str, unit: Any, zone: Any) -> pd.Timestamp:
    value = pd.Timestamp(np.datetime64(_count(count), _unit(unit))).as_unit(unit)
    return value if zone is None else value.tz_localize("UTC").tz_convert(read_zone(zone))


def _write_timedelta(value: pd.Timedelta) -> list[Any]:
    return ["delta", str(int(value.asm8.astype("int64"))), value.unit]


def _read_timedelta(count: str, unit: Any) -> pd.Timedelta:
    return pd.Timedelta(np.timedelta64(_count(count), _unit(unit))).as_unit(unit)


def _write_range(value: range) -> list[Any]:
    if max(map(abs, (value.start, value.stop, value.step))) > SMALL:
        raise TooLarge("The range is too long to be handed over.")
    return ["range", value.start, value.stop, value.step]


def _read_range(start: int, stop: int, step: int) -> range:
    made = range(start, stop, step)
    if len(made) > MOST_NODES:
        raise ProtocolError("a range is too long")
    return made


def _count(text: str) -> int:
    number = int(text)
    if not -(1 << 63) < number < 1 << 63:  # the least one would be NaT
        raise ProtocolError("a time is out of range")
    return number


def _unit(unit: str) -> Any:
    if unit not in ("s", "ms", "us", "ns"):
        raise ProtocolError("a time has an unknown unit")
    return unit


def _read_timedelta_of(days: int, seconds: int, microseconds: int) -> dt.timedelta:
    return dt.timedelta(days, seconds, microseconds)


WRITE: dict[type, Callable[[Any], list[Any]]] = {
    bytes: lambda value: ["bytes", base64.b64encode(value).decode()],
    complex: lambda value: ["complex", repr(value.real), repr(value.imag)],
    range: _write_range,
    decimal.Decimal: _write_decimal,
    dt.datetime: _write_datetime,
    dt.date: lambda value: ["date", value.isoformat()],
    dt.time: _write_time,
    dt.timedelta: lambda value: ["span", value.days, value.seconds, value.microseconds],
    np.str_: lambda value: ["text", str(value)],
    pd.Timestamp: _write_timestamp,
    pd.Timedelta: _write_timedelta,
    type(pd.NaT): lambda value: ["NaT"],
    type(pd.NA): lambda value: ["NA"],
}
READ: dict[str, Callable[..., Any]] = {
    "int": _int,
    "float": _float,
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "complex": lambda real, imaginary: complex(float(real), float(imaginary)),
    "range": _read_range,
    "decimal": _read_decimal,
    "datetime": _read_datetime,
    "date": dt.date.fromisoformat,
    "time": _read_time,
    "span": _read_timedelta_of,
    "text": np.str_,
    "timestamp": _read_timestamp,
    "delta": _read_timedelta,
    "NaT": lambda: pd.NaT,
    "NA": lambda: pd.NA,
    "scalar": standard_types.read_scalar,
    "dtype": standard_types.read_dtype,
}
_LISTS: dict[str, Any] = {name: kind for kind, name in LISTS.items()}
_DICTS: dict[str, Any] = {name: kind for kind, name in DICTS.items()}
