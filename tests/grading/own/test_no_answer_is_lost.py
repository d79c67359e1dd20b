"""What was graded or replaced is kept, and comes back."""

import errno
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import tiny_course as tiny
from nbformat.v4 import new_output, reads_json, writes_json

from privacylab.grading import Course, GradingError
from privacylab.grading.own import kept, start_over


@pytest.fixture
def own(course, tmp_path) -> Course:
    """A home for one's own work."""
    return Course(course.root, course.root / "var" / tmp_path.name)


@pytest.fixture
def notebook(course, tmp_path) -> Path:
    """RET-02 with an answer, where a learner fills it in."""
    path = course.root / "assignments" / tiny.MODULE / f"{tiny.name_of('RET-02')}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(writes_json(tiny.notebook(course, "RET-02", tiny.right("RET-02"))))
    return path


def test_start_over_empties_the_notebook_and_keeps_what_was_in_it(own, notebook):
    before = notebook.read_bytes()
    assert start_over.reset(own, notebook)
    assert "raise NotImplementedError" in notebook.read_text()
    (one,) = kept.kept_of(own, "RET-02")
    assert kept.same_cells(one.path.read_bytes(), before) and one.points is None
    assert not start_over.reset(own, notebook)  # it is empty already
    assert start_over.replace(own, notebook, one.path.read_bytes())
    assert kept.same_cells(notebook.read_bytes(), before)
    assert len(kept.kept_of(own, "RET-02")) == 2  # and the empty one was kept, too


def test_outputs_are_not_kept_and_what_is_no_notebook_is_kept_as_it_is(own, notebook):
    ran = reads_json(notebook.read_text())
    cell = next(one for one in ran.cells if one.cell_type == "code")
    cell.outputs = [new_output("stream", text="a family's name")]
    path = kept.keep(own, "RET-02", writes_json(ran).encode())
    assert b"family" not in path.read_bytes()
    assert kept.same_cells(path.read_bytes(), notebook.read_bytes())
    cut = notebook.read_bytes()[:50]
    assert kept.keep(own, "RET-02", cut).read_bytes() == cut


def test_the_oldest_copy_goes_when_there_are_too_many(own, notebook, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 3)
    for number in range(5):
        kept.keep(own, "RET-02", json.dumps({"cells": [], "number": number}).encode()[:-1])
    texts = [one.path.read_bytes() for one in kept.kept_of(own, "RET-02")]
    assert [text[-1:] for text in texts] == [b"4", b"3", b"2"]


def test_a_full_disk_leaves_the_notebook_as_it_was_and_says_so(own, notebook, monkeypatch):
    before = notebook.read_bytes()

    def full(path: Path, content: bytes) -> None:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(GradingError, match="No space left.*your notebook is unchanged: free some"):
        start_over.reset(own, notebook)
    assert notebook.read_bytes() == before
    left = [one for one in own.home.rglob("*.new")] + [*notebook.parent.glob("*.new")]
    assert left == []


def test_a_lost_notebook_comes_back_from_git_where_there_are_no_solutions(course, tmp_path):
    clone = tmp_path / "clone"
    shutil.copytree(course.root / "course", clone / "course")
    path = clone / "assignments" / tiny.MODULE / f"{tiny.name_of('RET-02')}.ipynb"
    path.parent.mkdir(parents=True)
    empty = writes_json(tiny.notebook(course, "RET-02"))
    path.write_text(empty)
    own = Course(clone, clone)

    def git(*words: str) -> None:
        me = ("-c", "user.name=me", "-c", "user.email=me@example.org")
        subprocess.run(["git", "-C", str(clone), *me, *words], check=True, capture_output=True)

    path.write_text("<<<<<<< HEAD")
    with pytest.raises(GradingError, match="Take it from a fresh copy"):
        start_over.reset(own, path)
    path.write_text(empty)
    git("init")
    git("add", ".")
    git("commit", "-m", "as handed out")
    path.write_text(writes_json(tiny.notebook(course, "RET-02", tiny.right("RET-02"))))
    git("commit", "-am", "my answers")
    path.write_text("<<<<<<< HEAD")
    assert start_over.reset(own, path)
    assert path.read_text().strip() == empty.strip()
    assert kept.kept_of(own, "RET-02")[0].path.read_text() == "<<<<<<< HEAD"
