# %% [markdown]
# ## Why
#
# The complaint alleges that location data lay in secondary stores, out of reach of deletion
# requests. A list of stores in somebody's code does that: it is right on the day on which it is
# written. Your plan comes from the registry, and whatever it cannot plan stops it.
#
# Write three functions.
#
# ## Rules
#
# do not change the dicts, the lists and the tables that you are given. Days are
# `Timestamp`s at midnight, without a time zone; instants are `Timestamp`s in UTC.

# %% given="setup"
import hashlib

import pandas as pd

from privacylab.checks import Checks
from privacylab.lab import hint

# %% [markdown]
# ## Step 1 · `keys_of`
#
# **1. `keys_of(child, links)`** finds all keys that a child's data may lie under. `links` says what
# belongs to what: each row has `kind` and `key`, and `owner_kind` and `owner`, the key that it
# belongs to. So a speaker belongs to a profile, a session to a speaker, and a profile to a
# household:
#
# | kind | key | owner_kind | owner |
# |---|---|---|---|
# | `profile_id` | `p-3` | `household_id` | `h-1` |
# | `device_id` | `d-5` | `profile_id` | `p-3` |
# | `session_id` | `s-9` | `device_id` | `d-5` |
#
# Start with the child's own key, of the kind `profile_id`, and take whatever belongs to it, and to
# that, and so on. Never go from a key to its owner: the household belongs to the brother, too. The
# same text may be a key of two kinds. There are any number of kinds; there may be circles. The
# result is a dict from each kind to the sorted list of its keys (each once). The child's own key is
# in it, even where `links` has no row of the child. And one kind is never in `links`:
# `"subject_hash"`. Its one key here is the SHA-256 of the profile's id in UTF-8, in small hexadecimal
# digits, all 64. (The lake of `small_world()` shortens another one.)

# %% step="keys_of"
KINDS = ("profile_id", "device_id", "session_id", "subject_hash", "vendor_id")
GROUNDS = ("legal obligation", "legal claims")


def keys_of(child: str, links: pd.DataFrame) -> dict[str, list[str]]:
    """All keys of a child, by kind: what belongs to the profile, at any remove, and its hash."""
    ### BEGIN SOLUTION
    rows = list(zip(links["kind"], links["key"], links["owner_kind"], links["owner"]))
    found, more = set(), {("profile_id", child)}
    while more:
        found |= more
        more = {(kind, key) for kind, key, *owner in rows if tuple(owner) in found} - found
    found.add(("subject_hash", hashlib.sha256(child.encode()).hexdigest()))
    kinds = {kind for kind, _ in found}
    return {kind: sorted(key for one, key in found if one == kind) for kind in kinds}
    ### END SOLUTION

# %% test="keys_of"
LINKS = pd.DataFrame(
    [
        ("profile_id", "p-3", "household_id", "h-1"), ("profile_id", "p-4", "household_id", "h-1"),
        ("device_id", "d-5", "profile_id", "p-3"), ("device_id", "d-6", "profile_id", "p-4"),
        ("session_id", "s-9", "device_id", "d-5"), ("session_id", "s-8", "device_id", "d-6"),
    ],
    columns=["kind", "key", "owner_kind", "owner"],
)  # fmt: skip

def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()

with checks("the keys of her speaker, its sessions, her hash, and none of her brother's", "DEL-11"):
    assert keys_of("p-3", LINKS) == {
        "profile_id": ["p-3"],
        "device_id": ["d-5"],
        "session_id": ["s-9"],
        "subject_hash": [sha("p-3")],
    }

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

