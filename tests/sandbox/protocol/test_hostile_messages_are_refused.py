"""What is not a message as agreed is refused, and harms nothing."""

import contextlib
import io
import json
import struct

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from crossing import SIZES, Handle, no_data, there_and_back
from hypothesis import given, settings

from privacylab.sandbox.protocol import arrow_codec, framing
from privacylab.sandbox.protocol.codec import Decoder, Encoder
from privacylab.sandbox.protocol.framing import Channel, ChannelClosed, ProtocolError, TooLarge


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
        ["default", ["class", "object"]],
        ["default", ["list"]],
        ["default", "list", 1],
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
        ["fraction", 1, 0],
        ["fraction", 1, ["int", hex(1 << (1 << 17))]],
        ["keys", ["list"]],
        ["items", ["tuple", 1]],
        ["mapping", ["list"]],
        ["user dict", ["list"]],
        ["memory", ["bytes", "YWI="], "O", ["list", 2]],
        ["memory", ["bytes", "YWI="], "B", ["list", 1 << 40]],
        ["packed", "O", ["bytes", ""]],
        ["class", "type"],
        ["class", "eval"],
        ["namespace", ["dict", 1, 2]],
        ["period", 1, "nonsense"],
        ["interval", "a", "b", "right"],
        ["interval", 1, 2, "inside"],
        ["scalar", "|O", "AAAAAAAAAAA="],
        ["scalar", "|b1", "Ag=="],
        ["scalar", "<U1", "////fw=="],
        ["dtype", "object"],
        ["like", "Name", "", None, ["list", ["Handle"]]],
        ["like", "Name", "", None, None],
        ["like", "Name", "", None, True],
        ["like", "Name", "", None, ["range", 0, 1, 1]],
        ["named", "Point", ["x", "x"], ["tuple", 1, 2]],
        ["named", "Point", ["class"], ["tuple", 1]],
        ["named", "Point", ["_x"], ["tuple", 1]],
        ["named", "Point", ["x"], ["tuple", 1, 2]],
        ["array", [1], ["bytes", "|O", 0], "object", [[], []]],
        ["array", [1], ["boxed", "__import__('os')", 1], "object", [[], []]],
        ["array", [1], ["boxed", "period[M]", 1.5], "object", [[], []]],
        ["column", ["boxed", "int64[pyarrow]", "x"], [[], []]],
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


@pytest.mark.parametrize("answered", [object(), None, 7])
def test_what_is_said_to_be_more_than_its_data_must_be_an_object_of_that_side(answered):
    with pytest.raises(ProtocolError):
        Decoder([], lambda data: answered).value(["like", "Name", "", ["yours", 0], "ada"])


def test_a_class_cannot_bring_a_method_or_a_name_that_is_none():
    (made,) = Decoder([], no_data).all([["like", "__class__ = 1", "chxyz", None, "ada"]], 0)
    assert type(made).__mro__[1:] == (str, object) and type(made).__name__ == "class__1"
    assert not callable(made)
