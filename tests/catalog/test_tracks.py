"""The tracks: what each consists of, what it takes, and the promises that it keeps."""

from collections.abc import Callable
from pathlib import Path

import pytest

from privacylab.catalog import Catalog, load_catalog

TRACKS = """
[[tracks]]
id = "short"
title = "Short"
for_whom = "You."
how = "Now."
most_minutes = 30
sitting = true
[[tracks.parts]]
title = "One sitting"
steps = [{ page = "page", section = "Before you start", minutes = 5 }, { exercise = "RET-02" }]

[[tracks]]
id = "all"
title = "All"
for_whom = "You."
how = "Later."
whole = true
[[tracks.parts]]
title = "Week 1"
steps = [{ module = "02_retention", until = "RET-02" }]
[[tracks.parts]]
title = "Week 2"
steps = [{ module = "02_retention", after = "RET-02" }, { module = "04_deletion" }]
"""
MANIFEST = "course/course.toml"


@pytest.fixture
def with_tracks(small_course: Path) -> Path:
    path = small_course / MANIFEST
    path.write_text(path.read_text(encoding="utf-8") + TRACKS, encoding="utf-8")
    (small_course / "course/page.md").write_text("# Page\n\n## Before you start\n")
    return small_course


def test_a_track_adds_up_its_steps(with_tracks: Path) -> None:
    tracks = load_catalog(with_tracks).tracks
    assert {name: track.minutes for name, track in tracks.items()} == {"short": 25, "all": 50}
    section, exercise = tracks["short"].parts[0].steps
    assert section.link == "page.ipynb#Before-you-start" and section.exercise is None
    assert exercise.title == "RET-02 The clock"
    assert exercise.link == "../assignments/02_retention/RET-02_clock.ipynb"
    assert [part.minutes for part in tracks["all"].parts] == [30, 20]
    assert [one.id for one in tracks["all"].exercises] == ["RET-02"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "most_minutes = 30",
            "most_minutes = 24",
            "short takes 25 minutes, but may take only 24: take a step out.",
        ),
        (
            '{ exercise = "RET-02" }',
            '{ exercise = "RET-99" }',
            "short: there is no exercise RET-99: correct the id, or take the step out.",
        ),
        (
            '{ exercise = "RET-02" }',
            '{ exercise = "RET-02" }, { exercise = "RET-02" }',
            "short has RET-02 twice: leave it in one place.",
        ),
        (
            '{ exercise = "RET-02" }',
            '{ task = "RET-02" }',
            "short: the step {'task': 'RET-02'} is of an unknown kind: see the comment above "
            "the tracks in course/course.toml.",
        ),
        (
            "Before you start",
            "Before you end",
            "short: course/page has no section 'Before you end': correct its name, or write it.",
        ),
        ('"04_deletion" }', '"05_none" }', "all: there is no module '05_none': correct the id."),
        (
            'until = "RET-02"',
            'until = "RET-03"',
            "all: 02_retention has no exercise RET-03: correct the id.",
        ),
        (
            ', until = "RET-02" }]',
            ', after = "RET-02" }]',
            "all promises every exercise, but lacks RET-02: add it.",
        ),
        (
            ', { module = "04_deletion" }',
            "",
            "all takes 30 minutes, but all modules take 50: name each module's lesson once, "
            "with the module or with until.",
        ),
        ('id = "all"', 'id = "short"', "short appears twice: remove one."),
        ('how = "Now."\n', "", "short has no 'how': add it."),
        ("sitting = true", 'sitting = "yes"', "short: sitting is 'yes': correct or remove it."),
    ],
)
def test_a_broken_rule_is_one_sentence_that_says_what_to_do(
    with_tracks: Path, complaint: Callable[[str, str, str], str], old: str, new: str, said: str
) -> None:
    assert complaint(MANIFEST, old, new) == f"course/course.toml: track {said}"


def test_a_sitting_has_no_essay(with_tracks: Path, refusal: Callable[[], str]) -> None:
    folder = with_tracks / "solutions/02_retention/RET-R1_essay"
    folder.mkdir()
    (folder / "exercise.toml").write_text('title = "Essay"\nminutes = 5\n')
    (folder / "exercise.py").write_text("# %% [markdown] essay\n# Write.\n")
    for path, old, new in (
        ("course/02_retention/module.toml", '"RET-02_clock"', '"RET-02_clock", "RET-R1_essay"'),
        (MANIFEST, '{ exercise = "RET-02" }', '{ exercise = "RET-R1" }'),
    ):
        file = with_tracks / path
        file.write_text(file.read_text().replace(old, new))
    assert refusal() == (
        "course/course.toml: track short has the essay RET-R1: a sitting can't, so take it out."
    )


def test_a_learners_copy_that_lost_a_notebook_still_has_its_tracks(with_tracks: Path) -> None:
    (with_tracks / "solutions").rename(with_tracks / "elsewhere")
    assert load_catalog(with_tracks).tracks["short"].minutes == 5


@pytest.fixture(scope="module")
def course(root: Path) -> Catalog:
    return load_catalog(root)


def test_onboarding_is_two_hours_without_an_essay_and_needs_nothing_else(course: Catalog) -> None:
    track = course.tracks["onboarding"]
    assert track.minutes <= 120
    exercises = {one.id for one in track.exercises}
    assert not any(one.essay for one in track.exercises)
    assert all(name in exercises for one in track.exercises for name, _ in one.builds_on)


def test_the_other_tracks_hold_every_exercise_and_every_minute(course: Catalog) -> None:
    total = sum(module.minutes for module in course.modules.values())
    everything = {one.id for module in course.modules.values() for one in module.exercises}
    for name in ("university", "self-paced"):
        track = course.tracks[name]
        assert track.minutes == total
        assert {one.id for one in track.exercises} == everything
    assert len(course.tracks["university"].parts) == 8
