"""Writes files atomically, and locks those that several processes write."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock on a separate lock file, waiting while others hold it. Raises OSError."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_whole(path: Path, content: bytes) -> None:
    """Write a file atomically, so that it is never there in part. Raises OSError."""
    path = path.resolve()
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def write_json(path: Path, facts: Any) -> None:
    """Write plain data as JSON, atomically, and create its folder if needed. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (json.dumps(facts, indent=1, ensure_ascii=False) + "\n").encode())
