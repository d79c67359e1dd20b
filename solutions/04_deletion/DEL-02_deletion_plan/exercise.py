# %% [markdown]
# ## Why
#
# The complaint alleges that geolocation was kept in secondary storage that deletion requests did not
# reach.{fact}`F-A10` In 2019, advocates complained that Alexa still recited an allergy after recordings and
# transcripts were deleted.{fact}`F-A21` So you plan from the registry of all stores.

# %% given="setup"
import hashlib

import pandas as pd

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# This is what Murmur stores about one child. **By eye:** where would a deletion by profile id find nothing?

# %% look
from privacylab.companies import small_world
from privacylab.companies.murmur.sample import FOUND  # the registry that Murmur has: store, handler

murmur = small_world()
lena = murmur.identity.keys_of("p-000003")
all_keys = [key for some in lena.values() for key in some]
pd.DataFrame(
    {
        "store": name,
        "registered": name in FOUND,
        "handler": FOUND.get(name) or "none",
        "by profile id": len(store.inspect(lena["profile_id"])),
        "by any key": len(store.inspect(all_keys)),
    }
    for name, store in murmur.stores.items()
)

# %% [markdown]
# Here are two things that Murmur was told to remember. Are they audio, transcripts, or neither?

# %% look
from privacylab.companies import small_world

murmur = small_world()
print(murmur.identity.keys_of("p-000003"))
print([murmur.stores["main"].read(item) for item in ("f-000003-1", "n-000003-1")])

# %% [markdown]
# ## Step 1 · Every key of a child
#
# Complete `keys_of(child, links)`. It returns a dict from each kind of key to the sorted list of the child's keys of
# that kind. In `links`, a `key` belongs to an `owner`:
#
# | kind | key | owner_kind | owner |
# |---|---|---|---|
# | `profile_id` | `p-3` | `household_id` | `h-1` |
# | `device_id` | `d-5` | `profile_id` | `p-3` |
# | `session_id` | `s-9` | `device_id` | `d-5` |
#
# `"p-3"` → `{"profile_id": ["p-3"], "device_id": ["d-5"], "session_id": ["s-9"], "subject_hash": […]}`
#
# - Start from the profile id `child`, even if it is not in `links`. Add the keys that belong to it, the keys that
#   belong to those, and so on. Expect cycles, and any number of kinds.
# - Never go from a key to its owner: the household is her brother's, too.
# - The same string may be a key of two kinds: compare kind **and** key.
# - Add `"subject_hash"`, which is never in `links`: the SHA-256 of `child` in UTF-8, in lowercase hexadecimal.

# %% step="keys_of"
# The kinds of key that Murmur can look up, even if a child has none, and the grounds for keeping.
KINDS = ("profile_id", "device_id", "session_id", "subject_hash", "vendor_id")
GROUNDS = ("legal obligation", "legal claims")


def keys_of(child: str, links: pd.DataFrame) -> dict[str, list[str]]:
    """Return all keys of a child by kind: what belongs to the profile, directly or not, and its hash."""
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

with checks("her speaker, its sessions and her hash are found, and none of her brother's keys", "DEL-11"):
    assert keys_of("p-3", LINKS) == {
        "profile_id": ["p-3"],
        "device_id": ["d-5"],
        "session_id": ["s-9"],
        "subject_hash": [sha("p-3")],
    }

### BEGIN HIDDEN TESTS
# class seed: words p d s
import hypothesis.strategies as st

with checks("keys of keys are found, at any depth, and owners are not", "DEL-11", hint=2):
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

with checks("through any number of keys", "DEL-11", hint=2):
    chain = [("session_id", f"s-{n + 1}", "session_id", f"s-{n}") for n in range(60)]
    links = pd.DataFrame([*chain[::-1], ("session_id", "s-0", "profile_id", "p-3")], columns=LINKS.columns)
    assert keys_of("p-3", links)["session_id"] == sorted(f"s-{n}" for n in range(61))

with checks("the kind counts too, cycles end, and a child without a row has a key", "DEL-11", hint=3):
    assert keys_of("Zoë", LINKS) == {"profile_id": ["Zoë"], "subject_hash": [sha("Zoë")]}
    assert keys_of("p-3", LINKS[:0]) == {"profile_id": ["p-3"], "subject_hash": [sha("p-3")]}
    rows = [("device_id", "x", "profile_id", "p-1"), ("session_id", "s-1", "session_id", "x"), ("session_id", "s-2", "device_id", "x"),
            ("device_id", "x", "session_id", "s-2"), ("session_id", "s-2", "session_id", "s-2"), ("device_id", "p-1", "device_id", "y"),
            ("session_id", "s-3", "device_id", "p-1"), ("profile_id", "p-1b", "profile_id", "p-1")]  # fmt: skip
    links = pd.DataFrame(rows, columns=LINKS.columns)
    assert keys_of("p-1", links) == {
        "profile_id": ["p-1", "p-1b"], "device_id": ["x"], "session_id": ["s-2"], "subject_hash": [sha("p-1")],
    }  # fmt: skip

