# %% [markdown]
# # 04 · The deletion workflow: exercises
#
# You are the engineer whom Murmur needed. Murmur is an invented voice assistant with real habits: it
# told parents "your data was deleted" when one store had said so. You build the workflow that takes a
# parent's request and ends with proof:
#
# | exercise | what you build | points |
# |---|---|---|
# | **DEL-08** Who may ask | that child's parent, through whichever channel, and for what | 6 |
# | **DEL-02** The plan | every store of the registry, under every key, with what is kept and why | 6 |
# | **DEL-01** Carrying it out | an order that survives a crash, a repeat and an upload in the middle | 8 |
# | **DEL-06** What comes back | late messages, lagging replicas, restored backups | 4 |
# | **DEL-03** Proof | read back, say only what was verified, and look again later | 8 |
# | **DEL-21** The hold | on every path, shut when in doubt, out of use, and not for ever | 4 |
# | **DEL-20** Keys and others | when a destroyed key erases, and who else must confirm | 4 |
# | **DEL-14** Models | which are affected, and the remedy of each order | 8 |
# | **DEL-19** The certificate | what is proven, what is kept, and a log that still verifies | 6 |
# | **DEL-18** The deadlines | each regime's own, and which comes first | 12 |
# | **DEL-R1** The backup dilemma | an essay, graded by a person | 8 |
#
# **How it works.** Write your code where it says `YOUR CODE HERE`, and run the cell (Shift + Enter).
# Then run the test cell below it: it shows each *public check* with what was called, what came back
# and what was expected. *Hidden checks* run at grading:
#
# ```
# privacylab grade 04_deletion
# ```
#
# Public checks are a start: they do not try all that the prompt says. Hidden checks rely on nothing
# that the prompt does not say, and some of them are not friendly: they crash your code at every step,
# and some stores lie. The numbers are those of the requirements that you build; a check that fails names
# its own. If you are stuck, `hint("DEL-08")` opens a ladder of three: the idea, the clause of the case,
# the shape of the code.
#
# In all exercises: do not change the dicts, the lists and the tables that you are given. Instants are
# `Timestamp`s in UTC.
#
# The reasons, the people and the pictures are in the
# [lesson](../../course/04_deletion/lesson.ipynb). Read it first if you have not.

# %% given="setup"
import hashlib
import json
import math
import re

import pandas as pd

from privacylab.checks import Checks
from privacylab.company.stores import StoreUnavailable
from privacylab.lab import hint

# %% [markdown]
# ## DEL-08 · Who may ask
#
# A request to delete a child's data arrives. Two mistakes lie near, and both hurt a child: to let somebody
# delete who is not that child's parent, and to refuse or shorten what a parent asks. The order wants the
# same result by **any mechanism offered**: in the app, on the web, by voice, at customer service.
#
# A request is a dict. Its names are those of OpenDSR, where that has one:
#
# | key | meaning |
# |---|---|
# | `subject_request_id` | the request |
# | `channel` | `"app"`, `"web"`, `"voice"`, `"service"`, or one that is offered next year |
# | `words` | what was typed or said, such as `"Delete what I said."` It narrows nothing |
# | `child_id` | the profile of the child whose data are to be deleted |
# | `requester_id` | the person who asks |
# | `logged_in` | whether they are logged in to the household's account. It proves nothing |
# | `received_at` | when the request came in |
#
# Write two functions.
#
# **1. `decide(request, ties, proofs)`** gives the request's state, in the words of Fides:
#
# - `"identity_unverified"` where `proofs` has no row that has passed, for this request **and** this
#   person: nobody knows yet who is asking, and so nothing else is looked at;
# - else `"approved"` where the person is this child's parent at `received_at`;
# - else `"denied"`.
#
# | table | one row is | columns |
# |---|---|---|
# | `ties` | who is what to which child | `adult_id`, `child_id`, `kind`, `from_at`, `until_at` (`NaT`: it has not ended) |
# | `proofs` | one check of somebody's identity | `subject_request_id`, `person_id`, `passed` |
#
# A parent here is somebody with a tie to **this** child of the kind `"parent"` or `"guardian"`. Other
# kinds are no parents: `"sibling"`, `"grandparent"`, `"adult of the household"`, and more. A tie counts from
# `from_at` until just before `until_at`. Several checks of one person may be in `proofs`; one that passed
# is enough. Both tables may be empty.
#
# **2. `scope(request, state, items)`** gives the set of `item_id`s that the request covers: nothing unless
# the state is `"approved"`; then **all** personal information of this child, of whatever category, and
# nothing of anybody else. `items` has the columns `item_id`, `household_id`, `profile_id` (whose it is) and
# `category` (`"audio"`, `"transcript"`, `"location"`, `"reminder"`, and more).

# %% task="DEL-08" points=6
def decide(request: dict, ties: pd.DataFrame, proofs: pd.DataFrame) -> str:
    """The state of a request: "identity_unverified", "approved" or "denied".

    Sources: 16 CFR 312.6(a)(3)(i), the requester is a parent; Alexa order, any mechanism offered.
    """
    ### BEGIN SOLUTION
    proven = proofs[
        (proofs["subject_request_id"] == request["subject_request_id"])
        & (proofs["person_id"] == request["requester_id"])
        & proofs["passed"]
    ]
    if proven.empty:
        return "identity_unverified"
    tie = ties[
        (ties["adult_id"] == request["requester_id"])
        & (ties["child_id"] == request["child_id"])
        & ties["kind"].isin(["parent", "guardian"])
        & (ties["from_at"] <= request["received_at"])
        & ~(ties["until_at"] <= request["received_at"])
    ]
    return "denied" if tie.empty else "approved"
    ### END SOLUTION


def scope(request: dict, state: str, items: pd.DataFrame) -> set[str]:
    """The item_ids that a request covers: all of that child's, and nobody else's.

    Order: all personal information collected from the child, on the parent's request.
    """
    ### BEGIN SOLUTION
    if state != "approved":
        return set()
    return set(items.loc[items["profile_id"] == request["child_id"], "item_id"])
    ### END SOLUTION


# %% test="DEL-08" covers="DEL-08 DEL-09 DEL-10"
checks = Checks("DEL-08")


def at(text):
    return pd.Timestamp(text, tz="UTC")


RECEIVED = at("2023-06-01T12:00")
SECOND = pd.Timedelta(seconds=1)
REQUEST = {
    "subject_request_id": "q-1", "channel": "app", "words": "Delete everything.", "child_id": "ada",
    "requester_id": "eve", "logged_in": True, "received_at": RECEIVED,
}  # fmt: skip
TIE = {"adult_id": "eve", "child_id": "ada", "kind": "parent", "from_at": at("2014-02-01"), "until_at": pd.NaT}
PROOF = {"subject_request_id": "q-1", "person_id": "eve", "passed": True}


def table(row, changes):
    made = pd.DataFrame([row | change for change in changes], columns=list(row))
    for name in made.columns[made.columns.str.endswith("_at")]:
        made[name] = pd.to_datetime(made[name], utc=True)
    return made.astype({"passed": bool}) if "passed" in row else made


def state(request={}, ties=({},), proofs=({},)):
    return decide(REQUEST | request, table(TIE, ties), table(PROOF, proofs))


items = pd.DataFrame(
    [
        ("r-1", "h-1", "ada", "audio"),
        ("t-1", "h-1", "ada", "transcript"),
        ("g-1", "h-1", "ada", "location"),
        ("m-1", "h-1", "ada", "reminder"),
        ("r-2", "h-1", "ben", "audio"),
        ("g-2", "h-1", "ben", "location"),
        ("o-1", "h-1", "eve", "order"),
        ("r-3", "h-2", "zoe", "audio"),
    ],
    columns=["item_id", "household_id", "profile_id", "category"],
)

with checks("by voice as by app: a parent's request is approved, and covers the same"):
    states = [state({"channel": channel}) for channel in ("voice", "app")]
    assert states == ["approved", "approved"]
    spoken = REQUEST | {"channel": "voice", "words": "Delete what I said."}
    assert scope(spoken, "approved", items) == {"r-1", "t-1", "g-1", "m-1"}

