# %% [markdown]
# ## Why
#
# The order has a clock of its own for what goes wrong. And the accounts that strangers broke into were
# tried at every door, not only at the one with a guard.
#
# Write three functions.
#
# ## Rules
#
# - You may add functions and imports of your own to the cell of your answer.
# - Do not change the dicts, the lists and the tables that you are given.
# - *Missing* in a table is what is `None`, `NaN` or `NaT`, and nothing else: the empty text `""` is there.
#   A column whose values may be missing is said to be so.

# %% given="setup"
from datetime import timedelta

import pandas as pd

from privacylab.checks import Checks
from privacylab.lab import hint

# %% [markdown]
# ## Step 1 · `is_incident`
#
# **1. `is_incident(accesses, notice_required)`** says whether unauthorised accesses are a Covered
# Incident. `accesses` has one row for each: `customer_id` (the account), `camera_id`, `encrypted`,
# `key_touched`. A row counts unless what was reached was encrypted **and** the key was not touched. It is an
# incident where the rows that count concern 10 or more distinct accounts; or where `notice_required` (a
# law requires that somebody be notified of it) is true and at least one row counts.

# %% step="is_incident"
def is_incident(accesses: pd.DataFrame, notice_required: bool) -> bool:
    """Whether unauthorised accesses are a Covered Incident. Order: definition, VII."""
    ### BEGIN SOLUTION
    safe = accesses["encrypted"] & ~accesses["key_touched"]
    accounts = accesses.loc[~safe, "customer_id"].nunique()
    return accounts >= 10 or (notice_required and accounts > 0)
    ### END SOLUTION

# %% test="is_incident"
def reached(*accounts, encrypted=False, key_touched=False):
    rows = [(account, f"m-{n}", encrypted, key_touched) for n, account in enumerate(accounts)]
    return pd.DataFrame(rows, columns=["customer_id", "camera_id", "encrypted", "key_touched"]).astype(
        {"encrypted": bool, "key_touched": bool}
    )

ten = [f"c-{n}" for n in range(10)]

with checks("ten accounts are an incident, and nine are none"):
    assert is_incident(reached(*ten), False)
    assert not is_incident(reached(*ten[:9]), False)

### BEGIN HIDDEN TESTS
with checks("accounts are counted, not cameras", hint=1):
    assert not is_incident(reached(*ten[:9], "c-1", "c-2", "c-3"), False)
    assert is_incident(reached(*ten, "c-1", "c-2"), False)

with checks("what was encrypted does not count, unless the key was touched", hint=3):
    assert not is_incident(reached(*ten, encrypted=True), False)
    assert is_incident(reached(*ten, encrypted=True, key_touched=True), False)
    assert is_incident(reached(*ten, key_touched=True), False)
    mixed = pd.concat([reached(*ten[:9]), reached("c-9", encrypted=True)])
    assert not is_incident(mixed, False)
    both = pd.concat([reached(*ten[:9]), reached("c-9", encrypted=True), reached("c-9")])
    assert is_incident(both, False)

with checks("where the law requires notice one account is enough, but not none", hint=2):
    assert is_incident(reached("c-1"), True)
    assert not is_incident(reached("c-1"), False)
    assert not is_incident(reached(*ten, encrypted=True), True)
    assert not is_incident(reached(), True)
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · `report_due`
#
# **2. `report_due(notices, no_notice_decided_on)`** is the last day for the report to the FTC: 10 calendar days
# after the first notice to a government entity, or after the decision that no notice is needed, whichever
# came first. `notices` is a list of the days on which government entities were notified, in any order,
# maybe empty; the decision's day may be `None`. Where nothing of it has happened, the answer is `None`:
# the discovery starts no clock. Days are `Timestamp`s at midnight.

# %% step="report_due"
def report_due(
    notices: list[pd.Timestamp], no_notice_decided_on: pd.Timestamp | None
) -> pd.Timestamp | None:
    """The last day for the report to the FTC; None where nothing has started the clock. Order: VII."""
    ### BEGIN SOLUTION
    decided = [] if no_notice_decided_on is None else [no_notice_decided_on]
    first = min([*notices, *decided], default=None)
    return None if first is None else first + pd.Timedelta(days=10)
    ### END SOLUTION

# %% test="report_due"
day = pd.Timestamp

with checks("the first of the triggers starts the ten days", "AUD-27"):
    assert report_due([day("2023-05-20"), day("2023-05-08")], day("2023-05-10")) == day("2023-05-18")

