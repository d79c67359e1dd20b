"""Renders learners' Markdown for formgrader as HTML that runs nothing and loads nothing.

nbconvert cleans the outputs itself when sanitize_html is set, but formgrader's template leaves out
the Markdown. We clean that here with bleach, which nbconvert depends on.
"""

import functools
import re
import secrets
from pathlib import Path
from typing import Any

import bleach  # type: ignore[import-untyped]
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.server_extensions.formgrader import formgrader as extension

from privacylab.checks import MIME
from privacylab.grading.feedback.mathml import Formulas
from privacylab.text import one_line, unstyled, visible, visible_html

TEMPLATES = Path(__file__).parent / "templates"  # nbgrader's own loads MathJax from elsewhere

TAGS = {
    *bleach.ALLOWED_TAGS,
    "p",
    "br",
    "hr",
    "pre",
    "del",
    "div",
    "span",
    "img",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
PICTURES = ("data:image/png;", "data:image/jpeg;", "data:image/gif;")
NAMES = {"student", "last_name", "first_name", "notebook_path", "notebook_id", "assignment_id"}
PLACES = ("http://", "https://", "mailto:", "#")  # a link makes a request only when it is followed


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """Return a cell's Markdown as clean HTML; pictures must be embedded, as its attachments are."""
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = _Markdown(attachments)
    html = clean(MarkdownWithMath(renderer=renderer).render(source), renderer.mark)
    place = re.compile(rf"{renderer.mark}-(\d+)-")
    return visible_html(place.sub(lambda found: renderer.drawn[int(found[1])], html))


class _Markdown(Formulas, IPythonRenderer):
    """Sets the formulas aside while the HTML around them is cleaned."""

    def __init__(self, attachments: dict[str, Any]):
        super().__init__(escape=False, attachments=attachments)
        self.mark = f"formula-{secrets.token_hex(16)}"  # no one can guess it
        self.drawn: list[Markup] = []

    def formula(self, drawn: Markup) -> str:
        self.drawn.append(drawn)
        return f"{self.mark}-{len(self.drawn) - 1}-"


class VisibleText(Preprocessor):
    """Shows hidden characters in learners' texts and outputs, and escapes their names.

    nbgrader's template writes names into the page unescaped.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        nb, resources = super().preprocess(nb, resources)
        for name in NAMES & resources.keys():
            resources[name] = str(escape(one_line(resources[name] or "")))
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        cell.source = visible(cell.source)
        if "outputs" in cell:
            cell.outputs = [_shown(output) for output in cell.outputs]
            for output in cell.outputs:
                if MIME in output.get("data", {}):  # a report's text; nbconvert escapes its HTML
                    output.data.pop("text/html", None)
        return cell, resources


def _shown(part: Any, kind: str = "") -> Any:
    """Return a part of an output, made visible; kind is its MIME type."""
    if isinstance(part, str):
        return unstyled(part) if kind in ("", "text/plain") else visible_html(part)
    if isinstance(part, list):
        return [_shown(one, kind) for one in part]
    if isinstance(part, dict):
        return NotebookNode(
            {name: _shown(one, name if "/" in name else kind) for name, one in part.items()}
        )
    return part


def escape_names() -> None:
    """Make formgrader's other pages escape names: nbgrader's templates write them unescaped."""
    extension.Environment = functools.partial(Environment, autoescape=True)


def clean(html: str, mark: str) -> str:
    """Return HTML that runs nothing and loads nothing from elsewhere; other tags show as text.

    No attribute keeps a mark, the place of a formula: the formula's tags would end the attribute.
    """

    def may_stay(tag: str, name: str, value: str) -> bool:
        return mark not in value and _may_stay(tag, name, value)

    return bleach.clean(html, TAGS, may_stay, {"http", "https", "mailto", "data"})


def _may_stay(tag: str, name: str, value: str) -> bool:
    if tag == "img" and name == "src":
        return value.lower().startswith(PICTURES)
    if tag == "a" and name == "href":
        return value.lower().startswith(PLACES)
    return name in ("alt", "title")
