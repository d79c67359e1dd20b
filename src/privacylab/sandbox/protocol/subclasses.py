"""What crosses for an object whose class extends a type that crosses, such as a StrEnum.

- Immutable: its value crosses as data, under the name of its class, and compares, sorts and hashes
  as the built-in does. Anything else it offers is asked for.
- Mutable: it stays where it is, and its data are asked for each time.
- A dataclass: its fields are asked for each time, and it equals only another of its class.

A class's own definition of equality is ignored.
"""

import collections
import dataclasses
import datetime as dt
import decimal
import fractions
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from privacylab.sandbox.protocol.framing import ProtocolError

MOST_FIELDS = 200
Take = Callable[[Any], Any]


def _reduced(kind: Any) -> Take:
    return lambda value: kind(*kind.__reduce_ex__(value, 4)[1])


# How a subclass's value becomes one of exactly this type, without anything that the class changed.
FIXED: dict[type, Take] = {
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    int: int.__pos__,
    float: float.__pos__,
    complex: complex.__pos__,
    tuple: lambda value: tuple(tuple.__iter__(value)),
    frozenset: lambda value: frozenset(frozenset.__iter__(value)),
    decimal.Decimal: decimal.Decimal,
    fractions.Fraction: lambda value: fractions.Fraction(value._numerator, value._denominator),
    dt.datetime: _reduced(dt.datetime),
    dt.date: _reduced(dt.date),
    dt.time: _reduced(dt.time),
    dt.timedelta: _reduced(dt.timedelta),
}
CHANGING: dict[type, Take] = {
    list: lambda value: [*list.__iter__(value)],
    set: lambda value: {*set.__iter__(value)},
    collections.OrderedDict: lambda value: collections.OrderedDict(dict.items(value)),
    collections.Counter: lambda value: collections.Counter(dict(dict.items(value))),
    collections.defaultdict: lambda value: collections.defaultdict(
        value.default_factory, dict.items(value)
    ),
    dict: lambda value: dict(dict.items(value)),
    collections.deque: lambda value: collections.deque(
        collections.deque.__iter__(value), collections.deque.maxlen.__get__(value)
    ),
    bytearray: lambda value: bytearray(bytearray.__getitem__(value, slice(None))),
    collections.UserDict: lambda value: collections.UserDict(dict(value.data)),
    collections.UserList: lambda value: collections.UserList(list(value.data)),
    collections.UserString: lambda value: collections.UserString(str(value.data)),
}
# What a class may define without adding anything to its base.
HARMLESS = {
    *("__module__", "__qualname__", "__doc__", "__dict__", "__weakref__", "__slots__"),
    *("__init__", "__new__", "__hash__", "__annotations__", "__orig_bases__", "__parameters__"),
    *("__abstractmethods__", "_abc_impl", "__firstlineno__", "__static_attributes__"),
}
# a letter for each ability, and the special method that shows it
ABILITIES = {
    "c": "__call__",
    "i": "__iter__",
    "n": "__next__",
    "l": "__len__",
    "g": "__getitem__",
    "h": "__contains__",
    "b": "__bool__",
}
_NAMED_REPR = collections.namedtuple("_NAMED_REPR", "x").__repr__.__code__
TEXTS = {"r": "__repr__", "s": "__str__", "f": "__format__"}


@lru_cache(maxsize=512)
def abilities(kind: type) -> str:
    """Return what objects of a class can do, as letters."""
    methods: dict[str, Any] = {}
    for one in reversed(kind.__mro__):
        methods |= vars(one)
    return "".join(letter for letter, name in ABILITIES.items() if methods.get(name))


@lru_cache(maxsize=512)
def base_of(kind: type) -> type | None:
    """Return the type of FIXED or CHANGING that a class extends, or None."""
    return next((one for one in kind.__mro__[1:] if one in FIXED or one in CHANGING), None)


@lru_cache(maxsize=512)
def fields_of(kind: type) -> tuple[str, ...]:
    """Return the fields of a named tuple's class; none for any other class."""
    fields = getattr(kind, "_fields", ()) if issubclass(kind, tuple) else ()
    named = type(fields) is tuple and hasattr(kind, "_make")
    return fields if named and all(map(_is_field, fields)) else ()


