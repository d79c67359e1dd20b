"""For mlflow_deletion.py: one model in MLflow as a team leaves it, and what is left of it."""

import contextlib
import json
import logging
import sqlite3
from pathlib import Path
from typing import Any

from deletions import delete

CODE = '''
import json
from pathlib import Path

from mlflow.models import set_model
from mlflow.pyfunc import PythonModel


class Words(PythonModel):
    """Weighs the words of a line: a model whose file is plain JSON."""

    def load_context(self, context):
        self.weights = json.loads(Path(context.artifacts["weights"]).read_text())

    def predict(self, context, model_input: list[str]):
        return [sum(self.weights.get(word, 0) for word in line.split()) for line in model_input]


set_model(Words())
'''
LINE = "alexa hello"  # the input for every model that loads


class Specimen:
    """One model as a team leaves it: a run, two versions, aliases, a second name, copies, inputs.

    words  for each place where MLflow was given a text, the marked word in it
    """

    def __init__(self, root: Path):
        import mlflow

        self.root, self.mlflow, self.client = root, mlflow, mlflow.MlflowClient()
        self.words: dict[str, str] = {}
        self.model_ids: list[str] = []
        self._log_other()
        self._before = self._rows()
        self._log()
        self.words["never written"] = "marked-never-written"  # the control of the scan

    def word(self, place: str) -> str:
        self.words[place] = f"marked-{place.replace(' ', '-')}"
        return self.words[place]

    def _save(self, folder: Path, weight: int) -> dict[str, Any]:
        """Write a model's weights, and return what log_model and save_model need."""
        folder.mkdir(parents=True, exist_ok=True)
        code, weights = folder / "code.py", folder / "weights.json"
        code.write_text(CODE)
        weights.write_text(json.dumps({"alexa": weight, "marked-weights": weight}))
        return {
            "python_model": str(code),
            "artifacts": {"weights": str(weights)},
            "pip_requirements": [],
        }

    def _log_other(self) -> None:
        """Log the control: a model in another experiment that no call should delete."""
        where = str(self.root / "artifacts/weather")
        experiment = self.client.create_experiment("weather", artifact_location=where)
        with self.mlflow.start_run(experiment_id=experiment):
            self.mlflow.pyfunc.log_model(
                name="weather", registered_model_name="weather", **self._save(self.root / "w", 1)
            )

    def _log(self) -> None:
        mlflow, client, word = self.mlflow, self.client, self.word
        where = str(self.root / "artifacts/wake-word")
        self.experiment = client.create_experiment(
            word("experiment name"), artifact_location=where, tags={"note": word("experiment tag")}
        )
        import numpy
        from mlflow.data.http_dataset_source import HTTPDatasetSource

        source = HTTPDatasetSource(f"https://example.com/{word('dataset source')}")
        dataset = mlflow.data.from_numpy(
            numpy.arange(3), source=source, name=word("dataset name")
        )  # nothing is fetched
        with mlflow.start_run(
            experiment_id=self.experiment, run_name=word("run name"), description=word("run note")
        ) as run:
            self.run_id = run.info.run_id
            mlflow.log_param("note", word("run param"))
            mlflow.log_metric(word("run metric"), 1.0)
            mlflow.set_tag("note", word("run tag"))
            mlflow.log_input(dataset, context="training", tags={"note": word("input tag")})
            for version in (1, 2):
                logged = mlflow.pyfunc.log_model(
                    name=word("logged model name"),
                    registered_model_name="wake-word",
                    params={"rate": word("logged model param")},
                    tags={"note": word("logged model tag")},
                    **self._save(self.root / f"v{version}", version),
                )
                self.model_ids.append(logged.model_id)
            checkpoint = self.root / "checkpoint"
            mlflow.pyfunc.save_model(checkpoint, **self._save(self.root / "c", 3))
            mlflow.log_artifacts(str(checkpoint), "checkpoints/epoch-1")
        client.update_registered_model("wake-word", description=word("registered model note"))
        client.set_registered_model_tag("wake-word", "note", word("registered model tag"))
        client.update_model_version("wake-word", "2", description=word("version note"))
        client.set_model_version_tag("wake-word", "2", "note", word("version tag"))
        client.set_registered_model_alias("wake-word", word("alias"), "2")
        client.copy_model_version("models:/wake-word/2", "wake-word-prod")
        client.set_registered_model_alias("wake-word-prod", "champion", "1")
        self.export = self.root / "export"  # a colleague's download, which no table lists
        mlflow.artifacts.download_artifacts("models:/wake-word/2", dst_path=str(self.export))

    def do(self, call: str) -> None:
        """Apply one of the calls to everything that it can delete."""
        if call == "gc":
            gc(self.root)
        elif call == "VACUUM":
            with contextlib.closing(sqlite3.connect(self.root / "mlflow.db")) as database:
                database.execute("VACUUM")
        else:
            delete(call, self.client, self, str)

    def left(self) -> dict[str, Any]:
        """Return what is left now, by place."""
        loads = {name: self._loads(uri) for name, uri in self._uris().items()}
        return {
            "listed": self._listed(),
            "rows": {
                table: number - self._before.get(table, 0) for table, number in self._rows().items()
            },
            "files": self._files(),  # loading by a registered name writes one into the folder
            "loads": loads,
            "words": self._words(),
            "other model": self._loads("models:/weather/1"),
        }

    def _listed(self) -> dict[str, int]:
        """Return how many entries of each kind the interface shows by default."""
        client, here = self.client, [self.experiment]
        named = "name LIKE 'wake-word%'"
        return {
            "experiments": sum(
                one.experiment_id == self.experiment for one in client.search_experiments()
            ),
            "runs": len(client.search_runs(here)),
            "logged models": len(client.search_logged_models(here)),
            "registered models": len(client.search_registered_models(named)),
            "model versions": len(client.search_model_versions(named)),
        }

    def _rows(self) -> dict[str, int]:
        with contextlib.closing(sqlite3.connect(self.root / "mlflow.db")) as database:
            return {
                table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
                for table in tables(database)
            }

    def _files(self) -> dict[str, int]:
        """Return the file count of each folder that has ever held a part of the model."""
        artifacts = self.root / "artifacts/wake-word"
        folders = {
            "run artifacts": artifacts / self.run_id,
            "model artifacts": artifacts / "models",
            "export": self.export,
        }
        return {name: count_files(folder) for name, folder in folders.items()}

    def _uris(self) -> dict[str, str]:
        """Return every URI from which the model could be loaded."""
        one, two = self.model_ids
        artifacts = self.root / "artifacts/wake-word"
        return {
            "alias": f"models:/wake-word@{self.words['alias']}",
            "version": "models:/wake-word/1",
            "second name": "models:/wake-word-prod@champion",
            "model id": f"models:/{two}",
            "run": f"runs:/{self.run_id}/{self.words['logged model name']}",
            "checkpoint of run": f"runs:/{self.run_id}/checkpoints/epoch-1",
            "folder of model": str(artifacts / f"models/{one}/artifacts"),
            "folder of checkpoint": str(artifacts / self.run_id / "artifacts/checkpoints/epoch-1"),
            "export": str(self.export),
        }

    def _loads(self, uri: str) -> bool:
        try:
            return self.mlflow.pyfunc.load_model(uri).predict([LINE])[0] > 0
        except Exception as error:
            logging.debug("%s: %s", uri, error)
            return False

    def _words(self) -> dict[str, str]:
        """Return where each marked word still is: in a "row", only in the "bytes", or "gone"."""
        held = (self.root / "mlflow.db").read_bytes()
        with contextlib.closing(sqlite3.connect(self.root / "mlflow.db")) as database:
            texts = [
                str(value)
                for table in tables(database)
                for row in database.execute(f'SELECT * FROM "{table}"')
                for value in row
            ]
        found = {}
        for place, word in self.words.items():
            in_row = any(word in text for text in texts)
            found[place] = "row" if in_row else "bytes" if word.encode() in held else "gone"
        return found


def gc(root: Path, *options: str) -> None:
    """Run `mlflow gc` in this process, so that the secure_delete pragma applies to it too."""
    from mlflow import cli

    uri = f"sqlite:///{root}/mlflow.db"
    cli.gc.main(["--backend-store-uri", uri, *options], standalone_mode=False)


def tables(database: sqlite3.Connection) -> list[str]:
    """Return the tables that MLflow writes for a model or a run."""
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in found if name not in ("alembic_version", "sqlite_sequence")]


def count_files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))
