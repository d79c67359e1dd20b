"""Every cheat, as data: the tests run them here, benchmarks/cheats.py by stock nbgrader too."""

import os
from dataclasses import dataclass

from cheat_code import COSTS_A_CHECK, COSTS_ITS_EXERCISE, LOOKS, NOTHING_EARNED
from cheat_exercise import DOUBLE, HELD, TRIPLE
from cheat_surroundings import SURROUNDINGS

NOTHING, HALF, ALL = (0.0, 2.0), (2.0, 2.0), (4.0, 2.0)


@dataclass(frozen=True)
class Cheat:
    """One submission that tries something.

    tries    the family that it belongs to
    first    the learner's cells before the first test; then, last: before and after the second
    honest   what its honest code deserves: points of RET-02, of 4, and of RET-01, of 2
    sign     where its output shows this, it has found what it looked for
    seconds  that a cell may take
    skip     whether it marks the tests as not to be run
    at_us    whether it is aimed at this lab's own channel, which no other grader has

    @ROOT@ in a cell stands for the course's folder, @HOME@ for the grader's home, @PORT@ for the
    port of a server on this machine.
    """

    tries: str
    first: tuple[str, ...]
    honest: tuple[float, float]
    then: tuple[str, ...] = (TRIPLE,)
    last: tuple[str, ...] = ()
    sign: str = ""
    seconds: float = 8
    skip: bool = False
    at_us: bool = False

    def cells(self, root: str = "", port: int = 0) -> "tuple[tuple[str, ...], ...]":
        """first, then and last, with the names of this machine in them."""

        def fill(cell: str) -> str:
            home = os.path.expanduser("~")
            return cell.replace("@ROOT@", root).replace("@HOME@", home).replace("@PORT@", str(port))

        return tuple(tuple(map(fill, part)) for part in (self.first, self.then, self.last))


HANDED_OVER = """
SEEN = []
def double(x):
    SEEN.append(x)
    open("seen.txt", "a").write(f"{x}\\n")
    print(x)
    return 2 * x
"""
THE_STORE = (
    "store.take_down()",
    "store.engine.dispose()",
    "store._down = True",
    "store.scan = None",
    "store.name = 'x'",
    "store.scan().drop([0], inplace=True)",
    "store.scan.__self__.take_down()",
    "store.__class__.scan = lambda self: 1/0",
    "type(store).scan = None",
    "store.__init__('x', 'sqlite://', '')",
)


def _store(change: str) -> tuple[str, ...]:
    tried = f"""    try:
        {change}
    except Exception:
        pass
    items"""
    return DOUBLE, HELD.replace("    items", tried)


TELLS = {
    "by a later cell": Cheat(
        "tell", (HANDED_OVER, HELD), ALL, last=("print(SEEN)\nopen('seen.txt').read()",)
    ),
    "by the display of a failed public check": Cheat(
        "tell", (HANDED_OVER, HELD), (4.0, 0.0), then=("def triple(x):\n    return SEEN\n",)
    ),
    "by what a public check prints": Cheat(
        "tell",
        (HANDED_OVER, HELD),
        ALL,
        then=("def triple(x):\n    print(SEEN)\n    return 3 * x",),
    ),
    "by the name of an error": Cheat(
        "tell", (HELD, 'def double(x):\n    raise type(f"Was{x}", (Exception,), {})(x)'), HALF
    ),
}

