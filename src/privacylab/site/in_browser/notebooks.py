"""The notebooks that a reader opens in the browser, and what is different in them."""

import os
import re
from pathlib import PurePosixPath

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, writes_json

from privacylab.authoring.build import Built
from privacylab.site.notebooks import NOT_ASKED
from privacylab.site.pages import LINK, Pages, up

IN_BROWSER = "lite"  # the folder of the website
MODULES = ("00_start", "01_cases")
OFFER = """\
[**Run this page in your browser**]({address}), without installing anything. Only the public checks
run there. The first start takes about half a minute, because your browser downloads Python."""
HERE = """\
> **This page runs in your browser.** Run its cells from top to bottom. The first one takes about
> half a minute, because your browser downloads Python. *Check*, *Grade* and *Home* are only in the
> installed lab. Here, run the test cell below a step to see its public checks. What you write stays
> in this browser, and **File → Download** gives you a copy."""


def is_here(path: PurePosixPath) -> bool:
    """Whether a notebook of the course runs in the browser."""
    return path.parent.name in MODULES or path.as_posix() == "course/glossary.ipynb"


def address_of(notebook: str) -> str:
    """Where a notebook opens in JupyterLab, from the website's first folder."""
    return f"{IN_BROWSER}/lab/index.html?path={notebook}"


def offer_browser(pages: Pages) -> None:
    """Put a link into each page of the website whose notebook also runs in the browser."""
    for name, page in pages.items():
        if is_here(PurePosixPath(name)) and not isinstance(page, str) and _has_code(page):
            offer = OFFER.format(address=f"{up(name)}{address_of(name)}")
            page.cells.insert(1, new_markdown_cell(offer, id="offer"))


def browser_notebooks(built: list[Built]) -> dict[str, str]:
    """The content of each notebook by its path in the browser."""
    chosen = {one.path.as_posix(): one for one in built if is_here(PurePosixPath(one.path))}
    return {
        path: writes_json(_for_browser(one, set(chosen))) + "\n" for path, one in chosen.items()
    }


def _for_browser(built: Built, known: set[str]) -> NotebookNode:
    notebook = built.read()
    cells = [one for one in notebook.cells if not one.source.startswith(NOT_ASKED)]
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = _only_known_links(cell.source, built.path.as_posix(), known)
    if _has_code(notebook):
        cells.insert(1, new_markdown_cell(HERE, id="in-browser"))
    notebook.cells = cells
    return notebook


def _has_code(notebook: NotebookNode) -> bool:
    return any(one.cell_type == "code" for one in notebook.cells)


def _only_known_links(text: str, page: str, known: set[str]) -> str:
    """The text, where a link to a page that is not in the browser becomes its words."""

    def change(found: re.Match[str]) -> str:
        path = found["path"]
        target = os.path.normpath(PurePosixPath(page).parent / path)
        return found[0] if ":" in path or target in known else found["words"]

    return LINK.sub(change, text)
