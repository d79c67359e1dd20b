"""Ends a jail whose processes together need more memory than they may.

A limit that the kernel keeps holds for each process, and sixty of them would fill a machine. A
cgroup would hold for all, but not every machine lends one; so a process that the jail cannot see
looks in from time to time.
"""

import os
import select
import signal
from pathlib import Path

MOST = 3 << 30  # bytes that all processes of a jail may hold
EVERY = 0.2  # seconds
PAGE = os.sysconf("SC_PAGE_SIZE")


def watch(first: int) -> None:
    """Wait until the first process of a jail ends. The caller has joined the jail's namespaces."""
    ended = os.pidfd_open(first)
    while not select.select([ended], [], [], EVERY)[0]:
        if _held() > MOST:
            _end_all()
    os.waitpid(first, 0)


def _held() -> int:
    """Bytes that the jail's processes hold; what they share counts once where it matters.

    To count a shared page once costs milliseconds for each process: that is done where the sum
    without it is too much.
    """
    processes = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
    if sum(map(_own_pages, processes)) * PAGE <= MOST:
        return 0
    return sum(map(_share, processes))


def _own_pages(process: Path) -> int:
    try:
        _, resident, of_files, *_ = (process / "statm").read_text().split()
    except (OSError, ValueError):  # it has just ended
        return 0
    return int(resident) - int(of_files)


def _share(process: Path) -> int:
    """Bytes of the pages that a process holds, each divided by the number of those who hold it."""
    try:
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    except OSError:
        pass
    return 0


def _end_all() -> None:
    """Only a process of the jail's own pid namespace can name the others."""
    killer = os.fork()
    if killer == 0:
        os.kill(-1, signal.SIGKILL)
        os._exit(0)
    os.waitpid(killer, 0)
