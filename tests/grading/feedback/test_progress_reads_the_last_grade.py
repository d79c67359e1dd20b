"""The progress view: what one's own last graded try says."""

import json
import subprocess
import sys
from io import StringIO

import tiny_course as tiny
from rich.console import Console

from privacylab.authoring import read_exercise
from privacylab.authoring.build import released
from privacylab.catalog import load_catalog
from privacylab.grading import Course, grade_own
from privacylab.grading.feedback.progress import LESSON, own_progress, show_progress
from privacylab.grading.own.state import NOT_BEGUN
from privacylab.verification.answers import reference_of


def test_before_grading_every_exercise_is_left_and_planned_modules_are_named(root, tmp_path):
    steps = own_progress(Course(root, tmp_path))
    ready = [step for step in steps if step.exercise]
    modules = load_catalog(root).modules.values()
    assert [step.exercise for step in ready] == [
        exercise.id for module in modules for exercise in module.exercises
    ]
    assert {step.state for step in ready} == {NOT_BEGUN}
    assert all(step.minutes > 0 for step in ready)
    assert {"03_audit", "04_deletion"} <= {step.module for step in steps if not step.exercise}


def test_progress_loads_neither_nbgrader_nor_the_grader(root):
    code = (
        "import sys; from privacylab.cli import app; app(['progress'], standalone_mode=False);"
        "slow = {'nbgrader', 'jupytext', 'pandas', 'privacylab.grading.grader'};"
        "sys.exit(', '.join(slow & sys.modules.keys()) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_before_grading_the_minutes_left_are_those_of_the_modules_that_are_ready(root, tmp_path):
    steps = own_progress(Course(root, tmp_path))
    modules = load_catalog(root).modules.values()
    assert sum(step.minutes for step in steps) == sum(
        module.minutes for module in modules if not module.planned
    )
    assert any(step.title == LESSON and step.minutes for step in steps)


def test_after_grading_what_passed_is_done_and_the_rest_is_left(root):
    course, catalog = Course(root, root / "var" / "test_progress"), load_catalog(root)
    module, exercise = catalog.exercise("RET-02")
    notebook = released(read_exercise(root, module, exercise), catalog, root).read()
    answer = reference_of(read_exercise(root, module, exercise))
    for cell in notebook.cells:
        cell.source = answer.get(cell.id.removeprefix("RET-02-"), cell.source)
    course.home.mkdir(parents=True, exist_ok=True)
    mine = course.home / "mine.ipynb"
    mine.write_text(json.dumps(notebook))
    grade_own(course, "02_retention", exercise, mine)
    steps = {step.exercise: step for step in own_progress(course)}
    assert (steps["RET-02"].state, steps["RET-02"].minutes) == ("full marks", 0)
    assert steps["RET-02"].score == exercise.points
    assert steps["RET-08"].state == "not begun" and steps["RET-08"].minutes > 0


def test_a_latest_attempt_that_could_not_be_graded_is_marked_and_the_grade_stays(course, tmp_path):
    home = Course(course.root, course.root / "var" / tmp_path.name)
    home.home.mkdir(parents=True)
    mine = home.home / "mine.ipynb"
    mine.write_text(json.dumps(tiny.notebook(home, "RET-02", tiny.right("RET-02"))))
    exercise = tiny.exercise(home, "RET-02")
    grade_own(home, tiny.MODULE, exercise, mine)
    mine.write_text("{")
    grade_own(home, tiny.MODULE, exercise, mine)
    steps = {step.exercise: step for step in own_progress(home)}
    assert (steps["RET-02"].state, steps["RET-02"].score) == ("full marks", 8)
    assert steps["RET-02"].mark.startswith("latest attempt could not be graded: RET-02_twice.ipynb")
    console = Console(width=200, record=True, file=StringIO())
    show_progress(list(steps.values()), console)
    assert "02_doubling: latest attempt could not be graded: " in console.export_text()
    assert not steps["RET-08"].mark
