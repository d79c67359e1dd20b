"""The command line, as a person types it."""

import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import version

import pytest
from typer.testing import CliRunner

from commands import run
from privacylab.authoring import read_exercise
from privacylab.catalog import load_catalog
from privacylab.cli import app
from privacylab.verification.answers import reference_of


def verbs():
    return [
        command.callback.__name__.strip("_").replace("_", "-")
        for command in app.registered_commands
    ]


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
        "heavy = {'pandas', 'nbgrader', 'nbconvert', 'jupytext', 'matplotlib', 'jwt', 'httpx'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("verb", ["check", "grade", "verify", "preview"])
@pytest.mark.parametrize(
    ("unknown", "guess"), [("02_retenton", "02_retention"), ("RTE-02", "RET-02")]
)
def test_an_unknown_name_ends_in_one_sentence_with_a_guess(verb, unknown, guess):
    code, out, err = run(verb, unknown)
    assert (code, out) == (1, "")
    said = " ".join(err.split())
    assert said.startswith(
        f"privacylab: There is no module or exercise '{unknown}'. Did you mean {guess}? Modules: "
    )
    assert "Traceback" not in err


@pytest.mark.parametrize("verb", ["check", "grade", "verify", "preview"])
def test_a_planned_module_is_not_called_unknown(verb, root, tmp_path):
    for folder in ("course", "assignments"):
        shutil.copytree(root / folder, tmp_path / folder)
    manifest = tmp_path / "course" / "course.toml"
    manifest.write_text(manifest.read_text().replace("modules = [", 'modules = [\n    "05_later",'))
    (tmp_path / "course" / "05_later").mkdir()
    (tmp_path / "course" / "05_later" / "module.toml").write_text(
        'title = "Later"\nsummary = "Later."\nlesson_minutes = 60\n'
        'objectives = ["One.", "Two.", "Three."]\nout_of_scope = ["All."]\n'
        'prerequisites = ["None."]\nto_come = []\nexercises = []\n'
    )
    code, out, err = run(verb, "05_later", cwd=tmp_path)
    assert code == 1
    assert "05_later" in err and "no exercises yet" in err


@pytest.fixture
def damaged(root, tmp_path):
    """A learner's copy of the course, in which the notebook of RET-08 is no notebook."""
    for folder in ("course", "assignments"):
        shutil.copytree(root / folder, tmp_path / folder)
    (tmp_path / "assignments" / "02_retention" / "RET-08_sweep.ipynb").write_text("<<<<<<< HEAD")
    return tmp_path


@pytest.mark.parametrize("name", ["RET-08", "ret-08", "RET-08_sweep"])
@pytest.mark.parametrize("verb", ["check", "grade"])
def test_a_notebook_that_a_learner_has_damaged_is_named_with_what_to_do(verb, name, damaged):
    code, out, err = run(verb, name, cwd=damaged)
    assert (code, out) == (1, "")
    assert " ".join(err.split()) == (
        "privacylab: assignments/02_retention/RET-08_sweep.ipynb is missing or damaged. To bring "
        "back a saved copy or the empty exercise, run: privacylab restore RET-08"
    )


def test_a_module_whose_notebooks_are_all_lost_is_not_called_planned(damaged):
    shutil.rmtree(damaged / "assignments" / "02_retention")
    code, out, err = run("check", "02_retention", cwd=damaged)
    assert code == 1
    said = " ".join(err.split())
    assert "assignments/02_retention/RET-02_inactivity_clock.ipynb is missing or damaged" in said


def test_a_damaged_notebook_does_not_stop_the_check_of_another_exercise(damaged):
    code, out, err = run("check", "RET-02", cwd=damaged)
    assert code == 0, err
    assert "0 of 3 public checks pass." in out


def test_only_one_exercise_is_previewed_at_a_time():
    code, out, err = run("preview", "02_retention")
    assert code == 1
    assert "02_retention is a module. Name one of its exercises: RET-02, " in " ".join(err.split())


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


def essays(root):
    modules = load_catalog(root).modules.values()
    return [one for module in modules for one in module.exercises if one.essay]


