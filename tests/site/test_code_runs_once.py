"""What a lesson's code shows is kept until something that it uses has changed."""

from pathlib import Path

import pytest

from privacylab.site.run import Runner, SiteError

LESSON = Path("course/x_lesson.ipynb")


@pytest.fixture
def course(tmp_path) -> Path:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "course.toml").write_text("title = 'x'")
    return tmp_path


def shown(runner: Runner, code: list[str]) -> list[str]:
    return [output.text for cell in runner.outputs(code, LESSON) for output in cell]


def test_the_same_code_runs_once_until_the_catalog_changes(course, tmp_path):
    work = tmp_path / "work"
    code = ["from pathlib import Path\nPath('ran').open('a').write('x')\nprint(1 + 1)"]
    assert not Runner(course, work).is_kept(code)
    assert shown(Runner(course, work), code) == ["2\n"] == shown(Runner(course, work), code)
    assert (course / "course" / "ran").read_text() == "x"
    (course / "course" / "course.toml").write_text("title = 'y'")
    assert not Runner(course, work).is_kept(code)


def test_a_cell_that_fails_is_a_sentence_with_its_page(course, tmp_path):
    with pytest.raises(SiteError, match=r"x_lesson.ipynb: a cell fails .*ZeroDivisionError"):
        Runner(course, tmp_path / "work").outputs(["1 / 0"], LESSON)
