"""Adds honest employees' mistakes: rare, brief, and each covered by a rule.

No one makes more than MOST_OF_ONE mistakes, and none is long, so they don't fill up the monitor's
windows. Each function below makes one mistake with one ticket, in place.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from privacylab.companies.data.schema import MISSING
from privacylab.companies.data.times import DAY
from privacylab.companies.porchlight.data.schema import KINDS
from privacylab.companies.porchlight.data.work import honest_heavy

MOST_OF_ONE = 5
MOST_SECONDS = 700  # watch time on one mistaken ticket
OUTSIDE = (
    *("10.200.4.7", "192.0.2.200", "203.0.113.77", "198.51.100.40", "2001:db8:21::9"),
    "unknown",
)
EXCUSES = ("QA", "training", "Consent", "customer asked", "other", "test", "legal", None)

Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class HonestWork:
    """Tickets, their consents and accesses, and people's certificates and documents."""

    tickets: pd.DataFrame
    consents: pd.DataFrame
    accesses: pd.DataFrame
    trainings: pd.DataFrame
    equivalents: pd.DataFrame


@dataclass
class MistakeContext:
    """The columns to overwrite, the certificates and papers to add, and one ticket to spoil.

    rows, last_row  the ticket's accesses, and the last of them
    first, last     the instants of the first and the last access
    """

    rng: np.random.Generator
    people: pd.DataFrame
    tickets: Columns
    consents: Columns
    accesses: Columns
    trainings: Columns
    certificates: list[dict]
    papers: list[dict]
    ticket: int = -1
    consent: int = -1

    def turn_to(self, ticket: int, consent: int) -> None:
        """Go to the next ticket (row), and to its consent (row; -1 if it needs none)."""
        self.ticket, self.consent = ticket, consent
        start = self.tickets["start"][ticket]
        self.rows = slice(start, start + self.tickets["accesses"][ticket])
        self.last_row = self.rows.stop - 1
        self.person = int(self.tickets["person"][ticket])
        self.first = int(self.tickets["first"][ticket])
        self.last = int(self.tickets["last"][ticket])
        self.opened = int(self.tickets["opened_at"][ticket])


def closed(context: MistakeContext) -> None:
    context.tickets["closed_at"][context.ticket] = context.rng.integers(
        context.opened + 20, context.first + 1
    )


def opened_afterwards(context: MistakeContext) -> None:
    context.tickets["opened_at"][context.ticket] = context.last + context.rng.integers(1, 3_000)
    context.tickets["closed_at"][context.ticket] = MISSING


def reused(context: MistakeContext) -> None:
    _name_another(context, context.tickets["person"] == context.person)


def of_a_colleague(context: MistakeContext) -> None:
    _name_another(context, context.tickets["person"] != context.person)


def _name_another(context: MistakeContext, among: np.ndarray) -> None:
    """Make the accesses name one of these other tickets, of the same kind as the right one."""
    fits = among & (context.tickets["kind"] == context.tickets["kind"][context.ticket])
    fits[context.ticket] = False
    other = context.rng.choice(np.flatnonzero(fits))
    context.accesses["ticket_id"][context.rows] = context.tickets["ticket_id"][other]


def no_ticket(context: MistakeContext) -> None:
    context.accesses["ticket_id"][context.rows] = MISSING


def excuse(context: MistakeContext) -> None:
    context.accesses["ground"][context.rows] = EXCUSES[context.rng.integers(len(EXCUSES))]


def no_factor(context: MistakeContext) -> None:
    context.accesses["mfa"][context.rows] = "none"


def outside(context: MistakeContext) -> None:
    context.accesses["ip"][context.rows] = OUTSIDE[context.rng.integers(len(OUTSIDE))]


def bad_paper(context: MistakeContext) -> None:
    """Add an invalid equivalent: unapproved, self-approved, not described, or not valid then."""
    if context.people["mfa"].iloc[context.person] == "equivalent":
        return no_factor(context)
    context.accesses["mfa"][context.rows] = "equivalent"
    paper = {
        "person": context.person,
        "approver": int(np.flatnonzero(context.people["role"] == "security")[0]),
        "approved_at": context.first - 90 * DAY,
        "expires_at": context.first + 200 * DAY,
        "document": f"D-{context.rng.integers(100, 999)}",
    }
    wrong: list[dict] = [
        {"approver": -1, "approved_at": MISSING},
        {"approver": context.person},
        {"document": None},
        {"expires_at": context.first},
        {"approved_at": context.first + DAY},
    ]
    context.papers.append(paper | wrong[context.rng.integers(len(wrong))])


def untrained(context: MistakeContext) -> None:
    _lapse(context, "training")


def unattested(context: MistakeContext) -> None:
    _lapse(context, "attestation")


def _lapse(context: MistakeContext, kind: str) -> None:
    """Let a certificate expire at the first access, and renew it after the last."""
    begin, end = context.trainings["completed_at"], context.trainings["expires_at"]
    own = (context.trainings["person"] == context.person) & (context.trainings["kind"] == kind)
    end[own & (begin <= context.last) & (end > context.first)] = context.first
    again = context.last + 60
    context.certificates.append(
        {
            "person": context.person,
            "kind": kind,
            "completed_at": again,
            "expires_at": again + 365 * DAY,
        }
    )


