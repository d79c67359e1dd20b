"""The first `make lab` where something is in its way."""

import json
import os
import pty
import subprocess
import sys
import textwrap
import tomllib

import pytest

from privacylab.install import OF_PACKAGES, ON_THIS_MACHINE, WHEELHOUSE, advice

# what uv and pip print, from runs with a wrong proxy, index, disk and compiler
SAID = {
    "error: Request failed after 3 retries\n  Caused by: Failed to fetch: `https://a.example/simple/"
    "uv/`\n  Caused by: error sending request for url\n  Caused by: dns error": "does not answer",
    "  Caused by: client error (Connect)\n  Caused by: tunnel error: failed to create underlying "
    "connection": "The proxy refuses the connection.",
    "  × No solution found when resolving dependencies:\n  ╰─▶ Because nbgrader was not found in "
    "the package registry": "does not have what the lab needs",
    "  × Failed to build `atheris==3.0.0`\n  ├─▶ The build backend returned an error\n      error: "
    "command 'gcc' failed: No such file or directory": "Install a compiler",
    "error: Failed to build `privacylab`\n  cause: Failed to resolve requirements from "
    "`build-system.requires`\n  cause: No solution found when resolving: `hatchling`": "does not "
    "have what the lab needs",
    "error: No space left on device (os error 28)": "The disk is full",
    "/usr/bin/python3: No module named pip": "apt-get install python3-pip",
    "invalid peer certificate: UnknownIssuer": "SSL_CERT_FILE",
}


@pytest.mark.parametrize("said", SAID)
def test_each_obstacle_has_its_sentence(said):
    assert SAID[said] in advice(said)


def test_every_sentence_is_given_for_something():
    known = {*ON_THIS_MACHINE.values(), *OF_PACKAGES.values()}
    assert {advice(said) for said in SAID} == known
    assert advice("Killed") == advice("Killed", offline=True) == ""


# what uv says in a network namespace, with a wheelhouse of another Python and one without editables
@pytest.mark.parametrize(
    "said",
    [
        "  cause: Because there is no version of soupsieve==2.10 and all versions of "
        "beautifulsoup4 depend on soupsieve{python_full_version < '3.11.5'}==2.10\nerror: "
        "No solution found when resolving dependencies",
        "error: Failed to build `privacylab`\n  cause: Failed to resolve requirements from "
        "`build-system.requires`\n  cause: Because editables was not found in the cache",
    ],
)
def test_a_wheelhouse_that_does_not_fit_is_to_be_made_again(said):
    assert advice(said) != WHEELHOUSE
    assert advice(said, offline=True) == WHEELHOUSE
    assert advice("No space left on device", offline=True).startswith("The disk is full")


def test_the_lock_file_has_all_that_builds_the_lab(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())
    wanted = [*project["build-system"]["requires"], "editables", "uv"]
    assert set(project["build-system"]["requires"]) <= set(
        project["project"]["optional-dependencies"]["build"]
    )
    lock = (root / "requirements.lock").read_text().splitlines()
    for name in (one.partition("==")[0] for one in wanted):
        assert any(line.startswith(f"{name}==") for line in lock), name


@pytest.fixture
def failing(root, tmp_path):
    """The command that runs an installer which fails."""
    installer = tmp_path / "installer.py"
    installer.write_text(
        textwrap.dedent(
            """
            import sys
            sys.stderr.write("bar" if sys.stderr.isatty() else "no bar")
            sys.exit("\\nerror: No space left on device")
            """
        )
    )
    return [sys.executable, str(root / "src/privacylab/install.py"), sys.executable, str(installer)]


def test_the_sentence_follows_what_the_installer_says_and_the_status_stays(failing):
    done = subprocess.run(failing, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "no bar\nerror: No space left on device\n"
    assert done.stdout.startswith("The disk is full: free 2 GB,")


def test_in_a_terminal_the_installer_keeps_its_progress_bar(failing):
    ours, theirs = pty.openpty()
    done = subprocess.run(failing, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = os.read(ours, 65536).decode()
    os.close(ours)
    assert done.returncode == 1
    assert said.startswith("bar\r\nerror: No space left") and "The disk is full" in said


def test_a_container_is_built_from_the_lock_file_and_runs_as_an_ordinary_user(root):
    lines = (root / "Dockerfile").read_text().splitlines()
    made = next(n for n, line in enumerate(lines) if line.startswith("RUN make .venv/lab"))
    assert [line for line in lines if line.startswith("USER")] == ["USER learner"]
    assert lines.index("USER learner") < made
    assert not any("pip install" in line for line in lines)  # the Makefile alone installs
    assert "--constraint requirements.lock" in (root / "Makefile").read_text()
    (stage,) = (line.split()[-1] for line in lines if " AS " in line)
    container = json.loads((root / ".devcontainer" / "devcontainer.json").read_text())
    assert container["build"]["target"] == stage and container["remoteUser"] == "learner"
    assert container["postCreateCommand"] == "make .venv/lab"


def test_no_image_holds_what_git_ignores_as_someones_work(root):
    ignored = (root / ".gitignore").read_text().splitlines()
    start = ignored.index("# what a run leaves behind") + 1
    work = {one.strip("/") for one in ignored[start : ignored.index("/*.zip") + 1]}
    work.remove("class.toml")  # a bundle's has dates, and names no one
    assert "submitted" in work and work <= set((root / ".dockerignore").read_text().split())
