"""A submitted notebook is made whole, and nothing of the learner's is lost."""

import copy

import nbformat
import pytest
import tiny_course as tiny
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from tiny_course import place

from privacylab.authoring.cells import LOOK, Role, is_look, name_of, role
from privacylab.grading import Course
from privacylab.grading.cells import OwnCells, own_cells
from privacylab.grading.submission.repair import Repaired, repair_notebook


@pytest.fixture(scope="module")
def own(course: Course) -> OwnCells:
    return own_cells(course.root, course.module(tiny.OTHER), tiny.exercise(course, "AUD-01"))


@pytest.fixture
def sent(course: Course) -> NotebookNode:
    notebook = tiny.notebook(course, "AUD-01")
    for step in tiny.STEPS["AUD-01"]:
        notebook.cells[place(notebook, f"AUD-01-{step}")].source = right(step)
    return notebook


def right(step: str) -> str:
    return f"def {step}(x):\n    return 2 * x"


def order(done: Repaired) -> list[str]:
    """The code cells that will run, by name or by id."""
    cells = [c for c in done.notebook.cells if c.cell_type == "code" and not is_look(c)]
    return [name_of(c) if role(c) else c.id for c in cells]


RUN = [
    "AUD-01-setup",
    "AUD-01-first",
    "AUD-01-first-test",
    "AUD-01-second",
    "AUD-01-second-test",
    "AUD-01-third",
    "AUD-01-third-test",
]


def test_a_notebook_as_it_was_released_has_nothing_to_set_right(own):
    done = repair_notebook(copy.deepcopy(own.released), own)
    assert (done.sentences, done.untouched, order(done)) == ((), True, RUN)


def test_an_answered_notebook_keeps_its_answers_and_gets_the_hidden_checks(own, sent):
    done = repair_notebook(sent, own)
    cells = done.notebook.cells
    assert cells[place(done.notebook, "AUD-01-first")].source == right("first")
    assert "concealed" in cells[place(done.notebook, "AUD-01-first-test")].source
    assert (done.sentences, done.untouched) == ((), False)


def test_an_answer_that_lost_its_name_is_known_by_its_cell_id(own, sent):
    sent.cells[place(sent, "AUD-01-first")].metadata = NotebookNode()
    sent.cells[place(sent, "AUD-01-second")].metadata.nbgrader.grade_id = "AUD-01-second-new"
    done = repair_notebook(sent, own)
    assert order(done) == RUN
    assert done.sentences == (
        "The answer cell of first had lost its name: its cell id identified it.",
        "The answer cell of second had lost its name: its cell id identified it.",
    )


def test_an_answer_that_lost_its_cell_id_is_known_by_its_name(own, sent):
    for cell in sent.cells:
        cell.id = "x" + cell.id
    done = repair_notebook(sent, own)
    assert (order(done), done.sentences) == (RUN, ())


def test_an_answer_in_a_cell_of_ones_own_is_not_undone_by_the_empty_one_put_back(own, sent):
    at = place(sent, "AUD-01-second")
    sent.cells[at] = tiny.own(right("second"))
    done = repair_notebook(sent, own)
    assert (
        order(done).index("AUD-01-second")
        < order(done).index("mine")
        < order(done).index("AUD-01-second-test")
    )
    assert done.sentences == ("The answer cell of second was missing: it was put back, empty.",)


def test_the_copy_that_holds_the_work_counts_and_the_untouched_one_does_not_run(own, sent):
    at = place(sent, "AUD-01-first")
    stub = own.public["AUD-01-first"]
    sent.cells[at].id = "copy"
    sent.cells.insert(at + 1, copy.deepcopy(stub))
    done = repair_notebook(sent, own)
    assert order(done) == RUN
    assert done.notebook.cells[place(done.notebook, "AUD-01-first")].source == right("first")


