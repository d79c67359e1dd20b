"""The report of a step where a notebook stands alone, without a course around it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import privacylab
from privacylab.checks import MIME

PUBLIC = """
from privacylab.checks import Checks, earlier
checks = Checks("RET-02", "due_on", points=4, hidden=2)
exec(compile("def read(): return {}['secret key']", "learner.py", "exec"))
due_on = earlier("RET-01", "due_on")
with checks("one is two"):
    assert int("1") == 2
with checks("there is a date"):
    assert due_on()
with checks("there is a name"):
    assert is_inactive
"""
HIDDEN = """
with checks("the secret sentence", "RET-03", hint=2):
    assert int("41") == 42
with checks("another secret", "RET-04", hint=1):
    assert read()
"""
WAITING = """
with checks("a third secret", "RET-05", hint=1):
    assert due_on("secret")
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A function that runs a test cell as a notebook does, with the package alone."""
    site = tmp_path_factory.mktemp("site")
    ignore = shutil.ignore_patterns("__pycache__", "*.js", "*.map")
    shutil.copytree(Path(privacylab.__file__).parent, site / "privacylab", ignore=ignore)

    def report(source, last="print(checks.report())"):
        folder = tmp_path_factory.mktemp("alone")
        (folder / "cell.py").write_text(f"{source}\n{last}\n")
        done = subprocess.run(
            [sys.executable, "-W", "error", "cell.py"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(site)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return report


def test_the_public_checks_are_shown_with_what_they_need_and_where_help_is(report):
    said = report(PUBLIC)
    assert "came back:  1" in said and 'Hint: run hint("RET-02", 1).' in said
    assert "skipped        there is a date" in said
    assert "It needs RET-01: its notebook is not beside this one." in said
    assert "is_inactive is not defined" in said
    assert said.endswith("0 of 3 public checks pass; 2 hidden checks run at grading.\nNone\n")


def test_a_notebook_shows_them_as_html_and_as_data(report):
    build = "from privacylab.checks.report import Report"
    made = 'Report("RET-02", "is_inactive", 4, 2, tuple(checks.results))._repr_mimebundle_()'
    said = report(PUBLIC, f"{build}\nprint(*{made})")
    assert said.split() == ["text/plain", "text/html", MIME]


def test_a_hidden_check_names_its_requirement_and_hint_and_nothing_of_the_test(report):
    said = report(PUBLIC + HIDDEN)
    assert "hidden check 1 (RET-03)" in said and 'hint("RET-03", 2)' in said
    assert "hidden check 2 (RET-04)" in said
    assert "secret" not in said and "41" not in said
    assert said.endswith(": 0 of 4 points.\n0.0\n")


def test_a_hidden_check_that_is_skipped_says_that_something_else_comes_first(report):
    said = report(PUBLIC + HIDDEN + WAITING)
    assert "skipped        hidden check 3 (RET-05)" in said
    assert "It needs an earlier exercise, or another check to pass first." in said
    assert "secret" not in said
