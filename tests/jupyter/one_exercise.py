"""The course's first exercise, with an answer in it, and a Jupyter server that grades it."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ports import free_port

NOTEBOOK = "assignments/00_start/ST-01_keep_delete_or_hold.ipynb"
RIGHT = '    if held:\n        return "hold"\n    return "delete" if today >= due_on else "keep"\n'
ENDLESS = "    while True:\n        pass\n"


def solve(course: Path, answer: str, name: str = NOTEBOOK) -> Path:
    """Write an answer to ST-01 into a notebook of the course."""
    notebook = json.loads((course / NOTEBOOK).read_text())
    for cell in notebook["cells"]:
        if cell["id"] == "ST-01-decide":
            cell["source"] = f"def decide(due_on, held, today):\n{answer}"
    (course / name).write_text(json.dumps(notebook))
    return course / name


@contextmanager
def served(folder: Path, home: Path, **settings: str) -> Iterator[str]:
    """The address of a Jupyter server in a folder, whose user has that home folder."""
    port = free_port()
    command = [sys.executable, "-m", "jupyter_server", f"--ServerApp.port={port}"]
    command += ["--ServerApp.open_browser=False", "--ServerApp.allow_root=True"]
    command += [f"--ServerApp.root_dir={folder}", "--ServerApp.ip=127.0.0.1"]
    environment = {**os.environ, "JUPYTER_TOKEN": "secret", "HOME": str(home), **settings}
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{address}/api", timeout=2).close()
            break
        except OSError:
            said = (home / "log").read_text()
            assert process.poll() is None and time.monotonic() < deadline, said
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(20)


def post(server, body, headers=None, opener=None, to="report"):
    """The status, and the lines, that a request gets; one without a body is a GET."""
    head = {"Authorization": "token secret"} if headers is None else headers
    data = None if body is None else json.dumps(body).encode()
    sent = urllib.request.Request(f"{server}/privacylab/{to}", data, head)
    try:
        with (opener or urllib.request.build_opener()).open(sent, timeout=120) as answer:
            return answer.status, [json.loads(line) for line in answer.read().splitlines()]
    except urllib.error.HTTPError as refused:
        with refused:  # or its socket is open until the next collection, in a later test
            return refused.code, refused.read().decode()
