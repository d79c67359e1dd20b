"""The lab's model registry leaves what MLflow leaves, call by call and place by place."""

import json
import sqlite3
from importlib.resources import files

import pytest
from specimen import Specimen

RECORDING = json.loads(
    files("privacylab.lab.models").joinpath("mlflow_deletion.json").read_text(encoding="utf-8")
)
PATHS = RECORDING["paths"]


def said(path: dict) -> str:
    return " ".join([*(step["call"] for step in path["steps"])][1:])


@pytest.mark.parametrize("path", PATHS, ids=said)
def test_each_call_leaves_what_it_leaves_in_mlflow(path):
    specimen = Specimen(path["secure_delete"])
    for step in path["steps"]:
        if step["call"]:
            specimen.do(step["call"])
        assert specimen.listed() == step["listed"]
        rows = {table: rows for table, rows in specimen.rows().items() if table in step["rows"]}
        assert rows == step["rows"]
        assert specimen.files() == {what: count > 0 for what, count in step["files"].items()}
        assert specimen.loads() == step["loads"]
        assert specimen.predicts("models:/weather/1") == step["other model"]
        left = specimen.bytes_left()
        assert [
            place for place, state in step["words"].items() if state == "row" and not left[place]
        ] == []
        if (
            sqlite3.sqlite_version == RECORDING["sqlite"]
        ):  # each version fills freed pages in its own way
            assert left == {place: state != "gone" for place, state in step["words"].items()}


def test_a_call_that_finds_nothing_raises_where_mlflow_raises():
    specimen = Specimen(secure_delete=False)
    found = {}

    def outcome(call):
        try:
            specimen.do(call)
        except KeyError:
            return "raises"
        return "passes"

    for call in RECORDING["again"]:
        name, _, after = call.partition(" after ")
        if after and not found.get("gc"):
            specimen.do("gc")
            found["gc"] = "done"
        if not after:
            specimen.do(name)
        found[call] = outcome(name)
    found.pop("gc")
    assert found == RECORDING["again"]


def test_gc_of_one_run_spares_what_mlflow_spares_of_others_trash():
    specimen = Specimen(secure_delete=False)
    registry = specimen.registry
    theirs, old = registry.create_experiment("theirs"), registry.create_experiment("old")
    run_id = registry.log_run(theirs, "theirs")
    model_id = registry.log_model(run_id, "theirs", {"alexa": [1]})
    registry.delete_run(run_id)
    registry.delete_logged_model(model_id)
    registry.delete_experiment(old)
    specimen.do("delete_run")
    before = registry.all_rows()
    registry.gc(run_ids=[specimen.run_id])
    after = registry.all_rows()
    lost = {
        table: before[table] - after[table] for table in ("runs", "logged_models", "experiments")
    }
    lost["runs"] -= 1  # the one that was asked for
    kept = {table: count == 0 for table, count in lost.items()}
    assert kept == RECORDING["others' trash left by gc --run-ids"]
