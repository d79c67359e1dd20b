# %% [markdown]
# ## Why
#
# Triggers stop an honest program. They do not stop somebody with the file and an editor. So the log gets
# a **Merkle tree**, as RFC 6962 defines it for Certificate Transparency: one hash, the *root*, stands
# for all entries, and two kinds of short proof tell an outsider what is in the log without showing
# it all.
#
# The RFC's definition, for a list of n entries (bytes), with SHA-256 and `‖` for "followed by":
#
# - the root of no entries is `SHA-256("")`, the hash of nothing;
# - the root of one entry d is its **leaf hash**, `SHA-256(0x00 ‖ d)`;
# - of n > 1 entries, let k be the **largest power of two that is smaller than n**. The root is the
#   **node hash** `SHA-256(0x01 ‖ left ‖ right)`, of the root of the first k entries and the root of the
#   other n − k. Nothing is ever doubled or filled up.
#
# The tree of seven entries. Each number, or range of numbers, stands for the hash of those entries:
#
# ```
#                0–6                  the root: k is 4
#          ┌──────┴──────┐
#         0–3           4–6           k is 2 on both sides
#       ┌──┴──┐       ┌──┴──┐
#      0–1   2–3     4–5    6
#     ┌─┴─┐ ┌─┴─┐   ┌─┴─┐
#     0   1 2   3   4   5             seven leaves; 6 goes up alone
# ```
#
# The two proofs are lists of hashes:
#
# - The **inclusion proof** (audit path, RFC 6962 section 2.1.1) of entry number m among n: where n is 1,
#   it is empty. Else, where m < k, it is the proof of m among the first k entries, and then the root of
#   the rest; where m ≥ k, the proof of m − k among the rest, and then the root of the first k. (So it
#   begins at the leaf. That of entry 4 is the hashes 5, 6, 0–3.)
# - The **consistency proof** (section 2.1.2) shows that the first m of n entries are the same as an
#   earlier log of m entries, 0 < m ≤ n. It is SUBPROOF(m, entries, true), where
#   - SUBPROOF(m, entries, b) with m = n is empty where b is true, else the root of these entries;
#   - with m ≤ k it is SUBPROOF(m, first k, b), and then the root of the rest;
#   - with m > k it is SUBPROOF(m − k, rest, false), and then the root of the first k.
#
#   From m = 0, and where m = n, it is empty. (That from 3 to 7 is the hashes 2, 3, 0–1, 4–6.)
#
# No order asks for a tree: it is engineering, after a public standard.
#
# Write seven functions. Hashes are `bytes`; numbers of entries count from 0; nothing is ever asked
# about more than some dozens of entries, so a root may be computed anew each time.
#
# ## Rules
#
# - You may add functions and imports of your own to the cell of your answer.
# - Do not change the dicts, the lists and the tables that you are given.
# - *Missing* in a table is what is `None`, `NaN` or `NaT`, and nothing else: the empty text `""` is there.
#   A column whose values may be missing is said to be so.

# %% given="setup"
import hashlib

from privacylab.checks import Checks
from privacylab.lab import hint

# %% [markdown]
# ## Step 1 · `root`
#
# **1. `leaf_hash(entry)`**, **2. `node_hash(left, right)`**, **3. `root(entries)`**.

# %% step="root"
def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry. RFC 6962 section 2.1."""
    ### BEGIN SOLUTION
    return hashlib.sha256(b"\x00" + entry).digest()
    ### END SOLUTION


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes. RFC 6962 section 2.1."""
    ### BEGIN SOLUTION
    return hashlib.sha256(b"\x01" + left + right).digest()
    ### END SOLUTION


def root(entries: list[bytes]) -> bytes:
    """The root of the tree of these entries. RFC 6962 section 2.1."""
    ### BEGIN SOLUTION
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    k = split(len(entries))
    return node_hash(root(entries[:k]), root(entries[k:]))


