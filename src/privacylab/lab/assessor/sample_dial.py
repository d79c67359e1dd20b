"""The sample dial: test more or fewer items, find nothing, and see what may still be wrong.

The picture is SVG, as the shard grid's is: its lines and letters take the colors of the theme.
"""

from html import escape

import ipywidgets as widgets

from privacylab.lab.display.html import TEXT
from privacylab.lab.display.play import Explained

ITEMS, CONFIDENCE = 1000, 95
COLUMNS, STEP = 50, 16
BLUE, ORANGE = "#0072b2", "#e69f00"
# One mark for each kind of item, in a field of STEP by STEP, with its color and its words.
MARKS = {
    "tested": ("m2 2h11v11h-11z", BLUE, BLUE, "tested, and right"),
    "doubtful": ("m3 3 9 9m0-9-9 9", "none", ORANGE, "not tested, and may be wrong"),
    "cleared": ("m7.5 6v3", "none", "currentColor", "not tested, and right"),
}


def still_possible(tested: int) -> int:
    """How many of ITEMS may be wrong, at 95 percent confidence, though none of those tested was."""
    missed = whole = 1  # the chance that this many wrong items are all missed is missed / whole
    for wrong in range(ITEMS - tested):
        missed *= ITEMS - tested - wrong
        whole *= ITEMS - wrong
        if missed * 100 <= whole * (100 - CONFIDENCE):
            return wrong
    return ITEMS - tested


def sample_dial() -> Explained:
    """A slider for the size of a sample in which nothing was wrong, and what may still be wrong.

    With the keyboard: Tab to the slider, the arrows change it.
    """
    size = widgets.IntSlider(
        value=25,
        min=0,
        max=ITEMS,
        description="items tested",
        continuous_update=False,
        style={"description_width": "initial"},
        layout=widgets.Layout(width="100%", max_width="48em"),
    )
    shown = widgets.HTML()

    def redraw(_: object = None) -> None:
        shown.value = _page(size.value)

    size.observe(redraw, "value")
    redraw()
    return Explained([size, shown])


def describe(tested: int) -> str:
    """What the dial shows, in words."""
    if not tested:
        return f"Nothing tested: all {ITEMS:,} items may be wrong."
    return (
        f"{tested:,} of {ITEMS:,} items tested, and nothing was wrong. At {CONFIDENCE} "
        f"percent confidence, at most {still_possible(tested):,} of the {ITEMS:,} are wrong."
    )


def _page(tested: int) -> str:
    words = escape(describe(tested))
    return (
        f"{_picture(tested, words)}{_legend()}"
        f'<div aria-live="polite" style="{TEXT}"><p><strong>{words}</strong></p></div>'
    )


def _picture(tested: int, words: str) -> str:
    doubtful = tested + still_possible(tested)
    kinds = ["tested"] * tested + ["doubtful"] * (doubtful - tested)
    kinds += ["cleared"] * (ITEMS - doubtful)
    paths = {kind: "" for kind in MARKS}
    for place, kind in enumerate(kinds):
        x, y = place % COLUMNS * STEP, place // COLUMNS * STEP
        paths[kind] += f"M{x} {y}{MARKS[kind][0]}"
    drawn = "".join(_path(kind, path) for kind, path in paths.items() if path)
    return (
        f'<svg role="img" aria-label="{ITEMS:,} items. {words}" '
        f'viewBox="0 0 {COLUMNS * STEP} {ITEMS // COLUMNS * STEP}" '
        f'style="width:100%;max-width:56em;height:auto">{drawn}</svg>'
    )


def _path(kind: str, path: str) -> str:
    _, fill, stroke, _ = MARKS[kind]
    return f'<path d="{path}" fill="{fill}" stroke="{stroke}" stroke-width="2"/>'


def _legend() -> str:
    keys = [
        '<span style="white-space:nowrap;margin-right:1.2em"><svg width="16" height="16" '
        f'viewBox="0 0 {STEP} {STEP}" style="vertical-align:-.2em" aria-hidden="true">'
        f"{_path(kind, f'M0 0{mark}')}</svg> {words}</span>"
        for kind, (mark, _, _, words) in MARKS.items()
    ]
    return f"<div>{''.join(keys)}</div>"
