# %% [markdown]
# ## Why
#
# The Alexa order forbids Amazon to misrepresent how voice information and geolocation are
# deleted.{fact}`O-A4` The complaint alleges that failures to delete geolocation were discovered
# repeatedly and not fixed,{fact}`F-A17` and recurred or were found at eight points.{fact}`F-A10` A
# parent who is told "deleted" stops asking. So the code that deletes is not the code that says it is
# done: you read back, say exactly what you read, and look again on days that are fixed beforehand.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint
from privacylab.companies import census, small_world, tiny_world
from privacylab.companies.stores import StoreUnavailable

# %% [markdown]
# ## The journal
#
# `company.journal.entries()` lists dicts in the sequence in which they were appended. DEL-01 appends
# `"blocked"` entries, with `keys`, and `"found"` entries, with `item_ids`. You append
#
# `{"event": "verified", "request_id": …, "on": "2023-09-01", "stores": {"audio": "gone", "search":
# "left", "lake": "unknown"}}`
#
# where `on` is the date of `company.clock.today` as text, `YYYY-MM-DD`. A request's entries are those of
# these three events with its `request_id`; no other entry says anything about it. Keys are never
# released here. Backups and processors, outside the company's own stores, are not covered here; DEL-20
# has the processors.
#
# ## Look
#
# Two search indexes are told to purge the same two transcripts. One of them lies.
#
# **Before you code:** which line tells you the truth? Which line comes from the store that was told to
# delete?

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
# Complete `read_back(company, request_id)`. It returns a dict from each store in `company.stores` to
# the first word that applies:
#
# | word | when | example: `p-ada` is blocked |
# |---|---|---|
# | `"unknown"` | the store does not answer (`StoreUnavailable`), or nothing was blocked for this request, so no one knows what to look for | `places` is down |
# | `"left"` | `inspect` finds something under a key that was blocked for this request, or `derived` finds something made, in one step, from an item that was found for it | `audio` has an item of `p-ada`, even one that its interface hides |
# | `"gone"` | otherwise | `search` has items of `p-ben` only |
#
# All of the request's entries count, not only its latest.

# %% step="read_back"
CHECK_AFTER = (1, 7, 30, 90)  # days after the request became complete
SENTENCES = {
    "pending": "We have your request.",
    "in_processing": "We are deleting your child's data. It is not deleted yet.",
    "partial": "Your child's data is not deleted everywhere. We are still working on it, and will tell you.",
    "complete": "Your child's data was deleted from all our stores. We have looked in each of them, and will look again.",
}


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
    return [entry for entry in entries if entry.get("request_id") == request_id]
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

with checks("what is there is left, what is silent is unknown, the rest is gone"):
    company = murmur(ROWS[:2], [BLOCKED, FOUND], places="down")
    found = read_back(company, "q-1")
    assert found == {"audio": "left", "search": "gone", "lake": "gone", "places": "unknown", "cache": "gone"}

### BEGIN HIDDEN TESTS
with checks("each store is read, what was made from the found as well, past the interface", hint=2):
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

with checks("the request's own keys and ids count, and nobody else's", hint=1):
    company = murmur(ROWS, [BLOCKED | {"request_id": "q-2", "keys": ["p-ben"]}, FOUND | {"request_id": "q-2", "item_ids": ["r-2"]}])
    assert read_back(company, "q-2") == {"audio": "left", "search": "left", "lake": "gone", "places": "gone", "cache": "gone"}
    assert read_back(company, "q-1") == dict.fromkeys(STORES, "unknown")
    company.journal.append(BLOCKED | {"keys": ["d-ben"]})
    company.journal.append(BLOCKED | {"keys": ["d-nobody"]})
    assert read_back(company, "q-1") == dict.fromkeys(STORES, "gone") | {"places": "left"}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · The state of a request
#
# Complete `state_of(entries, request_id)`. It returns the request's state. The names are those of
# Fides, except `"partial"`, which Fides does not have:
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
    own, verified = _of(entries, request_id), _verified(entries, request_id)
    if not verified:
        return "in_processing" if own else "pending"
    return "complete" if _all_gone(verified[-1]) else "partial"


def _verified(entries, request_id):
    return [entry for entry in _of(entries, request_id) if entry["event"] == "verified"]


def _all_gone(entry):
    return set(entry["stores"].values()) <= {"gone"}
    ### END SOLUTION

# %% test="state_of"
def verified(on, request_id="q-1", **stores):
    """A verification that has every store gone, except for those that are named."""
    return {"event": "verified", "request_id": request_id, "on": on, "stores": dict.fromkeys(STORES, "gone") | stores}

