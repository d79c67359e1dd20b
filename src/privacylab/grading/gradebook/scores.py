"""Your own last and best scores, and failed attempts, read from the gradebook with plain SQL.

JupyterLab's server shows them right away, without loading nbgrader, which takes seconds.
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from privacylab.catalog import Module
from privacylab.grading.course import ME, Course, GradingError
from privacylab.grading.gradebook.stamps import WHOLE
from privacylab.grading.result.model import BestAttempt, FailedAttempt

SCORES = """
    SELECT notebook.name, base_cell.name, grade_cells.max_score,
           grade.auto_score, grade.manual_score, coalesce(grade.extra_credit, 0)
    FROM grade
    JOIN base_cell ON base_cell.id = grade.cell_id
    JOIN grade_cells ON grade_cells.id = grade.cell_id
    JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
    JOIN notebook ON notebook.id = submitted_notebook.notebook_id
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    WHERE submitted_assignment.student_id = ?
    ORDER BY base_cell.rowid
"""
ATTEMPTS = "SELECT files FROM privacylab_attempt WHERE learner = ?"
BESTS = "SELECT exercise, score, points, at FROM privacylab_best WHERE learner = ?"
MARKS = "SELECT exercise, reason, at FROM privacylab_mark WHERE learner = ? AND module = ?"
TABLES = "SELECT name FROM sqlite_master"
PATIENCE = 2.0  # seconds to wait while a grade is written


@dataclass
class OwnScore:
    """The last grade of an exercise.

    lost holds the graded cells with less than full points. waits says that it still needs manual
    grading, by_person that a person has graded it. best is the best attempt, if known.
    """

    score: float = 0.0
    lost: list[str] = field(default_factory=list)
    waits: bool = False
    by_person: bool = False
    best: BestAttempt | None = None

    @property
    def most(self) -> float:
        """The score of the best attempt."""
        return max(self.score, self.best.score if self.best else 0)


def own_scores(course: Course) -> dict[str, OwnScore]:
    """Return your own last grades, by exercise name; exercises never graded are left out.

    Raises GradingError if the gradebook cannot be read.
    """
    if not _book(course).exists():
        return {}
    try:
        with closing(_opened(course)) as database:
            rows = database.execute(SCORES, (ME,)).fetchall()
            tables = {name for (name,) in database.execute(TABLES)}
            attempts, bests = (
                database.execute(query, (ME,)).fetchall() if table in tables else []
                for table, query in (("privacylab_attempt", ATTEMPTS), ("privacylab_best", BESTS))
            )
        graded = {name for (files,) in attempts for name in json.loads(files)}
        found = _by_exercise(rows, graded)
        for exercise, score, points, at in bests:
            for name in found:
                if name.partition("_")[0] == exercise:
                    found[name].best = BestAttempt(float(score), float(points), str(at))
        return found
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise _unreadable(error) from None


def own_marks(course: Course, module: Module) -> dict[str, FailedAttempt]:
    """Return, by exercise, why your own latest attempt at it could not be graded.

    Raises GradingError if the gradebook cannot be read.
    """
    if not _book(course).exists():
        return {}
    try:
        with closing(_opened(course)) as database:
            if ("privacylab_mark",) not in database.execute(TABLES).fetchall():
                return {}
            rows = database.execute(MARKS, (ME, module.id)).fetchall()
    except sqlite3.Error as error:
        raise _unreadable(error) from None
    found = {exercise: FailedAttempt(reason, at) for exercise, reason, at in rows}
    whole = {one.id: found[WHOLE] for one in module.exercises if WHOLE in found}
    return {**whole, **found}


def _book(course: Course) -> Path:
    return course.home / "gradebook.db"


def _opened(course: Course) -> sqlite3.Connection:
    address = f"{_book(course).resolve().as_uri()}?mode=ro"
    return sqlite3.connect(address, uri=True, timeout=PATIENCE)


def _unreadable(error: Exception) -> GradingError:
    return GradingError(
        f"The gradebook cannot be read ({error}), so no points are shown: if this keeps happening, "
        "move gradebook.db out of the course's folder, and grade again."
    )


def _by_exercise(rows: list[tuple[Any, ...]], graded: set[str]) -> dict[str, OwnScore]:
    """Sum up scores; graded names the notebooks of attempts (if empty, any score counts)."""
    found: dict[str, OwnScore] = {}
    for notebook, cell, most, auto, manual, extra in rows:
        if notebook not in graded if graded else auto is None and manual is None:
            continue
        one = found.setdefault(notebook, OwnScore())
        given = auto if manual is None else manual
        one.score = round(one.score + (0 if given is None else given + extra), 2)
        one.waits |= given is None
        one.by_person |= manual is not None
        if given is not None and given < most:
            one.lost.append(cell)
    return found
