# %% [markdown]
# ## Why
#
# The complaint alleges that Alexa removed the audio but kept transcripts in "residual data stores",{fact}`F-A8` and
# that failures to delete geolocation recurred or were found at eight points from 2018 to 2022.{fact}`F-A10` Amazon's
# order forbids misrepresenting how such data is deleted.{fact}`O-A4` In an assessment under Ring's, no finding may rest
# primarily on what management says.{fact}`O-R23` A dashboard that says *complete* is no more than that. A parent
# believes it, and her child's voice is still there.

# %% given="setup"
from privacylab.checks import Checks, hint

# %% [markdown]
# ## The company on the bench
#
# You assess somebody else's deletion code in a small invented company. You can't read the code. You can call:
#
# | `bench.call(…)` | what happens |
# |---|---|
# | `"new"` | starts a fresh company, without incidents. Returns `{"keys": {child: [key, …]}, "items": [item, …]}` |
# | `"order", what, store` | orders an incident, see below |
# | `"delete", child` | runs the deletion. Returns what it *says*: the list of stores that are not done, or `"died"` after a crash. The company then restarts by itself |
# | `"look"` | what is *there*: a list of `(store, item_id)`. You read the stores yourself, so this is the truth |
# | `"late", store, item` | delivers a message from a speaker that was offline, if the code lets it in. Choose a new `item_id`. Returns `None` |
# | `"restore"` | restores all stores from the backup made by `"new"`; then the code cleans up. Returns what it *says*: the list of stores that are not clean yet. Begin with `"new"` afterwards |
#
# | `"order", …` | from then on |
# |---|---|
# | `"down", store` | the store doesn't answer |
# | `"keeps", store` | it says "purged" and keeps the rows |
# | `"hides", store` | the app has marked all its rows as deleted; `look` still sees them |
# | `"works", store` | the store works again. Until then, or until `"new"`, an incident stays, even during `"restore"` |
# | `"crash", number` | the next run dies after that many steps. A run takes 6 to 40 steps; if it ends before the crash, the order expires |
#
# An item is a dict with `store`, `item_id`, `key`, and `made_from` (an `item_id` or `None`); an item for `"late"` has no
# `store`. `bench.count()` is the number of the last call.
#
# **Whose is an item?** A child owns what is filed under her keys, and what was made from an item of hers, at any depth
# and in every store. The same `item_id` in two stores is an item and its copy. The rest is someone else's.

# %% [markdown]
# ## Look
#
# Here is the same deletion on a quiet day, and with a store that keeps its rows. **Before you run it:** what will the
# second one say?

# %% look
import pandas as pd

from privacylab.lab import dashboard_deletion


def says_and_is(bench, *incidents):
    """Delete Ada's data, and show each item next to what the deletion says about its store."""
    start = bench.call("new")
    for what, store in incidents:
        bench.call("order", what, store)
    said = bench.call("delete", "ada")
    there = bench.call("look")
    rows = pd.DataFrame(start["items"]).fillna("")
    rows["it says"] = ["not done" if store in said else "done" for store in rows["store"]]
    rows["it is"] = ["there" if place in there else "gone" for place in zip(rows["store"], rows["item_id"])]
    return rows


bench = dashboard_deletion()
display(says_and_is(bench))
says_and_is(bench, ("keeps", "search"))

# %% [markdown]
# **By eye:** Ada's keys are `p-ada` and `d-ada`. Which row contradicts what the deletion says? Would her keys have led
# you to it? Now the store is down. Look at her item in the lake: could any code have found it?

# %% look
says_and_is(bench, ("down", "search"))

# %% [markdown]
# ## Step 1 · What it says, and what is there
#
# Complete `differences(items, keys, said, seen)`. It returns the sorted `(store, item_id)` of these items:
#
# | owner | a difference if |
# |---|---|
# | the child | it's there, and its store isn't in `said` |
# | someone else | it isn't there; `said` doesn't matter |
#
# One exception, as in the Look: while a store is down, no code can find what was made from the items in it. So
# an item of hers is no difference if `items` lists any item that it was made from, at any depth, in a store that is in
# `said`. A copy of that source in another store changes nothing.
#
# Ada has `r-1` in audio; `t-1` in search, made from it; and `f-1` in lake, made from that.
#
# | there | `said` | differences |
# |---|---|---|
# | t-1, f-1 | `["search"]` | none |
# | t-1, f-1 | `[]` | `("lake", "f-1")`, `("search", "t-1")` |
# | r-1, t-1 | `["search"]` | `("audio", "r-1")` |

