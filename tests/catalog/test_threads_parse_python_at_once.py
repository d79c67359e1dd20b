"""Threads that parse at once, while the collector of garbage runs others in between."""

import subprocess
import sys

PARSE = """
import gc, sys, time
from concurrent.futures import ThreadPoolExecutor
from privacylab.catalog.python_source import parse

class Waste:
    def __init__(self): self.itself = self
    def __del__(self): time.sleep(0)  # another thread runs

def use(_):
    for _ in range(10):
        Waste()
        assert len(parse(source).body) == 200

source = "\\n".join(f"def f{n}(x):\\n    return [x + {n} for y in (1, 2) if x]" for n in range(200))
sys.setswitchinterval(1e-6)
gc.set_threshold(50)
with ThreadPoolExecutor(4) as threads:
    list(threads.map(use, range(4)))
"""


def test_each_gets_its_tree():
    """In a process of its own, which has little for the collector to look through."""
    done = subprocess.run([sys.executable, "-c", PARSE], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
