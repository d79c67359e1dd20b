"""Shows the results of submissions on a terminal."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from privacylab.checks.report import public_checks
from privacylab.grading.course import ME, Course
from privacylab.grading.result.model import (
    BY_PERSON,
    CRASHED,
    FAILED_ATTEMPT,
    LOOKS,
    NOT_SUBMITTED,
    PASSED,
    STOPPED,
    WAITING,
    ExerciseGrade,
    SubmissionResult,
)
from privacylab.terminal import Terminal, bold
from privacylab.text import one_line, visible

MARK = "!"  # beside a grade whose latest attempt could not be graded
BEGINNING = f"{FAILED_ATTEMPT[0].upper()}{FAILED_ATTEMPT[1:]}:"
MOST_NAMED = 3  # learners that the last line names
PUBLIC_LINES = 3  # the call, what came back, and what was expected; the page has the rest


def show_one(graded: SubmissionResult, sent: Path, console: Terminal) -> None:
    """Print one submission: its exercises, what failed and where to look, and what to do next.

    sent is the file that the learner works in, or that an instructor received.
    """
    if graded.reason and not graded.has_grade:
        console.print(Text.assemble(bold("Not graded:"), f" {from_here(sent)}"))
        console.print(one_line(graded.reason))
        return
    if graded.reason:
        console.print(Text.assemble(bold(BEGINNING), f" {from_here(sent)}"))
        console.print(one_line(graded.reason))
        console.print(
            f"That was on {graded.attempted}. This is the grade of the last attempt that could be "
            "graded:"
        )
    _show_notices([notice for one in graded.exercises for notice in one.notices], console)
    table = Table("exercise", "outcome", "public", "hidden", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("points", justify="right")
    for one in graded.exercises:
        passing = one.passing(hidden=False), one.passing(hidden=True)
        points = f"{one.score:g} of {one.points:g}"
        name = (f"{MARK} " if one.reason else "") + f"{one.id} {one.title}"
        table.add_row(name, _look(one.outcome), *passing, points)
    table.add_section()
    table.add_row(bold("all"), "", "", "", bold(f"{graded.score:g} of {graded.points:g}"))
    console.print(table)
    if graded.late:
        console.print(f"Due {graded.due}. Submitted {graded.late}.")
    for exercise in graded.exercises:
        show_failures(exercise, console)
    for one in graded.exercises:
        if one.set_aside:
            console.print(Text.assemble(bold(one.id), f" {one_line(_aside(one))}"))
    for sentence in graded.repaired:
        console.print(f"Repaired: {one_line(sentence)}")
    if graded.isolation == "none":
        console.print("It ran without isolation: privacylab doctor says why.")
    console.print(bold("Next"))
    for line in _next(graded, sent):
        console.print(f"  {line}", soft_wrap=True)


def _show_notices(notices: Sequence[str], console: Terminal) -> None:
    """Print what comes first: the functions that are missing."""
    for notice in notices:
        console.print(bold(one_line(notice)))


def show_failures(exercise: ExerciseGrade, console: Terminal) -> None:
    """Print what failed in an exercise: each public check, and hidden ones by requirement."""
    untold = [one for one in exercise.steps if not one.failures and not one.notice]
    ended = [one for one in untold if one.outcome in (CRASHED, STOPPED)]
    if not exercise.failures and not ended:
        return  # nothing failed, or nothing was attempted
    console.print(bold(f"{exercise.id} · {exercise.title}"))
    for step in ended:
        why = f"{_look(step.outcome)}: {one_line(step.name)}: {one_line(step.summary)}"
        console.print(Padding(why, (0, 0, 0, 2), expand=False))
    for failure in exercise.failures:
        one = failure.first
        detail = one.detail if one.hidden else one.detail[:PUBLIC_LINES]
        _show_check(console, one.outcome, failure.title, detail, one.requirement, one.hint)
    console.print()


def _show_check(
    console: Terminal,
    outcome: str,
    title: str,
    detail: Sequence[str],
    requirement: str,
    hint: int | None,
) -> None:
    says = f"{_look(outcome)}: {one_line(title)}"
    console.print(Padding(says, (0, 0, 0, 2), expand=False))
    below = [Text(visible(line)) for line in detail]
    if hint:
        below.append(Text.assemble("Hint: ", bold(f"privacylab hint {requirement} {hint}")))
    for line in below:
        console.print(Padding(line, (0, 0, 0, 6), expand=False))


def _next(graded: SubmissionResult, sent: Path) -> list[str]:
    page = f"Read it all in a browser: {from_here(graded.feedback)}"
    if graded.learner != ME:
        return [page]
    again = "save it, and run this command again."
    left = [one.id for one in graded.exercises if one.outcome not in (PASSED, BY_PERSON, WAITING)]
    essay = all(one.outcome in (BY_PERSON, WAITING, NOT_SUBMITTED) for one in graded.exercises)
    if graded.untouched:
        what, mark = ("answer", "YOUR ANSWER HERE") if essay else ("code", "YOUR CODE HERE")
        do = f"Write your {what} where {from_here(sent)} says {mark},"
    elif left:
        do = f"Fix {left[0]} in {from_here(sent)},"
    elif essay:
        return [page, "A person will grade it. What is left of the course: privacylab progress"]
    else:
        return [page, "Every test passes. What is left of the course: privacylab progress"]
    return [page, do, again]


def show_class(rows: list[SubmissionResult], console: Terminal) -> None:
    """Print a class: a row per learner, a column per exercise, and notes for the instructor."""
    graded = [row for row in rows if row.has_grade]
    exercises = graded[0].exercises if graded else ()
    # ten exercises fit in 80 columns if the ids' common prefix is only in the corner
    shared = os.path.commonprefix([one.id for one in exercises])
    prefix = shared[: shared.rfind("-") + 1]
    table = Table(f"{prefix}\nlearner", box=SIMPLE_HEAD, padding=0)
    for one in exercises:
        table.add_column(f"{one.id.removeprefix(prefix)}\nof {one.points:g}")
    table.add_column(f"points\nof {rows[0].points:g}", justify="right")
    for row in rows:
        cells = [f"{LOOKS[one.outcome][0]} {round(one.score, 1):g}" for one in row.exercises]
        points = f"{MARK} " * bool(row.reason) + f"{row.score:g}" if row.has_grade else "–"
        table.add_row(one_line(row.learner), *(cells or ["–"] * len(exercises)), points)
    console.print(table)
    seen = {one.outcome for row in graded for one in row.exercises}
    legend = "   ".join(f"{sign} {word}" for word, (sign, _) in LOOKS.items() if word in seen)
    if any(row.reason for row in graded):
        legend += f"   {MARK} {FAILED_ATTEMPT}"
    console.print(legend)
    average = sum(row.score for row in graded) / len(graded) if graded else 0
    now = sum(not row.reason for row in rows)
    console.print(
        f"{now} of {len(rows)} submissions graded"
        + (f", {average:.1f} points on average." if graded else "."),
    )
    notes = Table.grid(padding=(0, 2))
    for row in rows:
        for number, sentence in enumerate(_notes(row)):
            learner = one_line(row.learner) if not number else ""
            notes.add_row(bold(learner), one_line(sentence))
    if notes.row_count:
        console.print(bold("\nNotes"))
        console.print(notes)


def show_after_class(course: Course, module: str, console: Terminal) -> None:
    """Print what the instructor does next."""
    console.print(bold("\nNext"))
    pages = from_here(course.home / "feedback")
    console.print(f"  Hand out the pages: {pages}/<learner>/", soft_wrap=True)
    console.print("  Get a table of all points: nbgrader export")
    console.print("  Grade manually: privacylab lab --instructor, menu Nbgrader → Formgrader")
    console.print(f"  Update the pages after that: privacylab grade {module} --all")


def _notes(row: SubmissionResult) -> list[str]:
    """Return what an instructor must know about a submission, in sentences."""
    if row.reason and not row.has_grade:
        return [f"Not graded: {row.reason}"]
    marks = [f"{BEGINNING} {row.reason} ({row.attempted})"] if row.reason else []
    late = [f"Submitted {row.late}."] if row.late else []
    if row.untouched and not marks:
        return [*late, "Not started: nothing in the notebook is filled in."]
    ended = [
        f"{one.id} {one.outcome}: {one.summary}."
        for one in row.exercises
        if one.outcome in (CRASHED, STOPPED)
    ]
    waiting = [one.id for one in row.exercises if one.needs_person]
    waits = [f"{', '.join(waiting)} needs manual grading."] if waiting else []
    missing = [notice for one in row.exercises for notice in one.notices]
    empty = [f"{one.id} {NOT_SUBMITTED}." for one in row.exercises if one.outcome == NOT_SUBMITTED]
    aside = [f"{one.id}: {_aside(one)}" for one in row.exercises if one.set_aside]
    return [*marks, *late, *missing, *ended, *row.repaired, *empty, *waits, *aside]


def _aside(one: ExerciseGrade) -> str:
    """Return what a person gave for another version, with the comment on a single line."""
    return " ".join(one.set_aside.split())


def last_line(rows: Sequence[SubmissionResult]) -> str:
    """Sum up a run: how many were graded, need manual grading, or could not be graded, and why."""
    refused = [row for row in rows if row.reason]
    waiting = sum(row.needs_person for row in rows if not row.reason)
    named = [f"{row.learner}: {_first_part(row.reason)}" for row in refused[:MOST_NAMED]]
    if len(refused) > MOST_NAMED:
        named.append(f"and {len(refused) - MOST_NAMED} more")
    return (
        f"{len(rows)} submitted: {len(rows) - waiting - len(refused)} graded, {waiting} "
        f"need{'s' if waiting == 1 else ''} manual grading, {len(refused)} could not be graded"
        + (f" ({'; '.join(named)})" if named else "")
    )


def _first_part(reason: str) -> str:
    """Return what happened, without what to do about it."""
    return reason.split(": ")[0].rstrip(".")


def show_checks(reports: list[dict[str, Any]], sent: Path, then: str, console: Terminal) -> None:
    """Print what the public checks say, step by step; reports come from check_notebook.

    sent is the file or folder that the learner works in; then is what to do once all checks pass.
    """
    _show_notices([report["notice"] for report in reports if report.get("notice")], console)
    for report in reports:
        title = f"{report['task']} · {report['step']}"
        console.print(Text.assemble(bold(title), f"  {one_line(report['summary'])}"))
        for one in report["checks"]:
            detail = one["detail"][:PUBLIC_LINES]
            told = one["outcome"], one["title"], detail, one["requirement"], one["hint"]
            _show_check(console, *told)
    every = [one for report in reports for one in report["checks"]]
    passed = sum(one["outcome"] == "passed" for one in every)
    console.print(bold(f"{public_checks(passed, len(every))}."))
    do = f"fix the rest in {from_here(sent)}, save it, and check it again."
    if passed == len(every):
        do = then
    console.print(f"Next: {do}", soft_wrap=True)


def passes(reports: Sequence[dict[str, Any]]) -> bool:
    """Whether every public check passes; reports come from check_notebook."""
    return all(
        one["checks"] and all(check["outcome"] == "passed" for check in one["checks"])
        for one in reports
    )


def show_first_left(reports: Sequence[dict[str, Any]], title: str, console: Terminal) -> None:
    """Print how many public checks pass, and the first one that does not."""
    every = [check for one in reports for check in one["checks"]]
    passed = sum(check["outcome"] == "passed" for check in every)
    head = f"{reports[0]['task']} · {title}"
    console.print(Text.assemble(bold(head), f"  {public_checks(passed, len(every))}."))
    report = next(one for one in reports if not passes([one]))
    left = [check for check in report["checks"] if check["outcome"] != "passed"]
    console.print(bold(one_line(report["notice"] or report["step"])))
    if not report["checks"]:
        console.print(Padding(one_line(report["summary"]), (0, 0, 0, 2), expand=False))
    for one in left[:1]:
        detail = one["detail"][:PUBLIC_LINES]
        told = one["outcome"], one["title"], detail, one["requirement"], one["hint"]
        _show_check(console, *told)


def _look(word: str) -> str:
    return f"{LOOKS[word][0]} {word}"


def from_here(path: Path) -> str:
    """Return a path relative to the working folder if possible, so that it fits on a line."""
    path, here = path.resolve(), Path.cwd()
    return one_line(str(path.relative_to(here) if path.is_relative_to(here) else path))


def as_json(graded: SubmissionResult) -> dict[str, Any]:
    """Return the same as plain data."""
    facts = asdict(graded)
    facts["exercises"] = tuple({**asdict(one), "mark": one.mark} for one in graded.exercises)
    more = {"untouched": graded.untouched, "mark": graded.mark, "has_grade": graded.has_grade}
    return {**facts, **more, "feedback": str(graded.feedback)}
