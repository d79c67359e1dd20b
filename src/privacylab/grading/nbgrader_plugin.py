"""The grader's own steps in nbgrader's pipeline. nbgrader_config.py plugs them in.

Importing this takes a second or two: nbgrader comes with it.
"""

import functools
import os
import sysconfig
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Enum, Integer

from privacylab.authoring.cells import Role, role
from privacylab.catalog import find_root
from privacylab.errors import CannotGrade
from privacylab.grading.cells import OwnCells, own_cells
from privacylab.grading.course import ME, Course
from privacylab.grading.feedback.page import write_refusal
from privacylab.grading.gradebook.database import forget_scores, forget_submission, register
from privacylab.grading.repair import repair_notebook
from privacylab.grading.submission import extra_notebooks, read_submission
from privacylab.sandbox.examiner.cell_order import steps
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import isolation
from privacylab.sandbox.pool.forkserver import CellMessages, start_forkserver

NO_SCORE = "NoScore"
MOST_RESTARTS = 5  # more cells than this that stop Python, and the submission is not graded


def _put_tools_on_path() -> None:
    """nbgrader calls alembic by PATH, and an environment that is not activated is not on it."""
    tools, path = sysconfig.get_path("scripts"), os.environ.get("PATH", "")
    if tools not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([tools, path])


_put_tools_on_path()


class Repair(NbGraderPreprocessor):
    """Repairs a submitted notebook with the course's own cells, and says what it repaired."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        folder = Path(resources["metadata"]["path"])
        course, learner = _course(folder), resources["nbgrader"]["student"]
        module = course.module(resources["nbgrader"]["assignment"])
        # read the file again: nbformat has already repaired some things in nb and broken others
        done = repair_notebook(
            read_submission(course, learner, module), own_cells(course.root, module)
        )
        said = list(done.sentences)
        extra = extra_notebooks(folder, module.id)
        if extra:
            said.append(f"Not graded, though it was sent too: {', '.join(extra)}.")
        done.notebook.metadata.privacylab = {"repaired": said, "untouched": done.untouched}
        return done.notebook, resources


class Execute(NbGraderPreprocessor):
    """Runs a whole notebook: the learner's cells in a jail, the tests out of its reach.

    A cell that stops Python, or does not end, costs its own exercise: all is run again without it.
    What a test prints to standard error costs nothing.
    """

    timeout = Integer(60, help="Seconds that one cell may take.").tag(config=True)
    patience = Integer(5, help="Seconds in which a cell must end that took too long.").tag(
        config=True
    )
    isolation = Enum(
        ["bubblewrap", "none"],
        "bubblewrap",
        help="What keeps a learner's code in; without bubblewrap, `none` grades others' work too.",
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        folder = Path(resources["metadata"]["path"])
        facts = resources.get("nbgrader", {})
        learner = facts.get("student", ME)
        offer = isolation(self.isolation)
        if not offer.bwrap and self.isolation != "none" and learner != ME:
            raise CannotGrade(
                f"This machine cannot keep a learner's code in: {offer.reason}. To grade others' "
                "work all the same, ask for it: --isolation none."
            )
        root = find_root(folder)
        if learner != ME and "assignment" in facts:
            module = _course(folder).module(facts["assignment"])
            own = _own_steps(own_cells(root, module))
            start_forkserver(offer).rehearse(root, own, self.timeout)
        Session(root, folder, self.timeout, self.patience, offer, MOST_RESTARTS).run(nb)
        nb.metadata.setdefault("privacylab", NotebookNode())["isolation"] = offer.name
        for cell in nb.cells:
            if role(cell) is Role.TEST and cell.cell_type == "code":
                _settle(cell)
        return nb, resources


@functools.lru_cache(maxsize=8)
def _own_steps(own: OwnCells) -> CellMessages:
    return tuple(one.as_message() for one in steps(own.solved))


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


def _error(name: str) -> NotebookNode:
    return new_output("error", ename=name, evalue="", traceback=[name])
