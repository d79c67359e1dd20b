"""Opens nbgrader's gradebook, and keeps what it grades in sync with the course's text."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from privacylab.authoring.cells import Role, name_of, role
from privacylab.catalog import Module
from privacylab.files import locked
from privacylab.grading.cells import own_cells
from privacylab.grading.course import Course
from privacylab.grading.gradebook.stamps import create_tables

COURSE_ID = "privacylab"


@contextmanager
def open_gradebook(course: Course) -> Iterator[Any]:
    """Open the gradebook of a course, creating it if there is none."""
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
    """Mark a new database as having nbgrader's newest schema.

    nbgrader would do this too, by running alembic's program, which takes three seconds.
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
    """Whether there is a gradebook that knows the module; does not create one."""
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
    """Bring the gradebook in line with the course's texts: one notebook for each exercise.

    Return a sentence if submissions were graded with another text, else "". nbgrader refuses to add
    or remove a cell that has been graded, so this does it first. The scores of cells that stay are
    kept, a new exercise has none yet, and those of a removed exercise are deleted.
    """
    course.home.mkdir(parents=True, exist_ok=True)
    # two terminals, or one and the button, may grade a module for the first time at once
    with locked(course.home / "gradebook.db.lock"):
        return _register(course, module)


def _register(course: Course, module: Module) -> str:
    own = {one.name: own_cells(course.root, module, one).whole for one in module.exercises}
    with open_gradebook(course) as gradebook:
        assignment = gradebook.update_or_create_assignment(module.id)
        graded = len(assignment.submissions)
        there = {one.name: one for one in assignment.notebooks}
        gone = there.keys() - own.keys()
        for name in gone:
            gradebook.remove_notebook(name, module.id)
        new = {
            name: whole
            for name, whole in own.items()
            if name not in there or _tests_of(there[name]) != _tests_in(whole)
        }
        for name, whole in new.items():
            _follow(gradebook, there.get(name) or _new_notebook(gradebook, assignment, name), whole)
        gradebook.db.commit()
    if not graded or not (gone or new):
        return ""
    return (
        f"The exercises of {module.id} have changed since {graded} submission"
        f"{'s were' if graded > 1 else ' was'} graded, and the old scores count until you grade "
        f"again: privacylab grade {module.id} --all"
    )


def _new_notebook(gradebook: Any, assignment: Any, name: str) -> Any:
    """Add a notebook to the gradebook, and to every submission in it."""
    from nbgrader.api import Notebook, SubmittedNotebook

    notebook = Notebook(name=name, assignment=assignment)
    gradebook.db.add(notebook)
    for submission in assignment.submissions:
        gradebook.db.add(SubmittedNotebook(notebook=notebook, assignment=submission))
    return notebook


def _tests_in(whole: NotebookNode) -> set[tuple[str, str | None, float | None]]:
    """Return everything that decides a score: the text and points of each of the course's cells."""
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
    """Add, change and remove cells in the gradebook, and in every submission in it.

    nbgrader's SaveCells writes the same, but with a transaction for each cell, which takes more
    than a second for a module.
    """
    from nbgrader.api import Comment, Grade, GradeCell, SolutionCell, SourceCell
    from nbgrader.utils import is_locked

    notebook.kernelspec = json.dumps(whole.metadata.get("kernelspec", {}))
    own = {name_of(cell): cell for cell in whole.cells if role(cell)}
    facts: dict[Any, dict[str, dict[str, Any]]] = {GradeCell: {}, SolutionCell: {}, SourceCell: {}}
    for name, cell in own.items():
        mark = cell.metadata.nbgrader
        if mark.grade:
            points = {"max_score": float(mark.points), "cell_type": cell.cell_type}
            facts[GradeCell][name] = points
        if mark.solution:
            facts[SolutionCell][name] = {}
        facts[SourceCell][name] = {
            "cell_type": cell.cell_type,
            "locked": is_locked(cell),
            "source": cell.source,
            "checksum": mark.get("checksum"),
        }
    kinds: tuple[tuple[Any, Any, Any], ...] = (
        (GradeCell, notebook.grade_cells, Grade),
        (SolutionCell, notebook.solution_cells, Comment),
        (SourceCell, notebook.source_cells, None),
    )
    for kind, cells, entry in kinds:
        have = {cell.name: cell for cell in cells}
        for name in have.keys() - facts[kind].keys():
            if entry:
                for old in [*have[name].grades, *have[name].comments]:
                    gradebook.db.delete(old)
            gradebook.db.delete(have[name])
        for name, values in facts[kind].items():
            if name in have:
                for fact, value in values.items():
                    setattr(have[name], fact, value)
                continue
            new = kind(name=name, notebook=notebook, **values)
            gradebook.db.add(new)
            for submission in notebook.submissions if entry else ():
                gradebook.db.add(entry(cell=new, notebook=submission))
