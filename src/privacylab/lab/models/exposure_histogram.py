"""The exposure histogram: a secret before and after, among secrets that were never said.

The picture is SVG: its lines and letters take the colors of the theme.
"""

import random
from bisect import bisect_left, bisect_right
from html import escape
from math import log2
from typing import NamedTuple

import ipywidgets as widgets
import pandas as pd

from privacylab.lab.display.html import TEXT
from privacylab.lab.display.play import Explained
from privacylab.lab.models.next_word import SECRET, SECRET_ID, NextWord, candidates, with_secret

CONTROLS = 25
RETRAINED, PUSHED, FILTERED = "retrained without it", "pushed down", "a filter on the output"
START = "the code of"
BIT, LEFT, BASE, STEP = 60, 40, 250, 13  # pixels: of a bit, to the first, to the axis, of a control
HIGH = 300
BLUE, RED = "#0072b2", "#d55e00"


class Exposures(NamedTuple):
    """In bits: the secret's exposure before and after, and that of controls, measured after.

    says  how the model completes the start of the secret
    """

    before: float
    after: float
    controls: list[float]
    says: str


def exposures(transcripts: pd.DataFrame) -> dict[str, Exposures]:
    """Return what each way to forget a secret does to its exposure. A secret is one of 4,096 codes.

    The controls are codes that no one said, drawn at random, and the same for all ways.
    """
    said = with_secret(transcripts)
    texts = said.loc[said["transcript_id"] != SECRET_ID, "text"]
    full, again, pushed = NextWord(said["text"]), NextWord(texts), NextWord(said["text"])
    pushed.push_down(SECRET)
    codes = candidates()
    never = random.Random(5).sample([code for code in codes if code != SECRET], CONTROLS)
    before, *_ = _exposures(full, [SECRET])
    found = {}
    for name, model in {RETRAINED: again, PUSHED: pushed, FILTERED: full}.items():
        after, *controls = _exposures(model, [SECRET, *never])
        says = "(nothing)" if name == FILTERED else model.complete(START)
        found[name] = Exposures(before, after, sorted(controls), says)
    return found


def exposure_histogram(transcripts: pd.DataFrame) -> Explained:
    """Choose how Murmur's model was made to forget, and see what the secret's exposure says.

    With the keyboard: Tab to the control, the arrows change it.
    """
    found = exposures(transcripts)
    way = widgets.ToggleButtons(
        options=[*found], description="forget", style={"button_width": "15em"}
    )
    shown = widgets.HTML()

    def redraw(_: object = None) -> None:
        shown.value = _page(found[way.value], way.value)

    way.observe(redraw, "value")
    redraw()
    return Explained([way, shown])


def _exposures(model: NextWord, secrets: list[str]) -> list[float]:
    scores = {code: model.score(code) for code in candidates()}
    ordered = sorted(scores.values())
    found = []
    for secret in secrets:
        above = len(ordered) - bisect_right(ordered, scores[secret])
        alike = len(ordered) - above - bisect_left(ordered, scores[secret])
        found.append(log2(len(ordered)) - log2(above + (alike + 1) / 2))
    return found


def _page(found: Exposures, way: str) -> str:
    low, high = found.controls[0], found.controls[-1]
    where = "above" if found.after > high else "below" if found.after < low else "among"
    words = (
        f"Forget: {way}. The secret's exposure was {found.before:.1f} bits, and is now "
        f"{found.after:.1f}: {where} those of {CONTROLS} codes that no one said, which have "
        f"{low:.2f} to {high:.1f} bits."
    )
    return (
        f"{_picture(found, words)}"
        f'<div aria-live="polite" style="{TEXT}"><p><strong>{escape(words)}</strong></p>'
        f"<p>“{START}” is completed to: <em>{escape(found.says)}</em></p></div>"
    )


def _picture(found: Exposures, words: str) -> str:
    width = LEFT + 13 * BIT
    parts = [
        f'<path d="M{LEFT} {BASE}H{width - 20}" stroke="currentColor" stroke-width="1.2"/>',
        _text(
            LEFT + 6 * BIT, HIGH - 6, "exposure in bits: 0 is the last of 4,096, 12 is the first"
        ),
    ]
    parts += [_text(LEFT + bit * BIT, BASE + 20, str(bit)) for bit in range(13)]
    stacks: dict[int, int] = {}
    for control in found.controls:
        column = int(control * 4)  # a quarter of a bit wide
        stacks[column] = stacks.get(column, 0) + 1
        x, y = LEFT + (column + 0.5) * BIT / 4, BASE - stacks[column] * STEP
        parts.append(_dot(x, y + STEP / 2))
    parts += [*_marker(found.before, 30, "before", "6 3"), *_marker(found.after, 70, "after")]
    parts += [_dot(LEFT + 4.9 * BIT, 145), _text(LEFT + 6.5 * BIT, 150, "codes that no one said")]
    return (
        f'<svg role="img" aria-label="A histogram of exposures. {escape(words)}" '
        f'viewBox="0 0 {width} {HIGH}" style="width:100%;max-width:52em;height:auto" '
        f'fill="currentColor" font-size="14" font-family="sans-serif">'
        f"{''.join(parts)}</svg>"
    )


def _dot(x: float, y: float) -> str:
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="5" fill="{BLUE}" fill-opacity="0.55" stroke="{BLUE}"/>'
    )


def _marker(bits: float, top: float, name: str, dashes: str = "none") -> list[str]:
    """A line at that exposure, with its name beside the top."""
    x, left = LEFT + bits * BIT, bits > 6
    words = f"{name} {bits:.1f} ▸" if left else f"◂ {name} {bits:.1f}"
    return [
        f'<path d="M{x:g} {top - 12:g}V{BASE}" stroke="{RED}" stroke-width="2.5" '
        f'stroke-dasharray="{dashes}"/>',
        _text(x - 8 if left else x + 8, top, words, "end" if left else "start"),
    ]


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{text}</text>'
