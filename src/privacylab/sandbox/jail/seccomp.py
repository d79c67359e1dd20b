"""Denies a process the system calls that no answer needs and that namespaces do not contain.

A new user namespace gives its creator all capabilities inside it. Keyrings have no namespace, so
two submissions could communicate through them. Anonymous files, shared anonymous memory and System
V objects use memory that belongs to no process. Leaving the assigned core slows other jails down.

The filter is classic BPF (Linux, Documentation/userspace-api/seccomp_filter.rst). It is written
here because libseccomp is no Python package, and what it would be asked for fits on this page.
"""

import ctypes
import errno
import platform
import struct

# by machine: <linux/audit.h>, and the numbers of <asm/unistd.h>
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
DENIED = {
    "x86_64": {
        "ptrace": 101,
        "mount": 165,
        "umount2": 166,
        "pivot_root": 155,
        "unshare": 272,
        "setns": 308,
        "add_key": 248,
        "request_key": 249,
        "keyctl": 250,
        "sched_setaffinity": 203,
        "shmget": 29,
        "semget": 64,
        "msgget": 68,
        "mq_open": 240,
        "memfd_create": 319,
        "perf_event_open": 298,
        "bpf": 321,
        "userfaultfd": 323,
        "io_setup": 206,
        "process_vm_readv": 310,
        "process_vm_writev": 311,
    },
    "aarch64": {
        "ptrace": 117,
        "mount": 40,
        "umount2": 39,
        "pivot_root": 41,
        "unshare": 97,
        "setns": 268,
        "add_key": 217,
        "request_key": 218,
        "keyctl": 219,
        "sched_setaffinity": 122,
        "shmget": 194,
        "semget": 190,
        "msgget": 186,
        "mq_open": 180,
        "memfd_create": 279,
        "perf_event_open": 241,
        "bpf": 280,
        "userfaultfd": 282,
        "io_setup": 0,
        "process_vm_readv": 270,
        "process_vm_writev": 271,
    },
}
NEWER = {  # one number on all machines
    "io_uring_setup": 425,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsmount": 432,
    "mount_setattr": 442,
    "memfd_secret": 447,
}
CLONE = {"x86_64": 56, "aarch64": 220}
MMAP = {"x86_64": 9, "aarch64": 222}
CLONE3 = 435
CLONE_NEWUSER = 0x10000000
SHARED, ANONYMOUS = 0x01, 0x20  # <sys/mman.h>
X32 = 0x40000000  # x86-64's second set of numbers

# <linux/bpf_common.h>, <linux/seccomp.h>, <linux/prctl.h>
LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
PR_SET_SECCOMP, FILTER = 22, 2
NUMBER, ARCHITECTURE, FIRST_ARGUMENT, FOURTH_ARGUMENT = 0, 4, 16, 40  # in struct seccomp_data


def install_filter() -> None:
    """Install the filter permanently, for this process and everything it starts.

    The process must have given up new privileges. Raises OSError; does nothing on a machine of
    another kind.
    """
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        return
    code = b"".join(struct.pack("<HBBI", *one) for one in program(machine))
    steps = ctypes.create_string_buffer(code, len(code))
    whole = struct.pack("<HxxxxxxQ", len(code) // 8, ctypes.addressof(steps))
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(PR_SET_SECCOMP, FILTER, ctypes.create_string_buffer(whole, len(whole)), 0, 0):
        raise OSError(ctypes.get_errno(), "the filter of system calls was not taken")


def program(machine: str) -> list[tuple[int, int, int, int]]:
    """The steps of the filter: (code, jump if true, jump if false, operand)."""
    denied = [*DENIED[machine].values(), *NEWER.values()]
    refused = (RETURN, 0, 0, REFUSE | errno.EPERM)
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, ARCHITECTURES[machine]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
    ]
    if machine == "x86_64":
        steps += [(AT_LEAST, 0, 1, X32), refused]
    for number in denied:
        steps += [(EQUAL, 0, 1, number), refused]
    # glibc tries clone again, whose flags a filter can see
    steps += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, REFUSE | errno.ENOSYS)]
    steps += [
        (EQUAL, 0, 3, CLONE[machine]),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (ANY_BIT, 0, 1, CLONE_NEWUSER),
        refused,
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 0, 4, MMAP[machine]),
        (LOAD, 0, 0, FOURTH_ARGUMENT),
        (AND, 0, 0, SHARED | ANONYMOUS),
        (EQUAL, 0, 1, SHARED | ANONYMOUS),
        refused,
        (RETURN, 0, 0, ALLOW),
    ]
    return steps
