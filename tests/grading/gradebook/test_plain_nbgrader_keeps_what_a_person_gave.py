"""Plain nbgrader autograde keeps what a person gave, by the same rules."""

import essay_course as essay
import tiny_course as tiny

from privacylab.grading import Course
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.gradebook.outcomes import find_outcomes
from privacylab.grading.marking import read_config
from privacylab.grading.quiet import quiet


def autograde(home: Course) -> bool:
    """What formgrader's button calls."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    config = read_config(home)
    with quiet():
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        return api.autograde(tiny.MODULE, "ann", force=True)["success"]


def test_a_letter_that_did_not_change_is_not_asked_for_again(ann):
    before = essay.row(ann)
    assert autograde(ann)
    assert essay.row(ann) == before


def test_a_changed_letter_waits_and_its_grade_comes_back_with_its_text(ann):
    before = essay.row(ann)
    essay.send(ann, "ann", "Dear Dana, maybe.")
    assert autograde(ann)
    row = essay.row(ann)
    assert (row["score"], row["needs_manual_grade"]) == (0, True)
    assert row["auto_comment"].startswith("For the version of ")
    essay.send(ann, "ann")
    assert autograde(ann)
    assert essay.row(ann) == before


def test_a_broken_upload_and_a_whole_one_leave_the_same_grade(ann):
    before = essay.row(ann)
    path = tiny.path_of(ann, "ann", essay.CODE)
    whole = path.read_bytes()
    path.write_bytes(whole[:99])
    assert not autograde(ann)
    assert essay.row(ann) == before
    for task in ("", essay.CODE, essay.ESSAY):
        assert "latest attempt could not be graded" in essay.page(ann, task)
    path.write_bytes(whole)
    assert autograde(ann)
    assert essay.row(ann) == before and essay.grade(ann).score == 12.5


def test_which_checks_failed_is_kept_for_the_class(ann):
    wrong = tiny.notebook(ann, essay.CODE, tiny.wrong(essay.CODE))
    tiny.send_one(ann, "ann", wrong, essay.CODE)
    assert autograde(ann)
    with quiet(), open_gradebook(ann) as gradebook:
        found = find_outcomes(gradebook, ann.module(tiny.MODULE))["ann"][essay.CODE]
    assert tiny.HIDDEN_SENTENCE.format(essay.CODE) in [one.sentence for one in found.failed]
    assert len(found.versions) == 2 and not found.changes
