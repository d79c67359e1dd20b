# %% [markdown]
# # 04 · The deletion workflow: exercises
#
# You are the engineer whom Murmur needed. Murmur is an invented voice assistant with real habits:
# it told parents "your data was deleted" when one store had said so. You build the workflow that
# takes a parent's request and ends with proof:
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
# **How it works.** Write your code where it says `YOUR CODE HERE`, and run the cell (Shift +
# Enter). Then run the test cell below it: it shows each *public check* with what was called, what
# came back and what was expected. *Hidden checks* run at grading:
#
# ```
# privacylab grade 04_deletion
# ```
#
# Public checks are a start: they do not try all that the prompt says. Hidden checks rely on nothing
# that the prompt does not say, and some of them are not friendly: they crash your code at every
# step, and some stores lie. The numbers are those of the requirements that you build; a check that
# fails names its own. If you are stuck, `hint("DEL-08")` opens a ladder of three: the idea, the
# clause of the case, the shape of the code.
#
# Two companies are at hand for your own trials: `small_world()` has ten stores, from a database to
# an encrypted archive, and all that stands around them; `tiny_world(names, keys)` has as many stores
# as you name, all in one database in memory. It is there for tests that run one deletion hundreds of
# times. Both can be told to misbehave: `company.faults.set("search", "keeps")`.
#
# In all exercises: do not change the dicts, the lists and the tables that you are given. Days are
# `Timestamp`s at midnight, without a time zone; instants are `Timestamp`s in UTC.
#
# The reasons, the people and the pictures are in the
# [lesson](../../course/04_deletion/lesson.ipynb). Read it first if you have not.

# %% given="setup"
import hashlib
import json
import re

import pandas as pd

from privacylab.checks import Checks
from privacylab.companies import census, small_world, tiny_world
from privacylab.companies.stores import StoreUnavailable
from privacylab.lab import hint

# %% [markdown]
# ## DEL-08 · Who may ask
#
# A request to delete a child's data arrives. Two mistakes lie near, and both hurt a child: to let
# somebody delete who is not that child's parent, and to refuse or shorten what a parent asks. The
# order wants the same result by **any mechanism offered**: in the app, on the web, by voice, at
# customer service.
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
# A parent here is somebody with a tie to **this** child of the kind `"parent"` or `"guardian"`.
# Other kinds are no parents: `"sibling"`, `"grandparent"`, `"adult of the household"`, and more. A
# tie counts from `from_at` until just before `until_at`. Several checks of one person may be in
# `proofs`; one that passed is enough. Both tables may be empty.
#
# **2. `scope(request, state, items)`** gives the set of `item_id`s that the request covers: nothing
# unless the state is `"approved"`; then **all** personal information of this child, of whatever
# category, and nothing of anybody else. `items` has the columns `item_id`, `household_id`,
# `profile_id` (whose it is) and `category` (`"audio"`, `"transcript"`, `"location"`, `"reminder"`,
# and more).

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


def state(request=None, ties=({},), proofs=({},)):
    return decide(REQUEST | (request or {}), table(TIE, ties), table(PROOF, proofs))


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
# ## DEL-02 · The plan
#
# The complaint alleges that location data lay in secondary stores, out of reach of deletion
# requests. A list of stores in somebody's code does that: it is right on the day on which it is
# written. Your plan comes from the registry, and whatever it cannot plan stops it.
#
# Write three functions.
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
#
# **3. `kept(steps)`** is what the parent is told of what stays: a list of tuples
# `(store, category, ground)`, sorted, of the steps whose action is `"keep"`.

# %% task="DEL-02" points=6
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


def kept(steps: list[dict]) -> list[tuple[str, str, str]]:
    """What stays, and on which ground."""
    ### BEGIN SOLUTION
    return sorted(
        (step["store"], step["category"], step["ground"])
        for step in steps
        if step["action"] == "keep"
    )
    ### END SOLUTION


# %% test="DEL-02" covers="DEL-02 DEL-11 DEL-12"
checks = Checks("DEL-02")

LINKS = pd.DataFrame(
    [
        ("profile_id", "p-3", "household_id", "h-1"), ("profile_id", "p-4", "household_id", "h-1"),
        ("device_id", "d-5", "profile_id", "p-3"), ("device_id", "d-6", "profile_id", "p-4"),
        ("session_id", "s-9", "device_id", "d-5"), ("session_id", "s-8", "device_id", "d-6"),
    ],
    columns=["kind", "key", "owner_kind", "owner"],
)  # fmt: skip
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


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


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

with checks("the keys of her speaker, its sessions, her hash, and none of her brother's", "DEL-11"):
    assert keys_of("p-3", LINKS) == {
        "profile_id": ["p-3"],
        "device_id": ["d-5"],
        "session_id": ["s-9"],
        "subject_hash": [sha("p-3")],
    }

with checks("remembered facts and reminders are deleted; what is kept is told, with its ground", "DEL-12"):
    steps = plan(REGISTRY, ["memory"], KEYS)
    assert [step["action"] for step in steps[2:]] == ["delete", "delete", "keep"]
    assert kept(steps) == [("memory", "order", "legal obligation")]

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

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
checks.report()

# %% [markdown]
# ## DEL-01 · Carrying it out
#
# Now the work. It takes minutes or hours, so everything happens in between: the process dies, a
# store does not answer, the child's speaker uploads another recording, somebody starts the whole
# thing twice. In the end nothing of that child must be left, and nothing of anybody else may be
# missing.
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
# `delete` and `purge` return `{"status": 200, "count": …}`: the store's own word, nothing else.
# Every call to a store that is down raises `StoreUnavailable`. Two stores answer when you look, and
# raise it when you `delete` or `purge`: a replica, which follows when its night has come, and an
# archive, whose items are gone when their key is destroyed (DEL-20). (The other parts always
# answer.) The same `item_id` in two stores is one item and its copy; each copy lies under one of the
# child's keys, or has a `made_from`. Nothing was made from itself, at any remove.
#
# Go by these steps:
#
# 1. *The keys.* Where `keys_of` knows none, all is done: return `[]`, and do nothing.
# 2. *Block.* Append `{"event": "blocked", "request_id": request_id, "keys": [...]}`, with all keys
#    of the child in one flat list. From then on uploads under these keys are refused. This is the
#    first thing that happens.
# 3. *Find*, in every store: what lies under the keys; what was made from that; what was made from
#    that again; and what was made from items that an earlier run of **this** request has written
#    down in step 4. The copies, too.
# 4. *Write down* what you found, before you destroy any of it:
#    `{"event": "found", "request_id": request_id, "item_ids": [...]}`. No content, only ids. What
#    was made from an item can then be found though the item is gone.
# 5. *Purge* what this search has found and nothing else, in every store; what was made from
#    something before what it was made from.
# 6. Find again, for something may have arrived meanwhile, and go on with step 4: until nothing is
#    found, or until you have purged `ROUNDS` times in this run.
# 7. *Forget* the mapping, last of all, and only where this run's last search found nothing **and**
#    every store answered it.
#
# Return a sorted list of the names of the stores that did not answer the last search, or in which
# it still found something. A store that is down must not keep you from purging in the others. If
# your code is stopped by any other exception, let it out: the process has died, and will be started
# again, with the same arguments.

# %% task="DEL-01" points=8
ROUNDS = 3


def erase(company, child: str, request_id: str) -> list[str]:
    """Erase a child's data everywhere; the names of the stores where something is left or that are silent.

    Order: all personal information of the child; 16 CFR 312.2, "delete": not retrievable.
    """
    ### BEGIN SOLUTION
    identity = company.identity
    keys = sorted(key for some in identity.keys_of(child).values() for key in some)
    if not keys:
        return []
    company.journal.append({"event": "blocked", "request_id": request_id, "keys": keys})
    stores = company.stores
    for rounds_left in range(ROUNDS, -1, -1):
        found, silent = _find(stores, keys, _written_down(company, request_id))
        if not found or not rounds_left:
            break
        ids = sorted(set().union(*found.values()))
        company.journal.append({"event": "found", "request_id": request_id, "item_ids": ids})
        _purge(stores, found)
    left = sorted({*found, *silent})
    if not left:
        identity.forget(child)
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
    """What lies under the keys or was made from the ids, at any remove; and the stores that are silent.

    The first is a dict by store: from each item_id to what it was made from.
    """
    found, silent = {}, set()

    def ask(method, values):
        """Ask every store, and note what it finds; the ids of that."""
        fresh = set()
        for name, store in stores.items():
            try:
                rows = {row["item_id"]: row["made_from"] for row in getattr(store, method)(values)}
            except StoreUnavailable:
                silent.add(name)
                continue
            if rows:
                found[name] = found.get(name, {}) | rows
                fresh |= rows.keys()
        return fresh

    fresh = ids | ask("inspect", keys)
    while fresh:
        fresh = ask("derived", sorted(fresh))
    return found, silent


def _purge(stores, found):
    """Purge all of it: what nothing else was made from first."""
    made_from = {item_id: source for items in found.values() for item_id, source in items.items()}
    while made_from:
        leaves = sorted(made_from.keys() - set(made_from.values()))
        for name in found:
            try:
                stores[name].purge(leaves)
            except StoreUnavailable:
                continue  # the next search will tell
        for item_id in leaves:
            del made_from[item_id]
    ### END SOLUTION


# %% test="DEL-01" covers="DEL-01 DEL-13 DEL-23 DEL-24"
checks = Checks("DEL-01")

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
    company = tiny_world(stores, {"ada": ADA, "ben": BEN})
    for store, *row in rows:
        if store in stores:
            company.stores[store].fill([item(*row)])
    for name, mode in modes.items():
        company.faults.set(name, mode)
    return company


def there(company):
    """What lies in the stores, whoever asks: (store, item_id)."""
    return {row[:2] for row in census(company)}


BENS = {(store, item_id) for store, item_id, *_ in ROWS if item_id.endswith("2")}

with checks("nothing of Ada is left, and nothing of her brother is missing"):
    company = murmur()
    left = erase(company, "ada", "q-1")
    assert left == []
    assert there(company) == BENS

with checks("in a company with real stores, what follows later is named, and then it is done"):
    company = small_world()
    before = census(company)
    left = erase(company, "p-000003", "q-1")
    assert left == ["archive", "replica"]
    assert {store for store, _, owner in census(company) if owner == "p-000003"} == {"archive", "lexicon", "replica"}
    company.keys.destroy("key-000003")
    company.night()
    assert erase(company, "p-000003", "q-1") == []
    assert {row for row in before if row[2] != "p-000003"} <= census(company)

with checks("a row that is only marked is not deleted", "DEL-13"):
    company = murmur(search="hides", facts="hides")
    left = erase(company, "ada", "q-1")
    assert left == []
    assert there(company) == BENS

with checks("block first, forget last, and not before everything is gone", "DEL-23"):
    company = murmur(search="down")
    left = erase(company, "ada", "q-1")
    assert left == ["search"]
    assert company.identity.keys_of("ada") == ADA
    company.faults.clear("search")
    assert erase(company, "ada", "q-1") == []
    happened = [what for what, where, of in company.faults.happened]
    assert (happened[0], happened[-1]) == ("append", "forget")

with checks("after a crash it goes on, and a second run changes nothing", "DEL-24"):
    company = murmur()
    company.faults.crash(after=4)
    try:
        erase(company, "ada", "q-1")
    except Exception as error:
        if type(error).__name__ != "Crashed":
            raise
    company.restart()
    left = erase(company, "ada", "q-1")
    assert (left, there(company)) == ([], BENS)
    assert erase(company, "ada", "q-1") == []
    assert there(company) == BENS

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

FEW = ["audio", "search", "lake"]  # where a deletion is run dozens of times
FEW_BENS = {row for row in BENS if row[0] in FEW}


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
    deep = [("audio", "a-0", "d-ada", None)]
    deep += [(["search", "lake", "facts"][n % 3], f"a-{n}", f"job {n}", f"a-{n - 1}") for n in range(1, 7)]
    for rows in (deep, deep[::-1]):
        company = murmur(ROWS + rows)
        assert run(company) == []
        assert there(company) == BENS

