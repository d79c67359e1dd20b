"""The zygote: a process that has loaded what answers use, and is forked into each jail.

bubblewrap builds each jail around a placeholder program. A fork of the zygote enters the jail's
namespaces (setns, Linux 5.8), drops all privileges and serves one submission. The zygote itself
never runs a learner's code or a test.

The placeholder may run as the same user as the learner's code. So it runs behind the same filter
and limits, and its program is executable but not readable: the kernel does not let an unprivileged
process see the memory or the files of a process that runs such a program.
"""

import contextlib
import ctypes
import fcntl
import gc
import json
import os
import signal
import socket
import subprocess
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn

from privacylab.sandbox.examiner.outputs import Outputs
from privacylab.sandbox.jail.bubblewrap import JailPlan
from privacylab.sandbox.jail.learner_process import (
    enter,
    make_shell,
    serve,
    set_limits,
)
from privacylab.sandbox.jail.memory_limit import enforce_memory_limit
from privacylab.sandbox.jail.seccomp import compiled_filter, install_filter
from privacylab.sandbox.pool.cpu_affinity import pin_to
from privacylab.sandbox.pool.prefork_memory import compact_before_fork
from privacylab.sandbox.pool.preload import FOR_ANSWERS, Later
from privacylab.sandbox.protocol.framing import Channel

LOAD = b"load"  # a request to load everything, and not for a jail
MOST_FILES = 256  # more than the zygote ever opens
MOST_REQUEST = 1 << 17  # bytes of one request; SOCK_SEQPACKET delivers it whole
PROGRAM, PLACEHOLDER = "/bin/cat", "/cat"  # keeps a jail open until its standard input ends
EXECUTE_ONLY = "0111"
PROC_COVERED = ("sys", "sysrq-trigger", "irq", "bus")  # bubblewrap mounts these once more
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")  # bubblewrap binds the machine's
TERMINALS = 16  # per jail; all jails together can have a few thousand

# <sched.h>: mount, cgroup, uts, ipc, pid, net; and the user namespace
NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x20000000 | 0x40000000
USER_NAMESPACE = 0x10000000
NS_GET_USERNS = 0xB701  # <linux/nsfs.h>
# <sys/mount.h>
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND = 1, 2, 4, 8, 32, 4096
KEPT_FLAGS, MNT_DETACH = MS_NOSUID | MS_NODEV | MS_NOEXEC, 2
# <linux/prctl.h>, <linux/capability.h>
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 24, 38
CAPABILITY_VERSION = 0x20080522


@dataclass(frozen=True)
class RunningJail:
    """A jail in use; closing it ends every process in it."""

    channel: Channel
    lifeline: int

    def close(self) -> None:
        os.close(self.lifeline)


class Zygote:
    """A handle on the zygote, held by the forkserver, which forks it, and by the examiners."""

    def __init__(self, not_its: socket.socket):
        """Fork the zygote; it closes the forkserver's own socket."""
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if os.fork() == 0:
            for one in (not_its, self._requests):
                one.close()
            _serve_requests(theirs)
        theirs.close()

    def load_all(self) -> None:
        """Load everything now."""
        self._requests.send(LOAD)

    def open(
        self, jail: JailPlan, core: int, errors: BinaryIO, words: Sequence[str] = ()
    ) -> RunningJail:
        """Start a jail and its learner process on that core; errors are written to errors.

        words name what to load first (preload.py).
        """
        ours, theirs = socket.socketpair()
        held, lifeline = os.pipe()
        os.write(lifeline, b"\n")  # the placeholder echoes it once the jail is built
        request = json.dumps([jail.command, jail.settings, core, words]).encode()
        socket.send_fds(self._requests, [request], [theirs.fileno(), held, errors.fileno()])
        theirs.close()
        os.close(held)
        return RunningJail(Channel.over(ours), lifeline)


def _serve_requests(requests: socket.socket) -> NoReturn:
    """Serve requests. Each is [command, settings, core, words], with three open files."""
    with tempfile.TemporaryDirectory() as notes:
        shell = make_shell(notes)
    shell.run_cell("None", silent=True)  # pays the cost of a first cell once
    compiled_filter()  # cached, for every jail
    gc.freeze()
    gc.enable()
    shell.outputs = Outputs()  # drop what libraries printed while loading

    def tidy() -> None:
        compact_before_fork()
        shell.outputs = Outputs()

    later = Later(FOR_ANSWERS, tidy)
    while True:
        request, files, _, _ = socket.recv_fds(requests, MOST_REQUEST, 3)
        if not request:
            os._exit(0)
        if request == LOAD:
            later.load_all()
            continue
        command, settings, core, words = json.loads(request)
        later.before_job(words)
        if os.fork() == 0:
            pin_to(core)
            _start_jail(command, json.loads(settings), files, shell)
        for one in files:
            os.close(one)


