"""Hands points and feedback back in the form that an LMS takes.

Only learners with a grade are included: a grade for what they submitted last, by the course as it
is now. The others are listed with the reason. Your own work is not part of a class.
"""

import csv
import io
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from privacylab.catalog import Module
from privacylab.checks import Outcome
from privacylab.classroom.handing_back.lms_tables import FilledTable, fill_canvas, fill_moodle
from privacylab.classroom.hub.folders import FEEDBACK, HUB
from privacylab.classroom.lms_names import ANONYMOUS, CANVAS, LMS, MOODLE
from privacylab.classroom.receipts import Known, known_people, read_receipt
from privacylab.classroom.received import ClassroomError
from privacylab.classroom.roster import Roster, read_roster
from privacylab.files import write_whole
from privacylab.grading import Course, SubmissionResult, last_of_class
from privacylab.grading.course import ME
from privacylab.text import safe_cell

TABLE = "csv"
FORMS = (CANVAS, MOODLE, HUB, TABLE)
OURS = (HUB, TABLE)  # no LMS takes these: the table is our own
EPOCH = (1980, 1, 1, 0, 0, 0)  # in every zip, so that the same pages give the same zip


@dataclass
class Export:
    """What was written, for whom, and who was left out, with the reason."""

    table: Path
    pages: Path | None
    people: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def export(
    course: Course,
    module_id: str,
    form: str,
    table: Path | None = None,
    out: Path | None = None,
    column: str = "",
    partial: bool = False,
) -> Export:
    """Write the table, and a zip of feedback pages.

    table is what the LMS exported; partial includes learners who still need manual grading, with
    what they have so far. Raises ClassroomError if no one has a grade.
    """
    module = course.module(module_id)
    if form not in FORMS:
        raise ClassroomError(f"--to is canvas, moodle, hub, csv or lti, not {form!r}.")
    if form in OURS and table:
        raise ClassroomError(f"--to {form} needs no --roster: names are known from collecting.")
    if form == HUB and not (course.home / HUB).is_dir():
        raise ClassroomError(
            "There is no hub's hand-in service here: see examples/jupyterhub/README.md."
        )
    if form not in OURS and not table:
        raise ClassroomError(
            f"{LMS[form]} takes only its own table: export it there, and add it with --roster."
        )
    roster = read_roster(table) if table else None
    if roster and roster.lms != form:
        raise ClassroomError(f"{roster.file} is a {LMS[roster.lms]} table: use --to {roster.lms}.")
    results = last_of_class(course, module.id)
    results.pop(ME, None)
    graded, left_out = who_is_graded(results, module, partial)
    known: dict[str, list[Known]] = {}
    for one in known_people(course).values():
        known.setdefault(one.learner, []).append(one)
    if roster and form == CANVAS:
        numbers = _by_number(graded, known, roster, left_out)
        filled = fill_canvas(roster, module, numbers, column)
    elif roster and form == MOODLE:
        filled = fill_moodle(roster, module, _by_number(graded, known, roster, left_out))
    else:
        filled = _points(graded, known, module)
    if not filled.people:
        raise ClassroomError(_no_one(module, [*left_out, *filled.left_out]))
    refused = [who for who, one in results.items() if one and one.reason]
    people = sorted({*filled.people, *refused})
    pages, without = (b"", []) if form == HUB else _pages(course, module, form, people)
    folder = _folder(out or course.home / "exports" / module.id)
    begins = f"{module.id}-{form}"
    found = Export(folder / f"{begins}.csv", folder / f"{begins}-feedback.zip" if pages else None)
    try:
        if found.pages:
            write_whole(found.pages, pages)
        if form == HUB:
            found.pages = _show_on_hub(course, module, people)
        write_whole(found.table, filled.text.encode())
    except OSError as error:
        raise ClassroomError(f"{folder} cannot be written to ({error.strerror}).") from None
    found.people, found.notes = filled.people, filled.notes
    found.left_out = sorted([*left_out, *filled.left_out])
    if without:
        found.notes.append(
            "Not in the zip, because the work did not come from the LMS's zip: "
            + ", ".join(without)
        )
    return found


def who_is_graded(
    results: Mapping[str, SubmissionResult | None], module: Module, partial: bool
) -> tuple[dict[str, SubmissionResult], list[tuple[str, str]]]:
    """Return who has a grade to hand back, and who has not, with the reason."""
    graded, left_out = {}, []
    for learner, result in sorted(results.items()):
        if result is None:
            why = f"not graded since the last change: privacylab grade {module.id} --all"
        elif result.reason:
            why = f"could not be graded: {result.reason.rstrip('.')}"
        elif not result.has_grade:
            why = "has no grade"
        elif result.needs_person and not partial:
            waiting = ", ".join(one.id for one in result.exercises if one.needs_person)
            why = f"{waiting} needs manual grading"
        else:
            graded[learner] = result
            continue
        left_out.append((learner, why))
    return graded, left_out


