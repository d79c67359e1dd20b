# %% [markdown]
# ## Why
#
# The complaint alleges that Ring cannot determine how many other employees accessed videos
# improperly.{fact}`F-R14` A log that its owner can rewrite would not settle it either. Triggers stop an honest
# program, but not someone with the file and an editor. A **Merkle tree** gives the log one hash for all its
# entries, the *root*, and short proofs with which an outsider can check it.
#
# No order asks for a tree. It is engineering, after RFC 6962, Certificate Transparency.

# %% given="setup"
import hashlib

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# Seven entries in the log of Porchlight, an invented company. Each box is a hash, of which you see six digits.
# An auditor has entry 4 and the root. Which hashes must you send, so that she can compute all hashes on the way up?
#
# Tab moves between the controls, and the arrow keys change them.
#
# - Change one byte. How many hashes break, and how many do not?
# - Change a hash of the proof. Where does it break now?
# - Change the number. Entry and proof are untouched, so why does it break?
# - Entry 6 has a proof of only two hashes. Why?

# %% look
from privacylab.companies import porchlight
from privacylab.lab import merkle_path, open_night

night = open_night(porchlight.table("accesses"), porchlight.table("people"))
merkle_path(night.log.entries()[:7])

# %% [markdown]
# ## Rules
#
# Hashes are `bytes`, as `.digest()` returns them. Entries are numbered from 0. There are at most a few dozen, so speed
# does not matter.
#
# ## Step 1 · One hash for all entries
#
# Complete `leaf_hash`, `node_hash`, and `root`. `‖` means "followed by":
#
# | call | returns |
# |---|---|
# | `leaf_hash(entry)` | SHA-256(0x00 ‖ entry) |
# | `node_hash(left, right)` | SHA-256(0x01 ‖ left ‖ right) |
# | `root([])` | SHA-256 of no bytes at all |
# | `root([a])` | `leaf_hash(a)` |
# | `root([a, b, c])` | `node_hash(node_hash(leaf_hash(a), leaf_hash(b)), leaf_hash(c))` |
#
# For n > 1 entries, let k be the **largest power of two that is smaller than n**. The root is the node hash of
# the root of the first k entries and the root of the rest. Never repeat an entry or add an empty one.
#
# Here, a number or a range means the hash of those entries:
#
# ```
#                0–6                  the root: k is 4
#          ┌──────┴──────┐
#         0–3           4–6           k is 2 on both sides
#       ┌──┴──┐       ┌──┴──┐
#      0–1   2–3     4–5    6         6 goes up alone
#     ┌─┴─┐ ┌─┴─┐   ┌─┴─┐
#     0   1 2   3   4   5
# ```

# %% step="root"
def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry."""
    ### BEGIN SOLUTION
    return hashlib.sha256(b"\x00" + entry).digest()
    ### END SOLUTION


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two hashes."""
    ### BEGIN SOLUTION
    return hashlib.sha256(b"\x01" + left + right).digest()
    ### END SOLUTION


def root(entries: list[bytes]) -> bytes:
    """Return the root of the tree of these entries."""
    ### BEGIN SOLUTION
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    k = split(len(entries))
    return node_hash(root(entries[:k]), root(entries[k:]))


def split(size: int) -> int:
    """Return the largest power of two that is smaller than size, which is 2 or more."""
    return 1 << (size - 1).bit_length() - 1
    ### END SOLUTION

# %% test="root"
def sha(data):
    return hashlib.sha256(data).digest()

seven = [f"entry {number}".encode() for number in range(7)]

with checks("leaves and nodes are hashed with different prefixes"):
    assert leaf_hash(b"abc") == sha(b"\x00abc")
    assert node_hash(sha(b"l"), sha(b"r")) == sha(b"\x01" + sha(b"l") + sha(b"r"))
    assert root([]) == sha(b"")

