"""Text to notebooks: what is built, what stays out of it, what is never written over."""

import ast
import json
import re
import shutil

import pytest
from nbformat import v4

from privacylab.authoring import AuthorError, build_all, differences, read_tasks, write
from privacylab.authoring.author import BEGIN_HIDDEN, END_HIDDEN, read_checks
from privacylab.catalog import load_catalog

MODULE = "02_retention"


@pytest.fixture(scope="module")
def built(root):
    return {str(one.path): one for one in build_all(root)}


@pytest.fixture
def copy_of_course(root, tmp_path):
    for folder in ("course", "solutions", "assignments"):
        shutil.copytree(root / folder, tmp_path / folder)
    return tmp_path


def assignment(built):
    return built[f"assignments/{MODULE}/{MODULE}.ipynb"]


def test_every_committed_notebook_is_what_its_text_says(root, built):
    public = [one for one in built.values() if not one.secret]
    assert [differences(one, root) for one in public] == [""] * len(public)


def test_two_builds_are_byte_identical(root, built):
    assert {str(one.path): one.content for one in build_all(root)} == {
        path: one.content for path, one in built.items()
    }


def test_no_hidden_test_solution_or_counterfeit_is_in_anything_released(root, built):
    released = "\n".join(one.content for one in built.values() if not one.secret)
    lines = {json.loads(f'"{line}"') for line in re.findall(r'"((?:[^"\\]|\\.)*)"', released)}
    lines = {line.strip() for line in lines}
    assignments = {path.name: path.read_text() for path in (root / "solutions").glob("*/*.py")}
    # a line that one module shows is no secret of another; and an answer of another way has the
    # constants and signatures that its exercise gives
    public_lines = {
        line.strip()
        for text in assignments.values()
        for line in re.sub(r"### BEGIN.*?### END[^\n]*", "", text, flags=re.DOTALL).splitlines()
    }
    secrets = set()
    for path in (root / "solutions").rglob("*.py"):
        text = path.read_text()
        regions = [text]
        if path.name in assignments:
            regions = re.findall(
                r"### BEGIN (?:HIDDEN TESTS|SOLUTION)\n(.*?)### END", text, flags=re.DOTALL
            )
        for region in regions:
            secrets |= {line.strip() for line in region.splitlines()} - public_lines
    # the first lesson has its learners type this wrong answer, to see how it is caught
    draft = (root / "solutions/00_start/counterfeits/ST-01/Draft.py").read_text()
    secrets -= {line.strip() for line in draft.splitlines()}
    tells_nothing = re.compile(r".{,12}|def .*|except \w+:")
    secrets = {line for line in secrets if not tells_nothing.fullmatch(line)}
    assert len(secrets) > 400
    assert secrets & lines == set()


def test_no_hidden_sentence_stands_in_a_lesson_or_an_assignment(root, built):
    modules = [module for module in load_catalog().modules.values() if not module.planned]
    tasks = [
        task
        for module in modules
        for task in read_tasks(root / f"solutions/{module.id}/{module.id}.py", module)
    ]
    sentences = [check.sentence for task in tasks for check in task.checks if check.hidden]
    assert len(sentences) > 10
    released = [one.content for one in built.values() if not one.secret]
    assert not [line for line in sentences if any(line in text for text in released)]


def test_notebooks_have_no_outputs_no_tool_version_and_stable_ids(built):
    for one in built.values():
        notebook = one.read()
        assert set(notebook.metadata) == {"kernelspec", "language_info"}
        assert notebook.metadata.kernelspec.name == "python3"
        assert "version" not in notebook.metadata.language_info
        ids = [cell.id for cell in notebook.cells]
        assert len(ids) == len(set(ids))
        assert all(cell.get("outputs", []) == [] for cell in notebook.cells)
        v4.writes_json(notebook)


def test_short_author_metadata_becomes_nbgraders(built):
    cells = {cell.id: cell for cell in assignment(built).read().cells}
    test, answer = cells["RET-02-test"].metadata.nbgrader, cells["RET-02"].metadata.nbgrader
    assert (test.grade, test.solution, test.locked, test.points) == (True, False, True, 8)
    assert (answer.grade, answer.solution, answer.locked) == (False, True, False)
    assert cells["setup"].metadata.nbgrader.locked
    assert test.schema_version == answer.schema_version == 3


def test_an_essay_becomes_a_cell_that_a_person_grades():
    import jupytext

    from privacylab.authoring.expand import expand

    text = '# %% [markdown] essay="RET-R1" points=5\n# Why?\n'
    notebook = expand(jupytext.reads(text, fmt="py:percent"), (), "x")
    mark = notebook.cells[0].metadata.nbgrader
    assert (mark.grade_id, mark.grade, mark.solution, mark.points) == ("RET-R1", True, True, 5.0)
    assert notebook.cells[0].cell_type == "markdown"


