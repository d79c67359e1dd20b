"""What of a notebook runs again, where something must be shown without the hidden checks."""

from privacylab.grading.sandbox.order import Step, without_idle_tests

CELLS = [
    Step(0, "given", "setup", "import datetime"),
    Step(1, "learner", "A-01", "def a(x):\n    return x"),
    Step(2, "test", "A-01-test", "def day(n):\n    return n\nassert a(day(1))"),
    Step(3, "learner", "A-02", "print('hello')"),
    Step(4, "test", "A-02-test", "few = [1]\nassert a(few)"),
    Step(5, "learner", "A-03", "def c(x):\n    return x"),
    Step(6, "test", "A-03-test", "some = [day(1)]\nassert c(some)"),
    Step(7, "test", "A-04-test", "assert c(some)"),
]


def places(wanted):
    return [one.place for one in without_idle_tests(CELLS, wanted)]


def test_a_test_that_has_nothing_to_show_is_left_out():
    assert places({3}) == [0, 1, 3, 5]
    assert places({4}) == [0, 1, 3, 4, 5]


def test_a_test_whose_names_another_uses_stays_through_any_number_of_steps():
    assert places({6}) == [0, 1, 2, 3, 5, 6]
    assert places({7}) == [0, 1, 2, 3, 5, 6, 7]
