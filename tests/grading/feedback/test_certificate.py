"""A certificate says what was passed, and what was not; it knows no name and fetches nothing."""

from datetime import date

import pytest

from privacylab.catalog import load_catalog
from privacylab.grading import Course
from privacylab.grading.feedback import certificate as page
from privacylab.grading.feedback.progress import ProgressStep
from privacylab.grading.own.state import FULL, GRADED


@pytest.fixture
def made(root, tmp_path, monkeypatch):
    """made(states): the certificate of onboarding, where one is so far with its exercises."""
    track = load_catalog(root).tracks["onboarding"]

    def certificate(states):
        steps = [
            ProgressStep("m", one.id, one.title, state, one.points / 2, one.points, 0)
            for one, state in zip(track.exercises, states, strict=True)
        ]
        monkeypatch.setattr(page, "own_progress", lambda course: steps)
        return page.own_certificate(Course(root, tmp_path), track)

    certificate.exercises = track.exercises
    return certificate


def test_it_says_when_all_is_passed(made):
    count = len(made.exercises)
    done = made([FULL] * count)
    assert done.complete and done.summary == f"{count} of {count} exercises have full marks."
    assert done.day == date.today()
    for one in made.exercises:
        assert f"{one.id} {one.title}" in done.as_html() and one.id in str(done)


def test_it_says_what_is_missing(made):
    count = len(made.exercises)
    done = made([FULL] * (count - 1) + [GRADED])
    assert not done.complete
    assert f"Not finished yet: {count - 1} of {count} exercises have full marks." in done.as_html()
    assert f"{made.exercises[-1].title}: {GRADED}, " in str(done)


def test_the_page_runs_nothing_fetches_nothing_and_has_a_line_for_the_name(made, root, tmp_path):
    done = made([FULL] * len(made.exercises))
    path = page.write_certificate(done, Course(root, tmp_path))
    assert path == tmp_path / "feedback" / "certificate-onboarding.html"
    html = path.read_text()
    assert "default-src 'none'" in html and "Name: <span" in html
    for sign in ("<script", "http:", "https:", "src=", "href=", "url("):
        assert sign not in html


def test_without_a_grade_nothing_is_passed(root, tmp_path):
    done = page.own_certificate(Course(root, tmp_path), load_catalog(root).tracks["onboarding"])
    assert done.passed == 0 and "not begun" in str(done)
