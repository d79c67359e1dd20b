"""From Canvas's zip of ten learners to the filled table, by the commands, and what Moodle takes."""

import csv
import dataclasses
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
import tiny_course as tiny
from lms_files import (
    CANVAS,
    canvas_table,
    collected,
    moodle_table,
    notebook,
    read_table,
    written,
    zip_bytes,
    zipped,
)

from commands import run
from privacylab.classroom.handing_back import export as exporting
from privacylab.classroom.handing_back.export import export
from privacylab.classroom.received import ClassroomError
from privacylab.grading import Course, grade_class, last_of_class

MODULE, COLUMN = tiny.MODULE, f"{tiny.MODULE} (9001)"
FILES = {task: f"{tiny.name_of(task)}.ipynb" for task in tiny.TASKS}
FORMULA = "=HYPERLINK(evil)"
PEOPLE = {
    "101": "Doe, Jane",
    "102": "Doe, Jane",
    "103": "Roe, Max",
    "104": "Poe, Eve",
    "105": "Cut, Off",
    "106": "Pdf, Only",
    "107": FORMULA,
    "108": "Zip, Nested",
    "109": "Late, Lea",
    "111": "Absent, Abe",
}


def work(course, **answers):
    """A learner's three notebooks by file name, all right but for what is said."""
    return {
        FILES[task]: notebook(course, task, answers.get(task.replace("-", "_").lower()))
        for task in tiny.TASKS
    }


def canvas_zip(path: Path, course: Course) -> Path:
    """Ten learners, as Canvas sends them."""
    entries: dict[str, str | bytes] = {}

    def send(number: str, prefix: str, files: dict[str, str]) -> None:
        for place, (name, content) in enumerate(files.items()):
            entries[f"{prefix}{number}_{number}{place}_{name}"] = content

    send("101", "doejane_", work(course))
    send("102", "doejane_", work(course, ret_02=tiny.wrong("RET-02")))
    send("103", "roemax_", {FILES["RET-01"]: work(course)[FILES["RET-01"]]})
    renamed = {f"answer {n}.ipynb": one for n, one in enumerate(work(course).values())}
    send("104", "poeeve_", renamed)
    send("105", "cutoff_", work(course) | {FILES["RET-02"]: "{"})
    send("106", "pdfonly_", {"answers.pdf": "%PDF"})
    send("107", "hyperlinkevil_", work(course, ret_08=tiny.wrong("RET-08")))
    entries["zipnested_108_1080_work.zip"] = zip_bytes(work(course))
    send("109", "latelea_LATE_", work(course))
    send("110", "notontable_", work(course))
    return zipped(path, entries)


@dataclasses.dataclass(frozen=True)
class Term:
    """What the three commands left behind, and what they printed."""

    course: Course
    table: Path
    printed: dict[str, str]

    @property
    def filled(self) -> Path:
        return self.course.home / "exports" / MODULE / f"{MODULE}-canvas.csv"

    @property
    def pages(self) -> Path:
        return self.filled.with_name(f"{MODULE}-canvas-feedback.zip")


@pytest.fixture(scope="session")
def term(root, tmp_path_factory) -> Term:
    course = tiny.make_course(
        tmp_path_factory.mktemp("term"), root / "nbgrader_config.py", tiny.IN_MODULE
    )
    tiny.send(course, "me", tiny.notebooks(course, tiny.ALL_RIGHT))
    downloaded = course.root / "downloaded"
    downloaded.mkdir()
    canvas_zip(downloaded / "submissions.zip", course)
    table = canvas_table(downloaded / "grades.csv", PEOPLE)
    rows = read_table(table)
    rows += [["Me, Myself", "120", "0120", "me", "Section 1", "", "", ""]]
    written(table, rows)
    printed = {}
    for words in (
        "collect downloaded/submissions.zip --roster downloaded/grades.csv",
        f"grade {MODULE} --all",
        f"export {MODULE} --to canvas --roster downloaded/grades.csv",
    ):
        code, out, err = run(*words.split(), cwd=course.root)
        assert code == 0, err
        printed[words.split()[0]] = out
    return Term(course, table, printed)


