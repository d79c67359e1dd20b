"""The shard grid: what it says and draws, by child and by record."""

import re

import pytest

from privacylab.companies import murmur
from privacylab.lab import shard_grid
from privacylab.lab.models.shard_grid import BY_RECORD, KEYS, STATES, forgetting, in_cells


@pytest.fixture(scope="module")
def transcripts():
    return murmur.table("transcripts").head(20_000)


@pytest.fixture
def grid(transcripts):
    return shard_grid(transcripts, murmur.table("profiles"))


def frames(grid):
    """How many cells of each state the picture draws."""
    picture = grid.children[-1].value.partition("</svg>")[0]
    drawn = re.findall(r'stroke="(\S+)" stroke-width="2.5" stroke-dasharray="([^"]+)"', picture)
    return {name: drawn.count((one.color, one.dashes or "none")) for name, one in STATES.items()}


def said(grid):
    return grid._repr_mimebundle_()["text/plain"]


def test_a_child_with_a_cell_is_in_one_and_the_picture_says_in_words_what_it_draws(grid):
    drawn = frames(grid)
    assert drawn["hers"] == 1
    assert drawn["later"] <= 3
    assert sum(drawn.values()) == 32
    assert "rows are in 1 of 32 cells, in 1 of 8 shards." in said(grid)
    assert said(grid) in grid.children[-1].value.partition("<svg")[2].partition(">")[0].replace(
        "&#x27;", "'"
    )


def test_a_cell_for_each_record_spreads_a_child_over_the_shards(grid):
    before = frames(grid)
    grid.children[1].value = BY_RECORD
    after = frames(grid)
    assert after["kept"] < before["kept"]
    assert f"rows are in {after['hers']} of 32 cells" in said(grid)


def test_for_each_child_to_choose_a_cell_for_each_record_costs_more(grid):
    child, by, _ = grid.children
    for _, profile in child.options:
        child.value = profile
        counts = []
        for by.value in KEYS:
            counts.append(32 - frames(grid)["kept"])
        assert counts[0] < counts[1]


def test_each_row_that_is_read_again_is_counted_once(transcripts):
    placed = in_cells(transcripts, KEYS[BY_RECORD])
    child = transcripts["profile_id"].value_counts().index[0]
    found = forgetting(placed, child)
    again = set(found.cells("hers", "later"))
    rest = placed[placed["profile_id"] != child]
    rows = sum(cell in again for cell in zip(rest["shard"], rest["slice"], strict=True))
    assert (found.rows, found.share) == (rows, rows / len(rest))
    assert forgetting(placed, "p-unknown").rows == 0
