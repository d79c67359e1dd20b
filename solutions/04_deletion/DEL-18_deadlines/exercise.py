# %% [markdown]
# ## Why
#
# A GDPR request of 31 Jan 2023 is due on 28 Feb. A program that counts 30 days makes a family wait until 2 Mar. The
# Ring order adds duties with 30 and 90 days from its entry on 16 Jun 2023,{fact}`F-R2` and a notice to every customer
# who had an account before 1 Feb 2018.{fact}`O-R19`

# %% [markdown]
# ## Rules
#
# Days are `Timestamp`s at midnight, without a time zone. A day that has not come is `None` in a dict, and `NaT` in a table.
# No day of a request is later than `as_of`.
#
# A duty that is done **on** its last day is on time. It is late if it was done later, or if it is not done and `as_of` is later.
#
# A **request** is a dict:
#
# | key | meaning |
# |---|---|
# | `regimes` | those that apply: one or more of `REGIMES`, in any order |
# | `received_on` | the day of receipt |
# | `verified_on` | the day on which the company had verified who was asking, or `None`; it stops no clock |
# | `told_on` | a dict from regime to the day on which the person was told of that regime's extension; a regime without one is not in it |
# | `acknowledged_on`, `answered_on` | the days on which the company confirmed receipt and answered, or `None` |
#
# The clocks are those of [CLK-02](../01_cases/CLK-02_when_is_the_answer_due.ipynb).

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

# %% given="clocks"
REGIMES = ("GDPR", "CCPA", "COPPA")
RING_DUTIES = {
    "destroy recordings": 30,
    "destroy face embeddings": 90,
    "destroy work product": 90,
    "confirm under oath": 90,
}  # days from the entry of the Ring order


def first_due(regime: str, received_on: pd.Timestamp, sla_days: int) -> pd.Timestamp:
    """Return the due day without an extension: GDPR one calendar month, CCPA 45 days, COPPA sla_days."""
    if regime == "GDPR":
        return received_on + pd.DateOffset(months=1)
    return received_on + pd.Timedelta(days=45 if regime == "CCPA" else sla_days)


def extended_due(regime: str, received_on: pd.Timestamp) -> pd.Timestamp:
    """Return the due day with an extension: GDPR three calendar months, CCPA 90 days from receipt.

    This course counts the three months in one step. Counting one month and then two can end a day or
    more earlier, which is the cautious reading.
    """
    if regime == "GDPR":
        return received_on + pd.DateOffset(months=3)
    return received_on + pd.Timedelta(days=90)


def business_days_later(day: pd.Timestamp, number: int, holidays: list) -> pd.Timestamp:
    """Return the day that is this number of business days after day, which itself does not count."""
    return day + pd.offsets.CustomBusinessDay(number, holidays=holidays)

# %% [markdown]
# ## Look
#
# **By eye:** for which requests does a program that counts 30 days answer too late?

# %% look
received = pd.to_datetime(["2023-01-30", "2023-01-31", "2023-02-28", "2023-03-15", "2023-04-15"])
pd.DataFrame(
    {
        "received": received,
        "GDPR": [first_due("GDPR", one, 20) for one in received],
        "30 days": received + pd.Timedelta(days=30),
        "CCPA": [first_due("CCPA", one, 20) for one in received],
    }
)

# %% [markdown]
# ## Step 1 · Which day counts?
#
# Complete `deadlines(request, holidays, sla_days)`. It returns a dict:
#
# | key | value |
# |---|---|
# | `"answer_by"` | the earliest due day of the regimes that apply |
# | `"regime"` | the regime of that day; on a tie, the first in `REGIMES` |
# | `"label"` | `"own rule"` if that is COPPA, which sets no number of days; otherwise `"law"` |
# | `"acknowledge_by"` | the tenth business day after receipt if the CCPA applies, otherwise `None` |
#
# For GDPR and CCPA, the due day is the extended one if the person was told of **that** regime's extension on or before
# its first due day. COPPA has no extension. For a request of 2023-01-31:
#
# | `regimes` | `told_on` | `sla_days` | `answer_by` | `regime` |
# |---|---|---|---|---|
# | CCPA, GDPR | | 20 | 2023-02-28 | GDPR |
# | CCPA, GDPR | GDPR: 2023-02-10 | 20 | 2023-03-17 | CCPA |
# | COPPA | | 30 | 2023-03-02 | COPPA |

