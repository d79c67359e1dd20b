"""nbgrader's gradebook: what is graded, kept in step with the course's text."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring.cells import Role, name_of, role
from privacylab.catalog import Module
from privacylab.grading.cells import own_cells
from privacylab.grading.course import Course
from privacylab.grading.gradebook.stamps import create_tables

COURSE_ID = "privacylab"


@contextmanager
def open_gradebook(course: Course) -> Iterator[Any]:
    """The gradebook of a course; it is created where there is none."""
    from nbgrader.api import Gradebook

    course.home.mkdir(parents=True, exist_ok=True)
    book = course.home / "gradebook.db"
    if not book.exists():  # a run that is killed must not leave half a gradebook
        with tempfile.TemporaryDirectory(prefix=".new-", dir=course.home) as folder:
            new = Path(folder, book.name)
            url = f"sqlite:///{new.resolve()}"
            _set_version(url)
            Gradebook(url, COURSE_ID).close()
            with suppress(FileExistsError):  # another process was faster: its gradebook stays
                os.link(new, book)
    with Gradebook(course.gradebook_url, COURSE_ID) as gradebook:
        create_tables(gradebook)
        yield gradebook


def _set_version(url: str) -> None:
    """Mark a new database as of nbgrader's newest schema.

    nbgrader would do so too, by starting alembic's program, which takes three seconds.
    """
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR
    from sqlalchemy import create_engine

    engine = create_engine(url)
    with engine.begin() as connection:
        MigrationContext.configure(connection).stamp(ScriptDirectory(ALEMBIC_DIR), "heads")
    engine.dispose()


def is_registered(course: Course, module: Module) -> bool:
    """Whether there is a gradebook that knows the module; none is created."""
    from nbgrader.api import MissingEntry

    if not (course.home / "gradebook.db").exists():
        return False
    with open_gradebook(course) as gradebook:
        try:
            gradebook.find_assignment(module.id)
        except MissingEntry:
            return False
    return True


def register(course: Course, module: Module) -> str:
    """Make the gradebook say what the course's texts say: one notebook for each exercise.

    Return a sentence where submissions were graded by another text, else nothing. nbgrader refuses
    to add or remove a cell that has been graded, so that is done here first: the scores of what
    stays are kept, a new exercise has none yet, and those of a removed one go with it.
    """
    course.home.mkdir(parents=True, exist_ok=True)
    # two terminals, or one and the button, may grade a module for the first time at once
    with (course.home / "gradebook.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _register(course, module)


def _register(course: Course, module: Module) -> str:
    from nbgrader.preprocessors import SaveCells

    graded, changed = 0, False
    for exercise in module.exercises:
        whole = own_cells(course.root, module, exercise).whole
        with open_gradebook(course) as gradebook:
            assignment = gradebook.update_or_create_assignment(module.id)
            graded = len(assignment.submissions)
            notebook = next(
                (one for one in assignment.notebooks if one.name == exercise.name), None
            )
            if notebook and _tests_of(notebook) == _tests_in(whole):
                continue
            notebook = notebook or _new_notebook(gradebook, assignment, exercise.name)
            _follow(gradebook, notebook, whole)
        changed = True
        names = {
            "notebook": exercise.name,
            "assignment": module.id,
            "db_url": course.gradebook_url,
        }
        SaveCells().preprocess(whole, {"nbgrader": names})
    changed |= _remove_others(course, module)
    if not changed or not graded:
        return ""
    return (
        f"The exercises of {module.id} have changed since {graded} submission"
        f"{'s were' if graded > 1 else ' was'} graded, and the old scores count until you grade "
        f"again: privacylab grade {module.id} --all"
    )


def _new_notebook(gradebook: Any, assignment: Any, name: str) -> Any:
    """A notebook in the gradebook, and in every submission that it holds."""
    from nbgrader.api import SubmittedNotebook

    notebook = gradebook.add_notebook(name, assignment.name)
    for submission in assignment.submissions:
        gradebook.db.add(SubmittedNotebook(notebook=notebook, assignment=submission))
    gradebook.db.commit()
    return notebook


def _remove_others(course: Course, module: Module) -> bool:
    """Remove the notebooks of exercises that the module no longer has; whether there were any."""
    own = {exercise.name for exercise in module.exercises}
    with open_gradebook(course) as gradebook:
        names = {one.name for one in gradebook.find_assignment(module.id).notebooks} - own
        for name in names:
            gradebook.remove_notebook(name, module.id)
    return bool(names)


def _tests_in(whole: NotebookNode) -> set[tuple[str, str | None, float | None]]:
    """All that decides a score: the text and the points of each cell of the course."""
    return {
        (
            name_of(cell),
            None if role(cell) is Role.ANSWER else cell.source,
            float(cell.metadata.nbgrader.points) if cell.metadata.nbgrader.grade else None,
        )
        for cell in whole.cells
        if role(cell)
    }


def _tests_of(notebook: Any) -> set[tuple[str, str | None, float | None]]:
    points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    answers = {cell.name for cell in notebook.solution_cells}
    return {
        (cell.name, None if cell.name in answers else cell.source, points.get(cell.name))
        for cell in notebook.source_cells
    }


def _follow(gradebook: Any, notebook: Any, whole: NotebookNode) -> None:
    """Add and remove cells in the gradebook, and in every submission that it holds."""
    from nbgrader.api import Comment, Grade

    own = {name_of(cell): cell for cell in whole.cells if role(cell)}
    where = {"notebook": notebook.name, "assignment": notebook.assignment.name}
    kinds: tuple[tuple[str, Any, Any, Any], ...] = (
        ("grade", notebook.grade_cells, gradebook.add_grade_cell, Grade),
        ("solution", notebook.solution_cells, gradebook.add_solution_cell, Comment),
    )
    for kind, cells, add, entry in kinds:
        wanted = {name: cell for name, cell in own.items() if cell.metadata.nbgrader[kind]}
        have = {cell.name: cell for cell in cells}
        for name in have.keys() - wanted.keys():
            for old in [*have[name].grades, *have[name].comments]:
                gradebook.db.delete(old)
            gradebook.db.delete(have[name])
        for name in wanted.keys() - have.keys():
            mark, facts = wanted[name].metadata.nbgrader, {}
            if kind == "grade":
                facts = {"max_score": mark.points, "cell_type": wanted[name].cell_type}
            cell = add(name, **where, **facts)
            for submission in notebook.submissions:
                gradebook.db.add(entry(cell_id=cell.id, notebook=submission))
    standing = {cell.name: cell for cell in notebook.source_cells}
    for name in standing.keys() - own.keys():
        gradebook.db.delete(standing[name])
    gradebook.db.commit()
    for name in own.keys() - standing.keys():
        gradebook.add_source_cell(name, **where, cell_type=own[name].cell_type)
