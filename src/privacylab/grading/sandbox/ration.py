"""Ends a jail whose processes together hold more memory than they may.

The kernel's limits hold for one process, and for its private memory: sixty processes, or memory
that is shared, would fill a machine. A cgroup would hold for all of it, but not every machine lends
one; so a process that the jail cannot see looks in from time to time.
"""

import contextlib
import os
import re
import select
import signal
from collections.abc import Iterator
from pathlib import Path

MOST = 3 << 30  # bytes that all processes of a jail may hold
EVERY = 0.2  # seconds


def watch(first: int) -> None:
    """Wait until the first process of a jail ends. The caller has joined the jail's namespaces."""
    ended = os.pidfd_open(first)
    while not select.select([ended], [], [], EVERY)[0]:
        if _is_too_much():
            _end_all()
    os.waitpid(first, 0)


def _is_too_much() -> bool:
    """What forks share is counted once only where it matters: that costs milliseconds a process."""
    processes = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
    files = sum(dict(one for path in processes for one in _nameless_files(path)).values())
    files += _segments()
    if files + sum(_sum(path / "status", "RssAnon|RssShmem") for path in processes) <= MOST:
        return False
    return files + sum(_sum(path / "smaps_rollup", "Pss") for path in processes) > MOST


def _sum(path: Path, names: str) -> int:
    """The bytes of these lines of a file of /proc's; 0 of a process that has just ended."""
    try:
        lines = re.findall(rf"^(?:{names}):\s+(\d+) kB$", path.read_text(), re.MULTILINE)
    except OSError:
        return 0
    return 1024 * sum(map(int, lines))


def _nameless_files(process: Path) -> Iterator[tuple[tuple[int, int], int]]:
    """The open files without a name, which lie in memory whether or not somebody maps them."""
    with contextlib.suppress(OSError):
        for path in (process / "fd").iterdir():
            with contextlib.suppress(OSError):
                found = path.stat()
                if not found.st_nlink:
                    yield (found.st_dev, found.st_ino), 512 * found.st_blocks


def _segments() -> int:
    """The bytes of System V's segments, which lie there whether or not somebody attaches them."""
    _, *lines = Path("/proc/sysvipc/shm").read_text().splitlines()
    return sum(int(line.split()[14]) for line in lines)


def _end_all() -> None:
    """Only a process of the jail's own pid namespace can name the others."""
    killer = os.fork()
    if killer == 0:
        os.kill(-1, signal.SIGKILL)
        os._exit(0)
    os.waitpid(killer, 0)
