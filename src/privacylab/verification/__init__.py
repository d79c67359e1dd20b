"""Verifies the course's tests: which answers must pass, which must fail, and on which checks."""

from privacylab.verification.answers import Answer, read_answers
from privacylab.verification.verify import Verdict, verify

__all__ = ["Answer", "Verdict", "read_answers", "verify"]
