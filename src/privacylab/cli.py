"""The command line: one verb, one thing. Each function is thin; what it calls does the work."""

import importlib.metadata
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from privacylab.catalog import Module, find_root, load_catalog
from privacylab.errors import LabError

app = typer.Typer(
    name="privacylab",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
console = Console()
ModuleId = Annotated[str, typer.Argument(help="The module, such as 02_retention.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


class Refusal(LabError):
    """A mistake of the person at the keyboard."""


def _say_version(wanted: bool) -> None:
    if wanted:
        print(f"privacylab {importlib.metadata.version('privacylab')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, help="Print the version.")
    ] = False,
) -> None:
    """Learn privacy engineering by building what two companies failed to build."""


def main() -> None:
    """Run the command line. A foreseen error ends in one sentence and exit code 1."""
    try:
        app()
    except LabError as error:
        Console(stderr=True).print("[bold]privacylab:[/]", escape(str(error)), highlight=False)
        sys.exit(1)


@app.command()
def lab(
    port: Annotated[int, typer.Option(help="The port on this machine.")] = 8888,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Open JupyterLab at the course's first page.

    Example: privacylab lab
    """
    from privacylab.jupyter.launcher import open_lab

    open_lab(find_root(), port, browser)


@app.command()
def hint(
    requirement: Annotated[str, typer.Argument(help="The requirement, such as RET-02.")],
    rung: Annotated[int, typer.Argument(help="1 the idea, 2 the clause, 3 the shape.")] = 1,
) -> None:
    """Show one rung of a requirement's ladder of hints.

    Example: privacylab hint RET-02 2
    """
    from privacylab.lab.display.hints import hint as find

    try:
        found = find(requirement, rung)
    except LookupError as error:
        raise Refusal(error.args[0]) from None
    console.print(f"[bold]{escape(found.title)}[/]", highlight=False)
    console.print(found.text, highlight=False, markup=False)
    console.print(found.next("privacylab hint {} {}"), highlight=False, markup=False)


@app.command()
def check(
    module: Annotated[
        str, typer.Argument(help="The module, such as 02_retention; or your notebook's file.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Run the public checks of your notebook, now. Nothing is graded or kept.

    Examples: privacylab check 02_retention
              privacylab check mine.ipynb
    """
    from privacylab.grading import Course, check_notebook, show, warm_up

    warm_up()
    course = Course(find_root(), find_root())
    is_file = module.endswith(".ipynb") or Path(module).is_file()
    notebook = Path(module) if is_file else course.assignment(course.module(module).id)
    with console.status("Running your notebook …"):
        reports = check_notebook(course.root, notebook)
    if as_json:
        print(json.dumps(reports, indent=2))
    else:
        show.show_checks(reports, notebook, course, console)


@app.command()
def grade(
    module: ModuleId = "",
    notebook: Annotated[
        Path | None,
        typer.Argument(help="Your notebook; assignments/MODULE/MODULE.ipynb by default."),
    ] = None,
    learner: Annotated[str | None, typer.Option(help="Grade this learner in submitted/.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Grade all of submitted/.")] = False,
    jobs: Annotated[int, typer.Option(min=0, help="Submissions at once; 0: one a core.")] = 0,
    dask: Annotated[str, typer.Option(help="Mark on the Dask cluster at this address.")] = "",
    again: Annotated[bool, typer.Option("--again", help="Grade anew what stands.")] = False,
    isolation: Annotated[
        str, typer.Option(help="What keeps learners' code in: bubblewrap, or none.")
    ] = "bubblewrap",
    as_json: AsJson = False,
) -> None:
    """Grade a module against its hidden tests: your own work, or a class.

    A class's run that was stopped goes on where it stopped.

    Examples: privacylab grade 02_retention
              privacylab grade 02_retention --all --jobs 4
    """
    from privacylab.grading import Course, warm_up

    if sum((notebook is not None, learner is not None, everybody)) > 1:
        raise Refusal("name a notebook, --learner or --all, and only one of them.")
    if isolation not in ("bubblewrap", "none"):
        raise Refusal(f"--isolation is bubblewrap or none, not {isolation!r}.")
    course = Course(find_root(), find_root(), isolation)
    module = course.module(module).id
    warm_up(isolation)  # while what follows is loaded
    from privacylab.grading import Crew, grade_class, grade_own, show

    if learner is None and not everybody:
        with console.status("Running your notebook and the hidden tests …"):
            found = [grade_own(course, module, notebook)]
    else:
        try:
            with _progress(f"Grading {module}") as step:
                found = grade_class(course, module, learner, step, Crew(jobs, dask), again)
        except KeyboardInterrupt:
            raise Refusal("stopped. What was graded stands: the same command goes on.") from None
    if as_json:
        print(json.dumps([show.as_json(one) for one in found], indent=2))
    elif everybody:
        show.show_class(found, console)
        show.show_after_class(course, console)
    else:
        place = course.submitted(learner, module) if learner else course.assignment(module)
        show.show_one(found[0], notebook or place, console)
    if found[0].reason and not everybody:
        sys.exit(1)


@app.command()
def progress(as_json: AsJson = False) -> None:
    """Show what you have done, what is left, and about how long it will take.

    It reads the last graded try of your own work. Example: privacylab progress
    """
    from privacylab.grading import Course
    from privacylab.grading.progress import own_progress, show_progress

    steps = own_progress(Course(find_root(), find_root()))
    if as_json:
        print(json.dumps([asdict(step) for step in steps], indent=2))
    else:
        show_progress(steps, console)


@app.command()
def doctor() -> None:
    """Say what this machine offers to keep a learner's code in, and prove it by trying to get out.

    Example: privacylab doctor
    """
    from privacylab.sandbox.doctor import doctor as examine

    findings = examine(find_root())
    for one in findings:
        says = f"{'✓' if one.good else '✗'} {one.sentence}"
        console.print(says, markup=False, highlight=False, soft_wrap=True)
    if not all(one.good for one in findings):
        raise Refusal(
            "this machine can grade your own work, but not keep other people's code in: mend what "
            "is marked ✗ (most often: install bubblewrap), and run this again."
        )
    console.print("[bold]This machine can grade other people's work.[/]")


@app.command()
def demo() -> None:
    """Grade a sample class of invented learners for real, and show what happened.

    Example: privacylab demo
    """
    from privacylab.grading import Course, grade_class
    from privacylab.grading.demo import MODULE, make_class, show_demo
    from privacylab.sandbox.jail import isolation

    offer = isolation()
    course = Course(find_root(), find_root() / "var" / "demo", offer.name)
    people = make_class(course)
    console.print(
        f"{len(people)} invented learners have sent in {MODULE}: some got it right, some made the "
        "mistakes that engineers make, and some had an accident. Their code runs for real, "
        + (
            "in a jail, and the hidden tests out of its reach."
            if offer.bwrap
            else f"and without a jail, since this class is ours: {offer.reason}."
        ),
        highlight=False,
    )
    with _progress(f"Grading {len(people)} submissions of {MODULE}") as step:
        found = grade_class(course, MODULE, on_progress=step)
    show_demo(course, found, console)


@app.command()
def build(
    check_only: Annotated[
        bool, typer.Option("--check", help="Write nothing; show a diff where one is out of step.")
    ] = False,
) -> None:
    """Build every notebook from its text.

    Example: privacylab build --check
    """
    from privacylab.authoring import build_all, differences, write

    root = find_root()
    with console.status("Reading the texts …"):
        built = build_all(root)
    if check_only:
        diffs = [differences(one, root) for one in built if not one.secret]
        console.print("".join(diffs), markup=False, highlight=False, end="")
        if any(diffs):
            raise Refusal("notebooks and texts part (see above). Run: privacylab build")
        console.print(f"{len(diffs)} notebooks match their texts.")
        return
    for one in built:
        try:
            console.print(f"{'wrote' if write(one, root) else 'as it was'}  {one.path}")
        except PermissionError as error:
            raise Refusal(error.args[0]) from None


@app.command()
def verify(
    modules: Annotated[list[str] | None, typer.Argument(help="Modules; all by default.")] = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Change the reference answers instead, bit by bit.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Prove that the tests tell right answers from wrong ones.

    The empty assignment scores 0, the reference and every genuine answer 100 %, and every
    counterfeit fails just the checks that it names. With --mutants: whatever small thing is changed
    in a reference answer, a check fails, or a reason is written down why the answer is still right.

    Examples: privacylab verify 02_retention
              privacylab verify 02_retention --mutants
    """
    from privacylab.grading import Course
    from privacylab.verification import verify as verify_module
    from privacylab.verification.table import as_json as data
    from privacylab.verification.table import show

    course = Course(find_root(), find_root())
    built = [module.id for module in load_catalog().modules.values() if not module.planned]
    problems: list[str] = []
    for module_id in modules or built:
        module = course.module(module_id)
        if mutants:
            problems += _try_mutants(course.root, module, as_json)
            continue
        with _progress(f"Trying the answers of {module.id}") as step:
            found = verify_module(course.root, module, step)
        problems += found.problems
        print(json.dumps(data(found), indent=2)) if as_json else show(found, console)
    if problems:
        raise Refusal(f"{len(problems)} rules are broken, the first: {problems[0]}")


def _try_mutants(root: Path, module: Module, as_json: bool) -> list[str]:
    try:
        from privacylab.verification.mutant_table import as_json as data
        from privacylab.verification.mutant_table import show
        from privacylab.verification.survivors import try_mutants
    except ModuleNotFoundError as missing:
        raise Refusal(f"--mutants needs {missing.name}: run make mutants once.") from None

    with _progress(f"Trying the mutants of {module.id}") as step:
        tallies = try_mutants(root, module, step)
    if as_json:
        print(json.dumps(data(module.id, tallies), indent=2))
    else:
        show(module.id, tallies, console)
    return [problem for one in tallies for problem in one.problems]


@app.command()
def data(
    scale: Annotated[int, typer.Option(min=1, help="How many times the sample's size.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write to; datasets/ for the sample.")
    ] = None,
) -> None:
    """Make the invented companies' data: the same for the same scale, streamed to disk.

    Example: privacylab data --scale 100 --out var/data
    """
    from privacylab.companies.data.generate import generate

    folder = out or (find_root() / "datasets" if scale == 1 else find_root() / "var" / f"x{scale}")
    with _progress("Making the companies' data") as step:
        generate(folder, scale=scale, progress=step)
    console.print(f"The companies' data, scale {scale}, is in {folder}.", highlight=False)


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error; its value is a function that is told (done, total)."""
    from rich import progress as rp

    class _Rate(rp.ProgressColumn):
        def render(self, task: rp.Task) -> str:
            return f"{60 * task.speed:.0f} a minute" if task.speed else ""

    columns = (
        rp.TextColumn("{task.description}"),
        rp.BarColumn(),
        rp.MofNCompleteColumn(),
        _Rate(),
    )
    with rp.Progress(*columns, rp.TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


if __name__ == "__main__":
    main()
