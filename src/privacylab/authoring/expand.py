"""From an author's text to the instructor's notebook: short metadata becomes nbgrader's."""

import re
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring.author import TaskText

HEADER = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def tidy(notebook: NotebookNode, name: str) -> NotebookNode:
    """Give a notebook a header without tool versions, and cell ids that stay the same.

    An id is the cell's nbgrader id, or else the notebook's name and the cell's position.
    """
    notebook.metadata = NotebookNode(HEADER)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for position, cell in enumerate(notebook.cells):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.id = re.sub(r"[^a-zA-Z0-9-]", "-", grade_id or f"{name}-{position:03d}")
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def expand(notebook: NotebookNode, tasks: tuple[TaskText, ...], name: str) -> NotebookNode:
    """Turn the authors' cell metadata into nbgrader's, and tell each test what it is worth."""
    texts = {task.task: task for task in tasks}
    for cell in notebook.cells:
        meta = cell.metadata
        if "task" in meta:
            cell.metadata = _nbgrader(meta["task"], solution=True)
        elif "test" in meta:
            text = texts[meta["test"]]
            hidden = sum(check.hidden for check in text.checks)
            cell.source = cell.source.replace(
                f'Checks("{text.task}")',
                f'Checks("{text.task}", points={text.points:g}, hidden={hidden})',
            )
            cell.metadata = _nbgrader(
                f"{text.task}-test", grade=True, locked=True, points=text.points
            )
        elif "given" in meta:
            cell.metadata = _nbgrader(meta["given"], locked=True)
        elif "essay" in meta:
            cell.metadata = _nbgrader(
                meta["essay"], grade=True, solution=True, points=float(meta["points"])
            )
        else:
            # a hint for the editor alone: nothing to run, nothing to grade
            cell.metadata = NotebookNode()
    return tidy(notebook, name)


def _nbgrader(
    grade_id: str,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
) -> NotebookNode:
    fields: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": grade,
        "solution": solution,
        "locked": locked,
        "task": False,
    }
    if points is not None:
        fields["points"] = points
    return NotebookNode(nbgrader=NotebookNode(fields))
