"""Explains why a check did not pass: the call, what came back, and what was expected.

It finds the statement in the source of the test cell, and evaluates the two sides of an assertion
once more in the frame where it failed. Only failures pay for that.
"""

import ast
import itertools
from types import FrameType
from typing import Any

import pandas as pd

from privacylab.checks.blame import (
    in_answer,
    in_test,
    line_of,
    source_of,
    statement_at,
)
from privacylab.checks.earlier_exercises import NeedsEarlier
from privacylab.checks.outcome import Outcome

LONGEST = 400  # characters of one value; a longer one is cut, and its length is stated
MOST_LINES, LONGEST_LINE = 60, 2_000  # in the explanation of one check
MOST_PARTS = 10  # keys of a dict, or parts of a set, that are named
DIGEST = 32  # bytes of a SHA-256
MOST_SHOWN = 10_000  # parts of a value that are written out; of a larger one only the size is
PLAIN_CONTAINERS = (list, tuple, set, frozenset, dict)
CONTAINERS = (dict, set, list, tuple, pd.Series, pd.DataFrame, pd.Index)
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


def judge(error: BaseException, test_file: str, *, seen: bool) -> tuple[Outcome, tuple[str, ...]]:
    """Return what an exception inside a check means, and the lines that explain it, if seen.

    test_file is the file name under which the test cell was compiled. An exception from the
    learner's code is a crash, or "not attempted" if the stub raised it. An exception from the test,
    such as a failed assertion or an error on a value of the wrong type, is a failure.
    """
    outcome, lines = _judge(error, test_file, seen)
    cut = [line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in lines]
    if len(cut) > MOST_LINES:
        cut[MOST_LINES:] = [f"… and {len(cut) - MOST_LINES:,} more lines"]
    return outcome, tuple(cut)


def _judge(error: BaseException, test_file: str, seen: bool) -> tuple[Outcome, tuple[str, ...]]:
    if isinstance(error, NeedsEarlier):
        return Outcome.SKIPPED, (str(error),)
    own = in_answer(error, test_file)
    if own is not None:
        if isinstance(error, NotImplementedError) and own.innermost:
            return Outcome.NOT_ATTEMPTED, ()
        where = f"in {own.function}(), line {own.number} of its cell: {own.text}"
        return Outcome.CRASHED, (_name(error), where, *_called(error, test_file))
    if isinstance(error, NameError):
        return Outcome.NOT_ATTEMPTED, (
            f"{error.name} is not defined: run the cell that defines it, and look for an error "
            "there.",
        )
    # explaining calls the answer again
    return Outcome.FAILED, _explain(error, test_file) if seen else ()


def _name(error: BaseException) -> str:
    try:
        text = str(error)[:LONGEST_LINE]
    except Exception:  # an error of the learner's own can have any __str__
        text = ""
    return f"{type(error).__name__}: {text}".rstrip(": ")


def _called(error: BaseException, test_file: str) -> tuple[str, ...]:
    """Return the line of the test that called the learner's code."""
    place = in_test(error, test_file)
    return (f"called by the check: {line_of(place)}",) if place else ()


def _explain(error: BaseException, test_file: str) -> tuple[str, ...]:
    place, source = in_test(error, test_file), source_of(test_file)
    node = statement_at(source[1], place[1]) if place and source else None
    if place is None or source is None or node is None:
        return (_name(error),)
    text, frame = source[0], place[0]
    lines = []
    if isinstance(node, ast.Assert):
        lines += _sides(node.test, frame, text)
        if node.msg is not None:
            lines.append(str(error)[:LONGEST_LINE])
    else:
        lines.append(_text(node, text))
    if not isinstance(error, AssertionError):
        lines.append(_name(error))
    return (*lines, *_where(node, frame, text))


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
        lines.append(
            "Called again, it gave a different answer: does it keep something between calls?"
        )
    return lines


def _parts(value: Any, wanted: Any) -> list[str]:
    """Return where two values differ, so that no one has to compare them by eye."""
    if type(value) is not type(wanted):
        if value is not None and isinstance(value, CONTAINERS) or isinstance(wanted, CONTAINERS):
            return [f"A {type(value).__name__} came back; a {type(wanted).__name__} was expected."]
        return []
    if isinstance(wanted, set):
        parts = {"missing": wanted - value, "extra": value - wanted}
        return [f"{name + ':':<12}{_show(part)}" for name, part in parts.items() if part]
    if isinstance(wanted, dict) and len(wanted) > 1:
        missing = [key for key in wanted if key not in value]
        extra = [key for key in value if key not in wanted]
        lines = [f"missing:    {_show(one)}: {_show(wanted[one])}" for one in missing[:MOST_PARTS]]
        lines += [f"extra:      {_show(one)}: {_show(value[one])}" for one in extra[:MOST_PARTS]]
        others = (
            f"at {_show(key)}: {_show(value[key])}, expected {_show(wanted[key])}"
            for key in itertools.islice(value, MOST_SHOWN)
            if key in wanted and _show(value[key]) != _show(wanted[key])
        )
        lines += itertools.islice(others, MOST_PARTS)
        rest = max(0, len(missing) - MOST_PARTS) + max(0, len(extra) - MOST_PARTS)
        return [*lines, f"… and {rest:,} more"] if rest else lines
    return []


