"""proxys: what one side holds for an object that lives on the other.

A proxy can be called, iterated, counted or indexed only where the object itself can be. It
equals nothing but itself: whether two things are equal is never the other side's to say.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from inspect import getattr_static, isfunction
from typing import Any

from privacylab.sandbox.protocol.framing import TooLarge

Ask = Callable[..., Any]
LONGEST = 4000  # characters of a repr
MOST_ITEMS = 100_000  # that one loop takes from an iterator, each by a question of its own


class Proxy:
    """An object of the other side. It has no state here but its number and the way to ask."""

    def __init__(self, ask: Ask, number: int):
        object.__setattr__(self, "_ask_", ask)
        object.__setattr__(self, "_number_", number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return self._ask_("attr", self._number_, name)

    def __repr__(self) -> str:
        return str(self._ask_("op", self._number_, "repr", []))[:LONGEST]


def _call(self: Any, *args: Any, **kwargs: Any) -> Any:
    return self._ask_("call", self._number_, list(args), kwargs)


def _iter(self: Any) -> Iterator[Any]:
    iterator = self._ask_("op", self._number_, "iter", [])
    for _ in range(MOST_ITEMS):
        found = self._ask_("op", iterator._number_, "next", [])
        if not found:
            return
        yield found[0]
    raise TooLarge(f"More than {MOST_ITEMS:,} parts came one by one: does it ever end?")


def _next(self: Any) -> Any:
    found = self._ask_("op", self._number_, "next", [])
    if not found:
        raise StopIteration
    return found[0]


def _op(name: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any) -> Any:
        return self._ask_("op", self._number_, name, list(args))

    return method


# a letter for each ability: the special method that shows it, and how the proxy does it
ABILITIES: dict[str, tuple[str, Any]] = {
    "c": ("__call__", _call),
    "i": ("__iter__", _iter),
    "n": ("__next__", _next),
    "l": ("__len__", _op("len")),
    "g": ("__getitem__", _op("item")),
    "h": ("__contains__", _op("has")),
    "b": ("__bool__", _op("bool")),
}


@lru_cache(maxsize=512)
def abilities(kind: type) -> str:
    """What objects of a class can do, as letters."""
    methods: dict[str, Any] = {}
    for one in reversed(kind.__mro__):
        methods |= vars(one)
    return "".join(letter for letter, (name, _) in ABILITIES.items() if methods.get(name))


@lru_cache(maxsize=512)
def proxy_class(name: str, letters: str, base: type | None = None) -> type:
    """A class of proxies. base is a class of this package that they should count as."""
    methods = {method: done for letter, (method, done) in ABILITIES.items() if letter in letters}
    if "n" in methods:
        methods["__iter__"] = lambda self: self
    bases: tuple[type, ...] = (Proxy,)
    if base is not None:
        bases = (Proxy, base)
        methods["__getattribute__"] = _getter(base)
    return type(re.sub(r"\W", "", name)[:60] or "object", bases, methods)


def _getter(base: type) -> Callable[[Any, str], Any]:
    """How a proxy that counts as one of a class is read, whatever was assigned to it.

    Of the class it only takes which of its names are methods: each is called in one message.
    """
    methods = {name for name in dir(base) if isfunction(getattr_static(base, name))}

    def get(self: Any, name: str) -> Any:
        if name.startswith("_"):
            return object.__getattribute__(self, name)
        if name not in methods:
            return self._ask_("attr", self._number_, name)
        return lambda *args, **kwargs: self._ask_("send", self._number_, name, list(args), kwargs)

    return get


def operate(value: Any, op: str, arguments: list[Any]) -> Any:
    """Do on the real object what a proxy was asked for."""
    match op, arguments:
        case "repr", []:
            return repr(value)[:LONGEST]
        case "len", []:
            return len(value)
        case "iter", []:
            return _Iteration(iter(value))
        case "next", []:
            return [one for one in _first(value)]
        case "item", [key]:
            return value[key]
        case "has", [part]:
            return part in value
        case "bool", []:
            return bool(value)
    raise TypeError(f"there is no operation {op!r}")


class _Iteration:
    """An iterator under way."""

    def __init__(self, iterator: Iterator[Any]):
        self._iterator = iterator

    def __next__(self) -> Any:
        return next(self._iterator)


def _first(iterator: Any) -> Iterator[Any]:
    for one in (iterator,):
        try:
            yield next(one)
        except StopIteration:
            return
