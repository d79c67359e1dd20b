"""The release: what learners get, and whether somebody has begun to fill it in."""

import copy

from nbformat import NotebookNode
from nbformat.v4 import reads_json

from privacylab.authoring.cells import checksum, is_look


def release(source: NotebookNode) -> NotebookNode:
    """What learners get: no solution, no hidden test. nbgrader's own steps, in its own order."""
    from nbgrader.preprocessors import (  # which takes a second
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
    """Whether a notebook's text holds a learner's work: a changed answer, or a cell of their own.

    What cannot be read counts as work, so that it is not written over.
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
