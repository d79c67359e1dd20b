"""Proxies: what one side holds for an object that lives on the other.

A proxy can be called, iterated, counted or indexed only if the object itself can be. The other side
never decides whether two things are equal: a proxy equals nothing but itself, or is compared by
data that are requested and compared here (see subclasses.py).
"""

import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from inspect import getattr_static, isfunction
from typing import Any

from privacylab.sandbox.protocol import subclasses
from privacylab.sandbox.protocol.framing import ProtocolError, TooLarge
from privacylab.sandbox.protocol.subclasses import ABILITIES

Ask = Callable[..., Any]
LONGEST = 4000  # characters of a repr
MOST_ITEMS = 100_000  # that one loop takes from an iterator, each by its own request


class Proxy:
    """An object of the other side. Its only state here is its number and how to ask about it."""

    def __init__(self, ask: Ask, number: int):
        object.__setattr__(self, "_ask_", ask)
        object.__setattr__(self, "_number_", number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return self._ask_("attr", self._number_, name)

    def _call_each_(self, cases: Iterable[Sequence[Any]]) -> list[Any]:
        """See privacylab.checks.call_each."""
        asked = [[*case] for case in cases]
        found = self._ask_("calls", self._number_, asked)
        if type(found) is not list or len(found) != len(asked):
            raise TypeError("there are more or fewer replies than calls")
        return found

    def _held_by_(self) -> str:
        """See privacylab.checks.held_by."""
        return str(self._ask_("op", self._number_, "held", []))[:LONGEST]

    def __repr__(self) -> str:
        return str(self._ask_("op", self._number_, "repr", []))[:LONGEST]

    def __str__(self) -> str:
        return str(self._ask_("op", self._number_, "str", []))[:LONGEST]


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


# how a proxy does what its object can do
METHODS: dict[str, Any] = {
    "c": _call,
    "i": _iter,
    "n": _next,
    "l": _op("len"),
    "g": _op("item"),
    "h": _op("has"),
    "b": _op("bool"),
}


def _data(value: Any) -> Any:
    """Return the data of a proxy that has data; any other value unchanged."""
    if not getattr(type(value), "_live_", ""):
        return value
    found = value._ask_("op", value._number_, "data", [])
    if isinstance(found, Proxy):
        raise TypeError("an object has no data, though it was said to have")
    return found


def _on_data(operation: Callable[..., Any], swapped: bool = False) -> Callable[..., Any]:
    def method(self: Any, *others: Any) -> Any:
        values = [_data(self), *map(_data, others)]
        return operation(*(values[::-1] if swapped else values))

    return method


def _is_same_record(self: Any, other: Any) -> Any:
    if self is other:
        return True
    return (
        _data(self) == _data(other) if getattr(type(other), "_live_", "") in ("r", "R") else False
    )


SYMBOLS = ("add", "sub", "mul", "or", "and", "xor")
# operations that are done here, with the data of an object that has data or is a record
ON_DATA: dict[str, Any] = {
    **{f"__{one}__": _on_data(getattr(operator, f"__{one}__")) for one in SYMBOLS},
    **{f"__r{one}__": _on_data(getattr(operator, f"__{one}__"), True) for one in SYMBOLS},
    **{
        f"__{one}__": _on_data(getattr(operator, one))
        for one in ("eq", "ne", "lt", "le", "gt", "ge", "contains")
    },
    "__len__": _on_data(len),
    "__bool__": _on_data(bool),
    "__iter__": _on_data(iter),
    "__reversed__": _on_data(reversed),
    "__class__": property(lambda self: type(_data(self))),
}
LIVE: dict[str, dict[str, Any]] = {
    "": {},
    "d": {**ON_DATA, "__hash__": None},
    "D": {**ON_DATA, "__hash__": lambda self: hash(_data(self))},
    "r": {"__eq__": _is_same_record, "__hash__": None},
    "R": {"__eq__": _is_same_record, "__hash__": lambda self: hash(_data(self))},
}


@lru_cache(maxsize=512)
def proxy_class(name: str, letters: str, base: type | None = None, calls: str = "") -> type:
    """Return a class of proxies.

    base is a class of this package that they should count as; calls are the names, separated by
    spaces, of methods that are each called in one message.
    """
    methods = _methods(letters)
    if calls:
        methods["__getattr__"] = _caller({*calls.split()})
    if "n" in methods:
        methods["__iter__"] = lambda self: self
    live = next((letter for letter in letters if LIVE.get(letter)), "")
    methods |= LIVE[live] | {"_live_": live}
    bases: tuple[type, ...] = (Proxy,)
    if base is not None:
        bases = (Proxy, base)
        methods["__getattribute__"] = _getter(base)
    return type(subclasses.safe_name(name), bases, methods)


def _caller(methods: Collection[str]) -> Callable[[Any, str], Any]:
    """Return the attribute lookup of proxies that call these methods in one message each."""
    return lambda self, name: (
        _method(self, name) if name in methods else Proxy.__getattr__(self, name)
    )


def _method(proxy: Any, name: str) -> Callable[..., Any]:
    return lambda *args, **kwargs: proxy._ask_("send", proxy._number_, name, list(args), kwargs)


def _getter(base: type) -> Callable[[Any, str], Any]:
    """Return the attribute lookup of proxies that count as base, whatever was assigned to them.

    base only says which names are methods, each of which is called in one message, and which are
    parts that are never replaced, each of which is asked for once.
    """
    methods = {*methods_of(base)}
    parts = getattr(base, "_parts_", ())

    def get(self: Any, name: str) -> Any:
        if name.startswith("_"):
            return object.__getattribute__(self, name)
        if name in parts:
            kept = vars(self).setdefault("_kept_", {})
            if name not in kept:
                kept[name] = self._ask_("attr", self._number_, name)
            return kept[name]
        if name in methods:
            return _method(self, name)
        return self._ask_("attr", self._number_, name)

    return get


def methods_of(kind: type) -> list[str]:
    """Return the names of a class's methods."""
    return [name for name in dir(kind) if isfunction(getattr_static(kind, name))]


def _methods(letters: str) -> dict[str, Any]:
    return {ABILITIES[one]: done for one, done in METHODS.items() if one in letters}


def whole(proxy: Any, name: str, letters: str, value: Any) -> Any:
    """Return an immutable object: its data are here, and the proxy can be asked for more.

    One proxy gives the same object each time, so that an enum's members stay identical. Raises
    ProtocolError.
    """
    base: type = type(value)
    if not isinstance(proxy, Proxy) or base in subclasses.CHANGING:
        raise ProtocolError("an object is not described as it should be")
    kind, known = _whole_class(name, letters, base), vars(proxy).get("_whole_")
    if type(known) is kind and known == value:
        return known
    made = subclasses.filled(kind, value)
    vars(made).update(_ask_=proxy._ask_, _number_=proxy._number_)
    vars(proxy)["_whole_"] = made
    return made


@lru_cache(maxsize=512)
def _whole_class(name: str, letters: str, base: type) -> type:
    methods: dict[str, Any] = {
        "__module__": "jail",
        "__repr__": base.__repr__,
        "__str__": base.__str__,
    }
    methods |= {
        method: _text(method) for letter, method in subclasses.TEXTS.items() if letter in letters
    }
    # its data alone say whether it contains something, and whether it is true
    asked = _methods(letters.replace("h", "").replace("b", ""))
    asked |= {"__contains__": None} if "h" in letters else {}
    more = {name: done for name, done in asked.items() if not hasattr(base, name)}
    return type(subclasses.safe_name(name), (Proxy, base), methods | more)


def _text(method: str) -> Callable[..., str]:
    return lambda self, *form: str(self._ask_("op", self._number_, method.strip("_"), list(form)))
