"""Reads the catalog data of each exercise, from its author's folder or from its notebook.

solutions/02_retention/RET-02_inactivity_clock/exercise.toml has what can't be derived:

    title = "The inactivity clock"
    minutes = 40
    stretch = "Which …?"       # optional: a question for learners with full marks

    [builds_on]                # the functions of earlier exercises that it uses
    RET-01 = ["due_on"]

    [hints]
    RET-02 = ["the idea", "the source", "the shape of the code"]

A learner's copy of the course has no solutions/. There, each notebook has the same data.
"""

import ast
import functools
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from privacylab.catalog.model import MODULE_FILE, CatalogError, Exercise
from privacylab.catalog.python_source import parse

NAME = re.compile(r"[A-Z]+-[A-Z]?\d+_[a-z0-9_]+")
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
FIELDS = {"title": str, "minutes": int, "stretch": str, "builds_on": dict, "hints": dict}
FORMS = {str: "a string", int: "a whole number", dict: "a table"}
METADATA = "privacylab"  # the key of an exercise's data in its notebook's metadata
Covers = Mapping[str, Sequence[str]]  # by exercise, the requirements that its checks test
LOOK = "look"  # a cell to read and play with, which is never run during grading


@dataclass(frozen=True)
class WithHints:
    """An exercise, and its hint ladders by requirement."""

    exercise: Exercise
    hints: dict[str, tuple[str, ...]]


def pristine(root: Path) -> Path:
    """Return the folder with the notebooks as handed out; in a bundle, it is pristine/."""
    return root / ("pristine" if is_bundle(root) else "assignments")


def is_bundle(root: Path) -> bool:
    """Return whether a course is a bundle for learners, made by `privacylab bundle`."""
    return (root / "pristine").is_dir()


def is_look(cell: Mapping[str, Any]) -> bool:
    """Return whether a notebook's cell is only to read and play with."""
    mark = cell["metadata"].get(METADATA)
    return isinstance(mark, dict) and mark.get("role") == LOOK


def read_exercises(root: Path, module_id: str, names: list[Any], covers: Covers) -> list[WithHints]:
    """Return a module's exercises in the order of names; covers is already known for some.

    Raises CatalogError if a name has no folder, a folder isn't listed, or a file breaks a rule.
    """
    listed = f"course/{module_id}/{MODULE_FILE}"
    for name in names:
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise CatalogError(
                f"{listed}: {name!r} is not the name of an exercise: write one such as "
                "RET-02_inactivity_clock."
            )
        if names.count(name) > 1:
            raise CatalogError(f"{listed} lists {name} twice: remove one line.")
    folder = root / "solutions" / module_id
    if not (root / "solutions").is_dir():
        found = [_from_notebook(root, module_id, name) for name in names]
        return [one for one in found if one]
    for path in sorted(folder.iterdir() if folder.is_dir() else ()):
        if path.is_dir() and path.name[0] not in "._" and path.name not in names:
            raise CatalogError(
                f"solutions/{module_id}/{path.name} is not in {listed}: add its name to exercises."
            )
    return [_from_folder(folder / name, listed, covers.get(name)) for name in names]


def _from_folder(folder: Path, listed: str, known: Sequence[str] | None) -> WithHints:
    where = f"solutions/{folder.parent.name}/{folder.name}"
    texts = {}
    for name in ("exercise.toml", "exercise.py"):
        try:
            texts[name] = (folder / name).read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            raise CatalogError(
                f"{where}/{name} is missing: write it (privacylab new exercise makes both), or "
                f"remove {folder.name} from {listed}."
            ) from None
    try:
        table = tomllib.loads(texts["exercise.toml"])
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"{where}/exercise.toml is not TOML ({error}): correct it.") from None
    try:
        name = folder.name.split("_")[0]
        covers = requirements_checked(texts["exercise.py"], name) if known is None else known
    except SyntaxError as error:
        raise CatalogError(
            f"{where}/exercise.py, line {error.lineno}, is not Python ({error.msg}): correct it."
        ) from None
    return _with_hints(folder.name, tuple(covers), table, f"{where}/exercise.toml")


def _from_notebook(root: Path, module_id: str, name: str) -> WithHints | None:
    """Return an exercise from its notebook, or None if a learner has lost or damaged it."""
    path = f"assignments/{module_id}/{name}.ipynb"
    try:
        file = pristine(root) / module_id / f"{name}.ipynb"
        notebook = json.loads(file.read_text(encoding="utf-8"))
        table = dict(notebook["metadata"][METADATA])
        covers = tuple(table.pop("covers"))
        del table["exercise"]
        return _with_hints(name, covers, table, path)
    except (OSError, ValueError, KeyError, TypeError):  # CatalogError is a ValueError
        return None


def _with_hints(name: str, covers: tuple[str, ...], table: dict[str, Any], where: str) -> WithHints:
    for field, value in table.items():
        if field not in FIELDS:
            raise CatalogError(
                f"{where} has {field!r}, which is not a field: correct or remove it."
            )
        if not isinstance(value, FIELDS[field]):
            raise CatalogError(f"{where}: {field} is {value!r}: make it {FORMS[FIELDS[field]]}.")
    for field in ("title", "minutes"):
        if field not in table:
            raise CatalogError(f"{where} has no {field!r}: add it.")
    hints = {
        requirement: tuple(rungs) if isinstance(rungs, list) else rungs
        for requirement, rungs in table.get("hints", {}).items()
    }
    for one, names in table.get("builds_on", {}).items():
        if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
            raise CatalogError(
                f"{where}: builds_on {one} is not a list of functions: write one such as "
                f'{one} = ["due_on"].'
            )
    builds_on = tuple((one, tuple(names)) for one, names in table.get("builds_on", {}).items())
    facts = table["title"], table["minutes"], covers, builds_on, table.get("stretch", "")
    return WithHints(Exercise(name, *facts), hints)


@functools.lru_cache(maxsize=100)  # parsing is half of the time it takes to reload a catalog
def requirements_checked(text: str, exercise_id: str) -> tuple[str, ...]:
    """Return the requirements that a text's checks test, the exercise's own first."""
    found: set[str] = set()
    for call in check_calls(parse(text).body):  # authors may only write checks at the top level
        second = call.args[1] if len(call.args) > 1 else None
        found.add(str(second.value) if isinstance(second, ast.Constant) else exercise_id)
    return tuple(sorted(found, key=lambda one: (one != exercise_id, one)))


def check_calls(nodes: Iterable[ast.AST]) -> Iterator[ast.Call]:
    """Yield the calls in `with checks("sentence", "RET-02", hint=1):` among these nodes."""
    for node in nodes:
        if isinstance(node, ast.With):
            call = node.items[0].context_expr
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "checks":
                yield call


@functools.lru_cache(maxsize=100)
def public_part(test: str) -> str:
    """Return a test cell as learners have it, without the part between the hidden-test marks."""
    between = f"^{re.escape(BEGIN_HIDDEN)}$.*?^{re.escape(END_HIDDEN)}$"
    return re.sub(between, "", test, flags=re.MULTILINE | re.DOTALL)
