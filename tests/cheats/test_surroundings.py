"""What is around a jail is out of reach, and would be in reach if its wall were missing."""

import pytest
from cheat_list import CHEATS
from cheat_surroundings import SURROUNDINGS
from nbformat.v4 import new_code_cell, new_notebook

from privacylab.sandbox.examiner.session import Session


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_what_is_around_a_jail_is_out_of_reach(grade, name):
    ran = grade.cheat(CHEATS[name])
    assert "REACHED" not in ran.shown
    assert "refused" in ran.shown or "not reached" in ran.shown
    assert ran.scores == {"RET-02-test": 4.0, "RET-01-test": 2.0}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_the_same_attempt_succeeds_where_its_wall_is_missing(
    root, tmp_path, jail_isolation, weaker, name
):
    attempt = SURROUNDINGS[name]
    if attempt.own_user and jail_isolation.as_root:
        return  # there, another user is a second wall
    notebook = new_notebook(cells=[new_code_cell(attempt.cell)])
    weak = weaker(jail_isolation, attempt.stopped_by)
    Session(root, tmp_path, 30, 5, weak, 0).run({"RET-02": notebook})
    assert "REACHED" in str(notebook.cells[0].outputs)
