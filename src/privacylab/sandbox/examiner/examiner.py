"""The examiner's endpoint: what it asks of a jail, and what it lets the jail ask."""

import contextlib
import sys
import time
import types
from collections.abc import Iterator
from functools import cache
from typing import Any

from privacylab.checks import missing_function
from privacylab.sandbox.examiner.answer_objects import without_a_say
from privacylab.sandbox.examiner.outputs import BROKEN, STOPPED, TOO_LONG
from privacylab.sandbox.jail.offered import is_offered
from privacylab.sandbox.protocol import class_allowlist
from privacylab.sandbox.protocol.framing import Channel, ChannelClosed, ProtocolError
from privacylab.sandbox.protocol.operations import operate
from privacylab.sandbox.protocol.proxies import methods_of
from privacylab.sandbox.protocol.rpc import Endpoint
from privacylab.sandbox.protocol.subclasses import abilities, mark

MOST_SAID = 200_000  # characters that one reply may have printed
# What a learner's code may use of a company: what the exercises name. The company's ground truth
# stays here. A package covers all of its modules, but a module listed itself takes precedence.
OPEN_NAMES = {
    "privacylab.assessment.sealed": {"call", "count"},
    "privacylab.companies.model_registry": {
        *("search_model_versions", "search_logged_models", "search_registered_models"),
        *("search_runs", "files", "rows", "predict", "journal", "gc", "remove", "delete_run"),
        *("delete_registered_model_alias", "delete_model_version", "delete_registered_model"),
        *("delete_logged_model", "delete_experiment", "vacuum"),
    },
    "privacylab.companies.stores": {
        *("name", "scan", "lookup", "inspect", "derived", "read", "delete", "purge", "undelete"),
        *("put", "find", "get", "pending"),
    },
    "privacylab.companies.simulation.clock": {"today"},
    "privacylab.companies.simulation.faults": set(),
    "privacylab.companies.simulation": {
        *("name", "clock", "stores", "processors", "connected", "registry", "accounts", "people"),
        *("guardians", "identity", "keys_of", "owner_of", "forget", "holds", "of", "journal"),
        *("append", "entries", "keys", "describe", "destroy", "destroy_escrow", "models"),
        *("artifacts", "lineage", "read", "backups", "kept", "inspect", "expire", "notify"),
        *("status", "audit"),
    },
}
OPEN_MODULES = {"builtins", "functools", "itertools", "collections", "__main__"}
NOT_HANDED_OVER = "the test has not handed that over"
CLOSED = (types.ModuleType, type, types.CodeType, types.FrameType, types.TracebackType)


class CellEnded(KeyboardInterrupt):
    """The cell is over, and no check may catch that. dead says that the jail is too."""

    def __init__(self, name: str, dead: bool):
        super().__init__(name)
        self.name, self.dead = name, dead


