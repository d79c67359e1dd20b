"""Proves that the tests of a module tell right answers from wrong ones."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from privacylab.authoring import ExerciseText, read_exercise
from privacylab.authoring.exercise_notebook import exercise_notebook
from privacylab.authoring.release import release
from privacylab.authoring.skeleton import TO_WRITE
from privacylab.catalog import IN_REQUIREMENTS, Catalog, Exercise, Module, load_catalog
from privacylab.checks import Outcome, Result
from privacylab.sandbox.jail.bubblewrap import isolation
from privacylab.verification.answers import (
    Answer,
    Kind,
    read_answers,
    read_record,
    reference_of,
    write_record,
)
from privacylab.verification.graded import run_graded
from privacylab.verification.trial import bench, run_trials

FEWEST: dict[Kind, int] = {"counterfeit": 4, "genuine": 2}
SEEDS = ("", "first", "second")  # of classes; "" is for a person without a class


@dataclass(frozen=True)
class Verdict:
    """The result of one answer; problem is empty if it did what it should."""

    exercise: str
    kind: str
    name: str
    passed: int
    checks: int
    problem: str


@dataclass(frozen=True)
class Coverage:
    """The checks, hints and counterfeits of one requirement."""

    requirement: str
    exercise: str
    public: int
    hidden: int
    hints: int
    counterfeits: tuple[str, ...]

    @property
    def problem(self) -> str:
        if not self.public + self.hidden:
            return f"{self.requirement} has no check: write one in a test of {self.exercise}."
        if self.hints != 3:
            return f"{self.requirement} has {self.hints} hints: write its ladder of three."
        if not self.counterfeits:
            return f"No counterfeit breaks {self.requirement}: write one that does."
        return ""


@dataclass(frozen=True)
class Verification:
    """The verdicts and the coverage of one module."""

    module: str
    verdicts: tuple[Verdict, ...]
    coverage: tuple[Coverage, ...]
    missing: tuple[str, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        found = [verdict.problem for verdict in self.verdicts]
        found += [row.problem for row in self.coverage]
        return tuple(problem for problem in [*found, *self.missing] if problem)


def verify(
    root: Path,
    module: Module,
    exercises: Sequence[Exercise] = (),
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    update: bool = False,
    seeds: Sequence[str] = SEEDS,
) -> Verification:
    """Try the empty, the reference, the genuine and the counterfeit answers of a module.

    exercises  the exercises to verify; by default, all that tests grade
    update     whether to record what each counterfeit fails with the first seed, instead of
               comparing it with the record
    seeds      the class seeds whose hidden tests are run; with the first one, answers are graded
               as a learner's are, in a jail

    Calls on_progress(done, total) after each trial. Raises AuthorError if a text breaks a rule.
    """
    catalog = load_catalog(root)
    chosen = [one for one in exercises or module.exercises if not one.essay]
    texts = [read_exercise(root, module, one) for one in chosen]
    answers = [(text, answer) for text in texts for answer in all_answers(text, catalog)]
    failing: dict[Exercise, dict[str, list[str]]] = {one: {} for one in chosen}
    judged: list[list[Verdict]] = [[] for _ in answers]
    found = _tried(root, texts, answers, seeds)
    for done, (seed, (place, (text, answer))) in enumerate(product(seeds, enumerate(answers)), 1):
        results, first = next(found), seed == seeds[0]
        if answer.kind == "counterfeit" and first and not isinstance(results, str):
            failing[text.exercise] |= {answer.name: _failing(results)}
        record = read_record(text) if first and not update else None
        judged[place].append(_judge(answer, results, text, record, seed))
        on_progress(done, len(seeds) * len(answers))
    verdicts = [next((one for one in some if one.problem), some[0]) for some in judged]
    if update:
        for text in texts:
            write_record(text, {k: v for k, v in failing[text.exercise].items() if k != EMPTY})
    return Verification(
        module.id,
        tuple(verdicts),
        tuple(row for text in texts for row in _coverage(catalog, text, answers)),
        tuple(
            line
            for text in texts
            for line in [*_missing(catalog, text, answers), *_gone(text, answers)]
        ),
    )


def _tried(
    root: Path,
    texts: Sequence[ExerciseText],
    answers: Sequence[tuple[ExerciseText, Answer]],
    seeds: Sequence[str],
) -> Iterator[tuple[Result, ...] | str]:
    """Yield the results of every answer, for one seed after the other.

    With the first seed, an answer is graded as a learner's is, if this machine can isolate a jail.
    All other tests run in the answer's own process, which takes half the time.
    """
    alone = seeds
    if isolation().bwrap:
        alone = seeds[1:]
        yield from run_graded(root, [(text, one.cells, seeds[0]) for text, one in answers])
    if not alone:
        return
    benches = {(text.exercise, seed): bench(root, text, seed) for text in texts for seed in alone}
    references = [benches[text.exercise, alone[0]].trial(reference_of(text)) for text in texts]
    trials = [
        benches[text.exercise, seed].trial(one.cells) for seed in alone for text, one in answers
    ]
    yield from run_trials(trials, references)


EMPTY, REFERENCE = "(empty)", "(reference)"


def all_answers(text: ExerciseText, catalog: Catalog) -> list[Answer]:
    """Return the empty answer, the reference, and the answers in the exercise's folder."""
    cells = release(exercise_notebook(text, catalog)).cells
    stubs = {cell.metadata.nbgrader.grade_id: cell.source for cell in cells if _marked(cell)}
    empty = {step.name: stubs[f"{text.exercise.id}-{step.name}"] for step in text.steps}
    sentences = tuple(check.sentence for check in text.checks)
    return [
        Answer("counterfeit", EMPTY, "", empty, (), sentences),
        Answer("genuine", REFERENCE, "", reference_of(text)),
        *read_answers(text),
    ]


