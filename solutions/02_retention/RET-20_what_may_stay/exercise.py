# %% [markdown]
# ## Why
#
# Some data may stay although they are due, or must. Each has a reason, and a limit that belongs to
# the reason. Write three functions; every date is a `Timestamp` at midnight, without a time zone.
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
# ## Step 1 · `hold_status`
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

# %% step="hold_status"
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

# %% test="hold_status"
HOLD = "hold_id profile_id category from_on to_on placed_on released_on"

ITEM = "item_id profile_id category collected_on due_on"

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
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · `backup_problems`
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

# %% step="backup_problems"
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

# %% test="backup_problems"
BACKUP = "backup_id made_on max_age_days restore_rule restored_on deletions_repeated"

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

### BEGIN HIDDEN TESTS
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
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · `record_problems`
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

# %% step="record_problems"
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

# %% test="record_problems"
RECORD = "record_id kept_under made_on deleted_on outcome"

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
