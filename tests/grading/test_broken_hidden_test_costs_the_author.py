"""Before a class is graded, the course's own answers must pass: else nothing is graded."""

from pathlib import Path

import pytest
import tiny_course as tiny

from privacylab.grading import Course, GradingError, grade_class

WRONG_TEST = "assert ret_01(1) == 3"


@pytest.fixture
def own_course(root: Path, tmp_path: Path) -> Course:
    """A tiny course whose text a test may break, with one submission."""
    course = tiny.make_course(tmp_path / "course", root / "nbgrader_config.py", tiny.IN_MODULE)
    tiny.send(course, "ada", tiny.notebooks(course, tiny.ALL_RIGHT))
    return course


def change(course: Course, old: str, new: str) -> None:
    text = course.root / "solutions" / tiny.MODULE / tiny.name_of("RET-01") / "exercise.py"
    assert old in text.read_text()
    text.write_text(text.read_text().replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (
            "assert ret_01(concealed_1002) == 2004",
            "assert ret_01(concealed_1002) == 2005",
            "the hidden check 'the concealed number of RET-15 is doubled' of ret_01 (failed)",
        ),
        ("assert ret_01(2) == 4", "assert ret_01(2) == 5", "the public check 'two becomes four'"),
        ("return x + x", "return x / 0", "the public check 'two becomes four' of ret_01 (crashed)"),
        ("concealed_1001 = 1001", "concealed_1001 = [][1]", "the test of ret_01, which ends early"),
    ],
)
def test_nothing_is_graded_and_the_check_is_named(own_course, old, new, named):
    change(own_course, old, new)
    with pytest.raises(GradingError) as error:
        grade_class(own_course, tiny.MODULE)
    assert "Nothing was graded" in str(error.value) and named in str(error.value)
    assert "solutions/02_doubling/RET-01_twice/exercise.py" in str(error.value)
    assert "privacylab verify RET-01" in str(error.value)
    assert not list(own_course.home.glob("autograded/*/*"))


def test_grades_that_stood_before_a_test_broke_stand_unchanged(own_course):
    (before,) = grade_class(own_course, tiny.MODULE)
    change(own_course, "assert ret_01(2) == 4", "assert ret_01(2) == 5")
    with pytest.raises(GradingError):
        grade_class(own_course, tiny.MODULE)
    change(own_course, "assert ret_01(2) == 5", "assert ret_01(2) == 4")
    assert grade_class(own_course, tiny.MODULE) == [before]


def test_a_check_that_this_machine_fails_costs_nobody(own_course):
    """A test that is right elsewhere may rest on something that is missing here."""
    change(own_course, "concealed_1001 = 1001", "concealed_1001 = open('/missing').read()")
    with pytest.raises(GradingError, match="ends early"):
        grade_class(own_course, tiny.MODULE)
