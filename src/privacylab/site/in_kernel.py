"""Shows controls as still pictures, in a kernel that runs a lesson for the website."""

from html import escape
from typing import Any

from IPython import get_ipython

from privacylab.lab.display.play import Play, still
from privacylab.lab.display.prediction import Prediction, Predictions

NOTE = "<p><em>A still picture. In the lab, you can change what it shows.</em></p>"


def show_stills() -> None:
    """Make this kernel show a still picture of each control instead of the control."""
    formatter = get_ipython().display_formatter.mimebundle_formatter
    formatter.for_type(Play, _picture)
    formatter.for_type(Predictions, _folded)


def _picture(shown: Play, **_: Any) -> dict[str, str]:
    return {"text/html": still(shown) + NOTE, "text/plain": repr(shown)}


def _folded(shown: Predictions, **_: Any) -> dict[str, str]:
    """Each question with its answers, and the right one folded."""
    return {"text/html": "".join(map(_question, shown.children)), "text/plain": repr(shown)}


def _question(shown: Prediction) -> str:
    question = shown.question
    because = escape(question.because)
    return (
        f"<div class='pl-question'>{still(shown)}<details><summary>Show the answer</summary>"
        f"<p><strong>{escape(question.right)}.</strong> {because}</p></details></div>"
    )
