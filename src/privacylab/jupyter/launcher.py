"""Opens JupyterLab for a learner, on this machine only and without requests to other servers."""

import os
import sys
from pathlib import Path

FIRST_PAGE = "course/index.ipynb"
# settings that come before those of the environment
FOR_INSTRUCTORS = Path(__file__).parent / "instructor"


def open_lab(
    root: Path, port: int, browser: bool, page: str = FIRST_PAGE, instructor: bool = False
) -> None:
    """Replace this process by JupyterLab, opened at a page: by default the course's first.

    The server listens on 127.0.0.1 only, and does not look for news or updates. An instructor has
    nbgrader's menus, too.
    """
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={root}",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.log_level=WARN",  # the address is said all the same
        f"--ServerApp.port={port}",
        f"--ServerApp.open_browser={browser}",
        f"--LabApp.default_url=/lab/tree/{page}",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        print("You are root, as in a container: JupyterLab runs as root too.")
        command.append("--ServerApp.allow_root=True")
    if instructor:
        others = filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])
        os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join([str(FOR_INSTRUCTORS), *others])
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    os.chdir(root)
    os.execv(sys.executable, command)
