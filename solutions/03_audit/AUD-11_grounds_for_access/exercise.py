# %% [markdown]
# ## Why
#
# The order forbids human review except on **five grounds**. A text field called *reason* does not
# enforce that: whoever is curious types "QA". So each access is held against evidence, **as it was at
# the moment of access**, `occurred_at`.
#
# Write **`basis_problems(accesses, tickets, consents)`**. It gives for each access, by its
# `event_id`, the list of what is wrong with its basis: of the four words below, those that apply, in
# this order; an empty list where nothing is.
#
# | word | applies where |
# |---|---|
# | `"ground"` | `ground` is not, letter by letter, one of the five of `GROUNDS` |
# | `"ticket"` | `ticket_id` names no ticket of the table; or one of another customer; or one that is assigned to somebody else than the person; or one that is not open at that moment |
# | `"consent"` | the ground is `"consent"`, and `consent_id` names no consent of the table; or one of another customer; or one whose `purpose` is not the `kind` of the ticket that the access names (where it names no ticket of the table, no purpose fits); or one that was not given on a `"separate screen"`; or one that is not in force at that moment |
# | `"copy"` | the action is one of `COPIES`, and nobody allowed a copy for the ticket that the access names: it names no ticket of the table; or that ticket's `copy_approved_by` is missing, or is the person's own id; or its `copy_approved_at` is missing, or later than the access |
#
# Each word is judged for itself: a ticket that is closed can still say what the consent must be for, and
# that a copy was allowed. With another ground than consent, `consent_id` is not looked at.
#
# A ticket is open from the instant `opened_at` until just before `closed_at`; a consent is in force from
# `given_at` until just before `withdrawn_at`. `closed_at` and `withdrawn_at` are missing as long as that has
# not happened.
#
# **The tables.** Instants are `Timestamp`s in UTC. Ids are texts.
#
# - `accesses`: `event_id`, `occurred_at`, `person_id`, `action`, `customer_id`, `ground`, `ticket_id`,
#   `consent_id`, and more. `ground`, `ticket_id` and `consent_id` may be missing.
# - `tickets`: `ticket_id`, `kind`, `customer_id`, `assignee_id`, `opened_at`, `closed_at`,
#   `copy_approved_by`, `copy_approved_at`. `closed_at` may be missing. The last two are both there, or both
#   missing.
# - `consents`: `consent_id`, `customer_id`, `purpose`, `how`, `given_at`, `withdrawn_at`. The last may be
#   missing.
#
# The three ids are unique, each in its table; rows come in no order; a table may be empty.
#
# ## Rules
#
# - You may add functions and imports of your own to the cell of your answer.
# - Do not change the dicts, the lists and the tables that you are given.
# - *Missing* in a table is what is `None`, `NaN` or `NaT`, and nothing else: the empty text `""` is there.
#   A column whose values may be missing is said to be so.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks
from privacylab.lab import hint

# %% [markdown]
# ## Step 1 · `basis_problems`

# %% step="basis_problems"
GROUNDS = ("legal process", "illegal activity", "legal rights", "prevent harm", "consent")
COPIES = ("download", "export", "share")


def basis_problems(
    accesses: pd.DataFrame, tickets: pd.DataFrame, consents: pd.DataFrame
) -> dict[str, list[str]]:
    """What is wrong with the basis of each access, by event_id, as of the moment of access.

    Order: III.E.1 (five grounds), and the definition of Affirmative Express Consent.
    """
    ### BEGIN SOLUTION
    ticket_of = {ticket.ticket_id: ticket for ticket in tickets.itertuples()}
    consent_of = {consent.consent_id: consent for consent in consents.itertuples()}
    return {
        access.event_id: [
            *_ground_problem(access),
            *_ticket_problem(access, ticket_of.get(access.ticket_id)),
            *_consent_problem(
                access, ticket_of.get(access.ticket_id), consent_of.get(access.consent_id)
            ),
            *_copy_problem(access, ticket_of.get(access.ticket_id)),
        ]
        for access in accesses.itertuples()
    }


def _ground_problem(access) -> list[str]:
    return [] if access.ground in GROUNDS else ["ground"]


def _ticket_problem(access, ticket) -> list[str]:
    fits = (
        ticket is not None
        and ticket.customer_id == access.customer_id
        and ticket.assignee_id == access.person_id
        and ticket.opened_at <= access.occurred_at
        and not ticket.closed_at <= access.occurred_at  # NaT is not earlier than anything
    )
    return [] if fits else ["ticket"]