def copy(context: MistakeContext) -> None:
    _copy(context, -1, MISSING)


def copy_allowed_later(context: MistakeContext) -> None:
    _copy(context, context.people["manager"].iloc[context.person], context.last + 900)


def copy_allowed_by_oneself(context: MistakeContext) -> None:
    _copy(context, context.person, context.opened + 30)


def _copy(context: MistakeContext, approver: int, at: int) -> None:
    context.accesses["action"][context.last_row] = "download"
    context.accesses["seconds"][context.last_row] = 0
    context.tickets["approver"][context.ticket] = approver
    context.tickets["copy_approved_at"][context.ticket] = at


def a_second_late(context: MistakeContext) -> None:
    context.consents["given_at"][context.consent] = context.first + 1


def withdrawn(context: MistakeContext) -> None:
    given = int(context.consents["given_at"][context.consent])
    before = max(context.first, given + 2)
    context.consents["withdrawn_at"][context.consent] = context.rng.integers(given + 1, before)


def withdrawn_at_that_moment(context: MistakeContext) -> None:
    context.consents["withdrawn_at"][context.consent] = context.first


def of_another_household(context: MistakeContext) -> None:
    context.consents["customer"][context.consent] = context.rng.choice(context.tickets["customer"])


def for_another_purpose(context: MistakeContext) -> None:
    others = [kind for kind in KINDS if kind != context.tickets["kind"][context.ticket]]
    context.consents["purpose"][context.consent] = others[context.rng.integers(len(others))]


def by_the_terms(context: MistakeContext) -> None:
    context.consents["how"][context.consent] = "terms of service"


def by_a_banner(context: MistakeContext) -> None:
    context.consents["how"][context.consent] = "banner closed"


Mistake = Callable[[MistakeContext], None]
OF_ANY: tuple[Mistake, ...] = (
    *(closed, opened_afterwards, reused, of_a_colleague, no_ticket, excuse),
    *(no_factor, outside, bad_paper, untrained, unattested),
    *(copy, copy_allowed_later, copy_allowed_by_oneself),
)
OF_CONSENT: tuple[Mistake, ...] = (
    *(a_second_late, withdrawn, withdrawn_at_that_moment, of_another_household),
    *(for_another_purpose, by_the_terms, by_a_banner),
)


def make_mistakes(rng: np.random.Generator, people: pd.DataFrame, work: HonestWork) -> HonestWork:
    """Return the same work with some mistakes in it; tickets get a column `mistaken`.

    Accesses must have `ticket_id` and `consent_id`, and be in the order of their tickets.
    """
    chosen = _choose(rng, people, work)
    context = MistakeContext(
        *(rng, people, _columns(work.tickets), _columns(work.consents)),
        *(_columns(work.accesses), _columns(work.trainings), [], []),
    )
    consent_of = pd.Series(work.consents.index, work.consents["ticket"])
    consents = consent_of.reindex(chosen).fillna(-1).to_numpy(np.int64)
    turns = {True: OF_ANY + 2 * OF_CONSENT, False: OF_ANY}
    done = {True: 0, False: 0}
    for ticket, consent in zip(chosen, consents, strict=True):
        asked = bool(consent >= 0)
        context.turn_to(int(ticket), int(consent))
        turns[asked][done[asked] % len(turns[asked])](context)
        done[asked] += 1

    def with_more(columns: Columns, rows: list[dict]) -> pd.DataFrame:
        return pd.concat([pd.DataFrame(columns), pd.DataFrame(rows)], ignore_index=True)

    mistaken = np.isin(np.arange(len(work.tickets)), chosen)
    return HonestWork(
        pd.DataFrame(context.tickets).assign(mistaken=mistaken),
        pd.DataFrame(context.consents),
        pd.DataFrame(context.accesses),
        with_more(context.trainings, context.certificates),
        with_more(_columns(work.equivalents), context.papers),
    )


def _columns(frame: pd.DataFrame) -> Columns:
    """Return copies of the columns that can be overwritten. Strings become Python objects."""
    return {
        str(name): column.to_numpy(object if column.dtype == "str" else None, copy=True)
        for name, column in frame.items()
    }


def _choose(rng: np.random.Generator, people: pd.DataFrame, work: HonestWork) -> np.ndarray:
    """Return the tickets that go wrong: short ones, and only a few per person."""
    tickets = work.tickets
    seconds = work.accesses.groupby("ticket")["seconds"].sum().to_numpy()
    sessions = work.accesses.groupby("ticket")["session"].nunique().to_numpy()
    able = (seconds <= MOST_SECONDS) & (sessions == 1) & (tickets["copy_approved_at"] == MISSING)
    able &= ~tickets["person"].isin(honest_heavy(people))
    able &= people["holds_key"].to_numpy()[tickets["person"]]
    shuffled = rng.permutation(np.flatnonzero(able))
    person = tickets["person"].iloc[shuffled].reset_index(drop=True)
    most = rng.integers(0, MOST_OF_ONE + 1, len(people))
    few = person.groupby(person).cumcount().to_numpy() < most[person]
    return shuffled[few]