def _by_number(
    graded: Mapping[str, SubmissionResult],
    known: Mapping[str, list[Known]],
    roster: Roster,
    left_out: list[tuple[str, str]],
) -> dict[str, SubmissionResult]:
    """Return the results by the LMS's numbers; learners without a row are added to left_out."""
    found: dict[str, SubmissionResult] = {}
    for learner, result in graded.items():
        lms = {one.lms for one in known.get(learner, ())}
        if roster.lms in lms:
            numbers = [one.number for one in known[learner] if one.lms == roster.lms]
            people = [roster.people[one] for one in numbers if one in roster.people]
        elif ANONYMOUS in lms:
            left_out.append((learner, "was collected without a name, so has no row in any table"))
            continue
        else:
            people = roster.find(learner)
        if len(people) != 1:
            left_out.append((learner, f"has no row in {roster.file}"))
        elif people[0].number in found:
            other = found[people[0].number].learner
            left_out.append((learner, f"has the same row in {roster.file} as {other}"))
        else:
            found[people[0].number] = result
    return found


def _points(
    graded: Mapping[str, SubmissionResult], known: Mapping[str, list[Known]], module: Module
) -> FilledTable:
    """Return a table of our own: points by exercise, and by requirement if tests give them."""
    requirements = list(dict.fromkeys(one for each in module.exercises for one in each.covers))
    exercises = [one.id for one in module.exercises]
    rows: list[list[Any]] = [
        ["learner", "name", "points", "of", "late penalty"]
        + [f"{one} (exercise)" for one in exercises]
        + [f"{one} (requirement)" for one in requirements]
    ]
    for learner, result in graded.items():
        name = known[learner][-1].name if learner in known else ""
        scores = {one.id: one.score for one in result.exercises}
        earned = points_by_requirement(result)
        head: list[Any] = [learner, name, max(result.score, 0.0), result.points]
        rows.append(
            [*head, result.late_penalty]
            + [scores.get(one, 0.0) for one in exercises]
            + [earned.get(one, 0.0) for one in requirements]
        )
    held = io.StringIO(newline="")
    csv.writer(held, lineterminator="\n").writerows(map(safe_cell, row) for row in rows)
    return FilledTable(held.getvalue(), list(graded))


def points_by_requirement(result: SubmissionResult) -> dict[str, float]:
    """Return the points from tests by requirement: in a step, all checks weigh the same."""
    earned: dict[str, float] = {}
    for exercise in result.exercises:
        for step in exercise.steps:
            for check in step.checks:
                share = step.points / len(step.checks)
                won = share if check.outcome is Outcome.PASSED else 0.0
                earned[check.requirement] = earned.get(check.requirement, 0.0) + won
    return earned


def _show_on_hub(course: Course, module: Module, people: list[str]) -> Path:
    """Copy the pages to where the hub's service shows each learner's own. Raises OSError."""
    folder = course.home / FEEDBACK
    for learner in people:
        for page in _all_pages(course, module, learner).values():
            if page.is_file():
                (folder / learner / module.id).mkdir(parents=True, exist_ok=True)
                write_whole(folder / learner / module.id / page.name, page.read_bytes())
    return folder


def _all_pages(course: Course, module: Module, learner: str) -> dict[str, Path]:
    """Return the page of the module, and those of its exercises, by name."""
    whole = {module.id: course.feedback(learner, module.id)}
    return whole | {one.name: course.feedback(learner, module.id, one) for one in module.exercises}


def _pages(course: Course, module: Module, form: str, people: list[str]) -> tuple[bytes, list[str]]:
    """Return a zip of these people's pages, and the people who have none in it.

    Canvas finds the person by the two numbers in a name, and shows the page under the name of the
    file that the second number is of (canvas-lms, abstract_assignment.rb:
    `infer_comment_context_from_filename`; issue 2406). Moodle finds the person by the folder.
    """
    held, without, written = io.BytesIO(), [], 0
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for learner in people:
            names = _page_names(course, module, form, learner)
            if not names:
                without.append(learner)
            for name, page in names.items():
                if page.is_file():
                    info = zipfile.ZipInfo(name, EPOCH)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(info, page.read_bytes())
                    written += 1
    return held.getvalue() if written else b"", without


def _page_names(course: Course, module: Module, form: str, learner: str) -> dict[str, Path]:
    """Return a learner's pages, by the name that each has in the zip."""
    pages = _all_pages(course, module, learner)
    if form == TABLE:
        return {f"{learner}/{name}.html": page for name, page in pages.items()}
    whole = pages.pop(module.id)
    sent = [one for one in read_receipt(course, learner, module.id).files if one.back]
    own = [one for one in sent if ("_assignsubmission_" in one.back) == (form == MOODLE)]
    backs = {Path(one.file).stem: one.back for one in own}
    found = {f"{backs[name]}{name}.html": page for name, page in pages.items() if name in backs}
    first = next((backs[name] for name in pages if name in backs), "")
    return {f"{first}{module.id}.html": whole} | found if first else {}


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ClassroomError(
            f"{path} can't be used as a folder ({error.strerror}): choose another with --out."
        ) from None
    if not os.access(path, os.W_OK):
        raise ClassroomError(f"{path} cannot be written to: choose another folder with --out.")
    return path


def _no_one(module: Module, left_out: list[tuple[str, str]]) -> str:
    if not left_out:
        return f"No submissions found for {module.id}: run privacylab collect, and grade them."
    who, why = left_out[0]
    more = f" (and {len(left_out) - 1:,} more)" if len(left_out) > 1 else ""
    return f"No one has a grade for {module.id} to hand back: {who} {why}{more}."
