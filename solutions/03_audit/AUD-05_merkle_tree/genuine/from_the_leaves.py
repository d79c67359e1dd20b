"""The tree is built level by level; a node without a brother goes up as it is. Proofs are checked by
the definition, from the top.
"""

def leaf_hash(entry):
    made = hashlib.sha256(bytes([0]))
    made.update(entry)
    return made.digest()


def node_hash(left, right):
    return hashlib.sha256(b"".join([bytes([1]), left, right])).digest()


def root(entries):
    level = [leaf_hash(entry) for entry in entries]
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [node_hash(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)] + odd
    return level[0]


def inclusion_proof(entries, index):
    if index < 0 or index >= len(entries):
        raise ValueError(index)
    level, proof = [leaf_hash(entry) for entry in entries], []
    while len(level) > 1:
        brother = index ^ 1
        if brother < len(level):
            proof.append(level[brother])
        odd = level[-1:] if len(level) % 2 else []
        level = [node_hash(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)] + odd
        index //= 2
    return proof


def half(size):
    power = 1
    while power * 2 < size:
        power *= 2
    return power


class Bad(Exception):
    pass


def take(proof):
    if not proof:
        raise Bad
    return proof.pop()


def verify_inclusion(entry, index, size, proof, root):
    left = list(proof)

    def rebuilt(index, size):
        if size == 1:
            return leaf_hash(entry)
        k, top = half(size), take(left)
        if index < k:
            return node_hash(rebuilt(index, k), top)
        return node_hash(top, rebuilt(index - k, size - k))

    try:
        return 0 <= index < size and rebuilt(index, size) == root and left == []
    except Bad:
        return False
