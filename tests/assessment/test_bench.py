"""The bench tries an assessor's procedure on systems, and one mistake costs one system."""

import contextlib

import pytest

from privacylab.assessment.bench import Candidate, assess
from privacylab.assessment.sealed import System, calls_of, plain
from privacylab.assessment.systems import candidate

TREE = ("AUD-06", "AUD-07")
PAIRS = ["a", "ab"]


def doubling(breaks=(), answer=lambda number: 2 * number, name="honest"):
    return Candidate(name, frozenset(breaks), lambda: {"double": answer})


HONEST = [doubling(name="one"), doubling(name="other", answer=lambda number: number + number)]
SQUARES = doubling(["X-1"], lambda number: number * number, "Squares")
BENCH = [HONEST[0], SQUARES, HONEST[1]]


def finding(verdict, *evidence, requirement="X-1"):
    return {"requirement": requirement, "verdict": verdict, "evidence": [*evidence]}


def careful(system):
    for number in (2, 3):
        if system.call("double", number) != 2 * number:
            return [finding("gap", system.count())]
    return [finding("met", 1, 2)]


def test_a_careful_assessor_acquits_the_honest_and_catches_the_broken():
    found = assess(careful, BENCH, {"X-1"})
    assert found.problems == []
    assert found.acquits("X-1") and found.catches("Squares")


@pytest.mark.parametrize(
    "procedure",
    [
        lambda system: [finding("met", 1)] if system.call("double", 3) else [],
        lambda system: [finding("gap", 1)] if system.call("double", 3) else [],
        lambda system: [finding("gap", 1)] if system.call("double", 3) == 9 else [],
        lambda system: [finding("gap", 1)] if system.call("double", 2) == 4 else [],
    ],
    ids=["always met", "always a gap", "never met", "an answer that is right"],
)
def test_one_verdict_for_all_catches_nothing(procedure):
    assert not assess(procedure, BENCH, {"X-1"}).catches("Squares")


def test_a_gap_needs_a_call_that_every_honest_system_answers_differently():
    def guesses(system):
        wrong = system.call("double", 3) != 6
        right = system.call("double", 2) == 4
        assert right
        return [finding("gap", 2)] if wrong else [finding("met", 1)]

    found = assess(guesses, BENCH, {"X-1"})
    assert found.acquits("X-1") and not found.catches("Squares")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("met", "make it a dict"),
        ({"verdict": "met", "evidence": [1]}, "has no 'requirement'"),
        (finding("met", 1, requirement="X-9"), "not one of X-1"),
        (finding("met", 1, requirement=["X-1"]), "not one of X-1"),
        (finding("fine", 1), "not one of met, gap, not tested"),
        (finding("met"), "without evidence"),
        (finding("met", 9), "names call 9, but you made 1 calls"),
        (finding("met", True), "not a list of call numbers"),
        ({**finding("met"), "evidence": "1"}, "not a list of call numbers"),
    ],
)
def test_a_bad_finding_is_one_sentence_that_names_it(bad, said):
    def once(system):
        return [*careful(system), bad] if system.call("double", 0) is None else [bad]

    problems = assess(once, HONEST[:1], {"X-1"}).problems
    assert [one.startswith("System 1, finding 1: ") and said in one for one in problems] == [True]


def test_an_exception_half_way_costs_that_system_only():
    def stumbles(system):
        if system.call("double", 3) == 9:
            raise KeyError("double")
        return careful(system)

    found = assess(stumbles, BENCH, {"X-1"})
    assert found.problems == ["System 2: your procedure raised KeyError."]
    assert found.acquits("X-1") and not found.catches("Squares")


def test_more_calls_than_allowed_cost_that_system_only():
    def insists(system):
        while system.call("double", 3) == 9:
            pass
        return careful(system)

    found = assess(insists, BENCH, {"X-1"})
    assert len(found.problems) == 1 and "calls of this system were used up" in found.problems[0]
    assert found.acquits("X-1")


def test_a_procedure_that_asks_past_the_limit_and_returns_is_told_so():
    def asks_on(system):
        findings = careful(system)
        with contextlib.suppress(TimeoutError):
            while system.call("double", 3):
                pass
        return findings

    found = assess(asks_on, HONEST[:1], {"X-1"})
    assert found.problems == ["System 1: it answers at most 300 calls, and you asked for more."]
    assert found.acquits("X-1")


def test_a_system_that_hangs_is_ended_and_the_test_continues():
    def hangs(number):
        while True:
            pass

    system = System({"double": hangs}, most=5)
    for _ in range(2):
        with pytest.raises(TimeoutError):
            system.call("double", 1)
    assert [one.answer for one in calls_of(system)][:1] == [TimeoutError]


def test_a_door_says_nothing_of_the_system_behind_it():
    def fails(number):
        raise ValueError("the secret rule")

    class Strange(Exception):
        pass

    def strange():
        raise Strange("the secret rule")

    system = System({"fails": fails, "strange": strange, "object": object}, most=9)
    assert repr(system) == "<system>"
    with pytest.raises(ValueError, match="^the system raised this$"):
        system.call("fails", 1)
    with pytest.raises(RuntimeError, match="^the system raised this$"):
        system.call("strange")
    with pytest.raises(TypeError, match="the system raised this"):
        system.call("object")
    with pytest.raises(LookupError, match="there is no 'source'"):
        system.call("source")
    with pytest.raises(TypeError, match="plain data"):
        system.call("fails", print)


def test_what_goes_in_and_comes_out_is_a_copy():
    kept = [1]
    system = System({"get": lambda: kept, "put": lambda parts: parts.append(2)}, most=9)
    system.call("get").append(3)
    mine = [1]
    system.call("put", mine)
    assert (kept, mine) == ([1], [1])
    with pytest.raises(TypeError):
        plain([0] * 20_000)


def test_answers_of_other_exercises_are_systems():
    def enter(names):
        def tree(texts):
            return names["root"]([one.encode() for one in texts]).hex()

        return {"root": tree}

    honest = candidate(enter, "AUD-05"), candidate(enter, "AUD-05/rfc_9162")
    padded = candidate(enter, "AUD-05/BitcoinPadding")
    assert (padded.name, [one.honest for one in honest]) == ("BitcoinPadding", [True, True])
    assert {"AUD-05", "AUD-06"} <= padded.breaks

    def repeats(system):
        twice = system.call("root", ["a", "b", "c"]) == system.call("root", ["a", "b", "c", "c"])
        verdict = "gap" if twice else "met"
        return [{"requirement": "AUD-06", "verdict": verdict, "evidence": [1, 2]}]

    found = assess(repeats, [honest[0], padded, honest[1]], TREE)
    assert found.problems == [] and found.catches("BitcoinPadding")


def test_a_procedure_that_is_not_written_yet_is_no_verdict_on_any_system():
    def stub(system):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        assess(stub, BENCH, {"X-1"})
