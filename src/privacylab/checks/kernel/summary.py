"""What check() and grade() show: a short report of an exercise, as text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from privacylab.catalog import find_root
from privacylab.catalog.exercises import is_bundle
from privacylab.checks.outcome import SIGN, Outcome, Result
from privacylab.checks.report import Line, as_item, as_text, public_checks
from privacylab.text import one_line, visible


@dataclass(frozen=True)
class StepSummary:
    """One step: its summary, and its checks that did not pass."""

    name: str
    said: str
    passed: int
    left: tuple[Line, ...]

    @property
    def title(self) -> str:
        sign = SIGN[Outcome.FAILED if self.left or not self.passed else Outcome.PASSED]
        return f"{sign} {self.name}: {self.said}"


@dataclass(frozen=True)
class Summary:
    """The report of one exercise; notes come first, then the steps, then what to do next."""

    title: str
    notes: tuple[str, ...]
    steps: tuple[StepSummary, ...]
    next: str

    def __str__(self) -> str:
        text = [self.title, *(f"  {note}" for note in self.notes)]
        for step in self.steps:
            text += [f"  {step.title}", *(f"  {row}" for one in step.left for row in as_text(one))]
        return "\n".join([*text, f"  {self.next}"])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        notes = "".join(f'<p style="margin:.3em 0">{escape(note)}</p>' for note in self.notes)
        steps = "".join(
            f'<p style="margin:.6em 0 .2em"><strong>{escape(step.title)}</strong></p>'
            '<ul style="list-style:none;margin:0;padding:0">'
            f"{''.join(map(as_item, step.left))}</ul>"
            for step in self.steps
        )
        html = (
            '<section class="privacylab-summary" style="max-width:52em;padding:.2em 1em .6em;'
            'border-left:.3em solid #0072b2;font-family:var(--jp-content-font-family,sans-serif)">'
            f'<p style="margin:.4em 0"><strong>{escape(self.title)}</strong></p>{notes}{steps}'
            f'<p style="margin:.6em 0 0">{escape(self.next)}</p></section>'
        )
        return {"text/plain": str(self), "text/html": html}


def of_checks(reports: Sequence[dict[str, Any]], exercise: str, notes: Sequence[str]) -> Summary:
    """Return the summary of what `privacylab check --json` prints."""
    steps = [_step(one["step"], one["summary"], one) for one in reports]
    every = [check for one in reports for check in one["checks"]]
    passed = sum(check["outcome"] == Outcome.PASSED for check in every)
    do = "Fix what did not pass, save, and run this cell again."
    if every and passed == len(every):
        do = f'Next, the hidden checks: grade("{exercise}")'
        if is_bundle(find_root()):
            do = "Once the module is finished, hand it in."
    title = f"{exercise}: {public_checks(passed, len(every))}"
    return Summary(title, tuple(map(one_line, notes)), tuple(steps), do)


def of_grade(graded: dict[str, Any], notes: Sequence[str]) -> Summary:
    """Return the summary of what `privacylab grade --json` prints for one exercise."""
    (exercise,) = graded["exercises"]
    marks = [exercise["mark"]] if exercise["mark"] else []
    steps = [_step(one["name"], one["summary"], one) for one in exercise["steps"]]
    do = "Fix what did not pass, save, and grade again. You can grade as often as you like."
    if exercise["outcome"] == Outcome.PASSED:
        do = "Every check passes."
    title = f"{exercise['id']}: {exercise['score']:g} of {exercise['points']:g} points"
    said = (*marks, *notes, *(f"Repaired: {one}" for one in graded["repaired"]))
    do += f" Full feedback, in a browser: {graded['feedback']}"
    return Summary(title, tuple(map(one_line, said)), tuple(steps), one_line(do))


def _step(name: str, said: str, data: dict[str, Any]) -> StepSummary:
    lines = [_line(one) for one in data["checks"]]
    left = tuple(one for one in lines if one.result.outcome is not Outcome.PASSED)
    if data["notice"]:
        said = data["notice"]
    return StepSummary(one_line(name), one_line(said), len(lines) - len(left), left)


def _line(check: dict[str, Any]) -> Line:
    outcome, title = Outcome(check["outcome"]), one_line(check["title"])
    hint = check["hint"] if check["hidden"] else None
    result = Result(title, check["requirement"], outcome, hint)
    return Line(result, title, tuple(map(visible, check["detail"])), check["hint"])
