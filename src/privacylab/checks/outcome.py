"""The outcome of one check."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What can become of a check. The words are shown to the learner."""

    PASSED = "passed"
    FAILED = "failed"
    CRASHED = "crashed"
    NOT_ATTEMPTED = "not attempted"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Result:
    """One check that has run.

    sentence     what the check proves, as a sentence
    requirement  the id of the requirement that it stands for, such as "RET-03"
    outcome      what became of it
    hint         the rung of the hint ladder to look at (1 to 3); only hidden checks have one
    detail       lines that explain it: the call, what came back, what was expected
    error        the name of the exception when it crashed, else ""
    """

    sentence: str
    requirement: str
    outcome: Outcome
    hint: int | None = None
    detail: tuple[str, ...] = ()
    error: str = ""

    @property
    def hidden(self) -> bool:
        """A check with a hint rung stands in the hidden region: the build proves it."""
        return self.hint is not None
