"""At the scale of a class: the whole are graded, and each broken one has its own sentence."""

import pytest
import tiny_course as tiny
from broken import BROKEN, MISSING
from nbformat.v4 import writes_json

from privacylab.grading import Course, SubmissionResult, grade_class

WHOLE = 3


@pytest.fixture(scope="module")
def graded(course: Course) -> dict[str, SubmissionResult]:
    """A class with every way to be broken, and some who are not, before and after them."""
    home = Course(course.root, course.root / "var" / "broken")
    sent = tiny.notebooks(course, tiny.ALL_RIGHT)
    right = writes_json(sent["RET-01"]).encode()
    for number, (breaks, _) in enumerate(BROKEN.values()):
        learner = f"broken-{number:02d}"
        tiny.send(home, learner, {task: sent[task] for task in ("RET-02", "RET-08")})
        breaks(tiny.path_of(home, learner, "RET-01"), right)
    for number in range(WHOLE):
        tiny.send(home, f"{'abz'[number]}-whole", sent)
    return {one.learner: one for one in grade_class(home, tiny.MODULE)}


@pytest.mark.parametrize("name", BROKEN)
def test_each_broken_one_has_its_own_sentence(graded, name):
    one, says = graded[f"broken-{list(BROKEN).index(name):02d}"], BROKEN[name][1]
    if says == MISSING:
        assert (one.reason, one.score, one.exercises[1].outcome) == ("", 18, "not attempted")
    elif says:
        assert says in one.reason and one.score == 0
    else:
        assert (one.reason, one.score) == ("", 24)


def test_everybody_else_is_graded(graded):
    assert len(graded) == len(BROKEN) + WHOLE
    assert {graded[f"{name}-whole"].score for name in "abz"} == {24}


def test_a_sentence_says_nothing_of_the_graders_own_failure(graded):
    assert not [one.reason for one in graded.values() if "grader itself failed" in one.reason]
