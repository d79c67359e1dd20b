# %% [markdown]
# ## Why
#
# Parents in Dublin, Fresno and Boise press the same button: delete my child's data. Three different
# clocks start. A company that watches the wrong one answers a family too late, or calls its own
# promise the law. You build the function that says by which day Murmur must answer.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Look
#
# Requests that Murmur received, and the days on which it answered them (`NaT`: not yet).

# %% look
from privacylab.companies import murmur

requests = murmur.table("deletion_requests").merge(murmur.table("households"), on="household_id")
columns = ["request_id", "country", "region", "received_at", "closed_at"]
shown = requests.iloc[[*range(26, 33), 37]][columns]
for column in ("received_at", "closed_at"):
    shown[column] = shown[column].dt.tz_localize(None).dt.normalize()
shown

# %% [markdown]
# **Before you code:** which answers took longer than a calendar month? Run the next cell, then move
# `received` to 15 March 2023. Which two due days trade places?

# %% look
received = day("2023-01-30")
pd.Series(
    {
        "GDPR, one month": received + pd.DateOffset(months=1),
        "CCPA, 45 days": received + pd.Timedelta(days=45),
        "COPPA, Murmur's own 30 days": received + pd.Timedelta(days=30),
    }
).sort_values()

# %% [markdown]
# ## Step 1 · One law, one due day
#
# Complete `due(regime, received, told_on, sla_days)`. It returns a tuple: the due day and its label.
#
# | `regime` | first due day | extended due day | label |
# |---|---|---|---|
# | `"GDPR"` | 1 calendar month after `received` | 3 calendar months after `received` | `"law"` |
# | `"CCPA"` | 45 calendar days after `received` | 90 calendar days after `received` | `"law"` |
# | `"COPPA"` | `sla_days` calendar days after `received` | none: `told_on` changes nothing | `"own rule"` |
#
# - `told_on` is the day on which the person was told of an extension, or `None`. The extended day
#   counts only if `told_on` is on or before the first due day.
# - Count from `received` in one step: 31 Jan and 3 months give 30 Apr. Your `add_months` from CLK-01
#   is loaded above.
# - Weekends and holidays move no due day.
#
# | call | result |
# |---|---|
# | `due("GDPR", day("2023-01-31"), day("2023-02-10"), 20)` | `(day("2023-04-30"), "law")` |
# | `due("COPPA", day("2023-03-15"), None, 20)` | `(day("2023-04-04"), "own rule")` |
#
# COPPA sets no number of days: `sla_days` is the company's own promise.

# %% step="due"
def due(
    regime: str, received: pd.Timestamp, told_on: pd.Timestamp | None, sla_days: int
) -> tuple[pd.Timestamp, str]:
    """Return the day by which a request must be answered, and "law" or "own rule".

    regime is "GDPR", "CCPA" or "COPPA"; sla_days is a whole number, 1 or more. Every date is a
    pd.Timestamp at midnight, without a time zone; told_on is never before received. The company
    also asks for proof of who is asking. That takes time, but it stops no clock here, so there is
    no argument for it.

    Sources: GDPR 12(3); 11 CCR 7021 (CCPA); 16 CFR 312.6 (COPPA, which has no number of days).
    """
    ### BEGIN SOLUTION
    if regime == "GDPR":
        first, extended = add_months(received, 1), add_months(received, 3)
    elif regime == "CCPA":
        first, extended = received + pd.Timedelta(days=45), received + pd.Timedelta(days=90)
    else:
        return received + pd.Timedelta(days=sla_days), "own rule"
    in_time = told_on is not None and told_on <= first
    return (extended if in_time else first), "law"
    ### END SOLUTION

# %% test="due"
with checks("GDPR: one calendar month, or three when the person was told in time"):
    assert due("GDPR", day("2023-03-15"), None, sla_days=20) == (day("2023-04-15"), "law")
    found = due("GDPR", day("2023-01-31"), day("2023-02-10"), sla_days=20)
    assert found == (day("2023-04-30"), "law")

with checks("CCPA: 45 calendar days, or 90 when the person was told in time", "CLK-03"):
    assert due("CCPA", day("2023-03-15"), None, sla_days=20) == (day("2023-04-29"), "law")
    found = due("CCPA", day("2023-03-15"), day("2023-04-20"), sla_days=20)
    assert found == (day("2023-06-13"), "law")

with checks("COPPA: the company's own days, labeled that way", "CLK-04"):
    assert due("COPPA", day("2023-03-15"), None, sla_days=20) == (day("2023-04-04"), "own rule")

### BEGIN HIDDEN TESTS
# class seed: dates 4 years
import hypothesis.strategies as st

days = st.dates(day("2018-06-01").date(), day("2030-12-31").date()).map(day)

days = days | days.map(lambda date: date + pd.offsets.MonthEnd(0))

