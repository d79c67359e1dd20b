"""Reads a submission, or says in one sentence why it cannot be graded and what to do."""

import itertools
import json
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from privacylab.catalog import Module, load_catalog
from privacylab.errors import CannotGrade, did_you_mean
from privacylab.grading.course import ME, Course, listed

UNNAMEABLE = "*?[],"  # nbgrader takes them for patterns, and its export for a new column
MOST_NESTED = 100  # levels of lists and objects; a notebook with widgets has some ten
TOO_DEEP = "is nested too deeply to be a notebook"
SUBMIT, RUN = "submit it again", "run the command again"  # of a class's work, and of one's own


def read_submission(course: Course, learner: str, module: Module) -> NotebookNode:
    """Read a learner's notebook of a module; nothing in it has been repaired yet.

    Raises CannotGrade where there is nothing to grade, or another thing than this module.
    """
    if set(learner) & set(UNNAMEABLE):
        raise CannotGrade(
            f"The folder {learner!r} has one of {' '.join(UNNAMEABLE)} in its name, which nbgrader "
            "cannot handle: rename it."
        )
    path = course.submitted(learner, module.id)
    if not path.is_file():
        raise CannotGrade(_what_is_there(course, learner, module))
    _check_timestamp(path.with_name("timestamp.txt"))
    if learner == ME:  # a copy, and only its owner knows under which name it stands elsewhere
        notebook = read_notebook(path, "This file", RUN)
    else:
        notebook = read_notebook(path, path.name, SUBMIT)
    if not _names(notebook) & _own_names(module):
        raise CannotGrade(_what_it_is(notebook, course.root, module))
    return notebook


def read_notebook(path: Path, name: str, again: str) -> NotebookNode:
    """Read a file as a notebook. Raises CannotGrade where it is none that Jupyter wrote.

    name and again are for the reason: what to call the file, and what to do once it is fixed.
    """
    from nbformat.v4 import reads_json

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
            f"{name} breaks off at line {error.lineno}, as a half-finished download does: "
            f"fetch the whole file, and {again}."
            if cut_off
            else f"{name} is not a notebook (line {error.lineno} is not JSON): {not_jupyters}"
        ) from None
    except RecursionError:
        raise CannotGrade(f"{name} {TOO_DEEP}: {not_jupyters}") from None
    except ValueError:  # Python reads no integer of more than some 4,300 digits
        raise CannotGrade(
            f"{name} holds a number with thousands of digits: {not_jupyters}"
        ) from None
    _check_values(found, name, again, not_jupyters)
    _check_form(found, name, again, not_jupyters)
    try:
        return reads_json(text)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise CannotGrade(f"{name} is not a notebook that Jupyter wrote: {not_jupyters}") from None


def module_of(notebook: NotebookNode, root: Path) -> Module:
    """The module whose exercises a notebook holds. Raises CannotGrade where it holds none."""
    for module in load_catalog(root).modules.values():
        if _names(notebook) & _own_names(module):
            return module
    raise CannotGrade("This notebook holds no exercises: name one from assignments/.")


def extra_notebooks(folder: Path, module_id: str) -> list[str]:
    """Names of the other notebooks in a submission's folder."""
    return sorted(path.name for path in folder.glob("*.ipynb") if path.stem != module_id)


def _check_values(found: Any, name: str, again: str, not_jupyters: str) -> None:
    """Refuse what can be read, but neither copied nor written again."""
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
    """Whether a text has a surrogate without its other half."""
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
            f"{name} is written in notebook format {found['nbformat']}, and the course's is 4: "
            f"open it in JupyterLab, save it, and {again}."
        )
    if not isinstance(found.get("cells"), list) or not isinstance(found.get("metadata"), dict):
        raise CannotGrade(f"{name} is a notebook without cells or header: {not_jupyters}")
    for number, cell in enumerate(found["cells"], start=1):
        whole = isinstance(cell, dict) and isinstance(cell.get("cell_type"), str)
        if not whole or not _is_text(cell.get("source")):
            raise CannotGrade(f"{name} has a broken cell, number {number}: {not_jupyters}")


def _is_text(source: Any) -> bool:
    if isinstance(source, list):
        return all(isinstance(line, str) for line in source)
    return isinstance(source, str)


def _check_timestamp(path: Path) -> None:
    from nbgrader.utils import parse_utc

    if not path.exists():
        return
    try:
        text = path.read_text(encoding="utf-8").strip()
        if text:
            parse_utc(text)
    except (ValueError, OverflowError, OSError):
        raise CannotGrade(
            "timestamp.txt holds no date: write one like 2023-08-31 17:00:00 UTC, or delete it."
        ) from None


def _what_is_there(course: Course, learner: str, module: Module) -> str:
    """Why there is no notebook at its place, from what stands near it."""
    folder = course.submitted(learner, module.id).parent
    wanted = f"{module.id}.ipynb"
    if folder.is_dir():
        found = extra_notebooks(folder, module.id)
        if found:
            return (
                f"{wanted} is missing, but {listed(found)} is there: if that is the submission, "
                f"rename it to {wanted}."
            )
        return f"{wanted} is missing from {_short(folder, course)}: put the notebook there."
    if (folder.parent / wanted).is_file():
        return (
            f"{wanted} lies in {_short(folder.parent, course)}: move it down into "
            f"{_short(folder, course)}."
        )
    beside = [path.name for path in folder.parent.iterdir() if path.is_dir()]
    return f"There is no folder {_short(folder, course)}.{did_you_mean(module.id, beside)}"


def _what_it_is(notebook: NotebookNode, root: Path, module: Module) -> str:
    """What else a notebook may be that holds none of the module's exercises."""
    catalog = load_catalog(root)
    place = f"assignments/{module.id}/{module.id}.ipynb"
    names = _names(notebook)
    texts = _prose(notebook)
    for other in catalog.modules.values():
        if names & _own_names(other):
            return (
                f"This is the notebook of {other.id}, not of {module.id}: submit it there, and "
                f"{place} here."
            )
        lesson = root / "course" / other.id / "lesson.ipynb"
        if lesson.exists() and texts & _prose(read_notebook(lesson, lesson.name, SUBMIT)):
            return (
                f"This is the lesson of {other.id}, which holds no exercises to grade: "
                f"submit {place}."
            )
    return f"This notebook holds none of the exercises of {module.id}: fill in {place}."


def _own_names(module: Module) -> set[str]:
    tasks = [exercise.id for exercise in module.exercises]
    return {*tasks, *(f"{task}-test" for task in tasks)}


def _names(notebook: NotebookNode) -> set[str]:
    """What the cells say that they are: by nbgrader's name, and by cell id."""
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


def _short(path: Path, course: Course) -> str:
    return path.relative_to(course.home).as_posix()
