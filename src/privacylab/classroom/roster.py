"""Reads the table that an LMS exports and takes back: the roster, and the form for grades.

Canvas, *Export Entire Gradebook* (canvas-lms, lib/gradebook_exporter.rb and gradebook_importer.rb):
`Student` or `LastName, FirstName`, `ID`, then perhaps `SIS User ID`, `SIS Login ID`, `Integration
ID`, `Root Account`, then `Section`, then a column for each assignment; a row about posting, a row
`Points Possible`, and a row for each student.

Moodle, *Download grading worksheet* (moodle, mod/assign/gradingtable.php and
feedback/offline/importgradeslib.php): `Identifier` (such as `Participant 4021`), `Full name`, other
fields that the site shows, `Grade`, `Maximum grade`, `Grade can be changed`, the times at which the
submission and the grade were last changed, and `Feedback comments`.
"""

import codecs
import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from privacylab.classroom.lms_names import CANVAS, MOODLE
from privacylab.classroom.received import ClassroomError
from privacylab.errors import nearest
from privacylab.grading.submission.names import printable
from privacylab.text import one_line

MOST_BYTES = 64 << 20
POINTS = "Points Possible"
IDENTIFIER, GRADE, MOST = "Identifier", "Grade", "Maximum grade"
COMMENTS, SENT, CHANGEABLE = (
    "Feedback comments",
    "Last modified (submission)",
    "Grade can be changed",
)
LOGINS = {  # the columns with a name that identifies a person, the best first
    CANVAS: ("SIS Login ID", "SIS User ID"),
    MOODLE: ("Username", "Email address", "ID number"),
}
KNOWN = (
    "it must be Canvas's exported gradebook (Student, ID, …, Section, …) or Moodle's grading "
    "worksheet (Identifier, …, Grade, …), in English"
)


@dataclass(frozen=True)
class Person:
    """A person in the table; sent is when Moodle says that the submission was last changed."""

    number: str
    name: str
    login: str
    row: int
    sent: datetime | None = None


@dataclass(frozen=True)
class Roster:
    """A table as it was read, and the people in it by the LMS's number.

    begins is the byte order mark or "". It is kept, with delimiter and newline, so that the LMS
    gets back the form it knows.
    """

    lms: str
    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    people: dict[str, Person]
    begins: str
    delimiter: str
    newline: str

    def column(self, title: str) -> int:
        """Return the place of the column with this title. Raises ClassroomError."""
        if title not in self.header:
            near = nearest(title, self.header)
            like = f", only {near!r}" if near else ""
            raise ClassroomError(
                f"{self.file} has no column {title!r}{like}: download the table again, and change "
                "nothing in its first row."
            )
        return self.header.index(title)

    def find(self, words: str) -> list[Person]:
        """Return the people with this number, login or name, however it is spelled."""
        wanted = _plain(words)
        exact = [
            one for one in self.people.values() if wanted in map(_plain, (one.number, one.login))
        ]
        return exact or [one for one in self.people.values() if wanted in _spellings(one.name)]


def read_roster(path: Path, zone: tzinfo | None = None) -> Roster:
    """Read an LMS's table. Raises ClassroomError.

    zone is the time zone of the times in it; by default this machine's.
    """
    name = printable(path.name)
    text, begins = _text_of(path, name)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    newline = "\r\n" if first.endswith("\r") else "\n"
    try:
        table = [
            tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise ClassroomError(
            f"{name} can't be read as a table ({error}): download it again."
        ) from None
    header, rows = (table[0], tuple(row for row in table[1:] if any(row))) if table else ((), ())
    header = tuple(one.strip() for one in header)
    for number, row in enumerate(rows, start=2):
        if len(row) > len(header):
            raise ClassroomError(
                f"Row {number} of {name} has more cells than the first row: download it again."
            )
    rows = tuple(row + ("",) * (len(header) - len(row)) for row in rows)
    if "ID" in header and "Section" in header and header[0] in ("Student", "LastName"):
        lms, people = CANVAS, _canvas_people(header, rows)
    elif IDENTIFIER in header and GRADE in header:
        lms, people = MOODLE, _moodle_people(header, rows, zone)
    else:
        raise ClassroomError(f"{name} is not a known table: {KNOWN}.")
    roster = Roster(lms, name, header, rows, {}, begins, delimiter, newline)
    for person in people:
        if person.number in roster.people:
            raise ClassroomError(
                f"{name} has the number {one_line(person.number)} twice: download it again."
            )
        roster.people[person.number] = person
    if not roster.people:
        raise ClassroomError(f"{name} has no learners: download it again.")
    return roster


def _text_of(path: Path, name: str) -> tuple[str, str]:
    """Return the file's text, and the byte order mark that it begins with, or ""."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ClassroomError(f"{name} is too large for a table of learners: use another file.")
        content = path.read_bytes()
    except OSError:
        raise ClassroomError(
            f"{printable(str(path))} cannot be read: give the table that the LMS exported."
        ) from None
    marked = content.startswith(codecs.BOM_UTF8)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ClassroomError(
            f"{name} is not UTF-8 text: download it again, or save it as “CSV UTF-8”."
        ) from None
    if "\0" in text:
        raise ClassroomError(f"{name} is not a table but a binary file: export it as CSV.")
    return text, "\ufeff" if marked else ""


def _canvas_people(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> list[Person]:
    at = header.index("ID")
    found = []
    for place, row in enumerate(rows):
        number = row[at].strip()
        if number and POINTS not in row[0]:
            name = f"{row[1]} {row[0]}".strip() if header[0] == "LastName" else row[0].strip()
            found.append(Person(number, name, _login(CANVAS, header, row), place))
    return found


def _moodle_people(
    header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], zone: tzinfo | None
) -> list[Person]:
    at = header.index(IDENTIFIER)
    found = []
    for place, row in enumerate(rows):
        number = re.search(r"(\d+)\s*$", row[at])
        if number:
            named = row[header.index("Full name")].strip() if "Full name" in header else ""
            sent = _time(row[header.index(SENT)], zone) if SENT in header else None
            found.append(Person(number[1], named, _login(MOODLE, header, row), place, sent))
    return found


def _login(lms: str, header: tuple[str, ...], row: tuple[str, ...]) -> str:
    known = [row[header.index(title)].strip() for title in LOGINS[lms] if title in header]
    return next((one for one in known if one), "")


def _time(text: str, zone: tzinfo | None) -> datetime | None:
    """Return the time in a text, which Moodle writes as it shows times to the instructor."""
    from dateutil.parser import ParserError, parse

    try:
        if not any(map(str.isdigit, text)):
            return None
        found = parse(text)
        return (found if found.tzinfo or not zone else found.replace(tzinfo=zone)).astimezone()
    except (ParserError, OverflowError, ValueError):
        return None


def _plain(words: str) -> str:
    """Return a name without case, commas, and the signs that an LMS omits from file names."""
    return "".join(char for char in words.casefold() if char.isalnum())


def _spellings(name: str) -> set[str]:
    """Return a name as it is written, and with first and last name turned around."""
    last, comma, first = name.partition(",")
    words = name.split()
    turned = f"{first} {last}" if comma else " ".join([*words[-1:], *words[:-1]])
    return {_plain(name), _plain(turned)}
