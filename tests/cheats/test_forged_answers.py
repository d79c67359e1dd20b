"""Values that claim to be right, and code that changes what right means."""

import pytest
from cheat_code import NOTHING_EARNED
from cheat_exercise import DOUBLE, HELD, TRIPLE
from cheat_list import CHEATS, THE_STORE


@pytest.mark.parametrize("name", NOTHING_EARNED)
def test_it_earns_nothing(grade, name):
    ran = grade.cheat(CHEATS[name])
    assert ran.scores == {"RET-02-test": 0.0, "RET-01-test": 2.0}
    assert "passed" not in ran.outcomes[:4]


def test_a_value_that_changes_when_it_is_looked_at_again_earns_only_what_was_right(grade):
    ran = grade.cheat(CHEATS["a value that changes when it is looked at again"])
    assert ran.scores["RET-02-test"] == 2.0


def test_subclasses_that_only_carry_data_count_as_the_data(grade):
    ran = grade("""
import collections, enum
class Item(enum.StrEnum):
    ONE = "rec-1"
    TWO = "rec-2"
class Number(int): pass
def double(x): return Number(2 * x)
def held(store, who):
    return {Item(one) for one in store.scan().query("key == @who")["item_id"]}
""")
    assert ran.scores["RET-02-test"] == 4.0


@pytest.mark.parametrize("change", THE_STORE)
def test_the_tests_store_is_out_of_reach(grade, change):
    ran = grade.cheat(CHEATS[f"the test's store: {change}"])
    assert set(ran.outcomes[2:4]) <= {"passed", "crashed"}  # never: the test found it changed
    assert ran.outcomes[0] == "passed"
    assert "no attribute" not in ran.shown or ran.scores["RET-02-test"] >= 2


def test_a_right_answer_gets_every_point(grade):
    assert grade(DOUBLE, HELD, then=(TRIPLE,)).scores == {"RET-02-test": 4.0, "RET-01-test": 2.0}


@pytest.mark.parametrize(
    "name",
    [
        "tests that are marked not to be run",
        "full marks, written into the gradebook",
    ],
)
def test_nothing_but_an_answer_earns_points(grade, name):
    assert grade.cheat(CHEATS[name]).scores == {"RET-02-test": 0.0, "RET-01-test": 2.0}
