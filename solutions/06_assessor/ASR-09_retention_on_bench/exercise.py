# %% [markdown]
# ## Why
#
# The Ring order wants each assessment to name its evidence, testing included.{fact}`O-R23` Here you test other people's
# retention code, against the Alexa order's definition of an inactive child profile.{fact}`O-A3` (That order has no
# assessor.) If your test follows your own habits, it accuses a company that does it right. If it uses ordinary days, it
# misses a clock that deletes a family's recordings two days early. How to choose test cases is engineering.

# %% [markdown]
# ## Look
#
# The table tries four wrong clocks on the profiles that children have used at Murmur, an invented company. On 31 Aug
# 2023, how many profiles show the mistake of each clock? On how many other days could you see it?

# %% look
from privacylab.lab import ordinary_days

ordinary_days()

# %% [markdown]
# **Before you code:** two clocks look right on all 505 profiles. Which dates would you choose to tell them from a right one?
#
# ## The system under assessment
#
# It does what exercise RET-02 asks for. Days are text such as `"2023-08-31"`, and tables are lists of dicts.
#
# | `call` | `args` | returns |
# |---|---|---|
# | `is_inactive` | `last_use`, `as_of` | `True` or `False` |
# | `last_child_use` | `events` | each profile's latest use by the child: `{"p": "2021-12-15"}` |
# | `profile_status` | `profiles`, `events`, `as_of` | the status of each row of `profiles`: `{"p": "inactive"}` |
#
# | requirement | rule |
# |---|---|
# | RET-02 | A profile is inactive from the day on which 18 *calendar* months since the last use are complete. If the month has no such day, its last day counts: 2023-08-31 → 2025-02-28. |
# | RET-03 | With 0 `interactions`, a profile is `"never used"`. With interactions, but no use by the child in `events`, it is `"unknown"`. Each row of `profiles` gets a status. |
# | RET-04 | A person who was 13 or older on the day of the *last use* is `"not a child"`, and is 13 from the 13th birthday on. A child who turns 13 later is still a child here. |
# | RET-07 | Only rows whose `actor` is `"child"` are use: not `"adult"`, `"staff"`, or `"system"`, and not `updated_at`. Rows are in any order, and some appear twice. A profile without such a row is not in `last_child_use`. A case on a profile that only others have used may name RET-03 or RET-07. |
#
# A status is the first that applies: `"never used"`, `"unknown"`, `"not a child"`, `"inactive"`, `"active"`.
#
# **What the rules leave open:** when someone born on 29 February turns 13, days after `as_of`, a use by the child with 0
# interactions, other actors than these four, and events of a profile that isn't in `profiles`. Two right systems may
# differ there.
#
# These helpers make cases and rows:

# %% given="setup"
from privacylab.checks import Checks, hint


def case(requirement, call, args, expected):
    """A test case: the answer that a requirement asks for, when call is called with args."""
    return {"requirement": requirement, "call": call, "args": args, "expected": expected}


def use(used_on, actor="child", profile_id="p"):
    """A row of events."""
    return {"profile_id": profile_id, "used_on": used_on, "actor": actor}


def profile(profile_id="p", birth_on="2013-01-01", interactions=9, updated_at="2020-01-01"):
    """A row of profiles. updated_at is when anyone last wrote the row."""
    return {
        "profile_id": profile_id,
        "birth_on": birth_on,
        "interactions": interactions,
        "updated_at": updated_at,
    }


EXAMPLES = [
    case("RET-02", "is_inactive", ["2021-12-15", "2023-06-15"], True),
    case("RET-03", "profile_status", [[profile(interactions=0)], [], "2023-08-31"], {"p": "never used"}),
]

