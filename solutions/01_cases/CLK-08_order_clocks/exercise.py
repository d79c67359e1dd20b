# %% [markdown]
# ## Why
#
# Most deadlines of an order count from its **entry**, the day the signed order enters the
# docket. Both complaints were filed on 31 May 2023,{fact}`F-A1`{fact}`F-R1` but the Ring order was entered on
# 16 June{fact}`F-R2` and the Alexa order on 19 July.{fact}`F-A2` A program with one date for both gets
# all of one order's due days wrong. And Ring's notice is for people who had an account long
# ago:{fact}`O-R19` a program that looks up today's customers misses those who left.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Look
#
# Duties of the two orders,{fact}`O-A1`{fact}`O-A11`{fact}`O-R2`{fact}`O-R4`{fact}`O-R6` each
# with the two days from which a program might count.

# %% look
days = {"Alexa": ("2023-05-31", "2023-07-19"), "Ring": ("2023-05-31", "2023-06-16")}
duties_of_the_orders = [
    ("Alexa", "a process that finds inactive profiles", "6 months"),
    ("Alexa", "a notice to users", "30 days"),
    ("Ring", "destroy the recordings", "30 days"),
    ("Ring", "destroy the models", "90 days"),
    ("Ring", "a privacy and security program", "180 days"),
]
pd.DataFrame(
    [(*duty, *days[duty[0]]) for duty in duties_of_the_orders],
    columns=["order", "duty", "within", "complaint", "entered"],
)

# %% [markdown]
# **Before you code:** are the two duties "within 30 days" due on the same day? How many days off is
# a program that counts both from the complaint?
#
# ## Step 1 · The duties of the orders
#
# Complete `order_days(duties, cases)`. It returns a dict from each duty to its due day.
#
# | table | one row is | columns |
# |---|---|---|
# | `duties` | one thing that an order requires | `duty` (its name, unique), `case`, `number`, `unit` (`"days"` or `"months"`) |
# | `cases` | one case | `case` (unique), `complaint_on`, `entered_on` |
#
# A duty is due `number` calendar days or months after the `entered_on` of *its own* case. Months end as
# in CLK-01; you may copy your `add_months`. Rows are in any order, and every case in `duties` is in
# `cases`.
#
# | duty | case | number | unit | result |
# |---|---|---|---|---|
# | destroy the recordings | ring | 30 | days | 2023-07-16 |
# | find inactive profiles | alexa | 6 | months | 2024-01-19 |
#
# Weekends and holidays move no due day.

