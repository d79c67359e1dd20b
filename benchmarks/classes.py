"""What the benchmarks grade: course modules, one small exercise, and classes of any size."""

import copy
import functools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import writes_json

from privacylab.authoring import read_exercise
from privacylab.authoring.cells import is_look
from privacylab.authoring.exercise_notebook import exercise_notebook
from privacylab.authoring.release import release
from privacylab.catalog import Exercise, load_catalog
from privacylab.grading import Course
from privacylab.verification.answers import read_answers, reference_of
from privacylab.verification.edits import Cells

REPOSITORY = Path(__file__).parents[1]
SETTINGS = REPOSITORY / "nbgrader_config.py"
CASES = """
provisions = []
[sources]
ORD = "an order"
[traps]
[[facts]]
id = "F-A1"
case = "amazon"
text = "The complaint alleges that nothing was doubled."
source = ["ORD"]
confidence = "SEEN-P"
taught_in = ["{module}"]
"""
MODULE = """
title = "Small"
summary = "Small."
objectives = []
out_of_scope = []
lesson_minutes = 5
prerequisites = []
to_come = []
exercises = [{names}]
"""
REQUIREMENT = """
[[requirements]]
id = "{name}"
statement = "A number is doubled."
cites = ["F-A1"]
standards = []
module = "{module}"
misconception = "Four is twice anything."
basis = "allegation"
"""
BEGINNING = """
# %% [markdown]
# ## Why
# Nothing was doubled, the complaint alleges.{{fact}}`F-A1`

# %% given="setup"
{setup}
"""
STEP = """
# %% [markdown]
# ## Step

# %% step="{name}"
### BEGIN SOLUTION
{answer}
### END SOLUTION

# %% test="{name}"
{test}
"""
SMALL = "02_small"
SETUP = "from privacylab.checks import Checks"
TEST = """
with checks("two becomes four"):
    assert double(2) == 4
### BEGIN HIDDEN TESTS
with checks("a large number is doubled", hint=1):
    assert double(100_021) == 200_042
with checks("text is doubled too", hint=2):
    assert double("ab") == "abab"
### END HIDDEN TESTS
"""
RIGHT = "def double(x):\n    return x + x"
ANSWERS = (
    RIGHT,
    "def double(x):\n    return 2 * x",
    "def double(x):\n    return 4",
    "def double(x):\n    return 2 * int(x)",
    "def double(x):\n    return None",
)


Submission = dict[str, str]  # from an exercise's name to its notebook's text


@dataclass(frozen=True)
class Bench:
    """A module on disk, in its own course, and the answers that its class submits.

    answers  from an exercise's id to its answers, each a dict from step to solution cell
    """

    course: Course
    module: str
    answers: dict[str, list[Cells]]

    @functools.cached_property
    def sources(self) -> dict[Exercise, NotebookNode]:
        """The instructor's notebooks, hidden tests included."""
        root, module = self.course.root, self.course.module(self.module)
        catalog = load_catalog(root)
        return {
            one: exercise_notebook(read_exercise(root, module, one), catalog)
            for one in module.exercises
        }

    def submissions(self, size: int) -> Iterator[tuple[str, Submission]]:
        """Yield each learner and their submission; the same size gives the same submissions."""
        released = {exercise: release(source) for exercise, source in self.sources.items()}
        for number in range(size):
            sent = {}
            for place, (exercise, empty) in enumerate(released.items()):
                notebook = copy.deepcopy(empty)
                answers = self.answers.get(exercise.id, [{}])
                answer = answers[number * (2 * place + 1) % len(answers)]
                for cell in notebook.cells:
                    step = cell.id.removeprefix(f"{exercise.id}-")
                    cell.source = answer.get(step, cell.source)
                sent[exercise.name] = writes_json(notebook)
            yield f"learner-{number:04d}", sent

    def complete(self, sent: Submission) -> dict[str, list[str]]:
        """Return each exercise's code cells, with the full tests instead of the released ones."""
        whole = {
            cell.id: cell.source
            for source in self.sources.values()
            for cell in source.cells
            if _is_test(cell)
        }
        return _code(sent, whole)

    def public(self, sent: Submission) -> dict[str, list[str]]:
        """Return each exercise's code cells as submitted."""
        return _code(sent, {})


