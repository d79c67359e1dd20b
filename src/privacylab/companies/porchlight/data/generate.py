"""Generates Porchlight's data from a seed."""

import numpy as np
import pandas as pd

from privacylab.companies.data.ids import with_ids
from privacylab.companies.data.schema import MISSING
from privacylab.companies.data.times import DAY, instant
from privacylab.companies.porchlight.data import grants, logins, people, work
from privacylab.companies.porchlight.data.customers import (
    make_cameras,
    make_customers,
    make_homes,
    own_accounts,
)
from privacylab.companies.porchlight.data.mistakes import HonestWork, make_mistakes
from privacylab.companies.porchlight.data.offenders import Targets, last_tickets, make_offences
from privacylab.companies.porchlight.data.people import NETWORKS, PEOPLE

ROWS = 600_000  # ids of accesses reserved per block
RECORDINGS = 100_000
ENCRYPTED_SINCE = instant("2023-02-01T00:00")


def make_block(seed: int, block: int) -> dict[str, pd.DataFrame]:
    """Return one block of every table, with ids, days and instants as numbers.

    A block is an office with its customers, and depends only on the seed and its own number. Tables
    that don't grow come with block 0.
    """
    streams = (np.random.default_rng([seed, block, part, 1]) for part in range(100))
    customers = make_customers(next(streams), block)
    homes = make_homes(next(streams), block, customers)
    cameras = make_cameras(next(streams), block, customers, homes)
    staff = people.make_people(next(streams), block)
    staff["customer"] = own_accounts(next(streams), customers, staff)
    customers, staff = _who_is_both(next(streams), customers, staff)

    done = _honest_work(next(streams), block, staff, customers)
    still_open = list(last_tickets(staff, done.tickets).values())
    done.tickets.loc[still_open, "closed_at"] = MISSING
    done.consents.loc[done.consents["ticket"].isin(still_open), "withdrawn_at"] = MISSING
    seen = work.make_recordings(next(streams), done.tickets, cameras)
    accesses = work.show_recordings(next(streams), done.accesses, seen)
    targets = Targets(staff, customers, cameras, done.tickets, done.consents)
    offences = make_offences(next(streams), targets)
    accesses, seen = _together(next(streams), accesses, offences, seen)
    viewer = int(offences["person"].iloc[0])
    alerts = grants.make_alerts(next(streams), block, staff, accesses, viewer)
    allowed, reviews = grants.make_grants(next(streams), block, staff)
    ticks = work.make_ticks(next(streams), block, customers)
    attempts, taken = logins.make_attempts(next(streams), customers)
    intrusions = logins.make_intrusions(next(streams), taken, cameras)

    accesses = accesses.assign(label=cameras["label"].to_numpy(object)[accesses["camera"]])
    accesses.insert(0, "event_id", block * ROWS + np.arange(len(accesses)))
    seen.insert(0, "recording_id", block * RECORDINGS + np.arange(len(seen)))
    ids = {
        "person": block * PEOPLE + np.arange(PEOPLE),
        "customer": customers["customer_id"].to_numpy(),
        "camera": cameras["camera_id"].to_numpy(),
        "recording": seen["recording_id"].to_numpy(),
        "grant": allowed["grant_id"].to_numpy(),
    }
    for name in ("approver", "reviewer", "closer"):
        ids[name] = ids["person"]
    tables = {
        "customers": customers,
        "homes": homes,
        "cameras": cameras,
        "recordings": seen,
        "people": staff,
        "grants": allowed,
        "reviews": reviews,
        "trainings": done.trainings.sort_values(["completed_at", "person"]),
        "equivalents": done.equivalents.sort_values(["expires_at", "person"]),
        "tickets": done.tickets.sort_values("ticket_id"),
        "consents": pd.concat([ticks, done.consents.sort_values("consent_id")], ignore_index=True),
        "accesses": accesses,
        "alerts": alerts,
        "login_attempts": attempts,
        "intrusions": intrusions,
    }
    tables = {name: with_ids(rows, **ids) for name, rows in tables.items()}
    tables["tickets"] = tables["tickets"].rename(
        columns={"person_id": "assignee_id", "approver_id": "copy_approved_by"}
    )
    tables["equivalents"] = tables["equivalents"].rename(columns={"approver_id": "approved_by"})
    tables["alerts"] = tables["alerts"].rename(columns={"closer_id": "closed_by"})
    if block == 0:
        tables["job_functions"] = grants.job_functions()
        tables["networks"] = pd.DataFrame(NETWORKS, columns=["network", "site"])
        tables["notices"] = logins.notices()
    return tables


