# %% [markdown]
# # 02 · The retention checker: exercises
#
# You are the engineer whom Murmur needed. Murmur is an invented voice assistant with real habits:
# it kept what children said to it, because nobody had written down when to stop. You build the
# checker that would have noticed, in seven steps and an essay:
#
# | exercise | what you build | points |
# |---|---|---|
# | **RET-02** The inactivity clock | which child profiles have not been used for 18 months | 8 |
# | **RET-05** The 90 days | until when those must be deleted, and what stops it | 4 |
# | **RET-01** The policy table | which data has no retention rule, and when each item is due | 6 |
# | **RET-13** The scope | what counts as the child's data, and what an exception leaves out | 8 |
# | **RET-08** The sweep | what is still there, in every store, that should be gone | 10 |
# | **RET-20** What may stay | holds, backups and records: each with its limit | 6 |
# | **RET-17** The promise and the report | what is published against what is enforced, night by night | 4 |
# | **RET-R1** What it cannot see | an essay, graded by a person | 8 |
#
# **How it works.** Write your code where it says `YOUR CODE HERE`, and run the cell (Shift + Enter).
# Then run the test cell below it: it shows each *public check* with what was called, what came back
# and what was expected. *Hidden checks* run at grading:
#
# ```
# privacylab grade 02_retention
# ```
#
# Public checks are a start: they do not try all that the prompt says. Hidden checks rely on nothing
# that the prompt does not say. The numbers are those of the requirements that you build; a check
# that fails names its own. If you are stuck, `hint("RET-02")` opens a ladder of three: the idea,
# the clause of the case, the shape of the code.
#
# In all exercises: do not change the tables and the stores that you are given.
#
# The reasons, the people and the pictures are in the
# [lesson](../../course/02_retention/lesson.ipynb). Read it first if you have not.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, small_table
from privacylab.companies.stores import Store, StoreUnavailable, TableStore
from privacylab.lab import hint

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## RET-02 · The inactivity clock
#
# The Alexa order requires that child profiles are found which have interacted with Alexa and have
# not been used for **18 months or more**. Three things go wrong when this is written in a hurry:
# months become days, a machine's touch counts as a child's use, and a missing date becomes a guess.
#
# Write three functions.
#
# **1. `is_inactive(last_use, as_of)`** is true from the day on which 18 *calendar* months are
# complete. From 15 December 2021 that day is 15 June 2023. Where the eighteenth month has no such
# day, its last day counts: 31 August 2023 leads to 28 February 2025.
#
# **2. `last_child_use(events)`** gives the last day on which the child itself used each profile. A
# row of `events` is one thing that touched the profile; its `actor` says who did it: `child`,
# `adult` (a parent in the app), `staff` or `system` (nightly jobs, restores). Only `child` rows are
# use. Rows come in no order, and some come twice.
#
# **3. `profile_status(profiles, events, as_of)`** gives each child profile one status. Take the
# first line that fits:
#
# | status | when |
# |---|---|
# | `"never used"` | `interactions` is 0: it never interacted, so it cannot have become inactive |
# | `"unknown"` | it has interacted, but `events` holds no use by the child: a person must look |
# | `"not a child"` | the person was 13 or older on the day of the last use |
# | `"inactive"` | `is_inactive` says so of the last use |
# | `"active"` | everything else |
#
# Age counts on the day of the **last use**, when the 18 months start. A child who turns 13 later
# stays in scope. A person is 13 from their 13th birthday on. (No check turns on a birth on 29 February.)
#
# **The tables.** Every date is a pandas `Timestamp` at midnight, without a time zone.
# `events` has the columns `profile_id`, `used_on`, `actor`, and more. `profiles` has one row for
# each child profile (no adults): `profile_id`, `birth_on`, `interactions`, `updated_at` (when the row was last
# written, by anybody), and more. The profile ids in `profiles` are unique. No date is missing in
# either table, and none is later than `as_of`: what can be missing is the event.

# %% task="RET-02" points=8
def is_inactive(last_use: pd.Timestamp, as_of: pd.Timestamp) -> bool:
    """Whether 18 calendar months have passed since last_use, seen from the day as_of.

    True from the day that completes the 18 months. Order: definition of Inactive Alexa Child
    Profile.
    """
    ### BEGIN SOLUTION
    return as_of >= last_use + pd.DateOffset(months=18)
    ### END SOLUTION


