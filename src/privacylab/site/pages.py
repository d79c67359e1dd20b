"""The source files of the website, by path, and the links between them.

A page keeps the place of the text that it is made from, such as course/02_retention/02_lesson, so
that the links in a text work as they are written.
"""

import os
import re
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode
from nbformat.v4 import writes_json

from privacylab.files import write_whole
from privacylab.site.run import SiteError

Pages = dict[str, str | NotebookNode]  # by path, with its ending: Markdown, or a notebook
# a link to a text, with what follows its ending: an anchor, a title
LINK = re.compile(
    r"""
    (?P<image>!?) \[ (?P<words> (?: [^\[\]] | \[ [^\[\]]* \] )* ) \]
    \( (?P<path> [^()\s\#]+ ) (?P<anchor> (?: \# [^()\s]+ )? ) (?P<title> (?: \s+ "[^"]*" )? ) \)
    """,
    re.VERBOSE,
)
FENCE = re.compile(r"^(`{3,}|~{3,})[^\n]*$.*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)


def up(page: str) -> str:
    """The path from a page to the folder of all pages: "", or one "../" for each folder."""
    return "../" * (len(PurePosixPath(page).parts) - 1)


def link_pages(pages: Pages, root: Path) -> None:
    """Turn each link to a text into one to its page; a file without a page becomes plain text.

    Raises SiteError for a link to a file that is not there.
    """
    texts = {name: str(PurePosixPath(name).with_suffix(".html")) for name in pages}
    for name in list(texts):  # a text can name a lesson's notebook or its text
        texts.setdefault(str(PurePosixPath(name).with_suffix(".md")), texts[name])
        texts.setdefault(str(PurePosixPath(name).with_suffix(".ipynb")), texts[name])
    for name, page in pages.items():
        if isinstance(page, str):
            pages[name] = _outside_code(page, name, texts, root)
        else:
            for cell in page.cells:
                if cell.cell_type == "markdown":
                    cell.source = _outside_code(cell.source, name, texts, root)


def write_pages(pages: Pages, folder: Path) -> None:
    """Write the pages that have changed, so that Sphinx reads only those, and remove old ones."""
    kept = set()
    for name, page in pages.items():
        text = page if isinstance(page, str) else writes_json(page)
        path = folder / name
        kept.add(path)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text.encode())
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix in (".md", ".ipynb") and path not in kept:
            path.unlink()


def _outside_code(text: str, page: str, texts: dict[str, str], root: Path) -> str:
    """The text with its links changed, except in fenced code."""
    parts, last = [], 0
    for fence in FENCE.finditer(text):
        parts += [_linked(text[last : fence.start()], page, texts, root), fence[0]]
        last = fence.end()
    return "".join([*parts, _linked(text[last:], page, texts, root)])


def _linked(text: str, page: str, texts: dict[str, str], root: Path) -> str:
    folder = PurePosixPath(page).parent

    def change(found: re.Match[str]) -> str:
        path, words = found["path"], found["words"]
        if ":" in path or found["image"] or path.partition("?")[0].endswith((".html", "/")):
            return found[0]
        target = os.path.normpath(folder / path)
        if target in texts:
            anchor = found["anchor"].lower()  # Jupyter keeps a heading's capitals, Sphinx doesn't
            address = os.path.relpath(texts[target], folder) + anchor
            return f"[{words}]({address}{found['title']})"
        if (root / target).exists():  # in the course's folder, but not on the website
            return words if "`" in words else f"`{words}`"
        raise SiteError(f"{page}: the link to {path} leads nowhere: fix it.")

    return LINK.sub(change, text)
