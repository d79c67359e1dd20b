# %% [markdown]
# ## Why
#
# The Ring order forbids human review of recordings except on **five grounds**.{fact}`O-R7` One is Affirmative Express
# Consent: a specific, informed, unambiguous act, separate from the terms of service.{fact}`O-R8` The complaint
# alleges that violations continued even after support agents needed the customer's consent.{fact}`F-R10` A text field
# called *reason* enforces nothing, because anyone who is curious can type "QA". So you check each access against the
# evidence, **as it was at the moment of access**.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# What people at Porchlight, an invented company, entered as their ground:

# %% look
from privacylab.companies import porchlight

porchlight.table("accesses")["ground"].value_counts(dropna=False).head(10).rename("accesses").to_frame()

# %% [markdown]
# **Which of these are among the order's five?** A ground alone proves nothing. Here are six accesses, with the ticket
# and the consent that each one names. The last is one at Clara Hahn's cameras:

# %% look
from privacylab.companies import porchlight

six = ["e-00000077", "e-00001026", "e-00002407", "e-00006523", "e-00031719", "e-00277779"]
fields = ["event_id", "person_id", "action", "customer_id", "ground", "occurred_at", "ticket_id", "consent_id"]
accesses = porchlight.table("accesses").query("event_id in @six")[fields]
tickets = porchlight.table("tickets").rename(columns={"customer_id": "ticket's customer"})
consents = porchlight.table("consents").rename(columns={"customer_id": "consent's customer"})
accesses.merge(tickets, "left", "ticket_id").merge(consents, "left", "consent_id").set_index("event_id").T

# %% [markdown]
# **Before you code:** one access has a valid basis. What is wrong with the others?
#
# | table | columns (there may be more); * may be missing |
# |---|---|
# | `accesses` | `event_id`, `occurred_at`, `person_id`, `action`, `customer_id`, `ground`*, `ticket_id`*, `consent_id`* |
# | `tickets` | `ticket_id`, `kind`, `customer_id`, `assignee_id`, `opened_at`, `closed_at`*, `copy_approved_by`*, `copy_approved_at`* |
# | `consents` | `consent_id`, `customer_id`, `purpose`, `how`, `given_at`, `withdrawn_at`* |
#
# Instants are `Timestamp`s in UTC. Each table's own id is unique. Rows are in no particular order, and a table may be
# empty. *Missing* means `None`, `NaN`, or `NaT`; an empty string is not missing. Do not change the tables.
#
# ## Step 1 · What is wrong with the basis?
#
# Complete `basis_problems(accesses, tickets, consents)`. It returns a dict from each `event_id` to the list of words
# that apply, in this order. *Its* ticket and consent are the ones that the access names by id; one that is not in the
# table is unknown. The docstring says how the words interact:
#
# | word | applies if |
# |---|---|
# | `"ground"` | `ground` is not exactly one of the five `GROUNDS` |
# | `"ticket"` | its ticket is unknown, is another customer's, is assigned to another person, or is not open |
# | `"consent"` | the ground is `"consent"`, and its consent is unknown, is another customer's, is for another `purpose` than its ticket's `kind`, was not given on a `"separate screen"`, or is not in force |
# | `"copy"` | `action` is in `COPIES`, and its ticket is unknown, or `copy_approved_by` is missing or the person's own id, or `copy_approved_at` is missing or later than the access |
#
# | access | result |
# |---|---|
# | with a proper ticket and consent | `[]` |
# | the same, but consent was given one second after the access | `["consent"]` |
# | an export for `"QA"`, without a ticket | `["ground", "ticket", "copy"]` |
# | for `"prevent harm"`, without a ticket | `["ticket"]` |
# | for `"consent"`, without a ticket | `["ticket", "consent"]` |


# %% step="basis_problems"
GROUNDS = ("legal process", "illegal activity", "legal rights", "prevent harm", "consent")
COPIES = ("download", "export", "share")