def test_of_two_copies_with_work_the_original_counts_and_the_other_runs_in_its_place(own, sent):
    at = place(sent, "AUD-01-first")
    other = copy.deepcopy(sent.cells[at])
    other.id, other.source = "copy", "other = 1"
    sent.cells.insert(at, other)
    done = repair_notebook(sent, own)
    assert order(done)[1:3] == ["copy", "AUD-01-first"]
    assert done.sentences == (
        "The answer cell of first occurred 2 times: one of them counts, "
        "the others ran as ordinary cells.",
    )


def test_a_changed_test_is_the_courses_again_and_what_was_written_there_runs_before_it(own, sent):
    cell = sent.cells[place(sent, "AUD-01-first-test")]
    cell.source = "my_idea = 3"
    done = repair_notebook(sent, own)
    at = place(done.notebook, "AUD-01-first-test")
    assert "concealed" in done.notebook.cells[at].source
    assert done.notebook.cells[at - 1].source == "my_idea = 3"
    assert done.sentences == (
        "The test of first had been changed: the course's own ran, and what was written there "
        "ran before it.",
    )


def test_a_test_of_an_earlier_edition_is_renewed_and_is_not_the_learners_doing(own, sent):
    from nbgrader.utils import compute_checksum

    cell = sent.cells[place(sent, "AUD-01-first-test")]
    cell.source = "older = 1"
    cell.metadata.nbgrader.checksum = compute_checksum(cell)
    done = repair_notebook(sent, own)
    assert order(done) == RUN
    assert done.sentences == (
        "The test of first is newer than the one submitted: the new one ran.",
    )


def test_an_import_added_to_a_given_cell_still_runs(own, sent):
    sent.cells[place(sent, "AUD-01-setup")].source += "\nimport numpy as np"
    done = repair_notebook(sent, own)
    at = place(done.notebook, "AUD-01-setup")
    assert done.notebook.cells[at - 1].source.endswith("import numpy as np")


def test_a_test_moved_up_runs_after_its_answer_and_the_cells_that_stood_before_it(own, sent):
    sent.cells.insert(0, sent.cells.pop(place(sent, "AUD-01-first-test")))
    sent.cells.insert(place(sent, "AUD-01-first") + 1, tiny.own("helper = 1", "helper"))
    assert order(repair_notebook(sent, own))[:4] == [
        "AUD-01-setup",
        "AUD-01-first",
        "helper",
        "AUD-01-first-test",
    ]


def test_a_deleted_test_is_put_back_after_the_answer_and_its_helpers(own, sent):
    sent.cells.pop(place(sent, "AUD-01-third-test"))
    sent.cells.append(tiny.own("helper = 1", "helper"))
    done = repair_notebook(sent, own)
    assert order(done)[-3:] == ["AUD-01-third", "helper", "AUD-01-third-test"]
    assert done.sentences == ("The test of third was missing: the course's own was put back.",)


def test_a_given_cell_moved_down_or_deleted_runs_before_what_needs_it(own, sent):
    gone = copy.deepcopy(sent)
    sent.cells.append(sent.cells.pop(place(sent, "AUD-01-setup")))
    gone.cells.pop(place(gone, "AUD-01-setup"))
    assert order(repair_notebook(sent, own)) == order(repair_notebook(gone, own)) == RUN


def test_an_answer_turned_into_markdown_runs_as_code(own, sent):
    sent.cells[place(sent, "AUD-01-first")].cell_type = "markdown"
    done = repair_notebook(sent, own)
    assert done.notebook.cells[place(done.notebook, "AUD-01-first")].cell_type == "code"
    assert done.sentences == ("The answer cell of first was a markdown cell: it is code again.",)


@pytest.mark.parametrize(
    ("field", "value"),
    [("schema_version", 99), ("points", 80), ("locked", False), ("grade", False), ("task", True)],
)
def test_changed_marks_are_the_courses_again(own, sent, field, value):
    sent.cells[place(sent, "AUD-01-first-test")].metadata.nbgrader[field] = value
    done = repair_notebook(sent, own)
    mark = done.notebook.cells[place(done.notebook, "AUD-01-first-test")].metadata.nbgrader
    assert mark == own.marked["AUD-01-first-test"].metadata.nbgrader
    assert done.sentences == (
        "The grading metadata of the test of first had been changed: it was restored.",
    )


