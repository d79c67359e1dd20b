"""Builds every notebook from its text, and finds committed notebooks that don't match."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import reads_json, writes_json

from privacylab.authoring.errors import AuthorError
from privacylab.authoring.exercise_notebook import exercise_notebook, tidy
from privacylab.authoring.exercise_text import ExerciseText, read_cells, read_exercise
from privacylab.authoring.glossary import PAGE, Links
from privacylab.authoring.length import lesson_minutes
from privacylab.authoring.prose import Prose
from privacylab.authoring.release import has_answers, release
from privacylab.catalog import Catalog, Module, load_catalog


@dataclass(frozen=True)
class Built:
    """One notebook as built from its text; path is relative to the course's root."""

    path: Path
    content: str
    secret: bool

    def read(self) -> NotebookNode:
        return reads_json(self.content)


def build_all(root: Path) -> list[Built]:
    """Return every notebook of the course, built but not written.

    Raises AuthorError or CatalogError if a text breaks a rule.
    """
    catalog = load_catalog(root)
    lessons = sorted((root / "course").glob("*.md"), key=lambda path: path.stem != "index")
    for module_id in catalog.modules:
        lessons += sorted((root / "course" / module_id).glob("*.md"))
    built = [_built(text, _lesson(text, catalog), root) for text in lessons if text.exists()]
    for module in catalog.modules.values():
        for exercise in module.exercises:
            text = read_exercise(root, module, exercise)
            source = exercise_notebook(text, catalog)
            built.append(_built(text.folder, source, root, secret=True))
            built.append(_released(text, source, root))
    return built


def released(text: ExerciseText, catalog: Catalog, root: Path) -> Built:
    """Return the notebook of one exercise as learners get it."""
    return _released(text, exercise_notebook(text, catalog), root)


def _released(text: ExerciseText, source: NotebookNode, root: Path) -> Built:
    path = root / "assignments" / text.module.id / text.exercise.name
    return _built(path, release(source), root)


def write(built: Built, root: Path) -> bool:
    """Write one notebook, and return whether it changed.

    Raises PermissionError, and changes nothing, if a release notebook has answers in it.
    """
    path = root / built.path
    if path.exists():
        standing = path.read_text(encoding="utf-8")
        if standing == built.content:
            return False
        if built.path.parts[0] == "assignments" and has_answers(standing):
            raise PermissionError(
                f"{built.path} has answers in it, so it was left unchanged. Move it away to get "
                "the new one."
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(built.content, encoding="utf-8")
    return True


def differences(built: Built, root: Path) -> str:
    """Return a diff from the committed notebook to the built one; empty if they match."""
    path = root / built.path
    standing = path.read_text(encoding="utf-8") if path.exists() else ""
    return "".join(
        difflib.unified_diff(
            standing.splitlines(keepends=True),
            built.content.splitlines(keepends=True),
            f"{built.path} (committed)",
            f"{built.path} (as its text says)",
        )
    )


def leftovers(built: list[Built], root: Path) -> Iterator[Path]:
    """Yield the assignment notebooks that no text produces anymore, relative to root."""
    known = {one.path for one in built}
    for path in sorted((root / "assignments").glob("*/*.ipynb")):
        if path.relative_to(root) not in known:
            yield path.relative_to(root)


def _lesson(path: Path, catalog: Catalog) -> NotebookNode:
    notebook, prose = read_cells(path), Prose(catalog)
    if path.stem.endswith("_lesson"):
        _check_minutes(notebook, catalog.modules[path.parent.name])
        Links(catalog.glossary, f"../{PAGE}.ipynb").link(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = prose.render(cell.source)
    if prose.notes:
        notebook.cells.append(NotebookNode(cell_type="markdown", metadata={}, source=prose.notes))
    of_course = path.parent.name == "course" and path.stem != "index"
    return tidy(notebook, path.stem if of_course else path.parent.name)


def _check_minutes(notebook: NotebookNode, module: Module) -> None:
    minutes = lesson_minutes(notebook.cells)
    if module.lesson_minutes != minutes:
        raise AuthorError(
            f"course/{module.id}/module.toml: lesson_minutes is {module.lesson_minutes}: make it "
            f"{minutes}, which its words, questions and cells take (CONTRIBUTING.md has the rule)."
        )


def _built(text: Path, notebook: NotebookNode, root: Path, *, secret: bool = False) -> Built:
    path = text.with_name(f"{text.stem}.ipynb").relative_to(root)
    return Built(path, writes_json(notebook) + "\n", secret)
