"""A proxy asks for what the other side offers, and for nothing else."""

from typing import Any

import pytest
from crossing import Handle, there_and_back

from privacylab.assessment.sealed import System
from privacylab.companies import Company, porchlight_world, small_world, tiny_world
from privacylab.companies.stores import RowStore
from privacylab.sandbox.examiner.examiner import ExaminerEndpoint
from privacylab.sandbox.protocol.framing import ProtocolError
from privacylab.sandbox.protocol.proxies import Proxy, proxy_class, whole


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


class OfATest:
    """A class as a test cell defines one."""

    __module__ = "__main__"

    def add(self, number):
        return number + 1

    def _hidden(self):
        pass


def test_so_is_a_method_of_a_class_that_the_jail_cannot_have(asked):
    examiner = ExaminerEndpoint(None)  # type: ignore[arg-type]
    sealed, store = System({"add": OfATest().add}, most=3), tiny_world(["audio"]).stores["audio"]
    assert examiner.describe(sealed)[2:] == ["", "call count"]
    assert examiner.describe(OfATest())[2:] == ["", "add"]
    path, methods = examiner.describe(store)[2:]
    assert path and not methods  # the jail has its class
    system = object.__new__(proxy_class("System", "", None, "call count"))
    Proxy.__init__(system, lambda *parts: asked.append(parts), 7)
    system.call("add", 1)
    assert asked == [("send", 7, "call", ["add", 1], {})]
    examiner.export(sealed)
    assert examiner.answer("send", [0, "call", ["add", 1], {}]) == 2


def test_a_learner_does_not_say_what_is_a_method(asked):
    examiner = ExaminerEndpoint(None)  # type: ignore[arg-type]
    thing = examiner.take(["mine", 0, "Thing", "", "", "is_open"])
    object.__setattr__(thing, "_ask_", lambda *parts: asked.append(parts))
    assert thing.is_open is None and asked == [("attr", 0, "is_open")]


@pytest.mark.parametrize("spoil", ["store.scan = None", "type(store).scan = None"])
def test_what_was_assigned_to_it_counts_for_nothing(asked, spoil):
    store = stand_in(RowStore, asked)
    exec(spoil, {"store": store})
    store.scan()
    assert asked == [("send", 7, "scan", [], {})]


def test_what_is_no_method_is_asked_for_each_time(asked):
    company = stand_in(Company, asked)
    company.stores  # noqa: B018
    company.stores  # noqa: B018
    assert asked == [("attr", 7, "stores"), ("attr", 7, "stores")]


def test_a_part_that_is_never_replaced_is_asked_for_once(asked):
    first, second = stand_in(Company, asked), stand_in(Company, asked)
    for company in (first, first, second):
        company.journal  # noqa: B018
    assert asked == [("attr", 7, "journal"), ("attr", 7, "journal")]


@pytest.mark.parametrize("world", [small_world, porchlight_world])
def test_every_part_that_is_kept_is_an_object_and_no_data(world):
    """Data would be a copy, which grows old."""
    company = world()
    for name in Company._parts_:
        part = getattr(company, name)
        with pytest.raises(Handle):
            there_and_back(part)


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
        examiner.take(["mine", number, "Thing", "", "", ""])


def data_of(value: Any, letters: str, asked: list[Any]) -> Any:
    made = object.__new__(proxy_class("Thing", letters))

    def ask(*parts: Any) -> Any:
        asked.append(parts[2:])
        return value

    Proxy.__init__(made, ask, 7)
    return made


def test_an_object_with_data_is_compared_by_them_here_whatever_it_says_of_itself(asked):
    thing = data_of({"a", "b"}, "cilhbd", asked)
    assert thing == {"a", "b"} and {"a", "b"} == thing and thing != {"a"}
    assert "c" not in thing and "a" in thing and len(thing) == 2 and sorted(thing) == ["a", "b"]
    assert isinstance(thing, set) and not isinstance(thing, list)
    assert {part[0] for part in asked} == {"data"}


def test_a_record_equals_only_another_record(asked):
    one, other = data_of(("Kind", 1), "r", asked), data_of(("Kind", 1), "r", asked)
    assert one == other and one != data_of(("Kind", 2), "r", asked)
    assert one != ("Kind", 1)
    with pytest.raises(TypeError):
        hash(one)


@pytest.mark.parametrize("letters", ["ilghb", "h", "cn"])
def test_what_a_built_in_does_itself_is_never_asked_for(asked, letters):
    proxy = data_of(True, "", asked)
    made = whole(proxy, "Word", letters, "ada")
    assert "x" not in made and len(made) == 3 and made[0] == "a" and list(made) == [*"ada"]
    assert made == "ada" and asked == []
    assert whole(proxy, "Word", letters, "ada") is made


def test_data_that_are_said_to_be_another_object_are_none(asked):
    thing = data_of(data_of({}, "d", asked), "d", asked)
    with pytest.raises(TypeError):
        thing == {}  # noqa: B015