with checks("a parent is known by a check and by a tie to that child", "DEL-09"):
    assert state(proofs=[]) == "identity_unverified"
    assert state(ties=[{"child_id": "ben"}]) == "denied"
    assert state() == "approved"

with checks("all of that child's data, and nothing of the household's others", "DEL-10"):
    assert scope(REQUEST, "approved", items) == {"r-1", "t-1", "g-1", "m-1"}
    assert scope(REQUEST, "denied", items) == set()

### BEGIN HIDDEN TESTS
import itertools

CHANNELS = ["app", "web", "voice", "service", "chat", "a letter", ""]

with checks("whichever channel, and whatever was said: one request, one state", hint=1):
    cases = {
        "approved": {},
        "denied": {"ties": [{"kind": "grandparent"}]},
        "identity_unverified": {"proofs": [{"passed": False}]},
    }
    words = ["Delete everything.", "Delete what I said.", "Only the recordings, please.", ""]
    for expected, tables in cases.items():
        found = {
            state({"channel": channel, "words": words[n % 4], "logged_in": n % 2 == 0}, **tables)
            for n, channel in enumerate(CHANNELS)
        }
        assert found == {expected}

with checks("whichever channel, and whatever was said: one request, one scope", hint=3):
    for channel, said in itertools.product(CHANNELS, ["Delete what I said.", "Only the audio.", ""]):
        request = REQUEST | {"channel": channel, "words": said}
        assert scope(request, "approved", items) == {"r-1", "t-1", "g-1", "m-1"}
        assert scope(request, "identity_unverified", items) == set()

with checks("a check of another request, of another person, or that failed, proves nothing", "DEL-09", hint=3):
    others = [{"subject_request_id": "q-2"}, {"person_id": "adam"}, {"passed": False}]
    for rows in ([others[0]], [others[1]], [others[2]], others):
        assert state(proofs=rows) == "identity_unverified"
    assert state(proofs=[*others, {}]) == "approved"
    assert state(proofs=[{}, {"passed": False}]) == "approved"

with checks("who is not known is asked first, before it is said whether they are a parent", "DEL-09", hint=1):
    assert state(ties=[], proofs=[]) == "identity_unverified"
    assert state(ties=[]) == "denied"
    assert state({"logged_in": True}, proofs=[]) == "identity_unverified"
    assert state({"logged_in": False}) == "approved"

with checks("parent or guardian of this child, and nobody else", "DEL-09", hint=2):
    kinds = ["parent", "guardian", "sibling", "grandparent", "adult of the household", "stepparent", "Parent"]
    found = [state(ties=[{"kind": kind}]) for kind in kinds]
    assert found == ["approved", "approved", *["denied"] * 5]
    split = [{"child_id": "ben"}, {"adult_id": "adam"}, {"kind": "sibling"}]
    assert state(ties=split) == "denied"
    assert state(ties=[*split, {}]) == "approved"
    assert state({"requester_id": "ada"}, [{}, {"adult_id": "ada", "kind": "child"}], [{"person_id": "ada"}]) == "denied"

with checks("a tie counts from its first instant until just before its last", "DEL-09", hint=3):
    for tie, expected in [
        ({"from_at": RECEIVED}, "approved"),
        ({"from_at": RECEIVED + SECOND}, "denied"),
        ({"until_at": RECEIVED}, "denied"),
        ({"until_at": RECEIVED + SECOND}, "approved"),
        ({"until_at": RECEIVED - SECOND}, "denied"),
    ]:
        assert state(ties=[tie]) == expected
    again = [{"until_at": at("2020-01-01")}, {"from_at": at("2022-01-01")}]
    assert state(ties=again) == "approved"

with checks("two children in one household: whoever is asked for, and of every category", "DEL-10", hint=2):
    children = ["ada", "ben", "cem"]
    categories = ["audio", "transcript", "location", "reminder", "remembered fact", "face", "order"]
    rows = [
        (f"{child}-{category}", "h-1", child, category)
        for child, category in itertools.product(children, categories)
    ]
    many = pd.DataFrame(rows[::-1], columns=items.columns, index=range(100, 100 + len(rows)))
    for child in children:
        covered = scope(REQUEST | {"child_id": child}, "approved", many)
        assert covered == {f"{child}-{category}" for category in categories}
    assert scope(REQUEST | {"child_id": "ad"}, "approved", many) == set()

with checks("nothing is covered until the request is approved", "DEL-10", hint=3):
    states = ["approved", "identity_unverified", "denied", "pending", ""]
    covered = [len(scope(REQUEST, one, items)) for one in states]
    assert covered == [4, 0, 0, 0, 0]
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## DEL-01 · Carrying it out
#
# Now the work. It takes minutes or hours, so everything happens in between: the process dies, a store does not
# answer, the child's speaker uploads another recording, somebody starts the whole thing twice. In the end nothing
# of that child must be left, and nothing of anybody else may be missing.
#
# Write **`erase(company, child, request_id)`**. It may use these parts of the company:
#
# | part | what it does |
# |---|---|
# | `company.stores` | a dict from name to store: all that are connected |
# | `store.inspect(keys)` | a list of what really lies there under one of these keys; each row is a dict with `item_id`, `key`, `made_from` (the `item_id` that it was made from, or `None`), and more |
# | `store.derived(item_ids)` | a list of what lies there and was made from one of these items, **under whatever key**: a transcript may lie under the name of a nightly job |
# | `store.lookup(keys)` | what the store's interface shows of these keys |
# | `store.delete(item_ids)` | deletes; some stores only mark the rows, so that somebody can bring them back |
# | `store.purge(item_ids)` | destroys them, marked or not. An id that is not there does no harm |
# | `company.identity.keys_of(child)` | all keys of this child by kind, such as `{"profile_id": ["p-3"], "device_id": ["d-5"]}`; `{}` for somebody who was forgotten, or was never known |
# | `company.identity.forget(child)` | destroys that mapping. Afterwards nobody finds what lies under the other keys |
# | `company.journal` | your own memory, which survives a crash: `append(entry)` and `entries()`, both of dicts |
#
# `delete` and `purge` return `{"status": 200, "count": …}`: the store's own word, nothing else. Every call to a store
# raises `StoreUnavailable` where that store is down. (The other parts always answer.) The same `item_id` in two
# stores is one item and its copy.
#
# Go by these steps:
#
# 1. *The keys.* Where `keys_of` knows none, all is done: return `[]`, and do nothing.
# 2. *Block.* Append `{"event": "blocked", "request_id": request_id, "keys": [...]}`, with all keys of the child in one flat
#    list. From then on uploads under these keys are refused. This is the first thing that happens.
# 3. *Find*, in every store: what lies under the keys; what was made from that; what was made from that again; and what was made from
#    items that an earlier run of **this** request has written down in step 4. The copies, too.
# 4. *Write down* what you found, before you destroy any of it:
#    `{"event": "found", "request_id": request_id, "item_ids": [...]}`. No content, only ids. What was made from an item
#    can then be found though the item is gone.
# 5. *Purge*, in every store, what was made from something before what it was made from.
# 6. Find again, for something may have arrived meanwhile, and go on with step 4: until nothing is found, or until you have
#    purged `ROUNDS` times in this run.
# 7. *Forget* the mapping, last of all, and only where this run's last search found nothing **and** every store answered it.
#
# Return a sorted list of the names of the stores that did not answer the last search, or in which it still found something.
# A store that is down must not keep you from purging in the others. If your code is stopped by any other exception, let it out:
# the process has died, and will be started again, with the same arguments.

# %% task="DEL-01" points=8
ROUNDS = 5


