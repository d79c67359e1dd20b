"""The errors that are written for the person at the keyboard."""


class LabError(ValueError):
    """A foreseen error: one sentence that says what is wrong and what to do."""


class CannotGrade(LabError):
    """A submission that cannot be graded: one sentence says what is wrong and what to do."""
