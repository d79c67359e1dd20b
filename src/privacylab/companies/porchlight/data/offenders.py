"""Generates the accesses of employees who misuse their access, each in a different way.

Each function returns accesses with the columns of `work.show_recordings` and the ids `ticket_id`
and `consent_id`. `ticket` is -1, because they serve no ticket.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from privacylab.companies.data.schema import MISSING
from privacylab.companies.data.times import DAY, day, instant
from privacylab.companies.porchlight.data import work
from privacylab.companies.porchlight.data.key_dates import EXPORTED
from privacylab.companies.porchlight.data.people import PEOPLE

VICTIMS = 81
COLLEAGUES = 3  # of the victims
NIGHTS = 44
FIRST_NIGHT = day("2023-02-13")
HALF_NIGHT = 26  # views before midnight, and as many after it
MISSING_ACCOUNT = PEOPLE - 1  # the number of an account that is missing in the table of people
LEAVERS = 3


@dataclass(frozen=True)
class Targets:
    """The frames whose rows the offenders' accesses refer to."""

    people: pd.DataFrame
    customers: pd.DataFrame
    cameras: pd.DataFrame
    tickets: pd.DataFrame
    consents: pd.DataFrame


def make_offences(rng: np.random.Generator, targets: Targets) -> pd.DataFrame:
    """Return all accesses of the offenders, session after session."""
    people = targets.people
    whole = (people["ended_at"] == MISSING) & (people["started_at"] < instant("2022-05-01"))
    lead = people["person_id"].isin(people["manager_id"])
    free = people[whole & ~lead]
    of_role = {role: rows.index.to_numpy() for role, rows in free.groupby("role")}
    viewer, finder = of_role["engineer"][[5, 21]]
    nimbus = free.index[(free["employer"] == "Nimbus Support")].to_numpy()
    parts = [
        _spread_thinly(rng, targets, viewer),
        _by_email(rng, targets, finder),
        _in_one_night(rng, targets, nimbus[7]),
        _watch_one(rng, targets, of_role["safety"][3]),
        *_after_the_end(rng, targets),
        _forgotten(rng, targets),
        _old_program(rng, targets),
    ]
    return pd.concat(parts, ignore_index=True)


def _accesses(
    rng: np.random.Generator,
    targets: Targets,
    person: int,
    customer: np.ndarray,
    at: np.ndarray,
    **more: Any,
) -> pd.DataFrame:
    """Return views by one person; a new session begins after a gap of twenty minutes."""
    count = len(at)
    order = np.argsort(at, kind="stable")
    at, customer = at[order], np.asarray(customer)[order]
    known = person < len(targets.people)
    action = np.full(count, "view", object)
    return pd.DataFrame(
        {
            "ticket": -1,
            "person": person,
            "customer": customer,
            "session": np.cumsum(np.diff(at, prepend=at[0]) > 1200),
            "occurred_at": at,
            "action": action,
            "seconds": work.watched(rng, action),
            "ground": None,
            "ip": targets.people["ip"].iloc[person] if known else "10.20.9.9",
            "mfa": targets.people["mfa"].iloc[person] if known else "none",
            "ciphertext": False,
            "recording": -1,
            "camera": work.camera_of(rng, targets.cameras, customer),
            "ticket_id": MISSING,
            "consent_id": MISSING,
            "lookup": None,
        }
    ).assign(**more)


def _spread_thinly(rng: np.random.Generator, targets: Targets, viewer: int) -> pd.DataFrame:
    """An engineer watches 81 women: every second night two, one before midnight, one after."""
    customers, cameras = targets.customers, targets.cameras
    women = (customers["salutation"] == "Ms").to_numpy()
    private = np.bincount(cameras["customer"][cameras["sensitive"]], minlength=len(customers)) > 0
    own = targets.people["customer"].iloc[viewer]
    staff = np.setdiff1d(np.flatnonzero(women & customers["staff"]), [own])
    others = np.flatnonzero(women & private & ~customers["staff"])
    victims = np.concatenate(
        [
            rng.permutation(staff)[:COLLEAGUES],
            rng.permutation(others)[: VICTIMS - COLLEAGUES],
        ]
    )
    rng.shuffle(victims)
    midnight = (FIRST_NIGHT + 1 + 2 * np.arange(NIGHTS)) * DAY
    two = np.resize(victims, 2 * NIGHTS).reshape(NIGHTS, 2)
    customer = np.repeat(two, HALF_NIGHT, axis=1)
    # forty minutes on each side of midnight: under an hour per date, but over an hour per night
    seconds = work.STEP * rng.integers(12, 24, (2, NIGHTS, HALF_NIGHT))
    ends = np.cumsum(seconds + rng.integers(2, 14, seconds.shape), axis=2)
    begins = ends - seconds
    begins[0] -= ends[0, :, -1:] + 20
    at = midnight[:, None] + np.concatenate(list(begins), axis=1)
    customer, at = customer.ravel(), at.ravel()
    watched = np.concatenate(list(seconds), axis=1).ravel()
    found = _accesses(rng, targets, viewer, customer, at, seconds=watched)

    owner = cameras["customer"].to_numpy()
    sensitive = np.flatnonzero(cameras["sensitive"])
    of_owner = pd.Series(sensitive, owner[sensitive]).groupby(level=0).first()
    best = of_owner.reindex(found["customer"]).to_numpy()
    there = ~np.isnan(best) & (rng.random(len(best)) < 0.85)
    found.loc[there, "camera"] = best[there].astype(np.int64)
    found["ground"] = rng.choice(np.array(["QA", "QA", "test", None], object), len(found))
    mine = targets.tickets["ticket_id"][targets.tickets["person"] == viewer].to_numpy()
    reused = rng.random(len(found)) < 0.25
    found.loc[reused, "ticket_id"] = rng.choice(mine, reused.sum())
    return found


