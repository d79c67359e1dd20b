"""A certificate: one page that says what a learner has done on a track, made from their own grades.

It is a file that runs nothing and fetches nothing. It does not know the learner's name, and leaves
a blank line for it.
"""

from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from privacylab.catalog import Track, load_catalog
from privacylab.grading.course import Course
from privacylab.grading.feedback.progress import own_progress
from privacylab.grading.own.state import FULL

STYLE = (
    "max-width:44em;margin:1em auto;padding:1.5em 2em;border:.15em solid #00588f;"
    "background:#fff;color:#1c1f23;font:16px/1.5 system-ui,sans-serif"
)
CELL = "text-align:left;padding:.3em 1em .3em 0;border-bottom:1px solid #d9dce1;color:#1c1f23"


@dataclass(frozen=True)
class Certificate:
    """What a learner has done on a track; day is when the page is made.

    rows holds each exercise of the track: its name, its state, the score of the best attempt, and
    the points.
    """

    course: str
    track: Track
    rows: tuple[tuple[str, str, float, float], ...]
    day: date

    @property
    def passed(self) -> int:
        return sum(state == FULL for _, state, _, _ in self.rows)

    @property
    def complete(self) -> bool:
        """Whether every exercise of the track has full marks."""
        return self.passed == len(self.rows)

    @property
    def summary(self) -> str:
        of = f"{self.passed} of {len(self.rows)} exercises have full marks"
        return f"{of}." if self.complete else f"Not finished yet: {of}."

    def __str__(self) -> str:
        lines = [f"{self.course} · {self.track.title}", self.summary]
        lines += [f"  {name}: {state}, {_points(*got)}" for name, state, *got in self.rows]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return self.as_html()

    def as_html(self, heading: str = "h2") -> str:
        """Return the certificate as one section of HTML, without scripts or requests.

        heading  the element for its heading: h2 within a notebook, h1 on a page of its own
        """
        rows = "".join(
            f'<tr><td style="{CELL}">{escape(name)}</td><td style="{CELL}">{escape(state)}</td>'
            f'<td style="{CELL}">{_points(*got)}</td></tr>'
            for name, state, *got in self.rows
        )
        heads = "".join(
            f'<th scope="col" style="{CELL}">{word}</th>'
            for word in ("exercise", "state", "points")
        )
        day = f"{self.day.day} {self.day:%b %Y}"
        return (
            f'<section style="{STYLE}"><p>{escape(self.course)}</p>'
            f'<{heading} style="color:#00588f">{escape(self.track.title)}</{heading}>'
            '<p>Name: <span style="display:inline-block;width:20em;'
            'border-bottom:1px solid #1c1f23">&nbsp;</span></p>'
            f"<p><strong>{escape(self.summary)}</strong> {day}</p>"
            '<table style="border-collapse:collapse;width:100%"><thead>'
            f"<tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
            "<p>Hidden tests graded each exercise. This page was made on this machine from the "
            "learner's own grades, the best of each. Nothing was sent anywhere.</p></section>"
        )


def own_certificate(course: Course, track: Track) -> Certificate:
    """Return a certificate with the learner's own best grades on a track."""
    steps = {step.exercise: step for step in own_progress(course) if step.exercise}
    rows = tuple(
        (
            f"{one.id} {one.title}",
            steps[one.id].state,
            steps[one.id].score,
            float(steps[one.id].points),
        )
        for one in track.exercises
    )
    title = load_catalog(course.root).title
    return Certificate(title, track, rows, date.today())


def write_certificate(certificate: Certificate, course: Course) -> Path:
    """Write the certificate as a page of its own, for printing; return its path."""
    path = course.home / "feedback" / f"certificate-{certificate.track.id}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    title = escape(f"{certificate.course} · {certificate.track.title}")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    path.write_text(
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>{title}</title>'
        f"</head><body><main>{certificate.as_html('h1')}</main></body></html>\n",
        encoding="utf-8",
    )
    return path


def _points(score: float, points: float) -> str:
    return f"{score:g} of {points:g}"
