"""The JupyterLab extension in git is what its text builds, byte for byte; text stays text."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

UI = Path("src/privacylab/jupyter/ui")
NOT_TEXT = ("node_modules", "lib", "labextension")


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_rebuild_gives_the_same_bytes(root, tmp_path):
    if shutil.which("npm") is None:
        pytest.skip("node and npm are not here: .ci/install installs them")
    copy = tmp_path / "ui"
    shutil.copytree(root / UI, copy, ignore=shutil.ignore_patterns(*NOT_TEXT))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for command in (["npm", "ci", "--ignore-scripts", "--prefer-offline"], ["npm", "run", "build"]):
        ran = subprocess.run(
            command, cwd=copy, env={**os.environ, "PATH": path}, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
    built, kept = files(copy / "labextension"), files(root / UI / "labextension")
    assert built.keys() == kept.keys(), "build it again: make ui"
    assert [name for name in built if built[name] != kept[name]] == [], "build it again: make ui"


def test_no_text_becomes_html(root):
    for path in (root / UI / "src").glob("*.ts"):
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in path.read_text(), path.name


def test_the_list_of_packages_names_no_registry(root):
    assert '"resolved"' not in (root / UI / "package-lock.json").read_text()
