"""How the pages that the lab writes are made from their templates."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader


def templates_beside(module: str) -> Environment:
    """The templates in a module's folder: what is put into them is escaped. module is a path."""
    return Environment(
        loader=FileSystemLoader(Path(module).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
