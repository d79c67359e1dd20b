"""The company in memory behaves, and misbehaves, as a running one does."""

import pytest

from privacylab.company.double import Crashed, Double
from privacylab.company.stores import StoreUnavailable


def item(item_id: str, key: str = "p-1", made_from: str | None = None) -> dict:
    return {"item_id": item_id, "key": key, "made_from": made_from}


@pytest.fixture
def company() -> Double:
    made = Double(["audio", "search"], {"ada": {"profile_id": ["p-1"]}})
    for name in ("r-1", "r-2", "r-3"):
        made.stores["audio"].receive(item(name))
    made.stores["search"].receive(item("t-1", "asr", "r-1"))
    return made


def ids(rows: list[dict]) -> list[str]:
    return [row["item_id"] for row in rows]


def test_a_store_finds_by_key_and_by_what_a_row_was_made_from(company):
    assert ids(company.stores["audio"].inspect(["p-1"])) == ["r-1", "r-2", "r-3"]
    assert ids(company.stores["search"].inspect(["p-1"])) == []
    assert ids(company.stores["search"].derived(["r-1"])) == ["t-1"]


@pytest.mark.parametrize(
    ("mode", "deleted", "purged"),
    [
        ("honest", [], []),
        ("keeps", ["r-1", "r-2", "r-3"], ["r-1", "r-2", "r-3"]),
        ("hides", ["r-1", "r-2", "r-3"], []),
        ("half", ["r-1", "r-3"], ["r-1"]),
    ],
)
def test_whatever_a_store_does_it_says_that_it_did_all(company, mode, deleted, purged):
    store = company.stores["audio"]
    store.mode = mode
    every = ["r-1", "r-2", "r-3"]
    assert store.delete(every) == {"status": 200, "count": 3}
    assert ids(store.inspect(["p-1"])) == deleted
    assert store.purge(every) == {"status": 200, "count": 3}
    assert ids(store.inspect(["p-1"])) == purged


def test_what_is_hidden_is_not_shown_and_lies_there(company):
    store = company.stores["audio"]
    store.mode = "hides"
    store.delete(["r-2"])
    assert ids(store.lookup(["p-1"])) == ["r-1", "r-3"]
    assert ids(store.inspect(["p-1"])) == ["r-1", "r-2", "r-3"]
    assert ("audio", "r-2") in company.census()


def test_a_store_that_is_down_answers_nothing(company):
    company.stores["audio"].mode = "down"
    for ask in (
        lambda: company.stores["audio"].inspect(["p-1"]),
        lambda: company.stores["audio"].lookup(["p-1"]),
        lambda: company.stores["audio"].derived(["r-1"]),
        lambda: company.stores["audio"].delete(["r-1"]),
        lambda: company.stores["audio"].purge(["r-1"]),
    ):
        with pytest.raises(StoreUnavailable):
            ask()
    assert ("audio", "r-1") in company.census()


def test_a_crash_comes_after_an_effect_and_lasts_until_the_restart(company):
    company.faults.crash(after=2)
    company.journal.append({"event": "blocked", "keys": []})
    with pytest.raises(Crashed):
        company.stores["audio"].purge(["r-1"])
    assert ("audio", "r-1") not in company.census()
    for ask in (
        company.journal.entries,
        lambda: company.identity.keys_of("ada"),
        lambda: company.stores["search"].inspect(["p-1"]),
    ):
        with pytest.raises(Crashed):
            ask()
    company.restart()
    assert len(company.journal.entries()) == 1


def test_an_upload_is_refused_where_its_key_is_blocked_unless_it_was_in_flight(company):
    company.journal.append({"event": "blocked", "keys": ["p-1"]})
    company.faults.upload(0, "audio", item("r-4"))
    company.faults.upload(0, "audio", item("r-5"), in_flight=True)
    company.faults.upload(0, "audio", item("r-6", "p-2"))
    assert {name for _, name in company.census()} == {"r-1", "r-2", "r-3", "r-5", "r-6", "t-1"}


def test_an_upload_waits_for_its_effect(company):
    company.faults.upload(1, "audio", item("r-4"))
    assert ("audio", "r-4") not in company.census()
    company.identity.forget("ada")
    assert ("audio", "r-4") in company.census()
    assert company.identity.keys_of("ada") == {}


def test_a_night_delivers_what_is_due_where_it_is_let_in(company):
    company.send_late(1, "audio", item("r-4"))
    company.send_late(2, "audio", item("r-5"))
    company.send_late(1, "audio", item("r-6", "p-2"))
    company.night(lambda message: message["item"]["key"] != "p-2")
    found = {name for _, name in company.census()}
    assert "r-4" in found and not found & {"r-5", "r-6"}
    company.night()
    assert ("audio", "r-5") in company.census()


def test_a_restored_store_is_as_it_was_backed_up_and_replay_is_asked(company):
    company.back_up()
    company.stores["audio"].purge(["r-1"])
    company.stores["audio"].receive(item("r-9"))
    asked = []
    company.restore("audio", asked.append)
    assert asked == [["audio"]]
    assert ids(company.stores["audio"].inspect(["p-1"])) == ["r-1", "r-2", "r-3"]
