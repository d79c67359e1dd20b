"""Honest submissions get the scores that stock nbgrader gives, but for defects of stock's."""

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from privacylab.authoring import read_tasks, source_notebook
from privacylab.authoring.release import release
from privacylab.catalog import find_root, load_catalog
from privacylab.grading import Course, grade_class
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.sandbox.jail.bubblewrap import isolation
from privacylab.verification import read_answers
from privacylab.verification.verify import own_answers

MODULE = "02_retention"
Scores = dict[str, dict[str, float | None]]  # by learner and exercise; None where none was given
FULL = {one.id: float(one.points) for one in load_catalog(find_root()).modules[MODULE].exercises}


def logs(notebook: NotebookNode) -> None:
    """A log that goes to standard error, as logging does by itself."""
    _cell(notebook, "RET-02").source += (
        "\nimport logging\nlogging.basicConfig()\n_inactive = is_inactive\n"
        "def is_inactive(last_use, as_of):\n"
        "    logging.warning('asked')\n    return _inactive(last_use, as_of)\n"
    )


def loses_a_test(notebook: NotebookNode) -> None:
    """A test cell that was deleted by accident."""
    notebook.cells.remove(_cell(notebook, "RET-01-test"))


def ends_python(notebook: NotebookNode) -> None:
    """An answer that ends Python, where an exercise was given up."""
    _cell(notebook, "RET-08").source = "import os\nos._exit(1)"


# by the defect of stock nbgrader that explains the difference: the accident that shows it, the
# exercises that stock gives nothing for, and those that we give nothing for
DEFECTS: dict[str, tuple[Callable[[NotebookNode], None], set[str], set[str]]] = {
    "a line on standard error takes all points of a test": (logs, {"RET-02"}, set()),
    "a test cell that is missing is not run": (loses_a_test, {"RET-01"}, set()),
    "a kernel that dies takes the whole submission with it": (ends_python, {*FULL}, {"RET-08"}),
}


@pytest.fixture(scope="module")
def graded(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Scores, Scores]:
    """The same class, graded by stock nbgrader (in two halves, for it is slow) and by us at once.

    One notebook holds the k-th answer of every exercise, so that few notebooks hold them all.
    """
    offer = isolation()
    if not offer.bwrap:
        pytest.skip(offer.reason)
    home = tmp_path_factory.mktemp("course")
    for part in ("course", "solutions"):
        shutil.copytree(root / part, home / part)
    shutil.copy(root / "nbgrader_config.py", home)
    course = Course(home, home)
    source = source_notebook(home, course.module(MODULE))
    notebooks = _class(course, source)
    halves = [dict(list(notebooks.items())[first::2]) for first in (0, 1)]
    homes = [home / "var" / f"stock-{number}" for number in (0, 1)]
    running = [_start_stock(*one) for one in zip(homes, (source, source), halves, strict=True)]
    _send(home, notebooks)
    grade_class(course, MODULE)
    said = [one.communicate()[0] for one in running]
    stock = {name: one for folder in homes for name, one in _scores(Course(home, folder)).items()}
    assert stock.keys() == notebooks.keys(), said
    return stock, _scores(course)


def _class(course: Course, source: NotebookNode) -> dict[str, NotebookNode]:
    module = course.module(MODULE)
    text = course.root / "solutions" / MODULE / f"{MODULE}.py"
    tasks = {task.task: task for task in read_tasks(text, module)}
    every = [*own_answers(source, tasks), *read_answers(course.root, module)]
    by_task = [[one for one in every if one.task == task] for task in tasks]
    found = {}
    for number, row in enumerate(itertools.zip_longest(*by_task)):
        notebook = release(source)
        for answer in filter(None, row):
            _cell(notebook, answer.task).source = answer.source
        found[f"answer {number}"] = notebook
    for defect, (happens, _, _) in DEFECTS.items():
        notebook = release(source)
        for task, text in tasks.items():
            _cell(notebook, task).source = text.answer
        happens(notebook)
        found[defect] = notebook
    return found


def _cell(notebook: NotebookNode, cell_id: str) -> NotebookNode:
    (found,) = [cell for cell in notebook.cells if cell.id == cell_id]
    return found


def _send(home: Path, notebooks: dict[str, NotebookNode]) -> None:
    for learner, notebook in notebooks.items():
        path = home / "submitted" / learner / MODULE / f"{MODULE}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)


def _start_stock(
    home: Path, source: NotebookNode, notebooks: dict[str, NotebookNode]
) -> subprocess.Popen[str]:
    """Stock nbgrader, with its own settings and none of the user's."""
    path = home / "source" / MODULE / f"{MODULE}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(source, path)
    _send(home, notebooks)
    env = {**os.environ, "HOME": str(home)}
    command = [sys.executable, "-m", "nbgrader"]
    subprocess.run(
        [*command, "generate_assignment", MODULE],
        cwd=home,
        env=env,
        check=True,
        capture_output=True,
    )
    return subprocess.Popen(
        [*command, "autograde", MODULE],
        cwd=home,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _scores(course: Course) -> Scores:
    with open_gradebook(course) as gradebook:
        return {
            sent.student_id: {
                grade.name.removesuffix("-test"): grade.auto_score
                for grade in sent.notebooks[0].grades
            }
            for sent in gradebook.assignment_submissions(MODULE)
        }


def test_every_answer_of_the_course_scores_as_with_stock_nbgrader(graded):
    stock, ours = graded
    honest = ours.keys() - DEFECTS.keys()
    assert len(honest) >= 15
    assert {name: ours[name] for name in honest} == {name: stock[name] for name in honest}


def test_the_answers_are_not_all_alike(graded):
    _, ours = graded
    for task, most in FULL.items():
        scores = {one[task] for one in ours.values()}
        assert {0, most} < scores


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_difference_is_a_defect_of_stock_nbgrader(graded, defect):
    stock, ours = graded
    _, lost_by_stock, lost_by_us = DEFECTS[defect]
    assert {task for task in FULL if not stock[defect][task]} == lost_by_stock
    assert {task for task in FULL if not ours[defect][task]} == lost_by_us
    for scores, lost in ((stock[defect], lost_by_stock), (ours[defect], lost_by_us)):
        assert all(scores[task] == FULL[task] for task in FULL.keys() - lost)
