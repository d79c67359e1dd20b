"""The two exercises that are measured, and classes of any size that answer them."""

import copy
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import writes_json

from privacylab.authoring import read_tasks, source_notebook
from privacylab.authoring.release import release
from privacylab.grading import Course
from privacylab.verification import read_answers
from small_course import SETTINGS, SmallExercise, write_course

REPOSITORY = SETTINGS.parent
SMALL = "02_small"
SETUP = "from privacylab.checks import Checks"
TEST = """
checks = Checks("RET-02")
with checks("two becomes four"):
    assert double(2) == 4
### BEGIN HIDDEN TESTS
with checks("a large number is doubled", hint=1):
    assert double(100_021) == 200_042
with checks("text is doubled too", hint=2):
    assert double("ab") == "abab"
### END HIDDEN TESTS
checks.report()
"""
RIGHT = "def double(x):\n    return x + x"
ANSWERS = (
    RIGHT,
    "def double(x):\n    return 2 * x",
    "def double(x):\n    return 4",
    "def double(x):\n    return 2 * int(x)",
    "def double(x):\n    return None",
)


@dataclass(frozen=True)
class Bench:
    """An exercise on disk: a course of its own, and the answers that its class gives.

    answers  by the id of the answer's cell
    """

    course: Course
    module: str
    answers: dict[str, tuple[str, ...]]

    @property
    def source(self) -> NotebookNode:
        """The instructor's notebook, hidden tests included."""
        return source_notebook(self.course.root, self.course.module(self.module))

    def notebooks(self, size: int) -> Iterator[tuple[str, str]]:
        """Learners and what they send in, the same for the same size."""
        released = release(self.source)
        for number in range(size):
            notebook = copy.deepcopy(released)
            for place, (task, answers) in enumerate(self.answers.items()):
                (cell,) = [cell for cell in notebook.cells if cell.id == task]
                cell.source = answers[number * (2 * place + 1) % len(answers)]
            yield f"learner-{number:04d}", writes_json(notebook)

    def complete(self, notebook: str) -> list[str]:
        """The code cells of a submission, with the whole tests in place of the released ones."""
        from nbformat.v4 import reads_json

        whole = {cell.id: cell.source for cell in self.source.cells if _is_test(cell)}
        return [
            whole.get(cell.id, cell.source)
            for cell in reads_json(notebook).cells
            if cell.cell_type == "code"
        ]


def _is_test(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))


def small(folder: Path) -> Bench:
    """An exercise whose own work is next to nothing."""
    one = SmallExercise(("RET-02",), RIGHT, TEST.strip())
    return Bench(write_course(folder, SMALL, SETUP, (one,)), SMALL, {"RET-02": ANSWERS})


def retention(folder: Path) -> Bench:
    """02_retention in a copy of the course: the reference, genuine answers and counterfeits."""
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("course", "solutions"):
        shutil.copytree(REPOSITORY / part, folder / part)
    shutil.copy(SETTINGS, folder)
    course = Course(folder, folder)
    module = course.module("02_retention")
    answers = {
        task.task: [task.answer]
        for task in read_tasks(folder / "solutions" / module.id / f"{module.id}.py", module)
    }
    for answer in read_answers(folder, module):
        answers[answer.task].append(answer.source)
    return Bench(course, module.id, {task: tuple(found) for task, found in answers.items()})


EXERCISES: dict[str, Callable[[Path], Bench]] = {"small": small, "02_retention": retention}
