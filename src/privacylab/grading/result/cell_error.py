"""The error that ended a cell: Python's message, and the line."""

import re
from dataclasses import dataclass

from nbformat import NotebookNode

from privacylab.checks.missing_function import is_name
from privacylab.grading.result.model import WHY_STOPPED
from privacylab.text import one_line

LONGEST = 200  # characters of Python's message, and of the line
ARROW = re.compile(r"^-+> (\d+) (.*)$", re.MULTILINE)  # the first one is at the cell's own line
SYNTAX = re.compile(r"line (\d+)\n(.*)\n")  # a syntax error has no arrow
FILE = re.compile(r" \(\S+, line \d+\)$")  # IPython's name for the cell, which means nothing


@dataclass(frozen=True)
class CellError:
    """The class of the error, its message, and the line of the cell, as one-line texts.

    number is 0 if the line is unknown. A learner's code may have chosen all of these.
    """

    name: str
    message: str
    number: int
    line: str

    @property
    def why_stopped(self) -> str:
        """The lab's own explanation, for errors that Python says nothing about; else ""."""
        return WHY_STOPPED.get(self.name, "")

    @property
    def place(self) -> str:
        """Such as "at line 5, `total(x)`, with a NameError: name 'total' is not defined"."""
        where = f"at line {self.number}, `{self.line}`, " if self.number else ""
        said = f": {self.message}" if self.message else ""
        return f"{where}with {self.with_article}{said}"

    @property
    def with_article(self) -> str:
        """Such as "a NameError"."""
        return f"{'an' if self.name[0].lower() in 'aeiou' else 'a'} {self.name}"


def cell_error(cell: NotebookNode) -> CellError | None:
    """Return the error that ended a cell, or None."""
    for output in cell.get("outputs", ()):
        if output.output_type == "error":
            told = "\n".join(output.traceback)
            found = ARROW.search(told) or SYNTAX.search(told)
            number, line = (int(found[1]), found[2]) if found else (0, "")
            name = output.ename if is_name(output.ename) else "error"
            first, *_ = FILE.sub("", output.evalue).splitlines() or [""]
            return CellError(name, _short(first).rstrip("."), number, _short(line))
    return None


def _short(text: str) -> str:
    shown = one_line(text.strip()).replace("`", "'")
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
