"""Murmur, running: real stores, built once, whole or not at all."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyarrow.dataset as ds
import pytest

from privacylab.companies.murmur import built_stores
from privacylab.companies.murmur.open_stores import MurmurStores, open_murmur
from privacylab.companies.simulation.clock import Clock
from privacylab.companies.stores import COLUMNS, StoreUnavailable


def built(var: Path) -> Path:
    """The folder of the stores that were built below var: there is one."""
    (place,) = [path for path in var.iterdir() if not path.name.startswith(".")]
    return place


def count(database: Path, *tables: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return sum(connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables)


def test_scan_lists_what_the_raw_parts_hold(world: MurmurStores, var: Path) -> None:
    place = built(var)
    raw = {
        "main": count(place / "main.db", "profiles", "recordings"),
        "replica": count(place / "replica.db", "recordings"),
        "audio": len(list((place / "audio").rglob("*.wav"))),
        "search": count(place / "search.db", "spoken"),
        "lake": ds.dataset(place / "lake" / "transcripts", partitioning="hive").count_rows()
        + ds.dataset(place / "lake" / "use_events", partitioning="hive").count_rows(),
        "places": count(place / "places.db", "locations"),
    }
    assert {name: len(store.scan()) for name, store in world.stores.items()} == raw
    assert min(raw.values()) > 200


def test_every_store_answers_in_one_form_and_names_each_item_once(world: MurmurStores) -> None:
    for store in world.stores.values():
        items = store.scan()
        assert list(items.columns) == COLUMNS
        assert set(map(str, items.dtypes)) == {"str"}
        assert items["item_id"].is_unique
        assert items[["item_id", "key", "content_type"]].notna().all(axis=None)


def test_every_store_can_be_down(world: MurmurStores) -> None:
    for store in world.stores.values():
        store.take_down()
        with pytest.raises(StoreUnavailable):
            store.scan()
    with pytest.raises(StoreUnavailable):
        world.stores["search"].find("hello")


def test_a_store_that_was_down_is_up_in_a_world_opened_anew(world: MurmurStores) -> None:
    assert len(world.stores["main"].scan()) > 100_000


def test_one_connected_store_is_not_in_the_registry(world: MurmurStores) -> None:
    assert set(world.stores) - set(world.registry) == {"places"}
    assert set(world.registry) < set(world.stores)


def test_locations_lie_under_devices_and_every_device_has_an_owner(world: MurmurStores) -> None:
    keys = set(world.stores["places"].scan()["key"])
    assert keys <= set(world.device_owner)
    profiles = set(world.stores["search"].scan()["key"])
    assert not keys & profiles
    assert profiles & set(world.device_owner.values())


def test_the_search_index_finds_words_in_any_order(world: MurmurStores, data) -> None:
    found = world.stores["search"].find("lamp secret")
    said = data["transcripts"]["text"]
    assert len(found) == (said.str.contains("lamp") & said.str.contains("secret")).sum() > 0
    assert set(found["text"]) == {"it's a secret but I broke the lamp"}
    for nothing in ('"; DROP', "", "hello NOT stop"):
        assert len(world.stores["search"].find(nothing)) == 0


def test_the_clock_stands_still_until_it_is_moved_forward(world: MurmurStores) -> None:
    assert world.today == pd.Timestamp("2023-08-31")
    world.clock.move_to(pd.Timestamp("2023-11-29"))
    assert world.today == pd.Timestamp("2023-11-29")
    with pytest.raises(ValueError, match="cannot go back"):
        Clock(world.today).move_to(pd.Timestamp("2023-11-28"))


def test_what_a_store_loses_stays_lost_when_the_world_is_opened_again(
    world: MurmurStores, root: Path, var: Path
) -> None:
    main = world.stores["replica"]
    before = len(main.scan())
    with main.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM recordings WHERE rowid = 1")
    again = open_murmur(root / "datasets" / "murmur", var)
    assert len(again.stores["replica"].scan()) == before - 1


def test_a_killed_build_leaves_no_half_world(tiny: Path, tmp_path: Path) -> None:
    program = """if True:
        import os, sys
        from pathlib import Path
        from privacylab.companies.murmur import built_stores, open_stores
        built_stores.shutil.copytree = lambda *places: os._exit(9)
        open_stores.open_murmur(Path(sys.argv[1]), Path(sys.argv[2]))
    """
    killed = subprocess.run([sys.executable, "-c", program, str(tiny), str(tmp_path)])
    assert killed.returncode == 9
    left = list(tmp_path.iterdir())
    assert [path.name.startswith(".building-") for path in left] == [True]
    assert list(left[0].iterdir())
    whole = open_murmur(tiny, tmp_path)
    assert all(len(store.scan()) for store in whole.stores.values())
    assert built(tmp_path)


def test_two_that_build_at_once_end_with_one_world(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = built_stores._fill

    def fill_after_another(data: Path, place: Path) -> None:
        monkeypatch.setattr(built_stores, "_fill", fill)
        open_murmur(data, tmp_path)
        fill(data, place)

    monkeypatch.setattr(built_stores, "_fill", fill_after_another)
    assert len(open_murmur(tiny, tmp_path).stores["lake"].scan())
    assert [path for path in tmp_path.iterdir()] == [built(tmp_path)]


def test_data_that_change_get_a_world_of_their_own(tiny: Path, tmp_path: Path) -> None:
    data, var = tmp_path / "data", tmp_path / "var"
    shutil.copytree(tiny, data)
    open_murmur(tiny, var)
    open_murmur(data, var)
    assert len(list(var.iterdir())) == 1
    policy = data / "policy.csv"
    policy.write_text(policy.read_text().replace("indefinite", "90"))
    open_murmur(data, var)
    assert len(list(var.iterdir())) == 2


def test_a_search_index_of_another_form_gets_a_world_of_its_own(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_murmur(tiny, tmp_path)
    more = [*built_stores.SCHEMA, "CREATE INDEX said_on ON transcripts (created_on)"]
    monkeypatch.setattr(built_stores, "SCHEMA", more)
    open_murmur(tiny, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
