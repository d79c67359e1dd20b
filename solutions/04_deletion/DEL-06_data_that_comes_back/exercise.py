# %% [markdown]
# ## Why
#
# The complaint alleges that failures to delete geolocation recurred or were found at eight points from 2018 to
# 2022.{fact}`F-A10` Data comes back: an offline speaker sends its queue, an engineer restores a backup. So a deletion
# leaves **tombstones**: keys and ids without content.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint
from privacylab.companies import census, small_world, tiny_world
from privacylab.companies.stores import StoreUnavailable

# %% [markdown]
# ## Look
#
# One child's transcripts are purged. **Before you run it:** which brings them back, the nights or the backup?

# %% look
murmur = small_world()
backup, search = murmur.backups.take(), murmur.stores["search"]
search.purge([row["item_id"] for row in search.inspect(["p-000003"])])
print("purged:          ", search.lookup(["p-000003"]))
murmur.night(), murmur.night()
print("two nights later:", [search.read(row["item_id"]) for row in search.lookup(["p-000003"])])
murmur.backups.restore(backup)
print("backup restored: ", [search.read(row["item_id"]) for row in search.lookup(["p-000003"])])

# %% [markdown]
# ## Tombstones
#
# They are in the journal that DEL-01 writes:
#
# | entry | meaning |
# |---|---|
# | `{"event": "blocked", "request_id": …, "keys": [...]}` | everything under these keys is dead |
# | `{"event": "found", "request_id": …, "item_ids": [...]}` | these items are dead, and so is what was made from them |
# | `{"event": "released", "keys": [...], "from": "2023-09-04"}` | a speaker was sold: what was made under these keys **on or after** that day is someone else's; ignore it for a key that was not blocked before |
# | any other event | ignore it |
#
# An item is a dict with `item_id`, `key`, `made_from` (an `item_id` or `None`), and `made_on` (a `Timestamp` at
# midnight). It is dead if
#
# - its `item_id` or its `made_from` is in a `"found"` entry; or
# - its `key` is blocked. If the key was released after that, only items made before the release's `from` are dead.
#
# For each key, the latest entry decides: if it was blocked again after a release, all of its items are dead.
#
# **Which of these items are dead** by this journal?

# %% look
journal = [
    {"event": "blocked", "request_id": "q-1", "keys": ["p-ada", "d-ada"]},
    {"event": "found", "request_id": "q-1", "item_ids": ["r-1", "t-1"]},
    {"event": "released", "keys": ["d-ada"], "from": "2023-09-04"},
]
print(*journal, sep="\n")
pd.DataFrame(
    [
        ("r-7", "p-ada", None, "2023-10-01"),
        ("t-7", "asr", "r-1", "2023-10-01"),
        ("g-7", "d-ada", None, "2023-09-03"),
        ("g-8", "d-ada", None, "2023-09-04"),
        ("t-8", "d-ada", "t-1", "2023-10-01"),
        ("r-8", "p-ben", None, "2023-08-20"),
    ],
    columns=["item_id", "key", "made_from", "made_on"],
)

# %% [markdown]
# ## Step 1 · May it come in?
#
# Complete `admit(entries, message)`. It returns `False` if `message["item"]` is dead by the rules under *Tombstones*
# above, and `True` otherwise. `entries` is the journal. The message's `store` and `deliver_on` do not matter. For the
# journal and the items above:
#
# | `item_id` | result |
# |---|---|
# | r-7, t-7, g-7, t-8 | `False` |
# | g-8, r-8 | `True` |

# %% step="admit"
def admit(entries: list[dict], message: dict) -> bool:
    """Return whether a late message may enter its store: False if its item is dead."""
    ### BEGIN SOLUTION
    until, ids = _tombstones(entries)
    return not _is_dead(message["item"], until, ids)


def _tombstones(entries):
    """The day before which everything under a key is dead, by key; and the ids that are dead."""
    until, ids = {}, set()
    for entry in entries:
        if entry["event"] == "blocked":
            until |= dict.fromkeys(entry["keys"], pd.Timestamp.max)
        elif entry["event"] == "released":
            until |= {key: pd.Timestamp(entry["from"]) for key in entry["keys"] if key in until}
        elif entry["event"] == "found":
            ids |= set(entry["item_ids"])
    return until, ids


def _is_dead(item, until, ids):
    if item["item_id"] in ids or item["made_from"] in ids:
        return True
    return item["key"] in until and item["made_on"] < until[item["key"]]
    ### END SOLUTION

