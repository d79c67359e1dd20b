"""The course's own cells in a notebook, recognized by nbgrader's metadata."""

from enum import Enum

from nbformat import NotebookNode


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
    """The name of a cell of the course: nbgrader's grade_id."""
    return cell.metadata.nbgrader.grade_id


def task_of(cell: NotebookNode) -> str:
    """The exercise that a test or an answer belongs to, such as "RET-02"."""
    return name_of(cell).removesuffix("-test")
