# %% [markdown]
# ## Why
#
# The Ring order reaches models "developed in whole or in part" from certain recordings, if they're identified or
# reasonably identifiable.{fact}`O-R4` The Rite Aid order also requires telling each third party, and asking for written
# confirmation.{fact}`O-RA2` A list that ends at a masked copy, or at the company's own disks, leaves a person's
# face in a model that someone still runs.

# %% [markdown]
# ## Look
#
# The map shows what Murmur, an invented company, made from recording `r-17`, which has been deleted. Switch between the
# two kinds of order. **By eye:** which boxes change, and which row has no color in either? `intent-2` was trained on
# masked data. What does it have to do with `r-17`?

# %% look
from privacylab.lab import blast_map

blast_map()

# %% [markdown]
# Porchlight, an invented camera company, has a lineage and an inventory. A person's video `v-3` is deleted. **By eye:**
# find an artifact whose source someone only guessed, one without a source, one that isn't in the inventory, and one
# that someone else holds.

# %% given="records"
from collections import deque

from privacylab.checks import Checks, call_each, hint


def edge(artifact, made_from, how="trained", recorded=True):
    return {"artifact": artifact, "made_from": made_from, "how": how, "recorded": recorded}


# One edge says what an artifact was made from. how: any text. recorded: True if a run's own record says so, False if
# someone concluded it, such as from a file's name.
EDGES = [
    edge("faces", "v-3", "collected into"),
    edge("faces-masked", "faces", "masked"),
    edge("door-1", "faces-masked"),
    edge("door-2", "door-1", "trained, weights unchanged"),
    edge("door-2.onnx", "door-2", "copied"),
    edge("door-lite", "door-1", "distilled", recorded=False),
    edge("night-2", "night.ckpt", "fine-tuned"),
    edge("weather-1", "sky"),
]
# What the company knows about. holder: "ourselves", or the recipient's name. kind "source": collected, not made.
ARTIFACTS = [
    {"name": "faces", "kind": "dataset", "holder": "ourselves"},
    {"name": "faces-masked", "kind": "dataset", "holder": "ourselves"},
    {"name": "door-1", "kind": "model", "holder": "ourselves"},
    {"name": "door-2.onnx", "kind": "export", "holder": "alarm company"},
    {"name": "door-lite", "kind": "model", "holder": "ourselves"},
    {"name": "night.ckpt", "kind": "checkpoint", "holder": "ourselves"},
    {"name": "night-2", "kind": "model", "holder": "ourselves"},
    {"name": "sky", "kind": "source", "holder": "ourselves"},
    {"name": "weather-1", "kind": "model", "holder": "ourselves"},
]

# %% [markdown]
# ## Step 1 · Paths
#
# Complete `paths(edges, starts)`. It finds everything that was made from the names in `starts`, directly or over any
# number of steps, and for each a shortest path, from the start to the artifact. If there are several shortest ones,
# return any of them.
#
# Every edge counts, whatever its `how`. Edges may be in any order, may be repeated, and may form circles. A start that
# no edge names has a path, too.
#
# | call | result |
# |---|---|
# | `paths(EDGES, {"door-1"})` | `{"door-1": ["door-1"], "door-2": ["door-1", "door-2"], "door-2.onnx": ["door-1", "door-2", "door-2.onnx"], "door-lite": ["door-1", "door-lite"]}` |
# | `paths(EDGES, {"r-9"})` | `{"r-9": ["r-9"]}` |

# %% step="paths"
def paths(edges: list[dict], starts: set[str]) -> dict[str, list[str]]:
    """Return {name: a shortest path}: lists of names, from a start to that name.

    edges  dicts with artifact, made_from, how, recorded

    A start's own path is [start].
    """
    ### BEGIN SOLUTION
    made = {}
    for one in edges:
        made.setdefault(one["made_from"], []).append(one["artifact"])
    found, queue = {name: [name] for name in starts}, deque(starts)
    while queue:
        source = queue.popleft()
        for name in made.get(source, []):
            if name not in found:
                found[name] = [*found[source], name]
                queue.append(name)
    return found
    ### END SOLUTION

# %% test="paths"
with checks("everything made from door-1 has its path, and nothing else has one"):
    assert paths(EDGES, {"door-1"}) == {
        "door-1": ["door-1"],
        "door-2": ["door-1", "door-2"],
        "door-2.onnx": ["door-1", "door-2", "door-2.onnx"],
        "door-lite": ["door-1", "door-lite"],
    }
    assert paths(EDGES, {"r-9"}) == {"r-9": ["r-9"]}

