"""Whatever is in a zip: it is accepted, or named with the reason, and it harms nothing."""

import csv
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest
import tiny_course as tiny
from lms_files import (
    account,
    canvas_table,
    collected,
    moodle_table,
    notebook,
    read_table,
    refused,
    submissions,
    tree,
    written,
    zip_bytes,
    zipped,
)

from commands import run
from privacylab.classroom import received
from privacylab.classroom.collect import LEFT_OUT
from privacylab.classroom.received import ClassroomError

FILE = f"{tiny.name_of('RET-02')}.ipynb"
GOOD = f"doejane_1_2_{FILE}"


def linked(name, target="/etc/passwd"):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


def nested(depth, content):
    for _ in range(depth):
        content = zip_bytes({"in.zip": content})
    return content


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (f"../../doejane_3_4_{FILE}", "{}", "would lead out of the folder"),
        (f"/tmp/doejane_3_4_{FILE}", "{}", "would lead out of the folder"),
        (f"C:\\x\\doejane_3_4_{FILE}", "{}", "would lead out of the folder"),
        (f"x\\..\\..\\doejane_3_4_{FILE}", "{}", "would lead out of the folder"),
        ("doejane_3_4_\x1b[2J.ipynb", "{}", "not plain text"),
        ("doejane_3_4_bomb.ipynb", "0" * (30 << 20), "zip bomb"),
        ("doejane_1_4_big.csv", os.urandom(21 << 20), "larger than 20 MB"),
        ("doejane_3_4_a.zip", "not a zip", "not a zip"),
        ("doejane_3_4_a.zip", zip_bytes({}), "an empty zip"),
        ("doejane_3_4_a.zip", nested(4, b""), "a zip in a zip"),
        ("doejane_3_4_a.zip", zip_bytes({f"{n}": "" for n in range(1001)}), "1,000 files"),
        ("doejane_3_4_a.rar", "Rar!", "only zips are opened"),
        ("doejane_3_4_lesson.ipynb", '{"cells": []}', "has no exercise"),
        ("doejane_3_4_essay.pdf", "%PDF", "no notebook of the course is beside it"),
        ("doejane_3_text.html", "<p>", "typed into the LMS"),
        ("doejane_LATE_3_link.html", "<p>", "typed into the LMS"),
        ("Jo_3_assignsubmission_onlinetext/onlinetext.html", "<p>", "typed into the LMS"),
        (FILE, "{}", "does not say who sent it"),
        (f"me/{FILE}", "{}", "no learner can have"),
        (f".hidden/{FILE}", "{}", "no learner can have"),
        (f"a,b/{FILE}", "{}", "rename it"),
        (f"doejane_1_9_{'n' * 180}.py", "a = 1", "its name is too long"),
    ],
)
def test_each_bad_file_has_its_sentence_and_harms_nobody_else(name, content, says, home, tmp_path):
    archive = zipped(tmp_path / "all.zip", {GOOD: notebook(home), name: content})
    found = collected(home, archive)
    (why,) = refused(found).values()
    assert says in why
    assert len(found.accounts) == 2
    assert submissions(home) == [f"submitted/doejane_1/{tiny.MODULE}/{FILE}"]


def test_a_link_is_not_followed(home, tmp_path):
    entries = [(GOOD, notebook(home)), linked("doejane_3_4_x.ipynb")]
    found = collected(home, zipped(tmp_path / "all.zip", entries))
    assert refused(found) == {"doejane_3_4_x.ipynb": "it is a link: ask for the file itself"}


def test_a_link_in_a_folder_is_not_followed(home, tmp_path):
    folder = tmp_path / "received"
    folder.mkdir()
    (folder / GOOD).write_text(notebook(home))
    (folder / f"doejane_3_4_{FILE}").symlink_to("/etc/passwd")
    os.mkfifo(folder / f"doejane_5_6_{FILE}")
    why = refused(collected(home, folder))
    assert [one.split(":")[0] for one in why.values()] == ["it is a link", "it is a pipe"]


def test_an_encrypted_file_is_named(home, tmp_path):
    archive = zipped(tmp_path / "all.zip", {GOOD: notebook(home), "doejane_3_4_x.ipynb": "{}"})
    content = bytearray(archive.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.rindex(signature) + flags] |= 1
    archive.write_bytes(content)
    assert "encrypted" in refused(collected(home, archive))["doejane_3_4_x.ipynb"]