with checks("at any remove, downwards and not upwards", "DEL-11", hint=2):
    rows = [("k-1", "a-1", "device_id", "d-5"), ("k-2", "b-1", "k-1", "a-1"), ("k-2", "b-2", "k-1", "a-1"),
            ("device_id", "d-5", "profile_id", "p-3"), ("device_id", "d-9", "profile_id", "p-3"), ("k-1", "a-2", "device_id", "d-6")]  # fmt: skip
    more = pd.DataFrame(rows, columns=LINKS.columns)
    for links in (pd.concat([LINKS, more]), pd.concat([more, LINKS])[::-1]):
        assert keys_of("p-3", links) == {
            "profile_id": ["p-3"], "device_id": ["d-5", "d-9"], "session_id": ["s-9"], "k-1": ["a-1"],
            "k-2": ["b-1", "b-2"], "subject_hash": [sha("p-3")],
        }  # fmt: skip
        assert keys_of("p-4", links) == {
            "profile_id": ["p-4"], "device_id": ["d-6"], "session_id": ["s-8"], "k-1": ["a-2"], "subject_hash": [sha("p-4")],
        }  # fmt: skip

with checks("a key is of a kind, circles end, and whoever has no row has a key", "DEL-11", hint=3):
    assert keys_of("Zoë", LINKS) == {"profile_id": ["Zoë"], "subject_hash": [sha("Zoë")]}
    assert keys_of("p-3", LINKS[:0]) == {"profile_id": ["p-3"], "subject_hash": [sha("p-3")]}
    rows = [("device_id", "x", "profile_id", "p-1"), ("session_id", "s-1", "session_id", "x"), ("session_id", "s-2", "device_id", "x"),
            ("device_id", "x", "session_id", "s-2"), ("session_id", "s-2", "session_id", "s-2"), ("device_id", "p-1", "device_id", "y")]  # fmt: skip
    links = pd.DataFrame(rows, columns=LINKS.columns)
    assert keys_of("p-1", links) == {
        "profile_id": ["p-1"], "device_id": ["x"], "session_id": ["s-2"], "subject_hash": [sha("p-1")],
    }  # fmt: skip

with checks("whatever belongs to whatever", "DEL-11", hint=1):
    node = st.tuples(st.sampled_from(["device_id", "session_id"]), st.sampled_from(["a", "b", "c"]))

    @checks.always(30, rows=st.lists(st.tuples(node, node | st.just(("profile_id", "p-1")) | st.just(("profile_id", "p-2"))), max_size=8))
    def _(rows):
        links = pd.DataFrame([(*one, *owner) for one, owner in rows], columns=LINKS.columns)
        reached = {("profile_id", "p-1")}
        for _ in rows:
            reached |= {one for one, owner in rows if owner in reached}
        expected = {}
        for kind, key in sorted(reached):
            expected.setdefault(kind, []).append(key)
        assert keys_of("p-1", links) == expected | {"subject_hash": [sha("p-1")]}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · `plan`
#
# **2. `plan(registry, connected, keys)`** makes the steps of a deletion. `keys` is the result of
# function 1. `connected` is a list of the names of the stores that are really there. `registry` is
# a list of dicts, one for each store:
#
# | key | meaning |
# |---|---|
# | `store` | its name |
# | `keyed_by` | the kind of the keys that its rows lie under |
# | `holds` | a list of categories, such as `"audio"`, `"reminder"`, `"remembered fact"`, `"order"` |
# | `kept` | a dict from a category that must be kept to the ground for it; mostly empty |
# | `handler` | the name of the program that deletes there; `None`, `""` or missing where there is none |
#
# The result is a list with one step for each store and each of its categories, in the order of the
# registry and of `holds`: a dict with `"store"`, `"category"`, `"action"`, `"ground"`, `"handler"`
# and `"keys"`.
#
# - The action is `"keep"` where `kept` names the category with one of the `GROUNDS`; then
#   `"ground"` is that. Else it is `"delete"`, and the ground is `None`: to be useful is no ground,
#   nor is an empty one.
# - `"keys"` is the list of the child's keys of the store's kind: maybe an empty one, where the
#   child has none of a kind. (A step stays a step.)
# - `"handler"` is the handler's name, or `None`.
#
# Raise `ValueError`, and name the store in its message,
#
# - where a store has something to delete and no handler;
# - where the rows of a store lie under a kind that is not in `keys` and not in `KINDS`: nobody
#   knows how to find them;
# - where a store is connected that is not in the registry. (A registered one that is not connected
#   is planned.)

