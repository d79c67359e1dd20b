# %% [markdown]
# ## Why
#
# The complaint alleges that Ring cannot determine how many other employees accessed videos
# improperly.{fact}`F-R14` An inclusion proof shows that one entry is there. It does not show that yesterday's log is
# still the beginning of today's: the company could have rewritten everything else. A **consistency proof** shows
# exactly that, in a few hashes. Customers who were watched depend on it.
#
# No order asks for it. It is engineering, after RFC 6962.

# %% given="setup"
import hashlib

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# This is the tree of AUD-05 again. A number or a range means the hash of those entries:
#
# ```
#                0–6
#          ┌──────┴──────┐
#         0–3           4–6
#       ┌──┴──┐       ┌──┴──┐
#      0–1   2–3     4–5    6
#     ┌─┴─┐ ┌─┴─┐   ┌─┴─┐
#     0   1 2   3   4   5
# ```
#
# An auditor holds the root of the first 40 entries of a log at Porchlight, an invented company. By now the log has 60
# entries. The company shows today's root and a proof, and sends no entry.

# %% look
import pandas as pd

from privacylab.companies import porchlight
from privacylab.lab import open_night
from privacylab.lab.audit import merkle

log = open_night(porchlight.table("accesses"), porchlight.table("people")).log.entries()
print("root of 40:", merkle.root(log[:40]).hex()[:12], "  root of 60:", merkle.root(log).hex()[:12])
sizes = [1, 32, 39, 40, 41, 59, 60]
hashes = {f"from {size}": len(merkle.consistency_proof(log, size)) for size in sizes}
pd.Series(hashes, name="hashes in the proof to 60").to_frame()

# %% [markdown]
# **Before you code:** apart from 60 itself, a proof from 32 needs the fewest hashes. What is special about 32?
#
# ## Step 1 · Prove that the log has only grown
#
# Complete `consistency_proof(entries, size)`. It returns the hashes that prove that the first `size` entries have not
# changed since they were the whole log. `root` is yours, from AUD-05.
#
# The proof is `[]` for size 0, otherwise `subproof(size, entries, True)`. For n entries, and k the largest power of two smaller than n,
# `subproof(m, entries, known)` is
#
# - m = n: empty if `known`, otherwise the root of `entries`;
# - m ≤ k: `subproof(m, first k, known)`, then the root of the rest;
# - m > k: `subproof(m − k, rest, False)`, then the root of the first k.
#
# `known` means that these entries were the whole old log, so the verifier already has their root.
#
# | from size, to seven | proof |
# |---|---|
# | 3 | `[2, 3, 0–1, 4–6]` |
# | 4 | `[4–6]` |
# | 0 or 7 | `[]` |
# | −1 or 8 | `ValueError` |

# %% step="consistency_proof"
def consistency_proof(entries: list[bytes], size: int) -> list[bytes]:
    """Return the proof that the first size of these entries have not changed.

    Raises ValueError if size is negative or greater than the number of entries.
    """
    ### BEGIN SOLUTION
    if not 0 <= size <= len(entries):
        raise ValueError(f"There was no log of {size} entries.")
    return subproof(entries, size, known=True) if size else []


def subproof(entries: list[bytes], size: int, known: bool) -> list[bytes]:
    """Return SUBPROOF; known says whether the verifier already has the root of these entries."""
    if size == len(entries):
        return [] if known else [root(entries)]
    k = split(len(entries))
    if size <= k:
        return [*subproof(entries[:k], size, known), root(entries[k:])]
    return [*subproof(entries[k:], size - k, False), root(entries[:k])]


def split(size: int) -> int:
    """Return the largest power of two that is smaller than size, which is 2 or more."""
    return 1 << (size - 1).bit_length() - 1
    ### END SOLUTION

# %% test="consistency_proof"
from privacylab.checks import call_each

seven = [f"entry {number}".encode() for number in range(7)]

def named(proof):
    """Each hash by its entries, as in the table; one that is in no table, in hex."""
    ranges = [(first, last) for first in range(7) for last in range(first, 7)]
    roots = call_each(root, [(seven[a : b + 1],) for a, b in ranges])
    names = {one: f"{a}–{b}" if a < b else f"{a}" for one, (a, b) in zip(roots, ranges)}
    return [names.get(one, one.hex()) for one in proof]

with checks("the proofs from 3, 4, and 7 to seven are those of the table", "AUD-08"):
    assert named(consistency_proof(seven, 3)) == ["2", "3", "0–1", "4–6"]
    assert named(consistency_proof(seven, 4)) == ["4–6"]
    assert named(consistency_proof(seven, 7)) == []