def test_a_damaged_file_is_named_and_the_others_are_taken(home, tmp_path):
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as stored:
        stored.writestr(GOOD, notebook(home))
        stored.writestr("doejane_3_4_x.ipynb", "PLAIN TEXT")
    archive.write_bytes(archive.read_bytes().replace(b"PLAIN TEXT", b"OTHER TEXT"))
    assert "damaged" in refused(collected(home, archive))["doejane_3_4_x.ipynb"]


def test_what_a_computer_adds_by_itself_is_counted_and_left_out(home, tmp_path):
    names = ["__MACOSX/._x.ipynb", ".DS_Store", "a/.ipynb_checkpoints/x-checkpoint.ipynb"]
    entries = {GOOD: notebook(home), **dict.fromkeys(names, "x")}
    found = collected(home, zipped(tmp_path / "all.zip", entries))
    assert [account(found, name).state for name in names] == [LEFT_OUT] * 3
    assert found.learners == ["doejane_1"]


def test_one_notebook_from_two_people_counts_for_both_and_is_said(home, tmp_path):
    entries = {f"{who}_{n}_9{n}_{FILE}": notebook(home) for n, who in enumerate(("doe", "roe"), 1)}
    found = collected(home, zipped(tmp_path / "all.zip", entries))
    assert len(submissions(home)) == 2
    (note,) = found.notes
    assert note.startswith(f"The same {FILE}, byte for byte, came from doe_1, roe_2.")


def test_two_people_with_one_name_in_a_folder_are_not_guessed(home, tmp_path):
    table = canvas_table(tmp_path / "grades.csv", {"1": "Doe, Jane", "2": "Doe, Jane"})
    entries = {f"jane doe/{FILE}": notebook(home), f"2/{FILE}": notebook(home)}
    found = collected(home, zipped(tmp_path / "all.zip", entries), table)
    assert found.learners == ["jane2@uni.example"]
    (why,) = refused(found).values()
    assert "called jane doe" in why and "1, 2" in why


def test_who_sent_only_what_cannot_be_accepted_is_still_named(home, tmp_path):
    table = canvas_table(tmp_path / "grades.csv", {"1": "Doe, Jane", "3": "Roe, Max"})
    archive = zipped(tmp_path / "all.zip", {GOOD: notebook(home), "roemax_3_4_a.pdf": "%PDF"})
    found = collected(home, archive, table)
    assert found.learners == ["jane1@uni.example", "max3@uni.example"]
    assert found.empty == ["max3@uni.example"]
    assert not found.missing


def test_who_is_not_in_the_table_is_collected_and_named(home, tmp_path):
    table = canvas_table(tmp_path / "grades.csv", {"7": "Poe, Eve"})
    found = collected(home, zipped(tmp_path / "all.zip", {GOOD: notebook(home)}), table)
    assert found.learners == ["doejane_1"]
    assert found.notes == [
        "Not in grades.csv, so the points cannot be handed back there: doejane_1."
    ]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("all.zip", b"", "not a zip, or is incomplete"),
        ("all.zip", b"PK\x03\x04 half of a zip", "not a zip, or is incomplete"),
        ("all.zip", zip_bytes({}), "is empty"),
        ("all.tar.gz", b"\x1f\x8b", "is not a zip: unpack it"),
        ("all.zip", zip_bytes({"__MACOSX/._a": "x"}), "has no notebook"),
        ("all.zip", zip_bytes({"readme.txt": "x", "b.txt": "y"}), "and 1 more file."),
    ],
)
def test_what_cannot_be_collected_at_all_ends_in_one_sentence(name, content, says, home, tmp_path):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ClassroomError, match=says) as error:
        collected(home, tmp_path / name)
    assert len(str(error.value).splitlines()) == 1
    assert tree(home) == {}