def basis_problems(
    accesses: pd.DataFrame, tickets: pd.DataFrame, consents: pd.DataFrame
) -> dict[str, list[str]]:
    """Return what was wrong with the basis of each access at occurred_at, by event_id.

    A ticket is open from opened_at until just before closed_at. A consent is in force from given_at
    until just before withdrawn_at. Missing closed_at and withdrawn_at have not happened.

    Each word is judged for itself: a closed ticket still says what the consent must be for and
    whether a copy was approved. If the ticket is unknown, no consent has the right purpose. An access
    without a ticket_id or consent_id names an unknown one. With another ground than "consent",
    consent_id is not looked at. That every ground needs a ticket is Porchlight's own rule.

    Ring order, III.E.1 (five grounds), and the definition of Affirmative Express Consent.
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
        and not ticket.closed_at <= access.occurred_at  # a comparison with NaT is False
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
        and ticket.copy_approved_at <= access.occurred_at  # False for NaT: no one approved it
    )
    return [] if fits else ["copy"]
    ### END SOLUTION

# %% test="basis_problems"
def at(text):
    return pd.Timestamp(text, tz="UTC")

NOW = at("2023-03-10T14:00")

SECOND = pd.Timedelta(seconds=1)

def table(row, changes):
    """Return a table with one row for each dict of changes to the given row."""
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
    """Return the problems of accesses that differ from ACCESS by these changes, in the same order."""
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

with checks("to be allowed to view is not to be allowed to download", "AUD-18"):
    tickets = [{}, {"ticket_id": "t-2", "copy_approved_by": "p-9", "copy_approved_at": NOW}]
    found = problems([{"action": "download"}, {"action": "download", "ticket_id": "t-2"}], tickets)
    assert found == [["copy"], []]

### BEGIN HIDDEN TESTS
with checks("the five grounds, letter by letter, and nothing that sounds like one", hint=2):
    five = ["legal process", "illegal activity", "legal rights", "prevent harm", "consent"]
    others = ["QA", "curiosity", "Consent", "consent ", "legal", "", None, "prevent  harm", "other", "five"]
    found = problems([{"ground": ground} for ground in [*five, *others]])
    assert found == [[]] * 5 + [["ground"]] * 10
    assert problems([{"ground": "Consent", "consent_id": None}]) == [["ground"]]

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
    assert problems([{"consent_id": None}, {"ticket_id": None}, {}]) == [["consent"], ["ticket", "consent"], []]

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

with checks("no one allows a copy to themselves, or afterwards", "AUD-18", hint=3):
    allowed = [
        {"ticket_id": "t-1", "copy_approved_by": "p-9", "copy_approved_at": NOW},
        {"ticket_id": "t-2", "copy_approved_by": "p-1", "copy_approved_at": at("2023-03-09")},
        {"ticket_id": "t-3", "copy_approved_by": "p-9", "copy_approved_at": NOW + SECOND},
        {"ticket_id": "t-4", "copy_approved_by": None, "copy_approved_at": None},
    ]
    asked = [{"ticket_id": one["ticket_id"], "action": "export"} for one in allowed]
    assert problems(asked, allowed) == [[]] + [["copy"]] * 3
    assert problems([one | {"action": "view"} for one in asked], allowed) == [[]] * 4
    empty = [{"ticket_id": "", "copy_approved_by": "", "copy_approved_at": NOW}]  # empty is not missing
    assert problems([{"ticket_id": "", "action": "export"}], empty) == [[]]

DAY = pd.Timedelta(days=1)

with checks("each access is judged as of its own moment, not as of the latest one or today", "AUD-13", hint=3):
    tickets = [{"opened_at": NOW - DAY, "closed_at": NOW + DAY, "copy_approved_by": "p-9", "copy_approved_at": NOW}]
    consents = [{"given_at": NOW - DAY, "withdrawn_at": NOW + DAY}]
    times = [NOW + 2 * DAY, NOW - 2 * DAY, NOW, NOW - 12 * 3600 * SECOND]
    asked = [{"occurred_at": time, "action": "download"} for time in times]
    assert problems(asked, tickets, consents) == [["ticket", "consent"], ["ticket", "consent", "copy"], [], ["copy"]]

with checks("consent for another purpose is no consent, even if the ticket is closed", "AUD-12", hint=1):
    tickets = [{"closed_at": NOW - SECOND, "kind": "research"}, {"ticket_id": "t-2", "closed_at": NOW - SECOND}]
    assert problems([{}, {"ticket_id": "t-2"}], tickets) == [["ticket", "consent"], ["ticket"]]

with checks("an approval is the ticket's, no matter whose, and never one's own", "AUD-18", hint=3):
    approved = {"copy_approved_by": "p-2", "copy_approved_at": NOW}
    tickets = [{"customer_id": "c-2", **approved}, {"ticket_id": "t-2", "assignee_id": "p-2", **approved}]
    asked = [{"ground": "legal process", "ticket_id": name, "action": "share"} for name in ("t-1", "t-2")]
    assert problems(asked, tickets) == [["ticket"], ["ticket"]]
    own = [{"ground": "legal process", "ticket_id": "t-2", "action": "share", "person_id": "p-2"}]
    assert problems(own, tickets) == [["copy"]]

with checks("consent is given on a separate screen, and in no other way", "AUD-12", hint=2):
    ways = ["separate screen", "phone call", "Separate screen", "screen", "email", None]
    consents = [{"consent_id": f"k-{n}", "how": how} for n, how in enumerate(ways)]
    found = problems([{"consent_id": one["consent_id"]} for one in consents], consents=consents)
    assert found == [[]] + [["consent"]] * 5
### END HIDDEN TESTS
