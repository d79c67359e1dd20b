"""Ends a jail whose processes together use more memory than the limit.

The kernel's resource limits apply to one process, and sixty processes could fill a machine. A
cgroup would cover all of them, but not every machine lets an ordinary user create one. So a process
that the jail cannot see measures it several times a second. Memory that belongs to no process
cannot be created in a jail: see seccomp.py.
"""

import contextlib
import os
import re
import select
import signal
from collections.abc import Sequence
from pathlib import Path

MOST = 3 << 30  # bytes that all processes of a jail may hold
EVERY = 0.2  # seconds
INODE = 1 << 10  # bytes that the kernel keeps for a file, however small


def enforce_memory_limit(first: int, scratch: Sequence[str]) -> None:
    """Wait until the first process of a jail ends. The caller has joined the jail's namespaces.

    scratch  where its processes may write: file systems in memory, whose size has a limit and
             whose number of files has none
    """
    with contextlib.suppress(OSError):  # so that the processes it measures cannot delay it
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
        os.setpriority(os.PRIO_PROCESS, 0, -20)
    ended = os.pidfd_open(first)
    while not select.select([ended], [], [], EVERY)[0]:
        if _is_too_much(scratch):
            _end_all()
    os.waitpid(first, 0)


def _is_too_much(scratch: Sequence[str]) -> bool:
    """What forks share is counted once only where it matters: that costs milliseconds a process."""
    found = map(os.statvfs, scratch)
    files = INODE * sum(one.f_files - one.f_ffree for one in found)
    processes = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
    if files + sum(_sum(one, "status", "RssAnon|RssShmem|VmPTE") for one in processes) <= MOST:
        return False
    tables = sum(_sum(one, "status", "VmPTE") for one in processes)
    return files + tables + sum(_sum(one, "smaps_rollup", "Pss") for one in processes) > MOST


def _sum(process: Path, file: str, names: str) -> int:
    """The bytes of these lines of a file of /proc's; 0 of a process that has just ended.

    Any thread may say it: one whose first thread has ended says nothing itself.
    """
    pattern = re.compile(rf"^(?:{names}):\s+(\d+) kB$".encode(), re.MULTILINE)
    most = 0
    with contextlib.suppress(OSError):
        for thread in (process / "task").iterdir():
            with contextlib.suppress(OSError):
                most = max(most, sum(map(int, pattern.findall((thread / file).read_bytes()))))
            if most:
                break
    return 1024 * most


def _end_all() -> None:
    """Only a process of the jail's own pid namespace can name the others."""
    killer = os.fork()
    if killer == 0:
        os.kill(-1, signal.SIGKILL)
        os._exit(0)
    os.waitpid(killer, 0)
