# %% [markdown]
# ## Why
#
# The complaint alleges that failures to delete geolocation recurred or were found at eight points from 2018 to
# 2022,{fact}`F-A10` and that Amazon discovered them repeatedly and did not fix them.{fact}`F-A17` "It is deleted" can
# be true in March and false in June, so you look again.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint
from privacylab.companies import census, small_world, tiny_world

# %% [markdown]
# ## Verifications
#
# DEL-03 appends an entry to the journal each time it reads back:
#
# `{"event": "verified", "request_id": …, "on": "2023-09-01", "stores": {"audio": "gone", "lake": "left"}}`
#
# Entries are in the order in which they were made; one day can have several. A verification is **complete** if every
# store in it is `"gone"`, otherwise **partial**. `state_of` is yours from DEL-03; checks that need it are skipped until
# DEL-03 is solved.
#
# | the request | its state |
# |---|---|
# | has no entries | `"pending"` |
# | was never verified | `"in_processing"` |
# | was verified | `"complete"` or `"partial"`, whichever its latest verification is |

# %% given="verifications"
CHECK_AFTER = (1, 7, 30, 90)  # days after the request became complete
SENTENCES = {
    "pending": "We have your request.",
    "in_processing": "We are deleting your child's data. It is not deleted yet.",
    "partial": "Your child's data is not deleted everywhere. We are still working on it, and will tell you.",
    "complete": "Your child's data was deleted from all our stores. We have looked in each of them, and will look again.",
}


def verifications(entries: list[dict], request_id: str) -> list[dict]:
    """Return the "verified" entries of a request, oldest first."""
    return [
        entry
        for entry in entries
        if entry["event"] == "verified" and entry["request_id"] == request_id
    ]


def all_gone(verification: dict) -> bool:
    """Return whether a verification is complete."""
    return set(verification["stores"].values()) <= {"gone"}

# %% [markdown]
# ## Look
#
# One child's places are deleted. Then an engineer restores a backup without replaying the deletions. **Before you
# code:** on which day would a verification have shown it first?

# %% look
from privacylab.companies import small_world

murmur = small_world()
lena = [key for some in murmur.identity.keys_of("p-000003").values() for key in some]
places, backup = murmur.stores["places"], murmur.backups.take()
places.purge([row["item_id"] for row in places.inspect(lena)])
for night in range(4):
    print(murmur.clock.today.date(), "places of this child:", len(places.inspect(lena)))
    if night == 1:
        murmur.backups.restore(backup, None, ["places"])
    murmur.night()

# %% [markdown]
# ## Step 1 · When to run again
#
# Complete `is_due(entries, request_id, today)`. It returns whether the request must be processed today.
#
# | state | due |
# |---|---|
# | `"pending"`, `"in_processing"` | yes |
# | `"partial"` | yes, unless it was already verified today |
# | `"complete"` | yes, if a day of the schedule is later than the latest verification, and not later than `today` |
#
# The schedule is `CHECK_AFTER`, in days from the day on which the request became complete: the first complete
# verification after the last partial one or, if none was partial, the first of all. No verification is later than
# `today`.
#
# | complete verifications | `today` | due |
# |---|---|---|
# | 2023-09-01 | 2023-09-02 | yes: day 1 |
# | 2023-09-01, 2023-09-02 | 2023-09-07 | no |
# | 2023-09-01, 2023-09-02 | 2023-09-10 | yes: day 7 was missed |

# %% step="is_due"
def is_due(entries: list[dict], request_id: str, today: pd.Timestamp) -> bool:
    """Return whether the request must be processed today: for the first time, or to look again."""
    ### BEGIN SOLUTION
    verified = verifications(entries, request_id)
    if not verified:
        return True
    last = pd.Timestamp(verified[-1]["on"])
    if not all_gone(verified[-1]):
        return last < today
    since = last
    for entry in reversed(verified):
        if not all_gone(entry):
            break
        since = pd.Timestamp(entry["on"])
    return any(last < since + pd.Timedelta(days=days) <= today for days in CHECK_AFTER)
    ### END SOLUTION

