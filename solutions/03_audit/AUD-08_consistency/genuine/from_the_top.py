"""The proof is collected in a loop from the top, and checked by the definition."""

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


def fool(old, forged):
    longer = list(old)
    for entry in forged[len(old) :]:
        longer.append(entry)
    return (root(forged), consistency_proof(longer, len(old)))


class Bad(Exception):
    pass


def take(proof):
    if not proof:
        raise Bad
    return proof.pop()


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
