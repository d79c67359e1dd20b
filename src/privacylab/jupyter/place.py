"""Where a lab is on this machine: its folders, its port, and whether it is already running."""

import json
import socket
from pathlib import Path

from privacylab.errors import LabError

MOST_PORTS = 50  # how many are tried, starting with the requested one
# Not for learners; the server only leaves these out of its lists. "[a-z0-9]*.md" hides the texts
# that notebooks are built from: the names of notes for people begin with a capital letter.
HIDDEN = [
    *("src", "tests", "benchmarks", "docs", "solutions", "var", "submitted", "autograded"),
    *("*.toml", "*.cff", "*.lock", "[a-z0-9]*.md", "Makefile", "LICENSE*", "nbgrader_config.py"),
    *("Dockerfile", "wheelhouse"),
    *("ARCHITECTURE.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md"),
    *("gradebook.db*", "__pycache__", "*.pyc", ".DS_Store", "*~"),
]


def own_folders(home: Path, instructor: bool) -> dict[str, str]:
    """The environment variables that make Jupyter keep everything in var/jupyter.

    So two copies of the course share no tabs, and nothing is written to the user's home folder. An
    instructor's lab has separate folders from the learner's, because its menus differ.
    """
    top = home / "var" / "jupyter" / ("instructor" if instructor else "learner")
    return {
        "JUPYTER_CONFIG_DIR": str(top / "config"),
        "JUPYTER_DATA_DIR": str(top / "data"),
        "JUPYTER_RUNTIME_DIR": str(top / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(top / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(top / "workspaces"),
        "IPYTHONDIR": str(top / "ipython"),
        "MPLCONFIGDIR": str(top / "matplotlib"),
    }


def running_lab(runtime: Path) -> tuple[str, str] | None:
    """The address and the token of the lab that runs with this runtime folder, or None."""
    for path in runtime.glob("jpserver-*.json"):
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            port, address, token = int(found["port"]), str(found["url"]), str(found["token"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if not _is_free(port):  # a server that was killed leaves its file behind
            return address, token
    return None


def free_port(port: int) -> int:
    """The first port from this one on that no program listens on. Raises LabError."""
    for one in range(port, min(port + MOST_PORTS, 65536)):
        if _is_free(one):
            return one
    raise LabError(
        f"No port from {port} to {port + MOST_PORTS - 1} is free: choose another with "
        "privacylab lab --port 10000"
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True