# %% step="order_days"
def order_days(duties: pd.DataFrame, cases: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Return the due day of each duty, counted from the entry of its own case's order.

    Every date is a pd.Timestamp at midnight, without a time zone.

    Sources: the Alexa order (6 months, 30 days) and the Ring order (30, 90 and 180 days).
    """
    ### BEGIN SOLUTION
    entered = cases.set_index("case")["entered_on"]
    return {
        row.duty: entered[row.case] + pd.DateOffset(**{row.unit: row.number})
        for row in duties.itertuples()
    }
    ### END SOLUTION

# %% test="order_days"
cases = pd.DataFrame(
    [
        ("ring", day("2023-05-31"), day("2023-06-16")),
        ("alexa", day("2023-05-31"), day("2023-07-19")),
    ],
    columns=["case", "complaint_on", "entered_on"],
)

def table_of(*duties):
    return pd.DataFrame(duties, columns=["duty", "case", "number", "unit"])

duties = table_of(
    ("destroy the recordings", "ring", 30, "days"),
    ("find inactive profiles", "alexa", 6, "months"),
)

with checks("each duty is counted from the entry of its own order"):
    assert order_days(duties, cases) == {
        "destroy the recordings": day("2023-07-16"),
        "find inactive profiles": day("2024-01-19"),
    }

### BEGIN HIDDEN TESTS
# class seed: words ring alexa first second third fourth m x z ann bo cy old january february later closed known new
# class seed: dates 4 years
import hypothesis.strategies as st

days = st.dates(day("2020-01-01").date(), day("2030-12-31").date()).map(day)

with checks("the duties of both orders are due on the right days", hint=2):
    wanted = table_of(
        ("notice to users", "alexa", 30, "days"),
        ("disclosures", "alexa", 90, "days"),
        ("destroy models", "ring", 90, "days"),
        ("program", "ring", 180, "days"),
    ).set_axis([7, 3, 5, 1])
    found = order_days(wanted, cases[::-1])
    assert found == {
        "notice to users": day("2023-08-18"),
        "destroy models": day("2023-09-14"),
        "disclosures": day("2023-10-17"),
        "program": day("2023-12-13"),
    }

with checks("each duty is counted from its own case, in any order of the rows", hint=1):
    others = pd.DataFrame(
        [
            ("m", day("2024-05-31"), day("2024-08-31")),
            ("z", day("2021-01-31"), day("2021-03-01")),
            ("a", day("2022-02-01"), day("2022-10-10")),
        ],
        columns=cases.columns,
    )
    wanted = table_of(
        ("first", "a", 3, "months"),
        ("second", "m", 6, "months"),
        ("third", "z", 100, "days"),
        ("fourth", "m", 7, "days"),
    )
    expected = {
        "first": day("2023-01-10"),
        "second": day("2025-02-28"),
        "third": day("2021-06-09"),
        "fourth": day("2024-09-07"),
    }
    assert order_days(wanted, others) == expected
    assert order_days(wanted[::-1], others[::-1]) == expected

with checks("from any entry, days are days and months are months", hint=3):

    @checks.always(entered=days, number=st.integers(1, 24))
    def _(entered, number):
        wanted = table_of(("a", "x", number, "days"), ("b", "x", number, "months"))
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
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Who gets the notice, and by when?
#
# Complete `notice_days(customers, entered_on)`. It returns a dict. Its keys are the `customer_id`s of
# the customers who must get the Ring order's notice, and its values are their due days.
#
# - **Who:** every customer whose `opened_on` is before 1 Feb 2018, including closed accounts. The others
#   are not in the result.
# - **By when:** 180 calendar days after `entered_on`. For a customer who is identified *after* that
#   180th day (not on it): 30 calendar days after `identified_on`.
#
# With `entered_on` = 2023-06-16, so that the 180th day is 2023-12-13:
#
# | `opened_on` | `identified_on` | result |
# |---|---|---|
# | 2016-03-01 | 2023-07-01 | 2023-12-13 |
# | 2016-03-01 | 2023-12-10 | 2023-12-13 |
# | 2017-11-20 | 2024-01-10 | 2024-02-09 |
# | 2019-03-01 | 2023-07-01 | not in the result |
#
# (For recordings, the order has another cut-off date: 1 Mar 2018.{fact}`O-R2`)

# %% step="notice_days"
def notice_days(customers: pd.DataFrame, entered_on: pd.Timestamp) -> dict[str, pd.Timestamp]:
    """Return the due day of the notice for each customer who must get it, by customer_id.

    customers has one row for each customer: customer_id (unique), opened_on, closed_on (NaT while
    the account is open) and identified_on, the day on which Ring learned who the customer is.
    Only closed_on is ever missing.

    Source: Ring order, section VIII (account before 1 February 2018; 180 days; 30 days).
    """
    ### BEGIN SOLUTION
    last = entered_on + pd.Timedelta(days=180)
    cohort = customers[customers["opened_on"] < day("2018-02-01")]
    late = cohort["identified_on"] + pd.Timedelta(days=30)
    due_on = late.where(cohort["identified_on"] > last, last)
    return dict(zip(cohort["customer_id"], due_on))
    ### END SOLUTION

# %% test="notice_days"
COLUMNS = ["customer_id", "opened_on", "closed_on", "identified_on"]

customers = pd.DataFrame(
    [
        ("ann", day("2016-03-01"), pd.NaT, day("2023-07-01")),
        ("bo", day("2019-03-01"), pd.NaT, day("2023-07-01")),
        ("cy", day("2017-11-20"), pd.NaT, day("2024-01-02")),
    ],
    columns=COLUMNS,
)

with checks("the notice goes to accounts from before 1 February 2018, within 180 days", "CLK-09"):
    assert notice_days(customers[:2], entered_on=day("2023-06-16")) == {"ann": day("2023-12-13")}

with checks("a customer who is identified late gets it within 30 days of that", "CLK-10"):
    assert notice_days(customers[2:], entered_on=day("2023-06-16")) == {"cy": day("2024-02-01")}

### BEGIN HIDDEN TESTS
with checks("an account of 31 January counts, one of 1 February does not, and a closed one counts too", "CLK-09", hint=2):
    rows = pd.DataFrame(
        [
            ("old", day("2017-12-31"), pd.NaT, day("2023-08-01")),
            ("january", day("2018-01-31"), pd.NaT, day("2023-08-01")),
            ("february", day("2018-02-01"), pd.NaT, day("2023-08-01")),
            ("later", day("2018-02-27"), day("2020-01-01"), day("2023-08-01")),
            ("closed", day("2017-05-05"), day("2017-09-09"), day("2023-08-01")),
            ("known", day("2017-05-05"), day("2019-09-09"), day("2019-10-01")),
        ],
        columns=COLUMNS,
    )
    found = notice_days(rows, day("2023-07-31"))
    assert found == dict.fromkeys(["old", "january", "closed", "known"], day("2024-01-27"))

with checks("a customer identified after the 180th day gets the notice within 30 days", "CLK-10", hint=2):
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