### BEGIN HIDDEN TESTS
# class seed: words clip
import hypothesis.strategies as st

def steps(pairs):
    return [edge(artifact, made_from) for artifact, made_from in pairs]

def lengths(pairs, starts):
    """The length of the shortest path to each name: the test's own search, level by level."""
    found, level, size = {}, {*starts}, 1
    while level:
        found |= dict.fromkeys(level, size)
        level = {artifact for artifact, made_from in pairs if made_from in level} - set(found)
        size += 1
    return found

def is_path(pairs, starts, name, path):
    return path[0] in starts and path[-1] == name and {*zip(path[1:], path)} <= {*pairs}

def judge(pairs, starts, found):
    sizes = {name: len(path) for name, path in found.items()}
    return sizes == lengths(pairs, starts) and all(is_path(pairs, starts, *one) for one in found.items())

with checks("no way of making something ends a path", hint=2):
    for how in ("masked", "trained, weights unchanged", "pseudonymized", "copied", "shared", "sampled", ""):
        for recorded in (True, False):
            rows = [edge("b", "a"), edge("c", "b", how, recorded), edge("d", "c"), edge("f", "e")]
            assert set(paths(rows, {"a"})) == {"a", "b", "c", "d"}
            assert set(paths(rows, {"e"})) == {"e", "f"}

with checks("the path is a shortest one, in whatever order the edges are", hint=3):
    pairs = [("c", "b"), ("b", "a"), ("b", "a"), ("d", "c"), ("e", "d"), ("e", "a"), ("f", "e"), ("f", "d")]
    for order in (pairs, pairs[::-1], sorted(pairs), checks.random.sample(pairs, len(pairs))):
        found = paths(steps(order), {"a"})
        assert found["e"] == ["a", "e"] and found["f"] == ["a", "e", "f"] and found["d"] == ["a", "b", "c", "d"]
        assert paths(steps(order), {"a", "d"})["f"] == ["d", "f"]

with checks("circles end, and a line of hundreds of steps does not", hint=3):
    circle = [("b", "a"), ("c", "b"), ("a", "c"), ("b", "b"), ("d", "c")]
    assert paths(steps(circle), {"b"}) == {"b": ["b"], "c": ["b", "c"], "a": ["b", "c", "a"], "d": ["b", "c", "d"]}
    line = [(f"m-{n + 1}", f"m-{n}") for n in range(1200)]
    found = paths(steps(line[::-1]), {"m-0"})
    assert (len(found), len(found["m-1200"])) == (1201, 1201)
    assert set(paths(steps(line), {"m-1198"})) == {"m-1198", "m-1199", "m-1200"}

with checks("in any lineage, each artifact that is reached has a shortest path, and no other has one", hint=3):
    names = st.sampled_from("abcdefgh")
    cases = st.tuples(st.lists(st.tuples(names, names), max_size=14), st.sets(names, max_size=2))

    @checks.always(8, many=st.lists(cases, min_size=4, max_size=8))
    def _(many):
        answers = call_each(paths, [(steps(pairs), starts) for pairs, starts in many])
        assert [judge(*case, found) for case, found in zip(many, answers)] == [True] * len(many)
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · The blast radius
#
# Complete `blast`. Each affected artifact has one row. The first line that fits gives its certainty, and a shortest
# `path` by that line's edges, even if a later line has a shorter one:
#
# | certainty | usable edges | the path starts at |
# |---|---|---|
# | `"certain"` | recorded edges | an item |
# | `"possible"` | any edges | an item |
# | `"unknown"` | any edges | an artifact of unknown origin |
#
# An artifact in `artifacts` is of *unknown origin* if it's no `"source"` and no edge has it as its `artifact`. Its own path
# is `[name]`. Items get no row.
#
# `holder` comes from `artifacts`; it's `"unknown"` for an artifact that isn't there.
#
# | work | if |
# |---|---|
# | `"tell"` | a recipient holds it |
# | `"investigate"` | the holder is unknown, or it isn't certain |
# | `"destroy"` | otherwise |
#
# Sort the rows by work: tell, investigate, destroy. Within each, sort by the number of artifacts made from it (over all
# edges and steps), smallest first; then by name. So a copy comes before its source.

