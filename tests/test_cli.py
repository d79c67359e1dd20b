"""The command line, as a person types it."""

import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import version

import pytest
from typer.testing import CliRunner

from privacylab.cli import app


def run(*words, cwd=None):
    """Run the command in a process of its own; returns (exit code, output, errors)."""
    done = subprocess.run(
        [sys.executable, "-m", "privacylab.cli", *words], cwd=cwd, capture_output=True, text=True
    )
    return done.returncode, done.stdout, done.stderr


def verbs():
    return [command.callback.__name__ for command in app.registered_commands]


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_explains_itself_with_an_example(verb):
    result = CliRunner().invoke(app, [verb, "--help"])
    assert result.exit_code == 0
    assert "Example" in result.output and f"privacylab {verb}" in result.output


def test_help_loads_neither_pandas_nor_nbgrader():
    code = (
        "import sys; sys.argv = ['privacylab', '--help']\n"
        "from privacylab.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'nbgrader', 'nbconvert', 'jupytext', 'matplotlib'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_an_unknown_module_ends_in_one_sentence_with_a_guess():
    code, out, err = run("grade", "02_retenton")
    assert code == 1
    assert "02_retention" in err and "Traceback" not in err


def test_a_planned_module_is_not_called_unknown(root, tmp_path):
    shutil.copytree(root / "course", tmp_path / "course")
    with (tmp_path / "course" / "course.toml").open("a") as manifest:
        manifest.write(
            '\n[[modules]]\nid = "05_later"\ntitle = "Later"\nsummary = "Later."\nminutes = 60\n'
            'objectives = ["One.", "Two.", "Three."]\nout_of_scope = ["All."]\n'
            'prerequisites = ["None."]\nto_come = []\n'
        )
    code, out, err = run("verify", "05_later", cwd=tmp_path)
    assert code == 1
    assert "05_later" in err and "no exercises yet" in err


def test_a_folder_outside_any_course_still_finds_the_installed_one(tmp_path):
    code, out, err = run("hint", "ret-02", "3", cwd=tmp_path)
    assert code == 0
    assert "RET-02, hint 3 of 3" in out


@pytest.mark.parametrize("words", [("RET-99",), ("RET-02", "4")])
def test_a_hint_that_is_not_there_says_which_are(words):
    code, out, err = run("hint", *words)
    assert code == 1
    assert "try" in err and "Traceback" not in err and 'hint("' not in err
    named = re.findall(r"RET-\d\d", err)[1:]
    assert named == sorted(named)


def test_in_a_terminal_the_next_hint_is_a_command():
    code, out, err = run("hint", "RET-02", "1")
    assert code == 0
    assert "Next: privacylab hint RET-02 2, the clause of the case." in out


@pytest.mark.parametrize("words", [("grade",), ("grade", "--all"), ("check",)])
def test_without_a_module_the_modules_are_named_in_one_sentence(words):
    code, out, err = run(*words)
    assert code == 1
    assert err.startswith("privacylab: Name a module. To be graded: ") and "02_retention" in err


def test_the_version_is_said():
    code, out, err = run("--version")
    assert (code, out) == (0, f"privacylab {version('privacylab')}\n")


def test_check_takes_a_module_and_says_what_passes_and_what_comes_next(root):
    code, out, err = run("check", "02_retention", cwd=root)
    assert code == 0, err
    assert "RET-08" in out and " public checks pass." in out
    assert "assignments/02_retention/02_retention.ipynb" in out


def test_a_file_that_is_refused_is_named_as_its_owner_named_it(root, tmp_path):
    for folder in ("course", "solutions"):
        shutil.copytree(root / folder, tmp_path / folder)
    shutil.copy(root / "nbgrader_config.py", tmp_path)
    (tmp_path / "bad.ipynb").write_text("import pandas\n")
    why = "is not a notebook (line 1 is not JSON): find the .ipynb file that JupyterLab saved, and"
    code, out, err = run("check", "bad.ipynb", cwd=tmp_path)
    assert code == 1
    assert " ".join(err.split()) == f"privacylab: bad.ipynb {why} run the command again."
    code, out, err = run("grade", "02_retention", "bad.ipynb", cwd=tmp_path)
    assert code == 1
    said = " ".join(out.split())
    assert said == f"Not graded: bad.ipynb This file {why} run the command again."


def test_two_ways_to_say_whom_to_grade_are_refused():
    code, out, err = run("grade", "02_retention", "--all", "--learner", "ada")
    assert code == 1
    assert "only one of them" in err


def test_check_prints_the_public_checks_as_json(root, tmp_path):
    notebook = root / "assignments" / "02_retention" / "02_retention.ipynb"
    copy = tmp_path / "mine.ipynb"
    copy.write_bytes(notebook.read_bytes())
    code, out, err = run("check", str(copy), "--json", cwd=root)
    reports = json.loads(out)
    assert [report["task"] for report in reports] == [
        "RET-02",
        "RET-05",
        "RET-01",
        "RET-13",
        "RET-08",
        "RET-20",
        "RET-17",
    ]
    assert all(one["outcome"] == "not attempted" for one in reports[0]["checks"])
    assert not any(one["hidden"] for report in reports for one in report["checks"])


def test_check_says_so_where_there_is_no_such_notebook():
    code, out, err = run("check", "nowhere.ipynb")
    assert code == 1
    assert "nowhere.ipynb" in err and "Traceback" not in err


def test_doctor_proves_that_a_jail_holds(root):
    code, out, err = run("doctor", cwd=root)
    assert code == 0, out + err
    assert "Code in the jail cannot read the solutions." in out.replace("\n", " ")
    assert "✗" not in out
    assert out.endswith("This machine can grade other people's work.\n")


def test_an_unknown_isolation_is_refused():
    code, out, err = run("grade", "02_retention", "--all", "--isolation", "docker")
    assert code == 1
    assert "bubblewrap or none" in err