# %% step="differences"
def differences(items: list[dict], keys: list[str], said: list[str], seen: list[tuple]) -> list[tuple]:
    """Return the (store, item_id) that contradict what a deletion says, sorted.

    items  what the company had: dicts with store, item_id, key, made_from (an item_id or None)
    keys   all keys of every child deleted since "new"
    said   the stores that are not done, as the last run or restore says
    seen   the (store, item_id) that are there; ignore what isn't in items

    No item was made from itself, directly or indirectly. Source: Amazon order, II (misrepresentation).
    """
    ### BEGIN SOLUTION
    hers = {one["item_id"] for one in items if one["key"] in keys}
    hers |= _made_from(items, hers)
    excused = _made_from(items, {one["item_id"] for one in items if one["store"] in said})
    found = set()
    for one in items:
        place = one["store"], one["item_id"]
        is_there = place in seen
        if one["item_id"] not in hers:
            wrong = not is_there
        else:
            wrong = is_there and one["store"] not in said and one["item_id"] not in excused
        if wrong:
            found.add(place)
    return sorted(found)


def _made_from(items, ids):
    """What was made from these, at any depth."""
    found, latest = set(), ids
    while latest:
        latest = {one["item_id"] for one in items if one["made_from"] in latest}
        found |= latest
    return found
    ### END SOLUTION

# %% test="differences"
def item(store, item_id, key, made_from=None):
    return {"store": store, "item_id": item_id, "key": key, "made_from": made_from}

HAD = [
    item("audio", "r-1", "p-ada"), item("audio", "r-2", "p-ben"),
    item("lake", "f-1", "batch", "t-1"), item("lake", "f-2", "batch", "t-2"),
    item("search", "t-1", "asr", "r-1"), item("search", "t-2", "asr", "r-2"),
]  # fmt: skip

BENS = [("audio", "r-2"), ("lake", "f-2"), ("search", "t-2")]

with checks("what is left in a store that is called done is a difference"):
    assert differences(HAD, ["p-ada"], [], [*BENS, ("search", "t-1")]) == [("search", "t-1")]
    assert differences(HAD, ["p-ada"], ["search"], [*BENS, ("search", "t-1")]) == []

with checks("what someone else has lost is a difference"):
    assert differences(HAD, ["p-ada"], [], BENS[1:]) == [("audio", "r-2")]
    assert differences(HAD, ["p-ada"], [], BENS) == []

with checks("the page's table of Ada's items"):
    for there, said, expected in [
        (["search t-1", "lake f-1"], ["search"], []),
        (["search t-1", "lake f-1"], [], [("lake", "f-1"), ("search", "t-1")]),
        (["audio r-1", "search t-1"], ["search"], [("audio", "r-1")]),
    ]:
        seen = [*BENS, *[tuple(one.split()) for one in there]]
        assert differences(HAD, ["p-ada"], said, seen) == expected

### BEGIN HIDDEN TESTS
# class seed: words ada ben r t f job
DEEP = [
    item("cache", "x-3", "job", "x-2"), item("lake", "x-2", "job", "x-1"), item("search", "x-1", "job", "g-1"),
    item("places", "g-1", "d-ada"), item("cache", "r-1", "p-ada"), item("cache", "r-2", "p-ben"),
    item("lake", "y-1", "job", "r-2"), *HAD,
]  # fmt: skip

def places(rows):
    return [(one["store"], one["item_id"]) for one in rows]

ADA = ["p-ada", "d-ada"]

OTHERS = [*BENS, ("cache", "r-2"), ("lake", "y-1")]

with checks("what was made from a child's items is hers, at any depth and in every store", "ASR-14", hint=1):
    hers = sorted(set(places(DEEP)) - set(OTHERS))
    for rows in (DEEP, DEEP[::-1]):
        assert differences(rows, ADA, [], places(DEEP)) == hers
        assert differences(rows, ADA, [], OTHERS) == []
        assert differences(rows, [*ADA, "p-ben"], [], places(DEEP)) == sorted(places(DEEP))
        assert differences(rows, ["d-ada"], [], places(DEEP)) == [("cache", "x-3"), ("lake", "x-2"), ("places", "g-1"), ("search", "x-1")]

with checks("a store that is named as not done is no difference, and every other is", "ASR-14", hint=1):
    flat = [item(store, f"r-{n}", "p-ada") for n, store in enumerate(["audio", "cache", "lake", "audio"])]
    for said, expected in [
        (["audio"], ["r-1", "r-2"]), (["lake", "audio"], ["r-1"]), (["cache", "zoo"], ["r-0", "r-3", "r-2"]),
        (["audio", "cache", "lake"], []), ([], ["r-0", "r-3", "r-1", "r-2"]),
    ]:  # fmt: skip
        assert [one for _, one in differences(flat, ADA, said, places(flat))] == expected
    assert differences(flat, ADA, ["cache"], [("audio", "r-0"), ("lake", "q-9"), ("cache", "r-1")]) == [("audio", "r-0")]

