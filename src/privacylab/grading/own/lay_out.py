"""Lays out a course in a home: the lessons and empty notebooks that a learner opens and saves.

The home keeps a record of what it got, so that an update can tell a learner's changes from the
course's.
"""

import hashlib
import importlib.metadata
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from packaging.version import Version

from privacylab.catalog import CatalogError, find_home, find_root
from privacylab.catalog.exercises import METADATA, pristine
from privacylab.catalog.load import HOME, IN_PACKAGE, LAID_OUT
from privacylab.errors import LabError
from privacylab.files import write_json

KINDS = (".ipynb", ".png", ".svg")


class LayOutError(LabError):
    """A folder cannot be the home of this course: one sentence says why, and what to do."""


class Record(NamedTuple):
    """What was laid out in a home: the version of the lab, and each file's digest by its path."""

    version: str
    files: dict[str, str]


def begin(folder: Path) -> str:
    """Make folder the home of the course in the package, unless it is already inside one.

    Returns what to say first, or "". Raises LayOutError if the folder holds other files, or a newer
    version of the course. A course that is elsewhere, such as a clone, needs no home.
    """
    if find_root(folder) != IN_PACKAGE:
        return ""
    try:
        home = find_home(folder)
    except CatalogError:
        home = folder.resolve()
        if any(_is_other(one) for one in home.iterdir()):
            raise LayOutError(
                f"{home} holds other files, so the course was not laid out there: make an empty "
                "folder (mkdir privacy-lab && cd privacy-lab), and run the command again in it."
            ) from None
    os.environ[HOME] = str(home)  # for all that this process starts
    before, now = refuse_older(home), version()
    if before in ("", now):
        return ""
    return (
        f"{home} has version {before} of the course, but version {now} is installed. To bring "
        "the new one here, without touching your answers, run: privacylab update"
    )


def refuse_older(home: Path) -> str:
    """Return the version that laid out a home, or "". Raises LayOutError if it is newer."""
    before, now = read_record(home).version, version()
    if before and Version(before) > Version(now):
        raise LayOutError(
            f"{home} has version {before} of the course, and this is the older {now}, so nothing "
            "was changed: use the newer one, such as uvx privacylab@latest lab, or start in an "
            "empty folder."
        )
    return before


def version() -> str:
    """Return the installed version of the lab."""
    return importlib.metadata.version("privacylab")


def lay_out(root: Path, home: Path) -> None:
    """Copy each folder of lessons or notebooks that is not in the home yet."""
    new: dict[str, str] = {}
    for source, target, names in _openable(root, home):
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=target.parent) as folder:
            made = Path(folder, target.name)
            made.mkdir()
            for name in names:
                shutil.copyfile(source / name, made / name)
            if target == (home / LAID_OUT).parent:  # from now on an interrupted start can resume
                write_json(made / Path(LAID_OUT).name, Record(version(), {})._asdict())
            if not target.exists():  # another process may have been faster
                made.rename(target)
        for name in names:
            path = (target / name).relative_to(home).as_posix()
            new[path] = digest((source / name).read_bytes())
    if new:
        before = read_record(home)
        write_record(home, Record(before.version, before.files | new))


def openable(root: Path) -> dict[str, Path]:
    """Return each file that a home gets: its path there, and its source in the course."""
    return {
        (target / name).as_posix(): source / name
        for source, target, names in _openable(root, Path())
        for name in names
    }


def _openable(root: Path, home: Path) -> Iterator[tuple[Path, Path, list[str]]]:
    """Yield each folder with something to open: its source, its target, and its files."""
    lessons, empty = root / "course", pristine(root)
    pairs = [(lessons, home / "course")]
    pairs += [(one, home / "course" / one.name) for one in sorted(lessons.glob("*"))]
    pairs += [(one, home / "assignments" / one.name) for one in sorted(empty.glob("*"))]
    for source, target in pairs:
        if source.is_dir() and not source.name.startswith("."):
            yield source, target, [one.name for one in source.iterdir() if one.suffix in KINDS]


def digest(content: bytes) -> str:
    """Return a SHA-256 of the course's content of a file; of a notebook, without outputs."""
    try:
        notebook: dict[str, Any] = json.loads(content)
        says: list[Any] = [notebook["metadata"].get(METADATA)]
        for cell in notebook["cells"]:
            mark = cell["metadata"].get("nbgrader")
            says.append((cell["cell_type"], "".join(cell["source"]), mark))
        content = json.dumps(says, sort_keys=True).encode()
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # a picture, or a damaged notebook
    return hashlib.sha256(content).hexdigest()


def read_record(home: Path) -> Record:
    """Return the record of a home; if it can't be read, an empty one, and no file is replaced."""
    try:
        found = json.loads((home / LAID_OUT).read_text(encoding="utf-8"))
        Version(found["version"] or "0")  # a home older than these records has no version
        return Record(str(found["version"]), dict(found["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Record("", {})


def write_record(home: Path, record: Record) -> None:
    """Write the record of a home. Raises OSError."""
    write_json(home / LAID_OUT, record._asdict())


def _is_other(path: Path) -> bool:
    """Whether a path is neither hidden nor the environment that the lab is installed in."""
    return not path.name.startswith(".") and not (path / "pyvenv.cfg").is_file()
