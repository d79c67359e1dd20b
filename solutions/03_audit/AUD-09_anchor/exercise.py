# %% [markdown]
# ## Why
#
# A log that somebody has rewritten from the first entry to the last agrees with itself. So its size and
# root are handed out, every night, to people who do not work for Porchlight: an **anchor** is a dict
# `{"size": …, "root": …}` that lies outside. This exercise uses `root` and `verify_consistency` of
# AUD-05.
#
# Write three functions.
#
# ## Rules
#
# - You may add functions and imports of your own to the cell of your answer.
# - Do not change the dicts, the lists and the tables that you are given.
# - *Missing* in a table is what is `None`, `NaN` or `NaT`, and nothing else: the empty text `""` is there.
#   A column whose values may be missing is said to be so.

# %% given="setup"
import hashlib

from privacylab.checks import Checks
from privacylab.lab import hint

# %% [markdown]
# ## Step 1 · `check_log`
#
# **1. `check_log(entries, anchors)`** holds a log (its entries as bytes, all of them) against a list of
# anchors, in any order. An anchor *fits* where the log has at least `size` entries and the first
# `size` of them have its `root`. The answer is a dict of two:
#
# - `"verdict"`, the first of these four that is so:
#   1. `"unanchored"`: there is no anchor;
#   2. `"rewritten"`: the log is long enough for some anchor, and that anchor does not fit;
#   3. `"truncated"`: the log has fewer entries than some anchor says;
#   4. `"intact"`: everything else. (A log may be longer than its newest anchor.)
# - `"proven"`: of how many entries, counted from the first, it is proven that they are as they
#   were. That is the largest size of an anchor that fits, whatever other anchors say, and 0 where none does.

# %% step="check_log"
def check_log(entries: list[bytes], anchors: list[dict]) -> dict:
    """{"verdict": one of the four, "proven": how many entries are as they were}."""
    ### BEGIN SOLUTION
    long_enough = [anchor for anchor in anchors if anchor["size"] <= len(entries)]
    fit = [one["size"] for one in long_enough if root(entries[: one["size"]]) == one["root"]]
    if not anchors:
        verdict = "unanchored"
    elif len(fit) < len(long_enough):
        verdict = "rewritten"
    elif len(long_enough) < len(anchors):
        verdict = "truncated"
    else:
        verdict = "intact"
    return {"verdict": verdict, "proven": max(fit, default=0)}
    ### END SOLUTION

# %% test="check_log"
log = [f"access {number}".encode() for number in range(12)]

def anchor(size, entries=log):
    return {"size": size, "root": root(entries[:size])}

def bent(place, entries=log):
    """The log with one entry rewritten."""
    return [*entries[:place], b"nothing to see", *entries[place + 1 :]]

with checks("a cut log and a rewritten log do not pass"):
    anchors = [anchor(4), anchor(9)]
    assert check_log(log, anchors) == {"verdict": "intact", "proven": 9}
    assert check_log(log[:7], anchors) == {"verdict": "truncated", "proven": 4}
    assert check_log(bent(6), anchors) == {"verdict": "rewritten", "proven": 4}

### BEGIN HIDDEN TESTS
with checks("whatever is cut from the end shows, down to a single entry", hint=1):
    verdicts = {keep: check_log(log[:keep], [anchor(12), anchor(5), anchor(8)]) for keep in range(13)}
    assert {keep: one["verdict"] for keep, one in verdicts.items()} == {
        keep: "truncated" if keep < 12 else "intact" for keep in range(13)
    }
    assert [verdicts[keep]["proven"] for keep in range(13)] == [0] * 5 + [5] * 3 + [8] * 4 + [12]

with checks("a log that was rebuilt from the start agrees with itself, and with no anchor", hint=2):
    rebuilt = [b"tidy " + entry for entry in log]
    assert check_log(rebuilt, [anchor(3), anchor(12)]) == {"verdict": "rewritten", "proven": 0}
    assert check_log(rebuilt, []) == {"verdict": "unanchored", "proven": 0}
    assert check_log(log, []) == {"verdict": "unanchored", "proven": 0}

with checks("one rewritten entry shows wherever it stood, and what comes after the last anchor is not proven", hint=3):
    anchors = [anchor(10), anchor(2), anchor(6)]
    found = [check_log(bent(place), anchors) for place in range(12)]
    assert [one["verdict"] for one in found] == ["rewritten"] * 10 + ["intact"] * 2
    assert [one["proven"] for one in found] == [0] * 2 + [2] * 4 + [6] * 4 + [10] * 2
    swapped = [log[1], log[0], *log[2:]]
    assert check_log(swapped, anchors)["verdict"] == "rewritten"
    assert check_log([b"new", *log], anchors)["verdict"] == "rewritten"
    assert check_log(log[1:], anchors)["verdict"] == "rewritten"

