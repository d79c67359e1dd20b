"""Due dates, extensions and penalties are in nbgrader's tables, and follow class.toml at once."""

import csv
from datetime import datetime, timedelta

import essay_course as essay
import pytest
import tiny_course as tiny
from typer.testing import CliRunner

from privacylab.cli import app
from privacylab.grading import grade_class, last_of_class
from privacylab.grading.class_file import ClassFileError
from privacylab.grading.feedback.report import show_class, show_one
from privacylab.grading.gradebook.database import open_gradebook
from privacylab.grading.marking import read_config
from privacylab.grading.quiet import quiet
from privacylab.terminal import Terminal

ZONE = 'timezone = "America/New_York"\n'
LATE = "[late]\nper_day = 10\nat_most = 50\n"
SENT = "2026-11-09 01:30:00 UTC\n"  # Sun 8 Nov, 20:30 in New York
FULL = 12.5  # 8 from the tests, 4.5 from a person


def due(day: str) -> str:
    return f"{ZONE}[due]\n{tiny.MODULE} = {day}\n"


def extended(day: str) -> str:
    return f"[extensions.ann]\n{tiny.MODULE} = {day}\n"


@pytest.fixture
def late(ann, monkeypatch):
    """Ann has sent it in on a Sunday evening, and was graded before anything was due."""
    (ann.submitted("ann", tiny.MODULE) / "timestamp.txt").write_text(SENT)
    assert essay.grade(ann).score == FULL
    monkeypatch.setattr("privacylab.grading.workers.mark", None)  # nothing is marked again
    return ann


def score(home, text):
    """What Ann has after the next run, with this class.toml."""
    (home.home / "class.toml").write_text(text, encoding="utf-8")
    (graded,) = grade_class(home, tiny.MODULE)
    return graded.score


def row(home):
    """What nbgrader's tables say: when it is due, the extension, the penalty, and how late."""
    with open_gradebook(home) as gradebook:
        sent = gradebook.find_submission(tiny.MODULE, "ann")
        penalty = round(sent.late_submission_penalty, 2)
        return sent.assignment.duedate, sent.extension, penalty, sent.total_seconds_late


def test_a_change_of_class_toml_applies_at_the_next_run_without_running_code_again(late):
    assert score(late, due("2026-11-06") + LATE) == 10
    assert row(late) == (datetime(2026, 11, 7, 4, 59, 59), None, 2.5, 160201)
    assert score(late, due("2026-11-06") + LATE.replace("10", "20")) == 7.5
    assert score(late, due("2026-11-07") + LATE) == 11.25
    assert score(late, due("2026-11-08") + LATE) == FULL
    assert score(late, due("2026-11-06") + "[late]\ncloses_after_days = 1\n") == 0
    assert score(late, due("2026-11-06")) == FULL
    assert row(late)[1:] == (None, 0, 160201)


def test_an_extension_is_nbgraders_extension_and_goes_when_its_line_goes(late):
    assert score(late, due("2026-11-06") + LATE + extended("2026-11-09")) == FULL
    assert row(late)[1:] == (timedelta(days=3), 0, 0)
    assert score(late, due("2026-11-06") + LATE + extended("2026-11-07")) == 11.25
    assert row(late)[1] == timedelta(days=1)
    assert score(late, due("2026-11-06") + LATE) == 10
    assert row(late)[1] is None


def test_a_due_date_that_is_deleted_from_class_toml_is_due_no_longer(late):
    assert score(late, due("2026-11-06") + LATE) == 10
    (late.home / "class.toml").unlink()
    (graded,) = grade_class(late, tiny.MODULE)
    assert graded.score == FULL and row(late)[0] is None
    assert "Due" not in essay.page(late)


def test_a_file_that_is_wrong_stops_the_run_before_anything_changes(late):
    assert score(late, due("2026-11-06") + LATE) == 10
    before = row(late), essay.page(late)
    with pytest.raises(ClassFileError, match="Did you mean due"):
        score(late, f"{ZONE}[dues]\n{tiny.MODULE} = 2026-11-08\n")
    assert (row(late), essay.page(late)) == before


def test_what_nbgrader_was_given_stays_where_class_toml_says_nothing_of_it(late):
    with open_gradebook(late) as gradebook:
        gradebook.update_or_create_assignment(tiny.MODULE, duedate="2026-11-07 12:00 UTC")
        gradebook.grant_extension(tiny.MODULE, "ann", days=1)
    assert score(late, ZONE + LATE) == 11.25
    assert row(late)[:2] == (datetime(2026, 11, 7, 12), timedelta(days=1))
    (late.home / "class.toml").unlink()
    (graded,) = grade_class(late, tiny.MODULE)
    assert (graded.score, graded.due, graded.late) == (FULL, "", "")
    assert row(late)[:2] == (datetime(2026, 11, 7, 12), timedelta(days=1))