# %% test="is_due"
STORES = ["audio", "search", "lake", "places", "cache"]
ROWS = [
    ("audio", "r-1", "p-ada", None), ("audio", "r-2", "p-ben", None), ("cache", "r-1", "p-ada", None),
    ("search", "t-1", "asr", "r-1"), ("search", "t-2", "asr", "r-2"), ("places", "g-1", "d-ada", None),
    ("places", "g-2", "d-ben", None), ("lake", "f-1", "batch", "t-1"), ("lake", "f-2", "batch", "t-2"),
]  # fmt: skip
BENS = {row[:2] for row in ROWS if row[1].endswith("2")}
BLOCKED = {"event": "blocked", "request_id": "q-1", "keys": ["p-ada", "d-ada"]}
FOUND = {"event": "found", "request_id": "q-1", "item_ids": ["r-1", "t-1", "f-1", "g-1"]}
def verified(on, request_id="q-1", **stores):
    """A verification that has every store gone, except for those that are named."""
    return {"event": "verified", "request_id": request_id, "on": on, "stores": dict.fromkeys(STORES, "gone") | stores}

with checks("one store of five is down: partial, and due again tomorrow", "DEL-04"):
    entries = [BLOCKED, FOUND, verified("2023-09-01", search="unknown")]
    due = [is_due(entries, "q-1", pd.Timestamp(day)) for day in ("2023-09-01", "2023-09-02")]
    assert due == [False, True]

### BEGIN HIDDEN TESTS
# class seed: words ada ben q r t f g
with checks("a request that is not complete is due each day", "DEL-04", hint=3):
    day = pd.Timestamp
    assert is_due([], "q-1", day("2023-09-01"))
    assert is_due([BLOCKED, FOUND], "q-1", day("2023-09-01"))
    entries = [BLOCKED, verified("2023-09-01", audio="left"), verified("2023-09-01", "q-2")]
    assert [is_due(entries, "q-1", day(f"2023-09-0{n}")) for n in (1, 2, 3)] == [False, True, True]
    entries.append(verified("2023-09-03", audio="unknown"))
    assert [is_due(entries, "q-1", day(f"2023-09-0{n}")) for n in (3, 4)] == [False, True]

with checks("each day of the schedule is due once, counted from the day it became complete", "DEL-05", hint=3):
    def runs(entries, last="2024-03-01"):
        """The days on which the request is run, if each run finds all gone."""
        entries, days = [*entries], []
        for today in pd.date_range("2023-09-01", last):
            text = str(today.date())
            if text >= entries[-1]["on"] and is_due(entries, "q-1", today):
                days.append((today - pd.Timestamp("2023-09-01")).days)
                entries.append(verified(text))
        return days

    assert runs([verified("2023-09-01")]) == [1, 7, 30, 90]
    assert runs([verified("2023-09-01", audio="left")]) == [1, 2, 8, 31, 91]
    for word in ("left", "unknown"):
        story = [verified("2023-09-01"), verified("2023-09-05"), verified("2023-09-08", lake=word), verified("2023-09-11")]
        assert runs(story) == [11, 17, 40, 100]
    same_day = [verified("2023-09-01", audio="left"), verified("2023-09-01"), verified("2023-09-02")]
    assert [is_due(same_day, "q-1", pd.Timestamp(on)) for on in ("2023-09-02", "2023-09-03", "2023-09-08")] == [False, False, True]
    other = verified("2023-09-04", "q-2", audio="left")
    assert not is_due([verified("2023-09-01"), verified("2023-09-02"), other], "q-1", pd.Timestamp("2023-09-05"))
    assert is_due([verified("2023-09-01"), other | {"on": "2023-09-02"}], "q-1", pd.Timestamp("2023-09-02"))
    late = [verified("2023-09-01"), verified("2023-09-11")]
    assert not is_due(late, "q-1", pd.Timestamp("2023-09-30"))
    assert is_due(late, "q-1", pd.Timestamp("2023-10-20"))
    assert not is_due([*late, verified("2023-12-01", "q-1")], "q-1", pd.Timestamp("2024-09-01"))
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · What the parent is told
#
# Complete `tell(entries, request_id)`. It returns a dict:
#
# | key | value |
# |---|---|
# | `"state"` | the request's state |
# | `"sentence"` | the sentence of that state, from `SENTENCES` |
# | `"left"`, `"unknown"` | two sorted lists: the stores with that word in the latest verification; `[]` if there are none |
#
# For a request with one verification, in which `lake` is `"left"` and `audio` is `"unknown"`:
#
# `{"state": "partial", "sentence": "Your child's data is not deleted everywhere. …", "left": ["lake"],
# "unknown": ["audio"]}`

