"""The model that benchmarks/model_registry/ builds in MLflow, built in the lab's registry."""

import sys
from pathlib import Path

from privacylab.companies import ModelRegistry

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks" / "model_registry"))
from deletions import NAMES, delete  # noqa: E402

LINE = "alexa hello"
PLACES = (
    *("experiment name", "experiment tag", "dataset source", "dataset name", "run name"),
    *("run note", "run param", "run metric", "run tag", "input tag", "logged model name"),
    *("logged model param", "logged model tag", "registered model note", "registered model tag"),
    *("version note", "version tag", "alias", "never written"),
)


class Specimen:
    """A run, two versions, aliases, a second name, a checkpoint, an input, an export."""

    def __init__(self, secure_delete: bool):
        self.registry = ModelRegistry(secure_delete=secure_delete)
        self.words = {place: f"marked-{place.replace(' ', '-')}" for place in PLACES}
        registry, words = self.registry, self.words
        other = registry.log_run(registry.create_experiment("weather"), "weather")
        registry.create_registered_model("weather")
        registry.create_model_version("weather", registry.log_model(other, "w", {"alexa": [1]}))
        self.before = registry.all_rows()
        self.experiment = registry.create_experiment(
            words["experiment name"], tags={"note": words["experiment tag"]}
        )
        self.run_id = registry.log_run(
            self.experiment,
            words["run name"],
            params={"note": words["run param"]},
            metrics={words["run metric"]: 1.0},
            tags={"mlflow.note.content": words["run note"], "note": words["run tag"]},
        )
        registry.log_input(
            self.run_id,
            words["dataset name"],
            words["dataset source"],
            tags={"note": words["input tag"]},
        )
        self.model_ids = [
            registry.log_model(
                self.run_id,
                words["logged model name"],
                {"alexa": [weight]},
                params={"rate": words["logged model param"]},
                tags={"note": words["logged model tag"]},
            )
            for weight in (1, 2)
        ]
        registry.create_registered_model(
            "wake-word", words["registered model note"], {"note": words["registered model tag"]}
        )
        registry.create_registered_model("wake-word-prod")
        registry.create_model_version("wake-word", self.model_ids[0])
        note, tags = words["version note"], {"note": words["version tag"]}
        registry.create_model_version("wake-word", self.model_ids[1], note, tags)
        registry.set_registered_model_alias("wake-word", words["alias"], 2)
        registry.copy_model_version("wake-word", 2, "wake-word-prod")
        registry.set_registered_model_alias("wake-word-prod", "champion", 1)
        registry.log_checkpoint(self.run_id, "checkpoints/epoch-1", {"alexa": [3]})
        registry.export("export/wake-word.bin", {"alexa": [2]})

    def do(self, call: str) -> None:
        """Make one of the calls, for everything that it could be made for."""
        if call == "gc":
            self.registry.gc()
        elif call == "VACUUM":
            self.registry.vacuum()
        else:
            delete(call, self.registry, self, int)

    def listed(self) -> dict[str, int]:
        """What the searches show of this model."""
        registry = self.registry
        versions = registry.search_model_versions()
        return {
            "experiments": registry.search_experiments().count(self.experiment),
            "runs": sum(row["run_id"] == self.run_id for row in registry.search_runs()),
            "logged models": sum(
                row["model_id"] in self.model_ids for row in registry.search_logged_models()
            ),
            "registered models": sum(name in NAMES for name in registry.search_registered_models()),
            "model versions": sum(row["name"] in NAMES for row in versions),
        }

    def rows(self) -> dict[str, int]:
        """How many rows of each table are this model's."""
        now = self.registry.all_rows()
        return {table: number - self.before[table] for table, number in now.items()}

    def files(self) -> dict[str, bool]:
        """Whether each folder has files."""
        paths = [row["path"] for row in self.registry.files()]
        models = tuple(f"artifacts/models/{one}/" for one in self.model_ids)
        folders = {
            "run artifacts": (f"artifacts/{self.run_id}/",),
            "model artifacts": models,
            "export": ("export/",),
        }
        return {
            what: any(path.startswith(some) for path in paths) for what, some in folders.items()
        }

    def loads(self) -> dict[str, bool]:
        """Whether each name of the model loads it."""
        one, two = self.model_ids
        uris = {
            "alias": f"models:/wake-word@{self.words['alias']}",
            "version": "models:/wake-word/1",
            "second name": "models:/wake-word-prod@champion",
            "model id": f"models:/{two}",
            "run": f"runs:/{self.run_id}/{self.words['logged model name']}",
            "checkpoint of run": f"runs:/{self.run_id}/checkpoints/epoch-1",
            "folder of model": f"artifacts/models/{one}",
            "folder of checkpoint": f"artifacts/{self.run_id}/checkpoints/epoch-1",
            "export": "export/wake-word.bin",
        }
        return {what: self.predicts(uri) for what, uri in uris.items()}

    def predicts(self, uri: str) -> bool:
        try:
            return self.registry.predict(uri, LINE)[0] > 0
        except KeyError:
            return False

    def bytes_left(self) -> dict[str, bool]:
        """Whether the bytes of the database's file still have each word."""
        held = self.registry.file_bytes()
        return {place: word.encode() in held for place, word in self.words.items()}
