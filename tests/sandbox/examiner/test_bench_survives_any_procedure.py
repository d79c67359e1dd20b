"""A learner's procedure on the bench runs in the jail; what it does wrong costs one system."""

import json
from pathlib import Path

import pytest

from privacylab.checks import MIME
from privacylab.sandbox.examiner.cell_order import CellStep
from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail.bubblewrap import isolation

TEST = """
from privacylab.assessment.bench import Candidate, assess
from privacylab.checks import Checks

checks = Checks("ASR-12", "procedure", points=1, hidden=2)

def double(number):
    return 2 * number

def square(number):
    return number * number

BENCH = [
    Candidate("one", frozenset(), lambda: {"double": double}),
    Candidate("Squares", frozenset({"X-1"}), lambda: {"double": square}),
    Candidate("other", frozenset(), lambda: {"double": double}),
    Candidate("Squares again", frozenset({"X-1"}), lambda: {"double": square}),
]

with checks("no finding is refused"):
    assert assess(procedure, BENCH, {"X-1"}).problems == []

### BEGIN HIDDEN TESTS
found = assess(procedure, BENCH, {"X-1"})
with checks("the first is caught", hint=1):
    assert found.catches("Squares")
with checks("the second is caught", hint=1):
    assert found.catches("Squares again")
### END HIDDEN TESTS
checks.report()
"""
CAREFUL = """
def careful(system):
    right = system.call("double", 3) == 6
    return [{"requirement": "X-1", "verdict": "met" if right else "gap", "evidence": [1]}]
"""
BEGINS = "seen = []\ndef procedure(system):\n    seen.append(1)\n    if len(seen) % 4 == 2:\n"


@pytest.fixture
def outcomes(root: Path, tmp_path: Path):
    def outcomes(procedure: str) -> tuple[list[str], str]:
        session = Session(root, tmp_path, 30, 5, isolation(), 2)
        cells = [
            CellStep(0, "learner", "0", f"{CAREFUL}\n{procedure}"),
            CellStep(1, "test", "A-1-test", TEST),
        ]
        shown = session.execute(cells)[1]
        (report,) = [one["data"][MIME] for one in shown if MIME in one.get("data", {})]
        return [one["outcome"] for one in report["checks"]], json.dumps(report)

    return outcomes


def test_a_careful_procedure_passes(outcomes):
    assert outcomes("procedure = careful")[0] == ["passed"] * 3


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("while True: pass", "System 2: it took more than 3 s"),
        ("while True: system.call('double', 3)", "System 2: it took more than 3 s"),
        ("raise KeyError('half-way')", "System 2: your procedure raised KeyError"),
        ("raise SystemExit", "System 2: your procedure raised"),
        ("return [{'requirement': 'X-1'}]", "System 2, finding 1: it has no 'verdict'"),
        ("return iter(int, 1)", "System 2: return a list"),
        ("return [{'requirement': 'X-1', 'verdict': 'gap', 'evidence': [9]}]", "names call 9"),
    ],
    ids=["loops", "calls without end", "raises", "exits", "half a finding", "no end", "call 9"],
)
def test_what_a_procedure_does_wrong_costs_one_system(outcomes, does, said):
    found, report = outcomes(f"{BEGINS}        {does}\n    return careful(system)")
    assert found == ["failed", "failed", "passed"]
    assert said in report


@pytest.mark.parametrize(
    "looks",
    [
        "system._doors",
        "system.call.__func__",
        "system._calls",
        "vars(system)['_doors']",
        "__import__('privacylab.assessment.bench')",
        "__import__('privacylab.assessment.systems')",
        "system.call('double', system)",
        "system.call('double', print)",
        "type(system).call",
    ],
)
def test_a_procedure_cannot_look_behind_the_door(outcomes, looks):
    peeks = f"def procedure(system):\n    {looks}\n    return careful(system)"
    found, report = outcomes(peeks)
    assert found == ["failed"] * 3
    assert "System 1: your procedure raised" in report
