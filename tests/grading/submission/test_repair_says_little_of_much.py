"""What a notebook says of itself can be long; what the grader repeats of it is not."""

import pytest
import tiny_course as tiny
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from privacylab.grading.cells import own_cells
from privacylab.grading.submission.repair import Repaired, repair_notebook

LONG = "a" * 10_000_000


def name_kernel(sent: NotebookNode) -> None:
    sent.metadata.kernelspec.name = LONG


def nest_kernel(sent: NotebookNode) -> None:
    sent.metadata.kernelspec.name = {"a": [LONG]}


def mark_cells(sent: NotebookNode) -> None:
    for number in range(3_000):
        mark = {"grade_id": f"{number}-{'x' * 5_000}", "grade": True, "solution": False}
        sent.cells.append(new_code_cell("1", metadata={"nbgrader": mark}))


def tag_a_cell(sent: NotebookNode) -> None:
    sent.cells.append(new_code_cell("1", metadata={"tags": [LONG]}))


def attach(sent: NotebookNode) -> None:
    sent.cells.append(new_markdown_cell("x", attachments={"a.png": {"image/png": LONG}}))


@pytest.mark.parametrize("change", [name_kernel, nest_kernel, mark_cells, tag_a_cell, attach])
def test_a_repaired_notebook_and_its_sentences_stay_short(course, change):
    own = own_cells(course.root, course.module(tiny.MODULE), tiny.exercise(course, "RET-01"))
    sent = tiny.notebook(course, "RET-01", tiny.right("RET-01"))
    change(sent)
    done: Repaired = repair_notebook(sent, own)
    assert len(" ".join(done.sentences)) < 5_000
    assert len(str(done.notebook)) < 2_000_000
