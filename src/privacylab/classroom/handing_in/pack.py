"""Packs a module's notebooks, and the files beside them, into one zip that `collect` accepts.

On a hub with a hand-in service, the zip is also sent there.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from privacylab.catalog import Exercise, Module
from privacylab.checks.report import public_checks
from privacylab.classroom.handing_in.receipt import RECEIPT, HandInReceipt, own_name, zip_name
from privacylab.classroom.handing_in.sending import send
from privacylab.classroom.received import ClassroomError
from privacylab.errors import LabError
from privacylab.files import write_whole
from privacylab.grading import Course
from privacylab.grading.check import check_notebook
from privacylab.grading.class_file import read_class
from privacylab.grading.own.state import state_of
from privacylab.grading.submission.read import RUN, extra_notebooks, read_notebook, read_staged
from privacylab.grading.submission.staging import TIMESTAMP, StagedSubmission, staged_folder

FOLDER = "handed-in"
Reports = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class HandIn:
    """What was packed: the zip, its receipt, what is missing, and what was not packed and why.

    due says when it is due, and how late it is by this machine's clock, or "". reports holds the
    results of the public checks, by the id of each exercise whose checks ran. sent is when a hub's
    service received it, by its clock, or "" if there is no service.
    """

    zip: Path
    receipt: HandInReceipt
    missing: list[str]
    left_out: list[str]
    due: str
    reports: Reports
    sent: str


def hand_in(
    course: Course, module: Module, on_check: Callable[[str], object] = lambda name: None
) -> HandIn:
    """Check a module's notebooks, and pack them, whatever the checks say.

    on_check receives the name of each notebook before it runs. Raises LabError if there is nothing
    to hand in, or a notebook can't be read or written; then nothing is packed. Also raises it if a
    hub's service did not receive the zip, which is kept.
    """
    folder = course.assignments / module.id
    _refuse_damaged(course, module)
    try:
        with staged_folder(folder, module) as sent:
            if not any(sent.notebooks.iterdir()) and not sent.unusable:
                raise _nothing(module, "it has no notebooks here")
            notebooks = read_staged(course, "me", module, sent)
            missing, reports = _check(course, module, set(notebooks), on_check)
            return _pack(course, module, sent, list(notebooks), missing, reports)
    except FileNotFoundError:
        raise _nothing(module, "its folder in assignments/ is missing") from None
    except OSError as error:
        raise ClassroomError(
            f"Nothing was packed, because a file could not be written or read ({error.strerror}): "
            "free some space on the disk, and run the command again."
        ) from None


def _nothing(module: Module, why: str) -> ClassroomError:
    return ClassroomError(
        f"There is nothing to hand in for {module.id}: {why}. To see where you are, run: "
        "privacylab progress"
    )


def _refuse_damaged(course: Course, module: Module) -> None:
    """Raise LabError for a file that should be an exercise's notebook and isn't."""
    for path in (course.assignments.parent / lost for lost in module.lost):
        if path.is_file():
            read_notebook(path, path.name, RUN)
            raise ClassroomError(
                f"{path.name} has lost what marks it as an exercise. To start it over and keep "
                f"what you have, run: privacylab restore {path.stem.split('_')[0]}"
            )


def _check(
    course: Course, module: Module, there: set[Exercise], on_check: Callable[[str], object]
) -> tuple[list[str], Reports]:
    """Return sentences about what is missing, not begun, or fails its checks; and the reports."""
    found = [f"{Path(path).name} is missing." for path in module.lost]
    begun, reports = 0, {}
    for one in module.exercises:
        filled = state_of(course, module, one, None).filled
        if one not in there:
            found.append(f"{one.name}.ipynb is missing.")
        elif filled and not filled.touched:
            found.append(f"{one.id} {one.title}: not begun.")
        else:
            begun += 1
            on_check(f"{one.name}.ipynb")
            if one.essay:
                continue
            try:
                reports[one.id] = check_notebook(course.root, course.assignment(module.id, one))
                said = _problem(reports[one.id])
            except LabError as reason:  # it is still the learner's work
                said = f"the checks could not run. {reason}"
            found += [f"{one.id} {one.title}: {said}"] if said else []
    if not begun:
        raise _nothing(module, "you have not filled anything in yet")
    return found, reports


def _problem(reports: list[dict[str, Any]]) -> str:
    """Return what the public checks say, or "" if they all pass."""
    every = [one for report in reports for one in report["checks"]]
    passed = sum(one["outcome"] == "passed" for one in every)
    stopped = next((report["summary"] for report in reports if not report["checks"]), "")
    if stopped:
        return f"{stopped}."
    return "" if passed == len(every) else f"{public_checks(passed, len(every))}."


def _pack(
    course: Course,
    module: Module,
    sent: StagedSubmission,
    there: list[Exercise],
    missing: list[str],
    reports: Reports,
) -> HandIn:
    files = {f"{one.name}.ipynb": sent.notebooks / f"{one.name}.ipynb" for one in there}
    for path in sorted(sent.files.rglob("*")):
        name = path.relative_to(sent.files).as_posix()
        if path.is_file() and name not in (RECEIPT, TIMESTAMP):
            files[name] = path
    now = datetime.now(UTC).replace(microsecond=0)
    contents = {name: path.read_bytes() for name, path in files.items()}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    receipt = HandInReceipt(own_name(), module.id, f"{now:%Y-%m-%d %H:%M:%S} UTC", digests)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**contents, RECEIPT: receipt.as_json()}.items():
            archive.writestr(name, content)
    place = course.home / FOLDER / zip_name(module.id, now)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, held.getvalue())
    extra = [
        f"{name}: not an exercise of {module.id}."
        for name in extra_notebooks(sent.notebooks, module)
    ]
    left_out = [*extra, *([sent.left_out] if sent.left_out else [])]
    due = read_class(course).due_now(module.id, now)
    at = send(place, receipt, place.relative_to(course.home).as_posix())
    return HandIn(place, receipt, missing, left_out, due, reports, at)
