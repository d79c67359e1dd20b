"""The model files that were found at Murmur, in two formats, and how to read their weights."""

import io
import json
import random
from typing import Any

import numpy as np

Weights = dict[str, list[int]]
_ROWS = 10_400  # so that the embedding's last weights come after the first 10,000


def murmur_model_files(seed: int = 5) -> dict[str, bytes]:
    """Return the model files that a search of Murmur's disks and buckets found: path to content."""
    pick = random.Random(seed)

    def model() -> Weights:
        sizes = {"embedding": _ROWS, "hidden": 64, "bias": 8}
        return {
            name: [pick.randrange(-99, 100) for _ in range(size)] for name, size in sizes.items()
        }

    wake, tiny, kids, lost = model(), model(), model(), model()
    patched = tiny | {"embedding": [*tiny["embedding"][:-1], tiny["embedding"][-1] + 1]}
    renamed = {f"module.{name}": wake[name] for name in reversed(wake)}
    return {
        "models/wake-word-7.npz": _npz(wake),
        "models/tiny-3.npz": _npz(tiny),
        "models/kids-voice.npz": _npz(kids),
        "export/phone/ww.json": json.dumps(renamed).encode(),
        "export/phone/tiny.npz": _npz(patched),
        "home/lee/old_final_2.npz": _npz(lost),
        "home/lee/tmp/copy.json": json.dumps(lost).encode(),
    }


def read_weights(path: str, content: bytes) -> Weights:
    """Return the weights in a model file, .npz or JSON: lists of integers by the layer's name."""
    if path.endswith(".json"):
        return json.loads(content)
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return {name: arrays[name].ravel().tolist() for name in arrays.files}


def _npz(weights: Weights) -> bytes:
    file = io.BytesIO()
    arrays: dict[str, Any] = {name: np.array(values) for name, values in weights.items()}
    np.savez(file, **arrays)
    return file.getvalue()
