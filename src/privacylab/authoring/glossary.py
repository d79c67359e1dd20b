"""Writes the glossary's page, and links to it from a term's first use in each lesson."""

import re
from collections.abc import Iterable

from nbformat import NotebookNode

from privacylab.catalog import Term
from privacylab.catalog.cite import LITERAL

PAGE = "glossary"  # course/glossary.md
# Matches everything that isn't prose, where terms are not linked. An HTML block ends at an empty
# line.
NOT_PROSE = r"""
    ^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n`]*$.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)
    | ^[ \t>]*\#{1,6}[ ][^\n]*$
    | ^[ \t]*</?[A-Za-z!](?:[^\n]|\n(?!\s*\n))*
    | \{[A-Za-z]+\}`[^`\n]*`
    | (?<!`)(?P<run>`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)(?P=run)(?!`)
    | !?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\([^)\n]*\)
    | <[^<>\n]+>
    | https?://\S+
"""


def entries(terms: Iterable[Term]) -> str:
    """Return the Markdown of the page's terms, as an author would write it."""
    parts = []
    for row in terms:
        cites = "".join(f"{{fact}}`{cited}`" for cited in row.cites)
        parts.append(f'- <a id="{row.anchor}"></a>**{row.term}**: {_dollars(row.means)}{cites}')
    return "\n".join(parts)


class Links:
    """Links each term at its first use in one lesson; path leads from the lesson to the page."""

    def __init__(self, terms: Iterable[Term], path: str) -> None:
        self._path = path
        self._left = {spelling.lower(): row for row in terms for spelling in (row.term, *row.also)}

    def link(self, notebook: NotebookNode) -> None:
        """Link the terms in a lesson's Markdown, which must be as its author wrote it."""
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = self._linked(cell.source)

    def _linked(self, markdown: str) -> str:
        if not self._left:
            return markdown
        longest = sorted(self._left, key=len, reverse=True)
        spellings = "|".join(
            re.escape(one).replace(r"\ ", r"(?:[ ]+|[ ]*\n[ ]*)") for one in longest
        )
        parts = re.compile(
            rf"{NOT_PROSE} | (?<![\w-])(?P<term>(?:{spellings})s?)(?![\w-])",
            re.VERBOSE | re.MULTILINE | re.DOTALL | re.IGNORECASE,
        )
        return parts.sub(self._link, markdown)

    def _link(self, found: re.Match[str]) -> str:
        used = found["term"]
        if used is None:
            return found[0]
        spelling = " ".join(used.lower().split())
        row = self._left.get(spelling) or self._left.get(spelling.removesuffix("s"))
        if row is None:  # linked already
            return used
        for one in (row.term, *row.also):
            self._left.pop(one.lower(), None)
        return f'[{used}]({self._path}#{row.anchor} "{row.means.translate(LITERAL)}")'


def _dollars(text: str) -> str:
    """Escape dollar signs, because JupyterLab takes two of them for a formula."""
    return text.replace("$", r"\$")
