# %% [markdown]
# ## Why
#
# The Alexa order forbids Amazon from misrepresenting how voice information and geolocation are deleted.{fact}`O-A4` The
# complaint alleges that failures to delete geolocation were discovered repeatedly and not fixed,{fact}`F-A17` and that
# they recurred or were found at eight points from 2018 to 2022.{fact}`F-A10` A parent who is told "deleted" stops
# asking. So the code that deletes must not be the code that says it is done.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint
from privacylab.companies import DeletionStory, census, small_world, tiny_world, what_goes_wrong
from privacylab.companies.stores import StoreUnavailable

# %% [markdown]
# ## The journal
#
# DEL-01 appends `"blocked"` entries, with `keys`, and `"found"` entries, with `item_ids`. You append
#
# `{"event": "verified", "request_id": …, "on": "2023-09-01", "stores": {"audio": "gone", "search": "left", "lake":
# "unknown"}}`
#
# where `on` is `company.clock.today` as `YYYY-MM-DD`. A request's entries are those with its `request_id` and
# one of these three events. Ignore all others, such as a note from support. Keys are never released here.

# %% [markdown]
# ## Look
#
# Two search indexes are told to purge the same two transcripts, and one of them lies. **Before you code:** which line
# tells you the truth?

# %% look
honest, liar = small_world(), small_world()
liar.faults.set("search", "keeps")
for murmur in (honest, liar):
    search = murmur.stores["search"]
    print("it says", search.purge(["t-000003-1", "t-000003-2"]))
    print("there are", len(search.inspect(["p-000003"])))

# %% [markdown]
# ## Step 1 · Read back
#
# Complete `read_back(company, request_id)`. It returns a dict from each store in `company.stores` to the first word
# that applies:
#
# | word | when | example: `p-ada` is blocked |
# |---|---|---|
# | `"unknown"` | the store does not answer (`StoreUnavailable`), or nothing was blocked for this request | `places` is down |
# | `"left"` | `inspect` finds something under a key that was blocked for this request, or `derived` finds something made, in one step, from an item that was found for it | `audio` has an item of `p-ada`, even a hidden one |
# | `"gone"` | otherwise | `search` has items of `p-ben` only |
#
# All of the request's entries count, not only its latest.

# %% step="read_back"
def read_back(company, request_id: str) -> dict[str, str]:
    """Return what was read in each store: "gone", "left" or "unknown"."""
    ### BEGIN SOLUTION
    keys, ids = set(), set()
    for entry in _of(company.journal.entries(), request_id):
        keys |= set(entry.get("keys", ()))
        ids |= set(entry.get("item_ids", ()))
    found = {}
    for name, store in company.stores.items():
        try:
            left = store.inspect(sorted(keys)) or store.derived(sorted(ids))
            found[name] = "unknown" if not keys else "left" if left else "gone"
        except StoreUnavailable:
            found[name] = "unknown"
    return found


def _of(entries, request_id):
    return [
        entry
        for entry in entries
        if entry["event"] in ("blocked", "found", "verified") and entry["request_id"] == request_id
    ]
    ### END SOLUTION

# %% test="read_back"
ADA = {"profile_id": ["p-ada"], "device_id": ["d-ada"]}
BEN = {"profile_id": ["p-ben"], "device_id": ["d-ben"]}
STORES = ["audio", "search", "lake", "places", "cache"]
ROWS = [
    ("audio", "r-1", "p-ada", None), ("audio", "r-2", "p-ben", None), ("cache", "r-1", "p-ada", None),
    ("search", "t-1", "asr", "r-1"), ("search", "t-2", "asr", "r-2"), ("places", "g-1", "d-ada", None),
    ("places", "g-2", "d-ben", None), ("lake", "f-1", "batch", "t-1"), ("lake", "f-2", "batch", "t-2"),
]  # fmt: skip
BENS = {row[:2] for row in ROWS if row[1].endswith("2")}
BLOCKED = {"event": "blocked", "request_id": "q-1", "keys": ["p-ada", "d-ada"]}
FOUND = {"event": "found", "request_id": "q-1", "item_ids": ["r-1", "t-1", "f-1", "g-1"]}
def item(item_id, key, made_from=None):
    return {"item_id": item_id, "key": key, "made_from": made_from, "made_on": pd.Timestamp("2023-08-20")}
