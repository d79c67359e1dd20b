"""What cheats try with what is around a jail: its first process, the machine, the other jails.

A signal between two submissions needs something that both have. So each cell here uses something
that every jail has, such as a file of Python's, from two processes, and says REACHED if one of them
learns of the other.
"""

from dataclasses import dataclass

START = '''
import ctypes, errno, fcntl, mmap, os, select, signal, socket, struct, time
libc = ctypes.CDLL(None, use_errno=True)
FIRST = os.uname().machine == "x86_64"
THEIRS = os.__file__
def call(on_x86, on_arm, *arguments):
    done = libc.syscall(on_x86 if FIRST else on_arm, *arguments)
    if done < 0:
        raise OSError(ctypes.get_errno(), "")
    return done
def other(work):
    """Run work in another process, and give it time to get there."""
    number = os.fork()
    if number == 0:
        try: work()
        finally: os._exit(0)
    time.sleep(0.3)
    return number
'''
END = """
try:
    print("REACH" + "ED" if attempt() else "not reached")
except OSError as error:
    print("refused", error.errno)
"""


@dataclass(frozen=True)
class Surrounding:
    """One attempt: code that defines attempt(), and the part of the jail that stops it.

    stopped_by  parts of the jail, which tests take away: FILTER, UNREADABLE, HIDDEN, LIMITS
    own_user    whether root's jails, each of which has a user of its own, stop it with that, too
    """

    code: str
    stopped_by: tuple[str, ...]
    own_user: bool = False

    @property
    def cell(self) -> str:
        return f"{START}{self.code}{END}"