# %% step="tell"
def tell(entries: list[dict], request_id: str) -> dict:
    """Return what the parent is told, from what was verified. Order: no misrepresentation."""
    ### BEGIN SOLUTION
    verified, state = verifications(entries, request_id), state_of(entries, request_id)
    stores = verified[-1]["stores"] if verified else {}
    return {"state": state, "sentence": SENTENCES[state]} | {
        word: sorted(name for name, found in stores.items() if found == word)
        for word in ("left", "unknown")
    }
    ### END SOLUTION

# %% test="tell"
def there(company):
    """What is really in the stores: (store, item_id)."""
    return {row[:2] for row in census(company)}
def murmur(rows=ROWS, entries=()):
    company = tiny_world(STORES, {"ada": {"profile_id": ["p-ada"], "device_id": ["d-ada"]}})
    for entry in entries:
        company.journal.append(entry)
    for store, item_id, key, made_from in rows:
        one = {"item_id": item_id, "key": key, "made_from": made_from, "made_on": pd.Timestamp("2023-08-20")}
        company.stores[store].fill([one])
    return company
def says_done(company, child, request_id):
    """An erase that blocks, does nothing else, and says that it is done."""
    company.journal.append(BLOCKED | {"request_id": request_id})
    return []
def says_clean(company, names):
    return []

with checks("the parent is told what was verified", "DEL-33"):
    entries = [BLOCKED, FOUND, verified("2023-09-01", lake="left", audio="unknown", cache="left")]
    told = tell(entries, "q-1")
    assert told == {
        "state": "partial", "sentence": SENTENCES["partial"], "left": ["cache", "lake"], "unknown": ["audio"],
    }  # fmt: skip

### BEGIN HIDDEN TESTS
with checks("each state has its sentence, and only a complete one says deleted", "DEL-33", hint=3):
    story = [verified("2023-09-09", "q-2"), BLOCKED, verified("2023-09-01", lake="left"), verified("2023-09-02"),
             verified("2023-09-03", lake="unknown"), verified("2023-09-04", "q-2", audio="left")]  # fmt: skip
    expected = [("pending", [], []), ("pending", [], []), ("in_processing", [], []), ("partial", ["lake"], []),
                ("complete", [], []), ("partial", [], ["lake"]), ("partial", [], ["lake"])]  # fmt: skip
    words = {
        "pending": "We have your request.",
        "in_processing": "We are deleting your child's data. It is not deleted yet.",
        "partial": "Your child's data is not deleted everywhere. We are still working on it, and will tell you.",
        "complete": "Your child's data was deleted from all our stores. We have looked in each of them, and will look again.",
    }
    beta = verified("2023-09-01", beta="left", gamma="unknown")  # stores that are gone since
    assert tell([beta, verified("2023-09-02", lake="left")], "q-1")["left"] == ["lake"]
    assert tell([beta, verified("2023-09-02")], "q-1") == tell([verified("2023-09-02")], "q-1")
    again = tell([beta, verified("2023-09-02", zoo="unknown", search="left", cache="unknown", alarm="left", audio="unknown", places="unknown", b="left"), BLOCKED], "q-1")
    assert again == {
        "state": "partial", "sentence": words["partial"], "left": ["alarm", "b", "search"], "unknown": ["audio", "cache", "places", "zoo"],
    }  # fmt: skip
    for n, (state, left, unknown) in enumerate(expected):
        told = tell(story[:n], "q-1")
        assert told == {"state": state, "sentence": words[state], "left": left, "unknown": unknown}

