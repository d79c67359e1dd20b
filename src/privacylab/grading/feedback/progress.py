"""What a learner has done, what is left, and about how long it will take."""

from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.table import Table

from privacylab.catalog import Catalog, load_catalog
from privacylab.grading.course import Course
from privacylab.grading.grader import last_own
from privacylab.grading.result.model import PASSED
from privacylab.terminal import Terminal
from privacylab.text import one_line

NOT_GRADED, PLANNED, READ, LESSON = "not graded yet", "planned", "to read", "The lesson"


@dataclass(frozen=True)
class ProgressStep:
    """One exercise, the lesson of a module, or a module that is still planned.

    minutes are those that are left. Nobody notes what is read, so a lesson is left as long as one
    of its module's exercises is. If the latest attempt at an exercise could not be graded, mark
    says why, and the rest is of the attempt before.
    """

    module: str
    exercise: str
    title: str
    outcome: str
    score: float
    points: float
    minutes: int
    mark: str = ""


def own_progress(course: Course) -> list[ProgressStep]:
    """Every step of the course, in its order, with the result of one's own last grade."""
    steps = []
    for module in load_catalog(course.root).modules.values():
        if module.planned:
            steps.append(ProgressStep(module.id, "", module.title, PLANNED, 0, 0, 0))
            continue
        graded = last_own(course, module.id)
        refused = graded.mark if graded and not graded.has_grade else ""
        done = {one.id: one for one in graded.exercises} if graded else {}
        passed = {one.id for one in done.values() if one.outcome == PASSED}
        if not passed.issuperset(exercise.id for exercise in module.exercises):
            steps.append(ProgressStep(module.id, "", LESSON, READ, 0, 0, module.lesson_minutes))
        for exercise in module.exercises:
            found = done.get(exercise.id)
            outcome = found.outcome if found else NOT_GRADED
            minutes = 0 if outcome == PASSED else exercise.minutes
            score = found.score if found else 0
            row = (exercise.id, exercise.title, outcome, score, exercise.points, minutes)
            steps.append(ProgressStep(module.id, *row, mark=found.mark if found else refused))
    return steps


def show_tracks(catalog: Catalog, console: Terminal) -> None:
    """Print the ways through the course, and how long each takes."""
    if not catalog.tracks:
        return
    table = Table("track", "for whom", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("exercises", justify="right")
    table.add_column("minutes", justify="right")
    for track in catalog.tracks.values():
        count, minutes = str(len(track.exercises)), str(track.minutes)
        table.add_row(track.id, f"{track.for_whom} {track.how}", count, minutes)
    console.print(table)


def show_progress(steps: list[ProgressStep], console: Terminal) -> None:
    """Print the steps as a table, and what to do next."""
    table = Table("module", "step", "outcome", "points", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("minutes\nleft", justify="right")
    for step in steps:
        points = f"{step.score:g} of {step.points:g}" if step.points else ""
        name = f"{step.exercise} {step.title}".strip()
        table.add_row(step.module, name, step.outcome, points, str(step.minutes or ""))
    console.print(table)
    for mark in dict.fromkeys(f"{step.module}: {step.mark}" for step in steps if step.mark):
        console.print(one_line(mark))
    left = [step for step in steps if step.minutes]
    if not left:
        console.print("You have done everything.")
        return
    lessons = sum(step.minutes for step in left if not step.exercise)
    exercises = sum(step.minutes for step in left if step.exercise)
    console.print(
        f"Left to do: about {lessons} minutes of lessons and {exercises} of exercises.",
    )
    todo = next(step for step in left if step.exercise)
    found = load_catalog().exercise(todo.exercise)
    file = f"{found[1].name}.ipynb" if found else ""
    console.print(
        f"Next: {todo.exercise} {todo.title}, in assignments/{todo.module}/{file}",
        soft_wrap=True,
    )
