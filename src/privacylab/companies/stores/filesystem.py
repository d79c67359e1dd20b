"""Folders on fsspec filesystems: packs them for backups, and creates temporary ones in memory."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import fsspec

_numbers = count()
_to_drop: list[str] = []


def pack(files: Any, folder: str) -> bytes:
    """Return all files of a folder on an fsspec filesystem as a ZIP archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in files.find(folder):
            archive.writestr(path.removeprefix(f"{folder}/"), files.cat_file(path))
    return packed.getvalue()


def unpack(files: Any, folder: str, packed: bytes) -> None:
    """Replace a folder's files with those in an archive made by pack()."""
    for path in files.find(folder):
        files.rm_file(path)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for place in archive.namelist():
            write_file(files, f"{folder}/{place}", archive.read(place))


def write_file(files: Any, path: str, content: bytes) -> None:
    """Write a file, creating its parent folders."""
    files.makedirs(path.rpartition("/")[0], exist_ok=True)
    files.pipe_file(path, content)


def new_memory_folder() -> str:
    """Return the URL of a new folder in this process's memory."""
    while _to_drop:
        drop(_to_drop.pop())
    return f"memory://company-{next(_numbers)}"


def drop(url: str) -> None:
    """Delete a folder and its contents, if it exists."""
    files, folder = fsspec.url_to_fs(url)
    if files.exists(folder):
        files.rm(folder, recursive=True)


def drop_later(url: str) -> None:
    """Delete a folder when the next one is made.

    A finalizer may run while another company's folder is being listed, and fsspec keeps all memory
    files in one dict, so a finalizer must not delete immediately.
    """
    _to_drop.append(url)


@contextmanager
def scratch_folder() -> Iterator[str]:
    """Yield the URL of a folder in memory that is deleted when the context ends."""
    url = new_memory_folder()
    try:
        yield url
    finally:
        drop(url)