with checks("three entries are split into two and one", "AUD-06"):
    assert root([b"a", b"b", b"c"]) == node_hash(
        node_hash(leaf_hash(b"a"), leaf_hash(b"b")), leaf_hash(b"c")
    )
    assert len({root([b"a", b"b", b"c"]), *map(leaf_hash, [b"a", b"b", b"c"])}) == 4

### BEGIN HIDDEN TESTS
# class seed: words entry access forged
# The leaves and the roots for 1 to 8 of them: vectors that implementations of RFC 6962 share.
VECTOR = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f")]  # fmt: skip

ROOTS = """
6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
""".split()

MANY = [f"access {number}".encode() for number in range(22)]

FORTY = [f"access {number}".encode() for number in range(40)]

def tree(entries):
    """The definition, word by word."""
    if len(entries) < 2:
        return sha(b"\x00" + entries[0]) if entries else sha(b"")
    k = max(2**power for power in range(10) if 2**power < len(entries))
    return sha(b"\x01" + tree(entries[:k]) + tree(entries[k:]))

TREES = {size: tree(MANY[:size]) for size in range(23)}

with checks("the roots match the published test vectors", hint=3):
    assert [root(VECTOR[:size]).hex() for size in range(1, 9)] == ROOTS

with checks("an entry made of two hashes gives another root", hint=1):
    pair = sha(b"\x00a") + sha(b"\x00b")
    assert root([pair]) not in (root([b"a", b"b"]), root([sha(b"\x00a"), sha(b"\x00b")]))
    assert root([]) == sha(b"") and root([b""]) == sha(b"\x00")
    assert leaf_hash(b"\x01" + pair) != node_hash(sha(b"\x00a"), sha(b"\x00b"))

with checks("repeating the last entry changes the root", "AUD-06", hint=1):
    for size, doubled in [(1, 1), (3, 1), (5, 1), (5, 3), (6, 2), (7, 1), (11, 1)]:
        entries = MANY[:size]
        assert root(entries + entries[-doubled:]) != root(entries) == root(list(entries))

with checks("every size is split at the largest power of two below it", "AUD-06", hint=3):
    assert [root(MANY[:size]) for size in range(18)] == [TREES[size] for size in range(18)]
    assert root(FORTY) == tree(FORTY)

with checks("the order of the entries changes the root", "AUD-06", hint=2):
    assert root([b"b", b"a"]) != root([b"a", b"b"])
    assert root([b"a", b"c", b"b"]) != root([b"a", b"b", b"c"]) == root([b"a", b"b", b"c"])
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · Prove that an entry is in the log
#
# Complete `inclusion_proof(entries, index)` (RFC 6962, section 2.1.1, "audit path"). It returns the hashes that
# lead from entry number `index` to the root, the leaf's sibling first. Raise `ValueError` if there is no entry
# with that number; a negative number names no entry.
#
# With n and k as in step 1, the proof is
#
# - empty if n is 1;
# - if `index < k`: the proof of `index` among the first k entries, then the root of the rest;
# - if `index >= k`: the proof of `index - k` among the rest, then the root of the first k.
#
# | entry of seven | proof, in the picture of step 1 |
# |---|---|
# | 4 | `[5, 6, 0–3]` |
# | 6 | `[4–5, 0–3]` |
# | 0 | `[1, 2–3, 4–6]` |
# | 7, −1 | `ValueError` |

# %% step="inclusion_proof"
def inclusion_proof(entries: list[bytes], index: int) -> list[bytes]:
    """Return the audit path of the entry at index, from its leaf upward.

    Raises ValueError if there is no such entry.
    """
    ### BEGIN SOLUTION
    if not 0 <= index < len(entries):
        raise ValueError(f"There is no entry {index}.")
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if index < k:
        return [*inclusion_proof(entries[:k], index), root(entries[k:])]
    return [*inclusion_proof(entries[k:], index - k), root(entries[:k])]
    ### END SOLUTION

