"""Imports an LMS download as it is, and files each learner's work under submitted/.

Every file is accounted for: it counts, or it is listed with the reason and what to do. A submission
is replaced as a whole or not at all, and a second run with the same files changes nothing. The
latest version of each exercise counts, and earlier ones are kept.
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from privacylab.catalog import Catalog, load_catalog
from privacylab.classroom.erase import is_erased
from privacylab.classroom.handing_in.receipt import RECEIPT
from privacylab.classroom.hub.folders import is_handed_in
from privacylab.classroom.identify import copy_number, exercise_held
from privacylab.classroom.lms_names import MOODLE
from privacylab.classroom.receipts import (
    Change,
    Known,
    Receipt,
    Sent,
    known_people,
    read_receipt,
    remember,
    repair,
    settle,
    submitted_now,
    with_earlier,
)
from privacylab.classroom.received import ClassroomError, NotUsable, opened
from privacylab.classroom.roster import Person, read_roster
from privacylab.classroom.senders import (
    ClassMember,
    SentFile,
    how_many,
    learners_in,
    missing,
    namesakes,
)
from privacylab.grading import Course
from privacylab.grading.class_file import read_class
from privacylab.grading.own.state import is_untouched
from privacylab.grading.submission.limits import FILES
from privacylab.grading.submission.names import printable
from privacylab.grading.submission.staging import DEEPEST, MOST_NAMED, NOTEBOOK, TIMESTAMP
from privacylab.text import one_line

COUNTS, UNCHANGED, EARLIER = "counts", "unchanged", "earlier version, kept"
REFUSED, LEFT_OUT = "not accepted", "left out"
ERASED = "this person was erased here: delete the file from the zip, or delete the zip"
NEW_NUMBERS = (
    "Moodle gives people new numbers in each assignment. Add its worksheet with --roster, or the "
    "same person gets another folder for each module."
)
LONGEST_NAME = 150  # bytes of a file's name


@dataclass(frozen=True)
class Account:
    """What happened to one file; file is its path in submitted/, why has no full stop."""

    path: str
    state: str
    learner: str = ""
    file: str = ""
    why: str = ""


@dataclass
class Collection:
    """What happened to all files.

    learners  everyone who sent something
    empty     those of them who sent nothing that could be accepted
    missing   the people in the LMS's table who have sent nothing, now or before
    """

    accounts: list[Account] = field(default_factory=list)
    learners: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    missing: list[Person] = field(default_factory=list)
    on_roster: int = 0
    notes: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)

    def count(self, state: str) -> int:
        return sum(one.state == state for one in self.accounts)


@dataclass(frozen=True)
class _Version:
    """A file that a learner sent, with its place in the submission."""

    sent: SentFile
    module: str
    file: str
    sha256: str
    order: int
    pristine: bool

    @property
    def rank(self) -> tuple[int, int, float]:
        """Return a key that grows with the time of submission, as far as that is known."""
        stem = Path(self.sent.parts[-1]).stem
        return self.order, copy_number(stem), self.sent.file.modified

    def record(self) -> Sent:
        back = self.sent.sender.back
        return Sent(self.file, self.sent.file.path, self.sha256, self.order, back)


def collect(course: Course, path: Path, table: Path | None = None) -> Collection:
    """Collect a zip or folder, with the LMS's table. Raises ClassroomError if none is accepted."""
    catalog = load_catalog(course.root)
    roster = read_roster(table, read_class(course).zone) if table else None
    known = known_people(course)
    found = Collection()
    hub = is_handed_in(course.home, path)
    with opened(path) as received:
        learners, unclear = learners_in(received, roster, known, catalog, from_hub=hub)
        found.accounts += [Account(file, LEFT_OUT) for file in received.added]
        for file, why in (*received.refused, *unclear):
            found.accounts.append(Account(file, REFUSED, why=why))
        for gone in [one for one in learners if is_erased(course, one.known)]:
            learners.remove(gone)
            found.accounts += [Account(one.file.path, REFUSED, why=ERASED) for one in gone.files]
        plans = [_Plan(course, catalog, one) for one in learners]
        for plan in plans:
            plan.read()
            found.accounts += plan.accounts
        if not any(plan.versions for plan in plans):
            raise ClassroomError(_nothing(path, found))
        for plan in (one for one in plans if one.versions):
            try:
                found.accounts += plan.carry_out()
            except OSError as error:
                raise ClassroomError(
                    f"The files of {printable(plan.learner.known.learner)} could not be written "
                    f"({error.strerror}); earlier ones are complete. Run the same command again."
                ) from None
            remember(course, _all_known(plan.learner, known))
    found.learners = [one.known.learner for one in learners]
    found.empty = [plan.learner.known.learner for plan in plans if not plan.versions]
    found.late = [one.known.learner for one in learners if one.late]
    found.notes = [*namesakes(learners, roster), *_shared(plans), *_not_on(learners, table)]
    if not roster and any(one.known.lms == MOODLE for one in learners):
        found.notes.append(NEW_NUMBERS)
    found.modules = sorted({one.module for plan in plans for one in plan.versions})
    if roster:
        before = {
            one.number
            for one in known.values()
            if one.lms == roster.lms
            and any(course.submitted(one.learner, module).is_dir() for module in found.modules)
        }
        found.missing = [one for one in missing(learners, roster) if one.number not in before]
        found.on_roster = len(roster.people)
    return found


