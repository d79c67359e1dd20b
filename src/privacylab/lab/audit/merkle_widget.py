"""The Merkle widget: change one byte, and see which hashes on the way to the root break.

The picture is SVG, as the dial's is: its lines and letters take the colors of the theme.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import ipywidgets as widgets

from privacylab.lab.audit import merkle
from privacylab.lab.display.html import TEXT
from privacylab.lab.display.play import Explained

COLUMN, ROW, WIDE, HIGH = 108, 74, 92, 40
BLUE, RED, GRAY = "#0072b2", "#d55e00", "#767676"
NOTHING, BYTE, PROOF, PLACE = (
    "nothing",
    "one byte of the entry",
    "one hash of the proof",
    "its number",
)
AROUND = 30  # characters that are shown before and after the byte that is changed


class Kind(NamedTuple):
    """How a hash is drawn: the color and the dashes of its frame, and its sign."""

    color: str
    dashes: str
    sign: str
    words: str


KINDS = {
    "computed": Kind(BLUE, "", "✓", "computed on the way up, unchanged"),
    "broken": Kind(RED, "", "✗", "computed on the way up, different"),
    "proof": Kind("currentColor", "7 4", "▸", "sent as the proof"),
    "unknown": Kind(GRAY, "1 4", "", "neither needed nor sent"),
}


class ProofStep(NamedTuple):
    """One hash on the way up: its level and place in the tree, and the hash."""

    level: int
    place: int
    hashed: bytes


class Proof(NamedTuple):
    """What a verifier computes from an entry, a number and a proof.

    steps   the hashes from the leaf to the root, as computed
    broken  how many of them are not those of the log
    used    where the proof's hashes are in the tree
    """

    steps: list[ProofStep]
    broken: int
    used: list[tuple[int, int]]
    holds: bool


def walk(tree: Sequence[Sequence[bytes]], entry: bytes, number: int, proof: list[bytes]) -> Proof:
    """Compute the path from an entry to the root, and compare each hash with the tree's."""
    hashed, place, rest = merkle.leaf_hash(entry), number, list(proof)
    steps, used = [ProofStep(0, place, hashed)], []
    for level, row in enumerate(tree[:-1]):
        other = place ^ 1
        if other < len(row) and rest:
            used.append((level, other))
            sent = rest.pop(0)
            hashed = merkle.node_hash(sent, hashed) if place % 2 else merkle.node_hash(hashed, sent)
        place //= 2
        steps.append(ProofStep(level + 1, place, hashed))
    broken = sum(step.hashed != tree[step.level][step.place] for step in steps)
    holds = merkle.verify_inclusion(entry, number, len(tree[0]), proof, tree[-1][0])
    return Proof(steps, broken, used, holds)


def merkle_path(entries: Sequence[bytes]) -> Explained:
    """Pick one of these entries, change something, and see whether its proof still holds.

    With the keyboard: Tab from one control to the next, the arrows change it.
    """
    entries = list(entries)
    number = _slider("entry", len(entries) - 1, min(4, len(entries) - 1))
    change = widgets.ToggleButtons(
        options=[NOTHING, BYTE, PROOF, PLACE], description="change", style={"button_width": "13em"}
    )
    byte = _slider("which", 0, 0)
    shown = widgets.HTML()

    def redraw(_: object = None) -> None:
        last = {BYTE: len(entries[number.value]) - 1, PROOF: len(_proof(entries, number.value)) - 1}
        byte.max = last.get(change.value, 0)
        byte.disabled = byte.max == 0
        shown.value = _page(entries, number.value, change.value, byte.value)

    for control in (number, change, byte):
        control.observe(redraw, "value")
    redraw()
    return Explained([number, change, byte, shown])


def _slider(name: str, last: int, value: int) -> widgets.IntSlider:
    layout = widgets.Layout(width="100%", max_width="40em")
    return widgets.IntSlider(value=value, max=last, description=name, layout=layout)


def _proof(entries: list[bytes], number: int) -> list[bytes]:
    return merkle.inclusion_proof(entries, number)


def _page(entries: list[bytes], number: int, change: str, which: int) -> str:
    tree, entry, proof, claimed = (
        merkle.levels(entries),
        entries[number],
        _proof(entries, number),
        number,
    )
    if change == BYTE:
        entry = entry[:which] + bytes([entry[which] ^ 1]) + entry[which + 1 :]
    elif change == PROOF:
        proof[which] = bytes([proof[which][0] ^ 1]) + proof[which][1:]
    elif change == PLACE:
        claimed = number + 1 if number + 1 < len(entries) else number - 1
    found = walk(tree, entry, claimed, proof)
    words = _words(found, number, claimed, change, which)
    return (
        f"{_picture(tree, found, words)}{_legend()}"
        f'<div aria-live="polite" style="{TEXT}"><p><strong>{escape(words)}</strong></p>'
        f"<p>{_text(entry, which if change == BYTE else None)}</p></div>"
    )


