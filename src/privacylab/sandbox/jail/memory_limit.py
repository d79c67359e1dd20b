"""Ends a jail whose processes together use more memory than the limit.

The kernel's resource limits apply to one process, and sixty processes could fill a machine. A
cgroup would cover all of them, but not every machine lets an ordinary user create one. So a process
that the jail cannot see measures the jail's memory several times a second.

It reads only figures that every process reports and that take the same time for every process: none
that the kernel must compute, and none that it hides from an observer. Whatever it cannot see, it
assumes to be there:

    pages that forks share      are counted once for each of them
    sockets, pipes, mappings    as many as a process may have, each as large as it may be
    memory of no process        cannot be created in a jail: see syscalls.py
"""

import contextlib
import os
import re
import select
import signal
from collections.abc import Sequence

MOST = 3 << 30  # bytes that all processes of a jail may hold
EVERY = 0.2  # seconds
INODE = 1 << 10  # bytes that the kernel keeps for a file, however small
# bytes that the kernel may keep for a process: 128 sockets with a full buffer (212,992 bytes, and
# one message more), and 65,530 mappings
PROCESS = 128 * (256 << 10) + 65_530 * 320
_HELD = re.compile(rb"^(?:RssAnon|VmPTE|VmSwap|HugetlbPages):\s+(\d+) kB$", re.MULTILINE)


def enforce_memory_limit(jail: int, first: int, scratch: Sequence[str]) -> None:
    """Kill the jail if it holds too much memory; return when the learner process has ended.

    The caller has joined the jail's namespaces.

    jail     a pidfd of the jail's first process; when that ends, all others in the jail do
    first    the number of the learner process, a child of the caller
    scratch  where the jail's processes may write: in-memory file systems, which limit the size
             but not the number of files
    """
    with contextlib.suppress(OSError):  # so that the processes it measures cannot delay it
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
        os.setpriority(os.PRIO_PROCESS, 0, -20)
    ended = os.pidfd_open(first)
    while not select.select([ended], [], [], EVERY)[0]:
        if held_memory(scratch) > MOST:
            signal.pidfd_send_signal(jail, signal.SIGKILL)
    os.waitpid(first, 0)


def held_memory(scratch: Sequence[str]) -> int:
    """Return an upper bound on the bytes held by the files in scratch and processes in /proc."""
    found = map(os.statvfs, scratch)
    files = sum(
        INODE * (one.f_files - one.f_ffree) + one.f_frsize * (one.f_blocks - one.f_bfree)
        for one in found
    )
    return files + sum(map(held_by, filter(str.isdigit, os.listdir("/proc"))))


def held_by(process: str) -> int:
    """Return an upper bound on the bytes held by a process; 0 if it has just ended.

    Any of its threads can report it: a process whose first thread has ended reports nothing itself.
    """
    with contextlib.suppress(OSError):
        held = _said(f"/proc/{process}/status")
        if held:
            return held
        for thread in os.listdir(f"/proc/{process}/task"):
            with contextlib.suppress(OSError):
                held = _said(f"/proc/{process}/task/{thread}/status")
                if held:
                    return held
    return 0


def _said(path: str) -> int:
    with open(path, "rb", 0) as file:
        figures = _HELD.findall(file.read(1 << 14))
    return PROCESS + 1024 * sum(map(int, figures)) if figures else 0
