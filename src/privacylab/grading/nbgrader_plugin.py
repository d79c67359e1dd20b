"""The grader's own steps in nbgrader's pipeline. nbgrader_config.py plugs them in.

Importing this takes a second or two: nbgrader comes with it.
"""

import functools
import logging
import os
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Enum, Integer

from privacylab.authoring.cells import Role, role
from privacylab.catalog import Exercise, Module, find_root
from privacylab.errors import CannotGrade, MachineCannotGrade
from privacylab.grading.cells import OwnCells, own_cells
from privacylab.grading.class_file import ClassFileError, read_class
from privacylab.grading.course import ME, Course
from privacylab.grading.gradebook.database import register
from privacylab.grading.gradebook.writer import GradebookWriter
from privacylab.grading.submission.names import printable
from privacylab.grading.submission.read import read_submission
from privacylab.grading.submission.repair import read_and_repair
from privacylab.grading.submission.staging import staged, staged_files
from privacylab.sandbox.examiner.cell_order import for_class, steps
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import isolation
from privacylab.sandbox.pool.forkserver import CellMessages, start_forkserver

log = logging.getLogger("privacylab.grading")
NO_SCORE = "NoScore"
MOST_RESTARTS = 5  # more cells than this that stop Python, and the submission is not graded


def _put_tools_on_path() -> None:
    """nbgrader calls alembic by PATH, and an environment that is not activated is not on it."""
    tools, path = sysconfig.get_path("scripts"), os.environ.get("PATH", "")
    if tools not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([tools, path])


@contextmanager
def _setenv(**variables: str) -> Iterator[None]:
    """nbgrader's own leaves the variables set after an error.

    In formgrader's server, every kernel started afterward would take its user for nbgrader.
    """
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


_put_tools_on_path()
utils.setenv = _setenv


class Repair(NbGraderPreprocessor):
    """Repairs a submitted notebook with the course's own cells, and says what it repaired."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        course, module, exercise = _where(resources)
        # Read the files again: nbformat has already repaired some things in nb and broken others.
        # All of them, because one that cannot be read refuses the whole submission.
        learner = resources["nbgrader"]["student"]
        with staged(course, learner, module) as sent:
            return read_and_repair(course, learner, module, sent)[exercise], resources


class Execute(NbGraderPreprocessor):
    """Runs whole notebooks: the learner's cells in a jail, the tests out of its reach.

    A cell that stops Python, or does not end, costs its own step: all is run again without it.
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
        course, module, exercise = _where(resources)
        learner = resources["nbgrader"]["student"]
        with staged(course, learner, module) as sent:  # nbgrader's own copy has followed links
            notebooks = {exercise: nb}
            if exercise.builds_on:
                others = read_and_repair(course, learner, module, sent)
                notebooks = {
                    one: nb if one == exercise else others[one]
                    for one in module.with_earlier(exercise)
                    if one in others
                }
            folder = course.submitted(learner, module.id)
            self.run(notebooks, folder, learner, module, sent.files)
        return nb, resources

    def run(
        self,
        notebooks: dict[Exercise, NotebookNode],
        folder: Path,
        learner: str = ME,
        module: Module | None = None,
        files: Path | None = None,
    ) -> None:
        """Run repaired notebooks in one jail, and put into each cell what it shows.

        folder is where they were submitted; files is the private copy of what came with them, and
        is made here where there is none. Of a module that is graded
        for a class, the course's own answers are rehearsed before the first submissions. Raises
        CannotGrade.
        """
        offer = isolation(self.isolation)
        if not offer.bwrap and self.isolation != "none" and learner != ME:
            raise MachineCannotGrade(
                f"This machine cannot keep a learner's code in: {offer.reason}. To grade others' "
                "work all the same, ask for it: --isolation none."
            )
        course = _course(folder)
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
        """What runs the cells of a submission of that folder, in the class with that seed."""
        offer = isolation(self.isolation)
        return Session(root, folder, self.timeout, self.patience, offer, MOST_RESTARTS, seed)


def _own_steps(root: Path, module: Module, seed: str) -> CellMessages:
    """The cells of a module with the course's own answers."""
    own = tuple((one.id, own_cells(root, module, one)) for one in module.exercises)
    return _messages(own, seed)


@functools.lru_cache(maxsize=8)
def _messages(own: tuple[tuple[str, OwnCells], ...], seed: str) -> CellMessages:
    cells = for_class(steps({name: one.solved for name, one in own}), seed)
    return tuple(astuple(one) for one in cells)


def before_grading(assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's hook before a submission: it is marked as not graded until nbgrader has done so.

    It registers the module where that is still to do, so that nbgrader needs no release step.
    """
    for course, learner, module in list(_submissions(assignment, notebooks)):
        try:
            read_class(course)
        except ClassFileError as why:  # nbgrader would log it, and grade as if nothing were due
            log.error("Not graded: %s", why)
            notebooks.clear()
            return
        register(course, module)
        reason = ""
        try:
            read_submission(course, learner, module)
        except CannotGrade as why:
            reason = str(why)
        with GradebookWriter.open(course, module) as writer:
            writer.begin(learner, reason)
        if reason:
            log.error("%s cannot be graded: %s", printable(learner), reason)
            notebooks.clear()  # it is nbgrader's own list: without it, nbgrader writes no score


def after_grading(assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's hook after a submission that it could grade: what it knows nothing of."""
    for course, learner, module in _submissions(assignment, notebooks):
        with GradebookWriter.open(course, module) as writer:
            writer.finish(learner)


def _submissions(assignment: str, notebooks: list[str]) -> Iterator[tuple[Course, str, Module]]:
    """Whose notebooks nbgrader is at; it names the learner by a pattern."""
    for folder in {Path(notebook).parent for notebook in notebooks}:
        course = _course(folder)
        yield course, folder.parent.name, course.module(assignment)


def _where(resources: dict[str, Any]) -> tuple[Course, Module, Exercise]:
    """The course, module and exercise of the notebook that nbgrader is at."""
    course = _course(Path(resources["metadata"]["path"]))
    module = course.module(resources["nbgrader"]["assignment"])
    exercise = module.exercise(resources["nbgrader"]["notebook"])
    assert exercise  # before_grading registered the module's exercises, and nbgrader runs no other
    return course, module, exercise


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
