"""The attacks: a right answer holds, a careless one fails, and nothing else is harmed."""

import pandas as pd
import pytest

from privacylab.lab import attack_clock, attack_due, attack_sweep
from privacylab.lab.retention.careless import last_rule_due, nightly_sweep, touched_status

day = pd.Timestamp
TODAY = day("2023-08-31")


@pytest.fixture
def policy():
    columns = ["category", "store", "purpose", "business_need", "keep_days", "owner"]
    rows = [
        ("recording", "audio", "answer", "service", "30", "Voice"),
        ("recording", "audio", "improve", "fewer errors", "365", "Recognition"),
    ]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def recordings():
    dates = pd.date_range("2022-01-01", periods=400)
    return pd.DataFrame({"recording_id": [f"r-{n}" for n in range(400)], "recorded_on": dates})


def verdicts(shown):
    """The last cell of each row."""
    return [row.split(" | ")[-1] for row in str(shown).splitlines()[1:]]


def test_a_right_answer_holds_under_every_attack(
    right, world, profiles, events, policy, recordings
):
    tables = [
        attack_sweep(right["sweep"], world, {"gone"}),
        attack_clock(right["profile_status"], profiles, events, TODAY),
        attack_due(right["due_on"], policy, recordings),
    ]
    found = [verdict for shown in tables for verdict in verdicts(shown)]
    assert found == ["✓ it holds"] * 13


def test_a_careless_sweep_falls_under_every_attack_and_is_sent_to_a_hint(world):
    assert set(verdicts(attack_sweep(nightly_sweep, world, {"gone"}))) == {
        '✗ it fails: hint("RET-08")',
        '✗ it fails: hint("RET-10")',
        '✗ it fails: hint("RET-11")',
    }


def test_a_careless_clock_and_a_careless_policy_fall_where_something_moves(
    profiles, events, policy, recordings
):
    clock = verdicts(attack_clock(touched_status, profiles, events, TODAY))
    assert clock[0].startswith("✗")
    due = verdicts(attack_due(last_rule_due, policy, recordings))
    assert [verdict[0] for verdict in due] == ["✓", "✗", "✗", "✗"]


def test_a_clock_that_counts_any_touch_falls_when_a_job_touches_every_row(right, profiles, events):
    def any_touch(rows, touched, as_of):
        return right["profile_status"](rows, touched.assign(actor="child"), as_of)

    children = events[events["actor"] == "child"]
    assert [
        verdict[0] for verdict in verdicts(attack_clock(any_touch, profiles, children, TODAY))
    ] == ["✓", "✗", "✗", "✓"]


def test_what_is_not_written_is_said_to_be_so(world):
    def sweep(stores, registry, expired, device_owner):
        raise NotImplementedError()

    assert verdicts(attack_sweep(sweep, world, {"gone"})) == ["○ not yet"] * 5


@pytest.mark.parametrize(
    ("answer", "words"), [(None, "an answer in the wrong form"), ({}, "the wrong form")]
)
def test_an_answer_of_another_form_falls_and_breaks_nothing(world, answer, words):
    shown = attack_sweep(lambda *_: answer, world, {"gone"})
    assert words in str(shown)
    assert {verdict[0] for verdict in verdicts(shown)} == {"✗"}


def test_an_answer_that_crashes_is_quoted(world):
    def sweep(stores, *_):
        raise KeyError("<key>")

    shown = attack_sweep(sweep, world, {"gone"})
    assert "it stops with KeyError: '<key>'" in str(shown)
    assert "<key>" not in shown.html


def test_the_world_is_as_it_was_after_an_attack(world):
    def vandal(stores, registry, expired, device_owner):
        for store in stores.values():
            store.take_down()
        registry.clear(), expired.clear(), device_owner.clear()
        raise RuntimeError

    attack_sweep(vandal, world, erased := {"gone"})
    assert [len(store.scan()) for store in world.stores.values()] == [1, 2, 1, 3, 1, 1]
    assert (len(world.registry), len(world.device_owner), erased) == (5, 2, {"gone"})
