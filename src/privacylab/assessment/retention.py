"""RET-02's functions as a system under assessment: days are text, tables are lists of dicts."""

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from privacylab.assessment.sealed import Doors

Row = Mapping[str, Any]
Read = Callable[[Any], Any]
ACTORS = ("child", "adult", "staff", "system")
STATUSES = ("never used", "unknown", "not a child", "inactive", "active")


def _day(value: Any) -> pd.Timestamp:
    try:
        if dt.date.fromisoformat(value).isoformat() == value:
            return pd.Timestamp(value)
    except (TypeError, ValueError):
        pass
    raise ValueError(f"{value!r} is not a day: write it as text, such as '2023-08-31'")


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ValueError(f"{value!r} is not text")
    return value


def _number(value: Any) -> int:
    if type(value) is not int:
        raise ValueError(f"{value!r} is not a whole number")
    return value


def _one_of(*values: str) -> Read:
    def read(value: Any) -> str:
        if value not in values:
            raise ValueError(f"{value!r} is not one of {', '.join(values)}")
        return value

    return read


def _table(**columns: Read) -> Read:
    """Return a function that reads a list of dicts as a table, dropping any other columns."""

    @functools.lru_cache(maxsize=500)  # twenty systems get the same rows, and none changes them
    def made(rows: tuple[tuple[Any, ...], ...]) -> pd.DataFrame:
        of_columns = zip(*rows, strict=True) if rows else [()] * len(columns)
        found = zip(columns.items(), of_columns, strict=True)
        return pd.DataFrame({name: _column(one, values) for (name, one), values in found})

    def read(rows: Any) -> pd.DataFrame:
        if type(rows) is not list or any(type(row) is not dict for row in rows):
            raise ValueError("a table is a list of dicts")
        missing = [name for row in rows for name in columns if name not in row]
        if missing:
            raise ValueError(f"a row has no {missing[0]!r}")
        return made(tuple(tuple(one(row[name]) for name, one in columns.items()) for row in rows))

    return read


def _column(read: Read, values: Sequence[Any]) -> Any:
    return pd.DatetimeIndex(list(values), dtype="datetime64[us]") if read is _day else list(values)


def _truth(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError(f"{value!r} is neither True nor False")
    return value


def _by_profile(read_one: Read) -> Read:
    def read(value: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise ValueError("the expected answer is a dict from profile_id")
        return {_text(profile): read_one(one) for profile, one in value.items()}

    return read


EVENTS = _table(profile_id=_text, used_on=_day, actor=_one_of(*ACTORS))
PROFILES = _table(profile_id=_text, birth_on=_day, interactions=_number, updated_at=_day)
# For each function, its arguments and its result.
SHAPES: dict[str, tuple[tuple[Read, ...], Read]] = {
    "is_inactive": ((_day, _day), _truth),
    "last_child_use": ((EVENTS,), _by_profile(_day)),
    "profile_status": ((PROFILES, EVENTS, _day), _by_profile(_one_of(*STATUSES))),
}


def retention_doors(names: Mapping[str, Callable[..., Any]]) -> Doors:
    """Return the functions of an answer to RET-02, wrapped to take and return plain data."""
    return {name: _door(names[name], SHAPES[name][0]) for name in SHAPES}


def unreadable(cases: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return one sentence for each case whose args or expected answer no system could have."""
    said = []
    for number, case in enumerate(cases, 1):
        try:
            if case["call"] not in SHAPES:
                raise ValueError(f"there is no {case['call']!r}")
            takes, returns = SHAPES[case["call"]]
            _read(takes, case["args"])
            returns(case["expected"])
        except (KeyError, TypeError):
            said.append(f"Case {number}: it has no call, args, or expected.")
        except ValueError as error:
            said.append(f"Case {number}: {error}.")
    return said


def _read(takes: Sequence[Read], args: Sequence[Any]) -> list[Any]:
    if len(args) != len(takes):
        raise ValueError(f"it needs {len(takes)} args, but has {len(args)}")
    return [read(one) for read, one in zip(takes, args, strict=True)]


def _door(function: Callable[..., Any], takes: Sequence[Read]) -> Callable[..., Any]:
    return lambda *args: _plain(function(*_read(takes, args)))


def _plain(value: Any) -> Any:
    """Return an answer without pandas or NumPy types: days as text, booleans as Python's."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return str(value) if isinstance(value, str) else bool(value)
