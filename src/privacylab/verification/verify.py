"""Proves that the tests of a module tell right answers from wrong ones."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from privacylab.authoring import TaskText, read_tasks, source_notebook
from privacylab.authoring.release import release
from privacylab.catalog import Catalog, Module, load_catalog
from privacylab.checks import Outcome, Result
from privacylab.verification.answers import Answer, Kind, read_answers
from privacylab.verification.trial import run_trials, trial

FEWEST: dict[Kind, int] = {"counterfeit": 4, "genuine": 2}


@dataclass(frozen=True)
class Verdict:
    """What became of one answer; problem is empty where it did as it should."""

    task: str
    kind: str
    name: str
    passed: int
    checks: int
    problem: str


@dataclass(frozen=True)
class Coverage:
    """What stands for one requirement of a module."""

    requirement: str
    exercise: str
    public: int
    hidden: int
    hints: int
    counterfeits: tuple[str, ...]

    @property
    def problem(self) -> str:
        if not self.public + self.hidden:
            return f"{self.requirement} has no check: write one in the test of {self.exercise}."
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
    root: Path, module: Module, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> Verification:
    """Try the empty, the reference, the genuine and the counterfeit answers of a module.

    on_progress is told (done, total) after each. Raises AuthorError where a text breaks a rule.
    """
    catalog = load_catalog(root)
    path = root / "solutions" / module.id / f"{module.id}.py"
    tasks = {task.task: task for task in read_tasks(path, module)}
    source = source_notebook(root, module)
    answers = [*own_answers(source, tasks), *read_answers(root, module)]
    verdicts = []
    references = [trial(source, task.task, task.answer) for task in tasks.values()]
    trials = [trial(source, answer.task, answer.source) for answer in answers]
    for answer, results in zip(answers, run_trials(trials, references), strict=True):
        verdicts.append(_judge(answer, results, tasks[answer.task]))
        on_progress(len(verdicts), len(answers))
    return Verification(
        module.id,
        tuple(verdicts),
        tuple(_coverage(catalog, tasks, answers)),
        tuple(_missing(module, answers)),
    )


def own_answers(source: NotebookNode, tasks: dict[str, TaskText]) -> list[Answer]:
    stubs = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in release(source).cells
        if "nbgrader" in cell.metadata
    }
    answers = []
    for task in tasks.values():
        sentences = tuple(check.sentence for check in task.checks)
        answers.append(
            Answer("counterfeit", "(empty)", task.task, "", stubs[task.task], (), sentences)
        )
        answers.append(Answer("genuine", "(reference)", task.task, "", task.answer))
    return answers


def _judge(answer: Answer, results: tuple[Result, ...] | str, task: TaskText) -> Verdict:
    if isinstance(results, str):
        problem = f"{answer.task} {answer.name}: it does not run to the end: {results}"
        return Verdict(answer.task, answer.kind, answer.name, 0, len(task.checks), problem)
    failing = {result.sentence for result in results if result.outcome is not Outcome.PASSED}
    expected = set(answer.caught_by)
    unknown = expected - {check.sentence for check in task.checks}
    broken = {check.requirement for check in task.checks if check.sentence in expected}
    where = f"{answer.task} {answer.name}"
    problem = ""
    if unknown:
        problem = f"{where}: no check says {min(unknown)!r}: correct its caught_by."
    elif failing - expected:
        problem = f"{where}: {min(failing - expected)!r} fails"
        problem += (
            ": mend the test, or name it in caught_by."
            if expected
            else ", and a right answer must pass: mend the test, or the text that it relies on."
        )
    elif expected - failing:
        problem = f"{where}: {min(expected - failing)!r} passes: sharpen that check."
    elif answer.covers and set(answer.covers) != broken:
        problem = f"{where}: its covers should be {sorted(broken)}, as its checks are."
    passed = len(results) - len(failing)
    return Verdict(answer.task, answer.kind, answer.name, passed, len(results), problem)


def _coverage(
    catalog: Catalog, tasks: dict[str, TaskText], answers: list[Answer]
) -> list[Coverage]:
    rows = []
    for task in tasks.values():
        for requirement in task.covers:
            checks = [check for check in task.checks if check.requirement == requirement]
            rows.append(
                Coverage(
                    requirement,
                    task.task,
                    sum(not check.hidden for check in checks),
                    sum(check.hidden for check in checks),
                    len(catalog.hints.get(requirement, ())),
                    tuple(answer.name for answer in answers if requirement in answer.covers),
                )
            )
    return rows


def _missing(module: Module, answers: list[Answer]) -> list[str]:
    counts = Counter((answer.task, answer.kind) for answer in answers if answer.name[0] != "(")
    lines = []
    for exercise in module.exercises:
        for kind, fewest in FEWEST.items():
            have = counts[exercise.id, kind]
            if have < fewest:
                lines.append(f"{exercise.id} has {have} {kind} answers: write at least {fewest}.")
    return lines
