"""What a learner meets in a notebook: hints, figures, widgets."""

from privacylab.lab.hints import Hint, hint

__all__ = ["Hint", "hint"]