# %% step="blast"
def blast(edges: list[dict], artifacts: list[dict], items: set[str]) -> list[dict]:
    """Return one row for each affected artifact, in the order of work.

    edges      dicts with artifact, made_from, how, recorded
    artifacts  dicts with name, kind, holder; an artifact that only edges name isn't listed here
    items      the ids of the deleted items

    A row is a dict with artifact, path, certainty, holder, work. That copies and descendants count
    as "in part" is our reading of the Ring order, II.A.3.
    """
    ### BEGIN SOLUTION
    holders = {one["name"]: one["holder"] for one in artifacts}
    known = {one["artifact"] for one in edges}
    lost = {one["name"] for one in artifacts if one["kind"] != "source"} - known
    searches = {
        "certain": paths([one for one in edges if one["recorded"]], items),
        "possible": paths(edges, items),
        "unknown": paths(edges, lost),
    }
    rows = {}
    for certainty, found in searches.items():
        for name in set(found) - items - set(rows):
            holder = holders.get(name, "unknown")
            rows[name] = {
                "artifact": name,
                "path": found[name],
                "certainty": certainty,
                "holder": holder,
                "work": _work(holder, certainty),
            }
    return sorted(rows.values(), key=lambda row: _turn(row, edges))


def _work(holder, certainty):
    if holder not in ("ourselves", "unknown"):
        return "tell"
    return "destroy" if (holder, certainty) == ("ourselves", "certain") else "investigate"


def _turn(row, edges):
    work = ["tell", "investigate", "destroy"].index(row["work"])
    return work, len(paths(edges, {row["artifact"]})), row["artifact"]
    ### END SOLUTION

# %% test="blast"
with checks("Porchlight's recipients are told, what is uncertain is investigated, the rest is destroyed"):
    assert [(row["work"], row["artifact"], row["certainty"]) for row in blast(EDGES, ARTIFACTS, {"v-3"})] == [
        ("tell", "door-2.onnx", "certain"),
        ("investigate", "door-lite", "possible"),
        ("investigate", "night-2", "unknown"),
        ("investigate", "door-2", "certain"),
        ("investigate", "night.ckpt", "unknown"),
        ("destroy", "door-1", "certain"),
        ("destroy", "faces-masked", "certain"),
        ("destroy", "faces", "certain"),
    ]

with checks("a row has the path and the holder"):
    rows = {row["artifact"]: row for row in blast(EDGES, ARTIFACTS, {"v-3"})}
    assert rows["door-2.onnx"] == {
        "artifact": "door-2.onnx",
        "path": ["v-3", "faces", "faces-masked", "door-1", "door-2", "door-2.onnx"],
        "certainty": "certain",
        "holder": "alarm company",
        "work": "tell",
    }
    assert (rows["door-2"]["holder"], rows["night-2"]["path"]) == ("unknown", ["night.ckpt", "night-2"])

### BEGIN HIDDEN TESTS
# class seed: words clip
def artifact(name, kind="model", holder="ourselves"):
    return {"name": name, "kind": kind, "holder": holder}

def rows_of(edges, artifacts, items=frozenset({"clip-1"})):
    return {row["artifact"]: row for row in blast(edges, artifacts, {*items})}

def turns(edges, artifacts, items=frozenset({"clip-1"})):
    return [(row["work"], row["artifact"]) for row in blast(edges, artifacts, {*items})]

with checks("masked data, weights that did not move, and one item among hundreds are affected for certain", hint=2):
    for how in ("masked", "trained, weights unchanged", "averaged over 400 rows"):
        rows = [*[edge("set", f"clip-{n}") for n in range(400)], edge("mid", "set", how), edge("end", "mid")]
        found = rows_of(rows, [artifact("set", "dataset"), artifact("mid"), artifact("end")])
        assert {name: (row["certainty"], row["work"]) for name, row in found.items()} == dict.fromkeys(
            ["set", "mid", "end"], ("certain", "destroy")
        )
        assert found["end"]["path"] == ["clip-1", "set", "mid", "end"]
        assert rows_of(rows, [artifact("set", "dataset"), artifact("mid"), artifact("end")], {"clip-700"}) == {}

