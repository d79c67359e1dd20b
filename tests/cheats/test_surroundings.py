"""What is around a jail is out of reach, and would be in reach if its wall were missing."""

import dataclasses
from collections.abc import Callable, Iterator

import pytest
from cheat_list import CHEATS
from cheat_surroundings import SURROUNDINGS
from nbformat.v4 import new_code_cell, new_notebook

from privacylab.sandbox.examiner.session import Session
from privacylab.sandbox.jail import bubblewrap
from privacylab.sandbox.jail.bubblewrap import Isolation
from privacylab.sandbox.pool.forkserver import start_forkserver

# What to do to a jail's parts before the forkserver starts, so that they stop nothing.
WITHOUT = {
    "filter": "seccomp.compiled_filter = zygote.compiled_filter = bytes",
    "unreadable": "zygote.EXECUTE_ONLY = '0755'",
    "hidden": "zygote._hide_the_machine = lambda: None",
    "limits": "learner_process.set_limits = lambda limits: None",
}
Weaken = Callable[[Isolation, tuple[str, ...]], Isolation]
START = """
from privacylab.sandbox.jail import learner_process, seccomp
from privacylab.sandbox.pool import forkserver, zygote
"""


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_what_is_around_a_jail_is_out_of_reach(grade, name):
    ran = grade.cheat(CHEATS[name])
    assert "REACHED" not in ran.shown
    assert "refused" in ran.shown or "not reached" in ran.shown
    assert ran.scores == {"RET-02-test": 4.0, "RET-01-test": 2.0}


@pytest.fixture(scope="module")
def weaker() -> Iterator[Weaken]:
    """Call it with an isolation and parts of the jail, to get an isolation without these parts."""
    made: set[Isolation] = set()

    def weaken(offer: Isolation, parts: tuple[str, ...]) -> Isolation:
        weak = dataclasses.replace(offer, reason=f"without {parts}")
        program = "\n".join([START, *(WITHOUT[part] for part in parts), "forkserver.main()"])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bubblewrap, "FORKSERVER", program)
            start_forkserver(weak)
        made.add(weak)
        return weak

    yield weaken
    for weak in made:
        start_forkserver(weak).close()


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
