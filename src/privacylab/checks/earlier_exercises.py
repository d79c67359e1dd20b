"""The learner's own functions from an earlier exercise, for one that builds on it."""

import contextlib
import io
import json
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from privacylab.catalog import CatalogError, find_home
from privacylab.catalog.exercises import NAME, is_look

_provided: dict[str, dict[str, Any]] = {}


class Unfinished(NotImplementedError):
    """A function is not there yet; the message says why, and what to do."""

    def _render_traceback_(self) -> list[str]:
        """Return what Jupyter shows instead of a traceback."""
        return [str(self)]


class NeedsEarlier(Unfinished):
    """A function of an earlier exercise is not there; the message names the exercise and why."""


@dataclass(frozen=True)
class NotebookRun:
    """What a saved notebook's cells define.

    functions  those of its answer cells by name, each with why its cell stopped, or ""
    problem    why the notebook could not be run, or ""
    """

    namespace: dict[str, Any]
    functions: dict[str, str] = field(default_factory=dict)
    problem: str = ""


def earlier(exercise: str, *names: str) -> Any:
    """Return your own functions from an earlier exercise: `root = earlier("AUD-05", "root")`.

    One name returns the function; several return a tuple. They come from that exercise's notebook
    in the same folder, so save it first. A function that is missing, not written yet, or in a cell
    that does not run raises NeedsEarlier, with the reason, when you call it.
    """
    if exercise in _provided:
        run = NotebookRun(_provided[exercise])
    else:
        run = run_notebook(notebook_of(exercise))
    found = tuple(_function(exercise, name, run) for name in names)
    return found[0] if len(found) == 1 else found


def provide(exercise: str, namespace: dict[str, Any]) -> None:
    """Let earlier() find an exercise's functions here, where its cells have already run."""
    _provided[exercise] = namespace


def run_notebook(path: Path | None) -> NotebookRun:
    """Run a saved notebook's cells in a fresh namespace and its own folder.

    Test and look cells are skipped, and what the others print is dropped. A cell that stops is not
    an error here: its functions say why.
    """
    run = NotebookRun({"__name__": "__main__"})
    if path is None:
        return replace(run, problem="its notebook is not beside this one")
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))  # a browser has no nbformat
        cells = [(one, "".join(one["source"])) for one in notebook["cells"] if _runs(one)]
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return replace(run, problem=f"{path.name} is missing or cannot be read")
    with contextlib.chdir(path.parent):  # earlier() looks there for the notebooks beside it
        for cell, source in cells:
            reason = _run(source, run.namespace)
            if cell["metadata"].get("nbgrader", {}).get("solution"):
                names = r"^(?:def|class) ([A-Za-z]\w*)"  # a helper with an underscore is private
                found = re.findall(names, source, flags=re.MULTILINE)
                run.functions.update(dict.fromkeys(found, reason))
    return run


def is_stub(function: Any) -> bool:
    """Whether a function or class is still the stub that was handed out."""
    parts = vars(function).values() if isinstance(function, type) else [function]
    codes = [getattr(part, "__code__", None) for part in parts]
    return any(code and "NotImplementedError" in code.co_names for code in codes)


def notebooks_in(folder: Path) -> list[Path]:
    """Return the exercise notebooks in a folder, without copies like RET-02_clock-Copy1.ipynb."""
    return [path for path in sorted(folder.glob("*.ipynb")) if NAME.fullmatch(path.stem)]


def _runs(cell: dict[str, Any]) -> bool:
    mark = cell["metadata"].get("nbgrader", {})
    is_test = mark.get("grade") and not mark.get("solution")
    return cell["cell_type"] == "code" and not is_test and not is_look(cell)


def notebook_of(exercise: str) -> Path | None:
    """Return the notebook of an exercise: in this folder, or among the course's assignments."""
    folders = [Path.cwd()]
    with contextlib.suppress(CatalogError):
        folders += sorted((find_home() / "assignments").glob("*/"))
    for path in chain.from_iterable(map(notebooks_in, folders)):
        if path.stem.startswith(f"{exercise}_"):
            return path
    return None


def _function(exercise: str, name: str, run: NotebookRun) -> Callable[..., Any]:
    function = run.namespace.get(name)
    if callable(function) and not is_stub(function):
        return function
    reason = f"{name} is not defined in your notebook"
    if callable(function):
        reason = f"{name} is not written yet in your notebook"
    elif run.problem:
        reason = run.problem
    elif run.functions.get(name):
        reason += f", because {run.functions[name]}"

    def missing(*_: Any, **__: Any) -> Any:
        raise NeedsEarlier(f"It needs {exercise}: {reason}.")

    return missing


def _run(source: str, namespace: dict[str, Any]) -> str:
    """Run one cell; return why it stopped, or ""."""
    sink = io.StringIO()
    with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
        try:
            with warnings.catch_warnings(action="ignore"):
                exec(compile(source, "<your notebook>", "exec"), namespace)
        except (Exception, SystemExit) as stop:
            return f"its cell stops with {type(stop).__name__}: {stop}"
    return ""
