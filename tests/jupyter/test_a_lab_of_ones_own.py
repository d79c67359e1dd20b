"""One session in JupyterLab, as `privacylab lab` starts it: what it leaves, and what it shows."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import pytest
from jupyter_client import BlockingKernelClient
from one_exercise import NOTEBOOK
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from privacylab.errors import LabError
from privacylab.jupyter.place import free_port, own_folders, running_lab

LIGHT_KERNEL = """
import matplotlib.pyplot as plt, pyarrow
plt.plot([1])
assert pyarrow.default_memory_pool().backend_name == "system"  # which gives back what is freed
"""
LAB = (sys.executable, "-m", "privacylab.cli", "lab", "--no-browser")


@pytest.fixture(scope="module")
def session(alone, tmp_path_factory):
    """A running lab: (its address, its home folder, its log)."""
    home, log = tmp_path_factory.mktemp("home"), alone / "lab.log"
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "SHELL": "/bin/bash"}
    environment |= {"LANG": "C.UTF-8", "JUPYTER_TOKEN": "secret"}
    port = free_port(9321)
    with log.open("w") as out:
        command = [*LAB, "--port", str(port)]
        process = subprocess.Popen(command, cwd=alone, env=environment, stdout=out, stderr=out)
    deadline = time.monotonic() + 120
    while not running_lab(runtime_of(alone)):
        assert process.poll() is None and time.monotonic() < deadline, log.read_text()
        time.sleep(0.3)
    yield f"http://127.0.0.1:{port}", home, log
    process.terminate()
    process.wait(30)


def runtime_of(course):
    return Path(own_folders(course, instructor=False)["JUPYTER_RUNTIME_DIR"])


def call(address, path, body=None, method=None):
    data = json.dumps(body).encode() if body is not None else None
    sent = urllib.request.Request(
        address + path, data, {"Authorization": "token secret"}, method=method
    )
    with urllib.request.urlopen(sent, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


def test_a_session_writes_nothing_to_the_home_folder_and_says_little(session, alone):
    address, home, log = session
    name = Path(NOTEBOOK).name
    body = {"path": NOTEBOOK, "name": name, "type": "notebook", "kernel": {"name": "python3"}}
    opened = call(address, "/api/sessions", body)
    client = BlockingKernelClient()
    client.load_connection_file(str(next(runtime_of(alone).glob("kernel-*.json"))))
    client.start_channels()
    wait_until_ready(client)
    ran = client.execute_interactive(LIGHT_KERNEL, timeout=120)
    assert ran["content"]["status"] == "ok", ran["content"]
    client.stop_channels()
    client.context.destroy()
    run(in_terminal(address, "privacylab --version", f"privacylab {version('privacylab')}"))
    call(address, f"/api/sessions/{opened['id']}", method="DELETE")
    assert list(home.iterdir()) == []
    said = [line for line in log.read_text().splitlines() if line.strip()]
    assert all("root" in line for line in said), said  # that it runs as root, where it does


def run(coroutine):
    """Run it in a thread: in this one, a browser of other tests may have a loop already."""
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, coroutine).result()


def wait_until_ready(client):
    """Wait for a kernel that somebody else has started, and that may not yet answer."""
    deadline = time.monotonic() + 120
    while True:
        try:
            return client.wait_for_ready(60)
        except RuntimeError:
            assert time.monotonic() < deadline, "the kernel does not answer"


async def in_terminal(address, command, answer):
    """Type a command in one of JupyterLab's terminals, and wait for what it prints."""
    name = call(address, "/api/terminals", {})["name"]
    place = f"{address.replace('http', 'ws')}/terminals/websocket/{name}"
    terminal = await websocket_connect(
        HTTPRequest(place, headers={"Authorization": "token secret"})
    )
    await asyncio.sleep(1)
    terminal.write_message(json.dumps(["stdin", f"{command}\r"]))
    said = ""
    while answer not in said:
        kind, *text = json.loads(await asyncio.wait_for(terminal.read_message(), 60))
        said += text[0] if kind == "stdout" else ""
    await closed(terminal)


def test_a_connection_to_a_kernel_is_not_ended_while_one_reads(session):
    address, *_ = session
    run(is_open_after(address, 35))  # pings came every 30 seconds


async def is_open_after(address, seconds):
    name = call(address, "/api/terminals", {})["name"]
    place = f"{address.replace('http', 'ws')}/terminals/websocket/{name}"
    terminal = await websocket_connect(
        HTTPRequest(place, headers={"Authorization": "token secret"})
    )
    await asyncio.sleep(seconds)
    terminal.write_message(json.dumps(["stdin", "echo still-$((1+1))\r"]))
    said = ""
    while "still-2" not in said:
        answer = await asyncio.wait_for(terminal.read_message(), 20)
        assert answer is not None, "the connection was ended"
        kind, *text = json.loads(answer)
        said += text[0] if kind == "stdout" else ""
    await closed(terminal)


async def closed(terminal):
    """Close a connection, and wait until it is: a socket that is left open fails a later test."""
    terminal.close()
    while await terminal.read_message() is not None:
        pass


def test_the_file_browser_lists_what_is_for_learners(session):
    address, *_ = session
    listed = {one["name"] for one in call(address, "/api/contents")["content"]}
    assert {"course", "assignments", "datasets"} <= listed
    assert not listed & {"solutions", "var", "nbgrader_config.py", "submitted"}
    lessons = {one["name"] for one in call(address, "/api/contents/course/00_start")["content"]}
    assert lessons == {"00_lesson.ipynb", "pandas.ipynb"}


def test_a_second_start_opens_the_lab_that_runs(session, alone):
    address, home, _ = session
    before = sorted(runtime_of(alone).glob("jpserver-*.json"))
    done = subprocess.run(
        LAB,
        cwd=alone,
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"The lab is already running: {address}/?token=secret\n")
    assert "press Ctrl-C in the terminal where it was started" in done.stdout
    assert sorted(runtime_of(alone).glob("jpserver-*.json")) == before


def test_the_lab_opens_at_an_exercise_that_is_named(session, alone):
    address, home, _ = session
    done = subprocess.run(
        [*LAB, "ST-01"],
        cwd=alone,
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    place = "lab/tree/assignments/00_start/ST-01_keep_delete_or_hold.ipynb"
    assert f"{address}/{place}?token=secret" in done.stdout


def test_two_copies_of_the_course_and_an_instructor_share_no_folder(tmp_path):
    every = [own_folders(tmp_path / one, who) for one in "ab" for who in (True, False)]
    folders = [folder for one in every for folder in one.values()]
    assert len(set(folders)) == len(folders)
    assert all(str(tmp_path) in folder for folder in folders)


def test_a_port_that_is_taken_is_passed_over():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert free_port(taken) > taken
    with pytest.raises(LabError, match="privacylab lab --port 10000"):
        free_port(65536)


def test_a_server_that_was_killed_is_not_taken_for_a_running_one(tmp_path):
    port = free_port(9400)
    left = {"port": port, "url": f"http://127.0.0.1:{port}/", "token": "t"}
    (tmp_path / "jpserver-1.json").write_text(json.dumps(left))
    (tmp_path / "jpserver-2.json").write_text("{")
    assert running_lab(tmp_path) is None