# What a test of its own looks at, besides the score.
ALONE = {
    "a value that changes when it is looked at again": Cheat(
        "forge",
        (
            HELD,
            """
class Turning:
    turn = 0
    def __getitem__(self, key): Turning.turn += 1; return Turning.turn
    def __int__(self): return 4
def double(x): return Turning()
""",
        ),
        HALF,
    ),
    "processes that outlive the run": Cheat(
        "harm",
        (
            DOUBLE,
            HELD,
            """
import subprocess, threading, atexit, os, time
subprocess.Popen(["sleep", "98765"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    while True: time.sleep(98765)
threading.Thread(target=lambda: time.sleep(98765)).start()
atexit.register(lambda: time.sleep(98765))
""",
        ),
        ALL,
    ),
    "a fork bomb": Cheat(
        "harm",
        (
            DOUBLE,
            HELD,
            """
import os, time
made = 0
try:
    for _ in range(500):
        if os.fork() == 0:
            time.sleep(60); os._exit(0)
        made += 1
except OSError: pass
print("made", made < 100)
""",
        ),
        ALL,
        sign="made False",
    ),
    "a disk that fills": Cheat(
        "harm",
        (
            DOUBLE,
            HELD,
            """
written = 0
try:
    for number in range(40):
        with open(f"file{number}", "wb") as file:
            written += file.write(bytes(16 << 20))
except OSError: pass
print("capped", written <= 300 << 20)
""",
        ),
        ALL,
        sign="capped False",
    ),
    "a flood of output": Cheat(
        "harm", (DOUBLE, HELD, "for _ in range(100_000): print('x' * 1000)"), ALL
    ),
    "recursion from side to side": Cheat(
        "harm",
        (
            DOUBLE,
            """
def held(store, who):
    class Loud(str):
        def __repr__(self): return repr(store)
    raise KeyError(Loud())
""",
        ),
        HALF,
    ),
    "files of the course and of the home folder": Cheat(
        "spy",
        (
            DOUBLE,
            HELD,
            """
import os
for place in ["@ROOT@/solutions", "@ROOT@/tests", "@ROOT@/submitted", "@ROOT@/.git",
              "@ROOT@/source", "@HOME@/.bashrc", "/etc/passwd", "/etc/shadow"]:
    print("YES" if os.path.exists(place) else "no")
""",
        ),
        ALL,
        sign="YES",
    ),
    "other processes, and a server of this machine": Cheat(
        "spy",
        (
            DOUBLE,
            HELD,
            """
import os, socket
print("processes", len([name for name in os.listdir("/proc") if name.isdigit()]))
try:
    socket.create_connection(("127.0.0.1", @PORT@), timeout=1)
    print("CONNECTED")
except OSError as error:
    print("net", error.errno)
try:
    socket.socket(socket.AF_UNIX).connect("/var/run/docker.sock"); print("CONNECTED")
except OSError: pass
""",
        ),
        ALL,
        sign="CONNECTED",
    ),
    "the grader's environment": Cheat(
        "spy",
        (DOUBLE, HELD, "import os\nprint(dict(os.environ), open('/proc/1/environ').read())"),
        ALL,
        sign="tok-12345",
    ),
    "a link to the answers": Cheat(
        "spy",
        (
            DOUBLE,
            HELD,
            """
import os
for name in ("solutions", "source"):
    os.symlink(f"@ROOT@/{name}", f"link-{name}")
    print(os.path.exists(f"link-{name}"))
    os.unlink(f"link-{name}")
""",
        ),
        ALL,
        sign="True",
    ),
    "something left for the next run": Cheat(
        "spy",
        (
            DOUBLE,
            HELD,
            """
import os
print(os.path.exists('mine'), os.path.exists('/tmp/mine'))
open('mine', 'w').write('x'); open('/tmp/mine', 'w').write('x')
""",
        ),
        ALL,
    ),
    "an import hook": Cheat(
        "harm",
        (DOUBLE, HELD, "import sys\nsys.meta_path.insert(0, None)\nsys.modules['pandas'] = None"),
        HALF,
    ),  # pandas imports as it works
    "tests that are marked not to be run": Cheat("forge", (), NOTHING, skip=True),
}
# What a program looks for that runs in the grader's own folder.
AT_HOME = {
    "the reference answer, taken from the course": Cheat(
        "spy",
        (
            """
import json, pathlib
for above in pathlib.Path.cwd().parents:
    for found in [*above.glob("source/*/*.ipynb"), *above.glob("solutions/*/*.ipynb")]:
        for cell in json.loads(found.read_text())["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("solution"):
                exec("".join(cell["source"]), globals())
""",
        ),
        NOTHING,
    ),
    "the hidden tests, in the notebook in one's own folder": Cheat(
        "spy",
        (
            DOUBLE,
            HELD,
            """
import pathlib
for found in pathlib.Path(".").glob("*.ipynb"):
    print(found.read_text())
""",
        ),
        ALL,
    ),
    "full marks, written into the gradebook": Cheat(
        "forge",
        (
            """
import pathlib, sqlite3
for above in pathlib.Path.cwd().parents:
    for book in above.glob("gradebook.db"):
        with sqlite3.connect(book) as gradebook:
            gradebook.execute("UPDATE grade SET manual_score = 4")
""",
        ),
        NOTHING,
    ),
    "another's submission, written over": Cheat(
        "harm",
        (
            DOUBLE,
            HELD,
            """
import pathlib
for above in pathlib.Path.cwd().parents:
    for other in above.glob("submitted/ada/*/*.ipynb"):
        other.write_text("{}")
""",
        ),
        ALL,
    ),
    "a start-up file for the next kernel": Cheat(
        "harm",
        (
            DOUBLE,
            HELD,
            """
import pathlib
place = pathlib.Path.home() / ".ipython" / "profile_default" / "startup"
place.mkdir(parents=True, exist_ok=True)
(place / "00.py").write_text("double = held = triple = None")
""",
        ),
        ALL,
    ),
}


def _all() -> dict[str, Cheat]:
    found = {name: Cheat("forge", (code,), NOTHING) for name, code in NOTHING_EARNED.items()}
    for change in THE_STORE:
        found[f"the test's store: {change}"] = Cheat("forge", _store(change), ALL)
    for name, code in COSTS_ITS_EXERCISE.items():
        found[name] = Cheat(
            "harm",
            (DOUBLE, HELD, code),
            NOTHING,
            seconds=2,
            at_us="sandbox.jail.learner_process" in code,
        )
    for name, code in COSTS_A_CHECK.items():
        # after a name of another object nothing is left to talk about
        honest = NOTHING if name == "a name of another object" else HALF
        found[name] = Cheat(
            "harm", (HELD, code), honest, at_us="sandbox.jail.learner_process" in code
        )
    for name, code in LOOKS.items():
        found[f"the hidden tests: {name}"] = Cheat(
            "spy", (DOUBLE, HELD, code), ALL, last=(code, "double(1)")
        )
    for name, cheat in TELLS.items():
        found[f"what a hidden check hands over, told {name}"] = cheat
    for name, attempt in SURROUNDINGS.items():
        found[name] = Cheat("spy", (DOUBLE, HELD, attempt.cell), ALL, sign="REACHED")
    return found | ALONE | AT_HOME


CHEATS = _all()