with checks("what was made from an item in a named store cannot be found yet", "ASR-14", hint=3):
    there = places(DEEP)
    for said, expected in [
        ("places", ["audio r-1", "cache r-1", "lake f-1", "search t-1"]), ("search", ["audio r-1", "cache r-1", "places g-1"]),
        ("audio", ["cache r-1", "cache x-3", "lake x-2", "places g-1", "search x-1"]),
    ]:  # fmt: skip
        assert differences(DEEP, ADA, [said], there) == sorted(tuple(one.split()) for one in expected)
    assert differences(DEEP, ADA, ["lake"], OTHERS) == []

with checks("no item of anyone else may be missing, wherever it was", "ASR-14", hint=1):
    for place in OTHERS:
        for said in ([], [place[0]], ["search", "lake"]):
            seen = [one for one in OTHERS if one != place]
            assert differences(DEEP, ADA, said, seen) == [place]
        assert differences(DEEP, ADA, [place[0]], OTHERS) == []
### END HIDDEN TESTS

# %% [markdown]
# ## The requirements
#
# In each of these situations, `differences` must be empty. You choose the stores, the children, and the steps.

# %% given="requirements"
REQUIREMENTS = {
    "DEL-01": ["after a run on a quiet day"],
    "DEL-13": ["after a run while a store keeps its rows", "after a run while a store hides them"],
    "DEL-23": ["after a run while a store is down", "after the next run, when it works again"],
    "DEL-24": ["after a run that follows one that died: try several early steps"],
    "DEL-06": [
        """after late messages that follow a run that said []: those with a key of hers, or made
           directly from any item of hers, don't get in; anyone else's do""",
    ],
    "DEL-07": ["after a restore that follows runs that said [], for every child that was deleted"],
}  # fmt: skip

# %% [markdown]
# ## Step 2 · The assessment
#
# Complete `assess_deletion(bench)`. It returns findings as in the docstring, one or more for each requirement.
#
# - **Partial is honest.** Even on a quiet day, an honest system may name a store, and finish in its second run. Only a
#   difference is a gap. If two runs don't get to `[]`, DEL-06 and DEL-07 are `"not tested"`.
# - **Accuse no honest system.** Your gaps for a requirement count only if every honest system gets a `"met"` for it, and
#   no `"gap"`.
# - **A gap needs proof**: a call that every honest system answers differently. Cite what was said, and the `"look"`.
# - Don't judge a run that died.
# - Add late messages to `items` before you compare, but not after `"restore"`.
# - Take names from `"new"`: it has three or more children, and other stores than the Look.
# - You have 300 calls and 3 seconds for each system.

# %% step="assess_deletion"
def assess_deletion(bench) -> list[dict]:
    """Return findings on a deletion: what it says, compared with what is there.

    bench  the system: bench.call(name, *arguments), bench.count()

    If call 3 is delete and says ["search"], and call 4 is look and shows her item there, the finding is
    {"requirement": "DEL-23", "verdict": "met", "evidence": [3, 4]}; if call 3 says [], a "gap".
    Source: Ring order, IV.D (specific evidence, not management's word).
    """
    ### BEGIN SOLUTION
    findings = []
    start = bench.call("new")
    keys, items = start["keys"], start["items"]
    child, brother, friend, *_ = keys
    hers, others = (next(one for one in items if one["key"] in keys[who]) for who in (child, friend))
    made = next(one for one in items if one["made_from"] == hers["item_id"])

    def compare(requirement, said, more=(), children=(child,)):
        """Look, and write down whether the last call said the truth."""
        calls = [bench.count(), bench.count() + 1]
        deleted = [key for one in children for key in keys[one]]
        wrong = differences([*items, *more], deleted, said, bench.call("look"))
        verdict = "gap" if wrong else "met"
        findings.append({"requirement": requirement, "verdict": verdict, "evidence": calls})

    # a quiet day, and what comes later
    for _ in range(2):  # an honest system may need two runs
        compare("DEL-01", bench.call("delete", child))
    messages = []
    for key, made_from in [
        (hers["key"], None),
        (made["key"], hers["item_id"]),
        (others["key"], None),
    ]:
        message = {"item_id": f"late-{len(messages)}", "key": key, "made_from": made_from}
        bench.call("late", made["store"], message)
        messages.append(message | {"store": made["store"]})
    compare("DEL-06", [], messages)
    for _ in range(2):
        bench.call("delete", brother)
    compare("DEL-07", bench.call("restore"), children=(child, brother))

    # stores that say one thing and do another
    bench.call("new")
    bench.call("order", "keeps", made["store"])
    bench.call("order", "hides", hers["store"])
    compare("DEL-13", bench.call("delete", child))

    # a store that is down, and works again
    bench.call("new")
    bench.call("order", "down", made["store"])
    compare("DEL-23", bench.call("delete", child))
    bench.call("order", "works", made["store"])
    compare("DEL-23", bench.call("delete", child))

    # a run that dies, and the next one
    for steps in range(1, 6):
        bench.call("new")
        bench.call("order", "crash", steps)
        bench.call("delete", child)
        compare("DEL-24", bench.call("delete", child))
    return findings
    ### END SOLUTION

