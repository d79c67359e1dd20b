"""What is planted in Murmur is there: counted here anew, from the tables and the running stores."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from privacylab.companies.murmur.open_stores import MurmurStores, open_murmur

TODAY = date(2023, 8, 31)


def eighteen_months_before(day: date) -> date:
    """The last day from which 18 calendar months are complete on that day."""
    year, month = divmod(day.year * 12 + day.month - 1 - 18, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError


@pytest.fixture(scope="module")
def children(data) -> pd.DataFrame:
    """The child profiles, with the day of the child's own last use and the 13th birthday."""
    children = data["profiles"].query("kind == 'child'").copy()
    own = data["use_events"].query("actor == 'child'").sort_values("used_on")
    last = own.drop_duplicates("profile_id", keep="last").set_index("profile_id")["used_on"]
    children["last"] = children["profile_id"].map(last)
    children["thirteen"] = [
        date(
            born.year + 13,
            *((3, 1) if (born.month, born.day) == (2, 29) else born.timetuple()[1:3]),
        )
        for born in children["birth_on"].dt.date
    ]
    return children


@pytest.fixture(scope="module")
def inactive(children) -> set[str]:
    """The children's profiles whose last use lies 18 months back."""
    limit = pd.Timestamp(eighteen_months_before(TODAY))
    young = children["last"].dt.date < children["thirteen"]
    return set(children.loc[young & (children["last"] <= limit), "profile_id"])


@pytest.fixture(scope="module")
def erased(data) -> set[str]:
    """The profiles whose families were told that all is deleted."""
    return set(data["deletion_requests"].query("status == 'done'")["profile_id"])


@pytest.fixture(scope="module")
def items(root: Path, var: Path) -> dict[str, pd.DataFrame]:
    """What every store holds, with the owner of each item."""
    world = open_murmur(root / "datasets" / "murmur", var)
    found = {name: store.scan() for name, store in world.stores.items()}
    return {
        name: rows.assign(owner=rows["key"].map(world.device_owner).fillna(rows["key"]))
        for name, rows in found.items()
    }


def test_calendar_and_day_count_disagree_on_dozens_of_children(children, inactive) -> None:
    days = (pd.Timestamp(TODAY) - children["last"]).dt.days
    young = children["last"].dt.date < children["thirteen"]
    by_540 = set(children.loc[young & (days >= 540), "profile_id"])
    by_548 = set(children.loc[young & (days >= 548), "profile_id"])
    assert len(by_540 - inactive) >= 24
    assert len(by_548 - inactive) >= 5
    assert inactive < by_548 < by_540


def test_last_uses_stand_on_both_sides_of_the_boundary_and_on_month_ends(children) -> None:
    on = children["last"].value_counts()
    for day in ("2022-02-28", "2022-03-01"):
        assert on[day] >= 5
    for day in ("2020-02-29", "2020-08-31", "2021-05-31", "2021-08-31", "2021-10-31", "2021-12-31"):
        assert on[day] >= 2


def test_all_five_statuses_occur(children, inactive) -> None:
    assert (children["interactions"] == 0).sum() >= 15
    assert ((children["interactions"] > 0) & children["last"].isna()).sum() >= 15
    used = children.dropna(subset=["last"])
    assert (used["last"].dt.date >= used["thirteen"]).sum() >= 30
    assert len(inactive) >= 60
    assert len(used) - len(inactive) >= 200


def test_a_profile_without_interactions_has_no_child_use(children) -> None:
    assert children.loc[children["interactions"] == 0, "last"].isna().all()


def test_children_turn_13_on_the_day_the_day_after_and_in_the_months_that_follow(
    children, inactive
) -> None:
    used = children.dropna(subset=["last"])
    after = [
        (thirteen - last.date()).days
        for thirteen, last in zip(used["thirteen"], used["last"], strict=True)
    ]
    assert after.count(0) >= 2
    assert after.count(1) >= 2
    turned = used["profile_id"].isin(inactive) & (used["thirteen"] <= TODAY)
    assert turned.sum() >= 10


