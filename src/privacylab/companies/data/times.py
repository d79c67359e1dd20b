"""The companies' calendar: days and instants as whole numbers, and time zones.

A day is the number of days since 1 January 1970, an instant the number of seconds since then in
UTC: numbers are what numpy adds up, millions at a time.
"""

import numpy as np
import pandas as pd

DAY = 86_400


def day(text: str) -> int:
    """The day of a date such as "2023-08-31"."""
    return int(np.datetime64(text, "D").astype(int))


def instant(text: str) -> int:
    """The instant of a UTC time such as "2023-08-31T12:00"."""
    return int(np.datetime64(text, "s").astype(int))


def to_utc(
    local: np.ndarray, zones: np.ndarray, second_pass: np.ndarray | None = None
) -> np.ndarray:
    """The instants at which clocks on the wall show local (seconds), each in its own zone.

    Where a clock is set back an hour passes twice: second_pass says which are meant. Where it is
    set forward, a time that does not exist becomes the first that does.
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
    """The calendar date at each instant, each in its own zone."""
    result = np.empty_like(instants)
    for zone in np.unique(zones):
        here = zones == zone
        utc = pd.DatetimeIndex(instants[here].astype("datetime64[s]")).tz_localize("UTC")
        result[here] = utc.tz_convert(zone).tz_localize(None).as_unit("s").asi8 // DAY
    return result
