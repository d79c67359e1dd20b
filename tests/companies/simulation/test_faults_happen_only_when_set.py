"""What goes wrong goes wrong when it is told to, and no other time."""

import pandas as pd
import pytest
from manual_deletion import keys_of

from privacylab.companies import Company, census
from privacylab.companies.simulation.faults import Faults
from privacylab.companies.stores import Crashed, ReadOnly, StoreUnavailable
from privacylab.sandbox.protocol.codec import Encoder

CHILD = "p-000003"
TODAY = pd.Timestamp("2023-08-31")


def first(company: Company, store: str) -> str:
    """One item of the child's in that store."""
    return company.stores[store].inspect(keys_of(company, CHILD))[0]["item_id"]


def test_a_store_that_keeps_says_what_a_good_one_says(make) -> None:
    good, bad = make(), make()
    bad.faults.set("search", "keeps")
    ids = ["t-000003-1", "t-000003-2", "unknown"]
    assert good.stores["search"].delete(ids) == bad.stores["search"].delete(ids)
    assert good.stores["search"].inspect([CHILD]) == []
    assert (
        len(bad.stores["search"].inspect([CHILD])) == len(bad.stores["search"].lookup([CHILD])) == 2
    )


def test_a_store_that_hides_shows_nothing_until_somebody_undeletes(company) -> None:
    search = company.stores["search"]
    company.faults.set("search", "hides")
    assert search.delete(["t-000003-1"]) == {"status": 200, "count": 1}
    assert search.delete(["t-000003-1"]) == {"status": 200, "count": 0}
    assert [item["item_id"] for item in search.lookup([CHILD])] == ["t-000003-2"]
    assert len(search.find("allergic")) == 3
    with pytest.raises(KeyError):
        search.read("t-000003-1")
    assert len(search.inspect([CHILD])) == 2
    assert ("search", "t-000003-1", CHILD) in census(company)
    assert search.undelete(["t-000003-1", "t-000003-2"]) == {"status": 200, "count": 1}
    assert len(search.lookup([CHILD])) == 2 and len(search.find("allergic")) == 4


def test_a_store_that_does_half_says_all(company) -> None:
    company.faults.set("main", "half")
    main = company.stores["main"]
    ids = [item["item_id"] for item in main.lookup([CHILD])]
    assert main.delete(ids)["count"] == len(ids) == 5
    assert len(main.inspect([CHILD])) == 3


def test_a_store_that_is_down_answers_no_question(company) -> None:
    store = company.stores["places"]
    company.faults.set("places", "down")
    for ask in (
        store.scan,
        lambda: store.lookup([]),
        lambda: store.inspect([]),
        lambda: store.delete([]),
        lambda: store.read("x"),
        lambda: store.derived([]),
    ):
        with pytest.raises(StoreUnavailable, match="'places' does not answer"):
            ask()
    company.faults.clear("places")
    assert len(store.scan())


@pytest.mark.parametrize("name", ["holds", "identity", "keys", "registry", "backups", "journal"])
def test_a_part_of_the_administration_can_be_down_too(company, name: str) -> None:
    asks = {
        "holds": lambda: company.holds.of(CHILD),
        "identity": lambda: company.identity.keys_of(CHILD),
        "keys": lambda: company.keys.describe("key-000003"),
        "registry": lambda: company.registry.entries(),
        "backups": lambda: company.backups.kept(),
        "journal": lambda: company.journal.entries(),
    }
    asks[name]()
    company.faults.set(name, "down")
    with pytest.raises(StoreUnavailable):
        asks[name]()


def test_the_process_dies_after_so_many_effects_and_nothing_answers(company) -> None:
    search, main = company.stores["search"], company.stores["main"]
    company.faults.crash(after=2)
    search.lookup([CHILD])  # a question is no effect
    assert search.delete(["t-000003-1"])["count"] == 1
    with pytest.raises(Crashed):
        search.delete(["t-000003-2"])  # it takes place, and its answer is lost
    for ask in (
        lambda: main.lookup([CHILD]),
        lambda: company.journal.append({}),
        lambda: company.identity.keys_of(CHILD),
        company.night,
    ):
        with pytest.raises(Crashed):
            ask()
    company.restart()
    assert search.inspect([CHILD]) == []
    assert [what for what, *_ in company.faults.happened] == ["delete", "delete"]


