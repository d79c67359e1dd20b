"""Three companies' sweeps: all pass where nothing is planted, and each misses what it should."""

import pytest

from privacylab.lab import experiment
from privacylab.lab.retention.rival_sweeps import PLANTS

MISSED_BY = {
    "recording": set(),
    "copy": {"Kestrel Home"},
    "place": {"Bramble Learning"},
    "transcript": {"Bramble Learning"},
    "orphan": {"Kestrel Home"},
    "store down": set(),
    "unknown store": {"Thimble Toys"},
}


def wrong(shown):
    return {
        line.split(" | ")[0] for line in str(shown).splitlines() if line.endswith("✗ not right")
    }


def test_in_a_clean_company_all_of_them_are_right():
    assert wrong(experiment()) == set()


@pytest.mark.parametrize("plant", PLANTS)
def test_each_experiment_shows_who_misses_it(plant):
    assert wrong(experiment(plant)) == MISSED_BY[plant]


def test_two_things_at_once_show_a_verdict_that_one_alone_does_not():
    assert wrong(experiment("store down", "recording")) == {"Thimble Toys"}


def test_a_right_sweep_is_right_in_every_experiment(right):
    for plants in [[], *([one] for one in PLANTS), list(PLANTS)]:
        assert "yours" not in wrong(experiment(*plants, yours=right["sweep"]))


def test_a_sweep_that_crashes_is_quoted_and_not_right():
    def sweep(*_):
        raise KeyError("<key>")

    shown = experiment(yours=sweep)
    assert "it stops: '<key>'" in str(shown) and "<key>" not in shown.html
    assert wrong(shown) == {"yours"}


def test_an_unknown_plant_is_answered_with_those_that_there_are():
    with pytest.raises(LookupError, match="There is no 'tape': plant 'recording', 'copy'"):
        experiment("tape")


def test_a_sweep_that_is_not_written_is_not_called_wrong():
    def missing(*_):
        raise NotImplementedError("sweep: not written yet.")

    assert str(experiment(yours=missing)).endswith("| sweep: not written yet. |  |  | ○ not yet")
