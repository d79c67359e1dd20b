"""The contract command: it believes nothing that it has not tried."""

import shutil

import pytest

from privacylab.authoring import AuthorError
from privacylab.catalog import load_catalog
from privacylab.verification import read_answers, verify

MODULE = "02_retention"
FOLDER = f"solutions/{MODULE}"


@pytest.fixture
def course(root, tmp_path):
    """A copy of the course with three answers left: two counterfeits and a genuine one."""
    shutil.copytree(root / "course", tmp_path / "course")
    shutil.copytree(root / FOLDER, tmp_path / FOLDER)
    kept = {"StrictlyAfter.py", "LastRowWins.py", "relativedelta.py"}
    for path in (tmp_path / FOLDER).rglob("*/*/*.py"):
        if path.name not in kept:
            path.unlink()
    return tmp_path


def problems(course):
    return verify(course, load_catalog(course).modules[MODULE]).problems


def edit(course, name, old, new):
    (path,) = (course / FOLDER).rglob(name)
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_the_course_keeps_its_contract(root):
    found = verify(root, load_catalog().modules[MODULE])
    assert found.problems == ()
    by_name = {(verdict.task, verdict.name): verdict for verdict in found.verdicts}
    for task in ("RET-02", "RET-05", "RET-01", "RET-13", "RET-08", "RET-20", "RET-17"):
        assert by_name[task, "(empty)"].passed == 0
        reference = by_name[task, "(reference)"]
        assert reference.passed == reference.checks > 5
    assert len(found.coverage) == 23
    assert all(row.counterfeits and row.hints == 3 for row in found.coverage)


def test_a_counterfeit_that_fails_more_than_it_names_is_reported(course):
    edit(
        course,
        "StrictlyAfter.py",
        '#     "from any day, the boundary',
        '#     # "from any day, the',
    )
    assert any("StrictlyAfter: 'from any day" in line for line in problems(course))


def test_a_counterfeit_that_a_check_lets_through_is_reported(course):
    edit(course, "LastRowWins.py", ".last()", ".max()")
    assert any("LastRowWins" in line and "sharpen that check" in line for line in problems(course))


def test_a_counterfeit_that_names_an_unknown_check_is_reported(course):
    edit(course, "LastRowWins.py", "jobs, restores", "jobs and restores")
    assert any("no check says 'jobs and restores" in line for line in problems(course))


def test_a_counterfeit_that_claims_another_requirement_is_reported(course):
    edit(course, "LastRowWins.py", '["RET-07"]', '["RET-02"]')
    assert any("its covers should be ['RET-07']" in line for line in problems(course))


def test_a_right_answer_that_a_test_rejects_is_reported(course):
    edit(course, "relativedelta.py", "months=+18", "months=+17")
    assert any("relativedelta" in line and "a right answer" in line for line in problems(course))


def test_an_answer_that_does_not_run_to_its_end_is_reported_with_the_reason(course):
    (path,) = (course / FOLDER).rglob("relativedelta.py")
    path.write_text(path.read_text() + "\nraise OSError('no disk')\n")
    sentence = "RET-02 relativedelta: it does not run to the end: OSError: no disk"
    assert sentence in problems(course)


def test_missing_answers_and_uncovered_requirements_are_counted(course):
    found = problems(course)
    assert "RET-08 has 0 counterfeit answers: write at least 4." in found
    assert "RET-01 has 0 genuine answers: write at least 2." in found
    assert "No counterfeit breaks RET-11: write one that does." in found


def test_a_requirement_without_its_ladder_of_hints_is_reported(course):
    path = course / "course" / MODULE / "hints.toml"
    path.write_text(path.read_text().replace("RET-12 = [", "RET-99 = ["))
    with pytest.raises(ValueError, match="RET-99"):
        problems(course)


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("LastRowWins.py", "# /// counterfeit", "# counterfeit", "begin it with the header"),
        ("LastRowWins.py", "# story", "# tale", "its header has the fields"),
        ("LastRowWins.py", '["RET-07"]', "[RET-07]", "is not TOML"),
    ],
)
def test_a_broken_header_is_refused_with_the_reason(course, name, old, new, sentence):
    edit(course, name, old, new)
    with pytest.raises(AuthorError, match=sentence):
        read_answers(course, load_catalog(course).modules[MODULE])


def test_a_stray_file_among_the_answers_is_refused(course):
    (course / FOLDER / "counterfeits" / "notes.txt").write_text("hm")
    with pytest.raises(AuthorError, match="put it in the folder of its exercise"):
        read_answers(course, load_catalog(course).modules[MODULE])
