"""A cell means in the jail what it means in a notebook."""

import subprocess
import sys

import pytest

CELLS = [
    "x = 1",
    "x = 1\n",
    "\n\nx = 1\n",
    "# a\n%%time\nx",
    "%%time\nx",
    "x = '''\n%time\n'''\n",
    "f?",
    "In [1]: int\n",
    "...: int\n",
    ">>> x\n",
    "if 1:\n  !ls\n",
    "a = %time 1",
    "x = 1;",
    "x\r\ny\r\n",
    "def f():\n\treturn 1",
    "await f()",
    "return 1",
    "x = '\\d'",
    "",
    " ",
    "  x = 1\n  y = 2",
    "/f x",
    "print(1)\n\n\n",
    "\ufeffx = 1",
    "x = 1\n\f",
    "with open('x'\n",
    "(" * 300,
    "\0",
]
COMPARE = """
import sys, tempfile
from IPython.core.interactiveshell import InteractiveShell
from privacylab.sandbox.jail.learner_process import make_shell
shell = make_shell(tempfile.mkdtemp())
sys.stdout = sys.__stdout__
for cell in {cells}:
    for way in (shell.transform_cell, lambda cell: InteractiveShell.transform_cell(shell, cell)):
        try:
            print(ascii(way(cell)))
        except SyntaxError as error:
            print(type(error).__name__)
"""


@pytest.fixture(scope="module")
def transformed() -> list[str]:
    program = COMPARE.format(cells=ascii(CELLS))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("number", range(len(CELLS)))
def test_a_cell_becomes_what_ipython_makes_of_it(number: int, transformed: list[str]) -> None:
    ours, theirs = transformed[2 * number : 2 * number + 2]
    assert ours == theirs, CELLS[number]
