"""`privacylab update`: a newer course comes, and what its learner has changed stays."""

import json
import shutil
from pathlib import Path

import pytest

import commands
from privacylab.catalog import load
from privacylab.grading.own import lay_out as laying_out
from privacylab.grading.own.lay_out import LayOutError, lay_out, read_record
from privacylab.grading.own.update import update

FIRST, SECOND = (
    f"assignments/00_start/{name}.ipynb" for name in ("ST-01_keep_delete_or_hold", "ST-02_copy")
)
LESSON, PICTURE = "course/00_start/00_lesson.ipynb", "course/00_start/picture.png"


@pytest.fixture
def course(root, tmp_path, monkeypatch):
    """A course with two exercises, as version 1.0 of the lab has it."""
    place = tmp_path / "course"
    for name in (FIRST, LESSON, "course/course.toml"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, place / name)
    shutil.copy(place / FIRST, place / SECOND)
    (place / PICTURE).write_bytes(b"one")
    monkeypatch.setattr(laying_out, "version", lambda: "1.0")
    return place


@pytest.fixture
def home(course, tmp_path, monkeypatch):
    """A home that has version 1.0, where 1.1 is installed by now."""
    lay_out(course, tmp_path / "ada")
    for module in (laying_out, "privacylab.grading.own.update"):
        where = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{where}.version", lambda: "1.1")
    return tmp_path / "ada"


def edit(path: Path, old: str, new: str) -> bytes:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return path.read_bytes()


def answer(notebook: Path) -> bytes:
    return edit(notebook, "raise NotImplementedError", "return 'keep'")


def run_cells(notebook: Path) -> None:
    """Save a notebook as JupyterLab does after its cells ran."""
    held = json.loads(notebook.read_text())
    for cell in held["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"execution_count": 1, "metadata": cell["metadata"] | {"trusted": True}}
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}]
    notebook.write_text(json.dumps(held))


def test_what_was_only_read_and_run_is_replaced(course, home):
    run_cells(home / FIRST)
    new = edit(course / FIRST, "Keep, delete", "Delete, keep")
    (course / PICTURE).write_bytes(b"another")
    done = update(course, home)
    assert (done.before, done.now) == ("1.0", "1.1")
    assert sorted(done.replaced) == [FIRST, PICTURE]
    assert (done.new, done.removed, done.yours) == ([], [], [])
    assert (home / FIRST).read_bytes() == new
    assert read_record(home).version == "1.1"


def test_an_answer_stays_and_its_exercise_is_listed_until_it_is_reset(course, home):
    mine = answer(home / FIRST)
    new = edit(course / FIRST, "Keep, delete", "Delete, keep")
    for _ in range(2):
        assert update(course, home).yours == [FIRST]
        assert (home / FIRST).read_bytes() == mine
    (home / FIRST).write_bytes(new)  # as reset does
    assert update(course, home).yours == []
    assert edit(course / FIRST, "Delete, keep", "Hold, keep") and not update(course, home).yours


def test_hints_alone_make_another_exercise(course, home):
    edit(course / FIRST, '"minutes": ', '"minutes": 1')
    assert update(course, home).replaced == [FIRST]


def test_an_answer_to_an_exercise_that_did_not_change_is_not_mentioned(course, home):
    answer(home / FIRST)
    run_cells(home / SECOND)
    done = update(course, home)
    assert (done.new, done.replaced, done.removed, done.yours) == ([], [], [], [])


def test_new_files_come_and_lost_ones_come_back(course, home):
    shutil.copytree(course / "assignments/00_start", course / "assignments/06_new")
    (home / LESSON).unlink()
    done = update(course, home)
    assert LESSON in done.new and len(done.new) == 3
    assert (home / "assignments/06_new").is_dir() and (home / LESSON).is_file()


def test_an_exercise_that_is_gone_goes_unless_it_has_an_answer(course, home):
    answer(home / FIRST)
    (course / FIRST).unlink()
    (course / SECOND).unlink()
    assert update(course, home).removed == [SECOND]
    assert (home / FIRST).is_file() and not (home / SECOND).exists()
    assert update(course, home).removed == []


def test_without_a_record_no_file_is_replaced(course, home):
    (home / load.LAID_OUT).write_text("{")
    mine = answer(home / FIRST)
    edit(course / FIRST, "Keep, delete", "Delete, keep")
    assert update(course, home).yours == [FIRST]
    (course / FIRST).unlink()
    assert update(course, home).removed == []
    assert (home / FIRST).read_bytes() == mine


def test_what_came_to_a_home_without_a_record_is_recorded(course, home):
    (home / load.LAID_OUT).unlink()
    shutil.copytree(course / "assignments/00_start", course / "assignments/06_new")
    lay_out(course, home)
    edit(course / "assignments/06_new/ST-02_copy.ipynb", "Keep, delete", "Delete, keep")
    done = update(course, home)
    assert (done.before, done.replaced) == ("", ["assignments/06_new/ST-02_copy.ipynb"])


def test_an_older_course_is_not_brought(course, home, monkeypatch):
    update(course, home)
    monkeypatch.setattr(laying_out, "version", lambda: "1.0")
    with pytest.raises(LayOutError, match="version 1.1 of the course, and this is the older 1.0"):
        update(course, home)


def test_the_command_lists_what_changed_on_both_sides(course, home, monkeypatch):
    monkeypatch.setenv("PRIVACYLAB_COURSE", str(course))
    monkeypatch.setenv("PRIVACYLAB_HOME", str(home))
    answer(home / FIRST)
    edit(home / LESSON, '"source": [', '"source": ["My note. ",')
    edit(course / FIRST, "Keep, delete", "Delete, keep")
    edit(course / SECOND, "Keep, delete", "Delete, keep")
    edit(course / LESSON, '"source": [', '"source": ["New. ",')
    code, out, err = commands.run("update", cwd=home)
    assert code == 0, err
    assert "version 1.1 of the course (before: 1.0). Files: 1 replaced." in out
    assert f"  ST-01  {FIRST}\n" in out and "run: privacylab reset ST-01." in out
    assert f"  {LESSON}\n" in out and "rename yours, and run the command again" in out


def test_in_a_clone_there_is_nothing_to_bring(root, monkeypatch):
    monkeypatch.delenv("PRIVACYLAB_HOME", raising=False)
    code, _, err = commands.run("update", cwd=root)
    assert code == 1 and "This folder is the course itself" in " ".join(err.split())