def test_a_crash_after_no_effect_comes_before_the_next_one(company) -> None:
    company.faults.crash(after=0)
    with pytest.raises(Crashed):
        company.stores["search"].delete(["t-000003-1"])
    company.restart()
    assert len(company.stores["search"].inspect([CHILD])) == 2


def test_an_upload_arrives_in_the_middle(company) -> None:
    late = company.stores["search"].inspect([CHILD])[0] | {"item_id": "t-new", "content": "hello"}
    company.upload(after=1, store="search", item=late)
    assert len(company.stores["search"].inspect([CHILD])) == 2
    company.stores["main"].delete([])
    assert len(company.stores["search"].inspect([CHILD])) == 3
    assert len(company.stores["search"].find("hello")) == 1


def test_an_upload_is_refused_where_its_key_is_blocked_unless_it_was_in_flight(company) -> None:
    search = company.stores["search"]
    late = search.inspect([CHILD])[0] | {"content": "hello"}
    company.upload(after=1, store="search", item=late | {"item_id": "t-new"})
    company.upload(after=1, store="search", item=late | {"item_id": "t-newer"}, in_flight=True)
    company.journal.append({"event": "blocked", "request_id": "q-1", "keys": [CHILD]})
    arrived = {item["item_id"] for item in search.inspect([CHILD])}
    assert "t-newer" in arrived and "t-new" not in arrived


def test_a_schedule_is_drawn_from_its_seed() -> None:
    names = ["main", "search", "lake"]
    drawn = [Faults().draw(seed, names) for seed in range(30)]
    assert drawn == [Faults().draw(seed, reversed(names)) for seed in range(30)]
    assert {len(one) for one in drawn} == {1, 2}
    faults = Faults()
    (name, what), *_ = [
        (name, what) for one in faults.draw(5, names) for name, _, what in [one.partition(" ")]
    ]
    assert name in names and what
    with pytest.raises(LookupError, match="There is no fault 'sulks'"):
        faults.set("main", "sulks")


def test_the_replica_follows_a_day_behind_and_takes_no_orders(company) -> None:
    main, replica = company.stores["main"], company.stores["replica"]
    with pytest.raises(ReadOnly):
        replica.delete(["f-000003-1"])
    main.delete(["f-000003-1"])
    fact = main.inspect(["p-000004"])[3]
    assert fact["category"] == "fact"
    main.put(fact | {"item_id": "f-new", "content": "likes owls"})
    assert replica.catch_up()["count"] == 0
    assert len(replica.inspect([CHILD])) == 5
    company.night()
    assert len(replica.inspect([CHILD])) == 4
    assert replica.read("f-new") == "likes owls"


def test_a_stuck_replica_copies_all_but_deletions_and_then_catches_up(company) -> None:
    main, replica = company.stores["main"], company.stores["replica"]
    company.faults.set("replica", "stuck")
    main.delete(["f-000003-1"])
    main.put(main.inspect([CHILD])[0] | {"item_id": "f-new", "category": "fact", "content": "owls"})
    for _ in range(3):
        company.night()
    assert {"f-000003-1", "f-new"} <= {item["item_id"] for item in replica.inspect([CHILD])}
    company.faults.clear("replica")
    replica.catch_up()
    assert "f-000003-1" not in {item["item_id"] for item in replica.inspect([CHILD])}


def test_a_late_message_enters_its_store_unless_somebody_objects(make) -> None:
    asked = []

    def accept(message: dict) -> bool:
        asked.append(message)
        return message["item"]["key"] != CHILD

    company = make()
    queue, search = company.stores["queue"], company.stores["search"]
    assert [one["item"]["item_id"] for one in queue.pending()][:2] == ["t-000003-3", "t-000004-3"]
    assert queue.deliver(accept) == [] and asked == []  # none is due
    company.clock.move_to(TODAY + pd.Timedelta(days=2))
    assert "t-000003-3" not in queue.deliver(accept)
    assert len(asked) == 4 and asked[0]["store"] == "search"
    assert queue.pending() == []
    assert search.read("t-000004-3") == "good night"
    assert len(search.inspect([CHILD])) == 2
    other = make()
    other.night()
    assert "queue delivered 4" in other.night()
    assert len(other.stores["search"].inspect([CHILD])) == 3


