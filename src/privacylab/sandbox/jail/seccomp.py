"""Denies a process the system calls that no answer needs and that namespaces do not contain.

syscalls.py lists them, with the reasons; this module builds the filter. Where a call's arguments
decide, it allows the few values that programs need, so that whatever a newer kernel adds is denied
without a change here.

The filter is classic BPF (Linux, Documentation/userspace-api/seccomp_filter.rst). It is written by
hand because libseccomp is not a Python package, and the filter fits on this page.
"""

import ctypes
import errno
import functools
import platform
import struct
from collections.abc import Iterator

from privacylab.sandbox.jail.syscalls import (
    ARCHITECTURES,
    EXAMINED,
    IGNORED,
    MISSING,
    REFUSED,
    UNKNOWN,
)

Step = tuple[int, int, int, int]  # code, jump if true, jump if false, operand

# <linux/bpf_common.h>, <linux/seccomp.h>
LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
KILL = (RETURN, 0, 0, 0x80000000)
ALLOW = (RETURN, 0, 0, 0x7FFF0000)
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # in struct seccomp_data; an argument has 8 bytes
X32 = 0x40000000  # x86-64's second set of numbers

CLONE_FILES, CLONE_THREAD, CLONE_NEWUSER = 0x400, 0x10000, 0x10000000  # <sched.h>
SHARED, ANONYMOUS, HUGE_PAGES = 0x01, 0x20, 0x40000  # <sys/mman.h>
# MADV_WILLNEED, MERGEABLE, COLD and PAGEOUT reveal, or change, what other processes find in memory
SHARED_ADVICE = (3, 12, 20, 21)
# F_DUPFD, to get and set flags, and F_DUPFD_CLOEXEC. Not F_GETLK, which reveals other jails' locks
# on a file that all of them have; without it, SQLite has no write-ahead log
FILE_COMMANDS = (0, 1, 2, 3, 4, 1030)
# F_SETLK, SETLKW and their OFD variants. All jails can write to /dev/null, so they could lock it
LOCKS = (6, 7, 37, 38)
# PR_SET_PDEATHSIG to PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_CAPBSET_READ, NO_NEW_PRIVS (set
# and get), and PR_SET_VMA. Not PR_SET_DUMPABLE, which makes a process unreadable.
PROCESS_OPTIONS = (1, 2, 3, 15, 16, 23, 38, 39, 0x53564D41)
FUTEX_WAKE, FUTEX_PRIVATE, FUTEX_COMMAND = 1, 128, 0x7F
TERMINAL_REQUESTS, REQUEST_TYPE = 0x5400, 0xFF00  # FIONBIO and FIOCLEX are among them
AF_UNIX, SOCK_STREAM, SOCKET_TYPE = 1, 1, 0x0F
PR_SET_SECCOMP, FILTER = 22, 2  # <linux/prctl.h>


def install_filter() -> None:
    """Install the filter permanently, for this process and everything it starts.

    The process must have set no_new_privs. Raises OSError. Does nothing on an architecture that is
    not in ARCHITECTURES.
    """
    code = compiled_filter()
    if not code:
        return
    steps = ctypes.create_string_buffer(code, len(code))
    whole = struct.pack("<HxxxxxxQ", len(code) // 8, ctypes.addressof(steps))
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(PR_SET_SECCOMP, FILTER, ctypes.create_string_buffer(whole, len(whole)), 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel did not accept the system call filter")


@functools.cache
def compiled_filter() -> bytes:
    """Return the filter in the format of the kernel and bubblewrap; empty on other machines."""
    machine = platform.machine()
    steps = program(machine) if machine in ARCHITECTURES else []
    return b"".join(struct.pack("<HBBI", *one) for one in steps)


def program(machine: str) -> list[Step]:
    """Return the steps of the filter for one of ARCHITECTURES."""
    steps = [
        _load(ARCHITECTURE),
        (EQUAL, 1, 0, ARCHITECTURES[machine]),
        KILL,
        _load(NUMBER),
    ]
    if machine == "x86_64":
        steps += [(AT_LEAST, 0, 1, X32), _error(errno.EPERM)]
    steps += [(AT_LEAST, 0, 1, UNKNOWN), _error(errno.ENOSYS)]
    lists = ((REFUSED, errno.EPERM), (MISSING, errno.ENOSYS), (IGNORED, 0))
    for names, number in lists:
        for call in names[machine].values():
            steps += [(EQUAL, 0, 1, call), _error(number)]
    for name, call in EXAMINED[machine].items():
        block = list(_BLOCKS[name])
        steps += [(EQUAL, 0, len(block), call), *block]
    return [*steps, ALLOW]


def _load(place: int) -> Step:
    return (LOAD, 0, 0, place)


def _argument(number: int) -> Step:
    """Load the lower half of an argument, counted from 0."""
    return _load(FIRST_ARGUMENT + 8 * number)


def _error(number: int) -> Step:
    """Fail with that error; with 0, succeed without doing anything."""
    return (RETURN, 0, 0, 0x00050000 | number)


def _only(number: int, values: tuple[int, ...], mask: int = 0xFFFFFFFF) -> Iterator[Step]:
    """Allow the call if an argument is one of these values; continue if it is not."""
    yield _argument(number)
    yield (AND, 0, 0, mask)
    for value in values:
        yield from ((EQUAL, 0, 1, value), ALLOW)


def _ignored(values: tuple[int, ...]) -> Iterator[Step]:
    """Succeed without doing anything if the argument is one of these; continue if it is not."""
    for value in values:
        yield from ((EQUAL, 0, 1, value), _error(0))


# Each block ends the filter, with its last step at the latest.
_BLOCKS: dict[str, tuple[Step, ...]] = {
    "clone": (
        _argument(0),
        (ANY_BIT, 0, 1, CLONE_NEWUSER),
        _error(errno.EPERM),
        # a thread with its own file table would have files that its process is not charged for
        (AND, 0, 0, CLONE_THREAD | CLONE_FILES),
        (EQUAL, 0, 1, CLONE_THREAD),
        _error(errno.EPERM),
        ALLOW,
    ),
    "fcntl": (
        *_only(1, FILE_COMMANDS),
        *_ignored(LOCKS),
        _error(errno.EINVAL),
    ),
    "futex": (
        _argument(1),
        (ANY_BIT, 0, 1, FUTEX_PRIVATE),
        ALLOW,
        # instead of waiting for a shared futex, the caller retries, which glibc allows at any time
        *_only(1, (FUTEX_WAKE,), FUTEX_COMMAND),
        _error(errno.EAGAIN),
    ),
    "ioctl": (*_only(1, (TERMINAL_REQUESTS,), REQUEST_TYPE), _error(errno.ENOTTY)),
    "madvise": (
        _argument(2),
        *_ignored(SHARED_ADVICE),
        ALLOW,
    ),
    "mmap": (
        _argument(3),
        (ANY_BIT, 0, 1, HUGE_PAGES),
        _error(errno.EPERM),
        (AND, 0, 0, SHARED | ANONYMOUS),
        (EQUAL, 0, 1, SHARED | ANONYMOUS),
        _error(errno.EPERM),
        ALLOW,
    ),
    "prctl": (*_only(0, PROCESS_OPTIONS), _error(errno.EINVAL)),
    "socketpair": (
        _argument(0),
        (EQUAL, 1, 0, AF_UNIX),
        _error(errno.EPERM),
        *_only(1, (SOCK_STREAM,), SOCKET_TYPE),
        _error(errno.EPERM),
    ),
}
