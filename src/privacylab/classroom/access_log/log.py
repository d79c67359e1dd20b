"""The log of accesses to grades: lines are only added, under the hash tree of RFC 6962.

access_log/entries.jsonl    one access a line
access_log/head.json        how many entries there are, in how many bytes, and the hashes of the
                            whole subtrees (a frontier), to add one without reading the others
access_log/pseudonyms.json  which learner an entry is about

Entries name staff, who answer for what they do. They name learners by pseudonym only: erasing a
learner means forgetting the pseudonym, and the tree still verifies.

A head that someone else keeps (a colleague, a data protection officer) proves that the log still
begins with the entries of that day. Without one, only an edit that leaves head.json unchanged is
noticed.
"""

import json
import os
import pwd
import secrets
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from privacylab.classroom.received import ClassroomError
from privacylab.files import locked, write_whole
from privacylab.grading import Course
from privacylab.lab.audit.merkle import leaf_hash, node_hash, root

LOCK = "lock"
EVERYONE, ERASED = "everyone", "an erased learner"


@dataclass(frozen=True)
class Access:
    """One access: when (UTC), who, what was done, in which module, and about whom.

    about is a learner, or EVERYONE; in the file, a learner's pseudonym.
    """

    at: str
    who: str
    did: str
    module: str
    about: str


@dataclass(frozen=True)
class Head:
    """How many entries a log had, and the root hash over them."""

    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.size}:{self.root.hex()}"

    @classmethod
    def of(cls, text: str) -> "Head":
        """Return the head that was written as 12:ab…. Raises ClassroomError."""
        size, _, hashed = text.partition(":")
        try:
            found = cls(int(size), bytes.fromhex(hashed))
        except ValueError:
            found = cls(0, b"")
        if len(found.root) != 32:
            raise ClassroomError(
                "A head is a number, a colon and 64 hex digits, as `privacylab log` shows it."
            )
        return found


@dataclass
class Frontier:
    """The whole subtrees of a log, from the largest to the smallest, and what they cover."""

    size: int = 0
    length: int = 0
    hashes: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> "Frontier":
        path = folder / "head.json"
        return cls(**json.loads(path.read_text())) if path.is_file() else cls()

    def write(self, folder: Path) -> None:
        write_whole(folder / "head.json", (json.dumps(asdict(self)) + "\n").encode())

    def add(self, line: bytes) -> None:
        """Add an entry: two subtrees of the same size become one."""
        grown, left = leaf_hash(line), self.size
        while left % 2:
            grown, left = node_hash(bytes.fromhex(self.hashes.pop()), grown), left // 2
        self.hashes.append(grown.hex())
        self.size += 1
        self.length += len(line) + 1

    @property
    def root(self) -> bytes:
        """The root hash over all entries."""
        if not self.hashes:
            return root([])
        found, *larger = [bytes.fromhex(one) for one in reversed(self.hashes)]
        for one in larger:
            found = node_hash(one, found)
        return found


def record(course: Course, did: str, module: str = "", about: str = EVERYONE) -> None:
    """Log an access before it happens. Raises ClassroomError: what can't be logged is refused."""
    folder = _folder(course)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / LOCK):
            now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
            named = about if about == EVERYONE else _pseudonym(folder, about)
            line = json.dumps(asdict(Access(now, person(), did, module, named))).encode()
            with (folder / "entries.jsonl").open("ab+", buffering=0) as file:
                kept = Frontier.read(folder)
                file.seek(kept.length)
                uncounted = file.read()  # left behind by a crash
                for other in uncounted.splitlines():
                    kept.add(other)
                torn = uncounted and not uncounted.endswith(b"\n")
                file.write(b"\n" * bool(torn) + line + b"\n")
                os.fsync(file)
            kept.add(line)
            kept.write(folder)
    except OSError as error:
        raise ClassroomError(
            f"This access can't be logged ({error.strerror}), so it is refused. Make room, or make "
            f"{folder.name}/ writable, and try again."
        ) from None


def accesses(course: Course, about: str = "") -> list[Access]:
    """Return all entries, or those about a learner, the latest last. Erased learners are ERASED."""
    people = {code: learner for learner, code in _pseudonyms(_folder(course)).items()}
    found = [_access(line) for line in _lines(course)]
    people[EVERYONE] = EVERYONE
    shown = [replace(one, about=people.get(one.about, ERASED)) for one in found]
    return [one for one in shown if not about or one.about == about]


def _access(line: bytes) -> Access:
    try:
        return Access(**json.loads(line))
    except (ValueError, TypeError):
        return Access("", "", "a damaged entry", "", "")


def head(course: Course) -> Head:
    """Return the head over the entries that are in the file now."""
    lines = _lines(course)
    return Head(len(lines), root(lines))


def problems(course: Course, kept: Head | None = None) -> list[str]:
    """Return a sentence for each sign that the log was changed; kept is an earlier head."""
    lines, found = _lines(course), []
    counted = Frontier.read(_folder(course))
    if counted.size > len(lines):
        found.append(f"{counted.size - len(lines)} of {counted.size} entries are gone.")
    elif counted.root != root(lines[: counted.size]):
        found.append("Entries were changed, removed or reordered.")
    if kept and kept.size > len(lines):
        found.append(f"The head covers {kept.size} entries, but only {len(lines)} are left.")
    elif kept and root(lines[: kept.size]) != kept.root:
        found.append(f"The first {kept.size} entries are not those that the head covers.")
    return found


def forget(course: Course, learners: set[str]) -> None:
    """Forget learners' pseudonyms: the entries stay, but nothing links them to a person."""
    folder = _folder(course)
    if learners & _pseudonyms(folder).keys():
        with locked(folder / LOCK):
            known = _pseudonyms(folder).items()
            kept = {name: code for name, code in known if name not in learners}
            write_whole(folder / "pseudonyms.json", json.dumps(kept, indent=1).encode())


def _folder(course: Course) -> Path:
    return course.home / "access_log"


def person() -> str:
    """Return who is at work: the hub's user if there is a hub, or else the machine's."""
    return os.environ.get("JUPYTERHUB_USER") or pwd.getpwuid(os.getuid()).pw_name


def _lines(course: Course) -> list[bytes]:
    path = _folder(course) / "entries.jsonl"
    return path.read_bytes().splitlines() if path.is_file() else []


def _pseudonyms(folder: Path) -> dict[str, str]:
    path = folder / "pseudonyms.json"
    found: dict[str, str] = json.loads(path.read_text()) if path.is_file() else {}
    return found


def _pseudonym(folder: Path, learner: str) -> str:
    known = _pseudonyms(folder)
    if learner not in known:
        known[learner] = secrets.token_hex(8)
        write_whole(folder / "pseudonyms.json", json.dumps(known, indent=1).encode())
    return known[learner]
