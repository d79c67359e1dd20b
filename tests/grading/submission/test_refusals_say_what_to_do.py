"""What cannot be graded ends in one sentence that says what is wrong and what to do."""

import json
import re

import pytest
import tiny_course as tiny
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook, writes_json

from privacylab.errors import CannotGrade
from privacylab.grading import Course, GradingError, check_notebook, grade_class, grade_own
from privacylab.grading.submission.read import read_submission


def reason(course: Course, content: NotebookNode | str | bytes) -> str:
    tiny.send_one(course, "ann", content)
    with pytest.raises(CannotGrade) as caught:
        read_submission(course, "ann", course.module(tiny.MODULE))
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is empty: save the notebook in JupyterLab, and submit it again."),
        (" \n ", "is empty: save the notebook"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "a binary file: find the .ipynb file"),
        ("import pandas as pd\n", "line 1 is not JSON): find the .ipynb file"),
        ('{"cells": [{"cell_type": "co', "breaks off at line 1"),
        ('{"cells": [\n', "breaks off at line"),
        ("[1, 2]", "is JSON, but not a notebook"),
        ('{"a": 1}', "is JSON, but not a notebook"),
        ('{"nbformat": 3, "worksheets": []}', "is written in notebook format 3"),
        ('{"nbformat": 5, "cells": []}', "is written in notebook format 5"),
        ('{"nbformat": 4, "metadata": {}}', "without cells or header"),
        ('{"nbformat": 4, "metadata": {}, "cells": [7]}', "has a broken cell, number 1"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_an_unreadable_notebook_is_told_as_such(home, content, says):
    assert says in reason(home, content)


@pytest.mark.parametrize("outputs", [[3], None, [{"output_type": "stream"}]])
def test_outputs_that_nobody_wrote_cost_nothing_or_are_told_as_such(home, outputs):
    sent = json.loads(writes_json(tiny.notebook(home, "RET-02", tiny.right("RET-02"))))
    (code,) = [cell for cell in sent["cells"] if cell["id"] == tiny.answer_id("RET-02")]
    code["outputs"] = outputs
    tiny.send_one(home, "ann", json.dumps(sent))
    try:
        read_submission(home, "ann", home.module(tiny.MODULE))
    except CannotGrade as caught:
        assert "not a notebook that Jupyter wrote" in str(caught)


def lose_ids(sent: NotebookNode) -> None:
    for number, cell in enumerate(sent.cells):
        cell.id = f"x{number}"


def lose_marks(sent: NotebookNode) -> None:
    for cell in sent.cells:
        cell.metadata = NotebookNode()


@pytest.mark.parametrize("lose", [lambda _: None, lose_ids, lose_marks])
@pytest.mark.parametrize(("task", "module"), [("AUD-01", "03_other"), ("RET-08", "02_doubling")])
def test_a_notebook_under_another_ones_name_is_recognized(home, task, module, lose):
    sent = tiny.notebook(home, task)
    lose(sent)
    assert reason(home, sent) == (
        f"RET-02_twice.ipynb holds {task}, another exercise: rename it to {task}_twice.ipynb in "
        f"the folder {module}, and submit assignments/02_doubling/RET-02_twice.ipynb here."
    )


def test_a_notebook_that_a_browser_has_renamed_is_recognized(home):
    tiny.send_one(home, "ann", tiny.notebook(home, "RET-02"))
    beside = tiny.path_of(home, "ann", "RET-01").with_name("RET-01_twice (1).ipynb")
    beside.write_text(writes_json(tiny.notebook(home, "RET-01")))
    with pytest.raises(CannotGrade) as caught:
        read_submission(home, "ann", home.module(tiny.MODULE))
    assert str(caught.value) == (
        "RET-01_twice.ipynb is missing, but RET-01_twice (1).ipynb holds that exercise: rename it "
        "to RET-01_twice.ipynb."
    )


def test_the_lesson_is_recognised(home):
    lesson = new_notebook(cells=[new_markdown_cell("# The lesson")])
    assert "RET-02_twice.ipynb is the lesson of 02_doubling" in reason(home, lesson)


def test_a_notebook_with_none_of_the_exercises_is_told_which_one_to_fill_in(home):
    sent = new_notebook(cells=[tiny.own("x = 1")])
    assert reason(home, sent) == (
        "RET-02_twice.ipynb does not hold the exercise RET-02: "
        "fill in assignments/02_doubling/RET-02_twice.ipynb."
    )


def test_a_timestamp_that_is_no_date_is_told_as_such(home):
    folder = tiny.send(home, "ann", tiny.notebooks(home, tiny.ALL_RIGHT))
    (folder / "timestamp.txt").write_text("yesterday-ish")
    with pytest.raises(CannotGrade, match="timestamp.txt holds no date"):
        read_submission(home, "ann", home.module(tiny.MODULE))


def test_a_learners_folder_that_nbgrader_cannot_name_is_told_as_such(home):
    with pytest.raises(CannotGrade) as caught:
        read_submission(home, "ann, B. [2]", home.module(tiny.MODULE))
    assert str(caught.value) == (
        "The folder 'ann, B. [2]' has one of * ? [ ] , in its name, which nbgrader cannot handle: "
        "rename it."
    )


def test_an_empty_submission_folder_is_told_what_belongs_there(home):
    home.submitted("ann", tiny.MODULE).mkdir(parents=True)
    with pytest.raises(CannotGrade) as caught:
        read_submission(home, "ann", home.module(tiny.MODULE))
    assert str(caught.value) == (
        "No notebook is in submitted/ann/02_doubling: put the notebooks of 02_doubling there."
    )


@pytest.mark.parametrize(
    ("module", "says"),
    [
        ("02_doublin", "There is no module '02_doublin'. Did you mean 02_doubling?"),
        ("nonsense", "There is no module 'nonsense'. Modules to grade: 02_doubling, 03_other."),
        ("04_planned", "Module 04_planned has no exercises yet."),
    ],
)
def test_an_unknown_module_is_answered_with_the_known_ones(home, module, says):
    for begin in (grade_own, grade_class):
        with pytest.raises(GradingError, match=re.escape(says)):
            begin(home, module)


def test_an_unknown_learner_is_answered_with_the_nearest_known_one(home):
    tiny.send_one(home, "annabel", "")
    with pytest.raises(GradingError, match="no learner 'anabel' in submitted/. Did you mean annab"):
        grade_class(home, tiny.MODULE, "anabel")


def test_an_empty_class_is_told_where_submissions_belong(home):
    with pytest.raises(
        GradingError, match="put each learner's notebooks into submitted/<learner>/02_doubling/"
    ):
        grade_class(home, tiny.MODULE)


def test_a_file_that_is_not_there_is_answered_with_the_nearest_name(home):
    (home.home / "mine.ipynb").write_text("")
    with pytest.raises(GradingError, match="Did you mean mine.ipynb?"):
        grade_own(home, tiny.MODULE, tiny.exercise(home, "RET-02"), home.home / "mien.ipynb")


def test_a_check_of_what_is_no_notebook_ends_in_the_same_sentences(home):
    path = home.home / "mine.ipynb"
    with pytest.raises(GradingError, match="There is no notebook"):
        check_notebook(home.root, path)
    path.write_text("")
    with pytest.raises(GradingError, match="mine.ipynb is empty"):
        check_notebook(home.root, path)
    path.write_text(writes_json(new_notebook(cells=[tiny.own("x = 1")])))
    with pytest.raises(GradingError, match="holds no exercise"):
        check_notebook(home.root, path)