def _marked(cell: object) -> bool:
    return "nbgrader" in getattr(cell, "metadata", {})


def _failing(results: tuple[Result, ...]) -> list[str]:
    return [result.sentence for result in results if result.outcome is not Outcome.PASSED]


def _judge(
    answer: Answer,
    results: tuple[Result, ...] | str,
    text: ExerciseText,
    record: dict[str, list[str]] | None,
    seed: str,
) -> Verdict:
    where = f"{text.exercise.id} {answer.name}" + (f" (class seed {seed!r})" if seed else "")
    if isinstance(results, str):
        problem = f"{where}: it does not run to the end: {results}"
        return Verdict(text.exercise.id, answer.kind, answer.name, 0, len(text.checks), problem)
    failing = _failing(results)
    problem = _problem(answer, failing, text, all_of_them=not seed)
    if not problem and record is not None and answer.kind == "counterfeit" and answer.name != EMPTY:
        problem = _off_the_record(failing, record.get(answer.name), text.exercise)
    return Verdict(
        text.exercise.id,
        answer.kind,
        answer.name,
        len(results) - len(failing),
        len(results),
        f"{where}: {problem}" if problem else "",
    )


def _problem(answer: Answer, failing: list[str], text: ExerciseText, all_of_them: bool) -> str:
    """Return what is wrong with an answer's results, or "".

    Which checks a counterfeit fails, besides those aimed at it, may differ with a class's data.
    all_of_them says that there is no class, so all must be as the author stated.
    """
    aimed, checks = set(answer.aimed_at), {check.sentence: check for check in text.checks}
    if answer.kind == "genuine":
        if failing:
            return (
                f"{failing[0]!r} fails, but a right answer must pass: fix the test, or the text "
                "that it relies on."
            )
        return ""
    if aimed - checks.keys():
        return f"no check says {min(aimed - checks.keys())!r}: correct its aimed_at."
    if not aimed:
        return "no check is aimed at it: name one in aimed_at."
    if aimed - set(failing):
        return f"{min(aimed - set(failing))!r} passes: sharpen that check."
    broken = sorted({checks[sentence].requirement for sentence in failing})
    if all_of_them and answer.name != EMPTY and sorted(answer.breaks) != broken:
        return f"the failing checks cover {broken}: write that in breaks."
    return ""


def _off_the_record(failing: list[str], recorded: list[str] | None, exercise: Exercise) -> str:
    if recorded == failing:
        return ""
    update = f"check that this is right, then run: privacylab verify {exercise.id} --update"
    if recorded is None:
        return f"it is not in fails.json yet: {update}"
    changed = sorted(set(failing) ^ set(recorded))
    if not changed:
        return f"its checks are in a different order than in fails.json: {update}"
    word = "fails now" if changed[0] in failing else "passes now"
    return f"{changed[0]!r} {word}, unlike in fails.json: {update}"


def _coverage(
    catalog: Catalog, text: ExerciseText, answers: list[tuple[ExerciseText, Answer]]
) -> list[Coverage]:
    rows = []
    for requirement in text.exercise.covers:
        checks = [check for check in text.checks if check.requirement == requirement]
        rows.append(
            Coverage(
                requirement,
                text.exercise.id,
                sum(not check.hidden for check in checks),
                sum(check.hidden for check in checks),
                len(catalog.hints.get(requirement, ())),
                tuple(one.name for _, one in answers if requirement in one.breaks),
            )
        )
    return rows


def _missing(
    catalog: Catalog, text: ExerciseText, answers: list[tuple[ExerciseText, Answer]]
) -> list[str]:
    own = [one for other, one in answers if other is text and one.name not in (EMPTY, REFERENCE)]
    counts = Counter(one.kind for one in own)
    lines = [
        f"{text.exercise.id} has {counts[kind]} {kind} answers: write at least {fewest}."
        for kind, fewest in FEWEST.items()
        if counts[kind] < fewest
    ]
    for name in ("exercise.py", "exercise.toml"):
        left = (text.folder / name).read_text(encoding="utf-8").count(TO_WRITE)
        if left:
            lines.append(f"{text.exercise.name}/{name} says {TO_WRITE} {left} times: write it.")
    for name in text.exercise.covers:
        row = catalog.requirements[name]
        if TO_WRITE in row.statement + row.misconception:
            lines.append(f"{IN_REQUIREMENTS} says {TO_WRITE} of {name}: write it.")
    return lines


def _gone(text: ExerciseText, answers: list[tuple[ExerciseText, Answer]]) -> list[str]:
    """Return a problem for each counterfeit that only the record has."""
    names = {one.name for other, one in answers if other is text}
    return [
        f"{text.exercise.id} {name}: fails.json lists it, but there is no such counterfeit: run: "
        f"privacylab verify {text.exercise.id} --update"
        for name in read_record(text)
        if name not in names
    ]
