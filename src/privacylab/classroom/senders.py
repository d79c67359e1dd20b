"""Groups received files by sender, and gives each person the name of a folder.

The LMS's number tells people apart, so two people with the same name stay two. A folder is named
after the login in the LMS's table, or after the name and the number in the zip; people who were
collected before keep their folder. Moodle gives people new numbers in each assignment (mod/assign's
`assign_user_mapping`), and a class can have two LMSs. So the login also says who was here before.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from privacylab.catalog import Catalog
from privacylab.classroom.handing_in.receipt import RECEIPT, is_hand_in, learner_in
from privacylab.classroom.hub.folders import entry_of
from privacylab.classroom.identify import exercise_named
from privacylab.classroom.lms_names import ANONYMOUS, FOLDERS, LMS, Sender, sender_of
from privacylab.classroom.receipts import Known
from privacylab.classroom.received import ClassroomError, Received, ReceivedFile
from privacylab.classroom.roster import Person, Roster
from privacylab.grading.course import ME
from privacylab.grading.submission.names import LONGEST, UNNAMEABLE, name_problem, printable
from privacylab.text import one_line

NO_NAME = "its name does not say who sent it: put it into a folder with the learner's name"


@dataclass(frozen=True)
class SentFile:
    """A file, who sent it, and its path as the sender knew it."""

    file: ReceivedFile
    sender: Sender
    parts: tuple[str, ...]


@dataclass
class ClassMember:
    """Someone who sent files; person is their row in the LMS's table, if there is one."""

    known: Known
    person: Person | None
    files: list[SentFile] = field(default_factory=list)

    @property
    def late(self) -> bool:
        return any(one.sender.late for one in self.files)


def learners_in(
    received: Received,
    roster: Roster | None,
    known: Mapping[tuple[str, str], Known],
    catalog: Catalog,
    from_hub: bool = False,
) -> tuple[list[ClassMember], list[tuple[str, str]]]:
    """Return everyone who sent something, and the files whose sender is unknown, with the reason.

    from_hub means that a hub's service wrote the folder, so its names can be trusted. Raises
    ClassroomError if the table does not belong to these files.
    """
    refused = []
    by_sender: dict[tuple[str, str], list[SentFile]] = {}
    there = received.files
    for sent in [_of_hub(one) for one in there] if from_hub else _senders(there, catalog):
        if isinstance(sent, ReceivedFile):
            refused.append((sent.path, NO_NAME))
            continue
        try:
            sender = _on_roster(sent.sender, roster)
            by_sender.setdefault(sender.key, []).append(replace(sent, sender=sender))
        except _NotOne as why:
            refused.append((sent.file.path, str(why)))
    found: list[ClassMember] = []
    taken = {one.learner: key for key, one in known.items()}
    returning = folders_by_login(roster, known) if roster else {}
    for key, files in sorted(by_sender.items()):
        person = roster.people.get(key[1]) if roster and roster.lms == key[0] else None
        try:
            same = returning.get(key[1]) if person else None
            one = known.get(key) or (
                Known(same, *key) if same else _new(files[0].sender, person, taken)
            )
        except _NotOne as why:
            refused += [(file.file.path, str(why)) for file in files]
            continue
        taken[one.learner] = key
        if person:
            one = replace(one, name=person.name, login=person.login)
        found.append(ClassMember(one, person, files))
    return sorted(found, key=lambda one: one.known.learner), refused


def namesakes(learners: Sequence[ClassMember], roster: Roster | None) -> list[str]:
    """Return a sentence for each name that several people have."""
    named: dict[str, dict[tuple[str, str], str]] = {}
    for one in learners:
        named.setdefault(one.known.name, {})[one.known.key] = one.known.learner
    for person in roster.people.values() if roster else ():
        if person.name in named and roster:
            named[person.name].setdefault((roster.lms, person.number), "nothing received")
    return [
        f"{len(people)} people are called {one_line(name)}: "
        + "; ".join(f"{number} → {one_line(to)}" for (_, number), to in sorted(people.items()))
        for name, people in sorted(named.items())
        if name and len(people) > 1
    ]


def folders_by_login(roster: Roster, known: Mapping[tuple[str, str], Known]) -> dict[str, str]:
    """Return the folders of people in a table whose login was in another of the LMS's tables.

    Keys are the numbers in the table. A login that two people have is left out.
    """
    here = Counter(one.login.casefold() for one in roster.people.values())
    had: dict[str, set[str]] = {}
    for one in known.values():
        if not (one.lms == roster.lms and one.number in roster.people):  # two rows are two people
            had.setdefault(one.login.casefold(), set()).add(one.learner)
    found = {}
    for number, person in roster.people.items():
        login = person.login.casefold()
        if login and here[login] == 1 and len(had.get(login, ())) == 1:
            (found[number],) = had[login]
    return found


class _NotOne(Exception):
    """Why a sender is not exactly one person, or can't have a folder."""