# %% test="assess_deletion"
from functools import cache

from privacylab.assessment.bench import assess
from privacylab.assessment.published import DELETIONS  # two broken systems and an honest one

@cache
def published():
    return assess(assess_deletion, DELETIONS, REQUIREMENTS)

with checks("the published systems: the dashboard is caught, and the honest one is not accused", "ASR-14"):
    assert published().problems == []
    assert [one for one in ("DEL-01", "DEL-13", "DEL-23", "DEL-24") if not published().acquits(one)] == []
    assert published().catches("SaysDone")

with checks("the published systems: so is the restore, later", "ASR-15"):
    assert [one for one in ("DEL-06", "DEL-07") if not published().acquits(one)] == []
    assert published().catches("ServesAtOnce")

### BEGIN HIDDEN TESTS
# class seed: words mia leo ida nightly
import contextlib
import dataclasses
import types

from privacylab.assessment.deletion import deletion_doors
from privacylab.assessment.systems import candidate
from privacylab.companies.stores import StoreUnavailable

FAMILIES = {
    "mia": {"profile_id": ["p-mia"], "device_id": ["d-mia", "e-mia"]},
    "leo": {"profile_id": ["p-leo"], "device_id": ["d-leo"]},
    "ida": {"profile_id": ["p-ida"], "device_id": ["d-ida"]},
}

ROWS = [
    *[item("voice", f"v-{n}", f"p-{child}") for n, child in enumerate(FAMILIES, 3)],
    *[item("text", f"w-{n}", "speech", f"v-{n}") for n in range(3, 6)],
    *[item("words", f"k-{n}", "nightly", f"w-{n}") for n in range(3, 6)],
    *[item("voice", f"s-{n}", "slow", f"k-{n}") for n in range(3, 6)],
    *[item("maps", f"m-{n}", f"d-{child}") for n, child in enumerate(FAMILIES, 3)],
    item("edge", "v-3", "p-mia"), item("edge", "v-5", "p-ida"), item("voice", "v-9", "e-mia"),
]  # fmt: skip

def enter(names):
    return deletion_doors(names["erase"], names["admit"], names["replay"], FAMILIES, ROWS)

def system(erase="DEL-01", later="DEL-06"):
    return candidate(enter, erase, later)

def whole_batch(names):
    """Deletes the whole batch that her row is in."""
    def erase(company, child, request_id):
        said = names["erase"](company, child, request_id)
        words = company.stores["words"]
        with contextlib.suppress(StoreUnavailable):
            words.purge([row["item_id"] for row in words.inspect(["nightly"])])
        return said

    return enter(names | {"erase": erase})

def closed(names):
    """Lets no late message in anymore."""
    return enter(names | {"admit": lambda entries, message: not entries})

def slow(names):
    """Leaves one store for a second run, and says so; it also keeps a receipt, which isn't in items."""
    def write(company, name):
        company.stores["words"].fill([item("words", name, "receipts")])

    def erase(company, child, request_id):
        known = [entry["event"] for entry in company.journal.entries() if entry["request_id"] == request_id]
        stores = company.stores if "found" in known else company.stores | {"edge": Resting()}
        write(company, f"receipt-{request_id}")
        seen = types.SimpleNamespace(stores=stores, identity=company.identity, journal=company.journal)
        return names["erase"](seen, child, request_id)

    def replay(company, stores):
        write(company, "receipt-restore")
        return ["edge", *names["replay"](company, [one for one in stores if one != "edge"])]

    return enter(names | {"erase": erase, "replay": replay})

class Resting:
    """A store whose nightly job doesn't run before tomorrow."""
    def later(self, values):
        raise StoreUnavailable("edge")

    inspect = lookup = derived = delete = purge = later

