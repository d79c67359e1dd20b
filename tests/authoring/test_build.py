"""Text to notebooks: what is built, what stays out of it, what is never written over."""

import ast
import json
import re
import shutil
import tomllib

import pytest
from nbformat import v4

from privacylab.authoring import (
    AuthorError,
    build_all,
    differences,
    leftovers,
    read_exercise,
    write,
)
from privacylab.authoring.exercise_text import BEGIN_HIDDEN, BEGIN_SOLUTION
from privacylab.catalog import load_catalog
from privacylab.checks.hints import hint

MODULE = "02_retention"
CLOCK = f"solutions/{MODULE}/RET-02_inactivity_clock/exercise.py"
TITLE = f"solutions/{MODULE}/RET-08_sweep/exercise.toml"
SWEEP = f"assignments/{MODULE}/RET-08_sweep.ipynb"


@pytest.fixture(scope="module")
def built(root):
    return {one.path.as_posix(): one for one in build_all(root)}


@pytest.fixture(scope="module")
def texts(root):
    """The text of every exercise of the course."""
    modules = load_catalog(root).modules.values()
    return [read_exercise(root, module, one) for module in modules for one in module.exercises]


@pytest.fixture
def copy_of_course(root, tmp_path):
    for folder in ("course", "solutions", "assignments"):
        shutil.copytree(root / folder, tmp_path / folder)
    return tmp_path


@pytest.fixture
def renamed(copy_of_course):
    """A copy of the course whose sweep is called another name than its notebook says."""
    path = copy_of_course / TITLE
    text = path.read_text()
    path.write_text(re.sub('title = ".*"', 'title = "The broom"', text))
    assert path.read_text() != text
    return copy_of_course


def assignments(built):
    return [one for one in built.values() if one.path.parts[0] == "assignments"]


def notebook(built, name):
    return built[f"assignments/{MODULE}/{name}.ipynb"].read()


def test_every_committed_notebook_is_what_its_text_says(root, built):
    public = [one for one in built.values() if not one.secret]
    assert [differences(one, root) for one in public] == [""] * len(public)
    assert list(leftovers(list(built.values()), root)) == []


def test_two_builds_are_byte_identical(root, built):
    assert {one.path.as_posix(): one.content for one in build_all(root)} == {
        path: one.content for path, one in built.items()
    }


def test_one_exercise_is_one_notebook_for_its_learner(root, built, texts):
    names = [f"{text.module.id}/{text.exercise.name}" for text in texts]
    assert [f"{one.path.parent.name}/{one.path.stem}" for one in assignments(built)] == names
    folders = sorted(path.parent for path in (root / "solutions").glob("*/*/exercise.py"))
    assert sorted(text.folder for text in texts) == folders


def test_the_instructors_notebooks_are_secret_and_those_for_learners_are_not(built):
    for one in built.values():
        assert one.secret is (one.path.parts[0] == "solutions")


def hidden_regions(text):
    return re.findall(r"### BEGIN (?:HIDDEN TESTS|SOLUTION)\n(.*?)### END", text, flags=re.DOTALL)


def counterfeit_lines(table):
    """The lines that make an answer wrong: those that a change adds, and whole functions."""
    added = [line[1:] for line in table.get("change", "").splitlines() if line.startswith("+")]
    return added + table.get("functions", "").splitlines()


@pytest.fixture(scope="module")
def secrets(root):
    """The lines that nothing released may have, and that tell something."""
    exercises = [path.read_text() for path in (root / "solutions").glob("*/*/exercise.py")]
    # a line that one exercise shows is no secret of another; and an answer of another way has the
    # constants and signatures that its exercise gives
    public_lines = {
        line.strip()
        for text in exercises
        for line in re.sub(r"### BEGIN.*?### END[^\n]*", "", text, flags=re.DOTALL).splitlines()
    }
    regions = [region for text in exercises for region in hidden_regions(text)]
    genuine = [path.read_text() for path in (root / "solutions").glob("*/*/genuine/*.py")]
    counterfeits = {
        (path.parent.name.split("_")[0], name): counterfeit_lines(table)
        for path in (root / "solutions").glob("*/*/counterfeits.toml")
        for name, table in tomllib.loads(path.read_text()).items()
    }
    assert len(regions) > 100 and len(genuine) > 50 and len(counterfeits) > 100
    # the first lesson has its learners type this wrong answer, to see how it is caught
    draft = {line.strip() for line in counterfeits.pop(("ST-01", "Draft"))}
    found = {line.strip() for text in [*regions, *genuine] for line in text.splitlines()}
    found |= {line.strip() for lines in counterfeits.values() for line in lines}
    tells_nothing = re.compile(r".{,12}|def .*|except \w+:")
    return {line for line in found - public_lines - draft if not tells_nothing.fullmatch(line)}


