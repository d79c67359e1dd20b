"""Generates honest work: tickets, the consents behind them, and the resulting accesses."""

import numpy as np
import pandas as pd

from privacylab.companies.data.schema import MISSING
from privacylab.companies.data.times import DAY, to_utc
from privacylab.companies.porchlight.data.key_dates import EXPORTED, FIRST_DAY

EPOCH = np.datetime64("1970-01-01", "D")
TICKETS = 13_500  # of honest work per block
ACCESSES = 507_000  # of honest work per block
IDS = 20_000  # ids of tickets and of consents reserved per block
TICKS = 1_200  # consents that come before all others
SESSION = 12  # accesses per session, at most
MOST = 360  # accesses per ticket, at most
TAKES = 30  # days within which every ticket is done
STEP = 5  # seconds
BUSY = 1_500  # tickets of the busiest support engineer
LONG = 500  # views of one customer by a fraud analyst

GROUNDS = {
    **{kind: ("consent", "consent") for kind in ("support", "fault", "research", "restore")},
    "fraud": ("illegal activity", "illegal activity"),
    "legal": ("legal process", "legal rights"),
    "safety": ("prevent harm", "prevent harm"),
}
LENGTH = {  # relative number of accesses per ticket
    **{"support": 1.0, "fault": 1.3, "fraud": 2.4, "legal": 2.0},
    **{"safety": 1.2, "research": 3.0, "restore": 2.0},
}
ACTIONS = ("view", "stream", "query", "download", "share", "export")
CHANCES = {  # probabilities of ACTIONS, in order
    "support": (0.75, 0.13, 0.11, 0.006, 0.004, 0.0),
    "fault": (0.80, 0.12, 0.07, 0.01, 0.0, 0.0),
    "fraud": (0.78, 0.0, 0.20, 0.015, 0.0, 0.005),
    "legal": (0.70, 0.0, 0.15, 0.07, 0.03, 0.05),
    "safety": (0.66, 0.22, 0.08, 0.01, 0.03, 0.0),
    "research": (0.93, 0.0, 0.05, 0.0, 0.0, 0.02),
    "restore": (0.90, 0.0, 0.0, 0.10, 0.0, 0.0),
}
COPIES = ("download", "share", "export")


