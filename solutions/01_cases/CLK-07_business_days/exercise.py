# %% [markdown]
# ## Why
#
# The CCPA's rules want more than an answer: within **10 business days** the company says that it
# has the request. Write `acknowledge_by(received, holidays)`: the last of these ten days.
#
# - A business day is a Monday, Tuesday, Wednesday, Thursday or Friday that is not in `holidays`.
# - The day of receipt does not count, whatever day it is. The first business day after it is
#   number 1.
#
# So a request of Thursday 1 June 2023, without holidays, is acknowledged by Thursday 15 June.
# `holidays` is a list of dates in any order, and may be empty. Some of them may fall on a weekend,
# where they change nothing.
#
# ## Rules
#
# - Every date is a pandas `Timestamp` at midnight, without a time zone; so are the dates that you
#   return. `day("2023-08-31")` makes one. (pandas, dateutil and plain Python can all do the
#   counting.)
# - Do not change what you are given.
# - No due day moves because it falls on a weekend or a holiday. Some laws move such a day later;
#   we keep the earlier one.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks
from privacylab.lab import hint

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Step 1 · `acknowledge_by`

# %% step="acknowledge_by"
def acknowledge_by(received: pd.Timestamp, holidays: list[pd.Timestamp]) -> pd.Timestamp:
    """The tenth business day after the day of receipt.

    Source: 11 CCR 7021 (10 business days). Which days these are is this exercise's own rule.
    """
    ### BEGIN SOLUTION
    return received + pd.offsets.CustomBusinessDay(10, holidays=holidays)
    ### END SOLUTION

# %% test="acknowledge_by"
with checks("ten business days are two weeks, and a holiday on a Wednesday makes them one day longer"):
    assert acknowledge_by(day("2023-06-01"), []) == day("2023-06-15")
    assert acknowledge_by(day("2023-06-01"), [day("2023-06-07")]) == day("2023-06-16")

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

days = st.dates(day("2018-06-01").date(), day("2030-12-31").date()).map(day)

def by_hand(received, holidays):
    date, count = received, 0
    while count < 10:
        date += pd.Timedelta(days=1)
        count += date.weekday() < 5 and date not in holidays
    return date

with checks("a request of a weekend or of a holiday is counted from the next business day", hint=2):
    assert acknowledge_by(day("2023-06-03"), []) == day("2023-06-16")
    assert acknowledge_by(day("2023-06-04"), []) == day("2023-06-16")
    assert acknowledge_by(day("2023-07-04"), [day("2023-07-04")]) == day("2023-07-18")

with checks("holidays on a weekend, in the past or in a row, in any order", hint=3):
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
