"""Fills in the table that an LMS exported, so that the LMS takes it back.

Canvas matches a column by its title and a person by the ID, and reads the row of *Points Possible*
(canvas-lms, lib/gradebook_importer.rb). Moodle matches a person by the Identifier, and skips a
grade that is out of range (moodle, mod/assign/feedback/offline/locallib.php). So everything that
they match by is unchanged; only names, which neither needs, are made safe for a spreadsheet.
"""

import csv
import html
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from privacylab.catalog import Module
from privacylab.classroom.received import ClassroomError
from privacylab.classroom.roster import CHANGEABLE, COMMENTS, GRADE, MOST, POINTS, Roster
from privacylab.errors import nearest
from privacylab.grading import SubmissionResult
from privacylab.text import one_line, safe_cell

TOTALS = re.compile(r"\b(Current|Final) (Score|Points|Grade)\b|\bOverride (Score|Grade|Status)\b")
TITLE = re.compile(r"(.*?)(?: \(\d+\))?")  # of an assignment, without Canvas's number
NAMES = ("Student", "LastName", "FirstName", "Section", "Full name", "Online text")
OURS = "Points: "  # what our comment begins with


@dataclass
class FilledTable:
    """A table that an LMS takes: its text, who is in it, and who is not, with the reason."""

    text: str = ""
    people: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def fill_canvas(
    roster: Roster, module: Module, results: Mapping[str, SubmissionResult], title: str = ""
) -> FilledTable:
    """Return the table with one assignment's column, and a row for each result, by number."""
    found = FilledTable()
    end = roster.header.index("Section") + 1
    place = _assignment(roster, module, title, end)
    points = next((row for row in roster.rows if POINTS in row[0]), None)
    most = _number(points[place]) if points and points[place].strip() else Decimal(module.points)
    if most is None or most <= 0:
        raise ClassroomError(
            f"{roster.header[place]!r} has no points in {roster.file}: give the assignment "
            f"{module.points} points in Canvas, and export the gradebook again."
        )
    head = points or (f"    {POINTS}", *[""] * (len(roster.header) - 1))
    rows = [[*roster.header[:end], roster.header[place]], [*head[:end], _two(most)]]
    for number, person in roster.people.items():
        result = results.get(number)
        if not result:
            continue
        row = roster.rows[person.row]
        if row[place].strip() in ("EX", "N/A"):
            why = {"EX": "is excused", "N/A": "is not assigned it"}[row[place].strip()]
            found.left_out.append((result.learner, f"{why} in Canvas"))
            continue
        rows.append([*_safe(roster, row)[:end], _two(_scaled(result, most))])
        found.people.append(result.learner)
    _say_scale(found, module, most)
    found.text = _text(roster, rows)
    return found


def fill_moodle(
    roster: Roster, module: Module, results: Mapping[str, SubmissionResult]
) -> FilledTable:
    """Return the rows with a result; only Grade and Feedback comments change."""
    found = FilledTable()
    grade, most_at = roster.column(GRADE), roster.column(MOST)
    comments = roster.header.index(COMMENTS) if COMMENTS in roster.header else None
    locked = roster.header.index(CHANGEABLE) if CHANGEABLE in roster.header else None
    rows = [list(roster.header)]
    kept, beyond = [], []
    for number, person in roster.people.items():
        result = results.get(number)
        if not result:
            continue
        row = roster.rows[person.row]
        most = _number(row[most_at])
        if most is None or most <= 0:
            raise ClassroomError(
                f"{roster.file} has no maximum grade for {one_line(person.name)}: set the "
                f"assignment's grade to {module.points} points in Moodle, and download it again."
            )
        if locked is not None and row[locked].strip() == "No":
            found.left_out.append((result.learner, "the grade cannot be changed in Moodle"))
            continue
        filled, points = _safe(roster, row), _scaled(result, most)
        if points > most:
            beyond.append(result.learner)
        filled[grade] = _two(min(points, most))
        if comments is not None:
            if row[comments].strip() and not row[comments].startswith(OURS):
                kept.append(result.learner)
            else:
                filled[comments] = _comment(result)
        rows.append(filled)
        found.people.append(result.learner)
        if len(found.people) == 1:
            _say_scale(found, module, most)
    if kept:
        found.notes.append(f"A person's comment is kept for: {_names(kept)}.")
    if beyond:
        found.notes.append(f"Above the maximum, so Moodle gets the maximum: {_names(beyond)}.")
    if comments is None:
        found.notes.append(f"There is no column {COMMENTS}, so only grades are filled in.")
    found.text = _text(roster, rows)
    return found


def _assignment(roster: Roster, module: Module, title: str, first: int) -> int:
    """Return the module's column: the one named, the one with its id or title, or the only one."""
    columns = {
        place: name
        for place, name in enumerate(roster.header)
        if place >= first and name and not TOTALS.search(name)
    }

    def plain(name: str) -> str:
        found = TITLE.fullmatch(name)
        return (found[1] if found else name).casefold()

    listed = "; ".join(map(one_line, columns.values()))
    if title:
        matches = [
            at for at, name in columns.items() if title.casefold() in (name.casefold(), plain(name))
        ]
        if not matches:
            near = nearest(title, columns.values())
            like = f" Did you mean {near!r}?" if near else ""
            raise ClassroomError(f"{roster.file} has no column {title!r}.{like} It has: {listed}.")
    else:
        own = (module.id.casefold(), module.title.casefold())
        matches = [at for at, name in columns.items() if any(one in plain(name) for one in own)]
        matches = matches or (list(columns) if len(columns) == 1 else [])
    if len(matches) != 1:
        raise ClassroomError(
            f"{len(matches) or 'No'} columns of {roster.file} look like {module.id}: name one with "
            f"--column. It has: {listed}."
            if columns
            else f"{roster.file} has no assignment: create one in Canvas, and export it again."
        )
    return matches[0]


def _safe(roster: Roster, row: tuple[str, ...]) -> list[str]:
    """Return a row in which no name is a formula; what the LMS matches by is unchanged."""
    return [
        str(safe_cell(cell)) if title in NAMES else cell
        for title, cell in zip(roster.header, row, strict=True)
    ]


def _scaled(result: SubmissionResult, most: Decimal) -> Decimal:
    """Return the points on the LMS's scale."""
    points = max(Decimal(str(result.score)), Decimal(0))
    return points * most / Decimal(str(result.points))


def _say_scale(found: FilledTable, module: Module, most: Decimal) -> None:
    if most != module.points:
        found.notes.append(
            f"The module's {module.points} points are scaled to the {_two(most)} of the LMS."
        )


def _comment(result: SubmissionResult) -> str:
    """Return what Moodle shows a learner, as HTML."""
    told = "; ".join(f"{one.id} {one.score:g} of {one.points:g}" for one in result.exercises)
    late = f"; late −{result.late_penalty:g}" if result.late_penalty else ""
    return html.escape(f"{OURS}{told}{late}. The feedback page says more.")


def _number(text: str) -> Decimal | None:
    """Return a number that an LMS wrote, with a point or a comma, or None."""
    plain = text.strip().replace(",", ".")
    return Decimal(plain) if re.fullmatch(r"\d+(\.\d+)?", plain) else None


def _two(number: Decimal) -> str:
    return str(number.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _names(learners: list[str]) -> str:
    return ", ".join(map(one_line, learners))


def _text(roster: Roster, rows: list[list[str]]) -> str:
    held = io.StringIO(newline="")
    csv.writer(held, delimiter=roster.delimiter, lineterminator=roster.newline).writerows(rows)
    return roster.begins + held.getvalue()
