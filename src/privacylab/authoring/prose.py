"""Markdown as authors write it, made ready for a notebook: citations, cards, dollar signs."""

from privacylab.authoring.cards import write_cards
from privacylab.catalog import Catalog, Citations


class Prose:
    """The prose of one notebook; its notes gather what has been cited."""

    def __init__(self, catalog: Catalog):
        self._catalog = catalog
        self._citations = Citations(catalog)

    def render(self, markdown: str) -> str:
        """Raises CatalogError or AuthorError for a citation or a card that cannot be read."""
        text = self._citations.render(write_cards(markdown, self._catalog))
        # JupyterLab takes two dollars for a formula, escaped or not; not so in a tag.
        return text.replace(r"\$", "<span>&#36;</span>")

    @property
    def notes(self) -> str:
        """The closing section with the sources; empty where nothing was cited."""
        return self._citations.notes().replace(r"\$", "<span>&#36;</span>")
