"""The course's own cells are kept in var/cache, and derived again where anything has changed."""

from dataclasses import replace

import pytest
import tiny_course as tiny

from privacylab.catalog import load_catalog
from privacylab.grading import cells
from privacylab.grading.cells import own_cells


@pytest.fixture
def own(home, monkeypatch):
    """A function that returns an exercise's own cells, as a new process would."""
    monkeypatch.setenv("PRIVACYLAB_HOME", str(home.home))

    def found(exercise=None):
        module, one = load_catalog(home.root).exercise("RET-01")
        cells._own_cells.cache_clear()
        return own_cells(home.root, module, exercise or one)

    return found


def _fail(*_):
    raise AssertionError("the cells are derived again")


def test_what_is_kept_is_what_was_derived(own, monkeypatch):
    derived = own()
    monkeypatch.setattr(cells, "_derive", _fail)
    assert vars(own()) == vars(derived)
    assert own().checks


def test_another_title_derives_them_again(own, home, monkeypatch):
    own()
    monkeypatch.setattr(cells, "_derive", _fail)
    with pytest.raises(AssertionError, match="derived again"):
        own(replace(tiny.exercise(home, "RET-01"), title="Another title"))


def test_another_text_derives_them_again(own, home, monkeypatch):
    own()
    monkeypatch.setattr(cells, "_derive", _fail)
    text = next((home.root / "solutions").glob("*/RET-01*/exercise.py"))
    before = text.read_text()
    try:
        text.write_text(before + "\n")
        with pytest.raises(AssertionError, match="derived again"):
            own()
    finally:
        text.write_text(before)


def test_a_course_of_another_catalog_derives_them_again(own, home, monkeypatch):
    own()
    other = replace(load_catalog(home.root), title="Another course")
    monkeypatch.setattr(cells, "load_catalog", lambda _: other)
    monkeypatch.setattr(cells, "_derive", _fail)
    with pytest.raises(AssertionError, match="derived again"):
        own()
