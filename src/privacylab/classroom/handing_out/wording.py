"""Where the course's notebooks say "grade", a bundle's say "hand in".

Essays are unchanged: a person grades them, and every word in them that is not the course's own
counts as the learner's.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import writes_json

WORDS = Path(__file__).with_name("wording.toml")
IDS = r"[A-Z]+-[A-Z]?\d+|\d\d_\w+"
ANYTHING = {r"\{id\}": f"(?P<id>{IDS})", r"\{tracks\}": r"(?:\|.*\|\s+)+"}


def reworded(notebook: NotebookNode) -> str:
    """Return a notebook's text, with the words of a bundle."""
    for cell in notebook.cells:
        if "nbgrader" not in cell.metadata:
            cell.source = _reworded(cell.source)
    return writes_json(notebook) + "\n"


def _reworded(text: str) -> str:
    for old, new in pairs():
        found = old.search(text)
        if found:
            words = new.replace("{id}", found.groupdict().get("id", ""))
            text = text[: found.start()] + words + text[found.end() :]
    return text


@cache
def pairs() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what a notebook of the course says, and what it says in a bundle."""
    found = tomllib.loads(WORDS.read_text(encoding="utf-8"))["words"]
    return tuple((_pattern(one["grade"].strip()), one["hand_in"].strip()) for one in found)


def _pattern(text: str) -> re.Pattern[str]:
    words = (re.escape(word) for word in text.split())
    pattern = r"\s+".join(words)
    for name, meaning in ANYTHING.items():
        pattern = pattern.replace(name, meaning, 1).replace(name, "(?P=id)")
    return re.compile(pattern)
