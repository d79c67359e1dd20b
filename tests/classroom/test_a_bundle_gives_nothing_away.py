"""What `privacylab bundle` writes is whole, works without the rest, and holds no answer."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from nbformat.v4 import reads_json

from privacylab.authoring import NoSolutions
from privacylab.authoring.build import build_all
from privacylab.catalog import load_catalog
from privacylab.classroom.collect import collect
from privacylab.classroom.handing_out import bundle as handing_out
from privacylab.classroom.handing_out.leaks import Leak, find_leaks
from privacylab.classroom.handing_out.wording import pairs
from privacylab.classroom.received import ClassroomError
from privacylab.grading import Course, grade_class
from privacylab.grading.class_file import read_class
from privacylab.grading.own.state import is_untouched

ST_01 = "assignments/00_start/ST-01_keep_delete_or_hold.ipynb"
RIGHT = 'return "hold" if held else "delete" if today >= due_on else "keep"'


@pytest.fixture(scope="session")
def packed(root, tmp_path_factory) -> Path:
    """The zip of the university track."""
    out = tmp_path_factory.mktemp("bundle") / "university.zip"
    handing_out.write_bundle(root, "university", out)
    return out


@pytest.fixture(scope="session")
def unpacked(packed) -> Path:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(packed.parent)
    return packed.parent / handing_out.FOLDER


@pytest.fixture
def mine(unpacked, tmp_path) -> Path:
    """A learner's folder, as it was unpacked."""
    ignored = shutil.ignore_patterns("datasets")
    shutil.copytree(unpacked, tmp_path / "mine", ignore=ignored)
    return tmp_path / "mine"


def files(folder: Path) -> dict[str, bytes]:
    there = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in there}


def run(folder: Path, *words: str) -> tuple[int, str]:
    """What a command of the bundle's own lab says there."""
    command = [sys.executable, "-m", "privacylab.cli", *words]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "JUPYTERHUB_USER": "ada"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done.returncode, " ".join(f"{done.stdout} {done.stderr}".split())


def solve(folder: Path) -> None:
    path = folder / ST_01
    text = path.read_text()
    assert "raise NotImplementedError()" in text
    path.write_text(text.replace("raise NotImplementedError()", RIGHT.replace('"', '\\"')))