def other(name, broken, doors):
    return dataclasses.replace(candidate(doors, "DEL-01", "DEL-06"), name=name, breaks=frozenset(broken))

def only(requirement, name):
    """A deletion that counts as caught under one of the requirements that it breaks."""
    return dataclasses.replace(system(f"DEL-01/{name}"), breaks=frozenset({requirement}))

BENCH = [
    system("DEL-01/KeysOnly"), system("DEL-01/TrustsTheStatus"), other("WholeBatch", ["DEL-01"], whole_batch), system("DEL-01/SilentIsEmpty"),
    system(later="DEL-06/IdsOnly"), only("DEL-24", "OnlyOnce"), system(), system(later="DEL-06/ServesAtOnce"),
    system("DEL-01/MarkedIsGone"), only("DEL-23", "NothingWrittenDown"), system(later="DEL-06/SourcesForgotten"),
    system("DEL-01/sets_and_recursion", "DEL-06/table_of_tombstones"), system("DEL-01/ProfileKeyOnly"), system("DEL-01/DownIsTheEnd"), other("NothingMayEnter", ["DEL-06"], closed),
    only("DEL-24", "SkipsWhatItKnows"), system(later="DEL-06/FirstRequestOnly"), system("DEL-01/MappingAnyway"), other("Slow", [], slow),
]  # fmt: skip

@cache
def found():
    return assess(assess_deletion, BENCH, REQUIREMENTS)

with checks("no honest deletion is accused for what it leaves in stores that it names", "ASR-14", hint=1):
    assert [one for one in ("DEL-01", "DEL-13", "DEL-23", "DEL-24") if not found().acquits(one)] == []
    assert found().catches("KeysOnly")

with checks("a deletion that searches under her keys only is caught, and one that uses only the first", "ASR-14", hint=1):
    assert found().catches("KeysOnly")
    assert found().catches("ProfileKeyOnly")

with checks("a deletion that takes other people's data with it is caught", "ASR-14", hint=1):
    assert found().catches("WholeBatch")

with checks("a deletion that believes what a store says is caught", "ASR-14", hint=2):
    assert found().catches("TrustsTheStatus")

with checks("a deletion that takes a marked row for a deleted one is caught", "ASR-14", hint=3):
    assert found().catches("MarkedIsGone")

with checks("a deletion that counts a silent store as empty is caught", "ASR-14", hint=2):
    assert found().catches("SilentIsEmpty")

with checks("a deletion that does nothing anywhere while one store is down is caught", "ASR-14", hint=1):
    assert found().catches("DownIsTheEnd")

with checks("a deletion that has lost its way when the store is back is caught", "ASR-14", hint=2):
    assert found().catches("MappingAnyway")
    assert found().catches("NothingWrittenDown")

with checks("a deletion that can't continue after a crash is caught", "ASR-14", hint=3):
    assert found().catches("OnlyOnce")
    assert found().catches("SkipsWhatItKnows")

with checks("no honest deletion is accused for what happens later", "ASR-15", hint=1):
    assert [one for one in ("DEL-06", "DEL-07") if not found().acquits(one)] == []
    assert found().catches("ServesAtOnce")

with checks("a late message under her key, or made from her item, is caught where it gets in", "ASR-15", hint=3):
    assert found().catches("IdsOnly")
    assert found().catches("SourcesForgotten")

with checks("a system that lets no one's late messages in is caught", "ASR-15", hint=1):
    assert found().catches("NothingMayEnter")

with checks("a restore that brings her data back is caught", "ASR-15", hint=2):
    assert found().catches("ServesAtOnce")

with checks("a restore that cleans up after one child only is caught", "ASR-15", hint=3):
    assert found().catches("FirstRequestOnly")

### END HIDDEN TESTS

# %% [markdown]
# ## Your own deletion
#
# Now assess your own code from DEL-01 and DEL-06. **Would you sign that it works?** Which incidents did you not order,
# so that you can't say anything about them?

# %% look
from privacylab.assessment.deletion import deletion_doors
from privacylab.assessment.sealed import System
from privacylab.checks import earlier
from privacylab.checks.earlier_exercises import NeedsEarlier

erase = earlier("DEL-01", "erase")
admit, replay = earlier("DEL-06", "admit", "replay")
doors = deletion_doors(erase, admit, replay)
delete = doors["delete"]
try:
    delete("ada")
    findings = assess_deletion(System(doors, 300))
except NeedsEarlier as reason:
    print("skipped:", reason)
except (NameError, NotImplementedError):
    print("skipped: write step 2 first, and run its cell.")
except RuntimeError:
    print("skipped: your code raised an error. Is DEL-06 complete?")
else:
    display(pd.DataFrame(findings))
