"""Whatever an answer returns, a failed check explains itself in little text, and to an end."""

import pandas as pd
import pytest

from privacylab.checks import Checks

MOST = 20_000  # characters of one explanation


class OwnLength(list):  # type: ignore[type-arg]
    def __len__(self):
        return 1 << 62

    def __iter__(self):
        while True:
            yield 1

    def __repr__(self):
        return "x" * 10_000_000


class OwnError(Exception):
    def __str__(self):
        raise SystemError


def nested(levels):
    inner = []
    for _ in range(levels):
        inner = [inner]
    return inner


def endless():
    while True:
        yield 1


RETURNED = {
    "a large dict": lambda: dict.fromkeys(range(100_000)),
    "a large set": lambda: set(range(100_000)),
    "a large list of lists": lambda: [[1, 2]] * 50_000,
    "a long text": lambda: "x" * 30_000_000,
    "a generator": endless,
    "an infinite length": OwnLength,
    "a deep nest": lambda: nested(50_000),
    "a huge number": lambda: 10**100_000,
    "a wide table": lambda: pd.DataFrame([range(20_000)]),
    "a table of long texts": lambda: pd.DataFrame({"a": ["x" * 1_000_000] * 12}),
}
WANTED = ({1: 2, 3: 4}, {1}, [1], 1)


def is_explained(value) -> str:
    checks = Checks("RET-02", hidden=0)
    for wanted in WANTED:
        with checks("it is as wanted"):
            assert value == wanted
    return str([one.detail for one in checks.results])


@pytest.mark.parametrize("name", RETURNED)
def test_a_value_of_any_size_is_explained_in_little_text(name):
    assert len(is_explained(RETURNED[name]())) < MOST  # and it ends: some have no end themselves


def test_the_keys_that_differ_are_named_up_to_a_number():
    text = is_explained({number: number for number in range(2, 5_000)})
    assert "extra:" in text and "more'" in text


def test_an_error_with_a_text_that_fails_or_never_ends_is_named():
    for error in (OwnError(), ValueError("x" * 10_000_000)):
        checks = Checks("RET-02", hidden=0)
        with checks("it raises"):
            raise error
        (result,) = checks.results
        text = " ".join(result.detail)
        assert type(error).__name__ in text and len(text) < MOST