def lines_of(notebooks):
    """Every line of every text in notebooks: of cells, and of what is in their metadata."""
    texts = re.findall(r'"((?:[^"\\]|\\.)*)"', "\n".join(notebooks))
    return {line.strip() for text in texts for line in json.loads(f'"{text}"').splitlines()}


def test_no_hidden_test_solution_or_counterfeit_is_in_anything_released(built, secrets):
    assert len(secrets) > 400
    released = [one.content for one in built.values() if not one.secret]
    assert secrets & lines_of(released) == set()


def test_the_search_for_what_leaks_finds_it(built, secrets, texts):
    """The search above is no use if it finds nothing where everything is."""
    for text in texts:
        whole = built[f"solutions/{text.module.id}/{text.exercise.name}.ipynb"].content
        assert text.exercise.essay or len(secrets & lines_of([whole])) > 3, text.exercise.id
    whole = lines_of([one.content for one in built.values() if one.secret])
    assert len(secrets & whole) > 1000
    assert len(secrets - whole) > 300  # of genuine answers and counterfeits
    table = {"change": "-  return a\n+  return b\n   return c", "functions": "def f():\n  pass"}
    assert counterfeit_lines(table) == ["  return b", "def f():", "  pass"]


def test_no_hidden_sentence_is_in_a_lesson_or_an_assignment(built, texts):
    sentences = [check.sentence for text in texts for check in text.checks if check.hidden]
    assert len(sentences) > 100
    released = [one.content for one in built.values() if not one.secret]
    assert not [line for line in sentences if any(line in text for text in released)]


def test_no_mark_of_a_solution_or_of_a_hidden_test_is_released(built):
    for one in assignments(built):
        assert "### BEGIN" not in one.content and "### END" not in one.content


def test_an_essay_comes_without_its_model_answer(built, texts):
    essays = [text for text in texts if text.exercise.essay]
    assert len(essays) == 7
    for text in essays:
        path = f"assignments/{text.module.id}/{text.exercise.name}.ipynb"
        (cell,) = (one for one in built[path].read().cells if "nbgrader" in one.metadata)
        assert cell.source == "YOUR ANSWER HERE"


def test_notebooks_have_no_outputs_no_tool_version_and_stable_ids(built):
    for one in built.values():
        notebook = one.read()
        assert set(notebook.metadata) - {"privacylab"} == {"kernelspec", "language_info"}
        assert ("privacylab" in notebook.metadata) is (one.path.parts[0] != "course")
        assert notebook.metadata.kernelspec.name == "python3"
        assert "version" not in notebook.metadata.language_info
        ids = [cell.id for cell in notebook.cells]
        assert len(ids) == len(set(ids))
        assert all(cell.get("outputs", []) == [] for cell in notebook.cells)
        v4.writes_json(notebook)


def test_short_author_metadata_becomes_nbgraders(built):
    cells = {cell.id: cell for cell in notebook(built, "RET-02_inactivity_clock").cells}
    test = cells["RET-02-is_inactive-test"].metadata.nbgrader
    answer = cells["RET-02-is_inactive"].metadata.nbgrader
    given = cells["RET-02-setup"].metadata.nbgrader
    assert (test.grade, test.solution, test.locked) == (True, False, True)
    assert (answer.grade, answer.solution, answer.locked) == (False, True, False)
    assert (given.grade, given.solution, given.locked) == (False, False, True)
    assert test.schema_version == answer.schema_version == 3
    assert cells["RET-02-profile_status"].metadata.nbgrader.grade_id == "RET-02-profile_status"


