"""Loads the templates of the pages that the lab writes."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader


def templates_in(*folders: Path) -> Environment:
    """Return the templates in these folders, with autoescaping."""
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
