"""Finds the file of the notebook that a kernel runs, and whether it is saved."""

import inspect
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from privacylab.catalog.exercises import METADATA
from privacylab.checks.earlier_exercises import notebook_of

VS_CODE = "__vsc_ipynb_file__"  # a name that VS Code puts into the kernel
JUPYTER = "JPY_SESSION_NAME"  # set by Jupyter's server; it stays when the file is renamed


def find_notebook(exercise: str, names: dict[str, Any]) -> Path:
    """Return the path of the notebook that runs here; names are those of its kernel.

    Raises LookupError if neither the front end nor the exercise's id says which it is.
    """
    for said in (os.environ.get(JUPYTER), names.get(VS_CODE)):
        held = exercise_in(Path(said)) if said else ""
        if said and held and exercise in ("", held):
            return Path(said)
    found = notebook_of(exercise) if exercise else None
    if found is None:
        raise LookupError(
            "The kernel does not know which notebook this is. Name its exercise, such as "
            'check("RET-02"), or use a terminal: privacylab check FILE.ipynb'
        )
    return found


def exercise_in(path: Path) -> str:
    """Return the id of the exercise in a notebook's file, or ""."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return str(json.loads(path.read_bytes())["metadata"][METADATA]["exercise"])
    return ""


def when_saved(path: Path) -> str:
    """Return when a file was saved, in words."""
    seconds = max(0, round(time.time() - path.stat().st_mtime))
    if seconds < 120:
        return f"{seconds} s ago"
    if seconds < 7200:
        return f"{seconds // 60} minutes ago"
    return time.strftime("on %d %b %Y, %H:%M", time.localtime(path.stat().st_mtime))


def differing(path: Path, names: dict[str, Any]) -> list[str]:
    """Return the answers' functions whose version in the kernel differs from the file's."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        marks = [(one["metadata"].get("nbgrader", {}), "".join(one["source"])) for one in cells]
        saved = {
            mark["grade_id"].split("-", 2)[2]: text for mark, text in marks if mark.get("solution")
        }
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return []
    return [
        step
        for step, text in saved.items()
        if any(part.strip() not in text for part in _sources(names.get(step)))
    ]


def _sources(value: Any) -> list[str]:
    """Return the text of a function, or of each method of a class, as the kernel ran it."""
    parts = list(vars(value).values()) if isinstance(value, type) else [value]
    found = []
    for part in parts:
        if inspect.isfunction(part) and part.__module__ == "__main__":
            with suppress(OSError, TypeError):
                found.append(inspect.getsource(part))
    return found
