"""A course with an essay, in which one learner has been graded by tests and by a person."""

from pathlib import Path

import essay_course as essay
import pytest

from privacylab.grading import Course, marking


@pytest.fixture(scope="session")
def essay_graded(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Ann has 8 points from the tests, and 3 + 1.5 from a person, with a comment."""
    course = essay.make_essay_course(
        tmp_path_factory.mktemp("essay") / "course", root / "nbgrader_config.py"
    )
    home = Course(course.root, course.root / "var" / "graded")
    essay.send(home, "ann")
    essay.grade(home)
    essay.by_hand(home)
    assert essay.grade(home).score == 12.5
    return home


@pytest.fixture
def ann(essay_graded: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A copy of it for one test, in which no cell runs again: each shows what it showed then."""
    home = Course(essay_graded.root, essay_graded.root / "var" / tmp_path.name)
    monkeypatch.setattr(marking, "_run", essay.replay(essay_graded))
    return essay.copied(essay_graded, home)
