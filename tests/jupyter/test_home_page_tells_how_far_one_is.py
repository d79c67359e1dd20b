"""The path of the home page: made from the notebooks, the gradebook and what was marked as read."""

import json
import shutil
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from nbformat.v4 import reads_json
from one_exercise import NOTEBOOK, RIGHT, solve

from privacylab.catalog import load_catalog
from privacylab.grading import Course, GradingError, grade_own
from privacylab.grading.course import ME
from privacylab.grading.feedback.certificate import own_certificate
from privacylab.grading.feedback.progress import own_progress
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.gradebook.scores import own_scores
from privacylab.grading.own.state import is_stub
from privacylab.jupyter.course_path import KEPT, course_path, mark_read

TODAY = date(2026, 5, 4)
LESSON = "course/00_start/00_lesson.ipynb"
WRONG = '    return "keep"\n'
HALF = RIGHT.replace(">=", ">")


@pytest.fixture
def lab(alone, tmp_path):
    """A course that no one has begun."""
    return Path(shutil.copytree(alone, tmp_path / "lab"))


@pytest.fixture(scope="module")
def graded(alone, tmp_path_factory):
    """A course in which ST-01 was graded, with one of its two hidden checks failed."""
    lab = Path(shutil.copytree(alone, tmp_path_factory.mktemp("graded") / "lab"))
    solve(lab, HALF)
    grade_own(Course(lab, lab), "00_start")
    return lab


def path_of(lab, day=TODAY):
    return course_path(Course(lab, lab), load_catalog(lab), day)


def step(lab, key, day=TODAY):
    return path_of(lab, day)["steps"][key]


def test_what_is_not_touched_is_not_begun_and_starts_at_its_first_answer(lab):
    steps = path_of(lab)["steps"]
    exercises = [one for one in steps.values() if one["kind"] == "exercise"]
    assert len(exercises) == len(list(lab.glob("assignments/*/*.ipynb")))
    assert {one["state"] for one in exercises} == {"not begun"}
    assert {one["state"] for one in steps.values()} == {"not begun", "to read"}
    assert steps["RET-02"]["cell"] == "RET-02-is_inactive"
    kept = {one.name for one in lab.glob("var/*")}
    assert kept <= {
        "cache"
    }  # which is made of the course alone: a look keeps nothing of the learner


def test_every_link_of_every_track_leads_to_a_file_and_every_cell_is_there(lab):
    path = path_of(lab)
    for track in path["tracks"]:
        keys = [key for section in track["sections"] for key in section["steps"]]
        known = load_catalog(lab).tracks[track["id"]]
        assert sum(path["steps"][key]["minutes"] for key in keys) == known.minutes
    for one in path["steps"].values():
        notebook = reads_json((lab / one["path"]).read_text())
        assert not one.get("cell") or one["cell"] in {cell.id for cell in notebook.cells}


def test_the_checksum_of_an_answer_is_nbgraders(root):
    from nbgrader.utils import compute_checksum

    count = 0
    for file in sorted((root / "assignments").glob("*/*.ipynb")):
        for cell in reads_json(file.read_text()).cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.metadata.nbgrader.checksum = compute_checksum(cell)
                assert is_stub(cell)
                cell.source += " "
                assert not is_stub(cell)
                count += 1
    assert count > 40


def test_a_section_says_when_the_modules_are_due_that_end_in_it(lab):
    text = 'timezone = "America/New_York"\n[due]\n03_audit = 2026-11-06\n00_start = 2026-10-02\n'
    (lab / "class.toml").write_text(text)
    dues = {
        (track["id"], one["title"]): one["due"]
        for track in path_of(lab)["tracks"]
        for one in track["sections"]
    }
    said = "due Fri 6 Nov 2026, 23:59 EST"
    first = "due Fri 2 Oct 2026, 23:59 EDT"
    assert {key: due for key, due in dues.items() if due} == {
        ("university", "Week 1: the two cases"): f"00 {first}",
        ("university", "Week 4: access and misuse"): f"03 {said}",
        ("self-paced", "00 · Start here"): first,
        ("self-paced", "03 · The access-audit log"): said,
    }


