# %% [markdown]
# ## Why
#
# The complaint against Amazon alleges that location data was kept in storage that deletion requests did
# not reach.{fact}`F-A10` An archive that no one can rewrite, and a company that transcribes speech for
# you, can become such places. For the archive you destroy a key; the company you notify. Each is a
# deletion only under conditions. If one of them fails, a child's recording can still be played after
# the parent was told that it is gone.
#
# ## Rules
#
# Do not change the tables and sets that you are given. Days are `Timestamp`s at midnight, without a
# time zone. Every table may be empty.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# Murmur's archive is encrypted, with one key for each child. The next cell destroys the key of one
# child and tries to read her recording again, in three ways. **Before you run it:** in how many of
# the three will you see the recording?

# %% look
from privacylab.companies import small_world

murmur = small_world(escrow=True)
archive, cache = murmur.stores["archive"], murmur.stores["cache"]
print("before:               ", archive.read("r-000003-1")[:4])
murmur.keys.destroy("key-000003")
try:
    archive.read("r-000003-1")
except KeyError as error:
    print("no key for:           ", error)
print("in the cache:         ", cache.read("r-000003-1")[:4])
print("recovered from escrow:", murmur.keys.recover("key-000003"))
print("in the archive:       ", archive.read("r-000003-1")[:4])

# %% [markdown]
# A processor is another company; this one, Lexicon, has transcripts from Murmur. It says that it is
# done, and the contract lets you audit it. What does its answer prove, and what would you write to the
# parent?

# %% look
from privacylab.companies import small_world

murmur = small_world(ack="lies")
lexicon = murmur.processors["lexicon"]
print("notify:", lexicon.notify("q-1", ["v-000003"]))
print("status:", lexicon.status("q-1"))
print("audit: ", lexicon.audit(["v-000003"]))

# %% [markdown]
# ## Step 1 · Which items can still be read?
#
# Complete `readable(copies, keys)`. It returns a dict from each `item_id` that can still be read to
# the sorted list of the stores where it can. Items that cannot be read anywhere are left out.
#
# - A **copy** of an item can be read if it is in plain text, or if its key is usable.
# - A **key** is usable if at least one copy of it, in any place, is not destroyed and is either bare or
#   wrapped by a usable key.
# - A key that has no row in `keys` is usable, too: no one can show that it is gone.
#
# `r-1` is in the archive, under the key `k-1`:
#
# | rows of `keys` | result |
# |---|---|
# | `k-1` in the service, destroyed | `{}` |
# | the same, and `k-1` in escrow, not destroyed | `{"r-1": ["archive"]}` |
# | `k-1` not destroyed, wrapped by `k-2`; `k-2` destroyed | `{}` |
# | `k-1` not destroyed, wrapped by `k-2`; no row for `k-2` | `{"r-1": ["archive"]}` |

# %% step="readable"
def readable(copies: pd.DataFrame, keys: pd.DataFrame) -> dict[str, list[str]]:
    """Return where each item can still be read: {item_id: stores}.

    copies  one row per copy of an item: item_id, store, profile_id (whose it is), key_id (the key it
            is encrypted under; missing if it is in plain text)
    keys    one row per copy of a key: key_id, place (such as service, escrow, backup), wrapped_by (the
            key that this copy is encrypted under; missing if it is bare), destroyed. Keys do not
            wrap each other in a circle.

    Standard: NIST SP 800-88, cryptographic erase.
    """
    ### BEGIN SOLUTION
    usable, known = set(), set(keys["key_id"])
    there = keys[~keys["destroyed"]]
    grown = -1
    while grown < len(usable):
        grown = len(usable)
        # a missing wrapped_by is no known key: such a copy is bare
        opens = there["wrapped_by"].isin(usable) | ~there["wrapped_by"].isin(known)
        usable = set(there.loc[opens, "key_id"])
    key_id = copies["key_id"]
    open_copies = copies[key_id.isin(usable) | ~key_id.isin(known)]
    return {
        item_id: sorted(set(stores)) for item_id, stores in open_copies.groupby("item_id")["store"]
    }
    ### END SOLUTION

# %% test="readable"
def copies(*rows):
    return pd.DataFrame(list(rows), columns=["item_id", "store", "profile_id", "key_id"], dtype=object)

def keys(*rows):
    made = pd.DataFrame(list(rows), columns=["key_id", "place", "wrapped_by", "destroyed"], dtype=object)
    return made.astype({"destroyed": bool})

with checks("a key that is gone erases, but for the copy in plain text"):
    archive = copies(("r-1", "archive", "ada", "k-1"), ("r-2", "archive", "ada", "k-1"), ("r-2", "cache", "ada", None))
    assert readable(archive, keys(("k-1", "service", None, True))) == {"r-2": ["cache"]}
    assert readable(archive, keys(("k-1", "service", None, True), ("k-1", "escrow", None, False))) == {
        "r-1": ["archive"],
        "r-2": ["archive", "cache"],
    }

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
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Which keys may be destroyed?
#
# Complete `destroyable(child, copies)`. It returns the set of keys that encrypt at least one copy of
# this child's items and nothing of anyone else's. `copies` is the table of step 1.
#
# | copies under the key | destroyable for Ada |
# |---|---|
# | two of Ada's | yes |
# | one of Ada's, one of Ben's | no: destroying the key would erase Ben's copy, too |
# | one of Ben's | no |
#
# A copy in plain text has no key.

