"""Every lesson runs from top to bottom, as it is committed, without an error or a warning."""

import ast
import re
from pathlib import Path

import nbformat
import pytest
from IPython.core.formatters import DisplayFormatter
from nbclient import NotebookClient

from privacylab.authoring.cells import Role, is_look, role
from privacylab.catalog import load_catalog

ROOT = Path(__file__).parent.parent
LESSONS = sorted(ROOT.glob("course/*.ipynb")) + sorted(ROOT.glob("course/[0-9]*/*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: str(path.relative_to(ROOT / "course")))
def test_a_lesson_runs_without_an_error_or_a_warning_and_every_cell_shows_something(path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": path.parent}}).execute()
    said = [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "stream" and output.name == "stderr"
    ]
    assert said == []
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.source for cell in code if not cell.outputs] == []


def test_there_is_a_first_page_and_a_lesson_for_every_module_with_exercises():
    names = {str(path.relative_to(ROOT / "course")) for path in LESSONS}
    ready = [module.id for module in load_catalog(ROOT).modules.values() if not module.planned]
    assert {"index.ipynb", *(f"{module}/{module[:2]}_lesson.ipynb" for module in ready)} <= names


def show(*values):
    """Print values as a kernel shows them, so HTML that can't be made is an error, too."""
    for value in values:
        formats, _ = DisplayFormatter().format(value)
        print(formats.get("text/plain", value))


EXERCISES = [(one, each) for one in load_catalog(ROOT).modules.values() for each in one.exercises]


@pytest.mark.parametrize(("module", "exercise"), EXERCISES, ids=lambda one: one.id)
def test_the_look_cells_of_an_exercise_run_after_its_given_cells_and_show_something(
    module, exercise, monkeypatch, capsys
):
    monkeypatch.chdir(ROOT / "assignments" / module.id)
    names = {"__name__": "__main__", "display": show}
    looks = 0
    for cell in nbformat.read(f"{exercise.name}.ipynb", as_version=4).cells:
        if cell.cell_type != "code" or role(cell) in (Role.ANSWER, Role.TEST):
            continue
        *body, last = ast.parse(cell.source).body
        exec(compile(ast.Module(body, []), cell.id, "exec"), names)
        if isinstance(last, ast.Expr):
            found = eval(compile(ast.Expression(last.value), cell.id, "eval"), names)
            if found is not None:
                show(found)
        else:
            exec(compile(ast.Module([last], []), cell.id, "exec"), names)
        said = capsys.readouterr()
        assert said.err == ""
        if is_look(cell):
            looks += 1
            assert said.out.strip()
    assert looks or exercise.essay


def test_every_link_of_a_lesson_or_an_exercise_to_a_file_leads_to_one():
    for path in [*LESSONS, *ROOT.glob("assignments/*/*.ipynb")]:
        for cell in nbformat.read(path, as_version=4).cells:
            for target in re.findall(r"\]\(([^)#\s]+)\)", cell.source):
                if "://" not in target:
                    assert (path.parent / target).exists(), f"{path.name}: {target}"
