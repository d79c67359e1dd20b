"""One's own notebook is graded where it is filled in, and every try is kept."""

import shutil

import pytest
import tiny_course as tiny
from nbformat.v4 import writes_json

from privacylab.authoring import NoSolutions
from privacylab.grading import (
    Course,
    GradingError,
    check_notebook,
    grade_class,
    grade_own,
    last_own,
)
from privacylab.grading.feedback.progress import own_progress
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.own.kept import kept_of, same_cells


@pytest.fixture(scope="module")
def own(course: Course) -> Course:
    """A home for one's own work, whose notebooks are as they were handed out."""
    home = Course(course.root, course.root / "var" / "own")
    fill_in(home, tiny.notebooks(home, {}))
    return home


def fill_in(home: Course, notebooks: tiny.Sent) -> None:
    for task, notebook in notebooks.items():
        path = home.root / "assignments" / tiny.MODULE / f"{tiny.name_of(task)}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(writes_json(notebook))


def test_a_notebook_that_nobody_touched_is_graded_and_told_so(own, capfd):
    graded = grade_own(own, tiny.MODULE)
    assert (graded.learner, graded.score, graded.points) == ("me", 0, 24)
    assert graded.untouched
    assert {exercise.outcome for exercise in graded.exercises} == {"not attempted"}
    assert "Nothing is filled in yet" in graded.feedback.read_text()
    assert capfd.readouterr() == ("", "")  # nbgrader and the kernel keep quiet


def test_a_later_try_is_graded_and_each_that_is_filled_in_is_kept_with_its_points(own):
    exercise = tiny.exercise(own, "RET-01")
    assert kept_of(own, exercise.id) == []  # nothing was filled in
    fill_in(own, {"RET-01": tiny.notebook(own, "RET-01", tiny.wrong("RET-01"))})
    grade_own(own, tiny.MODULE, exercise)
    fill_in(own, tiny.notebooks(own, tiny.ALL_RIGHT))
    graded = grade_own(own, tiny.MODULE)
    assert (graded.score, graded.untouched) == (24, False)
    assert [one.points for one in kept_of(own, exercise.id)] == [6, 1.5]
    latest = kept_of(own, exercise.id)[0].path.read_bytes()
    assert same_cells(latest, own.assignment(tiny.MODULE, exercise).read_bytes())
    sent = tiny.path_of(own, "me", "RET-01")
    assert sent.with_name("timestamp.txt").read_text().endswith(" UTC\n")
    grade_own(own, tiny.MODULE, exercise)
    assert [one.points for one in kept_of(own, exercise.id)] == [6, 1.5]  # the same, kept once


def test_one_exercise_is_graded_alone_and_the_results_of_the_others_stay(own):
    exercise = tiny.exercise(own, "RET-01")
    fill_in(own, {"RET-01": tiny.notebook(own, "RET-01", tiny.wrong("RET-01"))})
    graded = grade_own(own, tiny.MODULE, exercise)
    assert [one.id for one in graded.exercises] == ["RET-01"]
    assert (graded.score, graded.points) == (1.5, 6)
    assert graded.feedback == own.feedback("me", tiny.MODULE, exercise)
    whole = last_own(own, tiny.MODULE)
    assert whole and [one.score for one in whole.exercises] == [8, 1.5, 10]
    assert "19.5" in own.feedback("me", tiny.MODULE).read_text()
    fill_in(own, tiny.notebooks(own, tiny.ALL_RIGHT))


def test_a_try_that_cannot_be_graded_keeps_the_score_with_a_mark_and_changes_no_file(own):
    exercise = tiny.exercise(own, "RET-02")
    filled_in = own.assignment(tiny.MODULE, exercise)
    good = filled_in.read_bytes()
    cut = own.root / "var" / "cut.ipynb"
    cut.write_bytes(good[:50])
    graded = grade_own(own, tiny.MODULE, exercise, cut)
    assert "breaks off" in graded.reason and graded.score == 8
    assert filled_in.read_bytes() == good
    assert graded.feedback == own.feedback("me", tiny.MODULE, exercise)
    assert "latest attempt could not be graded" in graded.feedback.read_text()
    with open_gradebook(own) as gradebook:
        (submission,) = gradebook.assignment_submissions(tiny.MODULE)
        assert {one.name: one.score for one in submission.notebooks} == {
            tiny.name_of("RET-02"): 8,
            tiny.name_of("RET-01"): 1.5,
            tiny.name_of("RET-08"): 10,
        }
    whole = last_own(own, tiny.MODULE)
    assert whole and [bool(one.reason) for one in whole.exercises] == [True, False, False]
    other = grade_own(own, tiny.MODULE, tiny.exercise(own, "RET-08"))
    assert not other.reason  # the mark is on the exercise that it is about, and stays there
    whole = last_own(own, tiny.MODULE)
    assert whole and [bool(one.reason) for one in whole.exercises] == [True, False, False]
    assert not grade_own(own, tiny.MODULE, exercise).reason


