"""Four patches in a company in which things happen: one of them erases."""

import inspect
from itertools import combinations
from types import SimpleNamespace

import pytest

from privacylab.lab import attack_deletion, stories, trial
from privacylab.lab.deletion.stories import EVENTS, MURMUR, PATCHES, Workflow, story

# What must not be true of what each patch tells the family, by event; "" is a quiet day.
UNTRUE = {
    "Patch A": {"", *EVENTS},
    "Patch B": {"", *EVENTS},
    "Patch C": {"crash", "search keeps", "lake down", "late", "restore"},
    "Patch D": set(),
}


def lines(shown):
    return {line.split(" | ")[0]: line for line in str(shown).splitlines()}


@pytest.mark.parametrize("patch", PATCHES)
def test_a_patch_is_untrue_under_just_these_events(patch):
    untrue = set()
    for event in ["", *EVENTS]:
        shown = lines(trial(*[event] if event else []))
        if shown[patch].endswith("✗ no"):
            untrue.add(event)
    assert untrue == UNTRUE[patch]


@pytest.mark.parametrize("events", [("crash", "late", "restore"), ("marks", "new store", "late")])
def test_patch_d_erases_though_several_things_happen(events):
    found = story(PATCHES["Patch D"], events)
    assert (found.state, found.left, found.lost) == ("complete", {}, 0)


def test_what_murmur_runs_says_complete_and_leaves_most():
    found = story(MURMUR)
    assert found.state == "complete" and not found.is_true
    assert {"places", "search", "lake", "main", "lexicon"} <= set(found.left)


def test_a_deletion_that_takes_the_sibling_too_is_not_told_truly():
    def all_of_it(company, child):
        for name in ("main", "audio", "search", "lake", "places", "sessions", "cache", "queue"):
            company.stores[name].purge(company.stores[name].scan()["item_id"].tolist())
        return "partial"

    found = story(Workflow(all_of_it))
    assert found.lost > 50 and not found.is_true


def test_a_learner_who_has_written_nothing_is_told_so():
    def unwritten(*_):
        raise NotImplementedError("process: not written yet.")

    nothing = SimpleNamespace(process=unwritten, erase=None, admit=None, replay=None)
    shown = str(attack_deletion(nothing))
    assert shown.count("○ not yet") == len(EVENTS) + 1
    assert "process: not written yet." in shown


def test_a_workflow_that_holds_is_told_so_and_one_that_fails_gets_a_hint():
    def process(company, child, request_id, erase, replay):
        return PATCHES["Patch D"].run(company, child)

    def admit(entries, message):
        return message["item"]["key"] not in {
            key for entry in entries if entry["event"] == "blocked" for key in entry["keys"]
        }

    mine = SimpleNamespace(
        process=process, erase=None, admit=admit, replay=PATCHES["Patch D"].replay
    )
    assert str(attack_deletion(mine)).count("✓ it holds") == len(EVENTS) + 1
    mine.admit = lambda entries, message: True
    failed = [line for line in str(attack_deletion(mine)).splitlines() if "it fails" in line]
    assert len(failed) == 1 and 'hint("DEL-06")' in failed[0]


def test_a_trial_of_ones_own_code_is_shown_beside_the_patches():
    shown = lines(trial("late", yours=lambda company, child: 1 / 0))
    assert "it stops: division by zero" in shown["yours"]
    assert set(shown) >= {"Murmur today", *PATCHES, "yours"}
    with pytest.raises(LookupError, match="There is no 'earthquake'"):
        trial("earthquake")


def test_the_code_of_a_patch_is_shown_with_its_doors():
    assert stories.source("A") == inspect.getsource(PATCHES["Patch A"].run)
    assert "def d_replay" in stories.source("D") and "def d_accept" in stories.source("D")


@pytest.mark.parametrize("patch", "ABCD")
def test_no_line_of_a_patch_wraps_in_a_window_1280_pixels_wide(patch):
    assert [line for line in stories.source(patch).splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("events", [*combinations(EVENTS, 2), tuple(EVENTS)], ids=" and ".join)
def test_patch_d_tells_the_truth_whatever_happens_together(events):
    assert stories.story(PATCHES["Patch D"], events).is_true
