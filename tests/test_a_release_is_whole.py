"""What `make release` makes: the same bytes each time, the whole course, and a lab that grades."""

import json
import re
import shutil
import subprocess
import tarfile
import time
import tomllib
import urllib.request
import zipfile
from pathlib import Path

import pytest

from ports import free_port
from privacylab.authoring import read_exercise
from privacylab.catalog import load_catalog
from privacylab.jupyter.place import own_folders, running_lab
from privacylab.verification.answers import reference_of

EXERCISE = "RET-02"
COURSE = ("course", "assignments", "solutions", "datasets", "nbgrader_config.py")
UI = "src/privacylab/jupyter/ui/"


@pytest.fixture(scope="module")
def in_git(root) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


@pytest.fixture(scope="module")
def released(root, in_git, tmp_path_factory) -> Path:
    """The folder that `make release` fills, from these files as they are now."""
    copy = tmp_path_factory.mktemp("clone")
    for name in in_git:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, copy / name)
    (copy / "assignments" / "00_start" / "mine.ipynb").write_text("not in git")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    git += ["-c", "commit.gpgsign=false"]
    for words in (
        ["init", "--quiet"],
        ["add", "--force", *in_git],
        ["commit", "--quiet", "-m", "All of it"],
    ):
        subprocess.run([*git, *words], cwd=copy, check=True)
    done = subprocess.run([".ci/release"], cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return copy / "dist"


@pytest.fixture(scope="module")
def version(root) -> str:
    return str(tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"])


@pytest.fixture(scope="module")
def installed(root, released, tmp_path_factory) -> Path:
    """The programs of an environment that has the wheel, and what it needs."""
    place = tmp_path_factory.mktemp("fresh") / "venv"
    (wheel,) = released.glob("*.whl")
    subprocess.run(["uv", "venv", "--quiet", str(place)], check=True)
    install = ["uv", "pip", "install", "--quiet", "--python", str(place)]
    constraint = ["--constraint", str(root / "requirements.lock")]
    subprocess.run([*install, *constraint, str(wheel)], check=True)
    return place / "bin"


def test_the_wheel_has_the_package_and_the_course_and_no_more(released, in_git, version):
    with zipfile.ZipFile(released / f"privacylab-{version}-py3-none-any.whl") as wheel:
        names = {name for name in wheel.namelist() if name.startswith("privacylab/")}
        others = {name.split("/")[0] for name in wheel.namelist()} - {"privacylab"}
    assert others == {f"privacylab-{version}.{kind}" for kind in ("data", "dist-info")}
    wanted = {
        name.removeprefix("src/")
        for name in in_git
        if name.startswith("src/") and not name.startswith(UI)
    }
    wanted |= {f"privacylab/in_package/{name}" for name in in_git if name.split("/")[0] in COURSE}
    assert names == wanted
    # answers are there as text: a built notebook with hidden tests would be one that git ignores
    assert not [name for name in names if "/solutions/" in name and name.endswith(".ipynb")]


def test_the_sdist_has_what_git_has(released, in_git, version):
    top = f"privacylab-{version}"
    with tarfile.open(released / f"{top}.tar.gz") as sdist:
        names = {one.name.removeprefix(f"{top}/") for one in sdist.getmembers() if one.isfile()}
    assert names == {*in_git, "PKG-INFO"}


def test_the_bill_of_materials_names_each_package_of_the_lock_file_with_its_license(
    root, released, version
):
    text = (released / "privacylab.cdx.json").read_text()
    bill = json.loads(text)
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["version"] == version
    locked = re.findall(r"^([\w.-]+)==(\S+)", (root / "requirements.lock").read_text(), re.M)
    plain = {(re.sub(r"[-_.]+", "-", name).lower(), number) for name, number in locked}
    there = {
        (re.sub(r"[-_.]+", "-", one["name"]).lower(), one["version"]) for one in bill["components"]
    }
    assert len(there) > 100 and there <= plain
    wanted = tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]
    direct = {re.match(r"[\w-]+", one)[0] for one in wanted}
    assert direct <= {name for name, _ in there}
    assert [one["name"] for one in bill["components"] if not one.get("licenses")] == []
    assert "file:/" not in text and str(Path.home()) not in text


def test_what_is_bundled_into_the_extension_names_its_licenses(root):
    listed = json.loads((root / UI / "labextension/static/third-party-licenses.json").read_text())
    assert listed["packages"] and all(one["licenseId"] for one in listed["packages"])


def test_an_empty_folder_becomes_a_lab_that_grades_the_reference_answer(root, installed, tmp_path):
    home = tmp_path / "lab"
    home.mkdir()
    settings = {"PATH": f"{installed}:/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    port = free_port()
    with (tmp_path / "log").open("w") as log:
        words = ["privacylab", "lab", "--no-browser", "--port", str(port)]
        server = subprocess.Popen(
            [installed / words[0], *words[1:]], cwd=home, env=settings, stdout=log, stderr=log
        )
    try:
        address, token = wait_for_lab(home, server, tmp_path / "log")
        with urllib.request.urlopen(f"{address}privacylab/progress?token={token}") as answer:
            assert EXERCISE in json.load(answer)["steps"]
    finally:
        server.terminate()
        server.wait(30)

    def do(*words: str) -> str:
        done = subprocess.run(
            [installed / "privacylab", *words], cwd=home, env=settings, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    fill_in(root, home)
    assert "3 of 3 public checks pass." in do("check", EXERCISE)
    (module,) = json.loads(do("grade", EXERCISE, "--json"))
    (graded,) = module["exercises"]
    assert graded["score"] == graded["points"] > 0
    assert graded["outcome"] == "passed"
    refused = subprocess.run(
        [installed / "privacylab", "build"], cwd=home, env=settings, capture_output=True, text=True
    )
    assert refused.returncode == 1
    assert "`privacylab build` needs the course's repository" in refused.stderr
    package = next(installed.parent.glob("lib/*/site-packages/privacylab"))
    assert not list(package.rglob("gradebook.db")), "the package is only read"


def wait_for_lab(home, server, log):
    runtime = Path(own_folders(home, instructor=False)["JUPYTER_RUNTIME_DIR"])
    deadline = time.monotonic() + 120
    while not (found := running_lab(runtime)):
        assert server.poll() is None and time.monotonic() < deadline, log.read_text()
        time.sleep(0.3)
    return found


def fill_in(root: Path, home: Path) -> None:
    """Write the reference answer into the exercise's notebook."""
    module, exercise = load_catalog(root).exercise(EXERCISE)
    answers = reference_of(read_exercise(root, module, exercise))
    path = home / "assignments" / module.id / f"{exercise.name}.ipynb"
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = answers[cell["id"].removeprefix(f"{EXERCISE}-")]
    path.write_text(json.dumps(notebook))
