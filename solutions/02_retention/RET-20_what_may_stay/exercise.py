# %% [markdown]
# ## Why
#
# Data under a legal hold, in a backup, or in the record of a request may stay, and the Alexa order even
# requires Amazon to keep records of deletion requests for five years.{fact}`O-A16` But each reason to keep
# has its own limit. Without it, a child's words are still kept for a hold that ended years ago.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint, small_table

day = pd.Timestamp  # day("2023-08-31") is that date, at midnight, without a time zone

# %% [markdown]
# ## Look
#
# These are Murmur's legal holds. The last one was released on 31 Aug. A location in its range fell due on
# 15 Aug. **By eye:** must it be deleted on 31 Aug, or later, because the hold stopped the clock?

# %% look
from privacylab.companies import murmur

murmur.table("holds").drop(columns="hold_id")

# %% [markdown]
# The COPPA Rule has no clause about legal holds. Here, counsel has decided that a hold may keep a child's data.

# %% [markdown]
# ## Step 1 · Held, due, or not due?
#
# Complete `hold_status(items, holds, as_of)`. Each item gets the **first** status that applies:
#
# | status | when |
# |---|---|
# | `"HELD"` | a hold that is in force on `as_of` names it |
# | `"DUE"` | `due_on` is `as_of` or earlier |
# | `"NOT DUE"` | otherwise |
#
# - A hold **names** an item when `profile_id` **and** `category` match, and `collected_on` is in the range
#   from `from_on` to `to_on`, both days included.
# - A hold is **in force** from `placed_on` until the day before `released_on` (`NaT`: not released).
# - A hold moves no due day. What fell due in the meantime is due on the day of release.
#
# | hold on ada's recordings of 1 to 28 Feb, in force | result |
# |---|---|
# | recording of 10 Feb, due | `"HELD"` |
# | recording of 10 Apr, due | `"DUE"` |
# | transcript of 10 Feb, due | `"DUE"` |

# %% step="hold_status"
def hold_status(
    items: pd.DataFrame, holds: pd.DataFrame, as_of: pd.Timestamp
) -> dict[str, str]:
    """Return the status of every item, as {item_id: "HELD", "DUE" or "NOT DUE"}.

    items  item_id (unique), profile_id, category, collected_on, due_on
    holds  hold_id, profile_id, category, from_on, to_on, placed_on, released_on; several holds may
           name the same item, and the table may be empty

    Every date is a Timestamp at midnight, without a time zone. Only released_on can be missing.

    Sources: GDPR 17(3)(e), which exempts data that a legal claim needs; FRCP 37(e), which sanctions
    the loss of what should have been preserved.
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

with checks("a hold keeps what it names, and everything else is due on its day"):
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
# class seed: words ada ben cleo named b1 b2 b3 repeated never short q1 q2 q3 q4 blank there both none
# class seed: dates days
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
    items = dated(
        ITEM,
        ("x", "ada", "recording", day("2023-03-10"), day("2023-05-01")),
        ("overdue", "ada", "recording", day("2023-03-10"), day("2023-04-01")),
    )
    holds = dated(HOLD, ("k1", "ada", "recording", *spring, since, day("2023-06-30")))
    result = {
        date: hold_status(items, holds, day(date))
        for date in ("2023-04-14", "2023-04-15", "2023-05-01", "2023-06-29", "2023-06-30")
    }
    assert result == {
        "2023-04-14": {"x": "NOT DUE", "overdue": "DUE"},
        "2023-04-15": {"x": "HELD", "overdue": "HELD"},
        "2023-05-01": {"x": "HELD", "overdue": "HELD"},
        "2023-06-29": {"x": "HELD", "overdue": "HELD"},
        "2023-06-30": {"x": "DUE", "overdue": "DUE"},
    }

with checks("each of several holds keeps what it names, in any order", hint=1):
    items = dated(
        ITEM,
        ("in one", "ada", "recording", day("2023-03-10"), day("2023-05-01")),
        ("in the other", "ada", "recording", day("2022-03-10"), day("2023-05-01")),
        ("in both", "ben", "recording", day("2023-03-10"), day("2023-05-01")),
        ("in neither", "ada", "recording", day("2022-09-10"), day("2023-05-01")),
    )
    year_ago = day("2022-03-01"), day("2022-03-31")
    whole_year = day("2023-01-01"), day("2023-12-31")
    autumn = day("2022-09-01"), day("2022-09-30")
    holds = dated(
        HOLD,
        ("k1", "ada", "recording", *spring, since, pd.NaT),
        ("k2", "ada", "recording", *year_ago, day("2023-05-15"), pd.NaT),
        ("k3", "ben", "recording", *spring, since, pd.NaT),
        ("k4", "ben", "recording", *whole_year, day("2023-05-15"), day("2023-06-01")),
        ("k5", "ada", "recording", *autumn, day("2023-09-15"), pd.NaT),
    )
    for table in (holds, holds[::-1]):
        assert hold_status(items, table, day("2023-08-31")) == {
            "in one": "HELD",
            "in the other": "HELD",
            "in both": "HELD",
            "in neither": "DUE",
        }

with checks("an item that fell due under a hold is due on its release, and without a hold on its own day", hint=3):
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
# ## Step 2 · Which backups have a problem?
#
# In California, a deletion in a backup may wait until the backup is restored, or next used for a sale, a
# disclosure, or a commercial purpose (11 CCR 7022(d)). The Alexa order has no clause about backups. Murmur
# adds two rules of its own: every backup needs a maximum age and a rule for restores.
#
# Complete `backup_problems(backups, as_of)`. It returns, for **every** `backup_id`, the set of its
# problems, which may be empty:
#
# | problem | when |
# |---|---|
# | `"no maximum age"` | `max_age_days` is missing (then the backup is never `"too old"`) |
# | `"too old"` | `as_of` is later than `made_on` + `max_age_days` |
# | `"no restore rule"` | `restore_rule` is missing, `""`, or only white space |
# | `"restored as it was"` | `restored_on` is not `NaT`, and `deletions_repeated` is `False` |
#
# As of 2023-08-31:
#
# | `made_on` | `max_age_days` | `restore_rule` | result |
# |---|---|---|---|
# | 2023-08-01 | 90 | `"repeat the deletions"` | `set()` |
# | 2023-01-01 | 90 | `"repeat the deletions"` | `{"too old"}` |

# %% step="backup_problems"
def backup_problems(backups: pd.DataFrame, as_of: pd.Timestamp) -> dict[str, set[str]]:
    """Return the problems of every backup, as {backup_id: problems}.

    backups  backup_id (unique), made_on, max_age_days (a whole number, or missing), restore_rule (a
             string, or None or NaN), restored_on (NaT if it was never restored),
             deletions_repeated (bool)

    No date is later than as_of. Source: 11 CCR 7022(d).
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

