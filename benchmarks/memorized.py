"""Measures how many points memorized answers to last year's hidden tests are worth.

Under one class seed, every call that the hidden tests make into the reference answer is recorded
with its arguments and its result. Then an answer that can only replay these calls is graded, under
the same seed and under others. Name the exercises to try (by default, all):

    .venv/bin/python -m benchmarks.memorized RET-02
"""

import copy
import multiprocessing
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from privacylab.authoring import ExerciseText, read_exercise
from privacylab.catalog import load_catalog
from privacylab.checks import Outcome, Result
from privacylab.verification import trial
from privacylab.verification.answers import reference_of
from privacylab.verification.trial import Cell, Trial, bench

ROOT = Path(__file__).parent.parent
LAST_YEAR, OTHERS = "last year", ("this year", "next year")
Known = dict[str, list[tuple[str, Any]]]  # from a call to its results


class Unseen(Exception):
    """A call that wasn't recorded last year."""


class Memory:
    """Wraps an answer's functions and classes, and records or replays their calls."""

    def __init__(self, known: Known | None = None):
        self.replays, self.known = known is not None, known or {}
        self._told: dict[str, int] = {}

    def wrap(self, names: dict[str, Any], name: str) -> None:
        """Replace a function or class in a notebook's namespace with a wrapper."""
        real = names[name]
        names[name] = partial(self._make if isinstance(real, type) else self._call, real, name)

    def _call(self, real: Any, name: str, /, *args: Any, **kwargs: Any) -> Any:
        key = repr([name, text(args), text(kwargs)])
        return self._told_or(key, lambda: real(*args, **kwargs))

    def _make(self, real: Any, name: str, /, *args: Any, **kwargs: Any) -> "Object":
        made = None if self.replays else real(*args, **kwargs)
        return Object(self, made, [name, text(args), text(kwargs)])

    def _told_or(self, key: str, real: Callable[[], Any]) -> Any:
        if not self.replays:
            try:
                found = real()
            except Exception as error:
                self._keep(key, "raised", error)
                raise
            self._keep(key, "returned", found)
            return found
        times = self._told[key] = self._told.get(key, -1) + 1
        if key not in self.known:
            raise Unseen(key[:200])
        how, found = self.known[key][min(times, len(self.known[key]) - 1)]
        if how == "raised":
            raise copy.copy(found)
        return copy.deepcopy(found)

    def _keep(self, key: str, how: str, found: Any) -> None:
        try:
            pickle.dumps(found)
        except Exception:  # it isn't plain data, so it can't be replayed
            how, found = "raised", Unseen(key[:200])
        self.known.setdefault(key, []).append((how, copy.deepcopy(found)))


class Object:
    """An object with methods, whose results depend on all earlier calls."""

    def __init__(self, memory: Memory, real: Any, before: list[Any]):
        self._memory, self._real, self._before = memory, real, before

    def __getattr__(self, name: str) -> Any:
        method = None if self._memory.replays else getattr(self._real, name)
        if not self._memory.replays and not callable(method):
            return method

        def call(*args: Any, **kwargs: Any) -> Any:
            self._before.append((name, text(args), text(kwargs)))
            return self._memory._told_or(repr(self._before), lambda: method(*args, **kwargs))

        return call


def text(value: Any) -> str:
    """Return a text that distinguishes arguments; for anything that isn't data, its class."""
    if isinstance(value, pd.DataFrame):
        return text([value.to_dict("list"), list(value.index), [str(one) for one in value.dtypes]])
    if isinstance(value, dict):
        return "{" + ", ".join(f"{text(key)}: {text(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}({', '.join(map(text, value))})"
    if isinstance(value, set | frozenset):
        return f"set({', '.join(sorted(map(text, value)))})"
    plain = callable(value) or type(value).__module__.partition(".")[0] in (
        "privacylab",
        "__main__",
    )
    return type(value).__name__ if plain else repr(value)


@dataclass(frozen=True)
class Worth:
    """How many hidden checks an exercise has, and how many each replay passes."""

    exercise: str
    hidden: int
    same: int
    others: tuple[int, ...]


def worth(root: Path, written: ExerciseText) -> Worth:
    """Record the calls under one seed, and replay them under the same seed and under others."""
    hidden, known = _tried(root, written, LAST_YEAR, None)
    same, *others = (_tried(root, written, one, known)[0] for one in (LAST_YEAR, *OTHERS))
    return Worth(written.exercise.id, hidden, same, tuple(others))


def _tried(root: Path, written: ExerciseText, seed: str, known: Known | None) -> tuple[int, Known]:
    """Return how many hidden checks pass under a seed, and the recorded calls."""
    one = bench(root, written, seed).trial(reference_of(written))
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    process = fork.Process(target=_send, args=(sender, one, written, known))
    process.start()
    found = receiver.recv()
    process.join()
    return found


def _send(sender: Any, one: Trial, written: ExerciseText, known: Known | None) -> None:
    memory = Memory(known)
    sys.modules["memory_of_last_year"] = memory  # type: ignore[assignment]
    cells = []
    for cell in one.cells:
        cells.append(cell)
        for step in written.steps:
            if cell.name == f"{written.exercise.id}-{step.name}":
                source = f"import memory_of_last_year as m; m.wrap(globals(), {step.name!r})"
                cells.append(Cell(f"memory of {step.name}", source))
    results: tuple[Result, ...] = trial._run(replace(one, cells=tuple(cells)))
    passed = sum(one.hint is not None and one.outcome is Outcome.PASSED for one in results)
    sender.send((passed, {} if known is not None else memory.known))


def main() -> None:
    """Print one row for each exercise."""
    asked = sys.argv[1:]
    print(f"{'exercise':10} {'hidden':>6} {'same seed':>10} {'other seeds':>14}")
    sums = [0, 0, 0, 0]
    for module in load_catalog(ROOT).modules.values():
        for exercise in module.exercises:
            if exercise.essay or (asked and exercise.id not in asked):
                continue
            found = worth(ROOT, read_exercise(ROOT, module, exercise))
            row = [found.hidden, found.same, *found.others]
            sums = [a + b for a, b in zip(sums, row, strict=True)]
            print(f"{found.exercise:10} {row[0]:6} {row[1]:10} {row[2]:9} {row[3]:4}", flush=True)
    print(f"{'all':10} {sums[0]:6} {sums[1]:10} {sums[2]:9} {sums[3]:4}")


if __name__ == "__main__":
    main()
