"""The course's contract with itself: which answers must pass, which must fail, and on what."""

from privacylab.contract.answers import Answer, read_answers
from privacylab.contract.verify import Verdict, verify

__all__ = ["Answer", "Verdict", "read_answers", "verify"]