def _by_email(rng: np.random.Generator, targets: Targets, finder: int) -> pd.DataFrame:
    """An engineer types a colleague's email address, and watches her cameras' recordings."""
    customers, people = targets.customers, targets.people
    women = customers.index[(customers["salutation"] == "Ms") & customers["staff"]]
    women = women[women != people["customer"].iloc[finder]]
    her = int(women[1])
    at = instant("2023-05-18T16:20") + np.array([0, 40, 90, 150, 260, 400, 500])
    found = _accesses(rng, targets, finder, np.full(len(at), her), at, ground="QA")
    email = customers["email"].iloc[her]
    for name, value in (("action", "query"), ("seconds", 0), ("lookup", email)):
        found.loc[found.index[0], name] = value
    return found


def _in_one_night(rng: np.random.Generator, targets: Targets, person: int) -> pd.DataFrame:
    """One person views nine customers in one night: five on one date and four on the next."""
    strangers = np.flatnonzero(~targets.customers["staff"])
    nine = rng.choice(strangers, 9, replace=False)
    hours = np.array([-4.0, -3.1, -2.2, -1.4, -0.5, 0.6, 1.5, 2.3, 3.2])
    start = day("2022-11-18") * DAY + (hours * 3600).astype(np.int64)
    at = np.concatenate([start, start + 95])
    return _accesses(rng, targets, person, np.tile(nine, 2), at, ground="QA", seconds=40)


def _watch_one(rng: np.random.Generator, targets: Targets, person: int) -> pd.DataFrame:
    """One person watches a customer live on three nights, 35 minutes on each side of midnight."""
    customer = int(rng.choice(np.flatnonzero(~targets.customers["staff"])))
    nights = np.array([day("2022-09-04"), day("2022-09-08"), day("2022-09-13")]) * DAY
    at = np.concatenate([nights - 2_300, nights - 1_200, nights + 5, nights + 1_300])
    return _accesses(
        rng, targets, person, np.full(len(at), customer), at, action="stream", seconds=1_050
    )


def last_tickets(people: pd.DataFrame, tickets: pd.DataFrame) -> dict[int, int]:
    """Return the last tickets that LEAVERS people keep using after leaving, as person to ticket.

    Both are rows. The people's tokens still work, and the tickets have no mistakes in them.
    """
    gone = (people["ended_at"] != MISSING) & (people["token_expires_at"] > EXPORTED)
    theirs = tickets[tickets["person"].isin(people.index[gone]) & ~tickets["mistaken"]]
    last = theirs.sort_values("last").drop_duplicates("person", keep="last")
    # contractors first
    order = people["employer"].iloc[last["person"]].eq("Porchlight").to_numpy().argsort()
    chosen = last.iloc[order[:LEAVERS]]
    return dict(zip(chosen["person"], chosen.index, strict=True))


def _after_the_end(rng: np.random.Generator, targets: Targets) -> list[pd.DataFrame]:
    """People who have left keep working on their last tickets, because their tokens still work."""
    consent_of = targets.consents.set_index("ticket")["consent_id"]
    parts = []
    last = last_tickets(targets.people, targets.tickets)
    for number, (person, row) in enumerate(last.items()):
        ticket = targets.tickets.loc[row]
        # the first on the evening of the last day, the others in the following weeks
        ended = int(targets.people["ended_at"].iloc[person])
        at = ended + number * 9 * DAY + np.array([0, 45, 130, 300, 420])
        parts.append(
            _accesses(
                *(rng, targets, person, np.full(len(at), ticket["customer"]), at),
                ground=work.GROUNDS[str(ticket["kind"])][0],
                ticket_id=ticket["ticket_id"],
                consent_id=consent_of.get(row, MISSING),
            )
        )
    return parts


def _forgotten(rng: np.random.Generator, targets: Targets) -> pd.DataFrame:
    """An account that is in no table is used now and then."""
    strangers = np.flatnonzero(~targets.customers["staff"])
    at = instant("2022-10-03T11:00") + np.arange(6) * 40 * DAY + rng.integers(0, 9_000, 6)
    return _accesses(rng, targets, MISSING_ACCOUNT, rng.choice(strangers, 6), at, ground="other")


def _old_program(rng: np.random.Generator, targets: Targets) -> pd.DataFrame:
    """A program gets ciphertext but holds the key: it isn't exempt, and has no second factor."""
    people = targets.people
    program = int(people.index[people["display_name"] == "old exporter"][0])
    strangers = np.flatnonzero(~targets.customers["staff"])
    at = instant("2022-07-05T02:00") + np.arange(14) * 30 * DAY + rng.integers(0, 600, 14)
    return _accesses(
        *(rng, targets, program, rng.choice(strangers, 14), at[:14]),
        ground="legal rights",
        action="export",
        mfa="none",
        ciphertext=True,
        seconds=0,
    )
