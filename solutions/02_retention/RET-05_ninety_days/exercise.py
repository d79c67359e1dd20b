# %% [markdown]
# ## Why
#
# A profile that has been found inactive starts a second clock. The order gives **90 days** from the
# day on which the profile is *identified*. Within them all personal information of that child must
# be deleted, unless that child's parent asks to keep it, or the profile becomes active again,
# before the deletion.
#
# ## Rules
#
# do not change the tables and the stores that you are given.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, small_table
from privacylab.lab import hint

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Step 1 · `delete_by`
#
# **1. `delete_by(identified_on)`** is the last day on which the deletion is in time: 90 days after
# the identification. From 10 January 2023 that is 10 April 2023.

# %% step="delete_by"
def delete_by(identified_on: pd.Timestamp) -> pd.Timestamp:
    """The last day on which the deletion of a profile that was identified on a day is in time.

    Order: within 90 days after the identification.
    """
    ### BEGIN SOLUTION
    return identified_on + pd.Timedelta(days=90)
    ### END SOLUTION

# %% test="delete_by"
with checks("the 90 days run from the identification, and they are days"):
    assert delete_by(day("2023-01-10")) == day("2023-04-10")
    assert delete_by(day("2023-11-30")) == day("2024-02-28")

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

days = st.dates(day("2018-01-01").date(), day("2027-12-31").date()).map(day)

with checks("from any day, ninety days are ninety days", hint=1):

    @checks.always(start=days)
    def _(start):
        last_in_time = delete_by(start)
        assert (last_in_time - start).days == 90
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · `deletion_status`
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

# %% step="deletion_status"
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

# %% test="deletion_status"
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
