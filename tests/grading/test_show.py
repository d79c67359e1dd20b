"""What a terminal says of a submission."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from privacylab.grading import ExerciseGrade, Graded
from privacylab.grading.show import show_class, show_one


def said(show, *words) -> str:
    console = Console(width=80, record=True, file=StringIO())
    show(*words, console)
    return console.export_text()


def test_what_failed_stands_under_its_exercise_with_the_hint_as_a_command(class_run):
    shown = said(show_one, class_run.graded["cem"], Path("mine.ipynb"))
    heads = [shown.index(f"\n{task} · ") for task in ("RET-02", "RET-01", "RET-08")]
    assert heads == sorted(heads)
    assert heads[0] < shown.index("Hint: privacylab hint RET-02 1") < heads[1]
    assert 'hint("' not in shown


def test_a_refused_file_is_named_as_it_was_given(class_run):
    shown = said(show_one, class_run.graded["cut"], Path("elsewhere/bad.ipynb"))
    assert shown.startswith("Not graded: ") and "elsewhere/bad.ipynb" in shown


def test_a_class_is_told_of_every_accident_beside_its_learner(class_run):
    rows = [class_run.graded[learner] for learner in ("ada", "cut", "dot")]
    shown = said(show_class, rows)
    assert "2 of 3 submissions graded" in shown
    notes = shown[shown.index("To know") :]
    assert "cut  Not graded: 02_doubling.ipynb breaks off" in notes
    assert "dot  RET-01 crashed: the code ended Python itself" in notes


def test_a_class_with_eight_exercises_fits_80_columns():
    exercises = [
        ExerciseGrade(f"RET-0{number}", "", 10, 3.27, "partly passed", "") for number in range(8)
    ]
    row = Graded("bashir", "02", Path("x"), exercises=tuple(exercises), score=26.16, points=80)
    lines = said(show_class, [row]).splitlines()
    assert next(line for line in lines if "bashir" in line).count("◐ 3.27") == 8
