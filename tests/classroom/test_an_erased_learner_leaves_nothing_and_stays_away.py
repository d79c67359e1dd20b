"""`about` finds all that is held about a learner, `erase` leaves nothing, and it stays so."""

import json
import shutil
import zipfile
from datetime import date, timedelta

import pytest
import tiny_course as tiny
from lms_files import canvas_table, collected, notebook, refused, tree, zipped
from typer.testing import CliRunner

from privacylab.classroom.erase import erase
from privacylab.classroom.handing_back.export import export
from privacylab.classroom.holdings import find_subject, holdings
from privacylab.classroom.overview.page import write_class_page
from privacylab.classroom.overview.read import read_class
from privacylab.classroom.received import ClassroomError
from privacylab.classroom.retention import delete_due, what_is_due
from privacylab.cli import app
from privacylab.grading import grade_class
from privacylab.grading.course import ME

FILE = f"{tiny.name_of('RET-02')}.ipynb"
PEOPLE = {"4021": "Lovelace, Ada", "4022": "Turing, Alan"}
ADA, ALAN = "ada4021@uni.example", "alan4022@uni.example"


@pytest.fixture
def held(course, home):
    """A class of two, collected twice, graded and exported."""
    folder = home.home / "downloaded"
    folder.mkdir()
    table = canvas_table(folder / "grades.csv", PEOPLE)
    for order, answer in ((1, "def ret_02(x): return 4"), (2, tiny.right("RET-02"))):
        entries = {
            f"lovelaceada_4021_{order}1_{FILE}": notebook(course, answer=answer),
            f"turingalan_4022_{order}2_{FILE}": notebook(course, answer=f"{answer}  # Alan"),
        }
        collected(home, zipped(folder / f"{order}.zip", entries), table)
    grade_class(home, tiny.MODULE)
    export(home, tiny.MODULE, "canvas", table)
    export(home, tiny.MODULE, "csv")
    return home


def test_about_finds_and_erase_removes_all_of_one_and_nothing_of_another(held, tmp_path):
    places = {one.place for one in holdings(held, find_subject(held, "Lovelace, Ada"))}
    assert {
        f"{name}/{ADA}" for name in ("submitted", "autograded", "feedback", "collected")
    } < places
    assert {"gradebook.db, student", "gradebook.db, privacylab_attempt"} < places
    assert {"downloaded/1.zip", "downloaded/2.zip", "downloaded/grades.csv"} < places
    assert any(one.startswith("exports/") for one in places)
    old_zip, old_table = tmp_path / "1.zip", tmp_path / "grades.csv"
    for copy in (old_zip, old_table):
        copy.write_bytes((held.home / "downloaded" / copy.name).read_bytes())
    others = {
        name: content
        for name, content in tree(held).items()
        if f"/{ALAN}/" in name and not name.startswith("exports/")
    }

    certificate, left = erase(held, ADA)

    assert left == [] and certificate.left == 0
    after = tree(held)
    words = [b"_4021_", b",4021,", b"lovelace", b"Lovelace", ADA.encode()]
    for name, content in after.items():
        texts = [name.encode(), content]
        if name.endswith(".zip"):
            with zipfile.ZipFile(held.home / name) as archive:
                texts += [archive.read(one) for one in archive.namelist()]
        for word in words:
            assert not any(word in text for text in texts), (word, name)
    assert {name: after[name] for name in others} == others
    with zipfile.ZipFile(held.home / "downloaded" / "2.zip") as archive:
        assert archive.namelist() == [f"turingalan_4022_22_{FILE}"]
    said = json.loads(certificate.file.read_text())
    assert said["found"]["gradebook.db"] > 0 and set(said) == {"erased", "found", "left"}

    found = collected(held, old_zip, old_table)
    assert list(refused(found)) == [f"lovelaceada_4021_11_{FILE}"]
    assert "was erased here" in refused(found)[f"lovelaceada_4021_11_{FILE}"]
    assert ADA not in "".join(tree(held))
    assert [one.learner for one in grade_class(held, tiny.MODULE)] == [ALAN]


