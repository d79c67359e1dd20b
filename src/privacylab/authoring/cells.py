"""What a cell of an exercise's notebook is there for."""

from nbformat import NotebookNode

from privacylab.catalog.exercises import METADATA

LOOK = "look"  # a cell for reading and playing, which is never run at grading


def is_look(cell: NotebookNode) -> bool:
    mark = cell.metadata.get(METADATA)
    return isinstance(mark, dict) and mark.get("role") == LOOK
