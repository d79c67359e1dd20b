"""Murmur's data look as the datasheet says: rhythm, tails, zones, and rows that come late."""

import wave
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from privacylab.companies import murmur

EXPORTED = pd.Timestamp("2023-08-31T12:00", tz="UTC")


@pytest.fixture(scope="module")
def spoken(data) -> pd.DataFrame:
    """The uses by children and adults themselves, with the household's clock on the wall."""
    events = data["use_events"].dropna(subset=["device_id"]).drop_duplicates("event_id")
    zones = data["profiles"].merge(data["households"], on="household_id")
    events = events.merge(zones[["profile_id", "time_zone"]], on="profile_id")
    wall = [
        at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        for at, zone in zip(
            events["occurred_at"].dt.to_pydatetime(), events["time_zone"], strict=True
        )
    ]
    return events.assign(wall=pd.to_datetime(pd.Series(wall, events.index)))


def test_strings_are_str_dates_have_no_zone_and_instants_are_utc(data) -> None:
    for name, rows in data.items():
        for column, dtype in rows.dtypes.items():
            if str(column).endswith("_on"):
                assert str(dtype) == "datetime64[us]", (name, column)
                assert (rows[column].dropna() == rows[column].dropna().dt.normalize()).all()
            elif str(column).endswith("_at"):
                assert str(dtype) == "datetime64[us, UTC]", (name, column)
            else:
                assert str(dtype) in ("str", "int64", "Int64", "bool"), (name, column)


def test_an_unknown_table_is_named_with_those_that_exist() -> None:
    with pytest.raises(KeyError, match="no table 'profile'; it has households, profiles"):
        murmur.table("profile")


def test_used_on_is_the_date_where_the_household_lives(spoken) -> None:
    assert (spoken["used_on"] == spoken["wall"].dt.normalize()).all()
    utc = spoken["occurred_at"].dt.tz_localize(None).dt.normalize()
    assert 0.15 < (spoken["used_on"] != utc).mean() < 0.4
    assert (spoken["used_on"] > utc).any() and (spoken["used_on"] < utc).any()
    assert spoken["time_zone"].nunique() == 11


def test_some_uses_fall_into_the_hour_that_passes_twice_in_both_passes(spoken) -> None:
    new_york = spoken[spoken["time_zone"].isin(["America/New_York", "America/Chicago"])]
    night = new_york["wall"].dt.strftime("%Y-%m-%d %H")
    twice = new_york[
        night.isin([f"{day} 01" for day in ("2020-11-01", "2021-11-07", "2022-11-06")])
    ]
    folds = {
        at.astimezone(ZoneInfo(zone)).fold
        for at, zone in zip(
            twice["occurred_at"].dt.to_pydatetime(), twice["time_zone"], strict=True
        )
    }
    assert folds == {0, 1}


def test_some_uses_fall_on_the_night_without_its_second_hour(spoken) -> None:
    spring = spoken[
        spoken["used_on"].isin(pd.to_datetime(["2021-03-14", "2022-03-13", "2023-03-12"]))
    ]
    hours = spring[spring["time_zone"].eq("America/New_York")]["wall"].dt.hour
    assert {1, 3} & set(hours)
    assert 2 not in set(hours)


def test_children_speak_around_school_and_on_weekends(spoken) -> None:
    child = spoken[spoken["actor"] == "child"]
    weekend = child["wall"].dt.day_of_week >= 5
    assert weekend.mean() > 1.2 * 2 / 7
    hours = child["wall"].dt.hour
    assert hours[~weekend].between(15, 19).mean() > 0.5
    assert hours[~weekend].between(8, 13).mean() < 0.2 < hours[weekend].between(8, 13).mean()
    assert hours.between(0, 4).mean() < 0.01


