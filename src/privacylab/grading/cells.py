"""The course's own cells of an exercise: what a learner got, and what it is graded with."""

import copy
import dataclasses
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

from privacylab.authoring import read_exercise
from privacylab.authoring.cells import Role, is_look, name_of, role
from privacylab.authoring.exercise_notebook import exercise_notebook
from privacylab.authoring.exercise_text import CheckSpec, folder_of
from privacylab.authoring.release import release
from privacylab.authoring.rubric import RubricRow
from privacylab.cache import cached
from privacylab.catalog import Catalog, Exercise, Module, load_catalog
from privacylab.catalog.load import home_of


@dataclass(frozen=True, eq=False)
class OwnCells:
    """The course's own cells of an exercise.

    whole     what nbgrader grades with: empty answers, and tests with their hidden checks
    released  what learners got: the same without the hidden checks
    solved    what instructors have: the same as whole, with the course's own answers
    checks    each step's checks, in order; empty if there is only a learner's notebook
    rubric    the rows of an essay's rubric
    """

    whole: NotebookNode
    released: NotebookNode
    solved: NotebookNode
    checks: Mapping[str, tuple[CheckSpec, ...]] = field(default_factory=dict)
    rubric: tuple[RubricRow, ...] = ()

    @functools.cached_property
    def marked(self) -> dict[str, NotebookNode]:
        """The given, answer and test cells, by name, in order."""
        return _by_name(self.whole)

    @functools.cached_property
    def public(self) -> dict[str, NotebookNode]:
        """The same cells as learners got them."""
        return _by_name(self.released)

    @functools.cached_property
    def looks(self) -> frozenset[str]:
        """The ids of the look cells."""
        return frozenset(cell.id for cell in self.whole.cells if is_look(cell))


def learners_text(notebook: NotebookNode, own: OwnCells, essay: bool) -> str:
    """Return what a learner wrote in a repaired notebook: answers, and cells of their own.

    In an essay's notebook, only cells that are not code count; in any other, only code. Stubs, the
    course's own prose, blank lines around a text and spaces at line ends are left out.
    """
    stubs = {name: _tidy(cell.source) for name, cell in own.public.items()}
    prose = {cell.id: _tidy(cell.source) for cell in own.released.cells if role(cell) is None}
    written = []
    for cell in notebook.cells:
        source, kind = _tidy(cell.source), role(cell)
        if kind is Role.ANSWER and source != stubs.get(name_of(cell)):
            written.append(source)
        if kind is not None or is_look(cell) or (cell.cell_type == "code") is essay:
            continue
        if source not in prose.values():
            # an answer can also be in one of the course's cells, below its text
            written.append(source.removeprefix(prose.get(cell.id, "")).strip())
    return "\n\n".join(one for one in written if one)


def own_cells(root: Path, module: Module, exercise: Exercise) -> OwnCells:
    """Return the course's own cells of an exercise, from its text.

    Raises AuthorError if the text breaks a rule, and NoSolutions if it is missing.
    """
    text = folder_of(root, module, exercise) / "exercise.py"
    return _own_cells(root, module, exercise, text.stat().st_mtime_ns if text.exists() else 0)


@functools.lru_cache(maxsize=64)
def _own_cells(root: Path, module: Module, exercise: Exercise, changed: int) -> OwnCells:
    catalog = load_catalog(root)
    text = folder_of(root, module, exercise) / "exercise.py"

    def key() -> str:
        content = text.read_bytes() if text.exists() else b""
        return f"{hashlib.sha256(content).hexdigest()} {module} {exercise} {catalog}"

    def derive() -> dict[str, Any]:
        return _derive(root, module, exercise, catalog)

    data = cached(home_of(root), f"{module.id}.{exercise.name}", key, derive)
    whole, released, solved = (from_dict(data[one]) for one in ("whole", "released", "solved"))
    return OwnCells(
        whole,
        released,
        solved,
        {step: tuple(CheckSpec(*one) for one in checks) for step, checks in data["checks"].items()},
        tuple(RubricRow(name, tuple(map(tuple, levels))) for name, levels in data["rubric"]),
    )


def _derive(root: Path, module: Module, exercise: Exercise, catalog: Catalog) -> dict[str, Any]:
    """Return the parts of OwnCells as plain data."""
    from nbgrader.preprocessors import ClearOutput, ClearSolutions, ComputeChecksums, LockCells

    text = read_exercise(root, module, exercise)
    source = exercise_notebook(text, catalog)
    whole = copy.deepcopy(source)
    for step in (LockCells, ClearSolutions, ClearOutput, ComputeChecksums):
        whole, _ = step().preprocess(whole, {})
    return {
        "whole": whole,
        "released": release(source),
        "solved": source,
        "checks": {step.name: list(map(dataclasses.astuple, step.checks)) for step in text.steps},
        "rubric": list(map(dataclasses.astuple, text.rubric)),
    }


def _tidy(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _by_name(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {name_of(cell): cell for cell in notebook.cells if role(cell)}