def test_a_broken_class_toml_is_a_note_and_the_path_is_there(lab):
    (lab / "class.toml").write_text("dues = 3\n")
    found = path_of(lab)
    assert found["tracks"] and {one["due"] for one in found["tracks"][0]["sections"]} == {""}
    assert "Did you mean due?" in found["notes"][0]


def test_an_answer_counts_as_started_before_it_is_graded(lab):
    solve(lab, WRONG)
    found = step(lab, "ST-01")
    assert (found["state"], found["score"], found["done"]) == ("started", None, False)
    assert found["written"] == found["functions"] == 1


def test_points_are_those_of_progress_and_the_place_to_continue_is_what_failed(graded):
    found = step(graded, "ST-01")
    (known,) = (one for one in own_progress(Course(graded, graded)) if one.exercise == "ST-01")
    assert found["state"] == "graded"
    assert (found["score"], found["points"]) == (known.score, known.points)
    assert 0 < found["score"] < 2
    assert (found["cell"], found["changed"]) == ("ST-01-decide", False)


def test_an_answer_that_was_changed_after_its_grade_is_said_to_be(graded, tmp_path):
    lab = Path(shutil.copytree(graded, tmp_path / "lab"))
    solve(lab, RIGHT)
    assert step(lab, "ST-01")["changed"] is True
    grade_own(Course(lab, lab), "00_start")
    found = step(lab, "ST-01")
    assert (found["state"], found["changed"], found["done"]) == ("full marks", False, True)


def write_essay(path):
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = "The complaint alleges, and the order requires."
    path.write_text(json.dumps(notebook))


def test_a_worse_attempt_hides_no_better_one_at_home_in_progress_and_on_the_certificate(lab):
    course, track = Course(lab, lab), load_catalog(lab).tracks["university"]
    for answer in (RIGHT, WRONG):
        solve(lab, answer)
        grade_own(course, "00_start")
    assert own_scores(course)[Path(NOTEBOOK).stem].score < 2
    found = step(lab, "ST-01")
    assert (found["state"], found["score"], found["done"]) == ("full marks", 2, True)
    (known,) = (one for one in own_progress(course) if one.exercise == "ST-01")
    assert (known.state, known.score, known.minutes) == ("full marks", 2, 0)
    (row,) = (row for row in own_certificate(course, track).rows if row[0].startswith("ST-01 "))
    assert row[1:] == ("full marks", 2, 2)


def test_home_and_progress_say_the_same_of_every_exercise(graded, tmp_path):
    lab = Path(shutil.copytree(graded, tmp_path / "lab"))
    essay = next((lab / "assignments/01_cases").glob("CLK-E1_*.ipynb"))
    write_essay(essay)
    said = {one.exercise: one for one in own_progress(Course(lab, lab)) if one.exercise}
    assert {one.state for one in said.values()} == {"not begun", "started", "graded"}
    module = load_catalog(lab).modules["01_cases"]
    grade_own(Course(lab, lab), module.id, module.exercise("CLK-E1"))
    steps = path_of(lab)["steps"]
    said = {one.exercise: one for one in own_progress(Course(lab, lab)) if one.exercise}
    assert said["CLK-E1"].state == "handed in"
    for name, one in said.items():
        assert one.state == steps[name]["state"]
        assert one.minutes == (0 if steps[name]["done"] else steps[name]["minutes"])


def test_an_essay_waits_for_a_person_and_leaves_its_learner_nothing_to_do(lab):
    essay = next((lab / "assignments/01_cases").glob("CLK-E1_*.ipynb"))
    write_essay(essay)
    module = load_catalog(lab).modules["01_cases"]
    course = Course(lab, lab)
    grade_own(course, module.id, module.exercise("CLK-E1"))
    found = step(lab, "CLK-E1")
    assert (found["state"], found["done"], found["score"]) == ("handed in", True, None)
    assert {one for one in own_scores(course)} == {essay.stem}  # the others were not graded

    with open_gradebook(course) as gradebook:
        submission = gradebook.find_submission(module.id, ME)
        (grade,) = next(one for one in submission.notebooks if one.name == essay.stem).grades
        grade.manual_score = 3
        gradebook.db.commit()
    found = step(lab, "CLK-E1")
    assert (found["state"], found["done"], found["score"]) == ("graded", True, 3)


