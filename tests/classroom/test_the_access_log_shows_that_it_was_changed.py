"""Who viewed or changed a mark is logged; a change of the log shows, and an erasure does not."""

import multiprocessing
from types import SimpleNamespace

import pymerkle
import pytest
import tiny_course as tiny
from lms_files import notebook, tree

from privacylab.classroom.access_log import log
from privacylab.classroom.access_log.formgrader import CHANGED, VIEWED, log_request
from privacylab.classroom.access_log.log import EVERYONE, Head, accesses, head, problems, record
from privacylab.classroom.erase import erase
from privacylab.classroom.holdings import find_subject, holdings
from privacylab.classroom.received import ClassroomError
from privacylab.grading import grade_class
from privacylab.grading.gradebook.database import open_gradebook

ADA, ALAN = "ada@uni.example", "alan@uni.example"


@pytest.fixture
def logged(home):
    """A home whose log has seven entries, about two learners and about all."""
    for about in (ADA, ALAN, EVERYONE, ADA, EVERYONE, ALAN, ADA):
        record(home, "viewed", tiny.MODULE, about)
    return home


def entries(home):
    return home.home / "access_log" / "entries.jsonl"


def test_an_entry_says_who_did_what_about_whom_and_when(logged):
    first = accesses(logged)[0]
    assert (first.did, first.module, first.about) == ("viewed", tiny.MODULE, ADA)
    assert first.who and first.at.endswith("Z")
    assert [one.about for one in accesses(logged, ADA)] == [ADA] * 3
    assert problems(logged) == []


def test_the_head_is_that_of_another_implementation_of_rfc_6962(logged):
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for size, line in enumerate(entries(logged).read_bytes().splitlines(), 1):
        tree.append_entry(line)
        assert log.root(entries(logged).read_bytes().splitlines()[:size]) == tree.get_root(size)
    assert head(logged) == Head(7, tree.get_root(7))
    assert log.Frontier.read(logged.home / "access_log").root == tree.get_root(7)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda lines: [lines[0].replace(b"viewed", b"missed"), *lines[1:]], "were changed"),
        (lambda lines: lines[1:], "1 of 7 entries are gone"),
        (lambda lines: [*lines[:5], lines[6], lines[5]], "reordered"),
        (lambda lines: lines[:-2], "2 of 7 entries are gone"),
        (lambda lines: [*lines[:6], b"{", lines[6]], "were changed"),
    ],
    ids=["changed", "the first removed", "exchanged", "cut off", "inserted"],
)
def test_a_change_of_the_file_shows(logged, change, sentence):
    lines = entries(logged).read_bytes().splitlines()
    entries(logged).write_bytes(b"\n".join(change(lines)) + b"\n")
    (found,) = problems(logged)
    assert sentence in found


def test_a_log_that_was_written_anew_with_its_head_shows_by_a_head_kept_elsewhere(logged):
    kept = Head.of(str(head(logged)))
    for path in entries(logged).parent.iterdir():
        path.unlink()
    for _ in range(9):
        record(logged, "viewed", tiny.MODULE)
    assert problems(logged) == []
    (found,) = problems(logged, kept)
    assert found == "The first 7 entries are not those that the head covers."


def test_a_head_from_another_day_fits_the_log_that_has_grown(logged):
    kept = head(logged)
    record(logged, "viewed", tiny.MODULE)
    assert problems(logged, kept) == []


@pytest.mark.parametrize("text", ["", "7", "7:ab", "x:" + "ab" * 32, "7:" + "xy" * 32])
def test_what_is_not_a_head_is_one_sentence(text):
    with pytest.raises(ClassroomError, match="A head is a number, a colon and 64 hex digits"):
        Head.of(text)


def test_the_file_names_no_learner_and_an_erased_one_is_forgotten(logged):
    assert ADA.encode() not in entries(logged).read_bytes()
    before = holdings(logged, find_subject(log_of_people(logged), ADA))
    assert ("access_log", 3) in [(one.place, one.size) for one in before]
    kept = head(logged)
    _, left = erase(logged, ADA)
    assert left == []
    assert b"ada@" not in b"".join(tree(logged).values())
    assert [one.about for one in accesses(logged)][:2] == [log.ERASED, ALAN]
    assert problems(logged, kept) == []


def log_of_people(home):
    """The same home, where Ada has a folder, so that she can be found."""
    (home.home / "submitted" / ADA).mkdir(parents=True)
    return home


def test_what_a_crash_leaves_behind_is_counted_with_the_next_entry(logged):
    with entries(logged).open("ab") as file:
        file.write(b'{"at": "2026-')
    record(logged, "viewed", tiny.MODULE)
    assert problems(logged) == []
    assert [one.did for one in accesses(logged)][-2:] == ["a damaged entry", "viewed"]


def test_an_access_that_cannot_be_logged_is_refused(home):
    (home.home / "access_log").write_text("in the way")
    with pytest.raises(ClassroomError, match="can't be logged .* so it is refused"):
        record(home, "viewed", tiny.MODULE)


def _write_many(home):
    for _ in range(50):
        record(home, "viewed", tiny.MODULE, ADA)


def test_four_that_write_at_once_lose_nothing(home):
    with multiprocessing.get_context("fork").Pool(4) as pool:
        pool.map(_write_many, [home] * 4)
    assert len(accesses(home, ADA)) == 200 and problems(home) == []


@pytest.fixture
def graded(course, home):
    """A home with one graded learner, and the gradebook's ids by what they are of."""
    sent = home.submitted(ADA, tiny.MODULE)
    sent.mkdir(parents=True)
    (sent / f"{tiny.name_of('RET-02')}.ipynb").write_text(notebook(course))
    grade_class(home, tiny.MODULE)
    with open_gradebook(home) as gradebook:
        book = gradebook.notebook_submissions(tiny.name_of("RET-02"), tiny.MODULE)[0]
        yield home, gradebook, {"notebook": book.id, "grade": book.grades[0].id}


@pytest.mark.parametrize(
    ("method", "path", "did"),
    [
        ("GET", "submissions/{notebook}/", VIEWED),
        ("PUT", "api/grade/{grade}", CHANGED),
        ("GET", "api/student_submissions/ada%40uni.example", VIEWED),
        ("POST", f"api/submission/{tiny.MODULE}/ada%40uni.example/autograde", CHANGED),
    ],
)
def test_what_formgrader_shows_or_changes_of_a_learner_is_logged_by_name(graded, method, path, did):
    home, gradebook, ids = graded
    request = SimpleNamespace(method=method, path=f"/base/formgrader/{path.format(**ids)}")
    log_request(home, SimpleNamespace(request=request, gradebook=gradebook))
    (found,) = accesses(home)
    assert (found.did, found.about) == (did, ADA)


def test_the_rows_of_a_rubric_are_logged_as_a_change(graded):
    home, gradebook, ids = graded
    request = SimpleNamespace(method="PUT", path=f"/base/privacylab/rubric/{ids['notebook']}")
    log_request(home, SimpleNamespace(request=request, gradebook=gradebook))
    assert [(one.did, one.about) for one in accesses(home)] == [(CHANGED, ADA)]


@pytest.mark.parametrize("path", ["api/status", "fonts/a.woff", "submissions/components/a.js"])
def test_what_shows_no_mark_is_not_logged(home, path):
    request = SimpleNamespace(method="GET", path=f"/formgrader/{path}")
    log_request(home, SimpleNamespace(request=request, gradebook=None))
    assert accesses(home) == []