def _code(sent: Submission, tests: dict[str, str]) -> dict[str, list[str]]:
    """Return each exercise's code cells by its id, with these tests instead of those submitted."""
    from nbformat.v4 import reads_json

    return {
        name.partition("_")[0]: [
            tests.get(cell.id, cell.source)
            for cell in reads_json(text).cells
            if cell.cell_type == "code" and not is_look(cell)
        ]
        for name, text in sent.items()
    }


def _is_test(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))


@dataclass(frozen=True)
class SmallStep:
    """One step: its answer and its checks, as an author writes them."""

    name: str
    answer: str
    test: str


@dataclass(frozen=True)
class SmallExercise:
    """One exercise; covers lists the requirements that it checks, each worth two points."""

    covers: tuple[str, ...]
    steps: tuple[SmallStep, ...]

    @property
    def name(self) -> str:
        return f"{self.covers[0]}_small"

    def write(self, module: Path, setup: str) -> None:
        """Write the exercise's folder inside its module's folder."""
        folder = module / self.name
        folder.mkdir(parents=True)
        hints = "".join(f'{name} = ["one", "two", "three"]\n' for name in self.covers)
        settings = f'title = "Small"\nminutes = {10 * len(self.covers)}\n\n[hints]\n{hints}'
        (folder / "exercise.toml").write_text(settings)
        text = BEGINNING.format(setup=setup)
        text += "".join(STEP.format(**vars(step)) for step in self.steps)
        (folder / "exercise.py").write_text(text)


def write_course(
    root: Path, module: str, setup: str, exercises: tuple[SmallExercise, ...]
) -> Course:
    """Empty root, and write the course there."""
    shutil.rmtree(root, ignore_errors=True)
    (root / "course" / module).mkdir(parents=True)
    shutil.copy(SETTINGS, root)
    names = ", ".join(f'"{one.name}"' for one in exercises)
    (root / "course" / "course.toml").write_text(f'title = "Small"\nmodules = ["{module}"]\n')
    (root / "course" / module / "module.toml").write_text(MODULE.format(names=names))
    (root / "course" / "cases.toml").write_text(CASES.format(module=module))
    covered = [name for one in exercises for name in one.covers]
    requirements = "".join(REQUIREMENT.format(module=module, name=name) for name in covered)
    (root / "course" / "requirements.toml").write_text(requirements)
    for one in exercises:
        one.write(root / "solutions" / module, setup)
    return Course(root, root)


def small(folder: Path) -> Bench:
    """Return an exercise that takes almost no time to run."""
    one = SmallExercise(("RET-02",), (SmallStep("double", RIGHT, TEST.strip()),))
    answers: list[Cells] = [{"double": answer} for answer in ANSWERS]
    return Bench(write_course(folder, SMALL, SETUP, (one,)), SMALL, {"RET-02": answers})


def course_module(module_id: str, folder: Path) -> Bench:
    """Return a module in a copy of the course, with reference, genuine and counterfeit answers."""
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("course", "solutions", "datasets"):
        shutil.copytree(REPOSITORY / part, folder / part)
    shutil.copy(SETTINGS, folder)
    course = Course(folder, folder)
    module = course.module(module_id)
    texts = [read_exercise(folder, module, one) for one in module.exercises if not one.essay]
    answers = {
        text.exercise.id: [reference_of(text), *(answer.cells for answer in read_answers(text))]
        for text in texts
    }
    return Bench(course, module.id, answers)


MODULES = tuple(one.id for one in load_catalog(REPOSITORY).modules.values() if one.exercises)
EXERCISES: dict[str, Callable[[Path], Bench]] = {
    "small": small,
    **{name: functools.partial(course_module, name) for name in MODULES},
}
