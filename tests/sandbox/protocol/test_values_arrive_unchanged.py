"""What crosses arrives as it was; what is not a message harms nothing."""

import collections
import contextlib
import datetime as dt
import enum
import io
import json
import math
import struct
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings

from privacylab.checks import Outcome
from privacylab.sandbox.protocol import arrow_codec, framing, remote_errors
from privacylab.sandbox.protocol.codec import Decoder, Encoder
from privacylab.sandbox.protocol.framing import Channel, ChannelClosed, ProtocolError, TooLarge


class Handle(Exception):
    """Raised where a value is not data."""


def no_data(value):
    raise Handle(type(value).__name__)


def there_and_back(value):
    encoder = Encoder(no_data)
    document = encoder.value(value)
    arrived = Channel(io.BytesIO(framing.pack(document, encoder.blobs)), io.BytesIO()).receive()
    return Decoder(arrived[1], no_data).value(arrived[0])


def same(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return math.isnan(one) and math.isnan(other) or one == other
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return all(map(same, one.items(), other.items())) and len(one) == len(other)
    return one is other or one == other


atoms = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.complex_numbers(allow_nan=False)
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.timedeltas()
    | st.just(pd.NaT)
    | st.just(pd.NA)
    | st.datetimes(timezones=st.just(dt.UTC) | st.just(ZoneInfo("Europe/Berlin")))
    | st.sampled_from(Outcome)
)
keys = st.none() | st.booleans() | st.integers() | st.text() | st.dates()
values = st.recursive(
    atoms,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(keys, inner)
        | st.sets(keys)
        | st.frozensets(keys)
        | st.dictionaries(keys, inner).map(collections.OrderedDict)
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(values)
def test_data_arrives_as_it_was(value):
    assert same(there_and_back(value), value)


@settings(deadline=None)
@given(
    st.datetimes(dt.datetime(1700, 1, 1), dt.datetime(2250, 1, 1)),
    st.sampled_from(["s", "ms", "us", "ns"]),
    st.sampled_from([None, "UTC", "Asia/Tokyo"]),
)
def test_a_timestamp_keeps_its_unit_and_its_zone(moment, unit, zone):
    sent = pd.Timestamp(moment).as_unit(unit).tz_localize(zone and "UTC")
    sent = sent.tz_convert(zone) if zone else sent
    found = there_and_back(sent)
    assert (found, found.unit, str(found.tz)) == (sent, unit, str(sent.tz))


FRAMES = {
    "text": pd.DataFrame({"a": ["x", None, ""]}),
    "objects": pd.DataFrame({"a": pd.Series([1, "x", None, (1, 2)], dtype=object)}),
    "moments": pd.DataFrame({"a": pd.to_datetime(["2020-01-01", None])}),
    "zones": pd.DataFrame({"a": pd.to_datetime(["2020-01-01", None]).tz_localize("Asia/Tokyo")}),
    "numbers": pd.DataFrame({"a": [1, 2], "b": [math.nan, math.inf], "c": [True, False]}),
    "gaps": pd.DataFrame({"a": pd.array([1, None], dtype="Int64")}),
    "categories": pd.DataFrame({"a": pd.Categorical(["x", None, "y"], ordered=True)}),
    "an index": pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="key")),
    "two levels": pd.DataFrame({"a": [1], "b": ["x"], "c": [1.5]}).set_index(["a", "b"]),
    "equal names": pd.DataFrame([[1, "x"]], columns=["a", "a"]),
    "numbers as names": pd.DataFrame([[1, 2]]),
    "text as objects": pd.DataFrame({"a": pd.Series(["x", "y"], dtype=object)}),
    "lists": pd.DataFrame({"a": pd.Series([[1, 2], [3, 4]], dtype=object)}),
    "small numbers": pd.DataFrame({"a": np.array([-1, 1], "int8"), "b": np.float32([0.1, -0.0])}),
    "large numbers": pd.DataFrame({"a": np.array([2**64 - 1, 0], "uint64"), "b": [-(2**63), 1]}),
    "spans": pd.DataFrame({"a": pd.to_timedelta(["1s", None]).as_unit("ns")}),
    "no rows": pd.DataFrame({"a": pd.Series([], dtype="str")}),
    "nothing": pd.DataFrame(),
}
# by value, and by Arrow
SIZES = {"short": lambda frame: frame, "long": lambda frame: pd.concat([frame] * arrow_codec.FEW)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_keeps_its_types_its_index_and_its_gaps(name, size):
    frame = SIZES[size](FRAMES[name])
    pd.testing.assert_frame_equal(there_and_back(frame), frame)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [name for name in FRAMES if FRAMES[name].shape[1]])
def test_so_does_a_series(name, size):
    series = SIZES[size](FRAMES[name]).iloc[:, 0]
    pd.testing.assert_series_equal(there_and_back(series), series)


def test_few_rows_of_long_text_do_not_cross_by_value():
    frame = pd.DataFrame({"a": ["x" * arrow_codec.SHORT, "y"]})
    encoder = Encoder(no_data)
    assert len(json.dumps(encoder.value(frame))) < 200 and len(encoder.blobs) == 1
    pd.testing.assert_frame_equal(there_and_back(frame), frame)


