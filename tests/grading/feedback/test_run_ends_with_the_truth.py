"""The last line of a class's run, and its exit status, as a script sees them."""

import json
import re

import pytest
import tiny_course as tiny

from commands import run


@pytest.fixture
def class_of_three(root, tmp_path):
    """A class of a tiny course: one is right, one's file is cut off, one has sent none."""
    course = tiny.make_course(tmp_path / "course", root / "nbgrader_config.py", tiny.IN_MODULE)
    for learner in ("ann", "bo", "cy"):
        tiny.send(course, learner, tiny.notebooks(course, tiny.ALL_RIGHT))
    path = tiny.path_of(course, "bo", "RET-08")
    path.write_bytes(path.read_bytes()[:99])
    for path in course.submitted("cy", tiny.MODULE).iterdir():
        path.unlink()
    return course


def test_the_last_line_tells_how_many_were_graded_and_why_the_others_were_not(class_of_three):
    place = class_of_three.root
    code, out, err = run("grade", "02_doubling", "--all", cwd=place)
    assert code == 0, err  # a file that is broken is not the grader's failure
    assert re.fullmatch(
        r"3 submitted: 1 graded, 0 need manual grading, 2 could not be graded \(bo: "
        r"RET-08_twice.ipynb "
        r"breaks off at line \d+, like an interrupted download; cy: No notebook is in "
        r"submitted/cy/02_doubling\)",
        out.splitlines()[-1],
    )
    code, out, err = run("grade", "02_doubling", "--all", "--json", cwd=place)
    assert code == 0 and len(json.loads(out)) == 3
    assert err.splitlines()[-1].startswith("3 submitted: 1 graded")
    code, out, err = run("grade", "02_doubling", "--learner", "bo", cwd=place)
    assert (code, out.splitlines()[-1][:22]) == (0, "1 submitted: 0 graded,")


def test_the_status_is_not_zero_where_the_grader_failed_for_anybody(class_of_three):
    (class_of_three.root / "autograded").mkdir()
    (class_of_three.root / "autograded" / "ann").write_text("a file where a folder belongs")
    code, out, err = run("grade", "02_doubling", "--all", cwd=class_of_three.root)
    assert code == 1
    assert "3 submitted: 0 graded" in out and "ann: The grader itself failed (" in out
