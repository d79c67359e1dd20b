"""What a command costs: seconds, CPU and memory of all that it starts, orphans included."""

import ctypes
import os
import platform
import select
import struct
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

PR_SET_CHILD_SUBREAPER = 36
PERF_EVENT_OPEN = {"x86_64": 298, "aarch64": 241}
SOFTWARE, TASK_CLOCK = 1, 1
INHERIT, NOT_THE_KERNEL = 1 << 1, 1 << 5  # the clock runs in the kernel too; an ordinary user may
EVERY = 0.25  # seconds from one look at the memory to the next
AFTERWARDS = 5.0  # seconds that orphans have to end


class Failed(Exception):
    """A command that did not end well; the message shows the end of what it said."""


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, seconds of CPU, and the peak of the tree's memory in bytes.

    Memory is proportional set size: a page that forks share counts once.
    """

    seconds: float
    cpu: float
    memory: int


def measure(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Cost:
    """Run a command to its end. Raises Failed.

    A jail outlives the program that started it by a moment: this process adopts all orphans.
    """
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    said = folder / "said.txt"
    before, begin, memory = _clock.seconds(), time.monotonic(), 0
    with said.open("w") as out:
        running = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(env),
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        ended = os.pidfd_open(running.pid)
        while not select.select([ended], [], [], EVERY)[0]:
            memory = max(memory, _memory())
        seconds = time.monotonic() - begin
        os.close(ended)
        code = running.wait()
    _wait_for_orphans()
    if code:
        raise Failed(f"{' '.join(command[:4])} ended with {code}:\n{said.read_text()[-2000:]}")
    return Cost(seconds, _clock.seconds() - before, memory)


class _Clock:
    """The CPU of all that this process starts, by Linux' perf events.

    getrusage is not enough: where a jail is killed, nobody waits for what ran in it, and its CPU is
    in no account.
    """

    def __init__(self) -> None:
        call = PERF_EVENT_OPEN[platform.machine()]
        head = struct.pack("<IIQ", SOFTWARE, 128, TASK_CLOCK)
        wanted = head + bytes(24) + struct.pack("<Q", INHERIT | NOT_THE_KERNEL) + bytes(80)
        kernel = ctypes.CDLL(None, use_errno=True)
        self._file = kernel.syscall(call, ctypes.c_char_p(wanted), 0, -1, -1, 0)
        if self._file < 0:
            raise Failed(f"perf events are closed to us: {os.strerror(ctypes.get_errno())}")

    def seconds(self) -> float:
        (count,) = struct.unpack("<Q", os.read(self._file, 8))
        return count / 1e9 - time.process_time()


def _memory() -> int:
    total = 0
    for process in psutil.Process().children(recursive=True):
        try:
            total += process.memory_full_info().pss
        except psutil.Error:
            continue  # it has just ended
    return total


def _wait_for_orphans() -> None:
    ends = time.monotonic() + AFTERWARDS
    while time.monotonic() < ends:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.01)
        except ChildProcessError:
            return
    raise Failed("a process that the command started does not end")


_clock = _Clock()
