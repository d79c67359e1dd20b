"""The shard grid: choose a child, and see whose checkpoints in a sharded model are retrained.

The picture is SVG, as the Merkle tree's is: its lines and letters take the colors of the theme.
"""

import hashlib
from collections import Counter
from html import escape
from typing import NamedTuple

import ipywidgets as widgets
import pandas as pd

from privacylab.lab.display.html import TEXT
from privacylab.lab.display.play import Explained
from privacylab.lab.display.words import count

SHARDS, SLICES = 8, 4
WIDE, HIGH, GAP, LEFT, TOP = 92, 46, 8, 64, 30
BLUE, ORANGE, RED = "#0072b2", "#e69f00", "#d55e00"
BY_CHILD, BY_RECORD = "for each child", "for each record"
KEYS = {BY_CHILD: "profile_id", BY_RECORD: "transcript_id"}
CHILDREN = 9  # to choose from, from the quietest to the most talkative
FEWEST = 5  # rows that a child in the list has: a quieter child's may all be in one shard by chance
FIRST = 3  # the position of the child that is shown first
Cell = tuple[int, int]  # shard and slice


class CellState(NamedTuple):
    """How a cell is drawn: the color and the dashes of its frame, and its sign."""

    color: str
    dashes: str
    sign: str
    words: str


STATES = {
    "hers": CellState(RED, "", "✗", "has rows of this child: retrained"),
    "later": CellState(ORANGE, "7 4", "↻", "a later slice of that shard: retrained"),
    "kept": CellState(BLUE, "1 4", "✓", "never saw the child: its checkpoint stays"),
}


class Forgetting(NamedTuple):
    """What forgetting one child does: the state of each cell, and the share of rows read again."""

    states: dict[Cell, str]
    rows: int
    share: float

    def cells(self, *states: str) -> list[Cell]:
        return [cell for cell, state in self.states.items() if state in states]


def in_cells(transcripts: pd.DataFrame, key: str) -> pd.DataFrame:
    """Add the columns shard and slice to transcripts: where the SHA-256 of their key puts them.

    key  "profile_id" or "transcript_id"
    """
    cells = {one: _cell(one) for one in transcripts[key].unique()}
    placed = pd.DataFrame(
        [cells[one] for one in transcripts[key]],
        columns=["shard", "slice"],
        index=transcripts.index,
    )
    return transcripts.assign(**placed)


def forgetting(placed: pd.DataFrame, profile_id: str) -> Forgetting:
    """Find what is retrained without this child. placed is what in_cells returns."""
    hers = placed["profile_id"] == profile_id
    first = placed[hers].groupby("shard")["slice"].min().to_dict()
    own = set(zip(placed.loc[hers, "shard"], placed.loc[hers, "slice"], strict=True))
    states = {}
    for shard in range(SHARDS):
        for part in range(SLICES):
            again = part >= first.get(shard, SLICES)
            cell = shard, part
            states[cell] = "hers" if cell in own else "later" if again else "kept"
    again = placed["slice"] >= placed["shard"].map(first).fillna(SLICES)
    rows = int((again & ~hers).sum())
    return Forgetting(states, rows, rows / max(1, int((~hers).sum())))


def shard_grid(transcripts: pd.DataFrame, profiles: pd.DataFrame) -> Explained:
    """Choose one of Murmur's children, and whether each child or each record has a cell.

    With the keyboard: Tab from one control to the next, the arrows change it.
    """
    ours = profiles[profiles["kind"] == "child"].set_index("profile_id")["display_name"]
    spoken = transcripts[transcripts["profile_id"].isin(ours.index)]
    placed = {name: in_cells(spoken, key) for name, key in KEYS.items()}
    some = _some(spoken, ours)
    child = widgets.Dropdown(options=some, value=some[FIRST][1], description="child")
    by = widgets.ToggleButtons(
        options=[BY_CHILD, BY_RECORD], description="a cell", style={"button_width": "11em"}
    )
    shown = widgets.HTML()

    def redraw(_: object = None) -> None:
        shown.value = _page(placed[by.value], child.value, ours[child.value], by.value)

    for control in (child, by):
        control.observe(redraw, "value")
    redraw()
    return Explained([child, by, shown])


