"""What honest people get wrong: seldom, briefly, and each time in a way that a rule names.

Nobody makes more than MOST_OF_ONE mistakes, and none of them is long: no window of the monitor
fills up by them. Each function below makes one mistake, in place, with one ticket.
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
MOST_SECONDS = 700  # watched on one mistaken ticket
OUTSIDE = (
    *("10.200.4.7", "192.0.2.200", "203.0.113.77", "198.51.100.40", "2001:db8:21::9"),
    "unknown",
)
EXCUSES = ("QA", "training", "Consent", "customer asked", "other", "test", "legal", None)

Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class HonestWork:
    """What belongs together: tickets, their consents, their accesses, and the papers of people."""

    tickets: pd.DataFrame
    consents: pd.DataFrame
    accesses: pd.DataFrame
    trainings: pd.DataFrame
    equivalents: pd.DataFrame


@dataclass
class Desk:
    """The columns that are written over, the papers that are added, and one ticket to spoil.

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
        """Go to the next ticket (row), and to its consent (row; -1 where it needs none)."""
        self.ticket, self.consent = ticket, consent
        start = self.tickets["start"][ticket]
        self.rows = slice(start, start + self.tickets["accesses"][ticket])
        self.last_row = self.rows.stop - 1
        self.person = int(self.tickets["person"][ticket])
        self.first = int(self.tickets["first"][ticket])
        self.last = int(self.tickets["last"][ticket])
        self.opened = int(self.tickets["opened_at"][ticket])


def closed(desk: Desk) -> None:
    desk.tickets["closed_at"][desk.ticket] = desk.rng.integers(desk.opened + 20, desk.first + 1)


def opened_afterwards(desk: Desk) -> None:
    desk.tickets["opened_at"][desk.ticket] = desk.last + desk.rng.integers(1, 3_000)
    desk.tickets["closed_at"][desk.ticket] = MISSING


def reused(desk: Desk) -> None:
    _name_another(desk, desk.tickets["person"] == desk.person)


def of_a_colleague(desk: Desk) -> None:
    _name_another(desk, desk.tickets["person"] != desk.person)


def _name_another(desk: Desk, among: np.ndarray) -> None:
    """HonestWork on a ticket of these, of the same kind, while the right one lies there."""
    fits = among & (desk.tickets["kind"] == desk.tickets["kind"][desk.ticket])
    fits[desk.ticket] = False
    other = desk.rng.choice(np.flatnonzero(fits))
    desk.accesses["ticket_id"][desk.rows] = desk.tickets["ticket_id"][other]


def no_ticket(desk: Desk) -> None:
    desk.accesses["ticket_id"][desk.rows] = MISSING


def excuse(desk: Desk) -> None:
    desk.accesses["ground"][desk.rows] = EXCUSES[desk.rng.integers(len(EXCUSES))]


def no_factor(desk: Desk) -> None:
    desk.accesses["mfa"][desk.rows] = "none"


def outside(desk: Desk) -> None:
    desk.accesses["ip"][desk.rows] = OUTSIDE[desk.rng.integers(len(OUTSIDE))]


def bad_paper(desk: Desk) -> None:
    """An equivalent that is none: approved by nobody or oneself, not described, or not then."""
    if desk.people["mfa"].iloc[desk.person] == "equivalent":
        return no_factor(desk)
    desk.accesses["mfa"][desk.rows] = "equivalent"
    paper = {
        "person": desk.person,
        "approver": int(np.flatnonzero(desk.people["role"] == "security")[0]),
        "approved_at": desk.first - 90 * DAY,
        "expires_at": desk.first + 200 * DAY,
        "document": f"D-{desk.rng.integers(100, 999)}",
    }
    wrong: list[dict] = [
        {"approver": -1, "approved_at": MISSING},
        {"approver": desk.person},
        {"document": None},
        {"expires_at": desk.first},
        {"approved_at": desk.first + DAY},
    ]
    desk.papers.append(paper | wrong[desk.rng.integers(len(wrong))])


def untrained(desk: Desk) -> None:
    _lapse(desk, "training")


def unattested(desk: Desk) -> None:
    _lapse(desk, "attestation")


