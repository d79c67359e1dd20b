"""Reads the text of an exercise as its author writes it, and checks it against the rules.

An exercise is Python in percent format. Its cells have short marks:

    # %% [markdown]              prose: why, and a prompt before each step
    # %% look                    to read and play with; never run during grading
    # %% given="setup"           code that learners get unchanged, locked
    # %% step="is_inactive"      a solution cell, named after the function or class in it
    # %% test="is_inactive"      its checks, locked, right below
    # %% [markdown] essay        an answer that a person grades
"""

import ast
import copy
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nbformat import NotebookNode

from privacylab.authoring.errors import AuthorError, NoSolutions
from privacylab.authoring.length import check_length
from privacylab.authoring.rubric import RubricRow, read_rubric
from privacylab.catalog import Exercise, Module
from privacylab.catalog.class_seed import wrong_marks
from privacylab.catalog.exercises import BEGIN_HIDDEN, END_HIDDEN, check_calls
from privacylab.catalog.python_source import parse

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
RUNGS = (1, 2, 3)


@dataclass(frozen=True)
class CheckSpec:
    """One check in a test cell; hint is its rung, or None for a public check."""

    sentence: str
    requirement: str
    hint: int | None

    @property
    def hidden(self) -> bool:
        return self.hint is not None


@dataclass(frozen=True)
class Step:
    """One step of an exercise.

    name    the function or class that the learner writes
    answer  the source of its solution cell, the reference answer included
    test    the source of its test cell, hidden checks included
    line    where the solution cell begins in the text, counted from 1
    """

    name: str
    answer: str
    test: str
    checks: tuple[CheckSpec, ...]
    line: int

    @property
    def hidden(self) -> int:
        return sum(check.hidden for check in self.checks)


@dataclass(frozen=True)
class ExerciseText:
    """An exercise as read from its folder; cells are those of exercise.py, unchanged.

    rubric has the rows of an essay's rubric.
    """

    module: Module
    exercise: Exercise
    folder: Path
    cells: tuple[NotebookNode, ...]
    steps: tuple[Step, ...]
    rubric: tuple[RubricRow, ...] = ()

    @property
    def checks(self) -> tuple[CheckSpec, ...]:
        return tuple(check for step in self.steps for check in step.checks)

    def points_of(self, step: Step) -> float:
        """Return a step's points: every check of an exercise counts the same.

        They are rounded to hundredths so that the steps add up to the exercise's points.
        """
        before = sum(len(one.checks) for one in self.steps[: self.steps.index(step)])
        share = self.exercise.points / len(self.checks)
        return round(round(share * (before + len(step.checks)), 2) - round(share * before, 2), 2)


def read_cells(path: Path) -> NotebookNode:
    """Read a text as a notebook: Markdown (MyST) or Python (percent), by its ending."""
    form = {".md": "md:myst", ".py": "py:percent"}[path.suffix]
    return copy.deepcopy(_parsed(path.read_text(encoding="utf-8"), form))


@lru_cache(maxsize=256)
def _parsed(text: str, form: str) -> NotebookNode:
    """Parse a text once: this is a third of a build, and verify reads each text many times."""
    import jupytext  # here, because it takes half a second and cached results don't need it

    return jupytext.reads(text, fmt=form)


def kind_of(cell: NotebookNode) -> str:
    """Return the kind of an author's cell: look, given, step, test, essay, or "" for prose."""
    for mark in ("given", "step", "test"):
        if mark in cell.metadata:
            return mark
    title = cell.metadata.get("title")
    return title if title in ("look", "essay") else ""


def folder_of(root: Path, module: Module, exercise: Exercise) -> Path:
    return root / "solutions" / module.id / exercise.name


def read_exercise(root: Path, module: Module, exercise: Exercise) -> ExerciseText:
    """Read the text of an exercise, and check it against the rules.

    Raises AuthorError if it breaks one, NoSolutions if this copy of the course has no solutions.
    """
    folder = folder_of(root, module, exercise)
    if not folder.is_dir():
        raise NoSolutions(
            f"This copy of the course has no solutions, so it cannot grade {module.id}: your "
            f"instructor's copy can. Here, run: privacylab check {exercise.id}"
        )
    where = f"{module.id}/{exercise.name}/exercise.py"
    path = folder / "exercise.py"
    cells = tuple(cell for cell in read_cells(path).cells if cell.source.strip())
    lines = path.read_text(encoding="utf-8").splitlines()
    _check_names(cells, where)
    steps = _steps(cells, lines, exercise, where)
    check_length(cells, where)
    essays = sum(kind_of(cell) == "essay" for cell in cells)
    if (len(steps) > 0) + essays != 1:
        raise AuthorError(
            f"{where}: an exercise has steps, or one essay cell: it has {len(steps)} steps and "
            f"{essays} essays."
        )
    prose = [cell for cell in cells if essays and not kind_of(cell)]
    rubric = read_rubric(prose, exercise.points, where)
    return ExerciseText(module, exercise, folder, cells, steps, rubric)


