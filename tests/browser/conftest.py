"""A browser, and a JupyterLab that is started as `privacylab lab` starts it."""

import contextlib
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.request

import essay_course as essay
import pytest

from ports import free_port

CHROMIUM = shutil.which("chromium")
PATIENCE = 120_000  # milliseconds: on a busy machine JupyterLab takes more than Playwright's 30 s


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; CI installs it, and counts this skip as a failure."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not here: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        new_page = chromium.new_page

        def patient_page(**options):
            page = new_page(**options)
            page.set_default_timeout(PATIENCE)
            return page

        chromium.new_page = patient_page
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def serve():
    """Start a JupyterLab in the folder of a course; `with serve(folder, *options) as address`.

    The command `within` starts it, where one is given.
    """
    return _serve


@pytest.fixture(scope="session")
def host():
    """Serve a folder as a static host does; `with host(folder) as address`."""
    return _host


@pytest.fixture(scope="session")
def essays(root, tmp_path_factory):
    """A course with ann's essay, which is not graded by hand yet."""
    folder = tmp_path_factory.mktemp("essays") / "course"
    course = essay.make_essay_course(folder, root / "nbgrader_config.py")
    essay.send(course, "ann", "Dear Dana, the sentence is not true yet.\n\n" * 12)
    assert essay.grade(course).needs_person
    return course


@pytest.fixture(scope="session")
def formgrader(browser, essays, serve):
    """The address of an instructor's lab in that course."""
    with serve(essays.home, "--instructor") as address:
        yield address


@contextlib.contextmanager
def _host(folder):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words):
            pass

    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextlib.contextmanager
def _serve(course, *options, within=()):
    port = free_port()
    environment = {**os.environ, "JUPYTER_TOKEN": "secret", "HOME": str(course)}
    command = [*within, sys.executable, "-m", "privacylab.cli", "lab", "--no-browser"]
    command += ["--port", str(port), *options]
    with (course / "lab.log").open("w") as log:
        server = subprocess.Popen(command, cwd=course, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api", server)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            # a request was at work in a thread of AnyIO, which Python then waits for without end
            server.kill()
            server.wait()


def _wait_for(address, server):
    deadline = time.monotonic() + 180  # on a busy machine a start takes more than a minute
    while True:
        assert server.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.3)