def test_an_exercise_that_is_no_requirement_is_said_to_have_no_hints_and_why(root):
    assert "RET-R1" in [one.id for one in essays(root)]
    for essay in essays(root):
        code, out, err = run("hint", essay.id.lower(), cwd=root)
        assert (code, out) == (1, "")
        assert " ".join(err.split()) == (
            f"privacylab: {essay.id} is an essay and has no hints: a person grades it by the "
            "rubric in its notebook. Read the rubric and the lesson."
        )
        (path,) = root.glob(f"assignments/*/{essay.name}.ipynb")
        assert "| | 0 | 1 | 2 |" in path.read_text()  # the rubric


def test_a_group_of_hints_is_named_without_the_essays():
    code, out, err = run("hint", "RET-99")
    assert "RET-08" in err and "RET-R1" not in err


def test_in_a_terminal_the_next_hint_is_a_command():
    code, out, err = run("hint", "RET-02", "1")
    assert code == 0
    assert "Next: privacylab hint RET-02 2, the source." in out


@pytest.mark.parametrize("words", [("grade",), ("grade", "--all"), ("check",)])
def test_without_a_name_the_modules_are_named_in_one_sentence(words):
    code, out, err = run(*words)
    assert code == 1
    said = " ".join(err.split())
    assert said.startswith("privacylab: Name an exercise, such as RET-02, or a module: 00_start, ")
    assert "02_retention" in said


@pytest.mark.parametrize(
    ("words", "code", "out", "err"),
    [
        (("--version",), 0, f"privacylab {version('privacylab')}\n", ""),
        (("certificate", "--nowhere"), 2, "", "No such option: --nowhere"),
        (("hint", "RET-99"), 1, "", "privacylab: There are no hints for 'RET-99'"),
    ],
)
def test_a_process_of_its_own_says_the_same_and_ends_with_the_same_code(words, code, out, err):
    command = [sys.executable, "-m", "privacylab.cli", *words]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (code, out)
    assert err in done.stderr and (code, out) == run(*words)[:2]


def test_check_takes_a_module_and_says_what_passes_and_what_comes_next(root):
    code, out, err = run("check", "02_retention", cwd=root)
    assert code == 0, err
    assert "RET-08" in out and " public checks pass." in out
    assert "Next: fix the rest in assignments/02_retention, save it" in " ".join(out.split())


def test_check_takes_an_exercise_and_names_its_notebook(root):
    code, out, err = run("check", "ret-02", cwd=root)
    assert code == 0, err
    assert "RET-02 · profile_status" in out and "RET-05" not in out
    assert "assignments/02_retention/RET-02_inactivity_clock.ipynb" in out


@pytest.mark.parametrize("verb", ["check", "grade"])
def test_a_file_that_is_refused_is_named_as_its_owner_named_it(verb, root, tmp_path):
    for folder in ("course", "solutions"):
        shutil.copytree(root / folder, tmp_path / folder)
    shutil.copy(root / "nbgrader_config.py", tmp_path)
    (tmp_path / "bad.ipynb").write_text("import pandas\n")
    why = "is not a notebook (line 1 is not JSON): find the .ipynb file that JupyterLab saved, and"
    code, out, err = run(verb, "bad.ipynb", cwd=tmp_path)
    assert (code, out) == (1, "")
    assert " ".join(err.split()) == f"privacylab: bad.ipynb {why} run the command again."


def test_two_ways_to_say_whom_to_grade_are_refused():
    code, out, err = run("grade", "02_retention", "--all", "--learner", "ada")
    assert code == 1
    assert "not both" in err


def test_a_class_is_graded_by_module_and_not_by_exercise():
    code, out, err = run("grade", "RET-02", "--all")
    assert code == 1
    assert "by module: privacylab grade 02_retention --all" in " ".join(err.split())


def steps_of(notebook):
    cells = json.loads(notebook.read_text())["cells"]
    return [
        cell["id"].removesuffix("-test")
        for cell in cells
        if cell["metadata"].get("nbgrader", {}).get("grade") and cell["cell_type"] == "code"
    ]


