# %% [markdown]
# # 02 · The retention checker: exercises
#
# You are the engineer whom Murmur needed. Murmur is an invented voice assistant with real habits:
# it kept what children said to it, because nobody had written down when to stop. You build the
# checker that would have noticed, in three steps:
#
# | exercise | what you build | points |
# |---|---|---|
# | **RET-02** The inactivity clock | which child profiles have not been used for 18 months | 8 |
# | **RET-01** The policy table | which data has no retention rule, and when each item is due | 6 |
# | **RET-08** The sweep | what is still there, in every store, that should be gone | 10 |
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

from privacylab.checks import Checks
from privacylab.company.stores import Store, StoreUnavailable, TableStore
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

events = pd.DataFrame(
    [
        ("ada", day("2021-11-03"), "child"),
        ("ada", day("2021-12-15"), "child"),
        ("ada", day("2023-06-01"), "adult"),
        ("ben", day("2023-05-20"), "child"),
        ("cleo", day("2023-06-10"), "system"),
        ("eve", day("2021-10-31"), "child"),
    ],
    columns=["profile_id", "used_on", "actor"],
)
profiles = pd.DataFrame(
    [
        ("ada", day("2013-05-01"), 2, day("2023-06-14")),
        ("ben", day("2014-09-30"), 1, day("2023-06-14")),
        ("cleo", day("2015-01-20"), 7, day("2023-06-14")),
        ("dan", day("2016-07-07"), 0, day("2023-06-14")),
        ("eve", day("2008-02-11"), 4, day("2023-06-14")),
    ],
    columns=["profile_id", "birth_on", "interactions", "updated_at"],
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


def table(columns, *rows):
    return pd.DataFrame(list(rows), columns=columns.split())


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
    touched = table(
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
    touched = table(
        EVENTS,
        ("quiet", day("2021-03-01"), "child"),
        ("quiet", last_night, "system"),
        ("quiet", last_night, "staff"),
        ("busy", day("2023-08-02"), "child"),
    )
    rows = table(
        PROFILES,
        ("quiet", day("2013-01-01"), 40, last_night),
        ("busy", day("2013-01-01"), 40, day("2021-01-01")),
    )
    found = profile_status(rows, touched, day("2023-08-31"))
    assert found == {"quiet": "inactive", "busy": "active"}

with checks("never used and unknown are told apart, and nobody is left out", "RET-03", hint=1):
    rows = table(
        PROFILES,
        ("unpacked", day("2014-01-01"), 0, day("2023-08-30")),
        ("lost", day("2014-01-01"), 5, day("2023-08-30")),
        ("indexed", day("2014-01-01"), 0, day("2023-08-30")),
        ("viewed", day("2014-01-01"), 3, day("2023-08-30")),
    )
    touched = table(
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
    rows = table(
        PROFILES,
        ("month 17", day("2010-01-20"), 9, day("2023-08-30")),
        ("next day", day("2008-08-16"), 9, day("2023-08-30")),
        ("grown", day("2004-01-20"), 9, day("2023-08-30")),
    )
    touched = table(
        EVENTS,
        ("month 17", day("2021-08-15"), "child"),
        ("next day", day("2021-08-15"), "child"),
        ("grown", day("2015-06-01"), "child"),
    )
    found = profile_status(rows, touched, day("2023-08-31"))
    assert found == {"month 17": "inactive", "next day": "inactive", "grown": "inactive"}

with checks("a person who was 13 at the last use is not a child", "RET-04", hint=3):
    rows = table(
        PROFILES,
        ("birthday", day("2008-08-15"), 9, day("2023-08-30")),
        ("older", day("2007-02-03"), 9, day("2023-08-30")),
        ("still", day("2010-09-02"), 9, day("2023-08-30")),
    )
    touched = table(
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
    text = policy["keep_days"].astype("str").str.strip()
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

inventory = pd.DataFrame(
    [("recording", "audio"), ("transcript", "search"), ("location", "places")],
    columns=["category", "store"],
)
policy = pd.DataFrame(
    [
        ("recording", "audio", "answer the request", "the service itself", "90"),
        ("recording", "audio", "improve recognition", "fewer errors", "30"),
        ("location", "places", "answer the request", "the service itself", "indefinite"),
    ],
    columns=["category", "store", "purpose", "business_need", "keep_days"],
)
items = pd.DataFrame(
    [
        ("r1", "recording", "audio", day("2023-01-10"), pd.NaT, pd.NaT),
        ("r2", "recording", "audio", day("2023-01-10"), day("2023-01-13"), pd.NaT),
        ("r3", "recording", "audio", day("2023-01-10"), pd.NaT, pd.NaT),
        ("t1", "transcript", "search", day("2023-01-10"), pd.NaT, day("2023-01-11")),
    ],
    columns="item_id category store collected_on purpose_ended_on consent_withdrawn_on".split(),
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
import hypothesis.strategies as st

RULE = "category store purpose business_need keep_days".split()
ITEM = "item_id category store collected_on purpose_ended_on consent_withdrawn_on".split()
NEVER = pd.NaT


def rules(*rows):
    return pd.DataFrame(list(rows), columns=RULE)


def things(*rows):
    made = pd.DataFrame(list(rows), columns=ITEM)
    ends = ["purpose_ended_on", "consent_withdrawn_on"]
    return made.astype({end: "datetime64[us]" for end in ends})


with checks("for ever, in any words, is not a timeframe", hint=1):
    words = ["90", None, "indefinite", "inf", "as long as needed", "-1", "30.5", "1 year", "", "0"]
    pairs = pd.DataFrame([(f"c{n}", "s") for n in range(len(words))], columns=RULE[:2])
    written = rules(*[(f"c{n}", "s", "why", "need", word) for n, word in enumerate(words)])
    found = policy_gaps(pairs, written)
    assert found == {(f"c{n}", "s", "keep_days") for n in range(1, len(words) - 1)}

with checks("a missing or blank purpose or business need is a gap", hint=2):
    pairs = pd.DataFrame([(name, "s") for name in "abcde"], columns=RULE[:2])
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
    pairs = pd.DataFrame([("voice", "main"), ("voice", "replica")], columns=RULE[:2])
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
    later = st.none() | st.integers(0, 200)

    @checks.always(purpose=later, consent=later)
    def _(purpose, consent):
        ends = [NEVER if n is None else start + pd.Timedelta(days=n) for n in (purpose, consent)]
        sample = things(("x", "voice", "main", start, *ends))
        expected = min(n for n in (purpose, consent, 90) if n is not None)
        assert due_on(sample, ninety, set()) == {"x": start + pd.Timedelta(days=expected)}

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
    columns = ["item_id", "key", "content_type", "made_from"]
    return TableStore.in_memory(name, pd.DataFrame(list(rows), columns=columns))


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
    for one in stores.values():
        one.take_down()
    found = sweep(stores, list(stores), {"ada"}, owners)
    assert found == {
        "verdict": "INCOMPLETE",
        "violations": set(),
        "gaps": dict.fromkeys(stores, "unreachable"),
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
# Then go back to the [lesson](../../course/02_retention/lesson.ipynb): *break* what you built.