with checks("nothing is missing of the sister, in real stores, with a lie and a crash", hint=3):
    company = small_world(seed=7)
    before = census(company)
    company.faults.set("sessions", "hides")
    company.faults.set("places", "keeps")
    company.faults.crash(after=6)
    assert run(company, child="p-000004") == "crashed"
    assert run(company, child="p-000004") == ["archive", "places", "replica"]
    stores = {store for store, _, owner in census(company) if owner == "p-000004"}
    assert stores == {"archive", "lexicon", "places", "replica"}
    assert {row for row in before if row[2] != "p-000004"} <= census(company)

with checks("whatever lies where, all of hers goes and all else stays", hint=2):
    places = st.sampled_from(STORES)
    rows = st.tuples(places, st.sampled_from(["ada", "ben"]), st.integers(0, 3), st.integers(-6, 6))

    @checks.always(12, drawn=st.lists(rows, max_size=8))
    def _(drawn):
        made, keys = [], {"ada": ["p-ada", "d-ada", "x-ada"], "ben": ["p-ben", "d-ben", "x-ben"]}
        for n, (store, owner, kind, back) in enumerate(drawn):
            older = [row for row in made if row[4] == owner]
            source = older[back % len(older)][1] if older and back > 0 else None
            key = "job" if source and kind > 1 else keys[owner][kind % 3]
            made.append((store, f"i-{n}", key, source, owner))
        company = murmur([row[:4] for row in made])
        assert run(company) == []
        assert there(company) == {row[:2] for row in made if row[4] == "ben"}


with checks("a child whom nobody knows is no reason to do anything", hint=3):
    company = murmur()
    assert run(company, child="zoe") == []
    assert company.faults.happened == []
    assert run(company, child="ben") == []
    assert there(company) == {row[:2] for row in ROWS if row[1].endswith("1")}

with checks("whichever store only marks, nothing can be brought back", "DEL-13", hint=3):
    for name in STORES:
        company = murmur(**{name: "hides"})
        company.stores[name].delete([row[1] for row in ROWS if row[1].endswith("1")])
        assert run(company) == []
        assert there(company) == BENS

with checks("what a store says it did is not what it did", "DEL-13", hint=1):
    for name, mode in (("search", "keeps"), ("lake", "half"), ("places", "keeps")):
        company = murmur(**{name: mode})
        assert run(company) == [name]
        assert company.identity.keys_of("ada") == ADA
        assert {row for row in there(company) if row[0] != name} == {row for row in BENS if row[0] != name}
        company.faults.clear(name)
        assert run(company) == []
        assert there(company) == BENS

with checks("a transcript goes before its recording, and the block before both", "DEL-23", hint=2):
    for stores in (STORES, STORES[::-1]):
        company = murmur(stores=stores)
        assert run(company) == []
        happened = company.faults.happened
        assert happened[0] == ("append", "journal", ["blocked"])
        assert happened[-1] == ("forget", "identity", ["ada"])
        when = {}
        for n, (what, _, of) in enumerate(happened):
            if what == "purge":
                when |= {item_id: when.get(item_id, []) + [n] for item_id in of}
        assert max(when["f-1"]) < min(when["t-1"])
        assert max(when["t-1"]) < min(when["r-1"])

with checks("what was made from her recording is found when the recording is gone", "DEL-23", hint=3):
    company = murmur(search="down", lake="down")
    assert run(company) == ["lake", "search"]
    assert ("audio", "r-1") not in there(company)
    for step in range(1, 12):
        company = murmur(stores=FEW, search="down", lake="down")
        company.faults.crash(after=step)
        run(company)
        company.restart()
        for name in ("lake", "search"):
            company.faults.clear(name)
        assert run(company) == []
        assert there(company) == FEW_BENS

with checks("what another request has found is not this one's to purge", "DEL-23", hint=3):
    company = murmur(search="down")
    assert run(company, "q-2", "ben") == ["search"]
    company.faults.clear("search")
    assert run(company, "q-1", "ada") == []
    assert there(company) == {("search", "t-2")}

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
    assert there(company) == set()

with checks("it may die at every step, and again at the next", "DEL-24", hint=2):
    company = murmur(stores=FEW)
    run(company)
    steps = len(company.faults.happened)
    assert steps > 5
    for once in range(1, steps + 1):
        company = murmur(stores=FEW, search="hides")
        company.faults.crash(after=once)
        assert run(company) == "crashed"
        company.faults.crash(after=2)
        run(company)
        company.restart()
        assert run(company) == []
        assert there(company) == FEW_BENS

with checks("what is uploaded meanwhile is refused, or found", "DEL-24", hint=1):
    company = murmur(stores=FEW)
    run(company)
    last = max(n for n, (what, *_) in enumerate(company.faults.happened) if what == "purge")
    for in_flight in (False, True):
        for step in range(last):
            company = murmur(stores=FEW)
            company.upload(step, "audio", item("r-3", "d-ada"), in_flight)
            company.upload(step, "audio", item("r-4", "p-ben"), in_flight)
            if in_flight:
                company.upload(step, "lake", item("f-3", "batch 8", "r-3"), in_flight)
            left = run(company)
            assert left == []
            assert there(company) == FEW_BENS | {("audio", "r-4")}

with checks("it looks once more than it purges, and purges three times at most", "DEL-24", hint=3):
    company = murmur(search="keeps")
    assert run(company) == ["search"]
    found = [entry["item_ids"] for entry in company.journal.entries() if entry["event"] == "found"]
    assert len(found) == 3
    for more in ([("audio", "n-1", "p-ada", None), ("audio", "n-2", "asr", "n-1")], []):
        company = murmur([*ROWS, *more])
        run(company)
        found = [entry["item_ids"] for entry in company.journal.entries() if entry["event"] == "found"]
        assert len(found) == 1
    last = max(n for n, (what, *_) in enumerate(company.faults.happened) if what == "purge")
    company = murmur()
    company.upload(last, "audio", item("r-3", "d-ada"), in_flight=True)
    company.upload(last + 2, "audio", item("r-4", "d-ada"), in_flight=True)
    assert run(company) == []
    assert there(company) == BENS

with checks("two runs at once, and one after the other, do as one", "DEL-24", hint=3):
    company = murmur(places="down")
    assert [run(company, "q-1"), run(company, "q-2"), run(company, "q-1")] == [["places"]] * 3
    company.faults.clear("places")
    assert [run(company, "q-1"), run(company, "q-2")] == [[], []]
    assert there(company) == BENS
    again = len(company.faults.happened)
    assert run(company, "q-1") == []
    assert len(company.faults.happened) == again
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## DEL-06 · What comes back
#
# The data is gone, and then a speaker that was offline for a week sends its queue; a replica copies
# what it has not yet seen; an engineer restores last night's backup. So a deletion leaves
# **tombstones**: the keys and ids of what is dead, without content. They stand in the journal that
# DEL-01 wrote:
#
# | entry | what it says |
# |---|---|
# | `{"event": "blocked", "request_id": …, "keys": [...]}` | everything under these keys is dead |
# | `{"event": "found", "request_id": …, "item_ids": [...]}` | these items are dead, and so is whatever was made from them |
# | `{"event": "released", "keys": [...], "from": "2023-09-04"}` | the keys are somebody else's (a speaker was sold): of what lies under them, only that is dead which was made **before** that day |
#
# Entries count in their order: a key that is blocked again after a release is dead without limit
# again. The release of a key that was not blocked says nothing. There are entries of other events;
# they say nothing here.
#
# An item is a dict with `item_id`, `key`, `made_from` (an `item_id` or `None`) and `made_on` (the
# day on which it was made, a `Timestamp` at midnight). **It is dead** where its `item_id` or its
# `made_from` is among the found, or its key is blocked, as long as that key has not been released
# by the day on which it was made.
#
# Write two functions.
#
# **1. `admit(entries, message)`** is asked before a late message enters its store, and before a
# replica copies a row. `message` is a dict with `store`, `deliver_on` (the day on which it arrives)
# and `item`. It is true unless the item is dead. When it arrives does not matter.
#
# **2. `replay(company, names)`** is asked when the stores of these names have been restored,
# **before** they serve anybody. It purges in them what is dead by the journal as it is now, and
# nothing else: a backup is older than the tombstones, and has none of its own that count. What was
# made from a dead item **in one of these stores** is dead as well, at any remove, though no entry
# has its id.
#
# Like DEL-01 it writes down what it found before it purges any of it, for the deletion may still be
# under way, and what was made from an item must be found in the other stores when the item is gone:
# for each request by whose entries (together with the releases) something is dead, it appends a
# `"found"` entry with that `request_id`, and the ids of what is dead by it. Where nothing is dead
# it appends nothing.
#
# Then it looks again, and returns a sorted list of the names of the stores that must not serve yet:
# those that do not answer now, and those where it still finds something dead. `company.journal`,
# `company.stores`, and of a store `inspect`, `derived`, `purge`, are as in DEL-01. What they raise
# goes through, but for `StoreUnavailable`: whoever is down must not keep you from the others.

# %% task="DEL-06" points=4
def admit(entries: list[dict], message: dict) -> bool:
    """Whether a late message may enter its store: False for what is dead by the journal's entries."""
    ### BEGIN SOLUTION
    until, ids = _tombstones(entries)
    return not _is_dead(message["item"], until, ids)


def _tombstones(entries):
    """The day until which what lies under a key is dead, by key; and the ids that are dead."""
    until, ids = {}, set()
    for entry in entries:
        if entry["event"] == "blocked":
            until |= dict.fromkeys(entry["keys"], pd.Timestamp.max)
        elif entry["event"] == "released":
            until |= {key: pd.Timestamp(entry["from"]) for key in entry["keys"] if key in until}
        elif entry["event"] == "found":
            ids |= set(entry["item_ids"])
    return until, ids


def _is_dead(item, until, ids):
    if item["item_id"] in ids or item["made_from"] in ids:
        return True
    return item["key"] in until and item["made_on"] < until[item["key"]]
    ### END SOLUTION


def replay(company, names: list[str]) -> list[str]:
    """Purge what is dead from restored stores; the names of those that must not serve yet.

    Source: 11 CCR 7022(d), data in a backup is deleted when it is restored.
    """
    ### BEGIN SOLUTION
    entries, stores, unfit = company.journal.entries(), company.stores, set()
    for request_id in sorted({entry["request_id"] for entry in entries if entry["event"] == "blocked"}):
        until, ids = _tombstones(
            [one for one in entries if one["event"] == "released" or one["request_id"] == request_id]
        )
        dead, silent = _dead_in(stores, names, until, ids)
        if dead:
            found = set().union(*dead.values())
            entry = {"event": "found", "request_id": request_id, "item_ids": sorted(found)}
            company.journal.append(entry)
            for name, item_ids in dead.items():
                try:
                    stores[name].purge(sorted(item_ids))
                except StoreUnavailable:
                    continue  # the next search will tell
            dead, silent = _dead_in(stores, names, until, ids | found)
        unfit |= {*dead, *silent}
    return sorted(unfit)


def _dead_in(stores, names, until, ids):
    """The ids of what is dead, by store; and the stores that do not answer."""
    dead, silent = {}, set()

    def ask(method, values, ids):
        """Ask each store, and note what is dead there; the ids of that."""
        fresh = set()
        for name in names:
            try:
                rows = getattr(stores[name], method)(sorted(values))
            except StoreUnavailable:
                silent.add(name)
                continue
            gone = {row["item_id"] for row in rows if _is_dead(row, until, ids)}
            if gone:
                dead[name] = dead.get(name, set()) | gone
                fresh |= gone
        return fresh

    fresh = ids | ask("inspect", until, ids)
    while fresh:
        fresh = ask("derived", fresh, fresh)
    return dead, silent
    ### END SOLUTION


# %% test="DEL-06" covers="DEL-06 DEL-07"
checks = Checks("DEL-06")

day = pd.Timestamp
ENTRIES = [
    {"event": "blocked", "request_id": "q-1", "keys": ["p-ada", "d-ada"]},
    {"event": "found", "request_id": "q-1", "item_ids": ["r-1", "t-1"]},
]
SOLD = {"event": "released", "keys": ["d-ada"], "from": "2023-09-04"}
STORES = ["audio", "search", "lake", "places"]
BACKUP = [
    ("audio", "r-1", "p-ada", None), ("audio", "r-2", "p-ben", None), ("search", "t-1", "asr", "r-1"),
    ("search", "t-2", "asr", "r-2"), ("places", "g-1", "d-ada", None), ("places", "g-2", "d-ben", None),
    ("lake", "f-1", "batch", "t-1"), ("lake", "f-2", "batch", "t-2"),
]  # fmt: skip
BENS = {row[:2] for row in BACKUP if row[1].endswith("2")}