with checks("an artifact without an origin is unknown, and so is what was made from it", hint=1):
    rows = [edge("b", "lost"), edge("c", "b", recorded=False), edge("d", "sky"), edge("e", "d"), edge("e", "clip-1")]
    listed = [artifact("lost"), *[artifact(name) for name in "bcde"], artifact("sky", "source"), artifact("clip-1", "recording")]
    found = rows_of(rows, listed)
    assert {name: (row["certainty"], row["path"]) for name, row in found.items()} == {
        "lost": ("unknown", ["lost"]), "b": ("unknown", ["lost", "b"]), "c": ("unknown", ["lost", "b", "c"]),
        "e": ("certain", ["clip-1", "e"]),
    }  # fmt: skip
    assert {row["work"] for name, row in found.items() if name != "e"} == {"investigate"}
    assert set(rows_of(rows, listed, {"lost"})) == {"b", "c"} | {"clip-1", "e"}
    assert rows_of(rows, [*listed[1:6]]) == {"e": found["e"]}

with checks("a certain path is preferred to a shorter one that someone concluded", hint=3):
    rows = [edge("a", "clip-1"), edge("b", "a"), edge("b", "clip-1", "seen in a name", False), edge("c", "b", "guess", False),
            edge("d", "c"), edge("d", "lost")]  # fmt: skip
    listed = [artifact(name) for name in ("a", "b", "c", "d", "lost")]
    found = rows_of(rows, listed)
    assert (found["b"]["certainty"], found["b"]["path"]) == ("certain", ["clip-1", "a", "b"])
    assert (found["c"]["certainty"], found["c"]["path"]) == ("possible", ["clip-1", "b", "c"])
    assert (found["d"]["certainty"], found["d"]["path"]) == ("possible", ["clip-1", "b", "c", "d"])
    assert [found[name]["work"] for name in "abcd"] == ["destroy", "destroy", "investigate", "investigate"]
    assert "lost" in found and "clip-1" not in found

with checks("each recipient is told, and a copy that no inventory lists is investigated", hint=2):
    rows = [edge("a", "clip-1"), edge("a.zip", "a", "copied"), edge("b", "a.zip"), edge("x", "a", "guess", False), edge("c", "lost")]
    listed = [artifact("a"), artifact("b", "model", "a lab"), artifact("x", "model", "a maker"), artifact("lost", "model", "a lab")]
    found = rows_of(rows, listed)
    assert {name: (row["holder"], row["work"]) for name, row in found.items()} == {
        "a": ("ourselves", "destroy"), "a.zip": ("unknown", "investigate"), "b": ("a lab", "tell"),
        "x": ("a maker", "tell"), "lost": ("a lab", "tell"), "c": ("unknown", "investigate"),
    }  # fmt: skip

with checks("tell, then investigate, then destroy, each copy before its source", hint=3):
    # "mix" has the shortest path of all, and was made from "end", which has the longest.
    rows = [edge("a", "clip-1"), edge("b", "a"), edge("end", "b"), edge("mix", "end"), edge("mix", "clip-1"), edge("z", "a"),
            edge("out", "z", "copied"), edge("out2", "out", "copied"), edge("g", "a", "guess", False), edge("h", "g")]  # fmt: skip
    listed = [*[artifact(name) for name in ("a", "b", "end", "mix", "z", "g", "h")],
              artifact("out", "export", "a lab"), artifact("out2", "export", "a maker")]  # fmt: skip
    wanted = [("tell", "out2"), ("tell", "out"), ("investigate", "h"), ("investigate", "g"), ("destroy", "mix"),
              ("destroy", "end"), ("destroy", "b"), ("destroy", "z"), ("destroy", "a")]  # fmt: skip
    assert turns(rows, listed) == wanted
    assert turns(rows[::-1], listed[::-1]) == wanted

with checks("circles end here, too, and equals are in the order of their names", hint=3):
    rows = [edge("b", "clip-1"), edge("c", "b"), edge("b", "c"), edge("a", "c"), edge("a", "a"), edge("clip-1", "a"), edge("k", "clip-700")]
    listed = [artifact(name) for name in "abck"]
    assert turns(rows, listed) == [("destroy", name) for name in "abc"]
    assert turns(rows, listed, {"clip-1", "clip-700"}) == [("destroy", name) for name in ("k", "a", "b", "c")]
    assert turns(rows, listed, {"clip-800"}) == []
### END HIDDEN TESTS
