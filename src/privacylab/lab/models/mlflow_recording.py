"""What MLflow leaves of a model, call by call, as benchmarks/model_registry/ recorded it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("mlflow_deletion.json")
# Which tables are about what, and which names of a model are of the same kind.
TABLES = {
    "run rows": ("runs", "params", "metrics", "latest_metrics", "tags"),
    "logged model rows": (
        *("logged_models", "logged_model_params", "logged_model_tags", "logged_model_metrics"),
    ),
    "version rows": (
        *("registered_models", "registered_model_tags", "registered_model_aliases"),
        *("model_versions", "model_version_tags"),
    ),
    "input rows": ("inputs", "input_tags"),
    "experiment rows": ("experiments", "experiment_tags", "datasets"),
}
NAMES = {
    "names that load it": ("alias", "version", "second name"),
    "ids that load it": ("model id", "run", "checkpoint of run"),
    "paths that load it": ("folder of model", "folder of checkpoint"),
}
CONTROL = "never written"  # a word that MLflow was never given


@cache
def recording() -> dict[str, Any]:
    """The recording: MLflow's version, the day, and what was left after each path of calls."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def ladder() -> list[dict[str, Any]]:
    """The steps of the longest path of calls, with SQLite's secure_delete off."""
    paths = [path["steps"] for path in recording()["paths"] if not path["secure_delete"]]
    return max(paths, key=len)


def counts(step: dict[str, Any]) -> dict[str, int]:
    """How many things each place has after a call."""
    return {
        "things listed": sum(step["listed"].values()),
        **{place: sum(step["loads"][name] for name in names) for place, names in NAMES.items()},
        "files": step["files"]["model artifacts"] + step["files"]["run artifacts"],
        **{place: sum(step["rows"][table] for table in some) for place, some in TABLES.items()},
        "words in the bytes": sum(state != "gone" for state in step["words"].values()),
    }


def controls(step: dict[str, Any]) -> dict[str, int]:
    """What no call should change: a download, another team's model, a word never written."""
    return {
        "a copy elsewhere": int(step["loads"]["export"]),
        "another model": int(step["other model"]),
        "a word never written": int(step["words"][CONTROL] != "gone"),
    }
