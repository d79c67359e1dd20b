"""The floor: runs the same cells in a fork of a warm interpreter, with no grader around them.

    python benchmarks/floor.py CLASS.json RESULT.json JOBS

There is no isolation, notebook, gradebook or feedback, only the learners' code and the tests.
CLASS.json holds [learner, {exercise: cells}] for each submission, in the module's order.
"""

import ast
import gc
import json
import linecache
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def main(submissions: Path, result: Path, jobs: int) -> None:
    import hypothesis.strategies  # noqa: F401

    import privacylab.checks
    import privacylab.companies.stores
    import privacylab.lab  # noqa: F401

    gc.freeze()
    waiting = iter(json.loads(submissions.read_text()))
    scores: dict[str, dict[str, float]] = {}
    running: dict[int, tuple[str, int]] = {}  # from a process id to (learner, the pipe to read)
    for _ in range(jobs):
        _start(waiting, running)
    while running:
        done, _ = os.wait()
        learner, reader = running.pop(done)
        with os.fdopen(reader) as pipe:
            scores[learner] = json.loads(pipe.read() or "{}")
        _start(waiting, running)
    result.write_text(json.dumps(scores))


def _start(waiting: Iterator[Any], running: dict[int, tuple[str, int]]) -> None:
    learner, cells = next(waiting, (None, None))
    if learner is None:
        return
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        running[child] = (learner, reader)
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    os.write(writer, json.dumps(_run(cells)).encode())
    os._exit(0)


def _run(notebooks: dict[str, list[str]]) -> dict[str, float]:
    """Run each notebook's cells in its own namespace, and return the scores by step.

    As in grading, an exercise can use the functions that it builds on.
    """
    from privacylab.checks.earlier_exercises import provide

    scores: dict[str, float] = {}
    for exercise, cells in notebooks.items():
        names: dict[str, Any] = {"__name__": "__main__"}
        scores |= _run_notebook(cells, names)
        provide(exercise, names)
    return scores


def _run_notebook(cells: list[str], names: dict[str, Any]) -> dict[str, float]:
    """Run cells as a notebook does, and return the scores. A failing cell doesn't stop the rest."""
    scores = {}
    for number, cell in enumerate(cells):
        file = f"cell {number}"
        linecache.cache[file] = (len(cell), None, cell.splitlines(keepends=True), file)
        try:
            body = ast.parse(cell)
            last = body.body[-1] if body.body else None
            last = body.body.pop() if isinstance(last, ast.Expr) else None
            exec(compile(body, file, "exec"), names)
            if last:
                found = eval(compile(ast.Expression(last.value), file, "eval"), names)
                if "checks.report()" in cell:
                    checks = names["checks"]
                    scores[f"{checks.task}-{checks.step}"] = float(repr(found))
        except Exception:
            continue
    return scores


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