with checks("a log that was bent and cut is called rewritten", hint=1):
    assert check_log(bent(1)[:7], [anchor(4), anchor(9)]) == {"verdict": "rewritten", "proven": 0}
    assert check_log(bent(5)[:7], [anchor(9), anchor(4)]) == {"verdict": "truncated", "proven": 4}
    nothing = [{"size": 0, "root": hashlib.sha256().digest()}]
    assert check_log([], nothing) == {"verdict": "intact", "proven": 0}
    assert check_log([], [{"size": 0, "root": root(log)}]) == {"verdict": "rewritten", "proven": 0}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · `compare`
#
# **2. `compare(mine, theirs, prove)`** is what two auditors do when they meet, each with one anchor.
# `prove(old_size, size)` asks the company for a consistency proof, and gives a list of hashes, right or wrong,
# or raises. Whichever of the two anchors is smaller is the old one. The answer is
#
# - `"forked"` where both have the same size and not the same root: two logs have been shown;
# - `"consistent"` where size and root are the same, or the proof shows that the larger log begins with
#   the smaller one;
# - `"unproven"` where it does not, or where `prove` raises any `Exception`.
#
# Where the sizes are equal, `prove` is not asked at all; else it is asked once, for the two sizes, also
# where the smaller is 0.

# %% step="compare"
def compare(mine: dict, theirs: dict, prove) -> str:
    """Whether two anchors are of one log: "consistent", "forked" or "unproven".

    prove  called with two sizes, the smaller one first; gives a consistency proof, or raises
    """
    ### BEGIN SOLUTION
    if mine["size"] == theirs["size"]:
        return "consistent" if mine["root"] == theirs["root"] else "forked"
    old, new = sorted((mine, theirs), key=lambda anchor: anchor["size"])
    try:
        proof = prove(old["size"], new["size"])
    except Exception:
        return "unproven"
    shown = verify_consistency(old["size"], old["root"], new["size"], new["root"], proof)
    return "consistent" if shown else "unproven"
    ### END SOLUTION

# %% test="compare"
with checks("two auditors find out that each was shown another log"):
    assert compare(anchor(9), anchor(9), prove=None) == "consistent"
    assert compare(anchor(9), anchor(9, bent(2)), prove=None) == "forked"

### BEGIN HIDDEN TESTS
with checks("an honest log proves that it has only grown, whoever asks", hint=3):
    asked = []

    def honest(old_size, size):
        asked.append((old_size, size))
        return consistency_proof(log[:size], old_size)

    pairs = [(3, 9), (9, 3), (12, 1), (4, 8), (0, 5), (7, 7)]
    found = [compare(anchor(one), anchor(other), honest) for one, other in pairs]
    assert found == ["consistent"] * 6
    assert asked == [(3, 9), (3, 9), (1, 12), (4, 8), (0, 5)]

with checks("a company that forked its log cannot prove it away, and silence proves nothing", hint=2):
    other = bent(2)

    def silent(old_size, size):
        raise TimeoutError("later, perhaps")

    liars = [
        lambda old, size: consistency_proof(log[:size], old),
        lambda old, size: consistency_proof(other[:size], old),
        lambda old, size: [],
        silent,
    ]
    for prove in liars:
        assert compare(anchor(5), anchor(9, other), prove) == "unproven"
        assert compare(anchor(9, other), anchor(5), prove) == "unproven"
        assert compare(anchor(9), anchor(9, other), prove) == "forked"
    assert compare(anchor(2), anchor(9, other), liars[1]) == "consistent"
    assert compare(anchor(2), anchor(9, other), silent) == "unproven"
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · `unjustified`
#
# **3. `unjustified(shards, anchors, lacks_basis)`** answers what nobody could answer: which accesses
# lacked a valid basis? Each service writes a log of its own, a *shard*: `shards` is `{name: entries}`,
# as the services hand them over, and `anchors` is `{name: anchor}`, one for each shard, from outside.
# `lacks_basis(entry)` says of the bytes of one entry whether it lacked one. The answer is a dict of
# three:
#
# - `"accesses"`: a list of `(name, index)` of each entry without a basis, in **all** shards that were
#   handed over, the damaged ones too, sorted;
# - `"gaps"`: `{name: why}` of each shard of which one cannot know: `"missing"` where it has an anchor and
#   was not handed over; else the verdict of `check_log` where that is not `"intact"` (a shard without an
#   anchor is `"unanchored"`);
# - `"complete"`: `True` where there is no gap and at least one anchor, else `False`. "None found" is an
#   answer only if it is complete.

