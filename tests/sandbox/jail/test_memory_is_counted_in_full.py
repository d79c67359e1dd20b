"""The watcher of a jail's memory counts what a process hides, and costs little."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail import memory_limit
from privacylab.sandbox.jail.bubblewrap import LIMITS

MB = 1 << 20
HELD = 100 * MB
WAYS = {
    "as it comes": "",
    "unreadable": "libc.prctl(4, 0, 0, 0, 0)",
    "with a name that looks like a figure": "libc.prctl(15, b'\\nRssAnon: 1 kB', 0, 0, 0)",
    "with many threads": "for _ in range(40): start(time.sleep, (60,))",
    "in huge pages": "libc.madvise(ctypes.c_void_p(-(-place // 4096) * 4096), 50 << 20, 14)",
}
HOLD = """
import ctypes, time
from _thread import start_new_thread as start
libc = ctypes.CDLL(None)
hoard = bytearray(100 << 20)
place = ctypes.addressof(ctypes.c_char.from_buffer(hoard))
{way}
for one in range(0, len(hoard), 4096): hoard[one] = 1
print("ready", flush=True)
{then}
"""


@contextmanager
def holding(way: str, then: str = "time.sleep(60)") -> Iterator[str]:
    """The number of a process that holds 100 MB."""
    program = HOLD.format(way=way, then=then)
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline() == b"ready\n"
        try:
            yield str(process.pid)
        finally:
            process.kill()


@pytest.mark.parametrize("way", WAYS)
def test_a_process_cannot_hide_what_it_holds(way):
    with holding(WAYS[way]) as number:
        assert memory_limit.held_by(number) > memory_limit.PROCESS + HELD


def test_a_process_whose_first_thread_has_ended_is_counted():
    number = {"x86_64": 60, "aarch64": 93}[os.uname().machine]
    then = f"start(time.sleep, (60,)); time.sleep(0.1); libc.syscall({number}, 0)"
    with holding("", then) as process:
        time.sleep(0.5)
        assert memory_limit.held_by(process) > memory_limit.PROCESS + HELD


def test_a_process_that_has_ended_counts_nothing():
    assert memory_limit.held_by("999999999") == 0


def test_files_in_memory_are_counted_by_size_and_by_number(monkeypatch):
    files = os.statvfs_result((4096, 4096, 1000, 900, 900, 50, 20, 20, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _: files)
    monkeypatch.setattr(os, "listdir", lambda _: [])
    assert memory_limit.held_memory(["/tmp"]) == 100 * 4096 + 30 * memory_limit.INODE


def test_a_process_is_charged_for_every_socket_that_it_may_fill(root, tmp_path, jail_isolation):
    cell = """
import socket
one, two = socket.socketpair()
one.setblocking(False)
held = 0
try:
    while True: held += one.send(bytes(1 << 12))
except BlockingIOError: pass
print(held)
"""
    notebook = new_notebook(cells=[new_code_cell(cell)])
    Session(root, tmp_path, 30, 5, jail_isolation, 0).run({"RET-02": notebook})
    most = LIMITS["NOFILE"] * int(notebook.cells[0].outputs[0].text)
    buffers = LIMITS["NOFILE"] * int(Path("/proc/sys/net/core/wmem_default").read_text())
    assert max(most, buffers) < memory_limit.PROCESS


def test_a_look_at_the_fullest_jail_takes_a_fiftieth_of_the_time_between_two():
    with holding(WAYS["with many threads"]) as number:
        start = time.process_time()
        for _ in range(200):
            memory_limit.held_by(number)
        one = (time.process_time() - start) / 200
    fullest = memory_limit.MOST // memory_limit.PROCESS  # processes; one more ends the jail
    assert one * fullest < memory_limit.EVERY / 50
