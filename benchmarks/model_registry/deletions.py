"""MLflow's calls that delete, for everything of one model: in MLflow, and in the lab's registry.

A test makes them in the lab's registry, so nothing here imports MLflow or the lab.
"""

from collections.abc import Callable
from typing import Any

NAMES = ("wake-word", "wake-word-prod")


def delete(call: str, client: Any, model: Any, version: Callable[[int], Any]) -> None:
    """Make a call for everything of a model that it could be made for.

    client   MLflow's client, or the lab's registry
    model    has run_id, model_ids, experiment, and words, the marked words by place
    version  how that client wants a version's number

    Raises LookupError for a call that there is not, and what the client raises.
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
