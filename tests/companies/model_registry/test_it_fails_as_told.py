"""Faults of the model registry, and what its files and its memory do."""

import pytest

from privacylab.companies import Crashed, ModelRegistry, ReadOnly, StoreUnavailable, model_world


def test_a_call_that_keeps_answers_as_if_it_had_deleted():
    registry = model_world()
    registry.faults.set("remove", "keeps")
    assert registry.remove("exports/phone/voice.bin") == {"status": 200, "count": 1}
    assert len(registry.predict("exports/phone/voice.bin", "alexa")) == 2


def test_after_a_crash_nothing_answers_until_the_restart_and_the_journal_is_kept():
    registry = model_world()
    registry.faults.crash(after=2)
    registry.journal.append({"event": "found"})
    with pytest.raises(Crashed):
        registry.delete_registered_model("weather")
    with pytest.raises(Crashed):
        registry.files()
    registry.faults.restart()
    assert registry.journal.entries() == [{"event": "found"}]
    assert "weather" not in registry.search_registered_models()


def test_a_bucket_that_is_down_answers_nothing_and_gc_keeps_the_rows():
    registry = model_world()
    registry.faults.set("artifacts", "down")
    with pytest.raises(StoreUnavailable):
        registry.predict("models:/wake-word@champion", "alexa")
    with pytest.raises(StoreUnavailable):
        registry.gc()
    assert registry.all_rows()["runs"] == 4


def test_what_is_written_once_is_not_removed():
    with pytest.raises(ReadOnly):
        model_world().remove("archive/2023/voice.bin")


def test_nothing_there_is_another_error_than_no_weights():
    registry = model_world()
    marker = next(row["path"] for row in registry.files() if row["path"].endswith("MLmodel"))
    with pytest.raises(ValueError, match="holds no weights"):
        registry.predict(marker, "alexa")
    for uri in ("nowhere", "models:/nothing", "models:/a/1", "models:/a@b", "runs:/r-1/model"):
        with pytest.raises(KeyError):
            registry.predict(uri, "alexa")


def test_equal_weights_have_one_fingerprint_in_every_format():
    registry = ModelRegistry()
    run_id = registry.log_run(registry.create_experiment("e"), "run")
    registry.log_checkpoint(run_id, "last", {"b": [1], "a": [2]})
    registry.export("exports/phone.bin", {"a": [2], "b": [1]})
    prints = {row["fingerprint"] for row in registry.files() if row["fingerprint"]}
    assert len(prints) == 1
    assert registry.predict("exports/phone.bin", "a b zebra") == [3]


def test_the_same_seed_makes_the_same_registry():
    assert model_world(seed=3).files() == model_world(seed=3).files()
    assert model_world(seed=3).files() != model_world(seed=4).files()
