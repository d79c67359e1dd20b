"""Turns citations in lesson text, {fact}`F-A7` and {req}`RET-02`, into footnotes with sources."""

import re

from privacylab.catalog.basis import basis_note
from privacylab.catalog.model import (
    CONFIDENCE,
    IN_CASES,
    IN_REQUIREMENTS,
    Catalog,
    CatalogError,
    Fact,
    Provision,
)

TITLE = "Sources and notes"
# Code comes first, so that nothing in it is read as a citation.
PARTS = re.compile(
    r"""
    ^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n`]*$.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)
    | \\[`{]
    | \{(?P<role>[A-Za-z]+)\}(?P<tick>`?)(?P<id>[A-Z]+-[A-Z]{0,2}\d+)(?P=tick)(?![\w`])
    | (?P<broken>\{(?:fact|req)\}\S*)
    | (?<!`)(?P<run>`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)(?P=run)(?!`)
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
# A character reference is never markup, whether in a link's title, a table, or a formula.
LITERAL = {ord(sign): f"&#{ord(sign)};" for sign in '&<>"$\\`*_[]|~'}
# Jupyter searches the finished text for formulas again, but not across an element's border.
IN_TEXT = LITERAL | {ord("$"): "<span>&#36;</span>", ord('"'): '"'}


class Citations:
    """The citations of one notebook, numbered in order; the same id keeps the same number."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._numbers: dict[str, int] = {}
        self._requirements: list[str] = []

    @property
    def cited(self) -> tuple[str, ...]:
        """The ids of the facts and provisions cited so far, in the order of their footnotes."""
        return tuple(self._numbers)

    def render(self, markdown: str) -> str:
        """Return the text with its citations as footnotes; code spans and fences are unchanged.

        Raises CatalogError for an unreadable citation, an id that isn't in the catalog, and a fact
        of confidence MEMORY.
        """
        return PARTS.sub(self._render_part, markdown)

    def notes(self) -> str:
        """Return the Markdown of the closing section; empty if nothing was cited."""
        if not self._numbers and not self._requirements:
            return ""
        rows = [look_up(cited, self._catalog) for cited in self._numbers]
        keys = dict.fromkeys(source.split(" ")[0] for row in rows for source in row.source)
        parts = [
            f"## {TITLE}",
            "\n".join(_note(number, row) for number, row in enumerate(rows, 1)),
            self._list("Requirements", [self._requirement(name) for name in self._requirements]),
            self._list("Sources", [self._source(key) for key in keys]),
            f"Ids are those of `{IN_CASES}` and `{IN_REQUIREMENTS}`.",
        ]
        return "\n\n".join(part for part in parts if part)

    def _render_part(self, part: re.Match[str]) -> str:
        if part["broken"]:
            raise CatalogError(
                f"the citation {part['broken']} cannot be read: write one id, as in "
                "{fact}`F-A7` or {req}`RET-02`."
            )
        if part["role"] == "fact":
            return self._fact(part["id"])
        if part["role"] == "req":
            return self._named(part["id"])
        if part["role"]:
            raise CatalogError(f"{part[0]}: there is no such role: write {{fact}} or {{req}}.")
        return part[0]

    def _fact(self, cited: str) -> str:
        row = look_up(cited, self._catalog)
        number = self._numbers.setdefault(cited, len(self._numbers) + 1)
        title = f"{cited}: {row.text}".translate(LITERAL)
        return f'<sup>[&#91;{number}&#93;](#note-{number} "{title}")</sup>'

    def _named(self, name: str) -> str:
        if name not in self._catalog.requirements:
            raise CatalogError(
                f"there is no requirement {name}: correct the id, or add it to {IN_REQUIREMENTS}."
            )
        if name not in self._requirements:
            self._requirements.append(name)
        requirement = self._catalog.requirements[name]
        title = f"{requirement.statement} {basis_note(requirement)}".translate(LITERAL)
        return f'[**{name}**](#{name} "{title}")'

    def _requirement(self, name: str) -> str:
        requirement = self._catalog.requirements[name]
        statement = requirement.statement.translate(IN_TEXT)
        basis = basis_note(requirement).translate(IN_TEXT)
        return f'<a id="{name}"></a>**{name}.** {statement} *{basis}*'

    def _source(self, key: str) -> str:
        return f"**{key}**: {self._catalog.sources[key].translate(IN_TEXT)}"

    @staticmethod
    def _list(title: str, items: list[str]) -> str:
        return "\n".join((f"**{title}**\n", *(f"- {item}" for item in items))) if items else ""


def look_up(cited: str, catalog: Catalog) -> Fact | Provision:
    """Return the fact or provision with that id.

    Raises CatalogError if there is none, or if its confidence is MEMORY.
    """
    row = catalog.find(cited)
    if row is None:
        raise CatalogError(
            f"there is no fact or provision {cited}: correct the id, or add it to {IN_CASES}."
        )
    if row.confidence == "MEMORY":
        raise CatalogError(
            f"{cited} has the confidence MEMORY: find a source for it, or leave it out."
        )
    return row


def _note(number: int, row: Fact | Provision) -> str:
    places = "; ".join(row.source)
    if isinstance(row, Provision):
        places += f", {row.section}"
    text = row.text.translate(IN_TEXT)
    source = f"{places}: {CONFIDENCE[row.confidence]}.".translate(IN_TEXT)
    return f'{number}. <a id="note-{number}"></a>**{row.id}.** {text} *{source}*'