def test_ten_learners_go_from_canvass_zip_to_the_filled_table(term):
    assert "26 files from 10 learners: 25 accepted, 1 not accepted." in term.printed["collect"]
    said = term.printed["grade"]
    assert "9 submitted: 8 graded, 0 need manual grading, 1 could not be graded" in said
    header, points, *rows = read_table(term.filled)
    assert header == [*CANVAS, COLUMN]
    assert points == ["    Points Possible", "", "", "", "", "24.00"]
    assert {row[1]: row[-1] for row in rows} == {
        "101": "24.00",
        "102": "17.60",
        "103": "6.00",
        "104": "24.00",
        "107": "15.67",
        "108": "24.00",
        "109": "24.00",
    }
    given = {row[1]: row for row in read_table(term.table)}
    assert all(row[1:5] == given[row[1]][1:5] for row in rows)
    assert [row[0] for row in rows if row[1] == "107"] == [f"'{FORMULA}"]


def test_who_is_left_out_is_named_with_the_reason(term):
    said = " ".join(term.printed["export"].split())
    assert "7 learners in the table, 2 left out." in said
    assert "notontable_110: has no row in grades.csv" in said
    assert "off105@uni.example: could not be graded: RET-02_twice.ipynb breaks off" in said


def test_nobody_who_sent_something_is_missing_from_what_collect_says(term):
    said = " ".join(term.printed["collect"].split())
    assert "9 of 11 people in the table submitted." in said
    assert "Absent, Abe (abe111@uni.example)" in said
    assert "Me, Myself (me)" in said
    assert "pdfonly_106_1060_answers.pdf" in said
    assert "Submitted, but nothing could be accepted only106@uni.example" in said


def test_the_pages_have_the_names_by_which_canvas_finds_person_and_file(term):
    with zipfile.ZipFile(term.pages) as archive:
        names = archive.namelist()
        page = archive.read(f"doejane_102_1020_{tiny.name_of('RET-02')}.html").decode()
    of_one = [name for name in names if name.startswith("latelea_")]
    assert sorted(of_one) == [
        f"latelea_LATE_109_1090_{MODULE}.html",
        *(
            f"latelea_LATE_109_109{n}_{tiny.name_of(task)}.html"
            for n, task in enumerate(tiny.TASKS)
        ),
    ]
    assert any(name.startswith("zipnested_108_1080_") for name in names)
    assert not any("notontable" in name or "me_" in name.split("/")[0][:3] for name in names)
    assert "RET-02" in page and page.rstrip().endswith("</html>")


def test_who_could_not_be_graded_gets_the_page_that_says_why(term):
    with zipfile.ZipFile(term.pages) as archive:
        page = archive.read(f"cutoff_105_1050_{MODULE}.html").decode()
    assert "breaks off" in page


def test_a_second_export_is_the_same_byte_for_byte(term, tmp_path):
    export(term.course, MODULE, "canvas", term.table, tmp_path)
    for path in (term.filled, term.pages):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_what_came_after_the_grade_is_not_handed_back_under_it(term, tmp_path):
    course = Course(term.course.root, term.course.root / "var" / "later")
    for name in ("submitted", "autograded", "feedback", "collected"):
        shutil.copytree(term.course.home / name, course.home / name)
    shutil.copy(term.course.home / "gradebook.db", course.home)
    again = {f"doejane_101_9000_{FILES['RET-02']}": notebook(course, answer=tiny.wrong("RET-02"))}
    collected(course, zipped(tmp_path / "again.zip", again), term.table)
    found = export(course, MODULE, "canvas", term.table, tmp_path)
    assert "jane101@uni.example" not in found.people
    assert dict(found.left_out)["jane101@uni.example"] == (
        f"not graded since the last change: privacylab grade {MODULE} --all"
    )
    grade_class(course, MODULE)
    export(course, MODULE, "canvas", term.table, tmp_path)
    rows = {row[1]: row[-1] for row in read_table(tmp_path / f"{MODULE}-canvas.csv")}
    assert rows["101"] == "17.60"


def test_points_are_scaled_to_what_canvas_has_for_the_assignment(term, tmp_path):
    table = canvas_table(tmp_path / "grades.csv", PEOPLE, points="100.00")
    found = export(term.course, MODULE, "canvas", table, tmp_path)
    rows = {row[1]: row[-1] for row in read_table(found.table)}
    assert rows["101"] == "100.00" and rows["102"] == "73.33"
    assert read_table(found.table)[1][-1] == "100.00"
    assert found.notes[0] == "The module's 24 points are scaled to the 100.00 of the LMS."


