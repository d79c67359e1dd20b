# /// counterfeit
# story = "The bits of the index say left or right, in a tree of any size."
# covers = ["AUD-07"]
# caught_by = [
#     "every true inclusion proof is accepted",
#     "a proof says nothing where index and size lead by other steps",
# ]
# ///
def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(entries: list[bytes]) -> bytes:
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    k = split(len(entries))
    return node_hash(root(entries[:k]), root(entries[k:]))


def split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(entries: list[bytes], index: int) -> list[bytes]:
    if not 0 <= index < len(entries):
        raise ValueError(f"There is no entry {index}.")
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if index < k:
        return [*inclusion_proof(entries[:k], index), root(entries[k:])]
    return [*inclusion_proof(entries[k:], index - k), root(entries[:k])]


def consistency_proof(entries: list[bytes], size: int) -> list[bytes]:
    if not 0 <= size <= len(entries):
        raise ValueError(f"There was no log of {size} entries.")
    return subproof(entries, size, known=True) if size else []


def subproof(entries: list[bytes], size: int, known: bool) -> list[bytes]:
    if size == len(entries):
        return [] if known else [root(entries)]
    k = split(len(entries))
    if size <= k:
        return [*subproof(entries[:k], size, known), root(entries[k:])]
    return [*subproof(entries[k:], size - k, False), root(entries[:k])]


def verify_inclusion(entry: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    if not 0 <= index < size:
        return False
    hashed = leaf_hash(entry)
    for other in proof:
        hashed = node_hash(other, hashed) if index % 2 else node_hash(hashed, other)
        index //= 2
    return hashed == root


def verify_consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: list[bytes]
) -> bool:
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
