"""The lab as a wheel for a browser: what the first two modules use, without answers or a grader."""

import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from privacylab.authoring.build import Built
from privacylab.sandbox.jail.offered import FILES_OFFERED, ROOMS_OFFERED
from privacylab.site.run import SiteError

PACKAGE = Path(__file__).parents[2]
OF_LAB = ("__init__.py", "answers.py", "cases", "display", "start")
PROJECT = f"""\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "privacylab"
version = "{version("privacylab")}"
requires-python = ">=3.11"
dependencies = ["ipywidgets", "matplotlib", "pandas", "pyarrow", "tzdata"]

[tool.hatch.build.targets.wheel]
only-include = ["privacylab"]
"""


def lab_wheel(root: Path, built: list[Built], folder: Path) -> Path:
    """Build the wheel of the course at root in folder, which is emptied, and return its path.

    built are the course's notebooks: the catalog reads sections, minutes and hints in them. Raises
    SiteError if the build fails.
    """
    shutil.rmtree(folder, ignore_errors=True)
    package = folder / "privacylab"
    for name in (*ROOMS_OFFERED, *FILES_OFFERED, *(f"lab/{one}" for one in OF_LAB)):
        _copy(PACKAGE / name, package / name)
    course = package / "in_package"
    for path in (root / "course").rglob("*.toml"):
        _copy(path, course / path.relative_to(root))
    for one in built:
        target = course / one.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(one.content, encoding="utf-8")
    for path in (root / "datasets" / "murmur").glob("*.csv*"):
        _copy(path, course / "datasets" / "murmur" / path.name)
    (folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    words = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise SiteError(f"hatchling could not build the lab's wheel:\n{done.stderr}")
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)
