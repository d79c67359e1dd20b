"""PRIVACYLAB_COURSE names a course that is only read, PRIVACYLAB_HOME a person's own work."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from one_exercise import NOTEBOOK, RIGHT, post, served, solve
from traitlets.config import PyFileConfigLoader

import commands
import privacylab
from privacylab.catalog import CatalogError, find_home, find_root
from privacylab.checks.earlier_exercises import notebook_of
from privacylab.companies.murmur import built_stores
from privacylab.grading import Course, GradingError, limited, own_course
from privacylab.grading.marking import read_config
from privacylab.jupyter.saving import is_lesson
from privacylab.lab.answers import my_answers


def tree(folder: Path) -> dict[str, bytes]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def changed(folder: Path, before: dict[str, bytes]) -> list[str]:
    """The files that are not as they were: names alone, as a diff of all would take minutes."""
    after = tree(folder)
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]


@pytest.fixture
def work(alone, tmp_path, monkeypatch) -> Course:
    """A course, and a home that is not there yet, as the two settings name them."""
    monkeypatch.setenv("PRIVACYLAB_COURSE", str(alone))
    monkeypatch.setenv("PRIVACYLAB_HOME", str(tmp_path / "ada"))
    limited.stop()  # the workers of other tests do not know these settings
    return Course(alone, tmp_path / "ada")


@pytest.fixture(params=["editable", "wheel"])
def package(request, tmp_path) -> dict[str, str]:
    """What makes Python import the package from here, or from a folder without a course above."""
    if request.param == "editable":
        return {}
    site = tmp_path / "site-packages"
    ignored = shutil.ignore_patterns("ui")  # what is compiled comes along
    shutil.copytree(Path(privacylab.__file__).parent, site / "privacylab", ignore=ignored)
    return {"PYTHONPATH": str(site)}


def run(*words, cwd, **settings):
    """What a command says, in a process of its own where it needs settings of Python's."""
    if not settings:
        code, out, err = commands.run(*words, cwd=cwd)
        assert code == 0, err
        return " ".join(out.split())
    command = [sys.executable, "-m", "privacylab.cli", *words]
    environment = {**os.environ, **settings}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def test_every_verb_writes_to_the_home_and_never_to_the_course(work, package, tmp_path):
    before = tree(work.root)

    def do(*words):
        return run(*words, cwd=tmp_path, **package)

    assert "ST-01 Keep, delete or hold not begun" in do("progress")
    solve(work.home, RIGHT)
    assert "2 of 2 public checks pass." in do("check", "ST-01")
    assert "Every test passes" in do("grade", "ST-01")
    assert "full marks" in do("progress")
    do("hand-in", "00_start")
    do("certificate")
    do("reset", "ST-01", "--yes")
    assert (work.home / NOTEBOOK).read_bytes() == (work.root / NOTEBOOK).read_bytes()
    do("restore", "ST-01", "1")
    assert "return" in (work.home / NOTEBOOK).read_text()
    assert changed(work.root, before) == []
    there = {path.name.removesuffix(".lock") for path in work.home.iterdir()}
    assert there == {
        *("assignments", "course", "submitted", "autograded", "feedback", "gradebook.db", "var"),
        "handed-in",
    }


def test_an_instructors_verbs_obey_the_settings_too(work, package, tmp_path):
    before = tree(work.root)
    own_course()
    sent = tmp_path / "in" / "ada" / Path(NOTEBOOK).name
    sent.parent.mkdir(parents=True)
    sent.write_bytes(solve(work.home, RIGHT).read_bytes())

    def do(*words):
        return run(*words, cwd=tmp_path, **package)

    assert "1 file from 1 learner: 1 accepted" in do("collect", str(tmp_path / "in"))
    assert "1 submitted: 1 graded" in do("grade", "00_start", "--all")
    do("export", "00_start", "--to", "csv")
    assert (work.home / "exports" / "00_start").is_dir()
    do("erase", "ada", "--yes")
    assert not (work.home / "submitted" / "ada").exists()
    assert changed(work.root, before) == []


