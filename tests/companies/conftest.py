"""The two companies, made once for all tests of this room."""

import gzip
import shutil
from pathlib import Path

import pandas as pd
import pytest

from privacylab.companies import murmur, porchlight
from privacylab.companies.data.generate import generate
from privacylab.companies.murmur.open_stores import MurmurStores, open_murmur


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the companies' data of scale 2; the sample is its first block."""
    folder = tmp_path_factory.mktemp("datasets")
    generate(folder, scale=2)
    return folder


@pytest.fixture(scope="session")
def data(root: Path) -> dict[str, pd.DataFrame]:
    """The committed tables of Murmur, by name."""
    return {name: murmur.table(name, root / "datasets" / "murmur") for name in murmur.TABLES}


@pytest.fixture(scope="session")
def seen(root: Path) -> dict[str, pd.DataFrame]:
    """The committed tables of Porchlight, by name."""
    folder = root / "datasets" / "porchlight"
    return {name: porchlight.table(name, folder) for name in porchlight.TABLES}


@pytest.fixture(scope="session")
def tiny(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the first rows of Murmur's tables and one sound file."""
    folder = tmp_path_factory.mktemp("tiny")
    for path in (root / "datasets" / "murmur").glob("*.csv*"):
        packed = path.suffix == ".gz"
        content = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
        rows = b"".join(content.splitlines(keepends=True)[:300])
        (folder / path.name).write_bytes(gzip.compress(rows) if packed else rows)
    shutil.copytree(next((root / "datasets" / "murmur" / "audio").iterdir()), folder / "audio")
    return folder


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the tests' stores are built."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture
def world(root: Path, var: Path) -> MurmurStores:
    """Murmur, running, with every store up."""
    return open_murmur(root / "datasets" / "murmur", var)
