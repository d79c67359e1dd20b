"""An exercise uses the learner's own functions of an earlier one, of the same submission.

RET-01 builds on RET-02. All notebooks of a submission run in one jail, each by itself.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import tiny_course as tiny
from nbformat import NotebookNode
from nbformat.v4 import reads_json, writes_json

from privacylab.authoring.cells import Role, is_look, role
from privacylab.checks import Outcome
from privacylab.grading import (
    Course,
    SubmissionResult,
    check_notebook,
    grade_class,
    grade_own,
)
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.result.model import CheckLine
from privacylab.grading.result.read import read_checks

USES = "def ret_01(x):\n    return ret_02(x)"
OWN = "factor = 2\n\ndef ret_02(x):\n    return factor * x"
RIGHT = {"RET-02": OWN, "RET-01": "factor = 7\n\n" + USES, "RET-08": tiny.right("RET-08")}
# in the hidden region of RET-08: no name of another notebook is there, of its tests neither
ALONE = """
for _name in ("ret_02", "ret_01", "factor", "looked", "tried", "concealed_1001", "concealed_1004"):
    try:
        eval(_name)
    except NameError:
        continue
    raise RuntimeError(_name)
"""
LOOKS_AROUND = """
def ret_08(x):
    there = {"ret_02", "ret_01", "factor", "looked", "tried"} & set(globals())
    return sorted(there) or 2 * x
"""
STUB = 'def ret_02(x: int) -> int:\n    """Twice x."""\n    raise NotImplementedError()'
TELLS = """
from privacylab.checks.earlier_exercises import NeedsEarlier

def ret_02(x):
    if x > 1000:
        raise NeedsEarlier(f"It has come in: {x}")
    return 2 * x
"""


def keep(sent: tiny.Sent) -> None:
    """Send the notebooks as they are."""


def leave_out_the_earlier_one(sent: tiny.Sent) -> None:
    del sent["RET-02"]


def lose_the_line_that_loads(sent: tiny.Sent) -> None:
    sent["RET-01"].cells.pop(tiny.place(sent["RET-01"], "RET-01-earlier"))


def change_the_line_that_loads(sent: tiny.Sent) -> None:
    cell = sent["RET-01"].cells[tiny.place(sent["RET-01"], "RET-01-earlier")]
    cell.source = "def ret_02(x):\n    return 0"


def play(sent: tiny.Sent) -> None:
    """Move each look cell between an answer and its test: it would take all points if it ran."""
    for task, notebook in sent.items():
        for look in [cell for cell in notebook.cells if is_look(cell)]:
            notebook.cells.remove(look)
            look.source = f"print('played')\n{tiny.function_of(task)} = None\nfactor = 0"
            notebook.cells.insert(tiny.place(notebook, tiny.answer_id(task)) + 1, look)


def play_and_lose_the_marks(sent: tiny.Sent) -> None:
    play(sent)
    for notebook in sent.values():
        for cell in filter(is_look, notebook.cells):
            cell.metadata = NotebookNode()


# by learner: what differs from RIGHT, and what befalls the notebooks
SENT: dict[str, tuple[dict[str, str], tiny.Edit]] = {
    "right": ({}, keep),
    "looks around": ({"RET-08": LOOKS_AROUND}, keep),
    "triples": ({"RET-02": "def ret_02(x):\n    return 3 * x"}, keep),
    "partly": ({"RET-02": "def ret_02(x):\n    return 2 * x if x < 1003 else 0"}, keep),
    "fails": ({"RET-02": "def ret_02(x):\n    raise ValueError('mine')"}, keep),
    "tells": ({"RET-02": TELLS}, keep),
    "loses the line": ({}, lose_the_line_that_loads),
    "changes the line": ({}, change_the_line_that_loads),
    "plays": ({}, play),
    "plays unmarked": ({}, play_and_lose_the_marks),
    "missing": ({}, leave_out_the_earlier_one),
    "raises": ({"RET-02": "1 / 0\n\n" + OWN}, keep),
    "exits": ({"RET-02": "import os\nos._exit(1)\n\n" + OWN}, keep),
    "misspells": ({"RET-02": "def ret_02(x:\n    return 2 * x"}, keep),
    "renames": ({"RET-02": OWN.replace("ret_02", "twice")}, keep),
    "untouched": ({"RET-02": STUB}, keep),
}
NOT_DEFINED = "ret_02 is not defined in your notebook"
WAITING = {  # by learner: what the public check that needs RET-02 says
    "missing": "its notebook is not beside this one",
    "raises": NOT_DEFINED,
    "exits": NOT_DEFINED,
    "misspells": NOT_DEFINED,
    "renames": NOT_DEFINED,
    "untouched": "ret_02 is not written yet in your notebook",
}


@dataclass(frozen=True)
class Graded:
    """The same submissions, graded in two homes: by us and by plain nbgrader."""

    ours: Course
    plain: Course
    results: dict[str, SubmissionResult]

    def scores(self, learner: str) -> dict[str, float]:
        return {one.id: one.score for one in self.results[learner].exercises}


@pytest.fixture(scope="module")
def building(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A tiny course of its own, in which RET-01 builds on RET-02."""
    folder = tmp_path_factory.mktemp("building")
    made = tiny.make_course(folder, root / "nbgrader_config.py", {tiny.MODULE: tiny.TASKS})
    path = folder / "solutions" / tiny.MODULE / tiny.name_of("RET-02") / "exercise.py"
    path.write_text(path.read_text().replace("\nwith checks(", "\ntried = 2\nwith checks(", 1))
    tiny.write_text(folder, tiny.MODULE, "RET-01", builds_on='RET-02 = ["ret_02"]')
    tiny.write_text(folder, tiny.MODULE, "RET-08", extra=ALONE)
    return made


