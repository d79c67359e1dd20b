"""The course's own cells in a notebook, and the purpose of each."""

import hashlib
from enum import Enum

from nbformat import NotebookNode

from privacylab.catalog.exercises import LOOK, is_look

__all__ = [
    "EARLIER",
    "LOOK",
    "Role",
    "checksum",
    "exercise_of",
    "is_look",
    "name_of",
    "role",
    "step_of",
]
EARLIER = "earlier"  # the given cell that loads the learner's own functions of other exercises


class Role(Enum):
    """The purpose of one of the course's cells; the value is its name for learners."""

    GIVEN = "the given cell {name}"
    ANSWER = "the answer cell of {name}"
    TEST = "the test of {name}"


def role(cell: NotebookNode) -> Role | None:
    """Return a cell's purpose in the course, or None for a cell that learners may change freely."""
    mark = cell.metadata.get("nbgrader")
    if not mark:
        return None
    if mark["solution"]:
        return Role.ANSWER
    return Role.TEST if mark["grade"] else Role.GIVEN


def name_of(cell: NotebookNode) -> str:
    """Return a course cell's name: nbgrader's grade_id, such as "RET-02-is_inactive-test"."""
    return cell.metadata.nbgrader.grade_id


def checksum(cell: NotebookNode) -> str:
    """Return nbgrader's checksum of a marked cell, without importing nbgrader (half a second)."""
    mark = cell.metadata["nbgrader"]
    grade, solution = mark.get("grade", False), mark.get("solution", False)
    locked = not solution and (grade or mark.get("locked", False))
    parts = [cell.source, cell.cell_type, str(grade), str(solution), str(locked), mark["grade_id"]]
    if grade:
        parts.append(str(float(mark["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def exercise_of(name: str) -> str:
    """Return the exercise that a cell's name belongs to, such as "RET-02"."""
    return "-".join(name.split("-")[:2])


def step_of(name: str) -> str:
    """Return the step that a test or an answer belongs to, such as "is_inactive"."""
    return name.removeprefix(f"{exercise_of(name)}-").removesuffix("-test")
