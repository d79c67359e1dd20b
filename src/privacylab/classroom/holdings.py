"""Finds everything that this copy of the course holds about a person.

The places are known, but many programs have written to them. So besides the person's own folders
and rows, every file is searched for the bytes of the person's names.
"""

import functools
import html
import sqlite3
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from privacylab.classroom.access_log.log import accesses
from privacylab.classroom.hub.folders import BY_LEARNER
from privacylab.classroom.lms_names import sender_of
from privacylab.classroom.receipts import Known, known_people
from privacylab.classroom.received import ClassroomError
from privacylab.classroom.roster import read_roster
from privacylab.classroom.senders import folders_by_login
from privacylab.errors import did_you_mean
from privacylab.grading import Course
from privacylab.grading.class_file import NAME as CLASS_FILE
from privacylab.grading.class_file import without_learner
from privacylab.grading.course import ME
from privacylab.grading.submission.limits import NOTEBOOKS
from privacylab.grading.submission.names import printable
from privacylab.text import one_line

# each with a folder for each learner
OWN = ("submitted", "autograded", "feedback", "collected", *BY_LEARNER)
SHARED = ("exports", "downloaded", "var")
PAGES = ("class*.html", "similar*.html")  # which name the whole class
FILES = (CLASS_FILE, "gradebook.db*", "grades.csv", "*.csv", "*.zip", *PAGES)
SHORTEST = 4  # bytes of a name to search for: shorter ones are in every file


@dataclass(frozen=True)
class Subject:
    """A person, and the names by which the lab and the LMS know them.

    everyone  for each name, the folders of all people who have it
    """

    learner: str
    known: tuple[Known, ...] = ()
    everyone: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        """The names to search for: the folder's, the login and the person's own.

        A name that is part of someone else's is left out, because finding it proves nothing.
        """
        return tuple(
            name
            for name in _names_of(self.learner, self.known)
            if len(name.encode()) >= SHORTEST
            and not any(name in one and self.is_others(one) for one in self.everyone)
        )

    def is_others(self, name: str) -> bool:
        """Return whether someone else has that name."""
        return bool(self.everyone.get(name, frozenset()) - {self.learner})

    @property
    def unsearched(self) -> tuple[str, ...]:
        """The names that files can't be searched for."""
        known = _names_of(self.learner, self.known)
        return tuple(name for name in known if name not in self.names)

    def sent(self, path: str) -> bool:
        """Return whether a file in an LMS's zip is the person's, judging by its name."""
        found = sender_of(tuple(path.split("/")))
        return found is not None and any(found[0].key == one.key for one in self.known)


@dataclass(frozen=True)
class HeldPlace:
    """One place with data about a person; what describes it, and size counts files or rows."""

    place: str
    what: str
    size: int


def class_page(course: Course, about: str, module: str) -> Path:
    """Return the path of a page that names the whole class; PAGES has its pattern."""
    return course.home / f"{about}{f'-{module}' if module else ''}.html"


def class_pages(course: Course) -> list[Path]:
    """Return all such pages that exist."""
    return [path for pattern in PAGES for path in course.home.glob(pattern)]


def find_subject(course: Course, words: str) -> Subject:
    """Return the person with that folder, login, number or name. Raises ClassroomError."""
    if words == ME:
        raise ClassroomError("me is your own work: README.md says which folders hold it.")
    subjects = all_subjects(course)
    known = [one for subject in subjects for one in subject.known]
    exact = {one.learner for one in known if words in (one.learner, one.login, one.number)}
    found = exact or {one.learner for one in known if words == one.name}
    learners = [one.learner for one in subjects]
    if words in learners:
        found = {words}
    if len(found) > 1:
        raise ClassroomError(
            f"{printable(words)!r} is more than one person. Use one of {', '.join(sorted(found))}."
        )
    if not found:
        raise ClassroomError(
            f"Nothing is held about {printable(words)!r}.{did_you_mean(words, learners)}"
        )
    (learner,) = found
    return next(one for one in subjects if one.learner == learner)


def holdings(course: Course, *subjects: Subject) -> list[HeldPlace]:
    """Return everything held about people: own folders, rows, and files that name them."""
    logged = Counter(one.about for one in accesses(course))  # read once, however many they are
    return [place for one in subjects for place in _holdings(course, one, logged[one.learner])]


def _holdings(course: Course, subject: Subject, logged: int) -> list[HeldPlace]:
    found = []
    for name in OWN:
        folder = course.home / name / subject.learner
        files = [one for one in folder.rglob("*") if one.is_file() or one.is_symlink()]
        if folder.is_dir():
            found.append(HeldPlace(f"{name}/{subject.learner}", "files", len(files)))
    rows = _rows(course.home / "gradebook.db", subject)
    found += [HeldPlace(f"gradebook.db, {table}", "rows", count) for table, count in rows.items()]
    if logged:
        found.append(HeldPlace("access_log", "entries about the person", logged))
    for path in naming(course, subject):
        what = "entries of a zip" if path.suffix == ".zip" else "a file that names the person"
        size = len(entries_of(path, subject)) if path.suffix == ".zip" else 1
        found.append(HeldPlace(path.relative_to(course.home).as_posix(), what, max(size, 1)))
    return found


