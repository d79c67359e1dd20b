"""Runs the repaired notebooks of a submission. nbgrader_plugin.py makes nbgrader use this."""

import functools
from contextlib import nullcontext
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_output
from traitlets import Enum, Integer
from traitlets.config import LoggingConfigurable

from privacylab.authoring.cells import Role, role
from privacylab.catalog import Exercise, Module, find_root
from privacylab.errors import MachineCannotGrade
from privacylab.grading.cells import OwnCells, own_cells
from privacylab.grading.class_file import read_class
from privacylab.grading.course import ME, Course
from privacylab.grading.submission.staging import staged_files
from privacylab.sandbox.examiner.cell_order import for_class, steps
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import isolation
from privacylab.sandbox.pool.forkserver import CellMessages, start_forkserver

NO_SCORE = "NoScore"
MOST_RESTARTS = 5  # if more cells than this stop Python, the submission is not graded


class NotebookRunner(LoggingConfigurable):
    """Runs whole notebooks: the learner's cells in a jail, the tests out of its reach.

    A cell that stops Python, or never ends, costs only its own step: everything else runs again
    without it. What a test prints to standard error costs nothing.
    """

    timeout = Integer(60, help="Seconds that one cell may take.").tag(config=True)
    patience = Integer(5, help="Seconds within which a cell that took too long must end.").tag(
        config=True
    )
    isolation = Enum(
        ["bubblewrap", "none"],
        "bubblewrap",
        help="What isolates a learner's code; without bubblewrap, `none` grades others' work, too.",
    ).tag(config=True)

    def run(
        self,
        notebooks: dict[Exercise, NotebookNode],
        folder: Path,
        learner: str = ME,
        module: Module | None = None,
        files: Path | None = None,
    ) -> None:
        """Run repaired notebooks in one jail, and put the outputs into their cells.

        folder is where they were submitted; files is the private copy of what came with them, and
        is made here if there is none. When a module is graded for a class, the course's own answers
        are rehearsed early on (see Forkserver.rehearse). Raises CannotGrade.
        """
        offer = isolation(self.isolation)
        if not offer.bwrap and self.isolation != "none" and learner != ME:
            raise MachineCannotGrade(
                f"This machine cannot isolate a learner's code: {offer.reason}. To grade others' "
                "work without isolation, add --isolation none."
            )
        course = course_of(folder)
        root, seed = course.root, read_class(course).seed
        if learner != ME and module:
            start_forkserver(offer).rehearse(root, _own_steps(root, module, seed), self.timeout)
        with staged_files(folder) if files is None else nullcontext(files) as beside:
            session = self.session(root, beside, seed)
            session.run({one.id: notebook for one, notebook in notebooks.items()})
        now = datetime.now(UTC).isoformat(timespec="seconds")
        for notebook in notebooks.values():
            mark = notebook.metadata.setdefault("privacylab", NotebookNode())
            mark.update(isolation=offer.name, graded_at=now)
            for cell in notebook.cells:
                if role(cell) is Role.TEST and cell.cell_type == "code":
                    _settle(cell)

    def session(self, root: Path, folder: Path, seed: str) -> Session:
        """Return a session for a submission in that folder, in the class with that seed."""
        offer = isolation(self.isolation)
        return Session(root, folder, self.timeout, self.patience, offer, MOST_RESTARTS, seed)


def _own_steps(root: Path, module: Module, seed: str) -> CellMessages:
    """Return the cells of a module with the course's own answers."""
    own = tuple((one.id, own_cells(root, module, one)) for one in module.exercises)
    return _messages(own, seed)


@functools.lru_cache(maxsize=8)
def _messages(own: tuple[tuple[str, OwnCells], ...], seed: str) -> CellMessages:
    cells = for_class(steps({name: one.solved for name, one in own}), seed)
    return tuple(astuple(one) for one in cells)


def course_of(submission: Path) -> Course:
    """Return the course of a submission's folder: home/submitted/learner/module."""
    return Course(find_root(submission), submission.parents[2])


def _settle(cell: NotebookNode) -> None:
    """Reduce a test's outputs to what decides its score; a test without a score gets no points."""
    cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    kinds = {output.output_type for output in cell.outputs}
    if not kinds & {"error", "execute_result"}:
        cell.outputs.append(_error(NO_SCORE))


def _error(name: str) -> NotebookNode:
    return new_output("error", ename=name, evalue="", traceback=[name])