def _where(node: ast.stmt, frame: FrameType, source: str) -> list[str]:
    """Explain the names in an assertion: the call that made a result, and values."""
    made = _assignments(ast.parse(source), node.lineno)
    scope = {**frame.f_globals, **frame.f_locals}
    lines, inputs = [], []
    for name in _names(node):
        value = scope.get(name)
        if name in made and _has_call(made[name]) and not isinstance(value, pd.DataFrame):
            lines.append(f"where {name} = {_text(made[name], source)}")
            if not isinstance(value, dict | set):
                lines.append(f"  which came back as {_show(value)}")
            if value is None:
                lines.append("  It returned nothing: did you forget a return?")
            inputs += _names(made[name])
        else:
            inputs.append(name)
    for name in dict.fromkeys(inputs):
        if name in scope and not _reserved(scope[name]):
            lines.append(f"where {name} = {_indent(_show(scope[name]))}")
    return lines


def _names(node: ast.AST) -> list[str]:
    """Return the names that a statement takes from elsewhere, without its comprehensions' own."""
    names = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
    own = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    return list(dict.fromkeys(name.id for name in names if name.id not in own))


def _reserved(value: Any) -> bool:
    """Whether a value explains nothing: a function, a class or a module."""
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


def _text(node: ast.AST, source: str) -> str:
    return " ".join((ast.get_source_segment(source, node) or ast.unparse(node)).split())


def _value(node: ast.expr, frame: FrameType) -> Any:
    try:
        code = compile(ast.Expression(node), "<check>", "eval")
        return eval(code, frame.f_globals, dict(frame.f_locals))
    except Exception as error:  # the second call may fail where the first one did not
        return error


def _show(value: Any) -> str:
    if isinstance(value, pd.DataFrame):
        head = value.iloc[:12, :30]  # a table can be as wide as it can be long
        text = "\n" + head.to_string(index=False, max_colwidth=LONGEST)
        rest = len(value) - 12
        return text + (f"\n… and {rest} more rows" if rest > 0 else "")
    if _size(value) > MOST_SHOWN:
        return f"<{type(value).__name__} with {_size(value):,} parts>"
    if isinstance(value, dict) and value and all(map(_has_content, value.values())):
        return "".join(f"\n{name}:{_indent(_show_content(one))}" for name, one in value.items())
    try:
        text = _show_set(value) if type(value) is set and value else repr(_readable(value))
    except Exception as error:
        text = f"<its repr raised {type(error).__name__}>"
    text = text.replace(" 00:00:00')", "')")  # a date, not an instant
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


class _Digest:
    """A hash, shown by enough digits to tell it from another: 32 bytes mean nothing to a reader."""

    def __init__(self, digest: bytes):
        self.digits = digest.hex()

    def __repr__(self) -> str:
        return f"<32 bytes {self.digits[:8]}…{self.digits[-4:]}>"


def _readable(value: Any) -> Any:
    """Return a value with readable hashes, whether alone or inside a plain container."""
    if type(value) is bytes and len(value) == DIGEST and not value.isascii():
        return _Digest(value)
    if type(value) in (list, tuple):
        return type(value)(map(_readable, value))
    if type(value) is dict:
        return {key: _readable(one) for key, one in value.items()}
    return value


def _size(value: Any) -> int:
    """Return how many parts a plain value has, counting one level down."""
    if type(value) in PLAIN_CONTAINERS:
        if len(value) > MOST_SHOWN:
            return len(value)
        parts = value.values() if type(value) is dict else value
        return len(value) + sum(len(one) for one in parts if type(one) in PLAIN_CONTAINERS)
    return 0


def _has_content(value: Any) -> bool:
    """Whether a value is shown by its content: its class has a _check_content_() method."""
    return hasattr(type(value), "_check_content_")


def _show_content(value: Any) -> str:
    try:
        return _show(value._check_content_())
    except ConnectionError:  # a store that does not answer
        return " down"


def _show_set(value: set[Any]) -> str:
    """Return a set as text, in the same order in every run."""
    return "{" + ", ".join(sorted(map(repr, value))) + "}"


def _indent(text: str) -> str:
    return text.replace("\n", "\n    ")