def test_use_is_heavy_tailed(data) -> None:
    uses = data["profiles"]["interactions"].sort_values(ascending=False)
    assert uses.median() < 20 < 400 < uses.iloc[3]
    assert uses.iloc[: len(uses) // 10].sum() > 0.4 * uses.sum()


def test_interactions_count_every_event_of_the_person_once(data) -> None:
    events = data["use_events"].dropna(subset=["device_id"])
    counted = events.groupby("profile_id")["event_id"].nunique()
    profiles = data["profiles"].set_index("profile_id")["interactions"]
    logged = profiles[profiles.index.isin(counted.index)]
    assert (logged == counted.reindex(logged.index)).all()
    assert (profiles.drop(logged.index) > 0).sum() > 10  # their log is lost


def test_many_accounts_are_dormant_and_many_are_in_use(data) -> None:
    last = data["use_events"].dropna(subset=["device_id"]).groupby("profile_id")["used_on"].max()
    assert (last < "2022-08-31").mean() > 0.15
    assert (last > "2023-08-01").mean() > 0.3


def test_events_arrive_in_order_of_arrival_some_late_and_some_twice(data) -> None:
    events = data["use_events"]
    assert events["received_at"].is_monotonic_increasing
    lag = events["received_at"] - events["occurred_at"]
    assert lag.min() > pd.Timedelta(0)
    assert 0.02 < (lag > pd.Timedelta(days=1)).mean() < 0.05
    again = events[events["event_id"].duplicated(keep=False)].groupby("event_id")
    assert len(again) > 300
    assert (again["occurred_at"].nunique() == 1).all()
    assert (again["received_at"].max() - again["received_at"].min()).max() > pd.Timedelta(days=3)


def test_nothing_happens_before_it_can_or_after_the_export(data) -> None:
    profiles = data["profiles"].set_index("profile_id")
    devices = data["devices"].set_index("device_id")
    events, recordings = data["use_events"], data["recordings"]
    assert (events["used_on"] >= events["profile_id"].map(profiles["created_on"])).all()
    assert (
        recordings["recorded_on"] >= recordings["device_id"].map(devices["registered_on"])
    ).all()
    assert (profiles["birth_on"] < profiles["created_on"]).all()
    assert (data["deletions"]["deleted_at"] > data["deletions"]["recorded_at"]).all()
    for rows in data.values():
        for column in rows.columns:
            if column.endswith("_at"):
                assert rows[column].max() < EXPORTED


def test_nobody_at_home_is_called_like_somebody_else(data) -> None:
    assert not data["profiles"].duplicated(["household_id", "display_name"]).any()


def test_children_are_children_when_their_profile_is_made(data) -> None:
    child = data["profiles"].query("kind == 'child'")
    years = (child["created_on"] - child["birth_on"]).dt.days / 365.2425
    assert years.min() > 1.5 and years.max() < 13


def test_29_february_is_a_birthday_and_a_day_of_use(data) -> None:
    for dates in (data["profiles"]["birth_on"], data["use_events"]["used_on"]):
        assert ((dates.dt.month == 2) & (dates.dt.day == 29)).sum() >= 6


def test_coordinates_are_text_with_none_to_six_decimals(data) -> None:
    places = data["locations"]
    decimals = [places[axis].str.partition(".")[2].str.len() for axis in ("latitude", "longitude")]
    assert set(decimals[0]) == set(decimals[1]) == set(range(7))
    assert 0.01 < (decimals[0] != decimals[1]).mean() < 0.1
    assert places["latitude"].str.fullmatch(r"-?\d+\.\d*0").sum() > 500
    assert places["latitude"].astype(float).between(-40, 70).all()


def test_longer_words_take_longer_to_say(data) -> None:
    both = data["transcripts"].merge(data["recordings"], on="recording_id")
    words = both["text"].str.split().str.len()
    assert np.corrcoef(words, both["duration_ms"])[0, 1] > 0.8
    assert both["text"].nunique() > 900
    assert not both["text"].str.contains(r"\ba [aeiou]").any()


def test_sound_files_are_as_long_as_their_recordings(root: Path, data) -> None:
    carried = data["recordings"].dropna(subset=["audio_path"])
    assert len(carried) > 200
    for row in carried.itertuples():
        with wave.open(str(root / "datasets" / "murmur" / row.audio_path)) as sound:
            assert sound.getframerate() == 8_000
            assert sound.getnframes() == row.duration_ms * 8