def test_of_two_people_with_one_name_one_is_erased_and_the_other_keeps_everything(home):
    folder = home.home / "downloaded"
    folder.mkdir()
    people = {"71": "Kim, Min", "72": "Kim, Min", "73": "Kim, Minho"}
    table = canvas_table(folder / "grades.csv", people)
    sent = {f"kimmin_{number}_1{number}_{FILE}": notebook(home) for number in ("71", "72")}
    collected(home, zipped(folder / "1.zip", sent), table)
    assert erase(home, "min71@uni.example")[1] == []
    rows = table.read_text().splitlines()[-2:]
    assert [row.split('",')[1].split(",")[0] for row in rows] == ["72", "73"]
    assert holdings(home, find_subject(home, "min72@uni.example"))
    # and somebody of whom there is only a row in what the LMS gave
    (held,) = holdings(home, find_subject(home, "73"))
    assert held.place == "downloaded/grades.csv"
    assert erase(home, "73")[1] == [] and "Minho" not in table.read_text()


def test_an_extension_is_held_about_a_learner_and_erased_with_the_rest(held):
    file = held.home / "class.toml"
    head = f'timezone = "UTC"\n[due]\n{tiny.MODULE} = 2026-11-06\n\n'
    alan = f'[extensions."{ALAN}"]\n{tiny.MODULE} = 2026-11-09\n'
    file.write_text(f'{head}[extensions."{ADA}"]\n{tiny.MODULE} = 2026-11-08\n\n{alan}')
    (held.submitted(ADA, tiny.MODULE) / "timestamp.txt").write_text("2026-11-07 12:00:00 UTC\n")
    grade_class(held, tiny.MODULE)
    places = {one.place for one in holdings(held, find_subject(held, ADA))}
    assert {"class.toml", "gradebook.db, privacylab_due"} <= places
    assert erase(held, ADA)[1] == []
    assert file.read_text() == head + alan
    assert b"ada4021" not in (held.home / "gradebook.db").read_bytes()


def test_a_short_name_in_class_toml_is_found_by_its_key(home):
    (home.home / "submitted" / "ann").mkdir(parents=True)
    file = home.home / "class.toml"
    file.write_text("[extensions.ann]\n[extensions.annika]\n")
    assert "class.toml" in {one.place for one in holdings(home, find_subject(home, "ann"))}
    assert erase(home, "ann")[1] == []
    assert file.read_text() == "[extensions.annika]\n"


def test_a_name_that_cannot_be_searched_for_is_said(home, monkeypatch):
    (home.home / "submitted" / "li").mkdir(parents=True)
    monkeypatch.setenv("PRIVACYLAB_COURSE", str(home.root))
    monkeypatch.setenv("PRIVACYLAB_HOME", str(home.home))
    for command in (["about", "li"], ["erase", "li", "--yes"]):
        done = CliRunner().invoke(app, command)
        said = " ".join(done.output.split())
        assert "Files can't be searched for “li”" in said and done.exit_code == 0


def test_the_access_log_is_read_once_however_many_people_are_looked_for(held, monkeypatch):
    from privacylab.classroom import holdings as holding

    read = []
    monkeypatch.setattr(holding, "accesses", lambda course: read.append(course) or [])
    people = [find_subject(held, one) for one in (ADA, ALAN)]
    both = holdings(held, *people)
    assert len(read) == 1
    assert both == [*holdings(held, people[0]), *holdings(held, people[1])]


def test_an_erasure_that_was_stopped_is_finished_by_the_next(held, monkeypatch):
    from privacylab.classroom import erase as erasing

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(erasing, "erase_rows", stop)
    with pytest.raises(KeyboardInterrupt):
        erase(held, ADA)
    monkeypatch.undo()
    table = canvas_table(held.home / "downloaded" / "again.csv", PEOPLE)
    again = zipped(
        held.home / "downloaded" / "3.zip", {f"lovelaceada_4021_31_{FILE}": notebook(held)}
    )
    with pytest.raises(ClassroomError, match="was erased here"):
        collected(held, again, table)