def test_a_class_of_files_without_end_is_refused_before_anything_is_written(
    home, tmp_path, monkeypatch
):
    monkeypatch.setattr(received, "MOST_FILES", 3)
    entries = {f"doejane_{n}_2_{FILE}": notebook(home) for n in range(4)}
    with pytest.raises(ClassroomError, match="more than 3 files"):
        collected(home, zipped(tmp_path / "all.zip", entries))
    monkeypatch.setattr(received, "MOST_FILES", 10)
    monkeypatch.setattr(received, "MOST_BYTES", 100)
    with pytest.raises(ClassroomError, match="zip bomb"):
        collected(home, zipped(tmp_path / "all.zip", entries))
    assert tree(home) == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a known table"),
        (b"name,points\nann,3\n", "not a known table"),
        (b"Student,ID,Section\n\xff\xfe\n", "not UTF-8 text"),
        (b"Student,ID,Section\n\0,1,a\n", "binary file"),
        (b"Student,ID,Section\nDoe,1,a\nRoe,1,a\n", "the number 1 twice"),
        (b"Student,ID,Section\n", "has no learners"),
        (b"Student,ID,Section\nDoe,1,a,b\n", "more cells than the first row"),
    ],
)
def test_a_bad_table_ends_in_one_sentence(content, says, home, tmp_path):
    table = tmp_path / "grades.csv"
    table.write_bytes(content)
    archive = zipped(tmp_path / "all.zip", {GOOD: notebook(home)})
    with pytest.raises(ClassroomError, match=says):
        collected(home, archive, table)
    with pytest.raises(ClassroomError, match="cannot be read"):
        collected(home, archive, tmp_path / "nowhere.csv")
    assert tree(home) == {}


def test_the_table_of_another_lms_is_refused(home, tmp_path):
    table = moodle_table(tmp_path / "grades.csv", {"1": "Jane Doe"})
    archive = zipped(tmp_path / "all.zip", {GOOD: notebook(home)})
    with pytest.raises(ClassroomError, match="grades.csv is a Moodle table"):
        collected(home, archive, table)


def test_a_table_that_a_spreadsheet_saved_with_semicolons_is_read(home, tmp_path):
    table = canvas_table(tmp_path / "grades.csv", {"1": "Doe, Jane"})
    rows = read_table(table)
    with table.open("w", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    found = collected(home, zipped(tmp_path / "all.zip", {GOOD: notebook(home)}), table)
    assert found.on_roster == 1 and not found.missing


def test_a_run_that_was_stopped_between_two_renames_loses_nothing(home, tmp_path, monkeypatch):
    first = zipped(tmp_path / "1.zip", {f"doejane_1_2_{FILE}": notebook(home)})
    changed = notebook(home, answer="def ret_02(x): return 2")
    second = zipped(tmp_path / "2.zip", {f"doejane_1_3_{FILE}": changed})
    collected(home, first)

    class Stopped(BaseException):
        """As a power cut is: nothing cleans up."""

    renamed = []

    def rename(self, to):
        renamed.append(to)
        os.rename(self, to)
        raise Stopped

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(Stopped):
        collected(home, second)
    monkeypatch.undo()
    assert submissions(home) == []  # the worst moment
    collected(home, second)
    assert tree(home)[f"submitted/doejane_1/{tiny.MODULE}/{FILE}"].decode() == changed
    assert not [name for name in tree(home) if "/." in name]
    assert any("/earlier/" in name for name in tree(home))


def test_a_full_disk_ends_in_one_sentence_and_the_submission_stays(home, tmp_path, monkeypatch):
    collected(home, zipped(tmp_path / "1.zip", {f"doejane_1_2_{FILE}": notebook(home)}))
    before = tree(home)
    changed = notebook(home, answer="def ret_02(x): return 2")

    def full(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    second = tmp_path / "2.zip"
    second.write_text("")
    held = io.BytesIO(zip_bytes({f"doejane_1_3_{FILE}": changed}))
    monkeypatch.setattr(received, "_open_zip", lambda path, stack: zipfile.ZipFile(held))
    with pytest.raises(ClassroomError, match="No space left on device"):
        collected(home, second)
    assert {name: tree(home)[name] for name in submissions(home)} == {
        name: content for name, content in before.items() if name.startswith("submitted/")
    }


def test_the_command_says_what_became_of_each_file(home, tmp_path):
    table = written(tmp_path / "bad.csv", [["a"], ["b"]])
    archive = zipped(tmp_path / "all.zip", {GOOD: notebook(home), "b_3_4_a.pdf": "%PDF"})
    code, out, err = run("collect", str(archive), "--roster", str(table), cwd=home.root)
    assert (code, out) == (1, "")
    assert " ".join(err.split()).startswith("privacylab: bad.csv is not a known table")
    code, out, err = run("collect", str(archive), cwd=home.root)
    assert code == 0, err
    assert "2 files from 2 learners: 1 accepted, 1 not accepted." in out
    assert "b_3_4_a.pdf" in out and f"privacylab grade {tiny.MODULE} --all" in out
