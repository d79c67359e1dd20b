"""Keeps both processes of a submission on one core.

Examiner and jail never work at the same time: one asks, and waits for the other. To wake a process
on another core costs more than most questions do: on one core, a call from the jail to a store took
60 µs of CPU instead of 190 (Linux on two virtual cores).
"""

import contextlib
import ctypes
import os
import socket
from collections.abc import Iterator

ANY = -1  # as sched_getcpu(3) says that it does not know


@contextlib.contextmanager
def one_core() -> Iterator[int]:
    """Stay on a core that no other examiner of this machine stays on; ANY where there is none."""
    with contextlib.ExitStack() as claims:
        yield _settle(claims)


def _settle(claims: contextlib.ExitStack) -> int:
    if not hasattr(os, "sched_setaffinity"):  # another system than Linux
        return ANY
    here = ctypes.CDLL(None).sched_getcpu()  # where the kernel saw room for this process
    for core in sorted(os.sched_getaffinity(0), key=lambda core: core != here):
        with contextlib.suppress(OSError):
            claim = claims.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
            claim.bind(f"\0privacylab core {core}")  # no file: the kernel forgets it by itself
            pin_to(core)
            return core
    return ANY


def pin_to(core: int) -> None:
    """Let this process, and all that it starts, run on that core alone."""
    if core != ANY:
        os.sched_setaffinity(0, {core})
