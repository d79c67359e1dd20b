"""The bad assessors, the small gates that they test, and samples that find nothing."""

import pytest

from privacylab.lab import blind_draws, try_assessors
from privacylab.lab.assessor.assessors import BAD
from privacylab.lab.assessor.gates import GATES

BROKEN = [gate for gate in GATES if not gate.honest]


def careful(gate):
    tries = [("c-1", "t-2", 10), ("c-1", "t-1", 12)]
    if any(gate.look("employee-1", *one) for one in tries):
        return "gap"
    for person in ("employee-1", "contractor-1"):
        entry = {"person": person, "customer": "c-1", "hour": 10, "shown": True}
        if gate.look(person, "c-1", "t-1", 10) and entry not in gate.log:
            return "gap"
    gate.log_down = True
    return "gap" if gate.look("employee-1", "c-1", "t-1", 10) else "met"


def test_every_bad_assessor_is_wrong_about_a_gate():
    for assessor in BAD:
        assert any((assessor(gate()) == "met") != gate.honest for gate in GATES), assessor.__name__


def test_a_careful_assessor_is_right_about_all_gates():
    assert [careful(gate()) for gate in GATES] == ["met" if one.honest else "gap" for one in GATES]


@pytest.mark.parametrize("gate", BROKEN, ids=lambda one: one.__name__)
def test_a_broken_gate_passes_an_ordinary_day_and_a_statement(gate):
    assert [one(gate()) for one in BAD[:3]] == ["met", "met", "met"]


def test_the_table_has_a_row_for_each_assessor_and_says_what_went_wrong():
    def stops(gate):
        return gate.nothing

    def unsure(gate):
        return "perhaps <fine>"

    lines = try_assessors(careful, stops, unsure).text.splitlines()
    rows = {line.split(" | ")[0]: line.split(" | ")[1:] for line in lines[2:]}
    assert rows["careful"] == ["✓"] * 7
    assert rows["signs_all"] == ["✓"] * 2 + ["✗ missed"] * 5
    assert rows["expects_an_error"] == ["✗ accused"] * 2 + ["✓"] * 5
    assert rows["stops"][0].startswith("it stops with AttributeError")
    assert rows["unsure"][0] == "it returns 'perhaps <fine>'"


def test_samples_that_find_nothing_are_rarer_the_larger_they_are():
    shown = blind_draws([True] * 10 + [False] * 1990)
    assert shown.text.startswith("10 of 2,000 are wrong (0.50%). Nothing wrong found in 8")
    assert "0% of samples of 1,000" in shown.text
    assert shown.html.count("<rect") == 5
