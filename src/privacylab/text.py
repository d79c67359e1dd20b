"""Makes text that others chose harmless before it reaches a terminal, a log, a table or a page.

Terminals obey control characters, and bidirectional and zero-width characters can disguise a name.
Each of them is shown as Python would write it instead, such as \\x1b.
"""

import html
import logging
import re
import traceback
from typing import Any

# Control characters except line feed and tab, zero-width and bidirectional characters, line breaks
# other than "\n", and surrogates. Joiners are kept after a character that is not ASCII: Persian,
# Hindi and emoji are spelled with them.
CONTROLS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f\ud800-\udfff"
)
JOINERS = "\u200c\u200d"
# A cell's first character makes it a formula, and in a spreadsheet with another list separator than
# ours, a cell can begin in the middle of a text (OWASP, "CSV Injection").
FORMULA = re.compile(r"(^|[;,|\"'])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
OBEYED = re.compile(f"[{CONTROLS}]|(?<![^\x00-\x7f{CONTROLS}{JOINERS}])[{JOINERS}]")
REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|\w+);?")
STYLED = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def visible(text: str) -> str:
    """Return the text with control and invisible characters written as escapes."""
    return OBEYED.sub(_escape, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Return visible text for a name or a sentence, with line breaks and tabs as escapes, too."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def unstyled(text: str) -> str:
    """Return visible text of what code has printed, without its colors."""
    return visible(STYLED.sub("", text))


def visible_html(page: str) -> str:
    """Return visible HTML, in which a character can also be a reference, such as &rlm;."""

    def shown(found: re.Match[str]) -> str:
        character = html.unescape(found[0])
        if not character:  # a control that HTML forbids, but browsers accept
            return f"&amp;{found[0][1:]}"
        return visible(character) if OBEYED.match(character) else found[0]

    return visible(REFERENCE.sub(shown, page))


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


class _VisibleRecord(logging.LogRecord):
    """A log record whose lines after the first are indented, so that none can pass for a record."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.exc_info and self.exc_info[1]:
            lines = "".join(traceback.format_exception(self.exc_info[1])).rstrip()
            self.exc_text = _indented(f"    {lines}")

    def getMessage(self) -> str:
        return _indented(super().getMessage())


def _indented(text: str) -> str:
    return visible(text).replace("\n", "\n    ")


def log_visibly() -> None:
    """Make everything that this process logs visible, whatever the logger and the handler."""
    logging.setLogRecordFactory(_VisibleRecord)


def safe_cell(value: Any) -> str | float:
    """Return text that no spreadsheet takes for a formula, or a number with two decimals."""
    if isinstance(value, int | float):
        return round(float(value), 2)
    return FORMULA.sub(r"\1\2'", one_line("" if value is None else str(value)))
