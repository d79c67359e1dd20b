"""Commands for learners."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from privacylab.catalog import find_home, find_root, load_catalog
from privacylab.cli.common import (
    AsJson,
    UsageError,
    console,
    find,
    in_file,
    is_file,
    lost_notebook,
    one_module,
    own_notebook,
    select,
)
from privacylab.terminal import bold


def lab(
    exercise: Annotated[
        str, typer.Argument(help="The exercise to open instead of the home page, such as RET-02.")
    ] = "",
    port: Annotated[int, typer.Option(help="The port on this machine.")] = 8888,
    ip: Annotated[
        str, typer.Option(help="The address to listen on; change it only for containers.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    instructor: Annotated[
        bool, typer.Option("--instructor", help="Show nbgrader's menus, such as Formgrader.")
    ] = False,
    hub: Annotated[
        bool, typer.Option("--hub", help="For JupyterHub, which runs it as a user's server.")
    ] = False,
) -> None:
    """Open JupyterLab at the home page of the course, or at an exercise.

    If the course came with the package, an empty folder first gets its lessons and exercises.

    Example: privacylab lab RET-02
    """
    from privacylab.grading import own_course
    from privacylab.grading.own.lay_out import begin
    from privacylab.jupyter.launcher import open_lab, open_on_hub

    note = begin(Path.cwd())
    if note:
        console.print(note, soft_wrap=True)
    course, page = own_course(), ""
    if exercise:
        notebook = own_notebook(load_catalog(), course, exercise)
        page = notebook.relative_to(course.home).as_posix()
    if hub:
        open_on_hub(course, instructor)
    else:
        open_lab(course, port, browser, page, instructor, ip)


def hint(
    requirement: Annotated[
        str, typer.Argument(help="A requirement or an exercise, such as RET-02.")
    ],
    rung: Annotated[int, typer.Argument(help="1 the idea, 2 the source, 3 the shape.")] = 1,
) -> None:
    """Show one of a requirement's three hints.

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
    """Run the public checks of your notebook. Nothing is graded or kept.

    Examples: privacylab check RET-02
              privacylab check 02_retention
              privacylab check mine.ipynb
    """
    from privacylab.grading import check_notebook, own_course, start_forkserver
    from privacylab.grading.feedback import report as show

    start_forkserver()
    course = own_course()
    file = Path(name) if is_file(name) else None
    module, exercises = in_file(course.root, file) if file else one_module(load_catalog(), name)
    files = [file or course.assignment(module.id, one) for one in exercises if not one.essay]
    if not files:
        raise UsageError(_no_checks(exercises[0].id))
    for path in files:
        if not path.is_file():
            raise lost_notebook(f"assignments/{module.id}/{path.name}")
    place = files[0] if len(files) == 1 else files[0].parent
    reports = []
    for path in files:
        with console.status(f"Running {path.name} …"):
            reports += check_notebook(course.root, path)
    if as_json:
        print(json.dumps(reports, indent=2))
    else:
        show.show_checks(reports, place, course.after_checks(module, name), console)


def watch(
    name: Annotated[
        str, typer.Argument(help="An exercise (RET-02) or a module; by default, all of them.")
    ] = "",
) -> None:
    """Check an exercise each time you save its notebook; once its checks pass, show the next one.

    Examples: privacylab watch RET-02
              privacylab watch 02_retention
    """
    from privacylab.grading import own_course, start_forkserver

    chosen = select(load_catalog(), [name] if name else [])
    watched = [(module, one) for module, exercises in chosen for one in exercises if not one.essay]
    if not watched:
        raise UsageError(_no_checks(chosen[0][1][0].id))
    start_forkserver()
    from privacylab.grading.own.watch import watch as begin

    try:
        begin(own_course(), watched, console)
    except KeyboardInterrupt:
        console.print("\nStopped watching.")


def reset(
    name: Annotated[str, typer.Argument(help="An exercise, such as RET-05.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask first.")] = False,
) -> None:
    """Start an exercise over with an empty notebook. What you had is kept.

    Examples: privacylab reset RET-05
              privacylab reset RET-05 --yes
    """
    from privacylab.grading import own_course
    from privacylab.grading.own import start_over

    course = own_course()
    notebook = own_notebook(load_catalog(), course, name)
    exercise = start_over.exercise_id_of(notebook)
    if not yes and not sys.stdin.isatty():
        raise UsageError(
            "Nothing was changed, because there is no terminal to ask in. To start over anyway, "
            f"run: privacylab reset {exercise} --yes"
        )
    asked = f"Start over with {exercise}? A copy of your current notebook will be kept."
    if not yes and not typer.confirm(asked):
        console.print("Nothing was changed.")
    elif start_over.reset(course, notebook):
        _show_replaced(notebook, f"{exercise} is empty again")
    else:
        console.print(f"{exercise} is already empty. Nothing was changed.")