# %% [markdown]
# ## Step 1 · `retention_cases`
#
# Complete `retention_cases()`. It returns at most 60 cases, each made with `case`.
#
# The bench puts each case to right and to broken systems. You don't see their answers.
#
# - **A right system answers differently:** your case is wrong. None of your cases for its requirement counts.
# - **A broken system answers differently:** it is caught if it breaks the requirement that your case names. If a case
#   catches only systems that break other requirements, it is *misnamed*, which costs you the check on names.
# - The same call with the same args counts once. A case may have several profiles.
#
# **A broken system has one mistake, in any of the three functions.** `profile_status` may have a wrong clock of its own
# while `is_inactive` is right. A clock may be off by weeks or by one day, always or only at the end of a month. Cover all
# requirements.
#
# | case | verdict |
# |---|---|
# | `EXAMPLES[0]` | catches a clock that counts 548 days (it says `False`) |
# | the same with `2023-06-14`, `True` | wrong |
# | `EXAMPLES[0]` with `"RET-04"` | misnamed |

# %% step="retention_cases"
def retention_cases() -> list[dict]:
    """Return at most 60 test cases for RET-02, RET-03, RET-04, and RET-07.

    A case is a dict, as case() makes it:

    requirement  the one that another answer would break, such as "RET-02"
    call, args   a function's name, and a list of what it is called with
    expected     what the requirement asks for: True or False, or a dict of text

    The rules are the Alexa order's definition of an Inactive Alexa Child Profile, as RET-02 has it.
    """
    ### BEGIN SOLUTION
    return [*clock_cases(), *use_cases(), *age_cases(), *missing_cases()]


def clock_cases():
    """On the day that completes 18 months and on the one before, through both functions."""
    cases = []
    for last, before, complete in [
        ("2021-08-31", "2023-02-27", "2023-02-28"),  # 546 days, and February has no 31st
        ("2022-08-31", "2024-02-28", "2024-02-29"),
        ("2023-02-28", "2024-08-27", "2024-08-28"),  # counted backwards, the 28th to 31st are one
        ("2021-12-15", "2023-06-14", "2023-06-15"),  # 547 days
        ("2023-03-01", "2024-08-31", "2024-09-01"),  # 550 days
    ]:
        for as_of, inactive in [(before, False), (complete, True)]:
            status = {"p": "inactive" if inactive else "active"}
            cases += [
                case("RET-02", "is_inactive", [last, as_of], inactive),
                case("RET-02", "profile_status", [[profile()], [use(last)], as_of], status),
            ]
    return cases


def use_cases():
    """A child's use in the middle of the table, and touches by others after it."""
    rows = [use("2021-02-01"), use("2021-07-19"), use("2021-07-19"), use("2020-12-24")]
    cases = [case("RET-07", "last_child_use", [rows], {"p": "2021-07-19"})]
    for actor in ("adult", "staff", "system"):
        later = use("2023-08-30", actor)
        cases += [
            case("RET-07", "last_child_use", [[later, *rows]], {"p": "2021-07-19"}),
            case("RET-07", "profile_status", [[profile()], [*rows, later], "2023-08-31"], {"p": "inactive"}),
        ]
    touched = [profile(updated_at="2023-08-30")]
    return [*cases, case("RET-07", "profile_status", [touched, rows, "2023-08-31"], {"p": "inactive"})]


def age_cases():
    """Before and on the 13th birthday, and a birthday since."""
    return [
        case("RET-04", "profile_status", [[profile(birth_on=birth)], [use("2021-08-15")], "2023-08-31"], {"p": status})
        for birth, status in [
            ("2008-08-15", "not a child"),
            ("2008-08-16", "inactive"),
            ("2010-01-20", "inactive"),
            ("2001-08-15", "not a child"),
        ]
    ]


def missing_cases():
    """Never used and not known, each with an event by another actor and without any."""
    job = [use("2020-01-05", "system")]
    return [
        case("RET-03", "profile_status", [[profile(interactions=number)], events, "2023-08-31"], {"p": status})
        for number, status in [(0, "never used"), (5, "unknown")]
        for events in ([], job)
    ]
    ### END SOLUTION