def test_what_arrives_can_be_changed():
    frame = there_and_back(pd.DataFrame({"a": [1, 2]}))
    frame.loc[0, "a"] = 5
    assert there_and_back(np.arange(4).reshape(2, 2)).flags.writeable


def test_numpy_numbers_keep_their_type():
    for sent in (
        np.True_,
        np.int8(-3),
        np.float32(1.5),
        np.datetime64("2020-01-01", "s"),
        np.str_("x"),
    ):
        found = there_and_back(sent)
        assert type(found) is type(sent) and found == sent


def test_a_subclass_with_behaviour_of_its_own_is_no_data():
    class Equal(str):
        def __eq__(self, other):
            return True

        __hash__ = str.__hash__

    class Lazy(dict):
        def __getitem__(self, key):
            return 1

    for value in (Equal("x"), Lazy(a=2), object(), enum.Enum("E", "A").A, print, iter([])):
        with pytest.raises(Handle):
            there_and_back(value)


def test_a_named_tuple_crosses_as_a_tuple_and_a_str_enum_as_its_text():
    Point = collections.namedtuple("Point", "x y")
    Word = enum.StrEnum("Word", ["A"])
    assert there_and_back([Point(1, 2), Word.A]) == [(1, 2), "a"]
    assert [type(one) for one in there_and_back([Point(1, 2), Word.A])] == [tuple, str]


def test_what_is_too_large_or_too_deep_is_said_before_it_is_sent():
    deep: list = []
    for _ in range(1000):
        deep = [deep]
    endless: list = []
    endless.append(endless)
    for value in (
        deep,
        endless,
        "x" * 20_000_000,
        list(range(3_000_000)),
        pd.DataFrame({"a": np.zeros(20_000_000)}),
    ):
        with pytest.raises(TooLarge):
            there_and_back(value)


def read(document, blobs=()):
    return Decoder(list(blobs), no_data).value(document)


@pytest.mark.parametrize(
    "document",
    [
        [],
        ["nonsense"],
        [[]],
        ["int", "5"],
        ["int", 5],
        ["float", "1"],
        ["set", ["list"]],
        ["dict", 1],
        ["dict", ["list"], 1],
        ["default", "eval", 1],
        ["default"],
        ["bytes", "!"],
        ["range", 1, 2, 0],
        ["range", "a"],
        ["date", "x"],
        ["timestamp", "1", "Y", None],
        ["timestamp", str(1 << 63), "ns", None],
        ["timestamp", "1", "ns", "../../etc/passwd"],
        ["datetime", "2020-01-01", "No/Zone", 0],
        ["enum", "os:system", "x"],
        ["enum", "x", "y"],
        ["enum", "privacylab.checks.outcome:Outcome", "__class__"],
        ["record", "builtins:list"],
        ["record", "privacylab.catalog.model:Fact", 1],
        ["record", "privacylab.checks.outcome:Outcome"],
        ["scalar", "int8", 1000],
        ["scalar", "object", 1],
        ["scalar", "float64", "x"],
        ["array", [2], ["int64", 0], "x", [[], []]],
        ["array", [-1], ["objects", 1], "object", [[], []]],
        ["frame", 1],
        ["series"],
        ["index", ["range", None, 0, 1 << 80, 1], [[], []]],
        ["array", [1], ["int64", 0], "int64", [[0], [0]]],
        ["index", ["names", None, ["a", 1]], [[], []]],
        ["index", ["names", None, "ab"], [[], []]],
    ],
)
def test_a_value_that_is_not_as_agreed_is_refused(document):
    with pytest.raises(ProtocolError):
        read(document, [b"no arrow"])


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(
        [
            "list",
            "dict",
            "set",
            "frame",
            "series",
            "index",
            "array",
            "objects",
            "int64",
            "str",
            "timestamp",
            "enum",
            "record",
            "range",
            "plain",
            "category",
            "zoned",
            "int",
            "ns",
            "UTC",
            "multi",
            "masked",
            "names",
            "Int64",
            "counter",
            "default",
            "delta",
            "complex",
            "decimal",
        ]
    ),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=30,
)


@settings(deadline=None, max_examples=300)
@given(anything, st.lists(st.binary(max_size=64), max_size=2))
def test_whatever_comes_is_a_value_or_a_broken_wire(document, blobs):
    with contextlib.suppress(ProtocolError, Handle):
        read(document, blobs)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200))
def test_whatever_bytes_come_they_are_a_frame_or_the_end(data):
    with pytest.raises((ProtocolError, ChannelClosed)):
        stream = Channel(io.BytesIO(data), io.BytesIO())
        while True:
            stream.receive()


def stream(array, **options):
    sink = pa.BufferOutputStream()
    batch = pa.record_batch([array], ["0"])
    with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(**options)) as to:
        to.write_batch(batch)
    return sink.getvalue().to_pybytes()


COLUMN = ["index", ["plain", None, ["int64", 0]], [[0], [0]]]


