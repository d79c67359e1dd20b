"""Deletes the data held about a class at the end of its retention period, as set in class.toml.

The period starts for everyone on the day the course ends. A separate clock for each learner would
keep those longest who were given more time.
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

ABOUT_ALL = ("exports", "downloaded")  # files to and from the LMS


@dataclass(frozen=True)
class Due:
    """Who is held, the day on which everything about them is due for deletion, and days left."""

    people: list[Subject]
    delete_on: date
    days: int


def what_is_due(course: Course) -> Due:
    """Return what is due as of today. Raises ClassroomError if class.toml sets no period."""
    settings = read_class(course)
    if not settings.retention:
        raise ClassroomError(
            f"{NAME} sets no retention period: add [retention] with course_ends and keep_days, as "
            "docs/records.md shows."
        )
    delete_on = settings.retention.delete_on
    today = datetime.now(settings.zone).date()
    return Due(all_subjects(course), delete_on, (delete_on - today).days)


def delete_due(course: Course, due: Due) -> tuple[ErasureCertificate, list[HeldPlace]]:
    """Delete what is held about everyone, in the order of `erase`; if interrupted, run it again.

    Returns the certificate, and what is left. Raises ClassroomError if nothing is due yet.
    """
    if due.days > 0:
        raise ClassroomError(f"Nothing is due before {due.delete_on}.")
    record(course, "erased everyone after the retention period")
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
