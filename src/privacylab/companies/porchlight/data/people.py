"""Generates the people on Porchlight's systems, their trainings, and signed statements."""

import numpy as np
import pandas as pd

from privacylab.companies.data.schema import MISSING
from privacylab.companies.data.times import DAY, day
from privacylab.companies.porchlight.data.customers import MEN, SURNAMES, WOMEN
from privacylab.companies.porchlight.data.key_dates import EXPORTED, FIRST_DAY, TODAY

PEOPLE = 500  # ids reserved per block
TEAM = 12
PORCHLIGHT, NIMBUS, VANTAGE = "Porchlight", "Nimbus Support", "Vantage Labelling"
# Role, employer, time zone of the office, people, kind of their tickets, share of the work.
JOBS = (
    ("chief", PORCHLIGHT, "America/Los_Angeles", 1, None, 0),
    ("support", PORCHLIGHT, "America/Los_Angeles", 44, "support", 25),
    ("support", NIMBUS, "Europe/Warsaw", 78, "support", 33),
    ("engineer", PORCHLIGHT, "Europe/London", 72, "fault", 9),
    ("fraud", PORCHLIGHT, "America/Los_Angeles", 16, "fraud", 6),
    ("legal", PORCHLIGHT, "America/New_York", 10, "legal", 3),
    ("safety", PORCHLIGHT, "America/New_York", 14, "safety", 6),
    ("research", PORCHLIGHT, "Europe/London", 24, "research", 5),
    ("research", VANTAGE, "Asia/Manila", 34, "research", 9),
    ("marketing", PORCHLIGHT, "America/Los_Angeles", 30, None, 0),
    ("operations", PORCHLIGHT, "America/New_York", 36, None, 0),
    ("security", PORCHLIGHT, "America/New_York", 8, None, 0),
    ("service", PORCHLIGHT, "UTC", 7, "restore", 4),
)
SERVICES = (
    "clip restorer 1",
    "clip restorer 2",
    "clip restorer 3",
    "frame checker 1",
    "frame checker 2",
    "frame checker 3",
    "old exporter",
)
KEYLESS = 3  # the first services, which pass on data that they can't read
NETWORKS = (
    ("10.20.4.7/16", "offices"),
    ("10.40.0.0/24", "data centre"),
    ("192.0.2.0/25", "Nimbus Support"),
    ("198.51.100.16/28", "Vantage Labelling"),
    ("2001:db8:20::/48", "offices"),
)
LIVE_TOKENS = 9  # of people who have left


def make_people(rng: np.random.Generator, block: int) -> pd.DataFrame:
    """Return one block of people: an office of Porchlight with everyone who works for it.

    In addition to the published columns: `manager` (a row; -1 at the top), `zone`, `works_on` (the
    kind of their tickets), `load` (their share of the work), `ip` and `mfa` (their usual ones),
    `woman`.
    """
    job = np.repeat(np.arange(len(JOBS)), [people for *_, people, _, _ in JOBS])
    count = len(job)

    def of_job(column: int) -> np.ndarray:
        return np.array([row[column] for row in JOBS], object)[job]

    role, employer = of_job(0), of_job(1)
    service = role == "service"
    contractor = employer != PORCHLIGHT
    woman = rng.random(count) < 0.5
    first = np.where(woman, rng.choice(WOMEN.split(), count), rng.choice(MEN.split(), count))
    last = rng.choice(SURNAMES.split(), count)
    number = block * PEOPLE + np.arange(count)
    names = np.array([f"{a} {b}" for a, b in zip(first, last, strict=True)], object)
    names[service] = SERVICES
    domain = np.where(contractor, "partner.example", "porchlight.example")
    emails = [
        f"{name.lower().replace(' ', '.')}.{n}@{d}"
        for name, n, d in zip(names, number, domain, strict=True)
    ]

    started = rng.integers(day("2019-01-01"), day("2022-04-01"), count)
    late = (rng.random(count) < 0.2) & ~service
    started[late] = rng.integers(day("2022-04-01"), day("2023-04-01"), late.sum())
    started[0] = day("2018-01-15")
    ended = np.full(count, MISSING)
    leads = _leads(job, role)
    left = (rng.random(count) < 0.17) & ~leads & ~service & (role != "security")
    span = np.maximum(started + 90, FIRST_DAY + 60)
    ended[left] = rng.integers(span[left], np.maximum(TODAY - 40, span[left] + 1))
    ended_at = np.where(left, ended * DAY + 22 * 3600, MISSING)
    token = np.where(left, ended_at, EXPORTED + rng.integers(DAY, 90 * DAY, count))
    alive = rng.permutation(np.flatnonzero(left))[:LIVE_TOKENS]
    token[alive] = EXPORTED + rng.integers(5 * DAY, 60 * DAY, len(alive))

    manager = _managers(job, role, leads)
    people = pd.DataFrame(
        {
            "person_id": number,
            "display_name": names,
            "email": emails,
            "kind": np.select([service, contractor], ["service", "contractor"], "employee"),
            "employer": employer,
            "role": role,
            "manager": manager,
            "manager_id": np.where(manager < 0, MISSING, number[manager]),
            "holds_key": ~np.isin(role, ["marketing", "operations"]),
            "started_at": started * DAY + 8 * 3600,
            "ended_at": ended_at,
            "ended_on": ended,
            "token_expires_at": token,
            "zone": of_job(2),
            "works_on": of_job(4),
            "woman": woman,
        }
    )
    people.loc[np.flatnonzero(service)[:KEYLESS], "holds_key"] = False
    of_each = (of_job(5) / of_job(3)).astype(float)
    people["load"] = of_each * rng.lognormal(0, 0.7, count)
    people["ip"] = _addresses(rng, people)
    people["mfa"] = _factors(rng, people)
    return people


