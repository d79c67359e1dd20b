"""What the tests of the hub share: the proxy, installed once."""

from pathlib import Path

import pytest
from running_hub import install_proxy


@pytest.fixture(scope="session")
def proxy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script of configurable-http-proxy, for running_hub()."""
    return install_proxy(root / "examples" / "jupyterhub", tmp_path_factory.mktemp("proxy"))
