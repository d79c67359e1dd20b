"""What can be wrong with a text."""

from privacylab.errors import LabError


class AuthorError(LabError):
    """A text breaks the authors' rules; the message says where, and what to do."""


class NoSolutions(LabError):
    """This copy of the course is a learner's alone: it came without its solutions."""
