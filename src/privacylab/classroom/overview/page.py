"""Writes the pages about a class: single files for instructors, which run no code and load nothing.

They name everyone, so they are beside the gradebook; `about` and `erase` know them.
"""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment

from privacylab.classroom.holdings import class_page
from privacylab.classroom.overview import words
from privacylab.classroom.overview.model import ClassOverview
from privacylab.classroom.overview.similar import SharedCode, Similarity
from privacylab.classroom.overview.similar_table import A_REASON_TO_LOOK, MOST_PAIRS, shares
from privacylab.files import write_whole
from privacylab.grading import Course
from privacylab.grading.result.model import LOOKS
from privacylab.templates import templates_in
from privacylab.text import one_line, visible, visible_html

KINDS = {  # the CSS class of an outcome's color; its sign and its word say the same
    "✓": "passed",
    "✗": "failed",
    "◐": "failed",
    "⚡": "crashed",
}


def write_class_page(course: Course, overviews: Sequence[ClassOverview], module: str) -> Path:
    """Write the page about these modules; module is the id that was asked for, or "".

    Raises OSError.
    """
    return _write(class_page(course, "class", module), "class.html.j2", overviews=overviews)


def write_similar_page(course: Course, found: Similarity) -> Path:
    """Write the page with the code of the first pairs side by side. Raises OSError."""
    return _write(class_page(course, "similar", found.module), "similar.html.j2", found=found)


def _write(path: Path, template: str, **facts: Any) -> Path:
    page = visible_html(_environment().get_template(template).render(**facts))
    write_whole(path, page.encode(errors="replace"))
    return path


@functools.cache
def _environment() -> Environment:
    environment = templates_in(Path(__file__).parent)
    environment.filters["number"] = lambda value: f"{round(value, 2):g}"
    environment.filters["one_line"] = one_line
    environment.globals.update(
        words=words, look=_look, shares=shares, marked=_marked, most=MOST_PAIRS
    )
    environment.globals["caution"] = A_REASON_TO_LOOK
    return environment


def _look(outcome: str) -> dict[str, str]:
    """Return an outcome's sign, and the CSS class of its color."""
    sign = LOOKS[outcome][0] if outcome in LOOKS else "–"
    return {"sign": sign, "kind": KINDS.get(sign, "other")}


def _marked(shared: SharedCode, side: int) -> list[tuple[str, bool]]:
    """Return the lines of one side, and whether each is part of what both have."""
    lines = visible(shared.texts[side]).split("\n")
    return [(line, number in shared.lines[side]) for number, line in enumerate(lines)]
