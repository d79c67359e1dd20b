"""The demonstration: a sample class, submitted, graded and explained for real."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def demo(root, tmp_path_factory):
    """A copy of the course after `privacylab demo`, and what the command printed."""
    course = tmp_path_factory.mktemp("course")
    for folder in ("course", "solutions"):
        shutil.copytree(root / folder, course / folder)
    shutil.copy(root / "nbgrader_config.py", course)
    done = subprocess.run(
        [sys.executable, "-m", "privacylab.cli", "demo"],
        cwd=course, capture_output=True, text=True, env={**os.environ, "COLUMNS": "240"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return course / "var" / "demo", done.stdout


def row(output, learner):
    return next(line for line in output.splitlines() if f"│ {learner} " in line)


def test_right_answers_get_all_points_and_untouched_ones_none(demo):
    _, output = demo
    for learner in ("amara", "bashir", "jonas"):
        assert "46 of 54" in row(output, learner)
    assert "0 of 54" in row(output, "hana")


def test_each_common_mistake_costs_some_points_and_not_all(demo):
    _, output = demo
    for learner, tried in {"delia": 7, "emeka": 3, "farah": 3, "goran": 3}.items():
        assert row(output, learner).count("partly passed") == tried


def test_a_file_that_was_cut_off_is_reported_and_the_others_are_graded(demo):
    _, output = demo
    assert "not graded" in row(output, "ines")
    assert "10 of 11 submissions graded" in output
    assert "ines: 02_retention.ipynb breaks off" in output


def test_a_bracket_too_many_is_called_a_crash_and_not_a_missing_answer(demo):
    _, output = demo
    assert "0 crashed" in row(output, "keiko")


def test_every_learner_has_a_page_of_feedback(demo):
    home, output = demo
    pages = sorted(path.parts[-3] for path in home.glob("feedback/*/02_retention/*.html"))
    assert pages == sorted(path.name for path in (home / "submitted").iterdir())
    assert len(pages) == 11
    assert str(home) in output.replace("\n", "")


def test_the_gradebook_exports_the_same_points(demo, root):
    home, output = demo
    command = [str(Path(sys.executable).with_name("nbgrader")), "export", "--to", "grades.csv"]
    where = [f"--config={root / 'nbgrader_config.py'}", f"--CourseDirectory.root={home}"]
    subprocess.run([*command, *where], cwd=home, check=True, capture_output=True)
    with (home / "grades.csv").open() as file:
        scores = {line["student_id"]: float(line["score"]) for line in csv.DictReader(file)}
    assert scores["amara"] == 46 and scores["hana"] == 0
    assert f"{scores['delia']:g} of 54" in row(output, "delia")
