"""Somebody's deletion behind doors: incidents, the assessor's own look, and what comes later."""

import random

import pytest

from privacylab.assessment.deletion import ITEMS, KEYS, deletion_doors
from privacylab.assessment.published import DELETIONS
from privacylab.assessment.sealed import System
from privacylab.assessment.systems import candidate
from privacylab.lab import dashboard_deletion

HERS = {(one["store"], one["item_id"]) for one in ITEMS if one["item_id"].endswith("-1")}
EVERYTHING = {(one["store"], one["item_id"]) for one in ITEMS}
STORES = sorted({store for store, _ in EVERYTHING})


def enter(names):
    return deletion_doors(names["erase"], names["admit"], names["replay"])


def start(*answers):
    return System(candidate(enter, *(answers or ("DEL-01", "DEL-06"))).start(), most=300)


def there(system):
    return set(system.call("look"))


def test_a_quiet_deletion_takes_hers_and_leaves_the_others():
    system = start()
    assert system.call("new") == {
        "keys": {child: [f"p-{child}", f"d-{child}"] for child in KEYS},
        "items": ITEMS,
    }
    assert there(system) == EVERYTHING
    assert system.call("delete", "ada") == []
    assert there(system) == EVERYTHING - HERS


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("what", ["down", "keeps"])
def test_a_store_that_is_not_done_is_named_until_it_works_again(what, store):
    system = start()
    system.call("order", what, store)
    assert system.call("delete", "ada") == [store]
    assert {place for place in HERS if place[0] == store} <= there(system)
    system.call("order", "works", store)
    assert system.call("delete", "ada") == []
    assert there(system) == EVERYTHING - HERS


def test_rows_that_are_marked_are_there_until_they_are_purged():
    for answer, left in (("DEL-01", set()), ("DEL-01/MarkedIsGone", HERS)):
        system = start(answer, "DEL-06")
        for store in STORES:
            system.call("order", "hides", store)
        assert there(system) == EVERYTHING
        assert system.call("delete", "ada") == []
        assert there(system) & HERS == left


def test_a_run_that_dies_says_so_and_the_next_one_runs_on_its_own():
    system = start()
    system.call("order", "crash", 2)
    assert system.call("delete", "ada") == "died"
    assert system.call("delete", "ada") == []
    system.call("order", "crash", 200)
    assert system.call("delete", "ben") == []
    system.call("late", "audio", {"item_id": "r-9", "key": "p-zoe", "made_from": None})
    assert ("audio", "r-9") in there(system)


def test_late_messages_and_restores_go_through_the_code_under_assessment():
    for later, comes_back in (("DEL-06", set()), ("DEL-06/ServesAtOnce", HERS)):
        system = start("DEL-01", later)
        assert system.call("delete", "ada") == []
        for number, source in enumerate(("r-1", "r-2")):
            item = {"item_id": f"t-{8 + number}", "key": "asr", "made_from": source}
            system.call("late", "search", item)
        assert there(system) == EVERYTHING - HERS | {("search", "t-9")}
        assert system.call("restore") == []
        assert there(system) == EVERYTHING - HERS | comes_back
        system.call("order", "down", "search")
        system.call("late", "search", {"item_id": "t-7", "key": "asr", "made_from": None})
        assert ("search", "t-7") not in there(system)
        assert system.call("restore") == (["search"] if later == "DEL-06" else [])


@pytest.mark.parametrize("wrong", [("gone", "audio"), ("down", "attic")])
def test_an_unknown_incident_or_store_is_an_error(wrong):
    with pytest.raises(ValueError, match="the system raised this"):
        start().call("order", *wrong)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(
    "answers",
    [
        ("DEL-01/generation_by_generation", "DEL-06"),
        ("DEL-01/sets_and_recursion", "DEL-06/table_of_tombstones"),
    ],
    ids=" ".join,
)
def test_an_honest_deletion_says_what_is_there_whatever_happens(answers, seed):
    chance, system = random.Random(seed), start(*answers)
    for _ in range(8):
        what = chance.choice(["down", "keeps", "hides", "works", "crash"])
        where = chance.randrange(15) if what == "crash" else chance.choice(STORES)
        system.call("order", what, where)
        said, left = system.call("delete", "ada"), there(system)
        assert left >= EVERYTHING - HERS
        if said == "died":
            continue
        if not {"audio", "cache", "search"} & {*said}:  # nothing was made from what is there
            assert {place for place in left & HERS if place[0] not in said} == set()


def test_the_dashboard_of_the_lesson_is_right_on_a_quiet_day_and_wrong_on_another():
    system = dashboard_deletion()
    assert system.call("delete", "ada") == []
    assert there(system) == EVERYTHING - HERS
    system.call("new")
    system.call("order", "keeps", "search")
    assert system.call("delete", "ada") == []
    assert there(system) == EVERYTHING - HERS | {("search", "t-1")}


def test_the_dashboard_names_a_store_that_is_down_and_cannot_find_what_was_made_from_its_items():
    system = dashboard_deletion()
    system.call("order", "down", "search")
    assert system.call("delete", "ada") == ["search"]
    assert there(system) == EVERYTHING - HERS | {("search", "t-1"), ("lake", "f-1")}


def test_each_published_deletion_says_what_is_there_but_for_what_it_breaks():
    for one in DELETIONS:
        system = System(one.start(), most=300)
        assert system.call("delete", "ada") == []
        assert there(system) == EVERYTHING - HERS
        assert system.call("restore") == []
        assert bool(there(system) & HERS) == ("DEL-07" in one.breaks)
        system.call("new")
        system.call("order", "down", "search")
        assert system.call("delete", "ada") == ([] if "DEL-23" in one.breaks else ["search"])


def test_a_crash_that_no_run_has_reached_is_forgotten_with_that_run_and_an_incident_stays():
    system = start()
    system.call("order", "crash", 20)
    assert [system.call("delete", child) for child in ("ada", "ben")] == [[], []]
    system.call("order", "keeps", "audio")
    assert system.call("restore") == ["audio"]
    assert ("audio", "r-1") in there(system)
