"""The errors that are written for the person at the keyboard."""

import difflib
from collections.abc import Iterable


class LabError(ValueError):
    """A foreseen error: one sentence that says what is wrong and what to do."""


class CannotGrade(LabError):
    """A submission that cannot be graded: one sentence says what is wrong and what to do."""


class MachineCannotGrade(CannotGrade):
    """The same, where the machine is at fault and not what was submitted."""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.5) -> str:
    """The known word whose spelling is nearest, whatever its case and underscores; or nothing."""
    plain: dict[str, str] = {}
    for one in known:
        plain.setdefault(_bare(one), one)
    near = difflib.get_close_matches(_bare(word), plain, n=1, cutoff=cutoff)
    return plain[near[0]] if near else ""


def _bare(word: str) -> str:
    return word.lower().replace("_", "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question that offers the nearest known word, or nothing."""
    near = nearest(word, known)
    return f" Did you mean {near}?" if near else ""