def erase(company, child: str, request_id: str) -> list[str]:
    """Erase a child's data everywhere; the names of the stores where something is left or that are silent.

    Order: all personal information of the child; 16 CFR 312.2, "delete": not retrievable.
    """
    ### BEGIN SOLUTION
    keys = sorted(key for some in company.identity.keys_of(child).values() for key in some)
    if not keys:
        return []
    company.journal.append({"event": "blocked", "request_id": request_id, "keys": keys})
    stores = company.stores
    for rounds_left in range(ROUNDS, -1, -1):
        found, silent = _find(stores, keys, _written_down(company, request_id))
        if not found or not rounds_left:
            break
        ids = sorted({row["item_id"] for rows in found.values() for row in rows})
        company.journal.append({"event": "found", "request_id": request_id, "item_ids": ids})
        _purge(stores, found)
    left = sorted({*found, *silent})
    if not left:
        company.identity.forget(child)
    return left


def _written_down(company, request_id):
    """The ids that this request has found so far."""
    return {
        item_id
        for entry in company.journal.entries()
        if entry["event"] == "found" and entry["request_id"] == request_id
        for item_id in entry["item_ids"]
    }


def _find(stores, keys, ids):
    """What lies under the keys or was made from the ids, by store; and the stores that are silent."""
    found, silent, ids = {}, set(), set(ids)
    while True:
        before = len(ids)
        for name, store in stores.items():
            try:
                rows = store.inspect(keys) + store.derived(sorted(ids))
            except StoreUnavailable:
                silent.add(name)
                continue
            if rows:
                found[name] = rows
                ids |= {row["item_id"] for row in rows}
        if len(ids) == before:
            return found, silent


def _purge(stores, found):
    """Purge all of it: what nothing else was made from first."""
    made_from = {row["item_id"]: row["made_from"] for rows in found.values() for row in rows}
    while made_from:
        # where things were made from each other in a circle, no order is right
        leaves = sorted(made_from.keys() - set(made_from.values())) or sorted(made_from)
        for name, rows in found.items():
            here = [item_id for item_id in leaves if any(row["item_id"] == item_id for row in rows)]
            try:
                if here:
                    stores[name].purge(here)
            except StoreUnavailable:
                pass  # the next search will tell
        for item_id in leaves:
            del made_from[item_id]
    ### END SOLUTION


# %% test="DEL-01" covers="DEL-01 DEL-13 DEL-23 DEL-24"
checks = Checks("DEL-01")

from privacylab.company.double import Double

ADA = {"profile_id": ["p-ada"], "device_id": ["d-ada"], "subject_hash": ["x-ada"]}
BEN = {"profile_id": ["p-ben"], "device_id": ["d-ben"], "subject_hash": ["x-ben"]}
ROWS = [
    ("audio", "r-1", "p-ada", None), ("audio", "r-2", "p-ben", None),
    ("cache", "r-1", "p-ada", None), ("cache", "t-2", "asr", "r-2"),
    ("search", "t-1", "asr", "r-1"), ("search", "t-2", "asr", "r-2"),
    ("lake", "f-1", "batch 7", "t-1"), ("lake", "f-2", "batch 7", "t-2"),
    ("places", "g-1", "d-ada", None), ("places", "g-2", "d-ben", None),
    ("facts", "m-1", "x-ada", None), ("facts", "m-2", "x-ben", None),
]  # fmt: skip


def item(item_id, key, made_from=None):
    return {"item_id": item_id, "key": key, "made_from": made_from}


STORES = ["audio", "cache", "search", "lake", "places", "facts"]


def murmur(rows=ROWS, stores=STORES, **modes):
    """A company with two children of one household; modes say how a store behaves."""
    company = Double(stores, {"ada": ADA, "ben": BEN})
    for store, *row in rows:
        company.stores[store].receive(item(*row))
    for name, mode in modes.items():
        company.stores[name].mode = mode
    return company


BENS = {(store, item_id) for store, item_id, *_ in ROWS if item_id.endswith("2")}

with checks("nothing of Ada is left, and nothing of her brother is missing"):
    company = murmur()
    left = erase(company, "ada", "q-1")
    assert left == []
    assert company.census() == BENS

with checks("a row that is only marked is not deleted", "DEL-13"):
    company = murmur(search="hides", facts="hides")
    left = erase(company, "ada", "q-1")
    assert left == []
    assert company.census() == BENS

with checks("block first, forget last, and not before everything is gone", "DEL-23"):
    company = murmur(search="down")
    left = erase(company, "ada", "q-1")
    assert left == ["search"]
    assert company.identity.keys_of("ada") == ADA
    company.stores["search"].mode = "honest"
    assert erase(company, "ada", "q-1") == []
    happened = [what for what, where, of in company.faults.happened]
    assert (happened[0], happened[-1]) == ("append", "forget")

with checks("after a crash it goes on, and a second run changes nothing", "DEL-24"):
    company = murmur()
    company.faults.crash(after=4)
    try:
        erase(company, "ada", "q-1")
    except Exception as error:
        print("The first run was stopped:", error)
    company.restart()
    left = erase(company, "ada", "q-1")
    assert (left, company.census()) == ([], BENS)
    assert erase(company, "ada", "q-1") == []
    assert company.census() == BENS

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st


def run(company, request_id="q-1", child="ada"):
    """What erase returns; "crashed" where the process dies."""
    try:
        return erase(company, child, request_id)
    except Exception as error:
        if type(error).__name__ != "Crashed":
            raise
        company.restart()
        return "crashed"


with checks("made from it, and made from that: across stores, at any depth, under any key", hint=1):
    chain = [("audio", "a-0", "d-ada", None)]
    chain += [(["search", "lake", "facts"][n % 3], f"a-{n}", f"job {n}", f"a-{n - 1}") for n in range(1, 7)]
    for rows in (chain, chain[::-1]):
        company = murmur(ROWS + rows)
        assert run(company) == []
        assert company.census() == BENS

with checks("whatever lies where, all of hers goes and all else stays", hint=2):
    places = st.sampled_from(STORES)
    rows = st.tuples(places, st.sampled_from(["ada", "ben"]), st.integers(0, 3), st.integers(-6, 6))

    @checks.always(drawn=st.lists(rows, max_size=8))
    def _(drawn):
        made, keys = [], {"ada": ["p-ada", "d-ada", "x-ada"], "ben": ["p-ben", "d-ben", "x-ben"]}
        for n, (store, owner, kind, back) in enumerate(drawn):
            older = [row for row in made if row[4] == owner]
            source = older[back % len(older)][1] if older and back > 0 else None
            key = "job" if source and kind == 3 else keys[owner][kind % 3]
            made.append((store, f"i-{n}", key, source, owner))
        company = murmur([row[:4] for row in made])
        assert run(company) == []
        assert company.census() == {row[:2] for row in made if row[4] == "ben"}


with checks("a child whom nobody knows is no reason to do anything", hint=3):
    company = murmur()
    assert run(company, child="zoe") == []
    assert company.faults.happened == []
    assert run(company, child="ben") == []
    assert company.census() == {row[:2] for row in ROWS if row[1].endswith("1")}

with checks("whichever store only marks, nothing can be brought back", "DEL-13", hint=3):
    for name in STORES:
        company = murmur(**{name: "hides"})
        company.stores[name].delete([row[1] for row in ROWS if row[1].endswith("1")])
        assert run(company) == []
        assert company.census() == BENS

with checks("what a store says it did is not what it did", "DEL-13", hint=1):
    for name, mode in (("search", "keeps"), ("lake", "half"), ("places", "keeps")):
        company = murmur(**{name: mode})
        assert run(company) == [name]
        assert company.identity.keys_of("ada") == ADA
        assert {row for row in company.census() if row[0] != name} == {row for row in BENS if row[0] != name}
        company.stores[name].mode = "honest"
        assert run(company) == []
        assert company.census() == BENS

with checks("a transcript goes before its recording, and the block before both", "DEL-23", hint=2):
    for stores in (STORES, STORES[::-1]):
        company = murmur(stores=stores)
        assert run(company) == []
        happened = company.faults.happened
        assert happened[0] == ("append", "blocked", [])
        assert happened[-1] == ("forget", "identity", ["ada"])
        when = {}
        for n, (what, where, of) in enumerate(happened):
            if what == "purge":
                when |= {item_id: when.get(item_id, []) + [n] for item_id in of}
        assert max(when["f-1"]) < min(when["t-1"])
        assert max(when["t-1"]) < min(when["r-1"])

