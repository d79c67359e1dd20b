"""What is recorded counts only while all that was made is there; else it is graded anew."""

import subprocess
import sys

import essay_course as essay
import pytest
import tiny_course as tiny

from privacylab.grading import Course, grade_class, last_own
from privacylab.grading.feedback.progress import own_progress
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.own.state import MISSING


def nbgrader(*words):
    def run(home):
        command = [sys.executable, "-m", "nbgrader", *words, "--course-dir", str(home.home)]
        done = subprocess.run(command, cwd=home.root, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    return run


def notebook(home):
    return home.autograded("me", tiny.MODULE) / f"{tiny.name_of(essay.CODE)}.ipynb"


def module_page(home):
    return home.feedback("me", tiny.MODULE)


def exercise_page(home):
    return home.feedback("me", tiny.MODULE, tiny.exercise(home, essay.CODE))


def delete(of):
    return lambda home: of(home).unlink()


def truncate(of):
    def cut(home):
        path = of(home)
        content = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(content[: len(content) // 2])

    return cut


def exchange(home):
    """Another run's notebook, whole and readable."""
    path = notebook(home)
    path.chmod(0o644)
    path.write_text(path.read_text().replace("Doubling", "Halving"))


def forget_the_submission(home):
    with open_gradebook(home) as gradebook:
        gradebook.remove_submission(tiny.MODULE, "me")


GRADEBOOK = {
    "the student is removed": nbgrader("db", "student", "remove", "me", "--force"),
    "the assignment is removed": nbgrader("db", "assignment", "remove", tiny.MODULE, "--force"),
    "the submission is removed": forget_the_submission,
    "the gradebook is deleted": lambda home: (home.home / "gradebook.db").unlink(),
}
NOTEBOOK = {
    "a notebook is deleted": delete(notebook),
    "a notebook is truncated": truncate(notebook),
    "a notebook is of another run": exchange,
}
PAGE = {
    "the page is deleted": delete(module_page),
    "the page is truncated": truncate(module_page),
    "an exercise's page is deleted": delete(exercise_page),
    "an exercise's page is truncated": truncate(exercise_page),
}
GONE = GRADEBOOK | NOTEBOOK | PAGE


@pytest.fixture
def me(ann: Course) -> Course:
    """One's own work: no one else's is there, and it has been graded."""
    essay.send(ann, "me")
    assert essay.grade(ann, "me").score == 8
    return ann


@pytest.mark.parametrize("gone", GONE)
def test_a_target_that_is_gone_is_made_anew(me, gone):
    assert told(me) == [(1, 1)]
    GONE[gone](me)
    assert told(me) == [(0, 1), (1, 1)]
    assert told(me) == [(1, 1)]
    assert essay.row(me, "me")["needs_manual_grade"]
    assert module_page(me).read_text().endswith("</html>")
    assert exercise_page(me).read_text().endswith("</html>")


def told(home):
    found: list[tuple[int, int]] = []
    (graded,) = grade_class(home, tiny.MODULE, "me", lambda *one: found.append(one))
    assert (graded.score, graded.reason) == (8, "")
    return found


@pytest.mark.parametrize("gone", GONE)
def test_progress_shows_no_grade_where_the_grade_is_gone(me, gone):
    GONE[gone](me)
    steps = {step.exercise: step for step in own_progress(me) if step.exercise}
    # a grade is what the gradebook says, and it stands without the files that were made beside it
    lost = {essay.CODE, essay.ESSAY} if gone in GRADEBOOK else set()
    found = {name for name, step in steps.items() if step.state == MISSING}
    assert found == lost
    assert (last_own(me, tiny.MODULE) is None) is (gone in GRADEBOOK)


def test_a_student_who_was_removed_and_comes_back_is_a_new_one(ann):
    nbgrader("db", "student", "remove", "ann", "--force")(ann)
    graded = essay.grade(ann)
    assert (graded.score, graded.needs_person) == (8, True)
    assert essay.letter_of(graded).set_aside == ""


def test_a_student_who_was_removed_and_sends_a_broken_file_has_no_grade(ann):
    path = tiny.path_of(ann, "ann", essay.CODE)
    path.write_bytes(path.read_bytes()[:99])
    assert essay.grade(ann).score == 12.5
    nbgrader("db", "student", "remove", "ann", "--force")(ann)
    assert not essay.grade(ann).has_grade
    assert not essay.grade(ann).has_grade
