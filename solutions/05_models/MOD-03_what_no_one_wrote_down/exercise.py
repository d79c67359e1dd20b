# %% [markdown]
# ## Why
#
# The Ring order requires destroying models "reasonably identifiable" as developed from the recordings.{fact}`O-R4` A copy
# in someone's home folder, under another name, is the same model. No log names it, and a hash of its file differs. So
# you compare the weights. A model without a recorded run isn't clean. You don't know what it was made from, and a
# child's voice may be in it.

# %% given="setup"
import hashlib
import json

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# A search of the disks of Murmur, an invented company, found these model files. For speed, the hash in the last
# column covers the first 10,000 numbers of each list. (The digest that MLflow 3.17 computes of a DataFrame covers
# its first 10,000 rows, and how many there are.)
#
# **By eye:** which files could be the same model? None of these hashes is enough to decide. Which pairs can't you
# decide from these columns at all? You'll build the hash that's missing.

# %% look
import hashlib

import pandas as pd

from privacylab.lab import murmur_model_files, read_weights


def short(value):
    return hashlib.sha256(value if isinstance(value, bytes) else repr(value).encode()).hexdigest()[:6]


found = {path: (content, read_weights(path, content)) for path, content in murmur_model_files().items()}
pd.DataFrame(
    {
        "file": path,
        "layers": ", ".join(weights),
        "hash of the file": short(content),
        "hash of the weights as read": short(weights),
        "hash of 10,000 of each list": short(sorted(values[:10_000] for values in weights.values())),
    }
    for path, (content, weights) in found.items()
)

# %% [markdown]
# ## Step 1 · The same model?
#
# Complete `fingerprint(weights)`. It returns a SHA-256 as 64 hexadecimal digits. Two models have the same fingerprint
# if, and only if, they have the same lists of numbers:
#
# | counts | does not count |
# |---|---|
# | every number, and its place in its list | the layers' names: exports rename them |
# | where one list ends and the next one begins | the order of the layers |
# | how often a list occurs | file name and format: `weights` has been read from the file |
#
# | `a` | `b` | same fingerprint |
# |---|---|---|
# | `{"in": [1, 2], "out": [3]}` | `{"module.out": [3], "module.in": [1, 2]}` | yes |
# | `{"in": [1, 2], "out": [3]}` | `{"in": [1], "out": [2, 3]}` | no |
#
# Choose any way to turn the weights into bytes. It must give the same bytes on every machine and in every process.

# %% step="fingerprint"
def fingerprint(weights: dict[str, list[int]]) -> str:
    """Return a SHA-256, as 64 lowercase hexadecimal digits, of all the weights of a model.

    weights has a list of ints for each layer, by its name. There is at least one layer, and no list
    is empty; lists may be long.
    """
    ### BEGIN SOLUTION
    return hashlib.sha256(json.dumps(sorted(weights.values())).encode()).hexdigest()
    ### END SOLUTION

# %% test="fingerprint"
SMALL = {"in": [1, 2], "out": [3]}

with checks("a renamed and reordered copy is the same model, and the same numbers split into other lists are not"):
    assert len(fingerprint(SMALL)) == 64
    assert fingerprint({"module.out": [3], "module.in": [1, 2]}) == fingerprint(SMALL)
    assert fingerprint({"in": [1], "out": [2, 3]}) != fingerprint(SMALL)

### BEGIN HIDDEN TESTS
# class seed: words in out mid wake tiny kids lost voice home export train said clips base
from privacylab.checks import call_each

def same(one, other):
    """Whether two models have one fingerprint."""
    return fingerprint(one) == fingerprint(other)

with checks("each of many numbers counts, the 10,001st too", hint=2):
    size = 10_200 + checks.random.randrange(700)
    long = [checks.random.randrange(-9, 10) for _ in range(size)]
    places = [10_000, size - 1, checks.random.randrange(10_001, size - 100), checks.random.randrange(100, 9_900)]
    models = [{"in": long, "out": [3]}, {"mid": [3], "out": list(long)}, {"in": [*long, 0], "out": [3]}]
    models += [{"in": [*long[:at], long[at] + 1, *long[at + 1 :]], "out": [3]} for at in places]
    first, copy, *others = call_each(fingerprint, [(model,) for model in models])
    assert first == copy and len(set(others) - {first}) == len(others)