def test_another_learners_grades_and_files_are_never_shown(graded, tmp_path):
    lab = Path(shutil.copytree(graded, tmp_path / "lab"))
    with sqlite3.connect(lab / "gradebook.db") as book:
        book.execute("PRAGMA foreign_keys = OFF")
        book.execute("UPDATE student SET id = 'ada'")
        book.execute("UPDATE submitted_assignment SET student_id = 'ada'")
        book.execute("UPDATE privacylab_attempt SET learner = 'ada'")
    assert own_scores(Course(lab, lab)) == {}
    outside = shutil.move(lab / NOTEBOOK, tmp_path / "adas.ipynb")
    (lab / NOTEBOOK).symlink_to(outside)
    assert step(lab, "ST-01")["state"] == "missing"


@pytest.mark.parametrize("content", [b"no database", b""])
def test_a_broken_gradebook_is_one_sentence_beside_the_path(graded, tmp_path, content):
    lab = Path(shutil.copytree(graded, tmp_path / "lab"))
    (lab / "gradebook.db").write_bytes(content)
    (note,) = path_of(lab)["notes"]
    assert note.startswith("The gradebook cannot be read (")
    assert note.endswith("move gradebook.db out of the course's folder, and grade again.")
    assert step(lab, "ST-01")["state"] == "started"
    with pytest.raises(GradingError):
        own_scores(Course(lab, lab))


def test_a_damaged_notebook_is_missing_and_the_others_are_there(lab):
    (lab / NOTEBOOK).write_text("{")
    steps = path_of(lab)["steps"]
    assert (steps["ST-01"]["state"], steps["ST-01"]["cell"]) == ("missing", "")
    assert steps["RET-02"]["state"] == "not begun"


def test_a_page_is_read_when_it_is_marked_and_until_it_is_unmarked(lab):
    catalog = load_catalog(lab)
    mark_read(lab, catalog, LESSON, True, TODAY)
    assert (step(lab, LESSON)["state"], step(lab, LESSON)["done"]) == ("read", True)
    mark_read(lab, catalog, LESSON, False, TODAY)
    assert step(lab, LESSON)["state"] == "to read"
    for other in ("ST-01", "course/../../elsewhere", "course/course.toml"):
        with pytest.raises(KeyError):
            mark_read(lab, catalog, other, True, TODAY)


@pytest.mark.parametrize("content", ["{", "[]", '{"read": 3}', "{}"])
def test_what_was_kept_and_is_damaged_is_one_sentence(lab, content):
    (lab / "var").mkdir()
    (lab / KEPT).write_text(content)
    assert path_of(lab)["notes"] == [
        "var/progress.json cannot be read, so no page counts as read: delete it."
    ]
    mark_read(lab, load_catalog(lab), LESSON, True, TODAY)
    assert path_of(lab)["notes"] == []


def test_what_has_changed_is_told_from_the_last_earlier_day(graded, tmp_path):
    lab = Path(shutil.copytree(graded, tmp_path / "lab"))
    points = step(lab, "ST-01")["score"]
    assert path_of(lab)["changes"] == []  # there is no day before
    solve(lab, RIGHT)
    grade_own(Course(lab, lab), "00_start")
    assert path_of(lab)["changes"] == []
    (lab / KEPT).unlink()
    shutil.copy(graded / "gradebook.db", tmp_path / "after.db")
    shutil.move(lab / "gradebook.db", tmp_path / "now.db")
    shutil.copy(tmp_path / "after.db", lab / "gradebook.db")
    path_of(lab, TODAY)
    shutil.copy(tmp_path / "now.db", lab / "gradebook.db")
    for _ in range(2):  # it stays, all day
        found = path_of(lab, TODAY + timedelta(days=1))
        assert found["since"] == TODAY.isoformat()
        assert found["changes"] == [f"ST-01: {points:g} → 2 of 2 points"]
    assert path_of(lab, TODAY + timedelta(days=2))["changes"] == []
