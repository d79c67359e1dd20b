"""`privacylab class`: who needs something, how each exercise went, and what a regrade changed."""

import dataclasses
import io
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
import tiny_course as tiny
from typer.testing import CliRunner

from privacylab.classroom.access_log.log import EVERYONE, accesses
from privacylab.classroom.erase import erase
from privacylab.classroom.holdings import find_subject, holdings
from privacylab.classroom.overview.page import write_class_page
from privacylab.classroom.overview.read import read_class
from privacylab.classroom.overview.table import as_json, show_class, show_modules
from privacylab.classroom.receipts import Known, Receipt, Sent, collected, remember
from privacylab.classroom.received import ClassroomError
from privacylab.cli import app
from privacylab.grading import Course, grade_class
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.grader import prepare
from privacylab.grading.quiet import quiet
from privacylab.terminal import Terminal

MODULE = tiny.MODULE
ODD = "<b>o'x & y"  # a name that HTML writes in another way
FAILS_LATER = "def ret_08(x):\n    return 2 * x if x < 50_000 else 0"
NEW_CHECK = """
with checks("a large number is doubled", "RET-08", hint=2):
    assert ret_08(99_999) == 199_998
"""


@dataclasses.dataclass(frozen=True)
class Class:
    """The class after its first grading, and after a test was added."""

    course: Course
    first: dict
    second: dict


def by_learner(facts: dict) -> dict[str, dict]:
    return {one["learner"]: one for one in facts["modules"][0]["learners"]}


def by_exercise(facts: dict) -> dict[str, dict]:
    return {one["exercise"]: one for one in facts["modules"][0]["exercises"]}


def read(course: Course) -> dict:
    return json.loads(json.dumps(as_json(read_class(course, MODULE))))


@pytest.fixture(scope="module")
def seen(root, tmp_path_factory) -> Class:
    """Five who are graded, late or not at all; then a hidden check is added."""
    folder = tmp_path_factory.mktemp("seen")
    course = tiny.make_course(folder, root / "nbgrader_config.py", tiny.IN_MODULE)

    def send(learner: str, answers: dict[str, str]) -> Path:
        return tiny.send(course, learner, tiny.notebooks(course, {**tiny.ALL_RIGHT, **answers}))

    send("ann", {})
    (send("late", {}) / "timestamp.txt").write_text("2026-05-03 12:00:00 UTC\n")
    send(ODD, {"RET-08": FAILS_LATER, "RET-01": tiny.wrong("RET-01")})
    send("me", {})
    tiny.send_one(course, "cut", b"{")
    prepare(course, MODULE)
    with quiet(), open_gradebook(course) as gradebook:
        gradebook.find_assignment(MODULE).duedate = datetime(2026, 5, 1, 12)
        gradebook.db.commit()
    grade_class(course, MODULE)
    send("new", {})
    send("late", {"RET-02": tiny.wrong("RET-02")})
    remember(course, [Known("absent", "canvas", "7", "Absent, Abe", "abe@uni.example")])
    earlier = (Sent(f"{tiny.name_of('RET-02')}.ipynb", "a.zip", "00", 1),)
    path = collected(course, "ann") / f"{MODULE}.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(dataclasses.asdict(Receipt((), earlier, True))))
    first = read(course)
    tiny.write_text(course.root, MODULE, "RET-08", NEW_CHECK)
    grade_class(course, MODULE)
    return Class(course, first, read(course))


@pytest.fixture
def again(seen, tmp_path) -> Course:
    """The same class in a home that a test may change."""
    home = tmp_path / "home"
    ignored = shutil.ignore_patterns("solutions", "course")
    shutil.copytree(seen.course.home, home, ignore=ignored)
    return Course(seen.course.root, home)