@pytest.mark.parametrize("packing", ["zstd", "lz4"])
def test_a_table_that_unpacks_to_more_than_was_sent_is_refused_before_it_does(packing):
    numbers = pa.array(np.zeros(1_000_000, "int64"))
    with pytest.raises(ProtocolError, match="compressed"):
        read(COLUMN, [stream(numbers, compression=packing)])
    assert len(read(COLUMN, [stream(numbers)])) == 1_000_000


def test_a_column_of_bits_is_not_longer_than_one_of_numbers_could_be():
    truths = np.zeros(arrow_codec.MOST_ROWS + 1, bool)
    with pytest.raises(ProtocolError, match="larger"):
        read(COLUMN, [stream(pa.array(truths))])
    with pytest.raises(TooLarge):
        there_and_back(truths)


@pytest.mark.parametrize("kind", ["float64", "int64", "datetime64[us]"])
def test_a_column_of_bits_is_no_column_of_numbers(kind):
    blob = stream(pa.array([True] * 8))
    with pytest.raises(ProtocolError):
        read(["array", [8], [kind, 0], kind, [[0], [0]]], [blob])


@pytest.mark.parametrize(
    "kind, part",
    [
        ("int64", "1"),
        ("int64", 1.5),
        ("int64", True),
        ("int64", None),
        ("uint8", 256),
        ("int64", ["int", "0xffffffffffffffffff"]),
        ("uint64", -1),
        ("float64", 1),
        ("float64", "nan"),
        ("bool", 1),
        ("bool", None),
        ("datetime64[us]", "2020-01-01"),
        ("Int64", 1),
        ("object", 1),
        ("datetime64[us]", ["timestamp", "1", "us", None]),
        ("str", 1),
        ("str", ["list"]),
        ("datetime64[us]", ["int", "0xffffffffffffffffff"]),
        ("str", "\ud800"),
        ("str", ["bytes", ""]),
    ],
)
def test_a_short_column_holds_what_it_says_or_nothing(kind, part):
    with pytest.raises(ProtocolError):
        read(["index", ["plain", None, [kind, [part]]], [[], []]])


@pytest.mark.parametrize(
    "document",
    [
        [
            "frame",
            ["range", None, 0, 2, 1],
            ["range", None, 0, 3, 1],
            [["int64", 0]] * 2,
            [[0], [0]],
        ],
        ["list", *[["series", None, ["range", None, 0, 3, 1], ["int64", 0], [[0], [0]]]] * 2],
    ],
)
def test_what_was_sent_once_is_not_made_twice(document):
    with pytest.raises(ProtocolError, match="named twice"):
        read(document, [stream(pa.array([1, 2, 3]))])


@pytest.mark.parametrize(
    "document",
    [
        ["array", [2], ["objects", "x" * 9999, "y"] + ["z"] * 5000, "<U9999", [[], []]],
        ["index", ["range", None, 0, 1 << 40, 1], [[], []]],
        ["datetime", "2020-01-01", "Europe", 0],
    ],
)
def test_a_small_message_makes_nothing_large_and_opens_no_folder(document):
    with pytest.raises(ProtocolError):
        read(document)


def test_a_description_nested_without_end_is_refused():
    deep: list = ["int64", 0]
    for _ in range(5000):
        deep = ["category", deep, ["range", None, 0, 1, 1], False]
    with pytest.raises(ProtocolError):
        read(["series", None, ["range", None, 0, 1, 1], deep, [[], []]])


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_table_with_a_changed_byte_is_a_table_or_a_broken_wire(data):
    encoder = Encoder(no_data)
    document = encoder.value(SIZES["long"](pd.DataFrame({"a": ["x", None], "b": [1, 2]})))
    blob = bytearray(encoder.blobs[0])
    for place in data.draw(st.lists(st.integers(0, len(blob) - 1), min_size=1, max_size=4)):
        blob[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ProtocolError):
        read(json.loads(json.dumps(document)), [bytes(blob)])


def test_an_announced_size_costs_no_memory():
    head = struct.pack("<III", framing.MOST_JSON, 0, 0)
    with pytest.raises(ChannelClosed):
        Channel(io.BytesIO(head + b"[1"), io.BytesIO()).receive()
    head = struct.pack("<III", 2**32 - 1, 0, 0)
    with pytest.raises(ProtocolError):
        Channel(io.BytesIO(head), io.BytesIO()).receive()


def error_there_and_back(error):
    encoder = Encoder(no_data)
    document = json.loads(json.dumps(remote_errors.write(error, encoder)))
    return remote_errors.read(document, Decoder(encoder.blobs, no_data))


def test_a_known_error_keeps_its_class_and_another_its_name():
    from privacylab.companies.stores import StoreUnavailable

    for error in (KeyError("profile"), StoreUnavailable("down"), NotImplementedError()):
        found = error_there_and_back(error)
        assert type(found) is type(error) and str(found) == str(error)
    found = error_there_and_back(type("MyError", (Exception,), {})("mine"))
    assert type(found).__name__ == "MyError" and str(found) == "mine"
    for error in (KeyboardInterrupt(), GeneratorExit(), UnicodeDecodeError("a", b"", 0, 1, "c")):
        assert isinstance(error_there_and_back(error), Exception)