def test_a_policy_in_nbgraders_settings_holds_where_class_toml_has_none(late, monkeypatch):
    from privacylab.grading.gradebook import late as writing

    def zero(course):
        config = read_config(course).copy()
        config.LateSubmissionPlugin.penalty_method = "zero"
        return config

    monkeypatch.setattr(writing, "read_config", zero)
    assert score(late, due("2026-11-06")) == 0
    assert "Submitted 1 day 20 h late" in essay.page(late)
    assert score(late, due("2026-11-06") + LATE) == 10


def test_points_that_a_person_gives_later_are_late_too(late):
    assert score(late, due("2026-11-06") + LATE) == 10
    essay.by_hand(late, 4, None, "Better.")
    found = last_of_class(late, tiny.MODULE)["ann"]
    assert found and found.score == 9.6  # 80% of 8 + 4
    assert row(late)[2] == 2.4


def test_without_a_time_no_one_is_late(ann):
    assert score(ann, due("2020-01-01") + LATE) == FULL
    assert "Due Wed 1 Jan 2020, 23:59 EST." in essay.page(ann)
    assert "late" not in essay.page(ann).split("<main>")[1]


def test_who_tries_the_course_alone_is_not_late(ann):
    essay.send(ann, "me")
    (ann.submitted("me", tiny.MODULE) / "timestamp.txt").write_text(SENT)
    (ann.home / "class.toml").write_text(due("2026-11-06") + LATE)
    own = essay.grade(ann, "me")
    assert (own.score, own.late) == (8, "")


def test_page_terminal_and_export_say_the_same(late, capsys):
    score(late, due("2026-11-06") + LATE + extended("2026-11-07"))
    page = essay.page(late)
    assert "Due Sat 7 Nov 2026, 23:59 EST (extended). Submitted 20 h 30 min late: −10%." in page
    assert "<td>Submitted 20 h 30 min late: −10%</td>" in page and "−1.25</td>" in page
    assert "<strong>11.25</strong> of 12" in page
    (graded,) = grade_class(late, tiny.MODULE)
    show_one(graded, late.submitted("ann", tiny.MODULE), Terminal(width=100))
    said = capsys.readouterr().out
    assert "Due Sat 7 Nov 2026, 23:59 EST (extended). Submitted 20 h 30 min late: −10%." in said
    show_class([graded], Terminal(width=100))
    assert "Submitted 20 h 30 min late: −10%." in capsys.readouterr().out
    table = late.home / "grades.csv"
    with quiet():
        from nbgrader.apps import ExportApp

        app = ExportApp(config=read_config(late))
        app.initialize(["--to", str(table), "--db", late.gradebook_url])
        app.start()
    (one,) = csv.DictReader(table.read_text().splitlines())
    assert one["duedate"] == "2026-11-07 04:59:59"
    assert float(one["late_submission_penalty"]) == pytest.approx(1.25)
    assert float(one["score"]) == pytest.approx(11.25)


def test_a_run_names_an_extension_for_a_name_that_has_sent_nothing(late):
    text = due("2026-11-06") + LATE + extended("2026-11-07").replace("ann", "anne")
    assert score(late, text) == 10
    where = {"PRIVACYLAB_COURSE": str(late.root), "PRIVACYLAB_HOME": str(late.home)}
    done = CliRunner().invoke(app, ["grade", tiny.MODULE, "--all"], env=where)
    said = " ".join(done.output.split())
    assert done.exit_code == 0 and "gives 'anne' an extension" in said
    assert "Did you mean ann?" in said


def test_plain_nbgrader_takes_off_the_same_and_grades_nothing_by_a_file_that_is_wrong(ann, caplog):
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    (ann.submitted("ann", tiny.MODULE) / "timestamp.txt").write_text(SENT)
    (ann.home / "class.toml").write_text(due("2026-11-06") + LATE + extended("2026-11-07"))
    config = read_config(ann)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    with quiet():
        assert api.autograde(tiny.MODULE, "ann", force=True)["success"]
    due_at = datetime(2026, 11, 7, 4, 59, 59)
    assert row(ann) == (due_at, timedelta(days=1), 1.25, 73801)
    (ann.home / "class.toml").write_text("[dues]\n")
    path = tiny.path_of(ann, "ann", essay.CODE)
    path.write_text(path.read_text().replace("2 * x", "3 * x"))
    with quiet():
        assert not api.autograde(tiny.MODULE, "ann", force=True)["success"]
    assert "Not graded: class.toml has 'dues'" in caplog.text
    assert row(ann) == (due_at, timedelta(days=1), 1.25, 73801)
