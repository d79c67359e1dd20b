"""Small pieces of HTML for light and dark themes, each with a plain-text version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape
from re import sub
from typing import Any

# Nothing here sets a text or background color, because the theme does. The line on the left is
# Okabe and Ito's blue or orange, which stand out on white and on black.
CARD = "max-width:52em;padding:.3em 1em;border-left:.3em solid #0072b2"
TEXT = "max-width:52em;line-height:1.5"  # in a widget, whose default line spacing is too wide
CELL = (
    "text-align:left;vertical-align:top;padding:.35em .7em;white-space:normal;line-height:1.3;"
    "border-bottom:1px solid rgba(127,127,127,.35)"
)


@dataclass(frozen=True)
class Fragment:
    """A piece of HTML for Jupyter, and the plain text that is shown elsewhere."""

    html: str
    text: str

    def __str__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.text, "text/html": self.html}


def table(header: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> Fragment:
    """A table whose cells are HTML. The first cell of each row is the row's header."""
    rows = [list(row) for row in rows]
    head = "".join(f'<th scope="col" style="{CELL}">{cell}</th>' for cell in header)
    body = "".join(
        f'<tr><th scope="row" style="{CELL};font-weight:600">{first}</th>'
        + "".join(f'<td style="{CELL}">{cell}</td>' for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    title = f'<caption style="text-align:left;padding:.4em .7em">{caption}</caption>'
    html = (
        '<div style="overflow-x:auto"><table style="border-collapse:collapse;max-width:60em">'
        f"{title if caption else ''}<thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
    lines = [" | ".join(plain(cell) for cell in row) for row in [header, *rows]]
    return Fragment(html, "\n".join([plain(caption), *lines] if caption else lines))


def items(texts: Iterable[str]) -> str:
    """A list of texts as HTML."""
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def plain(html: str) -> str:
    """The text of a line of HTML."""
    return unescape(sub(r"<[^>]*>", "", html.replace("<br>", "; ")))
