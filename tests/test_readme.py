"""The README tells a newcomer what is true: its numbers, its commands, its citation."""

import re
import tomllib

import pytest
import yaml

from commands import run
from privacylab.authoring.build import build_all
from privacylab.authoring.cards import hours, write_cards
from privacylab.catalog import load_catalog
from privacylab.site.front_page import front_page


@pytest.fixture
def readme(root) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def catalog(root):
    return load_catalog(root)


def test_the_readme_tells_how_long_each_track_takes(readme, catalog):
    onboarding, university = catalog.tracks["onboarding"], catalog.tracks["university"]
    assert f"{len(onboarding.exercises)} exercises in {onboarding.minutes} minutes" in readme
    assert f"{len(university.exercises)} exercises in eight weeks" in readme
    assert len(university.parts) == 8
    assert f"about {hours(university.minutes)} hours" in readme
    alone = catalog.tracks["self-paced"]
    assert (alone.exercises, alone.minutes) == (university.exercises, university.minutes)
    assert f"the same {len(alone.exercises)} exercises" in readme


def test_the_websites_front_page_and_the_first_page_tell_the_same_hours(root, catalog):
    built = [one for one in build_all(root) if not one.secret]
    whole = f"about {hours(sum(one.minutes for one in catalog.modules.values()))} hours"
    assert whole in front_page(catalog, built, in_browser=False) and whole in write_cards(
        "{map}`.`", catalog
    )


def test_each_command_of_the_readme_is_there(readme, root):
    named = set(re.findall(r"privacylab(?:@latest)? ([a-z][a-z-]+)", readme))
    assert len(named) > 8
    for name in named:
        assert run(name, "--help", cwd=root)[0] == 0, name
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:`|^)make ([a-z]+)", readme, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_citation_is_that_of_the_package_in_each_place(readme, root):
    cited = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (cited["type"], cited["version"]) == ("software", project["version"])
    (author,) = cited["authors"]
    year = cited["date-released"].year
    wanted = f"> {author['name']}. *{cited['title']}*, version {cited['version']}, {year}."
    assert wanted in readme
