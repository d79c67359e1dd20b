"""Errors as data: the class by name, the arguments if they are data, and the learner's line."""

import linecache
import re
from collections.abc import Callable
from types import TracebackType
from typing import Any

from privacylab.checks.blame import CodeLine
from privacylab.sandbox.protocol import class_allowlist
from privacylab.sandbox.protocol.codec import Decoder, Encoder
from privacylab.sandbox.protocol.framing import ProtocolError, TooLarge

LONGEST = 2000  # characters of a message
OwnFrame = Callable[[Any], bool]


class RemoteError(Exception):
    """An error of a class that only the learner's side knows, under the learner's name for it."""


def write(error: BaseException, to: Encoder, is_own: OwnFrame | None = None) -> list[Any]:
    """Return an error as data. is_own tells which frames are the learner's, to find the line."""
    try:
        message = str(error)[:LONGEST]
    except Exception as worse:
        message = f"<its message raised {type(worse).__name__}>"
    try:
        parts = to.value(list(error.args))
    except TooLarge:
        parts = None
    kind = type(error)
    path = class_allowlist.path_of(kind) or f"{kind.__module__}:{kind.__qualname__}"
    line = _line(error.__traceback__, is_own) if is_own else None
    return ["error", path, kind.__name__, parts, message, line]


def _line(traceback: TracebackType | None, is_own: OwnFrame) -> list[Any] | None:
    found = None
    while traceback is not None:
        frame, last = traceback.tb_frame, traceback.tb_next is None
        if is_own(frame):
            code, number = frame.f_code, traceback.tb_lineno
            text = linecache.getline(code.co_filename, number).strip()
            found = [code.co_name, number, text[:300], last]
        traceback = traceback.tb_next
    return found


def read(data: Any, source: Decoder) -> BaseException:
    """Rebuild an error: of its own class if that is known, else of one with the same name."""
    try:
        tag, path, name, parts, message, line = data
    except (TypeError, ValueError):
        raise ProtocolError("an error cannot be read") from None
    if tag != "error" or not isinstance(message, str) or not isinstance(name, str):
        raise ProtocolError("an error cannot be read")
    arguments = None if parts is None else source.value(parts)
    error = _rebuilt(path, arguments, message[:LONGEST]) or _other(name, message[:LONGEST])
    if line is not None:
        error.learners_line = _read_line(line)  # type: ignore[attr-defined]
    return error


def _rebuilt(path: Any, arguments: Any, message: str) -> BaseException | None:
    kind = class_allowlist.error_class(path)
    if kind is None or type(arguments) is not list:
        return None
    try:
        error = kind(*arguments)
        return error if str(error) == message else None
    except Exception:  # the class takes other arguments than its errors keep
        return None


def _other(name: str, message: str) -> BaseException:
    safe = re.sub(r"\W", "", name)[:60] or "Error"
    return type(safe, (RemoteError,), {"__module__": "jail"})(message)


def _read_line(line: Any) -> CodeLine:
    if not isinstance(line, list) or [type(part) for part in line] != [str, int, str, bool]:
        raise ProtocolError("the line of an error cannot be read")
    function, number, text, innermost = line
    return CodeLine(function[:100], number, text[:300], innermost)