with checks("for any links", "DEL-11", hint=1):
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
# ## Step 2 · The plan
#
# Complete `plan(registry, connected, keys)`. It returns a list with one step for each category of each
# registry entry, in the order of `registry` and of `holds`. The docstring says what an entry and a
# step are.
#
# Only the `GROUNDS` above keep a category:
#
# | ground of `"reminder"` in `kept` | action, ground |
# |---|---|
# | `"legal claims"` | `"keep"`, `"legal claims"` |
# | `"useful"`, `""`, `None`, or not in `kept` | `"delete"`, `None` |
#
# Raise `ValueError` with the store's name in its message if
#
# - a store has a category to delete and no handler;
# - its `keyed_by` is in neither `keys` nor `KINDS`, even if the store keeps everything or holds nothing;
# - a store in `connected` is not in the registry. (A registered store that is not connected is
#   planned.)

# %% step="plan"
def plan(registry: list[dict], connected: list[str], keys: dict[str, list[str]]) -> list[dict]:
    """Return the steps of a deletion, one for each category of each store in the registry.

    An entry is a dict:
    store     its name
    keyed_by  the kind of key that its rows are filed under
    holds     its categories, such as "audio", "reminder", "order"
    kept      a dict from a category to the ground for keeping it; mostly empty
    handler   the program that deletes there; None, "" or no such key if there is none

    A step is a dict:
    store, category  from the entry
    action           "keep" or "delete"
    ground           the ground for keeping it; None if it is deleted
    handler          the entry's handler; None or "" if there is none
    keys             the child's keys of the kind keyed_by, from keys; [] if there are none

    connected lists the names of the stores that are running; keys is what keys_of returns. Raises
    ValueError for a store that cannot be planned. Complaint: secondary stores that requests did not
    reach. Alexa order: all personal information of the child.
    """
    ### BEGIN SOLUTION
    unknown = set(connected) - {entry["store"] for entry in registry}
    if unknown:
        raise ValueError(f"Connected and not registered: {', '.join(sorted(unknown))}.")
    steps = []
    for entry in registry:
        kind, handler = entry["keyed_by"], entry.get("handler")
        if kind not in keys and kind not in KINDS:
            raise ValueError(f"The rows of {entry['store']} are filed under {kind}, which no one can look up.")
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
    """What plan says if it raises ValueError; an empty string if it makes a plan."""
    try:
        plan(registry, list(connected), keys)
    except ValueError as error:
        return str(error)
    return ""

with checks("every registered store is planned, and a new one without a handler stops it"):
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
with checks("everything in the registry is planned in its order, connected or not", hint=2):
    for registry in (REGISTRY, REGISTRY[::-1], [MEMORY], [PLACES, AUDIO]):
        for connected in ([], [registry[0]["store"]]):
            steps = plan(registry, connected, KEYS)
            expected = [(entry["store"], category) for entry in registry for category in entry["holds"]]
            assert [(step["store"], step["category"]) for step in steps] == expected
    assert plan([], [], KEYS) == []
    twice = plan([PLACES, PLACES | {"keyed_by": "profile_id", "holds": ["home"]}], ["places"], KEYS)
    assert [(step["category"], step["keys"]) for step in twice] == [("location", ["d-5", "d-7"]), ("home", ["p-3"])]
    new = {"store": "story lab", "keyed_by": "session_id", "holds": ["story"], "kept": {}, "handler": "lab"}
    assert plan([AUDIO, new], ["audio"], KEYS)[1] == {
        "store": "story lab", "category": "story", "action": "delete", "ground": None, "handler": "lab", "keys": [],
    }  # fmt: skip

with checks("a store without a handler stops the plan, whichever store it is", hint=1):
    for place in range(3):
        for lack in ({"handler": None}, {"handler": ""}, ...):
            registry = [dict(entry) for entry in REGISTRY]
            if lack is ...:
                del registry[place]["handler"]
            else:
                registry[place] |= lack
            assert registry[place]["store"] in refusal(registry)
    archive = {"store": "archive", "keyed_by": "profile_id", "holds": ["invoice"], "kept": {"invoice": "legal obligation"}}
    for one in (archive, archive | {"holds": []}, archive | {"holds": [], "kept": {}}):
        assert refusal([*REGISTRY, one]) == ""
    assert not any(step["handler"] for one in ("", None) for step in plan([archive | {"handler": one}], [], KEYS))
    assert "archive" in refusal([*REGISTRY, archive | {"holds": ["invoice", "audio"]}])