def test_check_prints_the_public_checks_as_json(root, tmp_path):
    notebook = root / "assignments" / "02_retention" / "RET-02_inactivity_clock.ipynb"
    copy = tmp_path / "mine.ipynb"
    copy.write_bytes(notebook.read_bytes())
    code, out, err = run("check", str(copy), "--json", cwd=root)
    reports = json.loads(out)
    assert [(report["task"], report["step"]) for report in reports] == [
        ("RET-02", "is_inactive"),
        ("RET-02", "last_child_use"),
        ("RET-02", "profile_status"),
    ]
    assert all(one["outcome"] == "not attempted" for one in reports[0]["checks"])
    assert not any(one["hidden"] for report in reports for one in report["checks"])


def test_check_of_a_module_reports_every_step_in_the_order_of_its_exercises(root):
    code, out, err = run("check", "02_retention", "--json", cwd=root)
    reports = json.loads(out)
    tasks = list(dict.fromkeys(report["task"] for report in reports))
    exercises = load_catalog(root).modules["02_retention"].exercises
    assert tasks == [one.id for one in exercises if not one.essay]
    assert tasks[:2] == ["RET-02", "RET-05"]
    wanted = []
    for task in tasks:
        (notebook,) = (root / "assignments" / "02_retention").glob(f"{task}_*.ipynb")
        wanted += steps_of(notebook)
    assert [f"{report['task']}-{report['step']}" for report in reports] == wanted


@pytest.mark.parametrize("by", ["id", "file"])
def test_an_essay_has_no_checks_and_it_is_said_who_grades_it(by, root):
    name = "RET-R1" if by == "id" else "assignments/02_retention/RET-R1_blind_spots.ipynb"
    code, out, err = run("check", name, cwd=root)
    assert (code, out) == (1, "")
    assert " ".join(err.split()) == (
        "privacylab: RET-R1 is an essay and has no checks: a person grades it by the rubric in its "
        "notebook."
    )


@pytest.fixture(scope="module")
def mine(root, tmp_path_factory):
    """A copy of the course in which a learner has solved RET-02, and begun nothing else."""
    copy = tmp_path_factory.mktemp("mine")
    for folder in ("course", "solutions", "assignments"):
        shutil.copytree(root / folder, copy / folder)
    shutil.copy(root / "nbgrader_config.py", copy)
    answers = reference_of(read_exercise(root, *load_catalog(root).exercise("RET-02")))
    path = copy / "assignments" / "02_retention" / "RET-02_inactivity_clock.ipynb"
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"].removeprefix("RET-02-"), cell["source"])
    path.write_text(json.dumps(notebook))
    return copy


def grades(course, name):
    """What `privacylab grade` says of one's own work: (exercise, outcome, points) of each."""
    code, out, err = run("grade", name, "--json", cwd=course)
    assert code == 0, err
    (graded,) = json.loads(out)
    return [(one["id"], one["outcome"], one["score"]) for one in graded["exercises"]]


@pytest.mark.parametrize("name", ["RET-02", "ret-02", "RET-02_inactivity_clock"])
def test_grade_takes_an_exercise_and_grades_that_alone(name, mine):
    assert grades(mine, name) == [("RET-02", "passed", 6.0)]


def test_grade_takes_a_module_and_grades_each_of_its_exercises(mine, root):
    (first, *others) = grades(mine, "02_retention")
    assert first == ("RET-02", "passed", 6.0)
    exercises = load_catalog(root).modules["02_retention"].exercises
    assert [one[0] for one in others] == [one.id for one in exercises[1:]]
    assert all(one[1] != "passed" and one[2] == 0 for one in others)


def test_grade_takes_a_file_whatever_its_name_and_wherever_it_is(mine, root, tmp_path):
    solved = mine / "assignments" / "02_retention" / "RET-02_inactivity_clock.ipynb"
    shutil.copy(solved, tmp_path / "solved.ipynb")
    assert grades(mine, str(tmp_path / "solved.ipynb")) == [("RET-02", "passed", 6.0)]
    empty = root / "assignments" / "02_retention" / "RET-02_inactivity_clock.ipynb"
    shutil.copy(empty, mine / "empty.ipynb")
    assert grades(mine, "empty.ipynb") == [("RET-02", "not attempted", 0.0)]


