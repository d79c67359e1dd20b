"""Errors whose message is written for the person at the keyboard."""

import difflib
from collections.abc import Iterable


class LabError(ValueError):
    """An expected error: one sentence that says what is wrong and what to do."""


class CannotGrade(LabError):
    """A submission that cannot be graded: one sentence says what is wrong and what to do."""


class MachineCannotGrade(CannotGrade):
    """The same, when the machine is at fault and not the submission."""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.5) -> str:
    """Return the known word with the closest spelling, ignoring case and underscores, or ""."""
    plain: dict[str, str] = {}
    for one in known:
        plain.setdefault(_bare(one), one)
    near = difflib.get_close_matches(_bare(word), plain, n=1, cutoff=cutoff)
    return plain[near[0]] if near else ""


def _bare(word: str) -> str:
    return word.lower().replace("_", "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a question that suggests the nearest known word, or ""."""
    near = nearest(word, known)
    return f" Did you mean {near}?" if near else ""
