"""A model registry that deletes like MLflow: each call leaves behind exactly what MLflow leaves.

benchmarks/model_registry/ records what MLflow does, and a test compares the two. Rows are in SQLite
and files in buckets, all in memory, so that a test can build hundreds of registries.
"""

from privacylab.companies.model_registry.registry import ModelRegistry
from privacylab.companies.model_registry.world import model_world

__all__ = ["ModelRegistry", "model_world"]