def split(size: int) -> int:
    """The largest power of two that is smaller than size, which is 2 or more."""
    return 1 << (size - 1).bit_length() - 1
    ### END SOLUTION

# %% test="root"
def sha(data):
    return hashlib.sha256(data).digest()

seven = [f"entry {number}".encode() for number in range(7)]

with checks("a leaf and a node are hashed apart"):
    assert leaf_hash(b"abc") == sha(b"\x00abc")
    assert node_hash(sha(b"l"), sha(b"r")) == sha(b"\x01" + sha(b"l") + sha(b"r"))
    assert root([]) == sha(b"")

with checks("three entries are two and one", "AUD-06"):
    assert root([b"a", b"b", b"c"]) == node_hash(
        node_hash(leaf_hash(b"a"), leaf_hash(b"b")), leaf_hash(b"c")
    )

### BEGIN HIDDEN TESTS
# The leaves and the roots for 1 to 8 of them: vectors that implementations of RFC 6962 share.
VECTOR = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip

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

def tree(entries):
    """The definition, word by word."""
    if len(entries) < 2:
        return sha(b"\x00" + entries[0]) if entries else sha(b"")
    k = max(2**power for power in range(10) if 2**power < len(entries))
    return sha(b"\x01" + tree(entries[:k]) + tree(entries[k:]))

TREES = {size: tree(MANY[:size]) for size in range(23)}

with checks("the roots are those of the published vectors", hint=3):
    assert [root(VECTOR[:size]).hex() for size in range(1, 9)] == ROOTS

with checks("two hashes that pass for an entry are another tree", hint=1):
    pair = sha(b"\x00a") + sha(b"\x00b")
    forged = root([pair])
    assert forged not in (root([b"a", b"b"]), root([sha(b"\x00a"), sha(b"\x00b")]))
    assert root([]) == sha(b"")
    assert root([b""]) == sha(b"\x00")
    assert leaf_hash(b"\x01" + pair) != node_hash(sha(b"\x00a"), sha(b"\x00b"))

with checks("a list with its last entry doubled is another list", "AUD-06", hint=1):
    for size, doubled in [(1, 1), (3, 1), (5, 1), (5, 3), (6, 2), (7, 1), (11, 1)]:
        entries = MANY[:size]
        longer = entries + entries[-doubled:]
        assert root(longer) != root(entries)

with checks("every size splits at the largest smaller power of two", "AUD-06", hint=3):
    assert [root(MANY[:size]) for size in range(18)] == [TREES[size] for size in range(18)]

with checks("the order of the entries is part of the root", "AUD-06", hint=2):
    assert root([b"b", b"a"]) != root([b"a", b"b"])
    assert root([b"a", b"c", b"b"]) != root([b"a", b"b", b"c"])
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · `inclusion_proof`
#
# **4. `inclusion_proof(entries, index)`** raises `ValueError` where there is no entry of that number, and