def restore(
    name: Annotated[str, typer.Argument(help="An exercise, such as RET-05.")] = "",
    number: Annotated[int, typer.Argument(help="Which copy to bring back; 1 is the latest.")] = 0,
) -> None:
    """List the saved copies of an exercise, or bring one back. What you have now is kept first.

    Each Grade and each reset saves a copy in var/kept.

    Examples: privacylab restore RET-05
              privacylab restore RET-05 2
    """
    from privacylab.grading import own_course
    from privacylab.grading.feedback.kept import show_kept
    from privacylab.grading.own import kept, start_over

    course = own_course()
    notebook = own_notebook(load_catalog(), course, name)
    exercise = start_over.exercise_id_of(notebook)
    there = kept.kept_of(course, exercise)
    if not number or not there:
        show_kept(course, exercise, there, console)
        return
    if number not in range(1, len(there) + 1):
        raise UsageError(
            f"There is no copy {number}: {exercise} has 1 to {len(there)}. To see them, "
            f"run: privacylab restore {exercise}"
        )
    if start_over.replace(course, notebook, there[number - 1].path.read_bytes()):
        _show_replaced(notebook, f"{exercise} is back to copy {number}")
    else:
        console.print(f"{exercise} is already the same as that copy. Nothing was changed.")


def _show_replaced(notebook: Path, what: str) -> None:
    from privacylab.grading.feedback.report import from_here

    console.print(f"{what}: {from_here(notebook)}", soft_wrap=True)
    console.print("If it is open in JupyterLab: File → Reload Notebook from Disk.")
    console.print(
        f"What you had is kept. To see it, run: privacylab restore {notebook.stem.split('_')[0]}"
    )


def _no_checks(essay: str) -> str:
    return (
        f"{essay} is an essay and has no checks: a person grades it by the rubric in its notebook."
    )


def update() -> None:
    """Update the lessons and exercises to the installed version. Your answers are kept.

    Example: privacylab update
    """
    from privacylab.grading import Course
    from privacylab.grading.feedback.updated import show_update
    from privacylab.grading.own.update import update as bring

    course = Course(find_root(), find_home())
    if course.home == course.root:
        raise UsageError(
            "This folder is the course itself, so there is nothing to update: in a clone, run git "
            "pull; for a bundle, unpack the new one."
        )
    try:
        show_update(bring(course.root, course.home), console)
    except OSError as error:
        raise UsageError(
            f"{error.filename or course.home} cannot be written ({error.strerror}): fix that, "
            "and run the command again."
        ) from None


def certificate(
    track: Annotated[str, typer.Argument(help="The track, such as onboarding.")] = "onboarding",
) -> None:
    """Write a page to print and keep that shows what you have done on a track.

    It reads your own best grades and sends nothing anywhere. Example: privacylab certificate
    """
    from privacylab.grading import own_course
    from privacylab.grading.feedback.certificate import own_certificate, write_certificate
    from privacylab.grading.feedback.report import from_here

    tracks = load_catalog().tracks
    if track not in tracks:
        raise UsageError(f"There is no track {track!r}. Tracks: {', '.join(tracks)}.")
    course = own_course()
    made = own_certificate(course, tracks[track])
    console.print(str(made))
    console.print(f"To print it, open {from_here(write_certificate(made, course))}", soft_wrap=True)


def tracks() -> None:
    """List the three ways through the course, and how long each takes.

    Example: privacylab tracks
    """
    from privacylab.grading.feedback.progress import show_tracks

    show_tracks(load_catalog(), console)


def hand_in(
    name: Annotated[str, typer.Argument(help="The module, such as 02_retention.")] = "",
) -> None:
    """Check a module's notebooks, and pack them into one zip to upload.

    On a hub with a hand-in service, the zip is sent there; otherwise nothing is sent. The zip is in
    handed-in/. It contains your notebooks, the files beside them, and a receipt with your name on
    this machine, the time, and the SHA-256 of each file. Notebooks whose checks fail are packed,
    too.

    Example: privacylab hand-in 02_retention
    """
    from privacylab.classroom.handing_in.pack import hand_in as pack
    from privacylab.classroom.handing_in.screen import show_hand_in
    from privacylab.grading import own_course, start_forkserver

    catalog = load_catalog()
    module, exercises = find(catalog, name) if name else one_module(catalog, name)
    if name != module.id:
        raise UsageError(
            f"{exercises[0].id} is an exercise, and you hand in whole modules: "
            f"privacylab hand-in {module.id}"
        )
    start_forkserver()
    with console.status("Running the public checks …") as status:
        course = own_course()
        packed = pack(course, module, lambda file: status.update(f"Running {file} …"))
    show_hand_in(packed, catalog.upload, console)


def progress(as_json: AsJson = False) -> None:
    """Show what you have done, what is left, and about how long it will take.

    It reads your notebooks and your grades. Example: privacylab progress
    """
    from privacylab.grading import own_course
    from privacylab.grading.feedback.progress import own_progress, show_progress, show_tracks

    steps = own_progress(own_course())
    if as_json:
        print(json.dumps([asdict(step) for step in steps], indent=2))
    else:
        show_progress(steps, console)
        show_tracks(load_catalog(), console)
