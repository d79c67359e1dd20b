"""The family desk: what a parent is told, and what the erased child finds."""

import re
from types import SimpleNamespace

import pytest

from privacylab.lab import family_desk
from privacylab.lab.deletion.store_map import PLACES, Remains, store_map


@pytest.fixture(scope="module")
def desk():
    opened = family_desk()
    assert all(one.items for one in opened.remains())  # before the request, all places hold some
    opened.told = str(opened.request("app"))
    yield opened
    opened.company.close()


def left(desk):
    return {one.place: one.items for one in desk.remains()}


def test_the_family_is_told_that_the_data_was_deleted(desk):
    assert "Your data was deleted." in desk.told
    assert left(desk)["audio"] == 0
    assert "Noa" in str(desk.family())


def test_what_was_deleted_is_the_profile_and_the_recordings_alone(desk):
    found = left(desk)
    assert [place for place, items in found.items() if not items] == ["audio"]
    assert set(found) == set(PLACES)


def test_the_erased_child_finds_a_fact_words_places_and_a_backup(desk):
    screen = desk.log_in()
    _, row, answer = screen.children
    seen = []
    for button in row.children:
        button.click()
        seen.append(answer.value)
    facts, words, places, backup = seen
    assert "allergic" in facts and "transcripts" in words
    assert re.search(r"\d+\.\d+, -?\d+\.\d+", places) and "d-0" in places
    assert "main" in backup and "recording" in backup
    assert all(text in repr(screen) for text in ("allergic", "Where have I been?", "d-0"))


def test_a_search_still_finds_the_child(desk):
    found = desk.company.stores["search"].find("allergic")
    assert desk.child in set(found["profile_id"])


def test_the_map_says_in_words_what_it_shows(desk):
    alt = desk.map().alt
    for place, items in left(desk).items():
        assert (f"{place} {items:,}" in alt) == (items > 0)
    assert "places 27 (in no registry)" in alt and "search 135;" in alt
    assert "Nothing is left in: audio." in alt


def test_a_map_of_an_empty_company_says_so():
    picture = store_map([Remains(place, 0, True) for place in PLACES], "Noa")
    assert f"0 items left in 0 of {len(PLACES)} places" in picture.caption
    assert "in 0 of them: none" in picture.alt


def test_the_repair_says_what_is_missing_and_changes_nothing(desk):
    def unwritten(*_):
        raise NotImplementedError("process: not written yet.")

    before = left(desk)
    mine = SimpleNamespace(process=unwritten, erase=None, admit=None, replay=None)
    assert str(desk.repair(mine)) == "process: not written yet."
    assert left(desk) == before


def test_the_reference_leaves_nothing_but_the_backups(desk, reference):
    alt = desk.repair(reference).alt
    assert "Data about Noa is left in 1 of them: backups 480 (in no registry)." in alt
    told = reference.tell(desk.company.journal.entries(), "q-1")
    assert told["state"] == "complete"
