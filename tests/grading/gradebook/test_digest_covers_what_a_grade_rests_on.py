"""What a grade rests on is in its digest: a change grades again. What a person gives does not."""

import essay_course as essay
import pytest
import tiny_course as tiny

from privacylab.grading import Course, digest, grade_class


@pytest.fixture
def alone(root, essay_graded, tmp_path, monkeypatch) -> Course:
    """A course of its own, whose texts a test may change."""
    from privacylab.grading import marking

    course = essay.make_essay_course(tmp_path / "course", root / "nbgrader_config.py")
    home = Course(course.root, course.root / "var" / "class")
    monkeypatch.setattr(marking, "_run", essay.replay(essay_graded))
    essay.send(home, "ann")
    essay.grade(home)
    essay.by_hand(home)
    assert started_with(home) == 1
    return home


def started_with(home):
    """How many of one submission were taken from the gradebook."""
    told: list[tuple[int, int]] = []
    (graded,) = grade_class(home, tiny.MODULE, "ann", lambda *one: told.append(one))
    assert graded.score == 12.5
    return told[0][0]


def file_beside(home, monkeypatch):
    home.submitted("ann", tiny.MODULE).joinpath("helper.py").write_text("x = 1\n")


def timestamp(home, monkeypatch):
    home.submitted("ann", tiny.MODULE).joinpath("timestamp.txt").write_text("2026-05-03 UTC\n")


def late_policy(home, monkeypatch):
    with (home.root / "nbgrader_config.py").open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')


def minutes(home, monkeypatch):
    path = home.root / "solutions" / tiny.MODULE / tiny.name_of(essay.CODE) / "exercise.toml"
    path.write_text(path.read_text().replace('RET-02 = ["one"', 'RET-02 = ["another hint"'))


def data(home, monkeypatch):
    (home.root / "datasets").mkdir()
    (home.root / "datasets" / "table.csv").write_text("a\n1\n")


def requirements(home, monkeypatch):
    path = home.root / "course" / "requirements.toml"
    path.write_text(path.read_text().replace("Four is twice", "Five is twice"))


def the_lab(home, monkeypatch):
    monkeypatch.setattr(digest, "lab_edition", lambda: "another version")


@pytest.mark.parametrize(
    "change",
    [
        file_beside,
        timestamp,
        late_policy,
        minutes,
        data,
        requirements,
        the_lab,
    ],
    ids=lambda one: one.__name__,
)
def test_a_change_of_what_a_grade_rests_on_grades_again_and_keeps_what_a_person_gave(
    alone, monkeypatch, change
):
    change(alone, monkeypatch)
    assert started_with(alone) == 0
    assert started_with(alone) == 1


def test_what_a_person_gives_refreshes_the_pages_and_nothing_else(ann, monkeypatch):
    monkeypatch.setattr("privacylab.grading.workers.mark", None)  # nothing is marked again
    ran = ann.autograded("ann", tiny.MODULE) / f"{tiny.name_of(essay.ESSAY)}.ipynb"
    before = ran.stat().st_mtime_ns
    essay.by_hand(ann, 2, None, "Second thoughts.")
    (graded,) = grade_class(ann, tiny.MODULE, "ann")
    assert graded.score == 10 and ran.stat().st_mtime_ns == before
    assert "Second thoughts." in essay.page(ann, essay.ESSAY)
    assert "<strong>10</strong>" in essay.page(ann)


def test_progress_refreshes_ones_own_page_too(ann):
    from privacylab.grading import last_own

    essay.send(ann, "me")
    essay.grade(ann, "me")
    essay.by_hand(ann, 2, None, "Second thoughts.", "me")
    found = last_own(ann, tiny.MODULE)
    assert found and found.score == 10
    assert "Second thoughts." in essay.page(ann, essay.ESSAY, "me")


def test_a_page_that_says_what_the_gradebook_says_is_not_written_again(ann):
    path = ann.feedback("ann", tiny.MODULE, tiny.exercise(ann, essay.ESSAY))
    before = path.stat().st_mtime_ns
    essay.grade(ann)
    assert path.stat().st_mtime_ns == before
