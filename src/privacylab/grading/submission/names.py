"""Names that learners gave to folders and files: which ones the grader can handle and show."""

import unicodedata

from privacylab.text import one_line

UNNAMEABLE = "*?[],"  # nbgrader takes them for patterns, and its export for a new column
LONGEST = 80  # characters of a name in a sentence


def name_problem(learner: str) -> str:
    """Say why a learner's folder cannot have that name, or ""."""
    if has_controls(learner):
        return (
            f"The folder {printable(learner)!r} has a name that is not plain text in UTF-8: "
            "rename it."
        )
    if set(learner) & set(UNNAMEABLE):
        return (
            f"The folder {learner!r} has one of {' '.join(UNNAMEABLE)} in its name, which nbgrader "
            "cannot handle: rename it."
        )
    return ""


def has_controls(name: str) -> bool:
    """Whether a name is not UTF-8, or has a control character in it."""
    return any(unicodedata.category(char) in ("Cc", "Cs") for char in name)


def printable(name: str) -> str:
    """Return a name that any terminal, page or file can hold, cut after 80 characters."""
    return one_line(name) if len(name) <= LONGEST else f"{one_line(name[:LONGEST])}…"
