"""The demonstration: a sample class, submitted, graded and explained for real."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from privacylab.catalog import load_catalog


@pytest.fixture(scope="module")
def demo(root, tmp_path_factory):
    """A copy of the course after `privacylab demo`, and what the command printed."""
    course = tmp_path_factory.mktemp("course")
    for folder in ("course", "solutions"):
        shutil.copytree(root / folder, course / folder)
    shutil.copy(root / "nbgrader_config.py", course)
    done = subprocess.run(
        [sys.executable, "-m", "privacylab.cli", "demo"],
        cwd=course,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "80"},
    )
    assert done.returncode == 0, done.stderr
    return course / "var" / "demo", done.stdout


@pytest.fixture(scope="module")
def exercises(root):
    return load_catalog(root).modules["02_retention"].exercises


@pytest.fixture(scope="module")
def best(exercises):
    """The points of every exercise that is graded by checks."""
    return f"{sum(one.points for one in exercises if not one.essay):g}"


def row(output, learner):
    """The cells of a learner's row in the class's table: the exercises, then all points."""
    line = next(line for line in output.splitlines() if line.startswith(f" {learner} "))
    return re.findall(r"[^\w\s–.] [\d.]+|–|[\d.]+$", line.strip())


def note(output, learner):
    """What an instructor is told of a learner, as one line."""
    notes = output[output.index("\nNotes\n") : output.index("reads first")]
    found = re.search(rf"^{learner} +(.*?)(?=^\S|\Z)", notes, flags=re.DOTALL | re.MULTILINE)
    return " ".join(found[1].split())


def test_right_answers_get_all_points_and_untouched_ones_none(demo, exercises, best):
    _, output = demo
    assert f"of {sum(one.points for one in exercises):g}" in output
    for learner in ("amara", "bashir", "jonas"):
        assert row(output, learner)[-1] == best
    assert row(output, "hana")[-1] == "0"


def test_each_common_mistake_costs_some_points_and_not_all(demo, exercises):
    _, output = demo
    assert "◐ partly passed" in output
    for learner, tried in {"delia": 7, "emeka": 3, "farah": 3, "goran": 3}.items():
        signs = [cell[0] for cell in row(output, learner)[:-1]]
        assert sorted(signs) == sorted("◐" * tried + "○" * (len(exercises) - tried))


def test_a_file_that_was_cut_off_is_reported_and_the_others_are_graded(demo):
    _, output = demo
    assert set(row(output, "ines")) == {"–"}
    assert "10 of 11 submissions graded" in output
    assert note(output, "ines").startswith("Not graded: RET-02_inactivity_clock.ipynb breaks off")


def test_a_bracket_too_many_is_called_a_crash_and_not_a_missing_answer(demo):
    _, output = demo
    assert "⚡ 0" in row(output, "keiko")
    said = note(output, "keiko")
    assert re.match(
        r"RET-01: `policy_gaps` is not defined, because its cell stopped at line \d+, `.+`, with a "
        r"SyntaxError: .+\. RET-01 crashed: 0 of 3 public and 0 of 8 hidden checks pass; "
        r"policy_gaps: its cell stopped with a SyntaxError\. RET-R1 not submitted\. RET-R2 not ",
        said,
    ), said


def test_what_was_set_right_is_told_to_the_instructor_and_not_to_the_learner(demo):
    _, output = demo
    assert "had been changed" in note(output, "jonas")
    assert "you" not in note(output, "jonas").lower()


def test_one_learners_first_exercise_is_shown_with_its_hint_as_a_command(demo):
    _, output = demo
    shown = output[output.index("reads first") : output.index("Next")]
    assert "privacylab hint RET-02 " in shown and "privacylab hint RET-15" not in shown


def test_everything_fits_80_columns_but_a_path(demo):
    _, output = demo
    assert [line for line in output.splitlines() if len(line) > 80 and "/" not in line] == []


def test_every_learner_has_a_page_of_feedback_and_one_for_each_exercise(demo, root):
    home, output = demo
    pages = sorted(
        path.parts[-3] for path in home.glob("feedback/*/02_retention/02_retention.html")
    )
    assert pages == sorted(path.name for path in (home / "submitted").iterdir())
    assert len(pages) == 11
    exercises = {one.name for one in load_catalog(root).modules["02_retention"].exercises}
    for learner in pages:
        found = {path.stem for path in home.glob(f"feedback/{learner}/02_retention/*.html")}
        assert found == {"02_retention"} | (set() if learner == "ines" else exercises)
    assert "var/demo/feedback/delia/02_retention/02_retention.html" in output


def test_the_gradebook_exports_the_same_points(demo, root, best):
    home, output = demo
    command = [str(Path(sys.executable).with_name("nbgrader")), "export", "--to", "grades.csv"]
    where = [f"--config={root / 'nbgrader_config.py'}", f"--CourseDirectory.root={home}"]
    subprocess.run([*command, *where], cwd=home, check=True, capture_output=True)
    with (home / "grades.csv").open() as file:
        # nbgrader adds up the points of the steps in binary, so 46 can be 46.00000000000001
        scores = {
            line["student_id"]: round(float(line["score"]), 9) for line in csv.DictReader(file)
        }
    assert (scores["amara"], scores["hana"]) == (float(best), 0)
    assert row(output, "delia")[-1] == f"{scores['delia']:g}"