with checks("what the parent is told after each run was read in that run", "DEL-33", hint=1):
    company = murmur(entries=[BLOCKED, FOUND])
    for name, gone in [("lake", "f-1"), ("search", "t-1"), ("places", "g-1"), ("cache", "r-1"), ("audio", "r-1")]:
        process(company, "ada", "q-1", says_done, says_clean)
        told = tell(company.journal.entries(), "q-1")
        assert (told["state"], told["left"]) == ("partial", sorted({store for store, _ in there(company) - BENS}))
        company.stores[name].purge([gone])
    process(company, "ada", "q-1", says_done, says_clean)
    assert tell(company.journal.entries(), "q-1")["sentence"] == SENTENCES["complete"]
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · Failures that come back
#
# Complete `escalations(entries)`. It returns what your managers must know. Go through one request's verifications of
# one store, and skip `"unknown"`. Each `"left"` that comes first, or directly after `"gone"`, is one
# failure. Add up each store's failures over **all** requests. The result is a dict from store to number,
# only for stores with at least two.
#
# | `places` in the verifications | failures |
# |---|---|
# | left, left, left | 1, so not in the result |
# | left, unknown, left | 1, so not in the result |
# | left, gone, unknown, left | 2, so `{"places": 2}` |
# | left, in `q-1`; left, in `q-2` | 2, so `{"places": 2}` |

# %% step="escalations"
def escalations(entries: list[dict]) -> dict[str, int]:
    """Return the stores that failed at least twice, over all requests, and how often."""
    ### BEGIN SOLUTION
    latest, failures = {}, {}
    for entry in entries:
        for name, found in entry["stores"].items() if entry["event"] == "verified" else ():
            place = entry["request_id"], name
            if found == "left" and latest.get(place) != "left":
                failures[name] = failures.get(name, 0) + 1
            if found != "unknown":
                latest[place] = found
    return {name: number for name, number in failures.items() if number > 1}
    ### END SOLUTION

# %% test="escalations"
with checks("it is checked again after 1, 7, 30 and 90 days", "DEL-05"):
    entries = [BLOCKED, FOUND, verified("2023-09-01")]
    days = pd.date_range("2023-09-01", "2023-12-31")
    first = next((day for day in days if is_due(entries, "q-1", day)), None)
    assert first == pd.Timestamp("2023-09-02")
    entries = [verified("2023-09-01", places="left"), verified("2023-09-02"), verified("2023-09-03", places="left")]
    assert escalations(entries) == {"places": 2}

### BEGIN HIDDEN TESTS
with checks("a known failure that comes back is counted, over all requests", "DEL-05", hint=2):
    days = ["2018-02-01", "2018-10-01", "2019-04-01", "2019-09-01", "2020-08-01", "2020-09-01", "2021-02-01", "2022-02-01"]
    entries = [verified(day, f"q-{n}", places="left") for n, day in enumerate(days)]
    assert escalations(entries) == {"places": 8}
    assert escalations(entries[:2]) == {"places": 2}
    assert escalations(entries[:1]) == {}
    mixed = [verified("2023-09-01", lake="left"), verified("2023-09-01", "q-2", audio="left"), verified("2023-09-02", audio="left")]
    assert escalations(mixed) == {"audio": 2}
    one = {"event": "verified", "request_id": "q-1", "on": "2023-09-01"}  # of all stores, of one, of none, on one day
    story = [one | {"stores": {"places": word}} if word else one | {"stores": {}} for word in ("left", "gone", "left", "", "left")]
    assert escalations(story) == {"places": 2}
    assert escalations([*story, one | {"event": "noted", "stores": {"places": "gone"}}, story[0]]) == {"places": 2}

with checks("a failure that lasts counts once, and an unknown does not end it", "DEL-05", hint=1):
    def places(*found):
        return escalations([BLOCKED, *[verified(f"2023-09-{n + 1:02}", places=word) for n, word in enumerate(found)], FOUND])

    assert places("left", "left", "left") == {}
    assert places("left", "unknown", "left") == {}
    assert places("left", "gone", "unknown", "left") == {"places": 2}
    assert places("unknown", "left", "gone", "left", "left", "gone", "left") == {"places": 3}
    assert places("gone", "gone", "unknown") == {}
    assert places("unknown", "gone", "unknown", "left") == {}
### END HIDDEN TESTS