def murmur(rows=ROWS, entries=(), stores=STORES, **modes):
    company = tiny_world(stores, {"ada": ADA, "ben": BEN})
    for entry in entries:
        company.journal.append(entry)
    for store, *row in rows:
        if store in stores:
            company.stores[store].fill([item(*row)])
    for name, mode in modes.items():
        company.faults.set(name, mode)
    return company

with checks("a store with an item is left, one that is down is unknown, the rest are gone"):
    company = murmur(ROWS[:2], [BLOCKED, FOUND], places="down")
    found = read_back(company, "q-1")
    assert found == {"audio": "left", "search": "gone", "lake": "gone", "places": "unknown", "cache": "gone"}

### BEGIN HIDDEN TESTS
# class seed: words r t f g
with checks("each store is read past its interface, for what was made from found items too", hint=2):
    company = murmur(ROWS, [BLOCKED, FOUND], places="down")
    expected = {"audio": "left", "search": "left", "lake": "left", "places": "unknown", "cache": "left"}
    assert read_back(company, "q-1") == expected
    company.faults.set("audio", "hides")
    company.stores["audio"].delete(["r-1"])
    company.stores["lake"].purge(["f-1"])
    assert read_back(company, "q-1") == expected | {"lake": "gone"}
    company.stores["lake"].fill([item("f-9", "batch", "f-1")])
    company.faults.clear("places")
    company.stores["places"].purge(["g-1"])
    assert read_back(company, "q-1") == expected | {"places": "gone"}

with checks("only the request's own keys and ids count", hint=1):
    company = murmur(ROWS, [BLOCKED | {"request_id": "q-2", "keys": ["p-ben"]}, FOUND | {"request_id": "q-2", "item_ids": ["r-2"]}])
    assert read_back(company, "q-2") == {"audio": "left", "search": "left", "lake": "gone", "places": "gone", "cache": "gone"}
    assert read_back(company, "q-1") == dict.fromkeys(STORES, "unknown")
    for keys in (["d-none"], ["d-ben"], ["d-none"]):
        company.journal.append(BLOCKED | {"keys": keys})
    assert read_back(company, "q-1") == dict.fromkeys(STORES, "gone") | {"places": "left"}
    assert read_back(murmur(entries=[FOUND]), "q-1") == dict.fromkeys(STORES, "unknown")
    for found in (["r-9", "t-1"], ["t-1", "r-9"]):
        apart = [BLOCKED | {"keys": ["d-none"]}, *[FOUND | {"item_ids": [one]} for one in found]]
        assert read_back(murmur(entries=apart), "q-1") == dict.fromkeys(STORES, "gone") | {"lake": "left"}
    longer = [BLOCKED | {"request_id": "q-10"}, FOUND | {"request_id": "q-10"}]
    assert read_back(murmur(entries=longer), "q-1") == dict.fromkeys(STORES, "unknown")

with checks("an item is found in any store, by its key or by what it was made from", hint=2):
    stores = [*STORES, "stories", "beta"]
    for name in stores:
        for one in (item("x-1", "d-ada"), item("x-1", "batch", "g-1")):
            company = murmur([], [BLOCKED, FOUND], stores)
            company.stores[name].fill([one])
            assert read_back(company, "q-1") == dict.fromkeys(stores, "gone") | {name: "left"}

with checks("a note about the request is no block, and says nothing about its state", hint=3):
    note = {"event": "noted", "request_id": "q-1", "keys": ["p-ada"], "item_ids": ["r-1"]}
    company = murmur(entries=[note])
    assert read_back(company, "q-1") == dict.fromkeys(STORES, "unknown")
    company.journal.append(BLOCKED | {"keys": ["d-ben"]})
    assert read_back(company, "q-1") == dict.fromkeys(STORES, "gone") | {"places": "left"}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · The state of a request
#
# Complete `state_of(entries, request_id)`. It returns the request's state. The names are from
# Fides, an open-source tool for privacy requests, except `"partial"`, which is ours:
#
# | the request's entries | state |
# |---|---|
# | none | `"pending"` |
# | some, and none is `"verified"` | `"in_processing"` |
# | the **latest** verification has every store `"gone"` | `"complete"` |
# | the latest verification has any store `"left"` or `"unknown"` | `"partial"` |

# %% step="state_of"
def state_of(entries: list[dict], request_id: str) -> str:
    """Return the state of a request: "pending", "in_processing", "partial" or "complete"."""
    ### BEGIN SOLUTION
    own = _of(entries, request_id)
    verified = [entry for entry in own if entry["event"] == "verified"]
    if not verified:
        return "in_processing" if own else "pending"
    return "complete" if set(verified[-1]["stores"].values()) <= {"gone"} else "partial"
    ### END SOLUTION

