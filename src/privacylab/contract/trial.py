"""Runs one answer against the tests of its exercise, in a process of its own."""

import contextlib
import io
import linecache
import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from privacylab.checks import Result

# What every trial needs, loaded once: each process is then a fork that starts at once.
PRELOAD = ["hypothesis.strategies", "privacylab.company.stores", "privacylab.contract.trial"]


@dataclass(frozen=True)
class Trial:
    """Cells to run in order, as (name, source); the last one is the test cell."""

    cells: tuple[tuple[str, str], ...]


def trial(source: NotebookNode, task: str, answer: str) -> Trial:
    """The trial of an answer: the given cells, the reference answers before it, then its test."""
    cells = []
    for cell in source.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.cell_type != "code" or (grade_id.endswith("-test") and grade_id != f"{task}-test"):
            continue
        cells.append((grade_id or cell.id, answer if grade_id == task else cell.source))
        if grade_id == f"{task}-test":
            return Trial(tuple(cells))
    raise LookupError(f"the notebook has no test cell for {task}")


def run_trials(trials: Iterable[Trial]) -> Iterator[tuple[Result, ...]]:
    """Run each trial in a fresh process, two at a time; yield their results in order."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    with ProcessPoolExecutor(2, mp_context=context, max_tasks_per_child=1) as pool:
        yield from pool.map(_run, trials)


def _run(one: Trial) -> tuple[Result, ...]:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for name, source in one.cells:
            file = f"cell {name}"
            linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
            exec(compile(source, file, "exec"), namespace)
    return tuple(namespace["checks"].results)