@pytest.mark.parametrize(
    ("columns", "column", "says"),
    [
        (["Essay (1)", "Quiz (2)"], "", "No columns of grades.csv look like 02_doubling"),
        (["Doubling A (1)", "Doubling B (2)"], "", "2 columns of grades.csv look like"),
        (["Essay (1)", "Quiz (2)"], "Quizz", "no column 'Quizz'. Did you mean 'Quiz"),
        ([], "", "has no assignment: create one in Canvas"),
    ],
)
def test_a_column_that_is_not_clear_is_asked_for(columns, column, says, term, tmp_path):
    table = canvas_table(tmp_path / "grades.csv", PEOPLE, columns)
    with pytest.raises(ClassroomError, match=says.replace("(", r"\(")):
        export(term.course, MODULE, "canvas", table, tmp_path / "out", column)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("columns", "column"),
    [
        (["Essay (1)", "Week 2: doubling (2)"], ""),
        (["Essay (1)", "Quiz (2)"], "quiz"),
        (["Essay (1)", "Quiz (2)"], "Quiz (2)"),
        (["Essay (1)"], ""),
    ],
)
def test_the_column_is_found_by_the_modules_title_or_by_what_is_said(
    columns, column, term, tmp_path
):
    table = canvas_table(tmp_path / "grades.csv", PEOPLE, columns)
    found = export(term.course, MODULE, "canvas", table, tmp_path, column)
    assert read_table(found.table)[0] == [*CANVAS, columns[-1]]


def test_who_is_excused_in_canvas_stays_so(term, tmp_path):
    rows = read_table(canvas_table(tmp_path / "grades.csv", PEOPLE))
    for row in rows:
        row[5] = {"101": "EX", "102": "N/A"}.get(row[1], row[5])
    table = written(tmp_path / "grades.csv", rows)
    found = export(term.course, MODULE, "canvas", table, tmp_path)
    left = dict(found.left_out)
    assert left["jane101@uni.example"] == "is excused in Canvas"
    assert left["jane102@uni.example"] == "is not assigned it in Canvas"
    assert {"101", "102"}.isdisjoint(row[1] for row in read_table(found.table))


@pytest.fixture(scope="session")
def moodle(term, tmp_path_factory) -> tuple[Course, Path]:
    """Three learners of Moodle, with the grades of the same work."""
    folder = tmp_path_factory.mktemp("moodle")
    people = {"201": "Jane Doe", "202": "Max Roe", "203": "Eve Poe", "204": "Abe Absent"}
    table = moodle_table(folder / "worksheet.csv", people)
    home = term.course.root / "var" / "moodle"
    home.mkdir(parents=True)
    course = Course(term.course.root, home)
    entries = {}
    for number, name in list(people.items())[:3]:
        wrong = {"ret_02": tiny.wrong("RET-02")} if number == "202" else {}
        for file, content in work(course, **wrong).items():
            entries[f"{name}_{number}_assignsubmission_file/{file}"] = content
    collected(course, zipped(folder / "all.zip", entries), table)
    grade_class(course, MODULE)
    return course, table


def test_in_moodles_table_only_grade_and_comment_change(moodle, tmp_path):
    course, table = moodle
    found = export(course, MODULE, "moodle", table, tmp_path)
    before, after = read_table(table), read_table(found.table)
    assert after[0] == before[0]
    assert len(after) == 4  # no one who sent nothing
    grade, comment = before[0].index("Grade"), before[0].index("Feedback comments")
    given = {row[0]: row for row in before}
    for row in after[1:]:
        changed = [at for at, cell in enumerate(row) if cell != given[row[0]][at]]
        assert changed == [grade, comment]
    assert [row[grade] for row in after[1:]] == ["24.00", "17.60", "24.00"]
    assert after[2][comment] == (
        "Points: RET-02 1.6 of 8; RET-01 6 of 6; RET-08 10 of 10. The feedback page says more."
    )
    assert found.table.read_bytes().startswith("\ufeff".encode())


def test_moodle_takes_the_pages_from_the_folders_that_it_gave(moodle, tmp_path):
    course, table = moodle
    found = export(course, MODULE, "moodle", table, tmp_path)
    with zipfile.ZipFile(found.pages) as archive:
        names = archive.namelist()
    assert f"Max Roe_202_assignsubmission_file/{tiny.name_of('RET-08')}.html" in names
    assert f"Max Roe_202_assignsubmission_file/{MODULE}.html" in names
    assert len(names) == 3 * 4


