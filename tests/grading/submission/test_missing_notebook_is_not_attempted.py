"""A notebook that was not sent counts as not attempted, by us and by plain nbgrader alike."""

import re

import pytest
import tiny_course as tiny
from nbformat.v4 import writes_json

from privacylab.grading import Course, grade_class, grade_own, last_own
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.marking import read_config
from privacylab.grading.quiet import quiet


@pytest.fixture(scope="module")
def button(course: Course):
    """What formgrader's button for grading calls."""

    def press(home: Course, learner: str) -> bool:
        from nbgrader.apps import NbGraderAPI
        from nbgrader.coursedir import CourseDirectory

        config = read_config(home)
        with quiet():
            api = NbGraderAPI(CourseDirectory(config=config), config=config)
            return api.autograde(tiny.MODULE, learner, force=True)["success"]

    return press


def points(home: Course, learner: str) -> dict[str, float]:
    with open_gradebook(home) as gradebook:
        found = gradebook.find_submission(tiny.MODULE, learner)
        assert found.max_score == 24
        return {grade.name: grade.score for one in found.notebooks for grade in one.grades}


ALL = {tiny.test_id("RET-02"): 8, tiny.test_id("RET-01"): 6, tiny.test_id("RET-08"): 10}


@pytest.mark.parametrize("missing", tiny.TASKS)
def test_whichever_notebook_is_missing_the_others_are_graded(home, button, missing):
    tiny.send(home, "eve", tiny.notebooks(home, tiny.ALL_RIGHT))
    tiny.path_of(home, "eve", missing).unlink()
    (ours,) = grade_class(home, tiny.MODULE)
    expected = ALL | {tiny.test_id(missing): 0}
    assert points(home, "eve") == expected
    assert {one.id: one.outcome for one in ours.exercises} == {
        task: "not attempted" if task == missing else "passed" for task in tiny.TASKS
    }
    assert button(home, "eve")
    assert points(home, "eve") == expected


@pytest.mark.parametrize("by_button", [False, True])
def test_nothing_is_left_of_a_notebook_that_is_no_longer_sent(home, button, by_button):
    tiny.send(home, "eve", tiny.notebooks(home, tiny.ALL_RIGHT))
    (before,) = grade_class(home, tiny.MODULE)
    assert before.score == 24
    tiny.path_of(home, "eve", "RET-01").unlink()
    if by_button:
        assert button(home, "eve")
    else:
        (now,) = grade_class(home, tiny.MODULE)
        assert now.score == 18
        page = home.feedback("eve", tiny.MODULE).read_text()
        assert "its notebook was not submitted" in page
        assert f"{tiny.name_of('RET-01')}.html" not in page
        assert not home.feedback("eve", tiny.MODULE, tiny.exercise(home, "RET-01")).exists()
    assert points(home, "eve") == ALL | {tiny.test_id("RET-01"): 0}
    assert sorted(path.stem for path in home.autograded("eve", tiny.MODULE).iterdir()) == [
        tiny.name_of("RET-02"),
        tiny.name_of("RET-08"),
    ]


def page_of(home: Course) -> str:
    """A learner's page, without the time of the attempt."""
    page = home.feedback("ann", tiny.MODULE).read_text()
    return re.sub(r"That was on [-:0-9 ]+ UTC", "", page)


def test_a_notebook_that_a_browser_renamed_is_no_missing_one_and_nbgrader_refuses_it_too(
    home, button
):
    tiny.send(home, "ann", tiny.notebooks(home, tiny.ALL_RIGHT))
    assert button(home, "ann")
    path = tiny.path_of(home, "ann", "RET-01")
    path.rename(path.with_name("RET-01_twice (1).ipynb"))
    assert not button(home, "ann")
    page = page_of(home)
    assert "rename it to RET-01_twice.ipynb" in page
    assert points(home, "ann") == ALL  # those of the version before, which the page says
    assert "latest attempt could not be graded" in page
    (ours,) = grade_class(home, tiny.MODULE)
    assert "rename it to RET-01_twice.ipynb" in ours.reason
    assert page_of(home) == page


def test_nbgrader_too_refuses_a_notebook_under_another_ones_name(home, button):
    tiny.send(home, "ann", tiny.notebooks(home, tiny.ALL_RIGHT))
    assert button(home, "ann")
    tiny.send_one(home, "ann", tiny.notebook(home, "RET-08", tiny.right("RET-08")), "RET-01")
    assert not button(home, "ann")
    page = page_of(home)
    assert "RET-01_twice.ipynb holds RET-08, another exercise" in page
    assert points(home, "ann") == ALL  # those of the version before, which the page says
    assert "latest attempt could not be graded" in page
    (ours,) = grade_class(home, tiny.MODULE)
    assert "RET-01_twice.ipynb holds RET-08, another exercise" in ours.reason
    assert page_of(home) == page


def test_a_copy_beside_the_notebook_itself_is_named_and_nothing_more(home, button):
    tiny.send(home, "ann", tiny.notebooks(home, tiny.ALL_RIGHT))
    path = tiny.path_of(home, "ann", "RET-01")
    copy = tiny.notebook(home, "RET-01", tiny.wrong("RET-01"))
    path.with_name("RET-01_twice (1).ipynb").write_text(writes_json(copy))
    (ours,) = grade_class(home, tiny.MODULE)
    assert ours.score == 24
    assert ours.repaired == ("Submitted, but not graded: RET-01_twice (1).ipynb.",)
    assert button(home, "ann")
    assert points(home, "ann") == ALL


def test_a_broken_try_at_one_exercise_of_ones_own_does_not_hinder_another(course, tmp_path):
    own = Course(course.root, course.root / "var" / tmp_path.name)
    own.home.mkdir(parents=True)
    files = {}
    for task, notebook in tiny.notebooks(own, tiny.ALL_RIGHT).items():
        files[task] = own.home / f"{task}.ipynb"
        files[task].write_text(writes_json(notebook))
    cut = own.home / "cut.ipynb"
    cut.write_bytes(files["RET-02"].read_bytes()[:50])
    one, other = (tiny.exercise(own, task) for task in ("RET-02", "RET-08"))
    assert grade_own(own, tiny.MODULE, one, files["RET-02"]).score == 8
    assert "breaks off" in grade_own(own, tiny.MODULE, one, cut).reason
    graded = grade_own(own, tiny.MODULE, other, files["RET-08"])
    assert (graded.reason, graded.score) == ("", 10)
    assert grade_own(own, tiny.MODULE, one, files["RET-02"]).score == 8
    whole = last_own(own, tiny.MODULE)
    assert whole and [exercise.score for exercise in whole.exercises] == [8, 0, 10]
