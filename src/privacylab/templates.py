"""How the pages that the lab writes are made from their templates."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader


def templates_in(*folders: Path) -> Environment:
    """The templates in these folders: what is put into them is escaped."""
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
