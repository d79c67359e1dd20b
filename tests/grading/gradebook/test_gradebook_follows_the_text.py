"""The gradebook follows the course's text, and says when it does."""

import multiprocessing
import shutil
import sqlite3
from contextlib import closing

import pytest
import tiny_course as tiny
from nbgrader.api import Gradebook
from tiny_class import ClassRun

from privacylab.catalog import load_catalog
from privacylab.grading import Course, grade_class, prepare
from privacylab.grading.gradebook.database import open_gradebook


def edition(run: ClassRun, root, in_module=tiny.IN_MODULE) -> Course:
    """Another edition of the course, with the gradebook of the class that was graded before."""
    course = tiny.make_course(root / "course", run.course.root / "nbgrader_config.py", in_module)
    shutil.copy(run.course.home / "gradebook.db", course.home)
    return course


def grades(course: Course, learner: str) -> dict[str, float]:
    with open_gradebook(course) as gradebook:
        found = gradebook.find_submission(tiny.MODULE, learner)
        return {
            grade.name: grade.score for notebook in found.notebooks for grade in notebook.grades
        }


def test_the_same_text_has_nothing_to_say(class_run, tmp_path):
    assert prepare(edition(class_run, tmp_path), tiny.MODULE) == ""


def test_a_changed_test_is_registered_and_said(class_run, tmp_path):
    course = edition(class_run, tmp_path)
    tiny.write_text(course.root, tiny.MODULE, "RET-01", extra="sharper = 1")
    assert prepare(course, tiny.MODULE) == (
        "The exercises of 02_doubling have changed since 5 submissions were graded, and the old "
        "scores count until you grade again: privacylab grade 02_doubling --all"
    )
    assert grades(course, "ada") == grades(class_run.course, "ada")
    assert prepare(course, tiny.MODULE) == ""


@pytest.fixture(params=["removed", "added"])
def other_exercises(request, class_run, tmp_path) -> tuple[Course, set[str]]:
    tasks = {"removed": ("RET-02", "RET-08"), "added": (*tiny.TASKS, "NEW-01")}[request.param]
    return edition(class_run, tmp_path, {**tiny.IN_MODULE, tiny.MODULE: tasks}), set(tasks)


def test_exercises_that_come_or_go_leave_the_scores_of_the_others(class_run, other_exercises):
    course, tasks = other_exercises
    assert "have changed" in prepare(course, tiny.MODULE)
    before, after = grades(class_run.course, "ada"), grades(course, "ada")
    assert set(after) == {tiny.test_id(task) for task in tasks}
    assert all(after[name] == before.get(name, 0) for name in after)
    assert prepare(course, tiny.MODULE) == ""


def test_a_submission_is_graded_by_the_new_exercises(class_run, tmp_path):
    in_module = {**tiny.IN_MODULE, tiny.MODULE: ("RET-02", "NEW-01")}
    course = edition(class_run, tmp_path, in_module)
    answers = {"RET-02": tiny.right("RET-02"), "NEW-01": tiny.right("NEW-01")}
    sent = {task: tiny.notebook(course, task, answer) for task, answer in answers.items()}
    tiny.send(course, "ada", sent)
    (graded,) = grade_class(course, tiny.MODULE, "ada")
    assert (graded.score, graded.points, graded.reason) == (10, 10, "")


def test_what_a_person_has_scored_is_kept(class_run, tmp_path):
    course = edition(class_run, tmp_path, {**tiny.IN_MODULE, tiny.MODULE: ("RET-02",)})
    with open_gradebook(course) as gradebook:
        grade = gradebook.find_grade(
            tiny.test_id("RET-02"), tiny.name_of("RET-02"), tiny.MODULE, "cem"
        )
        grade.manual_score = 7.0
        gradebook.db.commit()
    prepare(course, tiny.MODULE)
    assert grades(course, "cem") == {tiny.test_id("RET-02"): 7.0}


def test_the_catalog_of_each_edition_is_its_own(class_run, tmp_path):
    course = edition(class_run, tmp_path, {tiny.MODULE: ("RET-02",)})
    assert list(load_catalog(course.root).modules) == [tiny.MODULE]


def test_a_new_gradebook_is_of_the_schema_that_nbgrader_would_make(class_run, tmp_path):
    def version(path) -> list[tuple[str]]:
        with closing(sqlite3.connect(path)) as book:
            return book.execute("SELECT version_num FROM alembic_version").fetchall()

    stock = tmp_path / "stock.db"
    Gradebook(f"sqlite:///{stock}", "stock").close()
    assert version(class_run.course.home / "gradebook.db") == version(stock) != []


def test_two_that_grade_for_the_first_time_at_once_share_one_gradebook(tmp_path, root):
    course = tiny.make_course(tmp_path / "course", root / "nbgrader_config.py", tiny.IN_MODULE)
    processes = multiprocessing.get_context("spawn")
    both = [processes.Process(target=prepare, args=(course, tiny.MODULE)) for _ in range(4)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.exitcode for one in both] == [0, 0, 0, 0]
    with open_gradebook(course) as gradebook:
        names = [one.name for one in gradebook.find_assignment(tiny.MODULE).notebooks]
    assert sorted(names) == sorted(map(tiny.name_of, tiny.TASKS))