def _senders(files: Sequence[ReceivedFile], catalog: Catalog) -> list[SentFile | ReceivedFile]:
    """Return each file with its sender, by an LMS's names or by folders named after learners."""
    found: list[SentFile | ReceivedFile] = []
    plain = []
    for file in files:
        known = sender_of(file.parts)
        if known:
            found.append(SentFile(file, *known))
        else:
            plain.append(file)
    receipts = {one.parts[:-1]: one for one in plain if one.parts[-1] == RECEIPT}
    above = _common_folder(plain, catalog, receipts.values())
    for file in plain:
        parts = file.parts[above:]
        handed_in = _handed_in(file, above, receipts)
        if handed_in:
            found.append(handed_in)
            continue
        if len(parts) > 1:
            name = re.sub(r"\.zip$", "", parts[0], flags=re.I)
            found.append(SentFile(file, Sender(FOLDERS, name, ""), parts[1:]))
            continue
        named = exercise_named(parts[0], catalog)
        begins = (
            re.match(rf"(.+?)[ _-]+{re.escape(named[1].id)}", parts[0], re.I) if named else None
        )
        if begins:
            sender = Sender(FOLDERS, begins[1], "")
            found.append(SentFile(file, sender, (parts[0][begins.end(1) + 1 :],)))
        else:
            found.append(file)
    return found


def _of_hub(file: ReceivedFile) -> SentFile | ReceivedFile:
    """Return a file of <learner>/<time>_<module>.zip with the sender and time from the hub."""
    try:
        learner, entry, *below = file.parts
        _, at = entry_of(entry)
    except ValueError:
        return file
    sender = Sender(FOLDERS, learner, "", attachment=int(at.timestamp() * 1000), at=at)
    return SentFile(file, sender, tuple(below)) if below else file


def _handed_in(
    file: ReceivedFile, above: int, receipts: Mapping[tuple[str, ...], ReceivedFile]
) -> SentFile | None:
    """Return a file of a hand-in's zip with the sender that its receipt names, or None.

    This applies if the zip is all that was received, or still has its original name. Any other name
    of the zip, or of a folder, is the sender's.
    """
    for depth in (0, 1, above + 1):
        receipt = receipts.get(file.parts[:depth])
        if receipt and (depth == 0 or is_hand_in(file.parts[depth - 1])):
            learner = learner_in(receipt.read)
            if learner:
                return SentFile(file, Sender(FOLDERS, learner, ""), file.parts[depth:])
    return None


def _common_folder(
    files: Sequence[ReceivedFile], catalog: Catalog, receipts: Iterable[ReceivedFile]
) -> int:
    """Return how many folders enclose all learners' folders: 1 for "submissions/ann/RET-02.ipynb".

    A single folder with what one learner handed in is that learner's own.
    """
    tops = {file.parts[0] for file in files}
    below = {file.parts[1] for file in files if len(file.parts) > 2}
    around = len(tops) == 1 and len(below) > 1 and not below & set(catalog.modules)
    if around and all(map(is_hand_in, below)):
        around = len({learner_in(one.read) for one in receipts}) > 1
    return 1 if around else 0


def _on_roster(sender: Sender, roster: Roster | None) -> Sender:
    """Return the sender as in the table. Raises _NotOne; ClassroomError for another LMS's table."""
    if not roster or sender.lms == ANONYMOUS:
        return sender
    if sender.lms != FOLDERS:
        if sender.lms != roster.lms:
            raise ClassroomError(
                f"{roster.file} is a {LMS[roster.lms]} table, but the files have {LMS[sender.lms]} "
                "names: give the table that belongs to these files."
            )
        return sender
    found = roster.find(sender.number)
    if len(found) > 1:
        numbers = ", ".join(one.number for one in found)
        raise _NotOne(
            f"{len(found)} people in {roster.file} are called {printable(sender.number)}: name the "
            f"folder after the person's number instead, one of {numbers}"
        )
    if not found:
        return sender
    return replace(sender, lms=roster.lms, number=found[0].number, name=found[0].name)


def _new(sender: Sender, person: Person | None, taken: Mapping[str, tuple[str, str]]) -> Known:
    """Return a person who is collected for the first time. Raises _NotOne."""
    name = person.name if person else sender.name
    login = person.login if person else ""
    names = [login, f"{sender.name}_{sender.number}", f"{sender.lms}_{sender.number}"]
    if sender.lms == ANONYMOUS:
        names = [f"anon_{sender.number}"]
    elif sender.lms == FOLDERS:
        problem = name_problem(sender.number)
        if problem or not is_learner(sender.number):
            raise _NotOne(problem or "its folder has a name that no learner can have: rename it")
        names = [sender.number]
    for learner in map(_folder, names):
        if is_learner(learner) and (
            sender.lms == FOLDERS or taken.get(learner, sender.key) == sender.key
        ):
            return Known(learner, sender.lms, sender.number, name, login)
    raise _NotOne("no folder can have that name: collect it from a folder with another name")


def _folder(name: str) -> str:
    """Return a name in a form that a folder, and nbgrader, can have."""
    plain = unicodedata.normalize("NFC", name)
    return "".join(char for char in plain if char not in f"{UNNAMEABLE}/\\").strip(" .")


def is_learner(learner: str) -> bool:
    """Return whether a learner's folder can have that name."""
    return (
        bool(learner.strip("_"))
        and not learner.startswith((".", "-"))
        and learner != ME
        and len(learner) <= LONGEST
        and one_line(learner) == learner
        and not name_problem(learner)
    )


def how_many(words: str, count: int) -> str:
    """Return a number with its noun: "1 file", "2 files"."""
    return f"{count:,} {words}{'' if count == 1 else 's'}"


def missing(learners: Sequence[ClassMember], roster: Roster) -> list[Person]:
    """Return the people in the table from whom nothing was received."""
    there = Counter(one.person.number for one in learners if one.person)
    return [one for one in roster.people.values() if one.number not in there]
