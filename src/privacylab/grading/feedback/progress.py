"""What a learner has done, what is left, and about how long it will take."""

from dataclasses import dataclass, replace

from rich.box import SIMPLE_HEAD
from rich.table import Table

from privacylab.catalog import Catalog, load_catalog
from privacylab.grading.class_file import read_class
from privacylab.grading.course import ME, Course
from privacylab.grading.gradebook.scores import own_marks, own_scores
from privacylab.grading.own.state import TO_READ, state_of
from privacylab.terminal import Terminal
from privacylab.text import one_line

PLANNED, LESSON = "planned", "The lesson"


@dataclass(frozen=True)
class ProgressStep:
    """One exercise, the lesson of a module, or a module that is still planned.

    state is the word on the home page. minutes is the time left. A lesson counts as left as long as
    one of its module's exercises does. If the latest attempt at an exercise could not be graded,
    mark says why, and the rest is from earlier attempts. score is the best attempt's; latest is
    that of a later, worse attempt, if there was one. due says when the module is due, or "".
    """

    module: str
    exercise: str
    title: str
    state: str
    score: float
    points: float
    minutes: int
    mark: str = ""
    latest: float | None = None
    due: str = ""


def own_progress(course: Course) -> list[ProgressStep]:
    """Return every step of the course, in order, with the learner's progress.

    Raises GradingError if the gradebook or class.toml cannot be read.
    """
    steps: list[ProgressStep] = []
    settings = read_class(course)
    scores = own_scores(course)
    for module in load_catalog(course.root).modules.values():
        if module.planned:
            steps.append(ProgressStep(module.id, "", module.title, PLANNED, 0, 0, 0))
            continue
        marks = {exercise: one.mark for exercise, one in own_marks(course, module).items()}
        own = [
            (one, state_of(course, module, one, scores.get(one.name))) for one in module.exercises
        ]
        if not all(state.done for _, state in own):
            steps.append(ProgressStep(module.id, "", LESSON, TO_READ, 0, 0, module.lesson_minutes))
        for exercise, state in own:
            minutes, score = 0 if state.done else exercise.minutes, state.score or 0
            row = (exercise.id, exercise.title, state.word, score, exercise.points, minutes)
            last = scores.get(exercise.name)
            latest = last.score if last and last.score < score else None
            steps.append(ProgressStep(module.id, *row, marks.get(exercise.id, ""), latest))
    return [replace(step, due=settings.due_words(step.module, ME)) for step in steps]


def show_tracks(catalog: Catalog, console: Terminal) -> None:
    """Print the course's tracks, and how long each takes."""
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
    table = Table("module", "step", "state", "points", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("minutes\nleft", justify="right")
    for step in steps:
        points = f"{step.score:g} of {step.points:g}" if step.points else ""
        points += "" if step.latest is None else f" (latest {step.latest:g})"
        name = f"{step.exercise} {step.title}".strip()
        table.add_row(step.module, name, step.state, points, str(step.minutes or ""))
    console.print(table)
    for due in dict.fromkeys(f"{step.module} is due {step.due}." for step in steps if step.due):
        console.print(due)
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
