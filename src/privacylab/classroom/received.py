"""Opens a zip or a folder that an instructor was given, and lists the files in it.

Learners chose what is in it. So its file names are never used for writing, no link is followed, and
a file is read only up to its limit, whatever size its zip claims.
"""

import contextlib
import functools
import os
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from privacylab.errors import LabError
from privacylab.grading.submission.limits import FILES, MB, NOTEBOOKS
from privacylab.grading.submission.names import has_controls, printable
from privacylab.grading.submission.staging import KINDS, MOST_ENTRIES, NOTEBOOK, OPEN

MOST_FILES = 50_000
MOST_BYTES = 16_384 * MB  # of all files together, unpacked
MOST_UNPACKED = 200  # times its size in the zip; a notebook full of the same output has about 50
SMALL = 10 * MB  # a file that unpacks to less is harmless whatever its ratio is
DEEPEST_FOLDER = 20
DEEPEST_ZIP = 3  # the LMS's zip, a learner's zip in it, and one more
ADDED = ("__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git", ".venv")
ADDED_FILES = ("thumbs.db", "desktop.ini")
ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".xz", ".bz2")
UNSAFE = "its name would lead out of the folder: ask for it under a plain name"
DAMAGED = "it is damaged in the zip: download the zip again"


Open = Callable[[], AbstractContextManager[zipfile.ZipFile]]  # opens a zip again


class ClassroomError(LabError):
    """An instructor's request can't be carried out: one sentence says why and what to do."""


class NotUsable(Exception):
    """Why one file cannot be used, and what to do."""


@dataclass(frozen=True)
class ReceivedFile:
    """A file in what was received.

    parts     its path there; a zip inside the zip counts as a folder
    modified  when it was last changed, in seconds; 0 in a zip, which only says when it was packed
    read      returns its content. Raises NotUsable.
    """

    parts: tuple[str, ...]
    modified: float
    read: Callable[[], bytes]

    @property
    def path(self) -> str:
        return "/".join(self.parts)


@dataclass
class Received:
    """What was received: files to look at, files that can't be used, and files to ignore.

    refused  each path, with the reason
    added    paths of files that a computer adds by itself, such as __MACOSX
    """

    files: list[ReceivedFile] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Received]:
    """List what is in a zip or a folder, and keep it open meanwhile. Raises ClassroomError."""
    found = Received()
    with contextlib.ExitStack() as stack:
        budget = _Budget()
        if path.is_dir():
            _list_folder(path, (), found, budget, stack)
        else:
            archive = _open_zip(path, stack)
            _list_zip(archive, lambda: contextlib.nullcontext(archive), (), found, budget, stack)
        if not found.files and not found.refused and not found.added:
            raise ClassroomError(f"{printable(path.name)} is empty: download it again.")
        yield found


class _Budget:
    """Counts the files so far, and the bytes that they will unpack to."""

    def __init__(self) -> None:
        self.files, self.bytes = 0, 0
        self._folder: Path | None = None

    def folder(self, stack: contextlib.ExitStack) -> Path:
        """Return a private folder for zips inside what was received."""
        if not self._folder:
            temporary = tempfile.TemporaryDirectory(prefix="privacylab-")
            self._folder = Path(stack.enter_context(temporary))
        return self._folder

    def spend(self, size: int) -> None:
        """Count a file. Raises ClassroomError if there is more than any class sends."""
        self.files += 1
        self.bytes += size
        if self.files > MOST_FILES:
            raise ClassroomError(f"It holds more than {MOST_FILES:,} files: collect it in parts.")
        if self.bytes > MOST_BYTES:
            raise ClassroomError(
                f"It unpacks to more than {MOST_BYTES // MB:,} MB, as a zip bomb does: "
                "find the large file, and collect the others without it."
            )


def _open_zip(path: Path, stack: contextlib.ExitStack) -> zipfile.ZipFile:
    name = printable(path.name)
    if not path.exists():
        raise ClassroomError(f"There is no file {printable(str(path))}: give the LMS's zip.")
    if path.suffix.lower() in ARCHIVES:
        raise ClassroomError(f"{name} is not a zip: unpack it, and collect the folder.")
    try:
        return stack.enter_context(zipfile.ZipFile(path))
    except PermissionError:
        raise ClassroomError(f"{name} cannot be opened: correct its permissions.") from None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ClassroomError(
            f"{name} is not a zip, or is incomplete: download it again, or collect a folder."
        ) from None


def _list_zip(
    archive: zipfile.ZipFile,
    again: Open,
    above: tuple[str, ...],
    found: Received,
    budget: _Budget,
    stack: contextlib.ExitStack,
) -> None:
    for info in archive.infolist():
        name = _name_of(info)
        if name.endswith("/"):
            continue
        parts = (*above, *(part for part in name.split("/") if part not in ("", ".")))
        try:
            _check_name(name)
            _check_kind(info)
        except NotUsable as why:
            found.refused.append(("/".join(parts), str(why)))
            continue
        _take(ReceivedFile(parts, 0, _reader(again, info)), info.file_size, found, budget, stack)


