"""Generates Murmur's users: households, profiles, devices. Each function makes one block."""

import numpy as np
import pandas as pd

from privacylab.companies.data.schema import MISSING
from privacylab.companies.data.times import day
from privacylab.companies.murmur.data.key_dates import LAUNCH, TODAY

HOUSEHOLDS = 320  # per block
PROFILES = 2_000  # ids reserved per block: more than it ever needs
DEVICES = 4_000

PLACES = pd.DataFrame(
    [
        ("US", "New York", "America/New_York", 42.8, -75.5, 14),
        ("US", "Ohio", "America/New_York", 40.2, -82.7, 10),
        ("US", "Georgia", "America/New_York", 33.2, -83.5, 9),
        ("US", "Texas", "America/Chicago", 31.5, -97.5, 13),
        ("US", "Illinois", "America/Chicago", 40.0, -89.2, 9),
        ("US", "Colorado", "America/Denver", 39.0, -105.0, 6),
        ("US", "Arizona", "America/Phoenix", 33.6, -111.8, 5),
        ("US", "California", "America/Los_Angeles", 36.8, -119.9, 13),
        ("US", "Washington", "America/Los_Angeles", 47.4, -121.0, 6),
        ("US", "Alaska", "America/Anchorage", 61.6, -149.4, 2),
        ("US", "Hawaii", "Pacific/Honolulu", 19.7, -155.5, 2),
        ("CA", "Newfoundland", "America/St_Johns", 48.6, -55.5, 2),
        ("GB", "England", "Europe/London", 52.6, -1.5, 4),
        ("DE", "Hesse", "Europe/Berlin", 50.6, 9.0, 3),
        ("AU", "New South Wales", "Australia/Sydney", -33.4, 150.0, 2),
    ],
    columns=["country", "region", "time_zone", "latitude", "longitude", "weight"],
)
CHILD_NAMES = """
Ada Amir Anouk Arlo Aya Ben Bo Carmen Cleo Dan Dara Elif Emil Ezra Fay Finn Gus Hana Ida
Idris Ines Ivo Jun Juno Kai Kofi Lena Leo Lior Luz Mae Malik Mara Mika Milo Nadia Nia Nils
Noa Nour Olive Omar Otto Pia Quinn Ravi Remy Rosa Sami Sol Suki Tala Theo Uma Vera Wren
Yara Yusuf Zoe
"""
ADULT_NAMES = """
Abel Agnes Alma Anders Bashir Bea Carlos Chidi Dana Delia Edith Emeka Farah Felix Gita
Greta Hugo Ilse Imani Jonas Joy Karim Keiko Lars Lucia Marco Mei Miriam Nasser Nora Oskar
Paula Priya Rafael Renu Ruth Salma Stefan Tariq Teresa Tomas Ulla Viktor Wanda Xenia Yusra
Zora
"""

# How a child's use of Murmur developed, with its share of all children.
FATES = {
    "lively": 0.44,  # still speaks to it
    "drifted": 0.24,  # lost interest long ago
    "cut off": 0.16,  # had an early speaker, which an update in early 2022 disabled
    "never": 0.06,  # was set up but never spoke
    "lost": 0.04,  # used it, but the log of it is lost
    "erased": 0.06,  # was deleted at a parent's request
}
CUT_OFF = (day("2022-02-20"), day("2022-03-12"))
LAST_DAY = TODAY - 1
LAST_ERASED = TODAY - 60  # their last use at the latest: a request and its handling take time
USES_A_YEAR = 14


