"""The ladder of hints: from the course, or from the notebooks themselves where there is none."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import privacylab
from privacylab.catalog import CatalogError, load_catalog
from privacylab.checks import hint
from privacylab.checks.hints import RUNGS

MODULE, NAME = "02_retention", "RET-02_inactivity_clock.ipynb"


def test_each_rung_of_each_requirement_is_the_catalogs(root):
    for requirement, rungs in load_catalog(root).hints.items():
        assert [hint(requirement, rung).text for rung in (1, 2, 3)] == list(rungs)


def test_a_hint_names_its_rung_and_what_to_run_for_the_next_one():
    first, *_, last = (str(hint("RET-02", rung)).splitlines() for rung in (1, 2, 3))
    assert first[0] == "RET-02, hint 1 of 3: the idea"
    assert first[-1] == 'Next: hint("RET-02", 2), the source.'
    assert last[-1] == "That is the last hint."


def test_the_code_in_a_hint_is_shown_as_code_and_its_characters_are_escaped(monkeypatch):
    monkeypatch.setattr(
        "privacylab.checks.hints._ladders",
        lambda: {"RET-02": ("Write `a < b`, not <b>.", "2", "3")},
    )
    html = hint("RET-02")._repr_mimebundle_()["text/html"]
    assert "Write <code>a &lt; b</code>, not &lt;b&gt;." in html


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The package where there is no course around it, as pip installs it."""
    folder = tmp_path_factory.mktemp("site")
    ignore = shutil.ignore_patterns("__pycache__", "*.js", "*.map")
    shutil.copytree(Path(privacylab.__file__).parent, folder / "privacylab", ignore=ignore)
    return folder


def ask(alone, folder, code):
    """What a person sees who runs this in a folder, below the package's own imports."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"from privacylab.checks import hint\n{code}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(alone)},
        capture_output=True,
        text=True,
    )
    return done.stdout, done.stderr.strip().split("\n")[-1]


@pytest.fixture
def folder(root, tmp_path):
    """A folder with the notebook of RET-02, as somebody who was sent it alone has it."""
    shutil.copy(root / "assignments" / MODULE / NAME, tmp_path)
    return tmp_path


def test_a_notebook_alone_has_all_the_hints_of_its_requirements(alone, folder, root):
    covers = load_catalog(root).exercise("RET-02")[1].covers
    assert len(covers) > 1
    calls = [(name, rung) for name in covers for rung in (1, 2, 3)]
    said, error = ask(alone, folder, f"for call in {calls}: print(hint(*call), end='\\n\\n')")
    assert error == ""
    assert said.strip().split("\n\n") == [str(hint(*call)) for call in calls]


def test_without_a_course_an_unknown_requirement_is_answered_with_those_there_are(alone, folder):
    said, error = ask(alone, folder, "hint('RET-08')")
    assert error.startswith("LookupError: There are no hints for 'RET-08': try RET-02, RET-03, ")
    said, error = ask(alone, folder, "hint('RET-02', 4)")
    assert error == "LookupError: There is no hint 4 for RET-02: try 1, 2 or 3."


def test_without_a_course_an_essay_is_said_to_have_no_hints(alone, folder, root):
    shutil.copy(root / "assignments" / MODULE / "RET-R1_blind_spots.ipynb", folder)
    said, error = ask(alone, folder, "hint('RET-R1')")
    assert error.startswith("LookupError: RET-R1 is an essay and has no hints: a person grades it ")
    said, error = ask(alone, folder, "hint('RET-08')")
    assert "try RET-02, RET-03, " in error and "RET-R1" not in error
    (folder / NAME).unlink()
    said, error = ask(alone, folder, "hint('RET-08')")
    assert error == "LookupError: There are no hints for 'RET-08'."


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"metadata": {}}',
        '{"metadata": {"privacylab": {"hints": ["RET-08"]}}}',
        '{"metadata": {"privacylab": {"hints": {"RET-08": ["one rung"]}}}}',
        '{"metadata": {"privacylab": {"hints": {"RET-08": 3}}}}',
        '{"metadata": {"privacylab": {"covers": []}}}',
        '{"metadata": {"privacylab": {"covers": [], "exercise": []}}}',
    ],
)
def test_a_notebook_without_hints_beside_it_takes_none_away(alone, folder, text):
    (folder / "A.ipynb").write_text(text)
    (folder / "Z.ipynb").write_bytes(b"\xff\xfe")
    said, error = ask(alone, folder, "print(hint('RET-02'))")
    assert (said.splitlines()[0], error) == ("RET-02, hint 1 of 3: the idea", "")


def test_where_there_is_neither_a_course_nor_a_notebook_it_says_where_to_run_it(alone, tmp_path):
    said, error = ask(alone, tmp_path, "hint('RET-02')")
    assert error.endswith("run this inside the course's folder.")
    assert error.startswith(f"privacylab.catalog.model.{CatalogError.__name__}: ")


def test_a_course_that_cannot_be_read_does_not_take_the_hints_of_a_notebook(root, tmp_path):
    for place in ("course", "assignments"):
        shutil.copytree(root / place, tmp_path / place)
    (tmp_path / "course" / "requirements.toml").write_text("<<<<<<< HEAD\n")
    command = [sys.executable, "-c", "from privacylab.checks import hint\nprint(hint('RET-02', 3))"]
    there = tmp_path / "assignments" / MODULE
    done = subprocess.run(command, cwd=there, capture_output=True, text=True)
    text = json.loads((there / NAME).read_text())["metadata"]["privacylab"]["hints"]["RET-02"][2]
    assert done.stdout.splitlines()[:2] == [f"RET-02, hint 3 of 3: {RUNGS[2]}", text]
