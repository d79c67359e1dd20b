"""The errors that are written for the person at the keyboard."""

import difflib
from collections.abc import Iterable


class LabError(ValueError):
    """A foreseen error: one sentence that says what is wrong and what to do."""


class CannotGrade(LabError):
    """A submission that cannot be graded: one sentence says what is wrong and what to do."""


class MachineCannotGrade(CannotGrade):
    """The same, where the machine is at fault and not what was submitted."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question that offers the nearest known word, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else ""
