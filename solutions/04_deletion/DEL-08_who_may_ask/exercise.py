# %% [markdown]
# ## Why
#
# The Alexa order requires Amazon to delete all personal information that Alexa collected from a child when the parent
# requests it, by any mechanism offered.{fact}`O-A5` Under the COPPA Rule the requester must be that child's
# parent (16 CFR 312.6(a)(3)(i)). A parent who is turned away cannot protect the child.
# And an ex-partner who can delete a child's data can delete evidence.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

# %% [markdown]
# ## The request
#
# A request is a dict. Where OpenDSR, a standard, has a name for a key, it is used here:
#
# | key | meaning |
# |---|---|
# | `subject_request_id` | the request |
# | `channel` | `"app"`, `"web"`, `"voice"`, `"service"`, or a new one; never changes an answer |
# | `words` | what was typed or said; never narrows a request |
# | `child_id` | the child whose data should be deleted |
# | `requester_id` | the person who asks |
# | `logged_in` | whether they are logged in to the household's account; proves only that someone knows a password, and never changes an answer |
# | `received_at` | a `Timestamp` in UTC |

# %% [markdown]
# ## Look
#
# These are the people of one household at Murmur, and all pairs of parent and child. **Before you code:** which adults may ask Murmur to
# delete Lena's data (`p-000003`)? Whose items would be lost if you deleted by household?

# %% look
from privacylab.companies import small_world

murmur = small_world()
people = murmur.accounts.people().query("household_id == 'h-000001'")
stored = pd.concat([murmur.stores[name].scan() for name in ("main", "search", "cache")])
people["items"] = people["profile_id"].map(stored["key"].value_counts())
display(people[["profile_id", "kind", "display_name", "items"]])
display(murmur.accounts.guardians())

# %% [markdown]
# ## Step 1 · Who is asking?
#
# Complete `decide(request, ties, proofs)`. It returns the first state that applies. The code for the first row is given:
#
# | state | when |
# |---|---|
# | `"identity_unverified"` | `proofs` has no passed row for both this request **and** this person |
# | `"approved"` | the requester is this child's parent at `received_at` |
# | `"denied"` | otherwise |
#
# `proofs` has the columns `subject_request_id`, `person_id`, and `passed`. `ties` has more columns than the table in
# *Look*: `adult_id`, `child_id`, `kind`, `from_at`, and `until_at`.
#
# - A parent has a tie to **this** child whose `kind` is exactly `"parent"` or `"guardian"`. No other kind is enough.
# - A tie counts from `from_at` until just before `until_at`. If `until_at` is `NaT`, it has not ended.
#
# For a verified person and a request of 2023-06-01 12:00:
#
# | tie to this child | state |
# |---|---|
# | parent, from 2014-02-01 until `NaT` | `"approved"` |
# | parent, until 2023-06-01 12:00 | `"denied"` |
# | grandparent, until `NaT` | `"denied"` |

# %% step="decide"
def decide(request: dict, ties: pd.DataFrame, proofs: pd.DataFrame) -> str:
    """Return the state of a request: "identity_unverified", "approved" or "denied".

    One passed check of this person for this request is enough, whatever the other rows of proofs
    say. Both tables may be empty. Sources: 16 CFR 312.6(a)(3)(i), the requester must be the
    child's parent; Alexa order, any mechanism that is offered.
    """
    proven = proofs[
        (proofs["subject_request_id"] == request["subject_request_id"])
        & (proofs["person_id"] == request["requester_id"])
        & proofs["passed"]
    ]
    if proven.empty:
        return "identity_unverified"
    ### BEGIN SOLUTION
    tie = ties[
        (ties["adult_id"] == request["requester_id"])
        & (ties["child_id"] == request["child_id"])
        & ties["kind"].isin(["parent", "guardian"])
        & (ties["from_at"] <= request["received_at"])
        & ~(ties["until_at"] <= request["received_at"])
    ]
    return "denied" if tie.empty else "approved"
    ### END SOLUTION

# %% test="decide"
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

with checks("a request needs a passed check and a tie to that child", "DEL-09"):
    assert state(proofs=[]) == "identity_unverified"
    assert state(ties=[{"child_id": "ben"}]) == "denied"
    assert state() == "approved"

### BEGIN HIDDEN TESTS
# class seed: words ada ben eve adam zoe cem q
# class seed: dates days
CHANNELS = ["app", "web", "voice", "service", "chat", "a letter", ""]

with checks("the channel and the words do not change the state", hint=1):
    cases = {
        "approved": {},
        "denied": {"ties": [{"kind": "grandparent"}]},
        "identity_unverified": {"proofs": [{"passed": False}]},
    }
    words = ["Delete everything.", "Delete what I said.", "Only the recordings, please.", ""]
    for expected, tables in cases.items():
        found = {
            state({"channel": channel, "words": words[n % 4], "logged_in": logged_in}, **tables)
            for n, channel in enumerate(CHANNELS)
            for logged_in in (True, False)
        }
        assert found == {expected}