def make_households(rng: np.random.Generator, block: int) -> pd.DataFrame:
    """Return one block of households, in the order in which they joined."""
    weight = PLACES["weight"].to_numpy()
    place = rng.choice(len(PLACES), HOUSEHOLDS, p=weight / weight.sum())
    joined = LAUNCH + (1_600 * rng.beta(1.0, 1.4, HOUSEHOLDS)).astype(np.int64)
    # Speakers are gifts: every seventh household opens its account after Christmas.
    christmas = np.array([day(f"{year}-12-25") for year in range(2019, 2023)])
    present = rng.random(HOUSEHOLDS) < 1 / 7
    joined[present] = rng.choice(christmas, present.sum()) + rng.integers(0, 4, present.sum())
    joined.sort()
    homes = PLACES.drop(columns="weight").iloc[place].reset_index(drop=True)
    homes["latitude"] += rng.normal(0, 0.4, HOUSEHOLDS)
    homes["longitude"] += rng.normal(0, 0.5, HOUSEHOLDS)
    homes.insert(0, "household_id", block * HOUSEHOLDS + np.arange(HOUSEHOLDS))
    return homes.assign(created_on=joined)


def make_profiles(rng: np.random.Generator, block: int, homes: pd.DataFrame) -> pd.DataFrame:
    """Return the adults and children of these households, adults first in each.

    In addition to the published columns: `home` (row of homes), `fate`, `first` and `last` (the
    days of first and last use, MISSING if none), `often` (how frequently they use it, relative to
    USES_A_YEAR) and `zeal` (their share of all use).
    """
    adults = rng.choice([1, 2], len(homes), p=[0.35, 0.65])
    children = rng.choice([1, 2, 3, 4], len(homes), p=[0.40, 0.40, 0.15, 0.05])
    home = np.repeat(np.arange(len(homes)), adults + children)
    place_at_home = np.arange(len(home)) - np.repeat(
        np.cumsum(adults + children) - adults - children, adults + children
    )
    child = place_at_home >= adults[home]
    count = len(home)

    joined = homes["created_on"].to_numpy()[home]
    added_later = (rng.random(count) < 0.3) & (place_at_home > 0)
    created = joined + np.where(added_later, rng.exponential(200, count), 0).astype(np.int64)
    created = np.minimum(created, TODAY - 20)

    # Taking every seventh name, so that no two people in a household have the same name.
    number = rng.integers(0, 1_000, len(homes))[home] + 7 * place_at_home
    children_names, adult_names = np.array(CHILD_NAMES.split()), np.array(ADULT_NAMES.split())
    names = np.where(
        child, children_names[number % len(children_names)], adult_names[number % len(adult_names)]
    )
    frame = pd.DataFrame(
        {
            "profile_id": block * PROFILES + np.arange(count),
            "household_id": homes["household_id"].to_numpy()[home],
            "kind": np.where(child, "child", "adult"),
            "display_name": names,
            "birth_on": created - _age(rng, child),
            "created_on": created,
            "home": home,
        }
    )
    frame["fate"] = _fates(rng, child, created)
    # A few speak to it all day, most now and then.
    frame["often"] = rng.lognormal(0, 1.25, count)
    frame["first"], frame["last"] = _first_and_last(rng, frame)
    return frame.assign(zeal=_zeal(frame))


def _age(rng: np.random.Generator, child: np.ndarray) -> np.ndarray:
    """Return the days between birth and the creation of the profile."""
    weight = np.array([1, 2, 4, 6, 8, 9, 9, 8, 7, 5, 3])
    years = rng.choice(np.arange(2, 13), len(child), p=weight / weight.sum())
    years = np.where(child, years, np.clip(rng.normal(39, 7, len(child)), 21, 75).astype(int))
    return (years * 365.2425 + rng.integers(0, 365, len(child))).astype(np.int64)


def _fates(rng: np.random.Generator, child: np.ndarray, created: np.ndarray) -> np.ndarray:
    fate = rng.choice(list(FATES), len(child), p=list(FATES.values()))
    too_young = np.isin(fate, ["drifted", "cut off"]) & (created > CUT_OFF[0] - 60)
    too_young |= (fate == "erased") & (created > LAST_ERASED - 60)
    return np.where(~child | too_young, "lively", fate)