with checks("numbers count with their place, their sign, and the ends of their list", hint=3):
    for other in (
        {"in": [2, 1], "out": [3]}, {"in": [1, -2], "out": [3]}, {"in": [12], "out": [3]}, {"in": [1, 23]},
        {"in": [1], "mid": [2], "out": [3]}, {"in": [1, 2, 3]}, {"in": [1, 2], "out": [3], "mid": [3]},
        {"in": [1, 2], "out": [3, 0]}, {"in": [1, 2]}, {"in": [1, 3], "out": [2]}, {"in": [257, 2], "out": [3]},
    ):  # fmt: skip
        assert not same(SMALL, other)
    assert same(SMALL, {"mid": [3], "lost": [1, 2]})
    assert not same({"in": [5], "out": [5]}, {"in": [5]})
    assert not same({"in": [5], "out": [5]}, {"in": [6], "out": [6]})
    assert not same({"in": [3, 1], "out": [2, 1]}, {"in": [3, 2], "out": [1, 1]})

with checks("names and order of the layers don't count, in any model", hint=1):
    pick = checks.random
    models, copies, others = [], [], []
    for _ in range(60):
        lists = [[pick.randrange(-40, 40) for _ in range(pick.randrange(1, 5))] for _ in range(pick.randrange(1, 5))]
        models.append(({f"layer {n}": values for n, values in enumerate(lists)},))
        copies.append(({f"{pick.random()}": list(values) for values in pick.sample(lists, len(lists))},))
        at = pick.randrange(len(lists))
        lists[at] = [*lists[at][:-1], lists[at][-1] + 97]
        others.append(({f"layer {n}": values for n, values in enumerate(lists)},))
    prints = call_each(fingerprint, models)
    assert call_each(fingerprint, copies) == prints
    assert [one for one, other in zip(prints, call_each(fingerprint, others)) if one == other] == []
    digits = set("0123456789abcdef")
    assert [text for text in prints if len(text) != 64 or not digits.issuperset(text)] == []
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Which files have an unknown origin?
#
# Complete `unaccounted(files, edges, registry)`. It returns a dict of the files whose origin is unknown.
#
# - `registry` has the fingerprint of each registered model, by its name. A file is a copy of every model that has its
#   fingerprint, whatever the file is called.
# - A file is *accounted for* if it's a copy of at least one model that is the `artifact` of an edge. A model that
#   appears only as `made_from` is not accounted for.
# - Every other file is in the result, with the sorted names of the models that it's a copy of.
#
# With registry entries `wake` and `kids`, and one edge, `wake` ← `said`:
#
# | a file with the weights of | result |
# |---|---|
# | `wake` | not in the result |
# | `kids`, which has no edge | `["kids"]` |
# | neither | `[]` |

# %% step="unaccounted"
def unaccounted(
    files: dict[str, dict[str, list[int]]], edges: list[dict[str, str]], registry: dict[str, str]
) -> dict[str, list[str]]:
    """Return the files whose origin is unknown, each with the registered models it is a copy of.

    files     the weights in each model file that was found, by its path
    edges     dicts with artifact and made_from, names of models and of data
    registry  what fingerprint returns for each registered model, by its name; two models may have
              the same
    """
    ### BEGIN SOLUTION
    made = {edge["artifact"] for edge in edges}
    unknown = {}
    for path, weights in files.items():
        found = fingerprint(weights)
        names = sorted(name for name, known in registry.items() if known == found)
        if made.isdisjoint(names):
            unknown[path] = names
    return unknown
    ### END SOLUTION

