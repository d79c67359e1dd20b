"""Opens JupyterLab for a learner, on this machine only and without requests to other servers."""

import json
import os
import sys
import webbrowser
from pathlib import Path

from privacylab.grading import Course
from privacylab.jupyter.place import HIDDEN, free_port, own_folders, running_lab

# settings that take precedence over those of the environment
FOR_INSTRUCTORS = Path(__file__).parent / "instructor"
# With these, a kernel gives the memory that it frees back to the machine. After reading Murmur's
# tables, it needs 100 MB instead of 140 (benchmarks/memory.py).
LIGHT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # other pools keep freed memory for the next time
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_TRIM_THRESHOLD_": "65536",
    "MALLOC_MMAP_THRESHOLD_": "65536",
}


def open_lab(
    course: Course,
    port: int,
    browser: bool,
    page: str = "",
    instructor: bool = False,
    ip: str = "127.0.0.1",
) -> None:
    """Replace this process with JupyterLab, opened at a page: by default the home page.

    If the course's lab is already running, open that one instead, and replace nothing.

    The server listens on ip, by default for this machine only, and doesn't look for news or
    updates. An instructor also has nbgrader's menus and all folders. Raises LabError if no port is
    free.
    """
    running = running_lab(Path(own_folders(course.home, instructor)["JUPYTER_RUNTIME_DIR"]))
    if running:
        _open_running(*running, page, browser)
        return
    wanted, port = port, free_port(port)
    if port != wanted:
        print(f"Port {wanted} is in use by another program, so the lab is at port {port}.")
    _become(
        course,
        instructor,
        "jupyterlab",
        f"--ServerApp.ip={ip}",
        f"--ServerApp.port={port}",
        f"--ServerApp.open_browser={browser}",
        f"--LabApp.default_url=/lab{f'/tree/{page}' if page else ''}",
    )


def open_on_hub(course: Course, instructor: bool = False) -> None:
    """Replace this process with JupyterHub's single-user server.

    The hub has set environment variables that say where it listens and who may open it.
    """
    _become(course, instructor, "jupyterhub.singleuser")


def _become(course: Course, instructor: bool, program: str, *words: str) -> None:
    """Replace this process with a server of the course."""
    shell = os.environ.get("SHELL", "/bin/sh")
    command = [
        *(sys.executable, "-m", program, *words),
        f"--ServerApp.root_dir={course.home}",
        "--ServerApp.log_level=WARN",  # the address is printed anyway
        # if its output goes to a file, Jupyter uses a login shell, which sets its own PATH
        f"--ServerApp.terminado_settings={json.dumps({'shell_command': [shell]})}",
        "--LabApp.log_level=WARN",
        # Two programs on one machine need no ping. The default timeout logs a warning, and one that
        # is as long as the interval ends each connection after 30 seconds.
        '--ServerApp.tornado_settings={"ws_ping_interval": 0, "ws_ping_timeout": 0}',
        "--LanguageServerManager.autodetect=False",  # it asks npm, which writes to the home folder
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        print("You are root, as in a container: JupyterLab runs as root too.")
        command.append("--ServerApp.allow_root=True")
    if instructor:
        others = filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])
        places = [str(FOR_INSTRUCTORS), str(course.root), *others]  # nbgrader_config.py is in root
        os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(places)
    else:
        command.append(f"--ContentsManager.hide_globs={HIDDEN}")
    os.environ |= own_folders(course.home, instructor) | LIGHT
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    os.chdir(course.home)
    os.execv(sys.executable, command)


def _open_running(address: str, token: str, page: str, browser: bool) -> None:
    path = f"lab/tree/{page}" if page else ""
    address = f"{address}{path}?token={token}"
    print(f"The lab is already running: {address}")
    print("To end it, press Ctrl-C in the terminal where it was started.")
    if browser:
        webbrowser.open(address)
