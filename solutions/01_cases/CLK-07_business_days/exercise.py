# %% [markdown]
# ## Why
#
# People who send a request want to know that it arrived. The CCPA's rules give the company **10
# business days** to confirm that. Two weeks are not always ten business days: a holiday makes them
# fewer, and a request that arrives on a Saturday is easy to count wrong by one.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Look
#
# A family in California sent Murmur a request on Tuesday, 20 June 2023. Tuesday, 4 July, is a holiday.

# %% look
from privacylab.companies import murmur

requests = murmur.table("deletion_requests").set_index("request_id")
received = requests.loc["q-000027", "received_at"].tz_localize(None).normalize()
dates = pd.date_range("2023-06-19", periods=28)
print("received:", received.date())
pd.DataFrame(dates.strftime("%d %b").to_numpy().reshape(4, 7), columns=dates[:7].day_name())

# %% [markdown]
# **Before you code:** count from the day after receipt. Which is the tenth business day? Which would it
# be for a request of Saturday, 24 June?
#
# ## Step 1 · The tenth business day
#
# Complete `acknowledge_by(received, holidays)`. It returns the last of the ten business days.
#
# - A business day is a Monday to Friday that is not in `holidays`.
# - The day of receipt never counts, whatever day it is. The first business day after it is number 1.
# - `holidays` is a list of dates in any order. It may be empty, and it may name a date twice. A holiday
#   on a weekend changes nothing.
#
# | `received` | `holidays` | result |
# |---|---|---|
# | Thursday 2023-06-01 | none | Thursday 2023-06-15 |
# | Thursday 2023-06-01 | Wednesday 2023-06-07 | Friday 2023-06-16 |
# | Saturday 2023-06-10 | none | Friday 2023-06-23 |
#
# Every date, and the result, is a `pd.Timestamp` at midnight, without a time zone.

# %% step="acknowledge_by"
def acknowledge_by(received: pd.Timestamp, holidays: list[pd.Timestamp]) -> pd.Timestamp:
    """Return the tenth business day after the day of receipt.

    Source: 11 CCR 7021 (10 business days). What counts as a business day is this exercise's rule.
    """
    ### BEGIN SOLUTION
    return received + pd.offsets.CustomBusinessDay(10, holidays=holidays)
    ### END SOLUTION

# %% test="acknowledge_by"
with checks("ten business days are two weeks, or one day more with a holiday on a Wednesday"):
    assert acknowledge_by(day("2023-06-01"), []) == day("2023-06-15")
    assert acknowledge_by(day("2023-06-01"), [day("2023-06-07")]) == day("2023-06-16")

### BEGIN HIDDEN TESTS
# class seed: dates 28 years
import hypothesis.strategies as st

days = st.dates(day("2018-06-01").date(), day("2030-12-31").date()).map(day)

def by_hand(received, holidays):
    date, count = received, 0
    while count < 10:
        date += pd.Timedelta(days=1)
        count += date.weekday() < 5 and date not in holidays
    return date

with checks("a request that arrives on a weekend or a holiday is counted from the next business day", hint=2):
    assert acknowledge_by(day("2023-06-03"), []) == day("2023-06-16")
    assert acknowledge_by(day("2023-06-04"), []) == day("2023-06-16")
    assert acknowledge_by(day("2023-07-04"), [day("2023-07-04")]) == day("2023-07-18")

with checks("holidays on a weekend, in the past or in a row, in any order", hint=3):
    elsewhere = [day("2023-05-08"), day("2022-06-09"), day("2023-07-12")]
    assert acknowledge_by(day("2023-06-01"), elsewhere) == day("2023-06-15")
    closed = list(pd.date_range("2023-06-05", "2023-06-30"))
    assert acknowledge_by(day("2023-06-01"), closed + closed[::-1]) == day("2023-07-13")
    assert acknowledge_by(day("2023-06-01"), [day("2023-06-10"), day("2023-05-29")]) == day(
        "2023-06-15"
    )
    december = [day("2023-12-26"), day("2023-12-25"), day("2024-01-01")]
    assert acknowledge_by(day("2023-12-15"), december) == day("2024-01-03")

with checks("from any day, with any holidays", hint=1):

    @checks.always(received=days, off=st.lists(st.integers(-3, 24), max_size=5))
    def _(received, off):
        holidays = [received + pd.Timedelta(days=number) for number in off]
        assert acknowledge_by(received, holidays) == by_hand(received, holidays)
### END HIDDEN TESTS
