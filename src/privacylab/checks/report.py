"""The report of one step of an exercise: as text, as HTML, and as data for the grader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from privacylab.catalog import Catalog, CatalogError, consequence, find_root, load_catalog
from privacylab.checks.outcome import COLOUR, MIME, SHADE, SIGN, Outcome, Result
from privacylab.text import one_line, visible


@dataclass(frozen=True)
class Line:
    """One check as a learner may see it; rung is the rung of the hint ladder to read, if any."""

    result: Result
    title: str
    detail: tuple[str, ...]
    rung: int | None

    @property
    def hint(self) -> str:
        """What to run for help in a notebook, or ""."""
        return f'Hint: run hint("{self.result.requirement}", {self.rung}).' if self.rung else ""


@dataclass(frozen=True)
class Report:
    """The results of one step's checks.

    root is the course whose catalog describes the requirements; by default, the one around the
    working folder.
    notice says that the function they test is missing; otherwise it is "".
    """

    task: str
    step: str
    points: float
    hidden: int
    results: tuple[Result, ...]
    notice: str = ""
    root: Path | None = None

    @classmethod
    def from_data(
        cls, data: dict[str, Any], hidden: Iterable[Sequence[Any]], root: Path
    ) -> "Report":
        """Rebuild a report from as_data(), with hidden checks as (requirement, outcome, hint)."""
        public = [
            Result(
                one["title"], one["requirement"], Outcome(one["outcome"]), None, (*one["detail"],)
            )
            for one in data["checks"]
            if not one["hidden"]
        ]
        others = [Result("", name, Outcome(outcome), hint) for name, outcome, hint in hidden]
        head = data["task"], data["step"], data["points"], data["hidden"]
        return cls(*head, (*public, *others), data["notice"], root)

    @property
    def final(self) -> bool:
        """Whether the hidden checks have run, so that there is a score."""
        return sum(result.hidden for result in self.results) >= self.hidden

    @property
    def all_passed(self) -> bool:
        """Whether every check that has run has passed."""
        return _passed(self.results) == len(self.results)

    @property
    def score(self) -> float:
        """Points earned: every check counts the same."""
        total = sum(not result.hidden for result in self.results) + self.hidden
        return round(self.points * _passed(self.results) / total, 2) if total else 0.0

    @property
    def summary(self) -> str:
        """One honest line: what passes, and what has not run yet."""
        public = [result for result in self.results if not result.hidden]
        hidden = [result for result in self.results if result.hidden]
        line = public_checks(_passed(public), len(public))
        if not self.final:
            checks = "check runs" if self.hidden == 1 else "checks run"
            return f"{line}; {self.hidden} hidden {checks} at grading."
        if hidden:
            line += f", {_passed(hidden)} of {len(hidden)} hidden checks pass"
        return f"{line}: {self.score:g} of {self.points:g} points."

    @property
    def title(self) -> str:
        return f"{self.task} · {self.step}" if self.step else self.task

    def lines(self) -> list[Line]:
        """Return each result as a learner may see it.

        A hidden check shows its requirement and what the mistake does, never its own sentence,
        its data or a traceback.
        """
        shown, number = [], 0
        for result in self.results:
            failed = result.outcome in (Outcome.FAILED, Outcome.CRASHED)
            if not result.hidden:
                rung, detail = None, tuple[str, ...]()
                if not self.notice:  # which says all there is to say
                    rung, detail = 1 if failed else None, tuple(map(visible, result.detail))
                shown.append(Line(result, one_line(result.sentence), detail, rung))
                continue
            number += 1
            title = f"hidden check {number} ({result.requirement})"
            rung = result.hint if failed else None
            detail = _consequence(result, self.root) if failed else ()
            if result.outcome is Outcome.SKIPPED:
                detail = _needs(self.task, self.root)
            shown.append(Line(result, title, detail, rung))
        return shown

    def as_data(self) -> dict[str, Any]:
        """Return the report for the grader and the progress view: plain JSON, no hidden text."""
        return {
            "task": self.task,
            "step": self.step,
            "points": self.points,
            "hidden": self.hidden,
            "score": self.score if self.final else None,
            "notice": self.notice,
            "summary": self.summary,
            "checks": [
                {
                    "title": line.title,
                    "requirement": line.result.requirement,
                    "outcome": str(line.result.outcome),
                    "hidden": line.result.hidden,
                    "hint": line.rung,
                    "detail": list(line.detail),
                }
                for line in self.lines()
            ],
        }

    def __str__(self) -> str:
        text = [self.title, *([f"  {self.notice}"] if self.notice else [])]
        for one in self.lines():
            text += as_text(one)
        return "\n".join([*text, f"  {self.summary}"])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/plain": str(self), "text/html": self.as_html(), MIME: self.as_data()}

    def as_html(self) -> str:
        """Return the report as one section of HTML, without scripts or remote resources."""
        items = "".join(map(as_item, self.lines()))
        notice = f'<p style="margin:.4em 0">{escape(self.notice)}</p>' if self.notice else ""
        return (
            '<section class="privacylab-report" style="max-width:52em;padding:.2em 1em .6em;'
            'border-left:.3em solid #0072b2;font-family:var(--jp-content-font-family,sans-serif)">'
            f'<p style="margin:.4em 0"><strong>{escape(self.title)}</strong></p>{notice}'
            f'<ul style="list-style:none;margin:0;padding:0">{items}</ul>'
            f'<p style="margin:.6em 0 0"><strong>{escape(self.summary)}</strong></p></section>'
        )


def public_checks(passed: int, count: int) -> str:
    """Say how many public checks pass, as the beginning of a sentence."""
    if count == 1:
        return "The public check passes" if passed else "The public check does not pass"
    return f"{passed} of {count} public checks pass"


def as_text(line: Line) -> list[str]:
    """Return a check as lines of text."""
    outcome = line.result.outcome
    below = "\n".join(filter(None, (*line.detail, line.hint)))
    return [
        f"  {SIGN[outcome]} {outcome:<13}  {line.title}",
        *(" " * 19 + one for one in below.splitlines()),
    ]


def as_item(line: Line) -> str:
    """Return a check as an item of an HTML list."""
    result, detail = line.result, tuple(filter(None, (*line.detail, line.hint)))
    colour = f"var({SHADE[result.outcome]},{COLOUR[result.outcome]})"
    word = (
        '<span style="display:inline-block;min-width:8.5em;text-indent:0;font-weight:600;'
        f'color:{colour}">'
        f'<span aria-hidden="true">{SIGN[result.outcome]}</span> {result.outcome}</span>'
    )
    below = ""
    if detail and not result.hidden:
        code = escape("\n".join(detail))
        below = (
            '<pre style="margin:.2em 0 .6em;text-indent:0;padding:.4em .6em;white-space:pre-wrap;'
            f'background:rgba(127,127,127,.1)">{code}</pre>'
        )
    elif detail:
        text = "<br>".join(map(escape, detail))
        below = f'<div style="margin:.1em 0 .6em;text-indent:0">{text}</div>'
    # a second line begins below the title, not below the word
    style = "margin:.25em 0;padding-left:8.9em;text-indent:-8.9em"
    return f'<li style="{style}">{word} {escape(line.title)}{below}</li>'


def _passed(results: tuple[Result, ...] | list[Result]) -> int:
    return sum(result.outcome is Outcome.PASSED for result in results)


def _consequence(result: Result, root: Path | None) -> tuple[str, ...]:
    """Return what a hidden failure may say: the requirement, and what the mistake does."""
    catalog = _catalog(root)
    if catalog is None:
        return ()
    requirement = catalog.requirements[result.requirement]
    return (f"{requirement.id}: {requirement.statement}", consequence(requirement, catalog))


def _needs(task: str, root: Path | None) -> tuple[str, ...]:
    """Say why a hidden check was skipped, never in the words of code that has seen its data."""
    catalog = _catalog(root)
    if catalog is None:
        return ("It needs an earlier exercise, or another check to pass first.",)
    found = catalog.exercise(task)
    needed = [name for name, _ in found[1].builds_on] if found else []
    return (f"It needs {' and '.join(needed) or 'another check to pass first'}.",)


def _catalog(root: Path | None) -> Catalog | None:
    """Return the course's catalog, or None for a notebook without a course around it."""
    try:
        return load_catalog(root or find_root())
    except CatalogError:
        return None
