# %% [markdown]
# ## Why
#
# The Ring order forbids human review of recordings except on **five grounds**.{fact}`O-R7` One is Affirmative Express
# Consent: a specific, informed, unambiguous act, separate from the terms of service.{fact}`O-R8` The complaint
# alleges that violations continued even after support agents needed the customer's consent.{fact}`F-R10` A text field
# called *reason* enforces nothing, because anyone who is curious can type "QA". So you check each access against the
# evidence, **as it was at the moment of access**.

# %% [markdown]
# ## Look
#
# What people at Porchlight, an invented company, entered as their ground:

# %% look
from privacylab.companies import porchlight

porchlight.table("accesses")["ground"].value_counts(dropna=False).head(10).rename("accesses").to_frame()

# %% [markdown]
# **Which of these are among the order's five?** A ground alone proves nothing. Here are six accesses, with the ticket
# and the consent that each one names:

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
# ## Rules
#
# | table | columns |
# |---|---|
# | `accesses` | `event_id`, `occurred_at`, `person_id`, `action`, `customer_id`, `ground`*, `ticket_id`*, `consent_id`* |
# | `tickets` | `ticket_id`, `kind`, `customer_id`, `assignee_id`, `opened_at`, `closed_at`*, `copy_approved_by`*, `copy_approved_at`* |
# | `consents` | `consent_id`, `customer_id`, `purpose`, `how`, `given_at`, `withdrawn_at`* |
#
# Times are `Timestamp`s in UTC. Each table's own id is unique. Rows are in any order, and a table may be empty
# or have more columns. A value in a column with * may be missing: `None`, `NaN`, or `NaT`. An empty string is not
# missing.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Step 1 · What is wrong with the basis?
#
# Complete `basis_problems(accesses, tickets, consents)`. It returns a dict from each `event_id` to the list of words
# that apply, in this order. *Its* ticket and consent are those the access names by id. See the docstring.
#
# | word | applies if |
# |---|---|
# | `"ground"` | `ground` is not exactly one of the five `GROUNDS` |
# | `"ticket"` | its ticket is unknown, another customer's, assigned to another person, or not open |
# | `"consent"` | the ground is `"consent"`, and its consent is unknown, another customer's, for another `purpose` than its ticket's `kind`, not given on a `"separate screen"`, or not in force |
# | `"copy"` | `action` is in `COPIES`, and its ticket is unknown, or `copy_approved_by` is missing or the person's own id, or `copy_approved_at` is missing or later than the access |
#
# | access | result |
# |---|---|
# | proper ticket and consent | `[]` |
# | consent given one second too late | `["consent"]` |
# | export for `"QA"`, no ticket | `["ground", "ticket", "copy"]` |
# | view for `"consent"`, no ticket | `["ticket", "consent"]` |


# %% step="basis_problems"
GROUNDS = ("legal process", "illegal activity", "legal rights", "prevent harm", "consent")
COPIES = ("download", "export", "share")


