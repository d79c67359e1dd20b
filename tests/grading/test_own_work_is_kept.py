"""One's own notebook is graded where it is filled in, and every try is kept."""

import shutil

import pytest
import tiny_course as tiny
from nbformat import NotebookNode
from nbformat.v4 import writes_json

from privacylab.authoring import NoSolutions
from privacylab.grading import Course, GradingError, check_notebook, grade_class, grade_own
from privacylab.grading.gradebook.database import open_gradebook


@pytest.fixture(scope="module")
def own(course: Course) -> Course:
    """A home in which an untouched notebook has been graded."""
    home = Course(course.root, course.root / "var" / "own")
    fill_in(home, tiny.notebook(home, {}))
    return home


def fill_in(home: Course, notebook: NotebookNode | str) -> None:
    path = home.root / "assignments" / tiny.MODULE / f"{tiny.MODULE}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook if isinstance(notebook, str) else writes_json(notebook))


def test_a_notebook_that_nobody_touched_is_graded_and_told_so(own, capfd):
    graded = grade_own(own, tiny.MODULE)
    assert (graded.learner, graded.score, graded.points) == ("me", 0, 24)
    assert graded.untouched
    assert {exercise.outcome for exercise in graded.exercises} == {"not attempted"}
    assert "Nothing is filled in yet" in graded.feedback.read_text()
    assert capfd.readouterr() == ("", "")  # nbgrader and the kernel keep quiet


def test_a_later_try_is_graded_and_the_earlier_one_is_kept(own):
    first = own.submitted("me", tiny.MODULE)
    before = first.read_bytes()
    fill_in(own, tiny.notebook(own, tiny.ALL_RIGHT))
    graded = grade_own(own, tiny.MODULE)
    assert (graded.score, graded.untouched) == (24, False)
    (earlier,) = (first.parent / "earlier").iterdir()
    assert earlier.read_bytes() == before
    assert first.with_name("timestamp.txt").read_text().endswith(" UTC\n")


def test_a_try_that_cannot_be_graded_leaves_no_score_and_no_file_changed(own):
    filled_in = own.root / "assignments" / tiny.MODULE / f"{tiny.MODULE}.ipynb"
    good = filled_in.read_bytes()
    cut = own.root / "var" / "cut.ipynb"
    cut.write_bytes(good[:50])
    graded = grade_own(own, tiny.MODULE, cut)
    assert "breaks off" in graded.reason
    assert filled_in.read_bytes() == good
    with open_gradebook(own) as gradebook:
        assert gradebook.assignment_submissions(tiny.MODULE) == []


def test_checking_runs_the_public_tests_alone_and_keeps_nothing(own):
    path = own.root / "var" / "check.ipynb"
    answers = {"RET-02": tiny.right("RET-02"), "RET-01": "def ret_01(x):\n    return 5"}
    path.write_text(writes_json(tiny.notebook(own, answers)))
    standing = sorted(own.home.rglob("*"))
    reports = check_notebook(own.root, path)
    assert [report["task"] for report in reports] == list(tiny.TASKS)
    assert [report["summary"] for report in reports] == [
        "1 of 1 public checks pass; 4 hidden checks run at grading.",
        "0 of 1 public checks pass; 3 hidden checks run at grading.",
        "0 of 1 public checks pass; 5 hidden checks run at grading.",
    ]
    assert sorted(own.home.rglob("*")) == standing


def test_ones_own_work_is_no_member_of_the_class_and_can_still_be_named(course, tmp_path):
    home = Course(course.root, course.root / "var" / tmp_path.name)
    for learner in ("ann", "me"):
        tiny.send(home, learner, tiny.notebook(home, {}))
    assert [one.learner for one in grade_class(home, tiny.MODULE)] == ["ann"]
    assert [one.learner for one in grade_class(home, tiny.MODULE, "me")] == ["me"]


def test_a_copy_of_the_course_without_its_solutions_checks_and_says_that_it_cannot_grade(
    course, tmp_path
):
    handed_out = Course(tmp_path, tmp_path)
    shutil.copytree(course.root / "course", tmp_path / "course")
    notebook = tiny.notebook(course, {"RET-02": tiny.right("RET-02")})
    fill_in(handed_out, notebook)
    path = handed_out.assignment(tiny.MODULE)
    (first, *_) = check_notebook(handed_out.root, path)
    assert first["summary"].startswith("1 of 1 public checks pass")
    with pytest.raises(NoSolutions, match="privacylab check"):
        grade_own(handed_out, tiny.MODULE)
    for cell in notebook.cells:
        cell.metadata.nbgrader = {"grade": True}
    fill_in(handed_out, notebook)
    with pytest.raises(GradingError, match="a fresh copy"):
        check_notebook(handed_out.root, path)
