"""Runs one answer against the tests of its exercise, in a process of its own."""

import ast
import contextlib
import io
import linecache
import multiprocessing
import resource
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from privacylab.authoring import ExerciseText, read_exercise
from privacylab.authoring.exercise_notebook import exercise_notebook
from privacylab.catalog import load_catalog
from privacylab.catalog.class_seed import vary
from privacylab.checks import Outcome, Result, run
from privacylab.verification.answers import reference_of
from privacylab.verification.edits import Cells

# What every trial needs, loaded once: each process is then a fork that starts immediately.
PRELOAD = ["hypothesis.strategies", "privacylab.companies.stores", "privacylab.verification.trial"]
WALL_SECONDS = 300  # for a trial that waits and uses no CPU


@dataclass(frozen=True)
class Cell:
    """A code cell to run; test says whether its checks count."""

    name: str
    source: str
    test: bool = False


@dataclass(frozen=True)
class Trial:
    """Cells to run in order.

    earlier           the exercises it builds on, each with its cells and reference answer
    to_first_failure  whether it ends with the first check that does not pass, to save time
    cpu_seconds       the CPU time after which it is stopped
    """

    cells: tuple[Cell, ...]
    earlier: tuple[tuple[str, tuple[Cell, ...]], ...] = ()
    to_first_failure: bool = False
    cpu_seconds: int = 30


@dataclass(frozen=True)
class Bench:
    """The code cells of an exercise's notebook, with room for an answer.

    cells  name, source and kind of each: "given", "test", or the name of its step
    """

    cells: tuple[tuple[str, str, str], ...]
    earlier: tuple[tuple[str, tuple[Cell, ...]], ...]

    def trial(self, answer: Cells, to_first_failure: bool = False) -> Trial:
        """Return the trial of an answer, in the notebook's order and without look cells."""
        cells = tuple(
            Cell(name, answer.get(kind, source), kind == "test")
            for name, source, kind in self.cells
        )
        return Trial(cells, self.earlier, to_first_failure)


def bench(root: Path, text: ExerciseText, seed: str = "") -> Bench:
    """Return the bench of an exercise, with the hidden tests of the class with that seed.

    It includes the exercises that this one builds on, with reference answers.
    """
    cells = _code_cells(root, text)
    tests = [(name, source) for name, source, kind in cells if kind == "test"]
    varied = vary([source for _, source in tests], text.exercise.id, seed)
    new = {name: source for (name, _), source in zip(tests, varied, strict=True)}
    cells = tuple((name, new.get(name, source), kind) for name, source, kind in cells)
    earlier = []
    for exercise in text.module.with_earlier(text.exercise)[:-1]:
        other = read_exercise(root, text.module, exercise)
        answers = reference_of(other)
        before = tuple(
            Cell(f"{exercise.id} {cell}", answers.get(kind, source))
            for cell, source, kind in _code_cells(root, other)
            if kind != "test"
        )
        earlier.append((exercise.id, before))
    return Bench(cells, tuple(earlier))


def _code_cells(root: Path, text: ExerciseText) -> tuple[tuple[str, str, str], ...]:
    found = []
    steps = {f"{text.exercise.id}-{step.name}": step.name for step in text.steps}
    for cell in exercise_notebook(text, load_catalog(root)).cells:
        mark = cell.metadata.get("nbgrader")
        if cell.cell_type == "code" and mark:
            name = mark.grade_id
            kind = steps.get(name) or ("test" if mark.grade else "given")
            found.append((name, cell.source, kind))
    return tuple(found)


def all_passed(results: Iterable[Result]) -> bool:
    return all(result.outcome is Outcome.PASSED for result in results)


def run_trials(
    trials: Iterable[Trial], references: Iterable[Trial]
) -> Iterator[tuple[Result, ...] | str]:
    """Run each trial in a process of its own, two at a time; yield their results in order.

    A trial that does not finish yields one sentence that says why. The references run first, in the
    processes that trials are forked from: what they import and compute once, no trial does again.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    with ProcessPoolExecutor(
        2, mp_context=context, initializer=_warm_up, initargs=(tuple(references),)
    ) as pool:
        yield from pool.map(_in_a_fork, trials)


def _warm_up(references: tuple[Trial, ...]) -> None:
    from hypothesis import Phase, settings

    # Only whether a property holds matters here, not its smallest counterexample.
    settings.register_profile("trial", phases=[Phase.explicit, Phase.generate])
    settings.load_profile("trial")
    run.show = lambda report: None  # for people, and slow: it cites the catalog
    for one in references:
        with contextlib.suppress(Exception):  # its own trial will report it
            _run(one)


def _in_a_fork(one: Trial) -> tuple[Result, ...] | str:
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    process = fork.Process(target=_run_and_send, args=(one, sender))
    process.start()
    sender.close()
    found: tuple[Result, ...] | str = f"it took more than {WALL_SECONDS} s."
    try:
        if receiver.poll(WALL_SECONDS):
            found = receiver.recv()
    except EOFError:
        found = f"its process died: it crashed, or took more than {one.cpu_seconds} s of CPU."
    process.kill()
    process.join()
    return found


def _run_and_send(one: Trial, sender: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (one.cpu_seconds, one.cpu_seconds))
    try:
        sender.send(_run(one))
    except BaseException as error:
        sender.send(traceback.format_exception_only(error)[-1].strip())


def _run(one: Trial) -> tuple[Result, ...]:
    from privacylab.checks.earlier_exercises import provide

    results: list[Result] = []
    with (
        tempfile.TemporaryDirectory() as place,  # an answer's files are deleted after its trial
        _temporary_files_in(place),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        for exercise, cells in one.earlier:
            names: dict[str, Any] = {"__name__": "__main__"}
            for cell in cells:
                exec(_compiled(cell), names)
            provide(exercise, names)
        namespace: dict[str, Any] = {"__name__": "__main__"}
        for cell in one.cells:
            if not cell.test:
                exec(_compiled(cell), namespace)
                continue
            # A check is at the top level of its cell, so the end of each can be seen from here.
            for statement in _parsed(cell).body:
                exec(compile(ast.Module([statement], []), f"cell {cell.name}", "exec"), namespace)
                made = namespace.get("checks")
                if one.to_first_failure and made and not all_passed(made.results):
                    return tuple(made.results)
            results += namespace["checks"].results
    return tuple(results)


def _parsed(cell: Cell) -> ast.Module:
    file = f"cell {cell.name}"
    lines = cell.source.splitlines(keepends=True)
    linecache.cache[file] = (len(cell.source), None, lines, file)
    return ast.parse(cell.source, file)


def _compiled(cell: Cell) -> Any:
    return compile(_parsed(cell), f"cell {cell.name}", "exec")


@contextlib.contextmanager
def _temporary_files_in(place: str) -> Iterator[None]:
    before, tempfile.tempdir = tempfile.tempdir, place
    try:
        yield
    finally:
        tempfile.tempdir = before