def _steps(
    cells: tuple[NotebookNode, ...], lines: list[str], exercise: Exercise, where: str
) -> tuple[Step, ...]:
    """Return the steps of a text. Raises AuthorError if one breaks a rule."""
    steps: list[Step] = []
    waiting: NotebookNode | None = None  # a solution cell whose test cell has not come yet
    for cell in cells:
        kind = kind_of(cell)
        if cell.cell_type == "code" and kind in ("", "essay"):
            raise AuthorError(
                f"{where}: mark each code cell as look, given, step or test. This one is not: "
                f"{_first_line(cell.source)!r}."
            )
        if kind == "step" and waiting is None:
            waiting = cell
            _check_answer(cell, where)
        elif kind == "test" and waiting and cell.metadata["test"] == waiting.metadata["step"]:
            name = waiting.metadata["step"]
            checks = read_checks(cell.source, exercise, f"{where}, step {name}")
            mark = f'# %% step="{name}"'
            line = next(n for n, one in enumerate(lines, 2) if one.startswith(mark))
            steps.append(Step(name, waiting.source, cell.source, checks, line))
            waiting = None
        elif kind in ("step", "test"):
            break
    else:
        if waiting is None:
            _check_sentences(steps, where)
            return tuple(steps)
    raise AuthorError(
        f"{where}: put the test cell of each step right below it, with the same name: step="
        f"{waiting.metadata['step'] if waiting else 'missing'!r}."
    )


def _check_names(cells: tuple[NotebookNode, ...], where: str) -> None:
    kinds = [(cell, kind_of(cell)) for cell in cells]
    names = [cell.metadata[kind] for cell, kind in kinds if kind in ("given", "step")]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise AuthorError(f"{where}: two cells are named {min(twice)}: give each its own name.")


def _check_answer(cell: NotebookNode, where: str) -> None:
    name = cell.metadata["step"]
    defined = {
        node.name
        for node in parse(cell.source).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    if name not in defined:
        raise AuthorError(
            f"{where}, step {name}: the cell defines {', '.join(sorted(defined)) or 'nothing'}: "
            "name the step after the function or class that it is about."
        )
    if BEGIN_SOLUTION not in cell.source or END_SOLUTION not in cell.source:
        raise AuthorError(
            f"{where}, step {name}: put the answer between {BEGIN_SOLUTION} and {END_SOLUTION}."
        )


def _check_sentences(steps: list[Step], where: str) -> None:
    sentences = [check.sentence for step in steps for check in step.checks]
    twice = {sentence for sentence in sentences if sentences.count(sentence) > 1}
    if twice:
        raise AuthorError(f"{where}: two checks say {min(twice)!r}: give each its own sentence.")


def read_checks(test: str, exercise: Exercise, where: str) -> tuple[CheckSpec, ...]:
    """Return the checks of a test cell. Raises AuthorError if one breaks a rule."""
    lines = test.splitlines()
    if lines.count(BEGIN_HIDDEN) != lines.count(END_HIDDEN) or lines.count(BEGIN_HIDDEN) > 1:
        raise AuthorError(
            f"{where}: put hidden checks between {BEGIN_HIDDEN} and {END_HIDDEN}, all in one place."
        )
    hidden_from = lines.index(BEGIN_HIDDEN) + 1 if BEGIN_HIDDEN in lines else len(lines) + 1
    tree = parse(test)
    if END_HIDDEN in lines and any(n.lineno > lines.index(END_HIDDEN) for n in tree.body):
        raise AuthorError(
            f"{where}: nothing may follow {END_HIDDEN}: public checks run before any hidden one."
        )
    calls = list(check_calls(ast.walk(tree)))
    at_top = [node.items[0].context_expr for node in tree.body if isinstance(node, ast.With)]
    if any(call not in at_top for call in calls):
        raise AuthorError(
            f"{where}: move each check to the top level of its cell, out of any loop or branch."
        )
    checks = []
    for call in calls:
        spec = _check(call, exercise, where)
        if spec.hidden is not (call.lineno > hidden_from):
            raise AuthorError(
                f"{where}: {spec.sentence!r}: a hidden check names its hint rung (hint=1 to 3), "
                "a public check names none."
            )
        checks.append(spec)
    if not checks:
        raise AuthorError(f"{where}: it has no check: write one.")
    if wrong := wrong_marks(test):
        raise AuthorError(f"{where}: {wrong}")
    return tuple(checks)


def _check(call: ast.Call, exercise: Exercise, where: str) -> CheckSpec:
    try:
        sentence, *rest = (ast.literal_eval(argument) for argument in call.args)
        hint = {word.arg: ast.literal_eval(word.value) for word in call.keywords}.get("hint")
    except ValueError:
        raise AuthorError(
            f"{where}, line {call.lineno}: write a check's arguments as literals."
        ) from None
    if hint is not None and hint not in RUNGS:
        raise AuthorError(f"{where}: {sentence!r}: the rungs of a hint ladder are 1, 2 and 3.")
    return CheckSpec(sentence, rest[0] if rest else exercise.id, hint)


def without_markers(answer: str) -> str:
    """Return a reference answer without its solution marks, as a person would write it."""
    return re.sub(rf"^ *({BEGIN_SOLUTION}|{END_SOLUTION}) *\n?", "", answer, flags=re.MULTILINE)


def _first_line(source: str) -> str:
    return source.strip().split("\n")[0][:60]