def test_a_damaged_zip_of_others_is_named_and_nothing_passes_for_erased(home, tmp_path):
    (home.home / "submitted" / ADA).mkdir(parents=True)
    (home.home / "downloaded").mkdir()
    path = home.home / "downloaded" / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("note.txt", f"{ADA} called")
        archive.writestr("other.txt", "PLAIN TEXT")
    path.write_bytes(path.read_bytes().replace(b"PLAIN TEXT", b"OTHER TEXT"))
    with pytest.raises(ClassroomError, match="all.zip is damaged"):
        erase(home, ADA)
    path.unlink()
    assert erase(home, ADA)[1] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("me", "me is your own work"),
        ("ada4021@uni.exampel", "Did you mean ada4021@uni.example"),
        ("someone else", "Nothing is held about"),
    ],
)
def test_who_is_not_known_ends_in_one_sentence(words, says, course, home):
    (home.home / "submitted" / ADA).mkdir(parents=True)
    with pytest.raises(ClassroomError, match=says):
        erase(home, words)


@pytest.fixture
def over(held):
    """A class whose time is up, with work of the instructor's own."""
    class_file(held, days=365, ago=366)
    mine = held.submitted(ME, tiny.MODULE)
    mine.mkdir(parents=True)
    (mine / FILE).write_text("mine")
    return held


def class_file(course, days, ago):
    ends = date.today() - timedelta(days=ago)
    course.home.joinpath("class.toml").write_text(
        'timezone = "UTC"\n[due]\n'
        f"{tiny.MODULE} = 2026-11-06\n"
        f'[extensions."{ADA}"]\n{tiny.MODULE} = 2026-11-09\n'
        f"[retention]\ncourse_ends = {ends}\nkeep_days = {days}\n"
    )


def test_when_the_time_of_a_class_is_up_nothing_is_left_of_anybody(over):
    write_class_page(over, read_class(over), "")
    due = what_is_due(over)
    assert ([one.learner for one in due.people], due.days) == ([ADA, ALAN], -1)
    certificate, left = delete_due(over, due)
    assert left == [] and certificate.found["learners"] == 2 and certificate.found["submitted"] == 2
    rest = tree(over)
    for word in (
        b"_4021_",
        b",4021,",
        b"_4022_",
        b",4022,",
        b"lovelace",
        b"Turing",
        ADA.encode(),
        ALAN.encode(),
    ):
        assert [name for name, held in rest.items() if word in held or word in name.encode()] == []
    assert (over.submitted(ME, tiny.MODULE) / FILE).read_text() == "mine"
    assert what_is_due(over).people == []
    assert "retention" in (over.home / "class.toml").read_text()


def test_a_zip_that_is_collected_after_the_time_was_up_brings_no_one_back(over, tmp_path):
    for name in ("1.zip", "grades.csv"):
        shutil.copy(over.home / "downloaded" / name, tmp_path)
    delete_due(over, what_is_due(over))
    with pytest.raises(ClassroomError, match="this person was erased here"):
        collected(over, tmp_path / "1.zip", tmp_path / "grades.csv")
    assert what_is_due(over).people == []


def test_before_its_day_nothing_is_deleted(held):
    class_file(held, days=365, ago=364)
    due = what_is_due(held)
    assert due.days == 1
    with pytest.raises(ClassroomError, match="Nothing is due before"):
        delete_due(held, due)


def test_without_a_period_it_is_said_where_to_set_one(held):
    with pytest.raises(ClassroomError, match=r"add \[retention\] with course_ends and keep_days"):
        what_is_due(held)


def test_a_learner_of_whom_only_the_gradebook_knows_is_found(held):
    for name in ("submitted", "autograded", "feedback", "collected"):
        shutil.rmtree(held.home / name)
    assert find_subject(held, ADA).learner == ADA
