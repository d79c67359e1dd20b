"""`privacylab lab` where the installed package has the course: what a folder gets, and when."""

import importlib.metadata
import json
import os
import shutil

import pytest

from privacylab.catalog import CatalogError, find_home, find_root, load, settle_home
from privacylab.grading import Course, GradingError, own_course
from privacylab.grading.own import lay_out
from privacylab.grading.own.lay_out import LayOutError, begin, read_record

VERSION = importlib.metadata.version("privacylab")
EXERCISE = "assignments/00_start/ST-01_keep_delete_or_hold.ipynb"
LESSON = "course/00_start/00_lesson.ipynb"


@pytest.fixture
def packaged(root, tmp_path, monkeypatch):
    """The course in a package; the working folder is an empty one, and no setting names another."""
    place = tmp_path / "site-packages" / "privacylab" / "in_package"
    for name in ("course/course.toml", "course/index.ipynb", LESSON, EXERCISE):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, place / name)
    for module in (load, lay_out):
        monkeypatch.setattr(module, "IN_PACKAGE", place)
    monkeypatch.setenv("PRIVACYLAB_HOME", "")  # which begin() sets, and pytest sets back
    empty = tmp_path / "ada"
    empty.mkdir()
    monkeypatch.chdir(empty)
    return place


def test_an_empty_folder_gets_what_its_learner_opens(packaged, tmp_path):
    (tmp_path / "ada" / ".DS_Store").touch()
    (tmp_path / "ada" / "venv").mkdir()
    (tmp_path / "ada" / "venv" / "pyvenv.cfg").touch()
    assert begin(tmp_path / "ada") == ""
    course = own_course()
    assert course == Course(packaged, tmp_path / "ada")
    for name in (EXERCISE, LESSON, "course/index.ipynb"):
        assert (course.home / name).read_bytes() == (packaged / name).read_bytes()
    assert not (course.home / "course" / "course.toml").exists()
    assert read_record(course.home).version == VERSION
    assert {EXERCISE, LESSON, "course/index.ipynb"} == set(read_record(course.home).files)
    assert begin(tmp_path / "ada") == ""  # a second time


def test_later_commands_find_the_home_from_any_folder_in_it(packaged, tmp_path, monkeypatch):
    begin(tmp_path / "ada")
    own_course()
    monkeypatch.setenv("PRIVACYLAB_HOME", "")
    below = tmp_path / "ada" / "assignments" / "00_start"
    assert find_home(below) == tmp_path / "ada"
    assert find_root(below) == packaged
    settle_home(below)
    assert os.environ["PRIVACYLAB_HOME"] == str(tmp_path / "ada")


def test_only_lab_lays_a_course_out(packaged, tmp_path):
    with pytest.raises(CatalogError, match="ada has no course: go to the folder where you started"):
        own_course()
    settle_home()
    assert os.environ["PRIVACYLAB_HOME"] == ""
    assert list((tmp_path / "ada").iterdir()) == []


def test_a_folder_with_other_notebooks_stays_as_it_is(packaged, tmp_path):
    (tmp_path / "ada" / "mine.ipynb").touch()
    with pytest.raises(LayOutError, match="holds other files, so the course was not laid out"):
        begin(tmp_path / "ada")
    assert [one.name for one in (tmp_path / "ada").iterdir()] == ["mine.ipynb"]


def test_a_start_that_was_interrupted_is_resumed(packaged, tmp_path, monkeypatch):
    copy, done = shutil.copyfile, []

    def full(source, target):
        if len(done) > 1:
            raise OSError(28, "No space left on device")
        done.append(copy(source, target))

    begin(tmp_path / "ada")
    with monkeypatch.context() as disk:
        disk.setattr(lay_out.shutil, "copyfile", full)
        with pytest.raises(GradingError, match="cannot hold your work .No space left on device"):
            own_course()
    assert not (tmp_path / "ada" / EXERCISE).exists()
    monkeypatch.setenv("PRIVACYLAB_HOME", "")
    assert begin(tmp_path / "ada") == ""
    own_course()
    assert (tmp_path / "ada" / EXERCISE).is_file()


def test_a_newer_version_says_that_it_can_be_brought_here(packaged, tmp_path):
    begin(tmp_path / "ada")
    own_course()
    version_was("0.0.9", tmp_path / "ada")
    said = begin(tmp_path / "ada")
    assert said.endswith("without touching your answers, run: privacylab update")
    assert f"version 0.0.9 of the course, but version {VERSION} is installed" in said


def test_an_older_version_leaves_the_folder_alone(packaged, tmp_path):
    begin(tmp_path / "ada")
    own_course()
    version_was("99.10.0", tmp_path / "ada")
    newer = f"version 99.10.0 of the course, and this is the older {VERSION}"
    with pytest.raises(LayOutError, match=newer):
        begin(tmp_path / "ada")


def test_a_clone_has_no_home_of_its_own(packaged, root, monkeypatch):
    monkeypatch.chdir(root)
    assert begin(root) == ""
    settle_home()
    assert os.environ["PRIVACYLAB_HOME"] == ""
    assert find_home() == find_root() == root


def version_was(version, home):
    record = home / load.LAID_OUT
    record.write_text(json.dumps(json.loads(record.read_text()) | {"version": version}))
