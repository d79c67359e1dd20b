"""The evidence of a finding at Lantern Home, an invented company, on a timeline.

The picture is SVG: its lines and letters take the colors of the theme.
"""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

from privacylab.lab.display.html import Fragment

LEFT, WIDTH, TOP, BASE, STEP = 30, 560, 44, 160, 18  # pixels
BLUE, RED = "#0072b2", "#d55e00"
MISSING = "not in the room"

VERSIONS: list[dict[str, Any]] = [
    {"version": "v1", "first": date(2022, 9, 1), "last": date(2023, 2, 28)},
    {"version": "v2", "first": date(2023, 3, 1), "last": date(2023, 8, 31)},
]
DELETED = {
    "d-02": date(2022, 8, 20),  # before either version
    "d-07": date(2022, 12, 6),
    "d-12": date(2023, 1, 19),
    "d-31": date(2023, 4, 4),
    "d-33": date(2023, 5, 16),
    "d-36": date(2023, 6, 20),
}
SAID = "the chief executive says that all deletions work"
ROOM: dict[str, list[dict[str, Any]]] = {
    "deletions": [{"id": name, "day": when} for name, when in DELETED.items()],
    "statements": [{"id": "s-1", "day": date(2023, 9, 2), "text": SAID}],
}


def evidence_strip(evidence: Sequence[str]) -> Fragment:
    """Show a timeline of Lantern Home's versions, and what a finding cites, each on its day.

    evidence  references such as "deletions/d-07"
    """
    placed, beside = [], []
    for reference in evidence:
        row = _row(reference)
        if row is None:
            beside.append(f"{reference}: {MISSING}")
        elif reference.startswith("statements/"):
            beside.append(f"{reference}: {row['text']}")
        else:
            placed.append((row["day"], reference))
    placed.sort()
    words = _words(placed, beside)
    return Fragment(_picture(placed, beside, words), words)


def _row(reference: str) -> dict[str, Any] | None:
    table, _, row_id = reference.partition("/")
    return next((row for row in ROOM.get(table, ()) if row["id"] == row_id), None)


def _words(placed: list[tuple[date, str]], beside: list[str]) -> str:
    said = [f"{one['version']}: {one['first']} to {one['last']}" for one in VERSIONS]
    cited = [f"{reference} of {when}" for when, reference in placed]
    return f"In effect: {'; '.join(said)}. Cited: {'; '.join([*cited, *beside])}."


def _picture(placed: list[tuple[date, str]], beside: list[str], words: str) -> str:
    days = [VERSIONS[0]["first"], VERSIONS[-1]["last"], *(when for when, _ in placed)]
    first, last = min(days), max(days)

    def x(when: date) -> float:
        return LEFT + WIDTH * (when - first).days / max((last - first).days, 1)

    parts = []
    for number, one in enumerate(VERSIONS):
        at, wide = x(one["first"]), x(one["last"]) - x(one["first"])
        parts += [
            f'<rect x="{at:.0f}" y="{TOP}" width="{wide:.0f}" height="{BASE - TOP}" '
            f'fill="{BLUE}" fill-opacity="{0.08 + 0.1 * (number % 2)}"/>',
            _text(at + wide / 2, TOP - 24, one["version"]),
            _text(at + wide / 2, TOP - 8, f"{one['first']} to {one['last']}", size=11),
        ]
    parts.append(f'<path d="M{LEFT} {BASE}h{WIDTH}" stroke="currentColor" stroke-width="1.2"/>')
    stacks: dict[float, int] = {}
    for when, reference in placed:
        at = round(x(when) / 50) * 50
        stacks[at] = stacks.get(at, 0) + 1
        y = BASE - stacks[at] * STEP
        parts += [_dot(x(when), y), _text(x(when) + 8, y + 4, reference.partition("/")[2], "start")]
    for number, said in enumerate(beside):
        parts += [
            f'<rect x="{LEFT}" y="{BASE + 14 + number * STEP}" width="9" height="9" fill="{RED}"/>',
            _text(LEFT + 16, BASE + 23 + number * STEP, said, "start"),
        ]
    high = BASE + 20 + STEP * len(beside)
    return (
        f'<svg role="img" aria-label="{escape(words)}" viewBox="0 0 {LEFT + WIDTH + 70} {high}" '
        'style="width:100%;max-width:52em;height:auto" fill="currentColor" font-size="13" '
        f'font-family="sans-serif">{"".join(parts)}</svg>'
    )


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y}" r="5" fill="{BLUE}"/>'


def _text(x: float, y: float, text: str, anchor: str = "middle", size: int = 13) -> str:
    return (
        f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-size="{size}">{escape(text)}</text>'
    )