def test_the_buttons_and_the_home_page_obey_the_settings(work, tmp_path):
    before = tree(work.root)
    own_course()
    user = tmp_path / "user"
    user.mkdir()
    with served(work.home, user) as server:
        _, (path,) = post(server, None, to="progress")
        assert (work.home / path["folder"] / path["steps"]["ST-01"]["path"]).is_file()
        solve(work.home, RIGHT)
        _, lines = post(server, {"path": NOTEBOOK, "action": "grade"})
        report = lines[-1]["report"]
        assert (report["score"], report["folder"]) == (2, ".")
        page = {"page": "course/00_start/00_lesson.ipynb", "read": True}
        assert post(server, page, to="progress")[0] == 200
        status, said = post(server, {"path": NOTEBOOK}, to="start-over")
        assert status == 200, said
    assert (work.home / NOTEBOOK).read_bytes() == (work.root / NOTEBOOK).read_bytes()
    assert "00_lesson" in (work.home / "var" / "progress.json").read_text()
    assert changed(work.root, before) == []


def test_a_server_that_does_not_show_the_home_says_so(work, tmp_path):
    (tmp_path / "user").mkdir()
    (tmp_path / "other").mkdir()
    with served(tmp_path / "other", tmp_path / "user") as server:
        status, said = post(server, None, to="progress")
    assert status == 404 and "This server shows no course" in json.loads(said)["message"]


def test_a_check_of_a_file_means_that_file_wherever_it_is(work, tmp_path):
    own_course()
    mine = solve(work.home, RIGHT).rename(tmp_path / "mine.ipynb")
    assert "2 of 2 public checks pass." in run("check", str(mine), cwd=tmp_path)


def test_lessons_and_earlier_answers_and_stores_are_those_of_the_home(work, monkeypatch, tmp_path):
    own_course()
    monkeypatch.chdir(tmp_path)
    solve(work.home, RIGHT)
    assert "✓ decide" in repr(my_answers("00_start"))
    assert notebook_of("ST-01") == work.home / NOTEBOOK
    assert is_lesson(work.home / "course" / "00_start" / "00_lesson.ipynb")
    monkeypatch.setattr(built_stores, "_build", lambda data, place: None)
    stores = built_stores.built_stores(work.root / "datasets" / "murmur")
    assert stores.is_relative_to(work.home / "var")
    settings = read_config(work).CourseDirectory
    assert settings.root == str(work.home)


def test_what_is_in_the_home_is_never_written_over(work):
    own_course()
    before = solve(work.home, RIGHT).read_bytes()
    shutil.rmtree(work.home / "assignments" / "01_cases")
    own_course()
    assert (work.home / NOTEBOOK).read_bytes() == before
    there, handed_out = work.home / "assignments/01_cases", work.root / "assignments/01_cases"
    assert tree(there) == tree(handed_out)
    assert not list(work.home.rglob(".new-*"))


def test_by_default_both_are_the_course(alone, monkeypatch):
    monkeypatch.chdir(alone / "course")
    assert find_root() == find_home() == alone
    assert own_course() == Course(alone, alone)


@pytest.mark.parametrize("name", ["PRIVACYLAB_COURSE", "PRIVACYLAB_HOME"])
def test_a_setting_that_is_no_whole_path_is_one_sentence(name, monkeypatch):
    monkeypatch.setenv(name, "work")
    with pytest.raises(CatalogError, match=f"{name} is 'work': write the absolute path"):
        own_course()


def test_a_course_that_is_not_there_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("PRIVACYLAB_COURSE", str(tmp_path))
    with pytest.raises(CatalogError, match="which has no course/course.toml: correct it"):
        own_course()


def test_a_home_that_cannot_be_written_is_one_sentence(work, monkeypatch):
    work.home.write_text("a file")
    with pytest.raises(GradingError, match="name a folder of your own in PRIVACYLAB_HOME"):
        own_course()
    monkeypatch.delenv("PRIVACYLAB_HOME")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(GradingError, match="cannot hold your work .Permission denied"):
        own_course()


def test_formgrader_lists_the_assignments_of_a_course_that_is_elsewhere(
    root, tmp_path, monkeypatch
):
    monkeypatch.setenv("PRIVACYLAB_HOME", str(tmp_path))
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    folder = CourseDirectory(config=config)
    assert folder.root == str(tmp_path)
    assert "02_retention" in NbGraderAPI(folder, config=config).get_source_assignments()
