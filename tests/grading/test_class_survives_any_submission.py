"""A class is graded in one run, whatever is in it."""

import shutil

import pytest
import tiny_course as tiny
from nbformat.v4 import writes_json
from tiny_class import ClassRun, messy

from privacylab.checks import Outcome
from privacylab.grading import grade_class, marking
from privacylab.grading.gradebook.database import open_gradebook


def scores(run: ClassRun, learner: str) -> dict[str, float]:
    return {exercise.id: exercise.score for exercise in run.graded[learner].exercises}


def test_a_right_submission_gets_every_point_though_it_warns_and_imports_its_own_file(class_run):
    ada = class_run.graded["ada"]
    assert (ada.score, ada.points) == (24, 24)
    assert {exercise.outcome for exercise in ada.exercises} == {"passed"}


def test_no_accident_with_the_cells_costs_a_point(class_run):
    assert class_run.graded["ben"].score == 24


def test_each_repair_is_reported(class_run):
    said = " ".join(class_run.graded["ben"].repaired)
    for part in (
        "kernel 'ir'",
        "RET-01: the test of ret_01",
        "RET-08: the test of ret_08",
        "2 times",
        "RET-02: the grading metadata of the test of ret_02",
        "RET-08: the grading metadata of the answer cell of ret_08",
        "empty grading metadata",
    ):
        assert part.lower() in said.lower()


def test_a_notebook_sent_beside_the_right_one_is_named_and_not_graded(class_run):
    assert class_run.graded["ada"].repaired == ("Submitted, but not graded: Untitled.ipynb.",)


def test_partial_credit_counts_the_checks_that_pass(class_run):
    assert scores(class_run, "cem") == {"RET-02": 1.6, "RET-01": 1.5, "RET-08": 0}


def test_a_failing_hidden_check_names_its_requirement_and_its_hint(class_run):
    ret_02 = class_run.graded["cem"].exercises[0]
    assert ret_02.outcome == "partly passed"
    assert ret_02.summary == "1 of 1 public and 0 of 4 hidden checks pass"
    first = ret_02.failing[0]
    assert (first.requirement, first.outcome, first.hint) == (
        "RET-02",
        Outcome.CRASHED,
        1,
    )


def test_code_that_ends_python_costs_its_exercise_alone(class_run):
    assert scores(class_run, "dot") == {"RET-02": 8, "RET-01": 0, "RET-08": 10}


@pytest.mark.parametrize(
    ("learner", "reason"),
    [
        ("cut", "RET-01_twice.ipynb breaks off at line"),
        ("empty", "RET-02_twice.ipynb is empty: save the notebook in JupyterLab, and submit it"),
        (
            "other name",
            "but mine (1).ipynb is: if that is the submission, restore its original name",
        ),
        ("typo", "Did you mean 02_duobling?"),
        ("flat", "move it down into submitted/flat/02_doubling."),
    ],
)
def test_a_submission_that_cannot_be_graded_is_reported_with_its_reason(class_run, learner, reason):
    graded = class_run.graded[learner]
    assert reason in graded.reason
    assert (graded.score, graded.points, graded.exercises) == (0, 24, ())
    assert "could not be graded" in class_run.page(learner)


def test_who_sent_nothing_in_is_not_in_the_run(class_run):
    assert "absent" not in class_run.graded


def test_progress_is_told_from_none_to_all(class_run):
    assert class_run.progress == [(done, 10) for done in range(11)]


def test_the_gradebook_holds_the_same_scores(class_run):
    with open_gradebook(class_run.course) as gradebook:
        for learner in ("ada", "ben", "cem", "dot", "eve"):
            found = gradebook.find_submission(tiny.MODULE, learner).score
            assert found == class_run.graded[learner].score


def test_what_was_sent_in_is_left_as_it_was(class_run, course):
    expected = tiny.notebooks(course, tiny.ALL_RIGHT, messy)
    for task, notebook in expected.items():
        sent = tiny.path_of(class_run.course, "ben", task).read_bytes()
        assert sent.decode() == writes_json(notebook)


def test_a_notebook_that_was_not_sent_counts_as_not_attempted(class_run):
    eve = class_run.graded["eve"]
    assert scores(class_run, "eve") == {"RET-02": 8, "RET-01": 0, "RET-08": 10}
    assert (eve.score, eve.points, eve.reason) == (18, 24, "")
    missing = eve.exercises[1]
    assert (missing.outcome, missing.summary) == ("not attempted", "its notebook was not submitted")


def test_an_earlier_grade_stays_with_a_mark_where_the_submission_fails_now(class_run, home):
    shutil.copytree(class_run.course.home, home.home, dirs_exist_ok=True)
    path = tiny.path_of(home, "ada", "RET-08")
    path.write_bytes(path.read_bytes()[:99])
    (again,) = grade_class(home, tiny.MODULE, "ada")
    assert "breaks off" in again.reason
    assert (again.score, again.has_grade) == (24, True)
    assert again.mark.startswith("latest attempt could not be graded: RET-08_twice.ipynb breaks")
    for task in ("", *tiny.TASKS):
        one = tiny.exercise(home, task) if task else None
        page = home.feedback("ada", tiny.MODULE, one).read_text()
        assert "latest attempt could not be graded: RET-08_twice.ipynb breaks off" in page
    with open_gradebook(home) as gradebook:
        graded = {one.student_id for one in gradebook.assignment_submissions(tiny.MODULE)}
        assert graded == {"ada", "ben", "cem", "dot", "eve"}
        assert gradebook.find_student("ada").score == 24


def test_an_error_that_nobody_foresaw_is_reported_and_logged_and_the_others_are_graded(
    class_run, home, monkeypatch, caplog
):
    shutil.copytree(class_run.course.home, home.home, dirs_exist_ok=True)

    run = marking._run

    def fail_for_ada(course, module, learner, *rest):
        if learner == "ada":
            raise RuntimeError("the disk is made of cheese")
        return run(course, module, learner, *rest)

    monkeypatch.setattr(marking, "_run", fail_for_ada)
    graded = {one.learner: one for one in grade_class(home, tiny.MODULE, again=True)}
    assert "The grader itself failed (RuntimeError)" in graded["ada"].reason
    assert "cheese" not in graded["ada"].reason and "cheese" in caplog.text
    assert graded["ben"].score == 24
    assert (graded["ada"].score, graded["ada"].grader_failed) == (24, True)
    assert not graded["cut"].grader_failed
