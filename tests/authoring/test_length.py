"""An exercise's prose has limits, and a text that breaks one is told what to do."""

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from privacylab.authoring import AuthorError
from privacylab.authoring.length import breaches, check_length, lesson_minutes, words

WHERE = "01_age/AGE-01_of_age/exercise.py"
FREE = "\n\n| a | b |\n|---|---|\n| one | two |\n\n```\na b c\n\nd e f\n```\n"
TABLE = new_markdown_cell("| three words |\n" * 47 + "| |")


def prompt(count: int, heading: str = "## Step 1 · `of_age`") -> NotebookNode:
    return new_markdown_cell(f"{heading}\n\n" + "word " * count + FREE)


def step(name: str = "of_age") -> NotebookNode:
    return new_code_cell("", metadata={"step": name})


def test_tables_code_and_headings_are_not_counted():
    assert words(prompt(150).source) == 150
    assert words("# A heading\n\n  | a | b |\n### Another\none two") == 2


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([prompt(150), step()], []),
        (
            [prompt(151), step()],
            [
                ", step of_age: its prompt has 151 words: cut it to 150 (tables, code and "
                "headings are free), or split the step."
            ],
        ),
        ([prompt(80, "## Why"), new_code_cell(""), prompt(150), step()], []),
        ([new_markdown_cell("| word |\n" * 60), new_code_cell(""), TABLE, step()], []),
        (
            [TABLE, new_markdown_cell("word"), step()],
            [
                ", step of_age: 191 words come before its answer, tables included: cut them to "
                "190, or show data in a cell."
            ],
        ),
        (
            [prompt(81, "## Why"), prompt(1), step()],
            [
                ": Why has 81 words: cut it to 80: what is alleged or required, and whom the "
                "mistake hurts."
            ],
        ),
        (
            [prompt(100), new_markdown_cell("word " * 51), step("late")],
            [
                ", step late: its prompt has 151 words: cut it to 150 (tables, code and headings "
                "are free), or split the step."
            ],
        ),
        ([prompt(149), step(), prompt(149), step()], []),
        ([step()] * 4, []),
        ([step()] * 5, [": it has 5 steps: split it into exercises of at most 4."]),
    ],
    ids=["150", "151", "80", "190", "191", "81", "two cells", "two steps", "four", "five"],
)
def test_what_is_too_long_is_told_with_what_to_do(cells, said):
    assert list(breaches(cells)) == said
    if said:
        with pytest.raises(AuthorError) as caught:
            check_length(cells, WHERE)
        assert str(caught.value) == WHERE + said[0]


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [
        ([prompt(2_000)], 10),
        ([new_markdown_cell("word " * 2_000 + "<details>\n" + "word " * 2_000 + "</details>")], 10),
        ([new_code_cell("a picture")] * 10, 15),
        (
            [new_code_cell("predict(\n    Question(\n        1),\n    Question(2),\n    Claim(3))")]
            * 5,
            15,
        ),
        ([], 0),
    ],
    ids=["words", "folded words", "cells", "questions", "nothing"],
)
def test_a_lesson_takes_the_minutes_of_its_words_its_questions_and_its_cells(cells, minutes):
    assert lesson_minutes(cells) == minutes
