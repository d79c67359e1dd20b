"""The learner's own functions, loaded from the notebooks where they were written."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from privacylab.catalog import find_home, find_root, load_catalog
from privacylab.checks.earlier_exercises import Unfinished, is_stub, notebooks_in, run_notebook
from privacylab.lab.display.html import CARD


class LearnerFunction:
    """A function or class from a learner's notebook.

    Calling it raises Unfinished if it isn't written yet.
    """

    def __init__(self, name: str, function: Callable | None, reason: str = ""):
        self.name, self._function, self.reason = name, function, reason
        if is_stub(function):
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
    """A module's functions by name. Jupyter shows which of them are written."""

    def __init__(self, problem: str = "", **functions: LearnerFunction):
        super().__init__(**functions)
        self._problem = problem

    def __getattr__(self, name: str) -> LearnerFunction:
        if name.startswith("_"):
            raise AttributeError(name)
        return LearnerFunction(name, None, self._problem or f"your notebooks have no {name}")

    def __repr__(self) -> str:
        return self._text([f"{_mark(one)} {one!r}" for one in self._functions()])

    def _repr_html_(self) -> str:
        """One line for each state, so that a long module does not fill the screen."""
        states: dict[str, list[LearnerFunction]] = {}
        for one in self._functions():
            states.setdefault(one.reason or "written", []).append(one)
        said = self._text(
            [
                f"{_mark(group[0])} {state}: {', '.join(one.name for one in group)}"
                for state, group in states.items()
            ]
        )
        lines = escape(said).replace("\n", "<br>")
        return f'<section style="{CARD}"><strong>Your answers</strong><p>{lines}</p></section>'

    def _functions(self) -> list[LearnerFunction]:
        return [one for one in vars(self).values() if isinstance(one, LearnerFunction)]

    def _text(self, lines: list[str]) -> str:
        """The lines as one text, with another line if there is a problem."""
        if self._problem or not lines:
            lines = [*lines, f"○ {self._problem or 'Your notebooks have no functions'}"]
        return "\n".join(lines)


def _mark(function: LearnerFunction) -> str:
    return "✓" if function.ready else "○"


def my_answers(module_id: str, root: Path | None = None) -> Answers:
    """Your functions and classes for a module, from the notebooks in assignments/<module>/.

    Save the notebooks first. The cells of each notebook, except test and look cells, run here in
    a namespace of their own, and what they print is dropped. A cell that fails or a function that
    isn't written raises nothing here. Calling that function raises Unfinished with the reason.
    """
    home = root or find_home()
    module = load_catalog(root or find_root()).modules.get(module_id)
    order = [one.name for one in module.exercises] if module else []
    paths = notebooks_in(home / "assignments" / module_id)
    problems, found = [], Answers()
    for path in sorted(paths, key=lambda one: (*order, one.stem).index(one.stem)):
        run = run_notebook(path)
        if run.problem:
            problems.append(run.problem)
        for name, reason in run.functions.items():
            function = run.namespace.get(name)
            ours = LearnerFunction(name, function, "" if function else reason or "deleted again")
            setattr(found, name, ours)
    if not paths:
        problems = [f"assignments/{module_id} has no notebooks"]
    found._problem = "; ".join(problems)
    return found