with checks("every backup is reported, even one without a problem", "RET-21"):
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
# class seed: dates days
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
        ("today", day("2023-08-01"), 90, "repeat", day("2023-08-31"), False),
        ("never", day("2023-08-01"), 90, "repeat", pd.NaT, False),
    )
    result = backup_problems(backups, day("2023-08-31"))
    assert result == {
        "repeated": set(),
        "as it was": {"restored as it was"},
        "today": {"restored as it was"},
        "never": set(),
    }

with checks("a blank restore rule is none, and every problem of a backup is named", "RET-21", hint=3):
    backups = dated(
        BACKUP,
        ("all wrong", day("2020-08-01"), 90, "  ", day("2023-08-15"), False),
        ("no words", day("2023-08-01"), 90, "", pd.NaT, False),
        ("a tab", day("2023-08-01"), 90, "\t\n", pd.NaT, False),
        ("nothing", day("2010-08-01"), None, None, day("2023-08-15"), True),
        ("in order", day("2023-08-01"), 90, "Dana clears it first", pd.NaT, False),
    )
    result = backup_problems(backups, day("2023-08-31"))
    assert result == {
        "all wrong": {"too old", "no restore rule", "restored as it was"},
        "no words": {"no restore rule"},
        "a tab": {"no restore rule"},
        "nothing": {"no maximum age", "no restore rule"},
        "in order": set(),
    }
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · Which records have a problem?
#
# A record says that someone asked for a deletion, or that a check was made, and what was done. It must be
# kept, and it must not become the next place where the data is.
#
# Complete `record_problems(records, allowed)`. It returns, for **every** `record_id`, the set of its
# problems, which may be empty:
#
# | problem | when |
# |---|---|
# | `"content"` | a column that is not in `allowed` is filled |
# | `"deleted too soon"` | `deleted_on` is earlier than `made_on` + 5 years (`kept_under` is `"order"`) or + 24 months (`"CCPA"`) |
#
# - Years and months are calendar years and months. The day that completes them is not too soon.
# - A field is filled unless it is missing (`None` or `NaN`), `""`, or only white space. The strings
#   `"none"` and `"nan"` count as filled.
#
# | made 2020-05-01 | result |
# |---|---|
# | `"order"`, `note` is `"she said: I am afraid at night"` | `{"content"}` |
# | `"order"`, deleted 2023-05-01 | `{"deleted too soon"}` |
# | `"CCPA"`, deleted 2023-05-01 | `set()` |

