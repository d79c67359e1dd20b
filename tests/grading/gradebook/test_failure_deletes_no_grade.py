"""Whatever fails, the grade that is there stays, with a mark that says so."""

import errno
import json
from io import StringIO

import essay_course as essay
import pytest
import tiny_course as tiny
from rich.console import Console

from privacylab.errors import MachineCannotGrade
from privacylab.grading import Course, grade_class, grade_own, marking
from privacylab.grading.feedback import page
from privacylab.grading.feedback.report import as_json, show_class, show_one
from privacylab.grading.gradebook.database import open_gradebook

MARK = "latest attempt could not be graded: "


def full_disk(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


def crash(*_, **__):
    raise RuntimeError("the disk is made of cheese")


def cut_off(home, monkeypatch):
    path = tiny.path_of(home, "ann", essay.CODE)
    path.write_bytes(path.read_bytes()[:99])


def typo_in_timestamp(home, monkeypatch):
    home.submitted("ann", tiny.MODULE).joinpath("timestamp.txt").write_text("2023-31-31 25:00 UTC")


def essay_is_a_picture(home, monkeypatch):
    tiny.path_of(home, "ann", essay.ESSAY).write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")


def everything_is_gone(home, monkeypatch):
    for task in (essay.CODE, essay.ESSAY):
        tiny.path_of(home, "ann", task).unlink()


def grader_crashes(home, monkeypatch):
    essay.send(home, "ann", "Dear Dana, maybe.")
    monkeypatch.setattr(marking, "_run", crash)


def disk_is_full_of_notebooks(home, monkeypatch):
    essay.send(home, "ann", "Dear Dana, maybe.")
    monkeypatch.setattr(marking, "_store", full_disk)


def disk_is_full_at_the_pages(home, monkeypatch):
    essay.send(home, "ann", "Dear Dana, maybe.")
    monkeypatch.setattr(page, "write_pages", full_disk)


def gradebook_cannot_be_written(home, monkeypatch):
    essay.send(home, "ann", "Dear Dana, maybe.")
    monkeypatch.setattr("privacylab.grading.gradebook.writer.save_attempt", crash)


def machine_has_no_sandbox(home, monkeypatch):
    def refuse(*_):
        raise MachineCannotGrade("This machine cannot keep a learner's code in.")

    essay.send(home, "ann", "Dear Dana, maybe.")
    monkeypatch.setattr(marking, "_run", refuse)


LEARNERS = (cut_off, typo_in_timestamp, essay_is_a_picture, everything_is_gone)
GRADERS = (
    grader_crashes,
    disk_is_full_of_notebooks,
    disk_is_full_at_the_pages,
    gradebook_cannot_be_written,
    machine_has_no_sandbox,
)


@pytest.mark.parametrize("happens", [*LEARNERS, *GRADERS], ids=lambda one: one.__name__)
def test_a_failure_keeps_the_grade_with_a_mark_and_a_right_upload_brings_the_same_again(
    ann, monkeypatch, happens
):
    before = essay.row(ann)
    with monkeypatch.context() as patch:
        happens(ann, patch)
        failed = essay.grade(ann)
    assert failed.mark.startswith(MARK) and failed.score == 12.5
    assert failed.grader_failed is (happens in GRADERS)
    assert MARK in json.dumps(as_json(failed))
    for show, what in ((show_class, [failed]), (show_one, failed)):
        console = Console(width=200, file=StringIO(), record=True)
        show(what, *([] if show is show_class else [ann.home]), console)
        assert MARK[1:].strip() in console.export_text()
    assert essay.row(ann) == before
    if happens in LEARNERS:
        for task in ("", essay.CODE, essay.ESSAY):
            assert MARK in essay.page(ann, task)
    ann.submitted("ann", tiny.MODULE).joinpath("timestamp.txt").unlink(missing_ok=True)
    essay.send(ann, "ann")
    again = essay.grade(ann)
    assert (again.score, again.mark, again.needs_person) == (12.5, "", False)
    assert essay.row(ann) == before
    for task in ("", essay.CODE, essay.ESSAY):
        assert MARK not in essay.page(ann, task)
    assert "Well argued." in essay.page(ann, essay.ESSAY)


def test_a_person_who_grades_while_the_latest_upload_is_broken_is_heard(ann):
    cut_off(ann, None)
    essay.grade(ann)
    essay.by_hand(ann, 4, 0, "Better, on a second reading.")
    failed = essay.grade(ann)
    assert failed.score == 12 and failed.mark
    assert "on a second reading" in essay.page(ann, essay.ESSAY)
    essay.send(ann, "ann")
    assert essay.grade(ann).score == 12


def test_who_was_never_graded_has_no_score_and_is_told_why(ann):
    path = tiny.send_one(ann, "bo", b'{"cells": [\n')
    for _ in (1, 2):
        (failed,) = grade_class(ann, tiny.MODULE, "bo")
        assert failed.reason.startswith(f"{path.name} breaks off at line")
        assert (failed.score, failed.has_grade, failed.exercises) == (0, False, ())
    told = essay.page(ann, learner="bo")
    assert "There is no score yet." in told and "breaks off" in told


def test_a_letter_graded_alone_is_there_though_a_later_one_is_broken(ann):
    exercise, files = tiny.exercise(ann, essay.ESSAY), tiny.path_of(ann, "ann", essay.ESSAY)
    good = ann.home / "letter.ipynb"
    good.write_bytes(files.read_bytes())
    assert grade_own(ann, tiny.MODULE, exercise, good).needs_person
    essay.by_hand(ann, 3, None, "Well argued.", "me")
    cut = ann.home / "cut.ipynb"
    cut.write_bytes(good.read_bytes()[:99])
    failed = grade_own(ann, tiny.MODULE, exercise, cut)
    assert (failed.score, failed.points) == (3, 4) and failed.mark.startswith(MARK)


def test_a_mark_that_could_not_reach_the_page_is_written_in_the_next_run(ann, monkeypatch):
    cut_off(ann, None)
    with monkeypatch.context() as patch:
        patch.setattr(page, "write_pages", full_disk)
        assert essay.grade(ann).mark
    assert MARK not in essay.page(ann)
    assert essay.grade(ann).mark and MARK in essay.page(ann)


def test_every_new_broken_upload_is_marked_though_the_last_was_graded(ann):
    for _ in (1, 2):
        cut_off(ann, None)
        assert essay.grade(ann).mark
        assert essay.grade(ann).mark  # from what the gradebook knows
        essay.send(ann, "ann")
        assert not essay.grade(ann).mark


def test_a_gradebook_of_an_earlier_version_of_the_lab_loses_nothing(ann):
    with open_gradebook(ann) as gradebook:
        for table in ("attempt", "mark", "by_hand"):
            gradebook.db.execute(sql(f"DROP TABLE privacylab_{table}"))
        gradebook.db.execute(sql("CREATE TABLE privacylab_stamp (module VARCHAR)"))
        gradebook.db.commit()
    assert essay.grade(ann).score == 12.5
    assert essay.row(ann)["manual_comment"] == "Well argued."


def sql(statement: str):
    from sqlalchemy import text

    return text(statement)


@pytest.fixture(scope="module")
def real(root, tmp_path_factory) -> Course:
    """Module 02 of the course itself, with every reference answer and a letter."""
    from privacylab.authoring import read_exercise
    from privacylab.authoring.exercise_notebook import exercise_notebook
    from privacylab.authoring.release import release
    from privacylab.catalog import load_catalog
    from privacylab.cli.demo import _fill
    from privacylab.verification.answers import reference_of

    home = Course(root, root / "var" / tmp_path_factory.mktemp("real").name)
    for one in home.module("02_retention").exercises:
        text = read_exercise(root, home.module("02_retention"), one)
        cells = {"essay": "Dear Dana, no."} if one.essay else reference_of(text)
        path = home.submitted("ann", "02_retention") / f"{one.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = release(exercise_notebook(text, load_catalog(root)))
        path.write_text(_fill(notebook, one.id, cells))
    return home


def test_a_letter_graded_7_and_a_half_more_survives_a_cut_off_upload(real, monkeypatch):
    (first,) = grade_class(real, "02_retention")
    assert (first.score, first.needs_person) == (46, True)
    with open_gradebook(real) as gradebook:
        for letter, points, extra in (
            ("RET-R1_blind_spots", 7, 1.5),
            ("RET-R2_privacy_review_statement", 0, 0),
        ):
            where = (f"{letter[:6]}-essay", letter, "02_retention", "ann")
            grade = gradebook.find_grade(*where)
            grade.manual_score, grade.extra_credit = points, extra
            grade.needs_manual_grade = False
            gradebook.find_comment(*where).manual_comment = "Well argued."
        gradebook.db.commit()
    path = real.submitted("ann", "02_retention") / "RET-02_inactivity_clock.ipynb"
    whole = path.read_bytes()
    path.write_bytes(whole[:900])
    (cut,) = grade_class(real, "02_retention")
    assert cut.score == 54.5 and cut.mark.startswith(MARK)
    path.write_bytes(whole)
    (again,) = grade_class(real, "02_retention")
    assert (again.score, again.mark, again.needs_person) == (54.5, "", False)
    page = real.feedback("ann", "02_retention", real.module("02_retention").exercises[-2])
    assert "Well argued." in page.read_text()


def test_a_deadline_that_moves_a_day_turns_0_into_46(real, monkeypatch):
    from privacylab.grading.gradebook import late

    monkeypatch.setattr(late, "read_config", zero_when_late(late.read_config))
    with open_gradebook(real) as gradebook:
        gradebook.remove_submission("02_retention", "ann")
        gradebook.update_or_create_assignment("02_retention", duedate="2026-05-01 12:00 UTC")
    stamp = real.submitted("ann", "02_retention") / "timestamp.txt"
    stamp.write_text("2026-05-02 09:00:00 UTC\n")
    (late_one,) = grade_class(real, "02_retention")
    assert late_one.score == 0
    with open_gradebook(real) as gradebook:
        gradebook.update_or_create_assignment("02_retention", duedate="2026-05-02 12:00 UTC")
    (in_time,) = grade_class(real, "02_retention")
    assert in_time.score == 46


def zero_when_late(read_config):
    def read(course):
        config = read_config(course).copy()
        config.LateSubmissionPlugin.penalty_method = "zero"
        return config

    return read
