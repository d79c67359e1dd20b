"""The inactivity dial, counted again by hand and by another calendar."""

import calendar
import re
from datetime import date, timedelta

import pandas as pd
import pytest

from privacylab.companies import murmur
from privacylab.lab.retention.child_profiles import last_uses, state
from privacylab.lab.retention.dial_picture import MARKS
from privacylab.lab.retention.inactivity_dial import compare, inactivity_dial

day = pd.Timestamp


def complete(last: date) -> date:
    """18 months later, by the calendar module."""
    year, month = divmod(last.year * 12 + last.month - 1 + 18, 12)
    return date(year, month + 1, min(last.day, calendar.monthrange(year, month + 1)[1]))


@pytest.fixture(scope="module")
def tables():
    return murmur.table("profiles"), murmur.table("use_events")


@pytest.fixture(scope="module")
def lasts(tables):
    """The last use of everybody who was a child then, gathered row by row."""
    profiles, events = tables
    birth = {row.profile_id: row.birth_on for row in profiles.itertuples() if row.kind == "child"}
    found = {}
    for row in events[["profile_id", "used_on", "actor"]].itertuples():
        if row.actor == "child" and row.profile_id in birth:
            found[row.profile_id] = max(found.get(row.profile_id, row.used_on), row.used_on)
    return {
        profile: last.date()
        for profile, last in found.items()
        if (last.year - 13, last.month, last.day)
        < (birth[profile].year, birth[profile].month, birth[profile].day)
    }


@pytest.mark.parametrize("days", [540, 548])
@pytest.mark.parametrize("as_of", ["2023-08-28", "2023-08-31", "2023-09-05", "2023-09-30"])
def test_the_dial_counts_on_murmurs_data_as_another_calendar_does(tables, lasts, as_of, days):
    on = date.fromisoformat(as_of)
    by_months = {name for name, last in lasts.items() if complete(last) <= on}
    by_days = {name for name, last in lasts.items() if last + timedelta(days=days) <= on}
    found = compare(last_uses(*tables).query("was_child"), day(as_of), days)
    assert (found.by_months, found.by_days) == (len(by_months), len(by_days))
    assert set(found.too_soon.index) == by_days - by_months
    assert set(found.too_late.index) == by_months - by_days
    everybody = [found.both, found.too_soon, found.too_late, found.neither]
    assert sorted(name for rows in everybody for name in rows.index) == sorted(lasts)


def test_on_murmurs_day_the_two_rules_part_so_that_the_lesson_has_something_to_show(tables):
    children = last_uses(*tables).query("was_child")
    assert len(compare(children, day("2023-08-31"), 540).too_soon) > 10
    assert len(compare(children, day("2023-08-28"), 548).too_late) > 3
    assert len(compare(children, day("2023-08-31"), 548).too_soon) > 3


def test_moving_the_slider_or_changing_the_rule_changes_words_list_and_picture(profiles, events):
    dial = inactivity_dial(profiles, events, day("2023-08-27"))
    slider, rule, shown = dial.children
    assert "0 profiles due by 18 calendar months, 2 by 540 days: 2 too soon." in shown.value
    slider.value = day("2023-08-31")
    assert "1 profile due by 18 calendar months, 2 by 540 days: 1 too soon." in shown.value
    assert all(words in shown.value for words in ("Ben (ben)", "3 March 2022", "3 September 2023"))
    rule.value = 548
    assert "1 by 548 days: the same." in shown.value
    assert "the two rules agree" in shown.value
    slider.value = day("2023-08-28")
    assert "2 days too late" in shown.value


def test_who_was_13_at_the_last_use_is_not_on_the_dial(profiles, events):
    dial = inactivity_dial(profiles, events, day("2023-09-30"))
    assert "2 profiles due" in dial.children[2].value
    states = state(last_uses(profiles, events), day("2023-09-30"))
    assert states.to_dict() == {"cleo": "13 or older", "ada": "inactive", "ben": "inactive"}


def test_the_picture_draws_each_profile_near_the_line_once_and_says_what_it_shows(profiles, events):
    shown = inactivity_dial(profiles, events, day("2023-08-31")).children[2].value
    picture = re.search(r'<svg role="img" aria-label="([^"]+)".*?</svg>', shown)
    assert "1 too soon" in picture[1]
    marks = re.findall(r'<g transform="[^"]+">(.*?)</g>', picture[0])
    assert [mark.startswith(MARKS["both"].shape) for mark in marks] == [True, False]
    assert marks[1].startswith(MARKS["too soon"].shape)


def test_a_name_cannot_bring_its_own_html(profiles, events):
    profiles["display_name"] = "<b>Ben</b>"
    shown = inactivity_dial(profiles, events, day("2023-08-31")).children[2].value
    assert "<b>" not in shown and "&lt;b&gt;Ben" in shown
