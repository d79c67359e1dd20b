"""Runs the public checks of a notebook, without recording anything."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring import NoSolutions
from privacylab.authoring.cells import Role, name_of, role, step_of
from privacylab.catalog import Exercise, Module
from privacylab.checks import MIME
from privacylab.errors import CannotGrade
from privacylab.grading.cells import OwnCells, own_cells
from privacylab.grading.course import GradingError
from privacylab.grading.quiet import quiet, silent_log
from privacylab.grading.result.cell_error import CellError
from privacylab.grading.result.model import WHY_STOPPED
from privacylab.grading.result.read import answer_errors, check_line, notice_of, outcome_of
from privacylab.grading.submission.read import RUN, exercise_in, read_notebook
from privacylab.grading.submission.repair import repair_notebook
from privacylab.grading.submission.run import NotebookRunner


def check_notebook(root: Path, notebook: Path) -> list[dict[str, Any]]:
    """Run a notebook with its public tests, and return what each test reports, as plain data.

    The tests are those that learners got, without hidden checks. The notebooks that it builds on
    run first, from the same folder. Raises GradingError if the file is missing, or is not a
    notebook with an exercise of this course.
    """
    if not notebook.is_file():
        raise GradingError(f"There is no notebook {notebook}: name the file.")
    try:
        sent = read_notebook(notebook, notebook.name, RUN)
        module, exercise = exercise_in(sent, root)
        notebooks = {
            one: _whole(sent if one == exercise else other, root, module, one)
            for one in module.with_earlier(exercise)
            if (other := sent if one == exercise else _beside(notebook, one))
        }
        with quiet():
            NotebookRunner(log=silent_log()).run(notebooks, notebook.resolve().parent)
    except CannotGrade as reason:
        raise GradingError(str(reason)) from None
    errors = answer_errors(notebooks[exercise])
    tests = [
        (step_of(name_of(cell)), cell.outputs)
        for cell in notebooks[exercise].cells
        if role(cell) is Role.TEST
    ]
    return [_report(exercise, step, outputs, errors.get(step)) for step, outputs in tests]


def _beside(notebook: Path, exercise: Exercise) -> NotebookNode | None:
    """Return an earlier exercise's notebook from the same folder; None if it cannot be read."""
    path = notebook.with_name(f"{exercise.name}.ipynb")
    with suppress(CannotGrade, OSError):
        return read_notebook(path, path.name, RUN)
    return None


def _whole(sent: NotebookNode, root: Path, module: Module, exercise: Exercise) -> NotebookNode:
    """Return the notebook with the tests that learners got; without solutions/, with its own."""
    try:
        released = own_cells(root, module, exercise).released
    except NoSolutions:
        try:
            return repair_notebook(sent, OwnCells(sent, sent, sent)).notebook
        except (AttributeError, KeyError, TypeError):
            raise CannotGrade(
                "The notebook's grading metadata is broken: copy your answers into a fresh copy of "
                f"assignments/{module.id}/{exercise.name}.ipynb, and run the command again."
            ) from None
    return repair_notebook(sent, OwnCells(released, released, released)).notebook


def _report(
    exercise: Exercise, step: str, outputs: list[Any], answer_error: CellError | None
) -> dict[str, Any]:
    for output in reversed(outputs):
        if MIME in output.get("data", {}):
            report = output["data"][MIME]
            outcome = outcome_of([check_line(one, step) for one in report["checks"]])
            said = report.get("notice", "")
            notice = notice_of(said, exercise.id, step, outcome, answer_error)
            return {**report, "notice": notice, "crashed": answer_error is not None}
    names = [output.ename for output in outputs if output.output_type == "error"]
    why = next((WHY_STOPPED.get(name, f"the test ended early: {name}") for name in names), "")
    ended = {"notice": "", "summary": why, "checks": [], "crashed": answer_error is not None}
    return {"task": exercise.id, "step": step, **ended}
