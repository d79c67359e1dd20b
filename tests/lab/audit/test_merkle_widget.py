"""The Merkle widget: what it says and draws, for every entry and every change."""

import re

import pytest

from privacylab.lab import merkle_path
from privacylab.lab.audit import merkle
from privacylab.lab.audit.merkle_widget import BYTE, KINDS, NOTHING, PLACE, PROOF, walk
from privacylab.lab.display.play import RUN_TO_PLAY

ENTRIES = [f'{{"actor":"p-{number}<b>","ground":"consent"}}'.encode() for number in range(7)]


@pytest.fixture
def widget():
    return merkle_path(ENTRIES)


def frames(widget):
    """How many hashes of each kind the picture draws."""
    picture = widget.children[3].value.partition("</svg>")[0]
    drawn = re.findall(r'stroke="(\S+)" stroke-width="2.5" stroke-dasharray="([^"]+)"', picture)
    return {name: drawn.count((kind.color, kind.dashes or "none")) for name, kind in KINDS.items()}


def said(widget):
    return widget._repr_mimebundle_()["text/plain"]


def test_an_untouched_entry_has_a_way_that_holds_and_a_proof_of_three_hashes(widget):
    assert frames(widget) == {"computed": 4, "broken": 0, "proof": 3, "unknown": 7}
    assert "3 hashes of the proof lead to the root" in said(widget)
    assert "The proof holds." in said(widget)
    assert "= anchor" in widget.children[3].value


@pytest.mark.parametrize(
    ("change", "broken", "words"),
    [
        (BYTE, 4, "Byte 12 of entry 4 is changed, by one bit. 4 of 4 hashes"),
        (PROOF, 2, "Hash 1 of the proof is changed, by one bit. 2 of 4 hashes"),
        (PLACE, 4, "Entry 4 is said to be number 5. 4 of 4 hashes"),
    ],
)
def test_a_change_breaks_all_that_is_computed_from_it_and_the_words_say_so(
    widget, change, broken, words
):
    widget.children[1].value = change
    widget.children[2].value = 1 if change == PROOF else 12
    assert said(widget).startswith(words)
    assert frames(widget)["broken"] == broken
    assert "≠ anchor" in widget.children[3].value
    widget.children[1].value = NOTHING
    assert "The proof holds." in said(widget)


def test_the_picture_says_what_a_verifier_says_for_every_entry_and_number():
    tree, top = merkle.levels(ENTRIES), merkle.root(ENTRIES)
    for number in range(7):
        proof = merkle.inclusion_proof(ENTRIES, number)
        for claimed in range(7):
            for tampered in (proof, proof[1:], [*proof, top], [top, *proof[1:]]):
                holds = merkle.verify_inclusion(ENTRIES[number], claimed, 7, tampered, top)
                assert walk(tree, ENTRIES[number], claimed, tampered).holds == holds


def test_every_position_of_every_slider_can_be_drawn(widget):
    number, change, which, shown = widget.children
    for place in range(7):
        for what in (NOTHING, BYTE, PROOF, PLACE):
            number.value, change.value = place, what
            for position in (0, which.max):
                which.value = position
                assert ("does not hold" in shown.value) == (what != NOTHING)
            assert which.disabled == (what in (NOTHING, PLACE))


def test_without_a_kernel_the_picture_and_its_words_are_still_there(widget):
    bundle = widget._repr_mimebundle_()
    assert bundle["text/html"] == widget.children[3].value + RUN_TO_PLAY
    assert "application/vnd.jupyter.widget-view+json" in bundle
    label = re.search(r'aria-label="([^"]+)"', bundle["text/html"])[1]
    assert "over 7 entries" in label and "The proof holds." in label


def test_an_entry_cannot_bring_its_own_html_and_a_changed_byte_is_marked_by_signs(widget):
    widget.children[1].value, widget.children[2].value = BYTE, 13
    assert "<b>" not in widget.children[3].value
    assert re.search("▸.*◂", widget.children[3].value)