def months_later(start, months):
    count = start.year * 12 + start.month - 1 + months
    first = day(year=count // 12, month=count % 12 + 1, day=1)
    return first.replace(day=min(start.day, first.days_in_month))

with checks("GDPR: months are calendar months, from any day", hint=2):

    @checks.always(received=days, sla_days=st.integers(1, 120))
    def _(received, sla_days):
        one, three = months_later(received, 1), months_later(received, 3)
        assert due("GDPR", received, None, sla_days) == (one, "law")
        assert due("GDPR", received, received, sla_days) == (three, "law")

with checks("GDPR: an extension is counted from receipt, in one step", hint=3):
    assert due("GDPR", day("2023-01-31"), day("2023-01-31"), 30)[0] == day("2023-04-30")
    assert due("GDPR", day("2024-01-30"), day("2024-02-01"), 30)[0] == day("2024-04-30")
    assert due("GDPR", day("2023-11-30"), day("2023-12-01"), 30)[0] == day("2024-02-29")

with checks("CCPA: 45 and 90 days from receipt, from any day", "CLK-03", hint=2):

    @checks.always(received=days, told=st.sampled_from([0, 1, 44, 45]))
    def _(received, told):
        told_on = received + pd.Timedelta(days=told)
        assert due("CCPA", received, None, 30) == (received + pd.Timedelta(days=45), "law")
        assert due("CCPA", received, told_on, 30) == (received + pd.Timedelta(days=90), "law")

with checks("COPPA sets no number: the company's own days count, and are not called law", "CLK-04", hint=2):
    assert due("COPPA", day("2023-01-31"), None, 10) == (day("2023-02-10"), "own rule")
    assert due("COPPA", day("2023-01-31"), None, 60) == (day("2023-04-01"), "own rule")

with checks("COPPA: telling someone about an extension changes nothing", "CLK-04", hint=3):
    assert due("COPPA", day("2023-01-31"), day("2023-02-01"), 10) == (day("2023-02-10"), "own rule")
    assert due("COPPA", day("2023-01-31"), day("2023-02-01"), 50) == (day("2023-03-22"), "own rule")

with checks("told on the first due day is in time, told a day later is not", "CLK-05", hint=2):
    received = day("2023-01-31")
    assert due("GDPR", received, day("2023-02-28"), 30)[0] == day("2023-04-30")
    assert due("GDPR", received, day("2023-03-01"), 30)[0] == day("2023-02-28")
    assert due("CCPA", received, day("2023-03-17"), 30)[0] == day("2023-05-01")
    assert due("CCPA", received, day("2023-03-18"), 30)[0] == day("2023-03-17")
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Several laws at once
#
# A request can fall under several regimes. Complete `earliest_due(received, told_on, sla_days)`. It
# returns the earliest of their due days, without a label.
#
# Here, `told_on` is a dict. Its keys are the regimes that apply. Each value is the day on which the
# person was told of an extension under that regime, or `None`. It extends no other regime's due day.
#
# | `received` | `told_on` | `sla_days` | result |
# |---|---|---|---|
# | 2023-03-15 | `{"CCPA": None, "GDPR": None}` | 20 | 2023-04-15 |
# | 2023-03-15 | `{"CCPA": None, "COPPA": None}` | 20 | 2023-04-04 |
# | 2023-03-15 | `{"CCPA": None, "GDPR": day("2023-04-01")}` | 20 | 2023-04-29 |

# %% step="earliest_due"
def earliest_due(
    received: pd.Timestamp, told_on: dict[str, pd.Timestamp | None], sla_days: int
) -> pd.Timestamp:
    """Return the earliest due day among the regimes that are keys of told_on.

    told_on has one to three regimes, in any order.
    """
    ### BEGIN SOLUTION
    return min(due(regime, received, told, sla_days)[0] for regime, told in told_on.items())
    ### END SOLUTION

# %% test="earliest_due"
with checks("of two regimes, the earlier due day counts", "CLK-06"):
    found = earliest_due(day("2023-03-15"), {"CCPA": None, "GDPR": None}, sla_days=20)
    assert found == day("2023-04-15")

### BEGIN HIDDEN TESTS
# class seed: dates 4 years
with checks("of all regimes that apply, the earliest counts, in any order", "CLK-06", hint=2):
    every = {"COPPA": None, "CCPA": None, "GDPR": None}
    assert earliest_due(day("2023-01-31"), every, 60) == day("2023-02-28")
    assert earliest_due(day("2023-01-31"), every, 7) == day("2023-02-07")
    assert earliest_due(day("2023-01-31"), {"CCPA": None, "COPPA": None}, 60) == day("2023-03-17")
    assert earliest_due(day("2023-01-31"), {"CCPA": None}, 7) == day("2023-03-17")

with checks("an extension under one regime extends no other", "CLK-06", hint=3):
    received, told = day("2023-03-15"), day("2023-03-20")
    assert earliest_due(received, {"GDPR": told, "CCPA": None}, 60) == day("2023-04-29")
    assert earliest_due(received, {"GDPR": None, "CCPA": told}, 60) == day("2023-04-15")
    assert earliest_due(received, {"CCPA": told, "GDPR": told}, 70) == day("2023-06-13")
### END HIDDEN TESTS
