"""Tries the learner's test cases on the learner's own answer to RET-02."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from privacylab.assessment.bench import same
from privacylab.assessment.retention import SHAPES, retention_doors, unreadable
from privacylab.assessment.sealed import Doors
from privacylab.checks import earlier
from privacylab.checks.earlier_exercises import Unfinished
from privacylab.lab.display.html import Fragment, table


def try_on_mine(cases: Sequence[Mapping[str, Any]]) -> Fragment:
    """Run test cases on your own functions of RET-02, which come from your saved notebook."""
    problems = unreadable(cases)
    if problems:
        return table(["your cases can't be read yet"], [[escape(one)] for one in problems])
    doors = retention_doors(dict(zip(SHAPES, earlier("RET-02", *SHAPES), strict=True)))
    rows = [
        [f"case {number}", case["requirement"], case["call"], escape(_said(doors, case))]
        for number, case in enumerate(cases, 1)
    ]
    return table(["", "requirement", "function", "your own code"], rows)


def _said(doors: Doors, case: Mapping[str, Any]) -> str:
    try:
        answer = doors[case["call"]](*case["args"])
    except Unfinished as why:
        return f"skipped: {why}"
    except Exception as error:
        return f"raises {type(error).__name__}"
    if same(answer, case["expected"]):
        return "answers as expected"
    return f"answers {answer!r}, and the case expects {case['expected']!r}: one of the two is wrong"
