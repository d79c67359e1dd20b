"""What a test cell says: named checks, partial credit, a report worth reading."""

from privacylab.checks.outcome import Outcome, Result
from privacylab.checks.report import MIME
from privacylab.checks.run import Checks

__all__ = ["MIME", "Checks", "Outcome", "Result"]