def item(item_id, key, made_from=None, made_on="2023-08-20"):
    return {"item_id": item_id, "key": key, "made_from": made_from, "made_on": day(made_on)}


def there(company):
    """What lies in the stores, whoever asks: (store, item_id)."""
    return {row[:2] for row in census(company)}


def message(*about, store="audio", deliver_on="2023-09-10"):
    return {"store": store, "deliver_on": day(deliver_on), "item": item(*about)}


def restored(rows=BACKUP, entries=ENTRIES, **modes):
    """A company whose stores have just been restored from a backup with these rows."""
    company = tiny_world(STORES)
    for entry in entries:
        company.journal.append(entry)
    for store, *row in rows:
        company.stores[store].fill([item(*row)])
    for name, mode in modes.items():
        company.faults.set(name, mode)
    return company


with checks("a late message of a dead key is dropped, and her brother's is not"):
    assert admit(ENTRIES, message("r-7", "d-ada")) is False
    assert admit(ENTRIES, message("r-8", "d-ben")) is True

with checks("what a backup brings back is purged before the stores serve", "DEL-07"):
    company = restored()
    unfit = replay(company, STORES)
    assert unfit == []
    assert there(company) == BENS

with checks("in a company with real stores, a restored backup has nothing of her and all of the others", "DEL-07"):
    company = small_world()
    backup, before = company.backups.take(), census(company)
    keys = [key for some in company.identity.keys_of("p-000003").values() for key in some]
    company.journal.append({"event": "blocked", "request_id": "q-1", "keys": keys})
    restored_stores = ["audio", "lake", "main", "places", "search"]
    company.backups.restore(backup, lambda names: replay(company, names), restored_stores)
    after = census(company)
    assert [row for row in after if row[2] == "p-000003" and row[0] in restored_stores] == []
    assert {row for row in before if row[2] != "p-000003"} <= after

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

with checks("dead by its key, by its id, or by what it was made from", hint=2):
    found = [
        admit(ENTRIES, message(*about, store=store))
        for store in ("audio", "replica", "lake")
        for about in [
            ("r-7", "p-ada"), ("r-1", "asr"), ("t-7", "asr", "r-1"), ("f-7", "batch", "t-1"),
            ("r-7", "p-ben"), ("t-7", "asr", "r-2"), ("t-7", "r-1"), ("d-ada", "asr", "p-ada"),
        ]  # fmt: skip
    ]
    assert found == [*[False] * 4, *[True] * 4] * 3
    assert admit([], message("r-1", "p-ada")) is True
    apart = [{"event": "found", "request_id": "q-1", "item_ids": [one]} for one in ("r-1", "t-1", "x-1")]
    assert [admit(apart, message(one, "asr")) for one in ("r-1", "t-1", "x-1", "y-1")] == [False] * 3 + [True]

with checks("a speaker that was sold: what counts is when it was made, not when it arrives", hint=3):
    for deliver_on in ("2023-09-01", "2023-09-04", "2024-01-01"):
        made = ["2023-08-20", "2023-09-03", "2023-09-04", "2023-10-01"]
        found = [
            admit([*ENTRIES, SOLD], message("r-7", "d-ada", None, made_on, deliver_on=deliver_on))
            for made_on in made
        ]
        assert found == [False, False, True, True]
        assert admit([*ENTRIES, SOLD], message("r-7", "p-ada", None, "2023-10-01")) is False
        assert admit([*ENTRIES, SOLD], message("t-7", "d-ada", "r-1", "2023-10-01")) is False

with checks("entries count in their order, for one key or for another", hint=1):
    events = st.sampled_from(["blocked", "released 3", "released 5", "other", "verified"])

    @checks.always(story=st.lists(events, max_size=6), made=st.integers(1, 7))
    def _(story, made):
        entries, dead = [], 0
        for n, event in enumerate(story):
            keys = ["d-1", f"d-{n + 10}"]
            if event == "blocked":
                entries.append({"event": "blocked", "request_id": f"q-{n}", "keys": keys})
                dead = 99
            elif event.startswith("released"):
                until = int(event[-1])
                entries.append({"event": "released", "keys": keys, "from": f"2023-09-0{until}"})
                dead = until if dead else 0
            elif event == "other":
                entries.append({"event": "blocked", "request_id": f"q-{n}", "keys": ["d-2"]})
            else:
                entries.append({"event": "verified", "request_id": "q-1", "on": "2023-09-01", "stores": {"audio": "left"}})
        assert admit(entries, message("r-9", "d-1", None, f"2023-09-0{made}")) is (made >= dead)


with checks("whichever stores are restored, what is dead in them goes, and they alone are touched", "DEL-07", hint=2):
    for names in (["audio"], ["search"], ["lake", "places"], ["places", "audio", "search"]):
        company = restored()
        assert replay(company, names) == []
        dead = {row[:2] for row in BACKUP if row[:2] not in BENS and row[0] in names}
        assert there(company) == {row[:2] for row in BACKUP} - dead
        assert {where for what, where, of in company.faults.happened if what != "append"} <= set(names)

with checks("what was made from the dead is dead at any remove, though nobody wrote it down", "DEL-07", hint=3):
    deep = [("lake", "x-1", "nightly", "x-0"), ("search", "x-0", "asr", "r-9"), ("audio", "r-9", "d-ada", None),
            ("lake", "x-2", "nightly", "x-1"), ("lake", "y-2", "nightly", "y-1"), ("search", "y-1", "asr", "r-2"),
            ("places", "x-3", "nightly", "x-2")]  # fmt: skip
    for names in (STORES, STORES[::-1]):
        company = restored(BACKUP + deep)
        assert replay(company, names) == []
        assert there(company) == BENS | {("lake", "y-2"), ("search", "y-1")}

with checks("what is purged is written down before, for the request that it belongs to", "DEL-07", hint=2):
    both = [ENTRIES[0], {"event": "blocked", "request_id": "q-2", "keys": ["p-ben", "d-ben"]}, SOLD]
    for names in (["audio"], ["places", "audio"]):
        company = restored(entries=both)
        company.faults.crash(1)
        stopped = False
        try:
            replay(company, names)
        except Exception as error:
            if type(error).__name__ != "Crashed":
                raise
            stopped = True
        company.restart()
        assert stopped
        assert there(company) == {row[:2] for row in BACKUP}
        assert replay(company, names) == []
        written = {"q-1": set(), "q-2": set()}
        for entry in company.journal.entries()[3:]:
            assert sorted(entry) == ["event", "item_ids", "request_id"]
            assert entry["event"] == "found"
            written[entry["request_id"]] |= set(entry["item_ids"])
        gone = {row[:2] for row in BACKUP} - there(company)
        assert gone == {row[:2] for row in BACKUP if row[0] in names}
        assert written["q-1"] == {one for _, one in gone if one.endswith("1")}
        assert written["q-2"] == {one for _, one in gone if one.endswith("2")}

with checks("a store that does not answer, or keeps what is dead, must not serve", "DEL-07", hint=1):
    for modes, expected in [
        ({"audio": "down"}, ["audio"]), ({"search": "keeps", "places": "down"}, ["places", "search"]),
        ({"lake": "keeps"}, ["lake"]), ({"search": "hides"}, []), ({}, []),
    ]:  # fmt: skip
        other = {"event": "blocked", "request_id": "q-2", "keys": ["p-zoe"]}
        company = restored(entries=[*ENTRIES, other], **modes)
        assert replay(company, STORES) == expected
        assert {row for row in there(company) if row[0] not in expected} == {
            row for row in BENS if row[0] not in expected
        }
        for store in STORES:
            company.faults.clear(store)
        assert replay(company, STORES) == []
        assert there(company) == BENS

with checks("what was made from the dead and is kept is found, though that itself is gone", "DEL-07", hint=1):
    for rows in ([("audio", "r-9", "d-ada", None), ("search", "x-0", "asr", "r-9")], [("search", "x-0", "asr", "r-1")]):
        company = restored(rows, search="keeps")
        assert replay(company, STORES) == ["search"]
        assert there(company) == {("search", "x-0")}

with checks("a store that will not be written keeps nobody from the others", "DEL-07", hint=3):
    company = small_world(seed=3)
    keys = [key for some in company.identity.keys_of("p-000008").values() for key in some]
    company.journal.append({"event": "blocked", "request_id": "q-1", "keys": keys})
    names = ["archive", "audio", "main", "places", "replica", "search"]
    assert replay(company, names) == ["archive", "replica"]
    stores = {store for store, _, owner in census(company) if owner == "p-000008"}
    assert stores & set(names) == {"archive", "replica"}

with checks("the journal of today counts, and what is somebody else's now stays", "DEL-07", hint=3):
    rows = [*BACKUP, ("places", "g-8", "d-ada", None, "2023-09-05"), ("places", "g-9", "d-ada", None, "2023-09-03")]
    company = restored(rows, [*ENTRIES, SOLD])
    assert replay(company, STORES) == []
    assert there(company) == BENS | {("places", "g-8")}
    company = restored(rows, [*ENTRIES, SOLD, {"event": "blocked", "request_id": "q-2", "keys": ["p-ben", "d-ben"]}])
    assert replay(company, STORES) == []
    assert there(company) == {("places", "g-8")}

with checks("a store without anything dead is left alone, and twice is as good as once", "DEL-07", hint=2):
    company = restored(entries=[])
    assert replay(company, STORES) == []
    assert there(company) == {row[:2] for row in BACKUP}
    company = restored([row for row in BACKUP if row[:2] in BENS])
    assert replay(company, STORES) == []
    assert company.journal.entries() == ENTRIES
    company = restored()
    assert replay(company, STORES) == []
    assert replay(company, STORES) == []
    assert there(company) == BENS
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## DEL-03 · Proof
#
# *Your data was deleted.* The complaint alleges that location data survived deletion requests, and
# that this was found, or happened again, at eight points between 2018 and 2022. So whoever deletes
# is not who says that it is done. You read back, in every store, past interface and status; you say
# what you have read, and nothing nicer; and you look again, on days that are fixed beforehand.
#
# Everything is in the journal, a list of dicts, in the order in which they were appended. Besides
# what DEL-01 writes (`"blocked"` with `keys`, `"found"` with `item_ids`, each with its
# `request_id`) you write
# `{"event": "verified", "request_id": …, "on": "2023-09-01", "stores": {"audio": "gone", "search": "left", "lake": "unknown"}}`.
# Its day is that of `company.clock.today` (a `Timestamp`), as ISO text. Entries of other events,
# and of other requests, say nothing about a request. (Keys do not change hands in this exercise.)
#
# Write six functions.
#
# **1. `read_back(company, request_id)`** gives a dict with an answer for **each** store of
# `company.stores`:
#
# - `"left"` where `inspect` finds something under one of the keys that were blocked for this
#   request, or `derived` finds something that was made from one of the items that were found for
#   it;
# - `"unknown"` where the store does not answer (`StoreUnavailable`); and for **all** stores, where
#   nothing was blocked for this request: nobody knows what to look for;
# - else `"gone"`.
#
# **2. `process(company, child, request_id, erase, replay)`** is one run. It calls
# `erase(company, child, request_id)` of DEL-01; then `replay(company, names)` of DEL-06 with the
# sorted names of all stores, which takes care of what came back since the mapping was forgotten;
# then it reads back, appends what it read to the journal, and returns the request's state. What
# `erase` and `replay` return is their own word, and counts for nothing. What they raise goes
# through.
#
# **3. `state_of(entries, request_id)`** gives the state, in the words of Fides, but for
# `"partial"`, which Fides has not:
#
# | state | when |
# |---|---|
# | `"pending"` | there is no entry of these three events of this request |
# | `"in_processing"` | there are some, and none of them is `"verified"` |
# | `"complete"` | its **latest** verification has every store `"gone"` |
# | `"partial"` | its latest verification has not |
#
# **4. `is_due(entries, request_id, today)`** says whether the request must be run today (`process`
# again). `"pending"` and `"in_processing"`: yes. `"partial"`: yes, unless it was already verified
# today. `"complete"`: on the days of `CHECK_AFTER`, counted from the day on which it became
# complete: the first one of its latest unbroken series of complete verifications. It is due where
# one of these days is today or has passed, and is later than its latest verification. No
# verification is later than `today`.
#
# **5. `tell(entries, request_id)`** is what the parent is told: a dict of `"state"`, `"sentence"`
# (from `SENTENCES`), and `"left"` and `"unknown"`, two sorted lists of the stores that the latest
# verification has so.
#
# **6. `escalations(entries)`** is for the management: it looks at **all** requests together, and
# gives a dict from the name of a store to the number of its failures, for the stores that have
# failed at least twice. A failure begins with a verification that finds something `"left"` in the
# store, where the same request's latest verification before it that was not `"unknown"` about that
# store did not, or where there was none. (So a store that stays `"left"` from day to day has failed once; one that was
# `"gone"` in between, or for two requests, twice.)
#
# Three checks run the workflow as a whole, with your `erase`, `admit` and `replay` of the exercises
# above: through stories in which the process crashes, stores lie, messages come late and backups
# are restored. One thing must hold in all of them: nothing of that child is retrievable when the
# state says so, nothing of anybody else is missing, and the state says only what was read.