with checks("what was made from her recording is found when the recording is gone", "DEL-23", hint=3):
    company = murmur(search="down", lake="down")
    assert run(company) == ["lake", "search"]
    assert ("audio", "r-1") not in company.census()
    steps = len(company.faults.happened)
    for step in range(1, steps + 1):
        company = murmur(search="down", lake="down")
        company.faults.crash(after=step)
        assert run(company) == "crashed"
        for name in ("lake", "search"):
            company.stores[name].mode = "honest"
        assert run(company) == []
        assert company.census() == BENS

with checks("the journal says what was blocked and found, and no more", "DEL-23", hint=3):
    company = murmur()
    assert run(company, "q-9") == []
    entries = company.journal.entries()
    assert entries[0] == {"event": "blocked", "request_id": "q-9", "keys": entries[0]["keys"]}
    assert sorted(entries[0]["keys"]) == ["d-ada", "p-ada", "x-ada"]
    assert {tuple(sorted(entry)) for entry in entries[1:]} == {("event", "item_ids", "request_id")}
    assert {entry["event"] for entry in entries[1:]} == {"found"}
    assert {one for entry in entries[1:] for one in entry["item_ids"]} == {"r-1", "t-1", "f-1", "g-1", "m-1"}
    assert run(company, "q-8", "ben") == []
    assert company.census() == set()

with checks("it may die at every step, and again at the next", "DEL-24", hint=2):
    company = murmur()
    run(company)
    steps = len(company.faults.happened)
    assert steps > 7
    for once in range(1, steps + 1):
        company = murmur(search="hides")
        company.faults.crash(after=once)
        assert run(company) == "crashed"
        company.faults.crash(after=2)
        run(company)
        company.restart()
        assert run(company) == []
        assert company.census() == BENS

with checks("what is uploaded meanwhile is refused, or found", "DEL-24", hint=1):
    company = murmur()
    run(company)
    last = max(n for n, (what, *_) in enumerate(company.faults.happened) if what == "purge")
    for in_flight in (False, True):
        for step in range(last):
            company = murmur()
            company.faults.upload(step, "audio", item("r-3", "d-ada"), in_flight)
            company.faults.upload(step, "audio", item("r-4", "p-ben"), in_flight)
            if in_flight:
                company.faults.upload(step, "lake", item("f-3", "batch 8", "r-3"), in_flight)
            left = run(company)
            assert left == []
            assert company.census() == BENS | {("audio", "r-4")}

with checks("two runs at once, and one after the other, do as one", "DEL-24", hint=3):
    company = murmur(places="down")
    assert [run(company, "q-1"), run(company, "q-2"), run(company, "q-1")] == [["places"]] * 3
    company.stores["places"].mode = "honest"
    assert [run(company, "q-1"), run(company, "q-2")] == [[], []]
    assert company.census() == BENS
    again = len(company.faults.happened)
    assert run(company, "q-1") == []
    assert len(company.faults.happened) == again
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## DEL-14 · Models
#
# Deleted data lives on in what was learned from it. Here the two orders part. The Alexa order looks ahead:
# after a deletion is processed, the data may not be used to create or improve anything, and what was
# created **before** is expressly not limited. The Ring order looks back: models that were developed in whole or in part
# from those recordings are destroyed. *Both deleted the algorithms* is wrong.
#
# Write four functions.
#
# **1. `batches(rows, size, erased)`** reads a training set that was cached weeks ago. `rows` is a list of dicts with
# `row_id` and `subjects`, a list of everybody whom the row was made from; features are rows, too. `erased()` gives
# the set of the subjects whose deletion has been processed by **now**; it may be another one the next time. Yield
# lists of rows, in their order: in each batch `size` rows, in the last one what is left. No batch holds a row
# with a subject that is erased when this batch is read: ask `erased()` once before you put a batch together, not
# earlier, and not once for all. No batch is empty. What `erased` raises goes through: what cannot be asked is not read.
#
# **2. `affected(lineage, item_ids)`** gives the set of all artifacts that were made from one of these items, in whole or in
# part, through any number of steps. `lineage` has the columns `artifact` and `made_from` (an artifact or an
# `item_id`): one row for each thing that went into an artifact. One row in a million is a part. There may be
# circles: two models that taught each other. No id is both an item's and an artifact's.
#
# **3. `remedies(mode, artifacts, lineage, item_ids, processed_on, infeasible)`** gives for each artifact what is to
# become of it, as a dict from `name`. `artifacts` has the columns `name`, `kind` (`"dataset"` or `"model"`) and `made_on`.
# What is not affected is `"not affected"`. For the others it depends on the mode:
#
# | mode | which | remedy |
# |---|---|---|
# | `"retroactive"` (Ring) | in the set `infeasible` | `"explain"` |
# | | all others | `"destroy"` |
# | `"prospective"` (Alexa) | model made before `processed_on` | `"keep"` |
# | | dataset made before `processed_on` | `"filter"`: read it by `batches` |
# | | made on that day or later, and the data were used again | `"violation"` |
# | | made on that day or later from models that may be kept, and the data were not used again | `"keep"` |
#
# *The data were used again* where a way leads from the artifact to one of the items that does not pass through a model made
# before `processed_on`. So a model that is fine-tuned today from last year's model is kept; one that is trained today on
# last year's dataset is a violation; and so is one that is distilled from that one. `infeasible` says nothing in this mode.
#
# **4. `unexplained(remedies, statements, entered_on)`** says what is wrong with the explanations. For each artifact whose remedy is
# `"explain"` there must be a row in `statements` (at most one has its name): `artifact`, `explanation`, `officer`, `sworn_on`. The answer
# is a dict from the artifact to the list of what is wrong, in this order, and only with artifacts where something is:
# `"missing"`, alone, where there is no row; `"explanation"`, where it is missing or has nothing but white space;
# `"officer"`, where that is not `"CEO"`; `"late"`, where `sworn_on` is missing, or later than 90 days after `entered_on`.
#
# Days are `Timestamp`s at midnight, without a time zone.

# %% task="DEL-14" points=8
def batches(rows: list[dict], size: int, erased):
    """Yield the rows in lists of size, without those whose subjects are erased when a list is read.

    Order: no further use to create or improve any Data Product.
    """
    ### BEGIN SOLUTION
    place = 0
    while place < len(rows):
        gone, batch = erased(), []
        while place < len(rows) and len(batch) < size:
            if gone.isdisjoint(rows[place]["subjects"]):
                batch.append(rows[place])
            place += 1
        if batch:
            yield batch
    ### END SOLUTION


def affected(lineage: pd.DataFrame, item_ids: set[str]) -> set[str]:
    """The artifacts that were made from these items, in whole or in part, at any remove. Order: II.A.3."""
    ### BEGIN SOLUTION
    reached, more = set(), item_ids
    while more:
        reached = reached | more
        more = set(lineage.loc[lineage["made_from"].isin(reached), "artifact"]) - reached
    return reached - item_ids
    ### END SOLUTION


def remedies(
    mode: str,
    artifacts: pd.DataFrame,
    lineage: pd.DataFrame,
    item_ids: set[str],
    processed_on: pd.Timestamp,
    infeasible: set[str],
) -> dict[str, str]:
    """What is to become of each artifact, by the Alexa order ("prospective") or Ring's ("retroactive")."""
    ### BEGIN SOLUTION
    old = artifacts["made_on"] < processed_on
    kept = artifacts.loc[old & (artifacts["kind"] == "model"), "name"]
    touched = affected(lineage, item_ids)
    used_again = affected(lineage[~lineage["made_from"].isin(kept)], item_ids)

    def remedy(name, kind, is_old):
        if name not in touched:
            return "not affected"
        if mode == "retroactive":
            return "explain" if name in infeasible else "destroy"
        if is_old and kind == "dataset":
            return "filter"
        return "keep" if is_old or name not in used_again else "violation"

    return {
        name: remedy(name, kind, is_old)
        for name, kind, is_old in zip(artifacts["name"], artifacts["kind"], old)
    }
    ### END SOLUTION


