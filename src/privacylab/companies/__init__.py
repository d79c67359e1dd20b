"""The two invented companies: their data (generated from a seed), their stores, and their clock.

Lessons and exercises import the names below. They are loaded on first use, because code that only
reads a table shouldn't have to load a whole running company.
"""

from importlib import import_module
from typing import Any

_MODULE_OF = {
    "Company": "simulation.company",
    "Crashed": "simulation.faults",
    "DeletionStory": "simulation.deletion_story",
    "KeyDestroyed": "simulation.faults",
    "ModelRegistry": "model_registry",
    "ReadOnly": "simulation.faults",
    "StoreUnavailable": "simulation.faults",
    "census": "simulation.census",
    "model_world": "model_registry",
    "open_murmur": "murmur.open_stores",
    "porchlight_world": "porchlight.small",
    "run_murmur": "murmur.sample",
    "small_world": "murmur.small",
    "tiny_world": "murmur.tiny",
    "what_goes_wrong": "simulation.deletion_story",
}

__all__ = [*_MODULE_OF]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
