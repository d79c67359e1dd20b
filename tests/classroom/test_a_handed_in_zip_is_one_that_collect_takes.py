"""What `privacylab hand-in` packs is whole, says what is missing, and comes back out of collect."""

import errno
import hashlib
import json
import zipfile

import pytest
import tiny_course as tiny
from lms_files import account, collected, submissions, zipped
from nbformat.v4 import writes_json
from typer.testing import CliRunner

from privacylab.classroom.collect import LEFT_OUT
from privacylab.classroom.handing_in import pack
from privacylab.classroom.handing_in.receipt import RECEIPT, is_hand_in
from privacylab.classroom.received import ClassroomError
from privacylab.errors import LabError
from privacylab.grading import Course

FILES = {task: f"{tiny.name_of(task)}.ipynb" for task in tiny.TASKS}


@pytest.fixture
def learner(home, monkeypatch):
    """A learner's home: RET-02 is right, RET-01 fails its public check, RET-08 is empty."""
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    answers = {"RET-02": tiny.right("RET-02"), "RET-01": "def ret_01(x):\n    return 5"}
    folder = home.home / "assignments" / tiny.MODULE
    folder.mkdir(parents=True)
    for task, sent in tiny.notebooks(home, answers).items():
        (folder / FILES[task]).write_text(writes_json(sent))
    return home


def folder_of(learner):
    return learner.assignments / tiny.MODULE


def packed(learner):
    return pack.hand_in(learner, learner.module(tiny.MODULE))


def instructor(course, tmp_path):
    home = course.root / "var" / f"{tmp_path.name}-class"
    home.mkdir(parents=True)
    return Course(course.root, home)


def refusal(learner):
    """Why nothing was packed; nothing is left of the attempt."""
    with pytest.raises(LabError) as why:
        packed(learner)
    assert not list(learner.home.glob("handed-in/*"))
    return str(why.value)


def test_the_receipt_names_who_and_when_and_the_digest_of_each_file(learner):
    (folder_of(learner) / "data").mkdir()
    (folder_of(learner) / "data" / "helper.py").write_text("a = 1\n")
    found = packed(learner)
    with zipfile.ZipFile(found.zip) as archive:
        receipt = json.loads(archive.read(RECEIPT))
        there = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in receipt["files"]}
        assert {*archive.namelist()} == {*FILES.values(), "data/helper.py", RECEIPT}
    assert receipt["learner"] == "ada" and receipt["module"] == tiny.MODULE
    assert receipt["at"].endswith(" UTC") and receipt["files"] == there
    assert is_hand_in(found.zip.name) and "ada" not in found.zip.name


def test_what_fails_and_what_is_not_begun_is_packed_and_said(learner):
    title = {task: tiny.exercise(learner, task).title for task in tiny.TASKS}
    assert packed(learner).missing == [
        f"RET-01 {title['RET-01']}: The public check does not pass.",
        f"RET-08 {title['RET-08']}: not begun.",
    ]


def test_a_notebook_that_is_not_there_is_said_to_be_missing(learner):
    (folder_of(learner) / FILES["RET-08"]).unlink()
    found = packed(learner)
    assert f"{FILES['RET-08']} is missing." in found.missing
    assert FILES["RET-08"] not in found.receipt.files


def test_what_is_no_exercise_is_not_packed_and_named(learner):
    (folder_of(learner) / "Untitled.ipynb").write_text("{}")
    (folder_of(learner) / "link.csv").symlink_to("/etc/passwd")
    (folder_of(learner) / RECEIPT).write_text("{}")
    found = packed(learner)
    assert found.left_out == [
        f"Untitled.ipynb: not an exercise of {tiny.MODULE}.",
        "Left out: link.csv (a link).",
    ]
    assert {*found.receipt.files} == {*FILES.values()}


