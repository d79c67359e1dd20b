"""class.toml is read as an instructor means it, and what is wrong with it is one sentence."""

from datetime import UTC, datetime, timedelta

import pytest
import tiny_course as tiny

from privacylab.grading import Course
from privacylab.grading.class_file import (
    ClassFileError,
    ClassSettings,
    LatePolicy,
    in_words,
    read_class,
    without_learner,
)

DAY = 86400
NEW_YORK = 'timezone = "America/New_York"\n'


def settings(home: Course, text: str) -> ClassSettings:
    (home.home / "class.toml").write_text(text, encoding="utf-8")
    return read_class(home)


def due(home: Course, value: str, zone: str = "America/New_York") -> datetime:
    found = settings(home, f'timezone = "{zone}"\n[due]\n{tiny.MODULE} = {value}\n')
    when = found.due_for(tiny.MODULE)
    assert when
    return when


def test_without_the_file_nothing_is_due(home):
    assert read_class(home) == ClassSettings()
    assert read_class(home).due_words(tiny.MODULE) == ""


@pytest.mark.parametrize(
    ("value", "says", "utc"),
    [
        ("2026-11-06", "Fri 6 Nov 2026, 23:59 EST", "2026-11-07 04:59:59"),
        ('"2026-11-06"', "Fri 6 Nov 2026, 23:59 EST", "2026-11-07 04:59:59"),
        ('"2026-11-06 23:59"', "Fri 6 Nov 2026, 23:59 EST", "2026-11-07 04:59:59"),
        ('"2026-10-30 17:00"', "Fri 30 Oct 2026, 17:00 EDT", "2026-10-30 21:00:00"),
        ("2026-10-30T17:00:00", "Fri 30 Oct 2026, 17:00 EDT", "2026-10-30 21:00:00"),
        ("2026-10-30T17:00:00Z", "Fri 30 Oct 2026, 13:00 EDT", "2026-10-30 17:00:00"),
    ],
)
def test_a_date_is_the_end_of_its_day_and_a_time_is_the_clock_in_the_class(home, value, says, utc):
    when = due(home, value)
    assert in_words(when) == says
    assert f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S}" == utc


@pytest.mark.parametrize(
    ("value", "zone", "says", "utc"),
    [
        # the hour that is there twice: the second one counts
        ('"2026-11-01 01:30"', "America/New_York", "Sun 1 Nov 2026, 01:30 EST", "06:30"),
        # the hour that is not there: the later reading counts
        ('"2026-03-08 02:30"', "America/New_York", "Sun 8 Mar 2026, 03:30 EDT", "07:30"),
        ('"2026-03-29 02:30"', "Europe/Berlin", "Sun 29 Mar 2026, 03:30 CEST", "01:30"),
        # an offset says which of the two is meant
        ('"2026-11-01 01:30-04:00"', "America/New_York", "Sun 1 Nov 2026, 01:30 EDT", "05:30"),
        ('"2026-11-01 12:00"', "America/Sao_Paulo", "Sun 1 Nov 2026, 12:00 UTC-03", "15:00"),
    ],
)
def test_where_the_clocks_change_a_deadline_is_read_in_the_learners_favor(
    home, value, zone, says, utc
):
    when = due(home, value, zone)
    assert (in_words(when), f"{when.astimezone(UTC):%H:%M}") == (says, utc)


def test_an_extension_within_the_hour_that_is_there_twice_is_compared_by_time_and_not_by_clock(
    home,
):
    text = f'{NEW_YORK}[due]\n{tiny.MODULE} = "2026-11-01 01:30-04:00"\n[extensions.ann]\n'
    found = settings(home, f'{text}{tiny.MODULE} = "2026-11-01 01:10-05:00"\n')
    assert in_words(found.due_for(tiny.MODULE, "ann")) == "Sun 1 Nov 2026, 01:10 EST"
    with pytest.raises(ClassFileError, match="before the class's due date"):
        settings(home, f'{text}{tiny.MODULE} = "2026-11-01 01:10-04:00"\n')


