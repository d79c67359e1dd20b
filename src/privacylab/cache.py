"""Caches in the home's var/cache/ what is slow to derive from the course's text.

Each entry is one file. Its first line is a digest of everything that the entry was derived from,
this edition of the lab included, and of the entry itself. If the digest doesn't match, because the
entry is out of date or damaged, it is derived again. So the folder can be deleted at any time.
"""

import functools
import hashlib
import importlib.metadata
import json
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import privacylab
from privacylab.files import write_whole

FOLDER = Path("var", "cache")
keeps = True  # examiners switch it off: they have no home, and only read the course
DERIVED_WITH = ("jupytext", "nbformat", "nbgrader")


def cached(home: Path | None, name: str, key: Callable[[], str], derive: Callable[[], Any]) -> Any:
    """Return the entry of that name, or else what derive returns, as plain JSON data.

    key returns a digest of everything that derive reads. Without a writable home, nothing is kept.
    """
    if home is None or not keeps:
        return json.loads(json.dumps(derive()))
    path, before = home / FOLDER / f"{name}.json", key()
    with suppress(OSError, ValueError):
        seal, text = path.read_text(encoding="utf-8").split("\n", 1)
        if seal == _seal(before, text):
            return json.loads(text)
    text = json.dumps(derive())
    if key() == before:  # otherwise a text was saved meanwhile, and derive may have read it
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # it can hold hidden checks
            write_whole(path, f"{_seal(before, text)}\n{text}".encode())
    return json.loads(text)


def _seal(key: str, text: str) -> str:
    edition = [lab_edition(), sys.version, *map(importlib.metadata.version, DERIVED_WITH)]
    return hashlib.sha256("\0".join([*edition, key, text]).encode()).hexdigest()


@functools.cache
def lab_edition() -> str:
    """Return the lab's version and a digest of its sources.

    An editable install changes without a new version.
    """
    folder = Path(privacylab.__file__).parent
    sources = digest_of_files(folder, [*folder.rglob("*.py"), *folder.rglob("*.j2")])
    return f"{importlib.metadata.version('privacylab')} {sources}"


def digest_of_files(root: Path, files: Iterable[Path]) -> str:
    """Return a SHA-256 of files' names below root and contents; a missing file counts as empty."""
    found = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes() if path.is_file() else b""
        found.update(f"\0{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()
