"""Changes a notebook of the course before Jupyter's server writes it.

A widget's view needs the kernel that made it, so it is left out, and the picture beside it stays. A
lesson is written without outputs, so git finds no change in one that was only read and run. The
kernel's version, which JupyterLab adds, is taken out of an exercise, so git finds no change in one
that was only opened.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

from nbformat.v4 import reads_json

from privacylab.catalog import CatalogError, find_home

VIEW = "application/vnd.jupyter.widget-view+json"
GONE = "Run this cell to play."
TRANSIENT = ("scrolled", "collapsed", "execution", "trusted")  # how a cell looked, and when it ran
HEADER = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def before_saving(model: dict[str, Any], path: str, contents_manager: Any, **_: Any) -> None:
    """Change a notebook's content before it is written; Jupyter calls it for each file."""
    if model["type"] != "notebook" or not model.get("content"):
        return
    file = Path(contents_manager.root_dir, path.strip("/"))
    if is_lesson(file):
        model["content"] = as_read(model["content"], file)
        return
    leave_out_views(model["content"])
    if "privacylab" in model["content"]["metadata"]:  # an exercise: git finds only what was written
        model["content"]["metadata"] |= HEADER


def is_lesson(file: Path) -> bool:
    """Whether a file is a page of the course for reading."""
    with suppress(CatalogError):
        home = find_home(file.parent)
        return file.resolve().is_relative_to(home / "course")
    return False


def as_read(notebook: dict[str, Any], file: Path) -> dict[str, Any]:
    """The lesson as it is on disk, or without outputs if a reader has changed a cell."""
    with suppress(OSError, ValueError, AttributeError):
        before: dict[str, Any] = reads_json(file.read_text(encoding="utf-8"))
        if _texts(before) == _texts(notebook):
            return before
    for cell in notebook["cells"]:
        for key in TRANSIENT:
            cell["metadata"].pop(key, None)
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    notebook["metadata"] = {**notebook["metadata"], **HEADER}
    return notebook


def leave_out_views(notebook: dict[str, Any]) -> None:
    """Remove the views of widgets from a notebook's outputs, which need a kernel."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if data.pop(VIEW, None) is not None and "text/html" not in data:
                data["text/plain"] = GONE


def _texts(notebook: dict[str, Any]) -> list[tuple[str, str]]:
    return [(cell["cell_type"], cell["source"]) for cell in notebook["cells"]]