class _Plan:
    """What to do with one learner's files."""

    def __init__(self, course: Course, catalog: Catalog, learner: ClassMember):
        self.learner = learner
        self.versions: list[_Version] = []
        self.accounts: list[Account] = []
        self._course, self._catalog = course, catalog
        self._name = learner.known.learner

    def read(self) -> None:
        """Find out what each file is. Nothing is written."""
        others = []
        for sent in self.learner.files:
            if sent.sender.typed:
                self._refuse(sent, "it was typed into the LMS: ask for the notebook's file")
            elif sent.parts[-1] == RECEIPT:
                self._account(sent, LEFT_OUT, why="the learner's own receipt")
            elif not sent.parts[-1].lower().endswith(NOTEBOOK):
                others.append(sent)
            else:
                self._read_notebook(sent)
        self._leave_out_what_was_not_begun()
        homes: dict[tuple[str, ...], set[str]] = {}
        for one in self.versions:
            homes.setdefault(one.sent.parts[:-1], set()).add(one.module)
        for sent in others:
            self._read_other(sent, homes)

    def _read_notebook(self, sent: SentFile) -> None:
        try:
            content = sent.file.read()
        except NotUsable as why:
            self._refuse(sent, str(why))
            return
        held = exercise_held(content, Path(sent.parts[-1]).stem, self._catalog)
        if not held:
            self._refuse(sent, "it has no exercise of the course: ask for the right notebook")
            return
        module, exercise = held
        self._add(sent, module.id, f"{exercise.name}{NOTEBOOK}", content, is_untouched(content))

    def _read_other(self, sent: SentFile, homes: dict[tuple[str, ...], set[str]]) -> None:
        """Put a file beside notebooks with them, as deep below them as it was."""
        for depth in range(len(sent.parts) - 1, -1, -1):
            modules = homes.get(sent.parts[:depth], set())
            below = sent.parts[depth:]
            if len(modules) == 1:
                break
        else:
            self._refuse(sent, "no notebook of the course is beside it: ask for both together")
            return
        (module,) = modules
        taken = sum(
            one.module == module and not one.file.endswith(NOTEBOOK) for one in self.versions
        )
        if below == (TIMESTAMP,):
            self._refuse(sent, "the LMS says when it was submitted, not the learner: ignore it")
        elif len(below) > DEEPEST or any(len(part.encode()) > LONGEST_NAME for part in below):
            self._refuse(sent, "its name is too long: ask for it under a shorter one")
        elif taken >= FILES.files:
            self._refuse(sent, f"more than {FILES.files} files beside the notebooks: ask for fewer")
        else:
            try:
                self._add(sent, module, "/".join(below), sent.file.read(), False)
            except NotUsable as why:
                self._refuse(sent, str(why))

    def _add(self, sent: SentFile, module: str, file: str, content: bytes, pristine: bool) -> None:
        person = self.learner.person
        at = int(person.sent.timestamp()) if person and person.sent else 0
        order = sent.sender.attachment or at
        digest = hashlib.sha256(content).hexdigest()
        self.versions.append(_Version(sent, module, file, digest, order, pristine))

    def _leave_out_what_was_not_begun(self) -> None:
        """Leave out modules not begun: learners who pack the whole course send those, too."""
        begun = {one.module for one in self.versions if not one.pristine}
        if begun:
            for one in self.versions:
                if one.module not in begun:
                    why = "an empty notebook of another module"
                    self._account(one.sent, LEFT_OUT, why=why)
            self.versions = [one for one in self.versions if one.module in begun]

    def carry_out(self) -> list[Account]:
        """Put each submission in place. Raises OSError."""
        self.accounts = []
        for module in sorted({one.module for one in self.versions}):
            repair(self._course, self._name, module)
            self._settle(module, [one for one in self.versions if one.module == module])
        return self.accounts

    def _settle(self, module: str, versions: list[_Version]) -> None:
        before = read_receipt(self._course, self._name, module)
        now = submitted_now(self._course, self._name, module)
        counts = {one.file: one for one in before.files}
        change = Change(before)
        for file in dict.fromkeys(one.file for one in versions):
            # sorted() is stable: of two with the same rank, the later in the list counts
            ranked = sorted((one for one in versions if one.file == file), key=lambda one: one.rank)
            latest = ranked.pop()
            for one in ranked:
                self._keep_as_earlier(change, one, before, latest)
            known = counts.get(file)
            record = latest.record()
            if now.get(file) == latest.sha256:
                self._account(latest.sent, UNCHANGED, file)
                if not known or known.order < record.order:
                    counts[file] = record
            elif any(record.same(one) for one in (*before.files, *before.earlier)):
                why = "collected before, and replaced since"
                self._account(latest.sent, UNCHANGED, file, why)
            elif known and file in now and 0 < record.order < known.order:
                self._keep_as_earlier(change, latest, before, latest)
            else:
                self._replace(change, file, latest, known, now)
                counts[file] = record
        files = tuple(counts[name] for name in sorted(counts))
        late = self.learner.late or (before.late and not change.put)
        sent = self._sent(versions, before, bool(change.put))
        change.receipt = replace(change.receipt, files=files, late=late, sent=sent)
        settle(self._course, self._name, module, change)

    def _sent(self, versions: list[_Version], before: Receipt, changed: bool) -> str:
        """Return the submission time for timestamp.txt, from the hub or from Moodle's table."""
        at = _received(versions) or (self.learner.person.sent if self.learner.person else None)
        if at:
            return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"  # nbgrader misreads +0200
        return "" if changed else before.sent

    def _replace(
        self, change: Change, file: str, latest: _Version, known: Sent | None, now: dict[str, str]
    ) -> None:
        """Put a version in place, and keep the one that counted until now."""
        change.put[file] = self._content(latest)
        if file in now:
            old = known if known and known.sha256 == now[file] else Sent(file, "", now[file])
            path = self._course.submitted(self._name, latest.module) / file
            change.keep.append((old, path.read_bytes()))
            change.receipt = with_earlier(change.receipt, [old])
        why = f"named {printable(latest.sent.parts[-1])}" if self._is_renamed(latest) else ""
        self._account(latest.sent, COUNTS, file, why)

    def _keep_as_earlier(
        self, change: Change, one: _Version, before: Receipt, latest: _Version
    ) -> None:
        record = one.record()
        if one.sha256 == latest.sha256 and one is not latest:
            self._account(one.sent, UNCHANGED, one.file, "the same file as the one that counts")
            return
        if not any(record.same(other) for other in before.earlier):
            change.keep.append((record, self._content(one)))
            change.receipt = with_earlier(change.receipt, [record])
        self._account(one.sent, EARLIER, one.file, "a later version counts")

    def _content(self, one: _Version) -> bytes:
        try:
            content = one.sent.file.read()
        except NotUsable as why:  # it could be read a moment ago
            raise OSError(0, str(why)) from None
        if hashlib.sha256(content).hexdigest() != one.sha256:
            raise OSError(0, "it changed while it was read")
        return content

    def _is_renamed(self, one: _Version) -> bool:
        return one.file.endswith(NOTEBOOK) and one.sent.parts[-1] != one.file

    def _refuse(self, sent: SentFile, why: str) -> None:
        self._account(sent, REFUSED, why=why)

    def _account(self, sent: SentFile, state: str, file: str = "", why: str = "") -> None:
        self.accounts.append(Account(sent.file.path, state, self._name, file, why))


