"""The registry's public interface: searching it, loading models, and deleting."""

import weakref
from collections.abc import Callable, Sequence

from privacylab.companies.model_registry.tables import OF_EXPERIMENT, OF_MODEL, OF_NAME, OF_RUN
from privacylab.companies.model_registry.training import ACTIVE, DELETED, Training
from privacylab.companies.simulation.faults import Faults, ReadOnly
from privacylab.companies.simulation.operations import Operations
from privacylab.companies.simulation.registry import Journal

VERSION = "WHERE name = ? AND version = ?"
REDACTED = "model_id = 'REDACTED-SOURCE-PATH', run_id = 'REDACTED-RUN-ID'"  # MLflow's values


class ModelRegistry(Training):
    """Experiments, runs, logged models, registered models with versions and aliases, and files.

    secure_delete  SQLite's pragma: whether it overwrites deleted data with zeros
    write_once     buckets (the first part of a path) that refuse every removal

    A model maps each word to its weights, one per label: {"alexa": [3, 0]}. Files are at
    artifacts/<run_id>/…, artifacts/models/<model_id>/…, and wherever someone has exported a model.

    Faults are set on `faults`, by the name of a call ("keeps": it answers 200, but keeps what it
    should delete) or of a bucket ("down"). The journal is the caller's memory, and survives a
    crash; after a crash, faults.restart() lets the registry answer again.
    """

    def __init__(self, seed: int = 0, secure_delete: bool = False, write_once: Sequence[str] = ()):
        super().__init__(seed, secure_delete)
        self.faults = Faults()
        operations = Operations()
        weakref.finalize(self, operations.close)
        self.journal = Journal(operations, self.faults)
        self._write_once = write_once

    def __repr__(self) -> str:
        return f"<ModelRegistry with {len(self._files.contents)} files>"

    def search_experiments(self) -> list[str]:
        """Return the ids of the experiments that aren't in the trash."""
        return [row["experiment_id"] for row in self._listed("experiments", "experiment_id")]

    def search_runs(self) -> list[dict]:
        """Return the runs that aren't in the trash: run_id, experiment_id, name."""
        return self._listed("runs", "run_id", "experiment_id", "name")

    def search_logged_models(self) -> list[dict]:
        """Return the logged models that aren't in the trash: model_id, run_id, name."""
        return self._listed("logged_models", "model_id", "run_id", "name")

    def search_registered_models(self) -> list[str]:
        """Return the names of the registered models."""
        self.faults.asked("database")
        return [name for (name,) in self._tables.find("SELECT name FROM registered_models")]

    def search_model_versions(self) -> list[dict]:
        """Return all registered models' versions: name, version, aliases, run_id, model_id."""
        rows = self._listed("model_versions", "name", "version", "run_id", "model_id")
        query = f"SELECT alias FROM registered_model_aliases {VERSION} ORDER BY alias"
        for row in rows:
            found = self._tables.find(query, row["name"], row["version"])
            row["aliases"] = [alias for (alias,) in found]
        return rows

    def files(self) -> list[dict]:
        """Return every file of every bucket, from the storage inventory.

        The inventory answers even if a bucket is down.

        path         where the file is
        fingerprint  of its weights, the same for equal weights in either format; None for a file
                     that holds no weights
        """
        self.faults.asked("inventory")
        return self._files.listed()

    def rows(self, ids: Sequence[str]) -> dict[str, int]:
        """Return, for each table with any, how many rows name one of these runs or logged models.

        An input's tags count too, and so do rows in the trash.
        """
        self.faults.asked("database")
        return self._tables.naming(ids)

    def all_rows(self) -> dict[str, int]:
        """Return how many rows each table has in all."""
        return self._tables.counts()

    def file_bytes(self) -> bytes:
        """Return the bytes of the database file, including deleted data not yet overwritten."""
        return self._tables.image()

    def predict(self, uri: str, line: str) -> list[int]:
        """Load a model, and return its sum for each label of a line, or [] if it knows no word.

        uri  models:/<name>@<alias>, models:/<name>/<version>, models:/<model_id>,
             runs:/<run_id>/<name or path>, or the path of a folder or a file

        Raises KeyError if there is nothing to load, ValueError for a file that holds no weights,
        StoreUnavailable while its bucket is down.
        """
        self.faults.asked("database")
        path = self._place(uri)
        self.faults.asked(_bucket(path))
        weights = self._files.load(path)
        known = [weights[word] for word in line.split() if word in weights]
        return [sum(some) for some in zip(*known, strict=True)]

    def delete_registered_model_alias(self, name: str, alias: str) -> dict:
        """Delete an alias. Raises KeyError for an unknown registered model."""
        order = "DELETE FROM registered_model_aliases WHERE name = ? AND alias = ?"
        self._tables.one("SELECT 1 FROM registered_models WHERE name = ?", name)
        call = "delete_registered_model_alias"
        return self._told(call, name, lambda: self._tables.change(order, name, alias))

    def delete_model_version(self, name: str, version: int) -> dict:
        """Delete a version's aliases, and redact its row. Raises KeyError if it doesn't exist."""

        def change() -> None:
            tables = self._tables
            tables.change(f"DELETE FROM registered_model_aliases {VERSION}", name, version)
            redacted = f"stage = '{DELETED}', description = NULL, {REDACTED}"
            tables.change(f"UPDATE model_versions SET {redacted} {VERSION}", name, version)

        query = f"SELECT 1 FROM model_versions {VERSION} AND stage = ?"
        self._tables.one(query, name, version, ACTIVE)
        return self._told("delete_model_version", f"{name}/{version}", change)

    def delete_registered_model(self, name: str) -> dict:
        """Delete a name with its versions and aliases, but no files. Raises KeyError."""
        self._tables.one("SELECT 1 FROM registered_models WHERE name = ?", name)
        return self._told(
            "delete_registered_model", name, lambda: self._tables.drop(OF_NAME, "name", name)
        )

    def delete_logged_model(self, model_id: str) -> dict:
        """Put a logged model into the trash. Raises KeyError for an unknown id."""
        return self._to_trash("delete_logged_model", "logged_models", "model_id", model_id)

    def delete_run(self, run_id: str) -> dict:
        """Put a run into the trash. Raises KeyError for an unknown id."""
        return self._to_trash("delete_run", "runs", "run_id", run_id)

    def delete_experiment(self, experiment_id: str) -> dict:
        """Put an experiment and its runs into the trash. Raises KeyError for an unknown id."""

        def change() -> None:
            for table in ("experiments", "runs"):
                order = f"UPDATE {table} SET stage = ? WHERE experiment_id = ?"
                self._tables.change(order, DELETED, experiment_id)

        self._tables.one("SELECT 1 FROM experiments WHERE experiment_id = ?", experiment_id)
        return self._told("delete_experiment", experiment_id, change)

    def gc(
        self, run_ids: Sequence[str] | None = None, logged_model_ids: Sequence[str] | None = None
    ) -> dict:
        """Permanently delete what is in the trash: rows and files of runs and of logged models.

        run_ids, logged_model_ids  only these; None means everything in the trash, including other
                                   teams' items. An id that isn't in the trash doesn't count.

        Experiments in the trash are always deleted. Raises StoreUnavailable while the bucket
        "artifacts" is down.
        """
        count = 0
        for run_id in self._trash("runs", "run_id", run_ids):
            count += self._purge(run_id, f"artifacts/{run_id}", OF_RUN, "run_id")
        for model_id in self._trash("logged_models", "model_id", logged_model_ids):
            count += self._purge(model_id, f"artifacts/models/{model_id}", OF_MODEL, "model_id")
        for experiment_id in self._trash("experiments", "experiment_id", None):
            with self.faults.effect("gc", "gc", [experiment_id]):
                query = "SELECT model_id FROM logged_models WHERE experiment_id = ?"
                for (model_id,) in self._tables.find(query, experiment_id):
                    self._tables.drop(OF_MODEL, "model_id", model_id)  # but not its files
                self._tables.drop(OF_EXPERIMENT, "experiment_id", experiment_id)
                count += 1
        return {"status": 200, "count": count}

    def remove(self, path: str) -> dict:
        """Remove one file. Raises KeyError if it doesn't exist, StoreUnavailable, ReadOnly."""
        self.faults.asked(_bucket(path))
        if path not in self._files.contents:
            raise KeyError(path)
        if _bucket(path) in self._write_once:
            raise ReadOnly(f"The bucket {_bucket(path)!r} is write-once.")
        return self._told("remove", path, lambda: self._files.contents.pop(path))

    def vacuum(self) -> None:
        """Rewrite the database file without the bytes of deleted rows."""
        self._told("vacuum", "database", self._tables.vacuum)

    def _listed(self, table: str, *columns: str) -> list[dict]:
        """Return the rows that MLflow shows by default, without the trash."""
        self.faults.asked("database")
        query = f"SELECT {', '.join(columns)} FROM {table} WHERE stage = ? ORDER BY rowid"
        rows = self._tables.find(query, ACTIVE)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def _told(self, call: str, of: str, change: Callable[[], object]) -> dict:
        """Make a change and answer 200; with the fault "keeps", only answer."""
        with self.faults.effect(call, call, [of]):
            if not self.faults.has(call, "keeps"):
                change()
        return {"status": 200, "count": 1}

    def _to_trash(self, call: str, table: str, column: str, one: str) -> dict:
        self._tables.one(f"SELECT 1 FROM {table} WHERE {column} = ?", one)
        order = f"UPDATE {table} SET stage = ? WHERE {column} = ?"
        return self._told(call, one, lambda: self._tables.change(order, DELETED, one))

    def _trash(self, table: str, column: str, only: Sequence[str] | None) -> list[str]:
        self.faults.asked("database")
        query = f"SELECT {column} FROM {table} WHERE stage = ?"
        thrown = [one for (one,) in self._tables.find(query, DELETED)]
        return [one for one in thrown if only is None or one in only]

    def _purge(self, one: str, folder: str, tables: Sequence[str], column: str) -> int:
        """Permanently delete a run or a logged model, files first, as MLflow does."""
        self.faults.asked("artifacts")

        def change() -> None:
            self._files.drop(folder)
            self._tables.drop(tables, column, one)

        return self._told("gc", one, change)["count"]

    def _place(self, uri: str) -> str:
        """Return the path that a URI refers to. Raises KeyError if it names a missing row."""
        scheme, _, rest = uri.partition(":/")
        versions = "SELECT location FROM model_versions WHERE stage = ? AND name = ? AND version = "
        models = "SELECT location FROM logged_models WHERE stage = ? AND"
        if scheme == "runs":
            run_id, _, name = rest.partition("/")
            self._tables.one("SELECT 1 FROM runs WHERE run_id = ?", run_id)
            found = self._tables.find(f"{models} run_id = ? AND name = ?", ACTIVE, run_id, name)
            return found[-1][0] if found else f"artifacts/{run_id}/{name}"
        if scheme != "models":
            return uri.rstrip("/")
        if "@" in rest:
            name, _, alias = rest.partition("@")
            query = "(SELECT version FROM registered_model_aliases WHERE name = ? AND alias = ?)"
            return self._tables.one(f"{versions}{query}", ACTIVE, name, name, alias)[0]
        if "/" in rest:
            name, _, version = rest.rpartition("/")
            return self._tables.one(f"{versions}CAST(? AS INTEGER)", ACTIVE, name, version)[0]
        return self._tables.one(f"{models} model_id = ?", ACTIVE, rest)[0]


def _bucket(path: str) -> str:
    return path.partition("/")[0]
