"""Tells which exercise a file holds, whatever it is called by now."""

import json
import re
from typing import Any

from privacylab.authoring.cells import exercise_of
from privacylab.catalog import Catalog, Exercise, Module
from privacylab.grading.submission.limits import MB

MOST_READ = 16 * MB  # a larger notebook is known by its name alone
COPY = re.compile(r"(?:[ _-]?\((\d+)\)|-Copy(\d+)|[_-](\d{1,2}))$")  # what programs add to a name


def exercise_held(content: bytes, stem: str, catalog: Catalog) -> tuple[Module, Exercise] | None:
    """The exercise that a notebook holds, with its module; None where it holds none.

    Its own metadata says so. Where a program has removed that, its cells do, and then its name: a
    file that breaks off still has one, and the grader tells its learner what is wrong with it.
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
    """The exercise that a name mentions, such as "ann RET-02 (1)", with its module."""
    for module in catalog.modules.values():
        for exercise in module.exercises:
            if re.search(rf"(?<![A-Za-z0-9]){re.escape(exercise.id)}(?![A-Za-z0-9])", stem, re.I):
                return module, exercise
    return None


def copy_number(stem: str) -> int:
    """Which copy of a file it is, by what a browser or an LMS adds: 2 of "RET-02_dates-2"."""
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
    """What a cell says that it is: by nbgrader's name, and by its id."""
    if not isinstance(cell, dict):
        return []
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    names = [mark.get("grade_id") if isinstance(mark, dict) else None, cell.get("id")]
    return [name for name in names if isinstance(name, str)]
