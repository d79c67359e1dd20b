"""MLflow's delete calls, applied to all of one model, in MLflow or in the lab's registry.

A test applies them to the lab's registry, so nothing here imports MLflow or the lab.
"""

from collections.abc import Callable
from typing import Any

NAMES = ("wake-word", "wake-word-prod")


def delete(call: str, client: Any, model: Any, version: Callable[[int], Any]) -> None:
    """Apply a delete call to every part of a model that it can delete.

    client   MLflow's client, or the lab's registry
    model    has run_id, model_ids, experiment, and words (from a place to its marked word)
    version  converts a version number to the type that the client takes

    Raises LookupError for an unknown call, and whatever the client raises.
    """
    calls: dict[str, list[tuple]] = {
        "delete_run": [(model.run_id,)],
        "delete_registered_model_alias": [
            (NAMES[0], model.words["alias"]),
            (NAMES[1], "champion"),
        ],
        "delete_model_version": [
            (NAMES[0], version(1)),
            (NAMES[0], version(2)),
            (NAMES[1], version(1)),
        ],
        "delete_registered_model": [(name,) for name in NAMES],
        "delete_logged_model": [(one,) for one in model.model_ids],
        "delete_experiment": [(model.experiment,)],
    }
    if call not in calls:
        raise LookupError(f"There is no call {call!r}.")
    for arguments in calls[call]:
        getattr(client, call)(*arguments)