@pytest.mark.parametrize(
    "name", ["{zip}", "doejane_4021_88123_{zip}", "Jane Doe_4021_assignsubmission_file_/{zip}"]
)
def test_a_handed_in_zip_comes_back_out_of_collect(name, learner, course, tmp_path):
    (folder_of(learner) / "helper.py").write_text("a = 1\n")
    own = packed(learner).zip
    class_ = instructor(course, tmp_path)
    sent = zipped(tmp_path / "all.zip", {name.format(zip=own.name): own.read_bytes()})
    found = collected(class_, sent)
    (who,) = found.learners
    assert submissions(class_) == sorted(
        f"submitted/{who}/{tiny.MODULE}/{file}" for file in [*FILES.values(), "helper.py"]
    )
    for file in FILES.values():
        taken = class_.submitted(who, tiny.MODULE) / file
        assert taken.read_bytes() == (folder_of(learner) / file).read_bytes()
    receipt = account(found, f"{name.format(zip=own.name)}/{RECEIPT}")
    assert receipt.state == LEFT_OUT and "receipt" in receipt.why


@pytest.mark.parametrize("folders", [(), ("data",), ("data", "more")])
def test_a_zip_that_comes_alone_is_collected_under_the_name_in_its_receipt(
    folders, learner, course, tmp_path
):
    for folder in folders:
        (folder_of(learner) / folder).mkdir()
        (folder_of(learner) / folder / "x.csv").write_text("1\n")
    class_ = instructor(course, tmp_path)
    assert collected(class_, packed(learner).zip).learners == ["ada"]
    assert len(submissions(class_)) == len(FILES) + len(folders)


@pytest.mark.parametrize("folders", [(), ("data", "more")])
def test_a_folder_of_such_zips_is_a_class(folders, learner, course, tmp_path, monkeypatch):
    for folder in folders:
        (folder_of(learner) / folder).mkdir()
        (folder_of(learner) / folder / "x.csv").write_text("1\n")
    received = tmp_path / "received"
    received.mkdir()
    for name, file in (("ada", "{}.zip"), ("ben", "{} (1).zip")):
        monkeypatch.setenv("JUPYTERHUB_USER", name)
        own = packed(learner).zip
        (received / file.format(own.stem)).write_bytes(own.read_bytes())
    assert collected(instructor(course, tmp_path), received).learners == ["ada", "ben"]


def test_a_folder_that_an_instructor_has_named_outranks_the_receipt(learner, course, tmp_path):
    own = packed(learner).zip
    for name in ("cem", "dot"):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / own.name).write_bytes(own.read_bytes())
    found = collected(instructor(course, tmp_path), tmp_path / "in")
    assert found.learners == ["cem", "dot"]


def test_one_learners_folder_with_two_zips_outranks_their_receipts(learner, course, tmp_path):
    own = packed(learner).zip
    (tmp_path / "in" / "cem").mkdir(parents=True)
    for name in (own.name, own.name.replace("-20", "-19")):
        (tmp_path / "in" / "cem" / name).write_bytes(own.read_bytes())
    assert collected(instructor(course, tmp_path), tmp_path / "in").learners == ["cem"]


def test_a_receipt_that_says_nothing_leaves_the_name_to_the_zip(learner, course, tmp_path):
    entries = {FILES["RET-02"]: (folder_of(learner) / FILES["RET-02"]).read_bytes(), RECEIPT: "[]"}
    (tmp_path / "in").mkdir()
    zipped(tmp_path / "in" / "ada.zip", entries)
    assert collected(instructor(course, tmp_path), tmp_path / "in").learners == ["ada"]


def test_nothing_filled_in_is_nothing_to_hand_in(learner):
    for task, sent in tiny.notebooks(learner, {}).items():
        (folder_of(learner) / FILES[task]).write_text(writes_json(sent))
    assert "you have not filled anything in yet" in refusal(learner)


def test_no_notebooks_are_nothing_to_hand_in(learner):
    for file in FILES.values():
        (folder_of(learner) / file).unlink()
    assert "it has no notebooks here" in refusal(learner)
    folder_of(learner).rmdir()
    assert "its folder in assignments/ is missing" in refusal(learner)


