"""Which isolation a machine offers, and what may be graded without any."""

import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from privacylab.catalog import Exercise
from privacylab.errors import CannotGrade
from privacylab.grading.nbgrader_plugin import Execute
from privacylab.grading.quiet import quiet, silent_log
from privacylab.sandbox.jail import bubblewrap as jail
from privacylab.sandbox.jail import doctor as doctors
from privacylab.sandbox.jail.bubblewrap import Isolation, isolation

NONE = Isolation("", "there is no bwrap")


def run(tmp_path, learner, **options):
    source = "import helper\nfrom privacylab.checks import Checks, small_table\nhelper.two()"
    notebook = new_notebook(cells=[new_code_cell(source)])
    (tmp_path / "helper.py").write_text("def two(): return 2")
    with quiet():
        execute = Execute(log=silent_log(), **options)
        execute.run({Exercise("T-1_run", "Run", 5): notebook}, tmp_path, learner)
    (shown,) = notebook.cells[0].outputs
    assert shown.data["text/plain"] == "2"
    return notebook.metadata.privacylab.isolation


def test_the_doctor_finds_no_way_out_of_the_jail(root):
    if not isolation().bwrap:
        pytest.skip(isolation().reason)
    found = doctors.doctor(root)
    assert len(found) > 8
    assert [finding.sentence for finding in found if not finding.good] == []


def test_root_of_a_container_without_other_users_has_the_same_jail(root):
    """In such a container root can't become another user, so no jail may count on that."""
    if not isolation().bwrap:
        pytest.skip(isolation().reason)
    alone = ["unshare", "--user", "--map-root-user", sys.executable, "-m", "privacylab.cli"]
    done = subprocess.run([*alone, "doctor"], cwd=root, capture_output=True, text=True)
    assert "a jail runs in a user namespace" in done.stdout, done.stderr
    assert done.stdout.endswith("This machine can grade other people's work.\n")
    assert done.returncode == 0


def test_the_doctor_says_what_is_missing(root, monkeypatch):
    monkeypatch.setattr(doctors, "isolation", lambda: NONE)
    (finding,) = doctors.doctor(root)
    assert not finding.good and "there is no bwrap" in finding.sentence


def test_a_machine_without_bubblewrap_says_why(monkeypatch):
    monkeypatch.setattr(jail, "find_bwrap", lambda: "")
    assert "install bubblewrap" in jail.isolation.__wrapped__().reason
    monkeypatch.setattr(jail, "find_bwrap", lambda: "/usr/bin/false")
    assert "does not work here" in jail.isolation.__wrapped__().reason


def test_the_result_says_which_isolation_there_was(tmp_path):
    assert run(tmp_path, "ada") == "bubblewrap"


def test_ones_own_work_is_graded_without_isolation(tmp_path, monkeypatch):
    monkeypatch.setattr("privacylab.grading.submission.run.isolation", lambda _: NONE)
    assert run(tmp_path, "me") == "none"


def test_others_work_is_refused_without_isolation_unless_it_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr("privacylab.grading.submission.run.isolation", lambda _: NONE)
    with pytest.raises(CannotGrade, match="there is no bwrap.*--isolation none"):
        run(tmp_path, "ada")
    assert run(tmp_path, "ada", isolation="none") == "none"
