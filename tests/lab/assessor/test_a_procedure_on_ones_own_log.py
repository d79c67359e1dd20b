"""A procedure is tried on the learner's own log, and four logs write one access in four ways."""

import pytest

from privacylab.checks import earlier_exercises
from privacylab.lab import assess_mine, vendor_logs

NAMES = {
    "AUD-01": ("encode", "decode"),
    "AUD-05": ("root", "inclusion_proof", "verify_inclusion"),
}


@pytest.fixture
def answers(monkeypatch):
    """What the learner has written for AUD-01 and AUD-05."""
    monkeypatch.setattr(earlier_exercises, "_provided", {})
    found = {exercise: {} for exercise in NAMES}
    for exercise, namespace in found.items():
        earlier_exercises.provide(exercise, namespace)
    return found


def write_all(answers):
    for exercise, names in NAMES.items():
        answers[exercise].update({name: lambda entry: entry for name in names})


def procedure(system):
    system.call("encode", "an entry")
    return [{"requirement": "AUD-10", "verdict": "met", "evidence": [system.count()]}]


def test_with_a_function_missing_nothing_is_assessed_and_the_reason_is_said(answers):
    write_all(answers)
    del answers["AUD-05"]["root"]
    said = str(assess_mine(procedure))
    assert "root | skipped: It needs AUD-05: root is not defined" in said
    assert "encode" not in said and "AUD-10" not in said


def test_with_all_functions_the_findings_are_shown(answers):
    write_all(answers)
    assert "all five | written" in str(assess_mine())
    assert "AUD-10 | met | [1]" in str(assess_mine(procedure))


def test_no_two_logs_write_the_same_bytes_and_one_depends_on_the_clock():
    rows = [line.split(" | ") for line in str(vendor_logs()).splitlines()[1:]]
    assert len({utc for _, utc, _, _ in rows}) == len(rows) == 4
    assert [name for name, utc, later, _ in rows if utc != later] == ["Cedar"]
