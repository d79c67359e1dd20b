"""A small message cannot stand for a number, or a loop, that takes the examiner hours."""

from decimal import Decimal

import pytest
from crossing import no_data, there_and_back

from privacylab.sandbox.protocol.codec import Decoder
from privacylab.sandbox.protocol.framing import ProtocolError, TooLarge
from privacylab.sandbox.protocol.proxies import MOST_ITEMS, proxy_class


def test_what_an_answer_may_well_return_arrives():
    for value in (1 << 1_000_000, -(1 << 4096), Decimal("1e99999"), Decimal("Infinity")):
        assert there_and_back(value) == value


def test_a_number_with_too_many_digits_is_not_handed_over():
    for value in (1 << (1 << 21), -(1 << (1 << 25)), Decimal("1e999999"), Decimal("1e-999999")):
        with pytest.raises(TooLarge, match="too many digits"):
            there_and_back(value)


def test_nor_is_it_read():
    for document in (
        ["int", "0x" + "f" * 300_000],
        ["decimal", "1e999999"],
        ["decimal", "1" * 200_000],
    ):
        with pytest.raises(ProtocolError):
            Decoder([], no_data).value(document)


def test_a_loop_over_what_never_ends_is_ended():
    made = object.__new__(proxy_class("Endless", "i"))
    object.__setattr__(made, "_number_", 1)
    object.__setattr__(made, "_ask_", lambda _, __, op, ___: made if op == "iter" else [1])
    with pytest.raises(TooLarge, match="does it ever end"):
        list(made)
    assert sum(1 for _ in zip(range(MOST_ITEMS), made, strict=False)) == MOST_ITEMS
