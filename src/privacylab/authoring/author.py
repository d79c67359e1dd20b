"""What an author writes: the text of an assignment, read and held to its rules.

An assignment is Python in percent format. Its cells carry short metadata:

    # %% given="setup"                      code that learners get as it is, locked
    # %% task="RET-02" points=8             a solution cell
    # %% test="RET-02" covers="RET-02 …"    its test cell, locked
    # %% [markdown] essay="RET-R1" points=5 an answer that a person grades
"""

import ast
from dataclasses import dataclass
from pathlib import Path

import jupytext
from nbformat import NotebookNode

from privacylab.catalog import Exercise, Module
from privacylab.errors import LabError

BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
RUNGS = (1, 2, 3)


class AuthorError(LabError):
    """A text that breaks the authors' rules; the message says where, and what to do."""


class NoSolutions(LabError):
    """This copy of the course is a learner's alone: it came without its solutions."""


@dataclass(frozen=True)
class CheckSpec:
    """One check as it stands in a test cell; hint is its rung, None where it is public."""

    sentence: str
    requirement: str
    hint: int | None

    @property
    def hidden(self) -> bool:
        return self.hint is not None


@dataclass(frozen=True)
class TaskText:
    """One exercise as it stands in the text of an assignment.

    answer  the source of its solution cell, the reference answer included
    test    the source of its test cell, hidden tests included
    checks  the checks in that cell, in their order
    """

    task: str
    points: float
    answer: str
    test: str
    covers: tuple[str, ...]
    checks: tuple[CheckSpec, ...]


def read_cells(path: Path) -> NotebookNode:
    """Read a text as a notebook: Markdown (MyST) or Python (percent), by its ending."""
    form = {".md": "md:myst", ".py": "py:percent"}[path.suffix]
    return jupytext.reads(path.read_text(encoding="utf-8"), fmt=form)


def read_tasks(path: Path, module: Module) -> tuple[TaskText, ...]:
    """Read the exercises of an assignment's text and hold them to the rules.

    Raises AuthorError where text and course.toml part, or a check breaks a rule.
    """
    answers: dict[str, tuple[float, str]] = {}
    tests: dict[str, tuple[tuple[str, ...], str]] = {}
    for cell in read_cells(path).cells:
        meta = cell.metadata
        if "task" in meta:
            answers[meta["task"]] = (float(meta.get("points", 0)), cell.source)
        elif "test" in meta:
            tests[meta["test"]] = (tuple(meta.get("covers", "").split()), cell.source)
    exercises = {exercise.id: exercise for exercise in module.exercises}
    for name, found in (("task", answers), ("test", tests)):
        if list(found) != list(exercises):
            raise AuthorError(
                f"{path.name} has the {name} cells {list(found)}, course.toml the exercises "
                f"{list(exercises)}: give each exercise one {name} cell, in that order."
            )
    return tuple(_task(path, exercises[name], *answers[name], *tests[name]) for name in exercises)


def _task(
    path: Path, exercise: Exercise, points: float, answer: str, covers: tuple[str, ...], test: str
) -> TaskText:
    where = f"{path.name}, {exercise.id}"
    if points != exercise.points:
        raise AuthorError(
            f"{where}: points={points:g} here and {exercise.points:g} in course.toml: "
            "write the same number in both."
        )
    if covers != exercise.covers:
        raise AuthorError(
            f"{where}: covers {' '.join(covers)!r} here and {' '.join(exercise.covers)!r} in "
            "course.toml: name the same requirements in both."
        )
    if "### BEGIN SOLUTION" not in answer or "### END SOLUTION" not in answer:
        raise AuthorError(
            f"{where}: put the answer between ### BEGIN SOLUTION and ### END SOLUTION."
        )
    checks = read_checks(test, exercise, where)
    return TaskText(exercise.id, points, answer, test, covers, checks)


def read_checks(test: str, exercise: Exercise, where: str) -> tuple[CheckSpec, ...]:
    """Read the checks of a test cell. Raises AuthorError where one breaks a rule."""
    lines = test.splitlines()
    if lines.count(BEGIN_HIDDEN) != 1 or lines.count(END_HIDDEN) != 1:
        raise AuthorError(
            f"{where}: put hidden tests between {BEGIN_HIDDEN} and {END_HIDDEN}, all in one place."
        )
    begin, end = lines.index(BEGIN_HIDDEN) + 1, lines.index(END_HIDDEN) + 1
    tree = ast.parse(test)
    if [ast.unparse(node) for node in tree.body if node.lineno > end] != ["checks.report()"]:
        raise AuthorError(
            f"{where}: after {END_HIDDEN} stands checks.report() and nothing else: public checks "
            "run before any hidden one."
        )
    blocks = [node for node in ast.walk(tree) if isinstance(node, ast.With) and _is_check(node)]
    if any(block not in tree.body for block in blocks):
        raise AuthorError(
            f"{where}: a check stands at the top of its cell, not in a loop or branch."
        )
    checks = []
    for block in blocks:
        spec = _check(block, exercise, where)
        if spec.hidden is not (begin < block.lineno < end):
            raise AuthorError(
                f"{where}: {spec.sentence!r}: a hidden check names its hint rung (hint=1 to 3), "
                "a public check names none."
            )
        checks.append(spec)
    sentences = [check.sentence for check in checks]
    twice = {sentence for sentence in sentences if sentences.count(sentence) > 1}
    if twice:
        raise AuthorError(f"{where}: two checks say {twice.pop()!r}: give each its own sentence.")
    unchecked = set(exercise.covers) - {check.requirement for check in checks}
    if unchecked:
        raise AuthorError(f"{where}: no check stands for {min(unchecked)}: write one.")
    return tuple(checks)


def _is_check(node: ast.With) -> bool:
    call = node.items[0].context_expr
    return isinstance(call, ast.Call) and getattr(call.func, "id", "") == "checks"


def _check(block: ast.With, exercise: Exercise, where: str) -> CheckSpec:
    call = block.items[0].context_expr
    assert isinstance(call, ast.Call)
    try:
        sentence, *rest = (ast.literal_eval(argument) for argument in call.args)
        hint = {word.arg: ast.literal_eval(word.value) for word in call.keywords}.get("hint")
    except ValueError:
        raise AuthorError(f"{where}, line {call.lineno}: write a check's words out.") from None
    requirement = rest[0] if rest else exercise.id
    if requirement not in exercise.covers:
        raise AuthorError(
            f"{where}: {sentence!r} stands for {requirement}, which the exercise does not cover."
        )
    if hint is not None and hint not in RUNGS:
        raise AuthorError(f"{where}: {sentence!r}: the rungs of a hint ladder are 1, 2 and 3.")
    return CheckSpec(sentence, requirement, hint)
