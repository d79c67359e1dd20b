"""What the forkserver loads, and when: one's own work waits for nothing that it does not use."""

import pytest

from privacylab.sandbox.pool import preload
from privacylab.sandbox.pool.forkserver import Forkserver


@pytest.fixture
def later():
    """Two modules that are still to be loaded, and what has been loaded so far."""
    loaded = []
    left = {"one": lambda: loaded.append("one"), "two": lambda: loaded.append("two")}
    return preload.Later(left, lambda: loaded.append("all")), loaded


def test_a_job_gets_what_its_cells_name(later):
    waiting, loaded = later
    waiting.before_job(["two", "unknown"])
    waiting.before_job(["two"])
    assert loaded == ["two"]


def test_the_third_job_is_a_class_and_gets_everything(later):
    waiting, loaded = later
    for _ in range(4):
        waiting.before_job([])
    assert loaded == ["one", "two", "all"]


def test_what_is_left_is_loaded_when_it_is_asked_for(later):
    waiting, loaded = later
    waiting.before_job(["two"])
    waiting.load_all()
    waiting.load_all()
    assert loaded == ["two", "one", "all"]


def test_a_forkserver_that_has_everything_loaded_serves_jobs(jail_isolation):
    forkserver = Forkserver(jail_isolation)
    forkserver.load_all()
    for _ in range(3):
        forkserver.open().close(done=False)
    assert forkserver.alive
    forkserver.close()


def test_a_word_in_the_courses_own_cells_says_what_they_use():
    cells = ["import hypothesis.strategies as st", "from privacylab.companies import small_world"]
    assert preload.words_in(cells) == ["companies", "hypothesis"]
    assert preload.words_in(["import pandas as pd"]) == []