def last_child_use(events: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """The latest used_on of each profile among the rows whose actor is "child".

    A profile without such a row is not in the result.
    """
    ### BEGIN SOLUTION
    own = events[events["actor"] == "child"]
    return own.groupby("profile_id")["used_on"].max().to_dict()
    ### END SOLUTION


def profile_status(
    profiles: pd.DataFrame, events: pd.DataFrame, as_of: pd.Timestamp
) -> dict[str, str]:
    """The status of every profile in profiles, by profile_id: one of the five in the table above."""
    ### BEGIN SOLUTION
    last_use = last_child_use(events)

    def status(profile) -> str:
        if profile.interactions == 0:
            return "never used"
        last = last_use.get(profile.profile_id)
        if last is None:
            return "unknown"
        if last >= profile.birth_on + pd.DateOffset(years=13):
            return "not a child"
        return "inactive" if is_inactive(last, as_of) else "active"

    return {profile.profile_id: status(profile) for profile in profiles.itertuples()}
    ### END SOLUTION


# %% test="RET-02" covers="RET-02 RET-03 RET-04 RET-07"
checks = Checks("RET-02")

events = small_table(
    "profile_id used_on actor",
    ("ada", day("2021-11-03"), "child"),
    ("ada", day("2021-12-15"), "child"),
    ("ada", day("2023-06-01"), "adult"),
    ("ben", day("2023-05-20"), "child"),
    ("cleo", day("2023-06-10"), "system"),
    ("eve", day("2021-10-31"), "child"),
)
profiles = small_table(
    "profile_id birth_on interactions updated_at",
    ("ada", day("2013-05-01"), 2, day("2023-06-14")),
    ("ben", day("2014-09-30"), 1, day("2023-06-14")),
    ("cleo", day("2015-01-20"), 7, day("2023-06-14")),
    ("dan", day("2016-07-07"), 0, day("2023-06-14")),
    ("eve", day("2008-02-11"), 4, day("2023-06-14")),
)

with checks("inactive from the day that completes 18 calendar months, and no day sooner"):
    assert is_inactive(day("2021-12-15"), day("2023-06-15"))
    assert not is_inactive(day("2021-12-15"), day("2023-06-14"))
    assert is_inactive(day("2023-08-31"), day("2025-02-28"))
    assert not is_inactive(day("2023-08-31"), day("2025-02-27"))

with checks("a parent in the app does not renew a child's last use", "RET-07"):
    assert last_child_use(events) == {
        "ada": day("2021-12-15"),
        "ben": day("2023-05-20"),
        "eve": day("2021-10-31"),
    }

with checks("each profile gets the first status that fits", "RET-03"):
    assert profile_status(profiles, events, as_of=day("2023-07-15")) == {
        "ada": "inactive",
        "ben": "active",
        "cleo": "unknown",
        "dan": "never used",
        "eve": "not a child",
    }

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

days = st.dates(day("2016-01-01").date(), day("2026-12-31").date()).map(day)
days = days | days.map(lambda date: date + pd.offsets.MonthEnd(0))


EVENTS, PROFILES = "profile_id used_on actor", "profile_id birth_on interactions updated_at"

with checks("a month without that day is complete on its last day", hint=3):
    for last, complete in [
        ("2023-08-31", "2025-02-28"),
        ("2022-08-31", "2024-02-29"),
        ("2024-02-29", "2025-08-29"),
        ("2022-05-31", "2023-11-30"),
    ]:
        assert is_inactive(day(last), day(complete))
        assert not is_inactive(day(last), day(complete) - pd.Timedelta(days=1))

with checks("from any day, the boundary lies where the calendar says", hint=1):

    @checks.always(last_use=days, off=st.integers(-1, 1))
    def _(last_use, off):
        months = last_use.year * 12 + last_use.month - 1 + 18
        first = day(year=months // 12, month=months % 12 + 1, day=1)
        complete = first.replace(day=min(last_use.day, first.days_in_month))
        inactive = is_inactive(last_use, complete + pd.Timedelta(days=off))
        assert bool(inactive) is (off >= 0)

with checks("jobs, restores, staff and rows out of order do not renew a last use", "RET-07", hint=2):
    touched = small_table(
        EVENTS,
        ("p", day("2023-08-30"), "system"),
        ("p", day("2021-02-01"), "child"),
        ("q", day("2023-08-01"), "staff"),
        ("p", day("2021-07-19"), "child"),
        ("q", day("2020-02-29"), "child"),
        ("p", day("2021-07-19"), "child"),
        ("p", day("2020-12-24"), "child"),
        ("q", day("2023-08-30"), "adult"),
        ("r", day("2023-08-30"), "staff"),
    )
    found = last_child_use(touched)
    assert found == {"p": day("2021-07-19"), "q": day("2020-02-29")}

with checks("a row written last night does not make a profile active", "RET-07", hint=3):
    last_night = day("2023-08-30")
    touched = small_table(
        EVENTS,
        ("quiet", day("2021-03-01"), "child"),
        ("quiet", last_night, "system"),
        ("quiet", last_night, "staff"),
        ("busy", day("2023-08-02"), "child"),
    )
    rows = small_table(
        PROFILES,
        ("quiet", day("2013-01-01"), 40, last_night),
        ("busy", day("2013-01-01"), 40, day("2021-01-01")),
    )
    found = profile_status(rows, touched, day("2023-08-31"))
    assert found == {"quiet": "inactive", "busy": "active"}

with checks("never used and unknown are told apart, and nobody is left out", "RET-03", hint=1):
    rows = small_table(
        PROFILES,
        ("unpacked", day("2014-01-01"), 0, day("2023-08-30")),
        ("lost", day("2014-01-01"), 5, day("2023-08-30")),
        ("indexed", day("2014-01-01"), 0, day("2023-08-30")),
        ("viewed", day("2014-01-01"), 3, day("2023-08-30")),
    )
    touched = small_table(
        EVENTS,
        ("indexed", day("2020-01-05"), "system"),
        ("viewed", day("2020-01-05"), "staff"),
    )
    found = profile_status(rows, touched, day("2023-08-31"))
    assert found == {
        "unpacked": "never used",
        "lost": "unknown",
        "indexed": "never used",
        "viewed": "unknown",
    }

with checks("a child who turned 13 inside the 18 months stays in scope", "RET-04", hint=2):
    rows = small_table(
        PROFILES,
        ("month 17", day("2010-01-20"), 9, day("2023-08-30")),
        ("next day", day("2008-08-16"), 9, day("2023-08-30")),
        ("grown", day("2004-01-20"), 9, day("2023-08-30")),
    )
    touched = small_table(
        EVENTS,
        ("month 17", day("2021-08-15"), "child"),
        ("next day", day("2021-08-15"), "child"),
        ("grown", day("2015-06-01"), "child"),
    )
    found = profile_status(rows, touched, day("2023-08-31"))
    assert found == {"month 17": "inactive", "next day": "inactive", "grown": "inactive"}

with checks("a person who was 13 at the last use is not a child", "RET-04", hint=3):
    rows = small_table(
        PROFILES,
        ("birthday", day("2008-08-15"), 9, day("2023-08-30")),
        ("older", day("2007-02-03"), 9, day("2023-08-30")),
        ("still", day("2010-09-02"), 9, day("2023-08-30")),
    )
    touched = small_table(
        EVENTS,
        ("birthday", day("2021-08-15"), "child"),
        ("older", day("2023-08-15"), "child"),
        ("still", day("2023-08-30"), "child"),
    )
    found = profile_status(rows, touched, day("2023-08-31"))
    assert found == {"birthday": "not a child", "older": "not a child", "still": "active"}
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## RET-05 · The 90 days
#
# A profile that has been found inactive starts a second clock. The order gives **90 days** from the
# day on which the profile is *identified*. Within them all personal information of that child must
# be deleted, unless that child's parent asks to keep it, or the profile becomes active again,
# before the deletion.
#
# **1. `delete_by(identified_on)`** is the last day on which the deletion is in time: 90 days after
# the identification. From 10 January 2023 that is 10 April 2023.
#
# **2. `deletion_status(profiles, requests, uses, parents, as_of)`** gives each identified profile
# one status. Take the first line that fits:
#
# | status | when |
# |---|---|
# | `"wrongly deleted"` | it has been deleted, and something had stopped the deletion before that |
# | `"deleted late"` | it has been deleted, on a day later than `delete_by` |
# | `"deleted"` | it has been deleted |
# | `"stopped"` | it has not been deleted, and something has stopped the deletion |
# | `"overdue"` | it has not been deleted, and `as_of` is later than `delete_by` |
# | `"waiting"` | everything else |
#
# Two things stop the deletion of a profile: a request to keep **this** profile by a person who is a
# parent of **this** child; and a use of this profile. Where the profile has been deleted, they count
# only if they came before: earlier than the instant `deleted_at`. A request counts whether it came
# before or after the identification.
#
# **The tables.** What ends in `_on`, and `as_of`, is a date: a `Timestamp` at midnight, without a
# time zone. What ends in `_at` is an instant in UTC, and its day is its date in UTC. Nothing lies on
# a day later than `as_of`.
#
# - `profiles`: one row for each child profile that was identified as inactive, with `profile_id`
#   (unique), `household_id`, `last_use_on`, `identified_on`, and `deleted_at` (`NaT` while it has
#   not been deleted).
# - `requests`: requests to keep a profile, with `profile_id` (the profile to keep), `asked_by` (the
#   id of the person who asked) and `asked_at`.
# - `uses`: one row for each use by the child itself **since** the profile was identified, with
#   `profile_id` and `used_at`.
# - `parents`: `{profile_id: set of the ids of this child's parents}`, with every profile of
#   `profiles` in it.
#
# `requests` and `uses` name no profile that is not in `profiles`; their rows come in no order, and
# each of them may have none.

# %% task="RET-05" points=4
def delete_by(identified_on: pd.Timestamp) -> pd.Timestamp:
    """The last day on which the deletion of a profile that was identified on a day is in time.

    Order: within 90 days after the identification.
    """
    ### BEGIN SOLUTION
    return identified_on + pd.Timedelta(days=90)
    ### END SOLUTION


def deletion_status(
    profiles: pd.DataFrame,
    requests: pd.DataFrame,
    uses: pd.DataFrame,
    parents: dict[str, set[str]],
    as_of: pd.Timestamp,
) -> dict[str, str]:
    """The status of every profile in profiles, by profile_id: one of the six in the table above.

    Order: unless that child's parent asks to retain, or the profile is used again, before deletion.
    """
    ### BEGIN SOLUTION
    stops = [(use.profile_id, use.used_at) for use in uses.itertuples()]
    for request in requests.itertuples():
        if request.asked_by in parents[request.profile_id]:
            stops.append((request.profile_id, request.asked_at))
    first_stop: dict[str, pd.Timestamp] = {}
    for profile_id, instant in stops:
        first_stop[profile_id] = min(instant, first_stop.get(profile_id, instant))

    def status(profile) -> str:
        stop, limit = first_stop.get(profile.profile_id), delete_by(profile.identified_on)
        if pd.notna(profile.deleted_at):
            if stop is not None and stop < profile.deleted_at:
                return "wrongly deleted"
            deleted_on = profile.deleted_at.tz_localize(None).normalize()
            return "deleted late" if deleted_on > limit else "deleted"
        if stop is not None:
            return "stopped"
        return "overdue" if as_of > limit else "waiting"

    return {profile.profile_id: status(profile) for profile in profiles.itertuples()}
    ### END SOLUTION


# %% test="RET-05" covers="RET-05 RET-06"
checks = Checks("RET-05")

FOUND = "profile_id household_id last_use_on identified_on deleted_at"


def at(text):
    return day(text, tz="UTC")


def found(*rows):
    return small_table(FOUND, *rows, utc="deleted_at")


def asked(*rows):
    return small_table("profile_id asked_by asked_at", *rows, utc="asked_at")


def used(*rows):
    return small_table("profile_id used_at", *rows, utc="used_at")


parents = {"ada": {"mia"}, "ben": {"mia", "tom"}, "cleo": {"tom"}}

with checks("the 90 days run from the identification, and they are days"):
    assert delete_by(day("2023-01-10")) == day("2023-04-10")
    assert delete_by(day("2023-11-30")) == day("2024-02-28")

with checks("on the ninetieth day it is waiting, on the next overdue"):
    profiles = found(
        ("ada", "h1", day("2021-05-01"), day("2023-01-10"), pd.NaT),
        ("ben", "h1", day("2021-05-01"), day("2023-01-09"), pd.NaT),
        ("cleo", "h2", day("2021-05-01"), day("2023-01-01"), at("2023-02-01T09:00")),
    )
    assert deletion_status(profiles, asked(), used(), parents, day("2023-04-10")) == {
        "ada": "waiting",
        "ben": "overdue",
        "cleo": "deleted",
    }

with checks("a parent's request to keep a profile stops its deletion", "RET-06"):
    profiles = found(
        ("ada", "h1", day("2021-05-01"), day("2023-01-10"), pd.NaT),
        ("ben", "h1", day("2021-05-01"), day("2023-01-10"), pd.NaT),
    )
    keep = asked(("ada", "mia", at("2023-03-01T18:00")))
    assert deletion_status(profiles, keep, used(), parents, day("2023-05-01")) == {
        "ada": "stopped",
        "ben": "overdue",
    }

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

days = st.dates(day("2018-01-01").date(), day("2027-12-31").date()).map(day)

with checks("from any day, ninety days are ninety days", hint=1):

    @checks.always(start=days)
    def _(start):
        last_in_time = delete_by(start)
        assert (last_in_time - start).days == 90

with checks("neither the last use nor the order starts the 90 days", hint=2):
    profiles = found(
        ("ada", "h1", day("2019-02-01"), day("2024-06-01"), pd.NaT),
        ("ben", "h1", day("2021-11-30"), day("2023-06-01"), pd.NaT),
        ("cleo", "h2", day("2019-02-01"), day("2024-06-02"), pd.NaT),
    )
    result = deletion_status(profiles, asked(), used(), parents, day("2024-08-31"))
    assert result == {"ada": "overdue", "ben": "overdue", "cleo": "waiting"}

with checks("a deletion on the ninetieth day is in time, on the next it is late", hint=3):
    profiles = found(
        ("ada", "h1", day("2019-02-01"), day("2023-01-10"), at("2023-04-10T23:59:59")),
        ("ben", "h1", day("2019-02-01"), day("2023-01-10"), at("2023-04-11T00:00")),
        ("cleo", "h2", day("2019-02-01"), day("2023-01-10"), at("2023-01-10T12:00")),
    )
    result = deletion_status(profiles, asked(), used(), parents, day("2023-08-31"))
    assert result == {"ada": "deleted", "ben": "deleted late", "cleo": "deleted"}

with checks("a request for a sibling, or by somebody else, stops nothing", "RET-06", hint=1):
    profiles = found(
        ("ada", "h1", day("2021-05-01"), day("2023-01-10"), pd.NaT),
        ("ben", "h1", day("2021-05-01"), day("2023-01-10"), pd.NaT),
        ("cleo", "h1", day("2021-05-01"), day("2023-03-10"), pd.NaT),
    )
    keep = asked(
        ("ada", "tom", at("2023-02-01T08:00")),
        ("ada", "ada", at("2023-02-01T08:00")),
        ("ben", "tom", at("2022-12-24T08:00")),
        ("cleo", "mia", at("2023-03-11T08:00")),
    )
    result = deletion_status(profiles, keep, used(), parents, day("2023-05-01"))
    assert result == {"ada": "overdue", "ben": "stopped", "cleo": "waiting"}

with checks("a use stops the deletion of that profile alone", "RET-06", hint=2):
    profiles = found(
        ("ada", "h1", day("2021-05-01"), day("2023-01-10"), pd.NaT),
        ("ben", "h1", day("2021-05-01"), day("2023-01-10"), pd.NaT),
        ("cleo", "h2", day("2021-05-01"), day("2023-04-10"), pd.NaT),
    )
    back = used(("cleo", at("2023-04-12T07:00")), ("ada", at("2023-04-30T07:00")))
    result = deletion_status(profiles, asked(), back, parents, day("2023-05-01"))
    assert result == {"ada": "stopped", "ben": "overdue", "cleo": "stopped"}

with checks("what comes at the deletion or later no longer stops it", "RET-06", hint=3):
    gone = at("2023-04-10T10:00")
    profiles = found(
        ("ada", "h1", day("2021-05-01"), day("2023-01-10"), gone),
        ("ben", "h1", day("2021-05-01"), day("2023-01-10"), gone),
        ("cleo", "h2", day("2021-05-01"), day("2023-01-09"), gone),
    )
    keep = asked(("ada", "mia", gone), ("ben", "mia", at("2023-04-10T10:01")))
    back = used(("cleo", at("2023-06-01T07:00")))
    result = deletion_status(profiles, keep, back, parents, day("2023-08-31"))
    assert result == {"ada": "deleted", "ben": "deleted", "cleo": "deleted late"}

with checks("a deletion against a request or a use that came before is a finding", "RET-06", hint=2):
    gone = at("2023-04-11T10:00")
    profiles = found(
        ("ada", "h1", day("2021-05-01"), day("2023-01-10"), gone),
        ("ben", "h1", day("2021-05-01"), day("2023-01-11"), gone),
        ("cleo", "h2", day("2021-05-01"), day("2023-01-11"), gone),
    )
    keep = asked(
        ("ada", "mia", at("2023-04-11T09:59")),
        ("ada", "mia", at("2023-04-12T09:00")),
        ("cleo", "mia", at("2023-02-01T09:00")),
    )
    back = used(("ben", at("2023-06-01T07:00")), ("ben", at("2023-02-02T07:00")))
    result = deletion_status(profiles, keep, back, parents, day("2023-08-31"))
    assert result == {"ada": "wrongly deleted", "ben": "wrongly deleted", "cleo": "deleted"}
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## RET-01 · The policy table
#
# The complaint alleges that recordings and transcripts were kept for ever by default. A default is
# a rule that nobody wrote. 16 CFR 312.10 allows a child's data to be kept only as long as its
# purpose needs it, so every kind of data, in every store, needs a rule: a **purpose**, a **business
# need** and a **finite timeframe**.
#
# **1. `policy_gaps(inventory, policy)`** finds what is missing. `inventory` lists what Murmur holds,
# one row for each pair of `category` and `store`. `policy` lists the rules, with the columns
# `category`, `store`, `purpose`, `business_need`, `keep_days`. A rule covers a pair when both its
# `category` and its `store` are the pair's. More than one rule can cover the same pair.
#
# The result is a set of `(category, store, field)`, with `field` one of `"purpose"`,
# `"business_need"`, `"keep_days"`:
#
# - a pair that no rule covers lacks all three;
# - a pair lacks a field when **any** rule that covers it leaves that field empty.
#
# A purpose or a business need is text. It is empty when it is missing (`None` or `NaN`), `""`, or
# only white space.
# `keep_days` is text, as people wrote it, or missing. It is a finite timeframe when it is a whole
# number of days, written in the digits 0 to 9 alone: `"90"`, `"0"`. Everything else counts as empty:
# missing, `""`, `"indefinite"`, `"inf"`, `"-1"`, `"30.5"`, `"1 year"`.
#
# Rules about pairs that are not in the inventory do not matter here.
#
# **2. `due_on(items, policy, held)`** says for every item on which day it must be gone. `items` has
# the columns `item_id` (unique), `category`, `store`, `collected_on`, `purpose_ended_on`,
# `consent_withdrawn_on`; the last two are `NaT` while the purpose lasts and the consent stands.
# Every item has its `collected_on`, and no timeframe is longer than a human life.
# `held` is the set of the item ids that are under a legal hold. The first line that fits:
#
# | result | when |
# |---|---|
# | `"HELD"` | the item is in `held`: it waits until the hold is released |
# | `"NO RULE"` | no rule with a finite timeframe covers it: a person must decide, whatever its dates |
# | the earliest `Timestamp` | of `collected_on` + the days of the rule, `purpose_ended_on` and `consent_withdrawn_on` |
#
# Where several rules with a finite timeframe cover an item, the **shortest** counts. A rule whose
# timeframe is finite counts even when it lacks a purpose or a business need.

# %% task="RET-01" points=6
def policy_gaps(inventory: pd.DataFrame, policy: pd.DataFrame) -> set[tuple[str, str, str]]:
    """What the policy lacks for the data that is held, as (category, store, field).

    Source: 16 CFR 312.10.
    """
    ### BEGIN SOLUTION
    rules = policy.assign(
        purpose=policy["purpose"].str.strip().fillna("") != "",
        business_need=policy["business_need"].str.strip().fillna("") != "",
        keep_days=finite_days(policy).notna(),
    )
    gaps = set()
    for pair in inventory[["category", "store"]].itertuples(index=False):
        covering = rules[(rules["category"] == pair.category) & (rules["store"] == pair.store)]
        for field in ("purpose", "business_need", "keep_days"):
            if covering.empty or not covering[field].all():
                gaps.add((pair.category, pair.store, field))
    return gaps


def finite_days(policy: pd.DataFrame) -> pd.Series:
    """The timeframe of each rule in days; missing where it is not finite."""
    text = policy["keep_days"].astype("str")
    return pd.to_numeric(text.where(text.str.fullmatch(r"[0-9]+")))
    ### END SOLUTION


def due_on(
    items: pd.DataFrame, policy: pd.DataFrame, held: set[str]
) -> dict[str, pd.Timestamp | str]:
    """The day on which each item must be gone, by item_id; or "HELD", or "NO RULE".

    Source: 16 CFR 312.10 (no longer than the purpose needs).
    """
    ### BEGIN SOLUTION
    shortest = finite_days(policy).groupby([policy["category"], policy["store"]]).min().dropna()
    due = {}
    for item in items.itertuples():
        if item.item_id in held:
            due[item.item_id] = "HELD"
        elif (item.category, item.store) not in shortest.index:
            due[item.item_id] = "NO RULE"
        else:
            limit = item.collected_on + pd.Timedelta(days=shortest[item.category, item.store])
            ends = [limit, item.purpose_ended_on, item.consent_withdrawn_on]
            due[item.item_id] = min(end for end in ends if pd.notna(end))
    return due
    ### END SOLUTION


# %% test="RET-01" covers="RET-01 RET-15 RET-16"
checks = Checks("RET-01")

inventory = small_table(
    "category store", ("recording", "audio"), ("transcript", "search"), ("location", "places")
)
policy = small_table(
    "category store purpose business_need keep_days",
    ("recording", "audio", "answer the request", "the service itself", "90"),
    ("recording", "audio", "improve recognition", "fewer errors", "30"),
    ("location", "places", "answer the request", "the service itself", "indefinite"),
)
items = small_table(
    "item_id category store collected_on purpose_ended_on consent_withdrawn_on",
    ("r1", "recording", "audio", day("2023-01-10"), pd.NaT, pd.NaT),
    ("r2", "recording", "audio", day("2023-01-10"), day("2023-01-13"), pd.NaT),
    ("r3", "recording", "audio", day("2023-01-10"), pd.NaT, pd.NaT),
    ("t1", "transcript", "search", day("2023-01-10"), pd.NaT, day("2023-01-11")),
)

with checks("a pair without a rule lacks all three, a pair without an end its timeframe"):
    assert policy_gaps(inventory, policy) == {
        ("transcript", "search", "purpose"),
        ("transcript", "search", "business_need"),
        ("transcript", "search", "keep_days"),
        ("location", "places", "keep_days"),
    }

with checks("the earliest of the three dates counts", "RET-15"):
    found = due_on(items, policy, held=set())
    assert found["r2"] == day("2023-01-13")

with checks("the shortest rule counts, a hold waits, a missing rule is reported", "RET-16"):
    assert due_on(items, policy, held={"r3"}) == {
        "r1": day("2023-02-09"),
        "r2": day("2023-01-13"),
        "r3": "HELD",
        "t1": "NO RULE",
    }

### BEGIN HIDDEN TESTS
RULE = "category store purpose business_need keep_days"
ITEM = "item_id category store collected_on purpose_ended_on consent_withdrawn_on"
NEVER = pd.NaT


def rules(*rows):
    return small_table(RULE, *rows)


def things(*rows):
    return small_table(ITEM, *rows, dates="purpose_ended_on consent_withdrawn_on")


with checks("for ever, in any words, is not a timeframe", hint=1):
    words = ["90", None, "indefinite", "inf", "as long as needed", "-1", "30.5", "1 year", "", "0"]
    pairs = small_table("category store", *[(f"c{n}", "s") for n in range(len(words))])
    written = rules(*[(f"c{n}", "s", "why", "need", word) for n, word in enumerate(words)])
    found = policy_gaps(pairs, written)
    assert found == {(f"c{n}", "s", "keep_days") for n in range(1, len(words) - 1)}

with checks("a missing or blank purpose or business need is a gap", hint=2):
    pairs = small_table("category store", *[(name, "s") for name in "abcde"])
    written = rules(
        ("a", "s", None, "need", "30"),
        ("b", "s", "why", "  ", "30"),
        ("c", "s", "", None, "30"),
        ("d", "s", "why", "need", "30"),
        ("e", "s", " \t", "", "30"),
    )
    found = policy_gaps(pairs, written)
    assert found == {
        ("a", "s", "purpose"),
        ("b", "s", "business_need"),
        ("c", "s", "purpose"),
        ("c", "s", "business_need"),
        ("e", "s", "purpose"),
        ("e", "s", "business_need"),
    }

with checks("a rule covers its own store alone, and a second rule hides no gap", hint=3):
    pairs = small_table("category store", ("voice", "main"), ("voice", "replica"))
    written = rules(
        ("voice", "main", "why", "need", "30"),
        ("voice", "main", "why", "need", "indefinite"),
        ("place", "replica", None, None, None),
        ("place", "secondary", None, None, None),
    )
    found = policy_gaps(pairs, written)
    lacking = {("voice", "replica", field) for field in ("purpose", "business_need", "keep_days")}
    assert found == {("voice", "main", "keep_days"), *lacking}

start = day("2023-03-01")
ninety = rules(("voice", "main", "why", "need", "90"))

with checks("a purpose or a consent that ends before the limit ends the keeping", "RET-15", hint=2):
    sample = things(
        ("limit", "voice", "main", start, NEVER, NEVER),
        ("purpose", "voice", "main", start, day("2023-03-04"), NEVER),
        ("consent", "voice", "main", start, day("2023-05-10"), day("2023-04-02")),
        ("late", "voice", "main", start, day("2024-01-01"), day("2023-12-01")),
    )
    assert due_on(sample, ninety, set()) == {
        "limit": day("2023-05-30"),
        "purpose": day("2023-03-04"),
        "consent": day("2023-04-02"),
        "late": day("2023-05-30"),
    }

with checks("whatever the dates, the earliest one is the due day", "RET-15", hint=3):
    later = [None, 0, 1, 89, 90, 91, 200]
    cases = {f"{purpose}/{consent}": (purpose, consent) for purpose in later for consent in later}
    ends = {
        name: [NEVER if n is None else start + pd.Timedelta(days=n) for n in case]
        for name, case in cases.items()
    }
    sample = things(*[(name, "voice", "main", start, *ends[name]) for name in cases])
    found = due_on(sample, ninety, set())
    assert found == {
        name: start + pd.Timedelta(days=min(n for n in (*case, 90) if n is not None))
        for name, case in cases.items()
    }

with checks("of several rules the shortest counts, in any order of loading", "RET-16", hint=1):
    rows = [
        ("voice", "main", "why", "need", "365"),
        ("voice", "main", "why", "need", "1000"),
        ("voice", "main", None, "need", "30"),
        ("voice", "main", "why", "need", "indefinite"),
        ("voice", "other", "why", "need", "7"),
    ]
    sample = things(("x", "voice", "main", start, NEVER, NEVER))
    assert due_on(sample, rules(*rows), set()) == {"x": day("2023-03-31")}
    assert due_on(sample, rules(*rows[::-1]), set()) == {"x": day("2023-03-31")}

with checks("a hold stops only the held item", "RET-16", hint=2):
    sample = things(
        ("held", "voice", "main", start, day("2023-03-02"), NEVER),
        ("free", "voice", "main", start, day("2023-03-02"), NEVER),
        ("held stray", "voice", "nowhere", start, NEVER, NEVER),
        ("stray", "voice", "nowhere", start, day("2023-03-02"), NEVER),
    )
    assert due_on(sample, ninety, {"held", "held stray"}) == {
        "held": "HELD",
        "free": day("2023-03-02"),
        "held stray": "HELD",
        "stray": "NO RULE",
    }

with checks("a rule that runs for ever is no rule to an item", "RET-16", hint=3):
    sample = things(("x", "voice", "main", start, day("2023-03-02"), NEVER))
    for word in ("indefinite", None, "inf"):
        assert due_on(sample, rules(("voice", "main", "why", "need", word)), set()) == {
            "x": "NO RULE"
        }
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## RET-13 · The scope
#
# Before you look for data, say what counts. The two orders and the COPPA Rule draw four lines, each
# of them with two or more conditions. Whoever remembers one condition only draws another line.
#
# Write four functions. Each takes a table and returns a **set of ids**. No id is missing or occurs
# twice.
#
# **1. `locations_in_scope(locations)`**: the `location_id` of each location that is app geolocation
# in the sense of the Alexa order. A location is out of scope if, and only if, it **cannot be linked** to
# other personal information **and both** of its coordinates have **fewer than three decimal
# places**. `latitude` and `longitude` are text, as they were reported: an optional minus sign,
# digits, and mostly a point and decimals (`"-122.33195"`, `"47.60"`, `"47"`). All decimals that were
# reported count, zeros too. `linkable` is true or false.
#
# **2. `voice_in_scope(voice)`**: the `item_id` of each recording or transcript that is voice
# information. The order leaves out what **the user sent to another person**. `spoken_by` is the
# profile of the user who spoke; `sent_by` and `sent_to` say who sent the item, and to whom; both are
# missing (`None` or `NaN`) where nobody sent it. It is out of scope if, and only if, the one who spoke
# sent it, and sent it to somebody else. (All items of this table can be linked to a user.) What staff, a program or another member of the family passed on
# stays in scope.
#
# **3. `audio_only(files, at_once)`**: the `item_id` of each sound file to which the **audio-only
# exception** of the COPPA Rule applies (16 CFR 312.5(c)(9)): a child's voice, collected to answer a
# request. It applies only if all of these hold:
#
# - `also_collected` is `""`: no other personal information was collected with it (it is text, never
#   missing);
# - `used_for` is `"answer"` and nothing else (several uses are written as `"answer, training"`);
# - the file has been deleted, and no later than the time `at_once` after the answer. `answered_at`
#   and `deleted_at` are instants in UTC; `deleted_at` is `NaT` while the file is still there. A file
#   that was deleted before the answer is in time. (The rule says *immediately* and gives no number;
#   `at_once` is the one that counsel has set.)
#
# **4. `ring_must_destroy(things)`**: the `item_id` of each thing that the Ring order requires to be
# destroyed for its age: what was collected **before 1 March 2018**, that is, before that day begins
# in UTC. A **recording** must have been **reviewed and annotated** as well; a **face embedding**
# need not. `kind` is `"recording"` or `"face embedding"`, `collected_at` an instant in UTC,
# `reviewed` and `annotated` are true or false.

# %% task="RET-13" points=8
def locations_in_scope(locations: pd.DataFrame) -> set[str]:
    """The location_id of every location that is app geolocation.

    locations  location_id, latitude and longitude (text), linkable (bool)

    Alexa order: definition of app geolocation.
    """
    ### BEGIN SOLUTION
    in_scope = locations["linkable"]
    for axis in ("latitude", "longitude"):
        decimals = locations[axis].str.partition(".")[2]
        in_scope = in_scope | (decimals.str.len() >= 3)
    return set(locations.loc[in_scope, "location_id"])
    ### END SOLUTION


def voice_in_scope(voice: pd.DataFrame) -> set[str]:
    """The item_id of every recording or transcript that is voice information.

    voice  item_id, spoken_by, sent_by and sent_to (missing where nobody sent it)

    Alexa order: definition of Voice Information.
    """
    ### BEGIN SOLUTION
    by_user = voice["sent_by"] == voice["spoken_by"]  # never true where nobody sent it
    to_another = voice["sent_to"] != voice["spoken_by"]
    return set(voice.loc[~(by_user & to_another), "item_id"])
    ### END SOLUTION


def audio_only(files: pd.DataFrame, at_once: pd.Timedelta) -> set[str]:
    """The item_id of every sound file to which the audio-only exception applies.

    files    item_id, also_collected, used_for, answered_at, deleted_at (NaT while it is there)
    at_once  how long after the answer a deletion is still immediate

    Source: 16 CFR 312.5(c)(9).
    """
    ### BEGIN SOLUTION
    alone = files["also_collected"] == ""
    answer_only = files["used_for"] == "answer"
    gone = files["deleted_at"] <= files["answered_at"] + at_once  # NaT is never in time
    return set(files.loc[alone & answer_only & gone, "item_id"])
    ### END SOLUTION


def ring_must_destroy(things: pd.DataFrame) -> set[str]:
    """The item_id of everything that the Ring order requires to be destroyed for its age.

    things  item_id, kind, collected_at, reviewed (bool), annotated (bool)

    Ring order: Pre-March-2018 Covered Recordings, and Face Embeddings.
    """
    ### BEGIN SOLUTION
    old = things["collected_at"] < pd.Timestamp("2018-03-01", tz="UTC")
    worked_on = things["reviewed"] & things["annotated"]
    return set(things.loc[old & ((things["kind"] == "face embedding") | worked_on), "item_id"])
    ### END SOLUTION


# %% test="RET-13" covers="RET-13 RET-14 RET-18 RET-19"
checks = Checks("RET-13")


def at(text):
    return day(text, tz="UTC")


PLACE = "location_id latitude longitude linkable"
VOICE = "item_id spoken_by sent_by sent_to"
FILE = "item_id also_collected used_for answered_at deleted_at"
THING = "item_id kind collected_at reviewed annotated"

with checks("a location is out only if it is coarse on both axes and cannot be linked"):
    places = small_table(
        PLACE,
        ("coarse", "47.60", "-122.33", False),
        ("linked", "47.60", "-122.33", True),
        ("exact", "47.606", "-122.332", False),
    )
    assert locations_in_scope(places) == {"linked", "exact"}

with checks("a message that the child sent is out, what staff passed on is in", "RET-14"):
    voice = small_table(
        VOICE,
        ("said", "ada", None, None),
        ("sent", "ada", "ada", "grandma"),
        ("forwarded", "ada", "staff-7", "staff-9"),
    )
    assert voice_in_scope(voice) == {"said", "forwarded"}

with checks("voice alone is no exception: nothing else, no other use, deleted at once", "RET-18"):
    files = small_table(
        FILE,
        ("right", "", "answer", at("2024-05-01T10:00:00"), at("2024-05-01T10:00:02")),
        ("named", "first name", "answer", at("2024-05-01T10:00:00"), at("2024-05-01T10:00:02")),
        ("kept", "", "answer", at("2024-05-01T10:00:00"), at("2024-05-01T11:00:00")),
    )
    assert audio_only(files, at_once=pd.Timedelta(seconds=10)) == {"right"}

with checks("a recording must have been annotated, an embedding need not", "RET-19"):
    things = small_table(
        THING,
        ("clip", "recording", at("2017-06-01"), True, True),
        ("plain clip", "recording", at("2017-06-01"), False, False),
        ("face", "face embedding", at("2017-06-01"), False, False),
        ("new face", "face embedding", at("2019-06-01"), False, False),
    )
    assert ring_must_destroy(things) == {"clip", "face"}

### BEGIN HIDDEN TESTS
import itertools

with checks("both axes count, and each condition alone is not enough", hint=2):
    places = small_table(
        PLACE,
        ("fine north", "47.601", "-122.33", False),
        ("fine east", "47.60", "-122.33195", False),
        ("coarse", "47.60", "-122.33", False),
        ("whole", "47", "-122", False),
        ("linked", "47", "-122", True),
        ("fine and linked", "47.606", "-122.332", True),
    )
    result = locations_in_scope(places)
    assert result == {"fine north", "fine east", "linked", "fine and linked"}

with checks("a decimal that is zero is a decimal", hint=3):
    places = small_table(
        PLACE,
        ("zeros", "47.600", "-122.000", False),
        ("one zero", "47.6", "-122.330", False),
        ("short zero", "47.0", "-122.30", False),
    )
    assert locations_in_scope(places) == {"zeros", "one zero"}

with checks("for any number of decimals, the line lies at three", hint=1):
    cases = list(itertools.product(range(6), range(6), [True, False]))
    places = small_table(
        PLACE,
        *[(f"{n}/{e}/{own}", f"{47.25:.{n}f}", f"{-0.5:.{e}f}", own) for n, e, own in cases],
    )
    result = locations_in_scope(places)
    assert result == {f"{n}/{e}/{own}" for n, e, own in cases if own or n >= 3 or e >= 3}

with checks("only what the user sent to somebody else is a message", "RET-14", hint=2):
    voice = small_table(
        VOICE,
        ("to grandma", "ada", "ada", "grandma"),
        ("by a brother", "ada", "ben", "grandma"),
        ("by a program", "ada", "system", "vendor"),
        ("to oneself", "ada", "ada", "ada"),
        ("back to the child", "ada", "ben", "ada"),
        ("never sent", "ben", None, None),
    )
    result = voice_in_scope(voice)
    assert result == {"by a brother", "by a program", "to oneself", "back to the child", "never sent"}

with checks("what the one who spoke sent to another is out, whoever they are", "RET-14", hint=3):
    people = ["ada", "ben", "staff-7"]
    cases = list(itertools.product(people, repeat=3))
    voice = small_table(VOICE, *[("/".join(case), *case) for case in cases])
    result = voice_in_scope(voice)
    assert result == {"/".join(case) for case in cases if case[0] != case[1] or case[0] == case[2]}

with checks("another use, or a file that is still there, ends the exception", "RET-18", hint=2):
    asked = at("2024-05-01T10:00:00")
    soon = at("2024-05-01T10:00:05")
    files = small_table(
        FILE,
        ("right", "", "answer", asked, soon),
        ("trained on", "", "answer, training", asked, soon),
        ("never answered with", "", "training", asked, soon),
        ("located", "location", "answer", asked, soon),
        ("still there", "", "answer", asked, pd.NaT),
    )
    assert audio_only(files, pd.Timedelta(minutes=1)) == {"right"}

with checks("immediately is what was set, to the second", "RET-18", hint=3):
    asked = at("2024-05-01T23:59:50")
    files = small_table(
        FILE,
        ("before", "", "answer", asked, at("2024-05-01T23:59:49")),
        ("on time", "", "answer", asked, at("2024-05-02T00:00:20")),
        ("late", "", "answer", asked, at("2024-05-02T00:00:21")),
    )
    assert audio_only(files, pd.Timedelta(seconds=30)) == {"before", "on time"}
    assert audio_only(files, pd.Timedelta(seconds=31)) == {"before", "on time", "late"}

with checks("the line is the first instant of 1 March 2018", "RET-19", hint=2):
    things = small_table(
        THING,
        ("last clip", "recording", at("2018-02-28T23:59:59"), True, True),
        ("first clip", "recording", at("2018-03-01T00:00:00"), True, True),
        ("last face", "face embedding", at("2018-02-28T23:59:59"), True, False),
        ("first face", "face embedding", at("2018-03-01T00:00:00"), False, False),
        ("february", "face embedding", at("2018-02-01T00:00:00"), False, False),
    )
    assert ring_must_destroy(things) == {"last clip", "last face", "february"}

with checks("a recording must have been both reviewed and annotated", "RET-19", hint=3):
    things = small_table(
        THING,
        ("both", "recording", at("2016-01-01"), True, True),
        ("reviewed", "recording", at("2016-01-01"), True, False),
        ("annotated", "recording", at("2016-01-01"), False, True),
        ("a face", "face embedding", at("2016-01-01"), True, True),
        ("a late one", "recording", at("2020-01-01"), True, True),
    )
    assert ring_must_destroy(things) == {"both", "a face"}
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## RET-08 · The sweep
#
# The complaint alleges that audio was deleted and its transcripts stayed in residual data stores,
# and that location data lay in secondary stores out of reach of deletion requests. Whoever looks in
# one store finds nothing wrong. So your sweep looks in **every** store, and says where it could not
# look.
#
# **`sweep(stores, registry, expired, device_owner)`** gets:
#
# - `stores`: the stores that are connected, as `{name: store}`. `store.scan()` returns a data frame
#   with one row for each item that the store holds, or raises `StoreUnavailable` (and nothing else).
#   Its columns:
#
#   | column | meaning |
#   |---|---|
#   | `item_id` | the item; a copy of an item in another store has the same id |
#   | `key` | whose it is: a profile id, or the id of a device (no id is both) |
#   | `content_type` | such as `audio/wav`, `text/plain`, `application/geo+json` |
#   | `made_from` | the `item_id` of the recording that it was derived from; `None` or `NaN` where there is none |
#
# - `registry`: the names of the stores that the company has registered.
# - `expired`: the ids of the profiles whose data must all be gone. Their rows in the profile table
#   may be gone already.
# - `device_owner`: the profile that each device belongs to, as `{device_id: profile_id}`. Every
#   device is in it.
#
# It returns a dict with three keys:
#
# **`"violations"`**, a set of `(store name, item_id, reason)`. The reason is
# - `"expired"` for an item of any kind whose key is an expired profile, or a device that belongs to
#   one;
# - `"orphan"` for an item whose `made_from` is not the `item_id` of any item in **any** of the stores
#   that you could read. (The recording may lie in a store that is down. That is one more reason why
#   the verdict is then INCOMPLETE.)
#
# An item that is both is in the set twice, once for each reason; an item in two stores is in it for
# each store.
#
# **`"gaps"`**, a dict of the stores that were not fully accounted for: `"unreachable"` for a
# registered store that raises `StoreUnavailable` or is not connected at all, `"unregistered"` for a
# connected store that is not in the registry. Scan an unregistered store all the same, like any
# other; if it raises `StoreUnavailable`, it stays `"unregistered"`. One store that is down
# must not keep you from reading the others.
#
# **`"verdict"`**: `"INCOMPLETE"` when there is any gap, whatever else you found; else `"VIOLATIONS"`
# when there are any; else `"PASS"`.

# %% task="RET-08" points=10
def sweep(
    stores: dict[str, Store],
    registry: list[str],
    expired: set[str],
    device_owner: dict[str, str],
) -> dict:
    """What is still held that should be gone, and which stores could not be accounted for.

    Order: all personal information of the child; complaint: residual and secondary stores.
    """
    ### BEGIN SOLUTION
    gaps = {name: "unreachable" for name in registry if name not in stores}
    held = []
    for name, store in stores.items():
        if name not in registry:
            gaps[name] = "unregistered"
        try:
            held.append(store.scan().assign(store=name))
        except StoreUnavailable:
            gaps.setdefault(name, "unreachable")

    violations = set()
    if held:
        items = pd.concat(held)
        owner = items["key"].map(device_owner).fillna(items["key"])
        parentless = items["made_from"].notna() & ~items["made_from"].isin(items["item_id"])
        for reason, rows in (("expired", owner.isin(expired)), ("orphan", parentless)):
            found = items[rows]
            violations |= {(*row, reason) for row in zip(found["store"], found["item_id"])}

    verdict = "INCOMPLETE" if gaps else "VIOLATIONS" if violations else "PASS"
    return {"verdict": verdict, "violations": violations, "gaps": gaps}
    ### END SOLUTION


# %% test="RET-08" covers="RET-08 RET-09 RET-10 RET-11 RET-12"
checks = Checks("RET-08")


def store(name, *rows):
    return TableStore.in_memory(name, small_table("item_id key content_type made_from", *rows))


def murmur():
    return {
        "audio": store(
            "audio",
            ("rec-1", "ada", "audio/wav", None),
            ("rec-2", "ben", "audio/wav", None),
        ),
        "search": store(
            "search",
            ("txt-1", "ada", "text/plain", "rec-1"),
            ("txt-2", "ben", "text/plain", "rec-2"),
        ),
        "places": store("places", ("geo-1", "dev-ada", "application/geo+json", None)),
    }


owners = {"dev-ada": "ada", "dev-ben": "ben"}

with checks("where nothing is due and every store was read, it passes"):
    stores = murmur()
    assert sweep(stores, ["audio", "search", "places"], set(), owners) == {
        "verdict": "PASS",
        "violations": set(),
        "gaps": {},
    }
    found = sweep(stores, ["audio", "search", "places"], {"ben"}, owners)
    assert found["verdict"] == "VIOLATIONS"

with checks("all that belongs to an expired profile is found, under the device's key too"):
    stores = murmur()
    found = sweep(stores, ["audio", "search", "places"], {"ada"}, owners)
    assert found["violations"] == {
        ("audio", "rec-1", "expired"),
        ("search", "txt-1", "expired"),
        ("places", "geo-1", "expired"),
    }

with checks("a store that is down is named, and the verdict is INCOMPLETE", "RET-10"):
    stores = murmur()
    stores["search"].take_down()
    found = sweep(stores, ["audio", "search", "places"], set(), owners)
    assert found["gaps"] == {"search": "unreachable"}
    assert found["verdict"] == "INCOMPLETE"

### BEGIN HIDDEN TESTS
with checks("a profile that is gone itself leaves nothing behind", "RET-08", hint=1):
    stores = {
        "profiles": store("profiles", ("ben", "ben", "application/json", None)),
        "audio": store("audio", ("rec-1", "gone", "audio/wav", None)),
        "search": store(
            "search",
            ("txt-1", "gone", "text/plain", "rec-1"),
            ("note-1", "gone", "application/json", None),
        ),
        "places": store(
            "places",
            ("geo-1", "dev-1", "application/geo+json", None),
            ("geo-2", "dev-2", "application/geo+json", None),
            ("geo-3", "dev-3", "application/geo+json", None),
        ),
    }
    devices = {"dev-1": "gone", "dev-2": "ben", "dev-3": "gone"}
    found = sweep(stores, list(stores), {"gone"}, devices)
    assert found == {
        "verdict": "VIOLATIONS",
        "violations": {
            ("audio", "rec-1", "expired"),
            ("search", "txt-1", "expired"),
            ("search", "note-1", "expired"),
            ("places", "geo-1", "expired"),
            ("places", "geo-3", "expired"),
        },
        "gaps": {},
    }

with checks("a copy in a replica is found, though the first store is clean", "RET-09", hint=2):
    stores = {
        "main": store("main", ("rec-2", "ben", "audio/wav", None)),
        "replica": store(
            "replica",
            ("rec-1", "ada", "audio/wav", None),
            ("rec-2", "ben", "audio/wav", None),
        ),
        "secondary": store("secondary", ("rec-1", "dev-ada", "audio/wav", None)),
        "empty": store("empty"),
    }
    found = sweep(stores, list(stores), {"ada"}, owners)
    assert found == {
        "verdict": "VIOLATIONS",
        "violations": {("replica", "rec-1", "expired"), ("secondary", "rec-1", "expired")},
        "gaps": {},
    }

with checks("a store that is down hides neither itself nor the others", "RET-10", hint=2):
    stores = murmur()
    stores["audio"].take_down()
    found = sweep(stores, ["audio", "search", "places", "backup"], {"ada"}, owners)
    assert found["verdict"] == "INCOMPLETE"
    assert found["gaps"] == {"audio": "unreachable", "backup": "unreachable"}
    assert found["violations"] >= {
        ("search", "txt-1", "expired"),
        ("places", "geo-1", "expired"),
    }
    stores = {"audio": stores["audio"]}
    assert sweep(stores, ["audio"], {"ada"}, owners) == {
        "verdict": "INCOMPLETE",
        "violations": set(),
        "gaps": {"audio": "unreachable"},
    }

with checks("a store that nobody registered is read and reported", "RET-10", hint=3):
    stores = murmur()
    found = sweep(stores, ["search", "audio"], {"ada"}, owners)
    assert found["verdict"] == "INCOMPLETE"
    assert found["gaps"] == {"places": "unregistered"}
    assert ("places", "geo-1", "expired") in found["violations"]
    found = sweep(stores, ["search", "audio"], set(), owners)
    assert found == {
        "verdict": "INCOMPLETE",
        "violations": set(),
        "gaps": {"places": "unregistered"},
    }

with checks("a transcript without its recording is a violation", "RET-11", hint=1):
    stores = {
        "audio": store("audio", ("rec-2", "ben", "audio/wav", None)),
        "search": store(
            "search",
            ("txt-1", "ada", "text/plain", "rec-1"),
            ("txt-2", "ben", "text/plain", "rec-2"),
            ("intent-1", "ada", "application/json", "rec-1"),
        ),
    }
    found = sweep(stores, list(stores), set(), owners)
    assert found == {
        "verdict": "VIOLATIONS",
        "violations": {("search", "txt-1", "orphan"), ("search", "intent-1", "orphan")},
        "gaps": {},
    }

with checks("a recording in any store keeps its transcript from being an orphan", "RET-11", hint=3):
    stores = {
        "search": store("search", ("txt-1", "ada", "text/plain", "rec-1")),
        "main": store("main", ("rec-2", "ben", "audio/wav", None)),
        "replica": store(
            "replica",
            ("rec-1", "ada", "audio/wav", None),
            ("txt-9", "ben", "text/plain", "rec-9"),
        ),
    }
    found = sweep(stores, list(stores), {"ben"}, owners)
    assert found["violations"] == {
        ("main", "rec-2", "expired"),
        ("replica", "txt-9", "expired"),
        ("replica", "txt-9", "orphan"),
    }

with checks("every kind of content counts, text as much as audio", "RET-12", hint=2):
    kinds = ["audio/wav", "text/plain", "application/geo+json", "image/png", "application/x-intent"]
    stores = {
        "mixed": store(
            "mixed", *[(f"item-{n}", "ada", kind, None) for n, kind in enumerate(kinds)]
        )
    }
    found = sweep(stores, ["mixed"], {"ada"}, owners)
    assert found["violations"] == {("mixed", f"item-{n}", "expired") for n in range(len(kinds))}
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## RET-20 · What may stay
#
# Some data may stay although they are due, or must. Each has a reason, and a limit that belongs to
# the reason. Write three functions; every date is a `Timestamp` at midnight, without a time zone.
#
# **1. `hold_status(items, holds, as_of)`** gives each item one status, by `item_id`. Take the first
# line that fits:
#
# | status | when |
# |---|---|
# | `"HELD"` | a legal hold that is in force on `as_of` names it |
# | `"DUE"` | its `due_on` is `as_of` or earlier |
# | `"NOT DUE"` | everything else |
#
# A hold names an item when its `profile_id` **and** its `category` are the item's, and the item's
# `collected_on` lies in the hold's range, `from_on` to `to_on`, both days included. A hold is in
# force from `placed_on` on; on the day `released_on` it no longer is (`NaT`: it has not been
# released). A hold moves no due day: what fell due meanwhile is due as soon as it is released.
#
# `items` has the columns `item_id` (unique), `profile_id`, `category`, `collected_on`, `due_on`;
# `holds` has `hold_id`, `profile_id`, `category`, `from_on`, `to_on`, `placed_on`, `released_on`.
# Several holds may name the same item; `holds` may have no rows. Only `released_on` can be missing.
#
# **2. `backup_problems(backups, as_of)`** gives for **every** backup, by `backup_id`, the set of its
# problems; an empty set where it has none. Backups are reported on their own, and what lies in them
# need not vanish at once. What each of them needs is a maximum age and a rule for the day on which
# somebody restores it.
#
# | problem | when |
# |---|---|
# | `"no maximum age"` | `max_age_days` is missing |
# | `"too old"` | `as_of` is later than `made_on` + `max_age_days` |
# | `"no restore rule"` | `restore_rule` is missing (`None` or `NaN`), `""`, or only white space |
# | `"restored as it was"` | it has been restored, and the deletions since were not repeated: `restored_on` is there, and `deletions_repeated` is false |
#
# A backup without a maximum age is not also too old. `backups` has the columns `backup_id` (unique),
# `made_on`, `max_age_days` (a whole number, or missing), `restore_rule`, `restored_on` (`NaT`: never
# restored), `deletions_repeated` (true or false). Nothing is later than `as_of`.
#
# **3. `record_problems(records, allowed)`** gives for **every** record, by `record_id`, the set of
# its problems; an empty set where it has none. Records say that somebody asked for a deletion, or
# that a check was made, and what was done. They must be kept, and they must not become the next
# place where the data lie.
#
# | problem | when |
# |---|---|
# | `"content"` | a column that is not in `allowed` is filled for it |
# | `"deleted too soon"` | it has been deleted, earlier than `made_on` + 5 years where `kept_under` is `"order"`, or + 24 months where `kept_under` is `"ccpa"` |
#
# Years and months are those of the calendar; a record that is deleted on the day that completes them
# is not deleted too soon. `allowed` is the set of the names of all columns that a record may fill: the
# four below are in it, and it may name columns that `records` does not have.
# `records` has the columns `record_id` (unique), `kept_under` (one of the two), `made_on`,
# `deleted_on` (`NaT`: it is still there), and any other columns, of whatever name. Those that are not
# in `allowed` hold text or nothing; a field is filled unless it is missing (`None` or `NaN`), `""`,
# or only white space.

# %% task="RET-20" points=6
def hold_status(
    items: pd.DataFrame, holds: pd.DataFrame, as_of: pd.Timestamp
) -> dict[str, str]:
    """The status of every item, by item_id: "HELD", "DUE" or "NOT DUE".

    Source: GDPR 17(3)(e) and FRCP 37(e), which suspend the destruction of what a case needs.
    """
    ### BEGIN SOLUTION
    pairs = items.merge(holds, on=["profile_id", "category"])
    named = pairs["collected_on"].between(pairs["from_on"], pairs["to_on"])
    released = pairs["released_on"] <= as_of  # NaT is never released
    held = set(pairs.loc[named & (pairs["placed_on"] <= as_of) & ~released, "item_id"])
    status = (items["due_on"] <= as_of).map({True: "DUE", False: "NOT DUE"})
    return dict(zip(items["item_id"], status.mask(items["item_id"].isin(held), "HELD")))
    ### END SOLUTION


def backup_problems(backups: pd.DataFrame, as_of: pd.Timestamp) -> dict[str, set[str]]:
    """What is wrong with every backup, by backup_id; an empty set where nothing is.

    Source: 11 CCR 7022(d), which lets a backup wait until it is restored or next used.
    """
    ### BEGIN SOLUTION
    last_day = backups["made_on"] + pd.to_timedelta(backups["max_age_days"], unit="D")
    wrong = {
        "no maximum age": backups["max_age_days"].isna(),
        "too old": last_day < as_of,
        "no restore rule": _is_blank(backups["restore_rule"]),
        "restored as it was": backups["restored_on"].notna() & ~backups["deletions_repeated"],
    }
    return _problems(backups["backup_id"], wrong)


def _is_blank(text: pd.Series) -> pd.Series:
    return text.isna() | (text.astype("str").str.strip() == "")


def _problems(ids: pd.Series, wrong: dict[str, pd.Series]) -> dict[str, set[str]]:
    """The words whose mask is true for each id."""
    return {
        name: {word for word, mask in wrong.items() if mask.iloc[row]}
        for row, name in enumerate(ids)
    }
    ### END SOLUTION


def record_problems(records: pd.DataFrame, allowed: set[str]) -> dict[str, set[str]]:
    """What is wrong with every record, by record_id; an empty set where nothing is.

    Orders: records of requests, answers and actions for 5 years. CCPA: 11 CCR 7101, 24 months.
    """
    ### BEGIN SOLUTION
    more = records[records.columns.difference(allowed)]
    months = {"order": 60, "ccpa": 24}
    too_soon = [
        row.deleted_on < row.made_on + pd.DateOffset(months=months[row.kept_under])
        for row in records.itertuples()
    ]
    wrong = {
        "content": ~more.apply(_is_blank).all(axis=1),
        "deleted too soon": pd.Series(too_soon),
    }
    return _problems(records["record_id"], wrong)
    ### END SOLUTION


# %% test="RET-20" covers="RET-20 RET-21 RET-23"
checks = Checks("RET-20")

HOLD = "hold_id profile_id category from_on to_on placed_on released_on"
ITEM = "item_id profile_id category collected_on due_on"
BACKUP = "backup_id made_on max_age_days restore_rule restored_on deletions_repeated"
RECORD = "record_id kept_under made_on deleted_on outcome"
DATES = "placed_on released_on restored_on deleted_on from_on to_on"


def dated(columns, *rows):
    return small_table(columns, *rows, dates=DATES)


with checks("a hold keeps what it names, and what is due beside it is due"):
    items = dated(
        ITEM,
        ("r1", "ada", "recording", day("2023-02-10"), day("2023-05-11")),
        ("r2", "ada", "recording", day("2023-04-10"), day("2023-07-09")),
        ("t1", "ada", "transcript", day("2023-02-10"), day("2023-05-11")),
        ("r3", "ben", "recording", day("2023-08-20"), day("2023-11-18")),
    )
    holds = dated(
        HOLD,
        ("k1", "ada", "recording", day("2023-02-01"), day("2023-02-28"), day("2023-03-15"), pd.NaT),
    )
    assert hold_status(items, holds, day("2023-08-31")) == {
        "r1": "HELD",
        "r2": "DUE",
        "t1": "DUE",
        "r3": "NOT DUE",
    }

with checks("every backup is reported, the one in order too", "RET-21"):
    backups = dated(
        BACKUP,
        ("b1", day("2023-08-01"), 90, "repeat the deletions", pd.NaT, False),
        ("b2", day("2023-01-01"), 90, "repeat the deletions", pd.NaT, False),
        ("b3", day("2023-08-01"), None, None, pd.NaT, False),
    )
    assert backup_problems(backups, day("2023-08-31")) == {
        "b1": set(),
        "b2": {"too old"},
        "b3": {"no maximum age", "no restore rule"},
    }

with checks("a record is kept for its years, and holds no content", "RET-23"):
    records = dated(
        RECORD + " note",
        ("q1", "order", day("2020-05-01"), pd.NaT, "done", None),
        ("q2", "order", day("2020-05-01"), pd.NaT, "done", "she said: I am afraid at night"),
        ("q3", "order", day("2020-05-01"), day("2023-05-01"), "done", None),
        ("q4", "ccpa", day("2020-05-01"), day("2023-05-01"), "done", ""),
    )
    assert record_problems(records, set(RECORD.split())) == {
        "q1": set(),
        "q2": {"content"},
        "q3": {"deleted too soon"},
        "q4": set(),
    }

### BEGIN HIDDEN TESTS
spring = day("2023-03-01"), day("2023-03-31")
since = day("2023-04-15")

with checks("a hold names by person, category and range, all three", hint=1):
    items = dated(
        ITEM,
        ("named", "ada", "recording", day("2023-03-10"), day("2023-06-01")),
        ("first day", "ada", "recording", day("2023-03-01"), day("2023-06-01")),
        ("last day", "ada", "recording", day("2023-03-31"), day("2024-06-01")),
        ("before", "ada", "recording", day("2023-02-28"), day("2023-06-01")),
        ("after", "ada", "recording", day("2023-04-01"), day("2023-06-01")),
        ("other kind", "ada", "location", day("2023-03-10"), day("2023-06-01")),
        ("other child", "ben", "recording", day("2023-03-10"), day("2024-06-01")),
    )
    holds = dated(HOLD, ("k1", "ada", "recording", *spring, since, pd.NaT))
    result = hold_status(items, holds, day("2023-08-31"))
    assert result == {
        "named": "HELD",
        "first day": "HELD",
        "last day": "HELD",
        "before": "DUE",
        "after": "DUE",
        "other kind": "DUE",
        "other child": "NOT DUE",
    }

with checks("a hold begins on its day and ends on the day of its release", hint=2):
    items = dated(ITEM, ("x", "ada", "recording", day("2023-03-10"), day("2023-05-01")))
    holds = dated(HOLD, ("k1", "ada", "recording", *spring, since, day("2023-06-30")))
    result = {
        date: hold_status(items, holds, day(date))["x"]
        for date in ("2023-04-14", "2023-04-15", "2023-05-01", "2023-06-29", "2023-06-30")
    }
    assert result == {
        "2023-04-14": "NOT DUE",
        "2023-04-15": "HELD",
        "2023-05-01": "HELD",
        "2023-06-29": "HELD",
        "2023-06-30": "DUE",
    }

with checks("what fell due under a hold is due at once, and on its own day without one", hint=3):
    items = dated(
        ITEM,
        ("fell due", "ada", "recording", day("2023-03-10"), day("2023-05-01")),
        ("today", "ben", "recording", day("2023-03-10"), day("2023-06-30")),
        ("tomorrow", "ben", "recording", day("2023-03-10"), day("2023-07-01")),
        ("still held", "cleo", "recording", day("2023-03-10"), day("2023-05-01")),
    )
    holds = dated(
        HOLD,
        ("k1", "ada", "recording", *spring, since, day("2023-06-30")),
        ("k2", "cleo", "recording", *spring, since, day("2023-06-01")),
        ("k3", "cleo", "recording", *spring, since, pd.NaT),
        ("k4", "ben", "recording", *spring, since, day("2023-06-01")),
    )
    result = hold_status(items, holds, day("2023-06-30"))
    assert result == {
        "fell due": "DUE",
        "today": "DUE",
        "tomorrow": "NOT DUE",
        "still held": "HELD",
    }
    result = hold_status(items, holds.head(0), day("2023-06-30"))
    assert set(result.values()) == {"DUE", "NOT DUE"}

with checks("a backup may be as old as its own rule says, and no older", "RET-21", hint=1):
    backups = dated(
        BACKUP,
        ("old and right", day("2022-09-01"), 364, "repeat", pd.NaT, False),
        ("a day too old", day("2022-08-31"), 364, "repeat", pd.NaT, False),
        ("short", day("2023-08-20"), 7, "repeat", pd.NaT, False),
        ("made today", day("2023-08-31"), 0, "repeat", pd.NaT, False),
    )
    result = backup_problems(backups, day("2023-08-31"))
    assert result == {
        "old and right": set(),
        "a day too old": {"too old"},
        "short": {"too old"},
        "made today": set(),
    }

with checks("a restore must repeat the deletions", "RET-21", hint=2):
    restored = day("2023-08-15")
    backups = dated(
        BACKUP,
        ("repeated", day("2023-08-01"), 90, "repeat", restored, True),
        ("as it was", day("2023-08-01"), 90, "repeat", restored, False),
        ("never", day("2023-08-01"), 90, "repeat", pd.NaT, False),
    )
    result = backup_problems(backups, day("2023-08-31"))
    assert result == {"repeated": set(), "as it was": {"restored as it was"}, "never": set()}

with checks("a rule that is blank is none, and every problem of a backup is named", "RET-21", hint=3):
    backups = dated(
        BACKUP,
        ("all wrong", day("2020-08-01"), 90, "  ", day("2023-08-15"), False),
        ("no words", day("2023-08-01"), 90, "", pd.NaT, False),
        ("nothing", day("2010-08-01"), None, None, day("2023-08-15"), True),
        ("in order", day("2023-08-01"), 90, "repeat", pd.NaT, False),
    )
    result = backup_problems(backups, day("2023-08-31"))
    assert result == {
        "all wrong": {"too old", "no restore rule", "restored as it was"},
        "no words": {"no restore rule"},
        "nothing": {"no maximum age", "no restore rule"},
        "in order": set(),
    }

with checks("content is content in whatever column it lies", "RET-23", hint=1):
    records = dated(
        RECORD + " transcript remark outcome_text",
        ("in one", "order", day("2022-01-01"), pd.NaT, "done", "where is my bear", None, None),
        ("in another", "ccpa", day("2022-01-01"), pd.NaT, "done", None, "a bear", None),
        ("in a third", "order", day("2022-01-01"), pd.NaT, "done", "", None, "bear"),
        ("blank", "order", day("2022-01-01"), pd.NaT, "refused", "", " ", None),
    )
    result = record_problems(records, set(RECORD.split()))
    assert result == {
        "in one": {"content"},
        "in another": {"content"},
        "in a third": {"content"},
        "blank": set(),
    }
    result = record_problems(records, {*RECORD.split(), "transcript", "not there"})
    assert result["in one"] == set() and result["in another"] == {"content"}

with checks("five years under the orders and 24 months under the CCPA, to the day", "RET-23", hint=2):
    records = dated(
        RECORD,
        ("5 years", "order", day("2018-07-19"), day("2023-07-19"), "done"),
        ("a day less", "order", day("2018-07-19"), day("2023-07-18"), "done"),
        ("24 months", "ccpa", day("2021-07-19"), day("2023-07-19"), "done"),
        ("a day less too", "ccpa", day("2021-07-19"), day("2023-07-18"), "done"),
        ("from a leap day", "ccpa", day("2020-02-29"), day("2022-02-28"), "done"),
        ("there", "order", day("2010-01-01"), pd.NaT, "done"),
    )
    result = record_problems(records, set(RECORD.split()))
    assert result == {
        "5 years": set(),
        "a day less": {"deleted too soon"},
        "24 months": set(),
        "a day less too": {"deleted too soon"},
        "from a leap day": set(),
        "there": set(),
    }

with checks("a record can have both problems", "RET-23", hint=3):
    records = dated(
        RECORD + " text",
        ("both", "order", day("2022-01-01"), day("2023-01-01"), "done", "my secret"),
        ("none", "ccpa", day("2020-01-01"), day("2023-01-01"), "done", None),
    )
    result = record_problems(records, set(RECORD.split()))
    assert result == {"both": {"content", "deleted too soon"}, "none": set()}
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## RET-17 · The promise and the report
#
# Now put it together. Somebody must read the result each morning and act on it: a privacy officer,
# who wants to know which promise is broken, where, how often, and since when; and not what anybody
# said.
#
# In both functions a row of `rules` is a retention rule, with `category`, `store` and `keep_days`:
# a whole number of days, or missing where the rule has no end. Several rules may name the same pair
# of category and store; of those with a number the **shortest** counts. (They come from your policy
# table. What RET-01 takes for no timeframe in days, such as "indefinite" or "2 years", is missing here.)
#
# **1. `promise_gaps(inventory, notices, rules)`** holds what is published against what is enforced.
# The result is a dict from each pair `(category, store)` of `inventory` that a line of this table
# fits to the word of the first that does. A pair that no line fits, because both numbers are the
# same, has no entry:
#
# | word | when |
# |---|---|
# | `"not published"` | no notice about the category names a number, whatever the rules say |
# | `"not enforced"` | a number is published, and no rule for the pair has one |
# | `"kept longer"` | the rule's number is larger than the published one |
# | `"deleted sooner"` | the rule's number is smaller than the published one |
#
# A row of `notices` has `category` and `published_days`: a whole number, or missing where its words
# name none. Where several notices about a category name a number, the shortest counts: each of them
# is a promise. `inventory` has `category` and `store`; no pair comes twice. Notices and rules about
# anything that is not in the inventory do not matter.
#
# **2. `nightly_report(items, rules, as_of)`** counts. `items` has one row for each item that is
# held: `item_id` (unique), `category`, `store`, `collected_at` (an instant) and `held` (true where a
# legal hold keeps it). The result is a data frame with one row for each pair of `category` and
# `store` that occurs in `items`, in any order, and these columns:
#
# | column | meaning |
# |---|---|
# | `category`, `store` | the pair |
# | `items` | how many items there are |
# | `held` | how many of them are on hold |
# | `no_rule` | how many are not on hold, and no rule with a number names their pair |
# | `overdue` | how many are not on hold, and due at `as_of` or earlier |
# | `overdue_since` | the earliest instant at which one of those overdue was due; `NaT` where none is |
#
# An item is due `keep_days` days of 24 hours after `collected_at`.
#
# The report is a **pure function** of what it is given: it does not read the clock, and the same
# items give the same report in any order. It takes only instants that carry a time zone, any zone:
# it raises `ValueError` when `as_of` or `collected_at` has none. (All instants of a column are in one
# zone; `overdue_since` may be in any.) Where items are reported in parts, the reports of the parts add
# up to the report of the whole. Items may be many: ten million of them are the lesson's last step.
# Nothing is graded by time.

# %% task="RET-17" points=4
def promise_gaps(
    inventory: pd.DataFrame, notices: pd.DataFrame, rules: pd.DataFrame
) -> dict[tuple[str, str], str]:
    """Where the published timeframe is not the enforced one: a word for each (category, store).

    Order: publish retention and deletion disclosures, and adhere to them. 16 CFR 312.10.
    """
    ### BEGIN SOLUTION
    promised = notices.groupby("category")["published_days"].min().dropna()
    enforced = rules.groupby(["category", "store"])["keep_days"].min().dropna()
    gaps = {}
    for category, store in zip(inventory["category"], inventory["store"]):
        if category not in promised.index:
            gaps[category, store] = "not published"
        elif (category, store) not in enforced.index:
            gaps[category, store] = "not enforced"
        elif enforced[category, store] > promised[category]:
            gaps[category, store] = "kept longer"
        elif enforced[category, store] < promised[category]:
            gaps[category, store] = "deleted sooner"
    return gaps
    ### END SOLUTION


def nightly_report(
    items: pd.DataFrame, rules: pd.DataFrame, as_of: pd.Timestamp
) -> pd.DataFrame:
    """How many items of each category and store are held back, without a rule, or overdue.

    Columns: category, store, items, held, no_rule, overdue, overdue_since. Raises ValueError where
    as_of or collected_at carries no time zone.
    """
    ### BEGIN SOLUTION
    if as_of.tzinfo is None or items["collected_at"].dt.tz is None:
        raise ValueError("An instant without a time zone is not an instant.")
    pair = ["category", "store"]
    rows = items.join(rules.groupby(pair)["keep_days"].min(), on=pair)
    due_at = rows["collected_at"] + pd.to_timedelta(rows["keep_days"], unit="D")
    free = ~rows["held"]
    overdue = free & (due_at <= as_of)
    return (
        rows.assign(
            no_rule=free & rows["keep_days"].isna(), overdue=overdue, since=due_at.where(overdue)
        )
        .groupby(pair, as_index=False)
        .agg(
            items=("item_id", "size"),
            held=("held", "sum"),
            no_rule=("no_rule", "sum"),
            overdue=("overdue", "sum"),
            overdue_since=("since", "min"),
        )
    )
    ### END SOLUTION


# %% test="RET-17" covers="RET-17 RET-22"
checks = Checks("RET-17")


def at(text, zone="UTC"):
    return day(text, tz=zone)


ITEM = "item_id category store collected_at held"
RULE = "category store keep_days"
NOTICE = "category published_days"
inventory = small_table(
    "category store",
    ("recording", "audio"),
    ("recording", "replica"),
    ("location", "places"),
    ("profile", "main"),
)


def rows_of(report):
    """A row of the report by its category and store, in the order of the columns."""
    counts = report[["items", "held", "no_rule", "overdue"]].astype(int)
    since = [None if pd.isna(one) else one for one in report["overdue_since"]]
    pairs = zip(report["category"], report["store"])
    return {pair: [*row, one] for pair, row, one in zip(pairs, counts.to_numpy().tolist(), since)}


with checks("what is published and what is enforced are the same number, or it is a gap"):
    notices = small_table(NOTICE, ("recording", 90), ("location", 30), ("profile", None))
    rules = small_table(
        RULE,
        ("recording", "audio", 90),
        ("recording", "replica", 365),
        ("profile", "main", 365),
    )
    assert promise_gaps(inventory, notices, rules) == {
        ("recording", "replica"): "kept longer",
        ("location", "places"): "not enforced",
        ("profile", "main"): "not published",
    }

with checks("the report counts by category and store, as of the instant given", "RET-22"):
    items = small_table(
        ITEM,
        ("r1", "recording", "audio", at("2023-01-01T10:00"), False),
        ("r2", "recording", "audio", at("2023-02-01T10:00"), False),
        ("r3", "recording", "audio", at("2023-01-01T10:00"), True),
        ("g1", "location", "places", at("2023-01-01T10:00"), False),
    )
    rules = small_table(RULE, ("recording", "audio", 90), ("recording", "audio", 30))
    report = nightly_report(items, rules, as_of=at("2023-02-15"))
    assert rows_of(report) == {
        ("recording", "audio"): [3, 1, 0, 1, at("2023-01-31T10:00")],
        ("location", "places"): [1, 0, 1, 0, None],
    }

with checks("an instant without a time zone is refused", "RET-22"):
    refused = []
    for zone, now in [(None, at("2023-02-15")), ("UTC", day("2023-02-15")), ("UTC", at("2023-02-15"))]:
        items = small_table(ITEM, ("r1", "recording", "audio", day("2023-01-01", tz=zone), False))
        try:
            nightly_report(items, small_table(RULE, ("recording", "audio", 30)), now)
        except ValueError:
            refused.append((zone, now))
    assert refused == [(None, at("2023-02-15")), ("UTC", day("2023-02-15"))]

### BEGIN HIDDEN TESTS
with checks("of several promises and several rules the shortest counts", hint=1):
    notices = small_table(NOTICE, ("recording", 365), ("recording", 90), ("recording", None))
    rules = small_table(
        RULE,
        ("recording", "audio", 400),
        ("recording", "audio", None),
        ("recording", "audio", 90),
        ("recording", "replica", 365),
        ("recording", "replica", 91),
    )
    result = promise_gaps(inventory.head(2), notices, rules)
    assert result == {("recording", "replica"): "kept longer"}
    result = promise_gaps(inventory.head(2), notices[::-1], rules[::-1])
    assert result == {("recording", "replica"): "kept longer"}

with checks("sooner and later are told apart, by a single day", hint=2):
    held = small_table("category store", ("a", "s"), ("b", "s"), ("c", "s"), ("d", "s"))
    notices = small_table(NOTICE, ("a", 30), ("b", 30), ("c", 30), ("d", 0), ("not held", 7))
    rules = small_table(
        RULE, ("a", "s", 29), ("b", "s", 30), ("c", "s", 31), ("d", "s", 0), ("not held", "s", 9)
    )
    result = promise_gaps(held, notices, rules)
    assert result == {("a", "s"): "deleted sooner", ("c", "s"): "kept longer"}

with checks("a promise without a rule, and a rule without a promise, are told apart", hint=3):
    held = small_table("category store", ("a", "s"), ("b", "s"), ("c", "s"), ("d", "s"), ("a", "t"))
    notices = small_table(NOTICE, ("a", 30), ("b", None), ("c", 30))
    rules = small_table(RULE, ("a", "s", 30), ("b", "s", 30), ("c", "s", None), ("b", "t", 30))
    result = promise_gaps(held, notices, rules)
    assert result == {
        ("b", "s"): "not published",
        ("c", "s"): "not enforced",
        ("d", "s"): "not published",
        ("a", "t"): "not enforced",
    }

with checks("an item is overdue from the instant on which it is due", "RET-22", hint=2):
    items = small_table(
        ITEM,
        ("r1", "recording", "audio", at("2023-03-01T10:00"), False),
        ("r2", "recording", "replica", at("2023-03-01T10:01"), False),
        ("r3", "recording", "lake", at("2023-03-01T10:00"), True),
    )
    rules = small_table(RULE, *[("recording", where, 30) for where in ("audio", "replica", "lake")])
    report = nightly_report(items, rules, at("2023-03-31T10:00"))
    assert rows_of(report) == {
        ("recording", "audio"): [1, 0, 0, 1, at("2023-03-31T10:00")],
        ("recording", "replica"): [1, 0, 0, 0, None],
        ("recording", "lake"): [1, 1, 0, 0, None],
    }

with checks("the wall clock and the zone in which an instant is written change nothing", "RET-22", hint=1):
    # the night on which clocks in New York go forward lies between the two
    items = small_table(
        ITEM,
        ("r1", "recording", "audio", at("2023-03-11T23:30", "America/New_York"), False),
        ("r2", "recording", "audio", at("2035-01-01T00:00", "America/New_York"), False),
    )
    rules = small_table(RULE, ("recording", "audio", 1))
    early, due = at("2023-03-13T04:29:59"), at("2023-03-13T00:30", "America/New_York")
    reports = [nightly_report(items, rules, now) for now in (early, due, at("2060-01-01"))]
    counted = [int(report["overdue"].iloc[0]) for report in reports]
    assert counted == [0, 1, 2]
    assert reports[1]["overdue_since"].iloc[0] == due

with checks("what is on hold is counted as held alone, and no rule means no rule", "RET-22", hint=3):
    old = at("2020-01-01")
    items = small_table(
        ITEM,
        ("a", "x", "s", old, True),
        ("b", "x", "s", old, False),
        ("c", "x", "s", at("2020-02-01"), False),
        ("d", "y", "s", old, True),
        ("e", "y", "s", old, False),
        ("f", "z", "s", old, False),
        ("g", "x", "t", old, False),
    )
    rules = small_table(RULE, ("x", "s", 100), ("x", "s", None), ("y", "s", None), ("y", "t", 5))
    report = nightly_report(items, rules, at("2020-07-01"))
    assert rows_of(report) == {
        ("x", "s"): [3, 1, 0, 2, at("2020-04-10")],
        ("y", "s"): [2, 1, 1, 0, None],
        ("z", "s"): [1, 0, 1, 0, None],
        ("x", "t"): [1, 0, 1, 0, None],
    }

with checks("the reports of two parts add up to the report of the whole", "RET-22", hint=2):
    start = at("2023-01-01")
    rules = small_table(RULE, ("x", "s", 30), ("y", "s", 0))
    kinds, ages, on_hold = "xyzxyzxyxx", [0, 50, 3, 9, 45, 46, 14, 60, 15, 16], "nnnhnnnhnn"
    whole = small_table(
        ITEM,
        *[
            (f"i{n}", kind, "s", start + pd.Timedelta(days=age), mark == "h")
            for n, (kind, age, mark) in enumerate(zip(kinds, ages, on_hold))
        ],
    )
    now = start + pd.Timedelta(days=45)
    added = {}
    for part in (whole[4:], whole[:4]):
        report = nightly_report(part, rules, now)
        for pair, (*counts, since) in rows_of(report).items():
            *before, earliest = added.get(pair, [0, 0, 0, 0, None])
            sums = [a + b for a, b in zip(before, counts)]
            added[pair] = [*sums, min(filter(None, [earliest, since]), default=None)]
    report = nightly_report(whole[::-1], rules, now)
    assert rows_of(report) == added
    assert added["x", "s"] == [5, 1, 0, 3, start + pd.Timedelta(days=30)]
    assert added["y", "s"] == [3, 1, 0, 1, start + pd.Timedelta(days=45)]
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## RET-R1 · What the checker still cannot see
#
# Your checker runs every night at Murmur. This morning its report was empty: nothing overdue, no
# gap, no broken promise. Murmur's head of data wants to put one sentence on the page for families:
# *"An independent program checks every night that your child's data are gone when we say so."*
#
# Write to her, in 300 to 400 words. What can still lie at Murmur, about a child, that your checker
# does not see, and why not? Name at least three such places or ways, each with what it would take to
# see it. Say which sentence the page may carry instead, and what you do on Monday.
#
# A person grades it, by this rubric; each row gives 0, 1 or 2 points.
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **what it cannot see** | speaks of bugs in general | names two blind spots of *this* checker | names three or more, and says of each which input or assumption of the checker hides it |
# | **what it would take** | "more tests" | a way to see each of them | also says what each way costs, and which one comes first |
# | **the cases** | does not mention them | names what a complaint alleges, or an order requires, about such a blind spot | tells the two apart, and says what follows for Murmur and what does not |
# | **the families** | repeats the sentence, or refuses it | offers a sentence that is true | the sentence says what was checked, when, and what was not; and somebody is named who must act |

# %% [markdown] essay="RET-R1" points=8
# A model answer, for those who grade. Others are as good.
#
# Dear Dana, the sentence is not true yet. The checker compares what the stores say they hold with the
# rules that we wrote down. So it cannot see (1) a copy that no store lists: an engineer's laptop, a
# spreadsheet in a mail, a partner's export; the sweep asks connected stores only. To see them we need
# an inventory that is found, by scanning the network and the bills, and not declared. (2) A store
# that answers with old or partial data: `scan` is believed. A planted test item, which must appear
# and must vanish, would show it, and it is cheap: first thing on Monday. (3) A false date or owner:
# a restored recording with today's `collected_on` is young for ever, a device that was sold belongs
# to the wrong child. Compare the dates with the logs of the devices. (4) What was learnt from the
# data: a model that has heard a voice holds no item. That is for the deletion workflow.
#
# The complaint against Amazon alleges that location data lay in secondary storage, out of reach of
# deletion requests, and that this was found again and again; somebody's checks had passed in between,
# perhaps. The order then requires that what is published is also adhered to. It binds Amazon, not us;
# but a sentence on our page that is not true is our own promise broken.
#
# Proposal: "Every night a program looks for overdue data in six storage systems, and we repair what it
# finds within seven days. It cannot see copies outside of them. Last complete check: <date>. Write to
# the privacy office, which answers for it." On Monday I plant the test items, and ask the office who
# signs.

# %% [markdown]
# ## Done?
#
# 1. Choose Kernel → Restart Kernel and Run All Cells. A function that you have renamed or broken may
#    still live in the kernel, as it was; grading starts afresh.
# 2. Save this notebook (Ctrl + S).
# 3. Open a terminal (File → New → Terminal) and type
#
#    ```
#    privacylab grade 02_retention
#    ```
#
# You see each exercise with its points, and for each hidden check that failed: the requirement,
# what such a mistake repeats, and the hint to look at. You can grade as often as you like.
#
# Then go back to the [lesson](../../course/02_retention/lesson.ipynb): *break* what you built, and
# run it over ten million items.
