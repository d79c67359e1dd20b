"""Says, once, that the function a step asks for was renamed, deleted or overwritten.

The only one of the learner's names that is shown is that of a function that may be the missing one.
"""

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from privacylab.checks.earlier_exercises import is_stub, notebook_of
from privacylab.errors import nearest

NEAR = 0.6  # how similar two names must be for one to be the other, renamed
MOST, LONGEST = 500, 60  # names to look at, and characters of one
FUNCTION = "function"
REPORT = "checks.report()"  # the last line of each test cell
NOT_LEARNERS = {"In", "Out", "get_ipython", "exit", "quit", "open", "display"}


class Found(NamedTuple):
    """What a name is bound to, and which functions and classes are defined besides it.

    kind  "function" for anything callable, else the name of the value's class; "" if not bound
    """

    kind: str
    names: list[str]


def look_up(name: str, namespace: dict[str, Any]) -> Found:
    """Look a name up in the namespace of a learner's cells."""
    kind = ""
    if name in namespace:
        value: Any = namespace[name]
        kind = FUNCTION if callable(value) else type(value).__name__
    own = [one for one, value in list(namespace.items()) if _is_own(one, value)]
    return Found(kind, own[-MOST:])


def checked(found: Any) -> Found:
    """Return an untrusted result of look_up(), reduced to what has the shape of a name."""
    match found:
        case [str(kind), list(names)]:
            return Found(
                kind if is_name(kind) else "", [one for one in names[:MOST] if is_name(one)]
            )
    return Found(FUNCTION, [])


def is_name(text: Any) -> bool:
    """Whether a text can be shown as the name of something in Python."""
    return type(text) is str and text.isidentifier() and len(text) <= LONGEST


def sentence(task: str, step: str, found: Found, *, by_hand: bool = False) -> str:
    """Say what is wrong with a step's function, and what to do; "" if nothing is.

    by_hand says that a person runs the cells, and may have skipped one.
    """
    if not step.isidentifier() or found.kind == FUNCTION:
        return ""
    if found.kind:
        wanted = "class" if step[0].isupper() else "function"
        kind = "None" if found.kind == "NoneType" else f"{_article(found.kind)} {found.kind}"
        return f"{task}: `{step}` is {kind}, not a {wanted}: did you assign to its name?"
    near = nearest(step, set(found.names) - _course_names(task) - {step}, NEAR)
    start = f"{task}: `{step}` is not defined."
    if near:
        return f"{start} Your notebook defines `{near}`: did you rename it?"
    start += " Restore the cell that defines it, or write it again."
    return f"{start} If it is there, run it and look for an error." if by_hand else start


def before_all(task: str, step: str, names: dict[str, Any]) -> str:
    """Say what to do if a person has run this test but no cell above it; else ""."""
    ran = [one for one in names.get("In", ()) if one.strip()]
    if step in names or not ran or any(REPORT not in one for one in ran):
        return ""
    return (
        f"{task}: `{step}` is not defined yet. Run the cells above first: Run → Run All Above "
        "Selected Cell. Then run this cell again."
    )


def _article(word: str) -> str:
    return "an" if word[0].lower() in "aeiou" else "a"


def _is_own(name: str, value: Any) -> bool:
    """Whether a cell has defined a function or a class, and filled it in."""
    try:
        own = callable(value) and value.__module__ == "__main__" and not is_stub(value)
    except Exception:  # a learner's object that cannot be inspected
        return False
    return own and is_name(name) and name[0] != "_" and name not in NOT_LEARNERS


def _course_names(task: str) -> set[str]:
    """Return the names that an exercise asks for or gives: none of them is a renamed function."""
    path = notebook_of(task)
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"] if path else []
        return {name for cell in cells for name in _names_of(cell, task)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()


def _names_of(cell: dict[str, Any], task: str) -> Iterable[str]:
    mark = cell["metadata"].get("nbgrader", {})
    if mark.get("solution"):
        return [mark["grade_id"].removeprefix(f"{task}-")]
    source = "".join(cell["source"])
    return re.findall(r"^(?:def|class) (\w+)", source, re.MULTILINE) if mark.get("locked") else []
