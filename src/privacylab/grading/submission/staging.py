"""Copies a submission to a private place once; everything after that reads the copy.

A submission's folder is the learner's. It can hold links, pipes and endless files, and it can
change while it is read. So each file is opened relative to its open folder, without following a
link, and checked once it is open.
"""

import contextlib
import errno
import hashlib
import itertools
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from privacylab.catalog import Module
from privacylab.grading.course import ME, Course
from privacylab.grading.submission.limits import FILES, MB, NOTEBOOKS, Limits
from privacylab.grading.submission.names import has_controls, name_problem, printable

MOST_ENTRIES = 1_000  # files and folders to look at; if there are more, only the notebooks count
DEEPEST = 8  # folders inside folders
LEFT_OUT = "Left out:"
MOST_NAMED = 10  # files that the sentence names
NOTEBOOK, TIMESTAMP = ".ipynb", "timestamp.txt"
SKIPPED = (".", "__pycache__")  # folders that programs leave behind
CHUNK = MB
OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


@dataclass(frozen=True)
class StagedSubmission:
    """A private copy of a submission, of regular files only.

    notebooks, files  the folders with the notebooks, and with the files that came with them
    unusable          by name, why a notebook of the module was left out: "a link"
    left_out          one sentence about all that was left out, or ""
    refusal           why nothing could be copied, or ""
    timestamp         what timestamp.txt says, or ""
    digest            a SHA-256 of all of this
    """

    notebooks: Path
    files: Path
    unusable: dict[str, str]
    left_out: str
    refusal: str
    timestamp: str
    digest: str


@contextlib.contextmanager
def staged(course: Course, learner: str, module: Module) -> Iterator[StagedSubmission]:
    """Make a private copy of a submission, which is removed at the end.

    It never raises for what is in the submission. Raises OSError if the copy cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="privacylab-") as folder:
        yield _stage(_Pass(Path(folder)), course, learner, module)


@contextlib.contextmanager
def staged_files(folder: Path) -> Iterator[Path]:
    """Make a private copy of the files in a folder that are not notebooks, by the same rules."""
    with tempfile.TemporaryDirectory(prefix="privacylab-") as target:
        one = _Pass(Path(target))
        with contextlib.suppress(OSError), _opened(folder) as number:
            one.look_through(number, (), set())
        yield one.files


@contextlib.contextmanager
def staged_folder(folder: Path, module: Module) -> Iterator[StagedSubmission]:
    """Make a private copy of your own folder with a module's notebooks, by the same rules.

    Raises OSError if the folder cannot be opened or the copy cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="privacylab-") as target:
        one, wanted = _Pass(Path(target)), _wanted(module)
        with _opened(folder) as number:
            one.look_through(number, wanted, set())
        yield one.result(wanted)


def fingerprint(course: Course, learner: str, module: Module) -> str:
    """Return the digest that a copy of the submission would have, without copying it."""
    return _stage(_Pass(None), course, learner, module).digest


def is_sent(course: Course, learner: str, names: Iterable[str]) -> bool:
    """Whether a learner's folder has one of these entries, or cannot be opened."""
    try:
        with _learners_folder(course, learner) as folder:
            return any(_kind(folder, name) for name in names)
    except (_NotUsable, OSError):
        return True


def folders_of(course: Course, learner: str) -> list[str]:
    """Return the folders among the first thousand entries of a learner's folder, by name."""
    try:
        with _learners_folder(course, learner) as folder:
            found = _listed(folder)
    except (_NotUsable, OSError):
        return []
    return [name for name, kind in found if kind == "a folder"]


def _stage(one: "_Pass", course: Course, learner: str, module: Module) -> StagedSubmission:
    wanted = _wanted(module)
    with contextlib.ExitStack() as stack:
        try:
            refusal = name_problem(learner)
            folder = None if refusal else stack.enter_context(_submission(course, learner, module))
        except FileNotFoundError:  # read_submission looks at what is near it
            folder = None
        except _NotUsable as why:
            refusal, folder = str(why), None
        if folder is not None:
            skip = {"earlier"} if learner == ME else set()  # where grade_own keeps copies
            one.look_through(folder, wanted, skip)
    return one.result(wanted, refusal)


def _wanted(module: Module) -> list[str]:
    return [*(f"{exercise.name}{NOTEBOOK}" for exercise in module.exercises), TIMESTAMP]