def _who_is_both(
    rng: np.random.Generator, customers: pd.DataFrame, staff: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return customers and people; those who are both get the same name, and often one email."""
    both = np.flatnonzero(staff["customer"] != MISSING)
    rows = staff["customer"].to_numpy()[both]
    customers = customers.assign(staff=customers.index.isin(rows))
    customers.loc[rows, "display_name"] = staff["display_name"].to_numpy(object)[both]
    customers.loc[rows, "salutation"] = np.where(staff["woman"].to_numpy()[both], "Ms", "Mr")
    at_work = rng.random(len(both)) < 0.5
    customers.loc[rows[at_work], "email"] = staff["email"].to_numpy(object)[both[at_work]]
    return customers, staff


def _honest_work(
    rng: np.random.Generator, block: int, staff: pd.DataFrame, customers: pd.DataFrame
) -> HonestWork:
    """Return tickets, consents and accesses, numbered chronologically, with honest mistakes."""
    tickets = work.make_tickets(rng, block, staff, customers)
    accesses = work.make_accesses(rng, tickets, staff)
    tickets = work.open_and_close(rng, tickets, accesses, staff)
    tickets["start"] = np.cumsum(tickets["accesses"]) - tickets["accesses"]
    consents = work.make_consents(rng, block, tickets)
    tickets["ticket_id"] = _numbered(tickets["opened_at"], block)
    consents["consent_id"] = work.TICKS + _numbered(consents["given_at"], block)
    consent_of = consents.set_index("ticket")["consent_id"].reindex(tickets.index)
    ticket = accesses["ticket"].to_numpy()
    accesses["ticket_id"] = tickets["ticket_id"].to_numpy()[ticket]
    accesses["consent_id"] = consent_of.fillna(MISSING).to_numpy(np.int64)[ticket]
    accesses["lookup"] = None
    asks = tickets["start"].to_numpy()[rng.random(len(tickets)) < 0.06]
    email = customers["email"].to_numpy(object)[accesses["customer"].to_numpy()[asks]]
    for name, value in (("action", "query"), ("seconds", 0), ("lookup", email)):
        accesses.loc[asks, name] = value
    done = HonestWork(
        tickets,
        consents,
        accesses,
        people.make_trainings(rng, staff),
        people.make_equivalents(rng, staff),
    )
    return make_mistakes(rng, staff, done)


def _numbered(at: pd.Series, block: int) -> np.ndarray:
    """Return ids in chronological order."""
    return block * work.IDS + at.rank(method="first").to_numpy(np.int64) - 1


def _together(
    rng: np.random.Generator,
    honest: pd.DataFrame,
    offences: pd.DataFrame,
    seen: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return all accesses, ordered by when their session ended, and recordings in time order."""
    watched = np.flatnonzero(offences["action"] != "stream")
    offences.loc[watched, "recording"] = len(seen) + np.arange(len(watched))
    more = offences.iloc[watched]
    recorded = more["occurred_at"] - rng.integers(3_600, 5 * DAY, len(more))
    seconds = np.maximum(more["seconds"], rng.integers(8, 60, len(more)))
    seen = pd.concat(
        [
            seen,
            pd.DataFrame({"camera": more["camera"], "recorded_at": recorded, "seconds": seconds}),
        ],
        ignore_index=True,
    )
    late = seen["recorded_at"] >= ENCRYPTED_SINCE
    seen["encrypted"] = late & (rng.random(len(seen)) < 0.6)
    order = np.argsort(seen["recorded_at"].to_numpy(), kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))

    begins = (offences["session"].diff().fillna(1) != 0) | (offences["person"].diff() != 0)
    offences["session"] = honest["session"].max() + begins.cumsum()
    accesses = pd.concat([honest, offences], ignore_index=True)
    recording = accesses["recording"].to_numpy()
    accesses["recording"] = np.where(recording < 0, -1, place[recording])
    end = accesses.groupby("session")["occurred_at"].max()
    written = np.argsort(end.to_numpy(), kind="stable")
    turn = pd.Series(np.arange(len(written)), end.index[written])
    accesses["turn"] = accesses["session"].map(turn)
    accesses = accesses.sort_values(["turn", "occurred_at"], kind="stable", ignore_index=True)
    return accesses, seen.iloc[order].reset_index(drop=True)
