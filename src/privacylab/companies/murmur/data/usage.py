"""Generates the use of Murmur: sessions, recordings, and everything else that touches a profile."""

import numpy as np
import pandas as pd

from privacylab.companies.data.schema import MISSING
from privacylab.companies.data.times import DAY, instant, local_day, to_utc
from privacylab.companies.murmur.data.edge_cases import move_to_clock_changes
from privacylab.companies.murmur.data.key_dates import EXPORTED, TODAY
from privacylab.companies.murmur.data.speech import phrases

SESSIONS = 43_000  # per block
ROWS = 200_000  # ids of events, of recordings and of transcripts reserved per block

ACTIONS = {
    "child": {
        **{"music": 0.24, "story": 0.20, "game": 0.18, "chat": 0.17},
        **{"homework": 0.11, "timer": 0.06, "call": 0.04},
    },
    "adult": {"home": 0.34, "timer": 0.22, "music": 0.20, "chat": 0.18, "call": 0.06},
}
# How often each hour of the day is used, by who speaks and whether it's a weekend.
HOURS = {
    ("child", False): "0 0 0 0 0 1 6 10 4 2 2 2 3 4 7 11 14 16 17 15 8 2 0 0",
    ("child", True): "0 0 0 0 0 1 5 11 14 13 12 10 8 8 9 11 12 13 13 12 8 3 1 0",
    ("adult", False): "1 0 0 0 1 4 12 14 8 4 3 3 5 4 3 4 7 12 14 11 9 9 7 3",
    ("adult", True): "2 1 0 0 0 1 4 8 11 12 11 10 10 8 7 7 8 10 12 10 9 9 7 4",
}
MIGRATION = instant("2021-06-12T07:00")
RESTORE = instant("2022-11-05T04:00")
LAST_NIGHT = instant("2023-08-31T10:00")


def make_sessions(
    rng: np.random.Generator, homes: pd.DataFrame, profiles: pd.DataFrame, devices: pd.DataFrame
) -> pd.DataFrame:
    """Return when people spoke to Murmur, one row per session, in chronological order.

    Columns: profile and device (rows of those frames), zone, action, occurred_at, used_on.
    Each profile that was used has a session on its last day of use.
    """
    zeal = profiles["zeal"].to_numpy()
    users = np.flatnonzero(zeal)
    others = rng.choice(len(profiles), SESSIONS - len(users), p=zeal)
    profile = np.concatenate([users, others])
    first, last = (profiles[name].to_numpy()[profile] for name in ("first", "last"))
    # Novelty wears off: the early days are busier.
    on = first + ((last - first + 1) * rng.beta(0.85, 1.1, len(profile))).astype(np.int64)
    child = (profiles["kind"] == "child").to_numpy()[profile]
    weekend = on - _weekday(on) + rng.integers(5, 7, len(on))
    moved = child & (rng.random(len(on)) < 0.2) & (first <= weekend) & (weekend <= last)
    on[moved] = weekend[moved]
    on[: len(users)] = last[: len(users)]

    wall = on * DAY + _second_of_day(rng, child, _weekday(on) >= 5)
    zone = homes["time_zone"].to_numpy(object)[profiles["home"].to_numpy()[profile]]
    free = slice(len(users), None)
    move_to_clock_changes(rng, wall[free], zone[free], first[free], last[free])
    occurred = to_utc(wall, zone, second_pass=rng.random(len(wall)) < 0.5)
    chosen = {
        kind: rng.choice(list(share), len(profile), p=list(share.values()))
        for kind, share in ACTIONS.items()
    }
    sessions = pd.DataFrame(
        {
            "profile": profile,
            "device": _speakers(rng, profile, profiles, devices),
            "zone": zone,
            "action": np.where(child, chosen["child"], chosen["adult"]),
            "occurred_at": occurred,
            "used_on": local_day(occurred, zone),
        }
    )
    return sessions.sort_values("occurred_at", kind="stable", ignore_index=True)


