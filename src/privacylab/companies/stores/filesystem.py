"""A folder of files, packed for a backup."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import fsspec

_numbers = count()
_abandoned: list[str] = []


def pack(files: Any, folder: str) -> bytes:
    """All files of a folder of an fsspec filesystem, as a ZIP archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in files.find(folder):
            archive.writestr(path.removeprefix(f"{folder}/"), files.cat_file(path))
    return packed.getvalue()


def unpack(files: Any, folder: str, packed: bytes) -> None:
    """Let the folder hold what pack() found in it, and nothing else."""
    for path in files.find(folder):
        files.rm_file(path)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for place in archive.namelist():
            write_file(files, f"{folder}/{place}", archive.read(place))


def write_file(files: Any, path: str, content: bytes) -> None:
    """Write a file, and the folders on the way to it."""
    files.makedirs(path.rpartition("/")[0], exist_ok=True)
    files.pipe_file(path, content)


def new_memory() -> str:
    """A folder in the memory of this process that nobody has: its URL."""
    while _abandoned:
        drop(_abandoned.pop())
    return f"memory://company-{next(_numbers)}"


def drop(url: str) -> None:
    """Delete a folder with all that it holds, if it is there."""
    files, folder = fsspec.url_to_fs(url)
    if files.exists(folder):
        files.rm(folder, recursive=True)


def abandon(url: str) -> None:
    """Let a folder be deleted when the next one is made.

    For finalizers: one may run while another company's folder is being listed, and all of them
    lie in one dict of fsspec's.
    """
    _abandoned.append(url)


@contextmanager
def scratch() -> Iterator[str]:
    """A folder in memory that is gone afterwards: its URL."""
    url = new_memory()
    try:
        yield url
    finally:
        drop(url)
