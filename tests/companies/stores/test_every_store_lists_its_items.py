"""Stores: whatever lies inside, scan() lists the items, or says that it cannot."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from privacylab.companies.stores import (
    COLUMNS,
    Holding,
    LakeStore,
    ObjectStore,
    StoreUnavailable,
    TableStore,
)

ROWS = [
    ("rec-1", "ada", "audio/wav", None),
    ("txt-1", "ada", "text/plain", "rec-1"),
]


def frame(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)


def test_a_store_in_memory_holds_the_rows_that_it_was_given() -> None:
    found = TableStore.in_memory("audio", frame(*ROWS)).scan()
    assert found.equals(frame(*ROWS).astype("str"))
    assert list(found["made_from"].isna()) == [True, False]


def test_an_empty_store_has_the_same_columns_and_no_row() -> None:
    found = TableStore.in_memory("empty", frame()).scan()
    assert list(found.columns) == COLUMNS
    assert len(found) == 0
    assert set(map(str, found.dtypes)) == {"str"}


def test_a_store_in_memory_is_a_database_and_no_copy_of_a_frame() -> None:
    store = TableStore.in_memory("audio", frame(*ROWS))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM items WHERE item_id = 'rec-1'")
    assert list(store.scan()["item_id"]) == ["txt-1"]


def test_two_stores_in_memory_share_nothing() -> None:
    one = TableStore.in_memory("one", frame(ROWS[0]))
    two = TableStore.in_memory("two", frame(ROWS[1]))
    assert list(one.scan()["item_id"]) == ["rec-1"]
    assert list(two.scan()["item_id"]) == ["txt-1"]


def test_a_store_that_is_down_raises_until_it_is_up_again() -> None:
    store = TableStore.in_memory("audio", frame(*ROWS))
    store.take_down()
    with pytest.raises(StoreUnavailable, match="'audio' does not answer"):
        store.scan()
    store.bring_up()
    assert len(store.scan()) == 2


def test_an_object_store_knows_item_and_owner_by_the_path(tmp_path: Path) -> None:
    for name in ("2023-08-14/ada/rec-1.wav", "2023-08-15/ben/rec-2.wav"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found = ObjectStore("audio", tmp_path.as_uri()).scan()
    assert set(zip(found["item_id"], found["key"], found["content_type"], strict=True)) == {
        ("rec-1", "ada", "audio/wav"),
        ("rec-2", "ben", "audio/wav"),
    }
    assert found["made_from"].isna().all()


def test_a_lake_lists_every_folder_and_partition(tmp_path: Path) -> None:
    texts = pa.table(
        {"id": ["t1", "t2"], "of": ["ada", "ben"], "rec": ["r1", "r2"], "year": [1, 2]}
    )
    uses = pa.table({"event": ["e1"], "of": ["ada"]})
    pq.write_to_dataset(texts, tmp_path / "texts", partition_cols=["year"])
    pq.write_to_dataset(uses, tmp_path / "uses")
    holdings = [
        Holding("texts", "id", "of", "text/plain", "transcript", made_from="rec"),
        Holding("uses", "event", "of", "application/json", "use event"),
    ]
    found = LakeStore("lake", str(tmp_path), holdings).scan()
    assert found.equals(
        frame(
            ("t1", "ada", "text/plain", "r1"),
            ("t2", "ben", "text/plain", "r2"),
            ("e1", "ada", "application/json", None),
        ).astype("str")
    )
