"""A class on one machine, as examples/jupyterhub/README.md sets it up: accounts, bundle, hub."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from accounts import Account, accounts
from running_hub import running_hub

from ports import free_port
from privacylab.classroom.handing_out.bundle import FOLDER, write_bundle

MODULE, EXERCISE = "00_start", "ST-01_keep_delete_or_hold"
NOTEBOOK = f"assignments/{MODULE}/{EXERCISE}.ipynb"
SERVICE = "/services/hand-in/"
GROUP, TEACHER, ADA, BEN = (
    "privacylab-t",
    "privacylab-t-teacher",
    "privacylab-t-ada",
    "privacylab-t-ben",
)
# what the class runs: root imports it once, which leaves the bytecode for everyone
USED = (
    *("jupyterhub.singleuser.app", "jupyterlab.labhubapp", "nbgrader.apps", "ipykernel.kernelapp"),
    *("privacylab.jupyter.server_extension", "privacylab.jupyter.exercise_report"),
    *("privacylab.cli", "privacylab.classroom.report", "privacylab.classroom.hub.service"),
    *("jupyter_lsp", "jupyter_server_terminals", "notebook_shim", "notebook.app", "psutil"),
)
STARTS_WITHIN = 300  # seconds, on a busy machine
OWN_TOKEN = """
import os, pathlib
for one in pathlib.Path("/proc").glob("[0-9]*"):
    if one.stat().st_uid == os.getuid():
        for word in (one / "environ").read_bytes().split(b"\\0"):
            if word.startswith(b"JUPYTERHUB_API_TOKEN="):
                print(word.partition(b"=")[2].decode())
                raise SystemExit
"""


@dataclass
class Learner:
    """A person with an account, a browser that is logged in, and the token of the own server."""

    account: Account
    browser: httpx.Client
    token: str = ""

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def header(self) -> dict[str, str]:
        return {"Authorization": f"token {self.token}"}


@dataclass
class ClassOnHub:
    """A hub that runs; clone and bundle are as the example names them."""

    url: str
    top: Path
    clone: Path
    bundle: Path
    teacher: Account
    learners: dict[str, Learner] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The folder of the class."""
        return self.teacher.home / "class"

    @property
    def python(self) -> Path:
        return self.bundle / ".venv" / "bin" / "python"

    def grader(self, *words: str | Path) -> str:
        """What a command says to the instructor."""
        settings = {"PRIVACYLAB_COURSE": str(self.clone), "PRIVACYLAB_HOME": str(self.home)}
        command = (self.bundle / ".venv" / "bin" / "privacylab", *words)
        done = self.teacher.run(*command, **settings)
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def class_on_hub(root: Path, proxy: Path) -> Iterator[ClassOnHub]:
    """Two learners whose servers run, and their instructor."""
    with ExitStack() as stack:
        top = Path(tempfile.mkdtemp(prefix="privacylab-hub-"))
        stack.callback(shutil.rmtree, top, ignore_errors=True)
        top.chmod(0o711)
        teacher, *learners = stack.enter_context(accounts(top, GROUP, TEACHER, ADA, BEN))
        clone, bundle = _clone(root, top, teacher), _bundle(root, top)
        (clone / ".venv").symlink_to(bundle / ".venv")  # one environment for both, to save time
        port, folder = free_port(), top / "hub"
        folder.mkdir(mode=0o700)
        config = _config(root, clone, bundle, port)
        url = stack.enter_context(running_hub(folder, proxy, config, port))
        found = ClassOnHub(url, top, clone, bundle, teacher)
        for one in learners:
            browser = stack.enter_context(new_browser(url))
            log_in(browser, one)
            found.learners[one.name] = Learner(one, browser)
        for learner in found.learners.values():
            _wait_for_server(learner)
            learner.token = learner.account.run(found.python, "-c", OWN_TOKEN).stdout.strip()
            assert learner.token
        yield found


