"""What crosses the channel arrives as it was."""

import collections
import datetime as dt
import enum
import json
import math
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from crossing import SIZES, Handle, no_data, there_and_back
from hypothesis import given, settings

from privacylab.checks import Outcome
from privacylab.sandbox.protocol import arrow_codec, remote_errors
from privacylab.sandbox.protocol.codec import Decoder, Encoder
from privacylab.sandbox.protocol.framing import TooLarge


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


def test_a_class_that_changes_what_it_is_built_on_stays_where_it_is():
    class Lazy(dict):
        def __getitem__(self, key):
            return 1

    class Log(list):
        def newest(self):
            return self[-1]

    for value in (Lazy(a=2), Log(), object(), enum.Enum("E", "A").A, print, iter([])):
        with pytest.raises(Handle):
            there_and_back(value)


def test_what_a_class_says_of_equality_counts_for_nothing():
    class Equal(str):
        def __eq__(self, other):
            return True

        __hash__ = str.__hash__

    found = there_and_back(Equal("x"))
    assert found == "x" and found != "y" and type(found).__name__ == "Equal"


def test_a_class_that_only_names_what_it_is_built_on_crosses_as_data_of_that_name():
    Point = collections.namedtuple("Point", "x y")
    Name, Registry = type("Name", (str,), {}), type("Registry", (dict,), {})
    point, name, registry = there_and_back([Point(1, 2), Name("ada"), Registry(a=1)])
    assert (point, point.y, repr(point)) == ((1, 2), 2, "Point(x=1, y=2)")
    assert (name, isinstance(name, str), type(name).__name__) == ("ada", True, "Name")
    assert (registry, isinstance(registry, dict)) == ({"a": 1}, True)


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
