"""A function that was renamed, deleted or overwritten is the first thing that a report says."""

import functools

import pandas as pd
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from privacylab.catalog import load_catalog
from privacylab.checks import MIME, missing_function
from privacylab.checks.missing_function import Found, checked, look_up, sentence
from privacylab.errors import did_you_mean, nearest

ASKED = "RET-02", "is_inactive"
GONE = "RET-02: `is_inactive` is not defined. Restore the cell that defines it, or write it again."
TEST = """
from privacylab.checks import Checks
checks = Checks("RET-02", "is_inactive", points=4, hidden=2)
with checks("the first"):
    assert is_inactive(1)
with checks("the second"):
    assert not is_inactive(2)
checks.report()
"""
ANSWERS = {
    "def isInactive(day): return day > 1": "RET-02: `is_inactive` is not defined. Your notebook "
    "defines `isInactive`: did you rename it?",
    "def inactive(day): return day > 1": "RET-02: `is_inactive` is not defined. Your notebook "
    "defines `inactive`: did you rename it?",
    "def quite_another(day): return 1": GONE,
    "x = 1": GONE,
    "is_inactive = __import__('pandas').DataFrame()": "RET-02: `is_inactive` is a DataFrame, not a "
    "function: did you assign to its name?",
    "is_inactive = None": "RET-02: `is_inactive` is None, not a function: did you assign to its "
    "name?",
    "def is_inactive(day): return not day": "",
    "def is_inactive(day): raise NotImplementedError()": "",
}


@pytest.fixture(scope="module")
def said():
    """What a real notebook shows for each answer, as text and as data."""
    cells = [new_code_cell(source) for answer in ANSWERS for source in ("%reset -f", answer, TEST)]
    NotebookClient(new_notebook(cells=cells), kernel_name="python3", timeout=60).execute()
    reports = [cell.outputs[-1]["data"] for cell in cells[2::3]]
    return dict(zip(ANSWERS, reports, strict=True))


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_report_in_jupyterlab_begins_with_it(said, answer):
    shown = said[answer]
    assert (
        shown[MIME]["notice"].removesuffix(" If it is there, run it and look for an error.")
        == ANSWERS[answer]
    )
    title, first, *rest = shown["text/plain"].splitlines()
    assert (title, first.strip()) == (
        "RET-02 · is_inactive",
        shown[MIME]["notice"] or first.strip(),
    )
    assert shown["text/html"].count("did you") == ANSWERS[answer].count("did you")


@pytest.mark.parametrize("answer", [one for one, said in ANSWERS.items() if said])
def test_no_check_repeats_it_and_none_counts_otherwise_than_before(said, answer):
    data = said[answer][MIME]
    assert [one["detail"] for one in data["checks"]] == [[], []]
    assert [one["hint"] for one in data["checks"]] == [None, None]
    assigned = "not a function" in ANSWERS[answer]
    assert {one["outcome"] for one in data["checks"]} == {"failed" if assigned else "not attempted"}
    assert data["summary"] == "0 of 2 public checks pass; 2 hidden checks run at grading."


def test_a_test_that_is_run_before_the_cells_above_says_what_to_run():
    tests = [TEST, TEST.replace("is_inactive", "other"), "x = 1", TEST]
    cells = [new_code_cell(source) for source in tests]
    NotebookClient(new_notebook(cells=cells), kernel_name="python3", timeout=60).execute()
    first, second, third = (cells[place].outputs[-1]["data"] for place in (0, 1, 3))
    do = "Run the cells above first: Run → Run All Above Selected Cell. Then run this cell again."
    assert first[MIME]["notice"] == f"RET-02: `is_inactive` is not defined yet. {do}"
    assert second[MIME]["notice"] == f"RET-02: `other` is not defined yet. {do}"
    assert third[MIME]["notice"].startswith(GONE)  # something has run, and it is not there


def test_nothing_is_said_of_a_step_that_is_no_name_or_of_a_function_that_is_there():
    found = Found("", ["isInactive"])
    assert sentence(*ASKED, found).endswith("did you rename it?")
    assert sentence("RET-02", "", found) == ""
    assert sentence(*ASKED, Found("function", [])) == ""


@pytest.mark.parametrize("name", ["isInactive", "IS_INACTIVE", "is_inactve", "is__inactive_"])
def test_case_underscores_and_a_typo_do_not_hide_the_name(name):
    assert nearest("is_inactive", ["other", name, "last_use"]) == name
    assert did_you_mean("is_inactive", [name]) == f" Did you mean {name}?"


def test_no_name_that_the_course_asks_for_or_gives_is_taken_for_another(root, monkeypatch):
    monkeypatch.chdir(root)
    for module in load_catalog(root).modules.values():
        for exercise in module.exercises:
            names = missing_function._course_names(exercise.id)
            for name in names:
                found = sentence(exercise.id, name, Found("", sorted(names)))
                assert "did you rename it" not in found
    assert "Restore" in sentence("AUD-01", "encode", Found("", ["decode"]))


def test_only_functions_of_the_notebooks_own_cells_are_offered():
    names = {
        "__name__": "__main__",
        "pd": pd,
        "day": pd.Timestamp,
        "number": 5,
        "wraps": functools.wraps,
    }
    exec(
        "import functools\n"
        "from statistics import mean\n"
        "def mine(x): return x\n"
        "def _private(x): return x\n"
        "def stub(x): raise NotImplementedError\n"
        "class Mine: pass\n"
        "short = lambda x: x\n"
        "@functools.lru_cache\n"
        "def kept(x): return x\n"
        "class Odd:\n    def __getattr__(self, name): raise ValueError\n"
        "    def __call__(self): pass\n"
        "odd = Odd()\n",
        names,
    )
    found = look_up("number", names)
    assert (found.kind, {*found.names}) == ("int", {"mine", "Mine", "short", "kept", "Odd"})


@pytest.mark.parametrize(
    "names",
    [
        ["is_inactive\x1b[2J"],
        ["is_inactive'>"],
        ["is_inactive" + "x" * 60],
        ["is inactive"],
        [7, None, ["is_inactive"]],
        ["<b>is_inactive</b>"],
        "isInactive",
        {"isInactive": 1},
    ],
)
def test_what_a_jail_says_is_shown_only_where_it_has_the_shape_of_a_name(names):
    assert sentence(*ASKED, checked(["", names])) in (GONE, "")
    assert "\x1b" not in sentence(*ASKED, checked(["\x1b[2J", names]))


def test_a_jail_that_says_nothing_of_use_changes_nothing():
    for found in (None, 7, [], ["function"], [1, 2], ["", ["a"], 3], {"kind": ""}):
        assert sentence(*ASKED, checked(found)) == ""