def test_the_same_course_gives_the_same_bytes(root, packed, tmp_path):
    handing_out.write_bundle(root, "university", tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_the_dates_of_a_class_are_in_it_and_no_ones_extension_and_no_seed(root, tmp_path):
    modules = list(load_catalog(root).modules)
    dates = "".join(f"{one} = 2026-11-06\n" for one in modules)
    extension = f'[extensions."zoe@class.example"]\n{modules[0]} = 2026-11-09\n'
    seed = 'seed = "winter-7e2b90"\n'
    (tmp_path / "class.toml").write_text(f'timezone = "UTC"\n{seed}[due]\n{dates}{extension}')
    settings = read_class(Course(root, tmp_path))
    made = handing_out.write_bundle(root, "onboarding", tmp_path / "out.zip", settings)
    with zipfile.ZipFile(made.zip) as archive:
        archive.extractall(tmp_path)
        packed = {name: archive.read(name) for name in archive.namelist()}
        assert not any(b"zoe@class" in one or b"7e2b90" in one for one in packed.values())
    learners = tmp_path / handing_out.FOLDER
    elsewhere = Course(learners, tmp_path / "home")  # as on a hub: one bundle, many homes
    for course in (Course(learners, learners), elsewhere):
        assert list(read_class(course).due) == list(made.modules)
    code, said = run(learners, "progress")
    assert code == 0 and "02_retention is due Fri 6 Nov 2026, 23:59 UTC." in said


def test_it_is_small_and_holds_what_a_learner_needs_and_nothing_else(root, packed, unpacked):
    assert packed.stat().st_size < 12 << 20
    there = files(unpacked)
    assert {name.split("/")[0] for name in there} == {
        *("README.md", "Makefile", "LICENSE", "LICENSE-text", "pyproject.toml"),
        *("requirements.lock", "nbgrader_config.py"),
        *("Dockerfile", ".dockerignore", ".devcontainer"),
        *("course", "assignments", "pristine", "datasets", "src"),
    }
    secret = ("counterfeits", "genuine", "fails.json", "exercise.py", "CONTRIBUTING", "handing_out")
    assert [name for name in there if any(word in name for word in secret)] == []
    assert [name for name in there if name.startswith("course/") and name.endswith(".md")] == []
    built = {one.path.as_posix() for one in build_all(root) if not one.secret}
    assert {name for name in there if name.endswith(".ipynb") and "pristine" not in name} == (
        built - {"course/onboarding.ipynb"}  # which is another track's
    )


def test_no_link_leads_out_of_it(unpacked):
    for path in unpacked.rglob("*.ipynb"):
        folder = path.relative_to(unpacked).as_posix().replace("pristine/", "assignments/")
        place = (unpacked / folder).parent
        for cell in reads_json(path.read_text()).cells:
            for link in re.findall(r"\]\(([^)#:]+)[^):]*\)", cell.source):
                assert (place / link.split()[0]).exists(), (path.name, link)


def test_no_line_of_an_answer_or_a_hidden_test_is_in_it(root, unpacked):
    assert find_leaks(root, files(unpacked)) == []


@pytest.mark.parametrize("kind", ["answer", "hidden", "genuine", "counterfeit"])
def test_a_line_that_gives_an_answer_away_is_found(kind, root):
    folder = root / "solutions" / "02_retention" / "RET-08_sweep"
    source, line = {
        "answer": ("exercise.py", 'owner = items["key"].map(device_owner).fillna(items["key"])'),
        "hidden": (
            "../RET-02_inactivity_clock/exercise.py",
            "",
        ),
        "genuine": ("genuine/sql.py", ""),
        "counterfeit": ("counterfeits.toml", ""),
    }[kind]
    path = (folder / source).resolve()
    lines = [one.strip() for one in path.read_text().splitlines() if len(one.strip()) > 50]
    if kind == "hidden":
        text = path.read_text().split("### BEGIN HIDDEN TESTS")[1].split("### END HIDDEN")[0]
        lines = [one.strip() for one in text.splitlines() if len(one.strip()) > 50]
    tried = [line] if line else lines
    planted = {"src/privacylab/lab/x.py": "\n".join(f"    {one}" for one in tried).encode()}
    found = find_leaks(root, planted)
    assert found and {one.file for one in found} == {"src/privacylab/lab/x.py"}


def test_a_course_that_would_leak_is_not_bundled(root, tmp_path, monkeypatch):
    leak = Leak("a = 1", "course/x.ipynb", "solutions/y.py")
    monkeypatch.setattr(handing_out, "find_leaks", lambda root, files: [leak])
    with pytest.raises(ClassroomError, match="course/x.ipynb would give away a line of solutions"):
        handing_out.write_bundle(root, "university", tmp_path / "out.zip")
    assert not (tmp_path / "out.zip").exists()


def test_no_page_tells_a_learner_to_grade(unpacked):
    for path in unpacked.rglob("*.ipynb"):
        text = path.read_text()
        for words in ("**Grade**", "privacylab grade", "grade(", "get a grade", "check, grade"):
            assert words not in text, (path.name, words)


def test_every_change_of_words_is_needed(root):
    texts = [cell.source for built in build_all(root) for cell in built.read().cells]
    unused = [old.pattern[:80] for old, _ in pairs() if not any(map(old.search, texts))]
    assert unused == []


def test_what_is_graded_is_what_the_course_has(root, unpacked):
    for path in (root / "assignments").rglob("RE*.ipynb"):
        ours = reads_json(path.read_text())
        theirs = reads_json((unpacked / path.relative_to(root)).read_text())
        essay = any(cell.metadata.get("nbgrader", {}).get("task") for cell in ours.cells)
        marked = [
            [cell for cell in one.cells if essay or "nbgrader" in cell.metadata]
            for one in (ours, theirs)
        ]
        assert marked[0] == marked[1], path.name
        assert is_untouched((unpacked / path.relative_to(root)).read_bytes())


def test_only_what_learners_do_is_offered(mine):
    _, said = run(mine, "--help")
    verbs = {word for word in said.split() if word.isalpha() or "-" in word}
    assert {"check", "hand-in", "hint", "progress", "reset", "restore", "watch"} <= verbs
    for verb in ("grade", "class", "similar", "demo", "verify", "collect", "erase", "bundle"):
        assert f" {verb} " not in said
        status, why = run(mine, verb, "02_retention", "--all")
        assert status == 1 and f"`privacylab {verb}` is for your instructor" in why
        assert "To hand in a module, run: privacylab hand-in" in why
    assert not (mine / "submitted").exists()


def test_a_learner_works_and_hands_in_and_the_instructor_grades_it(root, mine, tmp_path):
    solve(mine)
    status, said = run(mine, "check", "ST-01")
    assert status == 0 and "Next: hand in, once the module is finished. Run:" in said
    assert "privacylab hand-in 00_start" in said and "grade" not in said
    _, said = run(mine, "progress")
    assert "ST-01 Keep, delete or hold written" in said
    status, said = run(mine, "hand-in", "00_start")
    assert status == 0 and "Nothing has been sent yet." in said
    (handed_in,) = (mine / "handed-in").iterdir()
    home = Course(root, tmp_path / "class")
    assert collect(home, handed_in).learners == ["ada"]
    (graded,) = grade_class(home, "00_start")
    assert (graded.score, graded.points, graded.repaired) == (2, 2, ())


def test_starting_over_and_erasing_use_the_pristine_copy(mine):
    empty = (mine / ST_01).read_bytes()
    solve(mine)
    assert run(mine, "reset", "ST-01", "--yes")[0] == 0
    assert (mine / ST_01).read_bytes() == empty
    (mine / ST_01).write_text("<<<<<<< HEAD")
    assert run(mine, "reset", "ST-01", "--yes")[0] == 0
    assert (mine / ST_01).read_bytes() == empty
    shutil.rmtree(mine / "assignments")
    status, said = run(mine, "check", "ST-01")
    assert status == 1 and "run: privacylab restore ST-01" in said
    shutil.copytree(mine / "pristine", mine / "assignments")  # as the lesson says
    assert "0 of 2 public checks pass." in run(mine, "check", "ST-01")[1]


def test_make_offers_what_works_there(mine):
    done = subprocess.run(["make", "help"], cwd=mine, capture_output=True, text=True)
    said = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("  make")]
    assert said == ["help", "lab", "wheelhouse", "clean"]
    plan = subprocess.run(["make", "-n", "lab"], cwd=mine, capture_output=True, text=True)
    assert plan.returncode == 0 and "requirements.lock" in plan.stdout


