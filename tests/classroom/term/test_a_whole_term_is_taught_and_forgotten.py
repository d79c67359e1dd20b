"""A class of ten goes through the whole term, command by command."""

import os
from pathlib import Path
from unittest import mock

import pytest
from term import FIRST, SECOND, teach

import commands


def in_this_process(command, settings):
    """The exit status and the output of a command; its process would cost a second for each."""
    with mock.patch.dict(os.environ, settings):
        code, out, err = commands.run(*command, cwd=Path(settings["PRIVACYLAB_HOME"]))
    return code, out + err


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    return teach(tmp_path_factory.mktemp("term") / "class", 10, in_this_process)


def test_every_command_ends_well_but_that_which_would_bring_the_erased_back(term):
    assert [step for step, (status, _) in term.said.items() if status] == ["collect an old zip"]


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (f"collect {FIRST}", "8 of 10 people in the table submitted."),
        (f"collect {FIRST}", "An empty zip:"),
        (f"grade {FIRST}", "8 submitted: 7 graded, 0 need manual grading, 1 could not be graded"),
        (f"grade {FIRST}", "breaks off at line 1"),
        ("export moodle", "7 learners in the table, 1 left out."),
        (f"grade {SECOND}", "8 submitted: 0 graded, 7 need manual grading, 1 could not be graded"),
        ("pages", "8 submitted: 7 graded, 0 need manual grading, 1 could not be graded"),
        (f"collect {SECOND} again", "8 of 10 people in the table submitted."),
        (
            f"grade {SECOND} again",
            "8 submitted: 6 graded, 2 need manual grading, 0 could not be graded",
        ),
        (f"grade {SECOND} again", "a person gave 4 points, which do not count until"),
        ("export canvas", "8 learners in the table."),
        ("class", "8 submitted, 8 graded"),
        ("collect an old zip", "this person was erased here"),
        ("log verify", "entries, unchanged."),
        ("retention too early", "due for deletion on"),
        ("retention", "A search of all files finds nothing more."),
    ],
)
def test_each_command_says_what_happened(term, step, sentence):
    assert sentence in " ".join(term.said[step][1].split())


def test_who_is_late_pays_for_it_and_an_extension_counts(term):
    notes = " ".join(term.said[f"grade {FIRST}"][1].split())
    late, extended = (one.login for one in term.people[8:10])
    assert f"{late} Submitted 2 days" in notes and "late: −30%" in notes
    assert f"{extended} Submitted" in notes and "late: −10%" in notes


def test_the_copy_is_listed_with_its_original(term):
    said = term.said["similar"][1]
    assert all(term.people[number].login in said for number in (5, 6))


def test_nothing_is_left_of_the_one_who_was_erased_nor_of_the_class_at_its_end(term):
    assert term.left == {"one": [], "all": []}