@pytest.fixture(scope="module")
def graded(building: Course) -> Graded:
    ours, plain = home_in(building, "ours"), home_in(building, "plain")
    for learner, (answers, edit) in SENT.items():
        sent = tiny.notebooks(building, {**RIGHT, **answers}, edit)
        for home in (ours, plain):
            tiny.send(home, learner, sent)
    running = subprocess.Popen(
        [sys.executable, "-m", "nbgrader", "autograde", tiny.MODULE, "--course-dir", plain.home],
        cwd=plain.root,
        env={**os.environ, "PATH": "/usr/bin:/bin"},
        stderr=subprocess.PIPE,
        text=True,
    )
    results = {one.learner: one for one in grade_class(ours, tiny.MODULE)}
    _, said = running.communicate()
    assert running.returncode == 0, said
    return Graded(ours, plain, results)


def home_in(course: Course, name: str) -> Course:
    return Course(course.root, course.root / "var" / name)


def points(home: Course, learner: str) -> dict[str, float]:
    """What the gradebook says of each test."""
    with open_gradebook(home) as gradebook:
        found = gradebook.find_submission(tiny.MODULE, learner)
        return {grade.name: grade.score for one in found.notebooks for grade in one.grades}


def ran(home: Course, learner: str, task: str) -> list[NotebookNode]:
    """The cells of a notebook that ran; none where it was not sent."""
    path = home.autograded(learner, tiny.MODULE) / f"{tiny.name_of(task)}.ipynb"
    return reads_json(path.read_text(encoding="utf-8")).cells if path.exists() else []


def reported(home: Course, learner: str, task: str) -> list[tuple[CheckLine, ...]]:
    return [read_checks(cell) for cell in ran(home, learner, task) if role(cell) is Role.TEST]


@pytest.mark.parametrize("learner", SENT)
def test_plain_nbgrader_gives_the_same_scores(graded, learner):
    assert points(graded.plain, learner) == points(graded.ours, learner)
    assert sum(points(graded.ours, learner).values()) == graded.results[learner].score


@pytest.mark.parametrize("learner", SENT)
def test_plain_nbgrader_tells_of_the_same_checks(graded, learner):
    """It ran each notebook in a jail of its own, and those that it builds on before it."""
    for task in tiny.TASKS:
        ours, plain = (reported(home, learner, task) for home in (graded.ours, graded.plain))
        assert ours == plain


def test_the_learners_own_function_is_used_and_its_notebooks_names_stay_its_own(graded):
    assert graded.scores("right") == {"RET-02": 8, "RET-01": 6, "RET-08": 10}


@pytest.mark.parametrize(
    ("learner", "scores"),
    [
        ("triples", {"RET-02": 0, "RET-01": 0, "RET-08": 10}),
        ("partly", {"RET-02": 4.8, "RET-01": 4.5, "RET-08": 10}),
    ],
)
def test_a_mistake_in_the_earlier_one_is_a_mistake_in_what_builds_on_it(graded, learner, scores):
    assert graded.scores(learner) == scores


def test_an_error_in_the_earlier_function_is_a_crash_of_the_check_that_calls_it(graded):
    checks = graded.results["fails"].exercises[1].checks
    assert {check.outcome for check in checks} == {Outcome.CRASHED}
    assert "ValueError: mine" in checks[0].detail


def test_no_name_of_one_notebook_is_in_another_neither_the_learners_nor_the_tests(graded):
    assert graded.scores("looks around") == {"RET-02": 8, "RET-01": 6, "RET-08": 10}


@pytest.mark.parametrize(
    ("learner", "says"),
    [
        ("loses the line", "RET-01: The given cell earlier was missing: it was put back."),
        ("changes the line", "RET-01: The given cell earlier had been changed"),
    ],
)
def test_the_line_that_loads_them_is_the_courses_own(graded, learner, says):
    assert graded.scores(learner) == {"RET-02": 8, "RET-01": 6, "RET-08": 10}
    (said,) = graded.results[learner].repaired
    assert said.startswith(says)


@pytest.mark.parametrize("learner", WAITING)
def test_checks_that_need_what_is_not_there_are_skipped_and_name_it(graded, learner):
    waiting = graded.results[learner].exercises[1]
    assert {check.outcome for check in waiting.checks} == {Outcome.SKIPPED}
    assert (waiting.score, waiting.outcome) == (0, "skipped")
    public, *hidden = waiting.checks
    assert public.detail == (f"It needs RET-02: {WAITING[learner]}.",)
    assert {check.detail for check in hidden} == {("It needs RET-02.",)}
    assert all(check.hint is None for check in waiting.checks)