with checks("a connected store that is not registered stops it, too", hint=3):
    assert "story lab" in refusal(REGISTRY, ["audio", "story lab", "places"])
    assert "memory" in refusal(REGISTRY[:2], ["audio", "memory"])
    assert refusal(REGISTRY, []) == refusal(REGISTRY, ["memory", "audio"]) == ""

with checks("a store whose rows no one can look up stops it, and one without keys does not", "DEL-11", hint=3):
    assert "places" in refusal([AUDIO, PLACES | {"keyed_by": "advertising_id"}], ["audio", "places"])
    unknown = PLACES | {"keyed_by": "advertising_id"}
    assert "places" in refusal([AUDIO, unknown], [])
    assert "places" in refusal([AUDIO, unknown | {"kept": {"location": "legal claims"}}], [])
    assert "places" in refusal([AUDIO, unknown | {"holds": []}], [])
    assert refusal(REGISTRY, keys=KEYS | {"advertising_id": []}) == ""
    assert plan([PLACES | {"keyed_by": "advertising_id"}], [], KEYS | {"advertising_id": ["x"]})[0]["keys"] == ["x"]
    for kind in ("profile_id", "device_id", "session_id", "subject_hash", "vendor_id"):
        steps = plan([PLACES | {"keyed_by": kind}], [], {"profile_id": ["p-3"]})
        assert [step["keys"] for step in steps] == [["p-3"] if kind == "profile_id" else []]

with checks("only a listed ground keeps a category, and only the one it is given for", "DEL-12", hint=2):
    grounds = ["legal obligation", "legal claims", "", None, "useful", "consent", "Legal claims", "legal claims, maybe"]
    actions = [plan([MEMORY | {"kept": {"reminder": ground}}], [], KEYS)[1] for ground in grounds]
    assert [step["action"] for step in actions] == ["keep", "keep", *["delete"] * 6]
    assert [step["ground"] for step in actions] == ["legal obligation", "legal claims", *[None] * 6]
    assert plan(REGISTRY, [], KEYS)[4] == {
        "store": "memory", "category": "order", "action": "keep", "ground": "legal obligation", "handler": "sql", "keys": ["4ab1"],
    }  # fmt: skip
    both = plan([MEMORY | {"kept": {"audio": "legal claims", "order": "legal claims"}}, AUDIO], [], KEYS)
    assert [step["action"] for step in both] == ["delete", "delete", "keep", "delete"]
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · What stays
#
# Complete `kept(steps)`, which tells the parent what stays and why. It returns the sorted list of
# tuples `(store, category, ground)` of the steps whose action is `"keep"`:
#
# | step | in the result |
# |---|---|
# | `"memory"`, `"order"`, action `"keep"`, ground `"legal obligation"` | `("memory", "order", "legal obligation")` |
# | `"memory"`, `"reminder"`, action `"delete"` | no |

# %% step="kept"
def kept(steps: list[dict]) -> list[tuple[str, str, str]]:
    """Return what stays and on which ground, as sorted tuples (store, category, ground)."""
    ### BEGIN SOLUTION
    return sorted(
        (step["store"], step["category"], step["ground"])
        for step in steps
        if step["action"] == "keep"
    )
    ### END SOLUTION

# %% test="kept"
with checks("remembered facts and reminders are deleted; what is kept is listed with its ground", "DEL-12"):
    steps = plan(REGISTRY, ["memory"], KEYS)
    assert [step["action"] for step in steps[2:]] == ["delete", "delete", "keep"]
    assert kept(steps) == [("memory", "order", "legal obligation")]

### BEGIN HIDDEN TESTS
with checks("every category has its step, and what is kept is listed in order", "DEL-12", hint=3):
    memory = MEMORY | {"holds": ["reminder", "shopping list", "alarm"], "kept": {"alarm": "legal claims", "reminder": "legal obligation"}}
    steps = plan([memory, AUDIO | {"kept": {"audio": "legal claims"}}], [], KEYS)
    assert [step["category"] for step in steps] == ["reminder", "shopping list", "alarm", "audio"]
    assert kept(steps) == [
        ("audio", "audio", "legal claims"), ("memory", "alarm", "legal claims"), ("memory", "reminder", "legal obligation"),
    ]  # fmt: skip
    assert kept(steps[1:2]) == []
    assert kept([steps[0] | {"action": "delete"}]) == []

with checks("nothing that the company remembers is left out of the plan", "DEL-12", hint=1):
    holds = ["remembered fact", "reminder", "list", "routine", "joke that she liked"]
    steps = plan([MEMORY | {"holds": holds, "kept": {"list": "useful"}}], [], KEYS)
    assert [(step["category"], step["action"], step["keys"]) for step in steps] == [(one, "delete", ["4ab1"]) for one in holds]
    assert kept(steps) == []
### END HIDDEN TESTS
