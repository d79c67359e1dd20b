"""Small tables for checks."""

from typing import Any

import pandas as pd

MOST = 5_000  # tables in the cache
PLAIN = (str, int, bool, type(None), type(pd.NaT))
_made: dict[Any, pd.DataFrame] = {}


def small_table(
    columns: str, *rows: tuple[Any, ...], dates: str = "", utc: str = ""
) -> pd.DataFrame:
    """Return a small table, from its column names in one string and a tuple for each row.

    dates  names of columns that hold days: Timestamps without a time zone; all may be NaT
    utc    names of columns that hold instants: Timestamps in UTC; all may be NaT

    A name in dates or utc that is not a column is ignored. Tests make the same hundreds of tables
    for every submission, so a process makes each one once, its forks have it, and you get a copy.
    """
    try:
        key = (columns, dates, utc, tuple(tuple(map(_exact, row)) for row in rows))
    except TypeError:  # with a value of another type
        return _make(columns, rows, dates, utc)
    if key not in _made:
        made = _make(columns, rows, dates, utc)
        if len(_made) >= MOST:
            return made
        _made[key] = made
    return _made[key].copy()


def _make(columns: str, rows: tuple[tuple[Any, ...], ...], dates: str, utc: str) -> pd.DataFrame:
    made = pd.DataFrame(list(rows), columns=columns.split())
    made = made.astype({name: "datetime64[us]" for name in dates.split() if name in made})
    return made.assign(
        **{name: pd.to_datetime(made[name], utc=True) for name in utc.split() if name in made}
    )


def _exact(value: Any) -> tuple[Any, ...]:
    """Return what tells a value from all others, even from equal ones. Raises TypeError."""
    kind = type(value)
    if kind is pd.Timestamp:
        return value, value.unit, str(value.tz)
    if kind is float:
        return kind, repr(value)
    if kind not in PLAIN:
        raise TypeError(f"a {kind.__name__} is not told from others that equal it")
    return kind, value
