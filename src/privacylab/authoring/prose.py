"""Prepares authors' Markdown for a notebook: citations, cards, dollar signs."""

from privacylab.authoring.cards import write_cards
from privacylab.catalog import Catalog, Citations


class Prose:
    """The prose of one notebook; notes collects everything cited so far."""

    def __init__(self, catalog: Catalog):
        self._catalog = catalog
        self._citations = Citations(catalog)

    def render(self, markdown: str) -> str:
        """Return the Markdown for a notebook.

        Raises CatalogError or AuthorError for a citation or a card that can't be read.
        """
        text = self._citations.render(write_cards(markdown, self._catalog))
        # JupyterLab takes two dollars for a formula, even if escaped, but not inside a tag.
        return text.replace(r"\$", "<span>&#36;</span>")

    @property
    def notes(self) -> str:
        """The closing section with the sources; empty if nothing was cited."""
        return self._citations.notes().replace(r"\$", "<span>&#36;</span>")
