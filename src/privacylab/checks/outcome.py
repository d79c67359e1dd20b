"""The outcome of one check, and how it is shown."""

from dataclasses import dataclass
from enum import StrEnum

MIME = "application/vnd.privacylab.checks+json"


class Outcome(StrEnum):
    """The possible outcomes of a check. Learners see these words."""

    PASSED = "passed"
    FAILED = "failed"
    CRASHED = "crashed"
    NOT_ATTEMPTED = "not attempted"
    SKIPPED = "skipped"


SIGN = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.CRASHED: "⚡",
    Outcome.NOT_ATTEMPTED: "○",
    Outcome.SKIPPED: "→",
}
# Okabe and Ito's palette, which color-blind readers can tell apart, darkened to a contrast of
# 4.5 : 1 on white. The sign and the word say the same.
COLOUR = {
    Outcome.PASSED: "#00694d",
    Outcome.FAILED: "#b34700",
    Outcome.CRASHED: "#8f3d73",
    Outcome.NOT_ATTEMPTED: "#5f5f5f",
    Outcome.SKIPPED: "#5f5f5f",
}
# The same in JupyterLab, where the lab's style has a shade for each theme.
SHADE = {
    Outcome.PASSED: "--pl-passed",
    Outcome.FAILED: "--pl-failed",
    Outcome.CRASHED: "--pl-crashed",
    Outcome.NOT_ATTEMPTED: "--pl-other",
    Outcome.SKIPPED: "--pl-other",
}


@dataclass(frozen=True)
class Result:
    """One check that has run.

    sentence     what the check proves, as a sentence
    requirement  the id of the requirement that it tests, such as "RET-03"
    outcome      its outcome
    hint         the rung of the hint ladder to look at (1 to 3); only hidden checks have one
    detail       lines that explain it: the call, what came back, what was expected
    """

    sentence: str
    requirement: str
    outcome: Outcome
    hint: int | None = None
    detail: tuple[str, ...] = ()

    @property
    def hidden(self) -> bool:
        """A check with a hint rung is in the hidden region: the build proves it."""
        return self.hint is not None