# %% test="inclusion_proof"
with checks("entry 6 of seven is proven by two hashes", "AUD-07"):
    assert inclusion_proof(seven, 6) == [root(seven[4:6]), root(seven[:4])]

### BEGIN HIDDEN TESTS
from privacylab.checks import call_each

SIZES = [*range(1, 10), 13, 14, 17]

def path(entries, m):
    if len(entries) == 1:
        return []
    k = max(2**power for power in range(10) if 2**power < len(entries))
    if m < k:
        return path(entries[:k], m) + [tree(entries[k:])]
    return path(entries[k:], m - k) + [tree(entries[:k])]

PATHS = {(m, n): path(MANY[:n], m) for n in SIZES for m in range(n)}

with checks("every inclusion proof is the audit path of the RFC", "AUD-07", hint=2):
    proofs = call_each(inclusion_proof, [(MANY[:n], m) for m, n in PATHS])
    assert [case for case, proof in zip(PATHS, proofs) if proof != PATHS[case]] == []
    assert inclusion_proof(FORTY, 35) == path(FORTY, 35)

with checks("there is no proof for an entry that does not exist", "AUD-07", hint=1):
    proven = []
    for size, index in [(0, 0), (1, 1), (7, 7), (7, -1), (8, 9)]:
        try:
            inclusion_proof(MANY[:size], index)
            proven.append((size, index))
        except ValueError:
            pass
    assert proven == []
    assert inclusion_proof(MANY[:1], 0) == []
### END HIDDEN TESTS

# %% [markdown]
# ## Look again
#
# A naive verifier accepts an entry if the hashes of the proof lead to the root from *either* side. Here is the
# proof of entry 4 of seven, presented with other numbers and sizes.

# %% look
import pandas as pd

from privacylab.lab.audit import merkle

entries = [f"entry {number}".encode() for number in range(7)]
proof, top = merkle.inclusion_proof(entries, 4), merkle.root(entries)


def naive(entry, index, size, proof, root):
    found = {merkle.leaf_hash(entry)}
    for other in proof:
        found = {merkle.node_hash(*pair) for one in found for pair in ((one, other), (other, one))}
    return root in found


def accepted_by(index, size):
    exact = merkle.verify_inclusion(entries[4], index, size, proof, top)
    return "both" if exact else "naive only" if naive(entries[4], index, size, proof, top) else "–"


sizes = range(6, 10)
pd.DataFrame({f"of {size}": {f"entry {n}": accepted_by(n, size) for n in range(2, 8)} for size in sizes})

# %% [markdown]
# **Which numbers does a proof prove?** For a given size, only one `index` is accepted. The size itself is not proven:
# entry 4 of 7 and entry 4 of 8 take the same steps, so your verifier need not tell them apart.

# %% [markdown]
# ## Step 3 · Check an inclusion proof
#
# Complete `verify_inclusion(entry, index, size, proof, root)`. If `index` is negative or not smaller than `size`, return
# `False`. Otherwise start with `hashed`, the entry's leaf hash, and `last = size - 1`, the number of this level's last
# node. Then, for each hash `p` of the proof:
#
# | if | then |
# |---|---|
# | `last` is 0: you have reached the root | return `False` |
# | `index` is odd or equals `last`: `p` is on the left | `hashed = node_hash(p, hashed)`; then halve `index` and `last` while `index` is even |
# | otherwise: `p` is on the right | `hashed = node_hash(hashed, p)` |
#
# After either of the last two, halve `index` and `last` once, rounding down. At the end, return whether `last` is 0
# **and** `hashed` is the root.

