"""Figures and cards: what they show, and what they say to those who cannot see."""

import re
import tomllib

import matplotlib
import pandas as pd
import pytest
from matplotlib.figure import Figure

from privacylab.catalog import load_catalog
from privacylab.companies import murmur
from privacylab.lab import (
    case_timeline,
    figures,
    inactivity_dial,
    merkle_path,
    module_card,
    show,
)
from privacylab.lab.display.html import table

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


@pytest.mark.parametrize("alt", ["", "  ", "Figure 1.", "a line that rises from 1 to 2"])
def test_a_figure_whose_alt_text_is_no_sentence_is_refused(alt):
    with pytest.raises(ValueError, match="say in a sentence what it shows"):
        show(Figure(), alt)


def test_pages_draw_only_what_show_has_given_a_text(root):
    texts = [*(root / "course").rglob("*.md"), *(root / "solutions").rglob("exercise.py")]
    assert len(texts) > 10
    for path in texts:
        text = path.read_text()
        assert not re.search(r"matplotlib|pyplot|\.plot\(|<img|!\[\]\(", text), path


@pytest.mark.parametrize("name", ["timeline", "dial", "tree"])
def test_a_drawing_is_named_by_a_sentence_or_hidden_where_words_say_the_same(name, tables):
    drawn = {
        "timeline": case_timeline,
        "dial": lambda: inactivity_dial(tables["profiles"], tables["use_events"], TODAY),
        "tree": lambda: merkle_path([b"view"] * 7),
    }
    html = as_shown(drawn[name]())["text/html"]
    opened = re.findall(r"<svg[^>]*>", html)
    named = [
        found[1] for one in opened if (found := re.search(r'role="img" aria-label="(.*?)"', one))
    ]
    assert len(named) == 1 and named[0].endswith(".") and len(named[0].split()) >= 10
    assert all('aria-hidden="true"' in one or 'role="img"' in one for one in opened)


def test_no_figure_is_left_open_in_pyplot(tables):
    figures.who_touched(tables["profiles"], tables["use_events"], TODAY)
    assert matplotlib._pylab_helpers.Gcf.get_all_fig_managers() == []


def test_the_card_says_what_the_manifest_says(root):
    module = tomllib.loads((root / f"course/{MODULE}/module.toml").read_text())
    exercises = load_catalog(root).modules[MODULE].exercises
    minutes = module["lesson_minutes"] + sum(one.minutes for one in exercises)
    shown = as_shown(module_card(MODULE))
    for text in shown.values():
        for line in (*module["objectives"], *module["out_of_scope"], *module["prerequisites"]):
            assert line in text
        assert f"about {minutes} minutes" in text
        assert f"the rest for {len(exercises)} exercises" in text
        for one in exercises:
            assert one.title not in text


def test_a_card_of_an_unknown_module_names_those_that_there_are():
    with pytest.raises(LookupError, match="02_retention"):
        module_card("02_retentoin")


def test_cards_and_tables_take_their_colors_from_the_theme():
    for shown in (module_card(MODULE), table(["a"], [["b"]])):
        html = as_shown(shown)["text/html"]
        assert "color:" not in html.replace("border-color:", "")
        assert "background" not in html
