"""Bad assessors, and a trial that shows what each one misses and whom it accuses.

Each takes a gate and returns "met" or "gap", and each is often believed.
"""

from collections.abc import Callable
from html import escape

from privacylab.lab.assessor.gates import GATES, SmallGate
from privacylab.lab.display.html import Fragment, table

Assessor = Callable[[SmallGate], str]
RIGHT, MISSED, ACCUSED = "✓", "✗ missed", "✗ accused"


def signs_all(gate: SmallGate) -> str:
    """Signs, because last year's report passed."""
    return "met"


def asks_management(gate: SmallGate) -> str:
    """Reads what management states."""
    return "met" if "effectively" in gate.statement() else "gap"


def an_ordinary_day(gate: SmallGate) -> str:
    """Tests 25 looks by employees who had a proper ticket, all chosen by the company."""
    for number in range(25):
        if not gate.look(f"employee-{number}", "c-1", "t-1", 10):
            return "gap"
    return "met" if len(gate.log) >= 25 else "gap"


def wrong_tickets(gate: SmallGate) -> str:
    """Tries tickets that must not work, and nothing else."""
    tries = [("c-1", "t-2", 10), ("c-1", "t-1", 12), ("c-1", "t-9", 10), ("c-2", "t-2", 8)]
    return "gap" if any(gate.look("employee-1", *one) for one in tries) else "met"


def as_mine(gate: SmallGate) -> str:
    """Compares the log with the one that the assessor's own gate would have written."""
    own = SmallGate()
    for one in (own, gate):
        one.look("employee-1", "c-1", "t-1", 10)
        one.look("contractor-1", "c-1", "t-2", 10)
    return "met" if gate.log == own.log else "gap"


def expects_an_error(gate: SmallGate) -> str:
    """Takes the log away, and waits for the gate to stop with an error."""
    gate.log_down = True
    try:
        gate.look("employee-1", "c-1", "t-1", 10)
    except Exception:
        return "met"
    return "gap"


BAD = (signs_all, asks_management, an_ordinary_day, wrong_tickets, as_mine, expects_an_error)


def try_assessors(*yours: Assessor) -> Fragment:
    """Return a table of what each assessor says about each gate. Two gates are honest.

    yours  your own assessors, which come after the bad ones
    """
    header = [
        "assessor",
        *(f"{'honest' if gate.honest else 'broken'}: {gate.name}" for gate in GATES),
    ]
    rows = [
        (escape(one.__name__), *(_outcome(one, gate) for gate in GATES)) for one in (*BAD, *yours)
    ]
    caption = "missed: signs for a broken gate; accused: reports a gap in an honest one"
    return table(header, rows, caption)


def _outcome(assessor: Assessor, gate: type[SmallGate]) -> str:
    try:
        verdict = assessor(gate())
    except Exception as stop:
        return escape(f"it stops with {type(stop).__name__}: {stop}")
    if verdict not in ("met", "gap"):
        return escape(f"it returns {verdict!r}")
    if (verdict == "met") == gate.honest:
        return RIGHT
    return ACCUSED if gate.honest else MISSED