def test_grade_says_of_an_essay_that_its_answer_goes_into_its_notebook(mine):
    code, out, err = run("grade", "RET-R1", cwd=mine)
    assert code == 0, err
    where = "assignments/02_retention/RET-R1_blind_spots.ipynb"
    assert f"Write your answer where {where} says YOUR ANSWER HERE," in out
    assert "YOUR CODE" not in out
    path = mine / where
    before = path.read_text()
    path.write_text(before.replace("YOUR ANSWER HERE", "Dear Dana"))
    code, out, err = run("grade", "RET-R1", cwd=mine)
    path.write_text(before)
    assert code == 0, err
    assert "A person will grade it. What is left of the course: privacylab progress" in out
    assert "test passes" not in out


def test_an_exercise_is_reset_only_after_asking_and_brought_back(mine):
    path = mine / "assignments" / "02_retention" / "RET-02_inactivity_clock.ipynb"
    before = path.read_bytes()
    code, out, err = run("reset", "RET-02", cwd=mine)  # no one is there to be asked
    assert (code, out, path.read_bytes()) == (1, "", before)
    assert "run: privacylab reset RET-02 --yes" in " ".join(err.split())
    code, out, err = run("reset", "RET-02", "--yes", cwd=mine)
    assert code == 0, err
    where = "assignments/02_retention/RET-02_inactivity_clock.ipynb"
    assert out.startswith(f"RET-02 is empty again: {where}\n")
    assert "File → Reload Notebook from Disk" in out and "privacylab restore RET-02" in out
    code, out, err = run("restore", "RET-02", cwd=mine)
    assert code == 0, err
    assert "kept on" in out and "To restore one, run: privacylab restore RET-02 1." in out
    assert "They are in var/kept/RET-02, without outputs: at most 50 per exercise" in out
    code, out, err = run("restore", "RET-02", "9", cwd=mine)
    assert code == 1 and "There is no copy 9: RET-02 has 1 to " in err
    code, out, err = run("restore", "RET-02", "1", cwd=mine)
    assert code == 0, err
    assert out.startswith(f"RET-02 is back to copy 1: {where}\n")
    assert grades(mine, "RET-02") == [("RET-02", "passed", 6.0)]
    code, out, err = run("restore", "RET-02", cwd=mine)
    assert re.search(r"^ 1 .* 6 of 6 *$", out, re.MULTILINE)


def test_where_nothing_is_kept_it_is_said_what_keeps(mine):
    code, out, err = run("restore", "DEL-01", cwd=mine)
    assert code == 0, err
    assert out == (
        "There are no copies of DEL-01 yet: each Grade keeps one. For the empty exercise, run: "
        "privacylab reset DEL-01\n"
    )
    code, out, err = run("restore", "02_retention", cwd=mine)
    assert code == 1 and "Name one of its exercises: RET-02," in " ".join(err.split())


def test_progress_has_one_row_for_each_exercise_with_its_best_grade(mine, root):
    grades(mine, "RET-02")
    code, out, err = run("progress", "--json", cwd=mine)
    assert code == 0, err
    steps = [one for one in json.loads(out) if one["exercise"]]
    exercises = [one for each in load_catalog(root).modules.values() for one in each.exercises]
    assert [one["exercise"] for one in steps] == [one.id for one in exercises]
    full = [one for one in steps if one["state"] == "full marks"]
    assert [(one["exercise"], one["score"], one["minutes"]) for one in full] == [("RET-02", 6, 0)]
    code, out, err = run("progress", cwd=mine)
    assert code == 0, err
    rows = out[: out.index("Left to do")].splitlines()
    for one in exercises:
        (row,) = [row for row in rows if re.search(rf"\b{one.id}\b", row)]
        assert ("full marks" in row) == (one.id == "RET-02")
        assert f"of {one.points}" in row
    assert "Next: ST-01 " in out and "in assignments/00_start/ST-01_keep_delete_or_hold" in out


@pytest.mark.parametrize("verb", ["check", "grade"])
def test_it_is_said_where_there_is_no_such_notebook(verb):
    code, out, err = run(verb, "nowhere.ipynb")
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
