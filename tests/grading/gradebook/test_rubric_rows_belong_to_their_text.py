"""The rows of a rubric are kept for the text that they were given for."""

import essay_course as essay
import pytest
import tiny_course as tiny

from privacylab.authoring import AuthorError, read_exercise
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.gradebook.rubric import Essay, RubricError, find_rows, keep_rows, total
from privacylab.grading.gradebook.stamps import find_attempt

FIRST, SECOND = essay.ROWS


def rows(home, points=None):
    """The rows that ann's letter has, once these were given, if any were."""
    module, exercise = home.module(tiny.MODULE), tiny.exercise(home, essay.ESSAY)
    with open_gradebook(home) as gradebook:
        letter = Essay(gradebook, home, module, exercise, find_attempt(gradebook, module, "ann"))
        if points is not None:
            keep_rows(letter, points)
            gradebook.db.commit()
        found = find_rows(letter)
    return found, total(letter, found)


def test_rows_that_add_up_to_the_score_are_on_the_learners_page(ann):
    assert rows(ann, {FIRST: 2, SECOND: 1}) == ({FIRST: 2, SECOND: 1}, 3)
    letter = essay.letter_of(essay.grade(ann))
    assert [(one.name, one.score, one.points) for one in letter.rubric] == [
        (FIRST, 2, 2),
        (SECOND, 1, 2),
    ]
    assert '<td class="points">1 of 2</td>' in essay.page(ann, essay.ESSAY)


def test_rows_that_are_not_the_score_are_not_shown_as_what_it_is_made_of(ann):
    for given, whole in (({FIRST: 2, SECOND: 2}, 4), ({FIRST: 2, SECOND: None}, None)):
        assert rows(ann, given)[1] == whole
        assert essay.letter_of(essay.grade(ann)).rubric == ()


def test_a_changed_letter_has_no_rows_and_the_old_one_has_its_own_again(ann):
    rows(ann, {FIRST: 2, SECOND: 1})
    essay.send(ann, "ann", "Dear Dana, maybe.")
    assert essay.letter_of(essay.grade(ann)).rubric == ()
    assert rows(ann) == ({}, None)
    essay.send(ann, "ann")
    assert len(essay.letter_of(essay.grade(ann)).rubric) == 2


@pytest.mark.parametrize("points", [-0.5, 2.5, float("nan"), "2", [1]])
def test_points_that_a_row_does_not_have_are_refused_and_nothing_changes(ann, points):
    rows(ann, {FIRST: 1})
    with pytest.raises(RubricError, match="takes a number from 0 to 2"):
        rows(ann, {FIRST: 2, SECOND: points})
    assert rows(ann)[0] == {FIRST: 1}


def test_an_erased_learner_leaves_no_rows(ann):
    rows(ann, {FIRST: 1})
    with open_gradebook(ann) as gradebook:
        gradebook.remove_student("ann")
    with open_gradebook(ann) as gradebook:
        kept = gradebook.db.connection().exec_driver_sql("SELECT * FROM privacylab_rows")
        assert kept.all() == []


def test_a_comment_is_markdown_and_none_of_it_runs(ann):
    essay.by_hand(ann, comment="Two points:\n\n- **clear**\n- <script>EVIL()</script>")
    essay.grade(ann)
    page = essay.page(ann, essay.ESSAY)
    assert "<li><strong>clear</strong></li>" in page
    assert "<script>" not in page and "&lt;script&gt;EVIL()" in page


def test_a_rubric_that_is_not_worth_the_essays_points_is_the_authors_to_fix(root, tmp_path):
    course = essay.make_essay_course(tmp_path / "course", root / "nbgrader_config.py")
    (text,) = course.root.glob(f"solutions/*/{tiny.name_of(essay.ESSAY)}/exercise.py")
    text.write_text(text.read_text().replace("| 0 | 1 | 2 |", "| 0 | 1 | 3 |"))
    exercise = tiny.exercise(course, essay.ESSAY)
    with pytest.raises(AuthorError, match="gives 6 points, but the essay is worth 4"):
        read_exercise(course.root, course.module(tiny.MODULE), exercise)