def test_the_release_tells_each_test_how_many_hidden_checks_there_are(root, built):
    tasks = read_tasks(root / f"solutions/{MODULE}/{MODULE}.py", load_catalog().modules[MODULE])
    cells = {cell.id: cell.source for cell in assignment(built).read().cells}
    for task in tasks:
        hidden = sum(check.hidden for check in task.checks)
        assert f"hidden={hidden})" in cells[f"{task.task}-test"]
        assert BEGIN_HIDDEN not in cells[f"{task.task}-test"]


def test_every_released_code_cell_is_python(built):
    for cell in assignment(built).read().cells:
        if cell.cell_type == "code":
            ast.parse(cell.source)


def test_a_changed_text_shows_as_a_diff(copy_of_course):
    path = copy_of_course / f"solutions/{MODULE}/{MODULE}.py"
    path.write_text(path.read_text().replace("## RET-08 · The sweep", "## RET-08 · The broom"))
    diffs = [differences(one, copy_of_course) for one in build_all(copy_of_course)]
    assert any("+" in diff and "The broom" in diff for diff in diffs)


def test_a_learners_answers_are_never_written_over(copy_of_course):
    one = next(x for x in build_all(copy_of_course) if x.path.parts[0] == "assignments")
    path = copy_of_course / one.path
    mine = path.read_text().replace("# YOUR CODE HERE", "# my own code")
    path.write_text(mine)
    with pytest.raises(PermissionError, match="holds answers"):
        write(one, copy_of_course)
    assert path.read_text() == mine


def test_a_release_that_nobody_touched_is_replaced_by_the_new_one(copy_of_course):
    path = copy_of_course / f"solutions/{MODULE}/{MODULE}.py"
    path.write_text(path.read_text().replace("## RET-08 · The sweep", "## RET-08 · The broom"))
    path = f"assignments/{MODULE}/{MODULE}.ipynb"
    one = next(x for x in build_all(copy_of_course) if str(x.path) == path)
    assert write(one, copy_of_course)
    assert "The broom" in (copy_of_course / one.path).read_text()
    assert not write(one, copy_of_course)


TEST_CELL = f"""checks = Checks("RET-02")
with checks("public"):
    assert f()
{BEGIN_HIDDEN}
with checks("hidden", "RET-03", hint=1):
    assert f()
with checks("hidden too", "RET-04", hint=3):
    assert f()
with checks("hidden as well", "RET-07", hint=2):
    assert f()
{END_HIDDEN}
checks.report()
"""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("", ""), None),
        ((', "RET-03", hint=1', ', "RET-03"'), "a hidden check names its hint rung"),
        (('("public")', '("public", hint=1)'), "a public check names none"),
        (('"RET-04"', '"RET-03"'), "no check stands for RET-04"),
        (('"RET-04"', '"AUD-04"'), "does not cover"),
        (("hint=2", "hint=4"), "1, 2 and 3"),
        (('"hidden too"', '"hidden"'), "two checks say"),
        ((BEGIN_HIDDEN, "# begin"), "put hidden tests between"),
        ((END_HIDDEN, f"{END_HIDDEN}\n{BEGIN_HIDDEN}\n{END_HIDDEN}"), "all in one place"),
        ((END_HIDDEN, f'{END_HIDDEN}\nwith checks("late"):\n    assert f()'), "nothing else"),
        (("\nchecks.report()", ""), "nothing else"),
        (('"hidden too"', "name"), "write a check's words out"),
        (
            ('with checks("public"):', 'if True:\n  with checks("public"):'),
            "at the top of its cell",
        ),
    ],
)
def test_a_test_cell_that_breaks_a_rule_is_refused_with_the_reason(change, sentence):
    exercise = load_catalog().modules[MODULE].exercises[0]
    text = TEST_CELL.replace(*change) if change[0] else TEST_CELL
    if sentence is None:
        assert len(read_checks(text, exercise, "here")) == 4
        return
    with pytest.raises(AuthorError, match=sentence):
        read_checks(text, exercise, "here")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("points=8", "points=9"), "write the same number in both"),
        (('covers="RET-02 RET-03', 'covers="RET-02 RET-05'), "name the same requirements"),
        (('# %% task="RET-08"', '# %% other="RET-08"'), "give each exercise one task cell"),
        (("### BEGIN SOLUTION", "# begin"), "put the answer between"),
    ],
)
def test_a_text_that_parts_from_the_manifest_is_refused(copy_of_course, change, sentence):
    path = copy_of_course / f"solutions/{MODULE}/{MODULE}.py"
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(AuthorError, match=sentence):
        build_all(copy_of_course)
