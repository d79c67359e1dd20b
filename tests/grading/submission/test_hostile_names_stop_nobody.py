"""What a learner's folder is called, or is, costs that learner alone."""

import os

import pytest
import tiny_course as tiny

from privacylab.grading import GradingError, grade_class

RIGHT = "whole"


@pytest.mark.parametrize("name", ["ann\n", "a\x1b[31mb", "\udcff\udcfe", "tab\tbed"])
def test_a_folder_with_such_a_name_has_one_sentence_and_the_class_goes_on(home, name):
    sent = tiny.notebooks(home, tiny.ALL_RIGHT)
    tiny.send(home, RIGHT, sent)
    tiny.send(home, name, sent)
    graded = {one.learner: one for one in grade_class(home, tiny.MODULE)}
    assert graded.pop(RIGHT).score == 24
    ((shown, one),) = graded.items()
    assert shown.isprintable() and one.reason.isprintable()
    assert "has a name that is not plain text in UTF-8: rename it" in one.reason
    assert "rename it" in one.feedback.read_text()


@pytest.mark.parametrize("name", ["…", "a" * 255, "-rf", "$(id)", "a;b", "'", '"', "<b>", "Zoë"])
def test_an_odd_name_is_graded_as_any_other(home, name):
    tiny.send(home, name, tiny.notebooks(home, tiny.ALL_RIGHT))
    (graded,) = grade_class(home, tiny.MODULE)
    assert (graded.learner, graded.reason, graded.score) == (name, "", 24)


@pytest.mark.parametrize("name", ["..", "../whole", "/etc", "."])
def test_a_name_that_leads_elsewhere_is_nobodys(home, name):
    tiny.send(home, RIGHT, tiny.notebooks(home, tiny.ALL_RIGHT))
    with pytest.raises(GradingError, match="There is no learner"):
        grade_class(home, tiny.MODULE, name)


def test_links_in_place_of_learners_cost_themselves_alone(home):
    tiny.send(home, RIGHT, tiny.notebooks(home, tiny.ALL_RIGHT))
    submitted = home.home / "submitted"
    (submitted / "copycat").symlink_to(RIGHT)
    (submitted / "dangling").symlink_to("nowhere")
    (submitted / "loop").symlink_to("loop")
    os.mkfifo(submitted / "pipe")
    (submitted / "linked").mkdir()
    (submitted / "linked" / tiny.MODULE).symlink_to(submitted / RIGHT / tiny.MODULE)
    graded = {one.learner: one for one in grade_class(home, tiny.MODULE)}
    assert graded[RIGHT].score == 24
    assert {name: one.reason for name, one in graded.items() if name != RIGHT} == {
        "copycat": "submitted/copycat is a link: put the folder itself there.",
        "linked": "submitted/linked/02_doubling is a link: put the folder itself there.",
    }
