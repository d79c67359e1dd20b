"""The one kind of error that a person at the keyboard is meant to read."""


class LabError(ValueError):
    """A foreseen error: one sentence that says what is wrong and what to do."""