def _lapse(desk: Desk, kind: str) -> None:
    """A certificate that ends with the first access, and is renewed after the last."""
    begin, end = desk.trainings["completed_at"], desk.trainings["expires_at"]
    own = (desk.trainings["person"] == desk.person) & (desk.trainings["kind"] == kind)
    end[own & (begin <= desk.last) & (end > desk.first)] = desk.first
    again = desk.last + 60
    desk.certificates.append(
        {
            "person": desk.person,
            "kind": kind,
            "completed_at": again,
            "expires_at": again + 365 * DAY,
        }
    )


def copy(desk: Desk) -> None:
    _copy(desk, -1, MISSING)


def copy_allowed_later(desk: Desk) -> None:
    _copy(desk, desk.people["manager"].iloc[desk.person], desk.last + 900)


def copy_allowed_by_oneself(desk: Desk) -> None:
    _copy(desk, desk.person, desk.opened + 30)


def _copy(desk: Desk, approver: int, at: int) -> None:
    desk.accesses["action"][desk.last_row] = "download"
    desk.accesses["seconds"][desk.last_row] = 0
    desk.tickets["approver"][desk.ticket] = approver
    desk.tickets["copy_approved_at"][desk.ticket] = at


def a_second_late(desk: Desk) -> None:
    desk.consents["given_at"][desk.consent] = desk.first + 1


def withdrawn(desk: Desk) -> None:
    given = int(desk.consents["given_at"][desk.consent])
    before = max(desk.first, given + 2)
    desk.consents["withdrawn_at"][desk.consent] = desk.rng.integers(given + 1, before)


def withdrawn_at_that_moment(desk: Desk) -> None:
    desk.consents["withdrawn_at"][desk.consent] = desk.first


def of_another_household(desk: Desk) -> None:
    desk.consents["customer"][desk.consent] = desk.rng.choice(desk.tickets["customer"])


def for_another_purpose(desk: Desk) -> None:
    others = [kind for kind in KINDS if kind != desk.tickets["kind"][desk.ticket]]
    desk.consents["purpose"][desk.consent] = others[desk.rng.integers(len(others))]


def by_the_terms(desk: Desk) -> None:
    desk.consents["how"][desk.consent] = "terms of service"


def by_a_banner(desk: Desk) -> None:
    desk.consents["how"][desk.consent] = "banner closed"


Mistake = Callable[[Desk], None]
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
    """The same work with some mistakes in it; tickets get a column `mistaken`.

    Accesses have `ticket_id` and `consent_id`, and lie in the order of their tickets.
    """
    chosen = _choose(rng, people, work)
    desk = Desk(
        *(rng, people, _columns(work.tickets), _columns(work.consents)),
        *(_columns(work.accesses), _columns(work.trainings), [], []),
    )
    consent_of = pd.Series(work.consents.index, work.consents["ticket"])
    consents = consent_of.reindex(chosen).fillna(-1).to_numpy(np.int64)
    turns = {True: OF_ANY + 2 * OF_CONSENT, False: OF_ANY}
    done = {True: 0, False: 0}
    for ticket, consent in zip(chosen, consents, strict=True):
        asked = bool(consent >= 0)
        desk.turn_to(int(ticket), int(consent))
        turns[asked][done[asked] % len(turns[asked])](desk)
        done[asked] += 1

    def with_more(columns: Columns, rows: list[dict]) -> pd.DataFrame:
        return pd.concat([pd.DataFrame(columns), pd.DataFrame(rows)], ignore_index=True)

    mistaken = np.isin(np.arange(len(work.tickets)), chosen)
    return HonestWork(
        pd.DataFrame(desk.tickets).assign(mistaken=mistaken),
        pd.DataFrame(desk.consents),
        pd.DataFrame(desk.accesses),
        with_more(desk.trainings, desk.certificates),
        with_more(_columns(work.equivalents), desk.papers),
    )


def _columns(frame: pd.DataFrame) -> Columns:
    """Copies of the columns, to be written over. Texts are objects, of any length."""
    return {
        str(name): column.to_numpy(object if column.dtype == "str" else None, copy=True)
        for name, column in frame.items()
    }


def _choose(rng: np.random.Generator, people: pd.DataFrame, work: HonestWork) -> np.ndarray:
    """The tickets that go wrong: short ones, and few of each person."""
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
