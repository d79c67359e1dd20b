"""Text that others chose, made harmless where it leaves the lab: terminal, log, table and page.

A terminal obeys control characters, and an eye believes what bidirectional and zero-width ones make
of a name. Instead of being obeyed, each is shown as Python would write it, such as \\x1b.
"""

import html
import logging
import re
import traceback
from typing import Any

# Controls but for line feed and tab, what has no width, what turns the direction of writing, line
# breaks that are not "\n", and halves of characters. The joiners stay after a letter or a sign
# that is not ASCII: Persian, Hindi and emoji are spelled with them.
CONTROLS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f\ud800-\udfff"
)
JOINERS = "\u200c\u200d"
# A spreadsheet takes a cell for a formula by its first character, and another list separator than
# ours can make a cell begin in the middle of a text (OWASP, "CSV Injection").
FORMULA = re.compile(r"(^|[;,|\"'])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
OBEYED = re.compile(f"[{CONTROLS}]|(?<![^\x00-\x7f{CONTROLS}{JOINERS}])[{JOINERS}]")
REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|\w+);?")
STYLED = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def visible(text: str) -> str:
    """The text with each character that a terminal or an eye would obey written as an escape."""
    return OBEYED.sub(_escape, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The same for a name or a sentence, in which a line break would begin a row of its own."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def unstyled(text: str) -> str:
    """The same for what code has printed, without the colors that it may have."""
    return visible(STYLED.sub("", text))


def visible_html(page: str) -> str:
    """The same for HTML, where a character can also be a reference, such as &rlm;."""

    def shown(found: re.Match[str]) -> str:
        character = html.unescape(found[0])
        if not character:  # a control that HTML forbids, and that browsers take all the same
            return f"&amp;{found[0][1:]}"
        return visible(character) if OBEYED.match(character) else found[0]

    return visible(REFERENCE.sub(shown, page))


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


class _VisibleRecord(logging.LogRecord):
    """A log record in which each line but the first is indented, so that no text looks like one."""

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
    """Make whatever this process logs visible, by any logger and to any handler."""
    logging.setLogRecordFactory(_VisibleRecord)


def safe_cell(value: Any) -> str | float:
    """A text that no program takes for a formula; a number as a number, with two decimals."""
    if isinstance(value, int | float):
        return round(float(value), 2)
    return FORMULA.sub(r"\1\2'", one_line("" if value is None else str(value)))