def test_an_extension_is_for_its_learner_alone(home):
    text = f"{NEW_YORK}[due]\n{tiny.MODULE} = 2026-11-06\n"
    found = settings(home, f'{text}[extensions."ann@uni.example"]\n{tiny.MODULE} = 2026-11-09\n')
    assert found.due_words(tiny.MODULE, "ann@uni.example") == "Mon 9 Nov 2026, 23:59 EST (extended)"
    assert found.due_words(tiny.MODULE, "ben") == "Fri 6 Nov 2026, 23:59 EST"
    assert found.due_words(tiny.OTHER, "ann@uni.example") == ""


def test_a_changed_file_is_read_again(home):
    assert due(home, "2026-11-06") < due(home, "2026-11-07")


DUE = f"{NEW_YORK}[due]\n{tiny.MODULE} = 2026-11-06\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('timezon = "UTC"', "'timezon', which is unknown. Did you mean timezone?"),
        (
            "colour = 3",
            "It can have timezone, seed, due, late, extensions, retention, lti, grading.",
        ),
        (f"{NEW_YORK}[due]\n02_dubling = 2026-11-06", "Did you mean 02_doubling?"),
        (f"{NEW_YORK}[due]\n{tiny.PLANNED} = 2026-11-06", "'04_planned', which is unknown"),
        (f"[due]\n{tiny.MODULE} = 2026-11-06", "has due dates but no timezone"),
        ('timezone = "America/New York"', "Did you mean America/New_York?"),
        ('timezone = "America"', "not a time zone"),
        ("timezone = 5", "not a time zone"),
        ('timezone = "../etc"', "not a time zone"),
        (f"{NEW_YORK}[due]\n{tiny.MODULE} = 2026-11-31", "cannot be read"),
        (f"{NEW_YORK}[due]\n{tiny.MODULE} = 2026-11-06 17:00", 'in quotes, such as "2026-11-06'),
        (f'{NEW_YORK}[due]\n{tiny.MODULE} = "Friday"', f"due.{tiny.MODULE} is 'Friday': write a"),
        (f"{NEW_YORK}[due]\n{tiny.MODULE} = 17:00:00", "write a date, such as"),
        (f"{NEW_YORK}[due]\n{tiny.MODULE} = 20261106", "write a date, such as"),
        (f"{NEW_YORK}[due]\n{tiny.MODULE} = 9999-12-31", "write a date, such as"),
        (f"{NEW_YORK}due = 2026-11-06", "write it as a table, [due]"),
        ("[retention]\nkeep_days = 5", "retention.course_ends is None: write a date"),
        ("[retention]\ncourse_ends = 2026-12-18", "retention.keep_days is None: write a whole"),
        ("[retention]\ncourse_ends = 2026-12-18 17:00:00", "write a date, such as 2026-12-18"),
        ("[retention]\ncourse_ends = 9999-12-18\nkeep_days = 99", "is too late: 9999-12-18"),
        ("[retention]\ncourse_ends = 2026-12-18\nkeep_days = true", "keep_days is True"),
        ("[retention]\nkeepdays = 5", "Did you mean keep_days?"),
        ("[late]\nperday = 10", "Did you mean per_day?"),
        ("[late]\nper_day = 110", "late.per_day is 110: write a number from 0 to 100."),
        ("[grading]\nblnd = true", "Did you mean blind?"),
        ("[grading]\nblind = 1", "grading.blind is 1: write true or false."),
        ("[late]\nper_day = true", "late.per_day is True"),
        ("[late]\nat_most = nan", "late.at_most is nan"),
        ("[late]\ngrace_minutes = -1", "write a number from 0 to 1440"),
        (f"{DUE}[extensions.ann]\n02_dubling = 2026-11-09", "Did you mean 02_doubling?"),
        (f"{DUE}[extensions.ann]\n{tiny.OTHER} = 2026-11-09", "which has no due date: add one"),
        (f"{DUE}[extensions.ann.li]\n{tiny.MODULE} = 2026-11-09", "in quotes"),
        (
            f"{DUE}[extensions.ann]\n{tiny.MODULE} = 2025-11-09",
            "extends 02_doubling for 'ann' until Sun 9 Nov 2025, 23:59 EST, which is before",
        ),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(home, text, says):
    with pytest.raises(ClassFileError) as why:
        settings(home, f"{text}\n")
    assert says in str(why.value) and "class.toml" in str(why.value)