# %% test="admit"
day = pd.Timestamp

ENTRIES = [
    {"event": "blocked", "request_id": "q-1", "keys": ["p-ada", "d-ada"]},
    {"event": "found", "request_id": "q-1", "item_ids": ["r-1", "t-1"]},
]

SOLD = {"event": "released", "keys": ["d-ada"], "from": "2023-09-04"}

def item(item_id, key, made_from=None, made_on="2023-08-20"):
    return {"item_id": item_id, "key": key, "made_from": made_from, "made_on": day(made_on)}

def message(*about, store="audio", deliver_on="2023-09-10"):
    return {"store": store, "deliver_on": day(deliver_on), "item": item(*about)}

with checks("a late message under a dead key is dropped, and her brother's is not"):
    assert admit(ENTRIES, message("r-7", "d-ada")) is False
    assert admit(ENTRIES, message("r-8", "d-ben")) is True

### BEGIN HIDDEN TESTS
# class seed: words ada ben d r t q x
import hypothesis.strategies as st

with checks("an item is dead by its key, by its id, or by what it was made from", hint=2):
    found = [
        admit(ENTRIES, message(*about, store=store))
        for store in ("audio", "replica", "cache", "lake")
        for about in [
            ("r-7", "p-ada"), ("r-1", "asr"), ("t-7", "asr", "r-1"), ("f-7", "batch", "t-1"),
            ("r-7", "p-ben"), ("t-7", "asr", "r-2"), ("t-7", "r-1"), ("d-ada", "asr", "p-ada"), ("r-7", "p-ada-2"), ("r-7", "P-ada"),
        ]  # fmt: skip
    ]
    assert found == [*[False] * 4, *[True] * 6] * 4
    note = {"event": "noted", "request_id": "q-1", "keys": ["p-ben"], "item_ids": ["r-2"]}
    for entries in ([*ENTRIES, note], [note, *ENTRIES]):
        assert [admit(entries, message(*about)) for about in (("r-7", "p-ben"), ("r-2", "asr"), ("r-7", "p-ada"))] == [True, True, False]
    assert admit([], message("r-1", "p-ada")) is True
    apart = [{"event": "found", "request_id": "q-1", "item_ids": [one]} for one in ("r-1", "t-1", "x-1")]
    assert [admit(apart, message(one, "asr")) for one in ("r-1", "t-1", "x-1", "y-1")] == [False] * 3 + [True]

with checks("after a speaker is sold, the day an item was made counts, not the day it arrives", hint=3):
    for deliver_on in ("2023-09-01", "2023-09-04", "2024-01-01"):
        made = ["2023-08-20", "2023-09-03", "2023-09-04", "2023-10-01"]
        found = [
            admit([*ENTRIES, SOLD], message("r-7", "d-ada", None, made_on, deliver_on=deliver_on))
            for made_on in made
        ]
        assert found == [False, False, True, True]
        assert admit([*ENTRIES, SOLD], message("r-7", "p-ada", None, "2023-10-01")) is False
        assert admit([*ENTRIES, SOLD], message("t-7", "d-ada", "r-1", "2023-10-01")) is False

with checks("the latest release decides, for each of its keys", hint=1):
    first = {"event": "released", "keys": ["d-7", "d-ada"], "from": "2023-09-06"}
    for entries, expected in [
        ([*ENTRIES, first], [False, False, True]), ([*ENTRIES, first, SOLD], [False, True, True]),
        ([*ENTRIES, SOLD, first], [False, False, True]), ([*ENTRIES, SOLD, ENTRIES[0], first], [False, False, True]),
        ([*ENTRIES, SOLD, ENTRIES[0]], [False, False, False]),
    ]:  # fmt: skip
        made = ["2023-09-03", "2023-09-05", "2023-09-06"]
        assert [admit(entries, message("r-9", "d-ada", None, on)) for on in made] == expected