# %% test="unaccounted"
WAKE, KIDS, LOST = {"in": [1, 2], "out": [3]}, {"in": [1, 2], "out": [4]}, {"in": [7, 7], "out": [9]}

EDGES = [{"artifact": "wake", "made_from": "said"}]

def registered(**models):
    return {name: fingerprint(weights) for name, weights in models.items()}

with checks("a registered model without an edge and a file that no one registered are unknown"):
    files = {"wake.npz": WAKE, "kids.npz": KIDS, "old.npz": LOST}
    assert unaccounted(files, EDGES, registered(wake=WAKE, kids=KIDS)) == {"kids.npz": ["kids"], "old.npz": []}

### BEGIN HIDDEN TESTS
RENAMED = {"module.out": [3], "module.in": [1, 2]}

with checks("a copy under another name is the model it copies, and a file isn't what its name says", hint=1):
    files = {"home/x.json": RENAMED, "wake": LOST, "home/lost": KIDS}
    assert unaccounted(files, EDGES, registered(wake=WAKE, lost=LOST)) == {"wake": ["lost"], "home/lost": []}

with checks("without any edge, or with an empty registry, all files are unknown", hint=1):
    files = {"wake": WAKE, "export/wake": RENAMED, "kids": KIDS}
    assert unaccounted(files, [], registered(wake=WAKE, kids=KIDS)) == {
        "wake": ["wake"], "export/wake": ["wake"], "kids": ["kids"],
    }  # fmt: skip
    assert unaccounted(files, EDGES, {}) == {"wake": [], "export/wake": [], "kids": []}
    assert unaccounted(files, [*EDGES, {"artifact": "kids", "made_from": "clips"}], registered(wake=WAKE, kids=KIDS)) == {}
    assert unaccounted({}, EDGES, registered(wake=WAKE)) == {}

with checks("being the source of another model doesn't say what a model was made from", hint=2):
    more = [*EDGES, {"artifact": "tiny", "made_from": "kids"}, {"artifact": "tiny", "made_from": "clips"}]
    files = {"k": KIDS, "w": WAKE, "t": LOST}
    assert unaccounted(files, more, registered(kids=KIDS, wake=WAKE, tiny=LOST)) == {"k": ["kids"]}
    assert unaccounted(files, more[1:], registered(kids=KIDS, wake=WAKE, tiny=LOST)) == {"k": ["kids"], "w": ["wake"]}

with checks("a model that is registered twice needs one entry with an edge, and is listed by all of its names", hint=3):
    files = {"w": WAKE, "k": KIDS}
    for names in (["base", "wake", "voice"], ["voice", "wake", "base"], ["wake", "voice", "base"]):
        assert unaccounted(files, EDGES, registered(**dict.fromkeys(names, RENAMED))) == {"k": []}
    both = registered(voice=KIDS, base=KIDS, wake=WAKE)
    assert unaccounted(files, EDGES, both) == {"k": sorted(["base", "voice"])}

with checks("for any files, edges and registry", hint=3):
    pick = checks.random
    pool = [{"in": [n], "out": [n + 1, 0]} for n in range(5)]
    known = call_each(fingerprint, [(weights,) for weights in pool])
    cases, wanted = [], []
    for _ in range(40):
        holds = {name: pick.randrange(4) for name in pick.sample(["wake", "tiny", "kids", "voice"], 3)}
        found = {path: pick.randrange(5) for path in ("a", "wake", "b")}
        lineage = [
            {"artifact": pick.choice(["wake", "tiny", "b", "voice"]), "made_from": pick.choice(["kids", "said"])}
            for _ in range(pick.randrange(3))
        ]
        made = [edge["artifact"] for edge in lineage]
        copies = {path: sorted(name for name in holds if holds[name] == n) for path, n in found.items()}
        wanted.append({path: names for path, names in copies.items() if not any(name in made for name in names)})
        cases.append(({path: pool[n] for path, n in found.items()}, lineage, {name: known[n] for name, n in holds.items()}))
    assert call_each(unaccounted, cases) == wanted
### END HIDDEN TESTS