# %% step="inclusion_proof"
def inclusion_proof(entries: list[bytes], index: int) -> list[bytes]:
    """The audit path of the entry at index, from its leaf upwards. RFC 6962 section 2.1.1.

    Raises ValueError where there is no such entry.
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
### BEGIN HIDDEN TESTS
SIZES = [*range(1, 10), 13, 14, 17]

def path(entries, m):
    if len(entries) == 1:
        return []
    k = max(2**power for power in range(10) if 2**power < len(entries))
    if m < k:
        return path(entries[:k], m) + [tree(entries[k:])]
    return path(entries[k:], m - k) + [tree(entries[:k])]

def sub(m, entries, b):
    if m == len(entries):
        return [] if b else [tree(entries)]
    k = max(2**power for power in range(10) if 2**power < len(entries))
    if m <= k:
        return sub(m, entries[:k], b) + [tree(entries[k:])]
    return sub(m - k, entries[k:], False) + [tree(entries[:k])]

PATHS = {(m, n): path(MANY[:n], m) for n in SIZES for m in range(n)}

SUBS = {(m, n): sub(m, MANY[:n], True) for n in SIZES for m in range(1, n + 1)}

with checks("an inclusion proof is the audit path of the RFC, for every entry of every size", "AUD-07", hint=2):
    assert [case for case, proof in PATHS.items() if inclusion_proof(MANY[: case[1]], case[0]) != proof] == []

with checks("there is no proof of an entry that is not there", "AUD-07", hint=1):
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
# ## Step 3 · `consistency_proof`
#
# **5. `consistency_proof(entries, size)`** where `size` is negative or more than there are.

# %% step="consistency_proof"
def consistency_proof(entries: list[bytes], size: int) -> list[bytes]:
    """The proof that these entries begin with the first size of them. RFC 6962 section 2.1.2.

    Raises ValueError where size is negative or more than there are.
    """
    ### BEGIN SOLUTION
    if not 0 <= size <= len(entries):
        raise ValueError(f"There was no log of {size} entries.")
    return subproof(entries, size, known=True) if size else []


def subproof(entries: list[bytes], size: int, known: bool) -> list[bytes]:
    """known: whether the verifier has the root of the first size entries already."""
    if size == len(entries):
        return [] if known else [root(entries)]
    k = split(len(entries))
    if size <= k:
        return [*subproof(entries[:k], size, known), root(entries[k:])]
    return [*subproof(entries[k:], size - k, False), root(entries[:k])]
    ### END SOLUTION

# %% test="consistency_proof"
### BEGIN HIDDEN TESTS
with checks("a consistency proof is that of the RFC, for every two sizes", "AUD-08", hint=2):
    assert [case for case, proof in SUBS.items() if consistency_proof(MANY[: case[1]], case[0]) != proof] == []
    assert [size for size in range(6) if consistency_proof(MANY[:size], 0) != []] == []

with checks("there is no proof from a log that is longer, or shorter than nothing", "AUD-08", hint=1):
    proven = []
    for size, old in [(0, 1), (5, 6), (5, -1), (8, 9)]:
        try:
            consistency_proof(MANY[:size], old)
            proven.append((size, old))
        except ValueError:
            pass
    assert proven == []
### END HIDDEN TESTS

# %% [markdown]
# ## Step 4 · `verify_inclusion`
#
# **6. `verify_inclusion(entry, index, size, proof, root)`** says whether the proof shows that `entry` stands
# at number `index` in a log of `size` entries with that root. It never sees the log:
#
# 1. Where `index` is negative, or not smaller than `size`, the answer is `False`.
# 2. Begin with `hashed`, the leaf hash of the entry; with `index`; and with `last = size − 1`. The latter two
#    are numbers in a row of the tree: where we stand, and where that row ends.
# 3. For each hash p of the proof, in order:
#    - Where `last` is 0, we are at the root already: `False`.
#    - Where `index` is odd or equals `last`, p stands to the left: `hashed` becomes the node hash of p and
#      `hashed`. Then, as long as `index` is even, halve `index` and `last`: here nodes went up alone.
#    - Else p stands to the right: `hashed` becomes the node hash of `hashed` and p.
#    - In both cases halve `index` and `last`, rounding down: one row up.
# 4. `True` where `last` is 0 now and `hashed` is the root; else `False`.

# %% step="verify_inclusion"
def verify_inclusion(
    entry: bytes, index: int, size: int, proof: list[bytes], root: bytes
) -> bool:
    """Whether proof shows that entry is number index of a log of that size and root.

    RFC 9162 section 2.1.3.2.
    """
    ### BEGIN SOLUTION
    if not 0 <= index < size:
        return False
    hashed, last = leaf_hash(entry), size - 1
    for other in proof:
        if last == 0:  # the root has been reached, and the proof goes on
            return False
        if index % 2 or index == last:
            hashed = node_hash(other, hashed)
            while index % 2 == 0:  # a node without a right brother goes up alone
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
SUBS[21, 22] = sub(21, MANY, True)

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
        yield [*proof[:place], *proof[place + 1 :]]
    yield [*proof, TREES[1]]
    yield [TREES[1], *proof]
    yield [*proof, b""]
    if len(proof) > 1:
        yield proof[::-1]

with checks("every true inclusion proof is accepted", "AUD-07", hint=3):
    refused = [
        (m, n) for (m, n), proof in PATHS.items()
        if verify_inclusion(MANY[m], m, n, proof, TREES[n]) is not True
    ]  # fmt: skip
    assert refused == []

with checks("a proof says nothing where index and size lead by other steps", "AUD-07", hint=1):
    replayed = [
        ((m, n), (index, size))
        for (m, n), proof in PATHS.items()
        if n in (1, 2, 3, 6, 7)
        for index in range(-1, 8)
        for size in range(0, 10)
        if (index, size) != (m, n)
        and (not 0 <= index < size or steps(index, size) != steps(m, n))
        and verify_inclusion(MANY[m], index, size, proof, TREES[n]) is not False
    ]
    assert replayed == []

with checks("a proof with another entry, another root or a damaged list is refused", "AUD-07", hint=2):
    accepted = [
        (m, n) for (m, n), proof in PATHS.items()
        if verify_inclusion(b"forged", m, n, proof, TREES[n])
        or verify_inclusion(MANY[m], m, n, proof, TREES[0])
        or verify_inclusion(MANY[m], m, n, proof, TREES[n - 1])
        or any(verify_inclusion(MANY[m], m, n, other, TREES[n]) for other in damaged(proof))
    ]  # fmt: skip
    assert accepted == []
    pair = TREES[2] + TREES[3]  # two hashes in the place of an entry
    assert not verify_inclusion(pair, 0, 1, [], sha(b"\x01" + pair))
### END HIDDEN TESTS

# %% [markdown]
# ## Step 5 · `verify_consistency`
#
# **7. `verify_consistency(old_size, old_root, size, root, proof)`** says whether the proof shows that a log of
# `size` entries with `root` begins with the `old_size` entries whose root was `old_root`:
#
# 1. Where `old_size` is negative or greater than `size`, the answer is `False`. Where it is 0, `old_root` must
#    be the root of no entries; where it equals `size`, the two roots must be the same; and in both cases the
#    proof must be empty. That decides it. (From 0 to a larger size `root` may be any: each log begins with
#    nothing.)
# 2. Else let `node = old_size − 1` and `last = size − 1`, and halve both as long as `node` is odd.
# 3. Where `node` is now 0, the older log is one whole subtree, and its root is not sent: put `old_root` in
#    front of the proof. Where there is no hash then, the answer is `False`.
# 4. Begin with `old` and `new`, which are both the first hash. Then go up with each further hash p as in
#    function 6, with `node` in place of `index`. Where p stands to the left, it goes into both: `old` and `new`
#    become the node hash of p and of themselves. To the right it goes into `new` alone: what stands there is
#    newer.
# 5. `True` where `last` is 0 now, `old` is `old_root` and `new` is `root`; else `False`.
#
# (The steps are those of RFC 9162, which has replaced RFC 6962: its sections 2.1.3.2 and 2.1.4.2.)
#
# Both are true for the proofs of functions 4 and 5. They are false for another entry or another root, and
# where a hash of the list is changed, missing, added or elsewhere. What of the numbers?
#
# - *Bound:* the number. For one `size`, no other `index` is accepted, and no other `old_size`.
# - *Not bound:* the size alone. Of the numbers the steps use only on which side each hash stands, and
#   where the way ends. Two sizes in which these are the same cannot be told apart: the proof of entry 3 of 7
#   is accepted for 5, 6 and 8 as well, and so is the one from 3 to 7. Therefore a size and its root are always
#   taken together, from one anchor. No check asks about two cases with the same steps.
#
# Both verifiers answer `True` or `False` and raise nothing, as long as entries and hashes are bytes of any
# length, sizes and indices are whole numbers, and proofs are lists. (In earnest one also refuses hashes that are
# not 32 bytes long, so that no byte can move from one to its neighbour. You may; no check turns on it.) In both,
# the parameter `root` hides the function `root`: write `hashlib.sha256(b"").digest()` for the root of nothing.

# %% step="verify_consistency"
def verify_consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: list[bytes]
) -> bool:
    """Whether proof shows that a log of that size and root begins with the older one.

    RFC 9162 section 2.1.4.2.
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
    # where the older log is a whole subtree, its root is the first hash, and nobody sends it
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
    proof = consistency_proof(seven, 3)
    assert proof == [leaf_hash(seven[2]), leaf_hash(seven[3]), root(seven[:2]), root(seven[4:])]
    assert verify_consistency(3, root(seven[:3]), 7, root(seven), proof)
    assert not verify_consistency(3, root([b"x", *seven[1:3]]), 7, root(seven), proof)

