# %% [markdown]
# ## Why
#
# A log that someone has rewritten from the first entry to the last agrees with itself. So Porchlight, an
# invented company, hands out its log's size and root every night. An **anchor** is a dict `{"size": …, "root": …}` that is
# kept outside, out of the company's reach.
#
# The complaint alleges that Ring cannot determine how many other employees accessed videos
# improperly.{fact}`F-R14` "None found" answers that only if no log is missing. No order asks for anchors: they are
# engineering.

# %% given="setup"
import hashlib

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# The night before, Porchlight's video log had 40 entries, and its anchor was handed out. Since then, the log has grown
# to 60. Here are four versions of it. Each version's own file says which root its entries have.

# %% look
import pandas as pd

from privacylab.companies import porchlight
from privacylab.lab import open_night
from privacylab.lab.audit import merkle

night = open_night(porchlight.table("accesses"), porchlight.table("people"))
changes = {
    "unchanged": "SELECT 1",
    "entry 23 rewritten": "UPDATE entries SET entry = 'nothing' WHERE number = 23",
    "entry 50 rewritten": "UPDATE entries SET entry = 'nothing' WHERE number = 50",
    "cut to 30": "DELETE FROM entries WHERE number >= 30",
}
rows = {}
for name, sql in changes.items():
    version = night.log.copy()
    version.sql(sql)
    version.rebuild()  # computes the roots in the file again
    entries = version.entries()
    rows[name] = {
        "entries": len(entries),
        "root in its file": dict(version.roots())[len(entries)][:8],
        "root of its entries": merkle.root(entries).hex()[:8],
        "root of the first 40": merkle.root(entries[:40]).hex()[:8],
    }
print(f"anchor: 40 entries, root {night.anchors['video']['root'].hex()[:8]}")
pd.DataFrame(rows).T

# %% [markdown]
# **Before you code:** which versions contradict the anchor, and what does it not show?
#
# ## Step 1 · Does the log still fit its anchors?
#
# Complete `check_log(entries, anchors)`. Anchors are in any order. An anchor *fits* if the log has at
# least `size` entries, and the root of the first `size` is the anchor's `root`. Return a dict. `"verdict"` is the
# first that applies:
#
# | verdict | applies if |
# |---|---|
# | `"unanchored"` | there is no anchor |
# | `"rewritten"` | the log is long enough for an anchor that does not fit |
# | `"truncated"` | the log is too short for some anchor |
# | `"intact"` | otherwise, even if the log is longer than any anchor |
#
# `"proven"`, how many entries are unchanged, is the largest size of an anchor that fits, or 0.
#
# | twelve entries, anchors for 4 and 9 | verdict | proven |
# |---|---|---|
# | unchanged | `"intact"` | 9 |
# | cut to 7 | `"truncated"` | 4 |
# | entry 6 rewritten | `"rewritten"` | 4 |
# | entry 1 rewritten, cut to 7 | `"rewritten"` | 0 |

# %% step="check_log"
def check_log(entries: list[bytes], anchors: list[dict]) -> dict:
    """Return {"verdict": one of the four, "proven": how many entries are proven unchanged}."""
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

def forged(place, entries=log):
    """Return the log with one entry rewritten."""
    return [*entries[:place], b"nothing to see", *entries[place + 1 :]]

with checks("a cut log and a rewritten log do not pass"):
    anchors = [anchor(4), anchor(9)]
    assert check_log(log, anchors) == {"verdict": "intact", "proven": 9}
    assert check_log(log[:7], anchors) == {"verdict": "truncated", "proven": 4}
    assert check_log(forged(6), anchors) == {"verdict": "rewritten", "proven": 4}

### BEGIN HIDDEN TESTS
# class seed: words access tidy app web jobs tools beta
with checks("any cut at the end shows, even of a single entry", hint=1):
    verdicts = {keep: check_log(log[:keep], [anchor(12), anchor(5), anchor(8)]) for keep in range(13)}
    assert {keep: one["verdict"] for keep, one in verdicts.items()} == {
        keep: "truncated" if keep < 12 else "intact" for keep in range(13)
    }
    assert [verdicts[keep]["proven"] for keep in range(13)] == [0] * 5 + [5] * 3 + [8] * 4 + [12]

with checks("a log rebuilt from the start fits no anchor", hint=2):
    rebuilt = [b"tidy " + entry for entry in log]
    assert check_log(rebuilt, [anchor(3), anchor(12)]) == {"verdict": "rewritten", "proven": 0}
    assert check_log(rebuilt, []) == {"verdict": "unanchored", "proven": 0}
    assert check_log(log, []) == {"verdict": "unanchored", "proven": 0}

