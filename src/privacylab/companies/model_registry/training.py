"""What a team writes into a model registry: runs, logged models, versions, aliases, exports."""

import hashlib
import json
import random
from collections.abc import Mapping

from privacylab.companies.model_registry.files import Files, Weights
from privacylab.companies.model_registry.tables import Tables

ACTIVE, DELETED = "active", "deleted"
Words = Mapping[str, str]
OWN_TAGS = {"mlflow.user": "", "mlflow.source.name": "", "mlflow.source.type": ""}


class Training:
    """The calls that write. They have MLflow's names, and write the same rows as MLflow."""

    def __init__(self, seed: int, secure_delete: bool):
        self._chance = random.Random(seed)
        self._tables = Tables(secure_delete)
        self._files = Files()

    def create_experiment(self, name: str, tags: Words | None = None) -> str:
        """Create an experiment; returns its id."""
        experiment_id = self._new_id("e-")
        self._tables.add("experiments", experiment_id, name, ACTIVE)
        self._tables.add_words("experiment_tags", [experiment_id], tags)
        return experiment_id

    def log_run(
        self,
        experiment_id: str,
        name: str,
        params: Words | None = None,
        metrics: Mapping[str, float] | None = None,
        tags: Words | None = None,
    ) -> str:
        """Record a training run; returns its id."""
        run_id = self._new_id("r-")
        self._tables.add("runs", run_id, experiment_id, name, ACTIVE)
        own = OWN_TAGS | {"mlflow.runName": name}
        self._tables.add_words("tags", [run_id], own | dict(tags or {}))
        self._tables.add_words("params", [run_id], params)
        self._tables.add_words("metrics", [run_id], metrics)
        self._tables.add_words("latest_metrics", [run_id], metrics)
        return run_id

    def log_input(self, run_id: str, name: str, source: str, tags: Words | None = None) -> None:
        """Record a data set that a run read, with the context "training"."""
        dataset_id, input_id = self._new_id("d-"), self._new_id("i-")
        digest = hashlib.sha256(source.encode()).hexdigest()[:8]
        experiment_id = self._tables.one("SELECT experiment_id FROM runs WHERE run_id = ?", run_id)
        self._tables.add("datasets", dataset_id, *experiment_id, name, source, digest)
        self._tables.add("inputs", input_id, dataset_id, run_id)
        context = {"mlflow.data.context": "training"}
        self._tables.add_words("input_tags", [input_id], context | dict(tags or {}))

    def log_model(
        self,
        run_id: str,
        name: str,
        weights: Weights,
        params: Words | None = None,
        tags: Words | None = None,
    ) -> str:
        """Save a model of a run; returns its model_id. The run's parameters are copied to it."""
        tables, model_id = self._tables, self._new_id("m-")
        folder = f"artifacts/models/{model_id}"
        experiment_id = tables.one("SELECT experiment_id FROM runs WHERE run_id = ?", run_id)
        tables.add("logged_models", model_id, *experiment_id, run_id, name, folder, ACTIVE)
        copied = dict(tables.find("SELECT key, value FROM params WHERE run_id = ?", run_id))
        tables.add_words("logged_model_params", [model_id], dict(params or {}) | copied)
        tables.add_words("logged_model_tags", [model_id], OWN_TAGS | dict(tags or {}))
        metrics = tables.find("SELECT key, value FROM metrics WHERE run_id = ?", run_id)
        tables.add_words("logged_model_metrics", [model_id, run_id], dict(metrics))
        tables.add("inputs", self._new_id("i-"), run_id, model_id)
        self._files.save(folder, weights)
        return model_id

    def log_checkpoint(self, run_id: str, path: str, weights: Weights) -> None:
        """Save a checkpoint among a run's artifacts. No table lists it."""
        self._files.save(f"artifacts/{run_id}/{path}", weights)

    def export(self, path: str, weights: Weights) -> None:
        """Write a model to any path, as one file for a device. No table lists it."""
        self._files.export(path, weights)

    def create_registered_model(
        self, name: str, description: str | None = None, tags: Words | None = None
    ) -> None:
        """Create a registered model without versions."""
        self._tables.add("registered_models", name, description)
        self._tables.add_words("registered_model_tags", [name], tags)

    def create_model_version(
        self, name: str, model_id: str, description: str | None = None, tags: Words | None = None
    ) -> int:
        """Make a logged model the next version of a registered model; returns the version."""
        tables = self._tables
        row = tables.one("SELECT run_id, location FROM logged_models WHERE model_id = ?", model_id)
        query = "SELECT key, value FROM logged_model_tags WHERE model_id = ?"
        known = {key: text for key, text in tables.find(query, model_id) if "mlflow." not in key}
        version = self._add_version(name, (model_id, *row, description), known | dict(tags or {}))
        text = json.dumps([{"name": name, "version": version}])
        tables.add("logged_model_tags", model_id, "mlflow.modelVersions", text)
        return version

    def copy_model_version(self, name: str, version: int, to: str) -> int:
        """Copy a version to another registered model, as its next version; returns that version."""
        where = "WHERE name = ? AND version = ?"
        columns = "model_id, run_id, location, description"
        row = self._tables.one(f"SELECT {columns} FROM model_versions {where}", name, version)
        tags = self._tables.find(
            f"SELECT key, value FROM model_version_tags {where}", name, version
        )
        return self._add_version(to, row, dict(tags))

    def set_registered_model_alias(self, name: str, alias: str, version: int) -> None:
        """Point an alias to that version, and no longer to any other."""
        order = "DELETE FROM registered_model_aliases WHERE name = ? AND alias = ?"
        self._tables.change(order, name, alias)
        self._tables.add("registered_model_aliases", name, alias, version)

    def _new_id(self, prefix: str) -> str:
        return f"{prefix}{self._chance.getrandbits(32):08x}"

    def _add_version(self, name: str, row: tuple, tags: Words) -> int:
        """Add a version and return its number; row is model_id, run_id, location, description."""
        query = "SELECT count(*) + 1 FROM model_versions WHERE name = ?"
        (version,) = self._tables.one(query, name)
        self._tables.add("model_versions", name, version, *row, ACTIVE)
        self._tables.add_words("model_version_tags", [name, version], tags)
        return version