def test_a_message_for_a_store_that_is_down_waits(company) -> None:
    company.clock.move_to(TODAY + pd.Timedelta(days=2))
    company.faults.set("search", "down")
    assert company.stores["queue"].deliver() == []
    company.faults.clear("search")
    assert len(company.stores["queue"].deliver()) == 4


def test_what_is_cached_is_there_in_plain_until_it_expires(company) -> None:
    cache = company.stores["cache"]
    assert cache.get("r-000003-1").startswith(b"RIFF")
    assert cache.get("unknown") is None
    company.clock.move_to(TODAY + pd.Timedelta(days=29))
    assert len(cache.inspect([CHILD])) == 2
    company.clock.move_to(TODAY + pd.Timedelta(days=30))
    assert cache.inspect([CHILD]) == [] and cache.get("r-000003-1") is None


def test_a_restore_brings_back_what_was_deleted_and_replays_before_it_serves(company) -> None:
    search = company.stores["search"]
    backup = company.backups.take()
    search.delete(["t-000003-1", "t-000003-2"])
    seen = []

    def replay(names: list[str]) -> None:
        seen.extend(names)
        with pytest.raises(StoreUnavailable, match="is being restored"):
            search.lookup([CHILD])
        with pytest.raises(StoreUnavailable):
            search.find("allergic")
        search.delete([item["item_id"] for item in search.inspect([CHILD])])

    assert company.backups.restore(backup, replay, ["search"]) == seen == ["search"]
    assert search.lookup([CHILD]) == []
    company.backups.restore(backup, stores=["search"])
    assert len(search.lookup([CHILD])) == 2


def test_a_restored_store_stays_closed_where_the_replay_fails(company) -> None:
    backup = company.backups.take()

    def replay(names: list[str]) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        company.backups.restore(backup, replay)
    with pytest.raises(StoreUnavailable):
        company.stores["main"].lookup([CHILD])
    assert company.stores["main"].inspect([CHILD])
    company.backups.restore(backup)
    assert company.stores["main"].lookup([CHILD])


def test_a_backup_holds_what_was_there_until_it_expires(company) -> None:
    backup = company.backups.take()
    company.stores["audio"].delete(["r-000003-1"])
    there = {
        (item["store"], item["item_id"])
        for item in company.backups.inspect(backup, keys_of(company, CHILD))
    }
    assert {("audio", "r-000003-1"), ("places", "g-000003-1"), ("lake", "e-000003-1")} <= there
    assert not {store for store, _ in there} & {"cache", "queue", "archive", "replica"}
    assert company.backups.kept()[0]["taken_on"] == TODAY
    assert company.backups.expire(backup)["status"] == 200
    assert company.backups.expire(backup)["status"] == 404
    assert company.backups.kept() == []
    with pytest.raises(KeyError):
        company.backups.inspect(backup, [CHILD])


def test_a_store_that_reverts_has_its_rows_again_every_morning(company) -> None:
    company.night()
    company.faults.set("places", "reverts")
    places = company.stores["places"]
    places.delete(["g-000003-1"])
    assert "places was restored from b-2023-09-01" in company.night()
    assert places.read("g-000003-1")
    company.night(replay=lambda names: places.delete(["g-000003-1"]))
    assert places.inspect(["d-000003"]) == []


@pytest.mark.parametrize(
    ("ack", "status", "state", "left"),
    [
        ("prompt", 202, "done", 0),
        ("late", 202, "pending", 2),
        ("silent", 202, "pending", 2),
        ("lies", 202, "done", 2),
        ("down", 503, None, None),
    ],
)
def test_a_processor_acknowledges_as_it_is_made_to(make, ack, status, state, left) -> None:
    company = make(ack=ack)
    lexicon = company.processors["lexicon"]
    assert lexicon.notify("q-1", ["v-000003"])["status"] == status
    assert lexicon.status("q-1").get("state") == state
    if left is None:
        with pytest.raises(StoreUnavailable, match="says 503"):
            lexicon.audit(["v-000003"])
        return
    assert len(lexicon.audit(["v-000003"])) == left
    assert len(lexicon.audit(["v-000004"])) == 2
    assert lexicon.status("unknown")["status"] == 404
    company.clock.move_to(TODAY + pd.Timedelta(days=3))
    later = lexicon.status("q-1")["state"], len(lexicon.audit(["v-000003"]))
    assert later == {"late": ("done", 0)}.get(ack, (state, left))