def _consent_problem(access, ticket, consent) -> list[str]:
    fits = access.ground != "consent" or (
        ticket is not None
        and consent is not None
        and consent.customer_id == access.customer_id
        and consent.purpose == ticket.kind
        and consent.how == "separate screen"
        and consent.given_at <= access.occurred_at
        and not consent.withdrawn_at <= access.occurred_at
    )
    return [] if fits else ["consent"]


def _copy_problem(access, ticket) -> list[str]:
    fits = access.action not in COPIES or (
        ticket is not None
        and ticket.copy_approved_by != access.person_id
        and ticket.copy_approved_at <= access.occurred_at  # false where nobody allowed it: NaT
    )
    return [] if fits else ["copy"]
    ### END SOLUTION

# %% test="basis_problems"
def at(text):
    return pd.Timestamp(text, tz="UTC")

NOW = at("2023-03-10T14:00")

SECOND = pd.Timedelta(seconds=1)

def table(row, changes):
    """A table with a row for each dict of changes to the given row."""
    rows = [row | change for change in changes]
    columns = {name: [one[name] for one in rows] for name in row}
    times = [name for name in row if name.endswith("_at")]
    return pd.DataFrame(columns | {name: pd.to_datetime(columns[name], utc=True) for name in times})

ACCESS = {
    "event_id": "e-1", "occurred_at": NOW, "person_id": "p-1", "action": "view",
    "customer_id": "c-1", "ground": "consent", "ticket_id": "t-1", "consent_id": "k-1",
}  # fmt: skip

TICKET = {
    "ticket_id": "t-1", "kind": "support", "customer_id": "c-1", "assignee_id": "p-1",
    "opened_at": at("2023-03-09"), "closed_at": None,
    "copy_approved_by": None, "copy_approved_at": None,
}  # fmt: skip

CONSENT = {
    "consent_id": "k-1", "customer_id": "c-1", "purpose": "support", "how": "separate screen",
    "given_at": at("2023-03-09"), "withdrawn_at": None,
}  # fmt: skip

def problems(accesses, tickets=({},), consents=({},)):
    """The problems of accesses that differ from ACCESS as said, in their order."""
    named = [{"event_id": f"e-{number}"} | access for number, access in enumerate(accesses)]
    tables = table(ACCESS, named), table(TICKET, tickets), table(CONSENT, consents)
    found = basis_problems(*tables)
    assert set(found) == {access["event_id"] for access in named}
    return [list(found[access["event_id"]]) for access in named]

with checks("a ground is one of five words, and has a ticket behind it"):
    found = problems([{}, {"ground": "QA"}, {"ground": "prevent harm", "ticket_id": None}])
    assert found == [[], ["ground"], ["ticket"]]

with checks("consent that came a second later is none", "AUD-12"):
    consents = [{}, {"consent_id": "k-2", "given_at": NOW + SECOND}]
    assert problems([{}, {"consent_id": "k-2"}], consents=consents) == [[], ["consent"]]

with checks("a ticket of another customer, of somebody else, or closed is none", "AUD-13"):
    tickets = [{}, {"ticket_id": "t-2", "closed_at": NOW - SECOND}]
    found = problems([{"customer_id": "c-2"}, {"person_id": "p-2"}, {"ticket_id": "t-2"}], tickets)
    assert found == [["ticket", "consent"], ["ticket"], ["ticket"]]

with checks("whoever may view may not therefore download", "AUD-18"):
    tickets = [{}, {"ticket_id": "t-2", "copy_approved_by": "p-9", "copy_approved_at": NOW}]
    found = problems([{"action": "download"}, {"action": "download", "ticket_id": "t-2"}], tickets)
    assert found == [["copy"], []]

### BEGIN HIDDEN TESTS
with checks("the five grounds, letter by letter, and nothing that sounds like one", hint=2):
    five = ["legal process", "illegal activity", "legal rights", "prevent harm", "consent"]
    others = ["QA", "curiosity", "Consent", "consent ", "legal", "", None, "prevent  harm", "other", "five"]
    found = problems([{"ground": ground} for ground in [*five, *others]])
    assert found == [[]] * 5 + [["ground"]] * 10

with checks("each word is judged for itself, and none hides another", hint=1):
    worst = {"ground": "QA", "ticket_id": None, "action": "export"}
    assert problems([worst]) == [["ground", "ticket", "copy"]]
    no_ticket = {"ticket_id": "t-404", "action": "share"}
    assert problems([no_ticket]) == [["ticket", "consent", "copy"]]
    closed = [{"closed_at": NOW, "copy_approved_by": "p-9", "copy_approved_at": NOW}]
    assert problems([{"action": "download"}], closed) == [["ticket"]]

with checks("without tickets and consents nothing has a basis, and without accesses nothing is wrong", hint=3):
    assert problems([{}], [], []) == [["ticket", "consent"]]
    assert problems([{"ground": "legal process"}], [{}], []) == [[]]
    assert problems([]) == []

