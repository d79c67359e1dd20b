"""Deletes what is held about a class when its time is up, as class.toml says.

The clock starts on the day that the course ends, for everybody alike: a clock of its own for each
learner would keep those longest who were given more time.
"""

from dataclasses import dataclass
from datetime import date, datetime

from privacylab.classroom.access_log.log import forget, record
from privacylab.classroom.erase import (
    ErasureCertificate,
    certify,
    delete_folder,
    erase_rows,
    set_stones,
)
from privacylab.classroom.holdings import (
    OWN,
    HeldPlace,
    Subject,
    all_subjects,
    class_pages,
    holdings,
)
from privacylab.classroom.received import ClassroomError
from privacylab.files import write_whole
from privacylab.grading import Course
from privacylab.grading.class_file import NAME, read_class, without_learner

ABOUT_ALL = ("exports", "downloaded")  # what the LMS got and gave


@dataclass(frozen=True)
class Due:
    """Who is held, on which day everything about them is due for deletion, and in how many days."""

    people: list[Subject]
    delete_on: date
    days: int


def what_is_due(course: Course) -> Due:
    """What class.toml says, as of today. Raises ClassroomError where it sets no period."""
    settings = read_class(course)
    if not settings.retention:
        raise ClassroomError(
            f"{NAME} says nothing about how long work is kept: add [retention] with course_ends "
            "and keep_days, as docs/records.md shows."
        )
    delete_on = settings.retention.delete_on
    today = datetime.now(settings.zone).date()
    return Due(all_subjects(course), delete_on, (delete_on - today).days)


def delete_due(course: Course, due: Due) -> tuple[ErasureCertificate, list[HeldPlace]]:
    """Delete what is held about everybody, in the order of `erase`, and say what is left.

    It can be run again after an interruption. Raises ClassroomError where nothing is due yet.
    """
    if due.days > 0:
        raise ClassroomError(f"Nothing is due before {due.delete_on}.")
    record(course, "erased everybody, whose time was up")
    set_stones(course, due.people)
    counts = {"learners": len(due.people)}
    for name in ABOUT_ALL:
        counts[name] = delete_folder(course.home / name)
    for name in OWN:
        counts[name] = sum(delete_folder(course.home / name / one.learner) for one in due.people)
    pages = class_pages(course)
    for page in pages:
        page.unlink()
    counts["pages"] = len(pages)
    file = course.home / NAME
    text = file.read_text(encoding="utf-8")
    for learner in read_class(course).extensions:
        text = without_learner(text, learner)
    write_whole(file, text.encode())
    erase_rows(course, due.people)
    forget(course, {one.learner for one in due.people})
    left = holdings(course, *due.people)
    return certify(course, {name: count for name, count in counts.items() if count}, left), left
