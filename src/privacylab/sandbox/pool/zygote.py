"""Starts jails warm: a fork of a process that has loaded what answers use moves into each jail.

bubblewrap builds each jail around a program that does nothing. A fork of the zygote enters the
jail's namespaces (setns, Linux 5.8), gives up all rights and serves one submission. No learner's
code and no test ever comes near the zygote itself.
"""

import contextlib
import ctypes
import importlib
import json
import os
import signal
import socket
import subprocess
import tempfile
import traceback
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn

from privacylab.sandbox.examiner.outputs import Outputs
from privacylab.sandbox.jail.bubblewrap import JailPlan
from privacylab.sandbox.jail.learner_process import enter, make_shell, serve
from privacylab.sandbox.jail.memory_limit import enforce_memory_limit
from privacylab.sandbox.jail.seccomp import install_filter
from privacylab.sandbox.pool.cpu_affinity import pin_to
from privacylab.sandbox.pool.prefork_memory import compact_before_fork
from privacylab.sandbox.protocol.framing import Channel

NEXT = (
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "pyarrow.parquet",
    "hypothesis.strategies",
)
MOST_ORDER = 1 << 17  # bytes of one order; a message on a socket pair is whole or not there
HOLDER = "/bin/cat"  # holds a jail open until its standard input ends

# <sched.h>: mount, cgroup, uts, ipc, pid, net; and the user namespace
NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x20000000 | 0x40000000
USER_NAMESPACE = 0x10000000
# <linux/prctl.h>, <linux/capability.h>
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 24, 38
CAPABILITY_VERSION = 0x20080522


@dataclass(frozen=True)
class RunningJail:
    """A jail in use; closing it ends all that runs there."""

    channel: Channel
    lifeline: int

    def close(self) -> None:
        os.close(self.lifeline)


class Zygote:
    """The zygote, seen from the warm process, whose fork it is, and from the examiners."""

    def __init__(self, not_its: socket.socket):
        """Fork it; it has no business with the other socket."""
        self._door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if os.fork() == 0:
            for one in (not_its, self._door):
                one.close()
            _live_for(theirs)
        theirs.close()

    def open(self, jail: JailPlan, core: int, errors: BinaryIO) -> RunningJail:
        """Start a jail with a process in it, on that core; what goes wrong is written to errors."""
        ours, theirs = socket.socketpair()
        held, lifeline = os.pipe()
        os.write(lifeline, b"\n")  # the holder echoes it when its jail stands
        order = json.dumps([jail.walls, jail.settings, core]).encode()
        socket.send_fds(self._door, [order], [theirs.fileno(), held, errors.fileno()])
        theirs.close()
        os.close(held)
        return RunningJail(Channel.over(ours), lifeline)


def _live_for(door: socket.socket) -> NoReturn:
    """Take orders while there are any. Each is [walls, settings, core], with three open files."""
    with tempfile.TemporaryDirectory() as notes:
        shell = make_shell(notes)
    shell.run_cell("None", silent=True)  # what is done for a first cell is done once
    compact_before_fork()
    shell.outputs = Outputs()  # what a library had to say when it was loaded is nobody's
    later: tuple[str, ...] = NEXT
    while True:
        order, files, _, _ = socket.recv_fds(door, MOST_ORDER, 3)
        if not order:
            os._exit(0)
        if os.fork() == 0:
            walls, settings, core = json.loads(order)
            pin_to(core)
            _move_in(walls, json.loads(settings), files, shell)
        for one in files:
            os.close(one)
        if later:  # the first order does not wait for what few answers use
            for name in later:
                importlib.import_module(name)
            later = ()
            compact_before_fork()
            shell.outputs = Outputs()


def _move_in(walls: list[str], settings: dict[str, Any], files: list[int], shell: Any) -> NoReturn:
    """Have bubblewrap build a jail, fork into it, and wait for the end of it."""
    channel, held, errors = files
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(errors, 2)
    try:
        namespaces = NAMESPACES if settings["uid"] else NAMESPACES | USER_NAMESPACE
        _join(walls, held, namespaces)
        child = os.fork()  # a process is born into its pid namespace, it cannot move there
        if child == 0:
            _live(settings, channel, shell)
        os.closerange(3, 256)
        enforce_memory_limit(child, ("/tmp", "/dev/shm", settings["place"]))
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(0)


def _join(walls: list[str], held: int, namespaces: int) -> None:
    info, told = os.pipe()
    # as the first process of its pid namespace: nobody in there can kill that one
    command = [*walls, "--as-pid-1", "--info-fd", str(told), "--", HOLDER]
    holder = subprocess.Popen(command, stdin=held, stdout=subprocess.PIPE, env={}, pass_fds=[told])
    os.close(told)
    with open(info, "rb") as facts:
        jail = os.pidfd_open(json.loads(facts.read())["child-pid"])
    assert holder.stdout
    if holder.stdout.read(1) != b"\n":
        raise OSError("bubblewrap did not build the jail")
    _call("setns", jail, namespaces)


def _live(settings: dict[str, Any], channel: int, shell: Any) -> NoReturn:
    for number in range(3, 256):
        if number != channel:
            with contextlib.suppress(OSError):
                os.close(number)
    for capability in range(64):  # nothing that this process starts may have a right that it lacks
        with contextlib.suppress(OSError):  # the kernel knows fewer
            _call("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    place = enter(settings)
    header, none = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()
    _call("capset", header, none)
    install_filter()
    serve(Channel.over(socket.socket(fileno=channel)), shell, place)


def _call(name: str, *arguments: Any) -> None:
    """A system call that Python 3.11 does not offer. Raises OSError."""
    if getattr(_LIBC, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


_LIBC = ctypes.CDLL(None, use_errno=True)
