"""Plain nbgrader works on the same course, and gives the same scores."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import tiny_course as tiny
from tiny_class import ClassRun, without_time

from privacylab.grading import Course, grade_class
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.marking import read_config
from privacylab.grading.nbgrader_plugin import Execute
from privacylab.grading.quiet import quiet


def nbgrader(home: Course, *words: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's own command, with nothing of the environment's bin folder on PATH."""
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=home.root,
        env={**os.environ, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )


def at(home: Course) -> tuple[str, str]:
    return "--course-dir", str(home.home)


@pytest.fixture(scope="module")
def plain(class_run: ClassRun) -> Course:
    """Four of the class's submissions, graded by plain nbgrader in a home of their own."""
    ours = class_run.course
    home = Course(ours.root, ours.root / "var" / "plain")
    for learner in ("ada", "cem", "cut", "eve"):
        folder = ours.submitted(learner, tiny.MODULE)
        shutil.copytree(folder, home.submitted(learner, tiny.MODULE))
    done = nbgrader(home, "autograde", tiny.MODULE, *at(home))
    assert "cut" in done.stderr  # it reports the one that it could not read
    done = nbgrader(home, "generate_feedback", tiny.MODULE, *at(home))
    assert done.returncode == 0, done.stderr
    return home


def scores(home: Course, learner: str) -> dict[str, float]:
    with open_gradebook(home) as gradebook:
        found = gradebook.find_submission(tiny.MODULE, learner)
        return {
            grade.name: grade.score for notebook in found.notebooks for grade in notebook.grades
        }


@pytest.mark.parametrize("learner", ["ada", "cem", "eve"])
def test_nbgrader_autograde_gives_the_scores_of_privacylab_grade(class_run, plain, learner):
    assert scores(plain, learner) == scores(class_run.course, learner)
    assert sum(scores(plain, learner).values()) == class_run.graded[learner].score


@pytest.mark.parametrize("learner", ["ada", "cem"])
@pytest.mark.parametrize("task", tiny.TASKS)
def test_nbgrader_generate_feedback_writes_the_same_page(class_run, plain, learner, task):
    exercise = tiny.exercise(plain, task)
    page, same = (one.feedback(learner, tiny.MODULE, exercise) for one in (plain, class_run.course))
    assert without_time(page) == without_time(same)


def test_a_submission_that_nbgrader_cannot_read_gets_the_same_page(class_run, plain):
    page = plain.feedback("cut", tiny.MODULE)
    assert page.read_text(encoding="utf-8") == class_run.page("cut")


def test_nbgrader_export_writes_the_scores(class_run, tmp_path):
    file = tmp_path / "grades.csv"
    book = class_run.course.gradebook_url
    done = nbgrader(class_run.course, "export", "--to", str(file), "--db", book)
    assert done.returncode == 0, done.stderr
    rows = {row["student_id"]: row for row in csv.DictReader(file.read_text().splitlines())}
    assert {name: float(row["score"]) for name, row in rows.items() if float(row["score"])} == {
        name: one.score for name, one in class_run.graded.items() if one.score
    }
    assert set(rows) == set(class_run.graded)


@pytest.fixture(scope="module")
def button(plain):
    """What formgrader's buttons call: NbGraderAPI, with the configuration of its server."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    config = read_config(plain)
    with quiet():
        return NbGraderAPI(CourseDirectory(config=config), config=config)


def test_formgraders_buttons_grade_by_the_same_pipeline(plain, button):
    with quiet():
        assert button.autograde(tiny.MODULE, "cem", force=True)["success"]
        assert button.generate_feedback(tiny.MODULE, "cem", force=True)["success"]
    assert scores(plain, "cem") == {
        tiny.test_id("RET-02"): 1.6,
        tiny.test_id("RET-01"): 1.5,
        tiny.test_id("RET-08"): 0,
    }


def test_nbgrader_keeps_the_earlier_score_of_a_submission_that_fails_now_with_a_mark(plain, button):
    before = scores(plain, "ada")
    path = tiny.path_of(plain, "ada", "RET-08")
    right = path.read_bytes()
    path.write_bytes(right[:70])
    with quiet():
        assert not button.autograde(tiny.MODULE, "ada", force=True)["success"]
    assert scores(plain, "ada") == before and sum(before.values()) == 24
    mark = "latest attempt could not be graded: RET-08_twice.ipynb breaks off"
    for task in ("", *tiny.TASKS):
        exercise = tiny.exercise(plain, task) if task else None
        assert mark in plain.feedback("ada", tiny.MODULE, exercise).read_text()
    (ours,) = grade_class(plain, tiny.MODULE, "ada")
    assert mark in ours.mark and ours.score == 24
    path.write_bytes(right)
    with quiet():
        assert button.autograde(tiny.MODULE, "ada", force=True)["success"]
    for task in ("", *tiny.TASKS):
        exercise = tiny.exercise(plain, task) if task else None
        assert mark not in plain.feedback("ada", tiny.MODULE, exercise).read_text()


def test_a_run_of_nbgrader_that_crashes_leaves_a_mark_and_every_score(plain, button, monkeypatch):
    before = scores(plain, "cem")

    def crash(*_):
        raise RuntimeError("the disk is made of cheese")

    with monkeypatch.context() as patch, quiet():
        patch.setattr(Execute, "preprocess", crash)
        assert not button.autograde(tiny.MODULE, "cem", force=True)["success"]
    assert scores(plain, "cem") == before
    assert "NBGRADER_EXECUTION" not in os.environ  # kernels started later would take it along
    (ours,) = grade_class(plain, tiny.MODULE, "cem")
    assert not ours.reason and scores(plain, "cem") == before


def test_no_answer_is_copied_to_where_a_learners_code_runs(class_run, plain):
    for home in (class_run.course, plain):
        beside = home.autograded("cem", tiny.MODULE)
        assert {path.stem for path in beside.rglob("*")} == set(map(tiny.name_of, tiny.TASKS))


def test_in_the_courses_own_folder_no_answer_is_copied_either(course):
    """There the source folder is real: nbgrader would copy all that lies in it."""
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import find_all_files

    folder = CourseDirectory(config=read_config(course))
    source = folder.format_path(folder.source_directory, ".", tiny.MODULE)
    folder_of_answers = Path(source, tiny.name_of("RET-02"))
    assert (folder_of_answers / "counterfeits.toml").exists()
    assert (folder_of_answers / "genuine" / "doubles.py").exists()
    assert find_all_files(source, folder.ignore + ["*.ipynb"]) == []
