"""The companies' calendar: days and instants as whole numbers, and time zones.

A day is the number of days since 1 January 1970, and an instant the number of seconds since then in
UTC. NumPy computes with such numbers by the million.
"""

import numpy as np
import pandas as pd

DAY = 86_400


def day(text: str) -> int:
    """Return the day number of a date such as "2023-08-31"."""
    return int(np.datetime64(text, "D").astype(int))


def instant(text: str) -> int:
    """Return the instant of a UTC time such as "2023-08-31T12:00"."""
    return int(np.datetime64(text, "s").astype(int))


def to_utc(
    local: np.ndarray, zones: np.ndarray, second_pass: np.ndarray | None = None
) -> np.ndarray:
    """Return the instants at which wall clocks show `local` (seconds), each in its own zone.

    When clocks go back, an hour happens twice: second_pass says which times mean the second one.
    When clocks go forward, a time that doesn't exist becomes the first one that does.
    """
    result = np.empty_like(local)
    for zone in np.unique(zones):
        here = zones == zone
        first_pass = np.ones(here.sum(), bool) if second_pass is None else ~second_pass[here]
        wall = pd.DatetimeIndex(local[here].astype("datetime64[s]"))
        meant = wall.tz_localize(zone, ambiguous=first_pass, nonexistent="shift_forward")
        result[here] = meant.tz_convert(None).as_unit("s").asi8
    return result


def local_day(instants: np.ndarray, zones: np.ndarray) -> np.ndarray:
    """Return the calendar date (a day number) at each instant, each in its own zone."""
    result = np.empty_like(instants)
    for zone in np.unique(zones):
        here = zones == zone
        utc = pd.DatetimeIndex(instants[here].astype("datetime64[s]")).tz_localize("UTC")
        result[here] = utc.tz_convert(zone).tz_localize(None).as_unit("s").asi8 // DAY
    return result