def test_the_points_of_the_steps_add_up_to_those_of_the_exercise(built, texts):
    for text in texts:
        path = f"assignments/{text.module.id}/{text.exercise.name}.ipynb"
        marks = [cell.metadata.get("nbgrader", {}) for cell in built[path].read().cells]
        points = [mark["points"] for mark in marks if mark.get("grade")]
        assert sum(points) == pytest.approx(text.exercise.points, abs=1e-9)
        assert all(one > 0 for one in points)


def test_every_check_of_an_exercise_weighs_the_same(texts):
    for text in texts:
        for step in text.steps:
            fair = text.exercise.points * len(step.checks) / len(text.checks)
            assert abs(text.points_of(step) - fair) <= 0.01


def test_an_essay_becomes_a_cell_that_a_person_grades(built):
    (cell,) = (
        one for one in notebook(built, "RET-R1_blind_spots").cells if "nbgrader" in one.metadata
    )
    mark = cell.metadata.nbgrader
    assert (mark.grade_id, mark.grade, mark.solution, mark.points) == (
        "RET-R1-essay",
        True,
        True,
        8.0,
    )
    assert (cell.cell_type, cell.id) == ("markdown", "RET-R1-essay")


def test_the_release_tells_each_test_how_many_hidden_checks_there_are(built, texts):
    for text in texts:
        path = f"assignments/{text.module.id}/{text.exercise.name}.ipynb"
        cells = {cell.id: cell.source for cell in built[path].read().cells}
        for step in text.steps:
            hidden = sum(check.hidden for check in step.checks)
            source = cells[f"{text.exercise.id}-{step.name}-test"]
            assert (f", hidden={hidden})" in source) is bool(hidden)
            assert BEGIN_HIDDEN not in source


def test_a_test_cell_gets_the_object_that_runs_its_checks_and_its_report(built, texts):
    text = next(one for one in texts if one.exercise.id == "RET-02")
    released = {cell.id: cell.source for cell in notebook(built, text.exercise.name).cells}
    whole = {
        cell.id: cell.source for cell in built[CLOCK.replace("/exercise.py", ".ipynb")].read().cells
    }
    for step in text.steps:
        name = f"RET-02-{step.name}-test"
        opening = "from privacylab.checks import Checks\n\n"
        opening += f'checks = Checks("RET-02", "{step.name}", points={text.points_of(step):g}'
        for source in (released[name], whole[name]):
            assert source.startswith(opening) and source.endswith("\nchecks.report()")
        assert step.test.strip() in whole[name]
        assert "Checks(" not in step.test and "checks.report" not in step.test


def test_an_answer_cell_is_released_as_a_stub_that_says_where_to_write(built, texts):
    for text in texts:
        path = f"assignments/{text.module.id}/{text.exercise.name}.ipynb"
        cells = {cell.id: cell.source for cell in built[path].read().cells}
        for step in text.steps:
            stub = cells[f"{text.exercise.id}-{step.name}"]
            assert "# YOUR CODE HERE" in stub and "raise NotImplementedError()" in stub
            assert BEGIN_SOLUTION not in stub


def test_every_released_code_cell_is_python(built):
    for one in assignments(built):
        for cell in one.read().cells:
            if cell.cell_type == "code":
                ast.parse(cell.source)


def test_a_look_cell_says_that_grading_skips_it_and_is_marked(built, root):
    marked = 0
    for one in assignments(built):
        for cell in one.read().cells:
            first = cell.source.partition("\n")[0]
            says = first.startswith("# Look: run this cell") and first.endswith("Grading skips it.")
            assert says is (cell.metadata.get("privacylab", {}).get("role") == "look")
            assert not (says and "nbgrader" in cell.metadata)
            marked += says
    texts = [path.read_text() for path in (root / "solutions").glob("*/*/exercise.py")]
    written = sum(len(re.findall("^# %% look$", text, re.MULTILINE)) for text in texts)
    last_cells = sum("# %% step=" in text for text in texts)  # those that call check()
    assert marked == written + last_cells and written > 5


