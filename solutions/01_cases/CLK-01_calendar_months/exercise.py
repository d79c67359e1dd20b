# %% [markdown]
# ## Why
#
# Laws and orders count in months: a GDPR answer is due in one, and the Alexa order measures
# inactivity in 18.{fact}`O-A3` A month is not a number of days. A program that counts 30 days for a
# month answers some families late, and deletes other families' data too early. You build the
# function that every later clock in this course relies on.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Look
#
# The figure takes each day of 2023 as a day of receipt, and compares two due days: 30 days later, and
# one calendar month later.

# %% look
from privacylab.lab import days_off

days_off()

# %% [markdown]
# **Before you code:** in which four months do the two rules agree on every day, and why?
#
# ## Step 1 · The same day, so many months later
#
# Complete `add_months(start, months)`. It returns the same day of the month, `months` calendar months
# after `start`. If that month has no such day, it returns the month's last day.
#
# | `start` | `months` | result | why |
# |---|---|---|---|
# | 2023-09-03 | 1 | 2023-10-03 | the same day of the month |
# | 2023-01-31 | 1 | 2023-02-28 | February has no 31st, so its last day counts (2 March would be 30 days) |
# | 2023-01-31 | 2 | 2023-03-31 | counted from `start` in one step, not month by month |
#
# - `start` is a `pd.Timestamp` at midnight, without a time zone; so is the result.
# - `months` is a whole number, 0 or more.
# - The result may fall on a weekend or a holiday. Some laws then move the due day later; this course
#   never moves it.

# %% step="add_months"
def add_months(start: pd.Timestamp, months: int) -> pd.Timestamp:
    """Return the same day so many calendar months later, or the last day of that month.

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
# class seed: dates 4 years
import hypothesis.strategies as st

days = st.dates(day("2016-01-01").date(), day("2030-12-31").date()).map(day)

days = days | days.map(lambda date: date + pd.offsets.MonthEnd(0))

with checks("February has 29 days in a leap year", hint=2):
    assert add_months(day("2024-01-31"), 1) == day("2024-02-29")
    century = add_months(day(year=2099, month=11, day=30), 3)
    assert century == day(year=2100, month=2, day=28)
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