def unexplained(
    remedies: dict[str, str], statements: pd.DataFrame, entered_on: pd.Timestamp
) -> dict[str, list[str]]:
    """What is wrong with the statements on what cannot be destroyed. Order: II.A.3, within 90 days."""
    ### BEGIN SOLUTION
    said = {row.artifact: row for row in statements.itertuples()}
    found = {}
    for name, remedy in remedies.items():
        if remedy == "explain":
            row = said.get(name)
            wrong = {"missing": True} if row is None else {
                "explanation": pd.isna(row.explanation) or not row.explanation.strip(),
                "officer": row.officer != "CEO",
                "late": not row.sworn_on <= entered_on + pd.Timedelta(days=90),
            }
            found[name] = [what for what, so in wrong.items() if so]
    return {name: wrong for name, wrong in found.items() if wrong}
    ### END SOLUTION


# %% test="DEL-14" covers="DEL-14 DEL-15 DEL-16 DEL-17"
checks = Checks("DEL-14")

day = pd.Timestamp
PROCESSED = day("2023-08-01")
ROWS = [{"row_id": n, "subjects": subjects} for n, subjects in enumerate(
    [["ada"], ["ben"], ["ben", "ada"], ["cem"], [], ["ada"], ["cem"]]
)]  # fmt: skip
LINEAGE = [
    ("june set", "r-1"), ("june set", "r-2"), ("wake word 3", "june set"), ("wake word 3", "may set"),
    ("wake word 4", "wake word 3"), ("tiny", "wake word 4"), ("retrained", "june set"),
    ("retrained tiny", "retrained"), ("may set", "r-3"), ("weather", "may set"),
]  # fmt: skip
ARTIFACTS = [
    ("may set", "dataset", "2023-05-31"), ("june set", "dataset", "2023-06-30"), ("weather", "model", "2023-07-01"),
    ("wake word 3", "model", "2023-07-02"), ("wake word 4", "model", "2023-08-10"), ("tiny", "model", "2023-08-20"),
    ("retrained", "model", "2023-08-05"), ("retrained tiny", "model", "2023-08-06"),
]  # fmt: skip


def edges(rows=LINEAGE):
    return pd.DataFrame(list(rows), columns=["artifact", "made_from"], dtype="str")


def made(rows=ARTIFACTS):
    frame = pd.DataFrame(list(rows), columns=["name", "kind", "made_on"])
    return frame.assign(made_on=pd.to_datetime(frame["made_on"]))


def statements(*rows):
    frame = pd.DataFrame(list(rows), columns=["artifact", "explanation", "officer", "sworn_on"])
    return frame.assign(sworn_on=pd.to_datetime(frame["sworn_on"]))


def read(size, *states):
    """The row_ids of each batch, where erased() gives one state after the other."""
    answers = iter(states)
    return [[row["row_id"] for row in batch] for batch in batches(ROWS, size, lambda: next(answers))]


with checks("who is erased between two batches is not in the second"):
    assert read(3, set(), {"cem"}, set()) == [[0, 1, 2], [4, 5]]

with checks("the Alexa order keeps what was made before, the Ring order does not", "DEL-15"):
    ahead = remedies("prospective", made(), edges(), {"r-1"}, PROCESSED, set())
    back = remedies("retroactive", made(), edges(), {"r-1"}, PROCESSED, set())
    assert (ahead["wake word 3"], back["wake word 3"]) == ("keep", "destroy")
    assert ahead["weather"] == back["weather"] == "not affected"

with checks("in part, and through any number of steps", "DEL-16"):
    assert affected(edges(), {"r-1"}) == {
        "june set", "wake word 3", "wake word 4", "tiny", "retrained", "retrained tiny",
    }  # fmt: skip
    assert affected(edges(), {"r-9"}) == set()

with checks("what cannot be destroyed is named, and explained", "DEL-17"):
    asked = {"tiny": "explain", "wake word 3": "explain", "weather": "not affected"}
    given = statements(("tiny", "It is burnt into chips that were sold.", "CEO", "2023-09-01"))
    assert unexplained(asked, given, day("2023-06-16")) == {"wake word 3": ["missing"]}

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

with checks("it is asked before each batch, as late as can be, and not more often", hint=3):
    asked = []

    def erased():
        asked.append(len(asked))
        return {"ben"} if len(asked) == 2 else set()

    reader = batches(ROWS, 2, erased)
    assert asked == []
    assert [row["row_id"] for row in next(reader)] == [0, 1]
    assert asked == [0]
    assert [row["row_id"] for row in next(reader)] == [3, 4]
    assert asked == [0, 1]
    assert [row["row_id"] for row in next(reader)] == [5, 6]
    assert asked == [0, 1, 2]
    assert list(reader) == []

with checks("one erased subject among many takes the row, and batches are full", hint=2):
    assert read(2, *[{"ada"}] * 9) == [[1, 3], [4, 6]]
    assert read(3, *[{"ben"}] * 9) == [[0, 3, 4], [5, 6]]
    assert read(9, *[{"zoe"}] * 9) == [[0, 1, 2, 3, 4, 5, 6]]
    assert read(1, {"ada", "ben", "cem"}, set(), set()) == [[4], [5], [6]]

with checks("in whichever order people are erased, nobody is read afterwards", hint=1):
    people = st.sampled_from(["ada", "ben", "cem"])
    rows = st.lists(st.lists(people, max_size=2), max_size=7)

    @checks.always(subjects=rows, size=st.integers(1, 3), leaving=st.lists(people, max_size=3))
    def _(subjects, size, leaving):
        rows = [{"row_id": n, "subjects": some} for n, some in enumerate(subjects)]
        gone, left, states = set(), list(leaving), []

        def erased():
            gone.update(left[:1])
            del left[:1]
            states.append(set(gone))
            return set(gone)

        seen = []
        for batch in batches(rows, size, erased):
            assert [row for row in batch if states[-1] & set(row["subjects"])] == []
            assert 0 < len(batch) <= size
            seen += [row["row_id"] for row in batch]
        never = [n for n, some in enumerate(subjects) if not set(some) & set(leaving)]
        assert [n for n in seen if n in never] == never
        assert seen == sorted(set(seen))


with checks("who cannot be asked is no reason to read on", hint=3):
    def broken():
        raise StoreUnavailable("The register of deletions does not answer.")

    reader, stopped = batches(ROWS, 2, broken), False
    try:
        next(reader)
    except StoreUnavailable:
        stopped = True
    assert stopped
    assert read(7, set()) == [[0, 1, 2, 3, 4, 5, 6]]

with checks("each artifact, in the mode that looks ahead", "DEL-15", hint=2):
    found = remedies("prospective", made(), edges(), {"r-1"}, PROCESSED, set())
    assert found == {
        "may set": "not affected", "june set": "filter", "weather": "not affected", "wake word 3": "keep",
        "wake word 4": "keep", "tiny": "keep", "retrained": "violation", "retrained tiny": "violation",
    }  # fmt: skip
    assert remedies("prospective", made(), edges(), {"r-1"}, PROCESSED, {"retrained", "tiny"}) == found
    assert remedies("prospective", made()[::-1], edges()[::-1], {"r-1"}, PROCESSED, set()) == found

with checks("each artifact, in the mode that looks back", "DEL-15", hint=3):
    found = remedies("retroactive", made(), edges(), {"r-1"}, PROCESSED, {"tiny", "weather"})
    assert found == {
        "may set": "not affected", "june set": "destroy", "weather": "not affected", "wake word 3": "destroy",
        "wake word 4": "destroy", "tiny": "explain", "retrained": "destroy", "retrained tiny": "destroy",
    }  # fmt: skip
    late = remedies("retroactive", made(), edges(), {"r-1"}, day("2020-01-01"), set())
    assert late["wake word 3"] == "destroy"