# %% test="retention_cases"
import calendar
import datetime as dt

from privacylab.assessment.bench import Candidate
from privacylab.assessment.cases import try_cases
from privacylab.assessment.retention import unreadable

REQUIREMENTS = {"RET-02", "RET-03", "RET-04", "RET-07"}


def calendar_clock(last_use, as_of):
    """The published honest clock."""
    last = dt.date.fromisoformat(last_use)
    year, month = divmod(last.year * 12 + last.month + 17, 12)
    number = min(last.day, calendar.monthrange(year, month + 1)[1])
    return as_of >= dt.date(year, month + 1, number).isoformat()


def clock_of(days):
    """A clock that counts days."""
    def clock(last_use, as_of):
        used = dt.date.fromisoformat(as_of) - dt.date.fromisoformat(last_use)
        return used.days >= days

    return clock


def clock_system(name, clock, *breaks):
    """A system of which only the clock is published."""
    return Candidate(name, frozenset(breaks), lambda: {"is_inactive": clock})


PUBLISHED = [
    clock_system("honest", calendar_clock),
    clock_system("540 days", clock_of(540), "RET-02"),
    clock_system("550 days", clock_of(550), "RET-02"),
]

with checks("systems can read each case, and each names a requirement", "ASR-11"):
    cases = retention_cases()
    assert unreadable(cases) == []
    assert {one["requirement"] for one in cases} == REQUIREMENTS

with checks("your cases for is_inactive catch two published clocks, and not the honest one", "ASR-10"):
    clock_cases_only = [one for one in retention_cases() if one["call"] == "is_inactive"]
    found = try_cases(clock_cases_only, PUBLISHED, REQUIREMENTS)
    assert found.problems == []
    assert found.catches("540 days") and found.catches("550 days")

### BEGIN HIDDEN TESTS
from functools import cache

from privacylab.assessment.retention import retention_doors
from privacylab.assessment.systems import candidate

BROKEN = (
    "StrictlyAfter DaysNotMonths CountsBackwards MonthOverflow DaysOfItsOwn KeepForever PeopleNotMachines "
    "LastRowWins UpdatedAt AgeToday AfterTheBirthday EverybodyIsAChild EpochForNone InnerJoin"
).split()


def with_clock(days):
    """A system whose is_inactive counts days, while its status is right."""
    return Candidate(f"{days} days", frozenset({"RET-02"}), lambda: RIGHT | {"is_inactive": clock_of(days)})


def with_user(actor):
    """A system that takes one other actor for the child, and knows the others."""
    def as_the_child(events):
        return [one | {"actor": "child"} if one["actor"] == actor else one for one in events]

    def last_child_use(events):
        return RIGHT["last_child_use"](as_the_child(events))

    def profile_status(profiles, events, as_of):
        return RIGHT["profile_status"](profiles, as_the_child(events), as_of)

    doors = RIGHT | {"last_child_use": last_child_use, "profile_status": profile_status}
    return Candidate(actor, frozenset({"RET-03", "RET-07"}), lambda: doors)


def with_fallback():
    """A system that takes updated_at for the last use where no use by the child is known."""
    def profile_status(profiles, events, as_of):
        known = RIGHT["last_child_use"](events)
        made_up = [
            {"profile_id": one["profile_id"], "used_on": one["updated_at"], "actor": "child"}
            for one in profiles
            if one["profile_id"] not in known
        ]
        return RIGHT["profile_status"](profiles, events + made_up, as_of)

    doors = RIGHT | {"profile_status": profile_status}
    return Candidate("fallback", frozenset({"RET-03", "RET-07"}), lambda: doors)


def remembering(function):
    """A function that computes each answer once: ten systems share most of them."""
    answers = {}

    def asked(*args):
        key = repr(args)
        if key not in answers:
            answers[key] = function(*args)
        return answers[key]

    return asked