@contextlib.contextmanager
def _submission(course: Course, learner: str, module: Module) -> Iterator[int]:
    """Open a submission's folder. Raises FileNotFoundError, or _NotUsable with a sentence."""
    place = f"submitted/{printable(learner)}"
    with contextlib.ExitStack() as stack:
        try:
            above = stack.enter_context(_learners_folder(course, learner))
            place += f"/{module.id}"
            folder = stack.enter_context(_opened(module.id, above))
        except FileNotFoundError:
            raise
        except _NotUsable as kind:
            raise _NotUsable(f"{place} is {kind}: put the folder itself there.") from None
        except OSError:
            raise _NotUsable(f"{place} cannot be opened: correct its permissions.") from None
        yield folder


class _NotUsable(Exception):
    """Something cannot be used; the text says what it is, or why it cannot be copied."""


@dataclass
class _Pass:
    """One pass over a submission that copies it to a folder, or only computes its digest."""

    to: Path | None
    left_out: list[tuple[str, str]] = field(default_factory=list)
    timestamp: str = ""

    def __post_init__(self) -> None:
        self.digest = hashlib.sha256()
        self._used = {NOTEBOOKS: (0, 0), FILES: (0, 0)}  # files and bytes
        self.notebooks = (self.to or Path()) / "notebooks"
        self.files = (self.to or Path()) / "files"
        if self.to:
            self.notebooks.mkdir()
            self.files.mkdir()

    def look_through(self, folder: int, first: Sequence[str], skip: set[str]) -> None:
        """Copy a folder: first some files by name, then all others in alphabetical order.

        The first ones are copied first so that no other file can use up their share of the limits.
        """
        for name in first:
            if _kind(folder, name):
                self._take(folder, (name,))
        try:
            others, closed = _walk(folder, {*first, *skip})
        except _NotUsable as why:
            self.left_out.append(("everything else", str(why)))
            return
        self.left_out += closed
        for parts in others:
            self._take(folder, parts)

    def result(self, wanted: Sequence[str], refusal: str = "") -> StagedSubmission:
        """Return what was copied, and what was not."""
        unusable = {name: why for name, why in self.left_out if name in wanted}
        said = self.sentence()
        self.digest.update(f"\0{said}\0{refusal}".encode())
        at, digest = self.timestamp, self.digest.hexdigest()
        return StagedSubmission(self.notebooks, self.files, unusable, said, refusal, at, digest)

    def sentence(self) -> str:
        """Return one sentence about everything that was left out, or ""."""
        if not self.left_out:
            return ""
        named = [f"{printable(name)} ({why})" for name, why in self.left_out[:MOST_NAMED]]
        rest = len(self.left_out) - MOST_NAMED
        return f"{LEFT_OUT} {', '.join(named)}{f', and {rest:,} more' if rest > 0 else ''}."

    def _take(self, root: int, parts: tuple[str, ...]) -> None:
        """Copy one file, or say why it is left out."""
        name = "/".join(parts)
        try:
            if has_controls(name):
                raise _NotUsable("a name that is not plain text in UTF-8")
            is_notebook = name.endswith(NOTEBOOK)
            if is_notebook and len(parts) > 1:
                raise _NotUsable("a notebook inside a folder")
            with _opened_beneath(root, parts[:-1]) as folder:
                self._copy(folder, parts, NOTEBOOKS if is_notebook else FILES)
        except _NotUsable as why:
            self.left_out.append((name, str(why)))

    def _copy(self, folder: int, parts: tuple[str, ...], limits: Limits) -> None:
        kind = _kind(folder, parts[-1])
        if kind != "a file":  # not opened: opening a device can have an effect
            raise _NotUsable(kind or "gone")
        files, total = self._used[limits]
        if files >= limits.files:
            raise _NotUsable(f"more than {limits.files} files")
        try:
            source = os.open(parts[-1], OPEN, dir_fd=folder)
        except OSError as error:
            raise _NotUsable(_why(error)) from None
        try:
            found = os.fstat(source)
            if not stat.S_ISREG(found.st_mode):
                raise _NotUsable(KINDS.get(stat.S_IFMT(found.st_mode), "not a file"))
            # before a byte is read: the apparent size of a sparse file has no limit
            _check_size(found.st_size, total, limits)
            total += self._write(parts, _chunks(source, total, limits))
        finally:
            os.close(source)
        self._used[limits] = files + 1, total

    def _write(self, parts: tuple[str, ...], chunks: Iterator[bytes]) -> int:
        """Write a file completely or not at all; return its size."""
        size, content, beginning, target = 0, hashlib.sha256(), b"", None
        if self.to:
            home = self.notebooks if parts[-1].endswith(NOTEBOOK) else self.files
            target = home.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as stack:
            file = stack.enter_context(target.open("xb")) if target else None
            try:
                for chunk in chunks:
                    content.update(chunk)
                    size += len(chunk)
                    beginning = beginning or chunk[:1000]
                    if file:
                        file.write(chunk)
            except _NotUsable:
                if target:
                    target.unlink()
                raise
        name = "/".join(parts)
        self.digest.update(f"\0{name}\0".encode() + content.digest())
        if name == TIMESTAMP:
            self.timestamp = beginning.decode("utf-8", "replace").strip()
        return size