with checks("the wrong account, the wrong purpose, the terms of service, a closed banner", "AUD-12", hint=2):
    consents = [
        {"consent_id": "k-1", "customer_id": "c-2"},
        {"consent_id": "k-2", "purpose": "research"},
        {"consent_id": "k-3", "how": "terms of service"},
        {"consent_id": "k-4", "how": "banner closed"},
        {"consent_id": "k-5"},
    ]
    named = [f"k-{number}" for number in range(1, 7)] + [None]
    found = problems([{"consent_id": name} for name in named], consents=consents)
    assert found == [["consent"]] * 4 + [[]] + [["consent"]] * 2

with checks("consent counts from its instant until just before it is withdrawn", "AUD-12", hint=3):
    consents = [
        {"consent_id": "k-1", "given_at": NOW},
        {"consent_id": "k-2", "given_at": NOW + SECOND},
        {"consent_id": "k-3", "withdrawn_at": NOW},
        {"consent_id": "k-4", "withdrawn_at": NOW + SECOND},
        {"consent_id": "k-5", "withdrawn_at": NOW - 900 * SECOND},
    ]
    found = problems([{"consent_id": one["consent_id"]} for one in consents], consents=consents)
    assert found == [[], ["consent"], ["consent"], [], ["consent"]]

with checks("the purpose is that of the ticket, and consent to one thing is not consent to another", "AUD-12", hint=1):
    tickets = [{}, {"ticket_id": "t-2", "kind": "research"}, {"ticket_id": "t-3", "kind": "fraud"}]
    consents = [{}, {"consent_id": "k-2", "purpose": "research"}]
    pairs = [(t, k) for t in ("t-1", "t-2", "t-3") for k in ("k-1", "k-2")]
    found = problems([{"ticket_id": t, "consent_id": k} for t, k in pairs], tickets, consents)
    wrong = ["consent"]
    assert found == [[], wrong, wrong, [], wrong, wrong]
    other_ground = {"ground": "illegal activity", "ticket_id": "t-3", "consent_id": None}
    assert problems([other_ground], tickets, consents) == [[]]

with checks("a ticket counts from its instant until just before it is closed", "AUD-13", hint=3):
    tickets = [
        {"ticket_id": "t-1", "opened_at": NOW},
        {"ticket_id": "t-2", "opened_at": NOW + SECOND},
        {"ticket_id": "t-3", "closed_at": NOW},
        {"ticket_id": "t-4", "closed_at": NOW + SECOND},
        {"ticket_id": "t-5", "closed_at": at("2023-03-09T12:00")},
    ]
    found = problems([{"ticket_id": one["ticket_id"]} for one in tickets], tickets)
    assert found == [[], ["ticket"], ["ticket"], [], ["ticket"]]

with checks("a ticket that is reused for another customer, or by another person, is none", "AUD-13", hint=1):
    consents = [{}, {"consent_id": "k-2", "customer_id": "c-2"}]
    tickets = [{}, {"ticket_id": "t-2", "customer_id": "c-2", "assignee_id": "p-2"}]
    reused = [
        {},
        {"customer_id": "c-2", "consent_id": "k-2"},
        {"ticket_id": "t-2"},
        {"ticket_id": "t-2", "customer_id": "c-2", "consent_id": "k-2"},
        {"ticket_id": "t-2", "customer_id": "c-2", "consent_id": "k-2", "person_id": "p-2"},
        {"ticket_id": "t-1", "person_id": "p-2"},
    ]
    found = problems(reused, tickets, consents)
    wrong = ["ticket"]
    assert found == [[], wrong, wrong, wrong, [], wrong]

with checks("downloads, exports and shares need a permission of their own, the rest does not", "AUD-18", hint=2):
    actions = ["view", "stream", "query", "download", "export", "share"]
    assert problems([{"action": action} for action in actions]) == [[]] * 3 + [["copy"]] * 3

with checks("nobody allows a copy to themselves, or afterwards", "AUD-18", hint=3):
    allowed = [
        {"ticket_id": "t-1", "copy_approved_by": "p-9", "copy_approved_at": NOW},
        {"ticket_id": "t-2", "copy_approved_by": "p-1", "copy_approved_at": at("2023-03-09")},
        {"ticket_id": "t-3", "copy_approved_by": "p-9", "copy_approved_at": NOW + SECOND},
        {"ticket_id": "t-4", "copy_approved_by": None, "copy_approved_at": None},
    ]
    asked = [{"ticket_id": one["ticket_id"], "action": "export"} for one in allowed]
    assert problems(asked, allowed) == [[]] + [["copy"]] * 3
### END HIDDEN TESTS
