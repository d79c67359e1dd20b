"""A deletion that is right leaves nothing of one person, and all of everybody else."""

import sqlite3
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from manual_deletion import erase, keys_of

from privacylab.companies import KeyDestroyed, census, run_murmur, small_world
from privacylab.companies.stores import ReadOnly, SearchStore, TableStore

CHILD, SIBLING = "p-000003", "p-000004"
FILED = ("main", "audio", "search", "lake", "places", "sessions", "cache", "queue")


def lost(before: set, after: set) -> set:
    """What of others is no longer there. Their messages are: they have arrived meanwhile."""
    sent = {("search", *item) for store, *item in before if store == "queue"}
    return {one for one in (before | sent) - after if one[0] != "queue" and one[2] != CHILD}


def of(person: str, found: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    return {one for one in found if one[2] == person}


@pytest.mark.parametrize("shared", [False, True])
def test_an_erased_child_is_gone_and_everybody_else_is_there(make, shared: bool) -> None:
    company = make(ack="prompt", escrow=True, shared_key=shared)
    before = census(company)
    assert len({store for store, _, owner in before if owner == CHILD}) == 11
    erase(company, CHILD)
    after = census(company, backups=True)
    assert of(CHILD, after) == set()
    # A key of the whole household takes the sibling's archive with it.
    assert {(store, owner) for store, _, owner in lost(before, after)} == (
        {("archive", SIBLING)} if shared else set()
    )


def test_the_same_deletion_is_right_on_postgresql(make, postgres: str) -> None:
    company = make(database=postgres)
    assert company.stores["main"].engine.dialect.name == "postgresql"
    before = census(company)
    assert before == census(make())
    erase(company, CHILD)
    after = census(company, backups=True)
    assert of(CHILD, after) == set()
    assert lost(before, after) == set()
    main = company.stores["main"]
    with main.engine.connect() as connection:
        for table in ("profiles", "recordings", "facts", "reminders"):
            found = connection.exec_driver_sql(f"SELECT DISTINCT profile_id FROM {table}")
            held = {row[0] for row in found}
            assert CHILD not in held and SIBLING in held


def test_a_backup_of_postgresql_can_be_restored(make, postgres: str) -> None:
    company = make(database=postgres)
    before, main = census(company), company.stores["main"]
    backup = company.backups.take()
    main.delete([item["item_id"] for item in main.lookup([CHILD])])
    assert len(company.backups.inspect(backup, [CHILD])) > len(main.lookup([CHILD])) == 0
    company.backups.restore(backup)
    assert census(company) == before


@pytest.mark.parametrize("name", FILED)
def test_what_is_deleted_is_gone_for_every_question(company, name: str) -> None:
    store, keys = company.stores[name], keys_of(company, CHILD)
    ids = [item["item_id"] for item in store.lookup(keys)]
    others = len(store.scan()) - len(ids)
    assert ids and others
    assert store.delete(ids) == {"status": 200, "count": len(ids)}
    assert store.lookup(keys) == store.inspect(keys) == []
    assert not set(store.scan()["item_id"]) & set(ids)
    assert len(store.scan()) == others
    with pytest.raises(KeyError):
        store.read(ids[0])
    assert store.undelete(ids)["count"] == 0
    assert store.delete(ids) == {"status": 200, "count": 0}


@pytest.mark.parametrize("name", FILED)
def test_a_purge_destroys_what_was_only_marked(company, name: str) -> None:
    store, keys = company.stores[name], keys_of(company, CHILD)
    company.faults.set(name, "hides")
    ids = [item["item_id"] for item in store.lookup(keys)]
    store.delete(ids)
    assert store.lookup(keys) == [] and len(store.inspect(keys)) == len(ids)
    assert store.purge([*ids, "unknown"]) == {"status": 200, "count": len(ids)}
    assert store.inspect(keys) == []
    assert store.undelete(ids)["count"] == 0


def test_derived_items_are_found_under_whatever_key(company) -> None:
    found = company.stores["lake"].derived(["r-000003-1"])
    assert {item["item_id"] for item in found} == {"t-000003-1", "e-000003-1"}
    assert {item["key"] for item in found}.isdisjoint({CHILD})
    assert company.stores["audio"].derived(["r-000003-1"]) == []


@pytest.mark.parametrize("name", ["main", "places", "sessions"])
def test_a_deleted_row_leaves_no_byte_in_the_database(company, name: str) -> None:
    store, keys = company.stores[name], keys_of(company, CHILD)
    ids = [item["item_id"] for item in store.lookup(keys)]
    assert ids[-1].encode() in store._snapshot()
    store.delete(ids)
    assert all(one.encode() not in store._snapshot() for one in ids)


def test_a_deleted_sentence_leaves_no_word_in_the_search_index(tmp_path: Path) -> None:
    file = tmp_path / "search.db"
    store = SearchStore("search", f"sqlite:///{file}")
    store.create()
    parts = {
        "key": "p-1",
        "content_type": "text/plain",
        "category": "transcript",
        "made_from": "r-1",
        "made_on": None,
    }
    store.fill([parts | {"item_id": f"t-{n}", "content": "good night moon"} for n in range(50)])
    store.put(parts | {"item_id": "t-99", "content": "xylophone kept under the bed"})
    assert b"xylophone" in file.read_bytes()
    store.delete(["t-99"])
    assert b"xylophone" not in file.read_bytes()
    assert len(store.find("moon")) == 50


def test_without_the_merge_the_word_would_stay(tmp_path: Path) -> None:
    """So the test above can fail: a plain DELETE leaves the word in the index's segments."""
    file = tmp_path / "search.db"
    store = SearchStore("search", f"sqlite:///{file}")
    store.create()
    with sqlite3.connect(file) as raw:
        raw.execute("INSERT INTO spoken VALUES ('t-1', 'r-1', 'p-1', 'xylophone', NULL)")
        raw.commit()
        raw.execute("PRAGMA secure_delete = ON")
        raw.execute("DELETE FROM spoken")
    raw.close()
    assert b"xylophone" in file.read_bytes()


def test_the_lake_rewrites_the_file_and_keeps_the_rows_of_others(company) -> None:
    lake = company.stores["lake"]
    (path,) = lake.files.find(f"{lake._folder}/transcripts")
    ids = [item["item_id"] for item in lake.lookup(keys_of(company, CHILD))]
    with lake.files.open(path) as file:
        before = pq.read_table(file)
    lake.delete(ids)
    with lake.files.open(path) as file:
        after = pq.read_table(file)
    assert len(before) == len(after) + 2
    assert after.schema == before.schema
    assert not set(after["transcript_id"].to_pylist()) & set(ids)
    lake.delete(after["transcript_id"].to_pylist())
    assert lake.files.find(f"{lake._folder}/transcripts") == []
    assert lake.lookup(keys_of(company, SIBLING)) != []  # its use events


def test_nobody_deletes_from_an_archive_but_whoever_destroys_its_key(make) -> None:
    company = make(escrow=True)
    archive, keys = company.stores["archive"], company.keys
    assert archive.read("r-000003-1").startswith(b"RIFF")
    with pytest.raises(ReadOnly):
        archive.delete(["r-000003-1"])
    held = {one["item_id"] for one in keys.describe("key-000003")["objects"]}
    assert held == {"r-000003-1", "r-000003-2"}
    keys.destroy("key-000003")
    with pytest.raises(KeyDestroyed):
        archive.read("r-000003-1")
    assert keys.describe("key-000003")["state"] == "destroyed"
    assert len(archive.inspect([CHILD])) == 2  # whoever opens the escrow can read them
    assert of(CHILD, census(company)) & {("archive", "r-000003-1", CHILD)}
    assert keys.recover("key-000003") == {"status": 200, "count": 1}
    assert archive.read("r-000003-1").startswith(b"RIFF")
    keys.destroy("key-000003")
    keys.destroy_escrow("key-000003")
    assert keys.recover("key-000003")["status"] == 404
    assert archive.inspect([CHILD]) == []
    assert not of(CHILD, census(company)) & {("archive", "r-000003-1", CHILD)}
    assert archive.read("r-000004-1").startswith(b"RIFF")


def test_what_lies_in_an_archive_is_no_sound_to_whoever_reads_the_file(company) -> None:
    archive = company.stores["archive"]
    for path in archive.files.find(archive._folder):
        assert b"RIFF" not in archive.files.cat_file(path)


def test_a_store_that_nobody_registered_can_be_connected(company) -> None:
    frame = company.stores["search"].scan()
    company.connect(TableStore.in_memory("story_beta", frame))
    assert "story_beta" in company.connected()
    assert "story_beta" not in {entry["store"] for entry in company.registry.entries()}
    assert ("story_beta", "t-000003-1", CHILD) in census(company)
    company.faults.set("story_beta", "keeps")
    company.stores["story_beta"].delete(["t-000003-1"])
    assert ("story_beta", "t-000003-1", CHILD) in census(company)


def test_the_same_seed_makes_the_same_company() -> None:
    one, two, other = small_world(3), small_world(3), small_world(4)
    assert census(one) == census(two) == census(other)
    said = [[store.read("t-000003-1") for store in (one.stores["search"], two.stores["search"])]]
    assert said[0][0] == said[0][1]
    texts = {
        tuple(world.stores["search"].read(f"t-00000{n}-2") for n in (3, 4, 7, 8))
        for world in (one, two, other)
    }
    assert len(texts) == 2
    for world in (one, two, other):
        world.close()


def test_a_deletion_in_the_sample_leaves_nothing_in_any_store(root: Path, var: Path) -> None:
    company = run_murmur(root / "datasets" / "murmur", var)
    spoken = company.stores["search"].scan()["key"].value_counts()
    children = set(company.accounts.guardians()["child_id"])
    child = next(one for one in spoken.index if one in children)
    keys = keys_of(company, child)
    assert spoken[child] > 1_000
    for name in FILED:
        store = company.stores[name]
        store.delete([item["item_id"] for item in store.lookup(keys)])
        assert store.inspect(keys) == []
    company.close()


def test_the_sample_runs_on_a_copy(root: Path, var: Path) -> None:
    one, two = (run_murmur(root / "datasets" / "murmur", var) for _ in range(2))
    recordings = one.stores["main"].scan()
    one.stores["main"].delete(recordings["item_id"].head(1_000).tolist())
    assert len(two.stores["main"].scan()) == len(recordings)
    for company in (one, two):
        company.close()
    assert not Path(two.stores["main"].engine.url.database).exists()


def test_murmur_as_found_has_stores_without_handler_or_registration(root: Path, var: Path) -> None:
    company = run_murmur(root / "datasets" / "murmur", var, as_found=True)
    handlers = {entry["store"]: entry["handler"] for entry in company.registry.entries()}
    assert handlers["main"] == "delete" and handlers["lake"] is None
    assert {"places", "cache", "identity"} <= set(company.connected()) - set(handlers)
    company.close()
