# %% [markdown]
# ## Why
#
# The Ring order defines a Covered Incident, and sets a deadline for reporting it to the FTC.{fact}`O-R18` The
# complaint alleges that more than 55,000 accounts were compromised,{fact}`F-R17` that intruders reached stored video,
# live streams, or profiles in at least 910 of them,{fact}`F-R18` and that Ring did not limit attempts on all
# portals.{fact}`F-R20`
#
# If you count the wrong thing, no one tells the customers that a stranger watched.

# %% [markdown]
# ## Look
#
# Strangers reached these cameras of Porchlight, an invented company.

# %% look
from privacylab.companies import porchlight

reached = porchlight.table("intrusions")
reached.groupby(["encrypted", "key_touched"]).agg(cameras=("camera_id", "nunique"), accounts=("customer_id", "nunique"))

# %% [markdown]
# A recording that was encrypted, with the key untouched, does not count. How many cameras count, and at most how
# many accounts? The order's limit is ten.

# %% look
attempts = porchlight.table("login_attempts")
portals = attempts.groupby(["ip", "portal"]).size().unstack(fill_value=0)
portals.insert(0, "customers tried", attempts.groupby("ip")["customer_id"].nunique())
portals.nlargest(8, "customers tried")

# %% [markdown]
# **Before you code:** how many of these addresses would a limit on the web portal have stopped?

# %% given="setup"
from datetime import timedelta

import pandas as pd

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Step 1 · Is it a Covered Incident?
#
# Complete `is_incident(accesses, notice_required)`. A row of `accesses` **counts** unless what was reached was
# encrypted **and** the key was not touched. It is an incident if
#
# - the rows that count belong to 10 or more different accounts (`customer_id`), or
# - `notice_required` is true, and at least one row counts.
#
# | rows | `notice_required` | incident |
# |---|---|---|
# | 10 accounts | `False` | yes |
# | 9 accounts, 12 cameras | `False` | no: count accounts |
# | 10 accounts, all encrypted, key touched | `False` | yes |
# | 10 accounts, all encrypted, key not touched | `True` | no: no row counts |
# | 1 account | `True` | yes |

# %% step="is_incident"
def is_incident(accesses: pd.DataFrame, notice_required: bool) -> bool:
    """Return whether these unauthorized accesses are a Covered Incident.

    accesses         one row per access: customer_id (the account), camera_id, encrypted, key_touched
    notice_required  whether a law requires that anyone be notified of these accesses

    Order: definition, VII.
    """
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

with checks("ten accounts are an incident, and nine are not"):
    assert is_incident(reached(*ten), False)
    assert not is_incident(reached(*ten[:9]), False)

### BEGIN HIDDEN TESTS
# class seed: words c m
with checks("accounts are counted, not cameras", hint=1):
    assert not is_incident(reached(*ten[:9], "c-1", "c-2", "c-3"), False)
    assert is_incident(reached(*ten, "c-1", "c-2"), False)

with checks("what was encrypted does not count, unless the key was touched", hint=3):
    assert not is_incident(reached(*ten, encrypted=True), False)
    assert is_incident(reached(*ten, encrypted=True, key_touched=True), False)
    assert is_incident(reached(*ten, key_touched=True), False)
    mixed = pd.concat([reached(*ten[:9]), reached("c-9", encrypted=True)])
    assert not is_incident(mixed, False)
    both = [reached(*ten[:9]), reached("c-9", encrypted=True), reached("c-9")]
    assert is_incident(pd.concat(both), False) and is_incident(pd.concat(both[::-1]), False)
    touched = [reached("c-99", encrypted=True, key_touched=True), reached(*ten, encrypted=True)]
    assert not is_incident(pd.concat(touched), False) and not is_incident(pd.concat(touched[::-1]), False)
    touched = [reached(*ten, encrypted=True, key_touched=True), reached("c-99", encrypted=True)]
    assert is_incident(pd.concat(touched), False) and is_incident(pd.concat(touched[::-1]), False)

with checks("if the law requires notice, one account is enough", hint=2):
    assert is_incident(reached("c-1"), True)
    assert not is_incident(reached("c-1"), False)
    assert not is_incident(reached(*ten, encrypted=True), True)
    assert not is_incident(reached(), True)

with checks("if the law requires notice, one account is enough, whatever else was encrypted", hint=2):
    assert is_incident(pd.concat([reached(*ten, encrypted=True), reached("c-77")]), True)
    assert not is_incident(pd.concat([reached(*ten, encrypted=True), reached("c-77")]), False)
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · When is the report due?
#
# Complete `report_due(notices, no_notice_decided_on)`. The report to the FTC is due 10 calendar days after the first
# notice to a U.S. government entity, or after the decision that no notice is needed, whichever came first.
#
# If neither has happened, return `None`. Discovering the incident does not start the clock.
#
# | `notices` | `no_notice_decided_on` | due |
# |---|---|---|
# | 2023-05-20, 2023-05-08 | 2023-05-10 | 2023-05-18 |
# | 2023-05-20 | 2023-05-10 | 2023-05-20 |
# | 2024-02-25 | `None` | 2024-03-06 |
# | none | `None` | `None` |

