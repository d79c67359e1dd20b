"""A proxy asks for what the other side offers, and for nothing else."""

from typing import Any

import pytest

from privacylab.companies import Company, tiny_world
from privacylab.companies.stores import RowStore
from privacylab.sandbox.examiner.examiner import ExaminerEndpoint
from privacylab.sandbox.protocol.framing import ProtocolError
from privacylab.sandbox.protocol.proxies import proxy_class


@pytest.fixture
def asked() -> list[Any]:
    return []


def stand_in(kind: type, asked: list[Any]) -> Any:
    made = object.__new__(proxy_class(kind.__name__, "", kind))
    ask = lambda *parts: asked.append(parts)  # noqa: E731
    object.__setattr__(made, "_ask_", ask)
    object.__setattr__(made, "_number_", 7)
    return made


def test_a_method_of_a_known_class_is_named_and_called_in_one_message(asked):
    store = stand_in(RowStore, asked)
    store.inspect(["p-1"])
    store.purge(item_ids=["r-1"])
    assert asked == [
        ("send", 7, "inspect", [["p-1"]], {}),
        ("send", 7, "purge", [], {"item_ids": ["r-1"]}),
    ]
    assert isinstance(store, RowStore)


@pytest.mark.parametrize("spoil", ["store.scan = None", "type(store).scan = None"])
def test_what_was_assigned_to_it_counts_for_nothing(asked, spoil):
    store = stand_in(RowStore, asked)
    exec(spoil, {"store": store})
    store.scan()
    assert asked == [("send", 7, "scan", [], {})]


def test_what_is_no_method_is_asked_for_each_time(asked):
    company = stand_in(Company, asked)
    company.stores  # noqa: B018
    company.journal  # noqa: B018
    assert asked == [("attr", 7, "stores"), ("attr", 7, "journal")]


@pytest.mark.parametrize("name", ["fill", "_write", "_db", "take_down", "__class__", "__init__"])
def test_what_is_closed_can_neither_be_seen_nor_called(name):
    examiner = ExaminerEndpoint(None)  # type: ignore[arg-type]
    examiner.export(tiny_world(["audio"]).stores["audio"])
    for question in (["attr", [0, name]], ["send", [0, name, [], {}]]):
        with pytest.raises(AttributeError):
            examiner.answer(*question)


def test_what_is_open_and_no_method_cannot_be_called():
    examiner = ExaminerEndpoint(None)  # type: ignore[arg-type]
    company = tiny_world(["audio"])
    examiner.export(company)
    assert examiner.answer("attr", [0, "name"]) == "murmur-tiny"
    for name in ("name", "journal", "clock"):
        with pytest.raises(TypeError, match="has not handed that over"):
            examiner.answer("send", [0, name, [], {}])


@pytest.mark.parametrize("number", [-1, 100_000, "1", None])
def test_an_object_has_a_number_that_may_be(number):
    examiner = ExaminerEndpoint(None)  # type: ignore[arg-type]
    with pytest.raises(ProtocolError):
        examiner.take(["mine", number, "Thing", "", ""])
