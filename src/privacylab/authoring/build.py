"""Builds every notebook from its text, and tells where a committed one does not match."""

import difflib
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import reads_json, writes_json

from privacylab.authoring.author import NoSolutions, read_cells, read_tasks
from privacylab.authoring.cards import write_cards
from privacylab.authoring.expand import expand, tidy
from privacylab.authoring.release import has_answers, release
from privacylab.catalog import Catalog, Citations, Module, load_catalog


@dataclass(frozen=True)
class Built:
    """One notebook as its text says it should be; path is relative to the course's root."""

    path: Path
    content: str
    secret: bool

    def read(self) -> NotebookNode:
        return reads_json(self.content)


def build_all(root: Path) -> list[Built]:
    """Build the notebooks of every module that has a text; nothing is written.

    Raises AuthorError or CatalogError where a text breaks a rule.
    """
    catalog = load_catalog(root)
    texts = [root / "course" / "index.md"]
    for module_id in catalog.modules:
        texts += sorted((root / "course" / module_id).glob("*.md"))
    built = [
        _built(text.with_suffix(".ipynb"), _lesson(text, catalog), root)
        for text in texts
        if text.exists()
    ]
    for module in catalog.modules.values():
        if module.exercises:
            source = source_notebook(root, module)
            folder = Path(module.id) / f"{module.id}.ipynb"
            built.append(_built(root / "solutions" / folder, source, root, secret=True))
            built.append(_built(root / "assignments" / folder, release(source), root))
    return built


def source_notebook(root: Path, module: Module) -> NotebookNode:
    """The instructor's notebook of a module: reference answers and hidden tests.

    Raises AuthorError where the text breaks a rule, NoSolutions where it is not there.
    """
    path = root / "solutions" / module.id / f"{module.id}.py"
    if not path.exists():
        raise NoSolutions(
            f"This copy of the course holds no answers (solutions/{module.id} is missing), so it "
            f"grades nobody: whoever teaches the course does. Here, run: privacylab check "
            f"{module.id}"
        )
    return expand(read_cells(path), read_tasks(path, module), module.id)


def write(built: Built, root: Path) -> bool:
    """Write one notebook; False where it already stood so.

    A release notebook that holds somebody's answers is left alone, and PermissionError says so.
    """
    path = root / built.path
    if path.exists():
        standing = path.read_text(encoding="utf-8")
        if standing == built.content:
            return False
        if built.path.parts[0] == "assignments" and has_answers(standing):
            raise PermissionError(
                f"{built.path} holds answers, so it was left as it is: move it away to get the "
                "new one."
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(built.content, encoding="utf-8")
    return True


def differences(built: Built, root: Path) -> str:
    """A diff from the committed notebook to what its text says; empty where they match."""
    path = root / built.path
    standing = path.read_text(encoding="utf-8") if path.exists() else ""
    return "".join(
        difflib.unified_diff(
            standing.splitlines(keepends=True),
            built.content.splitlines(keepends=True),
            f"{built.path} (as it stands)",
            f"{built.path} (as its text says)",
        )
    )


def _lesson(path: Path, catalog: Catalog) -> NotebookNode:
    notebook = read_cells(path)
    citations = Citations(catalog)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            # JupyterLab takes two dollars for a formula, escaped or not; not so in a tag.
            text = write_cards(citations.render(cell.source), catalog)
            cell.source = text.replace(r"\$", "<span>&#36;</span>")
    notes = citations.notes()
    if notes:
        notebook.cells.append(NotebookNode(cell_type="markdown", metadata={}, source=notes))
    return tidy(notebook, path.parent.name)


def _built(path: Path, notebook: NotebookNode, root: Path, *, secret: bool = False) -> Built:
    return Built(path.relative_to(root), writes_json(notebook) + "\n", secret)
