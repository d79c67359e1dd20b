"""What became of one submission."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from privacylab.catalog import Module
from privacylab.grading.cells import Role, name_of, role
from privacylab.grading.course import Course
from privacylab.grading.result import ExerciseGrade, read_exercises


@dataclass(frozen=True)
class Graded:
    """What became of one submission. Where it could not be graded, reason says why, else it is "".

    score and points are the gradebook's; feedback is the page that was written.
    """

    learner: str
    module: str
    feedback: Path
    reason: str = ""
    exercises: tuple[ExerciseGrade, ...] = ()
    score: float = 0.0
    points: float = 0.0
    late_penalty: float = 0.0
    set_right: tuple[str, ...] = ()
    untouched: bool = False
    isolation: str = ""


def read_graded(
    course: Course,
    module: Module,
    learner: str,
    notebook: NotebookNode,
    scores: Mapping[str, float],
    comments: Mapping[str, str | None],
    late_penalty: float = 0.0,
) -> Graded:
    """Read a notebook that ran, with what the gradebook says of its cells, by name.

    The scores and the comments are put into the notebook, where nbgrader's GetGrades puts them.
    """
    points = 0.0
    for cell in filter(role, notebook.cells):
        mark = cell.metadata.nbgrader
        if role(cell) is Role.ANSWER:
            mark.comment = comments.get(name_of(cell))
        if mark.grade:
            mark.score = scores[name_of(cell)]
            points += mark.points
    notes = notebook.metadata.get("privacylab", {})
    return Graded(
        learner,
        module.id,
        course.feedback(learner, module.id),
        exercises=read_exercises(notebook, module),
        score=sum(scores.values()) - late_penalty,
        points=points,
        late_penalty=late_penalty,
        set_right=tuple(notes.get("set_right", ())),
        untouched=notes.get("untouched", False),
        isolation=notes.get("isolation", ""),
    )
