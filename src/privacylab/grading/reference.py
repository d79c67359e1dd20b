"""Proves, before a class is graded, that the course's own answers get every point on this machine.

A test that fails the reference answer would cost every learner points, and no one would notice.
"""

import copy
import functools
import tempfile
from pathlib import Path

from nbformat import NotebookNode

from privacylab.authoring import read_exercise
from privacylab.authoring.cells import Role, name_of, role, step_of
from privacylab.authoring.exercise_text import ExerciseText, folder_of
from privacylab.catalog import Exercise, Module
from privacylab.checks.outcome import Outcome
from privacylab.errors import CannotGrade
from privacylab.grading.cells import OwnCells, own_cells
from privacylab.grading.class_file import read_class
from privacylab.grading.course import Course, GradingError
from privacylab.grading.marking import read_config
from privacylab.grading.quiet import quiet, silent_log
from privacylab.grading.result.read import read_checks


def require_reference_passes(course: Course, module: Module) -> None:
    """Grade the course's own answers as a submission is graded.

    Raises GradingError, which names the check, if one does not pass: then nothing may be graded.
    What passed once is not run again in this process.
    """
    own = tuple((one, own_cells(course.root, module, one)) for one in module.exercises)
    seed = read_class(course).seed
    failing = _failing(course, module, own, seed)
    if failing:
        exercise, said = failing
        other = " If it finds nothing, choose another seed in class.toml." if seed else ""
        text = folder_of(course.root, module, exercise) / "exercise.py"
        raise GradingError(
            f"Nothing was graded, because the course's own answer to {exercise.id} does not pass "
            f"{said}. Fix it in {text.relative_to(course.root)}; "
            f"privacylab verify {exercise.id} shows more.{other}"
        )


@functools.lru_cache(maxsize=8)
def _failing(
    course: Course, module: Module, own: tuple[tuple[Exercise, OwnCells], ...], seed: str
) -> tuple[Exercise, str] | None:
    """Return the first exercise whose own answer fails, and which check it fails."""
    from privacylab.grading.nbgrader_plugin import Execute

    solved = {exercise: copy.deepcopy(cells.solved) for exercise, cells in own}
    with quiet(), tempfile.TemporaryDirectory() as nothing:
        execute = Execute(config=read_config(course), log=silent_log())
        try:
            execute.session(course.root, Path(nothing), seed).run(
                {exercise.id: notebook for exercise, notebook in solved.items()}
            )
        except (CannotGrade, OSError, RuntimeError) as error:
            raise GradingError(
                f"Nothing was graded, because the course's own answers do not run here: {error} "
                "To see what is wrong with this machine, run: privacylab doctor"
            ) from None
    for exercise, notebook in solved.items():
        text = read_exercise(course.root, module, exercise)
        for cell in notebook.cells:
            said = _said(cell, text) if role(cell) is Role.TEST else ""
            if said:
                return exercise, said
    return None


def _said(cell: NotebookNode, text: ExerciseText) -> str:
    """Return which check of a test cell has not passed, or ""."""
    step = step_of(name_of(cell))
    checks = next(one.checks for one in text.steps if one.name == step)
    found = [one.outcome for one in read_checks(cell)]
    for check, outcome in zip(checks, found, strict=False):
        if outcome is not Outcome.PASSED:
            kind = "hidden" if check.hidden else "public"
            return f"the {kind} check {check.sentence!r} of {step} ({outcome})"
    return "" if len(found) == len(checks) else f"the test of {step}, which ends early"
