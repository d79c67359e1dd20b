"""Cards in a lesson's text say what the manifest says, before any cell is run."""

import re
import tomllib
from dataclasses import replace

import pytest

from privacylab.authoring import AuthorError, build_all
from privacylab.authoring.cards import write_cards
from privacylab.catalog import load_catalog

MODULE = "02_retention"


@pytest.fixture(scope="module")
def manifest(root):
    """Each module as its files say: its module.toml, and the settings of its exercises."""
    modules = []
    for name in tomllib.loads((root / "course/course.toml").read_text())["modules"]:
        module = tomllib.loads((root / f"course/{name}/module.toml").read_text())
        exercises = []
        for folder in module["exercises"]:
            path = root / f"solutions/{name}/{folder}/exercise.toml"
            exercises.append(tomllib.loads(path.read_text()) | {"name": folder})
        minutes = module["lesson_minutes"] + sum(one["minutes"] for one in exercises)
        modules.append(module | {"id": name, "minutes": minutes, "exercises": exercises})
    return modules


def test_the_map_tells_ready_from_planned_and_its_links_lead_somewhere(root, manifest):
    shown = write_cards("Before.\n\n{map}`.`\n", load_catalog(root))
    rows = [line for line in shown.splitlines() if re.match(r"\| \d\d ", line)]
    assert len(rows) == len(manifest)
    for row, module in zip(rows, manifest, strict=True):
        assert module["title"] in row and str(module["minutes"]) in row
        assert ("ready" in row) is bool(module["exercises"])
        assert not module["exercises"] or f"{len(module['exercises'])} exercise" in row
    links = re.findall(r"\]\(([^)]+)\)", shown)
    there = {(root / one.path).resolve() for one in build_all(root)}
    assert links and {(root / "course" / link).resolve() for link in links} <= there


def test_the_map_adds_up_the_minutes_and_tells_what_is_ready_where_that_is_less(root, manifest):
    catalog = load_catalog(root)
    said = re.search(r"In all: about ([\d.]+) hours", write_cards("{map}`.`", catalog))
    assert abs(float(said[1]) - sum(module["minutes"] for module in manifest) / 60) <= 0.25
    *others, last = catalog.modules.values()
    planned = replace(last, exercises=(), to_come=("DEL-01",))
    some = replace(catalog, modules={one.id: one for one in (*others, planned)})
    said = re.search(r"about ([\d.]+) hours of ([\d.]+)", write_cards("{map}`.`", some))
    ready, whole = map(float, said.groups())
    assert abs(whole - ready - planned.minutes / 60) <= 0.5


def test_a_card_says_what_the_manifest_says(root, manifest):
    module = next(one for one in manifest if one["id"] == MODULE)
    shown = write_cards(f"{{card}}`{MODULE}`", load_catalog(root))
    for line in (*module["objectives"], *module["out_of_scope"], *module["prerequisites"]):
        assert f"- {line}" in shown
    for exercise in module["exercises"]:
        name, minutes = exercise["name"], exercise["minutes"]
        assert (
            f"- [{name.split('_')[0]} {exercise['title']}]"
            f"(../../assignments/{MODULE}/{name}.ipynb): {minutes} minutes, {minutes // 5} points"
        ) in shown


def test_the_links_of_an_exercise_list_lead_to_its_notebooks(root, manifest):
    module = next(one for one in manifest if one["id"] == MODULE)
    shown = write_cards(f"{{exercises}}`{MODULE}`", load_catalog(root))
    links = re.findall(r"\]\(([^)]+)\)", shown)
    assert len(links) == len(module["exercises"]) > 5
    assert all((root / "course" / MODULE / link).resolve().is_file() for link in links)


def test_a_dollar_on_a_card_does_not_begin_a_formula(root):
    shown = write_cards("{card}`01_cases`", load_catalog(root))
    assert "$" not in shown.replace(r"\$", "")


def test_a_card_of_an_unknown_module_is_refused():
    with pytest.raises(AuthorError, match="no module 02_retentoin"):
        write_cards("{card}`02_retentoin`", load_catalog())


def test_the_first_page_shows_the_map_without_running_a_cell(root):
    page = next(one for one in build_all(root) if str(one.path) == "course/index.ipynb").read()
    texts = [cell.source for cell in page.cells if cell.cell_type == "markdown"]
    assert any("| 02 · The retention checker |" in text for text in texts)


def numbers(shown, pattern):
    return [int(found) for found in re.findall(pattern, shown)]


def test_what_the_cards_and_the_tables_show_adds_up(root, manifest):
    """Minutes and points are derived, so that no page can contradict another."""
    catalog = load_catalog(root)
    for module in manifest:
        shown = write_cards(f"{{card}}`{module['id']}`", catalog)
        minutes = numbers(shown, r"\.ipynb\): (\d+) minutes")
        points = numbers(shown, r"minutes, (\d+) points")
        assert numbers(shown, r"about (\d+) minutes in all") == [
            sum(minutes) + module["lesson_minutes"]
        ]
        assert sum(points) == catalog.modules[module["id"]].points == sum(minutes) // 5
    total = sum(module["minutes"] for module in manifest)
    rows = write_cards("{map}`.`", catalog)
    assert sum(numbers(rows, r"\| (?:about )?(\d+) \|")) == total
    weeks = write_cards("{track}`university`", catalog)
    *each, whole = numbers(weeks, r"\| (\d+) \|(?:\n|$)")
    assert sum(each) == whole == total
    assert sum(numbers(weeks, r"\((\d+)\)")) == total
    sitting = write_cards("{track}`onboarding`", catalog)
    steps = numbers(sitting, r"\): (\d+) minutes")
    assert numbers(sitting, r"Together: (\d+) minutes") == [sum(steps)]
    tracks = write_cards("{tracks}`.`", catalog)
    assert f"| {sum(steps)} minutes |" in tracks
    assert f"| {round(total / 30) / 2:g} hours |" in tracks


def test_the_links_of_the_tracks_lead_somewhere(root):
    there = {(root / one.path).resolve() for one in build_all(root)}
    shown = write_cards("{track}`onboarding`\n\n{track}`university`", load_catalog(root))
    links = re.findall(r"\]\(([^)#]+)", shown)
    assert len(links) > 30 and {(root / "course" / link).resolve() for link in links} <= there


def test_a_card_of_an_unknown_track_is_refused():
    with pytest.raises(AuthorError, match="course.toml has no track boarding: correct the id"):
        write_cards("{track}`boarding`", load_catalog())


def test_each_requirement_leads_to_the_exercises_that_cover_it(root):
    catalog = load_catalog(root)
    page = next(one for one in build_all(root) if str(one.path) == "course/glossary.ipynb").read()
    text = "\n".join(cell.source for cell in page.cells)
    for module in catalog.modules.values():
        for exercise in module.exercises:
            link = f"[{exercise.id}](./../assignments/{module.id}/{exercise.name}.ipynb)"
            for name in exercise.covers:
                (row,) = [line for line in text.splitlines() if line.startswith(f"| **{name}** |")]
                assert link in row