# %% step="deadlines"
def deadlines(request: dict, holidays: list[pd.Timestamp], sla_days: int) -> dict:
    """Return "answer_by", "regime", "label", and "acknowledge_by" of a request.

    holidays  the days besides weekends that are not business days
    sla_days  the company's own number of days for COPPA

    Sources: GDPR 12(3); 11 CCR 7021; 16 CFR 312.6, which has no number of days.
    """
    ### BEGIN SOLUTION
    received_on, days = request["received_on"], {}
    for regime in REGIMES:
        if regime in request["regimes"]:
            days[regime] = first_due(regime, received_on, sla_days)
            told_on = request["told_on"].get(regime)
            if regime != "COPPA" and told_on is not None and told_on <= days[regime]:
                days[regime] = extended_due(regime, received_on)
    regime = min(days, key=days.get)
    return {
        "answer_by": days[regime],
        "regime": regime,
        "label": "own rule" if regime == "COPPA" else "law",
        "acknowledge_by": business_days_later(received_on, 10, holidays) if "CCPA" in days else None,
    }
    ### END SOLUTION

# %% test="deadlines"
day = pd.Timestamp

def request(**changes):
    return {
        "regimes": ["GDPR"], "received_on": day("2023-01-31"), "verified_on": None, "told_on": {},
        "acknowledged_on": None, "answered_on": None,
    } | changes  # fmt: skip

def answer(*regimes, received="2023-01-31", sla_days=20, **told_on):
    """Return the due day, its regime, and its label."""
    told = {regime: day(text) for regime, text in told_on.items()}
    asked = request(regimes=list(regimes), received_on=day(received), told_on=told)
    found = deadlines(asked, [], sla_days)
    return str(found["answer_by"].date()), found["regime"], found["label"]

with checks("GDPR: a month without that day ends on its last day", "DEL-28"):
    assert answer("GDPR") == ("2023-02-28", "GDPR", "law")
    assert answer("GDPR", GDPR="2023-02-28") == ("2023-04-30", "GDPR", "law")

with checks("CCPA: 45 days to answer, and ten business days to confirm receipt", "DEL-29"):
    asked = request(regimes=["CCPA"], received_on=day("2023-03-15"), verified_on=day("2023-04-24"))
    assert deadlines(asked, [], 20) == {
        "answer_by": day("2023-04-29"),
        "regime": "CCPA",
        "label": "law",
        "acknowledge_by": day("2023-03-29"),
    }

with checks("COPPA: the company's own days, labeled as its own rule", "DEL-30"):
    assert answer("COPPA", sla_days=30) == ("2023-03-02", "COPPA", "own rule")

with checks("two regimes: the earlier day counts, with its regime", "DEL-31"):
    assert answer("CCPA", "GDPR") == ("2023-02-28", "GDPR", "law")
    assert answer("CCPA", "GDPR", GDPR="2023-02-10") == ("2023-03-17", "CCPA", "law")

### BEGIN HIDDEN TESTS
# class seed: words early after new
# class seed: dates 28 years
import hypothesis.strategies as st

from privacylab.checks import call_each

dates = st.dates(day("2018-06-01").date(), day("2030-12-31").date()).map(day)

dates = dates | dates.map(lambda date: date + pd.offsets.MonthEnd(0))

DAY = pd.Timedelta(days=1)

with checks("GDPR: one or three calendar months, from any day", "DEL-28", hint=2):

    @checks.always(received=dates)
    def _(received):
        one, three = received + pd.DateOffset(months=1), received + pd.DateOffset(months=3)
        times = ({}, {"GDPR": received}, {"GDPR": one}, {"GDPR": one + DAY})
        cases = [(request(received_on=received, told_on=told), [], 20) for told in times]
        found = [answer["answer_by"] for answer in call_each(deadlines, cases)]
        assert found == [one, three, three, one]

