"""With second_grader in class.toml, two people grade each essay, and what both gave counts."""

import essay_course as essay
import pytest
import tiny_course as tiny

from privacylab.classroom.erase import erase
from privacylab.classroom.holdings import find_subject, holdings
from privacylab.classroom.overview.read import read_class
from privacylab.classroom.overview.table import as_json
from privacylab.classroom.overview.words import needs
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.gradebook.rubric import (
    Essay,
    RubricError,
    find_graders,
    find_rows,
    keep_own_rows,
    settle_rows,
)
from privacylab.grading.gradebook.stamps import find_attempt

FIRST, SECOND = essay.ROWS


@pytest.fixture
def twice(ann):
    (ann.home / "class.toml").write_text("[grading]\nsecond_grader = true\n")
    return ann


def in_book(home, do, *more):
    module, exercise = home.module(tiny.MODULE), tiny.exercise(home, essay.ESSAY)
    with open_gradebook(home) as gradebook:
        attempt = find_attempt(gradebook, module, "ann")
        found = do(Essay(gradebook, home, module, exercise, attempt), *more)
        gradebook.db.commit()
    return found


def give(home, grader, first, second):
    in_book(home, keep_own_rows, {FIRST: first, SECOND: second}, grader)


def needed(home):
    (overview,) = read_class(home, tiny.MODULE)
    (row,) = overview.learners
    return " ".join(needs(row))


def test_rows_of_one_grader_count_for_nothing_yet(twice):
    essay.by_hand(twice, None, None, None)
    assert needed(twice) == f"grade by hand: {essay.ESSAY}"
    give(twice, "dora", 2, 1)
    assert in_book(twice, find_rows) == {}
    assert essay.row(twice)["manual_score"] is None
    assert needed(twice) == f"grade by hand: {essay.ESSAY} (waits for a second grader)"
    give(twice, "emil", 2, None)
    assert in_book(twice, find_rows) == {}
    assert essay.letter_of(essay.grade(twice)).rubric == ()


def test_rows_on_which_both_agree_are_the_score(twice):
    essay.by_hand(twice, None, None, None)
    give(twice, "dora", 2, 1)
    give(twice, "emil", 2, 1)
    assert (essay.row(twice)["manual_score"], needed(twice)) == (3, "")
    letter = essay.letter_of(essay.grade(twice))
    assert [one.score for one in letter.rubric] == [2, 1]
    for grader in ("dora", "emil"):
        assert grader not in essay.page(twice, essay.ESSAY)


def test_where_they_differ_there_is_no_score_until_someone_settles_it(twice):
    essay.by_hand(twice, 4, None, None)  # given before the class had a second grader
    give(twice, "dora", 2, 1)
    give(twice, "emil", 1.5, 1)
    assert in_book(twice, find_rows) == {SECOND: 1}
    row = essay.row(twice)
    assert (row["manual_score"], row["needs_manual_grade"]) == (None, True)
    assert needed(twice) == f"grade by hand: {essay.ESSAY} (two graders differ on 1 row)"
    facts = as_json(read_class(twice))["modules"][0]["learners"][0]["exercises"][1]
    assert (facts["graders_done"], facts["graders_differ"]) == (2, 1)
    in_book(twice, settle_rows, {FIRST: 1.5, SECOND: 0})
    assert in_book(twice, find_rows) == {FIRST: 1.5, SECOND: 1}  # what both gave stays
    graders = in_book(twice, find_graders)
    assert graders == {"dora": {FIRST: 2, SECOND: 1}, "emil": {FIRST: 1.5, SECOND: 1}}


def test_a_third_person_is_told_who_is_grading_already(twice):
    give(twice, "dora", 2, None)
    give(twice, "emil", None, 1)
    with pytest.raises(RubricError, match="dora and emil are grading this essay already"):
        give(twice, "finn", 1, 1)
    give(twice, "dora", None, None)
    give(twice, "finn", 1, 1)
    assert in_book(twice, find_graders).keys() == {"emil", "finn"}


def test_a_new_version_starts_without_rows_of_either(twice):
    give(twice, "dora", 2, 1)
    give(twice, "emil", 1, 1)
    essay.send(twice, "ann", "Dear Dana, maybe.")
    essay.grade(twice)
    assert in_book(twice, find_graders) == {}
    assert "differ" not in needed(twice)


def test_about_lists_the_rows_and_erase_deletes_them(twice):
    give(twice, "dora", 2, 1)
    give(twice, "emil", 1, 1)
    subject = find_subject(twice, "ann")
    rows = {one.place: one.size for one in holdings(twice, subject)}
    assert rows["gradebook.db, privacylab_rows"] == 3  # each grader's, and those that count
    _, left = erase(twice, "ann")
    assert left == []
    assert b"emil" not in (twice.home / "gradebook.db").read_bytes()
