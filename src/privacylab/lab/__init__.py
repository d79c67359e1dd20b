"""What a learner meets in a notebook: cards, hints, figures, widgets, and attacks on their code."""

from importlib import import_module
from typing import Any

from privacylab.lab.hints import Hint, hint

# Where the rest lives. An assignment imports hint alone, and should not wait for matplotlib.
_HOME = {
    "Claim": "claims",
    "Question": "prediction",
    "against_record": "claims",
    "attack_clock": "break_it",
    "attack_clocks": "clocks",
    "attack_deletion": "stories",
    "attack_due": "break_it",
    "attack_sweep": "break_it",
    "besiege": "siege",
    "besiege_mine": "siege",
    "case_timeline": "timeline",
    "days_off": "clocks",
    "eight_records": "records",
    "experiment": "suspects",
    "family_desk": "desk",
    "inactivity_dial": "dial",
    "merkle_path": "path_widget",
    "module_card": "card",
    "my_answers": "answers",
    "open_night": "tamper",
    "predict": "prediction",
    "show": "picture",
    "trial": "stories",
}

__all__ = ["Hint", "hint", *_HOME]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
