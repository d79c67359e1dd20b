"""What an object keeps, for a check that something is destroyed and not only moved."""

from typing import Any


def held_by(value: Any) -> str:
    """Return the repr of all attributes of an object, or nothing where it has none.

    At grading, a learner's object is in the jail, where this is asked for: a check reads no other
    attribute that begins with an underscore.
    """
    ask = getattr(type(value), "_held_by_", None)
    return str(ask(value)) if ask else repr(getattr(value, "__dict__", ""))
