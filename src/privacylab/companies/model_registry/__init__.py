"""A model registry that deletes as MLflow does: what each call leaves is what MLflow leaves.

benchmarks/model_registry/ records MLflow, and a test compares the two. Rows are in SQLite and files
in a folder, both in memory, so that a test can build hundreds of registries.
"""

from privacylab.companies.model_registry.registry import ModelRegistry
from privacylab.companies.model_registry.world import model_world

__all__ = ["ModelRegistry", "model_world"]
