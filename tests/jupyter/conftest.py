"""A course for these tests."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def alone(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course of a person who learns alone."""
    copy = tmp_path_factory.mktemp("alone") / "lab"
    for folder in ("course", "assignments", "datasets", "solutions"):
        shutil.copytree(root / folder, copy / folder)
    shutil.copy(root / "nbgrader_config.py", copy)
    return copy
