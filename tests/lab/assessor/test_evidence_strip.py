"""The time line of a finding's evidence says in words what it shows."""

from datetime import date

from privacylab.lab import evidence_strip

VERSIONS = [
    {"version": "v1", "first": date(2022, 9, 1), "last": date(2023, 2, 28)},
    {"version": "v2", "first": date(2023, 3, 1), "last": date(2023, 8, 31)},
]
ROOM = {
    "deletions": [{"id": "d-1", "day": date(2023, 1, 9)}, {"id": "d-2", "day": date(2023, 6, 1)}],
    "statements": [{"id": "s-1", "day": date(2023, 9, 2)}],
}
CITED = ["deletions/d-2", "deletions/d-1", "deletions/d-2", "statements/s-1", "deletions/d-<9>"]


def test_the_words_name_each_version_and_each_reference():
    words = evidence_strip(CITED, VERSIONS, ROOM).text
    assert "v1: 2022-09-01 to 2023-02-28; v2: 2023-03-01 to 2023-08-31" in words
    assert words.count("deletions/d-2 of 2023-06-01") == 2
    assert "statements/s-1: management says so; deletions/d-<9>: not in the room" in words


def test_the_picture_has_a_dot_for_each_record_and_no_markup_of_the_company():
    html = evidence_strip(CITED, VERSIONS, ROOM).html
    assert html.count("<circle") == 3
    assert "d-<9>" not in html
    assert 'role="img" aria-label="In effect: v1' in html


def test_a_record_outside_all_versions_is_still_in_the_picture():
    early = {"deletions": [{"id": "d-0", "day": date(2022, 1, 1)}]}
    html = evidence_strip(["deletions/d-0"], VERSIONS, early).html
    assert '<circle cx="30.0"' in html
