"""Shows on a terminal what became of submissions."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from privacylab.checks import Outcome
from privacylab.checks.report import SIGN
from privacylab.grading.graded import Graded
from privacylab.grading.outcome import CheckLine, ExerciseGrade

PUBLIC_LINES = 3  # the call, what came back, what was expected; the page has the rest


def show_one(graded: Graded, console: Console) -> None:
    """One submission: its exercises, what failed and where to look, and the page with the rest."""
    if graded.reason:
        console.print(f"[bold]Not graded.[/] {escape(graded.reason)}", highlight=False)
        return
    table = Table("exercise", "outcome", "points", "checks", title=graded.module)
    for exercise in graded.exercises:
        points = f"{exercise.score:g} of {exercise.points:g}"
        table.add_row(f"{exercise.id} {exercise.title}", exercise.outcome, points, exercise.summary)
    table.add_section()
    table.add_row("[bold]all", "", f"[bold]{graded.score:g} of {graded.points:g}", "")
    console.print(table)
    for exercise in graded.exercises:
        _show_failing(exercise, console)
    for sentence in graded.set_right:
        console.print(f"Set right: {escape(sentence)}", highlight=False)
    if graded.isolation == "none":
        console.print("It ran without isolation: privacylab doctor says why.")
    if graded.untouched:
        console.print("Nothing is written yet: fill in the cells that say YOUR CODE HERE.")
    console.print("All of it, to read in a browser:")
    console.print(f"  {graded.feedback}", highlight=False, soft_wrap=True)


def _show_failing(exercise: ExerciseGrade, console: Console) -> None:
    """What failed: each public check, and the hidden ones once for each requirement."""
    failing = [one for one in exercise.failing if one.outcome is not Outcome.NOT_ATTEMPTED]
    for check in failing:
        if not check.hidden:
            _print(console, check, check.title, check.detail[:PUBLIC_LINES])
    hidden = [one for one in failing if one.hidden]
    for requirement in dict.fromkeys(one.requirement for one in hidden):
        same = [one for one in hidden if one.requirement == requirement]
        count = f"{len(same)} hidden check{'s' if len(same) > 1 else ''} of {requirement}"
        _print(console, same[0], count, same[0].detail)


def _print(console: Console, check: CheckLine, title: str, detail: tuple[str, ...]) -> None:
    head = f"[bold]{SIGN[check.outcome]} {check.outcome}:[/] {escape(title)}"
    console.print(head, highlight=False)
    for line in detail:
        console.print(Padding(escape(line), (0, 0, 0, 4)), highlight=False)


def show_class(rows: list[Graded], console: Console) -> None:
    """A class: one row a learner, one column an exercise; below it what there is to say."""
    ids = next((tuple(one.id for one in row.exercises) for row in rows if not row.reason), ())
    table = Table("learner", *ids, "points", title=rows[0].module)
    for row in rows:
        if row.reason:
            table.add_row(row.learner, *["–"] * len(ids), "not graded")
        else:
            cells = [f"{one.score:g} {one.outcome}" for one in row.exercises]
            table.add_row(row.learner, *cells, f"{row.score:g} of {row.points:g}")
    console.print(table)
    for row in rows:
        for sentence in (row.reason, *row.set_right, "Untouched." if row.untouched else ""):
            if sentence:
                console.print(f"[bold]{row.learner}[/]: {escape(sentence)}", highlight=False)
    graded = [row.score for row in rows if not row.reason]
    line = f"{len(graded)} of {len(rows)} submissions graded"
    average = f", {sum(graded) / len(graded):.1f} points on average" if graded else ""
    console.print(f"{line}{average}.", highlight=False)


def as_json(graded: Graded) -> dict[str, Any]:
    """The same as plain data."""
    return {**asdict(graded), "feedback": str(graded.feedback)}