def test_the_readme_says_what_is_handed_in_and_what_is_kept(root, unpacked):
    text = (unpacked / "README.md").read_text()
    assert "privacylab hand-in 00_start" in text and "Ask your instructor how long" in text
    catalog = load_catalog(root)
    assert all(one.title in text for one in catalog.modules.values())
    assert "{" not in text


def test_a_track_brings_its_own_modules_only(root, tmp_path):
    made = handing_out.write_bundle(root, "onboarding", tmp_path / "out.zip")
    assert made.modules == ("02_retention", "03_audit")
    with zipfile.ZipFile(made.zip) as archive:
        archive.extractall(tmp_path)
    there = tmp_path / handing_out.FOLDER
    catalog = load_catalog(there)
    assert [*catalog.modules] == [*made.modules] and [*catalog.tracks] == ["onboarding"]
    assert {path.name for path in (there / "pristine").iterdir()} == {*made.modules}
    assert {path.stem for path in (there / "course").glob("*.ipynb")} == {"glossary", "onboarding"}


def test_an_unknown_track_and_a_learners_copy_and_a_full_disk_are_one_sentence(
    root, mine, tmp_path, monkeypatch
):
    with pytest.raises(ClassroomError, match="Did you mean university?"):
        handing_out.write_bundle(root, "universty", tmp_path / "out.zip")
    with pytest.raises(NoSolutions, match="a bundle is made from an instructor's"):
        handing_out.write_bundle(mine, "university", tmp_path / "out.zip")
    with pytest.raises(ClassroomError, match="No bundle was written .No such file"):
        handing_out.write_bundle(root, "university", tmp_path / "nowhere" / "out.zip")
    assert not list(tmp_path.glob("*.zip"))
