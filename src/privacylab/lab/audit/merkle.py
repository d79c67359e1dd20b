"""The hash tree of RFC 6962, level by level, for the log that a learner tampers with.

Neighbors are hashed in pairs, and one without a neighbor goes up alone: that makes the RFC's
tree, which the RFC defines from the root down. RFC 9162 has replaced it, with the same hashes.
"""

from hashlib import sha256


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry: 0x00 distinguishes it from a node. Section 2.1."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes: 0x01 distinguishes it from a leaf. Section 2.1."""
    return sha256(b"\1" + left + right).digest()


def levels(entries: list[bytes]) -> list[list[bytes]]:
    """The hashes of the tree, from the leaves up to the root; of no entries, one empty hash."""
    tree = [[leaf_hash(entry) for entry in entries] or [sha256().digest()]]
    while len(below := tree[-1]) > 1:
        pairs = zip(below[::2], below[1::2], strict=False)
        tree.append([node_hash(*pair) for pair in pairs] + below[len(below) // 2 * 2 :])
    return tree


def root(entries: list[bytes]) -> bytes:
    """The one hash that represents all entries."""
    return levels(entries)[-1][0]


def inclusion_proof(entries: list[bytes], index: int) -> list[bytes]:
    """The hashes that lead from the entry at index to the root. Section 2.1.1.

    Raises ValueError if there is no such entry.
    """
    if not 0 <= index < len(entries):
        raise ValueError(f"There is no entry {index} among {len(entries)}.")
    return _upwards(levels(entries), index)


def consistency_proof(entries: list[bytes], size: int) -> list[bytes]:
    """The hashes that prove that these entries begin with the first size of them. Section 2.1.2.

    Raises ValueError if there are fewer.
    """
    if not 0 <= size <= len(entries):
        raise ValueError(f"There are no {size} entries among {len(entries)}.")
    if size in (0, len(entries)):
        return []
    tree, index = levels(entries), size - 1
    while index % 2:  # up to the whole subtree with which the older log ends
        tree, index = tree[1:], index // 2
    return [tree[0][index] for _ in range(index > 0)] + _upwards(tree, index)


def _upwards(tree: list[list[bytes]], index: int) -> list[bytes]:
    """The neighbor on each level that has one."""
    proof = []
    for level in tree:
        proof += level[index ^ 1 : (index ^ 1) + 1]
        index //= 2
    return proof


def verify_inclusion(
    entry: bytes, index: int, size: int, proof: list[bytes], root_hash: bytes
) -> bool:
    """Whether the proof leads from this entry, at this place of a log of this size, to the root."""
    if not 0 <= index < size:
        return False
    hashed, rest = leaf_hash(entry), list(proof)
    while size > 1:
        if index % 2 or index + 1 < size:  # it has a neighbor
            if not rest:
                return False
            other = rest.pop(0)
            hashed = node_hash(other, hashed) if index % 2 else node_hash(hashed, other)
        index, size = index // 2, (size + 1) // 2
    return not rest and hashed == root_hash


def verify_consistency(
    old_size: int, old_root: bytes, size: int, root_hash: bytes, proof: list[bytes]
) -> bool:
    """Whether the proof shows that a log of this size and root begins with the older one."""
    if not 0 <= old_size <= size:
        return False
    if old_size in (0, size):
        known = root_hash if old_size else sha256().digest()
        return not proof and old_root == known
    index = old_size - 1
    while index % 2:
        index, size = index // 2, (size + 1) // 2
    rest = list(proof) if index else [old_root, *proof]
    if not rest:
        return False
    old = new = rest.pop(0)
    while size > 1:
        if index % 2 or index + 1 < size:
            if not rest:
                return False
            other = rest.pop(0)
            new = node_hash(other, new) if index % 2 else node_hash(new, other)
            old = node_hash(other, old) if index % 2 else old
        index, size = index // 2, (size + 1) // 2
    return not rest and old == old_root and new == root_hash
