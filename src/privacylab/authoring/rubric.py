"""Reads the rubric of an essay: a table in its text, with one row per graded aspect.

| | 0 | 1 | 2 |
|---|---|---|---|
| **the cases** | does not mention them | names one | tells the two apart |
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nbformat import NotebookNode

from privacylab.authoring.errors import AuthorError


@dataclass(frozen=True)
class RubricRow:
    """One row; each level is a number of points, and what an answer needs to get them."""

    name: str
    levels: tuple[tuple[float, str], ...]

    @property
    def points(self) -> float:
        """The row's maximum points."""
        return max(points for points, _ in self.levels)


def read_rubric(cells: Iterable[NotebookNode], points: float, where: str) -> tuple[RubricRow, ...]:
    """Return the rows of the first rubric in an essay's prose; empty if it has no rubric.

    points is what the essay is worth. Raises AuthorError if the rows don't add up to it, or if two
    rows have the same name.
    """
    rows: list[RubricRow] = []
    levels: tuple[float, ...] = ()
    for line in (line for cell in cells for line in (*cell.source.splitlines(), "")):
        name, *texts = _cells(line)
        if not levels:
            if texts and not name and all(re.fullmatch(r"\d+(\.\d+)?", one) for one in texts):
                levels = tuple(float(one) for one in texts)
        elif len(texts) != len(levels):
            break
        elif not re.fullmatch(r":?-+:?", name):
            rows.append(RubricRow(name, tuple(zip(levels, texts, strict=True))))
    names = [row.name for row in rows]
    if len(set(names)) < len(names):
        raise AuthorError(f"{where}: give each row of the rubric its own name.")
    total = sum(row.points for row in rows)
    if rows and total != points:
        raise AuthorError(
            f"{where}: the rubric gives {total:g} points, but the essay is worth {points:g}: "
            "change the rubric, or minutes in exercise.toml."
        )
    return tuple(rows)


def _cells(line: str) -> list[str]:
    """Return the cells of a table row without Markdown's marks; [""] for any other line."""
    found = re.fullmatch(r"\|(.*)\|", line.strip())
    parts = re.split(r"(?<!\\)\|", found[1]) if found else [""]
    return [re.sub(r"[*`\\]", "", part).strip() for part in parts]