def _received(versions: list[_Version]) -> datetime | None:
    """Return when a hub received what counts; an unchanged file counts from its first arrival."""
    counts = {one.file: one.sha256 for one in sorted(versions, key=lambda one: one.rank)}
    first: dict[str, datetime] = {}
    for one in versions:
        at = one.sent.sender.at
        if at and one.sha256 == counts[one.file]:
            first[one.file] = min(at, first.get(one.file, at))
    return max(first.values(), default=None)


def _all_known(learner: ClassMember, known: dict[tuple[str, str], Known]) -> list[Known]:
    others = [
        one
        for key, one in known.items()
        if one.learner == learner.known.learner and key != learner.known.key
    ]
    return sorted([*others, learner.known], key=lambda one: one.key)


def _shared(plans: list[_Plan]) -> list[str]:
    """Return a sentence for each notebook that several people sent, byte for byte the same."""
    holders: dict[tuple[str, str], list[str]] = {}
    for plan in plans:
        for one in plan.versions:
            if one.file.endswith(NOTEBOOK) and not one.pristine:
                people = holders.setdefault((one.file, one.sha256), [])
                if plan.learner.known.learner not in people:
                    people.append(plan.learner.known.learner)
    return [
        f"The same {file}, byte for byte, came from {_some(people)}. Each counts: ask them."
        for (file, _), people in sorted(holders.items())
        if len(people) > 1
    ]


def _some(people: list[str]) -> str:
    """Return the first names, and how many more there are."""
    named = ", ".join(map(one_line, people[:MOST_NAMED]))
    return named if len(people) <= MOST_NAMED else f"{named} and {len(people) - MOST_NAMED} more"


def _not_on(learners: list[ClassMember], table: Path | None) -> list[str]:
    outside = [one.known.learner for one in learners if not one.person]
    if not table or not outside:
        return []
    return [
        f"Not in {printable(table.name)}, so the points cannot be handed back there: "
        f"{_some(outside)}."
    ]


def _nothing(path: Path, found: Collection) -> str:
    """Return why nothing was accepted."""
    refused = [one for one in found.accounts if one.state == REFUSED]
    begins = f"Nothing in {printable(path.name)} can be accepted"
    if not refused:
        return f"{begins}: it has no notebook. Download the submissions again."
    first = refused[0]
    more = f", and {how_many('more file', len(refused) - 1)}" if len(refused) > 1 else ""
    return f"{begins}: {printable(first.path)} ({first.why}){more}."
