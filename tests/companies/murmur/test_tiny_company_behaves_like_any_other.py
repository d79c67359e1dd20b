"""A tiny company behaves, and misbehaves, as every other does."""

from collections.abc import Iterator

import fsspec
import pandas as pd
import pytest

from privacylab.companies import Company, census, tiny_world
from privacylab.companies.stores import Crashed, StoreUnavailable

EVERY = ["r-1", "r-2", "r-3"]


def item(item_id: str, key: str = "p-1", made_from: str | None = None) -> dict:
    day = pd.Timestamp("2023-08-20")
    return {"item_id": item_id, "key": key, "made_from": made_from, "made_on": day}


@pytest.fixture
def company() -> Iterator[Company]:
    made = tiny_world(["audio", "search"], {"ada": {"profile_id": ["p-1"]}})
    made.stores["audio"].fill([item(name) for name in EVERY])
    made.stores["search"].fill([item("t-1", "asr", "r-1")])
    yield made
    made.close()


def ids(rows: list[dict]) -> list[str]:
    return [row["item_id"] for row in rows]


def there(company: Company) -> set[tuple[str, str]]:
    return {row[:2] for row in census(company)}


def test_a_store_finds_by_key_and_by_what_a_row_was_made_from(company):
    assert ids(company.stores["audio"].inspect(["p-1"])) == EVERY
    assert ids(company.stores["search"].inspect(["p-1"])) == []
    assert company.stores["search"].derived(["r-1"]) == [
        item("t-1", "asr", "r-1") | {"content_type": None, "category": None}
    ]
    assert list(company.stores["search"].scan()["item_id"]) == ["t-1"]


def test_whose_something_is_is_known_from_its_key(company):
    assert ("audio", "r-1", "ada") in census(company)


def test_an_item_can_be_read_and_written_over(company):
    audio = company.stores["audio"]
    audio.put(item("r-1") | {"content": "good night"})
    assert audio.read("r-1") == "good night"
    assert ids(audio.inspect(["p-1"])) == EVERY
    with pytest.raises(KeyError):
        audio.read("r-9")


@pytest.mark.parametrize(
    ("way", "deleted", "purged"),
    [
        ("", [], []),
        ("keeps", EVERY, EVERY),
        ("hides", EVERY, []),
        ("half", ["r-1", "r-3"], ["r-1"]),
    ],
)
def test_whatever_a_store_does_it_says_that_it_did_all(company, way, deleted, purged):
    store = company.stores["audio"]
    if way:
        company.faults.set("audio", way)
    said = store.delete(EVERY)
    assert said == {"status": 200, "count": 3}
    assert ids(store.inspect(["p-1"])) == deleted
    assert store.purge(EVERY)["status"] == 200
    assert ids(store.inspect(["p-1"])) == purged


def test_a_store_that_is_down_answers_nothing(company):
    company.faults.set("audio", "down")
    store = company.stores["audio"]
    for ask in (store.inspect, store.lookup, store.derived, store.delete, store.purge):
        with pytest.raises(StoreUnavailable):
            ask(["r-1"])
    assert ("audio", "r-1") in there(company)


def test_a_crash_comes_after_an_effect_and_lasts_until_the_restart(company):
    company.faults.crash(after=2)
    company.journal.append({"event": "blocked", "keys": []})
    with pytest.raises(Crashed):
        company.stores["audio"].purge(["r-1"])
    assert ("audio", "r-1") not in there(company)
    for ask in (
        company.journal.entries,
        lambda: company.identity.keys_of("ada"),
        lambda: company.stores["search"].inspect(["p-1"]),
    ):
        with pytest.raises(Crashed):
            ask()
    company.restart()
    assert company.faults.happened == [
        ("append", "journal", ["blocked"]),
        ("purge", "audio", ["r-1"]),
    ]


def test_an_upload_is_refused_where_its_key_is_blocked_unless_it_was_in_flight(company):
    company.journal.append({"event": "blocked", "keys": ["p-1"]})
    company.upload(0, "audio", item("r-4"))
    company.upload(0, "audio", item("r-5"), in_flight=True)
    company.upload(0, "audio", item("r-6", "p-2"))
    assert {name for _, name in there(company)} == {*EVERY, "r-5", "r-6", "t-1"}


def test_an_upload_waits_for_its_effect(company):
    company.upload(1, "audio", item("r-4"))
    assert ("audio", "r-4") not in there(company)
    company.identity.forget("ada")
    assert ("audio", "r-4") in there(company)
    assert company.identity.keys_of("ada") == {}


def test_a_company_that_ends_changes_no_folder_that_somebody_may_be_listing():
    memory = fsspec.filesystem("memory").store
    ended = tiny_world(["audio"])
    ended.backups.take()
    before = set(memory)
    ended.close()
    assert set(memory) == before
    tiny_world([]).close()
    assert len(memory) < len(before)


def test_a_restored_store_is_as_it_was_backed_up_and_replay_is_asked(company):
    backup, before = company.backups.take(), company.stores["audio"].inspect(["p-1"])
    company.stores["audio"].purge(["r-1"])
    company.stores["audio"].fill([item("r-9")])
    asked: list[list[str]] = []
    company.backups.restore(backup, asked.append, ["audio"])
    assert asked == [["audio"]]
    assert company.stores["audio"].inspect(["p-1"]) == before
    assert ids(company.backups.inspect(backup, ["p-1"])) == EVERY