# %% test="state_of"
def verified(on, request_id="q-1", **stores):
    """A verification that has every store gone, except for those that are named."""
    return {"event": "verified", "request_id": request_id, "on": on, "stores": dict.fromkeys(STORES, "gone") | stores}

with checks("a request goes from pending to in processing, partial and complete"):
    story = [BLOCKED, verified("2023-09-01", audio="left"), verified("2023-09-02")]
    states = [state_of(story[:n], "q-1") for n in range(4)]
    assert states == ["pending", "in_processing", "partial", "complete"]

### BEGIN HIDDEN TESTS
# class seed: dates days
with checks("this request's latest verification decides", hint=2):
    other = verified("2023-09-09", "q-2", audio="left")
    assert state_of([other], "q-1") == "pending"
    assert state_of([other, BLOCKED], "q-1") == "in_processing"
    assert state_of([BLOCKED, FOUND, BLOCKED, other], "q-1") == "in_processing"
    story = [BLOCKED, verified("2023-09-01", audio="left"), verified("2023-09-02"), other, verified("2023-09-03", cache="unknown")]
    assert [state_of(story[:n], "q-1") for n in range(1, 6)] == ["in_processing", "partial", "complete", "complete", "partial"]
    assert state_of([BLOCKED | {"request_id": "q-3"}, *story], "q-3") == "in_processing"
    note = {"event": "noted", "request_id": "q-1"}
    assert [state_of(entries, "q-1") for entries in ([note], [FOUND, note])] == ["pending", "in_processing"]
    before = {"event": "verified", "request_id": "q-1", "on": "2023-08-31", "stores": {"beta": "left"}}  # a store that is gone
    assert state_of([BLOCKED, before, verified("2023-09-01")], "q-1") == "complete"
    assert state_of([BLOCKED | {"request_id": "q-10"}, verified("2023-09-01", "q-10")], "q-1") == "pending"
    for later in (note, BLOCKED, FOUND, other):
        assert state_of([*story[:3], later], "q-1") == "complete"
        assert state_of([*story, later], "q-1") == "partial"

with checks("one store that is left or unknown makes it partial", hint=1):
    for name in STORES:
        for word in ("left", "unknown"):
            assert state_of([BLOCKED, verified("2023-09-01", **{name: word})], "q-1") == "partial"
    assert state_of([BLOCKED, verified("2023-09-01")], "q-1") == "complete"
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · One run
#
# Complete `process(company, child, request_id, erase, replay)`:
#
# 1. Call `erase(company, child, request_id)`, which is DEL-01's.
# 2. Call `replay(company, names)`, which is DEL-06's, with the sorted names of all stores. It deals
#    with what came back after the mapping was forgotten.
# 3. Read back, and append what you read to the journal.
# 4. Return the request's state.
#
# Ignore what `erase` and `replay` return: only what you read back counts. If either raises, let the
# exception through and append nothing.
#
# The test cell also runs your whole workflow, with your `erase`, `admit` and `replay`, through stories with
# crashes, lying stores, late messages, and restored backups. In all of them, once you say
# `"complete"`, nothing of the child's may be retrievable. Nothing of her brother's may ever be missing, and what you
# read back must be what is there.
#
# | `erase` returns | read back | result |
# |---|---|---|
# | `[]` | `audio` is `"left"` | `"partial"` |
# | `["audio"]` | every store is `"gone"` | `"complete"` |

# %% step="process"
def process(company, child: str, request_id: str, erase, replay) -> str:
    """Erase, replay, read back, write it down, and return the state. Order: no misrepresentation."""
    ### BEGIN SOLUTION
    erase(company, child, request_id)
    replay(company, sorted(company.stores))
    company.journal.append(
        {
            "event": "verified",
            "request_id": request_id,
            "on": str(company.clock.today.date()),
            "stores": read_back(company, request_id),
        }
    )
    return state_of(company.journal.entries(), request_id)
    ### END SOLUTION

# %% test="process"
def says_done(company, child, request_id):
    """An erase that blocks, does nothing else, and says that it is done."""
    company.journal.append(BLOCKED | {"request_id": request_id})
    return []
def says_clean(company, names):
    return []

with checks("what erase returns is not believed"):
    company = murmur()
    state = process(company, "ada", "q-1", says_done, says_clean)
    assert state == "partial"
    assert read_back(company, "q-1") == {"audio": "left", "search": "gone", "lake": "gone", "places": "left", "cache": "left"}
    for name in ("audio", "places", "cache"):
        company.stores[name].purge(["r-1", "g-1"])
    assert process(company, "ada", "q-1", says_done, says_clean) == "complete"

