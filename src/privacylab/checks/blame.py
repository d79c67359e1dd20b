"""Finds whose line raised an exception: the learner's or the test's."""

import ast
import linecache
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

LIBRARIES = (
    "<",  # code that a library generated at run time
    sysconfig.get_path("stdlib"),
    sysconfig.get_path("purelib"),
    str(Path(__file__).parent.parent),
)
Place = tuple[FrameType, int]  # a frame and the line in it


@dataclass(frozen=True)
class CodeLine:
    """A line of the learner's code that an error passed through; innermost if raised there."""

    function: str
    number: int
    text: str
    innermost: bool


def frames(error: BaseException) -> list[Place]:
    """Return the frames that an exception passed through, outermost first."""
    places, traceback = [], error.__traceback__
    while traceback is not None:
        places.append((traceback.tb_frame, traceback.tb_lineno))
        traceback = traceback.tb_next
    return places


def in_test(error: BaseException, test_file: str) -> Place | None:
    """Return the innermost line of the test cell that an exception passed through."""
    places = [place for place in frames(error) if _file(place) == test_file]
    return places[-1] if places else None


def in_answer(error: BaseException, test_file: str) -> CodeLine | None:
    """Return the innermost line of the learner's code that an exception passed through.

    An error from the jail carries its line (see privacylab.sandbox.protocol.remote_errors).
    """
    sent = getattr(error, "learners_line", None)
    if isinstance(sent, CodeLine):
        return sent
    passed = frames(error)
    places = [
        place
        for place in passed
        if _file(place) != test_file and not _file(place).startswith(LIBRARIES)
    ]
    if not places:
        return None
    last = places[-1]
    return CodeLine(last[0].f_code.co_name, last[1], line_of(last), last == passed[-1])


def line_of(place: Place) -> str:
    """Return a line of code as it is in its file."""
    return linecache.getline(_file(place), place[1]).strip()


def source_of(test_file: str) -> tuple[str, ast.Module] | None:
    """Return the source of a test cell and its tree, or None if it cannot be parsed."""
    source = "".join(linecache.getlines(test_file))
    try:
        return source, ast.parse(source)
    except SyntaxError:  # a cell with an IPython magic in it
        return None


def statement_at(tree: ast.Module, line: int) -> ast.stmt | None:
    """Return the innermost statement on that line, without the checks and functions around it."""
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    return max(found, key=lambda node: node.col_offset, default=None)


def _file(place: Place) -> str:
    return place[0].f_code.co_filename
