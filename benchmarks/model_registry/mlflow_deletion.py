# /// script
# requires-python = ">=3.11"
# dependencies = ["mlflow-skinny>=3.17", "sqlalchemy", "alembic", "numpy", "pandas"]
# ///
"""Measures what is left of one model in MLflow after each delete call.

    cd benchmarks/model_registry
    uv run mlflow_deletion.py            # measure, and write the recording
    uv run mlflow_deletion.py --compare  # measure, and fail if the recording differs

It takes a few minutes. MLflow's packages need their own environment, so they aren't among the lab's
dependencies: uv creates one from the lines above; without uv, use `pip install`. To try a specific
version: `uv run --with mlflow-skinny==3.17.2 ...`. Everything happens in a temporary folder, with
telemetry off. MLflow gets a SQLite file and a local folder, and makes no network request.

The recording is data for the lab: a figure shows it, and tests check the lab's own registry
against it.
"""

import argparse
import contextlib
import datetime
import io
import json
import logging
import multiprocessing
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mlflow_specimen import Specimen, gc

RECORDING = Path(__file__).parents[2] / "src/privacylab/lab/models/mlflow_deletion.json"
# Each path starts from a fresh store; what is left is measured after each of its calls.
ALL = ["delete_run", "gc", "delete_registered_model", "delete_logged_model", "gc"]
PATHS = [
    ["delete_registered_model_alias"],
    ["delete_model_version"],
    ["delete_registered_model"],
    ["delete_logged_model", "gc"],
    ["delete_experiment", "gc"],
    [*ALL, "delete_experiment", "gc", "gc", "VACUUM"],
]
SECURE = [*ALL, "delete_experiment", "gc"]  # again, with SQLite's secure_delete on
ROWS = 10_000  # the digest of a data set is expected to cover this many rows


def prepare(root: Path, secure: bool) -> None:
    """Set up MLflow in this process: local, silent, and with or without secure_delete."""
    os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true")
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    sys.dont_write_bytecode = True  # so loading a model leaves no files in its folder
    import mlflow
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    @event.listens_for(Engine, "connect")
    def _(connection: Any, record: Any) -> None:
        connection.execute(f"PRAGMA secure_delete = {'ON' if secure else 'OFF'}")

    mlflow.set_tracking_uri(f"sqlite:///{root}/mlflow.db")
    os.environ["MLFLOW_TRACKING_URI"] = f"sqlite:///{root}/mlflow.db"
    os.chdir(root)


def quietly(work: Callable[[], Any]) -> Any:
    """Return work(), discarding what MLflow prints."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return work()


def empty_store(root: Path) -> None:
    """Create MLflow's tables. It takes seconds, so it is done once, and each path gets a copy."""
    prepare(root, secure=False)
    import mlflow

    quietly(lambda: mlflow.MlflowClient().search_experiments())


def walk(template: Path, root: Path, calls: list[str], secure: bool = False) -> dict[str, Any]:
    """Build the model, make the calls in order, and measure what is left after each."""
    root.mkdir()
    shutil.copy(template, root / "mlflow.db")
    prepare(root, secure)

    def run() -> list[dict[str, Any]]:
        specimen = Specimen(root)
        steps = [{"call": "", **specimen.left()}]
        for call in calls:
            specimen.do(call)
            steps.append({"call": call, **specimen.left()})
        return steps

    return {"secure_delete": secure, "steps": quietly(run)}


def digests() -> dict[str, Any]:
    """Return whether a change at the edge of the rows it covers changes a data set's digest."""
    os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true")
    import mlflow
    import pandas as pd

    def changed(row: int) -> bool:
        first = pd.DataFrame({"said": ["hello"] * (ROWS + 2)})
        second = first.copy()
        second.loc[row - 1, "said"] = "another word"
        one, other = (
            quietly(lambda x=x: mlflow.data.from_pandas(x).digest) for x in (first, second)
        )
        return one != other

    return {
        f"row {row:,} changes it": quietly(lambda row=row: changed(row))
        for row in (1, ROWS, ROWS + 1)
    }


def repeated(template: Path, root: Path) -> dict[str, str]:
    """Return what each call does when there is nothing left to delete: it "passes" or "raises"."""
    root.mkdir()
    shutil.copy(template, root / "mlflow.db")
    prepare(root, secure=False)
    specimen = quietly(lambda: Specimen(root))
    found = {}
    for call in ("delete_registered_model_alias", "delete_model_version", "delete_registered_model",
                 "delete_logged_model", "delete_run"):  # fmt: skip
        quietly(lambda call=call: specimen.do(call))
        found[call] = outcome(specimen, call)
    quietly(lambda: specimen.do("gc"))
    for call in ("delete_logged_model", "delete_run"):
        found[f"{call} after gc"] = outcome(specimen, call)
    return found


