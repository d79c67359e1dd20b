"""What a test cell says: named checks, partial credit, a report worth reading.

Checks brings pandas with it, and comes when it is asked for: the grader reads outcomes without it.
"""

from typing import TYPE_CHECKING, Any

from privacylab.checks.outcome import COLOUR, MIME, SIGN, Outcome, Result

if TYPE_CHECKING:
    from privacylab.checks.run import Checks

__all__ = ["COLOUR", "MIME", "SIGN", "Checks", "Outcome", "Result"]


def __getattr__(name: str) -> Any:
    if name != "Checks":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from privacylab.checks.run import Checks

    return Checks
