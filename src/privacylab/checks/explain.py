"""Why an assertion failed, in the learner's terms: the call, what came back, what was expected.

The assert statement is found in the source of the test cell, and its two sides are evaluated once
more in the frame where it failed. Only failures pay for that.
"""

import ast
import linecache
import sysconfig
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import pandas as pd

LONGEST = 400  # characters of one value; a longer one is cut, with its length said
NOT_THE_LEARNERS = (
    sysconfig.get_path("stdlib"),
    sysconfig.get_path("purelib"),
    str(Path(__file__).parent.parent),
)
OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "",
    ast.Is: "",
    ast.NotEq: "anything but ",
    ast.IsNot: "anything but ",
    ast.Lt: "less than ",
    ast.LtE: "at most ",
    ast.Gt: "more than ",
    ast.GtE: "at least ",
    ast.In: "one of ",
    ast.NotIn: "none of ",
}


def explain(error: AssertionError, test_file: str) -> tuple[str, ...]:
    """Lines that say what was called, what came back and what was expected.

    test_file is the file name under which the test cell was compiled. An assertion that failed
    elsewhere, inside the learner's own code, is told by its message.
    """
    found = _failed_assert(error, test_file)
    if found is None:
        return (f"assertion failed in your code: {error}" if str(error) else
                "an assertion failed in your code",)  # fmt: skip
    node, frame, source = found
    lines = _sides(node.test, frame, source)
    lines += _where(node, frame, source)
    if str(error) and node.msg is not None:
        lines.append(str(error))
    return tuple(lines)


def raised_in(error: BaseException, test_file: str) -> bool:
    """Whether the exception was raised by the test cell itself, not by what it called."""
    frames = _frames(error.__traceback__)
    return bool(frames) and frames[-1][0].f_code.co_filename == test_file


def crash_site(error: BaseException, test_file: str) -> tuple[str, ...]:
    """Lines that name an exception and the line of the learner's code that raised it."""
    lines = [f"{type(error).__name__}: {error}".rstrip(": ")]
    for frame, lineno in _frames(error.__traceback__):
        name = frame.f_code.co_filename
        line = linecache.getline(name, lineno).strip()
        if line and name != test_file and not name.startswith(NOT_THE_LEARNERS):
            lines[1:] = [f"in {frame.f_code.co_name}(), line {lineno}: {line}"]
    return tuple(lines)


def _frames(traceback: TracebackType | None) -> list[tuple[FrameType, int]]:
    frames = []
    while traceback is not None:
        frames.append((traceback.tb_frame, traceback.tb_lineno))
        traceback = traceback.tb_next
    return frames


def _failed_assert(
    error: AssertionError, test_file: str
) -> tuple[ast.Assert, FrameType, str] | None:
    if not raised_in(error, test_file):
        return None
    frame, lineno = _frames(error.__traceback__)[-1]
    source = "".join(linecache.getlines(test_file))
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a cell with an IPython magic in it
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and node.lineno <= lineno <= (node.end_lineno or 0):
            return node, frame, source
    return None


def _sides(test: ast.expr, frame: FrameType, source: str) -> list[str]:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _report(test.operand, "False", frame, source)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        left, right, operator = test.left, test.comparators[0], type(test.ops[0])
        if operator is ast.Eq and _is_literal(left):
            left, right = right, left
        wanted = _value(right, frame)
        lines = _report(left, OPERATORS[operator] + _show(wanted), frame, source)
        return lines + (_parts(_value(left, frame), wanted) if operator is ast.Eq else [])
    return _report(test, "True", frame, source)


def _report(node: ast.expr, wanted: str, frame: FrameType, source: str) -> list[str]:
    value = _value(node, frame)
    lines = [
        _text(node, source),
        "came back:  " + _indent(_show(value)),
        "expected:   " + _indent(wanted),
    ]
    if value is None and _has_call(node):
        lines.append("It returned nothing: did you forget a return?")
    elif _show(value) == wanted:
        lines.append("Called again, it gave another answer: does it keep something between calls?")
    return lines


def _parts(value: Any, wanted: Any) -> list[str]:
    """Where two sets or two dicts part, so that nobody has to compare them by eye."""
    if isinstance(value, set) and isinstance(wanted, set):
        parts = {"missing": wanted - value, "too many": value - wanted}
        return [f"{name + ':':<12}{_show(part)}" for name, part in parts.items() if part]
    if isinstance(value, dict) and isinstance(wanted, dict) and len(wanted) > 1:
        nothing = "nothing"
        keys = [*wanted, *(key for key in value if key not in wanted)]
        shown = {
            key: [_show(side[key]) if key in side else nothing for side in (value, wanted)]
            for key in keys
        }
        return [f"at {key!r}: {a}, not {b}" for key, (a, b) in shown.items() if a != b]
    return []


def _where(node: ast.Assert, frame: FrameType, source: str) -> list[str]:
    """What the names in the assertion stand for: the call that made a result, and values."""
    made = _assignments(ast.parse(source), node.lineno)
    scope = {**frame.f_globals, **frame.f_locals}
    lines, inputs = [], []
    for name in _names(node.test):
        if name in made and _has_call(made[name]) and not isinstance(scope[name], pd.DataFrame):
            lines.append(f"where {name} = {_text(made[name], source)}")
            inputs += _names(made[name])
        else:
            inputs.append(name)
    for name in dict.fromkeys(inputs):
        if name in scope and not _reserved(scope[name]):
            lines.append(f"where {name} = {_indent(_show(scope[name]))}")
    return lines


def _names(node: ast.expr) -> list[str]:
    names = (part.id for part in ast.walk(node) if isinstance(part, ast.Name))
    return list(dict.fromkeys(names))


def _reserved(value: Any) -> bool:
    """Functions, classes and modules explain nothing by their value."""
    return callable(value) or type(value).__name__ == "module"


def _assignments(tree: ast.Module, before: int) -> dict[str, ast.expr]:
    return {
        node.targets[0].id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.lineno < before
    }


def _has_call(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Call) for part in ast.walk(node))


def _is_literal(node: ast.expr) -> bool:
    return not any(isinstance(part, ast.Name | ast.Call) for part in ast.walk(node))


def _text(node: ast.expr, source: str) -> str:
    return " ".join((ast.get_source_segment(source, node) or ast.unparse(node)).split())


def _value(node: ast.expr, frame: FrameType) -> Any:
    try:
        code = compile(ast.Expression(node), "<check>", "eval")
        return eval(code, frame.f_globals, dict(frame.f_locals))
    except Exception as error:  # the second call may fail where the first one did not
        return error


def _show(value: Any) -> str:
    if isinstance(value, pd.DataFrame):
        text = "\n" + value.head(12).to_string(index=False)
        rest = len(value) - 12
        return text + (f"\n… and {rest} rows more" if rest > 0 else "")
    try:
        text = _show_set(value) if type(value) is set and value else repr(value)
    except Exception as error:
        text = f"<its repr raised {type(error).__name__}>"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def _show_set(value: set[Any]) -> str:
    """A set in an order that is the same in every run."""
    return "{" + ", ".join(sorted(map(repr, value))) + "}"


def _indent(text: str) -> str:
    return text.replace("\n", "\n    ")
