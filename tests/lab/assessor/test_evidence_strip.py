"""The time line of a finding's evidence says in words what it shows."""

from privacylab.lab import evidence_strip

CITED = ["deletions/d-31", "deletions/d-12", "deletions/d-31", "statements/s-1", "deletions/d-<9>"]


def test_the_words_name_each_version_and_each_reference():
    words = evidence_strip(CITED).text
    assert "v1: 2022-09-01 to 2023-02-28; v2: 2023-03-01 to 2023-08-31" in words
    assert words.count("deletions/d-31 of 2023-04-04") == 2
    assert "says that all deletions work; deletions/d-<9>: not in the room" in words


def test_the_picture_has_a_dot_for_each_record_and_no_markup_of_the_company():
    html = evidence_strip(CITED).html
    assert html.count("<circle") == 3
    assert "d-<9>" not in html
    assert 'role="img" aria-label="In effect: v1' in html


def test_a_record_outside_all_versions_is_still_in_the_picture():
    assert '<circle cx="30.0"' in evidence_strip(["deletions/d-02"]).html
