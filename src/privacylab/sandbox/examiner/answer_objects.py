"""What a test may ask of a learner's object: everything but whether it is right.

Data cross to this process and are compared here. An object with methods stays in the jail, and the
learner's code answers for it. Such an object equals nothing but itself; its parts decide, here,
whether it contains something; and where it could claim to be true, the check fails instead.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NoReturn

MOST_PARTS = 10_000  # requested from one object, so that an endless one ends


def _refuse(self: Any, *_: Any) -> NoReturn:
    raise TypeError(
        f"An object of the class {type(self).__name__} came back. A check cannot ask whether it is "
        "true: return plain data."
    )


def _contains(self: Any, wanted: Any) -> bool:
    return any(part is wanted or part == wanted for part in self)


def _without_end(name: str) -> ValueError:
    return ValueError(f"More than {MOST_PARTS:,} parts of an object of the class {name} came back.")


@lru_cache(maxsize=512)
def without_a_say(kind: Any) -> Any:
    """Return a subclass of kind, a class of proxies, whose objects do not judge themselves.

    Objects without a truth value of their own are true, as everywhere in Python. Objects with data,
    and records, are compared by data that cross, so they keep their comparison.
    """
    if getattr(kind, "_live_", "") in ("d", "D"):
        return kind

    def length(self: Any) -> int:
        found = kind.__len__(self)
        if type(found) is not int or not 0 <= found <= MOST_PARTS:
            raise _without_end(kind.__name__)
        return found

    def parts(self: Any) -> Iterator[Any]:
        for number, part in enumerate(kind.__iter__(self)):
            if number >= MOST_PARTS:
                raise _without_end(kind.__name__)
            yield part

    def steps(self: Any) -> Iterator[Any]:
        for _ in range(MOST_PARTS):
            try:
                yield kind.__next__(self)
            except StopIteration:
                return
        raise _without_end(kind.__name__)

    methods: dict[str, Any] = {}
    if hasattr(kind, "__next__"):
        methods["__iter__"] = steps
    elif hasattr(kind, "__iter__"):
        methods["__iter__"] = parts
    if hasattr(kind, "__len__"):
        methods["__len__"] = length
    if hasattr(kind, "__bool__"):
        methods["__bool__"] = _refuse
    if hasattr(kind, "__contains__"):
        methods["__contains__"] = _contains if "__iter__" in methods else _refuse
    return type(kind.__name__, (kind,), methods)
