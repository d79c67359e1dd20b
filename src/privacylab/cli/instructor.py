"""Commands for instructors, and `grade`, which learners also use."""

import gc
import json
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from privacylab.catalog import find_home, find_root, load_catalog
from privacylab.cli.common import (
    AsJson,
    UsageError,
    console,
    in_file,
    is_file,
    one_module,
    progress_bar,
)
from privacylab.terminal import Terminal, bold
from privacylab.text import one_line


def grade(
    name: Annotated[
        str, typer.Argument(help="An exercise (RET-02), a module, or your notebook's file.")
    ] = "",
    learner: Annotated[
        str | None, typer.Option(help="Grade this learner's work in submitted/.")
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Grade everyone in submitted/.")] = False,
    jobs: Annotated[int, typer.Option(min=0, help="Submissions at once; 0: one per core.")] = 0,
    dask: Annotated[
        str, typer.Option(help="Grade on the Dask cluster at this tls:// address.")
    ] = "",
    trust_network: Annotated[
        bool, typer.Option("--trust-network", help="Accept a cluster that can't prove who it is.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Regrade what is already graded.")] = False,
    isolation: Annotated[
        str, typer.Option(help="How to isolate learners' code: bubblewrap, or none.")
    ] = "bubblewrap",
    as_json: AsJson = False,
) -> None:
    """Grade your own exercise or module, or a class, with the hidden tests.

    An interrupted run resumes where it left off. It exits with status 1 if the grader itself failed
    for anyone. A file that can't be graded is for the learner to fix; the last line names it.

    Examples: privacylab grade RET-02
              privacylab grade 02_retention --all --jobs 4
    """
    from privacylab.grading import own_course, start_forkserver

    if learner is not None and everybody:
        raise UsageError("Choose --learner or --all, not both.")
    if isolation not in ("bubblewrap", "none"):
        raise UsageError(f"--isolation is bubblewrap or none, not {isolation!r}.")
    start_forkserver(isolation)  # while the modules below are imported
    course = own_course(isolation)
    own = learner is None and not everybody
    file = Path(name) if own and is_file(name) else None
    if file:
        module, exercises = in_file(course.root, file)
    else:
        module, exercises = one_module(load_catalog(), name)
    if not own and len(exercises) != len(module.exercises):
        raise UsageError(f"A class is graded by module: privacylab grade {module.id} --all")
    gc.disable()  # modules stay loaded: searching them for garbage takes a fifth of the time
    from privacylab.grading import Workers, grade_class, grade_own
    from privacylab.grading.class_file import read_class
    from privacylab.grading.feedback import report as show

    only = exercises[0] if len(exercises) == 1 else None
    if own:
        with console.status("Running your notebook and the hidden tests …"):
            found = [grade_own(course, module.id, only, file)]
    else:
        from privacylab.classroom.access_log.log import EVERYONE, record

        record(course, "graded and saw the points", module.id, learner or EVERYONE)
        try:
            with progress_bar(f"Grading {module.id}") as step:
                workers = Workers(jobs, dask, trust_network)
                found = grade_class(course, module.id, learner, step, workers, again)
        except KeyboardInterrupt:
            raise UsageError(
                "Interrupted. Run the same command again to resume where it left off."
            ) from None
    if as_json:
        print(json.dumps([show.as_json(one) for one in found], indent=2))
    elif everybody:
        show.show_class(found, console)
        for sentence in read_class(course).unknown(module.id, course.learners()):
            console.print(one_line(sentence))
        show.show_after_class(course, module.id, console)
    else:
        place = course.submitted(learner, module.id) if learner else file
        if not place:
            notebook = course.assignment(module.id, exercises[0])
            place = notebook if only else notebook.parent
        show.show_one(found[0], place, console)
    if not own:
        print(show.last_line(found), file=sys.stderr if as_json else sys.stdout)
    if any(one.grader_failed or (own and one.reason) for one in found):
        sys.exit(1)


def class_(
    module: Annotated[str, typer.Argument(help="A module; by default, a summary of all.")] = "",
    everybody: Annotated[
        bool, typer.Option("--all", help="List everyone, not only learners who need something.")
    ] = False,
    html: Annotated[
        bool, typer.Option("--html", help="Write a page to open in a browser or print.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show the class: who needs something, and how each exercise went.

    It reads what collect and grade have recorded, and grades nothing. The checks failed most often
    are quoted, including hidden ones: don't show this to learners. Nothing records which hints
    learners open; the hint shown is the one that their failed checks point to.

    Examples: privacylab class 02_retention
              privacylab class --html
    """
    from privacylab.classroom.access_log.log import record
    from privacylab.classroom.overview import table
    from privacylab.classroom.overview.read import read_class
    from privacylab.grading import own_course

    course = own_course()
    record(course, "saw the class", course.module(module).id if module else "")
    with Terminal(stderr=True).status("Reading the gradebook …"):
        found = read_class(course, module)
    if html:
        from privacylab.classroom.overview.page import write_class_page
        from privacylab.grading.feedback.report import from_here

        page = write_class_page(course, found, module)
        print(f"Open it in a browser: {from_here(page)}", file=sys.stderr if as_json else None)
    if as_json:
        print(json.dumps(table.as_json(found), indent=2))
    elif not html and not module and len(found) > 1:
        table.show_modules(found, console)
    elif not html:
        for one in found:
            table.show_class(one, everybody, console)


def similar(
    module: Annotated[str, typer.Argument(help="The module, such as 02_retention.")],
    html: Annotated[
        bool, typer.Option("--html", help="Write a page with the code of both, side by side.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List pairs of learners whose code is more alike than is usual in the class.

    Names, comments, layout, order and the code that everyone got don't count, and code that many
    wrote counts little. A pair is a reason to look, not proof. Essays are not compared.

    Example: privacylab similar 02_retention --html
    """
    from privacylab.classroom.access_log.log import record
    from privacylab.classroom.overview.similar import find_similar
    from privacylab.classroom.overview.similar_table import show_similar, similar_as_json
    from privacylab.grading import own_course

    course = own_course()
    record(course, "compared the code", course.module(module).id)
    with progress_bar(f"Comparing {module}") as step:
        found = find_similar(course, module, step)
    if html:
        from privacylab.classroom.overview.page import write_similar_page
        from privacylab.grading.feedback.report import from_here

        page = write_similar_page(course, found)
        print(f"Open it in a browser: {from_here(page)}", file=sys.stderr if as_json else None)
    if as_json:
        print(json.dumps(similar_as_json(found), indent=2))
    elif not html:
        show_similar(found, console)


def cluster(
    jobs: Annotated[int, typer.Option(min=0, help="How many workers; 0: one per core.")] = 0,
) -> None:
    """Start a Dask cluster on this machine, for as long as this command runs.

    It makes its own credentials, keeps them in a private folder, and deletes them when it ends. For
    a cluster of many machines, see docs/cluster.md.

    Example: privacylab cluster --jobs 4
    """
    from privacylab.cli.cluster import interrupted, local_cluster

    console.print("Starting the workers …")
    with local_cluster(jobs) as (address, config):
        ended = interrupted()  # before the user reads that Ctrl-C ends it
        console.print("The cluster is ready. In another terminal, run:\n")
        command = f"privacylab grade MODULE --all --dask {address}"
        console.print(f"  DASK_CONFIG={shlex.quote(str(config))} {command}\n", soft_wrap=True)
        console.print("Press Ctrl-C to stop it.")
        ended.wait()


def demo() -> None:
    """Grade a sample class of invented learners for real, and show the results.

    Example: privacylab demo
    """
    from privacylab.cli.demo import MODULE, make_class, show_demo
    from privacylab.grading import Course, grade_class
    from privacylab.sandbox.jail.bubblewrap import isolation

    offer = isolation()
    course = Course(find_root(), find_home() / "var" / "demo", offer.name)
    people = make_class(course)
    console.print(
        f"{len(people)} invented learners submitted {MODULE}: some got it right, some made the "
        "mistakes that engineers make, and some had an accident. Their code runs for real, "
        + (
            "in a sandbox, out of reach of the hidden tests."
            if offer.bwrap
            else f"without a sandbox, because this class is ours: {offer.reason}."
        )
    )
    with progress_bar(f"Grading {len(people)} submissions of {MODULE}") as step:
        found = grade_class(course, MODULE, on_progress=step)
    show_demo(course, found, console)


def doctor() -> None:
    """Check this machine's sandbox by trying to escape from it.

    Example: privacylab doctor
    """
    from privacylab.sandbox.jail.doctor import doctor as examine

    findings = examine(find_root())
    for one in findings:
        says = f"{'✓' if one.good else '✗'} {one.sentence}"
        console.print(says, soft_wrap=True)
    if not all(one.good for one in findings):
        raise UsageError(
            "this machine can grade your own work, but cannot isolate other people's code. Fix the "
            "items marked ✗ (usually: install bubblewrap). Then run: privacylab doctor"
        )
    console.print(bold("This machine can grade other people's work."))