with checks("the label belongs to the day that counts", "DEL-30", hint=3):
    assert answer("CCPA", "COPPA", sla_days=44) == ("2023-03-16", "COPPA", "own rule")
    assert answer("COPPA", "CCPA", sla_days=45) == ("2023-03-17", "CCPA", "law")
    assert answer("COPPA", "GDPR", sla_days=28) == ("2023-02-28", "GDPR", "law")

with checks("the earliest day of three regimes counts, in any order", "DEL-31", hint=2):
    for regimes in (["GDPR", "CCPA", "COPPA"], ["COPPA", "CCPA", "GDPR"], ["CCPA", "COPPA", "GDPR"]):
        assert answer(*regimes, sla_days=60) == ("2023-02-28", "GDPR", "law")
        assert answer(*regimes, sla_days=7) == ("2023-02-07", "COPPA", "own rule")
        assert answer(*regimes, sla_days=60, GDPR="2023-02-01") == ("2023-03-17", "CCPA", "law")
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · What went wrong?
#
# Complete `shortcomings(request, as_of, holidays, sla_days)`. It returns what went wrong, as far as it
# can be seen at the end of the day `as_of`, in this order:
#
# | text | when |
# |---|---|
# | `"acknowledged late"` | there is an `acknowledge_by`, and the acknowledgment is late; an answer does not replace it |
# | `"extension told late"` | GDPR or CCPA applies, and the person was told of its extension after its first due day; listed once |
# | `"answered late"` | the answer is late, measured by `answer_by` |
#
# For a GDPR request that was received on 2023-01-31 and is not answered:
#
# | `told_on` | `as_of` | result |
# |---|---|---|
# | GDPR: 2023-02-28 | 2023-04-30 | `[]` |
# | GDPR: 2023-02-28 | 2023-05-01 | `["answered late"]` |
# | GDPR: 2023-03-01 | 2023-03-05 | `["extension told late", "answered late"]` |

# %% step="shortcomings"
def shortcomings(
    request: dict, as_of: pd.Timestamp, holidays: list[pd.Timestamp], sla_days: int
) -> list[str]:
    """Return what went wrong with a request, as seen at the end of as_of.

    The sources are those of deadlines().
    """
    ### BEGIN SOLUTION
    by, told_on = deadlines(request, holidays, sla_days), request["told_on"]
    late_word = [
        regime
        for regime in ("GDPR", "CCPA")
        if regime in request["regimes"]
        and told_on.get(regime) is not None
        and told_on[regime] > first_due(regime, request["received_on"], sla_days)
    ]
    found = {
        "acknowledged late": by["acknowledge_by"] is not None
        and (request["acknowledged_on"] or as_of) > by["acknowledge_by"],
        "extension told late": bool(late_word),
        "answered late": (request["answered_on"] or as_of) > by["answer_by"],
    }
    return [name for name, so in found.items() if so]
    ### END SOLUTION

# %% test="shortcomings"
def wrong(as_of, sla_days=20, holidays=(), **changes):
    return shortcomings(request(**changes), day(as_of), [*holidays], sla_days)

with checks("GDPR: an extension told in time moves the last day to answer", "DEL-28"):
    assert wrong("2023-04-30", told_on={"GDPR": day("2023-02-28")}) == []
    assert wrong("2023-05-01", told_on={"GDPR": day("2023-02-28")}) == ["answered late"]

### BEGIN HIDDEN TESTS
# class seed: dates 28 years
with checks("GDPR: an extension must be announced within the first month", "DEL-28", hint=3):
    told = {"GDPR": day("2023-03-01")}
    assert wrong("2023-03-05", told_on=told) == ["extension told late", "answered late"]
    in_time = {"GDPR": day("2023-02-28")}
    assert wrong("2023-04-30", told_on=in_time) == []
    assert wrong("2023-05-01", told_on=in_time) == ["answered late"]
    assert wrong("2023-05-30", told_on=in_time, answered_on=day("2023-04-30")) == []
    assert wrong("2023-05-30", told_on=told, answered_on=day("2023-02-28")) == ["extension told late"]
    assert wrong("2023-05-30", answered_on=day("2023-02-28")) == []
    assert deadlines(request(verified_on=day("2023-02-10")), [], 20)["answer_by"] == day("2023-02-28")
    assert wrong("2023-05-30", answered_on=day("2023-03-01")) == ["answered late"]
    assert wrong("2023-05-30", told_on=in_time, answered_on=day("2023-05-01")) == ["answered late"]

