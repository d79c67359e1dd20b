"""Tells which exercise a file contains, even if it was renamed."""

import json
import re
from typing import Any

from privacylab.authoring.cells import exercise_of
from privacylab.catalog import Catalog, Exercise, Module
from privacylab.grading.submission.limits import MB

MOST_READ = 16 * MB  # a larger notebook is identified by its name alone
COPY = re.compile(r"(?:[ _-]?\((\d+)\)|-Copy(\d+)|[_-](\d{1,2}))$")  # what programs add to a name


def exercise_held(content: bytes, stem: str, catalog: Catalog) -> tuple[Module, Exercise] | None:
    """Return the exercise in a notebook, with its module, or None.

    The notebook's metadata says which. If a program has removed that, its cells do, or else its
    name: a truncated file still has a name, and the grader tells its learner what is wrong with it.
    """
    found = _read(content)
    metadata = found.get("metadata")
    own = metadata.get("privacylab") if isinstance(metadata, dict) else None
    if isinstance(own, dict):
        known = catalog.exercise(str(own.get("exercise")))
        if known:
            return known
    cells = found.get("cells")
    for cell in cells if isinstance(cells, list) else ():
        for name in _names(cell):
            known = catalog.exercise(exercise_of(name))
            if known:
                return known
    return exercise_named(stem, catalog)


def exercise_named(stem: str, catalog: Catalog) -> tuple[Module, Exercise] | None:
    """Return the exercise that a name mentions, such as "ann RET-02 (1)", with its module."""
    for module in catalog.modules.values():
        for exercise in module.exercises:
            if re.search(rf"(?<![A-Za-z0-9]){re.escape(exercise.id)}(?![A-Za-z0-9])", stem, re.I):
                return module, exercise
    return None


def copy_number(stem: str) -> int:
    """Return the number that a browser or an LMS added to a name: 2 for "RET-02_dates-2", or 0."""
    found = COPY.search(stem)
    return int(next(filter(None, found.groups()))) if found else 0


def _read(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_READ:
        return {}
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _names(cell: Any) -> list[str]:
    """Return the names that a cell has: nbgrader's, and its id."""
    if not isinstance(cell, dict):
        return []
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    names = [mark.get("grade_id") if isinstance(mark, dict) else None, cell.get("id")]
    return [name for name in names if isinstance(name, str)]
