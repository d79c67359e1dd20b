"""Reads a submission, or says in one sentence why it cannot be graded and what to do."""

import itertools
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring.cells import exercise_of
from privacylab.catalog import Exercise, Module, load_catalog
from privacylab.errors import CannotGrade, did_you_mean
from privacylab.grading.course import ME, Course, listed
from privacylab.grading.submission.limits import NOTEBOOKS
from privacylab.grading.submission.names import printable
from privacylab.grading.submission.staging import (
    TIMESTAMP,
    StagedSubmission,
    folders_of,
    is_sent,
    staged,
)

MOST_CELLS = 5_000
MOST_TEXT = 1_000_000  # characters of all cells of a notebook
MOST_NESTED = 100  # levels of lists and objects; a notebook with widgets has about ten
TOO_DEEP = "is nested too deeply to be a notebook"
OWN_DATE = "%Y-%m-%d %H:%M:%S UTC"
WRITE_A_DATE = "write one like 2023-08-31 17:00:00 UTC, or delete it."
SUBMIT, RUN = "submit it again", "run the command again"  # for a class's work, and for your own


def read_submission(
    course: Course, learner: str, module: Module, only: Sequence[Exercise] = ()
) -> dict[Exercise, NotebookNode]:
    """Read a learner's notebooks of a module from a private copy: see read_staged()."""
    with staged(course, learner, module) as sent:
        return read_staged(course, learner, module, sent, only)


def read_staged(
    course: Course,
    learner: str,
    module: Module,
    sent: StagedSubmission,
    only: Sequence[Exercise] = (),
) -> dict[Exercise, NotebookNode]:
    """Read the notebooks of a submission, without repairing anything yet.

    Reads all of them, or only those of some exercises, whatever is wrong with the others. An
    exercise whose notebook is missing is not in the result: it was not attempted. Raises
    CannotGrade if there is nothing to grade, or a file is not the notebook it should be.
    """
    if sent.refusal:
        raise CannotGrade(sent.refusal)
    again = RUN if learner == ME else SUBMIT
    wanted = only or module.exercises
    _check_staged(sent, wanted, again)
    files = {one: sent.notebooks / f"{one.name}.ipynb" for one in wanted}
    present = {one: path for one, path in files.items() if path.is_file()}
    if not present:
        raise CannotGrade(
            f"{_what_is_there(course, learner, module, sent)} {sent.left_out}".strip()
        )
    _check_timestamp(sent.timestamp)
    found = {one: read_notebook(path, path.name, again) for one, path in present.items()}
    for exercise, notebook in found.items():
        if exercise.id not in exercises_in(notebook):
            raise CannotGrade(_what_it_is(notebook, course.root, module, exercise))
    missing = [one for one in wanted if one not in found]
    for name in extra_notebooks(sent.notebooks, module) if missing else ():
        _refuse_a_renamed_one(sent.notebooks / name, missing)
    return found


def _check_staged(sent: StagedSubmission, wanted: Sequence[Exercise], again: str) -> None:
    """Refuse a submission with a notebook or a timestamp that is there but cannot be read."""
    for name, why in sent.unusable.items():
        if name == TIMESTAMP:
            raise CannotGrade(f"{TIMESTAMP} cannot be used ({why}): {WRITE_A_DATE}")
        if name not in {f"{one.name}.ipynb" for one in wanted}:
            continue
        if why.startswith("larger"):
            raise CannotGrade(
                f"{name} is {why}: clear its outputs in JupyterLab, save it, and {again}."
            )
        raise CannotGrade(f"{name} cannot be used ({why}): put the notebook itself there.")


def _refuse_a_renamed_one(path: Path, missing: Sequence[Exercise]) -> None:
    """Refuse an extra file that is the notebook of an exercise that seems to be missing."""
    try:
        holds = exercises_in(read_notebook(path, path.name, SUBMIT))
    except CannotGrade:
        return
    for exercise in missing:
        if exercise.id in holds:
            raise CannotGrade(
                f"{exercise.name}.ipynb is missing, but {path.name} holds that exercise: rename it "
                f"to {exercise.name}.ipynb."
            )