with checks("CCPA: verifying a person does not stop the clock", "DEL-29", hint=1):
    for verified in (None, day("2023-03-16"), day("2023-04-24"), day("2023-04-29")):
        asked = {"regimes": ["CCPA"], "received_on": day("2023-03-15"), "verified_on": verified,
                 "acknowledged_on": day("2023-03-15")}  # fmt: skip
        assert wrong("2023-04-29", **asked) == []
        assert wrong("2023-04-30", **asked) == ["answered late"]

with checks("CCPA: 90 days in all if the extension was announced within 45", "DEL-29", hint=2):

    @checks.always(received=dates, told=st.sampled_from([0, 44, 45, 46, 89]))
    def _(received, told):
        told_on = {"CCPA": received + told * DAY}
        asked = request(regimes=["CCPA"], received_on=received, told_on=told_on)
        expected = received + (90 if told <= 45 else 45) * DAY
        assert deadlines(asked, [], 20)["answer_by"] == expected
        late = shortcomings(asked | {"acknowledged_on": received}, received + 90 * DAY, [], 20)
        assert late == ([] if told <= 45 else ["extension told late", "answered late"])

with checks("CCPA: ten business days, not ten days, and only under the CCPA", "DEL-29", hint=3):
    asked = {"regimes": ["GDPR", "CCPA"], "received_on": day("2023-06-30")}
    holidays = [day("2023-07-04")]
    assert wrong("2023-07-17", holidays=holidays, **asked) == []
    assert wrong("2023-07-18", holidays=holidays, **asked) == ["acknowledged late"]
    assert wrong("2023-07-17", **asked) == ["acknowledged late"]
    assert wrong("2023-07-30", holidays=holidays, acknowledged_on=day("2023-07-17"), **asked) == []
    assert wrong("2023-07-30", holidays=holidays, acknowledged_on=day("2023-07-18"), **asked) == [
        "acknowledged late"
    ]
    assert wrong("2023-07-30", regimes=["GDPR", "COPPA"], received_on=day("2023-06-30"), sla_days=60) == []
    answered = {"regimes": ["CCPA"], "received_on": day("2023-06-30"), "answered_on": day("2023-07-03")}
    assert wrong("2023-07-30", holidays=holidays, **answered) == ["acknowledged late"]
    assert deadlines(request(), holidays, 20)["acknowledge_by"] is None

with checks("COPPA: the company's own days count, and nothing extends them", "DEL-30", hint=2):
    assert answer("COPPA", sla_days=7) == ("2023-02-07", "COPPA", "own rule")
    assert answer("COPPA", sla_days=60) == ("2023-04-01", "COPPA", "own rule")
    told = {"COPPA": day("2023-02-01")}
    asked = {"regimes": ["COPPA"], "told_on": told, "sla_days": 10}
    assert wrong("2023-02-10", **asked) == []
    assert wrong("2023-02-11", **asked) == ["answered late"]
    late = {"regimes": ["COPPA"], "told_on": {"COPPA": day("2023-03-01")}, "sla_days": 10}
    assert wrong("2023-03-01", answered_on=day("2023-02-01"), **late) == []

