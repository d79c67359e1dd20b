"""A trial of assessors: whom each of them accuses, and what each of them misses."""

from collections.abc import Callable
from html import escape

from privacylab.lab.assessor.assessors import BAD
from privacylab.lab.assessor.gates import GATES, SmallGate
from privacylab.lab.display.html import Fragment, table

Assessor = Callable[[SmallGate], str]
RIGHT, MISSED, ACCUSED = "✓", "✗ missed", "✗ accused"


def try_assessors(*yours: Assessor) -> Fragment:
    """A table: each assessor meets each gate, two of which are honest.

    yours  assessors of your own, which come after the bad ones
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
