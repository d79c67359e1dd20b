# %% [markdown]
# ## Why
#
# The Alexa order makes Amazon find *inactive* child profiles: used at least once, then not used for 18
# months or more.{fact}`O-A3` According to the complaint, recordings were kept even for profiles that had
# been unused for years.{fact}`F-A7` Between "18 months" in an order and `days=540` in code lie a few
# days. On those days, a family loses recordings it still uses, or a company keeps recordings it must
# delete.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint, small_table

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Look
#
# Each mark is a child at Murmur. Left of the line, 18 calendar months have passed. Triangles mark children
# whose data a day-counting rule deletes too early; diamonds, too late.
#
# Choose 31 Aug 2023 and 540 days. Who loses data too early?

# %% look
from privacylab.companies import murmur
from privacylab.lab import inactivity_dial

inactivity_dial(murmur.table("profiles"), murmur.table("use_events"), day("2023-08-31"))

# %% [markdown]
# **Before you code:** with 548 days, compare 28 Aug with 31 Aug. Would a test on one date have caught the
# mistake?

# %% [markdown]
# ## Step 1 · Has this profile become inactive?
#
# Complete `is_inactive(last_use, as_of)`. It returns `True` from the day on which 18 *calendar* months
# are complete. Replace the `raise` with a line that computes `inactive_from`.
#
# | `last_use` | `inactive_from` | why |
# |---|---|---|
# | 2021-12-15 | 2023-06-15 | the same day of the month |
# | 2023-08-31 | 2025-02-28 | February has no 31st, so its last day counts |
#
# Every date in this exercise is a `pd.Timestamp` at midnight, without a time zone.

# %% step="is_inactive"
def is_inactive(last_use: pd.Timestamp, as_of: pd.Timestamp) -> bool:
    """Return whether 18 calendar months have passed from last_use to as_of.

    True from the day that completes the 18 months. Source: the Alexa order's definition of an
    Inactive Alexa Child Profile.
    """
    ### BEGIN SOLUTION
    inactive_from = last_use + pd.DateOffset(months=18)
    ### END SOLUTION
    return as_of >= inactive_from

# %% test="is_inactive"
with checks("inactive from the day that completes 18 calendar months, and no day sooner"):
    assert is_inactive(day("2021-12-15"), day("2023-06-15"))
    assert not is_inactive(day("2021-12-15"), day("2023-06-14"))
    assert is_inactive(day("2023-08-31"), day("2025-02-28"))
    assert not is_inactive(day("2023-08-31"), day("2025-02-27"))

### BEGIN HIDDEN TESTS
# class seed: words ada ben cleo dan eve p q r quiet busy unpacked lost indexed viewed grown birthday older still
# class seed: dates 4 years
import hypothesis.strategies as st

days = st.dates(day("2016-01-01").date(), day("2026-12-31").date()).map(day)

days = days | days.map(lambda date: date + pd.offsets.MonthEnd(0))

with checks("a month without that day is complete on its last day", hint=3):
    for last, complete in [
        ("2023-08-31", "2025-02-28"),
        ("2022-08-31", "2024-02-29"),
        ("2024-02-29", "2025-08-29"),
        ("2022-05-31", "2023-11-30"),
    ]:
        assert is_inactive(day(last), day(complete))
        assert not is_inactive(day(last), day(complete) - pd.Timedelta(days=1))

