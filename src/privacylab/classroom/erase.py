"""Erases everything held about a person, searches again, and keeps the person from coming back.

The order is the one that module 04 teaches. First comes the tombstone, so that nothing comes back
during the run; then copies that other people hold (exports, the LMS's zips and tables); then the
person's own folders; then the gradebook, which says what there was; and last the pseudonym that
links entries of the access log to the person. An interrupted run can be repeated. The certificate
says what was done, but not to whom.
"""

import csv
import hashlib
import hmac
import io
import json
import secrets
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from privacylab.classroom.access_log.log import forget
from privacylab.classroom.holdings import (
    OWN,
    HeldPlace,
    Subject,
    class_pages,
    entries_of,
    find_subject,
    holdings,
    naming,
)
from privacylab.classroom.receipts import Known
from privacylab.classroom.received import ClassroomError
from privacylab.classroom.roster import read_roster
from privacylab.files import write_json, write_whole
from privacylab.grading import Course
from privacylab.grading.class_file import NAME as CLASS_FILE
from privacylab.grading.class_file import without_learner
from privacylab.grading.quiet import quiet
from privacylab.grading.submission.names import printable


@dataclass(frozen=True)
class ErasureCertificate:
    """What an erasure did, but not to whom. left counts the places where something remains."""

    erased: str
    found: dict[str, int]
    left: int
    file: Path


def is_erased(course: Course, known: Known) -> bool:
    """Return whether a person has been erased, and must not come back."""
    stones = _stones(course)
    return any(_digest(stones["key"], one) in stones["people"] for one in _marks(known))


def erase(course: Course, words: str) -> tuple[ErasureCertificate, list[HeldPlace]]:
    """Erase a person; return the certificate and what is left. Raises ClassroomError, OSError."""
    subject = find_subject(course, words)
    before = holdings(course, subject)
    set_stones(course, [subject])
    for path in naming(course, subject):
        _erase_from(path, subject, course)
    for name in OWN:
        delete_folder(course.home / name / subject.learner)
    erase_rows(course, [subject])
    forget(course, {subject.learner})
    left = holdings(course, subject)
    counts: dict[str, int] = {}
    for one in before:
        place = one.place.split("/")[0].split(",")[0]
        counts[place] = counts.get(place, 0) + one.size
    return certify(course, counts, left), left


def delete_folder(folder: Path) -> int:
    """Delete a folder, or the link in its place; return how many files were in it."""
    if folder.is_symlink():
        folder.unlink()
        return 1
    count = sum(path.is_file() for path in folder.rglob("*"))
    shutil.rmtree(folder, ignore_errors=True)
    return count


def certify(course: Course, counts: dict[str, int], left: list[HeldPlace]) -> ErasureCertificate:
    """Write the certificate of an erasure: how much there was in each place, and what is left."""
    now = datetime.now(UTC)
    folder = course.home / "var" / "erasures"
    file = folder / f"{now:%Y-%m-%dT%H-%M-%S-%fZ}.json"
    certificate = ErasureCertificate(f"{now:%Y-%m-%d %H:%M:%S} UTC", counts, len(left), file)
    facts = {key: value for key, value in asdict(certificate).items() if key != "file"}
    write_json(file, facts)
    return certificate


def _erase_from(path: Path, subject: Subject, course: Course) -> None:
    """Remove a person from a file that is also about others."""
    if path.name.startswith("gradebook.db"):
        return
    if path.is_relative_to(course.home / "exports") or path in class_pages(course):
        path.unlink()  # the next export, or `privacylab class`, makes it again
    elif path.suffix == ".zip":
        _without_entries(path, set(entries_of(path, subject)))
    elif path.suffix == ".csv":
        _without_rows(path, subject)
    elif path.name == CLASS_FILE:
        text = without_learner(path.read_text(encoding="utf-8"), subject.learner)
        write_whole(path, text.encode())


def _without_entries(path: Path, entries: set[str]) -> None:
    """Rewrite a zip without these entries. Raises ClassroomError if others are damaged."""
    held = io.BytesIO()
    try:
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(held, "w") as new:
            for one in old.infolist():
                if one.filename not in entries:
                    new.writestr(one, old.read(one))
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError):
        raise ClassroomError(
            f"{printable(path.name)} is damaged, so one person's files can't be removed from it: "
            "delete it, and run the command again."
        ) from None
    write_whole(path, held.getvalue())


def _without_rows(path: Path, subject: Subject) -> None:
    """Delete the rows that name the person, or have the person's number in an LMS's table."""
    words = [name.casefold() for name in subject.names]
    keys = {one.key for one in subject.known}
    try:
        roster = read_roster(path)
    except ClassroomError:
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        lines = [line for line in text.splitlines(True) if not _holds(line, words)]
        write_whole(path, "".join(lines).encode(errors="surrogateescape"))
        return
    gone = {one.row for number, one in roster.people.items() if (roster.lms, number) in keys}
    kept = [
        row
        for place, row in enumerate(roster.rows)
        if place not in gone and not any(_holds(cell, words) for cell in row)
    ]
    held = io.StringIO(newline="")
    table = csv.writer(held, delimiter=roster.delimiter, lineterminator=roster.newline)
    table.writerows([roster.header, *kept])
    write_whole(path, (roster.begins + held.getvalue()).encode())


def _holds(text: str, words: list[str]) -> bool:
    return any(word in text.casefold() for word in words)


def erase_rows(course: Course, subjects: Iterable[Subject]) -> None:
    """Delete nbgrader's rows, then ours, and then what SQLite keeps of deleted rows."""
    from nbgrader.api import MissingEntry

    from privacylab.grading.gradebook.database import open_gradebook

    book = course.home / "gradebook.db"
    if not book.is_file():
        return
    with quiet(), open_gradebook(course) as gradebook:
        for one in subjects:
            with suppress(MissingEntry):
                gradebook.remove_student(one.learner)
    with quiet(), open_gradebook(course):
        pass  # opening it deletes our rows about learners whom nbgrader no longer has
    with closing(sqlite3.connect(book)) as database:
        database.execute("VACUUM")


def set_stones(course: Course, subjects: Iterable[Subject]) -> None:
    """Remember that these people were erased, so that no zip brings them back."""
    stones = _stones(course)
    known = [
        person for one in subjects for person in one.known or (Known(one.learner, "", one.learner),)
    ]
    marks = {_digest(stones["key"], mark) for one in known for mark in _marks(one)}
    stones["people"] = sorted({*stones["people"], *marks})
    write_json(_stones_file(course), stones)


def _stones(course: Course) -> dict[str, Any]:
    path = _stones_file(course)
    if path.is_file():
        found: dict[str, Any] = json.loads(path.read_text())
        return found
    return {"key": secrets.token_hex(32), "people": []}


def _stones_file(course: Course) -> Path:
    return course.home / "collected" / "erased.json"


def _marks(known: Known) -> list[str]:
    """Return what identifies a person if the LMS's zip is collected again."""
    found = [f"folder {known.learner}"]
    if known.number and known.lms:
        found.append(f"{known.lms} {known.number}")
    return found


def _digest(key: str, mark: str) -> str:
    """Return a keyed digest: without the key, which stays here, no one can try names on it."""
    return hmac.new(bytes.fromhex(key), mark.encode(), hashlib.sha256).hexdigest()
