# %% [markdown]
# ## Why
#
# Two things look like a deletion. A key is destroyed, and what it encrypted is noise; and a letter
# is sent to the company that does the speech recognition, and they will see to it. Both are
# deletions only under conditions.
#
# Write three functions.
#
# ## Rules
#
# do not change the dicts, the lists and the tables that you are given. Days are
# `Timestamp`s at midnight, without a time zone; instants are `Timestamp`s in UTC.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks
from privacylab.lab import hint

# %% [markdown]
# ## Step 1 · `readable`
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

# %% step="readable"
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
# ## Step 2 · `destroyable`
#
# **2. `destroyable(child, copies)`** gives the set of the keys that may be destroyed for this
# child: those under which lies at least one copy of theirs, and none of anybody else's.

# %% step="destroyable"
def destroyable(child: str, copies: pd.DataFrame) -> set[str]:
    """The keys under which lies something of this child and nothing of anybody else."""
    ### BEGIN SOLUTION
    own = copies["profile_id"] == child
    return set(copies.loc[own, "key_id"].dropna()) - set(copies.loc[~own, "key_id"])
    ### END SOLUTION

# %% test="destroyable"
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
# ## Step 3 · `confirmations`
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