def read_notebook(path: Path, name: str, again: str) -> NotebookNode:
    """Read a file as a notebook. Raises CannotGrade if it is not one that Jupyter wrote.

    name and again are for the reason: what to call the file, and what to do once it is fixed.
    """
    from nbformat import from_dict
    from nbformat.v4.rwbase import rejoin_lines, strip_transient

    if path.stat().st_size > NOTEBOOKS.each:  # for your own work; a class's is checked earlier
        raise CannotGrade(f"{name} is too large: clear its outputs in JupyterLab, and {again}.")
    content = path.read_bytes()
    not_jupyters = f"find the .ipynb file that JupyterLab saved, and {again}."
    if not content.strip():
        raise CannotGrade(f"{name} is empty: save the notebook in JupyterLab, and {again}.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise CannotGrade(f"{name} is not a notebook but a binary file: {not_jupyters}") from None
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        rest = text[error.pos :].strip()
        cut_off = len(rest) < len("false") or error.msg.startswith("Unterminated string")
        raise CannotGrade(
            f"{name} breaks off at line {error.lineno}, like an interrupted download: "
            f"download the whole file, and {again}."
            if cut_off
            else f"{name} is not a notebook (line {error.lineno} is not JSON): {not_jupyters}"
        ) from None
    except RecursionError:
        raise CannotGrade(f"{name} {TOO_DEEP}: {not_jupyters}") from None
    except ValueError:  # Python does not read integers of more than about 4,300 digits
        raise CannotGrade(
            f"{name} holds a number with thousands of digits: {not_jupyters}"
        ) from None
    del content, text  # each can be as large as everything that follows
    _check_form(found, name, again, not_jupyters)
    _check_values(found, name, again, not_jupyters)
    for cell in found["cells"]:
        if "outputs" in cell:  # grading makes its own
            cell["outputs"] = []
    try:
        return strip_transient(rejoin_lines(from_dict(found)))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise CannotGrade(f"{name} is not a notebook that Jupyter wrote: {not_jupyters}") from None


def exercise_in(notebook: NotebookNode, root: Path) -> tuple[Module, Exercise]:
    """Return the exercise in a notebook, with its module. Raises CannotGrade if it has none."""
    holds = exercises_in(notebook)
    for module in load_catalog(root).modules.values():
        for exercise in module.exercises:
            if exercise.id in holds:
                return module, exercise
    raise CannotGrade("This notebook holds no exercise: name one from assignments/.")


def exercises_in(notebook: NotebookNode) -> set[str]:
    """Return the ids of the exercises whose cells a notebook holds."""
    return {exercise_of(name) for name in _names(notebook)}


def extra_notebooks(folder: Path, module: Module) -> list[str]:
    """Return the names of notebooks in a submission's folder that aren't a module's exercise."""
    own = {exercise.name for exercise in module.exercises}
    return sorted(path.name for path in folder.glob("*.ipynb") if path.stem not in own)


def _check_values(found: Any, name: str, again: str, not_jupyters: str) -> None:
    """Refuse a notebook that can be read, but not copied or written again."""
    level = [found]
    for _ in range(MOST_NESTED):
        texts = [one for one in level if isinstance(one, str)]
        for one in level:
            if isinstance(one, dict):
                texts += one
        if any(map(_is_half, texts)):
            raise CannotGrade(
                f"{name} holds half a character, which no program can save: look for a broken "
                f"symbol, such as half an emoji, delete it, and {again}."
            )
        lists = [
            one.values() if isinstance(one, dict) else one
            for one in level
            if isinstance(one, dict | list)
        ]
        if not lists:
            return
        level = list(itertools.chain.from_iterable(lists))
    raise CannotGrade(f"{name} {TOO_DEEP}: {not_jupyters}")


def _is_half(text: str) -> bool:
    """Whether a text has a lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _check_form(found: Any, name: str, again: str, not_jupyters: str) -> None:
    if not isinstance(found, dict) or not isinstance(found.get("nbformat"), int):
        raise CannotGrade(f"{name} is JSON, but not a notebook: {not_jupyters}")
    if found["nbformat"] != 4:
        raise CannotGrade(
            f"{name} is written in notebook format {found['nbformat']}, but the course uses 4: "
            f"open it in JupyterLab, save it, and {again}."
        )
    if not isinstance(found.get("cells"), list) or not isinstance(found.get("metadata"), dict):
        raise CannotGrade(f"{name} is a notebook without cells or header: {not_jupyters}")
    if len(found["cells"]) > MOST_CELLS:
        raise CannotGrade(
            f"{name} has {len(found['cells']):,} cells, but the limit is {MOST_CELLS:,}: delete "
            f"those that you do not need, and {again}."
        )
    size = 0
    for number, cell in enumerate(found["cells"], start=1):
        whole = isinstance(cell, dict) and isinstance(cell.get("cell_type"), str)
        if not whole or not _is_text(cell.get("source")):
            raise CannotGrade(f"{name} has a broken cell, number {number}: {not_jupyters}")
        source = cell["source"]
        size += len(source) if isinstance(source, str) else sum(map(len, source))
        if size > MOST_TEXT:
            raise CannotGrade(
                f"The cells of {name} hold more than {MOST_TEXT:,} characters: move data to a file "
                f"beside the notebook, and {again}."
            )


def _is_text(source: Any) -> bool:
    if isinstance(source, list):
        return all(isinstance(line, str) for line in source)
    return isinstance(source, str)


def _check_timestamp(text: str) -> None:
    with suppress(ValueError):  # as the lab itself writes it: nbgrader need not be loaded
        if not text or datetime.strptime(text, OWN_DATE):
            return
    from nbgrader.utils import parse_utc

    try:
        parse_utc(text)
    except (ValueError, OverflowError):
        raise CannotGrade(f"{TIMESTAMP} holds no date: {WRITE_A_DATE}") from None


def _what_is_there(course: Course, learner: str, module: Module, sent: StagedSubmission) -> str:
    """Say why no notebooks are where they should be, based on what is nearby."""
    place = f"submitted/{printable(learner)}"
    names = [f"{one.name}.ipynb" for one in module.exercises]
    found = extra_notebooks(sent.notebooks, module)
    if found:
        return (
            f"None of the notebooks of {module.id} is in {place}/{module.id}, but "
            f"{listed(found[:10])} is: if that is the submission, restore its original name, "
            f"such as {names[0]}."
        )
    flat = sorted(name for name in names if is_sent(course, learner, [name]))
    folders = folders_of(course, learner)
    if module.id in folders:
        return f"No notebook is in {place}/{module.id}: put the notebooks of {module.id} there."
    if flat:
        return f"{listed(flat)} is in {place}: move it down into {place}/{module.id}."
    return f"There is no folder {place}/{module.id}.{did_you_mean(module.id, folders)}"


def _what_it_is(notebook: NotebookNode, root: Path, module: Module, exercise: Exercise) -> str:
    """Say what a notebook is, if it does not hold the exercise it is named after."""
    catalog = load_catalog(root)
    file, place = f"{exercise.name}.ipynb", f"assignments/{module.id}/{exercise.name}.ipynb"
    for name in sorted(exercises_in(notebook)):
        found = catalog.exercise(name)
        if found:
            other, right = found
            return (
                f"{file} holds {right.id}, another exercise: rename it to {right.name}.ipynb in "
                f"the folder {other.id}, and submit {place} here."
            )
    texts = _prose(notebook)
    for other in catalog.modules.values():
        lesson = root / "course" / other.lesson
        if lesson.exists() and texts & _prose(read_notebook(lesson, lesson.name, SUBMIT)):
            return (
                f"{file} is the lesson of {other.id}, which has no exercise to grade: submit "
                f"{place}."
            )
    return f"{file} does not hold the exercise {exercise.id}: fill in {place}."


def _names(notebook: NotebookNode) -> set[str]:
    """Return the names that the cells claim: nbgrader's names, and cell ids."""
    names = set()
    for cell in notebook.cells:
        names.add(cell.get("id"))
        metadata = cell.get("metadata")
        mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        if isinstance(mark, dict):
            names.add(mark.get("grade_id"))
    return {name for name in names if isinstance(name, str)}


def _prose(notebook: NotebookNode) -> set[str]:
    return {cell.source.strip() for cell in notebook.cells if cell.cell_type == "markdown"} - {""}