# %% step="destroyable"
def destroyable(child: str, copies: pd.DataFrame) -> set[str]:
    """Return the keys that encrypt something of this child's and nothing of anyone else's."""
    ### BEGIN SOLUTION
    own = copies["profile_id"] == child
    return set(copies.loc[own, "key_id"].dropna()) - set(copies.loc[~own, "key_id"])
    ### END SOLUTION

# %% test="destroyable"
with checks("a key that encrypts one child's copies alone may be destroyed"):
    family = copies(
        ("r-1", "archive", "ada", "k-1"), ("r-2", "archive", "ada", "k-1"),
        ("r-3", "archive", "ada", "k-2"), ("r-4", "archive", "ben", "k-2"),
    )  # fmt: skip
    assert destroyable("ada", family) == {"k-1"}

### BEGIN HIDDEN TESTS
with checks("a key that two people share is nobody's to destroy", hint=2):
    both = copies(
        ("r-1", "archive", "ada", "k-1"), ("r-2", "archive", "ben", "k-1"), ("r-3", "archive", "ada", "k-2"),
        ("r-4", "backup", "ada", "k-2"), ("r-5", "cache", "ada", None), ("r-6", "archive", "ben", "k-3"),
        ("r-7", "cache", "ben", None),
    )  # fmt: skip
    assert [destroyable(child, both) for child in ("ada", "ben", "zoe")] == [{"k-2"}, {"k-3"}, set()]
    assert destroyable("ada", both.iloc[[2, 4]]) == {"k-2"}
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · What did the others answer?
#
# Complete `confirmations`. It returns a dict with the status of each party that received one of
# `child_items`, from Murmur or passed on by a party that had received that same item. Follow each item
# separately. Murmur itself is not in the result.
#
# | status | at the end of the day `as_of` |
# |---|---|
# | `"not notified"` | no notice of this request was sent to the party |
# | `"done"`, `"refused"` | the party's latest answer to this request says so |
# | `"waiting"` | neither, and at most `days` days have passed since the party's first notice |
# | `"overdue"` | neither, and more have passed |
#
# Only answers from the day of the first notice on count. A later `"received"` takes an earlier
# `"done"` back. With `days=30` and a notice on 2023-08-31:
#
# | answers | `as_of` | status |
# |---|---|---|
# | none | 2023-09-30 | `"waiting"` |
# | none | 2023-10-01 | `"overdue"` |
# | 5 Sep `"done"`, 9 Sep `"received"` | 2023-09-30 | `"waiting"` |

# %% step="confirmations"
def confirmations(
    request_id: str,
    child_items: set[str],
    shared: pd.DataFrame,
    notices: pd.DataFrame,
    answers: pd.DataFrame,
    as_of: pd.Timestamp,
    days: int,
) -> dict[str, str]:
    """Return the status of every party that received one of the child's items: {party: status}.

    shared   who handed what to whom, in no particular order: sender ("murmur" or another party),
             receiver, item_id. Murmur may have received something back.
    notices  request_id, party, sent_on
    answers  request_id, party, received_on, says: "done", "refused", "received", or any other text,
             which confirms nothing. A party never answers a request twice on one day.

    No row is later than as_of. Sources: 11 CCR 7022(b)(2)-(3), GDPR 19.
    """
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

# %% test="confirmations"
day = pd.Timestamp

def shared(*rows):
    return pd.DataFrame(list(rows), columns=["sender", "receiver", "item_id"], dtype=object)

def dated(columns, rows):
    made = pd.DataFrame(list(rows), columns=columns)
    return made.assign(**{name: pd.to_datetime(made[name]) for name in columns if name.endswith("_on")})

def stand(shared_rows, sent=(), said=(), as_of="2023-09-30", items=("r-1", "r-2")):
    notices = dated(["request_id", "party", "sent_on"], sent)
    answers = dated(["request_id", "party", "received_on", "says"], said)
    return confirmations("q-1", set(items), shared(*shared_rows), notices, answers, day(as_of), 30)

with checks("everybody who got something is asked, and only done is done", "DEL-25"):
    found = stand(
        [("murmur", "lexicon", "r-1"), ("murmur", "maps", "r-2"), ("murmur", "post", "r-9")],
        [("q-1", "lexicon", "2023-09-01")],
        [("q-1", "lexicon", "2023-09-05", "received")],
    )
    assert found == {"lexicon": "waiting", "maps": "not notified"}

### BEGIN HIDDEN TESTS
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
