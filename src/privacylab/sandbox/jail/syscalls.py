"""The system calls that a jail refuses, reports as missing, ignores, or examines.

A call is on a list if no answer needs it and one of these holds: it reaches another process; it
creates a namespace or a kernel object that no process is charged for; or it uses something that
two jails share, so that one can use it up or signal to the other through it.

    files in flight          sendmsg: the kernel counts them per user
    locks, leases, notices   on files that all jails have: flock, most of fcntl, inotify, fanotify
    the page cache           mincore, cachestat, preadv2, fadvise, readahead, some of madvise
    futexes                  a shared one is identified by a file and an offset in it
    keys, the kernel's log   keyctl, syslog, and the keys of encrypted file systems (ioctl)
    machine-wide counters    sysinfo; the zygote hides those in /proc
    pinned memory            splice, vmsplice, sendfile: a page in a pipe belongs to no process
"""

# Numbers from <asm/unistd.h> on x86_64 and on aarch64; None where there is no such call.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    # namespaces and mounts
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    # objects and memory that belong to no process
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "io_setup": (206, 0),
    "io_uring_setup": (425, 425),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "seccomp": (317, 277),
    "userfaultfd": (323, 282),
    # what jails share
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "syslog": (103, 116),
    "sysinfo": (99, 179),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    "mincore": (27, 232),
    "cachestat": (451, 451),
    "sched_setaffinity": (203, 122),
    # sockets, except for a pair
    "socket": (41, 198),
    "bind": (49, 200),
    "connect": (42, 203),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "setsockopt": (54, 208),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
}
# These fail as if the kernel lacked them, and programs try something else.
_MISSING: dict[str, tuple[int | None, int | None]] = {
    "clone3": (435, 435),  # glibc tries clone, whose flags a filter can see
    "preadv2": (327, 286),
    "pwritev2": (328, 287),
    "sendfile": (40, 71),
    "splice": (275, 76),
    "tee": (276, 77),
    "vmsplice": (278, 75),
    "futex_waitv": (449, 449),
    "futex_wake": (454, 454),
    "futex_wait": (455, 455),
    "futex_requeue": (456, 456),
}
# These succeed without doing anything: they give advice, or lock a file against other programs, and
# all programs in a jail are one person's.
_IGNORED: dict[str, tuple[int | None, int | None]] = {
    "fadvise64": (221, 223),
    "flock": (73, 32),
    "readahead": (187, 213),
    "sync": (162, 81),
    "syncfs": (306, 267),
}
# Whether these are allowed depends on their arguments.
_EXAMINED: dict[str, tuple[int | None, int | None]] = {
    "clone": (56, 220),
    "fcntl": (72, 25),
    "futex": (202, 98),
    "ioctl": (16, 29),
    "madvise": (28, 233),
    "mmap": (9, 222),
    "prctl": (157, 167),
    "socketpair": (53, 199),
}
UNKNOWN = 463  # calls from this number on are newer than these lists
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # <linux/audit.h>


def _by_machine(
    table: dict[str, tuple[int | None, int | None]],
) -> dict[str, dict[str, int]]:
    return {
        machine: {name: one for name, both in table.items() if (one := both[place]) is not None}
        for place, machine in enumerate(ARCHITECTURES)
    }


# each by machine, then by name
REFUSED, MISSING = _by_machine(_REFUSED), _by_machine(_MISSING)
IGNORED, EXAMINED = _by_machine(_IGNORED), _by_machine(_EXAMINED)
