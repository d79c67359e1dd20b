"""What a proxy may ask of the real object, besides calling it and reading its attributes."""

from collections.abc import Iterator
from typing import Any

from privacylab.sandbox.protocol import subclasses
from privacylab.sandbox.protocol.proxies import LONGEST


def operate(value: Any, op: str, arguments: list[Any]) -> Any:
    """Carry out on the real object what its proxy was asked to do."""
    match op, arguments:
        case "repr", []:
            return repr(value)[:LONGEST]
        case "held", []:
            return repr(getattr(value, "__dict__", ""))[:LONGEST]
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
        case "str", []:
            return str(value)[:LONGEST]
        case "format", [str(form)]:
            return format(value, form)[:LONGEST]
        case "data", []:
            return subclasses.data(value)
    raise TypeError(f"there is no operation {op!r}")


class _Iteration:
    """An iteration in progress."""

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
