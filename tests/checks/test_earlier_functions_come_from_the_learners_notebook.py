"""earlier(): the learner's own functions of another exercise, or why they are not there."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from privacylab.catalog import CatalogError
from privacylab.checks import Checks, Outcome, earlier, earlier_exercises
from privacylab.checks.earlier_exercises import NeedsEarlier
from privacylab.lab.answers import my_answers

MODULE, NAME = "03_audit", "AUD-05_merkle_tree"
ROOT = "def root(entries):\n    return helper(entries)"


@pytest.fixture
def write(root, tmp_path, monkeypatch):
    """A function that writes the notebook of AUD-05 into the working folder, with some answers.

    answers maps a cell's id to its source; own is a cell of the learner's own, before all others.
    """
    monkeypatch.chdir(tmp_path)

    def write(answers=None, own="", name=NAME):
        path = root / "assignments" / MODULE / f"{NAME}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.source = (answers or {}).get(cell.id, cell.source)
        if own:
            notebook.cells.insert(0, nbformat.v4.new_code_cell(own))
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
        return tmp_path / f"{name}.ipynb"

    return write


def reason(name="root"):
    """What the learner reads who calls a function of AUD-05 that is not there."""
    function = earlier("AUD-05", name)
    with pytest.raises(NeedsEarlier) as raised:
        function([b"entry"])
    assert raised.value._render_traceback_() == [str(raised.value)]
    return str(raised.value)


def test_a_function_comes_from_the_notebook_beside_this_one_with_its_helpers(write):
    write({"AUD-05-root": ROOT}, own="def helper(entries):\n    return len(entries)")
    assert earlier("AUD-05", "root")([1, 2, 3]) == 3


def test_one_name_gives_a_function_and_several_a_tuple(write):
    write({"AUD-05-root": "def root(entries):\n    return 1\n\ndef other():\n    return 2"})
    root, other = earlier("AUD-05", "root", "other")
    assert (root([]), other(), earlier("AUD-05", "other")()) == (1, 2, 2)


def test_what_is_saved_now_counts_and_not_what_was_saved_before(write):
    write({"AUD-05-root": "def root(entries):\n    return 'first'"})
    assert earlier("AUD-05", "root")([]) == "first"
    write({"AUD-05-root": "def root(entries):\n    return 'second'"})
    assert earlier("AUD-05", "root")([]) == "second"


def test_the_names_of_the_other_notebook_stay_there(write):
    write({"AUD-05-root": "leaves = []\n\ndef root(entries):\n    return leaves"})
    found = earlier("AUD-05", "root")
    assert found([]) == [] and "leaves" not in globals()
    assert found.__globals__ is not globals()


def test_neither_its_tests_nor_its_look_cells_run_and_nothing_is_printed(write, capsys):
    path = write({"AUD-05-root": "print('loud')\n\ndef root(entries):\n    return 1"})
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        look = cell.metadata.get("privacylab", {}).get("role") == "look"
        if cell.cell_type == "code" and (look or cell.id.endswith("-test")):
            cell.source = "raise SystemExit('it ran')\nran = True"
    assert sum("it ran" in cell.source for cell in notebook.cells) >= 2
    nbformat.write(notebook, path)
    function = earlier("AUD-05", "root")
    assert function([]) == 1 and "ran" not in function.__globals__
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


def test_a_notebook_runs_in_its_own_folder_and_this_one_stays_where_it_was(
    write, tmp_path, monkeypatch
):
    (tmp_path / "mine.txt").write_text("its own file")
    write({"AUD-05-root": "text = open('mine.txt').read()\n\ndef root(entries):\n    return text"})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    run = earlier_exercises.run_notebook(tmp_path / f"{NAME}.ipynb")
    assert run.namespace["root"]([]) == "its own file"
    assert elsewhere.samefile(".")


def test_a_copy_that_jupyterlab_made_is_not_taken_for_the_notebook(write):
    write({"AUD-05-root": "def root(entries):\n    return 'copy'"}, name=f"{NAME}-Copy1")
    write({"AUD-05-root": "def root(entries):\n    return 'mine'"})
    assert earlier("AUD-05", "root")([]) == "mine"


def test_where_it_is_not_beside_this_one_the_courses_assignments_are_searched(write, root):
    there = root / "assignments" / MODULE / f"{NAME}.ipynb"
    assert there.is_file() and list(Path.cwd().iterdir()) == []
    assert earlier_exercises.notebook_of("AUD-05").samefile(there)


def test_a_function_as_it_was_handed_out_is_not_written_yet(write):
    write()
    assert reason() == "It needs AUD-05: root is not written yet in your notebook."


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def root(entries:\n    return 1", "SyntaxError: "),
        ("import nowhere\n\ndef root(entries): ...", "ModuleNotFoundError: No module named 'no"),
        ("exit('bye')\n\ndef root(entries): ...", "SystemExit: bye"),
    ],
)
def test_a_cell_that_does_not_run_is_the_reason(write, source, why):
    write({"AUD-05-root": source})
    start = "It needs AUD-05: root is not defined in your notebook, because its cell stops with "
    assert reason().startswith(start + why)


def test_a_cell_that_does_not_run_is_no_reason_for_the_others(write):
    write({"AUD-05-root": "def root(entries):\n    return 1", "AUD-05-inclusion_proof": "("})
    assert earlier("AUD-05", "root")([]) == 1
    assert reason("helper") == "It needs AUD-05: helper is not defined in your notebook."


def test_a_function_that_was_renamed_is_not_defined(write):
    write({"AUD-05-root": "def roots(entries):\n    return 1"})
    assert reason() == "It needs AUD-05: root is not defined in your notebook."


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"cells": 1}', b"\xff\xfe"])
def test_a_notebook_that_cannot_be_read_is_named(write, content):
    write().write_bytes(content)
    assert reason() == f"It needs AUD-05: {NAME}.ipynb is missing or cannot be read."


def test_a_notebook_that_is_nowhere_is_said_to_be_missing(write, monkeypatch):
    def find_home():
        raise CatalogError("no course is here")

    monkeypatch.setattr(earlier_exercises, "find_home", find_home)
    assert reason() == "It needs AUD-05: its notebook is not beside this one."


def test_a_check_that_needs_a_missing_function_is_skipped_with_the_reason(write):
    write()
    checks = Checks("AUD-09", "check_log")
    root = earlier("AUD-05", "root")
    with checks("an untouched log is proven"):
        assert root([b"entry"])
    assert checks.results[-1].outcome is Outcome.SKIPPED
    (line,) = checks.results[-1].detail
    assert line == "It needs AUD-05: root is not written yet in your notebook."


def test_the_notebook_that_builds_on_another_finds_it_beside_itself(write, root, tmp_path):
    path = write({"AUD-05-root": "def root(entries):\n    return b'mine'"})
    there = tmp_path / "assignments" / MODULE
    there.mkdir(parents=True)
    shutil.copytree(root / "course", tmp_path / "course")
    shutil.copy(path, there)
    other = nbformat.read(root / "assignments" / MODULE / "AUD-09_anchor.ipynb", as_version=4)
    (cell,) = [one for one in other.cells if one.id == "AUD-09-check_log"]
    cell.source = "def check_log(entries, anchors):\n    return root(entries)"
    nbformat.write(other, there / "AUD-09_anchor.ipynb")
    assert my_answers(MODULE, tmp_path).check_log([], []) == b"mine"


def test_what_the_grader_has_run_already_is_taken_from_there(write, monkeypatch):
    write({"AUD-05-root": "def root(entries):\n    return 'the file'"})
    monkeypatch.setattr(earlier_exercises, "_provided", {})
    earlier_exercises.provide("AUD-05", {"root": lambda entries: "the jail"})
    assert earlier("AUD-05", "root")([]) == "the jail"
    assert re.match("It needs AUD-05: helper is not defined", reason("helper"))