def test_a_first_try_that_cannot_be_graded_leaves_no_score(course, tmp_path):
    home = Course(course.root, course.root / "var" / tmp_path.name)
    cut = course.root / "var" / "first.ipynb"
    cut.write_bytes(writes_json(tiny.notebook(home, "RET-02")).encode()[:50])
    graded = grade_own(home, tiny.MODULE, tiny.exercise(home, "RET-02"), cut)
    assert "breaks off" in graded.reason
    with open_gradebook(home) as gradebook:
        assert gradebook.assignment_submissions(tiny.MODULE) == []


def test_checking_runs_the_public_tests_alone_and_keeps_nothing(own):
    path = own.root / "var" / "check.ipynb"
    notebook = tiny.notebook(own, "AUD-01")
    for step, value in (("first", "2 * x"), ("second", "5")):  # right, wrong; the third is empty
        answer = notebook.cells[tiny.place(notebook, f"AUD-01-{step}")]
        answer.source = f"def {step}(x):\n    return {value}"
    path.write_text(writes_json(notebook))
    standing = sorted(own.home.rglob("*"))
    reports = check_notebook(own.root, path)
    assert [(report["task"], report["step"]) for report in reports] == [
        ("AUD-01", step) for step in tiny.STEPS["AUD-01"]
    ]
    assert [report["summary"] for report in reports] == [
        "The public check passes; 1 hidden check runs at grading.",
        "The public check does not pass; 1 hidden check runs at grading.",
        "The public check does not pass; 1 hidden check runs at grading.",
    ]
    outcomes = [check["outcome"] for report in reports for check in report["checks"]]
    assert outcomes == ["passed", "failed", "not attempted"]
    assert sorted(own.home.rglob("*")) == standing


def test_ones_own_work_is_no_member_of_the_class_and_can_still_be_named(course, tmp_path):
    home = Course(course.root, course.root / "var" / tmp_path.name)
    for learner in ("ann", "me"):
        tiny.send(home, learner, tiny.notebooks(home, {}))
    assert [one.learner for one in grade_class(home, tiny.MODULE)] == ["ann"]
    assert [one.learner for one in grade_class(home, tiny.MODULE, "me")] == ["me"]


def test_a_copy_of_the_course_without_its_solutions_checks_and_says_that_it_cannot_grade(
    course, tmp_path
):
    handed_out = Course(tmp_path, tmp_path)
    shutil.copytree(course.root / "course", tmp_path / "course")
    for module, tasks in tiny.IN_MODULE.items():
        for task in tasks:
            path = tmp_path / "assignments" / module / f"{tiny.name_of(task)}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(writes_json(tiny.notebook(course, task)))
    notebook = tiny.notebook(course, "RET-02", tiny.right("RET-02"))
    fill_in(handed_out, {"RET-02": notebook})
    path = handed_out.assignment(tiny.MODULE, tiny.exercise(handed_out, "RET-02"))
    (first, *_) = check_notebook(handed_out.root, path)
    assert first["summary"].startswith("The public check passes")
    with pytest.raises(NoSolutions, match="privacylab check"):
        grade_own(handed_out, tiny.MODULE)
    for cell in notebook.cells:
        cell.metadata.nbgrader = {"grade": True}
    fill_in(handed_out, {"RET-02": notebook})
    with pytest.raises(GradingError, match="a fresh copy"):
        check_notebook(handed_out.root, path)


def test_a_worse_try_does_not_hide_a_better_one(own):
    exercise = tiny.exercise(own, "RET-02")
    fill_in(own, tiny.notebooks(own, tiny.ALL_RIGHT))
    good = grade_own(own, tiny.MODULE, exercise).exercises[0]
    fill_in(own, {"RET-02": tiny.notebook(own, "RET-02", tiny.wrong("RET-02"))})
    (worse,) = grade_own(own, tiny.MODULE, exercise).exercises
    assert (worse.score, worse.outcome) == (1.6, "partly passed")
    assert worse.better and (worse.better.score, worse.better.points) == (8, 8)
    assert worse.better.at <= good.graded_at < worse.graded_at or good.graded_at == worse.graded_at
    assert worse.full_marks
    page = own.feedback("me", tiny.MODULE, exercise).read_text()
    assert "Latest: " in page and "Best: " in page
    steps = {step.exercise: step for step in own_progress(own)}
    assert (steps["RET-02"].score, steps["RET-02"].latest, steps["RET-02"].minutes) == (8, 1.6, 0)
    assert steps["RET-02"].state == "full marks"
    fill_in(own, tiny.notebooks(own, tiny.ALL_RIGHT))
    (again,) = grade_own(own, tiny.MODULE, exercise).exercises
    assert again.better is None and again.best == worse.best  # the first time that it was reached


def test_the_grade_of_a_class_is_its_latest_and_no_better_one_is_kept(course, tmp_path):
    home = Course(course.root, course.root / "var" / tmp_path.name)
    for answers in (tiny.ALL_RIGHT, {}):
        tiny.send(home, "ann", tiny.notebooks(home, answers))
        (graded,) = grade_class(home, tiny.MODULE)
    assert graded.score == 0 and all(one.best is None for one in graded.exercises)