def test_each_learner_is_in_the_state_that_is_recorded(seen):
    rows = by_learner(seen.first)
    assert set(rows) == {"ann", "late", ODD, "cut", "new", "absent"}
    assert rows["ann"]["needs"] == ["late, according to the LMS"]
    assert rows["late"]["to_grade"] == "changed" and rows["late"]["late"]["seconds"] == 2 * 86_400
    assert rows["late"]["needs"] == ["changed since it was graded", "late by 2 days"]
    assert (
        rows["cut"]["needs"] == ["could not be graded"] and "breaks off" in rows["cut"]["problem"]
    )
    assert rows["new"]["needs"] == ["not graded yet"] and rows["new"]["score"] is None
    assert not rows["absent"]["received"] and rows["absent"]["name"] == "Absent, Abe"
    assert rows[ODD]["score"] == 19.5 and rows[ODD]["needs"] == []
    assert seen.first["modules"][0]["counts"] == {
        "learners": 6,
        "submitted": 5,
        "graded": 3,
        "to_grade": 2,
        "to_grade_again": 0,
        "could_not_be_graded": 1,
        "need_a_person": 0,
        "late": 2,
        "nothing_received": 1,
    }


def test_an_exercise_has_its_attempts_its_median_and_the_sentences_of_failed_checks(seen):
    found = by_exercise(seen.first)
    assert found["RET-02"]["attempts"] == 4 and found["RET-02"]["begun"] == 3
    assert (found["RET-01"]["median"], found["RET-01"]["full_marks"]) == (6.0, 2)
    assert [
        (one["learners"], one["sentence"], one["hidden"]) for one in found["RET-01"]["failed"]
    ] == [(1, tiny.HIDDEN_SENTENCE.format(name), True) for name in ("RET-01", "RET-15", "RET-16")]
    assert found["RET-01"]["hints"][0]["text"] == "one" and not found["RET-02"]["failed"]


def test_a_regrade_says_what_it_changed_and_for_whom_and_a_new_version_is_no_regrade(seen):
    found = by_exercise(seen.second)
    (change,) = found["RET-08"]["changes"]
    assert (change["learner"], change["before"]) == (ODD, 10.0) and change["after"] < 10
    assert (change["failing"], change["passing"]) == (["a large number is doubled"], [])
    assert not found["RET-02"]["changes"]  # late sent another version, which has other points
    versions = {
        one["learner"]: one["exercises"][0]["versions"] for one in by_learner(seen.second).values()
    }
    assert (versions["late"], versions["ann"], versions["cut"]) == (2, 2, 0)


def test_a_course_that_has_changed_is_said_once_and_not_of_each_learner(again):
    with closing(sqlite3.connect(again.home / "gradebook.db")) as book, book:
        book.execute("UPDATE privacylab_attempt SET rests = 'other'")
    found = read(again)
    assert found["modules"][0]["counts"]["to_grade_again"] == 4
    assert by_learner(found)["new"]["needs"] == []


def test_a_gradebook_from_before_is_shown_without_its_checks(again):
    with closing(sqlite3.connect(again.home / "gradebook.db")) as book, book:
        book.execute("DROP TABLE privacylab_outcome")
    found = by_exercise(read(again))["RET-01"]
    assert (found["unrecorded"], found["failed"], found["full_marks"]) == (4, [], 3)


def test_what_a_person_gave_counts_and_what_waits_for_a_person_is_named(again):
    with quiet(), open_gradebook(again) as gradebook:
        (sent,) = gradebook.find_submission(MODULE, "ann").notebooks[:1]
        sent.grades[0].manual_score, sent.grades[0].needs_manual_grade = 0.25, True
        gradebook.db.commit()
        name = sent.name.split("_")[0]
    row = by_learner(read(again))["ann"]
    assert row["needs_person"] == [name] and f"grade by hand: {name}" in row["needs"]
    assert 0.25 in [one["score"] for one in row["exercises"]]


def shown(course: Course, everybody: bool, width: int = 100) -> str:
    console = Terminal(width=width, file=io.StringIO(), color_system=None)
    show_class(read_class(course, MODULE)[0], everybody, console)
    return console.file.getvalue()