def test_a_skipped_test_is_not_skipped(own, sent):
    sent.cells[place(sent, "AUD-01-first-test")].metadata.tags = ["skip-execution"]
    done = repair_notebook(sent, own)
    assert "tags" not in done.notebook.cells[place(done.notebook, "AUD-01-first-test")].metadata


def test_a_cell_of_another_exercise_or_with_empty_marks_runs_as_ones_own(own, sent):
    for cell_id, mark in (
        ("foreign", {"grade_id": "RET-02-x", "schema_version": 3}),
        ("empty", {}),
    ):
        sent.cells.append(tiny.own("x = 1", cell_id))
        sent.cells[-1].metadata.nbgrader = mark
    done = repair_notebook(sent, own)
    assert order(done)[-2:] == ["foreign", "empty"]
    assert not any("nbgrader" in cell.metadata for cell in done.notebook.cells[-2:])


def test_cells_without_ids_or_metadata_become_valid_cells(own, sent):
    for number, broken in enumerate((None, "same", "same", "no good id!", "AUD-01-first")):
        sent.cells.append(NotebookNode(cell_type="code", source=f"x = {number}"))
        if broken:
            sent.cells[-1].id = broken
    sent.cells.append(NotebookNode(cell_type="heading", source="old", metadata=None))
    nbformat.validate(repair_notebook(sent, own).notebook)


def test_a_look_cell_is_marked_also_where_it_lost_its_mark_and_costs_no_work(own, sent):
    look = next(cell for cell in sent.cells if is_look(cell))
    look.source, look.metadata = "played = 1", NotebookNode()
    done = repair_notebook(sent, own)
    (found,) = [cell for cell in done.notebook.cells if cell.source == "played = 1"]
    assert found.metadata.privacylab.role == LOOK
    untouched = copy.deepcopy(own.released)
    untouched.cells[place(untouched, look.id)].source = "played = 1"
    assert repair_notebook(untouched, own).untouched


CELLS = st.integers(0, 40)
ACCIDENTS = st.lists(
    st.tuples(
        st.sampled_from(["move", "copy", "delete", "edit", "strip", "empty", "rename", "type"]),
        CELLS,
        CELLS,
    ),
    max_size=8,
)


def befall(notebook: NotebookNode, accident: str, one: int, other: int) -> None:
    cells = notebook.cells
    one, other = one % len(cells), other % len(cells)
    cell = cells[one]
    if accident == "move":
        cells.insert(other, cells.pop(one))
    elif accident == "copy":
        cells.insert(other, copy.deepcopy(cell))
    elif accident == "delete" and len(cells) > 2:
        cells.pop(one)
    elif accident == "edit":
        cell.source += f"\n# mine {other}"
    elif accident == "strip":
        cell.metadata = NotebookNode()
    elif accident == "empty":
        cell.metadata.nbgrader = NotebookNode()
    elif accident == "rename":
        cell.metadata = copy.deepcopy(cells[other].metadata)
    elif accident == "type":
        cell.cell_type = {"code": "markdown", "markdown": "raw", "raw": "code"}[cell.cell_type]


@settings(max_examples=150, deadline=None)
@given(ACCIDENTS)
def test_whatever_befalls_the_cells_no_text_is_lost_and_each_test_runs_once_in_order(
    own, accidents
):
    sent = copy.deepcopy(own.released)
    for accident in accidents:
        befall(sent, *accident)
    theirs = {cell.source for cell in sent.cells} - {cell.source for cell in own.released.cells}
    done = repair_notebook(sent, own)
    names = [name_of(cell) for cell in done.notebook.cells if role(cell)]
    assert theirs <= {cell.source for cell in done.notebook.cells}
    assert sorted(names) == sorted(own.marked)
    assert names[0] == "AUD-01-setup"
    for cell in done.notebook.cells:
        if role(cell) is Role.TEST:
            assert cell == own.marked[name_of(cell)]
            assert names.index(name_of(cell).removesuffix("-test")) < names.index(name_of(cell))
    nbformat.validate(done.notebook)
