"""Fuzzes what the examiner reads of a jail, guided by coverage:

    python tests/fuzz/fuzz_protocol.py -max_total_time=60

Any input must end as a value, a ProtocolError or a closed channel, in little memory and time.
An input is a stream as it is; or a document and its blobs, parted by MARK, which become a frame
whose lengths fit; or, after BUILD, the choices that build a document of known words beside the
tables of the seeds. The options are libFuzzer's; what it finds goes to the working folder. The
corpus is seeded with real frames, in a folder that is thrown away.
"""

import contextlib
import io
import json
import os
import struct
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["privacylab.sandbox"]):
    from privacylab.sandbox.protocol import arrow_codec, framing, remote_errors, standard_types
    from privacylab.sandbox.protocol.codec import _DICTS, _LISTS, READ, Decoder, Encoder

import collections
import datetime as dt
import fractions
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from privacylab.checks import Outcome

MARK = b"\xff\xfe\xfd\xfc"  # stands in no JSON
BUILD = b"\xfb"
WORDS = [
    *READ,
    *_LISTS,
    *_DICTS,
    *standard_types.BY_TAG,
    *arrow_codec.TAGS,
    "named",
    "like",
    "boxed",
    "bytes",
    "enum",
    "record",
    "error",
    "mine",
    "yours",
    "objects",
    "category",
    "zoned",
    "range",
    "multi",
    "plain",
    "int64",
    "bool",
    "float64",
    "Int64",
    "boolean",
    "str",
    "string",
    "datetime64[ns]",
    "<U9",
    "s",
    "ns",
    "UTC",
    "0x1",
    "1",
    "2020-01-01",
    "privacylab.checks.outcome:Outcome",
    "PASSED",
]
LIMITS = ["-rss_limit_mb=1500", "-timeout=20", "-max_len=20000", "-max_total_time=60"]
SEEDS = [
    [None, True, -3, 1 << 60, 0.5, float("nan"), "text", b"bytes", 2j, range(3)],
    [(1, 2), {1, 2}, frozenset("a"), {"a": {"b": [1]}}, Outcome.PASSED],
    [dt.date(2020, 2, 29), dt.time(1, 2, 3), dt.timedelta(1, 2, 3), dt.datetime(2020, 1, 1)],
    [dt.datetime(2020, 1, 1, tzinfo=ZoneInfo("Europe/Berlin")), pd.Timestamp("2020", tz="UTC")],
    [pd.Timedelta("1h"), pd.NaT, pd.NA, np.int8(3), np.float32(1.5), np.str_("x")],
    pd.DataFrame({"a": ["x", None], "b": [1, 2], "c": pd.Categorical(["x", "y"])}),
    pd.DataFrame({"a": pd.to_datetime(["2020-01-01", None]).tz_localize("Asia/Tokyo")}),
    pd.DataFrame({"a": pd.array([1, None], dtype="Int64"), "b": [True, False]}).set_index("b"),
    pd.DataFrame([[1, "x", 1.5]], columns=["a", "b", "c"]).set_index(["a", "b"]),
    pd.Series([1, "x", None, (1, 2)], dtype=object, name="objects"),
    [fractions.Fraction(1, 3), collections.ChainMap({"a": 1}), {"a": 1}.items(), memoryview(b"ab")],
    [
        np.datetime64("2020"),
        pd.Period("2020-01", "M"),
        pd.Interval(1, 2),
        collections.deque([1], 2),
    ],
    [collections.namedtuple("Point", "x y")(1, 2), type("Name", (str,), {})("ada")],
    pd.Series(pd.period_range("2020-01", periods=2, freq="M")),
    pd.Series(np.array([1 + 2j])),
    [np.arange(4).reshape(2, 2), np.array(["a", "bc"]), pd.RangeIndex(3)],
]


TABLES: list[bytes] = []


class Handle(Exception):
    """Raised where a value is an object that stays on the other side."""


def take(data: list[object]) -> None:
    raise Handle


def read(data: bytes) -> None:
    """Read an input as the examiner reads what a jail sends."""
    if data[:1] == BUILD:
        choices = atheris.FuzzedDataProvider(data[1:])
        data = MARK.join([json.dumps(build(choices, 0)).encode(), *TABLES])
    if MARK in data:
        text, *blobs = data.split(MARK)
        lengths = [len(blob) for blob in blobs]
        head = framing.HEAD.pack(len(text), len(blobs), sum(lengths))
        data = head + struct.pack(f"<{len(blobs)}I", *lengths) + text + b"".join(blobs)
    stream = framing.Channel(io.BytesIO(data), io.BytesIO())
    with contextlib.suppress(framing.ChannelClosed, framing.ProtocolError):
        while True:
            document, blobs = stream.receive()
            for one in document if isinstance(document, list) else [document]:
                with contextlib.suppress(framing.ProtocolError, Handle):
                    Decoder(blobs, take).value(one)
                with contextlib.suppress(framing.ProtocolError, Handle):
                    remote_errors.read(one, Decoder(blobs, take))


def build(choices: atheris.FuzzedDataProvider, depth: int) -> object:
    """A document of the words that are agreed on, in whatever order."""
    kind = choices.ConsumeIntInRange(0, 9)
    if kind < 4 and depth < 8:
        size = choices.ConsumeIntInRange(0, 5)
        word = choices.PickValueInList(WORDS)
        return [word, *(build(choices, depth + 1) for _ in range(size))]
    if kind == 4 and depth < 8:
        return [build(choices, depth + 1) for _ in range(choices.ConsumeIntInRange(0, 4))]
    if kind < 7:
        return choices.ConsumeIntInRange(-1, 4)
    if kind == 7:
        return choices.ConsumeInt(9)
    return choices.PickValueInList([*WORDS, None, True, 0.5, ""])


def write_seeds(folder: Path) -> None:
    """Write the corpus, and keep its tables for the documents that are built."""
    for number, value in enumerate(SEEDS):
        encoder = Encoder(take)  # type: ignore[arg-type]
        document = ["ok", encoder.value(value), []]
        TABLES.extend(blob for blob in encoder.blobs if len(TABLES) < 5)
        (folder / f"{number}-built").write_bytes(BUILD + bytes(range(number, 200, number + 1)))
        text = json.dumps(document, separators=(",", ":")).encode()
        (folder / f"{number}-parts").write_bytes(MARK.join([text, *encoder.blobs, b""]))
        (folder / f"{number}-frame").write_bytes(framing.pack(document, encoder.blobs))


def main() -> int:
    """libFuzzer ends its process without a word to Python, so it gets one of its own."""
    with tempfile.TemporaryDirectory() as corpus:
        write_seeds(Path(corpus))
        child = os.fork()
        if not child:
            atheris.Setup([sys.argv[0], *LIMITS, *sys.argv[1:], corpus], read)
            atheris.Fuzz()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