with checks("pending, in processing, partial, complete: one after the other", "DEL-04"):
    story = [BLOCKED, verified("2023-09-01", audio="left"), verified("2023-09-02")]
    states = [state_of(story[:n], "q-1") for n in range(4)]
    assert states == ["pending", "in_processing", "partial", "complete"]

### BEGIN HIDDEN TESTS
with checks("the latest verification decides, of this request", "DEL-04", hint=2):
    other = verified("2023-09-09", "q-2", audio="left")
    assert state_of([other], "q-1") == "pending"
    assert state_of([other, BLOCKED], "q-1") == "in_processing"
    assert state_of([BLOCKED, FOUND, BLOCKED, other], "q-1") == "in_processing"
    story = [BLOCKED, verified("2023-09-01", audio="left"), verified("2023-09-02"), other, verified("2023-09-03", cache="unknown")]
    assert [state_of(story[:n], "q-1") for n in range(1, 6)] == ["in_processing", "partial", "complete", "complete", "partial"]
    assert state_of([BLOCKED | {"request_id": "q-3"}, *story], "q-3") == "in_processing"

with checks("one store of all is enough to be partial, whichever, left or unknown", "DEL-04", hint=1):
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
# Ignore what `erase` and `replay` return: it is their own word. If either raises, let it through and
# append nothing.
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

with checks("what an erase says is not what was read"):
    company = murmur()
    state = process(company, "ada", "q-1", says_done, says_clean)
    assert state == "partial"
    assert read_back(company, "q-1") == {"audio": "left", "search": "gone", "lake": "gone", "places": "left", "cache": "left"}
    for name in ("audio", "places", "cache"):
        company.stores[name].purge(["r-1", "g-1"])
    assert process(company, "ada", "q-1", says_done, says_clean) == "complete"

### BEGIN HIDDEN TESTS
with checks("a run erases, replays over every store, reads, and writes it down, in this order", hint=2):
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

with checks("what stops the run stops it, and nothing was verified", hint=3):
    for what in ("erase", "replay"):
        company, stopped = murmur(entries=[BLOCKED]), False
        def stops(*arguments):
            raise RuntimeError("the process died")
        try:
            process(company, "ada", "q-1", stops if what == "erase" else says_done, stops if what == "replay" else says_clean)
        except RuntimeError:
            stopped = True
        assert stopped
        assert state_of(company.journal.entries(), "q-1") == "in_processing"
    assert process(murmur([]), "ada", "q-1", says_done, says_clean) == "complete"
### END HIDDEN TESTS

# %% [markdown]
# ## Step 4 · When to run again
#
# Complete `is_due(entries, request_id, today)`. It returns whether the request must be processed today:
#
# | state | due |
# |---|---|
# | `"pending"`, `"in_processing"` | yes |
# | `"partial"` | yes, unless it was already verified today |
# | `"complete"` | yes, if a day of the schedule is later than the latest verification, and is not later than `today` |
#
# The schedule is `CHECK_AFTER`, in days from the day on which the request became complete: the first
# complete verification after the last partial one, or the first of all. No verification is later than
# `today`.
#
# | complete verifications | `today` | due |
# |---|---|---|
# | 2023-09-01 | 2023-09-02 | yes: day 1 |
# | 2023-09-01, 2023-09-02 | 2023-09-07 | no |
# | 2023-09-01, 2023-09-02 | 2023-09-10 | yes: day 7 was missed |

# %% step="is_due"
def is_due(entries: list[dict], request_id: str, today: pd.Timestamp) -> bool:
    """Return whether the request must be processed today: first, again, or to look again."""
    ### BEGIN SOLUTION
    verified = _verified(entries, request_id)
    if not verified:
        return True
    last = pd.Timestamp(verified[-1]["on"])
    if not _all_gone(verified[-1]):
        return last < today
    since = last
    for entry in reversed(verified):
        if not _all_gone(entry):
            break
        since = pd.Timestamp(entry["on"])
    return any(last < since + pd.Timedelta(days=days) <= today for days in CHECK_AFTER)
    ### END SOLUTION

# %% test="is_due"
with checks("one store of five is down: partial, and due again tomorrow", "DEL-04"):
    entries = [BLOCKED, FOUND, verified("2023-09-01", search="unknown")]
    state = state_of(entries, "q-1")
    assert state == "partial"
    due = [is_due(entries, "q-1", pd.Timestamp(day)) for day in ("2023-09-01", "2023-09-02")]
    assert due == [False, True]