def outcome(specimen: Specimen, call: str) -> str:
    from mlflow.exceptions import MlflowException

    try:
        quietly(lambda: specimen.do(call))
    except MlflowException:
        return "raises"
    return "passes"


def others_trash(template: Path, root: Path) -> dict[str, bool]:
    """Return whether `mlflow gc --run-ids` for one run leaves other people's trash, by table."""
    root.mkdir()
    shutil.copy(template, root / "mlflow.db")
    prepare(root, secure=False)
    specimen = quietly(lambda: Specimen(root))
    mlflow, client = specimen.mlflow, specimen.client

    def throw_away() -> tuple[str, str, str]:
        theirs, old = client.create_experiment("theirs"), client.create_experiment("old")
        with mlflow.start_run(experiment_id=theirs) as run:
            model = mlflow.initialize_logged_model("theirs")
        client.delete_run(run.info.run_id)
        client.delete_logged_model(model.model_id)
        client.delete_experiment(old)
        specimen.do("delete_run")
        gc(root, "--run-ids", specimen.run_id)
        return run.info.run_id, model.model_id, old

    ids = quietly(throw_away)
    kinds = [("runs", "run_uuid"), ("logged_models", "model_id"), ("experiments", "experiment_id")]
    with contextlib.closing(sqlite3.connect(root / "mlflow.db")) as database:
        return {
            table: bool(
                database.execute(f"SELECT 1 FROM {table} WHERE {column} = ?", [one]).fetchone()
            )
            for (table, column), one in zip(kinds, ids, strict=True)
        }


def measure() -> dict[str, Any]:
    """Measure everything, each path in its own process, because MLflow keeps connections open."""
    from importlib.metadata import version

    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        with context.Pool(1, maxtasksperchild=1) as pool:
            pool.apply(empty_store, (root,))
            template = root / "mlflow.db"
            jobs = [(template, root / f"path-{n}", calls) for n, calls in enumerate(PATHS)]
            found = pool.starmap(walk, [*jobs, (template, root / "secure", SECURE, True)], 1)
            digest = pool.apply(digests)
            again = pool.apply(repeated, (template, root / "again"))
            trash = pool.apply(others_trash, (template, root / "trash"))
    return {
        "mlflow": version("mlflow-skinny"),
        "measured_on": f"{datetime.date.today()}",
        "sqlite": sqlite3.sqlite_version,
        "python": platform.python_version(),
        "digest": digest,
        "again": again,
        "others' trash left by gc --run-ids": trash,
        "paths": [compact(one) for one in found],
    }


def compact(path: dict[str, Any]) -> dict[str, Any]:
    """Drop the tables that never held a row of the model."""
    used = {table for step in path["steps"] for table, rows in step["rows"].items() if rows}
    for step in path["steps"]:
        step["rows"] = {table: rows for table, rows in step["rows"].items() if table in used}
    return path


def as_text(found: dict[str, Any]) -> str:
    """Return the recording as JSON, with one line for what each call leaves."""
    about = [f'"{key}": {json.dumps(found[key])}' for key in found if key != "paths"]
    paths = [",\n".join(json.dumps(step) for step in path["steps"]) for path in found["paths"]]
    marked = [
        f'{{"secure_delete": {json.dumps(path["secure_delete"])}, "steps": [\n{steps}\n]}}'
        for path, steps in zip(found["paths"], paths, strict=True)
    ]
    return "{\n" + ",\n".join([*about, '"paths": [\n' + ",\n".join(marked) + "\n]"]) + "\n}\n"


def differences(was: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Return one line for each difference between two recordings in what a call leaves."""
    about = [key for key in was if isinstance(was[key], dict)]
    lines = [f"{key} was {was[key]}, is {found[key]}" for key in about if was[key] != found[key]]
    for old, new in zip(was["paths"], found["paths"], strict=True):
        for before, after in zip(old["steps"], new["steps"], strict=True):
            for place in before.keys() | after.keys():
                if before.get(place) != after.get(place):
                    calls = " ".join(step["call"] for step in old["steps"][1:])
                    said = f"{place} was {before.get(place)}, is {after.get(place)}"
                    lines.append(f"in {calls!r} after {before['call']!r}: {said}")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--compare", action="store_true", help="write nothing; exit 1 if it differs"
    )
    compare = parser.parse_args().compare
    found = measure()
    if not compare:
        RECORDING.write_text(as_text(found), encoding="utf-8")
        print(f"MLflow {found['mlflow']}: {len(found['paths'])} paths in {RECORDING.name}")
        return 0
    was = json.loads(RECORDING.read_text(encoding="utf-8"))
    lines = differences(was, found)
    print(*lines, sep="\n")
    print(
        f"MLflow {found['mlflow']} leaves {'something other than' if lines else 'the same as'} "
        f"MLflow {was['mlflow']} on {was['measured_on']}"
    )
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