with checks("from any day, the boundary is where the calendar says", hint=1):

    @checks.always(last_use=days, off=st.integers(-1, 1))
    def _(last_use, off):
        months = last_use.year * 12 + last_use.month - 1 + 18
        first = day(year=months // 12, month=months % 12 + 1, day=1)
        complete = first.replace(day=min(last_use.day, first.days_in_month))
        inactive = is_inactive(last_use, complete + pd.Timedelta(days=off))
        assert bool(inactive) is (off >= 0)
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · When did the child last use it?
#
# `events` has one row for everything that touched a profile. `actor` says who did it: `"child"`,
# `"adult"` (a parent in the app), `"staff"`, or `"system"` (nightly jobs, restores).
#
# Complete `last_child_use(events)`. It returns the latest `used_on` of each profile among the rows
# whose `actor` is `"child"`. The last line is given. Write two lines above it that make `latest`, a Series
# of these days with `profile_id` as its index. Or write all three in your own way.
#
# | rows of `events` | result |
# |---|---|
# | ada: child 2021-11-03, child 2021-12-15, adult 2023-06-01 | `"ada": day("2021-12-15")` |
# | cleo: system 2023-06-10 | cleo is not in the result |
#
# Rows are in any order, and some appear twice.

# %% step="last_child_use"
def last_child_use(events: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Return the day on which the child last used each profile, as {profile_id: used_on}.

    events  profile_id, used_on, actor, and other columns; no date is missing

    A profile without a use by the child is not in the result.
    """
    ### BEGIN SOLUTION
    own = events[events["actor"] == "child"]
    latest = own.groupby("profile_id")["used_on"].max()
    ### END SOLUTION
    return latest.to_dict()

# %% test="last_child_use"
events = small_table(
    "profile_id used_on actor",
    ("ada", day("2021-11-03"), "child"),
    ("ada", day("2021-12-15"), "child"),
    ("ada", day("2023-06-01"), "adult"),
    ("ben", day("2023-05-20"), "child"),
    ("cleo", day("2023-06-10"), "system"),
    ("eve", day("2021-10-31"), "child"),
)

with checks("a parent in the app does not renew a child's last use", "RET-07"):
    assert last_child_use(events) == {
        "ada": day("2021-12-15"),
        "ben": day("2023-05-20"),
        "eve": day("2021-10-31"),
    }

### BEGIN HIDDEN TESTS
# class seed: dates 4 years
EVENTS, PROFILES = "profile_id used_on actor", "profile_id birth_on interactions updated_at"

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
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · One status for each profile
#
# Complete `profile_status(profiles, events, as_of)`. It gives every profile the **first** status in this
# table that applies:
#
# | status | when | example, as of 2023-07-15 |
# |---|---|---|
# | `"never used"` | `interactions` is 0 | a profile that was set up and never spoken to |
# | `"unknown"` | it has interactions, but `events` has no use by the child: a person must look | 7 interactions, one event, by `"system"` |
# | `"not a child"` | the person was 13 or older on the day of the last use | born 2008-02-11, last use 2021-10-31 |
# | `"inactive"` | `is_inactive` is `True` for the last use | last use 2021-12-15 |
# | `"active"` | otherwise | last use 2023-05-20 |
#
# - Count the age on the day of the **last use**, when the 18 months start. A child who turns 13 later
#   stays in scope.
# - A person is 13 from their 13th birthday on.

# %% step="profile_status"
def profile_status(
    profiles: pd.DataFrame, events: pd.DataFrame, as_of: pd.Timestamp
) -> dict[str, str]:
    """Return the status of every profile in profiles, as {profile_id: status}.

    profiles  one row for each child profile (no adults): profile_id (unique), birth_on,
              interactions, updated_at (when anyone last wrote the row), and other columns
    events    as in step 2

    No date is missing in either table, and none is later than as_of. A profile with 0 interactions
    has no use by the child. No one in the tests was born on 29 February.
    """
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

# %% test="profile_status"
profiles = small_table(
    "profile_id birth_on interactions updated_at",
    ("ada", day("2013-05-01"), 2, day("2023-06-14")),
    ("ben", day("2014-09-30"), 1, day("2023-06-14")),
    ("cleo", day("2015-01-20"), 7, day("2023-06-14")),
    ("dan", day("2016-07-07"), 0, day("2023-06-14")),
    ("eve", day("2008-02-11"), 4, day("2023-06-14")),
)

with checks("each profile gets the first status that fits", "RET-03"):
    assert profile_status(profiles, events, as_of=day("2023-07-15")) == {
        "ada": "inactive",
        "ben": "active",
        "cleo": "unknown",
        "dan": "never used",
        "eve": "not a child",
    }

### BEGIN HIDDEN TESTS
# class seed: dates 4 years
with checks("a row written last night does not make a profile active", "RET-07", hint=3):
    last_night = day("2023-08-30")
    touched = small_table(
        EVENTS,
        ("quiet", day("2021-03-01"), "child"),
        ("quiet", last_night, "system"),
        ("quiet", last_night, "staff"),
        ("busy", day("2023-08-02"), "child"),
        ("busy", day("2021-01-31"), "child"),
    )
    rows = small_table(
        PROFILES,
        ("quiet", day("2013-01-01"), 40, last_night),
        ("busy", day("2013-01-01"), 40, day("2021-01-01")),
    )
    found = profile_status(rows, touched, day("2023-08-31"))
    assert found == {"quiet": "inactive", "busy": "active"}

with checks("the status, too, changes on the day that completes 18 calendar months", "RET-02", hint=2):
    rows = small_table(PROFILES, ("p", day("2013-01-01"), 9, day("2025-02-27")))
    for last, complete in [
        ("2021-08-31", "2023-02-28"),  # 546 days
        ("2021-12-15", "2023-06-15"),  # 547 days
        ("2023-03-01", "2024-09-01"),  # 550 days
    ]:
        touched = small_table(EVENTS, ("p", day(last), "child"))
        assert profile_status(rows, touched, day(complete)) == {"p": "inactive"}
        before = day(complete) - pd.Timedelta(days=1)
        assert profile_status(rows, touched, before) == {"p": "active"}

with checks("never used and unknown are told apart, and no profile is left out", "RET-03", hint=1):
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
        ("viewed", day("2020-01-06"), "adult"),
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
        ("four leap days", day("2007-09-02"), 9, day("2023-08-30")),
    )
    touched = small_table(
        EVENTS,
        ("month 17", day("2021-08-15"), "child"),
        ("next day", day("2021-08-15"), "child"),
        ("grown", day("2015-06-01"), "child"),
        ("four leap days", day("2020-09-01"), "child"),
        ("month 17", day("2023-08-30"), "system"),
    )
    found = profile_status(rows, touched, day("2023-08-31"))
    assert found == dict.fromkeys(rows["profile_id"], "inactive")

with checks("a person who was 13 at the last use is not a child", "RET-04", hint=3):
    rows = small_table(
        PROFILES,
        ("birthday", day("2008-08-15"), 9, day("2023-08-30")),
        ("older", day("2007-02-03"), 9, day("2023-08-30")),
        ("still", day("2010-09-02"), 9, day("2023-08-30")),
    )
    touched = small_table(
        EVENTS,
        ("birthday", day("2018-04-01"), "child"),
        ("birthday", day("2021-08-15"), "child"),
        ("older", day("2019-04-01"), "child"),
        ("older", day("2023-08-15"), "child"),
        ("still", day("2023-08-30"), "child"),
    )
    found = profile_status(rows, touched, day("2023-08-31"))
    assert found == {"birthday": "not a child", "older": "not a child", "still": "active"}
### END HIDDEN TESTS
