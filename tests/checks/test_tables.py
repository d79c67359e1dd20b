"""The small tables of the checks."""

import pandas as pd
import pytest

from privacylab.checks import small_table

DAY = pd.Timestamp("2023-08-31")


def test_a_table_has_the_named_columns_and_the_rows_given():
    made = small_table("profile_id used_on count", ("ada", DAY, 1), ("ben", pd.NaT, 2))
    wanted = {"profile_id": ["ada", "ben"], "used_on": [DAY, pd.NaT], "count": [1, 2]}
    pd.testing.assert_frame_equal(made, pd.DataFrame(wanted))


def test_what_is_done_to_a_table_is_not_done_to_the_next_one():
    first = small_table("a b", ("x", 1), ("y", 2))
    first.loc[0, "a"] = "changed"
    first["b"].array[1] = 7
    first["c"] = 0
    second = small_table("a b", ("x", 1), ("y", 2))
    assert second.to_dict("list") == {"a": ["x", "y"], "b": [1, 2]}


@pytest.mark.parametrize(
    "one, other",
    [
        (1, True),
        (1, 1.0),
        (0.0, -0.0),
        (0, False),
        (DAY, DAY.as_unit("ns")),
        (None, pd.NaT),
        (DAY.tz_localize("UTC"), DAY.tz_localize("UTC").tz_convert("America/New_York")),
    ],
)
def test_values_that_are_equal_and_not_the_same_make_two_tables(one, other):
    for value in (one, other, one):
        pd.testing.assert_frame_equal(small_table("a", (value,)), pd.DataFrame({"a": [value]}))


def test_a_value_that_can_be_changed_is_the_one_that_was_given():
    for content in ([1], {2}, {"a": 3}):
        assert small_table("a", (content,))["a"][0] is content


def test_days_and_instants_are_so_even_where_all_are_missing():
    made = small_table("on at", (pd.NaT, pd.NaT), dates="on elsewhere_on", utc="at elsewhere_at")
    assert str(made["on"].dtype) == "datetime64[us]"
    assert str(made["at"].dt.tz) == "UTC"
    assert len(small_table("on at", dates="on", utc="at")) == 0
