"""Code that wants to stop the run, to fill the machine, or to stay behind."""

import subprocess
import time

import pytest
from cheat_code import COSTS_A_CHECK, COSTS_ITS_EXERCISE, HOARDS, UNWATCHED
from cheat_exercise import DOUBLE, HELD
from cheat_list import CHEATS
from nbformat.v4 import new_code_cell, new_notebook

from privacylab.sandbox.examiner.session import Session

FULL = {"RET-02-test": 4.0, "RET-01-test": 2.0}


@pytest.mark.parametrize("name", COSTS_ITS_EXERCISE)
def test_it_costs_its_own_exercise_and_nothing_else(grade, name):
    ran = grade.cheat(CHEATS[name])
    assert ran.scores == {"RET-02-test": 0.0, "RET-01-test": 2.0}


@pytest.mark.parametrize("name", COSTS_A_CHECK)
def test_it_costs_its_checks_and_nothing_else(grade, name):
    ran = grade.cheat(CHEATS[name])
    if name == "a name of another object":  # nothing is left to talk about
        assert ran.scores["RET-02-test"] == 0.0
    else:
        assert ran.scores["RET-02-test"] == 2.0
    assert ran.scores["RET-01-test"] == 2.0


def alive(mark: str) -> list[str]:
    shown = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    return [line for line in shown.splitlines() if mark in line]


def test_what_it_starts_dies_with_it(grade):
    ran = grade.cheat(CHEATS["processes that outlive the run"])
    assert ran.scores == FULL
    deadline = time.monotonic() + 30
    while alive("sleep 98765"):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("jail_isolation", ["as it is here"], indirect=True)  # root is not limited
def test_a_fork_bomb_is_capped(grade):
    ran = grade.cheat(CHEATS["a fork bomb"])
    assert "made False" not in ran.shown  # it is capped, or its jail has ended
    assert ran.scores == FULL


def hoarding(code: str, seconds: int) -> str:
    """A cell that tells that it could hold what it has taken."""
    start = "import ctypes, os, threading, time"
    return f"{start}\n{code}\ntime.sleep({seconds})\nprint('held', True)"


@pytest.mark.parametrize("name", [*HOARDS, *UNWATCHED])
def test_a_jail_holds_no_more_memory_than_it_may(grade, name):
    ran = grade(DOUBLE, HELD, hoarding((HOARDS | UNWATCHED)[name], 20), timeout=40)
    assert "held True" not in ran.shown
    assert ran.scores == FULL


@pytest.mark.parametrize("name", UNWATCHED)
def test_it_would_hold_more_if_nothing_watched_it(root, tmp_path, jail_isolation, weaker, name):
    notebook = new_notebook(cells=[new_code_cell(hoarding(UNWATCHED[name], 5))])
    weak = weaker(jail_isolation, ("watcher", "filter"))
    Session(root, tmp_path, 40, 5, weak, 0).run({"RET-02": notebook})
    assert "held True" in str(notebook.cells[0].outputs)


def test_scratch_cannot_fill_the_machine(grade):
    ran = grade.cheat(CHEATS["a disk that fills"])
    assert "capped True" in ran.shown
    assert ran.scores == FULL


def test_a_flood_of_output_is_cut(grade):
    ran = grade.cheat(CHEATS["a flood of output"])
    assert len(ran.shown) < 3_000_000 and "cut here" in ran.shown
    assert ran.scores == FULL


def test_recursion_from_side_to_side_ends(grade):
    ran = grade.cheat(CHEATS["recursion from side to side"])
    assert ran.scores["RET-02-test"] == 2.0


def test_a_start_up_file_of_its_own_is_not_there_in_the_next_run(grade):
    for _ in range(2):
        assert grade.cheat(CHEATS["a start-up file for the next kernel"]).scores == FULL
