"""Figures and cards: what they show, and what they say to those who cannot see."""

import tomllib

import matplotlib
import pandas as pd
import pytest
from matplotlib.figure import Figure

from privacylab.companies import murmur
from privacylab.lab import figures, module_card, show
from privacylab.lab.display.html import table
from privacylab.lab.retention.child_profiles import last_uses, state

MODULE = "02_retention"

TODAY = pd.Timestamp("2023-08-31")


@pytest.fixture(scope="module")
def tables():
    return {name: murmur.table(name) for name in ("profiles", "use_events", "recordings")}


def as_shown(picture):
    return picture._repr_mimebundle_()


def test_a_figure_carries_its_picture_its_alt_text_and_its_caption():
    figure = Figure()
    figure.subplots().plot([1, 2])
    shown = as_shown(show(figure, 'A line <rises> from 1 to "2".', "It rises."))
    assert 'alt="A line &lt;rises&gt; from 1 to &quot;2&quot;."' in shown["text/html"]
    assert 'src="data:image/png;base64,iVBOR' in shown["text/html"]
    assert "<figcaption>It rises.</figcaption>" in shown["text/html"]
    assert shown["text/plain"] == 'A line <rises> from 1 to "2". It rises.'


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_figure_without_alt_text_is_refused(alt):
    with pytest.raises(ValueError, match="no alt text"):
        show(Figure(), alt)


def test_the_scatter_says_how_many_children_are_inactive_and_what_is_held_of_them(tables):
    profiles, events, recordings = tables.values()
    states = state(last_uses(profiles, events), TODAY)
    inactive = set(states[states == "inactive"].index)
    held = sum(profile in inactive for profile in recordings["profile_id"])
    picture = figures.still_stored(profiles, events, recordings, TODAY)
    young = (states != "13 or older").sum()
    assert young < len(states)
    assert f"{len(inactive)} children of {young}" in picture.alt
    assert f"{held:,} recordings" in picture.alt


def test_the_lines_of_touches_are_those_of_the_inactive_children(tables):
    profiles, events, _ = tables.values()
    states = state(last_uses(profiles, events), TODAY)
    picture = figures.who_touched(profiles, events, TODAY)
    assert f"One line for each of {(states == 'inactive').sum()} profiles" in picture.alt


def test_the_promises_are_held_against_the_age_of_what_is_there():
    notices = pd.DataFrame({"category": ["recording"], "published_days": [90]})
    since = pd.Series(pd.to_datetime(["2023-08-01", "2023-06-02", "2023-06-01", "2020-01-01"]))
    picture = figures.promises(notices, {"recording": since}, TODAY)
    assert "promised 90 days, held up to 1,338 days, 50% older than promised" in picture.alt


def test_the_bars_count_what_each_store_still_holds_under_any_key(world):
    picture = figures.left_behind(world, {"gone"})
    assert "replica: 1 of 1 profiles" in picture.alt
    assert "main: 0 of 0 profiles" in picture.alt
    assert "places (in no registry): 1 of 1 profiles" in picture.alt
    assert "main and audio" in picture.caption


def test_no_figure_is_left_open_in_pyplot(tables):
    figures.who_touched(tables["profiles"], tables["use_events"], TODAY)
    assert matplotlib._pylab_helpers.Gcf.get_all_fig_managers() == []


def test_the_card_says_what_the_manifest_says(root):
    manifest = tomllib.loads((root / "course/course.toml").read_text())
    module = next(one for one in manifest["modules"] if one["id"] == MODULE)
    shown = as_shown(module_card(MODULE))
    for text in shown.values():
        for line in (*module["objectives"], *module["out_of_scope"], *module["prerequisites"]):
            assert line in text
        assert f"about {module['minutes']} minutes" in text
        for exercise in module["exercises"]:
            assert f"{exercise['id']} {exercise['title']} ({exercise['minutes']} minutes" in text


def test_a_card_of_an_unknown_module_names_those_that_there_are():
    with pytest.raises(LookupError, match="02_retention"):
        module_card("02_retentoin")


def test_cards_and_tables_take_their_colours_from_the_theme():
    for shown in (module_card(MODULE), table(["a"], [["b"]])):
        html = as_shown(shown)["text/html"]
        assert "color:" not in html.replace("border-color:", "")
        assert "background" not in html