def test_the_nightly_job_touched_profiles_that_their_child_left_long_ago(
    children, inactive, data
) -> None:
    gone = children[children["profile_id"].isin(inactive)]
    touched = gone["updated_at"] >= pd.Timestamp("2023-08-31", tz="UTC")
    assert touched.mean() > 0.7
    others = data["use_events"].query("profile_id in @inactive and used_on >= '2023-08-01'")
    assert set(others["actor"]) == {"adult", "staff", "system"}


def test_inactive_profiles_have_data_in_every_store(items, inactive) -> None:
    for store, rows in items.items():
        assert rows["owner"].isin(inactive).sum() > 5, store


def test_erased_profiles_are_gone_from_the_main_database_alone(items, erased, data) -> None:
    assert len(erased) >= 25
    assert not erased & set(data["profiles"]["profile_id"])
    left = {store: rows["owner"].isin(erased).sum() for store, rows in items.items()}
    assert left["main"] == left["audio"] == 0
    assert min(left["replica"], left["search"], left["lake"], left["places"]) > 50


def test_transcripts_outlive_their_recordings_in_the_index_and_in_the_lake(items) -> None:
    there = set().union(*(rows["item_id"] for rows in items.values()))
    for store in ("search", "lake"):
        made_from = set(items[store]["made_from"].dropna())
        assert 1_000 < len(made_from - there) < len(made_from) / 10


def test_transcripts_outlive_deletion_on_some_channels_and_not_on_others(data) -> None:
    deletions = data["deletions"]
    stays = deletions["recording_id"].isin(data["transcripts"]["recording_id"])
    left = stays.groupby(deletions["channel"]).mean()
    assert (left[["app", "voice"]] > 0.9).all()
    assert (left[["web", "service"]] == 0).all()


def test_the_replica_holds_what_the_main_database_deleted(items, data) -> None:
    main, replica = (set(items[name]["item_id"]) for name in ("main", "replica"))
    late = replica - main
    assert len(late) > 500
    assert late <= set(data["deletions"]["recording_id"])
    assert len(set(data["deletions"]["recording_id"]) - replica) > 1_000


def test_locations_lie_in_a_store_that_nobody_registered(world: MurmurStores, items) -> None:
    assert "places" not in world.registry
    assert items["places"]["key"].isin(list(world.device_owner)).all()


def test_rules_are_missing_endless_empty_and_doubled(data) -> None:
    policy, inventory = data["policy"], data["inventory"]
    pair = ["category", "store"]
    ruled = inventory.merge(policy, on=pair, how="left", indicator=True)
    without = set(ruled.query("_merge == 'left_only'")[pair].itertuples(index=False, name=None))
    assert without == {("transcript", "lake"), ("location", "places")}
    written = policy["keep_days"]
    assert written.isna().sum() == 1
    assert {"indefinite", "as long as needed", "2 years"} <= set(written)
    assert policy["purpose"].isna().any() and policy["business_need"].isna().any()
    audio = policy.query("category == 'recording' and store == 'audio'")
    assert set(audio["keep_days"]) == {"30", "365"}
    unused = policy.merge(inventory, on=pair, how="left", indicator=True)
    assert list(unused.query("_merge == 'left_only'")["store"]) == ["tape archive"]


def test_the_inventory_lists_what_the_stores_hold(items, data) -> None:
    listed = set(zip(data["inventory"]["store"], data["inventory"]["content_type"], strict=True))
    assert listed == {
        (name, kind) for name in items for kind in items[name]["content_type"].unique()
    }


def test_a_notice_promises_another_number_than_the_policy(data) -> None:
    promised = data["notices"].set_index("category")["published_days"]
    kept = data["policy"].query("category == 'recording'")["keep_days"]
    assert promised["recording"] == 90
    assert "90" not in set(kept.dropna())


def test_half_of_those_who_can_open_voice_data_do_not_need_to(data) -> None:
    able = data["staff"].query("voice_access")
    assert len(able) == 120
    assert (~able["voice_needed"]).sum() == 60


def test_some_holds_are_on_existing_data_and_some_are_released(data) -> None:
    holds = data["holds"]
    assert holds["released_on"].notna().any() and holds["released_on"].isna().any()
    spoken = data["recordings"].merge(holds, on="profile_id")
    inside = spoken["recorded_on"].between(spoken["from_on"], spoken["to_on"])
    assert spoken[inside]["hold_id"].nunique() >= 4