### BEGIN HIDDEN TESTS
# class seed: words entry access forged nothing
MANY = [f"access {number}".encode() for number in range(22)]

def sha(data):
    return hashlib.sha256(data).digest()

def tree(entries):
    """The definition, word by word."""
    if len(entries) < 2:
        return sha(b"\x00" + entries[0]) if entries else sha(b"")
    k = max(2**power for power in range(10) if 2**power < len(entries))
    return sha(b"\x01" + tree(entries[:k]) + tree(entries[k:]))

TREES = {size: tree(MANY[:size]) for size in range(23)}

SIZES = [*range(1, 10), 13, 14, 17]

def sub(m, entries, b):
    if m == len(entries):
        return [] if b else [tree(entries)]
    k = max(2**power for power in range(10) if 2**power < len(entries))
    if m <= k:
        return sub(m, entries[:k], b) + [tree(entries[k:])]
    return sub(m - k, entries[k:], False) + [tree(entries[:k])]

SUBS = {(m, n): sub(m, MANY[:n], True) for n in SIZES for m in range(1, n + 1)}

with checks("every consistency proof is that of the RFC", "AUD-08", hint=2):
    proofs = call_each(consistency_proof, [(MANY[:n], m) for m, n in SUBS])
    assert [case for case, proof in zip(SUBS, proofs) if proof != SUBS[case]] == []
    assert [size for size in range(6) if consistency_proof(MANY[:size], 0) != []] == []
    forty = [f"access {number}".encode() for number in range(40)]
    assert [m for m in (5, 32, 35) if consistency_proof(forty, m) != sub(m, forty, True)] == []

with checks("there is no proof from a longer log, or from a negative size", "AUD-08", hint=3):
    proven = []
    for size, old in [(0, 1), (5, 6), (5, -1), (8, 9)]:
        try:
            consistency_proof(MANY[:size], old)
            proven.append((size, old))
        except ValueError:
            pass
    assert proven == []
    assert consistency_proof(MANY[:5], 5) == []
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Fool a naive verifier
#
# `naive`, in the next cell, is a colleague's verifier. It walks up the tree from the last old entry. A hash on the left
# belongs to the old log and goes into `old`. A hash on the right is newer, and is skipped. Now you are the company. The
# auditor holds the root of the real `old` log. Today you show her a proof, and the root of `forged`, a longer list whose
# first entries differ.
#
# Here is such a walk, from 3 to 7 with the proof `[2, 3, 0–1, 4–6]`. `naive` computes `old`; step 3 adds `new`.
#
# | `node, last` | next hash | side | `old` becomes | `new` becomes |
# |---|---|---|---|---|
# | 2, 6 | 2 | the first one | 2 | 2 |
# | 2, 6 | 3 | right | | 2–3 |
# | 1, 3 | 0–1 | left | 0–2 | 0–3 |
# | 0, 1 | 4–6 | right | | 0–6 |
# | 0, 0 | | | equals the old root | equals the new root |
#
# Complete `fool(old, forged)`. It returns `(top, proof)`, so that
#
# - `top` is the root of `forged`, and
# - `naive(len(old), root(old), len(forged), top, proof)` is `True`.
#
# | `old` | `forged` | `top` |
# |---|---|---|
# | `[a, b, c]` | `[a, x, c, d, e, f, g]` | `root(forged)` |
# | `[a, b]` | `[x, y, z]` | `root(forged)` |
#
# Which hashes of the proof does `naive` use at all? From which entries are they made?

# %% given="naive"
def naive(old_size, old_root, size, root, proof):
    """Return whether the log has only grown, for 0 < old_size < size. Something is missing."""
    node, last = old_size - 1, size - 1
    while node % 2:
        node, last = node // 2, last // 2
    old, *others = proof if node else [old_root, *proof]
    for p in others:
        if last == 0:
            return False
        if node % 2 or node == last:
            old = hashlib.sha256(b"\x01" + p + old).digest()
            while node % 2 == 0:
                node, last = node // 2, last // 2
        node, last = node // 2, last // 2
    return last == 0 and old == old_root

# %% step="fool"
def fool(old: list[bytes], forged: list[bytes]) -> tuple[bytes, list[bytes]]:
    """Return the root of forged, and a proof with which naive accepts it after old.

    Both lists have at least one entry, and forged has more than old.
    """
    ### BEGIN SOLUTION
    # The hashes on the left come from old entries alone; no one looks at those on the right.
    return root(forged), consistency_proof([*old, *forged[len(old) :]], len(old))
    ### END SOLUTION