with checks("a check for another request or person, or one that failed, proves nothing", "DEL-09", hint=3):
    others = [{"subject_request_id": "q-2"}, {"person_id": "adam"}, {"passed": False}]
    for rows in ([others[0]], [others[1]], [others[2]], others):
        assert state(proofs=rows) == "identity_unverified"
    assert state(proofs=[*others, {}]) == "approved"
    assert state(proofs=[{}, {"passed": False}]) == "approved"

with checks("an unverified person is not told whether they are a parent", "DEL-09", hint=1):
    assert state(ties=[], proofs=[]) == "identity_unverified"
    assert state(ties=[]) == "denied"
    assert state({"logged_in": True}, proofs=[]) == "identity_unverified"
    assert state({"logged_in": False}) == "approved"

with checks("only a parent or guardian of this child is approved", "DEL-09", hint=2):
    kinds = ["parent", "guardian", "sibling", "grandparent", "adult of the household", "stepparent", "former guardian", "Parent", "parent ", "parent of a friend"]
    found = [state(ties=[{"kind": kind}]) for kind in kinds]
    assert found == ["approved", "approved", *["denied"] * 8]
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
    apart = [again[0], {"kind": "grandparent"}, {"kind": "sibling", "child_id": "ben"}]
    for ties in (apart, apart[::-1]):
        assert state(ties=ties) == "denied"

with checks("one tie that counts is enough, whatever the others say, in any order", "DEL-09", hint=2):
    for other in (
        {"kind": "grandparent", "from_at": at("2022-01-01")}, {"from_at": at("2022-01-01"), "until_at": at("2023-01-01")},
        {"from_at": at("2024-01-01")}, {"kind": "grandparent", "from_at": at("2010-01-01")},
    ):  # fmt: skip
        for ties in ([{}, other], [other, {}]):
            assert state(ties=ties) == "approved"
        assert state(ties=[other]) == "denied"
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · What does the request cover?
#
# Complete `scope(request, state, items)`. It returns the set of `item_id`s that the request covers:
#
# - If `state` is `"approved"`: every item of this child, in every category.
# - In any other state: nothing, an empty set.
#
# `items` has the columns `item_id`, `household_id`, `profile_id` (whose it is) and `category`
# (`"audio"`, `"transcript"`, `"location"`, `"reminder"`, and more). For a request about `"ada"`:
#
# | `item_id` | `household_id` | `profile_id` | `category` | covered |
# |---|---|---|---|---|
# | r-1 | h-1 | ada | audio | yes |
# | g-1 | h-1 | ada | location | yes |
# | r-2 | h-1 | ben | audio | no: her brother's |

# %% step="scope"
def scope(request: dict, state: str, items: pd.DataFrame) -> set[str]:
    """Return the item_ids that a request covers: all items of that child, and no one else's.

    Alexa order: all personal information collected from the child, on the parent's request.
    """
    ### BEGIN SOLUTION
    if state != "approved":
        return set()
    return set(items.loc[items["profile_id"] == request["child_id"], "item_id"])
    ### END SOLUTION

# %% test="scope"
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

with checks("by voice or in the app, a parent's request is approved and covers the same"):
    states = [state({"channel": channel}) for channel in ("voice", "app")]
    assert states == ["approved", "approved"]
    spoken = REQUEST | {"channel": "voice", "words": "Delete what I said."}
    assert scope(spoken, "approved", items) == {"r-1", "t-1", "g-1", "m-1"}

with checks("all of that child's data is covered, and nothing of anyone else's in the household", "DEL-10"):
    assert scope(REQUEST, "approved", items) == {"r-1", "t-1", "g-1", "m-1"}
    assert scope(REQUEST, "denied", items) == set()

### BEGIN HIDDEN TESTS
import itertools

with checks("the channel and the words do not change the scope", hint=3):
    for channel, said in itertools.product(CHANNELS, ["Delete what I said.", "Only the audio.", "Forget the location.", ""]):
        request = REQUEST | {"channel": channel, "words": said}
        assert scope(request, "approved", items) == {"r-1", "t-1", "g-1", "m-1"}
        assert scope(request, "identity_unverified", items) == set()

with checks("with two children in one household, every category of the one who is named is covered", "DEL-10", hint=2):
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
    moved = many.assign(household_id=[f"h-{n % 3}" for n in range(len(many))])  # and lives in two places
    assert scope(REQUEST, "approved", moved) == {f"ada-{category}" for category in categories}

with checks("nothing is covered until the request is approved", "DEL-10", hint=3):
    states = ["approved", "identity_unverified", "denied", "pending", "", "approved by phone", "Approved", " approved"]
    covered = [len(scope(REQUEST, one, items)) for one in states]
    assert covered == [4, *[0] * 7]
### END HIDDEN TESTS