def _weekday(days: np.ndarray) -> np.ndarray:
    """Return 0 for Monday to 6 for Sunday; 1 January 1970 was a Thursday."""
    return (days + 3) % 7


def _second_of_day(rng: np.random.Generator, child: np.ndarray, weekend: np.ndarray) -> np.ndarray:
    result = rng.integers(0, 3600, len(child))
    for (kind, free), weights in HOURS.items():
        here = (child == (kind == "child")) & (weekend == free)
        weight = np.array(weights.split(), float)
        result[here] += 3600 * rng.choice(24, here.sum(), p=weight / weight.sum())
    return result


def _speakers(
    rng: np.random.Generator, profile: np.ndarray, profiles: pd.DataFrame, devices: pd.DataFrame
) -> np.ndarray:
    """Return each session's speaker: usually the person's own, otherwise the household's first."""
    speakers = devices[~devices["app"]]
    own = np.full(len(profiles), -1)
    own[speakers["owner"]] = speakers.index
    first_adult = np.flatnonzero(~profiles["home"].duplicated())
    common = own[first_adult][profiles["home"].to_numpy()[profile]]
    at_own = (own[profile] >= 0) & (rng.random(len(profile)) < 0.85)
    return np.where(at_own, own[profile], common)


def make_recordings(
    rng: np.random.Generator, block: int, profiles: pd.DataFrame, sessions: pd.DataFrame
) -> pd.DataFrame:
    """Return the speakers' recordings in chronological order. A session has one or more.

    Columns: recording_id, profile and device (rows), recorded_at, recorded_on, duration_ms, and
    phrase (a number in phrases()).
    """
    lengths = np.minimum(1 + rng.lognormal(0.5, 0.85, len(sessions)).astype(np.int64), 25)
    session = np.repeat(np.arange(len(sessions)), lengths)
    opens = np.append(True, session[1:] != session[:-1])

    kind = profiles["kind"].to_numpy(object)[sessions["profile"]]
    situation, names = pd.factorize(kind + "|" + sessions["action"].to_numpy(object))
    replies = ~opens & (rng.random(len(session)) < 0.55)
    phrase = np.empty(len(session), np.int64)
    for number, name in enumerate(names):
        here = ~replies & (situation[session] == number)
        phrase[here] = phrases().choose(rng, tuple(name.split("|")), here.sum())
    phrase[replies] = phrases().choose(rng, None, replies.sum())

    spoken = 200 + 270 * phrases().words[phrase]
    duration = (spoken * rng.lognormal(0, 0.22, len(session))).astype(np.int64)
    pause = np.where(opens, 0, 4 + rng.exponential(9, len(session))).astype(np.int64)
    since_start = np.cumsum(pause + duration // 1000)
    since_opening = since_start - since_start[opens][session]
    zone = sessions["zone"].to_numpy(object)[session]
    recorded = sessions["occurred_at"].to_numpy()[session] + since_opening
    frame = pd.DataFrame(
        {
            "profile": sessions["profile"].to_numpy()[session],
            "device": sessions["device"].to_numpy()[session],
            "recorded_at": recorded,
            "recorded_on": local_day(recorded, zone),
            "duration_ms": duration,
            "phrase": phrase,
        }
    )
    frame = frame.sort_values("recorded_at", kind="stable", ignore_index=True)
    frame.insert(0, "recording_id", block * ROWS + np.arange(len(frame)))
    return frame


def make_events(
    rng: np.random.Generator,
    block: int,
    homes: pd.DataFrame,
    profiles: pd.DataFrame,
    sessions: pd.DataFrame,
) -> pd.DataFrame:
    """Return everything that touched the profiles that still exist, in the order of arrival.

    Columns: event_id, profile and device (rows; -1 for no device), occurred_at, received_at,
    used_on, actor, action.
    """
    fate = profiles["fate"].to_numpy(object)
    logged = sessions[~np.isin(fate[sessions["profile"]], ["lost", "erased"])]
    own = logged.assign(actor=profiles["kind"].to_numpy(object)[logged["profile"]])
    touches = _touches(rng, profiles, homes)
    events = pd.concat([own, touches], ignore_index=True)
    events = events.sort_values("occurred_at", kind="stable", ignore_index=True)
    events.insert(0, "event_id", block * ROWS + np.arange(len(events)))

    # A speaker that was offline sends its events days later.
    count = len(events)
    sent_by_device = events["device"] >= 0
    late = sent_by_device & (rng.random(count) < 0.03)
    lag = np.where(late, rng.integers(DAY, 9 * DAY, count), rng.exponential(2, count) + 1)
    events["received_at"] = _no_later(events["occurred_at"] + lag.astype(np.int64), events)
    again = events[sent_by_device & (rng.random(count) < 0.012)]
    lag = rng.integers(20, 6 * DAY, len(again))
    again = again.assign(received_at=_no_later(again["received_at"] + lag, again))
    events = pd.concat([events, again])
    return events.sort_values(["received_at", "event_id"], kind="stable", ignore_index=True)


def _no_later(received: pd.Series, events: pd.DataFrame) -> np.ndarray:
    """Return arrival times, where rows due after the data's export arrive immediately instead."""
    return np.where(received < EXPORTED, received, events["occurred_at"] + 1)


def _touches(rng: np.random.Generator, profiles: pd.DataFrame, homes: pd.DataFrame) -> pd.DataFrame:
    """Return what parents, staff and programs did to profiles. None of it is use by the child."""
    created = profiles["created_on"].to_numpy()
    here = (profiles["fate"] != "erased").to_numpy()
    rows = np.flatnonzero(here)
    children = np.flatnonzero(here & (profiles["kind"] == "child").to_numpy())
    parts = []

    def add(actor: str, action: str, profile: np.ndarray, at: np.ndarray) -> None:
        parts.append(
            pd.DataFrame({"profile": profile, "occurred_at": at, "actor": actor, "action": action})
        )

    def some_day(profile: np.ndarray, hours: tuple[int, int]) -> np.ndarray:
        """Return an instant after the profile's creation, between these hours of the day in UTC."""
        on = rng.integers(created[profile] + 1, TODAY, len(profile))
        return on * DAY + rng.integers(hours[0] * 3600, hours[1] * 3600, len(profile))

    for action, often in (("dashboard", 1.6), ("settings", 0.5)):
        times = rng.poisson(often * (TODAY - created[children]) / 365)
        parents = np.repeat(children, times)
        add("adult", action, parents, some_day(parents, (12, 26)))
    for action, share in (("support view", 0.05), ("quality review", 0.12)):
        seen = children[rng.random(len(children)) < share]
        add("staff", action, seen, some_day(seen, (7, 16)))
    last = profiles["last"].to_numpy()[children]
    left = children[(last != MISSING) & (last < TODAY - 400)]
    seen = left[rng.random(len(left)) < 0.25]
    review = (TODAY - rng.integers(2, 90, len(seen))) * DAY + rng.integers(
        25_200, 57_600, len(seen)
    )
    add("staff", "quality review", seen, review)
    for action, at, share in (("migration", MIGRATION, 1.0), ("restore", RESTORE, 0.3)):
        moved = rows[(created[rows] * DAY < at - DAY) & (rng.random(len(rows)) < share)]
        add("system", action, moved, at + rng.integers(0, 3 * 3600, len(moved)))
    tidied = np.repeat(rows, 2)
    nights = rng.integers(np.maximum(created[tidied] + 1, TODAY - 60), TODAY)
    add("system", "nightly job", tidied, nights * DAY + rng.integers(36_000, 39_600, len(tidied)))
    tidied = rows[rng.random(len(rows)) < 0.85]
    add("system", "nightly job", tidied, LAST_NIGHT + rng.integers(0, 3600, len(tidied)))

    touches = pd.concat(parts, ignore_index=True).assign(device=-1)
    zone = homes["time_zone"].to_numpy(object)[profiles["home"].to_numpy()[touches["profile"]]]
    return touches.assign(zone=zone, used_on=local_day(touches["occurred_at"].to_numpy(), zone))