### BEGIN HIDDEN TESTS
with checks("what is not done is due each day, until it is", "DEL-04", hint=3):
    day = pd.Timestamp
    assert is_due([], "q-1", day("2023-09-01"))
    assert is_due([BLOCKED, FOUND], "q-1", day("2023-09-01"))
    entries = [BLOCKED, verified("2023-09-01", audio="left"), verified("2023-09-01", "q-2")]
    assert [is_due(entries, "q-1", day(f"2023-09-0{n}")) for n in (1, 2, 3)] == [False, True, True]
    entries.append(verified("2023-09-03", audio="unknown"))
    assert [is_due(entries, "q-1", day(f"2023-09-0{n}")) for n in (3, 4)] == [False, True]

with checks("the days of the schedule, once each, from the day on which it became complete", "DEL-05", hint=3):
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
    assert runs([verified("2023-09-01"), verified("2023-09-05"), verified("2023-09-08", lake="left"), verified("2023-09-11")]) == [11, 17, 40, 100]
    late = [verified("2023-09-01"), verified("2023-09-11")]
    assert not is_due(late, "q-1", pd.Timestamp("2023-09-30"))
    assert is_due(late, "q-1", pd.Timestamp("2023-10-20"))
    assert not is_due([*late, verified("2023-12-01", "q-1")], "q-1", pd.Timestamp("2024-09-01"))
### END HIDDEN TESTS

# %% [markdown]
# ## Step 5 · What the parent is told
#
# Complete `tell(entries, request_id)`. It returns a dict:
#
# | key | value |
# |---|---|
# | `"state"` | the request's state |
# | `"sentence"` | the sentence of that state, from `SENTENCES` |
# | `"left"`, `"unknown"` | two sorted lists: the stores that the latest verification calls so |
#
# The test cell also runs your whole workflow, with your `erase`, `admit` and `replay`, through stories
# in which the process crashes, stores lie, messages come late, and backups are restored. In all of
# them, nothing of the child may be retrievable when the state is `"complete"`, nothing of her
# brother's may be missing, and `tell` says what was read.

# %% step="tell"
def tell(entries: list[dict], request_id: str) -> dict:
    """Return what the parent is told, from what was verified. Order: no misrepresentation."""
    ### BEGIN SOLUTION
    verified, state = _verified(entries, request_id), state_of(entries, request_id)
    stores = verified[-1]["stores"] if verified else {}
    return {"state": state, "sentence": SENTENCES[state]} | {
        word: sorted(name for name, found in stores.items() if found == word)
        for word in ("left", "unknown")
    }
    ### END SOLUTION

# %% test="tell"
FEW = ["audio", "search", "places"]  # in the stories, of which there are many

def there(company):
    """What is really in the stores: (store, item_id)."""
    return {row[:2] for row in census(company)}

class Story:
    """Runs your workflow through a story, and notes what goes wrong."""

    def __init__(self, stores=FEW):
        self.company, self.wrong, self.number = murmur(stores=stores), [], 0
        self.bens = {row for row in BENS if row[0] in stores}
        self.backup = self.company.backups.take()
    def run(self):
        try:
            state = process(self.company, "ada", "q-1", erase, replay)
        except Exception as error:
            if type(error).__name__ != "Crashed":
                raise
            return "crashed"
        finally:
            self.company.restart()
        left = sorted(there(self.company) - self.bens)
        if state == "complete" and left:
            self.wrong.append(f"It said complete, and {left} was there.")
        told = tell(self.company.journal.entries(), "q-1")
        all_answer = not any(self.company.faults.has(name, "down") for name in self.company.stores)
        if all_answer and told["left"] != sorted({name for name, _ in left}):
            self.wrong.append(f"It told left: {told['left']}, and there was {left}.")
        return state
    def do(self, event):
        what, _, where = event.partition(" ")
        self.number += 1
        name, company = f"r-{self.number + 10}", self.company
        if what == "run":
            self.run()
        elif what == "night":
            company.night()
        elif what == "crash":
            company.faults.crash(after=int(where))
            self.run()
        elif what == "upload":  # Ada's, in the middle of the next run, or before it; and her brother's
            soon = 1 if company.identity.keys_of("ada") else 0
            for key in ("d-ada", "p-ben"):
                company.upload(soon, "audio", item(f"{name}-{key}", key), in_flight=where == "in flight")
            self.bens.add(("audio", f"{name}-p-ben"))
            self.run()
        elif what == "late":  # Ada's, written before the deletion; and her brother's
            company.night()
            for late in (item(f"{name}-ada", "d-ada"), item(f"{name}-ben", "p-ben")):
                message = {"store": where, "deliver_on": company.clock.today, "item": late}
                if admit(company.journal.entries(), message):
                    company.stores[where].fill([late])
            self.bens.add((where, f"{name}-ben"))
        elif what == "restore":
            company.backups.restore(self.backup, lambda names: replay(company, names), [where])
            self.bens = {row for row in self.bens if row[0] != where} | {row for row in BENS if row[0] == where}
        elif what == "mend":
            for name in company.stores:
                company.faults.clear(name)
        else:
            company.faults.clear(where)
            company.faults.set(where, what)
        missing = sorted(self.bens - there(company))
        if missing:
            self.wrong.append(f"After {event}: {missing} of her brother's was missing.")
