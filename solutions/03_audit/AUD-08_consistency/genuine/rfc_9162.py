"""The verifier is written as RFC 9162 writes it: fn and sn, shifted to the right. The forger keeps
the hashes on the left, and fills the others with zeros.
"""

def fool(old, forged):
    proof = consistency_proof([*old, *forged[len(old) :]], len(old))
    for place in range(len(proof)):
        other = [*proof[:place], bytes(32), *proof[place + 1 :]]
        if naive(len(old), root(old), len(forged), root(forged), other):
            proof = other
    return root(forged), proof


def verify_consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: list[bytes]
) -> bool:
    if old_size < 0 or old_size > size:
        return False
    if old_size == 0:
        nothing = hashlib.sha256(b"").digest()
        return old_root == nothing and len(proof) == 0 and (size > 0 or root == nothing)
    if old_size == size:
        return len(proof) == 0 and old_root == root
    if len(proof) == 0:
        return False
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    fn, sn = old_size - 1, size - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            if not fn & 1:
                while not (fn & 1 or fn == 0):
                    fn >>= 1
                    sn >>= 1
        else:
            sr = node_hash(sr, c)
        fn >>= 1
        sn >>= 1
    return fr == old_root and sr == root and sn == 0
