"""Classes that both sides know by their import path: errors, enums, records, and stores.

Only modules of this package that are already loaded are searched, and only for public names: a path
that arrives over the channel never imports anything.
"""

import builtins
import dataclasses
import sys
from enum import Enum
from functools import lru_cache
from typing import Any

from privacylab.sandbox.protocol.framing import ProtocolError

OURS = "privacylab."
DATA = ("privacylab.catalog", "privacylab.companies", "privacylab.checks.outcome")
NEVER = {"KeyboardInterrupt", "GeneratorExit", "BaseException", "StopAsyncIteration"}


def path_of(kind: type) -> str:
    """Return the path of a public class of this package, as "module:Name"; else ""."""
    module, name = kind.__module__, kind.__qualname__
    if not module.startswith(OURS) or not name.isidentifier() or name.startswith("_"):
        return ""
    return f"{module}:{name}" if _found(module, name) is kind else ""


def _found(module: str, name: str) -> Any:
    return vars(sys.modules[module]).get(name) if module in sys.modules else None


def class_at(path: Any) -> type:
    """Return the class of a path. Raises ProtocolError if path_of would not return that path."""
    found = loaded_class(path) if isinstance(path, str) else None
    if not isinstance(found, type) or path_of(found) != path:
        raise ProtocolError("a class is not known")
    return found


def loaded_class(path: str) -> type | None:
    """Return the class of a path that path_of made elsewhere; None if it is not loaded here."""
    module, _, name = path.partition(":")
    return _found(module, name)


@lru_cache(maxsize=512)
def data_path(kind: type) -> str:
    """Return the path of an enum or a frozen dataclass that is plain data; else ""."""
    if not kind.__module__.startswith(DATA):
        return ""
    frozen = dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    return path_of(kind) if frozen or is_enum(kind) else ""


def is_enum(kind: type) -> bool:
    return issubclass(kind, Enum)


def fields_of(record: Any) -> list[Any]:
    return [getattr(record, field.name) for field in dataclasses.fields(record)]


def enum_class(path: Any) -> Any:
    kind = class_at(path)
    if not data_path(kind) or not is_enum(kind):
        raise ProtocolError("an enum is not known")
    return kind


def record(path: Any, values: list[Any]) -> Any:
    """Return a frozen dataclass with these values in its fields."""
    kind = class_at(path)
    if not data_path(kind) or is_enum(kind):
        raise ProtocolError("a record is not known")
    made: Any = object.__new__(kind)
    fields = dataclasses.fields(kind)
    for field, value in zip(fields, values, strict=True):
        object.__setattr__(made, field.name, value)
    return made


def error_class(path: Any) -> type[BaseException] | None:
    """Return the class of an error by its path: a built-in, or one of this package; else None."""
    if not isinstance(path, str):
        return None
    module, _, name = path.partition(":")
    if module == "builtins":
        found = vars(builtins).get(name)
        right = isinstance(found, type) and issubclass(found, BaseException)
        return found if right and name not in NEVER else None
    try:
        found = class_at(path)
    except ProtocolError:
        return None
    return found if issubclass(found, Exception) else None