# %% step="unjustified"
def unjustified(shards: dict[str, list[bytes]], anchors: dict[str, dict], lacks_basis) -> dict:
    """{"accesses": all that lacked a basis, "gaps": what one cannot know, "complete": whether all is known}."""
    ### BEGIN SOLUTION
    gaps = {name: "missing" for name in anchors if name not in shards}
    for name, entries in shards.items():
        anchored = [anchors[name]] if name in anchors else []
        verdict = check_log(entries, anchored)["verdict"]
        if verdict != "intact":
            gaps[name] = verdict
    accesses = sorted(
        (name, index)
        for name, entries in shards.items()
        for index, entry in enumerate(entries)
        if lacks_basis(entry)
    )
    return {"accesses": accesses, "gaps": gaps, "complete": not gaps and bool(anchors)}
    ### END SOLUTION

# %% test="unjustified"
with checks("what lacked a basis is found, and a missing shard is a gap", "AUD-25"):
    shards = {"web": log[:3], "tools": log[3:5]}
    anchors = {name: anchor(len(entries), entries) for name, entries in shards.items()}
    found = unjustified(shards, anchors, lambda entry: entry == b"access 4")
    assert found == {"accesses": [("tools", 1)], "gaps": {}, "complete": True}
    found = unjustified({"web": log[:3]}, anchors, lambda entry: entry == b"access 4")
    assert found == {"accesses": [], "gaps": {"tools": "missing"}, "complete": False}

### BEGIN HIDDEN TESTS
SHARDS = {"app": log[:4], "web": log[4:9], "jobs": [], "tools": log[9:]}

def anchors_of(shards):
    return {name: anchor(len(entries), entries) for name, entries in shards.items()}

def bad(entry):
    return entry in (b"access 2", b"access 5", b"access 7", b"access 11")

ALL = [("app", 2), ("tools", 2), ("web", 1), ("web", 3)]

with checks("the answer is over all shards, and complete only where each of them is whole", "AUD-25", hint=2):
    assert unjustified(SHARDS, anchors_of(SHARDS), bad) == {"accesses": ALL, "gaps": {}, "complete": True}
    longer = {**SHARDS, "app": [*log[:4], b"access 5"]}
    found = unjustified(longer, anchors_of(SHARDS), bad)
    assert found == {"accesses": [ALL[0], ("app", 4), *ALL[1:]], "gaps": {}, "complete": True}
    none = unjustified(SHARDS, anchors_of(SHARDS), lambda entry: False)
    assert none == {"accesses": [], "gaps": {}, "complete": True}

with checks("one man's hidden shard, a cut one and a strange one are gaps, and the rest is still told", "AUD-25", hint=1):
    hidden = {name: entries for name, entries in SHARDS.items() if name != "web"}
    found = unjustified(hidden, anchors_of(SHARDS), bad)
    assert found == {"accesses": ALL[:2], "gaps": {"web": "missing"}, "complete": False}
    emptied = unjustified({**SHARDS, "web": []}, anchors_of(SHARDS), bad)
    assert emptied == {"accesses": ALL[:2], "gaps": {"web": "truncated"}, "complete": False}
    damaged = {"app": bent(1, log[:4]), "tools": log[9:11], "beta": [b"access 5"], "jobs": []}
    found = unjustified(damaged, anchors_of(SHARDS), bad)
    assert found == {
        "accesses": [("app", 2), ("beta", 0)],
        "gaps": {"web": "missing", "app": "rewritten", "tools": "truncated", "beta": "unanchored"},
        "complete": False,
    }

with checks("where nothing is anchored, nothing is known", "AUD-25", hint=3):
    found = unjustified({}, {}, bad)
    assert found == {"accesses": [], "gaps": {}, "complete": False}
    found = unjustified({}, anchors_of(SHARDS), bad)
    assert found == {"accesses": [], "gaps": dict.fromkeys(anchors_of(SHARDS), "missing"), "complete": False}
    found = unjustified(SHARDS, {}, lambda entry: False)
    assert found == {"accesses": [], "gaps": dict.fromkeys(SHARDS, "unanchored"), "complete": False}
### END HIDDEN TESTS
