"""The public checks of a notebook, run now and kept nowhere."""

from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring import NoSolutions
from privacylab.authoring.cells import Role, role, task_of
from privacylab.catalog import Module
from privacylab.checks import MIME
from privacylab.errors import CannotGrade
from privacylab.grading.cells import OwnCells, own_cells
from privacylab.grading.course import GradingError
from privacylab.grading.quiet import quiet, silent_log
from privacylab.grading.repair import repair_notebook
from privacylab.grading.result import WHY_STOPPED
from privacylab.grading.submission import RUN, module_of, read_notebook


def check_notebook(root: Path, notebook: Path) -> list[dict[str, Any]]:
    """Run a notebook with its public tests, and return what each test reports, as plain data.

    The tests are those that learners got: no hidden check runs. Raises GradingError where the file
    is not there, or is no notebook with exercises of this course.
    """
    from privacylab.grading.nbgrader_plugin import Execute

    if not notebook.is_file():
        raise GradingError(f"There is no notebook {notebook}: name the file.")
    try:
        sent = read_notebook(notebook, notebook.name, RUN)
        module = module_of(sent, root)
        whole = _whole(sent, root, module)
        with quiet():
            folder = {"metadata": {"path": str(notebook.resolve().parent)}}
            ran, _ = Execute(log=silent_log()).preprocess(whole, folder)
    except CannotGrade as reason:
        raise GradingError(str(reason)) from None
    tests = [cell for cell in ran.cells if role(cell) is Role.TEST]
    return [_report(task_of(cell), cell.outputs) for cell in tests]


def _whole(sent: NotebookNode, root: Path, module: Module) -> NotebookNode:
    """The notebook with the tests that learners got; without solutions, with those that it has."""
    try:
        released = own_cells(root, module).released
    except NoSolutions:
        try:
            return repair_notebook(sent, OwnCells(sent, sent, sent)).notebook
        except (AttributeError, KeyError, TypeError):
            raise CannotGrade(
                "The notebook's marks are broken: copy your answers into a fresh copy of "
                f"assignments/{module.id}/{module.id}.ipynb, and run the command again."
            ) from None
    return repair_notebook(sent, OwnCells(released, released, released)).notebook


def _report(task: str, outputs: list[Any]) -> dict[str, Any]:
    for output in reversed(outputs):
        if MIME in output.get("data", {}):
            return output["data"][MIME]
    names = [output.ename for output in outputs if output.output_type == "error"]
    why = next((WHY_STOPPED.get(name, f"the test ended early: {name}") for name in names), "")
    return {"task": task, "summary": why, "checks": []}