# %% test="fool"
with checks("a rewritten log passes the naive verifier", "AUD-08"):
    real, false = seven[:3], [seven[0], b"nothing", *seven[2:]]
    assert fool(real, false)[0].hex() == root(false).hex()
    assert naive(3, root(real), 7, *fool(real, false))

### BEGIN HIDDEN TESTS
FORGERIES = [(MANY[:m], [b"x", *MANY[1:n]]) for n in SIZES for m in range(1, n)]

with checks("a rewritten log of any size passes the naive verifier", "AUD-08", hint=1):
    made = call_each(fool, [(list(real), list(false)) for real, false in FORGERIES])
    caught = [
        (len(real), len(false))
        for (real, false), (top, proof) in zip(FORGERIES, made)
        if top != tree(false) or not naive(len(real), tree(real), len(false), top, list(proof))
    ]
    assert caught == []

with checks("a log that has nothing in common with the old one passes the naive verifier, too", "AUD-08", hint=3):
    for real, false in ((MANY[:5], [b"y"] * 9), (MANY[4:8], MANY[:6]), (MANY[:3], MANY[3:17])):
        top, proof = fool(list(real), list(false))
        assert top == tree(false)
        assert naive(len(real), tree(real), len(false), top, list(proof))
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · A verifier that cannot be fooled
#
# Complete `verify_consistency(old_size, old_root, size, root, proof)`. Does the log of `size` entries with this `root`
# begin with the `old_size` entries that had `old_root`? Three cases need no walk:
#
# | case | result |
# |---|---|
# | `old_size` is negative or above `size` | `False` |
# | `old_size` is 0 | whether `proof` is empty and `old_root` is `hashlib.sha256(b"").digest()`; `root` is not checked |
# | `old_size` equals `size` | whether `proof` is empty and the roots are equal (for 0 and 0, both rows must be true) |
#
# Otherwise, do the walk in the docstring. It is the walk of `naive` with a second hash, `new`. In the tree above, with
# the old root 0–2:
#
# | `old_size`, `size` | `root` | `proof` | result |
# |---|---|---|---|
# | 3, 7 | 0–6 | `[2, 3, 0–1, 4–6]` | `True` |
# | 3, 7 | of seven entries with another entry 1 | `[2, 3, 0–1, 4–6]` | `False` |
# | 3, 7 | 0–6 | `[2, 3, 0–1]` | `False` |

# %% step="verify_consistency"
def verify_consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: list[bytes]
) -> bool:
    """Return whether proof shows that a log of that size with that root begins with the older log.

    False for another root, and if a hash of the proof is changed, missing, added, or moved. It never
    raises an exception. The parameter root hides the function of that name.

    The walk (RFC 9162, section 2.1.4.2), for 0 < old_size < size:

    node, last = old_size - 1, size - 1
    while node is odd: halve node and last, rounding down
    if node is 0: put old_root in front of the proof
    if the proof is empty: return False
    old = new = first hash of the proof
    for each other hash p:
        if last is 0: return False
        if node is odd or equals last:        p is on the left
            old = node_hash(p, old)
            new = node_hash(p, new)
            while node is even: halve node and last
        otherwise:                            p is on the right
            new = node_hash(new, p)
        halve node and last, rounding down
    return whether last is 0, old is old_root, and new is root
    """
    ### BEGIN SOLUTION
    if not 0 <= old_size <= size or (old_size == 0 and old_root != hashlib.sha256().digest()):
        return False
    if old_size == size:
        return not proof and old_root == root
    if old_size == 0:
        return not proof
    node, last = old_size - 1, size - 1
    while node % 2:
        node, last = node // 2, last // 2
    # If the older log is one whole subtree, its root is the first hash and is not sent.
    hashes = [*proof] if node else [old_root, *proof]
    if not hashes:
        return False
    old = new = hashes[0]
    for other in hashes[1:]:
        if last == 0:
            return False
        if node % 2 or node == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while node % 2 == 0:
                node, last = node // 2, last // 2
        else:
            new = node_hash(new, other)
        node, last = node // 2, last // 2
    return last == 0 and old == old_root and new == root
    ### END SOLUTION

# %% test="verify_consistency"
with checks("seven entries begin with the first three, and not with three others", "AUD-08"):
    proof = [leaf_hash(seven[2]), leaf_hash(seven[3]), root(seven[:2]), root(seven[4:])]
    forged = [seven[0], b"nothing", *seven[2:]]
    assert verify_consistency(3, root(seven[:3]), 7, root(seven), proof)
    assert not verify_consistency(3, root([b"x", *seven[1:3]]), 7, root(seven), proof)
    assert not verify_consistency(3, root(seven[:3]), 7, root(forged), proof)

### BEGIN HIDDEN TESTS
SUBS[21, 22] = sub(21, MANY, True)