with checks("in a company with real stores: partial, then complete, then partial when data comes back"):
    company = small_world()
    backup = company.backups.take()
    assert process(company, "p-000003", "q-1", erase, replay) == "partial"
    read = read_back(company, "q-1")
    assert [name for name in sorted(read) if read[name] == "left"] == ["archive", "replica"]
    company.keys.destroy("key-000003")
    company.night()
    assert process(company, "p-000003", "q-1", erase, replay) == "complete"
    company.backups.restore(backup, None, ["places"])
    assert read_back(company, "q-1")["places"] == "left"
    assert process(company, "p-000003", "q-1", erase, replay) == "complete"
    assert read_back(company, "q-1")["places"] == "gone"

FEW = ["audio", "search", "places"]  # in the stories, of which there are many

def story_of(stores=FEW):
    """Your workflow in a small company; see DeletionStory for what can happen to it."""
    others = {row for row in BENS if row[0] in stores}
    return DeletionStory(murmur(stores=stores), others, process, erase, admit, replay)

SHORT_STORIES = [
    ["run"], ["crash 4"], ["upload now"], ["keeps search", "run"], ["down audio", "run"],
    ["run", "late places"], ["run", "restore audio"], ["crash 1", "restore audio"],
]  # fmt: skip

with checks("in short stories with a crash, a lie and a restored backup, its state is true"):
    for events in SHORT_STORIES:  # the shortest come first
        wrong = what_goes_wrong(story_of(), events)
        assert wrong == []

### BEGIN HIDDEN TESTS
import itertools

import hypothesis.strategies as st

with checks("in any story, of any length, its state is true", hint=3):
    events = st.sampled_from(
        ["run", "night", "recover"]
        + [f"crash {n}" for n in range(1, 12)]
        + [f"{mode} {name}" for mode in ("down", "keeps", "hides", "half") for name in FEW]
        + [f"{what} {name}" for what in ("late", "restore") for name in FEW]
        + ["upload now", "upload in flight"]
    )

    few = [["down places", "run"], ["keeps search", "run"]]
    for story in (["run", "upload in flight"], ["run", "keeps audio", "upload in flight"], *few):
        wrong = what_goes_wrong(story_of(), story)
        assert wrong == []

    @checks.always(20, story=st.lists(events, min_size=1, max_size=7))
    def _(story):
        wrong = what_goes_wrong(story_of(), story)
        assert wrong == []

with checks("a run erases, replays all stores, reads back, and writes it down, in this order", hint=2):
    company, happened = murmur(entries=[BLOCKED]), []
    def erases(company, child, request_id):
        happened.append(("erase", child, request_id))
        company.stores["cache"].purge(["r-1"])
        return ["audio"]
    def replays(company, names):
        happened.append(("replay", names))
        company.stores["places"].purge(["g-1"])
        return ["places"]
    assert process(company, "ada", "q-1", erases, replays) == "partial"
    assert happened == [("erase", "ada", "q-1"), ("replay", sorted(STORES))]
    assert company.journal.entries()[1:] == [verified("2023-08-31", audio="left")]
    company.night()
    assert process(company, "zoe", "q-7", erases, replays) == "partial"
    assert company.journal.entries()[2] == verified("2023-09-01", "q-7", **dict.fromkeys(STORES, "unknown"))
    company, happened = murmur([], entries=[BLOCKED]), []
    for n in (1, 2):  # both say that something is left, and nothing is
        assert process(company, "ada", "q-1", erases, replays) == "complete"
        assert company.journal.entries()[1:] == [verified("2023-08-31")] * n
        assert happened == [("erase", "ada", "q-1"), ("replay", sorted(STORES))] * n

with checks("an exception stops the run, and nothing is written down", hint=3):
    for what, error in itertools.product(("erase", "replay"), (RuntimeError, StoreUnavailable, OSError)):
        company, stopped = murmur(entries=[BLOCKED]), False
        def stops(*arguments, error=error):
            raise error("the process died")
        try:
            process(company, "ada", "q-1", stops if what == "erase" else says_done, stops if what == "replay" else says_clean)
        except error:
            stopped = True
        assert stopped
        assert state_of(company.journal.entries(), "q-1") == "in_processing"
    assert process(murmur([]), "ada", "q-1", says_done, says_clean) == "complete"
### END HIDDEN TESTS