def test_an_exercise_that_builds_on_another_loads_the_learners_own_functions(built):
    path = "assignments/03_audit/AUD-09_anchor.ipynb"
    cells = {cell.id: cell for cell in built[path].read().cells}
    assert cells["AUD-09-earlier"].source == (
        "from privacylab.checks import earlier\n\n"
        'root = earlier("AUD-05", "root")\n'
        "consistency_proof, verify_consistency = earlier("
        '"AUD-08", "consistency_proof", "verify_consistency")'
    )
    mark = cells["AUD-09-earlier"].metadata.nbgrader
    assert (mark.grade, mark.solution, mark.locked) == (False, False, True)
    ids = list(cells)
    assert (
        ids.index("AUD-09-earlier") < ids.index("AUD-09-checkpoint")
        if ("AUD-09-checkpoint" in ids)
        else True
    )


def test_a_notebook_carries_its_hints_and_says_how_to_be_graded(built, texts):
    catalog = load_catalog()
    for text in texts:
        path = f"assignments/{text.module.id}/{text.exercise.name}.ipynb"
        notebook = built[path].read()
        data = notebook.metadata.privacylab
        assert data.get("hints", {}) == {
            name: list(catalog.hints[name]) for name in text.exercise.covers
        }
        assert data.covers == list(text.exercise.covers)
        assert (data.exercise, data.title) == (text.exercise.id, text.exercise.title)
        assert data.get("builds_on", {}) == {
            name: list(names) for name, names in text.exercise.builds_on
        }
        grading = f"`privacylab grade {text.exercise.id}`"
        assert any(grading in cell.source for cell in notebook.cells) is not text.exercise.essay
        for name in text.exercise.covers:
            assert hint(name, 1).text == data.hints[name][0]


def test_a_notebook_begins_with_its_name_its_time_and_its_lesson(root, built, texts):
    for text in texts:
        path = f"assignments/{text.module.id}/{text.exercise.name}.ipynb"
        first = built[path].read().cells[0].source
        assert first.startswith(f"# {text.exercise.id} · {text.exercise.title}\n")
        assert f"About {text.exercise.minutes} minutes · {text.exercise.points} points" in first
        last = built[path].read().cells[-1].source
        for name in text.exercise.covers:
            assert f"[**{name}**](#{name} " in first
            assert f'<a id="{name}"></a>**{name}.** ' in last
        link = re.search(r"\[lesson\]\(([^)]+)\)", first)[1]
        assert ((root / path).parent / link).resolve().is_file()


def test_a_changed_text_shows_as_a_diff(renamed):
    diffs = {one.path.as_posix(): differences(one, renamed) for one in build_all(renamed)}
    lines = diffs[SWEEP].splitlines()
    assert any(line.startswith("+") and "# RET-08 · The broom" in line for line in lines)
    assert diffs[f"assignments/{MODULE}/RET-05_ninety_days.ipynb"] == ""


def test_a_learners_answers_are_never_written_over(renamed):
    one = next(x for x in build_all(renamed) if x.path.as_posix() == SWEEP)
    path = renamed / one.path
    mine = path.read_text().replace("# YOUR CODE HERE", "# my own code")
    path.write_text(mine)
    with pytest.raises(PermissionError, match=f"^{SWEEP} has answers in it, so it was left"):
        write(one, renamed)
    assert path.read_text() == mine


def test_a_release_that_nobody_touched_is_replaced_by_the_new_one(renamed):
    one = next(x for x in build_all(renamed) if x.path.as_posix() == SWEEP)
    assert write(one, renamed)
    assert "The broom" in (renamed / one.path).read_text()
    assert not write(one, renamed)


def test_a_notebook_that_no_text_makes_is_named(copy_of_course):
    stray = copy_of_course / "assignments" / MODULE / "RET-99_gone.ipynb"
    shutil.copy(copy_of_course / SWEEP, stray)
    found = leftovers(build_all(copy_of_course), copy_of_course)
    assert [path.as_posix() for path in found] == [f"assignments/{MODULE}/RET-99_gone.ipynb"]


def test_a_lesson_with_other_minutes_than_it_takes_is_not_built(copy_of_course):
    path = copy_of_course / f"course/{MODULE}/module.toml"
    said = int(re.search(r"lesson_minutes = (\d+)", path.read_text())[1])
    path.write_text(
        path.read_text().replace(f"lesson_minutes = {said}", f"lesson_minutes = {said + 5}")
    )
    with pytest.raises(AuthorError, match=f"lesson_minutes is {said + 5}: make it {said}, "):
        build_all(copy_of_course)