POLICY = LatePolicy(grace_minutes=15, per_day=10, at_most=50, closes_after_days=7)


@pytest.mark.parametrize(
    ("seconds", "percent", "says"),
    [
        (0, 0, ""),
        (1, 0, "1 min late, which costs nothing"),
        (15 * 60, 0, "15 min late, which costs nothing"),
        (15 * 60 + 1, 10, "15 min late: −10%"),
        (2 * 3600, 10, "2 h late: −10%"),
        (DAY + 15 * 60, 10, "1 day late: −10%"),
        (DAY + 15 * 60 + 1, 20, "1 day late: −20%"),
        (2 * DAY, 20, "2 days late: −20%"),
        (6 * DAY + 3 * 3600, 50, "6 days 3 h late: −50%"),
        (7 * DAY + 15 * 60, 50, "7 days late: −50%"),
        (7 * DAY + 15 * 60 + 1, 100, "7 days late, after the module closed: no points"),
    ],
)
def test_each_day_that_has_begun_costs_after_the_grace_and_up_to_the_most(seconds, percent, says):
    found = ClassSettings(late=POLICY)
    assert POLICY.percent(seconds) == percent
    assert found.late_words(seconds) == says


def test_without_a_policy_late_is_said_and_costs_nothing_here():
    assert ClassSettings().late_words(3600) == "1 h late"


def test_what_learners_get_has_the_same_times_and_no_name(home):
    text = (
        f'{NEW_YORK}[due]\n{tiny.MODULE} = "2026-11-01 01:30-04:00"  # Ann asked\n'
        f"{tiny.OTHER} = 2026-12-01\n[late]\nper_day = 10\ncloses_after_days = 7\n"
        f"[extensions.ann]\n{tiny.MODULE} = 2026-11-09\n"
    )
    ours = settings(home, text)
    given = ours.for_learners([tiny.MODULE])
    assert "ann" not in given.lower() and tiny.OTHER not in given
    theirs = settings(home, given)
    assert theirs.due == {tiny.MODULE: ours.due[tiny.MODULE]}
    assert (theirs.late, theirs.zone, theirs.extensions) == (ours.late, ours.zone, {})
    assert ours.for_learners([]) == ClassSettings().for_learners([tiny.MODULE]) == ""


def test_how_late_it_is_now_is_said_with_the_reminder_that_an_extension_counts(home):
    when = due(home, '"2026-11-06 17:00"')
    found = read_class(home)
    assert found.due_now(tiny.MODULE, when.astimezone(UTC)) == "Due Fri 6 Nov 2026, 17:00 EST."
    later = found.due_now(tiny.MODULE, when.astimezone(UTC) + timedelta(hours=2))
    assert later.startswith("Due Fri 6 Nov 2026, 17:00 EST. This is 2 h late. If you have an ext")
    assert found.due_now(tiny.OTHER, when) == ""


def test_an_extension_for_a_name_that_has_sent_nothing_is_named(home):
    found = settings(home, f"{DUE}[extensions.adda]\n{tiny.MODULE} = 2026-11-09\n")
    (said,) = found.unknown(tiny.MODULE, ["ada", "ben"])
    assert "'adda'" in said and "Did you mean ada?" in said
    assert found.unknown(tiny.MODULE, ["adda"]) == found.unknown(tiny.OTHER, []) == []


def test_a_learners_extensions_are_taken_out_and_all_else_stays_as_it_is_written():
    kept = f"# ours\n{DUE}\n[extensions.ben]\n{tiny.MODULE} = 2026-11-08\n\n[late]\nper_day = 1\n"
    ann = f'[extensions."ann@uni.example"]\n{tiny.MODULE} = 2026-11-09  # ill\n'
    both = kept.replace("[late]", f"{ann}[late]")
    assert without_learner(both, "ann@uni.example") == kept
    inline = '[extensions]\nben = {}\n"ann@uni.example" = {}\n'
    assert without_learner(inline, "ann@uni.example") == "[extensions]\nben = {}\n"
    assert without_learner(kept, "ann@uni.example") == kept
