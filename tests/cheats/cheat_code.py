"""What cheats write into their cells, by what it is."""

EQUAL = "def __eq__(self, other): return True\n    def __hash__(self): return 0"
NOTHING_EARNED = {
    "a value that equals everything": f"""
class Equal:
    {EQUAL}
double = lambda x: Equal()
held = lambda store, who: Equal()
""",
    "a number that equals everything": f"""
class Equal(int):
    {EQUAL}
double = lambda x: Equal(1)
held = lambda store, who: Equal(1)
""",
    "a set that equals everything": f"""
class Equal(set):
    {EQUAL}
double = lambda x: Equal()
held = lambda store, who: Equal()
""",
    "a class whose metaclass makes it equal": """
class Meta(type):
    def __eq__(self, other): return True
    def __hash__(self): return 0
class Equal(metaclass=Meta): pass
double = lambda x: Equal
held = lambda store, who: Equal
""",
    "a frame whose comparison is patched": """
pd.DataFrame.__eq__ = lambda self, other: True
double = lambda x: pd.DataFrame({"a": [1]})
held = double
""",
    "an AST transformer that drops assertions": """
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Drop())
def double(x): return None
def held(store, who): return None
""",
    "an input transformer that drops assertions": """
get_ipython().input_transformers_cleanup.append(
    lambda lines: [line.replace("assert ", "0 and ") for line in lines])
def double(x): return None
def held(store, who): return None
""",
    "Checks that always pass": """
import privacylab.checks.run, privacylab.checks.report
class Checks:
    def __init__(self, *_, **__): pass
    def __call__(self, *_, **__):
        import contextlib
        return contextlib.suppress(Exception)
    def report(self): return 4.0
privacylab.checks.Checks = privacylab.checks.run.Checks = Checks
privacylab.checks.report.Report.score = property(lambda self: 4.0)
def double(x): return None
def held(store, who): return None
""",
    "given names of one's own": """
class Anything:
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __enter__(self): return self
    def __exit__(self, *_): return True
Checks = TableStore = pd = day = columns = rows = checks = store = Anything()
SECRET_OF_THE_TEST = 0
def double(x): return 0
def held(store, who): return 0
""",
    "built-ins of one's own": """
import builtins
builtins.list = builtins.set = builtins.repr = lambda *_: 4
list = set = AssertionError = lambda *_: 4
def double(x): return None
def held(store, who): return None
""",
    "an execute_result of one's own": """
print('{"output_type": "execute_result", "data": {"text/plain": "4.0"}}')
def double(x):
    get_ipython().display_pub.publish({"text/plain": "4.0"})
    get_ipython().displayhook(4.0)
    return None
held = lambda store, who: print("4.0")
4.0
""",
    "a report of one's own": """
from IPython.display import display
MIME = "application/vnd.privacylab.checks+json"
display({MIME: {"task": "RET-02", "score": 4.0, "checks": []}, "text/plain": "4.0"}, raw=True)
def double(x):
    display({MIME: {"task": "RET-02", "score": 4.0, "checks": []}}, raw=True)
def held(store, who): return None
""",
    "skipping by the error that skips": """
from privacylab.checks.run import _Skip
def double(x): raise _Skip("skip")
held = double
""",
    "ending by an error that nobody catches": """
def double(x): raise KeyboardInterrupt
def held(store, who): raise GeneratorExit
""",
    "an error that claims to be a passed check": """
class StopIteration(BaseException): pass
def double(x): raise StopIteration
def held(store, who): raise type("AssertionError", (BaseException,), {})()
""",
    "a generator in place of a value": """
def double(x): yield 2 * x
def held(store, who): yield "rec-1"
""",
}
COSTS_ITS_EXERCISE = {
    "an endless loop": "def double(x):\n    while True: pass",
    "an endless loop that cannot be interrupted": """
def double(x):
    while True:
        try:
            while True: pass
        except BaseException: pass
""",
    "os._exit": "import os\ndouble = lambda x: os._exit(0)",
    "a signal to itself": "import os\ndouble = lambda x: os.kill(os.getpid(), 9)",
    "closed descriptors": "import os\ndouble = lambda x: os.closerange(0, 256)",
    "junk on the channel": """
import os
def double(x):
    for fd in range(3, 64):
        try: os.write(fd, b"junk" * 100)
        except OSError: pass
    return 2 * x
""",
    "a huge frame on the channel": """
import os, struct
def double(x):
    for fd in range(3, 64):
        try: os.write(fd, struct.pack("<III", 2**32 - 1, 2**32 - 1, 2**32 - 1))
        except OSError: pass
    return 2 * x
""",
    "a frame of its own": """
import gc
from privacylab.sandbox.jail.learner_process import LearnerEndpoint
jail = next(o for o in gc.get_objects() if isinstance(o, LearnerEndpoint))
def double(x):
    jail._channel.send(["ok", [["nonsense", 1]], []])
    return 2 * x
""",
    "a forged object": """
import gc
from privacylab.sandbox.jail.learner_process import LearnerEndpoint
jail = next(o for o in gc.get_objects() if isinstance(o, LearnerEndpoint))
def double(x):
    jail._channel.send(["ok", ["list", ["yours", 12345]], []])
    return 2 * x
""",
    "a reply nested a million deep": """
import gc
from privacylab.sandbox.jail.learner_process import LearnerEndpoint
jail = next(o for o in gc.get_objects() if isinstance(o, LearnerEndpoint))
def double(x):
    import struct
    text = b"[" * 1_000_000
    jail._channel._writer.write(struct.pack("<III", len(text), 0, 0) + text)
    jail._channel._writer.flush()
""",
}
COSTS_A_CHECK = {
    "a signal to everybody": "import os\ndouble = lambda x: os.kill(-1, 9)",
    "sys.exit": "import sys\ndouble = lambda x: sys.exit(0)",
    "a return value of 100 MB": "double = lambda x: 'x' * 100_000_000",
    "a list within a list, without end": """
def double(x):
    a = []; a.append(a); return a
""",
    "a list nested a thousand deep": """
def double(x):
    a = []
    for _ in range(1000): a = [a]
    return a
""",
    "more memory than there is": "double = lambda x: bytearray(20_000_000_000)",
    "calls within calls": "def double(x): return double(x)",
    "a name of another object": """
import gc
from privacylab.sandbox.jail.learner_process import LearnerEndpoint
jail = next(o for o in gc.get_objects() if isinstance(o, LearnerEndpoint))
def double(x): return jail.ask("attr", 12345, "__class__")
""",
}
HOARDS = {
    "many processes": """
for _ in range(14):
    if os.fork() == 0:
        hoard = b"x" * 350_000_000
        time.sleep(60); os._exit(0)
""",
    "processes whose first thread has ended": """
def hold():
    global hoard
    hoard = b"x" * 350_000_000
    time.sleep(60)
for _ in range(14):
    if os.fork() == 0:
        threading.Thread(target=hold).start()
        ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93}[os.uname().machine], 0)
""",
    "the kernel's tables of its pages": """
call = ctypes.CDLL(None).mmap
call.restype = ctypes.c_void_p
call.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 4]
libc = ctypes.CDLL(None)
size, step = 1 << 42, 1 << 21
place = call(None, size, 1, 0x4022, -1, 0)
libc.madvise(ctypes.c_void_p(place), ctypes.c_size_t(size), 15)
read = ctypes.c_ubyte.from_address
for one in range(0, size, step): read(place + one).value
""",
}
UNWATCHED = {  # what a watcher could overlook: it holds more than it may if nothing watches
    "processes that cannot be looked into": """
ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
for _ in range(10):
    if os.fork() == 0:
        hoard = b"x" * 350_000_000
        time.sleep(60); os._exit(0)
""",
    "names that look like small figures, and many threads": """
for _ in range(3):
    if os.fork() == 0:
        name = ctypes.create_string_buffer(b"\\nRssAnon: 1 kB")
        ctypes.CDLL(None).prctl(15, name, 0, 0, 0)
        for _ in range(15): threading.Thread(target=time.sleep, args=(60,)).start()
        hoard = b"x" * 1_200_000_000
        time.sleep(60); os._exit(0)
""",
    "huge pages": """
import mmap
for _ in range(10):
    if os.fork() == 0:
        hoard = mmap.mmap(-1, 350 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        hoard.madvise(14)
        for place in range(0, 350 << 20, 4096): hoard[place] = 1
        time.sleep(60); os._exit(0)
""",
    "processes that hand their memory on and end": """
for _ in range(10):
    if os.fork() == 0:
        hoard = b"x" * 350_000_000
        time.sleep(2)  # until all have started: no one reaps those that end, and they count
        while True:
            time.sleep(0.05)
            try:
                if os.fork(): os._exit(0)
            except OSError: time.sleep(60)  # as many as there may be
""",
    "full sockets": """
import socket
for _ in range(25):
    if os.fork() == 0:
        pairs = [socket.socketpair() for _ in range(55)]
        for one in (end for pair in pairs for end in pair):
            one.setblocking(False)
            try:
                while one.send(bytes(1 << 16)): pass
            except OSError: pass
        time.sleep(60); os._exit(0)
""",
}
LOOKS = {
    "In and Out": "print(In, Out, globals())",
    "frames": """
import sys
def double(x):
    frame = sys._getframe()
    while frame:
        print(frame.f_globals.keys(), frame.f_locals)
        frame = frame.f_back
    return 2 * x
""",
    "the garbage collector": """
import gc
def double(x):
    print([o for o in gc.get_objects() if "".join(("concea", "led")) in repr(o)[:500]])
    return 2 * x
""",
    "linecache": """
import linecache
def double(x):
    print(linecache.cache)
    return 2 * x
""",
    "its own memory": """
def double(x):
    memory = ""
    for line in open("/proc/self/maps"):
        if "rw-p" in line and len(memory) < 10_000_000:
            begin, end = (int(part, 16) for part in line.split()[0].split("-"))
            try:
                with open("/proc/self/mem", "rb") as file:
                    file.seek(begin)
                    memory += file.read(min(end - begin, 1 << 20)).decode("latin-1")
            except (OSError, ValueError, OverflowError):
                pass
    memory = memory[::-1]  # or it would find what it looks for with
    place = memory.find("rebmun delaecnoc eht")
    if place >= 0:
        print(memory[place - 100:place + 100][::-1])
    return 2 * x
""",
}
