"""What formgrader shows of a learner's Markdown: HTML that runs nothing and loads nothing.

nbconvert cleans the outputs by itself when sanitize_html is set; formgrader's template leaves the
Markdown out. bleach cleans here too: nbconvert comes with it.
"""

import bleach  # type: ignore[import-untyped]
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

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
PLACES = ("http://", "https://", "mailto:", "#")  # a link makes a request only when it is followed


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """A cell's Markdown as clean HTML; its own attachments are the only pictures in it."""
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments)
    return clean(MarkdownWithMath(renderer=renderer).render(source))


def clean(html: str) -> str:
    """HTML of which nothing runs, and nothing comes from elsewhere; other tags show as text."""
    return bleach.clean(html, TAGS, _may_stay, {"http", "https", "mailto", "data"})


def _may_stay(tag: str, name: str, value: str) -> bool:
    if tag == "img" and name == "src":
        return value.lower().startswith(PICTURES)
    if tag == "a" and name == "href":
        return value.lower().startswith(PLACES)
    return name in ("alt", "title")