def _leads(job: np.ndarray, role: np.ndarray) -> np.ndarray:
    """Return who is the first person in their job, or in their team within a job."""
    place = np.arange(len(job)) - np.searchsorted(job, job)
    return (place % TEAM == 0) & (role != "service")


def _managers(job: np.ndarray, role: np.ndarray, leads: np.ndarray) -> np.ndarray:
    """Return managers: teams report to their lead, leads to their role's first person, who reports
    to the chief.
    """
    rows = np.arange(len(job))
    head = np.array([np.flatnonzero(role == name)[0] for name in role])
    head[role == "service"] = np.flatnonzero(role == "operations")[0]
    lead = np.maximum.accumulate(np.where(leads, rows, 0))
    manager = np.where(leads | (role == "service"), head, lead)
    manager = np.where(manager == rows, 0, manager)
    manager[0] = -1
    return manager


def _addresses(rng: np.random.Generator, people: pd.DataFrame) -> list[str]:
    """Return each person's usual address, which is in one of the approved networks."""
    found = []
    for row in people.itertuples():
        a, b = rng.integers(1, 255, 2)
        if row.kind == "service":
            # services that pass on ciphertext run at a provider, outside all networks
            found.append(f"10.40.0.{b}" if row.holds_key else f"203.0.113.{b}")
        elif row.employer == NIMBUS:
            found.append(f"192.0.2.{b % 128}")
        elif row.employer == VANTAGE:
            found.append(f"198.51.100.{16 + b % 16}")
        elif a < 24:
            found.append(f"2001:db8:20:{a:x}::{b:x}")
        else:
            found.append(f"{'::ffff:' if a > 240 else ''}10.20.{a}.{b}")
    return found


def _factors(rng: np.random.Generator, people: pd.DataFrame) -> np.ndarray:
    """Return everyone's second factor. Some labelers and programs have an approved equivalent."""
    factor = np.where(rng.random(len(people)) < 0.6, "hardware key", "code").astype(object)
    factor[(people["employer"] == VANTAGE) & (rng.random(len(people)) < 0.3)] = "equivalent"
    factor[people["kind"] == "service"] = "equivalent"
    factor[(people["kind"] == "service") & ~people["holds_key"]] = "none"
    return factor


def make_equivalents(rng: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    """Return a valid document for everyone who needs one; person and approver are rows."""
    rows = np.flatnonzero(people["mfa"] == "equivalent")
    approver = np.flatnonzero(people["role"] == "security")[0]
    approved = np.maximum(people["started_at"].to_numpy()[rows] + DAY, (FIRST_DAY - 60) * DAY)
    return pd.DataFrame(
        {
            "person": rows,
            "approver": approver,
            "approved_at": approved,
            "expires_at": np.full(len(rows), (TODAY + 120) * DAY),
            "document": [f"D-{number}" for number in rng.integers(100, 999, len(rows))],
        }
    )


def make_trainings(rng: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    """Return certificates of 365 days each, without gaps, renewed in time; `person` is a row."""
    parts = []
    started = people["started_at"].to_numpy()
    ended = people["ended_at"].to_numpy()
    end = np.where(ended == MISSING, TODAY * DAY, ended + 60 * DAY)
    learns = people["holds_key"].to_numpy() | (people["kind"] != "service").to_numpy()
    for kind in ("training", "attestation"):
        before = (FIRST_DAY - rng.integers(1, 330, len(people))) * DAY + rng.integers(
            9 * 3600, 17 * 3600, len(people)
        )
        completed = np.maximum(started + rng.integers(3600, 3 * DAY, len(people)), before)
        while (todo := learns & (completed < end)).any():
            parts.append(
                pd.DataFrame(
                    {
                        "person": np.flatnonzero(todo),
                        "kind": kind,
                        "completed_at": completed[todo],
                        "expires_at": completed[todo] + 365 * DAY,
                    }
                )
            )
            completed = completed + 365 * DAY - rng.integers(4 * DAY, 30 * DAY, len(people))
    return pd.concat(parts, ignore_index=True)
