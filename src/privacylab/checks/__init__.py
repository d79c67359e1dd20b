"""What test cells use: named checks with partial credit, and a report worth reading.

Modules that need pandas are imported on first use: the grader reads outcomes without it.
"""

import importlib
from typing import TYPE_CHECKING, Any

from privacylab.checks.outcome import COLOUR, MIME, SIGN, Outcome, Result

if TYPE_CHECKING:
    from privacylab.checks.earlier_exercises import earlier
    from privacylab.checks.held import held_by
    from privacylab.checks.hints import hint
    from privacylab.checks.kernel.call import check, grade
    from privacylab.checks.many_calls import call_each
    from privacylab.checks.run import Checks
    from privacylab.checks.tables import small_table

__all__ = [
    "COLOUR",
    "MIME",
    "SIGN",
    "Checks",
    "Outcome",
    "Result",
    "call_each",
    "check",
    "earlier",
    "grade",
    "held_by",
    "hint",
    "small_table",
]
_LATER = {
    "Checks": "run",
    "call_each": "many_calls",
    "check": "kernel.call",
    "earlier": "earlier_exercises",
    "grade": "kernel.call",
    "held_by": "held",
    "hint": "hints",
    "small_table": "tables",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f"{__name__}.{_LATER[name]}")
    return getattr(module, name)