def what_goes_wrong(story):
    """What the company did wrong in this story; an empty list if all went well."""
    it = Story()
    for event in [*story, "mend", "night", "run"]:
        it.do(event)
    if it.run() != "complete":
        it.wrong.append("At the end everything answers, and it is not complete.")
    return it.wrong
SHORT_STORIES = [
    ["run"], ["crash 4"], ["upload now"], ["keeps search", "run"], ["down audio", "run"],
    ["run", "late places"], ["run", "restore audio"], ["crash 1", "restore audio"],
]  # fmt: skip

with checks("in a company with real stores: partial, then complete, and found out when it comes back"):
    company = small_world()
    backup = company.backups.take()
    assert process(company, "p-000003", "q-1", erase, replay) == "partial"
    assert tell(company.journal.entries(), "q-1")["left"] == ["archive", "replica"]
    company.keys.destroy("key-000003")
    company.night()
    assert process(company, "p-000003", "q-1", erase, replay) == "complete"
    company.backups.restore(backup, None, ["places"])
    assert read_back(company, "q-1")["places"] == "left"
    assert process(company, "p-000003", "q-1", erase, replay) == "complete"
    assert read_back(company, "q-1")["places"] == "gone"

with checks("the parent is told what was verified", "DEL-33"):
    entries = [BLOCKED, FOUND, verified("2023-09-01", lake="left", audio="unknown", cache="left")]
    told = tell(entries, "q-1")
    assert told == {
        "state": "partial", "sentence": SENTENCES["partial"], "left": ["cache", "lake"], "unknown": ["audio"],
    }  # fmt: skip

with checks("in short stories with a crash, a lie and a restored backup, it says only what is so"):
    for story in SHORT_STORIES:  # the shortest come first
        wrong = what_goes_wrong(story)
        assert wrong == []

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

with checks("in any story, of any length, it says only what is so", hint=3):
    events = st.sampled_from(
        ["run", "night", "mend"]
        + [f"crash {n}" for n in range(1, 12)]
        + [f"{mode} {name}" for mode in ("down", "keeps", "hides", "half") for name in FEW]
        + [f"{what} {name}" for what in ("late", "restore") for name in FEW]
        + ["upload now", "upload in flight"]
    )

    @checks.always(20, story=st.lists(events, min_size=1, max_size=7))
    def _(story):
        wrong = what_goes_wrong(story)
        assert wrong == []

with checks("each state has its sentence, and nothing is said to be deleted before", "DEL-33", hint=3):
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
    for n, (state, left, unknown) in enumerate(expected):
        told = tell(story[:n], "q-1")
        assert told == {"state": state, "sentence": words[state], "left": left, "unknown": unknown}

with checks("what is told after each run is what was read in it", "DEL-33", hint=1):
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
# ## Step 6 · Failures that come back
#
# Complete `escalations(entries)`, for the management. Go through one request's verifications of one
# store, and skip `"unknown"`. Each `"left"` that comes first, or directly after `"gone"`, is one
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
with checks("looked at again after a day, a week, a month, a quarter", "DEL-05"):
    entries = [BLOCKED, FOUND, verified("2023-09-01")]
    days = pd.date_range("2023-09-01", "2023-12-31")
    first = [day for day in days if is_due(entries, "q-1", day)][:1]
    assert first == [pd.Timestamp("2023-09-02")]
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

with checks("a failure that lasts is one, and not knowing ends none", "DEL-05", hint=1):
    def places(*found):
        return escalations([BLOCKED, *[verified(f"2023-09-{n + 1:02}", places=word) for n, word in enumerate(found)], FOUND])

    assert places("left", "left", "left") == {}
    assert places("left", "unknown", "left") == {}
    assert places("left", "gone", "unknown", "left") == {"places": 2}
    assert places("unknown", "left", "gone", "left", "left", "gone", "left") == {"places": 3}
    assert places("gone", "gone", "unknown") == {}
### END HIDDEN TESTS
