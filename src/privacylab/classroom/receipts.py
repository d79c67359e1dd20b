"""Records kept beside the submissions: who a person is, what came when, and what it replaced.

collected/<learner>/person.json        the LMS's number and name, and the login
collected/<learner>/<module>.json      the files that count, and earlier ones
collected/<learner>/earlier/<module>/  the earlier files
submitted/<learner>/<module>/          the files that count, as the grader takes them
"""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from privacylab.files import write_json, write_whole
from privacylab.grading import Course
from privacylab.grading.submission.staging import TIMESTAMP


@dataclass(frozen=True)
class Known:
    """A person whose work was collected; lms and number are those of lms_names.Sender."""

    learner: str
    lms: str
    number: str
    name: str = ""
    login: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.lms, self.number


@dataclass(frozen=True)
class Sent:
    """A file that was collected.

    file     its path in the submission
    came_as  its path in what was received
    order    grows with the time of submission, as far as the LMS gives it, or 0
    back     the prefix that its feedback page's name needs for the LMS to take it back
    """

    file: str
    came_as: str
    sha256: str
    order: int = 0
    back: str = ""

    def same(self, other: "Sent") -> bool:
        """Return whether it is the same file, sent at the same time."""
        return (self.file, self.sha256, self.order) == (other.file, other.sha256, other.order)


@dataclass(frozen=True)
class Receipt:
    """What was collected from a learner for a module; sent is the time in timestamp.txt, or ""."""

    files: tuple[Sent, ...] = ()
    earlier: tuple[Sent, ...] = ()
    late: bool = False
    sent: str = ""


@dataclass
class Change:
    """What collecting changes in one submission: new files by path, and versions to keep."""

    receipt: Receipt
    put: dict[str, bytes] = field(default_factory=dict)
    keep: list[tuple[Sent, bytes]] = field(default_factory=list)


def collected(course: Course, learner: str = "") -> Path:
    """Return the folder with what is kept about a learner, or about all."""
    return course.home / "collected" / learner


def known_people(course: Course) -> dict[tuple[str, str], Known]:
    """Return everyone whose work was collected, by the LMS and its number."""
    folder = collected(course)
    found = {}
    for path in sorted(folder.glob("*/person.json")) if folder.is_dir() else ():
        facts = json.loads(path.read_text(encoding="utf-8"))
        for one in facts:
            known = Known(path.parent.name, **one)
            found[known.key] = known
    return found


def remember(course: Course, people: list[Known]) -> None:
    """Write who someone is, with an entry for each place that the work came from."""
    path = collected(course, people[0].learner) / "person.json"
    facts = [{k: v for k, v in asdict(one).items() if k != "learner"} for one in people]
    write_json(path, facts)


def read_receipt(course: Course, learner: str, module_id: str) -> Receipt:
    """Return what was collected for a submission, or an empty receipt."""
    path = collected(course, learner) / f"{module_id}.json"
    if not path.is_file():
        return Receipt()
    facts = json.loads(path.read_text(encoding="utf-8"))
    files, earlier = (tuple(Sent(**one) for one in facts[key]) for key in ("files", "earlier"))
    return Receipt(files, earlier, facts["late"], facts["sent"])


def submitted_now(course: Course, learner: str, module_id: str) -> dict[str, str]:
    """Return the SHA-256 of each file that is in a submission now, by path."""
    folder = course.submitted(learner, module_id)
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def settle(course: Course, learner: str, module_id: str, change: Change) -> None:
    """Carry out a change: the whole submission is replaced at once, or not at all.

    Call repair() first, in case an earlier run was interrupted. Raises OSError.
    """
    place = collected(course, learner)
    target, new, old = (
        course.submitted(learner, module_id),
        place / f".new-{module_id}",
        place / f".old-{module_id}",
    )
    place.mkdir(parents=True, exist_ok=True)
    for sent, content in change.keep:
        path = earlier_file(course, learner, module_id, sent)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    stamp = (target / TIMESTAMP).read_text() if (target / TIMESTAMP).is_file() else ""
    wanted = f"{change.receipt.sent}\n" if change.receipt.sent else ""
    if change.put or stamp != wanted:
        if target.is_dir():
            shutil.copytree(target, new, symlinks=True)
        else:
            new.mkdir()
        for name, content in change.put.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.write_bytes(content)
        if wanted:
            (new / TIMESTAMP).write_text(wanted)
        else:
            (new / TIMESTAMP).unlink(missing_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.rename(old)
        new.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    if change.receipt != read_receipt(course, learner, module_id):
        write_json(place / f"{module_id}.json", asdict(change.receipt))


def repair(course: Course, learner: str, module_id: str) -> None:
    """Undo what an interrupted run has left behind."""
    place, target = collected(course, learner), course.submitted(learner, module_id)
    new, old = place / f".new-{module_id}", place / f".old-{module_id}"
    if old.exists() and not target.exists():
        old.rename(target)
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)


def earlier_file(course: Course, learner: str, module_id: str, sent: Sent) -> Path:
    """Return where a file that no longer counts is kept."""
    name = f"{sent.sha256[:12]}-{Path(sent.file).name}"
    return collected(course, learner) / "earlier" / module_id / name


def with_earlier(receipt: Receipt, more: list[Sent]) -> Receipt:
    """Return the receipt with more files that no longer count, each once."""
    new = [one for one in more if not any(one.same(other) for other in receipt.earlier)]
    return replace(receipt, earlier=(*receipt.earlier, *new))
