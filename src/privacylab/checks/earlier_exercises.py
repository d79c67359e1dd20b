"""The learner's own functions from an earlier exercise, for one that builds on it."""

import contextlib
import io
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from privacylab.catalog import CatalogError, find_root

_provided: dict[str, dict[str, Any]] = {}


class NeedsEarlier(NotImplementedError):
    """A function of an earlier exercise is not there; the message names the exercise and why."""

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows in place of a traceback."""
        return [str(self)]


def earlier(exercise: str, *names: str) -> Any:
    """Your own functions from an earlier exercise, such as `root, = earlier("AUD-05", "root")`.

    One name gives the function, several give a tuple. They come from the notebook beside this one:
    save it first. A function that is missing there, not written yet, or in a cell that does not
    run raises NeedsEarlier when it is called, with the reason.
    """
    if exercise in _provided:
        namespace, stopped = _provided[exercise], ""
    else:
        namespace, stopped = run_notebook(_find(exercise))
    found = tuple(_function(exercise, name, namespace, stopped) for name in names)
    return found[0] if len(found) == 1 else found


def provide(exercise: str, namespace: dict[str, Any]) -> None:
    """Let earlier() find an exercise's functions here, where its cells have already run."""
    _provided[exercise] = namespace


def run_notebook(path: Path | None) -> tuple[dict[str, Any], str]:
    """What a saved notebook's cells define, and why one of them stopped, if one did.

    They run in a fresh namespace, all but test and look cells; what they print is dropped.
    """
    from nbformat.v4 import reads_json

    namespace: dict[str, Any] = {"__name__": "__main__"}
    if path is None:
        return namespace, "it is not beside this one"
    try:
        cells = reads_json(path.read_text(encoding="utf-8")).cells
    except (OSError, ValueError, AttributeError, TypeError):
        return namespace, f"{path.name} cannot be read"
    stopped = ""
    for cell in cells:
        if cell.cell_type == "code" and not _is_skipped(cell):
            stopped = _run(cell.source, namespace) or stopped
    return namespace, stopped


def is_stub(function: Any) -> bool:
    """Whether a function or class is still as it was handed out."""
    parts = vars(function).values() if isinstance(function, type) else [function]
    codes = [getattr(part, "__code__", None) for part in parts]
    return any(code and "NotImplementedError" in code.co_names for code in codes)


def _find(exercise: str) -> Path | None:
    """The notebook of an exercise: beside this one, or among the course's assignments."""
    beside = sorted(Path.cwd().glob(f"{exercise}_*.ipynb"))
    if beside:
        return beside[0]
    with contextlib.suppress(CatalogError):
        for path in sorted((find_root() / "assignments").glob(f"*/{exercise}_*.ipynb")):
            return path
    return None


def _function(exercise: str, name: str, namespace: dict[str, Any], stopped: str) -> Callable:
    function = namespace.get(name)
    if callable(function) and not is_stub(function):
        return function
    reason = "is not written yet" if callable(function) else "is not defined"
    because = f": {stopped}" if function is None and stopped else ""

    def missing(*_: Any, **__: Any) -> Any:
        raise NeedsEarlier(f"It needs {exercise}: {name} {reason} in your notebook{because}.")

    return missing


def _is_skipped(cell: Any) -> bool:
    mark = cell.metadata.get("nbgrader", {})
    is_test = bool(mark.get("grade")) and not mark.get("solution")
    return is_test or cell.metadata.get("privacylab", {}).get("role") == "look"


def _run(source: str, namespace: dict[str, Any]) -> str:
    """Run one cell; return why it stopped, or nothing."""
    sink = io.StringIO()
    with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
        try:
            with warnings.catch_warnings(action="ignore"):
                exec(compile(source, "<your notebook>", "exec"), namespace)
        except (Exception, SystemExit) as stop:
            names = ", ".join(re.findall(r"^(?:def|class) (\w+)", source, flags=re.MULTILINE))
            return f"the cell of {names} stops with {type(stop).__name__}: {stop}" if names else ""
    return ""
