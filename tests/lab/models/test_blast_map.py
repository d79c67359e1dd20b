"""The blast map: what each kind of order reaches, and a branch that neither reaches."""

import pytest

from privacylab.lab.models.blast_map import EDGES, MODES, NODES, blast_map, picture, reached

CONTROL = {"w-2022", "weather", "forecast", "forecast-mini", "weather app"}


@pytest.mark.parametrize("mode", MODES.values())
def test_the_control_and_nothing_else_is_reached_by_no_order(mode):
    states = reached(mode)
    assert {name for name, state in states.items() if state == "not reached"} == CONTROL
    assert not [edge for edge in EDGES if len(CONTROL & {*edge}) == 1]


def test_ahead_a_dataset_is_not_used_and_only_its_later_use_is_a_violation():
    states = reached("prospective")
    assert [name for name, state in states.items() if state == "violation"] == ["wake-5"]
    assert states["said-masked"] == states["masked.zip"] == "filter"
    assert states["wake-4"] == states["wake-4-tuned"] == "keep"


def test_back_all_that_a_path_leads_to_is_destroyed_and_recipients_hold_copies():
    states = reached("retroactive")
    assert {states[name] for name in ("said-masked", "intent-2", "wake-4.onnx")} == {"destroy"}
    assert states["research lab"] == states["speaker maker"] == "copy"


def test_the_buttons_change_the_picture_and_its_words():
    shown = blast_map()
    buttons, drawn = shown.children
    ahead = drawn.value
    buttons.value = list(MODES)[1]
    assert "looks ahead" in ahead and "destroy: r-17" not in ahead
    assert "looks back" in drawn.value and "destroy: r-17" in drawn.value


def test_the_text_names_each_box_and_a_third_mode_is_refused():
    alt = picture("prospective").alt
    assert not [name for name in NODES if name not in alt]
    with pytest.raises(KeyError):
        picture("sideways")
