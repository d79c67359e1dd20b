"""The page of a submission stays small and is laid out in time, whatever is in the notebook."""

import pytest
import tiny_course as tiny
from nbformat.v4 import new_markdown_cell

from privacylab.grading import grade_class, limited
from privacylab.grading.feedback import page

MOST = 6_000_000  # bytes
PRINT = "for n in range(2000): print(f'\\x1b[3{n % 8}m', '<' * 500, '\\x1b[0m')"


def graded_page(home, cells):
    sent = tiny.notebooks(home, tiny.ALL_RIGHT)
    sent["RET-01"].cells += cells
    tiny.send(home, "ann", sent)
    (graded,) = grade_class(home, tiny.MODULE)
    path = home.feedback("ann", tiny.MODULE, tiny.exercise(home, "RET-01"))
    return graded, path.read_text()


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([new_markdown_cell("[" * 900_000)], "cut here, after 20000 of 900000 characters"),
        ([new_markdown_cell("> " * 9_000 + "deep")], "deep"),
        ([new_markdown_cell("".join(f"{'  ' * n}- {n}\n" for n in range(130)))], "129"),
        ([tiny.own(f"x = {'(' * 900_000}")], "cut here, after 20000"),
        ([tiny.own(PRINT, f"own-{n}") for n in range(3)], "cut here"),
        ([new_markdown_cell(f"{n} {'&' * 19_000}") for n in range(50)], "would be too long"),
    ],
)
def test_a_page_is_cut_and_the_score_stays(home, cells, says):
    graded, text = graded_page(home, cells)
    assert (graded.reason, graded.score) == ("", 24)
    assert says in text and len(text.encode()) < MOST


def test_cells_that_take_too_long_to_lay_out_are_not_shown_and_the_score_stays(home, monkeypatch):
    prose = page._prose

    def slow(source):
        while "catastrophic" in source:
            pass
        return prose(source)

    monkeypatch.setattr(page, "_prose", slow)
    monkeypatch.setattr(limited, "SECONDS", 1)
    limited.stop()  # the next worker is a fork of this process, as it is now
    graded, text = graded_page(home, [new_markdown_cell("catastrophic")])
    limited.stop()
    assert graded.score == 24
    assert "Your cells are not shown: rendering them takes too much time." in text
    assert "catastrophic" not in text