with checks("an extension under one regime extends no other, and one for a regime that does not apply changes nothing", "DEL-31", hint=3):
    assert answer("GDPR", "CCPA", CCPA="2023-02-01") == ("2023-02-28", "GDPR", "law")
    both = {"GDPR": "2023-02-01", "CCPA": "2023-02-01"}
    assert answer("GDPR", "CCPA", **both) == ("2023-04-30", "GDPR", "law")
    assert answer("GDPR", CCPA="2023-02-01") == ("2023-02-28", "GDPR", "law")
    assert wrong("2023-05-01", told_on={"CCPA": day("2023-05-01")}, answered_on=day("2023-02-28")) == []
    done = {"regimes": ["CCPA", "GDPR"], "acknowledged_on": day("2023-02-01"), "answered_on": day("2023-02-28")}
    for told in ({"CCPA": day("2023-05-01")}, {"CCPA": day("2023-05-01"), "GDPR": day("2023-03-01")}):
        assert wrong("2023-05-01", told_on=told, **done) == ["extension told late"]
    in_time = {"CCPA": day("2023-03-17")}  # after the day to answer by, and in time for the CCPA
    assert wrong("2023-05-01", told_on=in_time, **done) == []
    nothing = {"regimes": ["CCPA", "GDPR"], "told_on": {"GDPR": day("2023-03-01")}}
    assert wrong("2023-05-01", **nothing) == ["acknowledged late", "extension told late", "answered late"]
    assert wrong("2023-05-01", **nothing | {"told_on": {}}) == ["acknowledged late", "answered late"]
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · Is Ring on time?
#
# Complete `ring_late(done_on, cases, as_of)`. It returns the set of the duties in `RING_DUTIES` that are
# late. Each clock starts on the day on which the Ring order was **entered**: `entered_on` in the row of
# `cases` whose `case` is `"ring"`. With 2023-06-16 there, and the duty `"destroy recordings"`:
#
# | `done_on` for it | `as_of` | late |
# |---|---|---|
# | `None` | 2023-07-16 | no: that is day 30 |
# | `None` | 2023-07-17 | yes |
# | 2023-07-17 | 2024-01-01 | yes: what was done late stays late |

# %% step="ring_late"
def ring_late(
    done_on: dict[str, pd.Timestamp | None], cases: pd.DataFrame, as_of: pd.Timestamp
) -> set[str]:
    """Return the duties of the Ring order that are late at the end of as_of. Ring order: II.

    done_on  a dict from every duty to the day on which it was done, or None
    cases    case, complaint_on, entered_on; in any order
    """
    ### BEGIN SOLUTION
    entered_on = cases.set_index("case").loc["ring", "entered_on"]
    return {
        duty
        for duty, days in RING_DUTIES.items()
        if (done_on[duty] or as_of) > entered_on + pd.Timedelta(days=days)
    }
    ### END SOLUTION

# %% test="ring_late"
CASES = pd.DataFrame(
    [
        ("alexa", day("2023-05-31"), day("2023-07-19")),
        ("ring", day("2023-05-31"), day("2023-06-16")),
    ],
    columns=["case", "complaint_on", "entered_on"],
)

DONE = dict.fromkeys(RING_DUTIES)

with checks("the Ring order's 30 and 90 days run from its entry"):
    assert ring_late(DONE, CASES, day("2023-07-16")) == set()
    assert ring_late(DONE, CASES, day("2023-07-17")) == {"destroy recordings"}

### BEGIN HIDDEN TESTS
# class seed: dates 28 years
with checks("each duty has its own number of days, and is late one day later", hint=2):
    after = {"2023-07-16": 0, "2023-07-17": 1, "2023-09-14": 1, "2023-09-15": 4, "2024-01-01": 4}
    assert {text: len(ring_late(DONE, CASES, day(text))) for text in after} == after
    assert ring_late(DONE, CASES, day("2023-09-15")) == set(RING_DUTIES)

with checks("what was done late stays late, and what was done in time is done", hint=3):
    done = {
        "destroy recordings": day("2023-07-17"), "destroy face embeddings": day("2023-09-14"),
        "destroy work product": None, "confirm under oath": day("2023-09-15"),
    }  # fmt: skip
    late = {"destroy recordings", "destroy work product", "confirm under oath"}
    for text in ("2023-09-15", "2024-01-01"):  # on the day itself, too
        assert ring_late(done, CASES, day(text)) == late
    assert ring_late(done | {"destroy recordings": day("2023-07-16")}, CASES, day("2024-01-01")) == late - {
        "destroy recordings"
    }

with checks("the case is found by its name, and its entry counts, not its complaint", hint=1):
    other = CASES.assign(entered_on=[day("2023-05-01"), day("2023-08-01")])[::-1]
    third = pd.DataFrame([("everalbum", day("2021-01-11"), day("2022-05-06"))], columns=CASES.columns)
    for cases in (pd.concat([other, third]), pd.concat([third, other])):
        assert ring_late(DONE, cases, day("2023-08-31")) == set()
    assert ring_late(DONE, other, day("2023-08-31")) == set()
    assert ring_late(DONE, other, day("2023-09-01")) == {"destroy recordings"}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 4 · Who was told too late?
