"""The pages for teachers agree with the course: what could go out of date in them does not."""

import re

import pytest

from privacylab.authoring import read_exercise
from privacylab.catalog import load_catalog
from privacylab.checks.hints import hint

ROW = re.compile(r"^\|(.+)\|$", re.MULTILINE)


@pytest.fixture(scope="module")
def pages(root):
    folder = root / "docs" / "teaching"
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}


@pytest.fixture(scope="module")
def catalog(root):
    return load_catalog(root)


def rows(text):
    """The cells of every row of every table."""
    return [[cell.strip() for cell in row.split("|")] for row in ROW.findall(text)]


def test_the_weeks_have_the_minutes_and_essays_of_the_track(pages, catalog):
    said = {row[0]: row[1:] for row in rows(pages["university"]) if row[0].startswith("Week")}
    parts = catalog.tracks["university"].parts
    assert said == {
        part.title: [
            str(sum(step.minutes for step in part.steps)),
            ", ".join(s.exercise.id for s in part.steps if s.exercise and s.exercise.essay),
        ]
        for part in parts
    }


def test_the_points_are_those_of_the_modules(pages, catalog):
    said = [row for row in rows(pages["university"]) if row[0] in catalog.modules]
    assert said == [
        [one.id, str(one.points), str(sum(e.points for e in one.exercises if e.essay))]
        for one in catalog.modules.values()
    ]


def test_the_agenda_takes_the_minutes_of_the_track_and_adds_up(pages, catalog):
    agenda = pages["onboarding"].partition("## Agenda")[2].partition("## Where")[0]
    minutes = {row[1]: int(row[0]) for row in rows(agenda) if row[0].isdigit()}
    for step in catalog.tracks["onboarding"].parts[0].steps:
        assert minutes[step.exercise.id if step.exercise else step.title] == step.minutes
    assert f"{sum(minutes.values())} minutes." in pages["onboarding"]


def test_each_hint_that_the_facilitator_gives_exists(pages, catalog):
    named = [re.fullmatch(r"(\S+), (\d)", row[-1]) for row in rows(pages["onboarding"])]
    hints = [(found[1], int(found[2])) for found in named if found]
    assert len(hints) > 10
    for name, rung in hints:
        assert hint(name, rung).text


def test_each_row_of_each_rubric_has_a_sample_for_each_number(root, pages, catalog):
    essays = [
        (module, one)
        for module in catalog.modules.values()
        for one in module.exercises
        if one.essay
    ]
    samples = dict(re.findall(r"^## (\S+)\n(.+?)(?=^## |\Z)", pages["rubrics"], re.M | re.S))
    assert list(samples) == [one.id for _, one in essays]
    for module, one in essays:
        asked = read_exercise(root, module, one)
        text = "\n".join(cell.source for cell in asked.cells)
        rubric = [row for row in rows(text) if row[0].startswith("**")]
        wanted = list(dict.fromkeys(row[0] for row in rubric if len(row) == 4))
        anchors = [row for row in rows(samples[one.id]) if row[0].startswith("**")]
        assert [row[0] for row in anchors] == wanted and len(wanted) in (3, 4)
        assert all(len(set(row[1:])) == 3 and all(row[1:]) for row in anchors)


def test_every_exercise_fact_and_file_that_a_page_names_is_there(root, pages, catalog):
    known = {*catalog.facts, *catalog.provisions, *catalog.requirements}
    known |= {one.id for module in catalog.modules.values() for one in module.exercises}
    for name, text in pages.items():
        named = set(
            re.findall(r"\b(?:[FO]-[A-Z]+\d+|(?:REC|CLK|RET|AUD|DEL|MOD|ASR)-[A-Z]?\d+)\b", text)
        )
        assert named <= known, (name, named - known)
    for path in [*(root / "docs").rglob("*.md"), root / "README.md"]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), (path.name, link)
