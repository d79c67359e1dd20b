"""The figures of module 02_retention count what Murmur's tables and stores hold."""

import pandas as pd
import pytest

from privacylab.companies import murmur
from privacylab.lab import figures
from privacylab.lab.retention.child_profiles import last_uses, state

TODAY = pd.Timestamp("2023-08-31")


@pytest.fixture(scope="module")
def tables():
    return {name: murmur.table(name) for name in ("profiles", "use_events", "recordings")}


def test_the_scatter_says_how_many_children_are_inactive_and_what_is_held_of_them(tables):
    profiles, events, recordings = tables.values()
    states = state(last_uses(profiles, events), TODAY)
    inactive = set(states[states == "inactive"].index)
    held = sum(profile in inactive for profile in recordings["profile_id"])
    picture = figures.still_stored(profiles, events, recordings, TODAY)
    young = (states != "13 or older").sum()
    assert young < len(states)
    assert f"{len(inactive)} children of {young}" in picture.alt
    assert f"{held:,} recordings" in picture.alt


def test_the_lines_of_touches_are_those_of_the_inactive_children(tables):
    profiles, events, _ = tables.values()
    states = state(last_uses(profiles, events), TODAY)
    picture = figures.who_touched(profiles, events, TODAY)
    assert f"One line for each of {(states == 'inactive').sum()} profiles" in picture.alt


def test_the_promises_are_held_against_the_age_of_what_is_there():
    notices = pd.DataFrame({"category": ["recording"], "published_days": [90]})
    since = pd.Series(pd.to_datetime(["2023-08-01", "2023-06-02", "2023-06-01", "2020-01-01"]))
    picture = figures.promises(notices, {"recording": since}, TODAY)
    assert "promised 90 days, held up to 1,338 days, 50% older than promised" in picture.alt


def test_the_bars_count_what_each_store_still_holds_under_any_key(world):
    picture = figures.left_behind(world, {"gone"})
    assert "replica: 1 of 1 profiles" in picture.alt
    assert "main: 0 of 0 profiles" in picture.alt
    assert "places (in no registry): 1 of 1 profiles" in picture.alt
    assert "main and audio" in picture.caption
