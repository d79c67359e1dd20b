"""The lesson's ten nights and three patches show what the lesson says."""

from types import SimpleNamespace

import pytest

from course_answers import functions
from privacylab.lab.display.attack_table import answer_or_error
from privacylab.lab.models import careless, model_patches
from privacylab.lab.models.nights import NIGHTS, attack_models


@pytest.fixture(scope="module")
def course_answers(root):
    return SimpleNamespace(**functions(root, "05_models"))


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: night.what)
def test_each_night_holds_for_the_course_and_fails_for_murmur(night, course_answers):
    assert night.holds(night.run(course_answers)) is True
    theirs = answer_or_error(night.run, careless)
    assert isinstance(theirs, Exception) or not night.holds(theirs)


def test_there_are_ten_nights_and_each_names_a_requirement_of_the_module(course_answers, root):
    assert len(NIGHTS) == 10
    shown = str(attack_models(course_answers))
    assert shown.count("✓ it holds") == 10
    assert {night.requirement for night in NIGHTS} >= {"MOD-01", "MOD-06", "MOD-10"}


def rows(month, **more):
    """By patch: what it says, what still loads, what another team has lost."""
    shown = str(model_patches.try_patches(month, **more)).splitlines()[1:]
    return {who: rest for who, *rest in (line.split(" | ") for line in shown)}


def test_one_patch_of_three_destroys_the_model_and_only_in_its_month(course_answers):
    archive = "archive/2023/voice.bin"
    first = rows(1, yours=course_answers.destroy)
    assert [
        who for who, (_, loads, lost) in first.items() if (loads, lost) == (archive, "nothing")
    ] == [
        "Patch C",
        "yours",
    ]
    assert first["Patch A"][0] == first["Patch B"][0] == "destroyed"
    assert first["Patch B"][2] != "nothing"
    second = rows(2, yours=course_answers.destroy)
    assert "exports/phone/voice.bin" in second["Patch C"][1]
    assert second["yours"][1] == archive


def test_the_source_of_each_patch_can_be_read():
    assert [model_patches.source(one).split("(")[0] for one in "ABC"] == ["def a", "def b", "def c"]