def _words(found: Proof, number: int, claimed: int, change: str, which: int) -> str:
    what = {
        NOTHING: f"Entry {number} is unchanged.",
        BYTE: f"Byte {which} of entry {number} is changed, by one bit.",
        PROOF: f"Hash {which} of the proof is changed, by one bit.",
        PLACE: f"Entry {number} is said to be number {claimed}.",
    }[change]
    top = found.steps[-1].hashed.hex()[:8]
    if found.holds:
        return (
            f"{what} {len(found.used)} hashes of the proof lead to the root {top}, which is the "
            "anchor's. The proof holds."
        )
    return (
        f"{what} {found.broken} of {len(found.steps)} hashes on the way up differ. The "
        f"root comes out as {top}, which is not the anchor's. The proof does not hold."
    )


def _text(entry: bytes, which: int | None) -> str:
    """The entry, or the text around its changed byte, which is marked by more than a color."""
    text = entry.decode("latin-1")
    if which is None:
        return f"<code>{escape(text[: 2 * AROUND])}…</code>"
    first = max(0, which - AROUND)
    before, after = text[first:which], text[which + 1 : which + AROUND]
    mark = f'<strong style="color:{RED};text-decoration:underline">▸{escape(text[which])}◂</strong>'
    return f"<code>{'…' if first else ''}{escape(before)}{mark}{escape(after)}…</code>"


def _picture(tree: list[list[bytes]], found: Proof, words: str) -> str:
    width, height = COLUMN * len(tree[0]), ROW * len(tree) + 34
    spots = _spots(tree)
    steps = {step[:2]: step.hashed for step in found.steps}
    parts = []
    for level, row in enumerate(tree[:-1]):
        for place in range(len(row)):
            way = (level, place) in steps and (level + 1, place // 2) in steps
            ends = spots[level, place], spots[level + 1, place // 2]
            parts.append(_line(*ends, thick=way or (level, place) in found.used))
    for (level, place), spot in spots.items():
        hashed = tree[level][place]
        kind = "unknown"
        if (level, place) in steps:
            kind = "computed" if steps[level, place] == hashed else "broken"
            hashed = steps[level, place]
        elif (level, place) in found.used:
            kind = "proof"
        parts.append(_node(spot, KINDS[kind], hashed))
    for place in range(len(tree[0])):
        parts.append(
            _label(spots[0, place][0], height - 8, f"entry {place}", ' text-anchor="middle"')
        )
    x, y = spots[len(tree) - 1, 0]
    anchor = f"{'=' if found.holds else '≠'} anchor {tree[-1][0].hex()[:8]}"
    parts.append(_label(x + WIDE / 2 + 12, y + 6, anchor))
    return (
        f'<svg role="img" aria-label="A Merkle tree over {len(tree[0])} entries. {escape(words)}" '
        f'viewBox="0 0 {width} {height}" style="width:100%;max-width:52em;height:auto" '
        f'fill="currentColor" font-size="14" font-family="monospace">{"".join(parts)}</svg>'
    )


def _spots(tree: list[list[bytes]]) -> dict[tuple[int, int], tuple[float, float]]:
    """Where each hash is drawn: a node above the middle of what is below it."""
    spots = {
        (0, place): (COLUMN * (place + 0.5), ROW * (len(tree) - 0.5))
        for place in range(len(tree[0]))
    }
    for level in range(1, len(tree)):
        for place in range(len(tree[level])):
            below = [
                spots[level - 1, one][0]
                for one in (2 * place, 2 * place + 1)
                if (level - 1, one) in spots
            ]
            spots[level, place] = sum(below) / len(below), ROW * (len(tree) - level - 0.5)
    return spots


def _line(low: tuple[float, float], high: tuple[float, float], thick: bool) -> str:
    return (
        f'<path d="M{low[0]:g} {low[1] - HIGH / 2:g}L{high[0]:g} {high[1] + HIGH / 2:g}" '
        f'stroke="currentColor" stroke-width="{2.5 if thick else 0.8}"/>'
    )


def _label(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}"{more}>{text}</text>'


def _node(spot: tuple[float, float], kind: Kind, hashed: bytes) -> str:
    x, y = spot
    text = _label(x, y + 5, f"{kind.sign} {hashed.hex()[:6]}", ' text-anchor="middle"')
    return _frame(x - WIDE / 2, y - HIGH / 2, WIDE, HIGH, kind) + text


def _frame(x: float, y: float, width: int, height: int, kind: Kind) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width}" height="{height}" rx="6" fill="none" '
        f'stroke="{kind.color}" stroke-width="2.5" stroke-dasharray="{kind.dashes or "none"}"/>'
    )


def _legend() -> str:
    keys = [
        f'<span style="white-space:nowrap;margin-right:1.2em"><svg width="44" height="22" '
        f'viewBox="0 0 44 22" style="vertical-align:-.3em" aria-hidden="true" fill="currentColor" '
        f'font-size="12">{_frame(2, 2, 40, 18, kind)}{_label(17, 15, kind.sign)}</svg> '
        f"{kind.words}</span>"
        for kind in KINDS.values()
    ]
    return f"<div>{''.join(keys)}</div>"
