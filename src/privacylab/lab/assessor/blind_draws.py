"""Shows how often a random sample finds nothing wrong, although something is.

The picture is SVG: its lines and letters take the colors of the theme.
"""

import random
from collections.abc import Sequence
from html import escape

from privacylab.lab.display.html import Fragment

SIZES = (25, 60, 150, 400, 1000)
DRAWS = 1000
LEFT, WIDTH, STEP = 120, 400, 30  # pixels


def blind_draws(wrong: Sequence[bool]) -> Fragment:
    """Draw samples of each size a thousand times; a bar shows how many found nothing wrong.

    wrong  for each item of the population, whether it is wrong
    """
    draw = random.Random(5)
    places = range(len(wrong))
    marked = {place for place in places if wrong[place]}
    shares = [
        sum(marked.isdisjoint(draw.sample(places, size)) for _ in range(DRAWS)) / DRAWS
        for size in SIZES
    ]
    said = [
        f"{share:.0%} of samples of {size:,}" for size, share in zip(SIZES, shares, strict=True)
    ]
    words = (
        f"{len(marked):,} of {len(wrong):,} are wrong ({len(marked) / len(wrong):.2%}). "
        f"Nothing wrong found in {', '.join(said)}."
    )
    return Fragment(_picture(shares, words), words)


def _picture(shares: Sequence[float], words: str) -> str:
    parts = []
    for number, (size, share) in enumerate(zip(SIZES, shares, strict=True)):
        y, wide = 30 + number * STEP, WIDTH * share
        parts += [
            f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end">{size:,} drawn</text>',
            f'<rect x="{LEFT}" y="{y}" width="{wide:.0f}" height="20" fill="#d55e00"/>',
            f'<text x="{LEFT + wide + 8:.0f}" y="{y + 15}">{share:.0%}</text>',
        ]
    high = 40 + STEP * len(SIZES)
    return (
        f'<svg role="img" aria-label="{escape(words)}" viewBox="0 0 {LEFT + WIDTH + 60} {high}" '
        'style="width:100%;max-width:44em;height:auto" fill="currentColor" font-size="14" '
        f'font-family="sans-serif"><text x="{LEFT}" y="18">share of {DRAWS:,} samples in which '
        f"nothing wrong was found</text>{''.join(parts)}</svg>"
    )