def _first_and_last(
    rng: np.random.Generator, profiles: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """Return the days of first and last use, MISSING for a profile that was never used."""
    count, fate = len(profiles), profiles["fate"]
    created = profiles["created_on"].to_numpy()
    first = created + np.minimum(rng.geometric(0.5, count) - 1, 15)

    ago = rng.exponential(365 / (USES_A_YEAR * profiles["often"])).astype(np.int64)
    lively = np.maximum(LAST_DAY - np.minimum(ago, 500), first)
    drifted = first + rng.lognormal(np.log(170), 1.0, count).astype(np.int64)
    span = np.maximum(CUT_OFF[0] - first, 1)
    drifted = np.where(drifted < CUT_OFF[0], drifted, first + rng.integers(0, span))
    cut_off = rng.integers(CUT_OFF[0], CUT_OFF[1] + 1, count)
    end = np.where(fate == "erased", LAST_ERASED, LAST_DAY)
    other = first + rng.integers(0, np.maximum(end - first, 1))

    last = np.select(
        [fate == "lively", fate == "drifted", fate == "cut off", fate == "never"],
        [lively, drifted, cut_off, np.full(count, MISSING)],
        other,
    )
    # Some adults set it up for the children, and then stop using it.
    gone = (profiles["kind"] == "adult") & (rng.random(count) < 0.25)
    last = np.where(gone, other, last)
    return np.where(last == MISSING, MISSING, first), last


def _zeal(profiles: pd.DataFrame) -> np.ndarray:
    """Return each profile's share of all use."""
    years = (profiles["last"] - profiles["first"] + 30).to_numpy() / 365
    eager = profiles["often"].to_numpy() * np.where(profiles["kind"] == "child", 1.3, 1.0)
    uses = np.where(profiles["last"] == MISSING, 0, eager * years**0.8)
    return uses / uses.sum()


def make_devices(
    rng: np.random.Generator, block: int, homes: pd.DataFrame, profiles: pd.DataFrame
) -> pd.DataFrame:
    """Return speakers and apps. In every household, the first adult has a speaker from day one.

    In addition to the published columns: `owner` (row of profiles) and `app` (whether it is a phone
    or tablet with the app).
    """
    child = (profiles["kind"] == "child").to_numpy()
    fate = profiles["fate"].to_numpy()
    rows = np.arange(len(profiles))
    first_adult = rows[~profiles["household_id"].duplicated()]
    own_speaker = rows[child & ((rng.random(len(rows)) < 0.7) | (fate == "cut off"))]
    phone = rows[rng.random(len(rows)) < np.where(child, 0.4, 0.75)]

    owner = np.concatenate([first_adult, own_speaker, phone])
    app = np.repeat([False, True], [len(first_adult) + len(own_speaker), len(phone)])
    models = np.where(app, "Murmur app", rng.choice(["Pebble 2", "Pebble Mini"], len(owner)))
    for_children = np.arange(len(owner)) >= len(first_adult)
    models[for_children & ~app] = rng.choice(["Lantern", "Pebble 2"], len(own_speaker))
    early = for_children & ~app & (profiles["last"].to_numpy()[owner] <= CUT_OFF[1])
    early &= profiles["created_on"].to_numpy()[owner] < day("2021-06-01")
    models[early & (rng.random(len(owner)) < 0.5)] = "Pebble"
    models[early & (fate[owner] == "cut off")] = "Pebble"

    frame = pd.DataFrame(
        {
            "household_id": profiles["household_id"].to_numpy()[owner],
            "profile_id": profiles["profile_id"].to_numpy()[owner],
            "model": models,
            "registered_on": profiles["created_on"].to_numpy()[owner],
            "owner": owner,
            "app": app,
        }
    )
    frame = frame.sort_values(["household_id", "registered_on"], kind="stable", ignore_index=True)
    frame.insert(0, "device_id", block * DEVICES + np.arange(len(frame)))
    return frame
