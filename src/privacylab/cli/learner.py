"""Commands for learners."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from privacylab.catalog import find_root, load_catalog
from privacylab.cli.common import AsJson, UsageError, console, in_file, is_file, one_module
from privacylab.terminal import bold


def lab(
    port: Annotated[int, typer.Option(help="The port on this machine.")] = 8888,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    instructor: Annotated[
        bool, typer.Option("--instructor", help="With nbgrader's menus, such as formgrader.")
    ] = False,
) -> None:
    """Open JupyterLab at the course's first page.

    Example: privacylab lab
    """
    from privacylab.jupyter.launcher import open_lab

    open_lab(find_root(), port, browser, instructor=instructor)


def hint(
    requirement: Annotated[
        str, typer.Argument(help="A requirement or an exercise, such as RET-02.")
    ],
    rung: Annotated[int, typer.Argument(help="1 the idea, 2 the clause, 3 the shape.")] = 1,
) -> None:
    """Show one rung of a requirement's ladder of hints.

    Example: privacylab hint RET-02 2
    """
    from privacylab.checks.hints import hint as find

    try:
        found = find(requirement, rung)
    except LookupError as error:
        raise UsageError(error.args[0]) from None
    console.print(bold(found.title))
    console.print(found.text)
    console.print(found.next("privacylab hint {} {}"))


def check(
    name: Annotated[
        str, typer.Argument(help="An exercise (RET-02), a module, or your notebook's file.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Run the public checks of your notebook, now. Nothing is graded or kept.

    Examples: privacylab check RET-02
              privacylab check 02_retention
              privacylab check mine.ipynb
    """
    from privacylab.grading import Course, check_notebook, start_forkserver
    from privacylab.grading.feedback import report as show

    start_forkserver()
    course = Course(find_root(), find_root())
    file = Path(name) if is_file(name) else None
    module, exercises = in_file(course.root, file) if file else one_module(load_catalog(), name)
    files = [file or course.assignment(module.id, one) for one in exercises if not one.essay]
    if not files:
        raise UsageError(
            f"{exercises[0].id} is an essay and has no checks: a person grades it by the rubric in "
            "its notebook."
        )
    place = files[0] if len(files) == 1 else files[0].parent
    reports = []
    for path in files:
        with console.status(f"Running {path.name} …"):
            reports += check_notebook(course.root, path)
    if as_json:
        print(json.dumps(reports, indent=2))
    else:
        show.show_checks(reports, place, name, console)


def certificate(
    track: Annotated[str, typer.Argument(help="The track, such as onboarding.")] = "onboarding",
) -> None:
    """Write a page that says what you have done on a track, to print and keep.

    It reads your own last grades and sends nothing anywhere. Example: privacylab certificate
    """
    from privacylab.grading import Course
    from privacylab.grading.feedback.certificate import own_certificate, write_certificate
    from privacylab.grading.feedback.report import from_here

    tracks = load_catalog().tracks
    if track not in tracks:
        raise UsageError(f"There is no track {track!r}. Tracks: {', '.join(tracks)}.")
    course = Course(find_root(), find_root())
    made = own_certificate(course, tracks[track])
    console.print(str(made))
    console.print(f"To print it, open {from_here(write_certificate(made, course))}", soft_wrap=True)


def tracks() -> None:
    """List the three ways through the course, with what each takes.

    Example: privacylab tracks
    """
    from privacylab.grading.feedback.progress import show_tracks

    show_tracks(load_catalog(), console)


def progress(as_json: AsJson = False) -> None:
    """Show what you have done, what is left, and about how long it will take.

    It reads the last grade of your own work. Example: privacylab progress
    """
    from privacylab.grading import Course
    from privacylab.grading.feedback.progress import own_progress, show_progress, show_tracks

    steps = own_progress(Course(find_root(), find_root()))
    if as_json:
        print(json.dumps([asdict(step) for step in steps], indent=2))
    else:
        show_progress(steps, console)
        show_tracks(load_catalog(), console)