def _start_jail(
    command: list[str], settings: dict[str, Any], files: list[int], shell: Any
) -> NoReturn:
    """Have bubblewrap build a jail, fork into it, and wait until it ends."""
    channel, held, errors = files
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(errors, 2)
    try:
        jail = _enter_jail(command, settings, held)
        child = os.fork()  # a pid namespace applies to children only
        if child == 0:
            _become_learner_process(settings, channel, shell)
        os.dup2(jail, channel)  # which frees the examiner's end, as the next line frees all others
        _close_all_but(channel)
        enforce_memory_limit(channel, child, ("/tmp", "/dev/shm", settings["scratch"]))
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(0)


def _enter_jail(command: list[str], settings: dict[str, Any], held: int) -> int:
    """Have bubblewrap build a jail, and enter it. Returns a pidfd of its first process."""
    number, placeholder = _build_jail(command, held)
    jail = os.pidfd_open(number)
    assert placeholder.stdout
    if placeholder.stdout.read(1) != b"\n":
        raise OSError("bubblewrap did not build the jail")
    set_limits(settings["limits"], number)
    if not settings["uid"]:
        # bubblewrap makes two user namespaces: the mounts belong to the outer one
        with open(f"/proc/{number}/ns/mnt") as mounts:
            _call("setns", fcntl.ioctl(mounts, NS_GET_USERNS), USER_NAMESPACE)
    _call("setns", jail, NAMESPACES)
    _hide_the_machine()
    if not settings["uid"]:
        _call("setns", jail, USER_NAMESPACE)
    return jail


def _build_jail(command: list[str], held: int) -> tuple[int, subprocess.Popen[bytes]]:
    """Start bubblewrap. Returns the number of the jail's first process, and bubblewrap's handle."""
    info, writer = os.pipe()
    rules, rules_writer = os.pipe()
    program = os.open(PROGRAM, os.O_RDONLY)
    os.write(rules_writer, compiled_filter())
    os.close(rules_writer)
    bwrap, *rest = command
    full = [bwrap, "--perms", EXECUTE_ONLY, "--file", str(program), PLACEHOLDER, *rest]
    if compiled_filter():
        full += ["--seccomp", str(rules)]
    # as the first process of its pid namespace, which no other process in it can kill
    full += ["--as-pid-1", "--info-fd", str(writer), "--", PLACEHOLDER]
    handed = [writer, program, rules]
    placeholder = subprocess.Popen(
        full, stdin=held, stdout=subprocess.PIPE, env={}, pass_fds=handed
    )
    for one in handed:
        os.close(one)
    with open(info, "rb") as facts:
        return json.loads(facts.read())["child-pid"], placeholder


def _hide_the_machine() -> None:
    """Keep from the jail what it would share with the machine, and so with every other jail.

    /proc shows only processes: the rest of it counts what the whole machine does. Devices are
    mounted read-only: anyone who may write to them could otherwise change their times. The number
    of terminals is limited.
    """
    for name in PROC_COVERED:  # bubblewrap covers those that it could write to
        _LIBC.umount2(f"/proc/{name}".encode(), MNT_DETACH)
    _remount("/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "subset=pid")
    _remount("/dev/pts", MS_NOSUID | MS_NOEXEC, f"ptmxmode=0666,mode=620,max={TERMINALS}")
    for name in DEVICES:
        flags = os.statvfs(f"/dev/{name}").f_flag & KEPT_FLAGS
        _remount(f"/dev/{name}", flags | MS_BIND | MS_RDONLY)


def _remount(place: str, flags: int, options: str = "") -> None:
    flags |= MS_REMOUNT
    _call("mount", None, place.encode(), None, ctypes.c_ulong(flags), options.encode())


def _close_all_but(kept: int) -> None:
    """Close every file except the standard streams and that one."""
    os.closerange(3, kept)
    os.closerange(kept + 1, MOST_FILES)


def _become_learner_process(settings: dict[str, Any], channel: int, shell: Any) -> NoReturn:
    _close_all_but(channel)
    with contextlib.suppress(OSError):  # the kernel defines fewer of them
        for capability in range(64):  # so that no child can regain a capability
            _call("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    scratch = enter(settings)
    header, none = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()
    _call("capset", header, none)
    install_filter()
    serve(Channel.over(socket.socket(fileno=channel)), shell, scratch)


def _call(name: str, *arguments: Any) -> None:
    """Make a system call that Python 3.11 does not offer. Raises OSError."""
    if getattr(_LIBC, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


_LIBC = ctypes.CDLL(None, use_errno=True)
