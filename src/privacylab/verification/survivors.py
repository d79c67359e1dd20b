"""Proves that the tests of a module notice a small change in its reference answers."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from privacylab.authoring import AuthorError, ExerciseText, Step, read_exercise
from privacylab.authoring.exercise_text import BEGIN_SOLUTION, END_SOLUTION, without_markers
from privacylab.catalog import Exercise, Module
from privacylab.checks import Result
from privacylab.verification.answers import reference_of
from privacylab.verification.mutate import Mutant, mutants
from privacylab.verification.trial import all_passed, bench, run_trials

FLOOR = 0.95  # the tests must kill at least this share of the mutants that are not equivalent


@dataclass(frozen=True)
class Survivor:
    """A mutant that passes every check and is not explained; line is a line of exercise.py."""

    line: int
    before: str
    after: str


@dataclass(frozen=True)
class Tally:
    """How many mutants of one exercise were killed, and which were not.

    explained  how many survive with a reason
    survivors  those that survive without one
    stale      the changes that have a reason but do not survive, or do not exist
    """

    exercise: str
    mutants: int
    killed: int
    explained: int
    survivors: tuple[Survivor, ...]
    stale: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share that was killed of the mutants that are not equivalent: 0 to 1."""
        return self.killed / max(self.mutants - self.explained, 1)

    @property
    def problems(self) -> tuple[str, ...]:
        lines = [
            f"{self.exercise}: equivalent.toml gives a reason for {change!r}, but no such mutant "
            "survives: remove it there."
            for change in self.stale
        ]
        if self.survivors:
            lines.append(
                f"{self.exercise}: mutants that survive without a reason: {len(self.survivors)}. "
                "Sharpen a check, or give the reason in equivalent.toml."
            )
        if self.share < FLOOR:
            lines.append(
                f"{self.exercise}: {self.share:.1%} of the mutants are killed: the minimum is "
                f"{FLOOR:.0%}."
            )
        return tuple(lines)


def read_equivalents(text: ExerciseText) -> set[tuple[str, str]]:
    """Return the changes that leave an answer right, as (before, after).

    They are in equivalent.toml in the exercise's folder, each with its reason. Raises AuthorError
    if the file breaks a rule.
    """
    path = text.folder / "equivalent.toml"
    where = f"{text.exercise.name}/equivalent.toml"
    if not path.exists():
        return set()
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise AuthorError(f"{where} is not TOML ({error}): correct it.") from None
    found = set()
    wrong = AuthorError(
        f"{where}: write before, after and reason in each [[equivalent]], and no other table."
    )
    if tables.keys() - {"equivalent"}:
        raise wrong
    for entry in tables.get("equivalent", []):
        if set(entry) != {"before", "after", "reason"} or not entry["reason"].strip():
            raise wrong
        before = entry["before"].strip("\n")
        found |= {(before, after.strip("\n")) for after in entry["after"]}
    return found


def try_mutants(
    root: Path,
    module: Module,
    exercises: Sequence[Exercise] = (),
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    every: int = 1,
) -> tuple[Tally, ...]:
    """Try the mutants of a module's reference answers against all tests of their exercise.

    exercises  the exercises to try; by default, all that tests grade
    every      1 tries all mutants; a larger number n samples one in n, where CI has no time for all

    A mutant is killed by a check that does not pass, or by not finishing. Calls on_progress(done,
    total) after each. Raises AuthorError if a reference answer does not pass.
    """
    chosen = [one for one in exercises or module.exercises if not one.essay]
    texts = [read_exercise(root, module, one) for one in chosen]
    equivalents = [read_equivalents(text) for text in texts]  # fails before the slow part
    benches = [bench(root, text) for text in texts]
    references = [one.trial(reference_of(text)) for one, text in zip(benches, texts, strict=True)]
    made = [_sample(_mutants_of(text), every) for text in texts]
    trials = [
        one.trial(reference_of(text) | {step: mutant.source}, to_first_failure=True)
        for one, text, found in zip(benches, texts, made, strict=True)
        for step, mutant in found
    ]
    results = run_trials([*references, *trials], references)
    for text in texts:
        if not _survives(next(results)):
            raise AuthorError(
                f"{text.exercise.id}: its reference answer does not pass. "
                f"Run: privacylab verify {text.exercise.id}"
            )
    tallies, done = [], 0
    for text, found, explained in zip(texts, made, equivalents, strict=True):
        alive = []
        for step, mutant in found:
            if _survives(next(results)):
                alive.append((step, mutant))
            done += 1
            on_progress(done, len(trials))
        if every > 1:  # nothing is known about those that were not tried
            explained &= {(mutant.before, mutant.after) for _, mutant in found}
        tallies.append(_tally(text, len(found), alive, explained))
    return tuple(tallies)


def _mutants_of(text: ExerciseText) -> list[tuple[str, Mutant]]:
    """Return every mutant of a reference answer, each with the step that it changes."""
    return [
        (step.name, mutant)
        for step in text.steps
        for mutant in mutants(without_markers(step.answer))
    ]


def _sample(made: list[tuple[str, Mutant]], every: int) -> list[tuple[str, Mutant]]:
    """Return the mutants of every n-th change; a line that occurs twice is tried in both places."""
    chosen = set(list(dict.fromkeys((one.before, one.after) for _, one in made))[::every])
    return [(step, one) for step, one in made if (one.before, one.after) in chosen]


def _survives(results: tuple[Result, ...] | str) -> bool:
    return not isinstance(results, str) and all_passed(results)


def _tally(
    text: ExerciseText,
    total: int,
    alive: list[tuple[str, Mutant]],
    explained: set[tuple[str, str]],
) -> Tally:
    changes = {(mutant.before, mutant.after) for _, mutant in alive}
    steps = {step.name: step for step in text.steps}
    survivors = tuple(
        Survivor(_line(steps[name], mutant), mutant.before, mutant.after)
        for name, mutant in alive
        if (mutant.before, mutant.after) not in explained
    )
    return Tally(
        text.exercise.id,
        total,
        total - len(alive),
        len(alive) - len(survivors),
        survivors,
        tuple(after for _, after in sorted(explained - changes)),
    )


def _line(step: Step, mutant: Mutant) -> int:
    """Return a change's line in exercise.py, where marker lines count; in a mutant they do not."""
    left = mutant.line
    for number, line in enumerate(step.answer.split("\n")):
        left -= line.strip() not in (BEGIN_SOLUTION, END_SOLUTION)
        if not left:
            return step.line + number
    return step.line
