"""The figures of module 02_retention count what Murmur's tables and stores hold."""

import pandas as pd
import pytest

from privacylab.companies import murmur
from privacylab.lab import figures, promise_dial, silence_dial, use_rules
from privacylab.lab.retention.child_profiles import last_uses, state

TODAY = pd.Timestamp("2023-08-31")


@pytest.fixture(scope="module")
def tables():
    return {name: murmur.table(name) for name in ("profiles", "use_events", "recordings")}


@pytest.fixture(scope="module")
def young(tables):
    """The last use of everyone who was a child then."""
    children = last_uses(tables["profiles"], tables["use_events"])
    return children.loc[children["was_child"], "last_on"]


@pytest.mark.parametrize("months", [1, 18, 48])
def test_the_scatter_counts_the_children_beyond_the_line_and_what_is_held_of_them(
    tables, young, months
):
    silent = {name for name, on in young.items() if on + pd.DateOffset(months=months) <= TODAY}
    held = sum(profile in silent for profile in tables["recordings"]["profile_id"])
    picture = figures.still_stored(*tables.values(), TODAY, months)
    assert f"{len(silent)} children of {len(young)}" in picture.alt.replace(
        " child of", " children of"
    )
    assert f"{held:,} recording" in picture.caption


def test_at_18_months_the_scatter_finds_who_is_inactive(tables):
    states = state(last_uses(tables["profiles"], tables["use_events"]), TODAY)
    picture = figures.still_stored(*tables.values(), TODAY)
    assert f"{(states == 'inactive').sum()} children of" in picture.alt


def test_what_counts_as_use_decides_how_many_profiles_are_inactive(tables, young):
    profiles, events, _ = tables.values()
    written = profiles.set_index("profile_id")["updated_at"].dt.tz_localize(None)
    for rule, actors in figures.COUNTED.items():
        latest = events[events["actor"].isin(actors)].groupby("profile_id")["used_on"].max()
        uses = (written if rule == figures.ROW else latest)[young.index].dt.normalize()
        found = sum(on + pd.DateOffset(months=18) <= TODAY for on in uses)
        picture = figures.who_touched(profiles, events, TODAY, rule)
        assert f"{found} of {len(young)} child profiles" in picture.caption


def test_a_turn_of_a_control_draws_the_picture_of_its_value(tables):
    profiles, events, recordings = tables.values()
    slider, shown = silence_dial(profiles, events, recordings, TODAY).children
    slider.value = 18
    assert "18 months or more" in shown.value and slider.description
    buttons, shown = use_rules(profiles, events, TODAY).children
    before = shown.value
    buttons.value = figures.CHILD
    assert shown.value != before and "counts as use" in shown.value and buttons.description


def test_a_limit_is_held_against_the_age_of_what_is_there():
    notices = pd.DataFrame({"category": ["recording"], "published_days": [90]})
    since = pd.Series(pd.to_datetime(["2023-08-01", "2023-06-02", "2023-06-01", "2020-01-01"]))
    for days, older in ((30, "75%"), (90, "50%"), (1338, "0%")):
        picture = figures.promises(notices, {"recording": since}, TODAY, days)
        assert f"promised 90 days, held up to 1,338 days, {older} older than" in picture.alt
    slider, shown = promise_dial(notices, {"recording": since}, TODAY).children
    slider.value = 90
    assert "50% older than 90 days" in shown.value and slider.description


def test_the_bars_count_what_each_store_still_holds_under_any_key(world):
    picture = figures.left_behind(world, {"gone"})
    assert "replica: 1 of 1 profiles" in picture.alt
    assert "main: 0 of 0 profiles" in picture.alt
    assert "places (in no registry): 1 of 1 profiles" in picture.alt
    assert "main and audio" in picture.caption
