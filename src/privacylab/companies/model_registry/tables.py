"""The model registry's tables, with MLflow's names."""

import sqlite3
import weakref
from collections.abc import Iterable, Mapping, Sequence

# Each table's columns; below, the columns that name a run, a logged model, or an input's ends.
TABLES = {
    "experiments": "experiment_id, name, stage",
    "experiment_tags": "experiment_id, key, value",
    "datasets": "dataset_id, experiment_id, name, source, digest",
    "runs": "run_id, experiment_id, name, stage",
    "params": "run_id, key, value",
    "metrics": "run_id, key, value",
    "latest_metrics": "run_id, key, value",
    "tags": "run_id, key, value",
    "inputs": "input_id, source_id, destination_id",
    "input_tags": "input_id, name, value",
    "logged_models": "model_id, experiment_id, run_id, name, location, stage",
    "logged_model_params": "model_id, key, value",
    "logged_model_metrics": "model_id, run_id, key, value",
    "logged_model_tags": "model_id, key, value",
    "registered_models": "name, description",
    "registered_model_tags": "name, key, value",
    "registered_model_aliases": "name, alias, version",
    "model_versions": "name, version, model_id, run_id, location, description, stage",
    "model_version_tags": "name, version, key, value",
}
NAMING = ("run_id", "model_id", "source_id", "destination_id")
OF_RUN = ("params", "metrics", "latest_metrics", "tags", "logged_model_metrics", "runs")
OF_MODEL = ("logged_model_params", "logged_model_metrics", "logged_model_tags", "logged_models")
OF_NAME = [table for table, columns in TABLES.items() if columns.startswith("name, ")]
OF_EXPERIMENT = ("experiment_tags", "datasets", "experiments")


def _empty() -> bytes:
    database = sqlite3.connect(":memory:")
    database.executescript(
        "".join(f"CREATE TABLE {table} ({columns});" for table, columns in TABLES.items())
    )
    image = database.serialize()
    database.close()
    return image


EMPTY = _empty()  # copying it takes a tenth of the time of creating the tables


class Tables:
    """The rows, in an in-memory SQLite database.

    secure_delete  SQLite's pragma: whether it overwrites deleted data with zeros
    """

    def __init__(self, secure_delete: bool):
        self._connection = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False
        )
        weakref.finalize(self, self._connection.close)
        self._connection.deserialize(EMPTY)
        self._connection.execute(f"PRAGMA secure_delete = {'ON' if secure_delete else 'OFF'}")

    def add(self, table: str, *values: object) -> None:
        """Add a row."""
        marks = ", ".join("?" * len(values))
        self._connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)

    def add_words(
        self, table: str, ids: Sequence[object], words: Mapping[str, object] | None
    ) -> None:
        """Add a row for each key and its value, after the ids."""
        for key, value in (words or {}).items():
            self.add(table, *ids, key, value)

    def one(self, query: str, *values: object) -> tuple:
        """Return the first row that a query finds. Raises KeyError if it finds none."""
        row = self._connection.execute(query, values).fetchone()
        if row is None:
            raise KeyError(*values[:1])
        return row

    def find(self, query: str, *values: object) -> list[tuple]:
        """Return all rows that a query finds."""
        return self._connection.execute(query, values).fetchall()

    def change(self, order: str, *values: object) -> None:
        """Execute a statement that changes rows."""
        self._connection.execute(order, values)

    def drop(self, tables: Iterable[str], column: str, value: object) -> None:
        """Delete the rows with that value in that column from each table."""
        for table in tables:
            self.change(f"DELETE FROM {table} WHERE {column} = ?", value)

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return {table: self.find(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}

    def naming(self, ids: Sequence[str]) -> dict[str, int]:
        """Return how many rows of each table name one of these runs or models, if there are any."""
        marks, found = ", ".join("?" * len(ids)), {}
        for table, columns in TABLES.items():
            asked = [column for column in columns.split(", ") if column in NAMING]
            where = " OR ".join(f"{column} IN ({marks})" for column in asked)
            if table == "input_tags":
                asked = ["source_id", "destination_id"]
                where = (
                    f"input_id IN (SELECT input_id FROM inputs WHERE source_id IN ({marks}) "
                    f"OR destination_id IN ({marks}))"
                )
            if where:
                query = f"SELECT count(*) FROM {table} WHERE {where}"
                found[table] = self.find(query, *(len(asked) * list(ids)))[0][0]
        return {table: count for table, count in found.items() if count}

    def vacuum(self) -> None:
        """Rewrite the database without deleted data."""
        self._connection.execute("VACUUM")

    def image(self) -> bytes:
        """Return the bytes of the database file."""
        return self._connection.serialize()
