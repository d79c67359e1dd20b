"""Test cases meet systems: one wrong expectation strikes a requirement."""

import pytest

from privacylab.assessment.bench import Candidate
from privacylab.assessment.cases import MOST_CASES, try_cases
from privacylab.assessment.retention import retention_doors, unreadable
from privacylab.assessment.systems import candidate

BOTH = {"X-1", "X-2"}


def doubling(name, answer, *breaks):
    return Candidate(name, frozenset(breaks), lambda: {"double": answer})


HONEST = [doubling("one", lambda number: 2 * number), doubling("other", lambda number: number * 2)]
SQUARES = doubling("Squares", lambda number: number * number, "X-1")
STOPS = doubling("Stops", lambda number: 2 * number if number < 9 else 1 / 0, "X-2")
BENCH = [*HONEST, SQUARES, STOPS]


def case(number, expected, requirement="X-1"):
    return {"call": "double", "args": [number], "expected": expected, "requirement": requirement}


def tried(*cases):
    return try_cases([*cases], BENCH, BOTH)


def test_a_case_catches_the_system_that_answers_differently_or_raises():
    found = tried(case(2, 4), case(3, 6), case(9, 18, "X-2"))
    assert found.acquits("X-1") and found.acquits("X-2")
    assert found.catches("Squares") and found.catches("Stops")
    assert (found.problems, found.misnamed) == ([], [])


def test_a_case_that_an_honest_system_fails_strikes_its_requirement_and_no_other():
    found = tried(case(3, 6), case(4, 9), case(9, 18, "X-2"))
    assert not found.acquits("X-1") and not found.catches("Squares")
    assert found.acquits("X-2") and found.catches("Stops")
    assert found.problems == [
        "Case 2: an honest system answers differently, or can't take its args."
    ]


def test_a_requirement_without_a_case_is_not_acquitted():
    assert not tried(case(3, 6)).acquits("X-2")


def test_a_case_that_shows_only_other_mistakes_is_misnamed():
    found = tried(case(2, 4, "X-2"), case(3, 6, "X-2"))
    assert not found.catches("Squares")
    assert found.misnamed == [2]
    assert found.problems == ["Case 2: a system that answers differently breaks X-1, not X-2."]


def test_the_same_call_counts_once_with_the_requirement_that_it_names_first():
    found = tried(case(9, 18), case(9, 18, "X-2"))
    assert not found.catches("Stops") and found.catches("Squares")
    assert found.problems == ["Case 2: it makes the same call as case 1."]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("double", "make it a dict"),
        ({"call": "double", "args": [1], "expected": 2}, "has no 'requirement'"),
        (case(1, 2) | {"args": (1,)}, "and its args a list"),
        (case(1, 2, "X-9"), "not one of X-1, X-2"),
        (case(True, 1), "honest system answers differently"),
        (case(2, 4) | {"call": "half"}, "honest system answers differently"),
    ],
)
def test_what_is_wrong_with_a_case_is_said_in_one_sentence(bad, said):
    problems = tried(bad).problems
    assert len(problems) == 1 and problems[0].startswith("Case 1: ") and said in problems[0]


@pytest.mark.parametrize("cases", [None, (case(3, 6),), [case(3, 6)] * (MOST_CASES + 1)])
def test_too_many_cases_or_no_list_of_them_show_nothing(cases):
    found = try_cases(cases, BENCH, BOTH)
    assert len(found.problems) == 1 and not found.catches("Squares")


def test_the_answers_to_the_inactivity_clock_take_and_return_plain_data():
    rows = [
        {"profile_id": "p", "birth_on": "2013-01-01", "interactions": 4, "updated_at": "2020-01-01"}
    ]
    events = [{"profile_id": "p", "used_on": "2021-08-31", "actor": "child"}]
    names = ["", "/plain_python", "/relativedelta", "/vectorised_pandas"]
    for doors in [candidate(retention_doors, f"RET-02{name}").start() for name in names]:
        assert doors["is_inactive"]("2021-08-31", "2023-02-28") is True
        assert doors["last_child_use"](events) == {"p": "2021-08-31"}
        assert doors["profile_status"](rows, events, "2023-02-27") == {"p": "active"}
        assert doors["profile_status"](rows, [], "2023-02-27") == {"p": "unknown"}
        assert (doors["last_child_use"]([]), doors["profile_status"]([], [], "2023-01-01")) == (
            {},
            {},
        )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"call": "is_active"}, "there is no 'is_active'"),
        ({"args": ["2021-08-31"]}, "it needs 2 args, but has 1"),
        ({"args": ["2021-02-31", "2023-02-28"]}, "'2021-02-31' is not a day"),
        ({"args": ["20210831", "2023-02-28"]}, "'20210831' is not a day"),
        ({"expected": 1}, "1 is neither True nor False"),
        ({"call": "last_child_use", "args": [[{"profile_id": "p"}]]}, "a row has no 'used_on'"),
        ({"call": "last_child_use", "args": [{}]}, "a table is a list of dicts"),
        ({"call": "last_child_use", "args": [[]]}, "the expected answer is a dict from profile_id"),
        ({"args": None}, "it has no call, args, or expected"),
    ],
)
def test_a_case_that_no_system_could_read_is_one_sentence(changes, said):
    clock = {"call": "is_inactive", "args": ["2021-08-31", "2023-02-28"], "expected": True}
    assert unreadable([clock]) == []
    problems = unreadable([clock, clock | changes])
    assert len(problems) == 1 and problems[0].startswith("Case 2: ") and said in problems[0]
