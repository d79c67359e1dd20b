"""What a terminal says of a submission."""

from io import StringIO
from pathlib import Path

from privacylab.catalog import load_catalog
from privacylab.grading import Course, ExerciseGrade, SubmissionResult
from privacylab.grading.feedback.report import last_line, show_checks, show_class, show_one
from privacylab.grading.result.model import StepGrade
from privacylab.terminal import Terminal


def said(show, *words) -> str:
    console = Terminal(width=80, record=True, file=StringIO())
    show(*words, console)
    return console.export_text()


def test_what_failed_stands_under_its_exercise_with_the_hint_as_a_command(class_run):
    shown = said(show_one, class_run.graded["cem"], Path("mine.ipynb"))
    heads = [shown.index(f"\n{task} · ") for task in ("RET-02", "RET-01", "RET-08")]
    assert heads == sorted(heads)
    assert heads[0] < shown.index("Hint: privacylab hint RET-02 1") < heads[1]
    assert 'hint("' not in shown


def test_a_step_that_never_ends_is_named_also_where_every_check_that_ran_passes():
    """It was not: the report showed 2 of 2 and 7 of 7 checks, and lost points without a word."""
    steps = (
        StepGrade("keys_of", 2.5, 0, "stopped", "in a hidden check, the code took too long"),
        StepGrade("kept", 2, 2, "passed", ""),
    )
    one = ExerciseGrade("DEL-02", "The deletion plan", 4.5, 2, "partly passed", "", steps)
    graded = SubmissionResult("me", "04", Path("x"), exercises=(one,), score=2, points=4.5)
    shown = said(show_one, graded, Path("mine.ipynb"))
    assert "stopped: keys_of: in a hidden check, the code took too long" in shown


def test_a_refused_file_is_named_as_it_was_given(class_run):
    shown = said(show_one, class_run.graded["cut"], Path("elsewhere/bad.ipynb"))
    assert shown.startswith("Not graded: ") and "elsewhere/bad.ipynb" in shown


def test_a_class_is_told_of_every_accident_beside_its_learner(class_run):
    rows = [class_run.graded[learner] for learner in ("ada", "cut", "dot")]
    shown = said(show_class, rows)
    assert "2 of 3 submissions graded" in shown
    notes = shown[shown.index("\nNotes\n") :]
    assert "cut  Not graded: RET-01_twice.ipynb breaks off" in notes
    assert "dot  RET-01 crashed: the code ended Python itself" in notes


def test_a_class_with_ten_exercises_fits_80_columns():
    ids = [*(f"AUD-0{number}" for number in range(9)), "AUD-R1"]
    exercises = tuple(ExerciseGrade(one, "", 10, 3.27, "partly passed", "") for one in ids)
    row = SubmissionResult(
        "bashir-ada", "03", Path("x"), exercises=exercises, score=32.7, points=100
    )
    ids_line, points_line, *lines = said(show_class, [row]).strip().splitlines()
    assert ids_line.split() == ["AUD-", *(one.removeprefix("AUD-") for one in ids), "points"]
    assert points_line.split() == ["learner", *["of", "10"] * 10, "of", "100"]
    row_line = next(line for line in lines if "bashir-ada" in line)
    assert row_line.count("◐ 3.3") == 10 and row_line.rstrip().endswith(" 32.7")


def test_after_the_public_checks_the_next_command_names_what_was_checked(root):
    passed = {"title": "", "outcome": "passed", "detail": [], "requirement": "ST-01", "hint": None}
    report = {"task": "ST-01", "step": "decide", "summary": "", "checks": [passed]}
    module = load_catalog(root).modules["00_start"]
    then = Course(root, root).after_checks(module, "elsewhere/mine.ipynb")
    shown = said(show_checks, [report], Path("elsewhere/mine.ipynb"), then)
    assert "ST-01 · decide" in shown
    assert shown.endswith("Run: privacylab grade elsewhere/mine.ipynb\n")


def row(learner: str, reason: str = "", needs_person: bool = False) -> SubmissionResult:
    grade = ExerciseGrade("RET-R1", "", 8, 0, "needs manual grading", "", needs_person=needs_person)
    return SubmissionResult(learner, "02", Path("x"), reason, (grade,))


def test_the_last_line_counts_each_submission_once():
    broken = "A.ipynb breaks off at line 3, like an interrupted download: download it."
    rows = [*(row(f"g{n}") for n in range(35)), *(row(f"p{n}", "", True) for n in range(3))]
    rows += [row("ann", broken), row("bo", "It is empty.", needs_person=True)]
    assert last_line(rows) == (
        "40 submitted: 35 graded, 3 need manual grading, 2 could not be graded (ann: A.ipynb "
        "breaks off at line 3, like an interrupted download; bo: It is empty)"
    )
    assert last_line([row("ann")]) == (
        "1 submitted: 1 graded, 0 need manual grading, 0 could not be graded"
    )


def test_of_many_that_could_not_be_graded_the_last_line_names_three():
    said = last_line([row(f"g{n}", "It is empty.") for n in range(100)])
    assert said.endswith("g2: It is empty; and 97 more)")