def damaged(proof):
    """The proof with something changed, missing, added or elsewhere."""
    for place in range(len(proof)):
        one = proof[place]
        yield [*proof[:place], bytes([one[0] ^ 1]) + one[1:], *proof[place + 1 :]]
        yield [*proof[:place], one[:-1], *proof[place + 1 :]]
        yield [*proof[:place], one + b"\x00", *proof[place + 1 :]]
        yield [*proof[:place], *proof[place + 1 :]]
    yield [*proof, TREES[1]]
    yield [TREES[1], *proof]
    yield [*proof, b""]
    if len(proof) > 1:
        yield proof[::-1]

def way(m, n, b=True):
    """The sides on which a proof's hashes stand, as the RFC splits."""
    if m == n:
        return "o" if b else "h"
    k = max(2**power for power in range(10) if 2**power < n)
    return way(m, k, b) + "r" if m <= k else way(m - k, n - k, False) + "l"

with checks("every correct consistency proof is accepted, also from 0 and to the same size", "AUD-08", hint=3):
    cases = [(m, TREES[m], n, TREES[n], proof) for (m, n), proof in SUBS.items()]
    assert all(shown is True for shown in call_each(verify_consistency, cases))
    assert all(call_each(verify_consistency, [(0, TREES[0], n, TREES[n], []) for n in range(18)]))
    assert verify_consistency(1, TREES[1], 2, TREES[3], []) is False

with checks("a rewritten old entry breaks the proof, wherever it is", "AUD-08", hint=1):
    sizes = [(1, 2), (2, 5), (3, 4), (4, 7), (4, 8), (6, 8), (7, 13), (8, 13), (13, 13)]
    places = [(m, n, place) for m, n in sizes for place in range(n)]
    cases, wanted = [], []
    for m, n, place in places:
        changed = [*MANY[:place], b"forged", *MANY[place + 1 : n]]
        cases.append((m, TREES[m], n, tree(changed), sub(m, changed, True)))
        wanted.append(place >= m)
    shown = call_each(verify_consistency, cases)
    assert [case for case, found, want in zip(cases, shown, wanted) if found is not want] == []

with checks("other roots, other steps, and damaged lists are refused", "AUD-08", hint=2):
    cases = [
        (m, old_root, n, top, shown)
        for (m, n), proof in SUBS.items()
        for old_root, top, shown in (
            (TREES[0], TREES[n], proof),
            (TREES[m], TREES[0], proof),
            (TREES[m][:-1], TREES[n], proof),
            (TREES[m], TREES[n][:-1], proof),
            *([(TREES[n], TREES[m], proof)] if m != n else []),
            *((TREES[m], TREES[n], other) for other in damaged(proof)),
        )
    ]
    assert not any(call_each(verify_consistency, cases))
    cases = [
        (old, TREES[m], size, TREES[n], proof)
        for (m, n), proof in SUBS.items()
        if n in (1, 2, 3, 6, 7)
        for old in range(-1, 8)
        for size in range(0, 10)
        if (old, size) != (m, n) and (not 0 < old <= size or way(old, size) != way(m, n))
    ]
    assert all(shown is False for shown in call_each(verify_consistency, cases))
    assert verify_consistency(1, TREES[1], 1, TREES[1], []) is True

with checks("from 0 and to the same size, only the right roots and an empty list are accepted", "AUD-08", hint=3):
    assert not verify_consistency(0, TREES[1], 4, TREES[4], [])
    assert not verify_consistency(0, TREES[0], 4, TREES[4], [TREES[4]])
    assert not verify_consistency(0, TREES[0], 0, TREES[1], [])
    assert not verify_consistency(0, TREES[1], 0, TREES[1], [])
    assert not verify_consistency(4, TREES[4], 4, TREES[5], [])
    assert not verify_consistency(4, TREES[4], 4, TREES[4], [TREES[4]])
    assert not verify_consistency(5, TREES[5], 4, TREES[4], [])
    assert not verify_consistency(-1, TREES[0], 4, TREES[4], [])
    assert not verify_consistency(3, TREES[3], 4, TREES[4], [])
    assert verify_consistency(4, TREES[4], 4, TREES[4], []) is True

with checks("a forgery that the naive verifier accepts is refused", "AUD-08", hint=2):
    cases = [
        (len(real), tree(real), len(false), tree(false), sub(len(real), [*real, *false[len(real):]], True))
        for real, false in FORGERIES
    ]
    assert not any(call_each(verify_consistency, cases))
    assert verify_consistency(3, TREES[3], 7, TREES[7], SUBS[3, 7]) is True
### END HIDDEN TESTS