with checks("entries count in their order, for one key or for another", hint=1):
    again = [*ENTRIES, SOLD, ENTRIES[0]]
    assert [admit(one, message("r-9", "d-ada", None, "2023-10-01")) for one in (again, again[:3])] == [False, True]
    events = st.sampled_from(["blocked", "released 3", "released 5", "other", "verified"])

    @checks.always(story=st.lists(events, max_size=6), made=st.integers(1, 7))
    def _(story, made):
        entries, dead = [], 0
        for n, event in enumerate(story):
            keys = ["d-1", f"d-{n + 10}"]
            if event == "blocked":
                entries.append({"event": "blocked", "request_id": f"q-{n}", "keys": keys})
                dead = 99
            elif event.startswith("released"):
                until = int(event[-1])
                entries.append({"event": "released", "keys": keys, "from": f"2023-09-0{until}"})
                dead = until if dead else 0
            elif event == "other":
                entries.append({"event": "blocked", "request_id": f"q-{n}", "keys": ["d-2"]})
            else:
                entries.append({"event": "verified", "request_id": "q-1", "on": "2023-09-01", "stores": {"audio": "left"}})
        assert admit(entries, message("r-9", "d-1", None, f"2023-09-0{made}")) is (made >= dead)
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · After a restore
#
# Complete `replay(company, names)`. It runs when the stores in `names` have been restored, **before** they
# serve, and touches only these. For each request in the journal, one after another:
#
# 1. **Find** the dead items in these stores. The rules are those of step 1, but use only this request's entries and
#    all `"released"` entries, in the journal's order. What was made from a dead item is now dead **at any depth**.
# 2. **Write down** `{"event": "found", "request_id": …, "item_ids": [...]}` before you purge: other stores may hold
#    what was made from them. If nothing is dead, append nothing.
# 3. **Purge** these items.
# 4. **Search again**, also for what was made from the items just written down.
#
# Return the sorted names of the stores that must not serve yet: those in which a request's last search found
# something or got no answer.
#
# | the stores in `names` | result |
# |---|---|
# | all answer and purge | `[]` |
# | `search` keeps its rows, `places` is down | `["places", "search"]` |

# %% step="replay"
def replay(company, names: list[str]) -> list[str]:
    """Purge what is dead from restored stores, and return those that must not serve yet.

    company.journal.entries()     the entries, oldest first; append(entry) adds one
    company.stores[name]          a store
    store.inspect(keys)           the items under these keys; no method finds an item by its id
    store.derived(item_ids)       the items whose made_from is one of these ids, under any key
    store.purge(item_ids)         destroys these items; an unknown id does no harm

    A store that is down raises StoreUnavailable: catch only that, and continue with the others. You may
    leave out ids that the journal has for this request already. Source: 11 CCR 7022(d), data in a
    backup is deleted when it is restored.
    """
    ### BEGIN SOLUTION
    entries, stores, unfit = company.journal.entries(), company.stores, set()
    requests = {one["request_id"] for one in entries if one["event"] in ("blocked", "found")}
    for request_id in sorted(requests):
        until, ids = _tombstones(
            [one for one in entries if one["event"] == "released" or one["request_id"] == request_id]
        )
        dead, silent = _dead_in(stores, names, until, ids)
        if dead:
            found = set().union(*dead.values())
            entry = {"event": "found", "request_id": request_id, "item_ids": sorted(found)}
            company.journal.append(entry)
            for name, item_ids in dead.items():
                try:
                    stores[name].purge(sorted(item_ids))
                except StoreUnavailable:
                    continue  # the next search will tell
            dead, silent = _dead_in(stores, names, until, ids | found)
        unfit |= {*dead, *silent}
    return sorted(unfit)


def _dead_in(stores, names, until, ids):
    """The ids of what is dead, by store; and the stores that do not answer."""
    dead, silent = {}, set()

    def ask(method, values, ids):
        """Ask each store, and note what is dead there; the ids of that."""
        fresh = set()
        for name in names:
            try:
                rows = getattr(stores[name], method)(sorted(values))
            except StoreUnavailable:
                silent.add(name)
                continue
            gone = {row["item_id"] for row in rows if _is_dead(row, until, ids)}
            if gone:
                dead[name] = dead.get(name, set()) | gone
                fresh |= gone
        return fresh

    fresh = ids | ask("inspect", until, ids)
    while fresh:
        fresh = ask("derived", fresh, fresh)
    return dead, silent
    ### END SOLUTION

# %% test="replay"
STORES = ["audio", "search", "lake", "places"]

BACKUP = [
    ("audio", "r-1", "p-ada", None), ("audio", "r-2", "p-ben", None), ("search", "t-1", "asr", "r-1"),
    ("search", "t-2", "asr", "r-2"), ("places", "g-1", "d-ada", None), ("places", "g-2", "d-ben", None),
    ("lake", "f-1", "batch", "t-1"), ("lake", "f-2", "batch", "t-2"),
]  # fmt: skip

