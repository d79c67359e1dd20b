"""Runs answers as they are graded: each in a jail of its own, with the tests out of its reach.

A test in the same process sees more than what crosses from a jail. A check that reads what only
such a test can read would, at grading, let through an answer that it was written to catch.
"""

import copy
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nbformat import NotebookNode

from privacylab.authoring import ExerciseText
from privacylab.authoring.cells import Role, name_of, role, step_of
from privacylab.checks import Result
from privacylab.errors import CannotGrade
from privacylab.grading.cells import own_cells
from privacylab.grading.result.read import read_checks
from privacylab.grading.submission.run import NotebookRunner
from privacylab.verification.edits import Cells


def run_graded(
    root: Path, answers: Iterable[tuple[ExerciseText, Cells, str]]
) -> Iterator[tuple[Result, ...] | str]:
    """Run answers, each with the seed of its class, two at a time; yield their results in order.

    An answer that does not finish yields one sentence that says why.
    """
    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(lambda one: _run(root, *one), answers)


def _run(root: Path, text: ExerciseText, answer: Cells, seed: str) -> tuple[Result, ...] | str:
    chosen = text.module.with_earlier(text.exercise)
    notebooks = {one.id: copy.deepcopy(own_cells(root, text.module, one).solved) for one in chosen}
    notebook = notebooks[text.exercise.id]
    own = [cell for cell in notebook.cells if role(cell) is Role.ANSWER]
    for cell in own:
        cell.source = answer.get(step_of(name_of(cell)), cell.source)
    with tempfile.TemporaryDirectory() as nothing:
        try:
            NotebookRunner().session(root, Path(nothing), seed).run(notebooks)
        except CannotGrade as reason:
            return str(reason)
    for error in (one for cell in own for one in cell.outputs if one.output_type == "error"):
        return f"{error.ename}: {error.evalue}"
    return _results(text, [cell for cell in notebook.cells if role(cell) is Role.TEST])


def _results(text: ExerciseText, tests: list[NotebookNode]) -> tuple[Result, ...] | str:
    found: list[Result] = []
    for step, cell in zip(text.steps, tests, strict=True):
        lines = read_checks(cell)
        if len(lines) != len(step.checks):
            return f"the test of {step.name} ends early."
        found += [
            Result(check.sentence, check.requirement, line.outcome)
            for check, line in zip(step.checks, lines, strict=True)
        ]
    return tuple(found)
