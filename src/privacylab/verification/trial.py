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
from typing import Any

from nbformat import NotebookNode

from privacylab.checks import Outcome, Result

# What every trial needs, loaded once: each process is then a fork that starts at once.
PRELOAD = ["hypothesis.strategies", "privacylab.companies.stores", "privacylab.verification.trial"]
WALL_SECONDS = 300  # for a trial that waits and uses no CPU


@dataclass(frozen=True)
class Trial:
    """Cells to run in order, as (name, source); the last one is the test cell.

    to_first_failure  whether it ends with the first check that does not pass, to save time
    cpu_seconds       when it is stopped
    """

    cells: tuple[tuple[str, str], ...]
    to_first_failure: bool = False
    cpu_seconds: int = 30


def trial(source: NotebookNode, task: str, answer: str, to_first_failure: bool = False) -> Trial:
    """The trial of an answer: the given cells, the reference answers before it, then its test."""
    cells = []
    for cell in source.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.cell_type != "code" or (grade_id.endswith("-test") and grade_id != f"{task}-test"):
            continue
        cells.append((grade_id or cell.id, answer if grade_id == task else cell.source))
        if grade_id == f"{task}-test":
            return Trial(tuple(cells), to_first_failure)
    raise LookupError(f"the notebook has no test cell for {task}")


def all_passed(results: Iterable[Result]) -> bool:
    return all(result.outcome is Outcome.PASSED for result in results)


def run_trials(
    trials: Iterable[Trial], references: Iterable[Trial]
) -> Iterator[tuple[Result, ...] | str]:
    """Run each trial in a process of its own, two at a time; yield their results in order.

    A trial that does not come to its end yields one sentence that says why. The references run
    first, where every trial is forked from: what they import and compute once, no trial does again.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    with ProcessPoolExecutor(
        2, mp_context=context, initializer=_warm_up, initargs=(tuple(references),)
    ) as pool:
        yield from pool.map(_in_a_fork, trials)


def _warm_up(references: tuple[Trial, ...]) -> None:
    from hypothesis import Phase, settings

    # Whether a property holds is all that matters here, not its smallest counterexample.
    settings.register_profile("trial", phases=[Phase.explicit, Phase.generate])
    settings.load_profile("trial")
    for one in references:
        with contextlib.suppress(Exception):  # its own trial will tell
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
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with (
        tempfile.TemporaryDirectory() as place,  # an answer's files go when its trial is over
        _temporary_files_in(place),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        for name, source in one.cells:
            file = f"cell {name}"
            linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
            if (name, source) != one.cells[-1]:
                exec(compile(source, file, "exec"), namespace)
                continue
            # A check stands at the top of its cell, so the end of each can be seen from here.
            for statement in ast.parse(source).body:
                exec(compile(ast.Module([statement], []), file, "exec"), namespace)
                made = namespace.get("checks")
                if one.to_first_failure and made and not all_passed(made.results):
                    break
    return tuple(namespace["checks"].results)


@contextlib.contextmanager
def _temporary_files_in(place: str) -> Iterator[None]:
    before, tempfile.tempdir = tempfile.tempdir, place
    try:
        yield
    finally:
        tempfile.tempdir = before