def test_the_same_notice_twice_is_one_request(make) -> None:
    lexicon = make(ack="late").processors["lexicon"]
    assert lexicon.notify("q-1", ["v-000003"]) == lexicon.notify("q-1", ["v-000003"])
    assert lexicon.notify("q-2", ["v-000003"])["receipt"] != lexicon.notify("q-1", [])["receipt"]


def test_a_hold_is_placed_and_released(company) -> None:
    assert company.holds.of(CHILD) == []
    hold = {
        "hold_id": "k-1",
        "matter": "custody case",
        "profile_id": CHILD,
        "category": "recording",
        "from_on": TODAY,
        "to_on": TODAY,
        "placed_on": TODAY,
    }
    company.holds.place(hold)
    assert company.holds.of(CHILD) == [hold | {"released_on": pd.NaT}]
    company.holds.release("k-1", TODAY)
    assert company.holds.of(CHILD)[0]["released_on"] == TODAY
    assert company.holds.release("k-2", TODAY)["status"] == 404


def test_the_identity_map_forgets_one_person(company) -> None:
    identity = company.identity
    assert identity.owner_of("d-000003") == CHILD
    assert identity.owner_of("unknown") is None
    assert identity.forget(CHILD)["status"] == 200
    assert identity.keys_of(CHILD) == {} and identity.owner_of("d-000003") is None
    assert identity.keys_of("p-000004")
    assert identity.forget(CHILD)["status"] == 404


def test_a_key_of_a_household_belongs_to_nobody_alone(make) -> None:
    company = make(shared_key=True)
    assert company.identity.owner_of("key-000001") is None
    held = {one["key"] for one in company.keys.describe("key-000001")["objects"]}
    assert held == {CHILD, "p-000004"}


def test_a_household_is_not_a_family(company) -> None:
    people, parents = company.accounts.people(), company.accounts.guardians()
    home = people[people["household_id"] == "h-000001"]
    assert home["kind"].tolist() == ["adult", "adult", "child", "child"]
    assert parents[parents["child_id"] == CHILD]["parent_id"].tolist() == ["p-000001"]


def test_a_training_set_names_what_was_deleted_since(company) -> None:
    company.stores["audio"].delete(["r-000003-1"])
    assert "r-000003-1" in company.models.read("said-2023")
    assert company.models.destroy("said-2023")["status"] == 200
    assert company.models.destroy("said-2023")["status"] == 404
    with pytest.raises(KeyError):
        company.models.read("said-2023")
    states = company.models.artifacts().set_index("name")["state"]
    assert states["said-2023"] == "destroyed" and states["wake-1"] == "kept"


def test_the_journal_keeps_its_order(company) -> None:
    assert company.journal.append({"state": "received"}) == 1
    assert company.journal.append({"state": "planned", "stores": ["main"]}) == 2
    assert [one["state"] for one in company.journal.entries()] == ["received", "planned"]
    with pytest.raises(TypeError):
        company.journal.append({"day": TODAY})


def test_all_answers_are_data_that_a_jail_can_be_given(company) -> None:
    def refuse(value: object) -> list:
        raise AssertionError(f"{value!r} is no data")

    backup, keys = company.backups.take(), keys_of(company, CHILD)
    answers = [
        company.accounts.people(),
        company.accounts.guardians(),
        company.registry.entries(),
        company.identity.keys_of(CHILD),
        company.holds.of(CHILD),
        company.backups.kept(),
        company.backups.inspect(backup, keys),
        company.keys.describe("key-000003"),
        company.models.artifacts(),
        company.models.lineage(),
        company.journal.entries(),
        company.connected(),
        company.stores["queue"].pending(),
        company.night(),
        company.processors["lexicon"].notify("q-1", keys),
        company.clock.today,
    ]
    for store in company.stores.values():
        ids = [item["item_id"] for item in store.inspect(keys)]
        answers += [store.lookup(keys), store.derived(ids), store.scan(), store.name]
        answers += [store.read(ids[0])] if store.name in ("search", "audio", "cache") else []
    encoder = Encoder(refuse)
    for one in answers:
        encoder.value(one)
