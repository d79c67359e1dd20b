"""Searches the record of both cases for words."""

from html import escape

from privacylab.catalog import load_catalog
from privacylab.catalog.model import CONFIDENCE, Fact, Provision
from privacylab.lab.display.html import Fragment, table


def search_record(*words: str) -> Fragment:
    """Return a table of the facts and provisions that contain all these words.

    Without words, the table has them all. Part of a word is enough, case doesn't matter, and ids
    are searched, too.
    """
    catalog = load_catalog()
    rows: list[Fact | Provision] = [*catalog.facts.values(), *catalog.provisions.values()]
    found = [row for row in rows if row.confidence != "MEMORY" and _has(row, words)]
    if not found:
        return table(
            ["id", "what it is", "in words"],
            [],
            "Nothing on record contains all of these words: try one of them, or part of one.",
        )
    return table(
        ["id", "what it is", "in words", "how we know"],
        [(one.id, _kind(one), escape(one.text), CONFIDENCE[one.confidence]) for one in found],
    )


def _has(row: Fact | Provision, words: tuple[str, ...]) -> bool:
    text = f"{row.id} {row.text}".casefold()
    return all(word.casefold() in text for word in words)


def _kind(row: Fact | Provision) -> str:
    if isinstance(row, Provision):
        return "required by the order"
    return "alleged" if row.text.startswith("The complaint") else "fact"