with checks("one rewritten entry shows anywhere before the last anchor, and nothing after it is proven", hint=3):
    anchors = [anchor(10), anchor(2), anchor(6)]
    found = [check_log(forged(place), anchors) for place in range(12)]
    assert [one["verdict"] for one in found] == ["rewritten"] * 10 + ["intact"] * 2
    assert [one["proven"] for one in found] == [0] * 2 + [2] * 4 + [6] * 4 + [10] * 2
    swapped = [log[1], log[0], *log[2:]]
    assert check_log(swapped, anchors)["verdict"] == "rewritten"
    assert check_log([b"new", *log], anchors)["verdict"] == "rewritten"
    assert check_log(log[1:], anchors)["verdict"] == "rewritten"

with checks("every anchor is checked, whatever the others say and wherever it is in the list", hint=3):
    false = {"size": 4, "root": root(forged(0)[:4])}
    twelve = {"size": 12, "root": root(forged(0))}
    for anchors in ([false, anchor(9)], [anchor(9), false], [twelve, false, anchor(9), anchor(2)]):
        assert check_log(log, anchors) == {"verdict": "rewritten", "proven": 9}
    twice = [anchor(6), {"size": 6, "root": root(forged(0)[:6])}]
    for anchors in (twice, twice[::-1]):
        assert check_log(log, anchors) == {"verdict": "rewritten", "proven": 6}
    assert check_log(log, [anchor(6), anchor(6)]) == {"verdict": "intact", "proven": 6}

with checks("a log that was rewritten and cut counts as rewritten", hint=1):
    assert check_log(forged(1)[:7], [anchor(4), anchor(9)]) == {"verdict": "rewritten", "proven": 0}
    assert check_log(forged(5)[:7], [anchor(9), anchor(4)]) == {"verdict": "truncated", "proven": 4}
    nothing = [{"size": 0, "root": hashlib.sha256().digest()}]
    assert check_log([], nothing) == {"verdict": "intact", "proven": 0}
    assert check_log([], [{"size": 0, "root": root(log)}]) == {"verdict": "rewritten", "proven": 0}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Two auditors meet
#
# Each of two auditors has one anchor of the same log. Complete `compare(mine, theirs, prove)`: were they shown one
# log, or two? `prove(old_size, size)` asks the company for a consistency proof. It returns a list of hashes, right
# or wrong, or raises an error.
#
# | the two anchors | return | `prove` is called |
# |---|---|---|
# | same size, same root | `"consistent"` | never |
# | same size, different roots | `"forked"`: two logs were shown | never |
# | different sizes, and the proof shows that the larger log begins with the smaller | `"consistent"` | once |
# | different sizes, and the proof does not show that, or `prove` raises any `Exception` | `"unproven"` | once |
#
# Either auditor may have the smaller anchor, and its size may be 0. Pass the smaller size first: with `mine` of
# size 9 and `theirs` of size 3, call `prove(3, 9)`.