with checks("the day of the processing is after it, and a mixed way is a use", "DEL-15", hint=1):
    def ahead(made_on, *sources):
        rows = [("set", "dataset", "2023-07-01"), ("old", "model", "2023-07-02"), ("new set", "dataset", "2023-08-01"),
                ("new", "model", made_on)]  # fmt: skip
        lineage = [("set", "r-1"), ("old", "set"), ("new set", "set"), *[("new", one) for one in sources]]
        return remedies("prospective", made(rows), edges(lineage), {"r-1"}, PROCESSED, set())["new"]

    assert ahead("2023-07-31", "set") == "keep"
    assert ahead("2023-08-01", "set") == "violation"
    assert ahead("2023-08-01", "old") == "keep"
    assert ahead("2023-08-01", "old", "set") == "violation"
    assert ahead("2023-08-02", "new set") == "violation"
    assert ahead("2023-08-02", "r-1") == "violation"
    assert ahead("2023-08-02", "r-2") == "not affected"

with checks("one in hundreds is a part, and a long way is a way", "DEL-16", hint=2):
    many = [("big set", f"r-{n}") for n in range(800)]
    chain = [(f"m-{n + 1}", f"m-{n}") for n in range(20)]
    lineage = edges([*chain[::-1], ("m-0", "big set"), *many, ("other", "r-5000")])
    assert affected(lineage, {"r-777"}) == {"big set", *[f"m-{n}" for n in range(21)]}
    assert affected(lineage, {"r-5000"}) == {"other"}
    assert affected(lineage, {"r-5000", "r-1"}) == {"big set", "other", *[f"m-{n}" for n in range(21)]}
    assert affected(lineage, set()) == set()

with checks("models that taught each other end the search, and are affected where one is", "DEL-16", hint=3):
    circle = [("a", "b"), ("b", "c"), ("c", "a"), ("self", "self"), ("d", "c"), ("x", "y"), ("y", "x")]
    assert affected(edges(circle), {"r-1"}) == set()
    assert affected(edges([*circle, ("b", "r-1")]), {"r-1"}) == {"a", "b", "c", "d"}
    assert affected(edges([*circle, ("self", "r-1"), ("y", "r-1")]), {"r-1"}) == {"self", "x", "y"}

with checks("whatever was made from whatever", "DEL-16", hint=1):
    node = st.integers(0, 6)

    @checks.always(pairs=st.lists(st.tuples(node, node), max_size=12), items=st.sets(st.integers(0, 2), max_size=2))
    def _(pairs, items):
        rows = [(f"m-{a}", f"r-{b}" if b < 3 else f"m-{b}") for a, b in pairs]
        wanted = {f"r-{n}" for n in items}
        expected, size = set(), -1
        while size < len(expected):
            size = len(expected)
            expected |= {a for a, b in rows if b in wanted or b in expected}
        assert affected(edges(rows), wanted) == expected


with checks("what an explanation lacks is said, in order", "DEL-17", hint=2):
    asked = dict.fromkeys(["a", "b", "c", "d", "e", "f", "g"], "explain")
    given = statements(
        ("a", "  \n", "CTO", "2023-09-15"), ("b", None, "CEO", None), ("c", "No copy exists.", "CEO", "2023-09-14"),
        ("d", "No copy exists.", "ceo", "2023-09-14"), ("e", "", "CEO", "2023-06-16"), ("f", "It is sold.", None, "2023-09-15"),
        ("h", "", "CTO", None),
    )  # fmt: skip
    assert unexplained(asked, given, day("2023-06-16")) == {
        "a": ["explanation", "officer", "late"], "b": ["explanation", "late"], "d": ["officer"],
        "e": ["explanation"], "f": ["officer", "late"], "g": ["missing"],
    }  # fmt: skip

with checks("only what is to be explained is asked for, and 90 days are 90 days", "DEL-17", hint=3):
    others = {"a": "destroy", "b": "keep", "c": "violation", "d": "filter", "e": "not affected"}
    assert unexplained(others, statements(), day("2023-06-16")) == {}
    assert unexplained({**others, "f": "explain"}, statements(), day("2023-06-16")) == {"f": ["missing"]}
    for sworn, late in [("2023-09-14", {}), ("2023-09-15", {"f": ["late"]}), ("2023-06-20", {})]:
        given = statements(("f", "Sold.", "CEO", sworn))
        assert unexplained({"f": "explain"}, given, day("2023-06-16")) == late
    given = statements(("f", "Sold.", "CEO", "2023-09-15"))
    assert unexplained({"f": "explain"}, given, day("2023-07-19")) == {}
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## DEL-18 · The deadlines
#
# Whoever proves a deletion also proves it in time. The clocks are those of [01_cases](../01_cases/01_cases.ipynb);
# the cell below has them, and you need not write them again. What is left is to use them: which day counts for
# a family that two laws protect, which day passed, and who was never told.

# %% given="clocks"
REGIMES = ("GDPR", "CCPA", "COPPA")
RING_DUTIES = {
    "destroy recordings": 30,
    "destroy face embeddings": 90,
    "destroy work product": 90,
    "confirm under oath": 90,
}  # days from the entry of the Ring order


def first_due(regime: str, received_on: pd.Timestamp, sla_days: int) -> pd.Timestamp:
    """The due day without an extension: GDPR one calendar month, CCPA 45 days, COPPA sla_days."""
    if regime == "GDPR":
        return received_on + pd.DateOffset(months=1)
    return received_on + pd.Timedelta(days=45 if regime == "CCPA" else sla_days)


def extended_due(regime: str, received_on: pd.Timestamp) -> pd.Timestamp:
    """The due day with an extension, from receipt: GDPR three calendar months, CCPA 90 days."""
    if regime == "GDPR":
        return received_on + pd.DateOffset(months=3)
    return received_on + pd.Timedelta(days=90)


def business_days_later(day: pd.Timestamp, number: int, holidays: list) -> pd.Timestamp:
    """The day that is so many business days after day, which does not count itself."""
    return day + pd.offsets.CustomBusinessDay(number, holidays=holidays)


# %% [markdown]
# Write four functions. Days are `Timestamp`s at midnight, without a time zone. A day that has not come is
# `None` in a dict and `NaT` in a table. A duty is fulfilled in time **on** its last day, too; it is late where
# it was done on a later day, or was not done and `as_of` is a later day.
#
# A request is a dict:
#
# | key | meaning |
# |---|---|
# | `regimes` | the regimes that apply: one, two or all of `REGIMES`, in any order |
# | `received_on` | the day of receipt |
# | `verified_on` | the day on which it was known who asks, or `None`. It stops no clock here |
# | `told_on` | the day on which the person was told of an extension, **by regime**; regimes without one may be missing |
# | `acknowledged_on`, `answered_on` | when the company said that it has the request, and when it answered, or `None` |
#
# **1. `deadlines(request, holidays, sla_days)`** gives a dict of four:
#
# - `"answer_by"`: the earliest of the days on which the answer is due under each regime that applies. That is the
#   extended day for the GDPR and for the CCPA where the person was told of that regime's extension on or before
#   its first due day, and else the first due day. COPPA knows no extension;
# - `"regime"`: the regime that this day comes from (if two have the same day, the one that comes first in `REGIMES`);
# - `"label"`: `"law"`, or `"own rule"` where the day is COPPA's: COPPA sets no number, and `sla_days` is the
#   company's own;
# - `"acknowledge_by"`: the tenth business day after receipt where the CCPA is among the regimes, else `None`.
#
# **2. `shortcomings(request, as_of, holidays, sla_days)`** gives a list of what went wrong, as far as it can be seen
# at the end of the day `as_of`, in this order:
#
# - `"acknowledged late"`, where there is an `acknowledge_by`;
# - `"extension told late"`, once, where the person was told of an extension of the GDPR or of the CCPA, among the
#   regimes that apply, after that regime's first due day;
# - `"answered late"`: by the day `answer_by`.
#
# No day in a request is later than `as_of`.
#
# **3. `ring_late(done_on, cases, as_of)`** gives the set of the duties in `RING_DUTIES` that are late. Each clock starts
# on the day on which the Ring order was **entered**. `done_on` has the day for each duty, or `None`. `cases` is a
# table with the columns `case` (`"ring"` and others), `complaint_on` and `entered_on`, in any order.
#
# **4. `notices_late(customers, entered_on, as_of)`** gives the set of the `customer_id`s whose notice of the Ring order is
# late. Who gets one, and until when, is as in CLK-08: every customer whose account was opened before 1 February 2018,
# within 180 days of the entry; and who was identified only after that 180th day, within 30 days of `identified_on`.
# `customers` has the columns `customer_id`, `opened_on`, `identified_on`, `notified_on`. Only the last one may be
# missing.

