"""The pages of the first two modules run with what a browser has: few packages, one process."""

import subprocess
import sys
import zipfile

import pytest

from privacylab.authoring.build import build_all
from privacylab.site.in_browser.lab_wheel import lab_wheel
from privacylab.site.in_browser.notebooks import browser_notebooks

# what pyodide.sha256 and requirements.txt have, by the names of imports
THERE = """IPython PIL asttokens comm contourpy cycler dateutil executing fontTools
ipython_pygments_lexers ipywidgets jedi kiwisolver matplotlib matplotlib_inline mpl_toolkits numpy
packaging pandas parso privacylab prompt_toolkit pure_eval pyarrow pygments pyparsing pytz six
stack_data traitlets tzdata wcwidth widgetsnbextension"""
RUN = """
import json, os, subprocess, sys, threading
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder

class Only:
    @staticmethod
    def find_spec(name, path=None, target=None):
        top = name.split(".")[0]
        if top[0] == "_" or top in sys.stdlib_module_names or top in THERE:
            return PathFinder.find_spec(name, path, target)

def no_process(*_, **__):
    raise OSError("a browser has no processes")

def no_thread(*_):
    raise RuntimeError("can't start new thread")

sys.meta_path[:] = [BuiltinImporter, FrozenImporter, Only]
subprocess.Popen.__init__, threading.Thread.start = no_process, no_thread
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance(colors="nocolor")
for path in sys.argv[1:]:
    os.chdir(os.path.dirname(path))
    shell.reset()
    for cell in json.load(open(path))["cells"]:
        if cell["cell_type"] == "code":
            done = shell.run_cell("".join(cell["source"]))
            if error := done.error_before_exec or done.error_in_exec:
                print(f"FAILED {path}: {type(error).__name__}: {error}")
print("ALL RUN", sys.modules["privacylab"].__file__)
"""


@pytest.fixture(scope="module")
def said(root, tmp_path_factory):
    """What a process says that runs all of the pages as a browser gets them."""
    folder = tmp_path_factory.mktemp("browser")
    built = [one for one in build_all(root) if not one.secret]
    with zipfile.ZipFile(lab_wheel(root, built, folder / "wheel")) as archive:
        archive.extractall(folder / "packages")
    paths = []
    for name, content in browser_notebooks(built).items():
        paths.append(folder / "drive" / name)
        paths[-1].parent.mkdir(parents=True, exist_ok=True)
        paths[-1].write_text(content)
    environment = {
        "PYTHONPATH": str(folder / "packages"),
        "PRIVACYLAB_HOME": str(folder / "drive"),
        "HOME": str(folder),
        "MPLBACKEND": "agg",
    }
    words = [sys.executable, "-c", f"THERE = set({THERE!r}.split()){RUN}", *map(str, paths)]
    ran = subprocess.run(words, env=environment, cwd=folder, capture_output=True, text=True)
    return ran.stdout + ran.stderr


def test_every_cell_runs_with_the_lab_of_the_wheel(said):
    lines = said.splitlines()
    assert [line for line in lines if line.startswith("FAILED")] == []
    assert [line for line in lines if line.startswith("ALL RUN") and "/packages/" in line]


def test_the_test_cells_of_an_empty_exercise_show_their_public_checks(said):
    assert "0 of 2 public checks pass; 2 hidden checks run at grading." in said