class ExaminerEndpoint(Endpoint):
    """The examiner's endpoint."""

    def __init__(self, channel: Channel):
        super().__init__(channel)
        self.ends = 0.0  # when the time of this cell is up
        self.broken = False

    def ask(self, verb: str, *parts: Any) -> Any:
        if self.broken:
            raise CellEnded(STOPPED, dead=True)
        try:
            if self.depth:
                return super().ask(verb, *parts)
            found = super().ask("within", max(0.1, self.ends - time.monotonic()), verb, *parts)
        except ChannelClosed:
            self.broken = True
            raise CellEnded(STOPPED, dead=True) from None
        except ProtocolError:
            self.broken = True
            raise CellEnded(BROKEN, dead=True) from None
        except CellEnded:
            self.broken = True
            raise
        if not isinstance(found, list) or len(found) > 1:
            raise CellEnded(BROKEN, dead=True)
        if not found:
            raise CellEnded(TOO_LONG, dead=False)
        return found[0]

    def look_up(self, name: str) -> missing_function.Found:
        """Look up a name among the learner's cells, and which functions they define."""
        return missing_function.checked(self.ask("look up", name))

    def answer(self, verb: str, parts: list[Any]) -> Any:
        """Answer the jail, which may only use what a test has handed over."""
        match verb, parts:
            case "call", [number, list(args), dict(kwargs)]:
                return _called(self.object(number), args, kwargs)
            case "send", [number, str(name), list(args), dict(kwargs)]:
                return _called(_attribute(self.object(number), name), args, kwargs)
            case "attr", [number, str(name)]:
                return _attribute(self.object(number), name)
            case "op", [number, str(op), list(arguments)]:
                found = self.object(number)
                kind: type = type(found)
                if op in ("repr", "str") or _is_open(kind):
                    return operate(found, op, arguments)
        raise TypeError(NOT_HANDED_OVER)

    def describe(self, value: Any) -> list[str]:
        kind: type = type(value)
        letters = abilities(kind) + mark(value) if _is_open(kind) else ""
        return [kind.__name__, letters, _path(kind), _methods(kind)]

    def proxy_class(self, name: str, letters: str, path: Any, methods: str) -> type:
        # the learner's code does not decide what a method is
        return without_a_say(super().proxy_class(name, letters, path, ""))

    def take_extras(self, extras: list[Any]) -> None:
        """Print what the learner's code has printed, where the test's own output goes."""
        left = MOST_SAID
        for one in extras:
            match one:
                case ["stdout" | "stderr" as name, str(text)]:
                    print(text[:left], end="", file=getattr(sys, name))
                    left = max(0, left - len(text))
                case _:
                    raise ProtocolError("what was printed cannot be read")


@contextlib.contextmanager
def ends_within(function: Any, seconds: float) -> Iterator[None]:
    """Limit how long a learner's function may take. Raises TimeoutError.

    There is no limit for a function in this process.
    """
    examiner = getattr(getattr(function, "_ask_", None), "__self__", None)
    if not isinstance(examiner, ExaminerEndpoint):
        yield
        return
    cell_ends = examiner.ends
    examiner.ends = min(cell_ends, time.monotonic() + seconds)
    try:
        yield
    except CellEnded as end:
        if end.dead or time.monotonic() >= cell_ends:
            raise
        raise TimeoutError("it took too long") from None
    finally:
        examiner.ends = cell_ends


def _called(found: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    kind: type = type(found)
    if _is_open(kind) and "c" in abilities(kind):
        return found(*args, **kwargs)
    raise TypeError(NOT_HANDED_OVER)


def _attribute(found: Any, name: str) -> Any:
    kind: type = type(found)
    if _is_open_name(kind, name):
        return getattr(found, name)
    raise AttributeError(f"{kind.__name__!r} object has no attribute {name!r} here", name=name)


@cache
def _is_open(kind: type) -> bool:
    """Whether the jail may call, count or iterate objects of a class."""
    return (
        kind.__module__ in OPEN_MODULES
        and not issubclass(kind, CLOSED)
        or kind.__name__ == "_Iteration"
    )


@cache
def _path(kind: type) -> str:
    """Return the path of a company's class, which the jail may have, too; "" for any other."""
    known = _open_names(kind) and is_offered(kind.__module__)
    return class_allowlist.path_of(kind) if known else ""


@cache
def _methods(kind: type) -> str:
    """Return the methods that the jail may call of a class that it cannot have itself."""
    if _path(kind):
        return ""
    return " ".join(name for name in methods_of(kind) if _is_open_name(kind, name))


def _is_open_name(kind: type, name: str) -> bool:
    """Whether the jail may use an attribute of an object: a company's, or one of a test's own."""
    names = _open_names(kind)
    return name in names if names else kind.__module__ == "__main__" and name[:1] != "_"


@cache
def _open_names(kind: type) -> set[str]:
    """Return the names that are open in a company's class; none for all other classes."""
    for module, names in OPEN_NAMES.items():
        if f"{kind.__module__}.".startswith(f"{module}."):
            return names
    return set()