def test_moodle_is_given_nothing_beyond_its_range_or_over_a_persons_words(moodle, tmp_path):
    course, table = moodle
    rows = read_table(table)
    head = rows[0]
    rows[1][head.index("Grade can be changed")] = "No"
    rows[2][head.index("Feedback comments")] = "Come and see me."
    rows[3][head.index("Full name")] = FORMULA
    graded = last_of_class(course, MODULE)
    table = written(tmp_path / "worksheet.csv", rows)
    more = {who: dataclasses.replace(one, score=30.0) for who, one in graded.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exporting, "last_of_class", lambda *_: more)
        found = export(course, MODULE, "moodle", table, tmp_path)
    _, max_roe, eve = read_table(found.table)
    assert max_roe[head.index("Grade")] == eve[head.index("Grade")] == "24.00"
    assert max_roe[head.index("Feedback comments")] == "Come and see me."
    assert eve[head.index("Full name")] == f"'{FORMULA}"
    assert dict(found.left_out)["p201@uni.example"] == "the grade cannot be changed in Moodle"
    assert len(found.notes) == 2


def test_the_table_for_oneself_has_points_by_exercise_and_by_requirement(term, tmp_path):
    found = export(term.course, MODULE, "csv", out=tmp_path)
    rows = list(csv.DictReader(io.StringIO(found.table.read_text())))
    by_learner = {row["learner"]: row for row in rows}
    assert "me" not in by_learner and "off105@uni.example" not in by_learner
    row = by_learner["jane102@uni.example"]
    assert (row["points"], row["of"], row["RET-02 (exercise)"]) == ("17.6", "24.0", "1.6")
    assert row["RET-02 (requirement)"] == "1.6" and row["RET-03 (requirement)"] == "0.0"
    every = [value for name, value in row.items() if name.endswith("(requirement)")]
    assert sum(map(float, every)) == pytest.approx(17.6, abs=0.1)
    named = {one["name"] for one in rows}
    assert f"'{FORMULA}" in named
    with zipfile.ZipFile(found.pages) as archive:
        assert f"jane102@uni.example/{MODULE}.html" in archive.namelist()


def test_who_waits_for_a_person_is_handed_back_only_if_that_is_asked_for(
    term, tmp_path, monkeypatch
):
    graded = last_of_class(term.course, MODULE)
    who = "jane101@uni.example"
    first, *rest = graded[who].exercises
    waits = (dataclasses.replace(first, needs_person=True), *rest)
    graded[who] = dataclasses.replace(graded[who], exercises=waits)
    monkeypatch.setattr(exporting, "last_of_class", lambda *_: dict(graded))
    found = export(term.course, MODULE, "canvas", term.table, tmp_path)
    assert dict(found.left_out)[who] == "RET-02 needs manual grading"
    assert who in export(term.course, MODULE, "canvas", term.table, tmp_path, "", True).people


@pytest.mark.parametrize(
    ("form", "table", "out", "says"),
    [
        ("blackboard", None, None, "--to is canvas, moodle, hub, csv or lti, not 'blackboard'."),
        ("canvas", None, None, "Canvas takes only its own table: export it there, and add it"),
        ("moodle", "grades.csv", None, "grades.csv is a Canvas table: use --to canvas."),
        ("csv", "grades.csv", None, "--to csv needs no --roster"),
        ("canvas", "grades.csv", "grades.csv", "choose another with --out"),
    ],
)
def test_bad_input_ends_in_one_sentence(form, table, out, says, term):
    table, out = (one and term.table.with_name(one) for one in (table, out))
    with pytest.raises(ClassroomError, match=says) as error:
        export(term.course, MODULE, form, table, out)
    assert len(str(error.value).splitlines()) == 1


def test_the_command_ends_with_a_sentence_and_status_1(term):
    code, out, err = run("export", MODULE, "--to", "blackboard", cwd=term.course.root)
    assert (code, out) == (1, "")
    assert err == "privacylab: --to is canvas, moodle, hub, csv or lti, not 'blackboard'.\n"


def test_a_class_without_grades_is_told_so(course, home, tmp_path):
    table = canvas_table(tmp_path / "grades.csv", PEOPLE)
    with pytest.raises(ClassroomError, match="No submissions found for 02_doubling"):
        export(home, MODULE, "canvas", table, tmp_path / "out")
    tiny.send(home, "jane101@uni.example", tiny.notebooks(course, {}))
    with pytest.raises(ClassroomError, match="not graded since the last change"):
        export(home, MODULE, "canvas", table, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_program_reads_what_was_exported_as_json(term):
    _, out, _ = run("export", MODULE, "--to", "csv", "--json", cwd=term.course.root)
    found = json.loads(out)
    assert len(found["people"]) == 8 and Path(found["table"]).is_file()