BENS = {row[:2] for row in BACKUP if row[1].endswith("2")}

def there(company):
    """What is really in the stores: (store, item_id)."""
    return {row[:2] for row in census(company)}

def restored(rows=BACKUP, entries=ENTRIES, **modes):
    """A company whose stores have just been restored from a backup with these rows."""
    company = tiny_world(STORES)
    for entry in entries:
        company.journal.append(entry)
    for store, *row in rows:
        company.stores[store].fill([item(*row)])
    for name, mode in modes.items():
        company.faults.set(name, mode)
    return company

with checks("what a backup brings back is purged", "DEL-07"):
    company = restored()
    unfit = replay(company, STORES)
    assert unfit == []
    assert there(company) == BENS

with checks("in a company with real stores, a restored backup has nothing of hers and everything of the others", "DEL-07"):
    company = small_world()
    backup, before = company.backups.take(), census(company)
    keys = [key for some in company.identity.keys_of("p-000003").values() for key in some]
    company.journal.append({"event": "blocked", "request_id": "q-1", "keys": keys})
    restored_stores = ["audio", "lake", "main", "places", "search"]
    company.backups.restore(backup, lambda names: replay(company, names), restored_stores)
    after = census(company)
    assert [row for row in after if row[2] == "p-000003" and row[0] in restored_stores] == []
    assert {row for row in before if row[2] != "p-000003"} <= after

### BEGIN HIDDEN TESTS
with checks("dead items are purged from the restored stores, and no other store is touched", "DEL-07", hint=2):
    for names in (["audio"], ["search"], ["lake", "places"], ["places", "audio", "search"]):
        company = restored()
        assert replay(company, names) == []
        dead = {row[:2] for row in BACKUP if row[:2] not in BENS and row[0] in names}
        assert there(company) == {row[:2] for row in BACKUP} - dead
        assert {where for what, where, of in company.faults.happened if what != "append"} <= set(names)

with checks("what was made from a dead item is dead at any depth, even if no entry names it", "DEL-07", hint=3):
    deep = [("lake", "x-1", "nightly", "x-0"), ("search", "x-0", "asr", "r-9"), ("audio", "r-9", "d-ada", None),
            ("lake", "x-2", "nightly", "x-1"), ("lake", "y-2", "nightly", "y-1"), ("search", "y-1", "asr", "r-2"),
            ("places", "x-3", "nightly", "x-2")]  # fmt: skip
    for names in (STORES, STORES[::-1]):
        company = restored(BACKUP + deep)
        assert replay(company, names) == []
        assert there(company) == BENS | {("lake", "y-2"), ("search", "y-1")}

with checks("items are written down before they are purged, for the request they belong to", "DEL-07", hint=2):
    rows = [*BACKUP, ("audio", "y-2", "job", "x-2")]
    both = [ENTRIES[0], {"event": "blocked", "request_id": "q-2", "keys": ["p-ben", "d-ben"]}, SOLD]
    both.append({"event": "found", "request_id": "q-2", "item_ids": ["x-2"]})
    for names in (["audio"], ["places", "audio"]):
        company = restored(rows, both)
        company.faults.crash(1)
        stopped = False
        try:
            replay(company, names)
        except Exception as error:
            if type(error).__name__ != "Crashed":
                raise
            stopped = True
        company.restart()
        assert stopped
        assert there(company) == {row[:2] for row in rows}
        assert replay(company, names) == []
        written = {"q-1": set(), "q-2": set()}
        for entry in company.journal.entries()[len(both) :]:
            assert sorted(entry) == ["event", "item_ids", "request_id"]
            assert entry["event"] == "found"
            written[entry["request_id"]] |= set(entry["item_ids"])
        gone = {row[:2] for row in rows} - there(company)
        assert gone == {row[:2] for row in rows if row[0] in names}
        assert written["q-1"] == {one for _, one in gone if one.endswith("1")}
        assert written["q-2"] == {one for _, one in gone if one.endswith("2")}

with checks("earlier found entries count too, and new ids are written down", "DEL-07", hint=2):
    known = {"event": "found", "request_id": "q-1", "item_ids": ["r-1", "f-1"]}
    company = restored(entries=[*ENTRIES, known])
    assert replay(company, STORES) == []
    written = {one for entry in company.journal.entries() if entry["event"] == "found" for one in entry["item_ids"]}
    assert written >= {"r-1", "t-1", "f-1", "g-1"}
    assert there(company) == BENS
    company = restored(entries=[known])  # what was found counts without a block, too
    assert replay(company, STORES) == []
    assert there(company) == {row[:2] for row in BACKUP} - {("search", "t-1"), ("lake", "f-1")}

