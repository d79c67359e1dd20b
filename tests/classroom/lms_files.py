"""Zips and tables in the forms that Canvas and Moodle write, for these tests.

The forms are those of canvas-lms (lib/content_zipper.rb, lib/gradebook_exporter.rb) and of Moodle
(mod/assign/classes/downloader.php, mod/assign/gradingtable.php).
"""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import tiny_course as tiny
from nbformat.v4 import writes_json

from privacylab.classroom.collect import REFUSED, Account, Collection, collect
from privacylab.grading import Course

Entries = Mapping[str, str | bytes] | Sequence[tuple[str | zipfile.ZipInfo, str | bytes]]


def notebook(course: Course, task: str = "RET-02", answer: str | None = None) -> str:
    """What a notebook of the tiny course holds: filled in, or empty in the other module."""
    filled = tiny.right(task) if task in tiny.TASKS else None
    return writes_json(tiny.notebook(course, task, answer or filled))


def zipped(path: Path, entries: Entries) -> Path:
    """Write a zip, as an LMS does: compressed, and with no more than names and contents."""
    pairs = entries.items() if isinstance(entries, Mapping) else entries
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in pairs:
            archive.writestr(name, content)
    return path


def zip_bytes(entries: Entries) -> bytes:
    """A zip that is in a zip."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items() if isinstance(entries, Mapping) else entries:
            archive.writestr(name, content)
    return held.getvalue()


CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
TOTALS = ("Current Score", "Final Score")
MOODLE = (
    "Identifier",
    "Full name",
    "Email address",
    "Status",
    "Grade",
    "Maximum grade",
    "Grade can be changed",
    "Last modified (submission)",
    "Last modified (grade)",
    "Feedback comments",
)


def canvas_table(
    path: Path,
    people: Mapping[str, str],
    columns: Sequence[str] = (f"{tiny.MODULE} (9001)",),
    points: str = "24.00",
    head: Sequence[str] = CANVAS,
) -> Path:
    """Canvas's gradebook: people are names by number, and no one has points yet."""
    rows: list[list[str]] = [[*head, *columns, *TOTALS]]
    hidden = ["Manual Posting"] * len(columns)
    rows.append(["", "", "", "", "", *hidden, "", ""])
    read_only = ["(read only)"] * 2
    rows.append(["    Points Possible", "", "", "", "", *[points] * len(columns), *read_only])
    for number, name in people.items():
        login = f"{name.split(', ')[-1].lower()}{number}@uni.example"
        who = [name, number, f"0{number}", login, "Section 1"]
        rows.append([*who, *[""] * len(columns), "0.00", "0.00"])
    return written(path, rows)


def moodle_table(path: Path, people: Mapping[str, str], **cells: str) -> Path:
    """Moodle's grading worksheet: people are names by participant number."""
    rows: list[list[str]] = [list(MOODLE)]
    for number, name in people.items():
        row = dict.fromkeys(MOODLE, "")
        row["Identifier"] = f"Participant {number}"
        row["Full name"] = name
        row["Email address"] = f"p{number}@uni.example"
        row["Status"] = "Submitted for grading - "
        row["Maximum grade"] = "24.00"
        row["Grade can be changed"] = "Yes"
        row["Last modified (submission)"] = "Monday, 15 January 2024, 10:30 AM"
        row["Last modified (grade)"] = "-"
        rows.append([cells.get(title, cell) for title, cell in row.items()])
    return written(path, rows, "\ufeff")


def written(path: Path, rows: Sequence[Sequence[str]], begins: str = "") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(begins)
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path


def read_table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def refused(found: Collection) -> dict[str, str]:
    """By path, why a file was not accepted."""
    return {one.path: one.why for one in found.accounts if one.state == REFUSED}


def account(found: Collection, path: str) -> Account:
    """What became of one file, which is named exactly once."""
    (one,) = (one for one in found.accounts if one.path == path)
    return one


def collected(home: Course, path: Path, table: Path | None = None) -> Collection:
    return collect(home, path, table)


def tree(home: Course) -> dict[str, bytes]:
    """All files that a run has left."""
    return {
        path.relative_to(home.home).as_posix(): path.read_bytes()
        for path in sorted(home.home.rglob("*"))
        if path.is_file()
    }


def submissions(home: Course) -> list[str]:
    """The files in submitted/, by path."""
    return [name for name in tree(home) if name.startswith("submitted/")]
