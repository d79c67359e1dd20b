"""Keeps what a learner hands in: the zip as it came, with a signed receipt; all of it, or nothing.

Each zip is examined as `collect` will examine it, with the same limits. So what is accepted here
can be collected, and the learner is told at once about anything that can't.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from privacylab.catalog import Module, load_catalog
from privacylab.classroom.erase import is_erased
from privacylab.classroom.handing_in.receipt import RECEIPT, HandInReceipt
from privacylab.classroom.hub.folders import HANDED_IN, HUB, RECEIPTS, entry_name, entry_of
from privacylab.classroom.identify import exercise_held
from privacylab.classroom.lms_names import FOLDERS
from privacylab.classroom.receipts import Known
from privacylab.classroom.received import (
    ClassroomError,
    NotUsable,
    Received,
    limit_of,
    opened,
)
from privacylab.classroom.senders import is_learner
from privacylab.grading import Course
from privacylab.grading.submission.limits import MB
from privacylab.grading.submission.names import printable
from privacylab.grading.submission.staging import NOTEBOOK
from privacylab.text import one_line

ARRIVING = ".arriving-"
MOST_SENT = limit_of(".zip")  # bytes of one zip
MOST_KEPT = 1024 * MB  # of all zips of a learner
TOO_LARGE = (
    f"The zip is larger than {MOST_SENT // MB} MB: clear the outputs of your notebooks, and hand "
    "in again."
)


class NotTaken(Exception):
    """Why a hand-in is refused: one sentence for the learner, and an HTTP status code."""

    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(frozen=True)
class HandedIn:
    """A hand-in that is kept: its module, when it came (UTC), and the bytes of its zip."""

    name: str
    module: str
    at: datetime
    size: int


def read_key(home: Path) -> Ed25519PrivateKey:
    """Return the key that signs receipts, made on first use for this account alone to read.

    Raises OSError, and ClassroomError for a file that holds no such key.
    """
    path = home / HUB / "key.pem"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = Ed25519PrivateKey.generate()
        private = new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write(path.with_name("key.pub"), public_key(new))
        _write(path, private)
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ClassroomError(
            f"{path} is not an Ed25519 private key: move it away, and start the service again."
        )
    return key


def public_key(key: Ed25519PrivateKey) -> bytes:
    """Return the public half of the key, in PEM."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def arriving(home: Path) -> tempfile.TemporaryDirectory[str]:
    """Return a private folder for a zip while it arrives, on the disk where it will stay."""
    return tempfile.TemporaryDirectory(prefix=ARRIVING, dir=home / HUB)


def may_hand_in(course: Course, learner: str, module_id: str) -> Module:
    """Return the module that a learner of the hub may hand in. Raises NotTaken."""
    if not is_learner(learner):
        raise NotTaken(
            403, f"{printable(learner)!r} can't be a learner's name here: ask your instructor."
        )
    if is_erased(course, Known(learner, FOLDERS, learner)):
        raise NotTaken(
            403, "Everything about you was erased here: ask your instructor before you hand in."
        )
    module = load_catalog(course.root).modules.get(module_id)
    if not module or not module.exercises:
        raise NotTaken(404, f"There is no module {printable(module_id)!r} to hand in.")
    return module


def keep(
    course: Course, learner: str, module: Module, arrived: Path, key: Ed25519PrivateKey
) -> tuple[bytes, bytes]:
    """Keep a zip that has arrived; return its receipt, and the receipt's signature.

    Raises NotTaken, and OSError; then nothing is kept.
    """
    kept = handed_in(course, learner)
    if sum(one.size for one in kept) + arrived.stat().st_size > MOST_KEPT:
        raise NotTaken(
            413,
            f"You have handed in more than {MOST_KEPT // MB:,} MB in all: ask your instructor to "
            "make room.",
        )
    digests = _files_in(course, module, arrived)
    now = datetime.now(UTC)
    if kept:  # the latest counts, so times must increase, even if the clock is set back
        now = max(now, kept[0].at + timedelta(milliseconds=1))
    receipt = HandInReceipt(learner, module.id, f"{now:%Y-%m-%d %H:%M:%S} UTC", digests)
    content = receipt.as_json()
    signature = key.sign(content)
    name = entry_name(module.id, now)
    _write(course.home / RECEIPTS / learner / f"{name}.json", content)
    _write(course.home / RECEIPTS / learner / f"{name}.json.sig", signature)
    place = course.home / HANDED_IN / learner / f"{name}.zip"
    place.parent.mkdir(parents=True, exist_ok=True)
    _move(arrived, place)  # from here on it counts
    return content, signature


def handed_in(course: Course, learner: str) -> list[HandedIn]:
    """Return what a learner has handed in, the latest first."""
    found = []
    for path in (course.home / HANDED_IN / learner).glob("*.zip"):
        module_id, at = entry_of(path.name)
        found.append(HandedIn(path.stem, module_id, at, path.stat().st_size))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _files_in(course: Course, module: Module, arrived: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that will be collected. Raises NotTaken.

    The folder around the zip is opened, because `collect` will open that, too.
    """
    try:
        with opened(arrived.parent) as received:
            _refuse(received)
            return _read(course, module, received)
    except (ClassroomError, NotUsable) as why:
        raise NotTaken(422, f"Your zip can't be accepted: {one_line(str(why))}") from None


def _refuse(received: Received) -> None:
    for path, why in received.refused:
        inside = path.partition("/")[2]
        what = printable(inside) if inside else "the zip"
        raise NotTaken(422, f"Your zip can't be accepted because of {what}: {one_line(why)}.")


def _read(course: Course, module: Module, received: Received) -> dict[str, str]:
    catalog, digests, found = load_catalog(course.root), {}, False
    for file in received.files:
        name = "/".join(file.parts[1:])
        if name == RECEIPT:
            continue
        content = file.read()
        digests[name] = hashlib.sha256(content).hexdigest()
        if name.lower().endswith(NOTEBOOK):
            held = exercise_held(content, Path(name).stem, catalog)
            found = found or (held is not None and held[0].id == module.id)
    if not found:
        raise NotTaken(422, f"Your zip has no notebook of {module.id}: nothing was accepted.")
    return digests


def _write(path: Path, content: bytes) -> None:
    """Write a file that only this account can read, atomically, and sync it to the disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
    _move(Path(file.name), path)


def _move(source: Path, target: Path) -> None:
    """Move a file to its place once its bytes are on the disk."""
    _sync(source)
    source.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
