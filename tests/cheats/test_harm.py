"""Code that wants to stop the run, to fill the machine, or to stay behind."""

import subprocess
import time

import pytest
from cheat_exercise import DOUBLE, HELD

FULL = {"RET-02-test": 4.0, "RET-01-test": 2.0}
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
    "junk on the wire": """
import os
def double(x):
    for fd in range(3, 64):
        try: os.write(fd, b"junk" * 100)
        except OSError: pass
    return 2 * x
""",
    "a huge frame on the wire": """
import os, struct
def double(x):
    for fd in range(3, 64):
        try: os.write(fd, struct.pack("<III", 2**32 - 1, 2**32 - 1, 2**32 - 1))
        except OSError: pass
    return 2 * x
""",
    "a frame of its own": """
import gc
from privacylab.grading.sandbox.inmate import Jail
jail = next(o for o in gc.get_objects() if isinstance(o, Jail))
def double(x):
    jail._wire.send(["ok", [["nonsense", 1]], []])
    return 2 * x
""",
    "a forged object": """
import gc
from privacylab.grading.sandbox.inmate import Jail
jail = next(o for o in gc.get_objects() if isinstance(o, Jail))
def double(x):
    jail._wire.send(["ok", ["list", ["yours", 12345]], []])
    return 2 * x
""",
    "a reply nested a million deep": """
import gc
from privacylab.grading.sandbox.inmate import Jail
jail = next(o for o in gc.get_objects() if isinstance(o, Jail))
def double(x):
    import struct
    text = b"[" * 1_000_000
    jail._wire._writer.write(struct.pack("<III", len(text), 0, 0) + text)
    jail._wire._writer.flush()
""",
}


@pytest.mark.parametrize("name", COSTS_ITS_EXERCISE)
def test_it_costs_its_own_exercise_and_nothing_else(grade, name):
    ran = grade(DOUBLE, HELD, COSTS_ITS_EXERCISE[name], timeout=2)
    assert ran.scores == {"RET-02-test": 0.0, "RET-01-test": 2.0}


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
from privacylab.grading.sandbox.inmate import Jail
jail = next(o for o in gc.get_objects() if isinstance(o, Jail))
def double(x): return jail.ask("attr", 12345, "__class__")
""",
}


@pytest.mark.parametrize("name", COSTS_A_CHECK)
def test_it_costs_its_checks_and_nothing_else(grade, name):
    ran = grade(HELD, COSTS_A_CHECK[name])
    if name == "a name of another object":  # nothing is left to talk about
        assert ran.scores["RET-02-test"] == 0.0
    else:
        assert ran.scores["RET-02-test"] == 2.0
    assert ran.scores["RET-01-test"] == 2.0


def alive(mark: str) -> list[str]:
    shown = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    return [line for line in shown.splitlines() if mark in line]


def test_what_it_starts_dies_with_it(grade):
    ran = grade(DOUBLE, HELD, """
import subprocess, threading, atexit, os, time
subprocess.Popen(["sleep", "98765"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    while True: time.sleep(98765)
threading.Thread(target=lambda: time.sleep(98765)).start()
atexit.register(lambda: time.sleep(98765))
""")  # fmt: skip
    assert ran.scores == FULL
    time.sleep(0.3)
    assert alive("sleep 98765") == []


def test_a_fork_bomb_is_capped(grade):
    ran = grade(DOUBLE, HELD, """
import os, time
made = 0
try:
    for _ in range(500):
        if os.fork() == 0:
            time.sleep(60); os._exit(0)
        made += 1
except OSError: pass
print("made", made < 100)
""")  # fmt: skip
    assert "made True" in ran.shown
    assert ran.scores == FULL


def test_scratch_cannot_fill_the_machine(grade):
    ran = grade(DOUBLE, HELD, """
written = 0
try:
    for number in range(40):
        with open(f"file{number}", "wb") as file:
            written += file.write(bytes(16 << 20))
except OSError: pass
print("capped", written <= 300 << 20)
""")  # fmt: skip
    assert "capped True" in ran.shown
    assert ran.scores == FULL


def test_a_flood_of_output_is_cut(grade):
    ran = grade(DOUBLE, HELD, "for _ in range(100_000): print('x' * 1000)")
    assert len(ran.shown) < 3_000_000 and "cut here" in ran.shown
    assert ran.scores == FULL


def test_recursion_from_side_to_side_ends(grade):
    ran = grade(DOUBLE, """
def held(store, who):
    class Loud(str):
        def __repr__(self): return repr(store)
    raise KeyError(Loud())
""")  # fmt: skip
    assert ran.scores["RET-02-test"] == 2.0
