"""A run that was killed resumes where it stopped, and grades nothing twice."""

import multiprocessing
import os
import random
import shutil
import time
from collections.abc import Iterable
from typing import Any

import pytest
import tiny_course as tiny
from nbformat import NotebookNode
from nbformat.v4 import reads_json
from tiny_class import copy_of, pages, rows

from privacylab.catalog import Exercise, Module
from privacylab.grading import Course, Workers, grade_class, marking, prepare

KILLS = int(os.environ.get("KILLS", 10))  # KILLS=30 takes two minutes
LOADED = [
    "privacylab.grading.grader",
    "privacylab.grading.nbgrader_plugin",
    "nbgrader.preprocessors",
]


def run_the_class(home: Course, ran: Course) -> None:
    """Grade the class; what its cells showed is taken from a run before, so that it is quick."""

    def run(
        course: Course, module: Module, learner: str, sent: Iterable[Exercise], _: Any
    ) -> dict[Exercise, NotebookNode]:
        time.sleep(0.03)
        folder = ran.autograded(learner, module.id)
        return {one: reads_json((folder / f"{one.name}.ipynb").read_text()) for one in sent}

    marking._run = run
    grade_class(home, tiny.MODULE, workers=Workers(jobs=2))


def test_what_stands_is_not_marked_again(class_run, home):
    copy_of(class_run, home)
    told: list[tuple[int, int]] = []
    again = grade_class(home, tiny.MODULE, on_progress=lambda *one: told.append(one))
    assert told == [(10, 10)]
    for one in again:
        before = class_run.graded[one.learner]
        assert (one.score, one.points, one.reason) == (before.score, before.points, before.reason)
        assert one.exercises == before.exercises
        assert (one.repaired, one.untouched) == (before.repaired, before.untouched)


@pytest.mark.parametrize("change", ["another answer", "another file", "no page", "no notebook"])
def test_a_submission_that_changed_is_graded_again_and_no_other(class_run, home, change):
    copy_of(class_run, home)
    sent, exercise = tiny.path_of(home, "ada", "RET-01"), tiny.exercise(home, "RET-01")
    if change == "another answer":
        sent.write_text(sent.read_text().replace("warnings.warn", "str"))
    elif change == "another file":
        sent.with_name("helper.py").write_text("def twice(x):\n    return 3 * x\n")
    elif change == "no page":
        home.feedback("ada", tiny.MODULE, exercise).unlink()
    else:
        (home.autograded("ada", tiny.MODULE) / sent.name).unlink()
    told: list[tuple[int, int]] = []
    graded = grade_class(home, tiny.MODULE, on_progress=lambda *one: told.append(one))
    assert told == [(9, 10), (10, 10)]
    score = {one.learner: one.score for one in graded}["ada"]
    assert score < 24 if change == "another file" else score == 24


def test_a_changed_test_grades_everybody_again(class_run, tmp_path, root):
    course = tiny.make_course(tmp_path / "course", root / "nbgrader_config.py", tiny.IN_MODULE)
    home = copy_of(class_run, course)
    tiny.write_text(course.root, tiny.MODULE, "RET-01", extra="sharper = 1")
    told: list[tuple[int, int]] = []
    grade_class(home, tiny.MODULE, on_progress=lambda *one: told.append(one))
    assert told[0] == (0, 10)


def test_one_job_and_three_jobs_write_the_same_gradebook(class_run, home):
    copy_of(class_run, home, graded=False)
    grade_class(home, tiny.MODULE, workers=Workers(jobs=3))
    three = rows(home)
    grade_class(home, tiny.MODULE, workers=Workers(jobs=1), again=True)
    assert three == rows(home) == rows(class_run.course)
    assert pages(home) == pages(class_run.course)


def test_runs_killed_at_random_moments_end_as_an_undisturbed_one(class_run, home):
    """Each time that the class is done, it begins anew."""
    empty = Course(home.root, home.home.with_name("empty"))
    prepare(empty, tiny.MODULE)

    def begin() -> None:
        shutil.rmtree(home.home, ignore_errors=True)
        copy_of(class_run, home, graded=False)
        shutil.copy(empty.home / "gradebook.db", home.home)

    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(LOADED)
    chance, whole, killed, left = random.Random(6962), 0.0, 0, False
    for start_forkserver in (True, False):  # the first run makes the processes' parent
        begin()
        started = time.monotonic()
        run = processes.Process(target=run_the_class, args=[home, class_run.course])
        run.start()
        run.join()
        assert run.exitcode == 0 and (start_forkserver or rows(home) == rows(class_run.course))
        whole = time.monotonic() - started
    while killed < KILLS or left:
        if not left:
            begin()
        run = processes.Process(target=run_the_class, args=[home, class_run.course])
        run.start()
        run.join(timeout=chance.uniform(0.1, 1.0) * whole if killed < KILLS else None)
        left = run.is_alive()
        if left:
            run.kill()
            killed += 1
            run.join()
        else:
            assert run.exitcode == 0
            assert rows(home) == rows(class_run.course)
            assert pages(home) == pages(class_run.course)


def test_a_run_that_is_killed_with_its_jails_at_work_goes_on(class_run, home):
    copy_of(class_run, home, graded=False)
    run = multiprocessing.get_context("spawn").Process(
        target=grade_class, args=[home, tiny.MODULE], kwargs={"workers": Workers(jobs=2)}
    )
    run.start()
    folder = home.home / "feedback"
    while run.is_alive() and len(list(folder.rglob(f"{tiny.MODULE}.html"))) < 3:
        time.sleep(0.05)
    run.kill()
    run.join()
    told: list[tuple[int, int]] = []
    grade_class(home, tiny.MODULE, on_progress=lambda *one: told.append(one))
    assert 2 <= told[0][0] < 10 and told[-1] == (10, 10)
    assert rows(home) == rows(class_run.course)
    assert pages(home) == pages(class_run.course)