### BEGIN HIDDEN TESTS
def way(m, n, b=True):
    """The same for a consistency proof."""
    if m == n:
        return "o" if b else "h"
    k = max(2**power for power in range(10) if 2**power < n)
    return way(m, k, b) + "r" if m <= k else way(m - k, n - k, False) + "l"

with checks("every true consistency proof is accepted, from 0, from powers of two, to itself", "AUD-08", hint=3):
    refused = [
        (m, n) for (m, n), proof in SUBS.items()
        if verify_consistency(m, TREES[m], n, TREES[n], proof) is not True
    ]  # fmt: skip
    assert refused == []
    assert [n for n in range(18) if not verify_consistency(0, TREES[0], n, TREES[n], [])] == []

with checks("a rewritten entry breaks the proof, wherever it stood", "AUD-08", hint=1):
    wrong = []
    for m, n in [(1, 2), (2, 5), (3, 4), (4, 7), (4, 8), (6, 8), (7, 13), (8, 13), (13, 13)]:
        for place in range(n):
            bent = [*MANY[:place], b"forged", *MANY[place + 1 : n]]
            shown = verify_consistency(m, TREES[m], n, tree(bent), sub(m, bent, True))
            if shown is not (place >= m):
                wrong.append((m, n, place))
    assert wrong == []

