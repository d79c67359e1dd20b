"""What the public checks of a notebook need not load, they do not wait for."""

import subprocess
import sys

CHECK = """
import sys
from pathlib import Path
from privacylab.catalog import load_catalog
from privacylab.grading import check_notebook
root = Path(sys.argv[1])
assert check_notebook(root, Path(sys.argv[2]))
print(*sorted({"jupytext", "nbconvert", "nbgrader", "sqlalchemy"} & sys.modules.keys()))
"""


def test_a_check_after_the_first_loads_no_nbgrader(root):
    notebook = root / "assignments" / "02_retention" / "RET-02_inactivity_clock.ipynb"
    command = [sys.executable, "-c", CHECK, str(root), str(notebook)]
    for _ in range(2):
        loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert loaded.split() == []