@pytest.mark.parametrize("learner", WAITING)
def test_what_needs_nothing_of_it_is_graded_all_the_same(graded, learner):
    assert graded.scores(learner) == {"RET-02": 0, "RET-01": 0, "RET-08": 10}


def test_a_hidden_check_is_skipped_without_the_learners_words(graded):
    """They could be the data of a hidden check."""
    for exercise in graded.results["tells"].exercises[:2]:
        public, *hidden = exercise.checks
        assert public.outcome is Outcome.PASSED
        assert {check.outcome for check in hidden} == {Outcome.SKIPPED}
    needed = {check.detail for check in graded.results["tells"].exercises[1].checks[1:]}
    assert needed == {("It needs RET-02.",)}
    for home in (graded.ours, graded.plain):
        outputs = [cell.get("outputs") for task in tiny.TASKS for cell in ran(home, "tells", task)]
        assert "It has come in: 1" not in str(outputs)
    for path in (graded.ours.home / "feedback" / "tells").rglob("*.html"):
        assert "It has come in: 1" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("learner", ["plays", "plays unmarked"])
def test_a_look_cell_does_not_run_also_where_it_lost_its_marks(graded, learner):
    assert graded.scores(learner) == {"RET-02": 8, "RET-01": 6, "RET-08": 10}
    for home in (graded.ours, graded.plain):
        for task in tiny.TASKS:
            played = [cell for cell in ran(home, learner, task) if "played" in cell.source]
            assert len(played) == 2
            assert all(look.outputs == [] for look in played)


def test_the_notebooks_of_a_submission_run_in_one_jail(building):
    """Each tells the process that it runs in; no name of it is in the next."""
    home = home_in(building, "one jail")
    tells = "\n\nimport os\nprint('process', os.getpid(), open('before', 'a+').tell())"
    tells += "\nopen('before', 'a').write('x')"
    answers = {task: answer + tells for task, answer in RIGHT.items()}
    tiny.send(home, "ann", tiny.notebooks(building, answers))
    (result,) = grade_class(home, tiny.MODULE)
    assert result.score == 24
    said = [
        output.text.split()
        for task in tiny.TASKS
        for cell in ran(home, "ann", task)
        for output in cell.get("outputs", ())
        if output.get("name") == "stdout"
    ]
    assert len({process for _, process, _ in said}) == 1
    assert [before for _, _, before in said] == ["0", "1", "2"]


def test_one_exercise_of_ones_own_is_graded_with_the_one_it_builds_on(building):
    own = home_in(building, "own")
    for task, notebook in tiny.notebooks(own, RIGHT).items():
        path = own.assignment(tiny.MODULE, tiny.exercise(own, task))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(writes_json(notebook))
    exercise = tiny.exercise(own, "RET-01")
    graded = grade_own(own, tiny.MODULE, exercise)
    assert [(one.id, one.score) for one in graded.exercises] == [("RET-01", 6)]
    own.assignment(tiny.MODULE, tiny.exercise(own, "RET-02")).unlink()
    shutil.rmtree(own.home / "submitted")
    graded = grade_own(own, tiny.MODULE, exercise)
    assert [(one.id, one.outcome) for one in graded.exercises] == [("RET-01", "skipped")]


def test_one_exercise_of_ones_own_names_the_unreadable_one_that_it_builds_on(building):
    own = home_in(building, "unreadable")
    folder = own.home / "mine"
    folder.mkdir(parents=True)
    for task, notebook in tiny.notebooks(own, RIGHT).items():
        (folder / f"{tiny.name_of(task)}.ipynb").write_text(writes_json(notebook))
    earlier = folder / f"{tiny.name_of('RET-02')}.ipynb"
    earlier.write_bytes(earlier.read_bytes()[:50])
    exercises = [tiny.exercise(own, task) for task in ("RET-01", "RET-08")]
    files = [folder / f"{one.name}.ipynb" for one in exercises]
    waiting = grade_own(own, tiny.MODULE, exercises[0], files[0])
    assert waiting.reason.startswith("RET-02_twice.ipynb breaks off at line")
    assert grade_own(own, tiny.MODULE, exercises[1], files[1]).score == 10


def test_a_check_of_one_notebook_uses_the_one_beside_it(building):
    folder = building.root / "var" / "beside"
    folder.mkdir(parents=True)
    paths = {task: folder / f"{tiny.name_of(task)}.ipynb" for task in tiny.TASKS}
    for task, notebook in tiny.notebooks(building, RIGHT).items():
        paths[task].write_text(writes_json(notebook))
    (report,) = check_notebook(building.root, paths["RET-01"])
    assert [check["outcome"] for check in report["checks"]] == ["passed"]
    for break_it in (lambda path: path.write_text("{"), Path.unlink):
        break_it(paths["RET-02"])
        (report,) = check_notebook(building.root, paths["RET-01"])
        assert [check["outcome"] for check in report["checks"]] == ["skipped"]
        assert report["checks"][0]["detail"] == [
            "It needs RET-02: its notebook is not beside this one."
        ]
