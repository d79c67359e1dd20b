# %% [markdown]
# ## Why
#
# The complaint against Amazon alleges that location data was kept in storage that deletion requests did not
# reach.{fact}`F-A10` In an archive that no one can rewrite, you destroy the key instead, and the data becomes noise.
# But one copy in plain text, or one copy of the key in escrow, brings the child's voice back.

# %% given="setup"
import pandas as pd

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# Murmur's archive has one key for each child. The next cell destroys one child's key, then tries to read her recording
# in three ways. **Before you run it:** in how many of them will you see it?

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
# ## Step 1 · Which items can still be read?
#
# Complete `readable(copies, keys)`. It returns a dict from each `item_id` that can still be read to the sorted list of
# the stores where it can be read. Both tables may be empty.
#
# - A **copy** of an item can be read if it is in plain text, or if its key is usable.
# - A **key** is usable if at least one copy of it, in any place, is not destroyed and is either bare (not encrypted)
#   or wrapped by (encrypted under) a usable key.
# - A key without a row in `keys` is usable: no one can show that it is gone.
#
# `r-1` is in the archive, under the key `k-1`:
#
# | rows of `keys` | result |
# |---|---|
# | `k-1` in the service, destroyed | `{}` |
# | the same, and `k-1` in escrow, not destroyed | `{"r-1": ["archive"]}` |
# | `k-1` not destroyed, wrapped by `k-2`; `k-2` destroyed | `{}` |
# | the same, without the row of `k-2` | `{"r-1": ["archive"]}` |

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

with checks("a destroyed key erases an item, except for a copy in plain text"):
    archive = copies(("r-1", "archive", "ada", "k-1"), ("r-2", "archive", "ada", "k-1"), ("r-2", "cache", "ada", None))
    assert readable(archive, keys(("k-1", "service", None, True))) == {"r-2": ["cache"]}
    assert readable(archive, keys(("k-1", "service", None, True), ("k-1", "escrow", None, False))) == {
        "r-1": ["archive"],
        "r-2": ["archive", "cache"],
    }

### BEGIN HIDDEN TESTS
# class seed: words ada ben zoe r k data master root elsewhere
with checks("one copy of the key is enough, wherever it is", hint=2):
    one = copies(("r-1", "archive", "ada", "k-1"))
    for place in ("service", "escrow", "backup", "a drawer"):
        gone = [("k-1", other, None, True) for other in ("service", "escrow", "backup")]
        assert readable(one, keys(*gone, ("k-1", place, None, False))) == {"r-1": ["archive"]}
        assert readable(one, keys(*gone, ("k-2", place, None, False))) == {}
    assert readable(one, keys(("k-2", "service", None, True))) == {"r-1": ["archive"]}
    assert readable(one, keys()) == {"r-1": ["archive"]}
    assert readable(copies(), keys()) == {}
    missing = float("nan")  # as pandas writes it
    assert readable(copies(("r-1", "cache", "ada", missing)), keys(("k-2", "service", missing, True))) == {"r-1": ["cache"]}
    assert readable(one, keys(("k-1", "escrow", missing, False))) == {"r-1": ["archive"]}

with checks("each copy of an item counts, under its own key", hint=1):
    many = copies(
        ("r-1", "audio", "ada", "k-1"), ("r-1", "archive", "ada", "k-2"), ("r-1", "backup", "ada", "k-1"),
        ("r-2", "audio", "ada", "k-1"), ("r-3", "search", "ada", None), ("r-3", "search", "ada", "k-1"),
        ("r-1", "archive", "ada", "k-2"),
    )  # fmt: skip
    found = readable(many, keys(("k-1", "service", None, True), ("k-2", "service", None, False)))
    assert found == {"r-1": ["archive"], "r-3": ["search"]}
    found = readable(many, keys(("k-1", "service", None, False), ("k-2", "service", None, True)))
    assert found == {"r-1": ["audio", "backup"], "r-2": ["audio"], "r-3": ["search"]}
    stores = ["search", "lake", "cache", "audio", "replica", "backup"]
    assert readable(copies(*[("r-1", store, "ada", None) for store in stores]), keys()) == {"r-1": sorted(stores)}

with checks("a wrapped key is usable only if the key around it is", hint=3):
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
    for gone in (True, False):
        chain = [("data", "row", "w-0", False), *[(f"w-{n}", "row", f"w-{n + 1}", False) for n in range(6)], ("w-6", "service", None, gone)]
        for order in (chain, chain[::-1]):
            assert bool(readable(one, keys(*order))) is not gone
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
with checks("a key that two people share is not destroyable", hint=2):
    both = copies(
        ("r-1", "archive", "ada", "k-1"), ("r-2", "archive", "ben", "k-1"), ("r-3", "archive", "ada", "k-2"),
        ("r-4", "backup", "ada", "k-2"), ("r-5", "cache", "ada", None), ("r-6", "archive", "ben", "k-3"),
        ("r-7", "cache", "ben", None),
    )  # fmt: skip
    assert [destroyable(child, both) for child in ("ada", "ben", "zoe")] == [{"k-2"}, {"k-3"}, set()]
    assert destroyable("ada", both.iloc[[2, 4]]) == {"k-2"}
    hers = copies(
        ("r-1", "archive", "ada", "k-1"), ("r-2", "archive", "ada", "k-4"), ("r-2", "cache", "ada", None), ("r-3", "audio", "ada", "k-5"),
        ("r-6", "archive", "ada-2", "k-6"), ("r-7", "archive", "ada-2", "k-1"),
    )  # fmt: skip
    assert destroyable("ada", hers) == {"k-4", "k-5"}
    for store in ("archive", "backup", "cache"):
        mostly = copies(*[(f"r-{n}", "archive", "ada", "k-1") for n in range(9)], ("r-9", store, "ben", "k-1"))
        for rows in (mostly, mostly[::-1]):
            assert [destroyable(child, rows) for child in ("ada", "ben")] == [set(), set()]
### END HIDDEN TESTS
