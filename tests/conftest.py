"""What all tests share."""

import dataclasses
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from course_answers import functions
from privacylab.sandbox.jail.bubblewrap import Isolation, isolation

ROOT = Path(__file__).parent.parent
# nbgrader calls alembic, and a kernel calls python, by PATH.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


@pytest.fixture(scope="session")
def root() -> Path:
    """The course's root: this repository."""
    return ROOT


@pytest.fixture(scope="session", params=["as it is here", "in a user namespace"])
def jail_isolation(request: pytest.FixtureRequest) -> Isolation:
    """What keeps a learner's code in: as root does it, and as everybody else must."""
    found = isolation()
    if not found.bwrap:
        pytest.skip(found.reason)
    return found if request.param == "as it is here" else dataclasses.replace(found, as_root=False)


@pytest.fixture(scope="session")
def reference(root: Path) -> SimpleNamespace:
    """The functions of module 04's reference answers, by name."""
    return SimpleNamespace(**functions(root, "04_deletion"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, and spread the browser's files over the whole run.

    Several browsers at once, each with a JupyterLab, leave none of them enough of two cores.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    browsers = [path for path in files if path.parent.name == "browser"]
    others = [path for path in files if path.parent.name != "browser"]
    others.sort(key=lambda path: path.parent.name not in ("verification", "beside_nbgrader"))
    step = len(others) // (len(browsers) + 1) + 1
    for number, path in enumerate(browsers):
        others.insert(number * (step + 1) + 1, path)
    items[:] = [item for path in others for item in files[path]]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI a skipped test is a failure: there, everything must be able to run."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
