"""Shows what an object holds, for checks that something is destroyed and not just moved."""

from typing import Any


def held_by(value: Any) -> str:
    """Return the repr of all attributes of an object, or the repr of "" if it has none.

    At grading, a learner's object is in the jail, and this is asked for there: a check cannot read
    any other attribute that begins with an underscore.
    """
    ask = getattr(type(value), "_held_by_", None)
    return str(ask(value)) if ask else repr(getattr(value, "__dict__", ""))