RIGHT = {name: remembering(one) for name, one in candidate(retention_doors, "RET-02").start().items()}
HONEST = [Candidate("reference", frozenset(), lambda: RIGHT)] + [
    candidate(retention_doors, f"RET-02/{name}") for name in ("plain_python", "relativedelta", "vectorised_pandas")
]
FAKES = [candidate(retention_doors, f"RET-02/{name}") for name in BROKEN]
COUNTED, ACTORS = range(545, 552), ("adult", "staff", "system")
OTHERS = [*map(with_clock, COUNTED), *map(with_user, ACTORS), with_fallback()]

@cache
def found():
    return try_cases(retention_cases(), [*HONEST, *FAKES, *OTHERS], REQUIREMENTS)

with checks("no right clock is accused, and one that keeps everything is caught", "ASR-09", hint=1):
    assert found().acquits("RET-02") and found().catches("KeepForever")

with checks("no right system is accused over an actor, an age, or a missing date", "ASR-09", hint=2):
    assert all(found().acquits(one) for one in ("RET-03", "RET-04", "RET-07"))
    assert any(found().catches(one) for one in ("InnerJoin", "EverybodyIsAChild", "LastRowWins"))

with checks("a clock that counts 548 days is caught", "ASR-10", hint=1):
    assert found().acquits("RET-02") and found().catches("DaysNotMonths")

with checks("however many days is_inactive counts, it is caught", "ASR-10", hint=3):
    assert found().acquits("RET-02") and [days for days in COUNTED if not found().catches(f"{days} days")] == []

with checks("a clock that starts a day late is caught", "ASR-10", hint=1):
    assert found().acquits("RET-02") and found().catches("StrictlyAfter")

with checks("a clock that is wrong at the end of a month only is caught", "ASR-10", hint=2):
    assert found().acquits("RET-02") and found().catches("MonthOverflow") and found().catches("CountsBackwards")

with checks("a status that has another clock than is_inactive is caught", "ASR-10", hint=3):
    assert found().acquits("RET-02") and found().catches("DaysOfItsOwn")

with checks("a system that takes a parent, the staff, or a nightly job for the child is caught", "ASR-10", hint=2):
    assert found().acquits("RET-07") and found().catches("PeopleNotMachines")
    assert [actor for actor in ACTORS if not found().catches(actor)] == []

with checks("a last use that depends on the order of rows, or on updated_at, is caught", "ASR-10", hint=3):
    assert found().acquits("RET-07") and found().catches("LastRowWins") and found().catches("UpdatedAt")

with checks("an age counted today, never, or a day late is caught", "ASR-10", hint=2):
    assert found().catches("AgeToday") and found().catches("EverybodyIsAChild") and found().catches("AfterTheBirthday")

with checks("a profile that is left out, or whose missing date is made up, is caught", "ASR-10", hint=3):
    assert found().acquits("RET-03") and found().catches("InnerJoin")
    assert found().catches("EpochForNone") and found().catches("fallback")

with checks("no case names a requirement that its answer has nothing to do with", "ASR-11", hint=1):
    assert found().misnamed == [] and found().catches("KeepForever")

with checks("each requirement's own mistakes are found under its name", "ASR-11", hint=3):
    own = {"StrictlyAfter": "RET-02", "EpochForNone": "RET-03", "AgeToday": "RET-04", "LastRowWins": "RET-07"}
    assert {name: found().gaps.get(name, set()) for name in own} == {name: {one} for name, one in own.items()}
    assert all(found().acquits(one) for one in own.values())
### END HIDDEN TESTS

# %% [markdown]
# ## Look again
#
# Try cases on *your own* answer to RET-02, from your saved notebook. What isn't written there is skipped.

# %% look
from privacylab.lab import try_on_mine

try_on_mine(EXAMPLES)  # after step 1: try_on_mine(retention_cases())
