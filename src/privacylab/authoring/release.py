"""Makes the learners' release of a notebook, and detects whether one has answers in it."""

import copy

from nbformat import NotebookNode
from nbformat.v4 import reads_json

from privacylab.authoring.cells import checksum, is_look


def release(source: NotebookNode) -> NotebookNode:
    """Return the learners' notebook, without solutions and hidden tests.

    Runs nbgrader's own steps, in nbgrader's order.
    """
    from nbgrader.preprocessors import (  # here, because importing it takes a second
        CheckCellMetadata,
        ClearHiddenTests,
        ClearMarkScheme,
        ClearOutput,
        ClearSolutions,
        ComputeChecksums,
        LockCells,
    )

    notebook = copy.deepcopy(source)
    steps = (
        LockCells,
        ClearSolutions,
        ClearOutput,
        ClearHiddenTests,
        ClearMarkScheme,
        ComputeChecksums,
        CheckCellMetadata,
    )
    for step in steps:
        notebook, _ = step().preprocess(notebook, {})
    return notebook


def has_answers(content: str) -> bool:
    """Return whether a notebook's text has a learner's work: a changed answer, or an added cell.

    An unreadable notebook counts as work, so that it isn't overwritten.
    """
    try:
        cells = [one for one in reads_json(content).cells if not is_look(one)]
        marks = [cell.metadata.get("nbgrader") for cell in cells]
        return any(
            mark["solution"] and mark["checksum"] != checksum(cell)
            if mark
            else cell.cell_type == "code" and bool(cell.source.strip())
            for cell, mark in zip(cells, marks, strict=True)
        )
    except (ValueError, KeyError, AttributeError, TypeError):
        return True
