"""Predictions: answer before you write the code. Nothing is saved or graded."""

from dataclasses import dataclass
from html import escape

import ipywidgets as widgets

from privacylab.lab.display.html import TEXT
from privacylab.lab.display.play import Play

SHORT = 12  # the most characters of answers that are shown side by side


@dataclass(frozen=True)
class Question:
    """A question with its answers, the right one, and the reason.

    Raises ValueError if the right answer is not among the answers.
    """

    ask: str
    answers: tuple[str, ...]
    right: str
    because: str

    def __post_init__(self) -> None:
        if self.right not in self.answers:
            raise ValueError(f"{self.right!r} is not among the answers to {self.ask!r}: add it.")


class Prediction(widgets.VBox):
    """One question. Only the first answer counts; after it, the reason is shown.

    The answers are buttons, because JupyterLab takes the arrow keys away from radio buttons. With
    the keyboard: Tab to an answer, press space.
    """

    def __init__(self, number: int, question: Question):
        self._number, self.question = number, question
        wide, tight = widgets.Layout(width="100%"), widgets.Layout(width="max-content")
        self._answers = [
            widgets.Button(description=answer, layout=tight) for answer in question.answers
        ]
        self._reason = widgets.HTML(layout=wide)
        for button in self._answers:
            button.on_click(self._reveal)
        ask = f'<p style="{TEXT}"><strong>{number}. {escape(question.ask)}</strong></p>'
        short = max(map(len, question.answers)) <= SHORT
        flow = "row wrap" if short else "column"
        super().__init__(
            [widgets.HTML(ask, layout=wide), *self._answers, self._reason],
            layout=widgets.Layout(margin="0 0 1em 0", flex_flow=flow),
        )

    def _reveal(self, chosen: widgets.Button) -> None:
        if self._reason.value:
            return
        question = self.question
        right = chosen.description == question.right
        verdict = "✓ Correct." if right else f"✗ No. The answer is: {escape(question.right)}."
        self._reason.value = (
            f'<p role="status" style="{TEXT}"><strong>{verdict}</strong> '
            f"{escape(question.because)}</p>"
        )
        # They stay enabled, because disabling a button drops the keyboard focus.
        marks = {chosen.description: "✗ ", question.right: "✓ "}
        for button in self._answers:
            button.description = marks.get(button.description, "") + button.description

    def __repr__(self) -> str:
        question = self.question
        return "\n  ".join([f"{self._number}. {question.ask}", *question.answers])


class Predictions(Play):
    """The questions of a section, one below the other."""

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.children))


def predict(*questions: Question) -> Predictions:
    """Ask each question; Jupyter shows them when the call ends a cell."""
    return Predictions([Prediction(number, one) for number, one in enumerate(questions, 1)])
