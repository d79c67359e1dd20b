"""Generates log-ins by customers, and by intruders through a forgotten portal."""

import numpy as np
import pandas as pd

from privacylab.companies.data.times import DAY, day
from privacylab.companies.porchlight.data.key_dates import EXPORTED

BEGIN = day("2023-08-10")
ATTEMPTS = 11_000  # log-ins by customers themselves, per block
ADDRESSES = 420  # the wave's IP addresses
LOUD = 60  # addresses that try many accounts in an hour; the others try a few at a time
TAKEN = 55  # accounts whose password was known
GUESSED = 12  # accounts tried many times, each time from a different address
REACHED = 10  # accounts in which viewable data was reached
SAFE = 3  # accounts in which only ciphertext was reached, but no key
WAVE = (day("2023-08-18"), day("2023-08-19"), day("2023-08-20"))


def make_attempts(
    rng: np.random.Generator, customers: pd.DataFrame
) -> tuple[pd.DataFrame, np.ndarray]:
    """Return log-in attempts in time order, and the customers (rows) whose account was taken."""
    own = _own_attempts(rng, len(customers))
    wave, taken = _wave(rng, len(customers))
    attempts = pd.concat([own, wave, _guessing(rng, len(customers))], ignore_index=True)
    attempts = attempts[attempts["occurred_at"] < EXPORTED]
    return attempts.sort_values("occurred_at", kind="stable", ignore_index=True), taken


def _own_attempts(rng: np.random.Generator, customers: int) -> pd.DataFrame:
    """Return customers' own attempts: mostly in the evening, now and then with a typo first."""
    customer = rng.integers(0, customers, ATTEMPTS)
    on = rng.integers(BEGIN, EXPORTED // DAY + 1, ATTEMPTS)
    hour = (20 + rng.normal(0, 5, ATTEMPTS)) % 24
    tries = rng.choice([1, 2, 3], ATTEMPTS, p=[0.92, 0.06, 0.02])
    row = np.repeat(np.arange(ATTEMPTS), tries)
    place = np.arange(len(row)) - np.repeat(np.cumsum(tries) - tries, tries)
    # providers share addresses, so some homes have the same one
    address = rng.integers(0, 4_000, customers)[customer]
    ips = np.array([f"100.{64 + n // 250}.{n % 250}.{n * 7 % 251}" for n in range(4_000)], object)
    at = on * DAY + (hour * 3600).astype(np.int64)
    return pd.DataFrame(
        {
            "occurred_at": at[row] + place * 25,
            "portal": rng.choice(
                np.array(["web", "app", "legacy api"], object), ATTEMPTS, p=[0.3, 0.68, 0.02]
            )[row],
            "customer": customer[row],
            "ip": ips[address][row],
            "success": place == tries[row] - 1,
        }
    )


def _wave(rng: np.random.Generator, customers: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return attempts with stolen passwords, from many addresses on three nights.

    Most accounts are tried only once or twice. Also returns the customers (rows) that were taken.
    """
    ips = np.array([f"198.{18 + n % 2}.{n * 37 % 251}.{n % 253}" for n in range(ADDRESSES)], object)
    parts = []
    for address in range(ADDRESSES):
        night = WAVE[rng.integers(len(WAVE))] * DAY + rng.integers(0, 4 * 3600)
        loud = address < LOUD
        tries = int(rng.integers(12, 30)) if loud else int(rng.integers(2, 6))
        at = night + np.sort(rng.integers(0, 3_000, tries))
        parts.append(
            pd.DataFrame(
                {
                    "occurred_at": at,
                    "portal": "legacy api",
                    "customer": rng.choice(customers, tries, replace=False),
                    "ip": ips[address],
                    "success": False,
                }
            )
        )
    wave = pd.concat(parts, ignore_index=True)
    once = wave.index[~wave["customer"].duplicated(keep=False)]
    taken = rng.permutation(once)[:TAKEN]
    wave.loc[taken, "success"] = True
    return wave, wave["customer"].to_numpy()[taken]


def _guessing(rng: np.random.Generator, customers: int) -> pd.DataFrame:
    """Return attempts on a few accounts, tried again and again from different addresses."""
    parts = []
    for customer in rng.choice(customers, GUESSED, replace=False):
        tries = int(rng.integers(7, 14))
        at = WAVE[rng.integers(len(WAVE))] * DAY + rng.integers(4 * 3600, 6 * 3600)
        parts.append(
            pd.DataFrame(
                {
                    "occurred_at": at + np.sort(rng.integers(0, 2_000, tries)),
                    "portal": "legacy api",
                    "customer": customer,
                    "ip": [f"198.19.{rng.integers(252, 255)}.{n}" for n in range(tries)],
                    "success": False,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def make_intrusions(
    rng: np.random.Generator, taken: np.ndarray, cameras: pd.DataFrame
) -> pd.DataFrame:
    """Return what was reached in some of the taken accounts, by camera (row)."""
    owner = cameras["customer"].to_numpy()
    rows = []
    for number, customer in enumerate(taken[: REACHED + SAFE]):
        for place, camera in enumerate(np.flatnonzero(owner == customer)[:2]):
            encrypted = number >= REACHED or number % 3 == 2
            rows.append(
                {
                    "customer": customer,
                    "camera": camera,
                    "reached_at": WAVE[-1] * DAY + rng.integers(6 * 3600, 60 * 3600),
                    "encrypted": encrypted,
                    "key_touched": number < REACHED and encrypted and place == 0,
                }
            )
    return pd.DataFrame(rows).sort_values("reached_at", ignore_index=True)


def notices() -> pd.DataFrame:
    """Return whom Porchlight notified, and when."""
    told = [
        ("Office of the Attorney General", day("2023-08-28")),
        ("State privacy agency", day("2023-08-25")),
    ]
    return pd.DataFrame(told, columns=["entity", "notified_on"])