# %% task="DEL-03" points=8
CHECK_AFTER = (1, 7, 30, 90)  # days
SENTENCES = {
    "pending": "We have your request.",
    "in_processing": "We are deleting your child's data. It is not deleted yet.",
    "partial": "Your child's data is not deleted everywhere. We go on, and tell you.",
    "complete": "Your child's data was deleted. We have looked in every store, and look again.",
}


def read_back(company, request_id: str) -> dict[str, str]:
    """What really lies in each store: "gone", "left" or "unknown"."""
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


def process(company, child: str, request_id: str, erase, replay) -> str:
    """Erase, read back, write down; the state that was verified. Order: no misrepresentation of deletion."""
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


def state_of(entries: list[dict], request_id: str) -> str:
    """The state of a request: "pending", "in_processing", "partial" or "complete"."""
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


def is_due(entries: list[dict], request_id: str, today: pd.Timestamp) -> bool:
    """Whether the request must be run today: for the first time, again, or to look again."""
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


def tell(entries: list[dict], request_id: str) -> dict:
    """What the parent is told: "state", "sentence", "left", "unknown". Order: no misrepresentation."""
    ### BEGIN SOLUTION
    verified, state = _verified(entries, request_id), state_of(entries, request_id)
    stores = verified[-1]["stores"] if verified else {}
    return {"state": state, "sentence": SENTENCES[state]} | {
        word: sorted(name for name, found in stores.items() if found == word)
        for word in ("left", "unknown")
    }
    ### END SOLUTION


def escalations(entries: list[dict]) -> dict[str, int]:
    """The stores that failed at least twice, over all requests, and how often."""
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


# %% test="DEL-03" covers="DEL-03 DEL-04 DEL-05 DEL-33"
checks = Checks("DEL-03")

ADA = {"profile_id": ["p-ada"], "device_id": ["d-ada"]}
BEN = {"profile_id": ["p-ben"], "device_id": ["d-ben"]}
STORES = ["audio", "search", "lake", "places", "cache"]
FEW = ["audio", "search", "places"]  # in the stories, of which there are many
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


def there(company):
    """What lies in the stores, whoever asks: (store, item_id)."""
    return {row[:2] for row in census(company)}


def verified(on, request_id="q-1", **stores):
    """The entry of a verification that has every store gone, but for those that are named."""
    return {"event": "verified", "request_id": request_id, "on": on, "stores": dict.fromkeys(STORES, "gone") | stores}


def says_done(company, child, request_id):
    """An erase that has blocked, and says that it did the rest."""
    company.journal.append(BLOCKED | {"request_id": request_id})
    return []


def says_clean(company, names):
    return []


class Story:
    """Runs your workflow through a story, and notes what is wrong with it."""

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
    """What the company did wrong in this story; nothing, where all went well."""
    it = Story()
    for event in [*story, "mend", "night", "run"]:
        it.do(event)
    if it.run() != "complete":
        it.wrong.append("At the end everything answers, and it is not complete.")
    return it.wrong


SHORT_STORIES = [
    ["run"],
    ["crash 4"],
    ["upload now"],
    ["keeps search", "run"],
    ["down audio", "run"],
    ["run", "late places"],
    ["run", "restore audio"],
    ["crash 1", "restore audio"],
]

with checks("what an erase says is not what was read"):
    company = murmur()
    state = process(company, "ada", "q-1", says_done, says_clean)
    assert state == "partial"
    assert read_back(company, "q-1") == {
        "audio": "left", "search": "gone", "lake": "gone", "places": "left", "cache": "left",
    }  # fmt: skip
    for name in ("audio", "places", "cache"):
        company.stores[name].purge(["r-1", "g-1"])
    assert process(company, "ada", "q-1", says_done, says_clean) == "complete"

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

with checks("one store of five is down: partial, and due again tomorrow", "DEL-04"):
    entries = [BLOCKED, FOUND, verified("2023-09-01", search="unknown")]
    state = state_of(entries, "q-1")
    assert state == "partial"
    due = [is_due(entries, "q-1", pd.Timestamp(day)) for day in ("2023-09-01", "2023-09-02")]
    assert due == [False, True]

with checks("looked at again after a day, a week, a month, a quarter", "DEL-05"):
    entries = [BLOCKED, FOUND, verified("2023-09-01")]
    days = pd.date_range("2023-09-01", "2023-12-31")
    first = [day for day in days if is_due(entries, "q-1", day)][:1]
    assert first == [pd.Timestamp("2023-09-02")]
    entries = [verified("2023-09-01", places="left"), verified("2023-09-02"), verified("2023-09-03", places="left")]
    assert escalations(entries) == {"places": 2}

with checks("the parent is told what was verified", "DEL-33"):
    entries = [BLOCKED, FOUND, verified("2023-09-01", lake="left", audio="unknown", cache="left")]
    told = tell(entries, "q-1")
    assert told == {
        "state": "partial",
        "sentence": SENTENCES["partial"],
        "left": ["cache", "lake"],
        "unknown": ["audio"],
    }

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
    assert read_back(company, "q-2") == {
        "audio": "left", "search": "left", "lake": "gone", "places": "gone", "cache": "gone",
    }  # fmt: skip
    assert read_back(company, "q-1") == dict.fromkeys(STORES, "unknown")
    company.journal.append(BLOCKED | {"keys": ["d-ben"]})
    company.journal.append(BLOCKED | {"keys": ["d-nobody"]})
    assert read_back(company, "q-1") == dict.fromkeys(STORES, "gone") | {"places": "left"}

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
    assert runs([verified("2023-09-01"), verified("2023-09-05"), verified("2023-09-08", lake="left"), verified("2023-09-11")]) == [
        11, 17, 40, 100,
    ]  # fmt: skip
    late = [verified("2023-09-01"), verified("2023-09-11")]
    assert not is_due(late, "q-1", pd.Timestamp("2023-09-30"))
    assert is_due(late, "q-1", pd.Timestamp("2023-10-20"))
    assert not is_due([*late, verified("2023-12-01", "q-1")], "q-1", pd.Timestamp("2024-09-01"))

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

