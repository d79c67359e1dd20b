"""The ladder of hints: the idea, the source, the shape of the code."""

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from privacylab.catalog import CatalogError, load_catalog
from privacylab.catalog.exercises import METADATA

RUNGS = ("the idea", "the source", "the shape of the code")


@dataclass(frozen=True)
class Hint:
    """One rung (1 to 3) of a requirement's ladder."""

    requirement: str
    rung: int
    text: str

    @property
    def title(self) -> str:
        return f"{self.requirement}, hint {self.rung} of 3: {RUNGS[self.rung - 1]}"

    def next(self, call: str = 'hint("{}", {})') -> str:
        """Say what to run for the next rung; call is the form: a notebook's or the terminal's."""
        if self.rung == len(RUNGS):
            return "That is the last hint."
        return f"Next: {call.format(self.requirement, self.rung + 1)}, {RUNGS[self.rung]}."

    def __str__(self) -> str:
        return f"{self.title}\n{self.text}\n{self.next()}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        html = (
            '<section style="max-width:48em;padding:.3em 1em;border-left:.3em solid #e69f00">'
            f"<p><strong>{escape(self.title)}</strong></p><p>{_code(self.text)}</p>"
            f"<p><em>{escape(self.next())}</em></p></section>"
        )
        return {"text/plain": str(self), "text/html": html}


def hint(requirement: str, rung: int = 1) -> Hint:
    """Return one rung of a requirement's ladder; Jupyter shows it when the call ends a cell.

    A notebook carries its hints, so this works without the course, too. Raises LookupError, with
    what to type instead, if there is no such rung.
    """
    ladders = _ladders()
    name = requirement.upper()
    if name in ladders and not ladders[name]:
        raise LookupError(
            f"{name} is an essay and has no hints: a person grades it by the rubric in its "
            "notebook. Read the rubric and the lesson."
        )
    if name not in ladders:
        group, there = name.split("-")[0] + "-", sorted(one for one in ladders if ladders[one])
        near = ", ".join([one for one in there if one.startswith(group)] or there)
        tip = f": try {near}." if near else "."
        raise LookupError(f"There are no hints for {requirement!r}{tip}")
    if rung not in range(1, len(RUNGS) + 1):
        raise LookupError(f"There is no hint {rung} for {name}: try 1, 2 or 3.")
    return Hint(name, rung, ladders[name][rung - 1])


def _ladders() -> dict[str, list[str] | tuple[str, ...]]:
    """Return the ladders of the course or, without one, of the notebooks in the working folder.

    An essay's ladder has no rungs. Raises CatalogError if there is neither.
    """
    try:
        catalog = load_catalog()
        exercises = [one for module in catalog.modules.values() for one in module.exercises]
        return {**{one.id: () for one in exercises if one.essay}, **catalog.hints}
    except CatalogError:
        ladders: dict[str, list[str] | tuple[str, ...]] = {}
        for path in sorted(Path.cwd().glob("*.ipynb")):
            ladders |= _carried(path)
        if not ladders:
            raise
        return ladders


def _carried(path: Path) -> dict[str, list[str] | tuple[str, ...]]:
    """Return the ladders in a notebook's metadata; none if it has none or cannot be read."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))["metadata"][METADATA]
        if table.get("covers") == []:  # an essay
            return {table["exercise"]: ()}
        hints = table["hints"]
        return {name: rungs for name, rungs in hints.items() if len(rungs) == len(RUNGS)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _code(text: str) -> str:
    """Return escaped text, with everything between backticks as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if n % 2 else part for n, part in enumerate(parts))