def _list_folder(
    folder: Path,
    above: tuple[str, ...],
    found: Received,
    budget: _Budget,
    stack: contextlib.ExitStack,
) -> None:
    if len(above) > DEEPEST_FOLDER:
        found.refused.append(("/".join(above), f"deeper than {DEEPEST_FOLDER} folders: ignored"))
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda one: one.name)
    except OSError:
        found.refused.append(("/".join(above) or folder.name, "a folder that cannot be opened"))
        return
    for entry in entries:
        parts = (*above, entry.name)
        looks = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(looks.st_mode):
            _list_folder(Path(entry.path), parts, found, budget, stack)
        elif not stat.S_ISREG(looks.st_mode):
            kind = KINDS.get(stat.S_IFMT(looks.st_mode), "not a file")
            found.refused.append(("/".join(parts), f"it is {kind}: put the file itself there"))
        else:
            file = ReceivedFile(parts, looks.st_mtime, _file_reader(Path(entry.path)))
            _take(file, looks.st_size, found, budget, stack)


def _take(
    file: ReceivedFile, size: int, found: Received, budget: _Budget, stack: contextlib.ExitStack
) -> None:
    """Put a file on the right list; a zip is replaced by what is in it."""
    budget.spend(size)
    if _is_added(file.parts):
        found.added.append(file.path)
    elif has_controls(file.path):
        why = "its name is not plain text in UTF-8: rename it"
        found.refused.append((file.path, why))
    elif file.parts[-1].lower().endswith(".zip"):
        _look_inside(file, found, budget, stack)
    elif file.parts[-1].lower().endswith(ARCHIVES):
        found.refused.append((file.path, "only zips are opened: unpack it, and collect the folder"))
    else:
        found.files.append(file)


def _look_inside(
    file: ReceivedFile, found: Received, budget: _Budget, stack: contextlib.ExitStack
) -> None:
    """List a zip inside what was received."""
    depth = sum(part.lower().endswith(".zip") for part in file.parts)
    if depth >= DEEPEST_ZIP:
        why = f"a zip in a zip, more than {DEEPEST_ZIP} deep: ask for the notebooks themselves"
        found.refused.append((file.path, why))
        return
    copy = budget.folder(stack) / f"{budget.files}.zip"  # 1,000 of them cannot all stay open
    try:
        copy.write_bytes(file.read())
        with zipfile.ZipFile(copy) as archive:
            entries = archive.infolist()
            size = sum(one.file_size for one in entries)
            if len(entries) > MOST_ENTRIES or size > 2 * NOTEBOOKS.total:
                raise NotUsable(
                    f"it has more than {MOST_ENTRIES:,} files, or too large ones: ask for the "
                    "notebooks alone"
                )
            before = len(found.files) + len(found.refused) + len(found.added)
            inside = functools.partial(zipfile.ZipFile, copy)
            _list_zip(archive, inside, file.parts, found, budget, stack)
            if len(found.files) + len(found.refused) + len(found.added) == before:
                raise NotUsable("an empty zip: ask for the notebooks")
    except NotUsable as error:
        found.refused.append((file.path, str(error)))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        found.refused.append((file.path, "it is not a zip, or is incomplete: ask for it again"))


def _name_of(info: zipfile.ZipInfo) -> str:
    """Return an entry's name. Many programs, such as Ruby's zip, write UTF-8 without saying so."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _check_name(name: str) -> None:
    """Raise NotUsable for a name that leads out of the folder."""
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
        raise NotUsable(UNSAFE)


def _check_kind(info: zipfile.ZipInfo) -> None:
    """Raise NotUsable for a link, an encrypted file, or one that unpacks to far too much."""
    mode = stat.S_IFMT(info.external_attr >> 16)
    if mode in KINDS:
        raise NotUsable(f"it is {KINDS[mode]}: ask for the file itself")
    if info.flag_bits & 1:
        raise NotUsable("it is encrypted: ask for it without a password")
    if info.file_size > max(SMALL, MOST_UNPACKED * info.compress_size):
        raise NotUsable(
            f"it unpacks to more than {MOST_UNPACKED} times its size, as a zip bomb does: "
            "ask for the notebook with its outputs cleared"
        )


def limit_of(name: str) -> int:
    """Return the most bytes that a file of this name may have."""
    if name.lower().endswith(".zip"):
        return NOTEBOOKS.total
    return NOTEBOOKS.each if name.lower().endswith(NOTEBOOK) else FILES.each


def _reader(again: Open, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with again() as archive, archive.open(info) as file:
                return _read(file, info.filename)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise NotUsable(DAMAGED) from None
        except (NotImplementedError, RuntimeError):
            raise NotUsable("its zip is of an unknown kind: ask for a plain zip") from None

    return read


def _file_reader(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            number = os.open(path, OPEN)
        except OSError:
            raise NotUsable("it cannot be opened: correct its permissions") from None
        with open(number, "rb") as file:
            return _read(file, path.name)

    return read


def _read(file: IO[bytes], name: str) -> bytes:
    most = limit_of(name)
    content = file.read(most + 1)
    if len(content) > most:
        raise NotUsable(
            f"it is larger than {most // MB} MB: ask for the notebook with its outputs cleared"
        )
    return content


def _is_added(parts: tuple[str, ...]) -> bool:
    """Return whether a computer added the file by itself."""
    name = parts[-1].lower()
    return (
        any(part in ADDED for part in parts) or name.startswith((".", "~$")) or name in ADDED_FILES
    )
