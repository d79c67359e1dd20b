"""Test cases are tried on the learner's own functions, and ordinary days hide wrong clocks."""

import pytest

from privacylab.checks import earlier_exercises
from privacylab.lab import ordinary_days, try_on_mine


def case(expected, call="is_inactive"):
    args = ["2021-08-31", "2023-02-28"]
    return {"call": call, "args": args, "expected": expected, "requirement": "RET-02"}


@pytest.fixture
def answers(monkeypatch):
    """What the learner has written for RET-02."""
    monkeypatch.setattr(earlier_exercises, "_provided", {})
    namespace = {}
    earlier_exercises.provide("RET-02", namespace)
    return namespace


def test_what_is_not_written_is_skipped_with_its_reason(answers):
    assert "skipped: It needs RET-02: is_inactive is not defined" in str(try_on_mine([case(True)]))


def test_a_case_and_the_code_agree_or_one_of_them_is_wrong(answers):
    answers["is_inactive"] = lambda last_use, as_of: (as_of - last_use).days >= 548
    assert "answers as expected" in str(try_on_mine([case(False)]))
    assert "answers False, and the case expects True" in str(try_on_mine([case(True)]))
    answers["is_inactive"] = lambda last_use, as_of: 1 / 0
    assert "raises ZeroDivisionError" in str(try_on_mine([case(True)]))


def test_a_case_that_cannot_be_read_says_why_in_place_of_a_verdict(answers):
    assert "Case 1: there is no 'is_active'" in str(try_on_mine([case(True, "is_active")]))


def test_on_the_last_day_two_of_four_wrong_clocks_show_in_no_profile():
    shown = [line.split(" | ")[1] for line in str(ordinary_days()).splitlines()[1:]]
    assert len(shown) == 4
    assert [one.startswith("0 of") for one in shown] == [False, False, True, True]