# %% task="DEL-18" points=12
def deadlines(request: dict, holidays: list[pd.Timestamp], sla_days: int) -> dict:
    """When a request is to be answered, and by which regime: "answer_by", "regime", "label", "acknowledge_by".

    Sources: GDPR 12(3); 11 CCR 7021; 16 CFR 312.6, which has no number of days.
    """
    ### BEGIN SOLUTION
    received_on, days = request["received_on"], {}
    for regime in REGIMES:
        if regime in request["regimes"]:
            days[regime] = first_due(regime, received_on, sla_days)
            told_on = request["told_on"].get(regime)
            if regime != "COPPA" and told_on is not None and told_on <= days[regime]:
                days[regime] = extended_due(regime, received_on)
    regime = min(days, key=days.get)
    return {
        "answer_by": days[regime],
        "regime": regime,
        "label": "own rule" if regime == "COPPA" else "law",
        "acknowledge_by": business_days_later(received_on, 10, holidays) if "CCPA" in days else None,
    }
    ### END SOLUTION


def shortcomings(
    request: dict, as_of: pd.Timestamp, holidays: list[pd.Timestamp], sla_days: int
) -> list[str]:
    """What went wrong with a request, as seen at the end of as_of. Sources: as for deadlines."""
    ### BEGIN SOLUTION
    by, told_on = deadlines(request, holidays, sla_days), request["told_on"]
    late_word = [
        regime
        for regime in ("GDPR", "CCPA")
        if regime in request["regimes"]
        and told_on.get(regime) is not None
        and told_on[regime] > first_due(regime, request["received_on"], sla_days)
    ]
    found = {
        "acknowledged late": by["acknowledge_by"] is not None
        and (request["acknowledged_on"] or as_of) > by["acknowledge_by"],
        "extension told late": bool(late_word),
        "answered late": (request["answered_on"] or as_of) > by["answer_by"],
    }
    return [name for name, so in found.items() if so]
    ### END SOLUTION


def ring_late(
    done_on: dict[str, pd.Timestamp | None], cases: pd.DataFrame, as_of: pd.Timestamp
) -> set[str]:
    """The duties of the Ring order that are late at the end of as_of. Order: II."""
    ### BEGIN SOLUTION
    entered_on = cases.set_index("case").loc["ring", "entered_on"]
    return {
        duty
        for duty, days in RING_DUTIES.items()
        if (done_on[duty] or as_of) > entered_on + pd.Timedelta(days=days)
    }
    ### END SOLUTION


def notices_late(
    customers: pd.DataFrame, entered_on: pd.Timestamp, as_of: pd.Timestamp
) -> set[str]:
    """The customers whose notice is late at the end of as_of. Order: VIII."""
    ### BEGIN SOLUTION
    last = entered_on + pd.Timedelta(days=180)
    cohort = customers[customers["opened_on"] < pd.Timestamp("2018-02-01")]
    by = (cohort["identified_on"] + pd.Timedelta(days=30)).where(cohort["identified_on"] > last, last)
    return set(cohort.loc[cohort["notified_on"].fillna(as_of) > by, "customer_id"])
    ### END SOLUTION


# %% test="DEL-18" covers="DEL-18 DEL-28 DEL-29 DEL-30 DEL-31 DEL-32"
checks = Checks("DEL-18")

day = pd.Timestamp
CASES = pd.DataFrame(
    [
        ("alexa", day("2023-05-31"), day("2023-07-19")),
        ("ring", day("2023-05-31"), day("2023-06-16")),
    ],
    columns=["case", "complaint_on", "entered_on"],
)
DONE = dict.fromkeys(RING_DUTIES)


def request(**changes):
    return {
        "regimes": ["GDPR"], "received_on": day("2023-01-31"), "verified_on": None, "told_on": {},
        "acknowledged_on": None, "answered_on": None,
    } | changes  # fmt: skip


def answer(*regimes, received="2023-01-31", sla_days=20, **told_on):
    """The answer's day, its regime and its label."""
    told = {regime: day(text) for regime, text in told_on.items()}
    asked = request(regimes=list(regimes), received_on=day(received), told_on=told)
    found = deadlines(asked, [], sla_days)
    return str(found["answer_by"].date()), found["regime"], found["label"]


def wrong(as_of, sla_days=20, holidays=(), **changes):
    return shortcomings(request(**changes), day(as_of), [*holidays], sla_days)


def customers(*rows):
    made = pd.DataFrame(list(rows), columns=["customer_id", "opened_on", "identified_on", "notified_on"])
    return made.assign(**{name: pd.to_datetime(made[name]) for name in made.columns[1:]})


with checks("the Ring order's 30 and 90 days run from its entry"):
    assert ring_late(DONE, CASES, day("2023-07-16")) == set()
    assert ring_late(DONE, CASES, day("2023-07-17")) == {"destroy recordings"}

with checks("GDPR: a month that has no such day ends on its last day", "DEL-28"):
    assert answer("GDPR") == ("2023-02-28", "GDPR", "law")
    assert answer("GDPR", GDPR="2023-02-28") == ("2023-04-30", "GDPR", "law")

with checks("CCPA: 45 days from receipt, and ten business days to say that it is here", "DEL-29"):
    asked = request(regimes=["CCPA"], received_on=day("2023-03-15"), verified_on=day("2023-04-24"))
    assert deadlines(asked, [], 20) == {
        "answer_by": day("2023-04-29"),
        "regime": "CCPA",
        "label": "law",
        "acknowledge_by": day("2023-03-29"),
    }

with checks("COPPA: the company's own days, and labelled so", "DEL-30"):
    assert answer("COPPA", sla_days=30) == ("2023-03-02", "COPPA", "own rule")

with checks("two regimes: the earlier day, and whose it is", "DEL-31"):
    assert answer("CCPA", "GDPR") == ("2023-02-28", "GDPR", "law")
    assert answer("CCPA", "GDPR", GDPR="2023-02-10") == ("2023-03-17", "CCPA", "law")

with checks("who had an account before February 2018 is told within 180 days", "DEL-32"):
    found = customers(
        ("c-1", "2018-01-31", "2023-06-20", None),
        ("c-2", "2018-02-01", "2023-06-20", None),
    )
    assert notices_late(found, day("2023-06-16"), day("2023-12-13")) == set()
    assert notices_late(found, day("2023-06-16"), day("2023-12-14")) == {"c-1"}

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

dates = st.dates(day("2018-06-01").date(), day("2030-12-31").date()).map(day)
dates = dates | dates.map(lambda date: date + pd.offsets.MonthEnd(0))
DAY = pd.Timedelta(days=1)

with checks("each duty has its own number, and is late on the day after its last", hint=2):
    after = {"2023-07-16": 0, "2023-07-17": 1, "2023-09-14": 1, "2023-09-15": 4, "2024-01-01": 4}
    assert {text: len(ring_late(DONE, CASES, day(text))) for text in after} == after
    assert ring_late(DONE, CASES, day("2023-09-15")) == set(RING_DUTIES)

with checks("what was done late stays late, and what was done in time is done", hint=3):
    done = {
        "destroy recordings": day("2023-07-17"), "destroy face embeddings": day("2023-09-14"),
        "destroy work product": None, "confirm under oath": day("2023-09-15"),
    }  # fmt: skip
    late = {"destroy recordings", "destroy work product", "confirm under oath"}
    assert ring_late(done, CASES, day("2024-01-01")) == late
    assert ring_late(done | {"destroy recordings": day("2023-07-16")}, CASES, day("2024-01-01")) == late - {
        "destroy recordings"
    }