# %% step="verify_inclusion"
def verify_inclusion(
    entry: bytes, index: int, size: int, proof: list[bytes], root: bytes
) -> bool:
    """Return whether proof shows that entry is number index of a log of that size with that root.

    The steps are those of RFC 9162, section 2.1.3.2.

    False for another entry or root, and if a hash of the proof is changed, missing, added, or moved.
    Never raises. Entries and hashes are bytes of any length, the numbers are ints, proof is a list.

    Entry 4 of seven, with the proof [5, 6, 0–3]:

    index, last    p      side     hashed becomes
    4, 6           5      right    4–5
    2, 3           6      right    4–6
    1, 1           0–3    left     0–6, the root; then index and last are 0, 0
    """
    ### BEGIN SOLUTION
    if not 0 <= index < size:
        return False
    hashed, last = leaf_hash(entry), size - 1
    for other in proof:
        if last == 0:  # a hash is left over at the root
            return False
        if index % 2 or index == last:
            hashed = node_hash(other, hashed)
            while index % 2 == 0:  # a node without a right sibling goes up alone
                index, last = index // 2, last // 2
        else:
            hashed = node_hash(hashed, other)
        index, last = index // 2, last // 2
    return last == 0 and hashed == root
    ### END SOLUTION

# %% test="verify_inclusion"
with checks("entry 4 of seven is proven by three hashes, and only at its place", "AUD-07"):
    proof = inclusion_proof(seven, 4)
    assert proof == [leaf_hash(seven[5]), leaf_hash(seven[6]), root(seven[:4])]
    assert verify_inclusion(seven[4], 4, 7, proof, root(seven))
    assert not verify_inclusion(seven[4], 5, 7, proof, root(seven))

### BEGIN HIDDEN TESTS
def steps(m, n):
    """The sides on which an audit path's hashes stand, as the RFC splits."""
    if n == 1:
        return ""
    k = max(2**power for power in range(10) if 2**power < n)
    return steps(m, k) + "r" if m < k else steps(m - k, n - k) + "l"

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

with checks("every correct inclusion proof is accepted", "AUD-07", hint=3):
    cases = [(MANY[m], m, n, proof, TREES[n]) for (m, n), proof in PATHS.items()]
    assert all(shown is True for shown in call_each(verify_inclusion, cases))
    assert verify_inclusion(b"forged", 0, 1, [], TREES[1]) is False
    nothing = [sha(b"\x00")] * 2
    assert verify_inclusion(b"", 1, 2, nothing[:1], sha(b"\x01" + nothing[0] + nothing[1])) is True

with checks("a proof is refused if index and size lead through other steps", "AUD-07", hint=1):
    cases = [
        (MANY[m], index, size, proof, TREES[n])
        for (m, n), proof in PATHS.items()
        if n in (1, 2, 3, 6, 7)
        for index in range(-1, 8)
        for size in range(0, 10)
        if (index, size) != (m, n)
        and (not 0 <= index < size or steps(index, size) != steps(m, n))
    ]
    assert all(shown is False for shown in call_each(verify_inclusion, cases))
    assert verify_inclusion(MANY[0], 0, 1, [], TREES[1]) is True
    assert verify_inclusion(b"", 0, 0, [], TREES[0]) is False

with checks("a proof with another entry, another root, or a damaged list is refused", "AUD-07", hint=2):
    cases = [
        (entry, m, n, shown, top)
        for (m, n), proof in PATHS.items()
        for entry, shown, top in (
            (b"forged", proof, TREES[n]),
            (MANY[m], proof, TREES[0]),
            (MANY[m], proof, TREES[n - 1]),
            (MANY[m], proof, TREES[n][:-1]),
            (MANY[m], proof, TREES[n][:-1] + bytes([TREES[n][-1] ^ 1])),
            *((MANY[m], other, TREES[n]) for other in damaged(proof)),
        )
    ]
    assert not any(call_each(verify_inclusion, cases))
    pair = TREES[2] + TREES[3]  # two hashes in the place of an entry
    assert not verify_inclusion(pair, 0, 1, [], sha(b"\x01" + pair))
    assert not verify_inclusion(TREES[1], 0, 1, [], TREES[1])  # a hash is not the entry
    assert verify_inclusion(MANY[0], 0, 1, [], TREES[1]) is True
### END HIDDEN TESTS

