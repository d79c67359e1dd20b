"""Model files: folders with a marker file, or single files for a device."""

import hashlib
import json
from collections.abc import Mapping, Sequence

Weights = Mapping[str, Sequence[int]]
MARKER = "MLmodel"  # the file that makes a folder a model
WEIGHTS = "weights.json"


class Files:
    """In-memory buckets. A path's first part is its bucket; contents maps paths to bytes."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}

    def save(self, folder: str, weights: Weights) -> None:
        """Write a loadable model into a folder."""
        self.contents[f"{folder}/{MARKER}"] = b"flavors: words"
        self.contents[f"{folder}/{WEIGHTS}"] = json.dumps({"words": dict(weights)}).encode()

    def export(self, path: str, weights: Weights) -> None:
        """Write a model as a single file for a device: different bytes, the same weights."""
        self.contents[path] = json.dumps(dict(sorted(weights.items())), indent=1).encode()

    def load(self, path: str) -> dict[str, list[int]]:
        """Return the weights in a folder with a marker, or in a file.

        Raises KeyError if there is neither, ValueError for a file that holds no weights.
        """
        whole = path in self.contents
        if not whole and f"{path}/{MARKER}" not in self.contents:
            raise KeyError(path)
        found = _weights(self.contents.get(path if whole else f"{path}/{WEIGHTS}", b""))
        if found is None:
            raise ValueError(f"{path!r} holds no weights.")
        return found

    def listed(self) -> list[dict]:
        """Return every file's path and the fingerprint of its weights, sorted by path."""
        return [
            {"path": path, "fingerprint": _fingerprint(_weights(content))}
            for path, content in sorted(self.contents.items())
        ]

    def drop(self, folder: str) -> None:
        """Delete a folder and its contents."""
        for path in [path for path in self.contents if path.startswith(f"{folder}/")]:
            del self.contents[path]


def _weights(content: bytes) -> dict[str, list[int]] | None:
    """Return the weights in a file of either format, or None if it holds none."""
    try:
        found = json.loads(content)
    except ValueError:
        return None
    return found.get("words", found)


def _fingerprint(weights: Weights | None) -> str | None:
    if weights is None:
        return None
    text = json.dumps(weights, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
