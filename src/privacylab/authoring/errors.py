"""Errors in an author's text, or the lack of one."""

from privacylab.errors import LabError


class AuthorError(LabError):
    """A text breaks the authors' rules; the message says where, and what to do."""


class NoSolutions(LabError):
    """This copy of the course is for learners: it has no solutions."""
