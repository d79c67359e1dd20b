"""The grader's own steps in nbgrader's pipeline. nbgrader_config.py plugs them in.

Importing this takes a second or two: nbgrader comes with it.
"""

import os
from pathlib import Path
from subprocess import DEVNULL
from tempfile import TemporaryDirectory
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute as NbgraderExecute
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Integer

from privacylab.catalog import find_root
from privacylab.grading.cells import Role, own_cells, role
from privacylab.grading.course import CannotGrade, Course
from privacylab.grading.gradebook import (
    forget_scores,
    forget_submission,
    put_tools_on_path,
    register,
)
from privacylab.grading.intake import extra_notebooks, read_submission
from privacylab.grading.page import write_refusal
from privacylab.grading.setright import set_right

TOO_LONG, STOPPED, NO_SCORE = "RanTooLong", "StoppedPython", "NoScore"
MOST_RESTARTS = 5  # more cells than this that stop Python, and the submission is not graded

put_tools_on_path()


class SetRight(NbGraderPreprocessor):
    """Makes a submitted notebook whole from the course's own cells, and says what it set right."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        folder = Path(resources["metadata"]["path"])
        course, learner = _course(folder), resources["nbgrader"]["student"]
        module = course.module(resources["nbgrader"]["assignment"])
        # what nbformat made of the file is not asked: it mends some things and breaks others
        done = set_right(read_submission(course, learner, module), own_cells(course.root, module))
        said = list(done.sentences)
        extra = extra_notebooks(folder, module.id)
        if extra:
            said.append(f"Not graded, though it was sent too: {', '.join(extra)}.")
        done.notebook.metadata.privacylab = {"set_right": said, "untouched": done.untouched}
        return done.notebook, resources


class _Stuck(Exception):
    """A cell has stopped Python, or does not give it back."""

    def __init__(self, index: int, name: str):
        self.index, self.name = index, name


class Execute(NbgraderExecute):
    """Runs a whole notebook: the one step that a safer executor will replace.

    A cell that stops Python, or cannot be interrupted, is left out, and all is run again without
    it: it costs its own exercise. What a test prints to standard error costs nothing.
    """

    timeout = Integer(60, help="Seconds that one cell may take.").tag(config=True)
    patience = Integer(5, help="Seconds in which an interrupted cell must end.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        self.left_out: dict[int, str] = {}
        for _ in range(MOST_RESTARTS + 1):
            try:
                with TemporaryDirectory() as self.scratch:
                    nb, resources = super().preprocess(nb, resources, km)
                break
            except _Stuck as stuck:
                self.left_out[stuck.index] = stuck.name
        else:
            raise CannotGrade(
                f"{len(self.left_out)} cells of the notebook stop Python or never end: "
                "run it from top to bottom in JupyterLab, and mend what stops it."
            )
        for cell in nb.cells:
            if role(cell) is Role.TEST and cell.cell_type == "code":
                _settle(cell)
        return nb, resources

    def setup_kernel(self, **kwargs: Any) -> Any:
        """Start a kernel that leaves nothing behind.

        What its process prints around the cells is nobody's output, and what Hypothesis takes down
        about the tests goes to a folder that disappears.
        """
        env = {**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": self.scratch}
        return super().setup_kernel(stdout=DEVNULL, stderr=DEVNULL, env=env, **kwargs)

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> Any:
        if index in self.left_out:
            cell.outputs = [_error(self.left_out[index])]
            return cell, resources
        try:
            super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            raise _Stuck(index, STOPPED) from None
        except CellTimeoutError:
            raise _Stuck(index, TOO_LONG) from None
        if any(output.get("ename") == "CellTimeoutError" for output in cell.get("outputs", [])):
            if not self._is_back():
                raise _Stuck(index, TOO_LONG)
            cell.outputs = [*_without_errors(cell), _error(TOO_LONG)]
        return cell, resources

    def _is_back(self) -> bool:
        """Whether the kernel answers after an interrupt. Python code can refuse to be stopped."""
        usual, self.timeout = self.timeout, self.patience
        try:
            return self.wait_for_reply(self.kc.kernel_info()) is not None
        except DeadKernelError:
            return False
        finally:
            self.timeout = usual


def before_grading(assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's hook before a submission: no earlier score may outlive what comes now.

    It registers the module where that is still to do, so that nbgrader needs no release step.
    """
    for path in map(Path, notebooks):
        course, learner = _course(path.parent), path.parts[-3]
        module = course.module(assignment)
        register(course, module)
        forget_scores(course, learner, module)
        try:
            read_submission(course, learner, module)
        except CannotGrade as reason:
            forget_submission(course, learner, module)
            write_refusal(course, learner, module, str(reason))


def _course(submission: Path) -> Course:
    """The course of a submission's folder: home/submitted/learner/module."""
    return Course(find_root(submission), submission.parents[2])


def _settle(cell: NotebookNode) -> None:
    """Leave in a test's outputs what decides its score; a test that gives none gives no points."""
    cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    kinds = {output.output_type for output in cell.outputs}
    if not kinds & {"error", "execute_result"}:
        cell.outputs.append(_error(NO_SCORE))


def _without_errors(cell: NotebookNode) -> list[NotebookNode]:
    return [output for output in cell.outputs if output.output_type != "error"]


def _error(name: str) -> NotebookNode:
    return new_output("error", ename=name, evalue="", traceback=[name])
