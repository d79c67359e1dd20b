"""Honest submissions get the scores that stock nbgrader gives, but for defects of stock's."""

import copy
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from privacylab.authoring import read_exercise
from privacylab.authoring.cells import is_look
from privacylab.authoring.exercise_notebook import exercise_notebook
from privacylab.authoring.release import release
from privacylab.catalog import find_root, load_catalog
from privacylab.grading import Course, grade_class
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.sandbox.jail.bubblewrap import isolation
from privacylab.verification.answers import reference_of
from privacylab.verification.edits import Cells
from privacylab.verification.verify import all_answers

MODULE = "02_retention"
# besides an empty answer and the reference, one in so many: stock nbgrader takes seconds for each
EVERY = 4
Scores = dict[str, dict[str, float | None]]  # by learner and step; None where none was given
Sent = dict[str, NotebookNode]  # the notebooks of a submission, by the exercise's name
CATALOG = load_catalog(find_root())
TEXTS = [
    read_exercise(find_root(), CATALOG.modules[MODULE], one)
    for one in CATALOG.modules[MODULE].exercises
    if not one.essay
]
FULL = {
    f"{text.exercise.id}-{step.name}": text.points_of(step) for text in TEXTS for step in text.steps
}


def logs(sent: Sent) -> None:
    """A log that goes to standard error, as logging does by itself."""
    _cell(sent, "RET-02-is_inactive").source += (
        "\nimport logging\nlogging.basicConfig()\n_inactive = is_inactive\n"
        "def is_inactive(last_use, as_of):\n"
        "    logging.warning('asked')\n    return _inactive(last_use, as_of)\n"
    )


def loses_a_test(sent: Sent) -> None:
    """A test cell that was deleted by accident."""
    lost = _cell(sent, "RET-01-due_on-test")
    for notebook in sent.values():
        notebook.cells = [cell for cell in notebook.cells if cell is not lost]


def ends_python(sent: Sent) -> None:
    """An answer that ends Python, where a step was given up."""
    _cell(sent, "RET-08-sweep").source = "import os\nos._exit(1)"


# by the defect of stock nbgrader that explains the difference: the accident that shows it, the
# steps that stock gives nothing for, and those that we give nothing for
DEFECTS: dict[str, tuple[Callable[[Sent], None], set[str], set[str]]] = {
    "a line on standard error takes all points of a test": (
        logs,
        {"RET-02-is_inactive", "RET-02-profile_status"},
        set(),
    ),
    "a test cell that is missing is not run": (loses_a_test, {"RET-01-due_on"}, set()),
    "a kernel that dies takes the whole submission with it": (
        ends_python,
        {*FULL},
        {"RET-08-sweep"},
    ),
}


@pytest.fixture(scope="module")
def graded(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Scores, Scores]:
    """The same class, graded by stock nbgrader, and meanwhile by us: (stock's scores, ours).

    One submission holds the k-th answer of every exercise, so that few hold them all.
    """
    offer = isolation()
    if not offer.bwrap:
        pytest.skip(offer.reason)
    home = tmp_path_factory.mktemp("course")
    for part in ("course", "solutions"):
        shutil.copytree(root / part, home / part)
    shutil.copy(root / "nbgrader_config.py", home)
    course = Course(home, home)
    sources = {text.exercise.name: exercise_notebook(text, CATALOG) for text in TEXTS}
    submissions = _class(sources)
    running = _start_stock(home / "var" / "stock", sources, submissions)
    _send(home, submissions)
    grade_class(course, MODULE)
    said, _ = running.communicate()
    stock = _scores(Course(home, home / "var" / "stock"))
    assert stock.keys() == submissions.keys(), said
    return stock, _scores(course)


def _class(sources: dict[str, NotebookNode]) -> dict[str, Sent]:
    released = {name: release(source) for name, source in sources.items()}
    answers = [[one.cells for one in all_answers(text, CATALOG)] for text in TEXTS]
    by_exercise = [[*ones[:2], *ones[2::EVERY]] for ones in answers]
    found = {
        f"answer {number}": _filled(released, row)
        for number, row in enumerate(itertools.zip_longest(*by_exercise, fillvalue={}))
    }
    for defect, (happens, _, _) in DEFECTS.items():
        found[defect] = _filled(released, [reference_of(text) for text in TEXTS])
        happens(found[defect])
    return found


def _filled(released: Sent, answers: Sequence[Cells]) -> Sent:
    sent = copy.deepcopy(released)
    for text, answer in zip(TEXTS, answers, strict=True):
        for cell in sent[text.exercise.name].cells:
            step = cell.id.removeprefix(f"{text.exercise.id}-")
            cell.source = answer.get(step, cell.source)
    return sent


def _cell(sent: Sent, cell_id: str) -> NotebookNode:
    cells = (cell for notebook in sent.values() for cell in notebook.cells)
    (found,) = [cell for cell in cells if cell.id == cell_id]
    return found


def _send(home: Path, submissions: dict[str, Sent]) -> None:
    for learner, sent in submissions.items():
        folder = home / "submitted" / learner / MODULE
        folder.mkdir(parents=True)
        for name, notebook in sent.items():
            nbformat.write(notebook, folder / f"{name}.ipynb")


def _merged(notebooks: Sent) -> NotebookNode:
    """All notebooks as one, without look cells: stock starts a kernel for each, which is slow."""
    merged = copy.deepcopy(next(iter(notebooks.values())))
    cells = (cell for notebook in notebooks.values() for cell in notebook.cells)
    merged.cells = [copy.deepcopy(cell) for cell in cells if not is_look(cell)]
    return merged


def _start_stock(
    home: Path, sources: dict[str, NotebookNode], submissions: dict[str, Sent]
) -> subprocess.Popen[str]:
    """Stock nbgrader, with its own settings and none of the user's."""
    path = home / "source" / MODULE / "all.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(_merged(sources), path)
    _send(home, {learner: {"all": _merged(sent)} for learner, sent in submissions.items()})
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
                name: grade.auto_score
                for notebook in sent.notebooks
                for grade in notebook.grades
                if (name := grade.name.removesuffix("-test")) in FULL
            }
            for sent in gradebook.assignment_submissions(MODULE)
        }


def test_answers_of_the_course_score_as_with_stock_nbgrader(graded):
    stock, ours = graded
    honest = ours.keys() - DEFECTS.keys()
    assert len(honest) >= 8
    assert {name: ours[name] for name in honest} == {name: stock[name] for name in honest}


def test_the_answers_are_not_all_alike(graded):
    _, ours = graded
    for step, most in FULL.items():
        scores = {one[step] for one in ours.values()}
        assert {0, most} <= scores
    for text in TEXTS:  # a step can have a single check, an exercise has several
        steps = [f"{text.exercise.id}-{step.name}" for step in text.steps]
        most = sum(FULL[step] for step in steps)
        assert any(0 < sum(one[step] for step in steps) < most for one in ours.values())


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_difference_is_a_defect_of_stock_nbgrader(graded, defect):
    stock, ours = graded
    _, lost_by_stock, lost_by_us = DEFECTS[defect]
    assert {step for step in FULL if not stock[defect][step]} == lost_by_stock
    assert {step for step in FULL if not ours[defect][step]} == lost_by_us
    for scores, lost in ((stock[defect], lost_by_stock), (ours[defect], lost_by_us)):
        assert all(scores[step] == FULL[step] for step in FULL.keys() - lost)