with checks("the case is found by its name, and its entry is not its complaint", hint=1):
    other = CASES.assign(entered_on=[day("2023-05-01"), day("2023-08-01")])[::-1]
    assert ring_late(DONE, other, day("2023-08-31")) == set()
    assert ring_late(DONE, other, day("2023-09-01")) == {"destroy recordings"}

with checks("GDPR: one month or three, as the calendar says, from any day", "DEL-28", hint=2):

    @checks.always(received=dates)
    def _(received):
        one, three = received + pd.DateOffset(months=1), received + pd.DateOffset(months=3)
        found = [
            deadlines(request(received_on=received, told_on=told), [], 20)["answer_by"]
            for told in ({}, {"GDPR": received}, {"GDPR": one}, {"GDPR": one + DAY})
        ]
        assert found == [one, three, three, one]


with checks("GDPR: a word about more time must come within the first month", "DEL-28", hint=3):
    told = {"GDPR": day("2023-03-01")}
    assert wrong("2023-03-05", told_on=told) == ["extension told late", "answered late"]
    in_time = {"GDPR": day("2023-02-28")}
    assert wrong("2023-04-30", told_on=in_time) == []
    assert wrong("2023-05-01", told_on=in_time) == ["answered late"]
    assert wrong("2023-05-30", told_on=in_time, answered_on=day("2023-04-30")) == []
    assert wrong("2023-05-30", told_on=told, answered_on=day("2023-02-28")) == ["extension told late"]

with checks("CCPA: to ask who somebody is stops no clock", "DEL-29", hint=1):
    for verified in (None, day("2023-03-16"), day("2023-04-24"), day("2023-04-29")):
        asked = {"regimes": ["CCPA"], "received_on": day("2023-03-15"), "verified_on": verified,
                 "acknowledged_on": day("2023-03-15")}  # fmt: skip
        assert wrong("2023-04-29", **asked) == []
        assert wrong("2023-04-30", **asked) == ["answered late"]

with checks("CCPA: 90 days in all where the word came within 45", "DEL-29", hint=2):

    @checks.always(received=dates, told=st.sampled_from([0, 44, 45, 46, 89]))
    def _(received, told):
        told_on = {"CCPA": received + told * DAY}
        asked = request(regimes=["CCPA"], received_on=received, told_on=told_on)
        expected = received + (90 if told <= 45 else 45) * DAY
        assert deadlines(asked, [], 20)["answer_by"] == expected
        late = shortcomings(asked | {"acknowledged_on": received}, received + 90 * DAY, [], 20)
        assert late == ([] if told <= 45 else ["extension told late", "answered late"])


with checks("CCPA: ten business days, not ten days, and only under the CCPA", "DEL-29", hint=3):
    asked = {"regimes": ["GDPR", "CCPA"], "received_on": day("2023-06-30")}
    holidays = [day("2023-07-04")]
    assert wrong("2023-07-17", holidays=holidays, **asked) == []
    assert wrong("2023-07-18", holidays=holidays, **asked) == ["acknowledged late"]
    assert wrong("2023-07-17", **asked) == ["acknowledged late"]
    assert wrong("2023-07-30", holidays=holidays, acknowledged_on=day("2023-07-17"), **asked) == []
    assert wrong("2023-07-30", holidays=holidays, acknowledged_on=day("2023-07-18"), **asked) == [
        "acknowledged late"
    ]
    assert wrong("2023-07-30", regimes=["GDPR", "COPPA"], received_on=day("2023-06-30"), sla_days=60) == []
    assert deadlines(request(), holidays, 20)["acknowledge_by"] is None

with checks("COPPA: whatever the company has set, and no word makes it longer", "DEL-30", hint=2):
    assert answer("COPPA", sla_days=7) == ("2023-02-07", "COPPA", "own rule")
    assert answer("COPPA", sla_days=60) == ("2023-04-01", "COPPA", "own rule")
    told = {"COPPA": day("2023-02-01")}
    asked = {"regimes": ["COPPA"], "told_on": told, "sla_days": 10}
    assert wrong("2023-02-10", **asked) == []
    assert wrong("2023-02-11", **asked) == ["answered late"]
    late = {"regimes": ["COPPA"], "told_on": {"COPPA": day("2023-03-01")}, "sla_days": 10}
    assert wrong("2023-03-01", answered_on=day("2023-02-01"), **late) == []

with checks("the label is that of the day that counts", "DEL-30", hint=3):
    assert answer("CCPA", "COPPA", sla_days=44) == ("2023-03-16", "COPPA", "own rule")
    assert answer("COPPA", "CCPA", sla_days=45) == ("2023-03-17", "CCPA", "law")
    assert answer("COPPA", "GDPR", sla_days=28) == ("2023-02-28", "GDPR", "law")

with checks("of three regimes, in any order, the earliest day", "DEL-31", hint=2):
    for regimes in (["GDPR", "CCPA", "COPPA"], ["COPPA", "CCPA", "GDPR"], ["CCPA", "COPPA", "GDPR"]):
        assert answer(*regimes, sla_days=60) == ("2023-02-28", "GDPR", "law")
        assert answer(*regimes, sla_days=7) == ("2023-02-07", "COPPA", "own rule")
        assert answer(*regimes, sla_days=60, GDPR="2023-02-01") == ("2023-03-17", "CCPA", "law")

with checks("an extension under one regime extends no other, and none that does not apply", "DEL-31", hint=3):
    assert answer("GDPR", "CCPA", CCPA="2023-02-01") == ("2023-02-28", "GDPR", "law")
    both = {"GDPR": "2023-02-01", "CCPA": "2023-02-01"}
    assert answer("GDPR", "CCPA", **both) == ("2023-04-30", "GDPR", "law")
    assert answer("GDPR", CCPA="2023-02-01") == ("2023-02-28", "GDPR", "law")
    assert wrong("2023-05-01", told_on={"CCPA": day("2023-05-01")}, answered_on=day("2023-02-28")) == []

with checks("who is found after the 180th day has 30 days more, and nobody else has", "DEL-32", hint=3):
    found = customers(
        ("early", "2016-01-01", "2023-06-20", None), ("on the day", "2016-01-01", "2023-12-13", None),
        ("after", "2016-01-01", "2023-12-14", None), ("day 200", "2016-01-01", "2024-01-02", None),
        ("new", "2018-02-01", "2024-01-02", None), ("told", "2016-01-01", "2023-06-20", "2023-12-13"),
        ("told late", "2016-01-01", "2023-06-20", "2023-12-14"),
        ("found and told", "2016-01-01", "2024-01-02", "2024-02-01"),
        ("found, told late", "2016-01-01", "2024-01-02", "2024-02-02"),
    )  # fmt: skip
    told_late = {"told late"}
    late = [notices_late(found.iloc[:7][::-1], day("2023-06-16"), day(text)) for text in (
        "2023-12-13", "2023-12-14", "2024-01-13", "2024-01-14", "2024-02-01", "2024-02-02",
    )]  # fmt: skip
    assert late[0] == told_late
    assert late[1] == late[2] == told_late | {"early", "on the day"}
    assert late[3] == late[4] == late[2] | {"after"}
    assert late[5] == late[4] | {"day 200"}
    assert notices_late(found.iloc[7:], day("2023-06-16"), day("2024-03-01")) == {"found, told late"}

with checks("the account's age decides, to the day, and the clock starts at the entry", "DEL-32", hint=2):
    opened = [("c-1", "2018-01-31"), ("c-2", "2018-02-01"), ("c-3", "2010-05-05"), ("c-4", "2023-01-01")]
    found = customers(*[(name, on, "2020-01-01", None) for name, on in opened])
    assert notices_late(found, day("2023-06-16"), day("2023-12-31")) == {"c-1", "c-3"}
    assert notices_late(found, day("2024-01-01"), day("2024-06-29")) == set()
    assert notices_late(found, day("2024-01-01"), day("2024-06-30")) == {"c-1", "c-3"}
### END HIDDEN TESTS
checks.report()
