"""A sandbox for a whole grader, in which cheats may do as they like: no network, one folder."""

import os
import resource
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from classes import REPOSITORY
from in_sandbox import SECONDS
from privacylab.sandbox.jail import find_bwrap

GIB = 1 << 30
LIMITS = {"DATA": 6 * GIB, "FSIZE": GIB, "CORE": 0, "CPU": 4 * SECONDS}


def run_sandboxed(command: Sequence[str], folder: Path) -> int | None:
    """Run a command that may write to one folder; return its exit code, None where it hangs."""
    walls = [
        find_bwrap(),
        "--unshare-all",
        "--unshare-user",
        "--uid",
        "1000",
        "--gid",
        "1000",
        "--die-with-parent",
        "--new-session",
        "--cap-drop",
        "ALL",
        "--clearenv",
    ]
    for name in ("/usr", "/bin", "/lib", "/lib64", "/etc"):
        walls += ["--ro-bind-try", name, name]
    walls += ["--proc", "/proc", "--dev", "/dev", "--size", str(GIB), "--tmpfs", "/tmp"]
    places = {sys.base_prefix, sys.prefix, sysconfig.get_path("purelib"), str(REPOSITORY / "src")}
    for place in sorted(places, key=len):
        walls += ["--ro-bind", place, place]
    walls += ["--ro-bind", str(Path(__file__).parent), str(Path(__file__).parent)]
    root = folder.parents[1]  # the course: the checks look up their requirements in it
    walls += ["--ro-bind", str(root / "course"), str(root / "course")]
    walls += ["--bind", str(folder), str(folder), "--chdir", str(folder)]
    for name, value in {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONPATH": str(REPOSITORY / "src"),
        "HOME": str(folder / "home"),
        "LANG": "C.UTF-8",
    }.items():
        walls += ["--setenv", name, value]
    running = subprocess.Popen(
        [*walls, "--", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_limit,
        env=dict(os.environ),
    )
    try:
        return running.wait(SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
        return None


def _limit() -> None:
    for name, limit in LIMITS.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))