# %% step="compare"
def compare(mine: dict, theirs: dict, prove) -> str:
    """Return whether two anchors are of one log: "consistent", "forked", or "unproven".

    prove  called with two sizes, the smaller one first; returns a consistency proof, or raises
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
with checks("two auditors find out whether they were shown one log"):
    assert compare(anchor(9), anchor(9), prove=None) == "consistent"
    assert compare(anchor(9), anchor(9, forged(2)), prove=None) == "forked"

### BEGIN HIDDEN TESTS
with checks("an honest log is consistent, whichever auditor has the smaller anchor", hint=3):
    asked = []

    def honest(old_size, size):
        asked.append((old_size, size))
        return consistency_proof(log[:size], old_size)

    pairs = [(3, 9), (9, 3), (12, 1), (4, 8), (0, 5), (7, 7)]
    found = [compare(anchor(one), anchor(other), honest) for one, other in pairs]
    assert found == ["consistent"] * 6
    assert asked == [(3, 9), (3, 9), (1, 12), (4, 8), (0, 5)]

with checks("a forked log is never consistent, and an error proves nothing", hint=2):
    other = forged(2)

    def silent(old_size, size):
        raise TimeoutError("later, perhaps")

    def broken(old_size, size):
        raise RuntimeError("no such log")

    def odd(old_size, size):
        raise Exception("no")

    liars = [
        lambda old, size: consistency_proof(log[:size], old),
        lambda old, size: consistency_proof(other[:size], old),
        lambda old, size: [],
        silent,
        broken,
        odd,
    ]
    for prove in liars:
        asked = []

        def counted(old, size, prove=prove, asked=asked):
            asked.append(size)
            return prove(old, size)

        assert compare(anchor(5), anchor(9, other), counted) == "unproven"
        assert asked == [9]
        assert compare(anchor(9, other), anchor(5), prove) == "unproven"
        assert compare(anchor(9), anchor(9, other), prove) == "forked"
    assert compare(anchor(2), anchor(9, other), liars[1]) == "consistent"
    assert compare(anchor(2), anchor(9, other), silent) == "unproven"
    longer = {"size": 9, "root": anchor(5)["root"]}
    assert compare(longer, anchor(5), liars[0]) == compare(anchor(5), longer, liars[2]) == "unproven"
    nothing = {"size": 0, "root": root([b"something"])}
    assert compare(nothing, anchor(5), lambda old, size: []) == "unproven"
    assert compare(anchor(5), anchor(0), lambda old, size: []) == "consistent"
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · Which accesses lacked a basis?
#
# Each service keeps its own log, a *shard*. Complete `unjustified(shards, anchors, lacks_basis)`:
#
# - `shards` is `{name: entries}`, as the services hand them over;
# - `anchors` is `{name: anchor}`, from outside: at most one for each shard;
# - `lacks_basis(entry)` says whether an entry is an access without a valid basis.
#
# Return a dict with three keys:
#
# | key | value |
# |---|---|
# | `"accesses"` | a sorted list with `(name, index)` of each entry without a basis, in **all** shards handed over, damaged ones included |
# | `"gaps"` | `{name: why}`: `"missing"` if there is an anchor but no shard; otherwise the verdict of `check_log`, unless it is `"intact"` |
# | `"complete"` | `True` if there is no gap and at least one anchor; otherwise `False` |
#
# A shard without an anchor is `"unanchored"`. Suppose `web` and `tools` are anchored, and entry 1 of `tools` lacks
# a basis:
#
# | handed over | accesses | gaps | complete |
# |---|---|---|---|
# | both | `[("tools", 1)]` | `{}` | `True` |
# | only `web` | `[]` | `{"tools": "missing"}` | `False` |

# %% step="unjustified"
def unjustified(shards: dict[str, list[bytes]], anchors: dict[str, dict], lacks_basis) -> dict:
    """Return which accesses lacked a basis, which shards have gaps, and whether the answer is complete."""
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
with checks("accesses without a basis are found, and a missing shard is a gap", "AUD-25"):
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

with checks("the answer covers all shards, and is complete only if each one is intact", "AUD-25", hint=2):
    assert unjustified(SHARDS, anchors_of(SHARDS), bad) == {"accesses": ALL, "gaps": {}, "complete": True}
    longer = {**SHARDS, "app": [*log[:4], b"access 5"]}
    found = unjustified(longer, anchors_of(SHARDS), bad)
    assert found == {"accesses": [ALL[0], ("app", 4), *ALL[1:]], "gaps": {}, "complete": True}
    twice = {"web": [log[5], log[2], log[5]]}
    assert unjustified(twice, anchors_of(twice), bad)["accesses"] == [("web", 0), ("web", 1), ("web", 2)]
    none = unjustified(SHARDS, anchors_of(SHARDS), lambda entry: False)
    assert none == {"accesses": [], "gaps": {}, "complete": True}

with checks("hidden, cut, and unanchored shards are gaps, and the rest is still reported", "AUD-25", hint=1):
    hidden = {name: entries for name, entries in SHARDS.items() if name != "web"}
    found = unjustified(hidden, anchors_of(SHARDS), bad)
    assert found == {"accesses": ALL[:2], "gaps": {"web": "missing"}, "complete": False}
    strange = unjustified({**SHARDS, "beta": [b"access 5"]}, anchors_of(SHARDS), bad)
    assert strange == {"accesses": [ALL[0], ("beta", 0), *ALL[1:]], "gaps": {"beta": "unanchored"}, "complete": False}
    emptied = unjustified({**SHARDS, "web": []}, anchors_of(SHARDS), bad)
    assert emptied == {"accesses": ALL[:2], "gaps": {"web": "truncated"}, "complete": False}
    damaged = {"app": forged(1, log[:4]), "tools": log[9:11], "beta": [b"access 5"], "jobs": []}
    found = unjustified(damaged, anchors_of(SHARDS), bad)
    assert found == {
        "accesses": [("app", 2), ("beta", 0)],
        "gaps": {"web": "missing", "app": "rewritten", "tools": "truncated", "beta": "unanchored"},
        "complete": False,
    }

with checks("without anchors, the answer is never complete", "AUD-25", hint=3):
    found = unjustified({}, {}, bad)
    assert found == {"accesses": [], "gaps": {}, "complete": False}
    found = unjustified({}, anchors_of(SHARDS), bad)
    assert found == {"accesses": [], "gaps": dict.fromkeys(anchors_of(SHARDS), "missing"), "complete": False}
    found = unjustified(SHARDS, {}, lambda entry: False)
    assert found == {"accesses": [], "gaps": dict.fromkeys(SHARDS, "unanchored"), "complete": False}
### END HIDDEN TESTS
