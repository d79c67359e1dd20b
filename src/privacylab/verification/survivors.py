"""Proves that the tests of a module notice a small change in its reference answers."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from privacylab.authoring import AuthorError, read_tasks, source_notebook
from privacylab.catalog import Module
from privacylab.checks import Result
from privacylab.verification.mutate import Mutant, mutants
from privacylab.verification.trial import all_passed, run_trials, trial

FLOOR = 0.95  # of the mutants that are not equivalent, the tests kill so many at least


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
        lines = [f"{self.task}: equivalent.toml gives a reason for {change!r}, and no such mutant "
                 "survives: remove it there." for change in self.stale]  # fmt: skip
        if self.survivors:
            lines.append(f"{self.task}: mutants that survive without a reason: "
                         f"{len(self.survivors)}. Sharpen a check, or give the reason in "
                         "equivalent.toml.")  # fmt: skip
        if self.share < FLOOR:
            lines.append(f"{self.task}: {self.share:.1%} of the mutants are killed: the least is "
                         f"{FLOOR:.0%}.")  # fmt: skip
        return tuple(lines)


def read_equivalents(root: Path, module: Module) -> dict[str, set[tuple[str, str]]]:
    """The changes that leave an answer right, as (before, after), by exercise.

    They stand in solutions/<module>/equivalent.toml, each with its reason. Raises AuthorError where
    the file breaks a rule.
    """
    path = root / "solutions" / module.id / "equivalent.toml"
    found: dict[str, set[tuple[str, str]]] = {exercise.id: set() for exercise in module.exercises}
    if not path.exists():
        return found
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise AuthorError(f"{path.name} of {module.id} is not TOML ({error}).") from None
    for task, entries in tables.items():
        if task not in found:
            raise AuthorError(f"{path.name}: {module.id} has no exercise {task}.")
        for entry in entries:
            if set(entry) != {"before", "after", "reason"} or not entry["reason"].strip():
                raise AuthorError(f"{path.name}, {task}: write before, after and reason in each.")
            before = entry["before"].strip("\n")
            found[task] |= {(before, after.strip("\n")) for after in entry["after"]}
    return found


def try_mutants(
    root: Path,
    module: Module,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    every: int = 1,
) -> tuple[Tally, ...]:
    """Try the mutants of every reference answer of a module against its whole test cell.

    All of them, or every so many: a sample of those that CI has no time for.

    A mutant is killed by a check that does not pass, or by not coming to an end. on_progress is
    told (done, total) after each. Raises AuthorError where a reference answer does not pass.
    """
    path = root / "solutions" / module.id / f"{module.id}.py"
    text = path.read_text(encoding="utf-8")
    equivalents = read_equivalents(root, module)
    source = source_notebook(root, module)
    tasks = read_tasks(path, module)
    made = {task.task: _sample(mutants(task.answer), every) for task in tasks}
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
        explained = equivalents[task.task]
        if every > 1:  # of what was not tried, nothing is known
            explained &= {(mutant.before, mutant.after) for mutant in made[task.task]}
        tallies.append(_tally(task.task, len(made[task.task]), alive, explained, first_line))
    return tuple(tallies)


def _sample(made: tuple[Mutant, ...], every: int) -> list[Mutant]:
    """The mutants of one change in so many: a line that stands twice is tried in both places."""
    chosen = set(list(dict.fromkeys((one.before, one.after) for one in made))[::every])
    return [one for one in made if (one.before, one.after) in chosen]


def _survives(results: tuple[Result, ...] | str) -> bool:
    return not isinstance(results, str) and all_passed(results)


def _tally(
    task: str, total: int, alive: list[Mutant], explained: set[tuple[str, str]], first_line: int
) -> Tally:
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