# %% step="record_problems"
def record_problems(records: pd.DataFrame, allowed: set[str]) -> dict[str, set[str]]:
    """Return the problems of every record, as {record_id: problems}.

    records  record_id (unique), kept_under ("order" or "CCPA"), made_on, deleted_on (NaT while it
             is still there), and any other columns, of any name; those that are not in allowed hold
             strings or nothing
    allowed  the names of all columns that a record may fill: the four above, and maybe others,
             which records need not have

    Sources: the Alexa order, records of deletion requests, responses and actions for 5 years; 11 CCR
    7101 (CCPA), 24 months.
    """
    ### BEGIN SOLUTION
    more = records[records.columns.difference(allowed)]
    months = {"order": 60, "CCPA": 24}
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
        ("q4", "CCPA", day("2020-05-01"), day("2023-05-01"), "done", ""),
    )
    assert record_problems(records, set(RECORD.split())) == {
        "q1": set(),
        "q2": {"content"},
        "q3": {"deleted too soon"},
        "q4": set(),
    }

### BEGIN HIDDEN TESTS
# class seed: dates 4 years
with checks("content is found in any column", "RET-23", hint=1):
    records = dated(
        RECORD + " transcript remark outcome_text",
        ("in one", "order", day("2022-01-01"), pd.NaT, "done", "where is my bear", None, None),
        ("in another", "CCPA", day("2022-01-01"), pd.NaT, "done", None, "a bear", None),
        ("in a third", "order", day("2022-01-01"), pd.NaT, "done", "", None, "bear"),
        ("blank", "order", day("2022-01-01"), pd.NaT, "refused", "", " \t", None),
        ("one word", "order", day("2022-01-01"), pd.NaT, "done", "", "nan", None),
        ("another", "order", day("2022-01-01"), pd.NaT, "done", "none", "", None),
        ("a short one", "order", day("2022-01-01"), pd.NaT, "done", "", "", "hi"),
    )
    expected = {
        "in one": {"content"},
        "in another": {"content"},
        "in a third": {"content"},
        "blank": set(),
        "one word": {"content"},
        "another": {"content"},
        "a short one": {"content"},
    }
    result = record_problems(records, set(RECORD.split()))
    assert result == expected
    renamed = records.rename(columns={"transcript": "what she said", "remark": "_remark"})
    assert record_problems(renamed, set(RECORD.split())) == expected
    result = record_problems(records, {*RECORD.split(), "transcript", "not there"})
    assert result["in one"] == set() and result["in another"] == {"content"}

with checks("five years under the orders and 24 months under the CCPA, to the day", "RET-23", hint=2):
    records = dated(
        RECORD,
        ("5 years", "order", day("2018-07-19"), day("2023-07-19"), "done"),
        ("a day less", "order", day("2018-07-19"), day("2023-07-18"), "done"),
        ("1826 days", "order", day("2015-06-01"), day("2020-05-31"), "done"),
        ("730 days", "CCPA", day("2019-05-01"), day("2021-04-30"), "done"),
        ("24 months", "CCPA", day("2021-07-19"), day("2023-07-19"), "done"),
        ("a day less too", "CCPA", day("2021-07-19"), day("2023-07-18"), "done"),
        ("from a leap day", "CCPA", day("2020-02-29"), day("2022-02-28"), "done"),
        ("there", "order", day("2010-01-01"), pd.NaT, "done"),
    )
    result = record_problems(records, set(RECORD.split()))
    assert result == {
        "5 years": set(),
        "a day less": {"deleted too soon"},
        "1826 days": {"deleted too soon"},
        "730 days": {"deleted too soon"},
        "24 months": set(),
        "a day less too": {"deleted too soon"},
        "from a leap day": set(),
        "there": set(),
    }

with checks("a record can have both problems", "RET-23", hint=3):
    records = dated(
        RECORD + " text",
        ("both", "order", day("2022-01-01"), day("2023-01-01"), "done", "my secret"),
        ("none", "CCPA", day("2020-01-01"), day("2023-01-01"), "done", None),
    )
    result = record_problems(records, set(RECORD.split()))
    assert result == {"both": {"content", "deleted too soon"}, "none": set()}
### END HIDDEN TESTS
