"""The error that ended a cell: what Python said, and at which line."""

import re
from dataclasses import dataclass

from nbformat import NotebookNode

from privacylab.checks.missing_function import is_name
from privacylab.grading.result.model import WHY_STOPPED
from privacylab.text import one_line

LONGEST = 200  # characters of what Python said, and of the line
ARROW = re.compile(r"^-+> (\d+) (.*)$", re.MULTILINE)  # the first one is at the cell's own line
SYNTAX = re.compile(r"line (\d+)\n(.*)\n")  # what Python could not read has no arrow
FILE = re.compile(r" \(\S+, line \d+\)$")  # IPython's name for the cell, which says nothing


@dataclass(frozen=True)
class CellError:
    """The class of the error, its message, and the line of the cell, as one-line texts.

    number is 0 where the line is not known. A learner's code may have chosen every one of them.
    """

    name: str
    message: str
    number: int
    line: str

    @property
    def why_stopped(self) -> str:
        """What the lab has to say of it, if Python said nothing."""
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
    """The error that ended a cell, if one did."""
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