def _cell(key: str) -> Cell:
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    return number % SHARDS, number // SHARDS % SLICES


def _some(spoken: pd.DataFrame, names: pd.Series) -> list[tuple[str, str]]:
    """Some children, from the one with the fewest rows to the one with the most."""
    rows = spoken.groupby("profile_id").size().sort_values(kind="stable")
    rows = rows[rows >= FEWEST]
    places = [(len(rows) - 1) * step // (CHILDREN - 1) for step in range(CHILDREN)]
    return [
        (f"{names[rows.index[n]]}, {count(rows.iloc[n], 'row')}", rows.index[n]) for n in places
    ]


def _page(placed: pd.DataFrame, profile_id: str, name: str, by: str) -> str:
    found = forgetting(placed, profile_id)
    hers, again = found.cells("hers"), found.cells("hers", "later")
    words = (
        f"A cell {by}. {name}'s rows are in {len(hers)} of {len(found.states)} cells, in "
        f"{len({shard for shard, _ in hers})} of {SHARDS} shards. Forgetting {name} retrains "
        f"{count(len(again), 'checkpoint')}, and reads {count(found.rows, 'row')}: "
        f"{found.share:.0%} of all."
    )
    rows = Counter(zip(placed["shard"], placed["slice"], strict=True))
    return (
        f"{_picture(found.states, rows, words)}{_legend()}"
        f'<div aria-live="polite" style="{TEXT}"><p><strong>{escape(words)}</strong></p></div>'
    )


def _picture(states: dict[Cell, str], rows: dict[Cell, int], words: str) -> str:
    width, height = LEFT + SHARDS * (WIDE + GAP), TOP + SLICES * (HIGH + GAP)
    parts = [
        _text(LEFT + shard * (WIDE + GAP) + WIDE / 2, TOP - 12, f"shard {shard}")
        for shard in range(SHARDS)
    ]
    parts += [
        _text(LEFT / 2 - 4, TOP + part * (HIGH + GAP) + HIGH / 2 + 5, f"slice {part}")
        for part in range(SLICES)
    ]
    for (shard, part), state in states.items():
        x, y = LEFT + shard * (WIDE + GAP), TOP + part * (HIGH + GAP)
        number = f"{rows.get((shard, part), 0):,}"
        parts.append(_frame(x, y, WIDE, HIGH, STATES[state]))
        parts.append(_text(x + WIDE / 2, y + HIGH / 2 + 5, f"{STATES[state].sign} {number}"))
    return (
        f'<svg role="img" aria-label="{SHARDS} shards of {SLICES} slices, with the rows in each '
        f'cell. {escape(words)}" viewBox="0 0 {width} {height}" '
        'style="width:100%;max-width:52em;height:auto" fill="currentColor" font-size="14" '
        f'font-family="sans-serif" text-anchor="middle">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:g}" y="{y:g}">{text}</text>'


def _frame(x: float, y: float, width: int, height: int, state: CellState) -> str:
    ground = f'fill="{state.color}" fill-opacity="{0 if state.sign == "✓" else 0.18}"'
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width}" height="{height}" rx="6" {ground} '
        f'stroke="{state.color}" stroke-width="2.5" stroke-dasharray="{state.dashes or "none"}"/>'
    )


def _legend() -> str:
    keys = [
        f'<span style="white-space:nowrap;margin-right:1.2em"><svg width="44" height="22" '
        f'viewBox="0 0 44 22" style="vertical-align:-.3em" aria-hidden="true" fill="currentColor" '
        f'font-size="12" text-anchor="middle">{_frame(2, 2, 40, 18, state)}'
        f"{_text(22, 15, state.sign)}</svg> {state.words}</span>"
        for state in STATES.values()
    ]
    return f"<div>{''.join(keys)}</div>"
