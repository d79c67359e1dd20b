"""Replaces your own notebook with the empty exercise, or with a kept copy."""

import subprocess
from pathlib import Path

from privacylab.authoring import NoSolutions, read_exercise
from privacylab.authoring.build import released
from privacylab.authoring.release import has_answers
from privacylab.catalog import load_catalog
from privacylab.catalog.exercises import pristine
from privacylab.files import write_whole
from privacylab.grading.course import Course, GradingError
from privacylab.grading.own.kept import keep, same_cells


def reset(course: Course, notebook: Path) -> bool:
    """Replace a notebook in assignments/ with the empty exercise, and keep a copy of the old one.

    Returns False if it is already empty. Raises GradingError if the empty exercise cannot be found
    or written.
    """
    return replace(course, notebook, _empty(course, notebook))


def replace(course: Course, notebook: Path, content: bytes) -> bool:
    """Replace a notebook in assignments/ with content, and keep a copy of the old one.

    Returns False if it already has the same cells. Raises GradingError if nothing can be written.
    """
    try:
        there = notebook.read_bytes() if notebook.exists() else None
        if there is not None and same_cells(there, content):
            return False
        if there is not None:
            keep(course, exercise_id_of(notebook), there)
        notebook.parent.mkdir(parents=True, exist_ok=True)
        write_whole(notebook, content)
    except OSError as error:
        raise GradingError(
            f"{error.filename or notebook} could not be written ({error.strerror}), so your "
            "notebook is unchanged: free some space on the disk, and run the command again."
        ) from None
    return True


def exercise_id_of(notebook: Path) -> str:
    """Return the exercise id of a notebook in assignments/, such as "RET-02"."""
    return notebook.stem.split("_")[0]


def _empty(course: Course, notebook: Path) -> bytes:
    """Return the exercise as handed out: from its text, a pristine copy, or git's history."""
    root = course.root
    catalog = load_catalog(root)
    found = catalog.exercise(exercise_id_of(notebook))
    if found:
        try:
            return released(read_exercise(root, *found), catalog, root).content.encode()
        except NoSolutions:
            pass
    path = f"assignments/{notebook.parent.name}/{notebook.name}"
    kept = pristine(root) / notebook.parent.name / notebook.name
    if not kept.is_relative_to(course.assignments) and kept.is_file():
        return kept.read_bytes()
    for commit in _git(root, "log", "--format=%H", "--", path).split():
        content = _git(root, "show", f"{commit}:./{path}")
        if content and not has_answers(content):
            return content.encode()
    raise GradingError(
        f"This copy of the course has no empty {path}: it has neither solutions/ nor a "
        "pristine copy nor a git history with that file. Take it from a fresh copy of the course."
    )


def _git(root: Path, *words: str) -> str:
    """Return what git prints; "" if there is no git or no repository."""
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True)
    except OSError:
        return ""
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""