def test_the_terminal_lists_who_needs_something_or_everyone_in_a_hundred_columns(seen):
    few, everyone = shown(seen.course, False), shown(seen.course, True)
    assert all(len(line) <= 100 for line in (few + everyone).splitlines())
    listed = few[few.index("Who needs something") : few.index("How the exercises went")]
    assert "cut" in listed and ODD not in listed
    assert ODD in everyone and "absent" in everyone
    words = " ".join(few.split())
    assert (
        "6 learners: 5 submitted, 4 graded, 1 could not be graded, 2 late, 1 sent nothing." in words
    )
    assert "cut: RET-02_twice.ipynb breaks off" in words
    assert "hidden a large number is doubled (ret_08, RET-08)" in words
    assert "privacylab hint RET-01 1" in words


def test_a_large_class_does_not_flood_the_terminal(seen):
    overview = read_class(seen.course, MODULE)[0]
    row = next(one for one in overview.learners if one.problem)
    many = tuple(dataclasses.replace(row, learner=f"learner{n}") for n in range(200))
    console = Terminal(width=100, file=io.StringIO(), color_system=None)
    show_class(dataclasses.replace(overview, learners=many), False, console)
    text = console.file.getvalue()
    assert "and 160 more: --all lists them" in text and text.count("learner") < 100


def test_all_modules_are_one_line_each(seen):
    console = Terminal(width=100, file=io.StringIO(), color_system=None)
    show_modules(read_class(seen.course), console)
    assert "5 submitted" in console.file.getvalue() and tiny.OTHER not in console.file.getvalue()


def test_the_page_is_beside_the_gradebook_and_erase_takes_it_away(again):
    remember(again, [Known(ODD, "canvas", "8", "O'X & Y")])
    page = write_class_page(again, read_class(again, MODULE), MODULE)
    assert page == again.home / f"class-{MODULE}.html"
    text = page.read_text()
    assert "<b>o" not in text and "&lt;b&gt;o&#39;x &amp; y" in text
    assert "a large number is doubled" in text and "://" not in text and "<script" not in text
    for learner in (ODD, "new"):  # a name with markup, and one too short to be searched for
        page.write_text(text)
        places = {one.place for one in holdings(again, find_subject(again, learner))}
        assert {page.name, "gradebook.db, privacylab_outcome"} <= places
        assert erase(again, learner)[1] == [] and not page.exists()
    with closing(sqlite3.connect(again.home / "gradebook.db")) as book:
        rows = book.execute("SELECT DISTINCT learner FROM privacylab_outcome").fetchall()
    assert {name for (name,) in rows} == {"ann", "late"}


def test_a_page_without_a_learner_outlives_their_erasure(again):
    page = write_class_page(again, read_class(again, MODULE), MODULE)
    (again.home / "submitted" / "ne").mkdir()  # a part of a name that is on the page
    assert erase(again, "ne")[1] == [] and page.exists()


def test_both_commands_are_in_the_access_log(again, monkeypatch):
    monkeypatch.setenv("PRIVACYLAB_COURSE", str(again.root))
    monkeypatch.setenv("PRIVACYLAB_HOME", str(again.home))
    before = len(accesses(again))
    found = [CliRunner().invoke(app, words) for words in (["class"], ["similar", MODULE])]
    assert [one.exit_code for one in found] == [0, 0] and "Who needs something" in found[0].stdout
    logged = [(one.did, one.module, one.about) for one in accesses(again)[before:]]
    assert logged == [
        ("saw the class", "", EVERYONE),
        ("compared the code", MODULE, EVERYONE),
    ]


def test_nothing_received_ends_in_one_sentence(course, home):
    with pytest.raises(ClassroomError, match="No submissions found for 02_doubling: collect them"):
        read_class(home, MODULE)