### BEGIN HIDDEN TESTS
with checks("notice and decision, each alone, and whichever comes first", "AUD-27", hint=2):
    cases = [
        (["2023-05-08"], None, "2023-05-18"), ([], "2023-05-10", "2023-05-20"),
        (["2023-05-20"], "2023-05-10", "2023-05-20"), (["2024-02-25"], None, "2024-03-06"),
    ]  # fmt: skip
    for told, decided, due in cases:
        result = report_due([day(one) for one in told], decided and day(decided))
        assert result == day(due)

with checks("as long as nobody is told and nothing is decided, no clock runs", "AUD-27", hint=1):
    assert report_due([], None) is None
    assert report_due([day("2023-01-01")], None) == day("2023-01-11")
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · `login_attacks`
#
# **3. `login_attacks(attempts, rules)`** reads the log-in attempts of **all** portals together:
# `occurred_at`, `portal`, `customer_id`, `ip`, `success`, none of them ever missing. An `ip` is compared as it
# is written. The answer is a dict of two sets. For each attempt, at t, there is a window of one hour: all
# attempts after t − 1 hour and up to t.
#
# - `"sources"`: each `ip` that tried **more than** `rules["accounts"]` distinct customers in some window,
#   with success or without, through whichever portals;
# - `"targets"`: each customer with **more than** `rules["failures"]` attempts without success in some
#   window, from whichever addresses and through whichever portals.

# %% step="login_attacks"
def login_attacks(attempts: pd.DataFrame, rules: dict) -> dict[str, set]:
    """{"sources": addresses that try many accounts, "targets": accounts that are tried often}."""
    ### BEGIN SOLUTION
    rows = list(attempts.sort_values("occurred_at").itertuples())
    sources, targets, first = set(), set(), 0
    for last, row in enumerate(rows):
        while rows[first].occurred_at <= row.occurred_at - timedelta(hours=1):
            first += 1
        window = rows[first : last + 1]
        if len({one.customer_id for one in window if one.ip == row.ip}) > rules["accounts"]:
            sources.add(row.ip)
        failed = [one for one in window if one.customer_id == row.customer_id and not one.success]
        if len(failed) > rules["failures"]:
            targets.add(row.customer_id)
    return {"sources": sources, "targets": targets}
    ### END SOLUTION

# %% test="login_attacks"
START = pd.Timestamp("2023-05-01T10:30", tz="UTC")

MINUTE = pd.Timedelta(minutes=1)

RULES = {"accounts": 5, "failures": 4}

def attempts(*rows):
    """Attempts from (minutes, portal, customer, ip, success)."""
    made = pd.DataFrame(list(rows), columns=["occurred_at", "portal", "customer_id", "ip", "success"])
    return made.assign(occurred_at=[START + n * MINUTE for n in made["occurred_at"]])

with checks("many accounts from one address are found at every portal", "AUD-29"):
    wave = [(n, "legacy api", f"c-{n}", "203.0.113.9", False) for n in range(6)]
    assert login_attacks(attempts(*wave), RULES) == {"sources": {"203.0.113.9"}, "targets": set()}

### BEGIN HIDDEN TESTS
with checks("one address over several portals, in any hour, and more than so many", "AUD-29", hint=2):
    portals = ["web", "app", "legacy api"]

    def wave(number, gap, **more):
        rows = [(n * gap, portals[n % 3], f"c-{n}", "198.51.100.7", n % 4 == 0) for n in range(number)]
        return login_attacks(attempts(*rows[::-1]), RULES)["sources"]

    assert wave(6, 11) == {"198.51.100.7"}
    assert wave(5, 11) == set()
    assert wave(6, 12) == set()
    assert wave(40, 12) == set()
    family = [(n, "web", "c-1", "198.51.100.7", True) for n in range(30)]
    assert login_attacks(attempts(*family), RULES) == {"sources": set(), "targets": set()}

with checks("one account from many addresses and portals is a target", "AUD-29", hint=3):
    portals = ["web", "app", "legacy api"]

    def tried(number, gap, success=False):
        rows = [(n * gap, portals[n % 3], "c-7", f"192.0.2.{n}", success) for n in range(number)]
        return login_attacks(attempts(*rows[::-1]), RULES)

    assert tried(5, 14) == {"sources": set(), "targets": {"c-7"}}
    assert tried(4, 14)["targets"] == set()
    assert tried(5, 15)["targets"] == set()
    assert tried(9, 1, success=True)["targets"] == set()
    old = [(n, "web", "c-7", "192.0.2.1", False) for n in (0, 61, 62, 63, 64, 65)]
    assert login_attacks(attempts(*old), RULES)["targets"] == {"c-7"}
    others = [(n, "web", f"c-{n}", f"192.0.2.{n}", False) for n in range(20)]
    assert login_attacks(attempts(*others), RULES) == {"sources": set(), "targets": set()}
### END HIDDEN TESTS
