"""Which cells run in the jail, which in the examiner, and in what order."""

import ast
import re
from dataclasses import dataclass
from functools import lru_cache

from nbformat import NotebookNode

from privacylab.authoring.author import BEGIN_HIDDEN, END_HIDDEN
from privacylab.authoring.cells import Role, name_of, role

ROLES = {Role.GIVEN: "given", Role.TEST: "test", Role.ANSWER: "learner", None: "learner"}


@dataclass(frozen=True)
class CellStep:
    """One code cell: place is its position in the notebook.

    role  "given" runs on both sides, "learner" in the jail, "test" in the examiner. "echo" is the
          public part of a test, for the jail: later cells use a name that it defines
    """

    place: int
    role: str
    name: str
    source: str

    def as_message(self) -> tuple[int, str, str, str, int]:
        """The cell for the examiner, with the line (from 1) where its hidden part begins, or 0."""
        lines = self.source.split("\n")
        secret = lines.index(BEGIN_HIDDEN) + 1 if BEGIN_HIDDEN in lines else 0
        return self.place, self.role, self.name, self.source, secret


def steps(notebook: NotebookNode) -> list[CellStep]:
    """The code cells of a notebook in order, with the echoes that later cells need."""
    plain = [
        CellStep(place, ROLES[role(cell)], name_of(cell) if role(cell) else str(place), cell.source)
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
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


@lru_cache(maxsize=100)
def public_part(test: str) -> str:
    """A test cell as learners have it: without the part between the hidden-test marks."""
    between = f"^{re.escape(BEGIN_HIDDEN)}$.*?^{re.escape(END_HIDDEN)}$"
    return re.sub(between, "", test, flags=re.MULTILINE | re.DOTALL)


@lru_cache(maxsize=100)
def _binds(source: str) -> set[str]:
    """The names that a test cell defines, except `checks`, which every test defines for itself."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
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
    """The names that a cell takes from elsewhere; every word of one that is not plain Python."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
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