def new_browser(url: str) -> httpx.Client:
    """A browser that knows no one yet."""
    return httpx.Client(base_url=url, follow_redirects=True, timeout=120)


def log_in(browser: httpx.Client, one: Account) -> None:
    """Type a person's name and password; that starts the person's server."""
    browser.get("/hub/login")
    xsrf = browser.cookies.get("_xsrf", path="/hub/")
    form = {"username": one.name, "password": one.password, "_xsrf": xsrf}
    assert browser.post("/hub/login", data=form).status_code == 200


def _wait_for_server(learner: Learner) -> None:
    """Raises AssertionError where the hub does not start it in time."""
    end, about = time.monotonic() + STARTS_WITHIN, f"/hub/api/users/{learner.name}"
    while not learner.browser.get(about).json()["servers"].get("", {}).get("ready"):
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.2)


def _clone(root: Path, top: Path, teacher: Account) -> Path:
    """The course with its answers, and their history, for the instructor's group to read."""
    clone = top / "clone"
    clone.mkdir(mode=0o750)
    ignored = shutil.ignore_patterns("__pycache__", "*.ipynb_checkpoints")
    for name in ("course", "solutions", "assignments"):
        shutil.copytree(root / name, clone / name, ignore=ignored)
    (clone / "datasets").symlink_to(top / FOLDER / "datasets")
    shutil.copy(root / "nbgrader_config.py", clone)
    git = ["git", "-C", str(clone), "-c", "user.name=x", "-c", "user.email=x@x.example"]
    for words in (["init", "-q"], ["add", "solutions/00_start"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], check=True, stderr=subprocess.DEVNULL)
    for path in (clone, *clone.rglob("*")):
        os.chown(path, -1, pwd.getpwnam(teacher.name).pw_gid, follow_symlinks=False)
    return clone


def _bundle(root: Path, top: Path) -> Path:
    """What learners get, unpacked, with an environment that all can read and root can write."""
    write_bundle(root, "university", top / "bundle.zip")
    with zipfile.ZipFile(top / "bundle.zip") as archive:
        archive.extractall(top)
    bundle = top / FOLDER
    uv, python = shutil.which("uv"), bundle / ".venv" / "bin" / "python"
    quiet = {"check": True, "env": {**os.environ, "VIRTUAL_ENV": ""}}
    subprocess.run([uv, "venv", "-q", "--python", _python(), bundle / ".venv"], **quiet)
    install = [uv, "pip", "install", "-q", "--python", python]
    constraint = ["--constraint", bundle / "requirements.lock"]
    subprocess.run([*install, *constraint, "--editable", f"{bundle}[hub]"], **quiet)
    subprocess.run([python, "-c", f"import {', '.join(USED)}"], check=True)
    return bundle


def _python() -> Path:
    """An interpreter that every account can run, which root's own need not be."""
    for path in (Path(sys.executable).resolve(), Path("/usr/bin/python3")):
        parents = [one for one in path.parents if one.exists()]
        if path.exists() and all(one.stat().st_mode & stat.S_IXOTH for one in parents):
            return path
    pytest.skip("no Python here that other accounts than root can run")


def _config(root: Path, clone: Path, bundle: Path, port: int) -> str:
    """The example, with this class's names in place of its own."""
    config = (root / "examples" / "jupyterhub" / "jupyterhub_config.py").read_text()
    for old, new in {
        '"/opt/privacylab"': f'"{clone}"',
        f'"/srv/{FOLDER}"': f'"{bundle}"',
        '"teacher"': f'"{TEACHER}"',
        '"learners"': f'"{GROUP}"',
        'ADDRESS = "http://127.0.0.1:8000"': f'ADDRESS = "http://127.0.0.1:{port}"',
        '"http://127.0.0.1:10101"': f'"http://127.0.0.1:{free_port()}"',
    }.items():
        assert config.count(old) == 1, old
        config = config.replace(old, new)
    return config
