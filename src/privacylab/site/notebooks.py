"""The pages of lessons and exercises: their notebooks, with what their code shows."""

import re

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from privacylab.authoring.build import Built
from privacylab.authoring.cells import Role, is_look, role
from privacylab.authoring.exercise_notebook import LOOK_LINE
from privacylab.catalog import Catalog, Exercise, Module
from privacylab.site.pages import up
from privacylab.site.pictures import Pictures

NOTE = re.compile(r'(<a id="note-\d+"></a>)\*\*([FO]-\w+)\.\*\*')
NAMED = re.compile(r'(<a id="([A-Z]+-[A-Z]?\d+)"></a>)\*\*\2\.\*\*')
REQUIREMENT = re.compile(r"\]\(#([A-Z]+-[A-Z]?\d+) ")
NOT_ASKED = ("## Done?", "# Look: run this cell once you have saved")  # about the lab's buttons


def asked(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells of a notebook that are on its page."""
    return [
        cell
        for cell in notebook.cells
        if not cell.source.startswith(NOT_ASKED)
        and not (cell.cell_type == "markdown" and role(cell) is Role.ANSWER)
    ]


def run_cells(notebook: NotebookNode) -> list[str]:
    """The code whose outputs are on a page: all but the tests of an empty exercise."""
    cells = [cell for cell in asked(notebook) if cell.cell_type == "code"]
    return [cell.source for cell in cells if role(cell) is not Role.TEST]


def notebook_page(
    built: Built, outputs: list[list[NotebookNode]], pictures: Pictures, below_title: str
) -> NotebookNode:
    """The page of a built notebook; below_title is Markdown that comes after its first heading.

    outputs are those of run_cells(), or none where the code was not run.
    """
    page = built.path.as_posix()
    shown = iter(outputs)
    cells: list[NotebookNode] = []
    for cell in asked(built.read()):
        if cell.cell_type == "markdown":
            cells.append(new_markdown_cell(_prose(cell.source, up(page))))
            continue
        tests = role(cell) is Role.TEST
        found = [] if tests else next(shown, [])
        if tests:
            cells.append(new_markdown_cell("**Public checks**, which you see and can run:"))
        source = cell.source.removeprefix(f"{LOOK_LINE}\n") if is_look(cell) else cell.source
        kept = [_shown(one, pictures, up(page)) for one in found if not _is_progress(one)]
        made = new_code_cell(source, outputs=kept)
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            made.metadata["tags"] = ["remove-input"]  # it holds the answers to its own questions
        cells.append(made)
    head, _, rest = cells[0].source.partition("\n")
    rest = "" if page.startswith("assignments/") else rest  # below_title says it, with more links
    cells[0].source = f"{head}\n\n{below_title}\n{rest}"
    for number, cell in enumerate(cells):  # the same ids in each build
        cell.id = f"cell-{number}"
    metadata = {"language_info": {"name": "python", "pygments_lexer": "python"}}
    return new_notebook(cells=cells, metadata=metadata)


def below_exercise(module: Module, exercise: Exercise, catalog: Catalog) -> str:
    """How to start an exercise, and what it is about."""
    covers = ", ".join(f"[{one}](../../requirements/{one}.md)" for one in exercise.covers)
    needs = ", ".join(
        f"[{one}]({found.name}.md)"
        for one, _ in exercise.builds_on
        if (found := module.exercise(one))
    )
    facts = [
        f"- **Time:** about {exercise.minutes} minutes, for {exercise.points} points",
        f"- **Requirements:** {covers}" if covers else "- A person grades it, by its rubric.",
        f"- **Builds on:** your {needs}" if needs else "",
        f"- **Lesson:** [{module.title}](../../course/{module.lesson})",
    ]
    about = "\n".join(filter(None, facts))
    words = ESSAY_LAB if exercise.essay else EXERCISE_LAB
    return f"{about}\n\n{exercise_card(exercise, words)}"


ESSAY_LAB = """Run this in the course's folder; the first time, run `make lab`, which sets it up.
The notebook opens in JupyterLab on your own machine."""
EXERCISE_LAB = f"""{ESSAY_LAB} **Check** runs the public checks that you see below, and **Grade**
runs the hidden ones, too."""
LESSON_LAB = """On this page you read the lesson and see its output. In the lab you run the code,
move the controls, and get grades. This command sets up the lab and opens it."""


def exercise_card(exercise: Exercise, words: str) -> str:
    """A box that says how to start an exercise."""
    title = f"Start this exercise: {exercise.id}"
    return start_card(title, f".venv/bin/privacylab lab {exercise.id}", words)


def start_card(title: str, command: str, words: str) -> str:
    """A box that says how to begin, with the one command."""
    return f"````{{admonition}} {title}\n:class: tip\n\n```bash\n{command}\n```\n\n{words}\n````\n"


def below_lesson(module: Module) -> str:
    """How long a lesson takes, and how to run it."""
    minutes = f"About {module.lesson_minutes} minutes for this lesson"
    count = len(module.exercises)
    if count:
        others = module.minutes - module.lesson_minutes
        minutes += f", and {others} for its {count} exercise{'s' if count > 1 else ''}"
    return f"*{minutes}*\n\n{start_card('Run this lesson', 'make lab', LESSON_LAB)}"


def _prose(markdown: str, up: str) -> str:
    """A notebook's Markdown, with links from its sources to the pages of the record."""
    text = NOTE.sub(rf"\1**[\2]({up}record/\2.md).**", markdown)
    text = NAMED.sub(rf"\1**[\2]({up}requirements/\2.md).**", text)
    return REQUIREMENT.sub(rf"]({up}requirements/\1.md ", text)


def _is_progress(output: NotebookNode) -> bool:
    """Whether it is a progress bar, which has nothing to show after the cell has run."""
    return "application/vnd.jupyter.widget-view+json" in output.get("data", {})


def _shown(output: NotebookNode, pictures: Pictures, up: str) -> NotebookNode:
    """An output as the page has it: HTML with its pictures as files, or text."""
    if "data" not in output:
        return output
    data = {
        kind: pictures.take_out(text, up) if kind == "text/html" else text
        for kind, text in output.data.items()
        if kind in ("text/html", "text/plain")
    }
    return NotebookNode(output_type="display_data", data=data, metadata={})
