"""How the lab writes a file that must never be there in part, or that others write, too."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock that is a file of its own, waiting for others that hold it. Raises OSError."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is never there in part. Raises OSError."""
    path = path.resolve()
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def write_json(path: Path, facts: Any) -> None:
    """Write plain data whole, and its folder where that isn't there yet. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (json.dumps(facts, indent=1, ensure_ascii=False) + "\n").encode())
