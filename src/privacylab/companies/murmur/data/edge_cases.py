"""Plants dates in the data on which retention rules differ."""

import numpy as np
import pandas as pd

from privacylab.companies.data.times import DAY, day

# Last days of use by children whose speaker an update disabled, the most important ones first. On
# 31 August 2023, 18 months are complete since 28 February 2022, and 540 days since 9 March 2022.
LAST_DAYS = (
    *(["2022-02-28", "2022-03-01"] * 3),
    *[f"2022-03-{number:02}" for number in (2, 3, 4, 5, 6, 7, 8, 9, 9, 8, 7, 6, 5, 4, 3, 2)],
    *["2022-02-25", "2022-02-26", "2022-02-27", "2022-03-10", "2022-03-11", "2022-03-12"],
    *(["2022-02-28", "2022-03-01"] * 3),
    *[f"2022-03-{number:02}" for number in range(2, 10)],
)
MONTH_ENDS = ("2020-02-29", "2021-08-31", "2020-08-31", "2021-10-31", "2021-05-31", "2021-12-31")

# The nights when most of North America changes its clocks, and the second of the day at which an
# affected hour begins.
CLOCK_CHANGES = {
    **{date: 3600 for date in ("2019-11-03", "2020-11-01", "2021-11-07", "2022-11-06")},
    **{date: 5400 for date in ("2020-03-08", "2021-03-14", "2022-03-13", "2023-03-12")},
}
NO_CLOCK_CHANGE = ["America/Phoenix", "Pacific/Honolulu"]


def plant_edges(rng: np.random.Generator, profiles: pd.DataFrame) -> None:
    """Give some children last days of use and birthdays on which rules differ, in place."""
    fate = profiles["fate"].to_numpy(object)
    first, last = profiles["first"].to_numpy(), profiles["last"].to_numpy(copy=True)
    birth = profiles["birth_on"].to_numpy(copy=True)

    # Those who are still children go first: for the others, the rules agree.
    cut_off = rng.permutation(np.flatnonzero(fate == "cut off"))
    cut_off = cut_off[np.argsort(birth[cut_off] < day("2009-04-01"), kind="stable")]
    for row, date in zip(cut_off, LAST_DAYS, strict=False):
        last[row] = day(date)
    drifted = list(rng.permutation(np.flatnonzero(fate == "drifted")))
    for date in MONTH_ENDS * 3:
        row = next((row for row in drifted if first[row] < day(date)), None)
        if row is not None:
            last[row] = day(date)
            drifted.remove(row)

    # The 13th birthday: on the last day of use, the day after, or in the following months.
    days_after = [0, 0, 0, 1, 1, 1, *rng.integers(10, 530, 12)]
    long_users = [row for row in drifted if last[row] - first[row] > 30]
    for row, after in zip(long_users, days_after, strict=False):
        birthday = pd.Timestamp(last[row] + after, unit="D")
        birth[row] = day(f"{birthday - pd.DateOffset(years=13):%Y-%m-%d}")

    age = (profiles["created_on"].to_numpy() - birth) // 365
    pupils = rng.permutation(np.flatnonzero((fate == "lively") & (age >= 4) & (age <= 9)))
    for row in pupils[:8]:
        year = 1970 + birth[row] / 365.2425
        birth[row] = day(f"{4 * round(year / 4)}-02-29")
    profiles["last"], profiles["birth_on"] = last, birth


def move_to_clock_changes(
    rng: np.random.Generator,
    wall: np.ndarray,
    zones: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
) -> None:
    """Move a few sessions into the hour when the clocks change, in place."""
    changes = np.array([zone.startswith("America/") for zone in zones])
    changes &= ~np.isin(zones, NO_CLOCK_CHANGE)
    for date, second in CLOCK_CHANGES.items():
        able = np.flatnonzero(changes & (first <= day(date)) & (day(date) <= last))
        chosen = rng.permutation(able)[:4]
        wall[chosen] = day(date) * DAY + second + rng.integers(0, 3600, len(chosen))
