"""Three patches with which Murmur's engineers would destroy a model, and what each leaves."""

import inspect
from collections.abc import Callable
from html import escape

from privacylab.companies import ModelRegistry, model_world
from privacylab.lab.display.html import Fragment, table

MODEL = "wake-word"
COPIES = ["exports/phone/voice.bin", "archive/2023/voice.bin"]


def a(registry: ModelRegistry) -> str:
    """Patch A: Delete the model in the registry, with its versions and aliases."""
    answer = registry.delete_registered_model("wake-word")
    return "destroyed" if answer["status"] == 200 else "not destroyed"


def b(registry: ModelRegistry) -> str:
    """Patch B: Delete the runs that made it, then the model, and collect the garbage."""
    for version in registry.search_model_versions():
        if version["name"] == "wake-word":
            registry.delete_run(version["run_id"])
            registry.delete_logged_model(version["model_id"])
    registry.delete_registered_model("wake-word")
    registry.gc()
    return "destroyed"


def c(registry: ModelRegistry) -> str:
    """Patch C: The runbook. We listed everything by hand, and deleted it one by one."""
    registry.delete_registered_model("wake-word")
    registry.delete_model_version("release", 1)
    models = ["m-0a5d2f34", "m-f728b4fa", "m-c8a70639"]
    runs = ["r-c2094cac", "r-7c65c1e5"]
    phones = "exports/phone/voice.bin"
    for model in models:
        registry.delete_logged_model(model)
    for run in runs:
        registry.delete_run(run)
    registry.gc(run_ids=runs, logged_model_ids=models)
    registry.remove(phones)
    return "destroyed, but for archive/2023/voice.bin, which can't be removed"


PATCHES = {"Patch A": a, "Patch B": b, "Patch C": c}


def source(patch: str) -> str:
    """The code of a patch: "A", "B" or "C". Raises KeyError."""
    return inspect.getsource(PATCHES[f"Patch {patch}"])


def try_patches(month: int = 1, yours: Callable | None = None) -> Fragment:
    """Show what each patch says, and what still loads. Run and model ids depend on the month.

    yours is a function like destroy of MOD-06.
    """
    patches: dict[str, Callable[[ModelRegistry], str]] = dict(PATCHES)
    if yours is not None:
        patches["yours"] = lambda registry: _summary(yours(registry, MODEL))
    rows = [(name, *_tried(patch, month)) for name, patch in patches.items()]
    return table(["who", "says", "still loads", "another team lost"], rows)


def _tried(patch: Callable[[ModelRegistry], str], month: int) -> tuple[str, str, str]:
    registry = model_world(MODEL, month - 1)
    runs = {row["run_id"] for row in registry.search_model_versions() if row["name"] == MODEL}
    ids = [row["model_id"] for row in registry.search_logged_models() if row["run_id"] in runs]
    weights = [row["path"] for row in registry.files() if row["fingerprint"]]
    ours = [one for one in weights if one in COPIES or any(part in one for part in (*runs, *ids))]
    try:
        said = patch(registry)
    except Exception as stop:
        said = f"it stops with {type(stop).__name__}: {stop}"
    left = [
        one
        for one in [f"models:/{MODEL}@champion", "models:/release@voice", *ours]
        if loads(registry, one)
    ]
    there = {row["path"] for row in registry.files()}
    lost = [one for one in weights if one not in ours and one not in there]
    return escape(said), _lines(left), _lines(lost)


def _summary(rows: list[dict]) -> str:
    left = [row["where"] for row in rows if row["state"] != "destroyed"]
    return f"destroyed, but for {', '.join(left)}" if left else "destroyed"


def _lines(some: list[str]) -> str:
    return "<br>".join(map(escape, some)) or "nothing"


def loads(registry: ModelRegistry, address: str) -> bool:
    """Whether a model loads from a path or a models:/ address."""
    try:
        registry.predict(address, "hello")
    except KeyError:
        return False
    return True