# %% step="report_due"
def report_due(
    notices: list[pd.Timestamp], no_notice_decided_on: pd.Timestamp | None
) -> pd.Timestamp | None:
    """Return the last day for the report to the FTC, or None if nothing has started the clock.

    notices               the days on which government entities were notified, in any order
    no_notice_decided_on  the day of the decision that no notice is needed, or None

    Days are Timestamps at midnight. Order: VII.
    """
    ### BEGIN SOLUTION
    decided = [] if no_notice_decided_on is None else [no_notice_decided_on]
    first = min([*notices, *decided], default=None)
    return None if first is None else first + pd.Timedelta(days=10)
    ### END SOLUTION

# %% test="report_due"
day = pd.Timestamp

with checks("whichever comes first starts the ten days", "AUD-27"):
    assert report_due([day("2023-05-20"), day("2023-05-08")], day("2023-05-10")) == day("2023-05-18")

### BEGIN HIDDEN TESTS
# class seed: dates days
with checks("a notice or a decision starts the clock, whichever comes first", "AUD-27", hint=2):
    cases = [
        (["2023-05-08"], None, "2023-05-18"), ([], "2023-05-10", "2023-05-20"),
        (["2023-05-20"], "2023-05-10", "2023-05-20"), (["2024-02-25"], None, "2024-03-06"),
    ]  # fmt: skip
    for told, decided, due in cases:
        result = report_due([day(one) for one in told], decided and day(decided))
        assert result == day(due)

with checks("without a notice or a decision, no clock runs", "AUD-27", hint=1):
    assert report_due([], None) is None
    assert report_due([day("2023-01-01")], None) == day("2023-01-11")
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · Find attackers and their targets
#
# Complete `login_attacks(attempts, rules)`, over the log-in attempts of **all** portals together. Each attempt, at t,
# ends a window of one hour: all attempts after t − 1 hour and up to t.
#
# - `"sources"`: each `ip` that tried **more than** `rules["accounts"]` different customers in a window, successful
#   or not, through any portal.
# - `"targets"`: each customer with **more than** `rules["failures"]` failed attempts in a window, from any addresses
#   and through any portal.
#
# Here `rules` is `{"accounts": 5, "failures": 4}`:
#
# | attempts | result |
# |---|---|
# | one `ip`, 6 customers, 11 minutes apart, three portals | the `ip` is a source |
# | the same, 12 minutes apart | not a source: the sixth comes 60 minutes after the first |
# | one `ip`, 30 successful log-ins of one customer | not a source |
# | one customer, 5 failures from 5 addresses, 14 minutes apart | the customer is a target |

# %% step="login_attacks"
def login_attacks(attempts: pd.DataFrame, rules: dict) -> dict[str, set]:
    """Return {"sources": set of ip, "targets": set of customer_id}.

    attempts  one row per log-in attempt: occurred_at, portal, customer_id, ip, success. No value is
              missing; rows are in no particular order. Compare an ip as it is written.
    rules     {"accounts": a number, "failures": a number}
    """
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
    """Make attempts from rows of (minutes, portal, customer, ip, success)."""
    made = pd.DataFrame(list(rows), columns=["occurred_at", "portal", "customer_id", "ip", "success"])
    return made.assign(occurred_at=[START + n * MINUTE for n in made["occurred_at"]])

with checks("many accounts from one address are found at every portal", "AUD-29"):
    wave = [(n, "legacy api", f"c-{n}", "203.0.113.9", False) for n in range(6)]
    assert login_attacks(attempts(*wave), RULES) == {"sources": {"203.0.113.9"}, "targets": set()}

### BEGIN HIDDEN TESTS
# class seed: dates days
with checks("one address is a source over all portals, above the limit, in any hour", "AUD-29", hint=2):
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

with checks("the limits come from the rules, and a success resets nothing", "AUD-29", hint=3):
    rows = [(n, "web", "c-1", "192.0.2.1", n % 2 == 1) for n in range(9)]
    assert login_attacks(attempts(*rows), RULES)["targets"] == {"c-1"}
    assert login_attacks(attempts(*rows[:8]), RULES)["targets"] == set()
    many = [(n, "app", f"c-{n}", "192.0.2.1", True) for n in range(3)]
    assert login_attacks(attempts(*many), {"accounts": 2, "failures": 1})["sources"] == {"192.0.2.1"}
    assert login_attacks(attempts(*rows[:3]), {"accounts": 2, "failures": 1})["targets"] == {"c-1"}
    at_once = [(0, "web", "c-1", "192.0.2.1", False)] * 5
    assert login_attacks(attempts(*at_once), RULES)["targets"] == {"c-1"}
    for one, other in (("2001:DB8::1", "2001:db8::1"), ("192.0.2.1", "192.0.2.1 ")):
        written = [(n, "kiosk", f"c-{n}", other if n % 2 else one, False) for n in range(8)]
        assert login_attacks(attempts(*written), RULES)["sources"] == set()
    assert login_attacks(attempts(*[(n, "kiosk", f"c-{n}", "a", False) for n in range(6)]), RULES)["sources"] == {"a"}
### END HIDDEN TESTS
