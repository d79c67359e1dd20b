"""The application, the console and the progress bar, for all commands."""

import importlib.metadata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from privacylab.catalog import Catalog, Exercise, Module
from privacylab.errors import LabError, did_you_mean
from privacylab.grading import Course
from privacylab.terminal import Terminal

app = typer.Typer(
    name="privacylab",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
console = Terminal()
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


class UsageError(LabError):
    """The command line was used incorrectly, or a command found something to fix."""


def select(catalog: Catalog, names: Sequence[str]) -> list[tuple[Module, list[Exercise]]]:
    """Return the named modules and exercises, each module once; by default, all that are built.

    Raises UsageError for an unknown name, and for a module without exercises.
    """
    built = [module for module in catalog.modules.values() if not module.planned]
    if not names:
        return [(module, list(module.exercises)) for module in built]
    chosen: dict[str, tuple[Module, list[Exercise]]] = {}
    for name in names:
        module, exercises = one_module(catalog, name)
        known = chosen.setdefault(module.id, (module, []))[1]
        known += [one for one in exercises if one not in known]
    return list(chosen.values())


def one_module(catalog: Catalog, name: str) -> tuple[Module, list[Exercise]]:
    """Return a module with all its exercises, or an exercise with its module. Raises UsageError."""
    if not name:
        raise UsageError(
            f"Name an exercise, such as RET-02, or a module: {', '.join(catalog.modules)}."
        )
    module, exercises = find(catalog, name)
    if not exercises and module.lost:
        raise lost_notebook(module.lost[0])
    if not exercises:
        raise UsageError(f"Module {module.id} has no exercises yet.")
    return module, exercises


def one_exercise(catalog: Catalog, name: str) -> tuple[Module, Exercise]:
    """Return an exercise with its module. Raises UsageError if the name is that of several."""
    module, exercises = one_module(catalog, name)
    if len(exercises) > 1:
        ids = ", ".join(one.id for one in exercises)
        raise UsageError(f"{name} is a module. Name one of its exercises: {ids}.")
    return module, exercises[0]


def own_notebook(catalog: Catalog, course: Course, name: str) -> Path:
    """Return the path of a learner's notebook, even if it is lost. Raises UsageError."""
    for module in catalog.modules.values():
        for path in module.lost:
            if name.upper() == Path(path).stem.split("_")[0] or name == Path(path).stem:
                return course.assignments.parent / path
    module, exercise = one_exercise(catalog, name)
    return course.assignment(module.id, exercise)


def is_file(name: str) -> bool:
    """Return whether a word on the command line is a notebook file."""
    return name.endswith(".ipynb") or Path(name).is_file()


def in_file(root: Path, file: Path) -> tuple[Module, list[Exercise]]:
    """Return the exercise in a notebook file, with its module. Raises LabError."""
    from privacylab.grading.submission.read import RUN, exercise_in, read_notebook

    if not file.is_file():
        raise UsageError(f"There is no notebook {file}: check its path.")
    module, exercise = exercise_in(read_notebook(file, file.name, RUN), root)
    return module, [exercise]


def find(catalog: Catalog, name: str) -> tuple[Module, list[Exercise]]:
    """Return a module with all its exercises, maybe none, or one exercise. Raises UsageError."""
    if name in catalog.modules:
        return catalog.modules[name], list(catalog.modules[name].exercises)
    found = catalog.exercise(name.upper()) or catalog.exercise(name)
    if found:
        return found[0], [found[1]]
    for path in (path for module in catalog.modules.values() for path in module.lost):
        if name.upper() == Path(path).stem.split("_")[0] or name == Path(path).stem:
            raise lost_notebook(path)
    ids = [one.id for module in catalog.modules.values() for one in module.exercises]
    raise UsageError(
        f"There is no module or exercise {name!r}.{did_you_mean(name, [*catalog.modules, *ids])} "
        f"Modules: {', '.join(catalog.modules)}."
    )


def lost_notebook(path: str) -> UsageError:
    """Return the error for a lost notebook; path is relative to the course's folder."""
    return UsageError(
        f"{path} is missing or damaged. To bring back a saved copy or the empty exercise, run: "
        f"privacylab restore {Path(path).stem.split('_')[0]}"
    )


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"privacylab {importlib.metadata.version('privacylab')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, help="Print the version.")
    ] = False,
) -> None:
    """Learn privacy engineering by building what two companies allegedly failed to build."""


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on standard error; yields a function that takes (done, total)."""
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
    with rp.Progress(*columns, rp.TimeRemainingColumn(), console=Terminal(stderr=True)) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