def _walk(root: int, known: set[str]) -> tuple[list[tuple[str, ...]], list[tuple[str, str]]]:
    """Return the paths of the files inside a folder, and the folders left closed, with the reason.

    Raises _NotUsable if there are more than MOST_ENTRIES.
    """
    files: list[tuple[str, ...]] = []
    closed: list[tuple[str, str]] = []
    waiting: list[tuple[str, ...]] = [()]
    opened = 0
    while waiting and opened + len(files) + len(waiting) <= MOST_ENTRIES:
        parts = waiting.pop()
        opened += 1
        if len(parts) > DEEPEST:
            closed.append(("/".join(parts), f"deeper than {DEEPEST} folders"))
            continue
        try:
            with _opened_beneath(root, parts) as folder:
                found = _listed(folder)
        except (_NotUsable, OSError):
            closed.append(("/".join(parts), "a folder that cannot be opened"))
            continue
        for name, kind in found:
            if not parts and name in known:
                continue
            if kind != "a folder":
                files.append((*parts, name))
            elif not name.startswith(SKIPPED):
                waiting.append((*parts, name))
    if waiting or opened + len(files) > MOST_ENTRIES:
        raise _NotUsable(f"more than {MOST_ENTRIES:,} files")
    return sorted(files), sorted(closed)


def _check_size(size: int, before: int, limits: Limits) -> None:
    """Raise _NotUsable for a file that is too large, alone or with those before it."""
    if size > limits.each:
        raise _NotUsable(f"larger than {limits.each // MB} MB")
    if before + size > limits.total:
        raise _NotUsable(f"more than {limits.total // MB} MB together")


def _chunks(source: int, before: int, limits: Limits) -> Iterator[bytes]:
    """Yield a file's content. A file that grows as it is read is not read beyond the limit."""
    size = 0
    while True:
        try:
            chunk = os.read(source, CHUNK)
        except OSError as error:
            raise _NotUsable(_why(error)) from None
        if not chunk:
            return
        size += len(chunk)
        _check_size(size, before, limits)
        yield chunk


def _why(error: OSError) -> str:
    """Say why a learner's file cannot be read. Raises the error if the grader is the cause."""
    if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
        raise error
    return "no permission to read it" if isinstance(error, PermissionError) else "not readable"


@contextlib.contextmanager
def _learners_folder(course: Course, learner: str) -> Iterator[int]:
    """Open a learner's folder. submitted/ itself is the instructor's, and may be a link."""
    above = os.open(course.home / "submitted", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with _opened(learner, above) as folder:
            yield folder
    finally:
        os.close(above)


@contextlib.contextmanager
def _opened(name: str | Path, above: int | None = None) -> Iterator[int]:
    """Open a folder. Raises _NotUsable if it is not a folder or is a link to one; OSError."""
    kind = "a folder" if above is None else _kind(above, str(name))
    if not kind:
        raise FileNotFoundError(name)
    if kind != "a folder":
        raise _NotUsable(kind)
    number = os.open(name, OPEN | os.O_DIRECTORY, dir_fd=above)
    try:
        yield number
    finally:
        os.close(number)


@contextlib.contextmanager
def _opened_beneath(root: int, parts: Sequence[str]) -> Iterator[int]:
    """Open a folder some levels down, each level without following a link.

    Raises _NotUsable.
    """
    with contextlib.ExitStack() as stack:
        folder = root
        for name in parts:
            try:
                folder = stack.enter_context(_opened(name, folder))
            except OSError as error:
                raise _NotUsable(_why(error)) from None
        yield folder


def _listed(folder: int) -> list[tuple[str, str]]:
    """Return the names and kinds of a folder's entries, at most one more than MOST_ENTRIES."""
    with os.scandir(folder) as entries:
        names = [entry.name for entry in itertools.islice(entries, MOST_ENTRIES + 1)]
    return [(name, _kind(folder, name)) for name in names]


def _kind(folder: int, name: str) -> str:
    """Return what an entry of a folder is, in words; "" if there is none."""
    try:
        mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError:  # in a folder that may be listed but not entered
        return "unreadable"
    return "a file" if stat.S_ISREG(mode) else KINDS.get(stat.S_IFMT(mode), "not a file")
