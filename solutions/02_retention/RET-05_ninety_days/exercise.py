# %% [markdown]
# ## Why
#
# Finding an inactive profile starts a second clock. Under the Alexa order, Amazon must delete all
# personal information of that child within 90 days, unless that child's parent asks to keep it or the
# profile becomes active again before the deletion.{fact}`O-A2` A day too late breaks the order. One flag
# for the whole household keeps a sibling's voice that no one asked to keep. If a request gets lost,
# the data that a parent wanted is destroyed.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint, small_table

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Look
#
# Two children in one household at Murmur. Neither has used it for 18 months.

# %% look
from privacylab.companies import murmur

profiles, events = murmur.table("profiles"), murmur.table("use_events")
children = profiles[profiles["kind"] == "child"]
last_use = events[events["actor"] == "child"].groupby("profile_id")["used_on"].max()
over = children["profile_id"].map(last_use) + pd.DateOffset(months=18)
unused = children[over <= day("2023-08-31")]
homes = unused["household_id"].value_counts()
siblings = unused[unused["household_id"] == homes[homes == 2].index[0]]
siblings[["profile_id", "household_id", "display_name", "birth_on"]]

# %% [markdown]
# Suppose that their mother asks Murmur to keep what the first child said. Whose deletion stops? What
# happens to the other child's recordings if the code has one flag for each household?
#
# And are 90 days three months? In which of these rows would three months be too late?

# %% look
found_on = pd.to_datetime(["2022-12-01", "2023-01-10", "2023-06-01", "2023-11-30"])
calendar = pd.DataFrame({"identified_on": found_on})
calendar["90 days"] = calendar["identified_on"] + pd.Timedelta(days=90)
calendar["3 months"] = calendar["identified_on"] + pd.DateOffset(months=3)
calendar

# %% [markdown]
# ## Step 1 · The last day in time
#
# Complete `delete_by(identified_on)`. It returns the last day on which the deletion is still in time: 90
# days after the day on which the profile was identified as inactive.
#
# | `identified_on` | result |
# |---|---|
# | 2023-01-10 | 2023-04-10 |
# | 2023-11-30 | 2024-02-28 |
#
# Values whose names end in `_on`, and `as_of`, are `pd.Timestamp`s at midnight, without a time zone.

# %% step="delete_by"
def delete_by(identified_on: pd.Timestamp) -> pd.Timestamp:
    """Return the last day on which the deletion of a profile is in time.

    Source: the Alexa order, within 90 days after the profile is identified.
    """
    ### BEGIN SOLUTION
    return identified_on + pd.Timedelta(days=90)
    ### END SOLUTION

# %% test="delete_by"
with checks("the 90 days run from the identification, and they are days"):
    assert delete_by(day("2023-01-10")) == day("2023-04-10")
    assert delete_by(day("2023-11-30")) == day("2024-02-28")

### BEGIN HIDDEN TESTS
# class seed: words ada ben cleo mia tom zoe h1 h2
# class seed: dates days
import hypothesis.strategies as st

days = st.dates(day("2018-01-01").date(), day("2027-12-31").date()).map(day)

with checks("from any day, ninety days are ninety days", hint=1):

    @checks.always(start=days)
    def _(start):
        last_in_time = delete_by(start)
        assert (last_in_time - start).days == 90
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · One status for each profile
#
# Complete `deletion_status(profiles, requests, uses, parents, as_of)`. Each profile gets the **first**
# status that applies:
#
# | status | when | example, identified on 2023-01-10 |
# |---|---|---|
# | `"wrongly deleted"` | deleted, although something had stopped the deletion before `deleted_at` | parent asked on 1 Mar, deleted on 2 Mar |
# | `"deleted late"` | deleted on a day later than `delete_by` | deleted on 11 Apr |
# | `"deleted"` | deleted | deleted on 10 Apr at 23:59 |
# | `"stopped"` | not deleted, and something stopped the deletion | parent asked on 1 Mar |
# | `"overdue"` | not deleted, and `as_of` is later than `delete_by` | as of 11 Apr |
# | `"waiting"` | otherwise | as of 10 Apr |
#
# Two things stop a deletion for good, even after `delete_by`:
#
# - a request to keep **this** profile, even one from before the identification, if `asked_by` is one of
#   its `parents`;
# - a use of **this** profile. Every row of `uses` counts.
#
# Once a profile is deleted, only what came strictly before `deleted_at` counts.

# %% step="deletion_status"
def deletion_status(
    profiles: pd.DataFrame,
    requests: pd.DataFrame,
    uses: pd.DataFrame,
    parents: dict[str, set[str]],
    as_of: pd.Timestamp,
) -> dict[str, str]:
    """Return the status of every profile in profiles, as {profile_id: status}.

    profiles  one row for each child profile that was identified as inactive: profile_id (unique),
              household_id, last_use_on, identified_on, deleted_at (NaT while it is not deleted)
    requests  requests to keep a profile: profile_id (the profile to keep), asked_by (the id of the
              person who asked), asked_at
    uses      uses by the child on the day of identification or later: profile_id, used_at
    parents   the ids of each child's parents, as {profile_id: {person ids}}, for every profile

    A name that ends in _at is a pd.Timestamp with time zone UTC; its day is its date in UTC. (pandas
    cannot compare it with a day that has no time zone.) Nothing happens on a day later than as_of.
    requests and uses name only profiles that are in profiles, in no particular order, and may be
    empty.

    Source: the Alexa order, unless that child's parent asks to retain it or the profile becomes
    active again before the deletion.
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
# class seed: dates days
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
        ("cleo", "h2", day("2019-02-01"), day("2023-01-12"), at("2023-04-11T12:00")),
    )
    result = deletion_status(profiles, asked(), used(), parents, day("2023-04-11"))
    assert result == {"ada": "deleted", "ben": "deleted late", "cleo": "deleted"}

with checks("a request for a sibling, or by someone who is not a parent, stops nothing", "RET-06", hint=1):
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
    back = used(("cleo", at("2023-04-10T00:00")), ("ada", at("2023-05-01T07:00")))
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

with checks("a request that doesn't count, or a later use, hides no request that does", "RET-06", hint=3):
    gone, before, later = at("2023-04-01T10:00"), at("2023-03-01T09:00"), at("2023-04-02T09:00")
    names = ["stranger first", "stranger last", "asked, used later", "used, asked later", "early"]
    rows = [(name, "h1", day("2021-05-01"), day("2023-01-10"), gone) for name in names]
    profiles = found(*rows, ("kept", "h1", day("2021-05-01"), day("2023-01-10"), pd.NaT))
    keep = [
        ("stranger first", "tom", at("2023-02-01T09:00")),
        ("stranger first", "mia", before),
        ("stranger last", "mia", before),
        ("stranger last", "tom", later),
        ("asked, used later", "mia", before),
        ("used, asked later", "mia", later),
        ("early", "mia", at("2022-12-24T09:00")),  # before the identification
        ("kept", "tom", at("2023-02-01T09:00")),
        ("kept", "mia", before),
        ("kept", "tom", later),
    ]
    back = [
        ("asked, used later", later),
        ("used, asked later", later),
        ("used, asked later", before),
        ("used, asked later", later),
    ]
    whose = {name: {"mia", "zoe"} for name in [*names, "kept"]}
    for order in (slice(None), slice(None, None, -1)):
        result = deletion_status(
            profiles, asked(*keep[order]), used(*back[order]), whose, day("2023-05-01")
        )
        assert result == {**dict.fromkeys(names, "wrongly deleted"), "kept": "stopped"}

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
