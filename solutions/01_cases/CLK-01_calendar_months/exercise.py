# %% [markdown]
# ## Why
#
# Laws and orders count in months, and a month is not a number of days. Write `add_months(start,
# months)`: the same day, so many calendar months later. Where the last month has no such day, it
# is the last day of that month. So one month after 31 January 2023 is 28 February 2023, and not 2
# March, which is 30 days.
#
# `months` is a whole number, 0 or more. Count from `start` in one step: two months after 31
# January are 31 March.
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
# ## Step 1 · `add_months`

# %% step="add_months"
def add_months(start: pd.Timestamp, months: int) -> pd.Timestamp:
    """The day so many calendar months after start, or else the last day of that month.

    Source: Regulation 1182/71, article 3(2)(c).
    """
    ### BEGIN SOLUTION
    return start + pd.DateOffset(months=months)
    ### END SOLUTION

# %% test="add_months"
with checks("a month ends on the same day of the next month, or on its last day"):
    assert add_months(day("2023-09-03"), 1) == day("2023-10-03")
    assert add_months(day("2023-01-31"), 1) == day("2023-02-28")
    assert add_months(day("2023-08-31"), 1) == day("2023-09-30")

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

days = st.dates(day("2016-01-01").date(), day("2030-12-31").date()).map(day)

days = days | days.map(lambda date: date + pd.offsets.MonthEnd(0))

with checks("February has 29 days in a leap year", hint=2):
    assert add_months(day("2024-01-31"), 1) == day("2024-02-29")
    assert add_months(day("2024-02-29"), 12) == day("2025-02-28")
    assert add_months(day("2024-02-29"), 18) == day("2025-08-29")

with checks("many months are counted from the start, across the years", hint=1):
    assert add_months(day("2023-01-31"), 2) == day("2023-03-31")
    assert add_months(day("2023-01-31"), 3) == day("2023-04-30")
    assert add_months(day("2023-08-31"), 18) == day("2025-02-28")
    assert add_months(day("2023-11-15"), 1) == day("2023-12-15")

with checks("from any day, for any number of months, the calendar decides", hint=3):

    @checks.always(start=days, months=st.integers(0, 40))
    def _(start, months):
        count = start.year * 12 + start.month - 1 + months
        first = day(year=count // 12, month=count % 12 + 1, day=1)
        expected = first.replace(day=min(start.day, first.days_in_month))
        assert add_months(start, months) == expected
### END HIDDEN TESTS