def basis_problems(
    accesses: pd.DataFrame, tickets: pd.DataFrame, consents: pd.DataFrame
) -> dict[str, list[str]]:
    """Return what was wrong with the basis of each access at occurred_at, by event_id.

    A ticket is open from opened_at until just before closed_at. A consent is in force from given_at
    until just before withdrawn_at. A missing closed_at or withdrawn_at has not happened.

    An id that is missing, or not in its table, is unknown. Judge each word on its own: a closed
    ticket still says what the consent must be for, and whether a copy was approved. If the ticket is
    unknown, no consent has the right purpose. If the ground is not "consent", ignore consent_id.
    That every ground needs a ticket is Porchlight's own rule.

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

SECOND, HOUR = pd.Timedelta(seconds=1), pd.Timedelta(hours=1)

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

def says(word, accesses, tickets=({},), consents=({},)):
    """Return for each access whether this word is among its problems."""
    return [word in one for one in problems(accesses, tickets, consents)]

with checks("only the five words count as a ground, and each needs a ticket"):
    assert problems([{}]) == [[]]
    assert problems([{"ground": "QA"}]) == [["ground"]]
    assert problems([{"ground": "prevent harm", "ticket_id": None}]) == [["ticket"]]

with checks("a consent given one second after the access does not count", "AUD-12"):
    assert says("consent", [{}]) == [False]
    assert says("consent", [{}], consents=[{"given_at": NOW + SECOND}]) == [True]

with checks("a closed ticket, another customer's, or a colleague's does not count", "AUD-13"):
    assert says("ticket", [{}]) == [False]
    assert says("ticket", [{"customer_id": "c-2"}]) == [True]
    assert says("ticket", [{"person_id": "p-2"}]) == [True]
    assert says("ticket", [{}], [{"closed_at": NOW - SECOND}]) == [True]

with checks("permission to view does not include permission to download", "AUD-18"):
    approved = {"copy_approved_by": "p-9", "copy_approved_at": NOW}
    assert says("copy", [{"action": "download"}]) == [True]
    assert says("copy", [{"action": "download"}], [approved]) == [False]

### BEGIN HIDDEN TESTS
# class seed: words p c t k e
# class seed: dates days
with checks("a ground must match one of the five exactly", hint=2):
    five = ["legal process", "illegal activity", "legal rights", "prevent harm", "consent"]
    others = ["QA", "curiosity", "Consent", "consent ", "legal", "", None, "prevent  harm", "other", "five"]
    found = problems([{"ground": ground} for ground in [*five, *others]])
    assert found == [[]] * 5 + [["ground"]] * 10
    assert problems([{"ground": "Consent", "consent_id": None}]) == [["ground"]]

with checks("each problem is reported, whatever else is wrong", hint=1):
    worst = {"ground": "QA", "ticket_id": None, "action": "download"}
    assert problems([worst]) == [["ground", "ticket", "copy"]]
    no_ticket = {"ticket_id": "t-404", "action": "download"}
    assert problems([no_ticket]) == [["ticket", "consent", "copy"]]
    closed = [{"closed_at": NOW - SECOND, "copy_approved_by": "p-9", "copy_approved_at": NOW}]
    assert problems([{"action": "download"}], closed) == [["ticket"]]

with checks("empty tables are handled", hint=3):
    assert problems([{}], [], []) == [["ticket", "consent"]]
    assert problems([{"ground": "legal process"}], [{}], []) == [[]]
    assert problems([]) == []

with checks("a consent needs the right account, the right purpose, and a separate screen", "AUD-12", hint=2):
    consents = [
        {"consent_id": "k-1", "customer_id": "c-2"},
        {"consent_id": "k-2", "purpose": "research"},
        {"consent_id": "k-3", "how": "terms of service"},
        {"consent_id": "k-4", "how": "banner closed"},
        {"consent_id": "k-5"},
    ]
    named = [f"k-{number}" for number in range(1, 7)] + [None]
    found = says("consent", [{"consent_id": name} for name in named], consents=consents)
    assert found == [True] * 4 + [False] + [True] * 2
    assert says("consent", [{"consent_id": None}, {}]) == [True, False]

with checks("a consent counts from when it is given until just before it is withdrawn", "AUD-12", hint=3):
    consents = [
        {"consent_id": "k-1", "given_at": NOW},
        {"consent_id": "k-2", "given_at": NOW + SECOND},
        {"consent_id": "k-3", "withdrawn_at": NOW},
        {"consent_id": "k-4", "withdrawn_at": NOW + SECOND},
        {"consent_id": "k-5", "withdrawn_at": NOW - 900 * SECOND},
    ]
    found = says("consent", [{"consent_id": one["consent_id"]} for one in consents], consents=consents)
    assert found == [False, True, True, False, True]
    kept = [{"given_at": NOW - HOUR, "withdrawn_at": NOW + HOUR}]
    asked = [{"occurred_at": NOW + n * HOUR} for n in (2, -2, 0)]  # each as of its own moment
    assert says("consent", asked, consents=kept) == [True, True, False]

with checks("a consent counts only for the purpose of the ticket", "AUD-12", hint=1):
    tickets = [{}, {"ticket_id": "t-2", "kind": "research"}, {"ticket_id": "t-3", "kind": "fraud"}]
    consents = [{}, {"consent_id": "k-2", "purpose": "research"}]
    pairs = [(t, k) for t in ("t-1", "t-2", "t-3") for k in ("k-1", "k-2")]
    found = says("consent", [{"ticket_id": t, "consent_id": k} for t, k in pairs], tickets, consents)
    assert found == [False, True, True, False, True, True]
    other_ground = {"ground": "illegal activity", "ticket_id": "t-3", "consent_id": None}
    assert says("consent", [other_ground], tickets, consents) == [False]

with checks("a ticket counts from when it is opened until just before it is closed", "AUD-13", hint=3):
    tickets = [
        {"ticket_id": "t-1", "opened_at": NOW},
        {"ticket_id": "t-2", "opened_at": NOW + SECOND},
        {"ticket_id": "t-3", "closed_at": NOW},
        {"ticket_id": "t-4", "closed_at": NOW + SECOND},
        {"ticket_id": "t-5", "closed_at": at("2023-03-09T12:00")},
    ]
    found = says("ticket", [{"ticket_id": one["ticket_id"]} for one in tickets], tickets)
    assert found == [False, True, True, False, True]
    kept = [{"opened_at": NOW - HOUR, "closed_at": NOW + HOUR}]
    asked = [{"occurred_at": NOW + n * HOUR} for n in (2, -2, 0)]  # each as of its own moment
    assert says("ticket", asked, kept) == [True, True, False]

with checks("a ticket cannot be reused for another customer or by another person", "AUD-13", hint=1):
    tickets = [{}, {"ticket_id": "t-2", "customer_id": "c-2", "assignee_id": "p-2"}]
    reused = [
        {},
        {"customer_id": "c-2"},
        {"ticket_id": "t-2"},
        {"ticket_id": "t-2", "customer_id": "c-2"},
        {"ticket_id": "t-2", "customer_id": "c-2", "person_id": "p-2"},
        {"ticket_id": "t-1", "person_id": "p-2"},
    ]
    assert says("ticket", reused, tickets) == [False, True, True, True, False, True]

with checks("downloads, exports, and shares need an approval, and nothing else does", "AUD-18", hint=2):
    actions = ["view", "stream", "query", "download", "export", "share"]
    assert says("copy", [{"action": action} for action in actions]) == [False] * 3 + [True] * 3

with checks("a copy is approved beforehand, and by someone else", "AUD-18", hint=3):
    allowed = [
        {"ticket_id": "t-1", "copy_approved_by": "p-9", "copy_approved_at": NOW},
        {"ticket_id": "t-2", "copy_approved_by": "p-1", "copy_approved_at": at("2023-03-09")},
        {"ticket_id": "t-3", "copy_approved_by": "p-9", "copy_approved_at": NOW + SECOND},
        {"ticket_id": "t-4", "copy_approved_by": None, "copy_approved_at": None},
    ]
    asked = [{"ticket_id": one["ticket_id"], "action": "export"} for one in allowed]
    assert says("copy", asked, allowed) == [False] + [True] * 3
    assert says("copy", [one | {"action": "view"} for one in asked], allowed) == [False] * 4
    empty = [{"ticket_id": "", "copy_approved_by": "", "copy_approved_at": NOW}]  # empty is not missing
    assert says("copy", [{"ticket_id": "", "action": "export"}], empty) == [False]
    asked = [{"occurred_at": NOW + n * HOUR, "action": "download"} for n in (2, -2, 0)]  # each as of its own moment
    assert says("copy", asked, allowed[:1]) == [False, True, False]

with checks("a closed ticket still says what the consent must be for", "AUD-12", hint=1):
    tickets = [{"closed_at": NOW - SECOND, "kind": "research"}, {"ticket_id": "t-2", "closed_at": NOW - SECOND}]
    assert says("consent", [{}, {"ticket_id": "t-2"}], tickets) == [True, False]

with checks("an approval on the ticket counts even if the ticket does not fit, but never one's own", "AUD-18", hint=3):
    approved = {"copy_approved_by": "p-2", "copy_approved_at": NOW}
    tickets = [{"customer_id": "c-2", **approved}, {"ticket_id": "t-2", "assignee_id": "p-2", **approved}]
    asked = [{"ground": "legal process", "ticket_id": name, "action": "share"} for name in ("t-1", "t-2")]
    assert says("copy", asked, tickets) == [False, False]
    own = [{"ground": "legal process", "ticket_id": "t-2", "action": "share", "person_id": "p-2"}]
    assert says("copy", own, tickets) == [True]

with checks("a consent given anywhere but on a separate screen does not count", "AUD-12", hint=2):
    ways = ["separate screen", "phone call", "Separate screen", "screen", "email", None]
    consents = [{"consent_id": f"k-{n}", "how": how} for n, how in enumerate(ways)]
    found = says("consent", [{"consent_id": one["consent_id"]} for one in consents], consents=consents)
    assert found == [False] + [True] * 5
### END HIDDEN TESTS
