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
    manifest = tmp_path / "course" / "course.toml"
    manifest.write_text('title = "Later"\nmodules = ["05_later"]\n')
    (tmp_path / "course" / "05_later").mkdir()
    (tmp_path / "course" / "05_later" / "module.toml").write_text(
        'title = "Later"\nsummary = "Later."\nlesson_minutes = 60\nobjectives = ["One."]\n'
        "out_of_scope = []\nprerequisites = []\nto_come = []\nexercises = []\n"
    )
    for words in (("check", "05_later"), ("grade", "05_later")):
        code, out, err = run(*words, cwd=tmp_path)
        assert code == 1
        assert "05_later" in err and "no exercises yet" in err


@pytest.mark.parametrize("verb", ["check", "grade", "verify"])
def test_an_exercise_that_there_is_not_is_answered_with_the_nearest(verb):
    code, out, err = run(verb, "RET-92")
    assert code == 1
    assert "There is no module or exercise 'RET-92'. Did you mean RET-" in " ".join(err.split())


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
def test_without_a_name_one_sentence_says_what_to_name(words):
    code, out, err = run(*words)
    assert code == 1
    assert err.startswith("privacylab: Name an exercise or a module, such as RET-02")


def test_the_version_is_said():
    code, out, err = run("--version")
    assert (code, out) == (0, f"privacylab {version('privacylab')}\n")


def test_check_takes_a_module_and_says_what_passes_and_what_comes_next(root):
    code, out, err = run("check", "02_retention", cwd=root)
    assert code == 0, err
    assert "RET-08 · sweep" in out and " public checks pass." in out
    assert "Next: fix the rest in assignments/02_retention," in out


def test_check_takes_an_exercise(root):
    code, out, err = run("check", "ret-02", cwd=root)
    assert code == 0, err
    assert "RET-02 · is_inactive" in out and "RET-05" not in out
    assert "assignments/02_retention/RET-02_inactivity_clock.ipynb" in out


def test_a_file_that_is_refused_is_named_as_its_owner_named_it(root, tmp_path):
    for folder in ("course", "solutions"):
        shutil.copytree(root / folder, tmp_path / folder)
    shutil.copy(root / "nbgrader_config.py", tmp_path)
    (tmp_path / "bad.ipynb").write_text("import pandas\n")
    why = "is not a notebook (line 1 is not JSON): find the .ipynb file that JupyterLab saved, and"
    code, out, err = run("check", "bad.ipynb", cwd=tmp_path)
    assert code == 1
    assert " ".join(err.split()) == f"privacylab: bad.ipynb {why} run the command again."
    code, out, err = run("grade", "bad.ipynb", cwd=tmp_path)
    assert code == 1
    assert " ".join(err.split()) == f"privacylab: bad.ipynb {why} run the command again."


def test_two_ways_to_say_whom_to_grade_are_refused():
    code, out, err = run("grade", "02_retention", "--all", "--learner", "ada")
    assert code == 1
    assert "not both" in err


def test_check_prints_the_public_checks_as_json(root, tmp_path):
    name = "RET-02_inactivity_clock.ipynb"
    copy = tmp_path / "mine.ipynb"
    copy.write_bytes((root / "assignments" / "02_retention" / name).read_bytes())
    code, out, err = run("check", str(copy), "--json", cwd=root)
    reports = json.loads(out)
    assert [(report["task"], report["step"]) for report in reports] == [
        ("RET-02", "is_inactive"),
        ("RET-02", "last_child_use"),
        ("RET-02", "profile_status"),
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
