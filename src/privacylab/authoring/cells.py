"""The course's own cells in a notebook: what each is there for."""

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
    """What a cell of the course is there for; the value names it to a learner."""

    GIVEN = "the given cell {name}"
    ANSWER = "the answer cell of {name}"
    TEST = "the test of {name}"


def role(cell: NotebookNode) -> Role | None:
    """What a cell of the course is there for; None for a cell that anybody may change."""
    mark = cell.metadata.get("nbgrader")
    if not mark:
        return None
    if mark["solution"]:
        return Role.ANSWER
    return Role.TEST if mark["grade"] else Role.GIVEN


def name_of(cell: NotebookNode) -> str:
    """The name of a cell of the course: nbgrader's grade_id, such as "RET-02-is_inactive-test"."""
    return cell.metadata.nbgrader.grade_id


def checksum(cell: NotebookNode) -> str:
    """nbgrader's checksum of a marked cell, without the half second that importing it takes."""
    mark = cell.metadata["nbgrader"]
    grade, solution = mark.get("grade", False), mark.get("solution", False)
    locked = not solution and (grade or mark.get("locked", False))
    parts = [cell.source, cell.cell_type, str(grade), str(solution), str(locked), mark["grade_id"]]
    if grade:
        parts.append(str(float(mark["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def exercise_of(name: str) -> str:
    """The exercise that a cell's name belongs to, such as "RET-02"."""
    return "-".join(name.split("-")[:2])


def step_of(name: str) -> str:
    """The step that a test or an answer belongs to, such as "is_inactive"."""
    return name.removeprefix(f"{exercise_of(name)}-").removesuffix("-test")