@pytest.mark.parametrize(
    ("content", "says"),
    [("<<<<<<< HEAD", "is not a notebook"), ("", "is empty"), ('{"cells": [', "breaks off")],
)
def test_an_unreadable_notebook_is_named_and_nothing_is_packed(content, says, learner):
    (folder_of(learner) / FILES["RET-01"]).write_text(content)
    said = refusal(learner)
    assert FILES["RET-01"] in said and says in said and "run the command again" in said


def test_a_notebook_under_another_ones_name_is_not_packed(learner):
    here = folder_of(learner)
    (here / FILES["RET-01"]).write_bytes((here / FILES["RET-02"]).read_bytes())
    assert "holds RET-02, another exercise" in refusal(learner)


def test_a_full_disk_is_one_sentence_and_leaves_nothing(learner, monkeypatch):
    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(pack, "write_whole", full)
    assert "No space left on device): free some space" in refusal(learner)


def test_checks_that_cannot_run_keep_no_one_from_handing_in(learner, monkeypatch):
    def broken(root, notebook):
        raise ClassroomError("The sandbox is broken.")

    monkeypatch.setattr(pack, "check_notebook", broken)
    found = packed(learner)
    assert found.zip.is_file()
    assert "the checks could not run. The sandbox is broken." in found.missing[0]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Name an exercise, such as RET-02, or a module"),
        (("RET-02",), "you hand in whole modules: privacylab hand-in 02_retention"),
        (("02_retenton",), "Did you mean 02_retention?"),
    ],
)
def test_what_is_no_module_is_one_sentence(words, says):
    from privacylab.cli import app

    done = CliRunner().invoke(app, ["hand-in", *words])
    assert done.exit_code == 1 and says in str(done.exception)


def test_the_screen_says_where_to_upload_in_the_courses_own_words(learner, capsys):
    from privacylab.classroom.handing_in.screen import show_hand_in
    from privacylab.terminal import Terminal

    found = packed(learner)
    show_hand_in(found, "to Canvas → Privacy 101", Terminal(width=100))
    said = capsys.readouterr().out
    assert "Nothing has been sent yet. Upload" in said and found.zip.name in said
    assert "to Canvas → Privacy 101." in said
    assert all(digest[:20] in said for digest in found.receipt.files.values())
    assert "Packed by ada" in said and found.receipt.at in said
    assert "Due" not in said


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2020-01-06", "Due Mon 6 Jan 2020, 23:59 EST. This is "),
        ("2020-01-06", " late: −30%. If you have an extension, that counts instead."),
        ("2999-01-04", "Due Fri 4 Jan 2999, 23:59 EST.\n"),
    ],
)
def test_the_screen_says_when_it_is_due_and_how_late_it_is(learner, capsys, day, says):
    from privacylab.classroom.handing_in.screen import show_hand_in
    from privacylab.terminal import Terminal

    (learner.home / "class.toml").write_text(
        f'timezone = "America/New_York"\n[due]\n{tiny.MODULE} = {day}\n'
        "[late]\nper_day = 10\nat_most = 30\n"
    )
    show_hand_in(packed(learner), "", Terminal(width=200))
    assert says in capsys.readouterr().out


def test_the_time_in_a_receipt_makes_no_one_late_or_punctual(learner, course, tmp_path):
    found = packed(learner)
    archive = zipped(tmp_path / "ada.zip", zip_of(found.zip))
    class_ = instructor(course, tmp_path)
    collected(class_, archive)
    assert submissions(class_)
    assert not list(class_.home.rglob("timestamp.txt"))


def zip_of(path):
    """The entries of a hand-in, with the time in its receipt moved into the past."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    receipt = json.loads(entries[RECEIPT])
    return {**entries, RECEIPT: json.dumps(receipt | {"at": "2020-01-01 00:00:00 UTC"})}
