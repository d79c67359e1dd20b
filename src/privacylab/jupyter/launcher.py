"""Opens JupyterLab for a learner, on this machine only and without requests to other servers."""

import json
import os
import sys
import webbrowser
from pathlib import Path

from privacylab.grading import Course
from privacylab.jupyter.place import HIDDEN, free_port, own_folders, running_lab

# settings that come before those of the environment
FOR_INSTRUCTORS = Path(__file__).parent / "instructor"
# What a kernel frees, it gives back to the machine: one that has read Murmur's tables then needs
# 100 MB in place of 140 (benchmarks/memory.py).
LIGHT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # others keep what was freed, for the next time
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
    """Replace this process by JupyterLab, opened at a page: by default the home page.

    Where the course's lab runs already, that one is opened, and nothing is replaced.

    The server listens on ip, by default for this machine alone, and does not look for news or
    updates. An instructor has nbgrader's menus and all folders, too. Raises LabError where no port
    is free.
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
    """Replace this process by the single-user server of JupyterHub that has started it.

    The hub says in the environment where it listens and who may open it.
    """
    _become(course, instructor, "jupyterhub.singleuser")


def _become(course: Course, instructor: bool, program: str, *words: str) -> None:
    """Replace this process by a server of the course."""
    shell = os.environ.get("SHELL", "/bin/sh")
    command = [
        *(sys.executable, "-m", program, *words),
        f"--ServerApp.root_dir={course.home}",
        "--ServerApp.log_level=WARN",  # the address is said all the same
        # a login shell, which Jupyter takes where its output goes to a file, sets its own PATH
        f"--ServerApp.terminado_settings={json.dumps({'shell_command': [shell]})}",
        "--LabApp.log_level=WARN",
        # Two programs of one machine need no ping. The default timeout is a warning in the log, and
        # one that is as long as the interval ends each connection after 30 seconds.
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
        places = [str(FOR_INSTRUCTORS), str(course.root), *others]  # there is nbgrader_config.py
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
    print(f"The lab is running already: {address}")
    print("To end it, press Ctrl-C in the terminal where it was started.")
    if browser:
        webbrowser.open(address)