with checks("only StoreUnavailable is caught", "DEL-07", hint=3):
    def broken(item_ids):
        raise OSError("The disk is broken.")

    for method in ("purge", "inspect", "derived"):
        company, stopped = restored(), False
        setattr(company.stores["search"], method, broken)
        try:
            replay(company, STORES)
        except OSError:
            stopped = True
        assert stopped

with checks("a store that is down, or keeps dead items, must not serve", "DEL-07", hint=1):
    for modes, expected in [
        ({"audio": "down"}, ["audio"]), ({"search": "keeps", "places": "down"}, ["places", "search"]),
        ({"lake": "keeps"}, ["lake"]), ({"search": "hides"}, []), ({}, []),
    ]:  # fmt: skip
        other = {"event": "blocked", "request_id": "q-2", "keys": ["p-zoe"]}
        company = restored(entries=[*ENTRIES, other], **modes)
        assert replay(company, STORES) == expected
        assert {row for row in there(company) if row[0] not in expected} == {
            row for row in BENS if row[0] not in expected
        }
        for store in STORES:
            company.faults.clear(store)
        assert replay(company, STORES) == []
        assert there(company) == BENS
    for first, expected in ((True, ["search"]), (False, [])):  # it answers only the first time, or not then
        company, asked = restored([("places", "g-1", "d-ada", None)]), []

        def answers(keys, asked=asked, inspect=company.stores["search"].inspect, first=first):
            asked.append(keys)
            if (len(asked) == 1) is not first:
                raise StoreUnavailable("search is down")
            return inspect(keys)

        company.stores["search"].inspect = answers
        assert replay(company, STORES) == expected

with checks("what a store keeps is found by what it was made from, even if that is gone", "DEL-07", hint=1):
    for rows in ([("audio", "r-9", "d-ada", None), ("search", "x-0", "asr", "r-9")], [("search", "x-0", "asr", "r-1")]):
        company = restored(rows, search="keeps")
        assert replay(company, STORES) == ["search"]
        assert there(company) == {("search", "x-0")}

with checks("a store that cannot be purged does not stop the others", "DEL-07", hint=3):
    company = small_world(seed=3)
    keys = [key for some in company.identity.keys_of("p-000008").values() for key in some]
    company.journal.append({"event": "blocked", "request_id": "q-1", "keys": keys})
    names = ["archive", "audio", "main", "places", "replica", "search"]
    assert replay(company, names) == ["archive", "replica"]
    stores = {store for store, _, owner in census(company) if owner == "p-000008"}
    assert stores & set(names) == {"archive", "replica"}

with checks("today's journal counts, and what belongs to a new owner stays", "DEL-07", hint=3):
    rows = [*BACKUP, ("places", "g-8", "d-ada", None, "2023-09-04"), ("places", "g-9", "d-ada", None, "2023-09-03"),
            ("places", "r-1", "d-ada", None, "2023-09-05")]  # found before the speaker was sold
    company = restored(rows, [*ENTRIES, SOLD])
    assert replay(company, STORES) == []
    assert there(company) == BENS | {("places", "g-8")}
    for entries in ([*ENTRIES, SOLD, ENTRIES[0]], [SOLD, *ENTRIES]):  # the block is the latest: all of it is dead
        company = restored(rows, entries)
        assert replay(company, STORES) == []
        assert there(company) == BENS
    company = restored(rows, [*ENTRIES, SOLD, {"event": "blocked", "request_id": "q-2", "keys": ["p-ben", "d-ben"]}])
    assert replay(company, STORES) == []
    assert there(company) == {("places", "g-8")}

with checks("a store without dead items is left alone, and a second run changes nothing", "DEL-07", hint=2):
    company = restored(entries=[])
    assert replay(company, STORES) == []
    assert there(company) == {row[:2] for row in BACKUP}
    company = restored([row for row in BACKUP if row[:2] in BENS])
    assert replay(company, STORES) == []
    assert company.journal.entries() == ENTRIES
    company = restored()
    assert replay(company, STORES) == []
    assert replay(company, STORES) == []
    assert there(company) == BENS
### END HIDDEN TESTS
