"""What a learner has done, what is left, and about how long it will take."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from privacylab.catalog import load_catalog
from privacylab.grading.course import Course
from privacylab.grading.engine import last_own
from privacylab.grading.outcome import PASSED

NOT_GRADED, PLANNED = "not graded yet", "planned"


@dataclass(frozen=True)
class Step:
    """One exercise, or a module that is still planned; minutes are those that are left."""

    module: str
    exercise: str
    title: str
    outcome: str
    score: float
    points: float
    minutes: int


def own_progress(course: Course) -> list[Step]:
    """Every step of the course, in its order, with what became of one's own last graded try."""
    steps = []
    for module in load_catalog(course.root).modules.values():
        if module.planned:
            steps.append(Step(module.id, "", module.title, PLANNED, 0, 0, 0))
            continue
        graded = last_own(course, module.id)
        done = {one.id: one for one in graded.exercises} if graded else {}
        for exercise in module.exercises:
            found = done.get(exercise.id)
            outcome = found.outcome if found else NOT_GRADED
            minutes = 0 if outcome == PASSED else exercise.minutes
            score = found.score if found else 0
            row = (exercise.id, exercise.title, outcome, score, exercise.points, minutes)
            steps.append(Step(module.id, *row))
    return steps


def show_progress(steps: list[Step], console: Console) -> None:
    """Print the steps as a table, and what to do next."""
    table = Table("module", "exercise", "outcome", "points", "minutes left")
    for step in steps:
        points = f"{step.score:g} of {step.points:g}" if step.points else ""
        name = f"{step.exercise} {step.title}".strip()
        table.add_row(step.module, name, step.outcome, points, str(step.minutes or ""))
    console.print(table)
    left = [step for step in steps if step.minutes]
    if not left:
        console.print("All that is ready is done.")
        return
    console.print(
        f"About {sum(step.minutes for step in left)} minutes are left. Next: {left[0].exercise} "
        f"{left[0].title}, in assignments/{left[0].module}/{left[0].module}.ipynb",
        highlight=False,
    )
