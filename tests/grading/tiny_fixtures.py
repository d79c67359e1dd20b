"""The tiny course as fixtures, for the tests of grading and of the classroom."""

from pathlib import Path

import pytest
import tiny_course as tiny

from privacylab.grading import Course


@pytest.fixture(scope="session")
def course(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The tiny course. Tests that send something in use a home of their own in it."""
    folder = tmp_path_factory.mktemp("course")
    return tiny.make_course(folder, root / "nbgrader_config.py", tiny.IN_MODULE)


@pytest.fixture
def home(course: Course, tmp_path: Path) -> Course:
    """The tiny course with an empty home of its own."""
    home = course.root / "var" / tmp_path.name
    home.mkdir(parents=True)
    return Course(course.root, home)
