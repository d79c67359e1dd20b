"""Each list is hashed by itself, as NumPy bytes, and the sorted hashes are hashed; the registry is turned around."""

from collections import defaultdict

import numpy as np


def fingerprint(weights):
    parts = sorted(hashlib.sha256(np.asarray(values, dtype="<i8").tobytes()).digest() for values in weights.values())
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.hexdigest()


def unaccounted(files, edges, registry):
    models = defaultdict(set)
    for name, known in registry.items():
        models[known].add(name)
    recorded = set()
    for edge in edges:
        recorded.add(edge["artifact"])
    return {
        path: sorted(models[print_of])
        for path, print_of in ((path, fingerprint(weights)) for path, weights in files.items())
        if not models[print_of] & recorded
    }
