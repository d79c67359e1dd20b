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


def consistency_proof(entries, size):
    if size < 0 or size > len(entries):
        raise ValueError(size)
    if size == 0:
        return []
    proof, whole = [], True
    while size != len(entries):
        k = half(len(entries))
        if size <= k:
            proof.append(root(entries[k:]))
            entries = entries[:k]
        else:
            proof.append(root(entries[:k]))
            entries, size, whole = entries[k:], size - k, False
    if not whole:
        proof.append(root(entries))
    return proof[::-1]


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


def verify_consistency(old_size, old_root, size, root, proof):
    if old_size < 0 or old_size > size:
        return False
    if old_size == 0 and old_root != hashlib.sha256(b"").digest():
        return False
    if old_size in (0, size):
        return proof == [] and (old_size < size or old_root == root)
    left = list(proof)

    def both(m, n, known):
        if m == n:
            one = old_root if known else take(left)
            return one, one
        k, top = half(n), take(left)
        if m <= k:
            old, new = both(m, k, known)
            return old, node_hash(new, top)
        old, new = both(m - k, n - k, False)
        return node_hash(top, old), node_hash(top, new)

    try:
        return both(old_size, size, True) == (old_root, root) and left == []
    except Bad:
        return False