# %% step="plan"
def plan(registry: list[dict], connected: list[str], keys: dict[str, list[str]]) -> list[dict]:
    """The steps of a deletion, from the registry. Raises ValueError for a store that cannot be planned.

    Complaint: secondary stores out of reach; order: all personal information of the child.
    """
    ### BEGIN SOLUTION
    unknown = set(connected) - {entry["store"] for entry in registry}
    if unknown:
        raise ValueError(f"Connected and not registered: {', '.join(sorted(unknown))}.")
    steps = []
    for entry in registry:
        kind, handler = entry["keyed_by"], entry.get("handler")
        if kind not in keys and kind not in KINDS:
            raise ValueError(f"The rows of {entry['store']} lie under {kind}, which nobody can look up.")
        for category in entry["holds"]:
            ground = entry["kept"].get(category)
            keep = ground in GROUNDS
            if not keep and not handler:
                raise ValueError(f"The store {entry['store']} has no handler.")
            steps.append(
                {
                    "store": entry["store"],
                    "category": category,
                    "action": "keep" if keep else "delete",
                    "ground": ground if keep else None,
                    "handler": handler,
                    "keys": keys.get(kind, []),
                }
            )
    return steps
    ### END SOLUTION

# %% test="plan"
KEYS = {"profile_id": ["p-3"], "device_id": ["d-5", "d-7"], "subject_hash": ["4ab1"]}

AUDIO = {"store": "audio", "keyed_by": "profile_id", "holds": ["audio"], "kept": {}, "handler": "audio-erase"}

PLACES = {"store": "places", "keyed_by": "device_id", "holds": ["location"], "kept": {}, "handler": "sql"}

MEMORY = {
    "store": "memory", "keyed_by": "subject_hash", "holds": ["remembered fact", "reminder", "order"],
    "kept": {"order": "legal obligation"}, "handler": "sql",
}  # fmt: skip

REGISTRY = [AUDIO, PLACES, MEMORY]

def refusal(registry, connected=("audio", "places", "memory"), keys=KEYS):
    """What plan says where it raises ValueError; nothing where it makes a plan."""
    try:
        plan(registry, list(connected), keys)
    except ValueError as error:
        return str(error)
    return ""

with checks("every store of the registry is planned, and a new one without a handler stops it"):
    steps = plan(REGISTRY, ["audio", "places", "memory"], KEYS)
    assert [step["store"] for step in steps] == ["audio", "places", "memory", "memory", "memory"]
    assert steps[1] == {
        "store": "places",
        "category": "location",
        "action": "delete",
        "ground": None,
        "handler": "sql",
        "keys": ["d-5", "d-7"],
    }
    assert "stories" in refusal([*REGISTRY, AUDIO | {"store": "stories", "handler": None}])

### BEGIN HIDDEN TESTS
with checks("whatever the registry has, in its order, is planned, connected or not", hint=2):
    for registry in (REGISTRY, REGISTRY[::-1], [MEMORY], [PLACES, AUDIO]):
        for connected in ([], [registry[0]["store"]]):
            steps = plan(registry, connected, KEYS)
            expected = [(entry["store"], category) for entry in registry for category in entry["holds"]]
            assert [(step["store"], step["category"]) for step in steps] == expected
    assert plan([], [], KEYS) == []
    new = {"store": "story lab", "keyed_by": "session_id", "holds": ["story"], "kept": {}, "handler": "lab"}
    assert plan([AUDIO, new], ["audio"], KEYS)[1] == {
        "store": "story lab", "category": "story", "action": "delete", "ground": None, "handler": "lab", "keys": [],
    }  # fmt: skip

with checks("no handler, no plan: whichever store it is, and however it is not there", hint=1):
    for place in range(3):
        for lack in ({"handler": None}, {"handler": ""}, ...):
            registry = [dict(entry) for entry in REGISTRY]
            if lack is ...:
                del registry[place]["handler"]
            else:
                registry[place] |= lack
            assert registry[place]["store"] in refusal(registry)
    archive = {"store": "archive", "keyed_by": "profile_id", "holds": ["invoice"], "kept": {"invoice": "legal obligation"}}
    assert refusal([*REGISTRY, archive]) == ""
    assert "archive" in refusal([*REGISTRY, archive | {"holds": ["invoice", "audio"]}])