with checks("other roots, other steps and damaged lists are refused", "AUD-08", hint=2):
    accepted = [
        (m, n) for (m, n), proof in SUBS.items()
        if verify_consistency(m, TREES[0], n, TREES[n], proof)
        or verify_consistency(m, TREES[m], n, TREES[0], proof)
        or (m != n and verify_consistency(m, TREES[n], n, TREES[m], proof))
        or any(verify_consistency(m, TREES[m], n, TREES[n], other) for other in damaged(proof))
    ]  # fmt: skip
    assert accepted == []
    replayed = [
        ((m, n), (old, size))
        for (m, n), proof in SUBS.items()
        if n in (1, 2, 3, 6, 7)
        for old in range(-1, 8)
        for size in range(0, 10)
        if (old, size) != (m, n)
        and (not 0 < old <= size or way(old, size) != way(m, n))
        and verify_consistency(old, TREES[m], size, TREES[n], proof) is not False
    ]
    assert replayed == []

with checks("from nothing and to itself, only the right roots and the empty list will do", "AUD-08", hint=3):
    assert not verify_consistency(0, TREES[1], 4, TREES[4], [])
    assert not verify_consistency(0, TREES[0], 4, TREES[4], [TREES[4]])
    assert not verify_consistency(0, TREES[0], 0, TREES[1], [])
    assert not verify_consistency(0, TREES[1], 0, TREES[1], [])
    assert not verify_consistency(4, TREES[4], 4, TREES[5], [])
    assert not verify_consistency(4, TREES[4], 4, TREES[4], [TREES[4]])
    assert not verify_consistency(5, TREES[5], 4, TREES[4], [])
    assert not verify_consistency(-1, TREES[0], 4, TREES[4], [])
    assert not verify_consistency(3, TREES[3], 4, TREES[4], [])
### END HIDDEN TESTS
