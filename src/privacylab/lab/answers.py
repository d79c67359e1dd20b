"""The learner's own functions, from the notebook in which they wrote them."""

import contextlib
import io
import re
import warnings
from collections.abc import Callable
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import reads_json

from privacylab.catalog import find_root
from privacylab.lab.display.html import CARD


class Unfinished(NotImplementedError):
    """A function that is not there yet; the message says why, and what to do."""

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows in place of a traceback."""
        return [str(self)]


class LearnerFunction:
    """A function or class from a learner's notebook; called before it is written: Unfinished."""

    def __init__(self, name: str, function: Callable | None, reason: str = ""):
        self.name, self._function, self.reason = name, function, reason
        parts = vars(function).values() if isinstance(function, type) else [function]
        codes = [getattr(part, "__code__", None) for part in parts]
        if any(code and "NotImplementedError" in code.co_names for code in codes):
            self.reason = "not written yet"

    @property
    def ready(self) -> bool:
        """Whether it can be called."""
        return not self.reason

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._function is None or not self.ready:
            raise Unfinished(f"{self.name}: {self.reason}.")
        return self._function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"{self.name}: {self.reason or 'written'}"


class Answers(SimpleNamespace):
    """What a notebook defines, each under its name; shown as a list of what is written."""

    def __init__(self, problem: str = "", **functions: LearnerFunction):
        super().__init__(**functions)
        self._problem = problem

    def __getattr__(self, name: str) -> LearnerFunction:
        if name.startswith("_"):
            raise AttributeError(name)
        return LearnerFunction(name, None, self._problem or f"your notebook has no {name}")

    def __repr__(self) -> str:
        functions = [one for one in vars(self).values() if isinstance(one, LearnerFunction)]
        lines = [f"{'✓' if one.ready else '○'} {one!r}" for one in functions]
        return "\n".join(lines) or f"○ {self._problem or 'Your notebook has no functions'}"

    def _repr_html_(self) -> str:
        lines = escape(repr(self)).replace("\n", "<br>")
        return f'<section style="{CARD}"><strong>Your answers</strong><p>{lines}</p></section>'


def my_answers(module_id: str, root: Path | None = None) -> Answers:
    """Your functions and classes for a module, from assignments/<module>/<module>.ipynb.

    Save that notebook first. Its cells run here in a fresh namespace, all but the test cells; what
    they print is dropped. A cell that does not run, or a function that is not written, raises
    nothing here: calling that function raises Unfinished with the reason.
    """
    path = (root or find_root()) / "assignments" / module_id / f"{module_id}.ipynb"
    try:
        cells = reads_json(path.read_text(encoding="utf-8")).cells
    except (OSError, ValueError, AttributeError, TypeError):
        return Answers(f"assignments/{module_id}/{path.name} is not there, or cannot be read")
    namespace: dict[str, Any] = {"__name__": "__main__"}
    found = Answers()
    for cell in cells:
        if cell.cell_type != "code" or _is_test(cell):
            continue
        reason = _run(cell.source, namespace)
        if not cell.metadata.get("nbgrader", {}).get("solution"):
            continue
        names = r"^(?:def|class) ([A-Za-z]\w*)"  # a helper with an underscore is private
        for name in re.findall(names, cell.source, flags=re.MULTILINE):
            function = namespace.get(name)
            ours = (
                LearnerFunction(name, None, reason)
                if function is None
                else LearnerFunction(name, function)
            )
            setattr(found, name, ours)
    return found


def _is_test(cell: NotebookNode) -> bool:
    mark = cell.metadata.get("nbgrader", {})
    return bool(mark.get("grade")) and not mark.get("solution")


def _run(source: str, namespace: dict[str, Any]) -> str:
    """Run one cell; return why it stopped, or nothing."""
    sink = io.StringIO()
    with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
        try:
            with warnings.catch_warnings(action="ignore"):
                exec(compile(source, "<your notebook>", "exec"), namespace)
        except (Exception, SystemExit) as stop:
            return f"its cell stops with {type(stop).__name__}: {stop}"
    return ""