with checks("a store that is there and in no registry stops it, too", hint=3):
    assert "story lab" in refusal(REGISTRY, ["audio", "story lab", "places"])
    assert "memory" in refusal(REGISTRY[:2], ["audio", "memory"])
    assert refusal(REGISTRY, []) == refusal(REGISTRY, ["memory", "audio"]) == ""

with checks("a store whose rows nobody can look up stops it, and one without keys does not", "DEL-11", hint=3):
    assert "places" in refusal([AUDIO, PLACES | {"keyed_by": "advertising_id"}], ["audio", "places"])
    assert refusal(REGISTRY, keys=KEYS | {"advertising_id": []}) == ""
    assert plan([PLACES | {"keyed_by": "advertising_id"}], [], KEYS | {"advertising_id": ["x"]})[0]["keys"] == ["x"]
    for kind in ("profile_id", "device_id", "session_id", "subject_hash", "vendor_id"):
        steps = plan([PLACES | {"keyed_by": kind}], [], {"profile_id": ["p-3"]})
        assert [step["keys"] for step in steps] == [["p-3"] if kind == "profile_id" else []]

with checks("only a ground keeps, and only what it is given for", "DEL-12", hint=2):
    grounds = ["legal obligation", "legal claims", "", None, "useful", "consent", "Legal claims"]
    actions = [plan([MEMORY | {"kept": {"reminder": ground}}], [], KEYS)[1] for ground in grounds]
    assert [step["action"] for step in actions] == ["keep", "keep", *["delete"] * 5]
    assert [step["ground"] for step in actions] == ["legal obligation", "legal claims", *[None] * 5]
    both = plan([MEMORY | {"kept": {"audio": "legal claims", "order": "legal claims"}}, AUDIO], [], KEYS)
    assert [step["action"] for step in both] == ["delete", "delete", "keep", "delete"]
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · `kept`
#
# **3. `kept(steps)`** is what the parent is told of what stays: a list of tuples
# `(store, category, ground)`, sorted, of the steps whose action is `"keep"`.

# %% step="kept"
def kept(steps: list[dict]) -> list[tuple[str, str, str]]:
    """What stays, and on which ground."""
    ### BEGIN SOLUTION
    return sorted(
        (step["store"], step["category"], step["ground"])
        for step in steps
        if step["action"] == "keep"
    )
    ### END SOLUTION

# %% test="kept"
with checks("remembered facts and reminders are deleted; what is kept is told, with its ground", "DEL-12"):
    steps = plan(REGISTRY, ["memory"], KEYS)
    assert [step["action"] for step in steps[2:]] == ["delete", "delete", "keep"]
    assert kept(steps) == [("memory", "order", "legal obligation")]

### BEGIN HIDDEN TESTS
with checks("every category has its step, and what is kept is told in order", "DEL-12", hint=3):
    memory = MEMORY | {"holds": ["reminder", "shopping list", "alarm"], "kept": {"alarm": "legal claims", "reminder": "legal obligation"}}
    steps = plan([memory, AUDIO | {"kept": {"audio": "legal claims"}}], [], KEYS)
    assert [step["category"] for step in steps] == ["reminder", "shopping list", "alarm", "audio"]
    assert kept(steps) == [
        ("audio", "audio", "legal claims"), ("memory", "alarm", "legal claims"), ("memory", "reminder", "legal obligation"),
    ]  # fmt: skip
    assert kept(steps[1:2]) == []

with checks("nothing that the company remembers is left out of the plan", "DEL-12", hint=1):
    holds = ["remembered fact", "reminder", "list", "routine", "joke that she liked"]
    steps = plan([MEMORY | {"holds": holds, "kept": {"list": "useful"}}], [], KEYS)
    assert [(step["category"], step["action"], step["keys"]) for step in steps] == [(one, "delete", ["4ab1"]) for one in holds]
    assert kept(steps) == []
### END HIDDEN TESTS