def make_tickets(
    rng: np.random.Generator, block: int, people: pd.DataFrame, customers: pd.DataFrame
) -> pd.DataFrame:
    """Return tickets, each with its `person` and `customer` (rows), its number of `accesses`, and
    the `working_day` when work on it began. The last one is a fraud analyst's long ticket.
    """
    began = np.maximum(people["started_at"].to_numpy() // DAY + 8, FIRST_DAY)
    ended = people["ended_at"].to_numpy()
    end = np.where(ended == MISSING, EXPORTED, ended) // DAY
    able = (people["works_on"].notna() & (end - began > 2 * TAKES)).to_numpy()
    load = np.where(able, people["load"] * (end - began), 0.0)
    number = rng.multinomial(TICKETS - BUSY - 1, load / load.sum())
    busy, analyst = honest_heavy(people)
    number[busy] = BUSY
    number[analyst] += 1
    person = np.repeat(np.arange(len(people)), number)
    # the analyst's last ticket goes to the end: it is the long one
    last = np.flatnonzero(person == analyst)[-1]
    person = np.append(np.delete(person, last), analyst)

    kind = people["works_on"].to_numpy(object)[person]
    weight = np.array([LENGTH[name] for name in kind]) * rng.lognormal(0, 0.9, len(kind))
    weight[person == busy] *= 0.5
    weight[-1] = 0
    extra = rng.multinomial(ACCESSES - LONG - (len(kind) - 1), weight / weight.sum())
    accesses = np.minimum(1 + extra, MOST)
    accesses[-1] = LONG
    # in working days: two sessions per day, and everything is done before the person leaves
    takes = -(-accesses // SESSION) // 2 + 1
    opens, closes = (_working_days(days)[person] for days in (began, end))
    room = np.maximum(closes - takes - opens, 0) + 1
    started = opens + (rng.random(len(person)) * room).astype(np.int64)
    started[-1] = _working_days(np.array([FIRST_DAY + 200]))[0]
    strangers = np.flatnonzero(~customers["staff"])
    return pd.DataFrame(
        {
            "ticket_id": block * IDS + np.arange(len(person)),
            "kind": kind,
            "person": person,
            "customer": rng.choice(strangers, len(person)),
            "accesses": accesses,
            "working_day": started,
        }
    )


def _working_days(days: np.ndarray) -> np.ndarray:
    """Return the number of working days between EPOCH and each day."""
    return np.busday_count(EPOCH, days.astype("datetime64[D]")).astype(np.int64)


def honest_heavy(people: pd.DataFrame) -> tuple[int, int]:
    """Return the rows of a support engineer with very many tickets, and of a fraud analyst."""
    whole = (people["started_at"] < FIRST_DAY * DAY) & (people["ended_at"] == MISSING)
    own = whole & (people["employer"] == "Porchlight")
    return (
        int(np.flatnonzero(own & (people["role"] == "support"))[3]),
        int(np.flatnonzero(own & (people["role"] == "fraud"))[2]),
    )


def make_accesses(
    rng: np.random.Generator, tickets: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """Return the tickets' accesses, ticket after ticket, each in chronological order.

    Columns: ticket, person and customer (rows), place (position within its ticket, from 0),
    session, occurred_at, action, seconds, ground, ip, mfa, ciphertext.
    """
    ticket = np.repeat(np.arange(len(tickets)), tickets["accesses"])
    first = np.flatnonzero(np.diff(ticket, prepend=-1))
    place = np.arange(len(ticket)) - first[ticket]
    person = tickets["person"].to_numpy()[ticket]

    in_ticket = place // SESSION
    opens = place % SESSION == 0
    session = np.cumsum(opens) - 1
    # two sessions per working day, one in each half of the shift
    part = in_ticket[opens]
    working_day = tickets["working_day"].to_numpy()[ticket[opens]] + part // 2
    day = np.busday_offset(EPOCH, working_day, "forward").astype(np.int64)
    shift = 3600 * (8 + (people["employer"] == "Nimbus Support") * rng.choice([0, 6], len(people)))
    within = rng.integers(0, 3600 * 7 // 2, len(day)) + (part % 2) * 3600 * 4
    wall = day * DAY + shift.to_numpy()[person[opens]] + within
    start = to_utc(wall, people["zone"].to_numpy(object)[person[opens]])

    kind = tickets["kind"].to_numpy(object)[ticket]
    action = np.empty(len(ticket), object)
    for name, chances in CHANCES.items():
        here = kind == name
        action[here] = rng.choice(np.array(ACTIONS, object), here.sum(), p=chances)
    action[ticket == len(tickets) - 1] = "view"
    seconds = watched(rng, action)
    pause = np.where(opens, 0, np.append(0, seconds[:-1]) + 3 + rng.exponential(14, len(ticket)))
    elapsed = np.cumsum(pause.astype(np.int64))
    occurred = start[session] + elapsed - elapsed[opens][session]

    grounds = np.array([GROUNDS[name] for name in tickets["kind"]], object)
    other = (rng.random(len(tickets)) < 0.3).astype(int)
    keyless = ~people["holds_key"].to_numpy()
    return pd.DataFrame(
        {
            "ticket": ticket,
            "person": person,
            "customer": tickets["customer"].to_numpy()[ticket],
            "place": place,
            "session": session,
            "occurred_at": occurred,
            "action": action,
            "seconds": seconds,
            "ground": grounds[np.arange(len(tickets)), other][ticket],
            "ip": people["ip"].to_numpy(object)[person],
            "mfa": people["mfa"].to_numpy(object)[person],
            "ciphertext": keyless[person],
        }
    )


def watched(rng: np.random.Generator, action: np.ndarray) -> np.ndarray:
    """Return how many seconds people watch, as the player counts, in steps of STEP.

    It is 0 for searches and copies, and longer for live video.
    """
    steps = 1 + np.minimum(rng.lognormal(1.1, 0.8, len(action)).astype(np.int64), 47)
    seconds = STEP * steps
    seconds = np.where(action == "stream", 2 * seconds, seconds)
    return np.where(np.isin(action, ["query", *COPIES]), 0, seconds)


def open_and_close(
    rng: np.random.Generator, tickets: pd.DataFrame, accesses: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """Return the tickets with opened_at, closed_at, and who approved copies, if any were made.

    Also adds `first` and `last`, the instants of the first and the last access.
    """
    by_ticket = accesses.groupby("ticket", sort=True)["occurred_at"]
    first, last = by_ticket.min().to_numpy(), by_ticket.max().to_numpy()
    count = len(tickets)
    opened = first - 60 - np.minimum(rng.exponential(3 * 3600, count), 3 * DAY).astype(np.int64)
    closed = last + 400 + rng.exponential(8 * 3600, count).astype(np.int64)
    copies = accesses[accesses["action"].isin(COPIES)].groupby("ticket")["occurred_at"].min()
    copied = copies.reindex(range(count))
    ask = rng.random(count)
    allowed = opened + (ask * (copied.fillna(0).to_numpy() - opened)).astype(np.int64)
    manager = people["manager"].to_numpy()[tickets["person"]]
    has_copies = copied.notna().to_numpy()
    return tickets.assign(
        first=first,
        last=last,
        opened_at=opened,
        closed_at=np.where(closed < EXPORTED, closed, MISSING),
        approver=np.where(has_copies, manager, -1),
        copy_approved_at=np.where(has_copies, allowed, MISSING),
    )


def make_consents(rng: np.random.Generator, block: int, tickets: pd.DataFrame) -> pd.DataFrame:
    """Return a consent for each ticket whose ground is consent.

    Each is given after the ticket was opened and before the first access. `ticket` and `customer`
    are rows.
    """
    rows = np.flatnonzero(tickets["kind"].map(lambda kind: GROUNDS[kind][0]) == "consent")
    asked = tickets.iloc[rows]
    opened, first = asked["opened_at"].to_numpy(), asked["first"].to_numpy()
    given = opened + ((first - opened) * rng.uniform(0.05, 0.95, len(rows))).astype(np.int64)
    later = asked["last"].to_numpy() + 600 + rng.exponential(40 * DAY, len(rows)).astype(np.int64)
    withdrawn = (rng.random(len(rows)) < 0.06) & (later < EXPORTED)
    return pd.DataFrame(
        {
            "consent_id": block * IDS + np.arange(len(rows)),
            "ticket": rows,
            "customer": asked["customer"].to_numpy(),
            "purpose": asked["kind"].to_numpy(object),
            "how": "separate screen",
            "given_at": given,
            "withdrawn_at": np.where(withdrawn, later, MISSING),
        }
    )


def make_ticks(rng: np.random.Generator, block: int, customers: pd.DataFrame) -> pd.DataFrame:
    """Return TICKS consents to research by the terms of service or a banner, given on joining."""
    customer = np.sort(rng.choice(len(customers), TICKS, replace=False))
    joined = customers["joined_on"].to_numpy()[customer]
    return pd.DataFrame(
        {
            "consent_id": block * IDS + np.arange(TICKS),
            "customer": customer,
            "purpose": "research",
            "how": np.where(rng.random(TICKS) < 0.8, "terms of service", "banner closed"),
            "given_at": joined * DAY + rng.integers(0, DAY, TICKS),
            "withdrawn_at": MISSING,
        }
    )


def make_recordings(
    rng: np.random.Generator, tickets: pd.DataFrame, cameras: pd.DataFrame
) -> pd.DataFrame:
    """Return the recordings that the tickets are about, ticket after ticket, from the days before.

    Columns: ticket and camera (rows), recorded_at, seconds.
    """
    number = 1 + tickets["accesses"].to_numpy() // 25
    ticket = np.repeat(np.arange(len(tickets)), number)
    camera = camera_of(rng, cameras, tickets["customer"].to_numpy()[ticket])
    before = np.minimum(rng.exponential(2 * DAY, len(ticket)), 6 * DAY).astype(np.int64)
    return pd.DataFrame(
        {
            "ticket": ticket,
            "camera": camera,
            "recorded_at": tickets["first"].to_numpy()[ticket] - 900 - before,
            "seconds": rng.integers(8, 180, len(ticket)),
        }
    )


def camera_of(rng: np.random.Generator, cameras: pd.DataFrame, customer: np.ndarray) -> np.ndarray:
    """Return a random camera (row) of each customer (row). Cameras must be in customer order."""
    owner = cameras["customer"].to_numpy()
    low, high = np.searchsorted(owner, customer), np.searchsorted(owner, customer, "right")
    return rng.integers(low, high)


def show_recordings(
    rng: np.random.Generator, accesses: pd.DataFrame, recordings: pd.DataFrame
) -> pd.DataFrame:
    """Add `recording` and `camera` (rows) to accesses, going through the ticket's recordings.

    For live video and searches, there is a camera but no recording (-1).
    """
    ticket = accesses["ticket"].to_numpy()
    number = np.bincount(recordings["ticket"])
    first = np.cumsum(number) - number
    total = np.bincount(ticket)
    recording = first[ticket] + accesses["place"].to_numpy() * number[ticket] // total[ticket]
    camera = recordings["camera"].to_numpy()[recording]
    none = accesses["action"].isin(["stream", "query"]).to_numpy()
    return accesses.assign(recording=np.where(none, -1, recording), camera=camera)