FILTER, UNREADABLE, HIDDEN, LIMITS = ("filter",), ("unreadable",), ("hidden",), ("limits",)
SURROUNDINGS = {
    "the memory of the jail's first process": Surrounding(
        """
def attempt():
    first = next(line for line in open("/proc/1/maps") if "r-xp" in line)
    memory = open("/proc/1/mem", "r+b", 0)
    memory.seek(int(first.split("-")[0], 16))
    code = memory.read(16)
    memory.seek(int(first.split("-")[0], 16))
    return memory.write(code)
""",
        UNREADABLE,
        own_user=True,
    ),
    "the standard streams of the jail's first process": Surrounding(
        """
def attempt():
    return [os.open(f"/proc/1/fd/{name}", os.O_RDONLY | os.O_NONBLOCK)
            for name in os.listdir("/proc/1/fd") if name == "0"]
""",
        UNREADABLE,
        own_user=True,
    ),
    "a copy of a file that the jail's first process has open": Surrounding(
        """
def attempt():
    return call(438, 438, os.pidfd_open(1), 0, 0) > 0
""",
        FILTER + UNREADABLE,
        own_user=True,
    ),
    "the first process's memory, written by process_vm_writev": Surrounding(
        """
def attempt():
    place = next(int(line.split("-")[0], 16) for line in open("/proc/1/maps") if "rw-p" in line)
    mine = ctypes.create_string_buffer(8)
    part, there = struct.pack("QQ", ctypes.addressof(mine), 8), struct.pack("QQ", place, 8)
    call(310, 270, 1, part, 1, there, 1, 0)
    return call(311, 271, 1, part, 1, there, 1, 0) == 8
""",
        FILTER + UNREADABLE,
        own_user=True,
    ),
    "a debugger for another process": Surrounding(
        """
def attempt():
    return call(101, 117, 16, other(lambda: time.sleep(2)), None, None) == 0
""",
        FILTER,
        own_user=True,
    ),
    "a signal by flock, on a file that every jail has": Surrounding(
        """
def lock():
    file = open(THEIRS)
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return file
def attempt():
    other(lambda: (lock(), time.sleep(2)))
    try:
        lock()
    except BlockingIOError:
        return True
""",
        FILTER,
    ),
    "a signal by a lock of /dev/null": Surrounding(
        """
def lock():
    file = open("/dev/null", "w")
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 4711)
    return file
def attempt():
    other(lambda: (lock(), time.sleep(2)))
    try:
        lock()
    except (BlockingIOError, PermissionError):
        return True
""",
        FILTER,
    ),
    "a signal by a read lock, which F_GETLK tells of": Surrounding(
        """
def hold():
    file = open(THEIRS)
    fcntl.lockf(file, fcntl.LOCK_SH)
    time.sleep(2)
def attempt():
    other(hold)
    ask = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
    return struct.unpack("hhqqi4x", fcntl.fcntl(open(THEIRS), fcntl.F_GETLK, ask))[0] != 2
""",
        FILTER,
    ),
    "a signal by a futex in a file that every jail has": Surrounding(
        """
def word():
    libc.mmap.restype = ctypes.c_void_p
    file = os.open(THEIRS, os.O_RDONLY)
    return ctypes.c_void_p(libc.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_SHARED, file, 0))
def wait():
    place = word()
    now = ctypes.cast(place, ctypes.POINTER(ctypes.c_uint32))[0]
    call(202, 98, place, 0, now, struct.pack("qq", 5, 0), None, 0)
def attempt():
    other(wait)
    return call(202, 98, word(), 1, 9, None, None, 0) > 0
""",
        FILTER,
    ),
    "notices of who opens a file that every jail has": Surrounding(
        """
def attempt():
    notices = call(294, 26, os.O_NONBLOCK)
    if libc.inotify_add_watch(notices, os.fsencode(THEIRS), 0x20) < 0:
        raise OSError(ctypes.get_errno(), "")
    other(lambda: open(THEIRS).close())
    return select.select([notices], [], [], 1)[0]
""",
        FILTER,
    ),
    "notices of who opens a file in a folder, by fcntl": Surrounding(
        """
seen = []
def attempt():
    signal.signal(signal.SIGIO, lambda *_: seen.append(1))
    folder = os.open(os.path.dirname(THEIRS), os.O_RDONLY)
    fcntl.fcntl(folder, fcntl.F_NOTIFY, fcntl.DN_ACCESS)
    other(lambda: open(THEIRS).read())
    time.sleep(0.1)
    return seen
""",
        FILTER,
    ),
    "whether a file is in memory, by cachestat": Surrounding(
        """
def attempt():
    found = ctypes.create_string_buffer(40)
    open("mine", "w").write("x" * 9000)  # what the kernel tells of a user's files, it tells to all
    call(451, 451, os.open("mine", os.O_RDONLY), struct.pack("QQ", 0, 1 << 20), found, 0)
    return struct.unpack("5Q", found)[0]
""",
        FILTER,
    ),
    "whether a file is in memory, by a read that does not wait": Surrounding(
        """
def attempt():
    return os.preadv(os.open(THEIRS, os.O_RDONLY), [bytearray(9)], 0, os.RWF_NOWAIT)
""",
        FILTER,
    ),
    "whether memory is in use, by mincore": Surrounding(
        """
def attempt():
    place = mmap.mmap(os.open(THEIRS, os.O_RDONLY), 4096, prot=mmap.PROT_READ)
    found = ctypes.create_string_buffer(1)
    libc.mmap.restype = ctypes.c_void_p
    there = libc.mmap(None, 4096, 1, 1, os.open(THEIRS, os.O_RDONLY), 0)
    return call(27, 232, ctypes.c_void_p(there), 4096, found) == 0
""",
        FILTER,
    ),
    "files in flight, which the kernel counts per user": Surrounding(
        """
def attempt():
    one, two = socket.socketpair()
    for _ in range(5):
        socket.send_fds(one, [b"x"], [0] * 10)
    return True
""",
        FILTER,
    ),
    "a socket with a name": Surrounding(
        """
def attempt():
    named = socket.socket(socket.AF_UNIX)
    named.bind("\\0name")
    named.listen()
    socket.socket(socket.AF_UNIX).connect("\\0name")
    return True
""",
        FILTER,
    ),
    "a channel to the hypervisor": Surrounding(
        """
def attempt():
    return call(41, 198, 40, 1, 0) >= 0
""",
        FILTER,
    ),
    "the machine's free memory and number of processes, by sysinfo": Surrounding(
        """
def attempt():
    found = ctypes.create_string_buffer(200)
    call(99, 179, found)
    return struct.unpack_from("Q", found, 40)[0]
""",
        FILTER,
    ),
    "the machine's counters, in /proc": Surrounding(
        """
def attempt():
    return open("/proc/meminfo").read() or open("/proc/loadavg").read()
""",
        HIDDEN,
    ),
    "the machine's number of open files, in /proc/sys": Surrounding(
        """
def attempt():
    return open("/proc/sys/fs/file-nr").read()
""",
        HIDDEN,
    ),
    "the time of /dev/null, which every jail can see": Surrounding(
        """
def attempt():
    before = os.stat("/dev/null")
    os.utime("/dev/null")
    return os.stat("/dev/null").st_mtime_ns != before.st_mtime_ns
""",
        HIDDEN,
    ),
    "more terminals than a jail needs": Surrounding(
        """
def attempt():
    return [os.openpty() for _ in range(40)]
""",
        HIDDEN,
    ),
    "more timers than a jail needs": Surrounding(
        """
def attempt():
    timer = ctypes.c_void_p()
    for _ in range(1000):
        if libc.timer_create(1, None, ctypes.byref(timer)):
            raise OSError(ctypes.get_errno(), "")
    return True
""",
        LIMITS,
    ),
    "a process that cannot be looked into": Surrounding(
        """
def attempt():
    if libc.prctl(4, 0, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "")
    return True
""",
        FILTER,
    ),
    "pages in a pipe, which no process is charged for": Surrounding(
        """
def attempt():
    reader, writer = os.pipe()
    place = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    place[:5] = b"there"
    there = ctypes.addressof(ctypes.c_char.from_buffer(place))
    return call(278, 75, writer, struct.pack("QQ", there, 5), 1, 0)
""",
        FILTER,
    ),
    "a thread with files of its own": Surrounding(
        """
def attempt():
    # the thread may begin when this has returned, and needs its stack then
    attempt.stack = stack = mmap.mmap(-1, 1 << 16, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    top = ctypes.addressof(ctypes.c_char.from_buffer(stack)) + (1 << 15)
    work = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(0)
    flags = 0x100 | 0x200 | 0x800 | 0x10000
    started = libc.clone(ctypes.CDLL(None).getppid, ctypes.c_void_p(top), flags, None)
    if started < 0:
        raise OSError(ctypes.get_errno(), "")
    return started
""",
        FILTER,
    ),
}
