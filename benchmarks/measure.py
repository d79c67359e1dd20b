"""Measures a command: wall time, CPU and memory of every process it starts, including orphans."""

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
# task-clock counts time in the kernel too, and with exclude_kernel an ordinary user may open it
INHERIT, NOT_THE_KERNEL = 1 << 1, 1 << 5
EVERY = 0.25  # seconds between memory samples
AFTERWARDS = 5.0  # seconds to wait for orphans to end


class Failed(Exception):
    """A command failed; the message shows the end of its output."""


@dataclass(frozen=True)
class Cost:
    """Wall seconds, CPU seconds, and the peak memory of the process tree in bytes.

    Memory is proportional set size (PSS): a page shared by forks counts once.
    """

    seconds: float
    cpu: float
    memory: int


def measure(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Cost:
    """Run a command to its end, and return its cost. Raises Failed.

    A jail briefly outlives the program that started it, so this process adopts all orphans.
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
    """The CPU time of every process that this one starts, from Linux perf events.

    getrusage isn't enough: when a jail is killed, nothing waits for the processes in it, so their
    CPU time isn't counted.
    """

    def __init__(self) -> None:
        call = PERF_EVENT_OPEN[platform.machine()]
        head = struct.pack("<IIQ", SOFTWARE, 128, TASK_CLOCK)
        wanted = head + bytes(24) + struct.pack("<Q", INHERIT | NOT_THE_KERNEL) + bytes(80)
        kernel = ctypes.CDLL(None, use_errno=True)
        self._file = kernel.syscall(call, ctypes.c_char_p(wanted), 0, -1, -1, 0)
        if self._file < 0:
            raise Failed(f"perf events are not available: {os.strerror(ctypes.get_errno())}")

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
    raise Failed("a process that the command started is still running")


_clock = _Clock()
