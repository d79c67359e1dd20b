"""nbgrader's packages import each other, so two threads must not load it at once."""

import subprocess
import sys

LOAD = """
from concurrent.futures import ThreadPoolExecutor
from privacylab.grading import limited

def use(_):
    limited.load()
    from nbgrader.preprocessors import LimitOutput
    from nbgrader.utils import determine_grade

with ThreadPoolExecutor(4) as threads:
    list(threads.map(use, range(4)))
"""


def test_threads_that_load_it_at_once_all_find_it_whole():
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
