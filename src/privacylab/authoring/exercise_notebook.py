"""Builds the instructor's notebook from an exercise's text; its marks become nbgrader metadata."""

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from privacylab.authoring.cells import EARLIER, LOOK
from privacylab.authoring.exercise_text import ExerciseText, Step, kind_of
from privacylab.authoring.prose import Prose
from privacylab.catalog import Catalog
from privacylab.catalog.exercises import METADATA

LOOK_LINE = "# Look: run this cell and play with it. Grading skips it."
DONE = """## Done?

Press **Grade** in the toolbar above. It saves this notebook, runs the public and the hidden checks,
and shows the report beside it. You can grade as often as you like. Without these buttons (in VS
Code, for example), save the notebook and run the cell below, or use a terminal:
`privacylab grade {exercise}`.

Grading runs your notebook from scratch. If you renamed a function, your kernel may still know
the old name: Kernel → Restart Kernel and Run All Cells shows what a fresh run sees."""
ASK = """# Look: run this cell once you have saved the notebook. Grading skips it.
from privacylab.checks import check, grade

check("{exercise}")  # grade("{exercise}") runs the hidden checks, too"""
ESSAY_DONE = """## Done?

Save this notebook (Ctrl + S). A person grades your essay."""


def exercise_notebook(text: ExerciseText, catalog: Catalog) -> NotebookNode:
    """Return the instructor's notebook of an exercise, with reference answer and hidden checks.

    Raises CatalogError for a citation that cannot be read.
    """
    prose = Prose(catalog)
    cells = [_title(text, prose)]
    for cell in text.cells:
        cells.append(_cell(cell, text, prose))
        if kind_of(cell) == "given" and text.exercise.builds_on and not _has_earlier(cells, text):
            cells.append(_earlier(text))
    done = ESSAY_DONE if text.exercise.essay else DONE.format(exercise=text.exercise.id)
    cells.append(new_markdown_cell(done))
    if not text.exercise.essay:
        cells.append(_look(ASK.format(exercise=text.exercise.id)))
    if prose.notes:
        cells.append(new_markdown_cell(prose.notes))
    notebook = NotebookNode(nbformat=4, nbformat_minor=5, cells=cells, metadata=NotebookNode())
    return tidy(notebook, text.exercise.id, _metadata(text, catalog))


def tidy(notebook: NotebookNode, name: str, metadata: dict[str, Any] | None = None) -> NotebookNode:
    """Give a notebook a header without tool versions, and stable cell ids; return it.

    An id is the cell's nbgrader id, or if it has none, the notebook's name and the cell's position.
    """
    notebook.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"name": "python"},
        **({METADATA: metadata} if metadata else {}),
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for position, cell in enumerate(notebook.cells):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.id = grade_id or f"{name}-{position:02d}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _metadata(text: ExerciseText, catalog: Catalog) -> dict[str, Any]:
    """Return the metadata that makes the notebook self-contained: see catalog/exercises.py."""
    exercise = text.exercise
    data: dict[str, Any] = {
        "exercise": exercise.id,
        "title": exercise.title,
        "minutes": exercise.minutes,
        "covers": list(exercise.covers),
    }
    if exercise.builds_on:
        data["builds_on"] = {name: list(names) for name, names in exercise.builds_on}
    if exercise.covers:
        data["hints"] = {name: list(catalog.hints[name]) for name in exercise.covers}
    return data


def _title(text: ExerciseText, prose: Prose) -> NotebookNode:
    exercise = text.exercise
    facts = [f"About {exercise.minutes} minutes", f"{exercise.points} points"]
    covers = ", ".join(f"{{req}}`{name}`" for name in exercise.covers)  # linked to their basis
    facts.append(prose.render(covers) or "graded by a person")
    if exercise.builds_on:
        facts.append(f"needs your {', '.join(name for name, _ in exercise.builds_on)}")
    lesson = f"[lesson](../../course/{text.module.lesson})"
    return new_markdown_cell(
        f"# {exercise.id} · {exercise.title}\n\n*{' · '.join(facts)} · {lesson}*"
    )


def _cell(cell: NotebookNode, text: ExerciseText, prose: Prose) -> NotebookNode:
    """Return one cell of the author's text, with nbgrader's metadata."""
    exercise, kind = text.exercise.id, kind_of(cell)
    if kind == "step":
        name = f"{exercise}-{cell.metadata['step']}"
        return new_code_cell(cell.source, metadata=_nbgrader(name, solution=True))
    if kind == "test":
        step = next(one for one in text.steps if one.name == cell.metadata["test"])
        points = text.points_of(step)
        metadata = _nbgrader(f"{exercise}-{step.name}-test", grade=True, locked=True, points=points)
        return new_code_cell(_test(exercise, step, points), metadata=metadata)
    if kind == "given":
        name = f"{exercise}-{cell.metadata['given']}"
        return new_code_cell(cell.source, metadata=_nbgrader(name, locked=True))
    if kind == "essay":
        points = float(text.exercise.points)
        metadata = _nbgrader(f"{exercise}-essay", grade=True, solution=True, points=points)
        return new_markdown_cell(cell.source, metadata=metadata)
    if kind == "look":
        return _look(f"{LOOK_LINE}\n{cell.source}")
    return new_markdown_cell(prose.render(cell.source))


def _look(source: str) -> NotebookNode:
    return new_code_cell(source, metadata=NotebookNode({METADATA: NotebookNode(role=LOOK)}))


def _test(exercise: str, step: Step, points: float) -> str:
    """Return a test cell: the author's checks, after creating Checks and before its report."""
    # with its own import, the cell can say what to do when it is run before the cells above it
    opening = "from privacylab.checks import Checks\n\n"
    opening += f'checks = Checks("{exercise}", "{step.name}", points={points:g}'
    opening += f", hidden={step.hidden})" if step.hidden else ")"
    return f"{opening}\n\n{step.test.strip()}\nchecks.report()"


def _earlier(text: ExerciseText) -> NotebookNode:
    """Return the cell that loads the learner's functions from the exercises it builds on."""
    lines = ["from privacylab.checks import earlier", ""]
    for exercise, names in text.exercise.builds_on:
        wanted = "".join(f', "{name}"' for name in names)
        lines.append(f'{", ".join(names)} = earlier("{exercise}"{wanted})')
    metadata = _nbgrader(f"{text.exercise.id}-{EARLIER}", locked=True)
    return new_code_cell("\n".join(lines), metadata=metadata)


def _has_earlier(cells: list[NotebookNode], text: ExerciseText) -> bool:
    name = f"{text.exercise.id}-{EARLIER}"
    return any(cell.metadata.get("nbgrader", {}).get("grade_id") == name for cell in cells)


def _nbgrader(
    grade_id: str,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
) -> NotebookNode:
    fields: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": grade,
        "solution": solution,
        "locked": locked,
        "task": False,
    }
    if points is not None:
        fields["points"] = points
    return NotebookNode(nbgrader=NotebookNode(fields))
