"""Proves that the tests of a module notice a small change in its reference answers."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from privacylab.catalog import Module
from privacylab.checks import Outcome, Result
from privacylab.contract.mutate import Mutant, mutants
from privacylab.contract.trial import run_trials, trial
from privacylab.notebooks import AuthorError, read_tasks, source_notebook

FLOOR = 0.95  # of the mutants that are not equivalent, the tests kill so many at least


@dataclass(frozen=True)
class Equivalent:
    """Changes of one line, or of lines that change together, which leave an answer right."""

    task: str
    before: str
    after: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Survivor:
    """A mutant that passes every check, and is not explained; line is that of the module's text."""

    line: int
    before: str
    after: str


@dataclass(frozen=True)
class Tally:
    """What became of the mutants of one exercise.

    explained  how many survive with a reason
    survivors  those that survive without one
    stale      the changes that have a reason and do not survive, or do not exist
    """

    task: str
    mutants: int
    killed: int
    explained: int
    survivors: tuple[Survivor, ...]
    stale: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share killed of the mutants that are not equivalent: 0 to 1."""
        return self.killed / max(self.mutants - self.explained, 1)

    @property
    def problems(self) -> tuple[str, ...]:
        lines = [f"{self.task}: the reasons in equivalent.toml name {change!r}, which does not "
                 "survive: remove it there." for change in self.stale]  # fmt: skip
        if self.survivors:
            lines.append(f"{self.task}: {len(self.survivors)} mutants survive without a reason: "
                         "sharpen a check, or give the reason in equivalent.toml.")  # fmt: skip
        if self.share < FLOOR:
            lines.append(f"{self.task}: {self.share:.1%} of the mutants are killed: the least is "
                         f"{FLOOR:.0%}.")  # fmt: skip
        return tuple(lines)


def read_equivalents(root: Path, module: Module) -> tuple[Equivalent, ...]:
    """Read solutions/<module>/equivalent.toml. Raises AuthorError where it breaks a rule."""
    path = root / "solutions" / module.id / "equivalent.toml"
    if not path.exists():
        return ()
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise AuthorError(f"{path.name} of {module.id} is not TOML ({error}).") from None
    found = []
    for task, entries in tables.items():
        if task not in {exercise.id for exercise in module.exercises}:
            raise AuthorError(f"{path.name}: {module.id} has no exercise {task}.")
        for entry in entries:
            if set(entry) != {"before", "after", "reason"}:
                raise AuthorError(f"{path.name}, {task}: write before, after and reason in each.")
            after = tuple(text.strip("\n") for text in entry["after"])
            found.append(Equivalent(task, entry["before"].strip("\n"), after, entry["reason"]))
    return tuple(found)


def try_mutants(
    root: Path, module: Module, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> tuple[Tally, ...]:
    """Try every mutant of every reference answer of a module against its whole test cell.

    A mutant is killed by a check that does not pass, or by not coming to an end. on_progress is
    told (done, total) after each. Raises AuthorError where a reference answer does not pass.
    """
    path = root / "solutions" / module.id / f"{module.id}.py"
    text = path.read_text(encoding="utf-8")
    equivalents = read_equivalents(root, module)
    source = source_notebook(root, module)
    tasks = read_tasks(path, module)
    made = {task.task: mutants(task.answer) for task in tasks}
    references = [trial(source, task.task, task.answer) for task in tasks]
    trials = [
        trial(source, task, mutant.source, to_first_failure=True)
        for task in made
        for mutant in made[task]
    ]
    results = run_trials([*references, *trials], references)
    for task in tasks:
        if not _survives(next(results)):
            raise AuthorError(
                f"{task.task}: its reference answer does not pass. "
                f"Run: privacylab verify {module.id}"
            )
    tallies, done = [], 0
    for task in tasks:
        first_line = text[: text.index(task.answer)].count("\n")
        alive = []
        for mutant in made[task.task]:
            if _survives(next(results)):
                alive.append(mutant)
            done += 1
            on_progress(done, len(trials))
        own = [one for one in equivalents if one.task == task.task]
        tallies.append(_tally(task.task, len(made[task.task]), alive, own, first_line))
    return tuple(tallies)


def _survives(results: tuple[Result, ...] | str) -> bool:
    return not isinstance(results, str) and all(
        result.outcome is Outcome.PASSED for result in results
    )


def _tally(
    task: str, total: int, alive: list[Mutant], equivalents: list[Equivalent], first_line: int
) -> Tally:
    explained = {(one.before, after) for one in equivalents for after in one.after}
    changes = {(mutant.before, mutant.after) for mutant in alive}
    survivors = tuple(
        Survivor(first_line + mutant.line, mutant.before, mutant.after)
        for mutant in alive
        if (mutant.before, mutant.after) not in explained
    )
    return Tally(
        task,
        total,
        total - len(alive),
        len(alive) - len(survivors),
        survivors,
        tuple(after for _, after in sorted(explained - changes)),
    )
