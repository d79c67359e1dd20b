"""The grader's own steps in nbgrader's pipeline. nbgrader_config.py plugs them in.

Importing this takes a second or two, because it imports nbgrader.
"""

import logging
import os
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor

from privacylab.catalog import Exercise, Module
from privacylab.errors import CannotGrade
from privacylab.grading.class_file import ClassFileError, read_class
from privacylab.grading.course import Course
from privacylab.grading.gradebook.database import register
from privacylab.grading.gradebook.writer import GradebookWriter
from privacylab.grading.submission.names import printable
from privacylab.grading.submission.read import read_submission
from privacylab.grading.submission.repair import read_and_repair
from privacylab.grading.submission.run import NotebookRunner, course_of
from privacylab.grading.submission.staging import staged

log = logging.getLogger("privacylab.grading")


def _put_tools_on_path() -> None:
    """Put the environment's scripts on PATH, where nbgrader looks for alembic, even if inactive."""
    tools, path = sysconfig.get_path("scripts"), os.environ.get("PATH", "")
    if tools not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([tools, path])


@contextmanager
def _setenv(**variables: str) -> Iterator[None]:
    """Set variables, and restore them even after an error, unlike nbgrader's own setenv.

    Otherwise, every kernel started later in formgrader's server would take its user for nbgrader.
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
        # Read all of them: one that cannot be read refuses the whole submission.
        learner = resources["nbgrader"]["student"]
        with staged(course, learner, module) as sent:
            return read_and_repair(course, learner, module, sent)[exercise], resources


class Execute(NotebookRunner, NbGraderPreprocessor):
    """Runs notebooks as nbgrader's preprocessor: see submission/run.py."""

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


def before_grading(assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's hook before a submission: mark it as not graded until nbgrader has graded it.

    Also registers the module if necessary, so that nbgrader needs no release step.
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
    """nbgrader's hook after a submission that it graded: record what it knows nothing about."""
    for course, learner, module in _submissions(assignment, notebooks):
        with GradebookWriter.open(course, module) as writer:
            writer.finish(learner)


def _submissions(assignment: str, notebooks: list[str]) -> Iterator[tuple[Course, str, Module]]:
    """Yield the submissions that nbgrader is processing; it names the learner only by a pattern."""
    for folder in {Path(notebook).parent for notebook in notebooks}:
        course = course_of(folder)
        yield course, folder.parent.name, course.module(assignment)


def _where(resources: dict[str, Any]) -> tuple[Course, Module, Exercise]:
    """Return the course, module and exercise of the notebook that nbgrader is processing."""
    course = course_of(Path(resources["metadata"]["path"]))
    module = course.module(resources["nbgrader"]["assignment"])
    exercise = module.exercise(resources["nbgrader"]["notebook"])
    assert exercise  # before_grading registered the module's exercises, and nbgrader runs no other
    return course, module, exercise