def naming(course: Course, subject: Subject) -> list[Path]:
    """Return the files outside the person's folders that contain a name or a file they sent."""
    words, pages = [name.encode() for name in subject.names], class_pages(course)
    return [
        path
        for path in _searched(course, subject)
        if _names(path, words, subject) or (path in pages and _shows(path, subject))
    ]


def entries_of(path: Path, subject: Subject) -> list[str]:
    """Return the entries of a zip that are the person's, or contain one of the names."""
    words = [name.encode() for name in subject.names]
    with suppress(zipfile.BadZipFile, OSError), zipfile.ZipFile(path) as archive:
        return [
            one.filename
            for one in archive.infolist()
            if subject.sent(one.filename)
            or any(word in one.filename.encode(errors="replace") for word in words)
            or any(word in content_of(archive, one) for word in words)
        ]
    return []


def content_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return an entry's content; b"" if it is damaged, encrypted, or too large for a submission."""
    if entry.file_size > NOTEBOOKS.each:
        return b""
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        return b""


def _names(path: Path, words: list[bytes], subject: Subject) -> bool:
    if any(word in str(path.name).encode() for word in words):
        return True
    content = path.read_bytes()
    if any(word in content for word in words):
        return True
    if path.name == CLASS_FILE:  # in which a name that is too short to search for can be a key
        text = content.decode("utf-8", "replace")
        return without_learner(text, subject.learner) != text
    return path.suffix == ".zip" and bool(entries_of(path, subject))


def _shows(page: Path, subject: Subject) -> bool:
    """Return whether a class page has the person: a name is the whole text of an element.

    Searching for bytes fails here: HTML escapes some characters, and every text has short names.
    """
    texts = html.unescape(page.read_text(encoding="utf-8", errors="replace"))
    names = [n for n in _names_of(subject.learner, subject.known) if not subject.is_others(n)]
    return any(f">{one_line(name)}<" in texts for name in names)


def _names_of(learner: str, known: Iterable[Known]) -> list[str]:
    found = [learner, *(name for one in known for name in (one.login, one.name))]
    return list(dict.fromkeys(filter(None, found)))


def _searched(course: Course, subject: Subject) -> Iterator[Path]:
    """Yield every file that a run or an instructor leaves, except in the person's own folders."""
    own = [course.home / name / subject.learner for name in OWN]
    paths = [path for name in (*OWN, *SHARED) for path in (course.home / name).rglob("*")]
    paths += [path for pattern in FILES for path in course.home.glob(pattern)]
    for path in dict.fromkeys(paths):
        inside = any(path.is_relative_to(folder) for folder in own)
        if path.is_file() and not path.is_symlink() and not inside:
            yield path


def all_subjects(course: Course) -> list[Subject]:
    """Return everyone with a folder, a gradebook row, collected work, or a row in an LMS's table.

    They are sorted by folder. Your own work isn't among them.
    """
    found: dict[str, list[Known]] = {
        path.name: [] for name in OWN for path in (course.home / name).glob("*") if path.is_dir()
    }
    found |= {learner: [] for learner in _students(course.home / "gradebook.db")}
    people = known_people(course)
    for one in [*people.values(), *_only_in_tables(course, people)]:
        found.setdefault(one.learner, []).append(one)
    found.pop(ME, None)
    everyone: dict[str, frozenset[str]] = {}
    for learner, known in found.items():
        for name in _names_of(learner, known):
            everyone[name] = everyone.get(name, frozenset()) | {learner}
    return [Subject(name, tuple(known), everyone) for name, known in sorted(found.items())]


def _only_in_tables(course: Course, people: Mapping[tuple[str, str], Known]) -> list[Known]:
    """Return people in downloaded tables who weren't collected, or under another number only."""
    found: dict[tuple[str, str], Known] = {}
    for path in sorted((course.home / "downloaded").rglob("*.csv")):
        with suppress(ClassroomError):
            roster = read_roster(path)
            returning = folders_by_login(roster, people)
            for person in roster.people.values():
                key = roster.lms, person.number
                if key not in people:
                    other = person.login or f"{person.name}_{person.number}"
                    learner = returning.get(person.number, other)
                    found[key] = Known(learner, *key, person.name, person.login)
    return list(found.values())


def _students(book: Path) -> list[str]:
    """Return everyone in the gradebook."""
    if not book.is_file():
        return []
    with closing(_read_only(book)) as database, suppress(sqlite3.OperationalError):
        return [learner for (learner,) in database.execute("SELECT id FROM student")]
    return []


def _read_only(book: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{book.resolve().as_uri()}?mode=ro", uri=True)


def _rows(book: Path, subject: Subject) -> dict[str, int]:
    """Return how many rows name the learner, by table."""
    if not book.is_file():
        return {}
    found = {}
    with closing(_read_only(book)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
            known = [name for name in columns if name in ("student_id", "learner")]
            if table == "student":
                known = ["id"]
            for column in known:
                query = f'SELECT count(*) FROM "{table}" WHERE "{column}" = ?'
                (count,) = database.execute(query, (subject.learner,)).fetchone()
                if count:
                    found[table] = count
    return found