#
# Complete `notices_late(customers, entered_on, as_of)`. It returns the set of `customer_id`s whose notice
# of the Ring order is late. Customers whose account was opened before 1 Feb 2018 get one, as in
# [CLK-08](../01_cases/CLK-08_order_clocks.ipynb):
#
# | the customer was identified | last day of the notice | with `entered_on` 2023-06-16 |
# |---|---|---|
# | on or before the 180th day after `entered_on` | that 180th day | 2023-12-13 |
# | later | 30 days after `identified_on` | 2024-02-01, for 2024-01-02 |

# %% step="notices_late"
def notices_late(
    customers: pd.DataFrame, entered_on: pd.Timestamp, as_of: pd.Timestamp
) -> set[str]:
    """Return the customers whose notice is late at the end of as_of. Ring order: VIII.

    customers  customer_id, opened_on, identified_on, notified_on; only the last may be missing,
               and it is not later than as_of
    """
    ### BEGIN SOLUTION
    last = entered_on + pd.Timedelta(days=180)
    cohort = customers[customers["opened_on"] < pd.Timestamp("2018-02-01")]
    by = (cohort["identified_on"] + pd.Timedelta(days=30)).where(cohort["identified_on"] > last, last)
    return set(cohort.loc[cohort["notified_on"].fillna(as_of) > by, "customer_id"])
    ### END SOLUTION

# %% test="notices_late"
def customers(*rows):
    made = pd.DataFrame(list(rows), columns=["customer_id", "opened_on", "identified_on", "notified_on"])
    return made.assign(**{name: pd.to_datetime(made[name]) for name in made.columns[1:]})

with checks("customers from before February 2018 are told within 180 days", "DEL-32"):
    found = customers(
        ("c-1", "2018-01-31", "2023-06-20", None),
        ("c-2", "2018-02-01", "2023-06-20", None),
    )
    assert notices_late(found, day("2023-06-16"), day("2023-12-13")) == set()
    assert notices_late(found, day("2023-06-16"), day("2023-12-14")) == {"c-1"}

### BEGIN HIDDEN TESTS
with checks("only customers identified after the 180th day have 30 days from then", "DEL-32", hint=3):
    found = customers(
        ("early", "2016-01-01", "2023-06-20", None), ("on the day", "2016-01-01", "2023-12-13", None),
        ("after", "2016-01-01", "2023-12-14", None), ("day 200", "2016-01-01", "2024-01-02", None),
        ("new", "2018-02-01", "2024-01-02", None), ("told", "2016-01-01", "2023-06-20", "2023-12-13"),
        ("told late", "2016-01-01", "2023-06-20", "2023-12-14"),
        ("found and told", "2016-01-01", "2024-01-02", "2024-02-01"),
        ("found, told late", "2016-01-01", "2024-01-02", "2024-02-02"),
    )  # fmt: skip
    late = [notices_late(found.iloc[:6][::-1], day("2023-06-16"), day(text)) for text in (
        "2023-12-13", "2023-12-14", "2024-01-13", "2024-01-14", "2024-02-01", "2024-02-02",
    )]  # fmt: skip
    assert late[0] == set()
    assert late[1] == late[2] == {"early", "on the day"}
    assert late[3] == late[4] == late[2] | {"after"}
    assert late[5] == late[4] | {"day 200"}
    told_late = {"told late", "found, told late"}
    assert notices_late(found.iloc[6:], day("2023-06-16"), day("2024-03-01")) == told_late

with checks("the account's age decides, to the day, and the clock starts at the entry", "DEL-32", hint=2):
    opened = [("c-1", "2018-01-31"), ("c-2", "2018-02-01"), ("c-3", "2010-05-05"), ("c-4", "2023-01-01")]
    found = customers(*[(name, on, "2020-01-01", None) for name, on in opened])
    assert notices_late(found, day("2023-06-16"), day("2023-12-31")) == {"c-1", "c-3"}
    assert notices_late(found, day("2024-01-01"), day("2024-06-29")) == set()
    assert notices_late(found, day("2024-01-01"), day("2024-06-30")) == {"c-1", "c-3"}
### END HIDDEN TESTS
