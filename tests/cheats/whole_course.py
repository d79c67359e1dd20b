"""Grades one idea of an answer in every exercise of the course, in a jail."""

import ast
import copy
import functools
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from privacylab.authoring import read_exercise
from privacylab.authoring.cells import Role, name_of, role, step_of
from privacylab.authoring.exercise_notebook import exercise_notebook
from privacylab.catalog import load_catalog
from privacylab.checks import MIME
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import Isolation

Answers = Mapping[str, Mapping[str, str]]  # the source of each answer cell, by exercise and step


@dataclass(frozen=True)
class Graded:
    """What one step of an exercise has earned, and the numbers of its checks that have passed."""

    score: float
    passed: frozenset[int]
    checks: int


def notebooks(root: Path) -> dict[str, NotebookNode]:
    """The instructor's notebook of every exercise, with its hidden tests, by exercise id."""
    return copy.deepcopy(_notebooks(root))


@functools.cache
def _notebooks(root: Path) -> dict[str, NotebookNode]:
    catalog = load_catalog(root)
    return {
        exercise.id: exercise_notebook(read_exercise(root, module, exercise), catalog)
        for module in catalog.modules.values()
        for exercise in module.exercises
        if not exercise.essay
    }


def defined_names(root: Path) -> dict[str, dict[str, list[str]]]:
    """The functions and classes that each answer cell defines, by exercise and step."""
    return {
        exercise: {
            step_of(name_of(cell)): [
                node.name
                for node in ast.parse(cell.source).body
                if isinstance(node, ast.FunctionDef | ast.ClassDef)
            ]
            for cell in notebook.cells
            if role(cell) is Role.ANSWER
        }
        for exercise, notebook in notebooks(root).items()
    }


def everywhere(root: Path, write: Callable[[list[str]], str]) -> Answers:
    """The same idea in every answer cell; write makes its source from the names to define."""
    return {
        exercise: {step: write(names) for step, names in steps.items()}
        for exercise, steps in defined_names(root).items()
    }


def grade(root: Path, offer: Isolation, answers: Answers) -> dict[tuple[str, str], Graded]:
    """Grade these answers together as one submission; other exercises are left out."""
    books = {name: book for name, book in notebooks(root).items() if name in answers}
    for exercise, book in books.items():
        for cell in book.cells:
            if role(cell) is Role.ANSWER:
                step = step_of(name_of(cell))
                cell.source = answers[exercise].get(step, cell.source)
    with tempfile.TemporaryDirectory() as folder:
        Session(root, Path(folder), 60, 5, offer, 5).run(books)
    return {
        (exercise, step_of(name_of(cell))): _graded(cell)
        for exercise, book in books.items()
        for cell in book.cells
        if role(cell) is Role.TEST
    }


def _graded(test: NotebookNode) -> Graded:
    for one in test.outputs:
        report = one.get("data", {}).get(MIME)
        if report:
            outcomes = [check["outcome"] for check in report["checks"]]
            passed = {number for number, outcome in enumerate(outcomes) if outcome == "passed"}
            return Graded(report["score"] or 0.0, frozenset(passed), len(outcomes))
    return Graded(0.0, frozenset(), 0)