def _is_field(name: Any) -> bool:
    return type(name) is str and name.isidentifier() and name[0] != "_" and len(name) <= 60


@lru_cache(maxsize=512)
def _own(kind: type) -> set[str]:
    """Return the names that a class adds to its base."""
    line = kind.__mro__
    base = base_of(kind)
    above = line[: line.index(base)] if base else line
    return {name for one in above for name in vars(one)} - HARMLESS - {*fields_of(kind)}


def is_live(value: Any) -> bool:
    """Whether a value stays where it is, and its data are asked for each time."""
    kind: type = type(value)
    if base_of(kind) not in CHANGING:
        return is_record(kind)
    return bool(_own(kind) or _attributes(value).keys() - {"data"})


def _attributes(value: Any) -> dict[str, Any]:
    return vars(value) if hasattr(value, "__dict__") else {}


def mark(value: Any) -> str:
    """Return the letter of a live value's proxy: d for data, r for a record, capital if hashable.

    Any other value has none.
    """
    kind: type = type(value)
    if not is_live(value):
        return ""
    letter = "r" if base_of(kind) is None else "d"
    return letter.upper() if kind.__hash__ is not None else letter


@lru_cache(maxsize=512)
def is_record(kind: type) -> bool:
    """Whether a class is a dataclass whose fields are all public and decide equality."""
    if base_of(kind) or not dataclasses.is_dataclass(kind):
        return False
    public = all(one.name[0] != "_" for one in dataclasses.fields(kind))
    return public and kind.__dataclass_params__.eq  # type: ignore[attr-defined]


def data(value: Any) -> Any:
    """Return a live value's data, as its base's type; for a dataclass, its class and fields."""
    kind: type = type(value)
    base = base_of(kind)
    if base is not None:
        return plain(value, base)
    return kind, *(getattr(value, one.name) for one in dataclasses.fields(value))


def plain(value: Any, base: type) -> Any:
    """Return the value as one of exactly its base's type."""
    return (FIXED | CHANGING)[base](value)


@lru_cache(maxsize=512)
def letters(kind: type) -> str:
    """Return what an immutable class does in its own way, as letters of TEXTS and ABILITIES."""
    base: Any = base_of(kind)
    found = [one for one, name in TEXTS.items() if getattr(kind, name) is not getattr(base, name)]
    if getattr(kind.__repr__, "__code__", None) is _NAMED_REPR:
        found.remove("r")
    return "".join(found) + "".join(one for one in abilities(kind) if one not in abilities(base))


def has_more(value: Any) -> bool:
    """Whether there is anything to ask of an immutable value besides its data."""
    kind: type = type(value)
    own = any(name[0] != "_" for name in _own(kind))
    return bool(own or letters(kind) or _attributes(value))


@lru_cache(maxsize=512)
def named_tuple(name: str, fields: tuple[str, ...]) -> Any:
    """Return a named tuple's class, as the other side describes it. Raises ProtocolError."""
    if len(fields) > MOST_FIELDS or not all(map(_is_field, fields)):
        raise ProtocolError("a named tuple has impossible fields")
    return collections.namedtuple(safe_name(name), fields)


@lru_cache(maxsize=512)
def class_of(name: str, base: type) -> type:
    """Return a class with the name of the other side's, which adds nothing to its base."""
    return type(safe_name(name), (base,), {"__module__": "jail"})


def filled(kind: Any, value: Any) -> Any:
    """Return an object of kind, a class that extends the value's type. Raises ProtocolError."""
    base: Any = type(value)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return base.__new__(kind, *value.__reduce_ex__(4)[1])
    if base in FIXED:
        return base.__new__(kind, value)
    if fields_of(base):
        return tuple.__new__(kind, value)
    if base is collections.defaultdict:
        return kind(value.default_factory, value)
    if base is collections.deque:
        return kind(value, value.maxlen)
    if base in CHANGING:
        return kind(value)
    raise ProtocolError("a class is built on a type that it cannot be built on")


def safe_name(name: str) -> str:
    return re.sub(r"\W", "", name)[:60].lstrip("0123456789_") or "object"
