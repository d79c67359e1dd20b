"""Which cells run in the jail, which in the examiner, and in what order."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from nbformat import NotebookNode

from privacylab.authoring.cells import EARLIER, Role, is_look, name_of, role, step_of
from privacylab.catalog import class_seed
from privacylab.catalog.exercises import BEGIN_HIDDEN, public_part
from privacylab.catalog.python_source import parse

ROLES = {Role.GIVEN: "given", Role.TEST: "test", Role.ANSWER: "learner", None: "learner"}


@dataclass(frozen=True)
class CellStep:
    """One code cell; place counts through all notebooks of a submission.

    role  "given" runs on both sides, "learner" in the jail, "test" in the examiner. "echo" is the
          public part of a test, run in the jail because later cells use a name that it defines.
          "notebook" is not a cell: it begins the notebook of the exercise name, with a namespace
          of its own
    """

    place: int
    role: str
    name: str
    source: str

    @property
    def has_hidden(self) -> bool:
        """Whether it is a test with hidden checks."""
        return self.role == "test" and BEGIN_HIDDEN in self.source.split("\n")

    def without_hidden(self) -> "CellStep":
        """Return the same cell as learners have it."""
        return replace(self, source=public_part(self.source)) if self.has_hidden else self


def steps(notebooks: Mapping[str, NotebookNode]) -> list[CellStep]:
    """Return the code cells of notebooks (by exercise id) in order, without look cells."""
    found: list[CellStep] = []
    first = 0
    for exercise, notebook in notebooks.items():
        found.append(CellStep(first, "notebook", exercise, ""))
        found += _steps_of(notebook, first)
        first += len(notebook.cells)
    return found


def for_class(cells: Sequence[CellStep], seed: str) -> list[CellStep]:
    """Return the same cells, with the hidden tests that the class with that seed gets."""
    exercise, tests = "", dict[str, list[CellStep]]()
    for cell in cells:
        exercise = cell.name if cell.role == "notebook" else exercise
        if cell.role == "test":
            tests.setdefault(exercise, []).append(cell)
    changed = {
        one.place: replace(one, source=source)
        for exercise, some in tests.items()
        for one, source in zip(
            some, class_seed.vary([cell.source for cell in some], exercise, seed), strict=True
        )
    }
    return [changed.get(one.place, one) if one.role == "test" else one for one in cells]


def _steps_of(notebook: NotebookNode, first: int) -> list[CellStep]:
    """Return the code cells of a notebook in order, with the echoes that later cells need."""
    plain = [
        CellStep(first + number, _role(cell), _name(cell, first + number), cell.source)
        for number, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and not is_look(cell)
    ]
    found: list[CellStep] = []
    needed: set[str] = set()  # by the learner's cells that follow
    for step in reversed(plain):
        if step.role == "test":
            public = public_part(step.source)
            if _binds(public) & needed:
                found.append(CellStep(step.place, "echo", step.name, public))
        elif step.role == "learner":
            needed |= _needs(step.source)
        found.append(step)
    return found[::-1]


def _role(cell: NotebookNode) -> str:
    if role(cell) is Role.GIVEN and step_of(name_of(cell)) == EARLIER:
        return "learner"  # what it loads is the learner's, and stays in the jail
    return ROLES[role(cell)]


def _name(cell: NotebookNode, place: int) -> str:
    return name_of(cell) if role(cell) else str(place)


@lru_cache(maxsize=100)
def _binds(source: str) -> set[str]:
    """The names that a test cell defines, except `checks`, which every test defines for itself."""
    try:
        nodes = list(ast.walk(parse(source)))
    except SyntaxError:
        return set()
    names = _names(nodes, ast.Store)
    names |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    names |= {
        (node.asname or node.name).split(".")[0] for node in nodes if isinstance(node, ast.alias)
    }
    return names - {"checks", "_"}


@lru_cache(maxsize=500)
def _needs(source: str) -> set[str]:
    """Return the names a cell takes from elsewhere; if it isn't plain Python, all its words."""
    try:
        nodes = list(ast.walk(parse(source)))
    except (SyntaxError, ValueError, RecursionError):
        return set(re.findall(r"\w+", source))
    own = _names(nodes, ast.Store)
    own |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {
        (node.asname or node.name).split(".")[0] for node in nodes if isinstance(node, ast.alias)
    }
    return _names(nodes, ast.Load) - own


def _names(nodes: list[ast.AST], context: type) -> set[str]:
    return {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }
