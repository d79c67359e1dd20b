# %% [markdown]
# # 01 · The two cases: exercises
#
# A headline says "must delete". A calendar says by when. You build the clocks that all later
# modules need:
#
# | exercise | what you build | points |
# |---|---|---|
# | **CLK-01** Calendar months | a month that ends where a calendar says | 2 |
# | **CLK-02** When is the answer due? | the due day of a request under GDPR, CCPA and COPPA, and under several at once | 10 |
# | **CLK-07** Business days | ten days that leave out weekends and holidays | 2 |
# | **CLK-08** The orders' own clocks | what each order wants by when, and who must be told | 6 |
# | **CLK-E1** Essay | from an allegation to a requirement; a person grades it | 8 |
#
# **How it works.** As in [00 · Start here](../00_start/00_start.ipynb): write your code where it
# says `YOUR CODE HERE`, run the cell, run the test cell below it. *Hidden checks* run at grading:
#
# ```
# privacylab grade 01_cases
# ```
#
# Hidden checks rely on nothing that the prompt or a docstring does not say. If you are stuck,
# `hint("CLK-01")` opens a ladder of three.
#
# In all exercises:
#
# - Every date is a pandas `Timestamp` at midnight, without a time zone; so are the dates that you
#   return. `day("2023-08-31")` makes one. (pandas, dateutil and plain Python can all do the
#   counting.)
# - Do not change what you are given.
# - No due day moves because it falls on a weekend or a holiday. Some laws move such a day later;
#   we keep the earlier one.
#
# The reasons, the people and the pictures are in the [lesson](../../course/01_cases/lesson.ipynb).

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks
from privacylab.lab import hint

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## CLK-01 · Calendar months
#
# Laws and orders count in months, and a month is not a number of days. Write `add_months(start,
# months)`: the same day, so many calendar months later. Where the last month has no such day, it
# is the last day of that month. So one month after 31 January 2023 is 28 February 2023, and not 2
# March, which is 30 days.
#
# `months` is a whole number, 0 or more. Count from `start` in one step: two months after 31
# January are 31 March.


# %% task="CLK-01" points=2
def add_months(start: pd.Timestamp, months: int) -> pd.Timestamp:
    """The day so many calendar months after start, or else the last day of that month.

    Source: Regulation 1182/71, article 3(2)(c).
    """
    ### BEGIN SOLUTION
    return start + pd.DateOffset(months=months)
    ### END SOLUTION


# %% test="CLK-01" covers="CLK-01"
checks = Checks("CLK-01")

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
checks.report()

# %% [markdown]
# ## CLK-02 · When is the answer due?
#
# A family asks Murmur to delete something. By when must Murmur have answered? It depends on the
# law. Each of these is called a *regime*:
#
# | regime | first due day | with an extension | label |
# |---|---|---|---|
# | `"GDPR"` | 1 calendar month after receipt | 3 calendar months after receipt | `"law"` |
# | `"CCPA"` | 45 calendar days after receipt | 90 calendar days after receipt | `"law"` |
# | `"COPPA"` | `sla_days` calendar days after receipt | none | `"own rule"` |
#
# COPPA gives parents the right to have their child's data deleted, and gives no number of days. So
# the company sets its own (a *service level*, SLA), and says that it is its own: the label tells a
# law from a promise.
#
# **An extension** counts only when the person was told of it in time: on or before the first due
# day. Told later, or never, the first due day stands. A month ends as in CLK-01, and every due day
# is counted from the day of receipt in one step: a request of 31 January 2023 is due with an
# extension on 30 April. (Counted in two steps it would be 28 April. That is safe, but it is not
# the law's day.)
#
# **1. `due(regime, received, told_on, sla_days)`** gives the due day and its label, as a tuple.
# `told_on` is the day on which the person was told of an extension, or `None`. Under COPPA it
# changes nothing.
#
# **2. `earliest_due(received, told_on, sla_days)`** is for a request under several regimes at
# once. `told_on` is a dictionary: its keys are the regimes that apply (one, two or all three, in
# any order), and each value is the `told_on` of that regime. An extension under one regime extends
# no other. The result is the earliest due day of all of them, without a label.
#
# `regime` is one of the three names. `sla_days` is a whole number, 1 or more. `told_on` is never
# before `received`. Murmur also asks for proof of who is asking, and that takes time: no clock
# waits for it here, so there is no argument for it. You may call your `add_months`, or not.