with checks("each state has its sentence, and nothing is said to be deleted before", "DEL-33", hint=3):
    story = [verified("2023-09-09", "q-2"), BLOCKED, verified("2023-09-01", lake="left"), verified("2023-09-02"),
             verified("2023-09-03", lake="unknown"), verified("2023-09-04", "q-2", audio="left")]  # fmt: skip
    expected = [
        ("pending", [], []), ("pending", [], []), ("in_processing", [], []), ("partial", ["lake"], []),
        ("complete", [], []), ("partial", [], ["lake"]), ("partial", [], ["lake"]),
    ]  # fmt: skip
    words = {
        "pending": "We have your request.",
        "in_processing": "We are deleting your child's data. It is not deleted yet.",
        "partial": "Your child's data is not deleted everywhere. We go on, and tell you.",
        "complete": "Your child's data was deleted. We have looked in every store, and look again.",
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
checks.report()

# %% [markdown]
# ## DEL-21 · The hold
#
# A court case needs some recordings of June. From then on they must not be destroyed: not on a
# parent's request, and not by the nightly purge that nobody thinks of. But a hold is no licence. It
# holds what it names and nothing else, what is held is not *used*, the parent is told, and on the
# day of its release the deletion goes on. Where nobody can say what is held, nothing is deleted.
#
# Write the class **`Gate(read_holds, purge)`**: the only door to a deletion, for every path.
# `read_holds()` gives a list of all holds, and raises an exception (of any kind) or returns `None`
# where it cannot say. `purge(item_ids)` destroys. The gate has three methods.
#
# **1. `delete(path, items, today)`** is asked to delete these items. `path` says who asks:
# `"request"`, `"retention job"`, `"account closure"`, `"admin tool"`, or something new. It changes
# nothing. An item is a dict with `item_id`, `profile_id`, `category`, `made_on`; a hold is a dict:
#
# | key | meaning |
# |---|---|
# | `hold_id` | the hold |
# | `profile_id`, `category` | whose data, and of which category: an item must match both |
# | `from_on`, `to_on` | an item must have been made on one of these days or between |
# | `placed_on` | the first day of the hold |
# | `released_on` | the day on which it was released; on that day it holds no more. `NaT`: it has not been released |
#
# An item is held where at least one hold matches that is in force on the day `today`. What is not
# held is purged: by **one** call of `purge` with a sorted list of the ids, and by none where there
# is nothing to purge. The result is a dict of five:
#
# - `"deleted"`, `"held"`, `"waiting"`: sorted lists of the `item_id`s that were purged, that are
#   held, and, where the holds cannot be read, of all of them: nothing is purged then;
# - `"state"`: `"complete"` where everything was deleted, else `"partial"`;
# - `"grounds"`: what the person is told about the rest: a list with `"legal hold"` where something
#   is held, `"holds unknown"` where something is waiting.
#
# **2. `resume(today)`** tries again, with the holds as they are now, everything that it was ever
# asked to delete and that has not been purged. The result is as above.
#
# **3. `may_use(item_id, purpose)`** says whether an item may be used. What somebody has asked to
# delete and what has not been purged is in **quarantine**: from the moment of the call, before
# anything is purged, it may be used for the purpose `"legal"` and for no other (`"training"`,
# `"support"`, and whatever comes). Everything else may be used: the gate knows nothing of it. (An
# item that is held, and that nobody wants deleted, is not in quarantine.)
#
# Days are `Timestamp`s at midnight. What `purge` raises goes through; then nothing counts as
# purged. An item may be asked for several times, and by several paths; each time it is purged again,
# for it may have come back. Read the holds anew for each call.

# %% task="DEL-21" points=4
class Gate:
    """The only door to a deletion. Sources: GDPR 17(3)(e), FRCP 37(e); Alexa order, no further use."""

    def __init__(self, read_holds, purge):
        ### BEGIN SOLUTION
        self._read_holds, self._purge = read_holds, purge
        self._quarantine = {}
        ### END SOLUTION

    def delete(self, path: str, items: list[dict], today: pd.Timestamp) -> dict:
        """Purge what is not held; "deleted", "held", "waiting", "state" and "grounds"."""
        ### BEGIN SOLUTION
        asked = {item["item_id"]: item for item in items}
        self._quarantine |= asked
        return self._try(asked, today)
        ### END SOLUTION

    def resume(self, today: pd.Timestamp) -> dict:
        """Try again whatever was asked for and has not been purged."""
        ### BEGIN SOLUTION
        return self._try({**self._quarantine}, today)

    def _try(self, items, today):
        try:
            holds = self._read_holds()
        except Exception:
            holds = None
        found = {"deleted": [], "held": [], "waiting": []}
        for item_id, item in sorted(items.items()):
            if holds is None:
                found["waiting"].append(item_id)
            elif any(_is_held(item, hold, today) for hold in holds):
                found["held"].append(item_id)
            else:
                found["deleted"].append(item_id)
        if found["deleted"]:
            self._purge(found["deleted"])
        for item_id in found["deleted"]:
            del self._quarantine[item_id]
        grounds = {"legal hold": found["held"], "holds unknown": found["waiting"]}
        return {
            **found,
            "state": "partial" if found["held"] or found["waiting"] else "complete",
            "grounds": [ground for ground, ids in grounds.items() if ids],
        }
        ### END SOLUTION

    def may_use(self, item_id: str, purpose: str) -> bool:
        """Whether an item may be used for that purpose."""
        ### BEGIN SOLUTION
        return purpose == "legal" or item_id not in self._quarantine


def _is_held(item, hold, today):
    return (
        (item["profile_id"], item["category"]) == (hold["profile_id"], hold["category"])
        and hold["from_on"] <= item["made_on"] <= hold["to_on"]
        and hold["placed_on"] <= today
        and not hold["released_on"] <= today
    )
    ### END SOLUTION


# %% test="DEL-21" covers="DEL-21 DEL-22"
checks = Checks("DEL-21")

day = pd.Timestamp
TODAY = day("2023-08-31")
HOLD = {
    "hold_id": "k-1", "profile_id": "ada", "category": "recording", "from_on": day("2023-06-01"),
    "to_on": day("2023-06-30"), "placed_on": day("2023-07-15"), "released_on": pd.NaT,
}  # fmt: skip


def item(item_id, made_on="2023-06-10", category="recording", profile_id="ada"):
    return {"item_id": item_id, "made_on": day(made_on), "category": category, "profile_id": profile_id}


ITEMS = [item("r-1"), item("r-2", "2023-08-02"), item("t-1", category="transcript"), item("r-9", profile_id="ben")]


class Company:
    """What a gate is told about holds, and what it purges."""

    def __init__(self, *holds, fails=None):
        self.holds, self.fails, self.purged, self.asked = [*holds], fails, [], 0
        self.gate = Gate(self.read, self.purge)

    def read(self):
        self.asked += 1
        if isinstance(self.fails, Exception):
            raise self.fails
        return None if self.fails else [*self.holds]

    def purge(self, item_ids):
        self.purged.append(item_ids)


with checks("what is held stays, the rest is deleted, and the person is told"):
    company = Company(HOLD)
    found = company.gate.delete("request", ITEMS, TODAY)
    assert found == {
        "deleted": ["r-2", "r-9", "t-1"],
        "held": ["r-1"],
        "waiting": [],
        "state": "partial",
        "grounds": ["legal hold"],
    }
    assert company.purged == [["r-2", "r-9", "t-1"]]

with checks("where nobody can say what is held, nothing is deleted, and it goes on later"):
    company = Company(HOLD, fails=TimeoutError("no answer"))
    found = company.gate.delete("retention job", ITEMS, TODAY)
    assert (found["waiting"], company.purged) == (["r-1", "r-2", "r-9", "t-1"], [])
    company.fails = None
    found = company.gate.resume(TODAY)
    assert (found["deleted"], found["held"]) == (["r-2", "r-9", "t-1"], ["r-1"])

with checks("what is held is not used, until the hold is released and it is gone", "DEL-22"):
    company = Company(HOLD)
    company.gate.delete("request", ITEMS, TODAY)
    uses = [company.gate.may_use("r-1", purpose) for purpose in ("training", "support", "legal")]
    assert uses == [False, False, True]
    assert company.gate.may_use("r-777", "training")

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

PATHS = ["request", "retention job", "account closure", "admin tool", "cascade", "the intern's script", ""]

with checks("whichever path: the same gate", hint=1):
    for path in PATHS:
        company = Company(HOLD)
        assert company.gate.delete(path, ITEMS, TODAY)["held"] == ["r-1"]
        assert company.purged == [["r-2", "r-9", "t-1"]]
        company = Company(HOLD, fails=ConnectionError("down"))
        assert company.gate.delete(path, ITEMS, TODAY)["state"] == "partial"
        assert company.purged == []

with checks("whatever the register fails with, the gate stays shut, and says so", hint=3):
    for fails in (TimeoutError(), StoreUnavailable("down"), KeyError("ada"), ValueError("bad row"), "says None"):
        company = Company(HOLD, fails=fails)
        found = company.gate.delete("request", ITEMS[:2], TODAY)
        assert found == {
            "deleted": [], "held": [], "waiting": ["r-1", "r-2"], "state": "partial", "grounds": ["holds unknown"],
        }  # fmt: skip
        assert company.purged == []
    company = Company()
    found = company.gate.delete("request", ITEMS[:2], TODAY)
    assert found == {"deleted": ["r-1", "r-2"], "held": [], "waiting": [], "state": "complete", "grounds": []}

with checks("a hold is as wide as it says, to the day", hint=2):
    for made_on, held in [("2023-05-31", False), ("2023-06-01", True), ("2023-06-30", True), ("2023-07-01", False)]:
        assert bool(Company(HOLD).gate.delete("request", [item("r-1", made_on)], TODAY)["held"]) is held
    for change, held in [
        ({"placed_on": TODAY}, True), ({"placed_on": TODAY + pd.Timedelta(days=1)}, False),
        ({"released_on": TODAY}, False), ({"released_on": TODAY + pd.Timedelta(days=1)}, True),
        ({"profile_id": "ben"}, False), ({"category": "transcript"}, False),
    ]:  # fmt: skip
        assert bool(Company(HOLD | change).gate.delete("request", ITEMS[:1], TODAY)["held"]) is held
    two = Company(HOLD | {"released_on": TODAY}, HOLD | {"hold_id": "k-2", "to_on": day("2023-06-10")})
    found = two.gate.delete("request", [item("r-1"), item("r-3", "2023-06-11")], TODAY)
    assert (found["held"], found["deleted"]) == (["r-1"], ["r-3"])

with checks("on the day of the release it goes on, and not again after that", hint=2):
    company = Company(HOLD)
    company.gate.delete("request", ITEMS, TODAY)
    company.gate.delete("retention job", [item("r-1")], TODAY)
    company.holds[0] = HOLD | {"released_on": day("2023-10-01")}
    assert company.gate.resume(day("2023-09-30"))["held"] == ["r-1"]
    found = company.gate.resume(day("2023-10-01"))
    assert found == {"deleted": ["r-1"], "held": [], "waiting": [], "state": "complete", "grounds": []}
    assert company.purged == [["r-2", "r-9", "t-1"], ["r-1"]]
    assert company.gate.resume(day("2023-10-02"))["deleted"] == []
    assert len(company.purged) == 2

with checks("a purge that fails has purged nothing", hint=3):
    company, failing = Company(HOLD), []

    def purge(item_ids):
        if not failing:
            failing.append(item_ids)
            raise StoreUnavailable("down")
        company.purged.append(item_ids)

    gate, stopped = Gate(company.read, purge), False
    try:
        gate.delete("request", ITEMS, TODAY)
    except StoreUnavailable:
        stopped = True
    assert stopped
    assert not gate.may_use("r-2", "training")
    assert gate.resume(TODAY)["deleted"] == ["r-2", "r-9", "t-1"]
    assert company.purged == [["r-2", "r-9", "t-1"]]
    assert gate.may_use("r-2", "training")

with checks("quarantine begins before the first purge, and ends with it", "DEL-22", hint=3):
    seen, company = {}, Company(HOLD)

    def purge(item_ids):
        seen.update({one["item_id"]: gate.may_use(one["item_id"], "training") for one in ITEMS})

    gate = Gate(company.read, purge)
    assert gate.may_use("r-1", "training")
    gate.delete("request", ITEMS, TODAY)
    assert seen == {"r-1": False, "r-2": False, "t-1": False, "r-9": False}
    assert gate.may_use("r-2", "training")
    company.holds.clear()
    gate.resume(TODAY)
    assert gate.may_use("r-1", "training")

with checks("one purpose is left, whatever the others are called", "DEL-22", hint=2):
    for fails in (None, TimeoutError()):
        company = Company(HOLD, fails=fails)
        company.gate.delete("account closure", ITEMS, TODAY)
        purposes = ["training", "support", "product", "analytics", "legal", "Legal", "legal hold", "quality", ""]
        assert [one for one in purposes if company.gate.may_use("r-1", one)] == ["legal"]
        assert company.gate.may_use("r-2", "training") is (fails is None)

with checks("what nobody asked to delete is nobody's business here", "DEL-22", hint=1):
    company = Company(HOLD)
    assert company.gate.may_use("r-1", "training")
    company.gate.delete("request", ITEMS[1:], TODAY)
    assert company.gate.may_use("r-1", "training")
    company.gate.delete("request", ITEMS[:1], TODAY)
    assert not company.gate.may_use("r-1", "training")

with checks("in any order of requests, holds, failures and releases", "DEL-22", hint=3):
    step = st.sampled_from(["ask r-1", "ask r-2", "ask t-1", "hold", "release", "fail", "mend", "resume"])

    @checks.always(30, story=st.lists(step, max_size=8))
    def _(story):
        company, asked, items = Company(), set(), {one["item_id"]: one for one in ITEMS}
        for event in story:
            what, _, which = event.partition(" ")
            if what == "ask":
                asked.add(which)
                company.gate.delete("request", [items[which]], TODAY)
            elif what == "resume":
                company.gate.resume(TODAY)
            elif what in ("hold", "release"):
                company.holds = [HOLD] if what == "hold" else []
            else:
                company.fails = TimeoutError() if what == "fail" else None
            if what in ("ask", "resume") and company.fails is None:
                tried = {which} if what == "ask" else set(asked)
                asked -= {one for one in tried if not (one == "r-1" and company.holds)}
            assert [one for one in items if not company.gate.may_use(one, "training")] == sorted(asked)


### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## DEL-20 · Keys and others
#
# Two things look like a deletion. A key is destroyed, and what it encrypted is noise; and a letter
# is sent to the company that does the speech recognition, and they will see to it. Both are
# deletions only under conditions.
#
# Write three functions.
#
# **1. `readable(copies, keys)`** gives a dict from each `item_id` that can still be read to the
# sorted list of the stores where it can. What can be read nowhere is not in it.
#
# | table | one row is | columns |
# |---|---|---|
# | `copies` | one copy of an item | `item_id`, `store`, `profile_id` (whose it is), `key_id` (the key that it is encrypted under; missing where it lies in plain text) |
# | `keys` | one copy of a key: in the key service, in escrow, in a backup | `key_id`, `place`, `wrapped_by` (the key that this copy of the key is itself encrypted under; missing where it lies bare), `destroyed` |
#
# A copy of an item can be read where it lies in plain text, or where its key can be used. **A key
# can be used** where at least one of its copies, in whatever place, is not destroyed and lies bare,
# or is wrapped by a key that can be used. A key that is not in the table at all can be used: nobody
# knows that it is gone. (Keys do not wrap each other in a circle.)
#
# **2. `destroyable(child, copies)`** gives the set of the keys that may be destroyed for this
# child: those under which lies at least one copy of theirs, and none of anybody else's.
#
# **3. `confirmations(request_id, child_items, shared, notices, answers, as_of, days)`** says how it
# stands with the others. They are all who got one of `child_items`: from Murmur, or from somebody
# who had it from Murmur, at any remove, item by item. For each of them the result, a dict, has one
# of these:
#
# | | when, at the end of the day `as_of` |
# |---|---|
# | `"not notified"` | no notice of this request was sent to them |
# | `"done"`, `"refused"` | the very latest of their answers to this request says so (a `"received"` after a `"done"` takes it back) |
# | `"waiting"` | neither, and not more than `days` days have passed since their first notice |
# | `"overdue"` | neither, and more have passed |
#
# | table | columns |
# |---|---|
# | `shared` | `sender` (`"murmur"` or another), `receiver`, `item_id`: what was handed to whom, in no order. Murmur may have got something back: it is not in the result |
# | `notices` | `request_id`, `party`, `sent_on` |
# | `answers` | `request_id`, `party`, `received_on`, `says`: `"done"`, `"refused"`, `"received"` or anything else, of which the last two confirm nothing |
#
# An answer counts from the day of the party's first notice on, and two answers of one party to one
# request never come on the same day. Nothing in the tables is later than `as_of`. Days are
# `Timestamp`s at midnight. All tables may be empty.

# %% task="DEL-20" points=4
def readable(copies: pd.DataFrame, keys: pd.DataFrame) -> dict[str, list[str]]:
    """Where each item can still be read: {item_id: stores}. Standard: NIST SP 800-88, cryptographic erase."""
    ### BEGIN SOLUTION
    usable, known = set(), set(keys["key_id"])
    there = keys[~keys["destroyed"]]
    grown = -1
    while grown < len(usable):
        grown = len(usable)
        # what is missing is no known key either
        opens = there["wrapped_by"].isin(usable) | ~there["wrapped_by"].isin(known)
        usable = set(there.loc[opens, "key_id"])
    key_id = copies["key_id"]
    open_copies = copies[key_id.isin(usable) | ~key_id.isin(known)]
    return {
        item_id: sorted(set(stores)) for item_id, stores in open_copies.groupby("item_id")["store"]
    }
    ### END SOLUTION


def destroyable(child: str, copies: pd.DataFrame) -> set[str]:
    """The keys under which lies something of this child and nothing of anybody else."""
    ### BEGIN SOLUTION
    own = copies["profile_id"] == child
    return set(copies.loc[own, "key_id"].dropna()) - set(copies.loc[~own, "key_id"])
    ### END SOLUTION


def confirmations(
    request_id: str,
    child_items: set[str],
    shared: pd.DataFrame,
    notices: pd.DataFrame,
    answers: pd.DataFrame,
    as_of: pd.Timestamp,
    days: int,
) -> dict[str, str]:
    """How it stands with everybody who got something. Sources: 11 CCR 7022(b)(2)-(3), GDPR 19."""
    ### BEGIN SOLUTION
    rows = list(zip(shared["sender"], shared["receiver"], shared["item_id"]))
    have = {("murmur", item_id) for item_id in child_items}
    before = 0
    while before < len(have):
        before = len(have)
        have |= {(receiver, item) for sender, receiver, item in rows if (sender, item) in have}
    sent = notices[notices["request_id"] == request_id].groupby("party")["sent_on"].min()
    answered = answers[answers["request_id"] == request_id].sort_values("received_on")
    found = {}
    for party in {party for party, _ in have} - {"murmur"}:
        if party not in sent:
            found[party] = "not notified"
            continue
        own = answered[(answered["party"] == party) & (answered["received_on"] >= sent[party])]
        latest = own["says"].iloc[-1] if len(own) else ""
        late = as_of > sent[party] + pd.Timedelta(days=days)
        found[party] = latest if latest in ("done", "refused") else "overdue" if late else "waiting"
    return found
    ### END SOLUTION


# %% test="DEL-20" covers="DEL-20 DEL-25"
checks = Checks("DEL-20")

day = pd.Timestamp


def copies(*rows):
    return pd.DataFrame(list(rows), columns=["item_id", "store", "profile_id", "key_id"], dtype=object)


def keys(*rows):
    made = pd.DataFrame(list(rows), columns=["key_id", "place", "wrapped_by", "destroyed"], dtype=object)
    return made.astype({"destroyed": bool})


def shared(*rows):
    return pd.DataFrame(list(rows), columns=["sender", "receiver", "item_id"], dtype=object)


def dated(columns, rows):
    made = pd.DataFrame(list(rows), columns=columns)
    return made.assign(**{name: pd.to_datetime(made[name]) for name in columns if name.endswith("_on")})


def stand(shared_rows, sent=(), said=(), as_of="2023-09-30", items=("r-1", "r-2")):
    notices = dated(["request_id", "party", "sent_on"], sent)
    answers = dated(["request_id", "party", "received_on", "says"], said)
    return confirmations("q-1", set(items), shared(*shared_rows), notices, answers, day(as_of), 30)


with checks("a key that is gone erases, but for the copy in plain text"):
    archive = copies(("r-1", "archive", "ada", "k-1"), ("r-2", "archive", "ada", "k-1"), ("r-2", "cache", "ada", None))
    assert readable(archive, keys(("k-1", "service", None, True))) == {"r-2": ["cache"]}
    assert readable(archive, keys(("k-1", "service", None, True), ("k-1", "escrow", None, False))) == {
        "r-1": ["archive"],
        "r-2": ["archive", "cache"],
    }

with checks("everybody who got something is asked, and only done is done", "DEL-25"):
    found = stand(
        [("murmur", "lexicon", "r-1"), ("murmur", "maps", "r-2"), ("murmur", "post", "r-9")],
        [("q-1", "lexicon", "2023-09-01")],
        [("q-1", "lexicon", "2023-09-05", "received")],
    )
    assert found == {"lexicon": "waiting", "maps": "not notified"}

### BEGIN HIDDEN TESTS
with checks("one copy of the key is enough, wherever it lies", hint=2):
    one = copies(("r-1", "archive", "ada", "k-1"))
    for place in ("service", "escrow", "backup", "a drawer"):
        gone = [("k-1", other, None, True) for other in ("service", "escrow", "backup")]
        assert readable(one, keys(*gone, ("k-1", place, None, False))) == {"r-1": ["archive"]}
        assert readable(one, keys(*gone, ("k-2", place, None, False))) == {}
    assert readable(one, keys(("k-2", "service", None, True))) == {"r-1": ["archive"]}
    assert readable(one, keys()) == {"r-1": ["archive"]}
    assert readable(copies(), keys()) == {}

with checks("each copy is looked at, under its own key", hint=1):
    many = copies(
        ("r-1", "audio", "ada", "k-1"), ("r-1", "archive", "ada", "k-2"), ("r-1", "backup", "ada", "k-1"),
        ("r-2", "audio", "ada", "k-1"), ("r-3", "search", "ada", None), ("r-3", "search", "ada", "k-1"),
        ("r-1", "archive", "ada", "k-2"),
    )  # fmt: skip
    found = readable(many, keys(("k-1", "service", None, True), ("k-2", "service", None, False)))
    assert found == {"r-1": ["archive"], "r-3": ["search"]}
    found = readable(many, keys(("k-1", "service", None, False), ("k-2", "service", None, True)))
    assert found == {"r-1": ["audio", "backup"], "r-2": ["audio"], "r-3": ["search"]}

with checks("a wrapped key is as good as what wraps it", hint=3):
    one = copies(("r-1", "archive", "ada", "data"))
    cases = [
        ([("data", "row", "master", False), ("master", "service", None, False)], True),
        ([("data", "row", "master", False), ("master", "service", None, True)], False),
        ([("data", "row", "master", True), ("master", "service", None, False)], False),
        ([("data", "row", "master", False), ("master", "service", None, True), ("master", "escrow", None, False)], True),
        ([("data", "row", "master", False), ("master", "x", "root", False), ("root", "service", None, True)], False),
        ([("root", "service", None, False), ("data", "row", "master", False), ("master", "x", "root", False)], True),
        ([("data", "row", "master", False), ("master", "service", None, True), ("data", "backup", None, False)], True),
        ([("data", "row", "elsewhere", False)], True),
        ([("data", "row", "elsewhere", True)], False),
    ]  # fmt: skip
    for rows, so in cases:
        for order in (rows, rows[::-1]):
            assert bool(readable(one, keys(*order))) is so

with checks("a key that two people share is nobody's to destroy", hint=2):
    both = copies(
        ("r-1", "archive", "ada", "k-1"), ("r-2", "archive", "ben", "k-1"), ("r-3", "archive", "ada", "k-2"),
        ("r-4", "backup", "ada", "k-2"), ("r-5", "cache", "ada", None), ("r-6", "archive", "ben", "k-3"),
        ("r-7", "cache", "ben", None),
    )  # fmt: skip
    assert [destroyable(child, both) for child in ("ada", "ben", "zoe")] == [{"k-2"}, {"k-3"}, set()]
    assert destroyable("ada", both.iloc[[2, 4]]) == {"k-2"}

with checks("handed on is handed out: at any remove, item by item", "DEL-25", hint=1):
    rows = [
        ("maps", "ads", "r-1"), ("lexicon", "annotators", "r-1"), ("murmur", "lexicon", "r-1"), ("annotators", "archive", "r-1"),
        ("murmur", "maps", "r-2"), ("maps", "weather", "r-2"), ("weather", "maps", "r-2"), ("annotators", "murmur", "r-1"),
        ("lexicon", "post", "r-7"), ("murmur", "bank", "r-7"), ("stranger", "friend", "r-1"),
    ]  # fmt: skip
    for order in (rows, rows[::-1]):
        assert set(stand(order)) == {"lexicon", "annotators", "archive", "maps", "weather"}
        assert set(stand(order, items=["r-1"])) == {"lexicon", "annotators", "archive"}
    assert stand(rows, items=[]) == {}
    assert set(stand(rows).values()) == {"not notified"}

with checks("the latest answer to this request counts, from the notice on", "DEL-25", hint=3):
    rows = [("murmur", name, "r-1") for name in "abcdefgh"]
    sent = [("q-1", name, "2023-09-10") for name in "abcdef"] + [("q-2", "g", "2023-09-10"), ("q-1", "h", "2023-09-10")]
    said = [
        ("q-1", "a", "2023-09-20", "done"), ("q-1", "a", "2023-09-12", "refused"),
        ("q-1", "b", "2023-09-12", "done"), ("q-1", "b", "2023-09-20", "refused"),
        ("q-2", "c", "2023-09-12", "done"), ("q-1", "d", "2023-09-09", "done"), ("q-1", "e", "2023-09-10", "done"),
        ("q-1", "f", "2023-09-12", "done"), ("q-1", "f", "2023-09-13", "received"), ("q-1", "g", "2023-09-12", "done"),
        ("q-1", "x", "2023-09-12", "done"), ("q-1", "h", "2023-09-12", "Done!"),
    ]  # fmt: skip
    assert stand(rows, sent, said) == {
        "a": "done", "b": "refused", "c": "waiting", "d": "waiting", "e": "done", "f": "waiting", "g": "not notified",
        "h": "waiting",
    }  # fmt: skip

with checks("so many days after the first notice, and not after the reminder", "DEL-25", hint=2):
    rows = [("murmur", "a", "r-1"), ("murmur", "b", "r-1")]
    sent = [("q-1", "a", "2023-08-31"), ("q-1", "a", "2023-08-30"), ("q-2", "b", "2023-01-01"), ("q-1", "b", "2023-08-31")]
    assert stand(rows, sent) == {"a": "overdue", "b": "waiting"}
    assert stand(rows, sent[::-1], as_of="2023-09-29") == {"a": "waiting", "b": "waiting"}
    said = [("q-1", "a", "2023-09-29", "received"), ("q-1", "b", "2023-10-15", "done")]
    assert stand(rows, sent, said, as_of="2023-10-20") == {"a": "overdue", "b": "done"}
### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## DEL-14 · Models
#
# Deleted data lives on in what was learned from it. Here the two orders part. The Alexa order looks
# ahead: after a deletion is processed, the data may not be used to create or improve anything, and
# what was created **before** is expressly not limited. The Ring order looks back: models that were
# developed in whole or in part from those recordings are destroyed. *Both deleted the algorithms*
# is wrong.
#
# Write four functions.
#
# **1. `batches(rows, size, erased)`** reads a training set that was cached weeks ago. `rows` is a
# list of dicts with `row_id` and `subjects`, a list of everybody whom the row was made from;
# features are rows, too. `erased()` gives the set of the subjects whose deletion has been processed
# by **now**; it may be another one the next time. Yield lists of rows, in their order: in each
# batch `size` rows, in the last one what is left. No batch holds a row with a subject that is
# erased when this batch is read: ask `erased()` once before you put a batch together, not earlier,
# and not once for all. No batch is empty. What `erased` raises goes through: what cannot be asked
# is not read.
#
# **2. `affected(lineage, item_ids)`** gives the set of all artifacts that were made from one of
# these items, in whole or in part, through any number of steps. `lineage` has the columns
# `artifact` and `made_from` (an artifact or an `item_id`): one row for each thing that went into an
# artifact. One row in a million is a part. There may be circles: two models that taught each other.
# No id is both an item's and an artifact's.
#
# **3. `remedies(mode, artifacts, lineage, item_ids, processed_on, infeasible)`** gives for each
# artifact what is to become of it, as a dict from `name`. `artifacts` has the columns `name`,
# `kind` (`"dataset"` or `"model"`) and `made_on`. What is not affected is `"not affected"`. For the
# others it depends on the mode:
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
# *The data were used again* where a way leads from the artifact to one of the items that does not
# pass through a model made before `processed_on`. So a model that is fine-tuned today from last
# year's model is kept; one that is trained today on last year's dataset, which was made from the
# items, is a violation; and so is one that is distilled from that one. `infeasible` says nothing in this mode.
#
# **4. `unexplained(remedies, statements, entered_on)`** says what is wrong with the explanations.
# For each artifact whose remedy is `"explain"` there must be a row in `statements` (at most one has
# its name): `artifact`, `explanation`, `officer`, `sworn_on`. The answer is a dict from the
# artifact to the list of what is wrong, in this order, and only with artifacts where something is:
# `"missing"`, alone, where there is no row; `"explanation"`, where it is missing or has nothing but
# white space; `"officer"`, where that is not `"CEO"`; `"late"`, where `sworn_on` is missing, or
# later than 90 days after `entered_on`.
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
        found = remedies("prospective", made(rows), edges(lineage), {"r-1"}, PROCESSED, set())
        assert (found["set"], found["new set"]) == ("filter", "violation")
        return found["new"]

    assert ahead("2023-07-31", "set") == "keep"
    assert ahead("2023-08-01", "set") == "violation"
    assert ahead("2023-08-01", "old") == "keep"
    assert ahead("2023-08-01", "old", "set") == "violation"
    assert ahead("2023-08-02", "new set") == "violation"
    assert ahead("2023-08-02", "r-1") == "violation"
    assert ahead("2023-08-02", "r-2") == "not affected"

with checks("one in hundreds is a part, and a long way is a way", "DEL-16", hint=2):
    many = [("big set", f"r-{n}") for n in range(800)]
    steps = [(f"m-{n + 1}", f"m-{n}") for n in range(20)]
    lineage = edges([*steps[::-1], ("m-0", "big set"), *many, ("other", "r-5000")])
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
# ## DEL-19 · The certificate
#
# A line in a log that says `deleted` is what the worker says of the work. The Ring order wants a
# sworn confirmation of its deletions, the Alexa order wants each request, the response and the
# actions **kept** for five years; and an access log proves something only as long as it stays whole,
# also when a customer leaves. All three are records about a deletion, and none of them may become the
# place where the deleted data lives on.
#
# A **code** is a text of 1 to 40 of the characters a–z, A–Z, 0–9, `-` and `_`.
#
# **1. `certify(deletion, evidence)`** makes the certificate of one item in one store: a dict with
# `"item_id"`, `"store"`, `"method"`, `"executor"`, `"verifier"`, `"verified_at"` as the dict
# `deletion` has them, and `"evidence_sha256"`: the SHA-256 of the bytes `evidence`, in small
# hexadecimal digits. `deletion` has more keys; nothing of them is in the certificate. One of them
# is `profile_id`: whose item it was. Raise `ValueError`
#
# - where `item_id`, `store`, `executor` or `verifier` is not a code, or has the text of
#   `profile_id` in it, as it is written there;
# - where the method is not one of NIST SP 800-88's three, `METHODS`;
# - where executor and verifier are the same, in whichever case they are written;
# - where `verified_at`, a `Timestamp`, has no time zone, or there is no evidence (no byte).
#
# **2. `record_of(case, regimes)`** makes the record that is kept of a request, a dict with the
# seven fields of `RECORD`, and no other. `case` has the first six, and more (what was said, names,
# transcripts): `"request_id"`, `"channel"`, `"received_on"`, `"state"`, `"answered_on"`, `"stores"`
# (a dict from store to `"gone"` or another word). The seventh is `"keep_until"`: 24 calendar months
# after `answered_on` where `regimes` has `"CCPA"`, 5 years after it where it has `"order"`; of
# both, the **later** day. (`regimes` is a list with one of them or both.) Raise `ValueError` where
# `request_id`, `channel`, `state`, or a key or a value in `stores` is not a code.
#
# **3. `records_for(purpose, records, today)`** gives those records of the list, in its order, that
# may be read for that purpose on that day: none for a purpose other than `"compliance"`, and of
# them those that are still kept, until `keep_until` and on that day, too. (These days have no time
# zone.)
#
# **4. `AccessLog(new_salt)`** is a log whose subjects can be forgotten. `new_salt()` gives fresh
# random bytes. Call it once for each subject who needs a salt.
#
# - `append(actor, action, subject)` adds an entry, which is `bytes`, and returns its number (0, 1,
#   2, …). The entry contains the texts of `actor` and `action` in UTF-8, and a pseudonym of the
#   subject: the same one for the same subject, another for each other, and such that nobody can
#   compute it without the subject's salt. The subject itself stands in no entry;
# - `entries()` gives all entries, in their order. An entry never changes, whatever happens:
#   `chain(log.entries()[:n])` (below) stays what it was;
# - `entries_of(subject)` gives the numbers of the subject's entries;
# - `forget(subject)` destroys the salt. From then on `entries_of` gives `[]` for the entries until
#   then; the log, if you ask it for the subject again, has a new pseudonym for them. Whoever is not
#   in the log is forgotten already.

# %% task="DEL-19" points=6
METHODS = ("clear", "purge", "destroy")
RECORD = ("request_id", "channel", "received_on", "state", "answered_on", "stores", "keep_until")


def chain(entries: list[bytes]) -> str:
    """The head of a hash chain over these entries: what an outsider has anchored."""
    head = b""
    for entry in entries:
        head = hashlib.sha256(head + hashlib.sha256(entry).digest()).digest()
    return head.hex()


def certify(deletion: dict, evidence: bytes) -> dict:
    """The certificate of one deleted item. Standard: NIST SP 800-88; Ring order: II.B.

    Raises ValueError where it would prove nothing, or hold personal information.
    """
    ### BEGIN SOLUTION
    for name in ("item_id", "store", "executor", "verifier"):
        if not _is_code(deletion[name]) or deletion["profile_id"] in deletion[name]:
            raise ValueError(f"The field {name} may hold personal information.")
    if deletion["method"] not in METHODS:
        raise ValueError("That is not a method of SP 800-88.")
    if deletion["executor"].lower() == deletion["verifier"].lower():
        raise ValueError("Nobody verifies their own work.")
    if deletion["verified_at"].tzinfo is None or not evidence:
        raise ValueError("A certificate needs an instant and evidence.")
    names = ("item_id", "store", "method", "executor", "verifier", "verified_at")
    digest = hashlib.sha256(evidence).hexdigest()
    return {name: deletion[name] for name in names} | {"evidence_sha256": digest}


def _is_code(text):
    return re.fullmatch("[A-Za-z0-9_-]{1,40}", text) is not None
    ### END SOLUTION


def record_of(case: dict, regimes: list[str]) -> dict:
    """The record that is kept of a request: RECORD, and no content. Alexa order: XI; 11 CCR 7101.

    Raises ValueError where a field could hold content.
    """
    ### BEGIN SOLUTION
    texts = [case["request_id"], case["channel"], case["state"], *case["stores"], *case["stores"].values()]
    if not all(map(_is_code, texts)):
        raise ValueError("The record would hold content.")
    months = max({"CCPA": 24, "order": 60}[regime] for regime in regimes)
    until = case["answered_on"] + pd.DateOffset(months=months)
    return {name: case[name] for name in RECORD[:-1]} | {"keep_until": until}
    ### END SOLUTION


def records_for(purpose: str, records: list[dict], today: pd.Timestamp) -> list[dict]:
    """The records that may be read for that purpose: for no other use. 11 CCR 7101."""
    ### BEGIN SOLUTION
    return [record for record in records if purpose == "compliance" and today <= record["keep_until"]]
    ### END SOLUTION


class AccessLog:
    """An append-only log whose subjects can be forgotten. Ring order: III.E.5; Alexa order: XI."""

    def __init__(self, new_salt):
        ### BEGIN SOLUTION
        self._new_salt, self._salts, self._entries = new_salt, {}, []
        ### END SOLUTION

    def append(self, actor: str, action: str, subject: str) -> int:
        """Add an entry; its number."""
        ### BEGIN SOLUTION
        if subject not in self._salts:
            self._salts[subject] = self._new_salt()
        entry = {"actor": actor, "action": action, "subject": self._pseudonym(subject)}
        self._entries.append(json.dumps(entry, ensure_ascii=False).encode())
        return len(self._entries) - 1

    def _pseudonym(self, subject):
        return hashlib.sha256(self._salts[subject] + subject.encode()).hexdigest()
        ### END SOLUTION

    def entries(self) -> list[bytes]:
        """All entries, in their order."""
        ### BEGIN SOLUTION
        return [*self._entries]
        ### END SOLUTION

    def entries_of(self, subject: str) -> list[int]:
        """The numbers of the subject's entries, as long as the subject is not forgotten."""
        ### BEGIN SOLUTION
        if subject not in self._salts:
            return []
        name = self._pseudonym(subject)
        return [n for n, entry in enumerate(self._entries) if json.loads(entry)["subject"] == name]
        ### END SOLUTION

    def forget(self, subject: str) -> None:
        """Destroy the subject's salt."""
        ### BEGIN SOLUTION
        self._salts.pop(subject, None)
        ### END SOLUTION


# %% test="DEL-19" covers="DEL-19 DEL-26 DEL-27"
checks = Checks("DEL-19")

import itertools

COUNTER = itertools.count()
day = pd.Timestamp
DELETION = {
    "item_id": "r-000881", "store": "audio", "method": "purge", "executor": "job-7", "verifier": "e-104",
    "verified_at": pd.Timestamp("2023-09-01T10:00", tz="UTC"), "profile_id": "p-003", "transcript": "Where is mum?",
}  # fmt: skip
CASE = {
    "request_id": "q-0001", "channel": "voice", "received_on": day("2023-08-20"), "state": "complete",
    "answered_on": day("2023-08-31"), "stores": {"audio": "gone", "search": "gone"}, "child": "Ada",
    "words": "Delete what I said about the birthday.",
}  # fmt: skip


def refused(function, *arguments):
    try:
        function(*arguments)
    except ValueError:
        return True
    return False


def salts():
    """new_salt for a log: other bytes each time; and the list of those that it gave."""
    given = []

    def new_salt():
        given.append(hashlib.sha256(f"salt {next(COUNTER)}".encode()).digest())
        return given[-1]

    return new_salt, given


with checks("a certificate says what, where, how, who, who else, when, and by which evidence"):
    made = certify(DELETION, b"read back: 0 rows")
    assert made == {
        "item_id": "r-000881",
        "store": "audio",
        "method": "purge",
        "executor": "job-7",
        "verifier": "e-104",
        "verified_at": pd.Timestamp("2023-09-01T10:00", tz="UTC"),
        "evidence_sha256": hashlib.sha256(b"read back: 0 rows").hexdigest(),
    }
    assert refused(certify, DELETION | {"verifier": "job-7"}, b"read back: 0 rows")

with checks("the record has no content, and is kept as long as the longest rule says", "DEL-26"):
    made = record_of(CASE, ["CCPA"])
    assert made == {name: CASE[name] for name in RECORD[:-1]} | {"keep_until": day("2025-08-31")}
    assert record_of(CASE, ["CCPA", "order"])["keep_until"] == day("2028-08-31")
    assert records_for("compliance", [made], day("2024-01-01")) == [made]
    assert records_for("marketing", [made], day("2024-01-01")) == []

with checks("a subject is forgotten, and the log is what it was", "DEL-27"):
    log = AccessLog(salts()[0])
    for subject in ("ada", "ben", "ada"):
        log.append("e-104", "view", subject)
    before = chain(log.entries())
    assert log.entries_of("ada") == [0, 2]
    log.forget("ada")
    assert (log.entries_of("ada"), log.entries_of("ben")) == ([], [1])
    assert chain(log.entries()) == before

### BEGIN HIDDEN TESTS
import hypothesis.strategies as st

CONTENT = ["", "Where is mum?", "r 1", "r-1\n", "x" * 41, "47.6205,-122.3493", "Zoë", "of-p-003", "p-003", "https://audio"]

with checks("the seven fields, whatever else is there, and the digest of this evidence", hint=3):
    more = DELETION | {"name": "Ada", "latitude": "47.62", "evidence": b"x", "method": "destroy"}
    for evidence in (b"a", b"\x00", b"read back: 0 rows" * 100):
        made = certify(more, evidence)
        assert set(made) == {"item_id", "store", "method", "executor", "verifier", "verified_at", "evidence_sha256"}
        assert made["evidence_sha256"] == hashlib.sha256(evidence).hexdigest()
        assert made["method"] == "destroy"

with checks("who did it does not verify it, however the name is written", hint=1):
    pairs = [("e-104", "e-104"), ("e-104", "E-104"), ("Job", "JOB"), ("e-104", "e-105"), ("e-10", "e-104"), ("a", "b")]
    found = [refused(certify, DELETION | {"executor": a, "verifier": b}, b"x") for a, b in pairs]
    assert found == [True, True, True, False, False, False]

with checks("no content, no place, nobody's id, in any of the fields", hint=2):
    passed = [
        (name, text)
        for name, text in itertools.product(("item_id", "store", "executor", "verifier"), CONTENT)
        if not refused(certify, DELETION | {name: text}, b"x")
    ]
    assert passed == []
    for name in ("item_id", "store", "executor"):
        assert certify(DELETION | {name: "x" * 40}, b"x")[name] == "x" * 40
    assert certify(DELETION | {"item_id": "R_1-z"}, b"x")["item_id"] == "R_1-z"

with checks("a method of the standard, an instant, and something that proves it", hint=3):
    methods = ["clear", "purge", "destroy", "Purge", "delete", "crypto-erase", ""]
    assert [one for one in methods if not refused(certify, DELETION | {"method": one}, b"x")] == methods[:3]
    assert refused(certify, DELETION | {"verified_at": pd.Timestamp("2023-09-01")}, b"x")
    assert not refused(certify, DELETION | {"verified_at": pd.Timestamp("2023-09-01", tz="Europe/Berlin")}, b"x")
    assert refused(certify, DELETION, b"")

with checks("24 months and five years end where the calendar says", "DEL-26", hint=2):
    cases = [
        ("2024-02-29", ["CCPA"], "2026-02-28"), ("2024-02-29", ["order"], "2029-02-28"), ("2023-08-31", ["order"], "2028-08-31"),
        ("2023-02-28", ["order", "CCPA"], "2028-02-28"), ("2022-11-30", ["CCPA"], "2024-11-30"),
    ]  # fmt: skip
    for answered, regimes, until in cases:
        assert record_of(CASE | {"answered_on": day(answered)}, regimes)["keep_until"] == day(until)

with checks("nothing but the seven fields, and codes in all of them", "DEL-26", hint=3):
    made = record_of(CASE | {"transcript": "Where is mum?", "state": "partial", "stores": {"lake": "left"}}, ["order"])
    assert sorted(made) == sorted(RECORD)
    assert (made["state"], made["stores"]) == ("partial", {"lake": "left"})
    wordy = [text for text in CONTENT if "p-003" not in text]
    for text in wordy:
        for change in ({"request_id": text}, {"channel": text}, {"state": text}, {"stores": {text: "gone"}},
                       {"stores": {"audio": "gone", "lake": text}}):  # fmt: skip
            assert refused(record_of, CASE | change, ["CCPA"])
    assert not refused(record_of, CASE | {"words": "Delete!", "stores": {}}, ["CCPA"])

with checks("for no other use, and not a day longer", "DEL-26", hint=1):
    records = [{"request_id": f"q-{n}", "keep_until": day(text)} for n, text in enumerate(["2025-08-31", "2028-08-31", "2025-09-01"])]
    for today, stays in [("2023-09-01", "012"), ("2025-08-31", "012"), ("2025-09-01", "12"), ("2025-09-02", "1"), ("2028-09-01", "")]:
        found = records_for("compliance", records, day(today))
        assert "".join(record["request_id"][-1] for record in found) == stays
        for purpose in ("marketing", "training", "Compliance", "support", ""):
            assert records_for(purpose, records, day(today)) == []

with checks("no entry has the subject in it, nor what can be computed from it", "DEL-27", hint=2):
    new_salt, given = salts()
    log = AccessLog(new_salt)
    subjects = ["p-003", "p-004", "Zoë", "p-003", "p-03"]
    numbers = [log.append(f"é-{n}", "view", subject) for n, subject in enumerate(subjects)]
    assert numbers == [0, 1, 2, 3, 4]
    assert len(given) == 4
    for n, (subject, entry) in enumerate(zip(subjects, log.entries())):
        assert isinstance(entry, bytes)
        assert f"é-{n}".encode() in entry and b"view" in entry
        for function in ("md5", "sha1", "sha256", "sha512", "blake2b"):
            plain = hashlib.new(function, subject.encode())
            assert plain.hexdigest()[:16].encode() not in entry
            assert plain.digest()[:16] not in entry
        assert subject.encode() not in entry
    other = AccessLog(salts()[0])
    other.append("e-0", "view", "p-003")
    assert other.entries()[0] != log.entries()[0]
    assert log.entries_of("p-003") == [0, 3]

with checks("forgotten is forgotten, for one alone; whoever comes back is somebody new", "DEL-27", hint=3):
    new_salt, given = salts()
    log = AccessLog(new_salt)
    for subject in ("ada", "ben", "ada"):
        log.append("e-1", "view", subject)
    log.forget("zoe")
    log.forget("ada")
    log.forget("ada")
    assert log.entries_of("ada") == log.entries_of("zoe") == []
    assert log.entries_of("ben") == [1]
    assert log.append("e-1", "view", "ada") == 3
    assert log.entries_of("ada") == [3]
    entries = log.entries()
    assert entries[0] == entries[2]
    assert entries[3] != entries[0]
    assert len(given) == 3

with checks("whatever happens, what was anchored stays", "DEL-27", hint=1):
    steps = st.tuples(st.sampled_from(["append", "append", "forget"]), st.sampled_from(["ada", "ben", "cem"]))

    @checks.always(25, story=st.lists(steps, max_size=9))
    def _(story):
        log, anchors, alive, count = AccessLog(salts()[0]), [chain([])], {}, 0
        for what, subject in story:
            if what == "append":
                assert log.append("e-1", "view", subject) == count
                alive.setdefault(subject, []).append(count)
                count += 1
                anchors.append(chain(log.entries()))
            else:
                log.forget(subject)
                alive.pop(subject, None)
            entries = log.entries()
            assert [chain(entries[:n]) for n in range(count + 1)] == anchors
            assert {one: log.entries_of(one) for one in ("ada", "ben", "cem") if log.entries_of(one)} == alive


### END HIDDEN TESTS
checks.report()

# %% [markdown]
# ## DEL-18 · The deadlines
#
# Whoever proves a deletion also proves it in time. The clocks are those of
# [01_cases](../01_cases/01_cases.ipynb); the cell below has them, and you need not write them
# again. What is left is to use them: which day counts for a family that two laws protect, which day
# passed, and who was never told.

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
# Write four functions. Days are `Timestamp`s at midnight, without a time zone. A day that has not
# come is `None` in a dict and `NaT` in a table. A duty is fulfilled in time **on** its last day,
# too; it is late where it was done on a later day, or was not done and `as_of` is a later day.
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
# - `"answer_by"`: the earliest of the days on which the answer is due under each regime that
#   applies. That is the extended day for the GDPR and for the CCPA where the person was told of
#   that regime's extension on or before its first due day, and else the first due day. COPPA knows
#   no extension;
# - `"regime"`: the regime that this day comes from (if two have the same day, the one that comes
#   first in `REGIMES`);
# - `"label"`: `"law"`, or `"own rule"` where the day is COPPA's: COPPA sets no number, and
#   `sla_days` is the company's own;
# - `"acknowledge_by"`: the tenth business day after receipt where the CCPA is among the regimes,
#   else `None`.
#
# **2. `shortcomings(request, as_of, holidays, sla_days)`** gives a list of what went wrong, as far
# as it can be seen at the end of the day `as_of`, in this order:
#
# - `"acknowledged late"`, where there is an `acknowledge_by`;
# - `"extension told late"`, once, where the person was told of an extension of the GDPR or of the
#   CCPA, among the regimes that apply, after that regime's first due day;
# - `"answered late"`: by the day `answer_by`.
#
# No day in a request is later than `as_of`.
#
# **3. `ring_late(done_on, cases, as_of)`** gives the set of the duties in `RING_DUTIES` that are
# late. Each clock starts on the day on which the Ring order was **entered**. `done_on` has the day
# for each duty, or `None`. `cases` is a table with the columns `case` (`"ring"` and others),
# `complaint_on` and `entered_on`, in any order.
#
# **4. `notices_late(customers, entered_on, as_of)`** gives the set of the `customer_id`s whose
# notice of the Ring order is late. Who gets one, and until when, is as in CLK-08: every customer
# whose account was opened before 1 February 2018, within 180 days of the entry; or, if that customer
# was identified only after that 180th day, within 30 days of `identified_on`. `customers` has the
# columns `customer_id`, `opened_on`, `identified_on`, `notified_on`. Only the last one may be
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

# %% [markdown]
# ## DEL-R1 · The backup dilemma
#
# Murmur keeps nightly backups for 90 days. They are what saves the company when a disk or an
# attacker takes everything; they are also a second home of every child whose parent was told
# "deleted". A parent's lawyer writes: *You say that my daughter's recordings are gone. Your backups
# have them until November. Delete them there, too, now.* Your head of operations answers: *Nobody
# edits a backup. A backup that somebody has edited is none.* Write to both, in 300 to 400 words:
# what happens to the daughter's data in the backups, what you tell the parent meanwhile, and how
# you know.
#
# A person grades it, by this rubric; each row gives 0, 1 or 2 points.
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **what happens** | "deleted" or "not possible" | a rule: expiry, tombstones at restore, or keys, with its day | weighs at least two of them, with what each costs and what it cannot do |
# | **what is said** | nothing, or that all is gone | says that backups still have it, and until when | the sentence is one that a verified state supports, and says what nobody can do with the data meanwhile |
# | **how you know** | "we trust the process" | a test of a restore, or a look into a backup | somebody else looks, on fixed days, and a failure has a consequence |
# | **the rules** | does not mention them | names what a law or an order says about backups or deletion | keeps apart what is required, what is allowed, and what is your own choice |

# %% [markdown] essay="DEL-R1" points=8
# A model answer, for those who grade. Others are as good.
#
# Dear Ms Okafor, dear Tomas. You are both right, so neither of you gets everything.
#
# In the running stores your daughter's data are gone: on 31 August somebody who did not delete them
# read back every store and found nothing. In the backups they are not gone. The last backup that
# has them expires on 29 November, and we do not say "deleted" without that half-sentence. Until
# then nobody can read them: backups are not mounted for work, and a restore, which did happen twice
# last year, replays the list of deletions before a single row is served. That list holds keys and
# ids, no content; it is younger than any backup.
#
# Why not delete in the backups now? Tomas would have to rewrite ninety archives. An archive that
# can be rewritten for a good reason can be rewritten for a bad one, and after the next attack we
# could trust none of them. What I ask of him instead: from October each child's recordings are
# encrypted under a key of their own, and the keys are not in the backups. Then a request destroys
# the key, and the backups hold noise the same day. This works only where no copy of the key and no
# copy in plain text is left, so the cache and the escrow are part of it. And it is of no use for
# what was written before October; for that, ninety days it is. I propose thirty.
#
# How do we know? Each month somebody from outside operations restores a night of their choice into
# an empty room, and looks for ten children who were deleted. One find, and restores are stopped
# until the cause is found, and it is reported upwards: it would not be the first time that
# something came back.
#
# What binds us: California's rules let a business wait with backups until they are restored or next
# used (11 CCR 7022(d)). The Alexa order, which is not ours, requires deletion and forbids to
# misrepresent it; I read no exception for backups in it. The COPPA Rule calls deleted what cannot
# be retrieved in the normal course. The ninety days, the keys and the monthly test are our own
# choice, and so is telling you all this.

# %% [markdown]
# ## Done?
#
# 1. Choose Kernel → Restart Kernel and Run All Cells. A function that you have renamed or broken
#    may still live in the kernel, as it was; grading starts afresh.
# 2. Save this notebook (Ctrl + S).
# 3. Open a terminal (File → New → Terminal) and type
#
#    ```
#    privacylab grade 04_deletion
#    ```
#
# You see each exercise with its points, and for each hidden check that failed: the requirement,
# what such a mistake repeats, and the hint to look at. You can grade as often as you like.
