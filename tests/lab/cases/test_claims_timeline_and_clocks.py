"""What module 01_cases shows: claims against the record, the timeline, and the clocks."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from course_answers import functions
from privacylab.catalog import CatalogError, load_catalog
from privacylab.checks import earlier, earlier_exercises
from privacylab.lab import (
    Claim,
    against_record,
    attack_clocks,
    case_timeline,
    days_off,
    search_record,
)
from privacylab.lab.answers import Answers, LearnerFunction
from privacylab.lab.cases.claims import VERDICTS
from privacylab.lab.cases.timeline import moments


def answer(question, number):
    """Press an answer; return the reason that is shown then."""
    _, *answers, reason = question.children
    answers[number].click()
    return reason.value


def test_a_claim_shows_the_words_of_the_record_once_it_is_judged(root):
    claims = against_record(Claim("It was free.", "contradicted", ("F-A18", "O-A14"), "Read it."))
    catalog = load_catalog(root)
    assert catalog.facts["F-A18"].text not in repr(claims)
    shown = answer(claims.children[0], VERDICTS.index("contradicted"))
    assert "✓ Correct." in shown and "Read it. F-A18: " in shown
    assert catalog.provisions["O-A14"].text in shown


def test_a_claim_against_a_fact_that_is_not_there_is_refused():
    with pytest.raises(CatalogError, match="F-A99"):
        against_record(Claim("It was free.", "contradicted", ("F-A99",), ""))


def test_the_lesson_judges_six_claims_and_needs_every_verdict(root):
    text = (root / "course/01_cases/01_lesson.md").read_text()
    verdicts = re.findall(rf'^        "({"|".join(VERDICTS)})",$', text, flags=re.MULTILINE)
    assert len(verdicts) == 6 and set(verdicts) == set(VERDICTS)


def test_a_search_of_the_record_finds_what_has_all_the_words_and_says_what_kind_it_is(root):
    found = str(search_record("ASSESSOR", "no third"))
    assert found.count("\n") == 1 and "O-A13 | required by the order | " in found
    assert "F-R7 | alleged | " in str(search_record("81 unique"))
    assert "F-R24 | fact | " in str(search_record("f-r24"))
    catalog = load_catalog(root)
    assert str(search_record()).count("\n") == len(catalog.facts) + len(catalog.provisions)
    assert "Nothing on record" in str(search_record("assessor", "penguin"))


def test_the_timeline_draws_every_dated_fact_once_and_its_table_says_the_same(root):
    dated = [fact for fact in load_catalog(root).facts.values() if fact.date]
    shown = case_timeline()
    picture, listed = shown.children[1].value, repr(shown)
    assert len(dated) > 20
    for fact in dated:
        assert len(re.findall(rf"<text[^>]*>{fact.id}</text>", picture)) == 1
        assert f"| {fact.id} |" in listed and fact.text in listed


def test_every_moment_lies_on_the_axis_and_ends_after_it_began():
    for one in moments():
        assert {one.first.year, one.last.year} <= set(range(2017, 2025)), one.fact.id
        assert one.first <= one.sure <= one.last, one.fact.id
    spans = {one.fact.id: one for one in moments()}
    assert spans["F-A10"].when == "February 2018 to 2022"
    assert spans["F-R2"].first == spans["F-R2"].last
    assert spans["F-R7"].alleged and not spans["F-R24"].alleged


def test_the_slider_lights_one_fact_after_another_and_says_its_words(root):
    shown = case_timeline()
    slider, picture, words, _ = shown.children
    for number in range(3):
        slider.value = number
        fact = moments()[number].fact
        assert fact.id in words.value
        assert f"Selected: {fact.id}" in picture.value


def test_the_figure_counts_the_days_on_which_thirty_days_are_no_month():
    picture = days_off()
    assert "For 30 of 365 days of receipt, the due day is too late" in picture.alt
    assert "For 210, it is one day early" in picture.alt


def test_right_clocks_hold_hurried_ones_fail_and_missing_ones_are_not_yet(root):
    names = functions(root, "01_cases", default="plain_python")
    rows = str(attack_clocks(SimpleNamespace(**names))).splitlines()[1:]
    assert [row.count("✓ it holds") for row in rows] == [1, 1, 1, 1]
    assert all("early on" in row for row in rows)
    hurried = SimpleNamespace(**names)
    hurried.add_months = lambda start, months: start + pd.Timedelta(days=30 * months)
    hurried.acknowledge_by = lambda received, holidays: 1 / 0
    rows = str(attack_clocks(hurried)).splitlines()[1:]
    assert 'hint("CLK-01")' in rows[0] and "60 days" in rows[0]
    assert "ZeroDivisionError" in rows[3]
    rows = str(attack_clocks(Answers("no notebook"))).splitlines()[1:]
    assert all("○ not yet" in row for row in rows)


def test_a_clock_that_needs_an_earlier_exercise_is_not_yet_there_and_does_not_fail(monkeypatch):
    monkeypatch.setitem(earlier_exercises._provided, "CLK-01", {})
    mine = Answers(due=LearnerFunction("due", earlier("CLK-01", "add_months")))
    rows = str(attack_clocks(mine)).splitlines()[1:]
    assert all("○ not yet" in row for row in rows)