# %% task="CLK-02" points=10
def due(
    regime: str, received: pd.Timestamp, told_on: pd.Timestamp | None, sla_days: int
) -> tuple[pd.Timestamp, str]:
    """The day by which a request must be answered, and "law" or "own rule".

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


def earliest_due(
    received: pd.Timestamp, told_on: dict[str, pd.Timestamp | None], sla_days: int
) -> pd.Timestamp:
    """The earliest due day among the regimes that are keys of told_on."""
    ### BEGIN SOLUTION
    return min(due(regime, received, told, sla_days)[0] for regime, told in told_on.items())
    ### END SOLUTION


# %% test="CLK-02" covers="CLK-02 CLK-03 CLK-04 CLK-05 CLK-06"
checks = Checks("CLK-02")

with checks("GDPR: one calendar month, or three when the person was told in time"):
    assert due("GDPR", day("2023-03-15"), None, sla_days=20) == (day("2023-04-15"), "law")
    found = due("GDPR", day("2023-01-31"), day("2023-02-10"), sla_days=20)
    assert found == (day("2023-04-30"), "law")

with checks("CCPA: 45 calendar days, or 90 when the person was told in time", "CLK-03"):
    assert due("CCPA", day("2023-03-15"), None, sla_days=20) == (day("2023-04-29"), "law")
    found = due("CCPA", day("2023-03-15"), day("2023-04-20"), sla_days=20)
    assert found == (day("2023-06-13"), "law")

with checks("COPPA: the company's own days, labelled so", "CLK-04"):
    assert due("COPPA", day("2023-03-15"), None, sla_days=20) == (day("2023-04-04"), "own rule")

with checks("of two regimes, the earlier due day counts", "CLK-06"):
    found = earliest_due(day("2023-03-15"), {"CCPA": None, "GDPR": None}, sla_days=20)
    assert found == day("2023-04-15")

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

days = st.dates(day("2018-06-01").date(), day("2030-12-31").date()).map(day)
days = days | days.map(lambda date: date + pd.offsets.MonthEnd(0))


def months_later(start, months):
    count = start.year * 12 + start.month - 1 + months
    first = day(year=count // 12, month=count % 12 + 1, day=1)
    return first.replace(day=min(start.day, first.days_in_month))


with checks("GDPR: a month is what the calendar says, from any day", hint=2):

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


with checks("COPPA has no number: the company's own days count, and are no law", "CLK-04", hint=2):
    assert due("COPPA", day("2023-01-31"), None, 10) == (day("2023-02-10"), "own rule")
    assert due("COPPA", day("2023-01-31"), None, 60) == (day("2023-04-01"), "own rule")

with checks("COPPA: a word about an extension changes nothing", "CLK-04", hint=3):
    assert due("COPPA", day("2023-01-31"), day("2023-02-01"), 10) == (day("2023-02-10"), "own rule")
    assert due("COPPA", day("2023-01-31"), day("2023-02-01"), 50) == (day("2023-03-22"), "own rule")

with checks("told on the first due day is in time, told a day later is not", "CLK-05", hint=2):
    received = day("2023-01-31")
    assert due("GDPR", received, day("2023-02-28"), 30)[0] == day("2023-04-30")
    assert due("GDPR", received, day("2023-03-01"), 30)[0] == day("2023-02-28")
    assert due("CCPA", received, day("2023-03-17"), 30)[0] == day("2023-05-01")
    assert due("CCPA", received, day("2023-03-18"), 30)[0] == day("2023-03-17")

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
checks.report()

# %% [markdown]
# ## CLK-07 · Business days
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


# %% task="CLK-07" points=2
def acknowledge_by(received: pd.Timestamp, holidays: list[pd.Timestamp]) -> pd.Timestamp:
    """The tenth business day after the day of receipt.

    Source: 11 CCR 7021 (10 business days). Which days these are is this exercise's own rule.
    """
    ### BEGIN SOLUTION
    return received + pd.offsets.CustomBusinessDay(10, holidays=holidays)
    ### END SOLUTION


# %% test="CLK-07" covers="CLK-07"
checks = Checks("CLK-07")

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
checks.report()

# %% [markdown]
# ## CLK-08 · The orders' own clocks
#
# An order counts from the day of its **entry**, when the judge's signed order enters the docket.
# That is not the day of the complaint. Both complaints are of 31 May 2023; the Ring order was
# entered on 16 June 2023, the Alexa order on 19 July.
#
# **1. `order_days(duties, cases)`** gives the due day of each duty.
#
# | table | one row is | columns |
# |---|---|---|
# | `duties` | something that an order wants | `duty` (its name, unique), `case`, `number`, `unit` (`"days"` or `"months"`) |
# | `cases` | a case, each once | `case`, `complaint_on`, `entered_on` |
#
# A duty is due `number` calendar days, or `number` calendar months (as in CLK-01), after the day
# on which the order of *its* case was entered. Every case of `duties` is in `cases`. The result is
# a dictionary from each duty to its due day. (An order also has clocks that begin elsewhere, such
# as with a request. They are not in the table.)
#
# **2. `notice_days(customers, entered_on)`** says who must be sent the notice of the Ring order,
# and by when. `customers` has one row a customer: `customer_id` (unique), `opened_on`, `closed_on`
# (`NaT` while the account is open), `identified_on` (the day on which Ring found out whose account it
# is and since when). Only `closed_on` is ever missing.
#
# - The notice goes to **every** customer whose account was opened before 1 February 2018, also to
#   those who have closed it, on whatever day. The others are not in the result.
# - It is due 180 calendar days after `entered_on`.
# - A customer who is identified only after that day gets it within 30 calendar days of
#   `identified_on`. Who is identified on the 180th day itself, or sooner, gets it by the 180th
#   day.
#
# The result is a dictionary from `customer_id` to the due day.


# %% task="CLK-08" points=6
def order_days(duties: pd.DataFrame, cases: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """The due day of each duty, by its name: counted from the entry of its own case's order.

    Sources: the Alexa order (6 months, 30 days) and the Ring order (30, 90 and 180 days).
    """
    ### BEGIN SOLUTION
    entered = cases.set_index("case")["entered_on"]
    return {
        row.duty: entered[row.case] + pd.DateOffset(**{row.unit: row.number})
        for row in duties.itertuples()
    }
    ### END SOLUTION


def notice_days(customers: pd.DataFrame, entered_on: pd.Timestamp) -> dict[str, pd.Timestamp]:
    """The day by which each customer of the cohort must be sent the notice, by customer_id.

    Source: Ring order, section VIII (account before 1 February 2018; 180 days; 30 days).
    """
    ### BEGIN SOLUTION
    last = entered_on + pd.Timedelta(days=180)
    cohort = customers[customers["opened_on"] < day("2018-02-01")]
    late = cohort["identified_on"] + pd.Timedelta(days=30)
    due_on = late.where(cohort["identified_on"] > last, last)
    return dict(zip(cohort["customer_id"], due_on))
    ### END SOLUTION


# %% test="CLK-08" covers="CLK-08 CLK-09 CLK-10"
checks = Checks("CLK-08")

cases = pd.DataFrame(
    [
        ("ring", day("2023-05-31"), day("2023-06-16")),
        ("alexa", day("2023-05-31"), day("2023-07-19")),
    ],
    columns=["case", "complaint_on", "entered_on"],
)
duties = pd.DataFrame(
    [
        ("destroy the recordings", "ring", 30, "days"),
        ("find inactive profiles", "alexa", 6, "months"),
    ],
    columns=["duty", "case", "number", "unit"],
)
COLUMNS = ["customer_id", "opened_on", "closed_on", "identified_on"]
customers = pd.DataFrame(
    [
        ("ann", day("2016-03-01"), pd.NaT, day("2023-07-01")),
        ("bo", day("2019-03-01"), pd.NaT, day("2023-07-01")),
        ("cy", day("2017-11-20"), pd.NaT, day("2024-01-02")),
    ],
    columns=COLUMNS,
)

with checks("each duty is counted from the entry of its own order"):
    assert order_days(duties, cases) == {
        "destroy the recordings": day("2023-07-16"),
        "find inactive profiles": day("2024-01-19"),
    }

with checks("the notice goes to accounts from before 1 February 2018, within 180 days", "CLK-09"):
    found = notice_days(customers, entered_on=day("2023-06-16"))
    assert found.keys() == {"ann", "cy"}
    assert found["ann"] == day("2023-12-13")

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

days = st.dates(day("2020-01-01").date(), day("2030-12-31").date()).map(day)

with checks("the orders of the two cases, day by day", hint=2):
    wanted = pd.DataFrame(
        [
            ("notice to users", "alexa", 30, "days"),
            ("disclosures", "alexa", 90, "days"),
            ("destroy models", "ring", 90, "days"),
            ("program", "ring", 180, "days"),
        ],
        columns=duties.columns,
        index=[7, 3, 5, 1],
    )
    found = order_days(wanted, cases[::-1])
    assert found == {
        "notice to users": day("2023-08-18"),
        "destroy models": day("2023-09-14"),
        "disclosures": day("2023-10-17"),
        "program": day("2023-12-13"),
    }

with checks("from any entry, days are days and months are months", hint=3):

    @checks.always(entered=days, number=st.integers(1, 24))
    def _(entered, number):
        wanted = pd.DataFrame(
            [("a", "x", number, "days"), ("b", "x", number, "months")], columns=duties.columns
        )
        case = pd.DataFrame(
            [("x", entered - pd.Timedelta(days=16), entered)], columns=cases.columns
        )
        count = entered.year * 12 + entered.month - 1 + number
        first = day(year=count // 12, month=count % 12 + 1, day=1)
        expected = {
            "a": entered + pd.Timedelta(days=number),
            "b": first.replace(day=min(entered.day, first.days_in_month)),
        }
        assert order_days(wanted, case) == expected


with checks("31 January belongs, 1 February does not, a closed account stays", "CLK-09", hint=2):
    rows = pd.DataFrame(
        [
            ("old", day("2017-12-31"), pd.NaT, day("2023-08-01")),
            ("january", day("2018-01-31"), pd.NaT, day("2023-08-01")),
            ("february", day("2018-02-01"), pd.NaT, day("2023-08-01")),
            ("later", day("2018-02-27"), day("2020-01-01"), day("2023-08-01")),
            ("closed", day("2017-05-05"), day("2017-09-09"), day("2023-08-01")),
        ],
        columns=COLUMNS,
    )
    found = notice_days(rows, day("2023-07-31"))
    assert found == dict.fromkeys(["old", "january", "closed"], day("2024-01-27"))

with checks("who is identified after the 180th day has 30 days from then", "CLK-10", hint=2):
    rows = pd.DataFrame(
        [
            ("day 170", day("2016-06-01"), pd.NaT, day("2023-12-03")),
            ("day 180", day("2016-06-01"), pd.NaT, day("2023-12-13")),
            ("day 181", day("2016-06-01"), pd.NaT, day("2023-12-14")),
            ("day 200", day("2016-06-01"), pd.NaT, day("2024-01-02")),
            ("new", day("2018-06-01"), pd.NaT, day("2024-01-02")),
        ],
        columns=COLUMNS,
    )
    found = notice_days(rows, day("2023-06-16"))
    assert found == {
        "day 170": day("2023-12-13"),
        "day 180": day("2023-12-13"),
        "day 181": day("2024-01-13"),
        "day 200": day("2024-02-01"),
    }
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## CLK-E1 · Essay: from an allegation to a requirement
#
# A person grades this one, by the rubric below. About one page (300 to 500 words).
#
# Choose **one** allegation of either complaint. Write the requirement that would have prevented
# it, for the engineers who would have had to build it:
#
# 1. **The allegation**: what is alleged, about whom, and where you have it from (an id such as
#    F-A8).
# 2. **The requirement**: one sentence that a program can be held against. No "appropriate", no
#    "regularly".
# 3. **The clock**: from which event does it count, in which unit, and is the number a law's, an
#    order's or the company's own?
# 4. **The test**: two examples that pass and two that fail, one of them on the boundary.
# 5. **What it costs**: who will be against it, and what do you answer?
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **the allegation** | states it as a fact, or does not say from where | is called an allegation, with its source | also says who was hurt, and how |
# | **the requirement** | cannot be tested | can be tested by a program | also says what counts as unknown, and what happens then |
# | **clock and test** | no event to count from | event, unit and whose number; the examples fit | also an example on the boundary that a hurried engineer gets wrong |
# | **the other side** | is not heard | one honest objection and an answer | also says what the requirement would not have prevented |

# %% [markdown] essay="CLK-E1" points=8
# (Write here.)
